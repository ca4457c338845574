/* registry.c - the estimation methods */
#include "estimators/registry.h"

#include <string.h>

#include "estimators/averaging/average.h"
#include "estimators/bayes/graphs/graphs.h"
#include "estimators/capture/capture_family.h"
#include "estimators/classic/classic_family.h"
#include "estimators/classic/coverage.h"
#include "estimators/mse/family.h"

#define BOOTSTRAP_SETTINGS "bootstrap,bootstrap-kind,interval,level,seed,ties"
#define CHAIN_SETTINGS     "chains,effective,iterations,level,seed"
#define MODEL_SETTINGS     "existence," BOOTSTRAP_SETTINGS
#define CAPTURE_SETTINGS   "bias-corrected," BOOTSTRAP_SETTINGS
#define CHAO_TSAY                                                                      \
    "Chao & Tsay (1998) Journal of the American Statistical Association 93:283"
#define RIVEST          "Rivest & Baillargeon (2007) Biometrics 63:999"
#define SEARCH_SETTINGS "max-order,top,search-limit," MODEL_SETTINGS

static const uc_method methods[] = {
    {"bic", "Log-linear, least BIC over all hierarchical models",
     "Fits every hierarchical log-linear model that could be best and keeps the one "
     "with "
     "the least Bayesian information criterion, proved to be the least.",
     "2 to 16 lists", 2, 16, SEARCH_SETTINGS,
     "Silverman, Chan & Vincent (2024) Statistics and Computing 34:44",
     &uc_family_loglinear, UC_RULE_BIC, 0},
    {"aic", "Log-linear, least AIC over all hierarchical models",
     "As bic, by Akaike's information criterion, which takes larger models.",
     "2 to 16 lists", 2, 16, SEARCH_SETTINGS,
     "Akaike (1974) IEEE Transactions on Automatic Control 19:716",
     &uc_family_loglinear, UC_RULE_AIC, 0},
    {"aicc", "Log-linear, least AICc over all hierarchical models",
     "As aic, with the small-sample correction; not defined for models with as many "
     "parameters as people, less one.",
     "2 to 16 lists", 2, 16, SEARCH_SETTINGS, "Hurvich & Tsai (1989) Biometrika 76:297",
     &uc_family_loglinear, UC_RULE_AICC, 0},
    {"stepwise", "Log-linear, pairs added by p value",
     "From main effects, adds the pair of lists whose overlap is least likely, while "
     "its "
     "p value is below the threshold, among models with an estimate.",
     "2 to 16 lists", 2, 16, "p-threshold," MODEL_SETTINGS,
     "Chan, Silverman & Vincent (2021) Journal of the American Statistical Association "
     "116:1297",
     &uc_family_loglinear, UC_RULE_STEPWISE, 0},
    {"aic-stepwise", "Log-linear, pairs added by AIC",
     "From main effects, adds the pair that lowers AIC most; stops when none does or "
     "the "
     "new pair's Wald p value exceeds 0.05.",
     "2 to 16 lists", 2, 16, MODEL_SETTINGS,
     "Silverman (2014) Modern Slavery: an application of Multiple Systems Estimation, "
     "Home Office",
     &uc_family_loglinear, UC_RULE_AIC_STEPWISE, 0},
    {"fixed", "Log-linear, the model given",
     "Fits the hierarchical model given by --model and no other.", "2 to 16 lists", 2,
     16, "model," MODEL_SETTINGS, "Fienberg (1972) Biometrika 59:591",
     &uc_family_loglinear, UC_RULE_FIXED, 0},
    {"main", "Log-linear, independent lists",
     "Main effects only: lists are taken to be independent, given everybody is alike.",
     "2 to 16 lists", 2, 16, MODEL_SETTINGS, "Fienberg (1972) Biometrika 59:591",
     &uc_family_loglinear, UC_RULE_MAIN, 0},
    {"downhill", "Log-linear, greedy descent on BIC",
     "From main effects to the neighbouring model (one term more or less) with the "
     "least "
     "BIC, while it falls; may end in a local minimum. For comparison with the "
     "literature.",
     "2 to 16 lists", 2, 16, "max-order," MODEL_SETTINGS,
     "Silverman, Chan & Vincent (2024) Statistics and Computing 34:44",
     &uc_family_loglinear, UC_RULE_DOWNHILL, 0},
    {"average", "Log-linear, all models averaged by BIC",
     "Averages all hierarchical models within a cut of the least BIC, weighted by "
     "exp(-BIC/2): found exactly, not sampled.",
     "2 to 16 lists", 2, 16, "cut,max-order,search-limit," MODEL_SETTINGS,
     "Buckland, Burnham & Augustin (1997) Biometrics 53:603", &uc_family_average,
     UC_RULE_NONE, UC_RULE_BIC},
    {"aic-average", "Log-linear, all models averaged by AIC",
     "As average, with weights exp(-AIC/2).", "2 to 16 lists", 2, 16,
     "cut,max-order,search-limit," MODEL_SETTINGS,
     "Buckland, Burnham & Augustin (1997) Biometrics 53:603", &uc_family_average,
     UC_RULE_NONE, UC_RULE_AIC},
    {"m0", "Capture model M0, all captures alike",
     "Every person has the same chance on every list.", "2 to 16 lists", 2, 16,
     CAPTURE_SETTINGS, "Otis et al. (1978) Wildlife Monographs 62:1",
     &uc_family_capture, UC_RULE_NONE, UC_CAPTURE_VARIANT(UC_CAPTURE_M0, UC_ALIKE)},
    {"mt", "Capture model Mt, lists differ",
     "Lists differ, persons do not: the model of independent lists.", "2 to 16 lists",
     2, 16, CAPTURE_SETTINGS, "Otis et al. (1978) Wildlife Monographs 62:1",
     &uc_family_capture, UC_RULE_NONE, UC_CAPTURE_VARIANT(UC_CAPTURE_MT, UC_ALIKE)},
    {"mh-chao", "Capture model Mh Chao, a lower bound",
     "Persons differ in any way whatever; the estimate is a lower bound.",
     "3 to 16 lists", 3, 16, CAPTURE_SETTINGS, "Chao (1987) Biometrics 43:783",
     &uc_family_capture, UC_RULE_NONE, UC_CAPTURE_VARIANT(UC_CAPTURE_M0, UC_CHAO)},
    {"mh-poisson", "Capture model Mh Poisson, mild heterogeneity",
     "Persons differ, by a term theta^k - 1 in the number k of captures.",
     "3 to 16 lists", 3, 16, "theta," CAPTURE_SETTINGS, RIVEST, &uc_family_capture,
     UC_RULE_NONE, UC_CAPTURE_VARIANT(UC_CAPTURE_M0, UC_POISSON)},
    {"mh-darroch", "Capture model Mh Darroch, normal heterogeneity",
     "Persons differ, by a term k^2/2 in the number k of captures.", "3 to 16 lists", 3,
     16, CAPTURE_SETTINGS,
     "Darroch et al. (1993) Journal of the American Statistical Association "
     "88:1137",
     &uc_family_capture, UC_RULE_NONE, UC_CAPTURE_VARIANT(UC_CAPTURE_M0, UC_DARROCH)},
    {"mh-gamma", "Capture model Mh Gamma, strong heterogeneity",
     "Persons differ, by a term -log(theta + k) in the number k of captures.",
     "3 to 16 lists", 3, 16, "theta," CAPTURE_SETTINGS, RIVEST, &uc_family_capture,
     UC_RULE_NONE, UC_CAPTURE_VARIANT(UC_CAPTURE_M0, UC_GAMMA)},
    {"mth-chao", "Capture model Mth Chao, a lower bound",
     "Persons differ in any way whatever and so do lists; the estimate is a lower "
     "bound.",
     "3 to 16 lists", 3, 16, CAPTURE_SETTINGS, RIVEST, &uc_family_capture, UC_RULE_NONE,
     UC_CAPTURE_VARIANT(UC_CAPTURE_MT, UC_CHAO)},
    {"mth-poisson", "Capture model Mth Poisson, mild heterogeneity",
     "Persons differ and so do lists, by a term theta^k - 1 in the number k of "
     "captures.",
     "3 to 16 lists", 3, 16, "theta," CAPTURE_SETTINGS, RIVEST, &uc_family_capture,
     UC_RULE_NONE, UC_CAPTURE_VARIANT(UC_CAPTURE_MT, UC_POISSON)},
    {"mth-darroch", "Capture model Mth Darroch, normal heterogeneity",
     "Persons differ and so do lists, by a term k^2/2 in the number k of captures.",
     "3 to 16 lists", 3, 16, CAPTURE_SETTINGS,
     "Darroch et al. (1993) Journal of the American Statistical Association "
     "88:1137",
     &uc_family_capture, UC_RULE_NONE, UC_CAPTURE_VARIANT(UC_CAPTURE_MT, UC_DARROCH)},
    {"mth-gamma", "Capture model Mth Gamma, strong heterogeneity",
     "Persons differ and so do lists, by a term -log(theta + k) in the number k of "
     "captures.",
     "3 to 16 lists", 3, 16, "theta," CAPTURE_SETTINGS, RIVEST, &uc_family_capture,
     UC_RULE_NONE, UC_CAPTURE_VARIANT(UC_CAPTURE_MT, UC_GAMMA)},
    {"mb", "Capture model Mb, captures change behaviour",
     "The chance of a later capture differs from that of the first; for lists that are "
     "occasions in time order.",
     "2 to 16 lists", 2, 16, "ordered," CAPTURE_SETTINGS,
     "Otis et al. (1978) Wildlife Monographs 62:1", &uc_family_capture, UC_RULE_NONE,
     UC_CAPTURE_VARIANT(UC_CAPTURE_MB, UC_ALIKE)},
    {"mbh", "Capture model Mbh, behaviour and a first occasion apart",
     "As mb, the first occasion having a chance of its own: generalised removal.",
     "3 to 16 lists", 3, 16, "ordered," CAPTURE_SETTINGS,
     "Otis et al. (1978) Wildlife Monographs 62:1", &uc_family_capture, UC_RULE_NONE,
     UC_CAPTURE_VARIANT(UC_CAPTURE_MBH, UC_ALIKE)},
    {"lincoln-petersen", "Lincoln-Petersen, per pair and overall",
     "Of two independent lists, the product of their sizes over their overlap; every "
     "pair of more lists, and overall both summed over pairs.",
     "2 to 16 lists", 2, 16, BOOTSTRAP_SETTINGS,
     "Sekar & Deming (1949) Journal of the American Statistical Association "
     "44:101",
     &uc_family_classic, UC_RULE_NONE, UC_CLASSIC_PETERSEN},
    {"chapman", "Chapman, per pair and overall",
     "As lincoln-petersen, with 1 added to list sizes and overlap, which takes away "
     "most of the bias and exists without overlap.",
     "2 to 16 lists", 2, 16, BOOTSTRAP_SETTINGS,
     "Chapman (1951) University of California Publications in Statistics "
     "1:131",
     &uc_family_classic, UC_RULE_NONE, UC_CLASSIC_CHAPMAN},
    {"chao", "Chao lower bound f1^2/(2 f2)",
     "From the persons on one list and on two; a lower bound only where a person is as "
     "likely to be on one list as on another: for lists see mth-chao.",
     "2 to 16 lists", 2, 16, "bias-corrected," BOOTSTRAP_SETTINGS,
     "Chao (1987) Biometrics 43:783", &uc_family_classic, UC_RULE_NONE,
     UC_CLASSIC_CHAO},
    {"zelterman", "Zelterman estimator",
     "From the persons on one list and on two, as chao, and under the same condition.",
     "2 to 16 lists", 2, 16, BOOTSTRAP_SETTINGS,
     "Zelterman (1988) Journal of Statistical Planning and Inference 18:225",
     &uc_family_classic, UC_RULE_NONE, UC_CLASSIC_ZELTERMAN},
    {"no-highest-order", "No highest-order interaction, closed form",
     "The log-linear model with every interaction but that of all lists, in closed "
     "form; has no answer where a history is empty.",
     "2 to 16 lists", 2, 16, BOOTSTRAP_SETTINGS, "Fienberg (1972) Biometrika 59:591",
     &uc_family_classic, UC_RULE_NONE, UC_CLASSIC_NO_HIGHEST},
    {"coverage", "Sample coverage of independent lists",
     "Persons known beside each list over the coverage that overlaps show; for lists "
     "that are independent.",
     "3 to 16 lists", 3, 16, BOOTSTRAP_SETTINGS, CHAO_TSAY, &uc_family_coverage,
     UC_RULE_NONE, UC_COVERAGE_INDEPENDENT},
    {"coverage-high", "Sample coverage, dependent lists, high coverage",
     "As coverage, allowing for dependence of pairs of lists; for a coverage of 55% or "
     "more.",
     "3 to 16 lists", 3, 16, BOOTSTRAP_SETTINGS, CHAO_TSAY, &uc_family_coverage,
     UC_RULE_NONE, UC_COVERAGE_HIGH},
    {"coverage-low", "Sample coverage, dependent lists, one step",
     "As coverage-high, in one step from coverage: steadier where coverage is low, and "
     "then a bound.",
     "3 to 16 lists", 3, 16, BOOTSTRAP_SETTINGS, CHAO_TSAY, &uc_family_coverage,
     UC_RULE_NONE, UC_COVERAGE_LOW},
    {"decomposable", "Decomposable graphs, averaged",
     "Averages over all decomposable graphs of dependence between lists, on a grid of "
     "every number of hidden persons that extends itself.",
     "2 to 7 lists", 2, UC_GRAPHS_MAX_LISTS, "population-prior,delta,level,seed",
     "Madigan & York (1997) Biometrika 84:19", &uc_family_decomposable, UC_RULE_NONE,
     0},
    {"latent-class", "Latent classes of persons",
     "Persons fall into hidden classes that differ in their chances of being listed; "
     "Markov chains are run until they have mixed, and it is said where they have not.",
     "2 to 16 lists", 2, 16, "classes," CHAIN_SETTINGS,
     "Manrique-Vallier (2016) Biometrics 72:1246", &uc_family_latent_class,
     UC_RULE_NONE, 0},
    {"bayes-threshold", "Interactions kept by a Bayesian threshold",
     "Gives all pairs of lists an effect, keeps those that are large beside their "
     "posterior standard deviation, and estimates with those alone; with max-order 3 "
     "also triples.",
     "3 to 12 lists", 3, 12, "effect-variance,threshold,max-order," CHAIN_SETTINGS,
     "Silverman (2020) Journal of the Royal Statistical Society A 183:691",
     &uc_family_threshold, UC_RULE_NONE, 0},
    {"bma", "Log-linear models, averaged",
     "Averages over every hierarchical log-linear model within a cut of the best, "
     "found "
     "by the exact search, weighted by how probable the counts make it.",
     "2 to 16 lists", 2, 16, "weights,cut,max-order,search-limit,level,seed",
     "Kass & Raftery (1995) Journal of the American Statistical Association 90:773",
     &uc_family_bma, UC_RULE_NONE, 0},
};

