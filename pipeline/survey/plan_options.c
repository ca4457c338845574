/* plan_options.c - the settings of a survey, one table and their readers */
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "pipeline/survey/plan.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* -- Readers --------------------------------------------------------------------- */

static uc_status copy_text(char **to, const char *text, uc_error *err)
{
    char *made;

    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    made = uc_text_copy(text);
    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the settings");
    free(*to);
    *to = made;
    return UC_OK;
}

static uc_status read_names(uc_names *names, const char *text, uc_error *err)
{
    uc_names made = {NULL, 0};
    const uc_status status = uc_names_read(&made, text, err);

    if (status == UC_OK) {
        uc_names_clear(names);
        *names = made;
    }
    return status;
}

static uc_status read_real(const char *text, double min, double max, double *value,
                           uc_error *err)
{
    double number = 0;
    const uc_number_fault fault = uc_number_real(text, &number);
    char shown[128];

    (void)uc_text_display(text, strlen(text), 60, shown, sizeof shown);
    if (fault != UC_NUMBER_OK)
        return uc_fail(err, UC_EUSAGE, "'%s' %s; allowed is a number from %g to %g",
                       shown, uc_number_reason(fault), min, max);
    if (!(number >= min && number <= max))
        return uc_fail(err, UC_EUSAGE, "'%s' is not from %g to %g", shown, min, max);
    *value = number;
    return UC_OK;
}

/* Finds `text` among the names that name_of() gives for 0, 1, ... */
static uc_status read_choice(const char *text, const char *const names[], size_t n,
                             size_t *choice, uc_error *err)
{
    const char *near = uc_text_nearest(text, names, n);
    char shown[128], list[200] = "";
    size_t i, end = 0;

    for (i = 0; i < n; i++)
        if (names[i] != NULL && strcmp(names[i], text) == 0) {
            *choice = i;
            return UC_OK;
        }
    (void)uc_text_display(text, strlen(text), 60, shown, sizeof shown);
    if (near != NULL)
        return uc_fail(err, UC_EUSAGE, "unknown value '%s'; did you mean '%s'?", shown,
                       near);
    for (i = 0; i < n; i++)
        if (names[i] != NULL && end + strlen(names[i]) + 3 < sizeof list) {
            strcpy(list + end, end > 0 ? ", " : "");
            strcat(list, names[i]);
            end = strlen(list);
        }
    return uc_fail(err, UC_EUSAGE, "unknown value '%s'; allowed are %s", shown, list);
}

#define TEXT_READER(name, field)                                                       \
    static uc_status name(void *target, const char *text, uc_error *err)               \
    {                                                                                  \
        return copy_text(&((uc_survey_plan *)target)->field, text, err);               \
    }
#define NAMES_READER(name, field)                                                      \
    static uc_status name(void *target, const char *text, uc_error *err)               \
    {                                                                                  \
        return read_names(&((uc_survey_plan *)target)->field, text, err);              \
    }
#define REAL_READER(name, field, min, max)                                             \
    static uc_status name(void *target, const char *text, uc_error *err)               \
    {                                                                                  \
        return read_real(text, min, max, &((uc_survey_plan *)target)->field, err);     \
    }
#define FLAG_READER(name, field)                                                       \
    static uc_status name(void *target, const char *text, uc_error *err)               \
    {                                                                                  \
        (void)text;                                                                    \
        (void)err;                                                                     \
        ((uc_survey_plan *)target)->field = true;                                      \
        return UC_OK;                                                                  \
    }

