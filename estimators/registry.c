/* registry.c - the estimation methods */
#include "estimators/registry.h"

#include <string.h>

#include "estimators/bayes/graphs.h"
#include "estimators/mse/family.h"

#define BOOTSTRAP_SETTINGS "bootstrap,interval,level,seed,ties"
#define CHAIN_SETTINGS     "chains,effective,iterations,level,seed"
#define SEARCH_SETTINGS    "max-order,top,search-limit," BOOTSTRAP_SETTINGS

static const uc_method methods[] = {
    {"bic", "Log-linear, least BIC over all hierarchical models",
     "Fits every hierarchical log-linear model that could be best and keeps the one "
     "with "
     "the least Bayesian information criterion, proved to be the least.",
     "2 to 16 lists", 2, 16, SEARCH_SETTINGS,
     "Silverman, Chan & Vincent (2024) Statistics and Computing 34:44",
     &uc_family_loglinear, UC_RULE_BIC},
    {"aic", "Log-linear, least AIC over all hierarchical models",
     "As bic, by Akaike's information criterion, which takes larger models.",
     "2 to 16 lists", 2, 16, SEARCH_SETTINGS,
     "Akaike (1974) IEEE Transactions on Automatic Control 19:716",
     &uc_family_loglinear, UC_RULE_AIC},
    {"aicc", "Log-linear, least AICc over all hierarchical models",
     "As aic, with the small-sample correction; not defined for models with as many "
     "parameters as people, less one.",
     "2 to 16 lists", 2, 16, SEARCH_SETTINGS, "Hurvich & Tsai (1989) Biometrika 76:297",
     &uc_family_loglinear, UC_RULE_AICC},
    {"stepwise", "Log-linear, pairs added by p value",
     "From main effects, adds the pair of lists whose overlap is least likely, while "
     "its "
     "p value is below the threshold, among models with an estimate.",
     "2 to 16 lists", 2, 16, "p-threshold," BOOTSTRAP_SETTINGS,
     "Chan, Silverman & Vincent (2021) Journal of the American Statistical Association "
     "116:1297",
     &uc_family_loglinear, UC_RULE_STEPWISE},
    {"aic-stepwise", "Log-linear, pairs added by AIC",
     "From main effects, adds the pair that lowers AIC most; stops when none does or "
     "the "
     "new pair's Wald p value exceeds 0.05.",
     "2 to 16 lists", 2, 16, BOOTSTRAP_SETTINGS,
     "Silverman (2014) Modern Slavery: an application of Multiple Systems Estimation, "
     "Home Office",
     &uc_family_loglinear, UC_RULE_AIC_STEPWISE},
    {"fixed", "Log-linear, the model given",
     "Fits the hierarchical model given by --model and no other.", "2 to 16 lists", 2,
     16, "model," BOOTSTRAP_SETTINGS, "Fienberg (1972) Biometrika 59:591",
     &uc_family_loglinear, UC_RULE_FIXED},
    {"main", "Log-linear, independent lists",
     "Main effects only: lists are taken to be independent, given everybody is alike.",
     "2 to 16 lists", 2, 16, BOOTSTRAP_SETTINGS, "Fienberg (1972) Biometrika 59:591",
     &uc_family_loglinear, UC_RULE_MAIN},
    {"downhill", "Log-linear, greedy descent on BIC",
     "From main effects to the neighbouring model (one term more or less) with the "
     "least "
     "BIC, while it falls; may end in a local minimum. For comparison with the "
     "literature.",
     "2 to 16 lists", 2, 16, "max-order," BOOTSTRAP_SETTINGS,
     "Silverman, Chan & Vincent (2024) Statistics and Computing 34:44",
     &uc_family_loglinear, UC_RULE_DOWNHILL},
    {"decomposable", "Decomposable graphs, averaged",
     "Averages over all decomposable graphs of dependence between lists, on a grid of "
     "every number of hidden persons that extends itself.",
     "2 to 7 lists", 2, UC_GRAPHS_MAX_LISTS, "population-prior,delta,level,seed",
     "Madigan & York (1997) Biometrika 84:19", &uc_family_decomposable, UC_RULE_NONE},
    {"latent-class", "Latent classes of persons",
     "Persons fall into hidden classes that differ in their chances of being listed; "
     "Markov chains are run until they have mixed, and it is said where they have not.",
     "2 to 16 lists", 2, 16, "classes," CHAIN_SETTINGS,
     "Manrique-Vallier (2016) Biometrics 72:1246", &uc_family_latent_class,
     UC_RULE_NONE},
    {"bayes-threshold", "Interactions kept by a Bayesian threshold",
     "Gives all pairs of lists an effect, keeps those that are large beside their "
     "posterior standard deviation, and estimates with those alone; with max-order 3 "
     "also triples.",
     "3 to 12 lists", 3, 12, "effect-variance,threshold,max-order," CHAIN_SETTINGS,
     "Silverman (2020) Journal of the Royal Statistical Society A 183:691",
     &uc_family_threshold, UC_RULE_NONE},
    {"bma", "Log-linear models, averaged",
     "Averages over every hierarchical log-linear model within a cut of the best, "
     "found "
     "by the exact search, weighted by how probable the counts make it.",
     "2 to 16 lists", 2, 16, "weights,cut,max-order,search-limit,level,seed",
     "Kass & Raftery (1995) Journal of the American Statistical Association 90:773",
     &uc_family_average, UC_RULE_NONE},
};

#define N_METHODS (sizeof methods / sizeof *methods)

const uc_method *uc_registry_methods(size_t *n_methods)
{
    *n_methods = N_METHODS;
    return methods;
}

const uc_method *uc_registry_find(const char *name)
{
    for (size_t i = 0; i < N_METHODS; i++)
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    return NULL;
}

bool uc_method_takes(const uc_method *method, const char *setting)
{
    const size_t len = strlen(setting);

    for (const char *at = strstr(method->settings, setting); at != NULL;
         at = strstr(at + 1, setting))
        if ((at == method->settings || at[-1] == ',') &&
            (at[len] == ',' || at[len] == '\0'))
            return true;
    return false;
}

const char *const *uc_registry_names(size_t *n_names)
{
    static const char *const names[N_METHODS + 1] = {
        "bic",  "aic",      "aicc",         "stepwise",     "aic-stepwise",    "fixed",
        "main", "downhill", "decomposable", "latent-class", "bayes-threshold", "bma",
        NULL};

    *n_names = N_METHODS;
    return names;
}
