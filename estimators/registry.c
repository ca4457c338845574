/* registry.c - the estimation methods */
#include "estimators/registry.h"

#include <string.h>

#include "estimators/mse/family.h"

#define BOOTSTRAP_SETTINGS "bootstrap,interval,level,seed,ties"
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
        "bic",   "aic",  "aicc",     "stepwise", "aic-stepwise",
        "fixed", "main", "downhill", NULL};

    *n_names = N_METHODS;
    return names;
}