TEXT_READER(read_weight, weight)
TEXT_READER(read_responded, responded)
TEXT_READER(read_rules, rules)
TEXT_READER(read_areas, areas)
NAMES_READER(read_strata, strata)
NAMES_READER(read_psu, psu)
NAMES_READER(read_fpc, fpc)
NAMES_READER(read_repweights, repweights)
NAMES_READER(read_missing, missing)
NAMES_READER(read_classes, classes)
NAMES_READER(read_propensity, propensity)
REAL_READER(read_rho, rho, 0, 0.999)
REAL_READER(read_scale, scale, 1e-300, 1e300)
REAL_READER(read_df, df, 1e-3, 1e300)
REAL_READER(read_level, level, 0.01, 0.9999)
REAL_READER(read_deff, declared_deff, 1, 1e6)
REAL_READER(read_per, per, 1, 1e9)
FLAG_READER(read_nest, nest)
FLAG_READER(read_domain_lonely, domain_lonely)
FLAG_READER(read_mse, mse)
FLAG_READER(read_factors, factors)
FLAG_READER(read_withhold, withhold)
FLAG_READER(read_quote_values, quote_values)

static uc_status read_lonely(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;
    const char *names[5];
    size_t i, choice = 0;
    uc_status status;

    for (i = 0; i < 5; i++)
        names[i] = uc_lonely_name((uc_lonely)i);
    status = read_choice(text, names, 5, &choice, err);
    if (status == UC_OK)
        plan->lonely = (uc_lonely)choice;
    return status;
}

static uc_status read_variance(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;
    const char *names[UC_N_REPLICATE_KINDS + 1];
    size_t i, choice = 0;
    uc_status status;

    for (i = 0; i < UC_REPLICATE_GIVEN; i++)
        names[i] = uc_replicate_kind_name((uc_replicate_kind)i);
    names[UC_REPLICATE_GIVEN] = "taylor";
    status = read_choice(text, names, UC_REPLICATE_GIVEN + 1, &choice, err);
    if (status == UC_OK) {
        plan->replicated = choice != UC_REPLICATE_GIVEN;
        plan->kind = (uc_replicate_kind)choice;
    }
    return status;
}

static uc_status read_interval(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;
    const char *names[UC_N_PROP_METHODS];
    size_t i, choice = 0;
    uc_status status;

    for (i = 0; i < UC_N_PROP_METHODS; i++)
        names[i] = uc_prop_method_name((uc_prop_method)i);
    status = read_choice(text, names, UC_N_PROP_METHODS, &choice, err);
    if (status == UC_OK)
        plan->interval = (uc_prop_method)choice;
    return status;
}

static uc_status read_quantile_rule(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;
    const char *names[UC_N_QUANTILE_RULES];
    size_t i, choice = 0;
    uc_status status;

    for (i = 0; i < UC_N_QUANTILE_RULES; i++)
        names[i] = uc_quantile_rule_name((uc_quantile_rule)i);
    status = read_choice(text, names, UC_N_QUANTILE_RULES, &choice, err);
    if (status == UC_OK)
        plan->rule = (uc_quantile_rule)choice;
    return status;
}

static uc_status read_quantile_interval(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;
    const char *names[UC_N_QUANTILE_INTERVALS];
    size_t i, choice = 0;
    uc_status status;

    for (i = 0; i < UC_N_QUANTILE_INTERVALS; i++)
        names[i] = uc_quantile_interval_name((uc_quantile_interval)i);
    status = read_choice(text, names, UC_N_QUANTILE_INTERVALS, &choice, err);
    if (status == UC_OK)
        plan->quantile_interval = (uc_quantile_interval)choice;
    return status;
}

static uc_status read_pool(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;
    const char *names[UC_N_POOL_METHODS];
    size_t i, choice = 0;
    uc_status status;

    for (i = 0; i < UC_N_POOL_METHODS; i++)
        names[i] = uc_pool_method_name((uc_pool_method)i);
    status = read_choice(text, names, UC_N_POOL_METHODS, &choice, err);
    if (status == UC_OK) {
        plan->pooled = true;
        plan->pool = (uc_pool_method)choice;
    }
    return status;
}