#define N_METHODS (sizeof methods / sizeof *methods)

#define REPEATED_SETTINGS "bootstrap,level,seed"
#define REPEATED_NEEDS    "undercount repeated: times counted, each person"

/* Methods of other commands, which take other data than a capture table. */
static const uc_method others[] = {
    {"covariates", "Log-linear, lists and covariates",
     "One hidden cell for every combination of covariates; the terms between lists and "
     "covariates are those of least BIC over all hierarchical models; covariates may "
     "be "
     "missing on some lists.",
     "undercount covariates: 2 to 8 lists", 2, 8,
     "max-order,search-limit,bootstrap,level,seed",
     "van der Heijden et al. (2012) Annals of Applied Statistics 6:831", NULL,
     UC_RULE_NONE, 0},
    {"doubly-robust", "Two lists, doubly robust",
     "The total from two lists that are independent given covariates, whose "
     "regressions "
     "are cross-fitted and corrected to first order.",
     "undercount doubly-robust: 2 to 16 lists", 2, 16, "level,seed",
     "Das, Kennedy & Jewell (2024) Journal of the American Statistical Association "
     "119:1309",
     NULL, UC_RULE_NONE, 0},
    {"copies", "Copies combined by Rubin's rules",
     "Estimates from imputed or re-linked copies of the data as one, on the log of the "
     "hidden part.",
     "undercount combine: 2 or more estimates", 0, 0, "level",
     "Rubin (1987) Multiple Imputation for Nonresponse in Surveys", NULL, UC_RULE_NONE,
     0},
    {"strata", "Strata pooled in part",
     "Strata too thin to stand alone are drawn to their common ratio of hidden to "
     "observed, empirical Bayes on the log scale.",
     "undercount combine: 4 or more estimates", 0, 0, "level",
     "Morris (1983) Journal of the American Statistical Association 78:47", NULL,
     UC_RULE_NONE, 0},
    {"repeated-poisson", "Zero-truncated Poisson regression",
     "The total from how often each person was counted on one list, whose mean count "
     "hangs on covariates.",
     REPEATED_NEEDS, 1, 1, REPEATED_SETTINGS,
     "van der Heijden et al. (2003) Statistical Modelling 3:305", NULL, UC_RULE_NONE,
     0},
    {"repeated-geometric", "Zero-truncated geometric regression",
     "As repeated-poisson, with the spread of exponentially distributed means.",
     REPEATED_NEEDS, 1, 1, REPEATED_SETTINGS, "Niwitpong et al. (2013) Metrika 76:495",
     NULL, UC_RULE_NONE, 0},
    {"repeated-negative-binomial", "Zero-truncated negative binomial regression",
     "As repeated-poisson, with the spread estimated; at its boundary it has no "
     "estimate.",
     REPEATED_NEEDS, 1, 1, REPEATED_SETTINGS,
     "Cruyff & van der Heijden (2008) Biometrical Journal 50:1035", NULL, UC_RULE_NONE,
     0},
    {"repeated-chao", "Chao's lower bound with covariates",
     "The total at least, from whether people were counted once or twice.",
     REPEATED_NEEDS, 1, 1, REPEATED_SETTINGS,
     "Boehning et al. (2013) Biometrics 69:1033", NULL, UC_RULE_NONE, 0},
    {"repeated-zelterman", "Zelterman's estimator with covariates",
     "The total from whether people were counted once or twice, robust to how the "
     "others were.",
     REPEATED_NEEDS, 1, 1, REPEATED_SETTINGS,
     "Boehning & van der Heijden (2009) Annals of Applied Statistics 3:595", NULL,
     UC_RULE_NONE, 0},
};

const uc_method *uc_registry_others(size_t *n_methods)
{
    *n_methods = sizeof others / sizeof *others;
    return others;
}

const uc_method *uc_registry_find_any(const char *name)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i].name, name) == 0)
            return &others[i];
    return uc_registry_find(name);
}

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
    static const char *const names[] = {"bic",
                                        "aic",
                                        "aicc",
                                        "stepwise",
                                        "aic-stepwise",
                                        "fixed",
                                        "main",
                                        "downhill",
                                        "average",
                                        "aic-average",
                                        "m0",
                                        "mt",
                                        "mh-chao",
                                        "mh-poisson",
                                        "mh-darroch",
                                        "mh-gamma",
                                        "mth-chao",
                                        "mth-poisson",
                                        "mth-darroch",
                                        "mth-gamma",
                                        "mb",
                                        "mbh",
                                        "lincoln-petersen",
                                        "chapman",
                                        "chao",
                                        "zelterman",
                                        "no-highest-order",
                                        "coverage",
                                        "coverage-high",
                                        "coverage-low",
                                        "decomposable",
                                        "latent-class",
                                        "bayes-threshold",
                                        "bma",
                                        NULL};

    *n_names = N_METHODS;
    return names;
}