static uc_status read_area_method(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;
    const char *names[UC_N_SMALL_AREA_METHODS];
    size_t i, choice = 0;
    uc_status status;

    for (i = 0; i < UC_N_SMALL_AREA_METHODS; i++)
        names[i] = uc_small_area_method_name((uc_small_area_method)i);
    status = read_choice(text, names, UC_N_SMALL_AREA_METHODS, &choice, err);
    if (status == UC_OK)
        plan->area_method = (uc_small_area_method)choice;
    return status;
}

static uc_status read_replicates(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 2, 1000000, &((uc_survey_plan *)target)->n_replicates,
                          err);
}

static uc_status read_min_events(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 0, 1000000, &((uc_survey_plan *)target)->min_events,
                          err);
}

static uc_status read_seed(void *target, const char *text, uc_error *err)
{
    size_t seed = 0;
    const uc_status status = uc_read_number(text, 0, (size_t)1 << 53, &seed, err);

    if (status == UC_OK)
        ((uc_survey_plan *)target)->seed = seed;
    return status;
}

/* A,B,... as numbers. */
static uc_status read_reals(const char *text, double min, double max, double value[],
                            size_t room, size_t *n, uc_error *err)
{
    char **part = NULL;
    size_t n_parts = 0, i;
    uc_status status = uc_split_commas(text, &part, &n_parts, err);

    if (status == UC_OK && n_parts > room)
        status = uc_fail(err, UC_EUSAGE, "at most %zu numbers", room);
    for (i = 0; status == UC_OK && i < n_parts; i++)
        status = read_real(part[i], min, max, &value[i], err);
    if (status == UC_OK)
        *n = n_parts;
    uc_free_strings(part, n_parts);
    return status;
}

static uc_status read_probs(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;

    return read_reals(text, 0, 1, plan->prob, COUNT_OF(plan->prob), &plan->n_probs,
                      err);
}

static uc_status read_rscales(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;
    const size_t room = 100000;
    double *value = malloc(room * sizeof *value);
    uc_status status;

    if (value == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the settings");
    status = read_reals(text, 0, 1e300, value, room, &plan->n_rscale, err);
    free(plan->rscale);
    plan->rscale = status == UC_OK ? value : NULL;
    if (status != UC_OK)
        free(value);
    return status;
}

static uc_status read_pair(const char *text, double *low, double *high, uc_error *err)
{
    double value[2];
    size_t n = 0;
    const uc_status status = read_reals(text, 0, 1e300, value, 2, &n, err);

    if (status != UC_OK)
        return status;
    if (n != 2 || !(value[0] < value[1]))
        return uc_fail(err, UC_EUSAGE, "give two numbers, the lower first: LOW,HIGH");
    *low = value[0];
    *high = value[1];
    return UC_OK;
}

static uc_status read_bounds(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;

    plan->bounded = true;
    return read_pair(text, &plan->low, &plan->high, err);
}

static uc_status read_trim(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;

    plan->trim = true;
    return read_pair(text, &plan->trim_low, &plan->trim_high, err);
}

/* An accuracy, known or with its standard error: 0.9 or 0.9,0.02. */
static uc_status read_accuracy(uc_survey_plan *plan, const char *text, double *value,
                               double *se, uc_error *err)
{
    double pair[2] = {1, 0};
    size_t n = 0;
    const uc_status status = read_reals(text, 0, 1, pair, 2, &n, err);

    if (status == UC_OK) {
        plan->misclassified = true;
        *value = pair[0];
        *se = pair[1];
    }
    return status;
}

static uc_status read_sensitivity(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;

    return read_accuracy(plan, text, &plan->accuracy.sensitivity,
                         &plan->accuracy.se_sensitivity, err);
}

static uc_status read_specificity(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;

    return read_accuracy(plan, text, &plan->accuracy.specificity,
                         &plan->accuracy.se_specificity, err);
}

static uc_status read_by(void *target, const char *text, uc_error *err)
{
    uc_survey_plan *plan = target;
    uc_status status;

    if (plan->n_by == UC_SURVEY_MAX_BY)
        return uc_fail(err, UC_EUSAGE, "at most %d groupings", UC_SURVEY_MAX_BY);
    status = uc_names_read(&plan->by[plan->n_by], text, err);
    plan->n_by += status == UC_OK;
    return status;
}

/* Adds one request: COL, COL=LEVEL, or COL/COL. */
static uc_status add_request(uc_survey_plan *plan, uc_survey_ask ask, const char *text,
                             uc_error *err)
{
    const char mark = ask == UC_ASK_PROPORTION ? '=' : ask == UC_ASK_RATIO ? '/' : '\0';
    const char *cut = mark != '\0' ? strchr(text, mark) : NULL;
    uc_survey_request made = {.ask = ask, .column = uc_text_copy(text)};

    if (made.column != NULL && cut != NULL) {
        made.column[cut - text] = '\0';
        made.other = uc_text_copy(cut + 1);
    }
    if (made.column == NULL || (cut != NULL && made.other == NULL)) {
        free(made.column);
        free(made.other);
        return uc_fail(err, UC_ENOMEM, "no memory for the settings");
    }
    if (plan->n_requests == UC_SURVEY_MAX_REQUESTS || made.column[0] == '\0' ||
        (ask == UC_ASK_RATIO && (made.other == NULL || made.other[0] == '\0'))) {
        const bool many = plan->n_requests == UC_SURVEY_MAX_REQUESTS;

        free(made.column);
        free(made.other);
        return many ? uc_fail(err, UC_EUSAGE, "at most %d estimates",
                              UC_SURVEY_MAX_REQUESTS)
                    : uc_fail(err, UC_EUSAGE,
                              ask == UC_ASK_RATIO ? "a ratio is COLUMN/COLUMN"
                                                  : "the name of the column is blank");
    }
    plan->request[plan->n_requests++] = made;
    return UC_OK;
}

static uc_status read_requests(void *target, uc_survey_ask ask, const char *text,
                               uc_error *err)
{
    char **part = NULL;
    size_t n_parts = 0, i;
    uc_status status = uc_split_commas(text, &part, &n_parts, err);

    for (i = 0; status == UC_OK && i < n_parts; i++)
        status = add_request(target, ask, part[i], err);
    uc_free_strings(part, n_parts);
    return status;
}

#define REQUEST_READER(name, ask)                                                      \
    static uc_status name(void *target, const char *text, uc_error *err)               \
    {                                                                                  \
        return read_requests(target, ask, text, err);                                  \
    }
REQUEST_READER(read_proportion, UC_ASK_PROPORTION)
REQUEST_READER(read_mean, UC_ASK_MEAN)
REQUEST_READER(read_total, UC_ASK_TOTAL)
REQUEST_READER(read_ratio, UC_ASK_RATIO)
REQUEST_READER(read_quantile, UC_ASK_QUANTILE)

static uc_status add_totals(uc_survey_plan *plan, uc_calibration_kind kind,
                            bool post_stratify, const char *text, uc_error *err)
{
    uc_survey_totals *to = &plan->totals[plan->n_totals];
    uc_status status;

    if (plan->n_totals == UC_SURVEY_MAX_TOTALS)
        return uc_fail(err, UC_EUSAGE, "at most %d calibrations", UC_SURVEY_MAX_TOTALS);
    *to = (uc_survey_totals){NULL, kind, post_stratify};
    status = copy_text(&to->path, text, err);
    plan->n_totals += status == UC_OK;
    return status;
}

static uc_status read_calibrate(void *target, const char *text, uc_error *err)
{
    return add_totals(target, UC_CALIBRATE_LINEAR, false, text, err);
}

static uc_status read_calibrate_logit(void *target, const char *text, uc_error *err)
{
    return add_totals(target, UC_CALIBRATE_LOGIT, false, text, err);
}

static uc_status read_rake(void *target, const char *text, uc_error *err)
{
    return add_totals(target, UC_CALIBRATE_RAKING, false, text, err);
}

static uc_status read_post_stratify(void *target, const char *text, uc_error *err)
{
    return add_totals(target, UC_CALIBRATE_LINEAR, true, text, err);
}

/* -- The table ------------------------------------------------------------------- */

const uc_option uc_survey_option_table[UC_SURVEY_N_OPTIONS] = {
    {.name = "proportion",
     .value = "COL[=LEVEL]",
     .repeatable = true,
     .help = "share of 1 in a 0/1 column, or of a category; rule:NAME for a rule",
     .read = read_proportion},
    {.name = "mean",
     .value = "COL",
     .repeatable = true,
     .help = "mean of a number",
     .read = read_mean},
    {.name = "total",
     .value = "COL",
     .repeatable = true,
     .help = "total of a number",
     .read = read_total},
    {.name = "ratio",
     .value = "COL/COL",
     .repeatable = true,
     .help = "ratio of two totals",
     .read = read_ratio},
    {.name = "quantile",
     .value = "COL",
     .repeatable = true,
     .help = "quantiles of a number, at --probs",
     .read = read_quantile},
    {.name = "by",
     .value = "COL[,COL]",
     .repeatable = true,
     .help = "also for each combination of these columns",
     .read = read_by},
    {.name = "weight",
     .value = "COL",
     .help = "sampling weights (default: from --fpc, "
             "or 1)",
     .read = read_weight},
    {.name = "strata",
     .value = "COL[,COL]",
     .help = "strata, one column for each stage",
     .read = read_strata},
    {.name = "psu",
     .value = "COL[,COL]",
     .help = "sampling units, one column for each stage (default: each row)",
     .read = read_psu},
    {.name = "fpc",
     .value = "COL[,COL]",
     .help = "units in the stratum's population, or sampling fractions, for each stage",
     .read = read_fpc},
    {.name = "nest",
     .help = "unit codes start again in each stratum",
     .read = read_nest},
    {.name = "lonely",
     .value = "POLICY",
     .help = "strata of one unit: fail, certainty, remove, adjust, average (default "
             "fail)",
     .read = read_lonely},
    {.name = "domain-lonely",
     .help = "treat a unit alone in a domain's stratum so, too",
     .read = read_domain_lonely},
    {.name = "variance",
     .value = "METHOD",
     .help = "taylor, jk1, jkn, brr, fay, bootstrap, rao-wu, preston (default taylor); "
             "the type of --repweights",
     .read = read_variance},
    {.name = "replicates",
     .value = "N",
     .help = "of a bootstrap (default 500)",
     .read = read_replicates},
    {.name = "repweights",
     .value = "COL[,COL]|PREFIX*",
     .help = "replicate weights in the file",
     .read = read_repweights},
    {.name = "scale",
     .value = "X",
     .help = "scale of --repweights (default: by type)",
     .read = read_scale},
    {.name = "rscales",
     .value = "X[,X]",
     .help = "scale of each replicate (default 1)",
     .read = read_rscales},
    {.name = "factors",
     .help = "--repweights multiply the weight",
     .read = read_factors},
    {.name = "rho",
     .value = "X",
     .help = "Fay's factor, 0 or more and below 1 (default "
             "0)",
     .read = read_rho},
    {.name = "mse",
     .help = "centre replicates at the estimate, not at their mean",
     .read = read_mse},
    {.name = "df",
     .value = "X",
     .help = "degrees of freedom (default: of the design)",
     .read = read_df},
    {.name = "seed",
     .value = "S",
     .help = "of a bootstrap (default 1)",
     .read = read_seed},
    {.name = "level",
     .value = "P",
     .help = "of intervals (default 0.95)",
     .read = read_level},
    {.name = "interval",
     .value = "METHOD",
     .help = "of proportions: logit, xlogit, asin, mean, likelihood, beta, wilson "
             "(default logit)",
     .read = read_interval},
    {.name = "deff",
     .value = "X",
     .help = "design effect to count on where the sample has no event",
     .read = read_deff},
    {.name = "probs",
     .value = "P[,P]",
     .help = "of --quantile (default 0.5)",
     .read = read_probs},
    {.name = "quantile-rule",
     .value = "RULE",
     .help = "math, school, shahvaish, hf1 to hf9 (default math)",
     .read = read_quantile_rule},
    {.name = "quantile-interval",
     .value = "METHOD",
     .help = "mean, beta, xlogit, asin, score (default mean)",
     .read = read_quantile_interval},
    {.name = "per",
     .value = "N",
     .help = "persons that rates are per (default 1000)",
     .read = read_per},
    {.name = "min-events",
     .value = "N",
     .help = "flag a proportion that rests on fewer events (default 5)",
     .read = read_min_events},
    {.name = "withhold",
     .help = "leave out what --min-events would flag",
     .read = read_withhold},
    {.name = "calibrate",
     .value = "TOTALS.csv",
     .repeatable = true,
     .help = "calibrate weights to totals (columns variable, level, total)",
     .read = read_calibrate},
    {.name = "calibrate-logit",
     .value = "TOTALS.csv",
     .repeatable = true,
     .help = "the same between --bounds, on a logit scale",
     .read = read_calibrate_logit},
    {.name = "rake",
     .value = "TOTALS.csv",
     .repeatable = true,
     .help = "rake weights to margins",
     .read = read_rake},
    {.name = "post-stratify",
     .value = "TOTALS.csv",
     .repeatable = true,
     .help = "post-stratify to the totals of one variable (A:B crosses two)",
     .read = read_post_stratify},
    {.name = "bounds",
     .value = "LOW,HIGH",
     .help = "of calibration factors, on both sides of 1",
     .read = read_bounds},
    {.name = "trim",
     .value = "LOW,HIGH",
     .help = "cut weights, and spread what is cut over the others",
     .read = read_trim},
    {.name = "responded",
     .value = "COL",
     .help = "0/1: who answered; others only inform the weights",
     .read = read_responded},
    {.name = "weighting-classes",
     .value = "COL[,COL]",
     .help = "adjust for non-response within these classes",
     .read = read_classes},
    {.name = "response-model",
     .value = "COL[,COL]",
     .help = "adjust for non-response by a logistic model on these categories",
     .read = read_propensity},
    {.name = "sensitivity",
     .value = "P[,SE]",
     .help = "of the answer, to correct proportions for wrong answers",
     .read = read_sensitivity},
    {.name = "specificity",
     .value = "P[,SE]",
     .help = "likewise",
     .read = read_specificity},
    {.name = "rules",
     .value = "FILE.yml",
     .help = "indicator rules; each gives a column rule:NAME",
     .read = read_rules},
    {.name = "pool",
     .value = "METHOD",
     .help = "pool the groups of each --by: fixed, dl, pm, reml, ml, he, sj, hs",
     .read = read_pool},
    {.name = "areas",
     .value = "FILE.csv",
     .help =
         "Fay-Herriot estimates of the groups of a --by with one column: its values, "
         "then covariates",
     .read = read_areas},
    {.name = "area-method",
     .value = "METHOD",
     .help = "reml, ml, fh (default reml)",
     .read = read_area_method},
    {.name = "missing",
     .value = "WORD[,WORD]",
     .help = "cells that mean no answer, besides blank ones",
     .read = read_missing},
    {.name = "quote-values",
     .neutral = true,
     .help = "messages may show cells of the file",
     .read = read_quote_values},
    UC_OPTION_FORMAT,
    UC_OPTION_OUTPUT,
    UC_OPTION_QUIET,
    UC_OPTION_MAX_ERRORS,
};
