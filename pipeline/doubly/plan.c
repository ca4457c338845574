/* plan.c - the settings of the doubly robust estimator */
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "pipeline/doubly/stage.h"

#define DEFAULT_SEED 20170730

void uc_doubly_plan_init(uc_doubly_plan *plan)
{
    memset(plan, 0, sizeof *plan);
    plan->level = 0.95;
    plan->n_folds = 5;
    plan->seed = DEFAULT_SEED;
}

void uc_doubly_plan_clear(uc_doubly_plan *plan)
{
    uc_names_clear(&plan->lists);
    uc_names_clear(&plan->covariates);
    uc_names_clear(&plan->measures);
    memset(plan, 0, sizeof *plan);
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

static uc_status read_lists(void *target, const char *text, uc_error *err)
{
    return read_names(&((uc_doubly_plan *)target)->lists, text, err);
}

static uc_status read_covariates(void *target, const char *text, uc_error *err)
{
    return read_names(&((uc_doubly_plan *)target)->covariates, text, err);
}

static uc_status read_measures(void *target, const char *text, uc_error *err)
{
    return read_names(&((uc_doubly_plan *)target)->measures, text, err);
}

static uc_status add_nuisance(uc_doubly_plan *plan, const char *text, uc_error *err)
{
    char shown[128];
    size_t i, k;

    for (i = 0; i < UC_N_NUISANCES; i++) {
        if (strcmp(uc_nuisance_name((uc_nuisance)i), text) != 0)
            continue;
        for (k = 0; k < plan->n_nuisances; k++)
            if (plan->nuisance[k] == (uc_nuisance)i)
                return uc_fail(err, UC_EUSAGE, "'%s' is given twice", text);
        plan->nuisance[plan->n_nuisances++] = (uc_nuisance)i;
        return UC_OK;
    }
    (void)uc_text_display(text, strlen(text), 60, shown, sizeof shown);
    return uc_fail(err, UC_EUSAGE,
                   "unknown regression '%s'; allowed are logistic, spline and nearest",
                   shown);
}

static uc_status read_nuisance(void *target, const char *text, uc_error *err)
{
    uc_doubly_plan *plan = target;
    char **part = NULL;
    size_t n_parts = 0, i;
    uc_status status = uc_split_commas(text, &part, &n_parts, err);

    plan->n_nuisances = 0;
    for (i = 0; status == UC_OK && i < n_parts; i++)
        status = add_nuisance(plan, part[i], err);
    uc_free_strings(part, n_parts);
    return status;
}

static uc_status read_folds(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 1, 100, &((uc_doubly_plan *)target)->n_folds, err);
}

static uc_status read_neighbours(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 1, 1000000, &((uc_doubly_plan *)target)->n_neighbours,
                          err);
}

static uc_status read_level(void *target, const char *text, uc_error *err)
{
    double level = 0.0;
    char shown[128];

    (void)uc_text_display(text, strlen(text), 60, shown, sizeof shown);
    if (uc_number_real(text, &level) != UC_NUMBER_OK ||
        !(level >= 0.5 && level <= 0.9999))
        return uc_fail(err, UC_EUSAGE, "'%s' is not a number from 0.5 to 0.9999",
                       shown);
    ((uc_doubly_plan *)target)->level = level;
    return UC_OK;
}

static uc_status read_seed(void *target, const char *text, uc_error *err)
{
    size_t seed = 0;
    const uc_status status = uc_read_number(text, 0, (size_t)1 << 53, &seed, err);

    if (status == UC_OK)
        ((uc_doubly_plan *)target)->seed = seed;
    return status;
}

const uc_option uc_doubly_option_table[UC_DOUBLY_N_OPTIONS] = {
    {.name = "lists",
     .value = "COL,COL",
     .help = "columns that say 1 for a person on the list, 0 else; of more than two, "
             "every pair is taken",
     .read = read_lists},
    {.name = "covariates",
     .value = "COL[,COL]",
     .help = "columns of categories given which the two lists are independent",
     .read = read_covariates},
    {.name = "measures",
     .value = "COL[,COL]",
     .help = "columns of numbers given which they are",
     .read = read_measures},
    {.name = "nuisance",
     .value = "NAME[,NAME]",
     .help = "how chances hang on covariates: logistic, spline, nearest (default "
             "logistic,spline)",
     .read = read_nuisance},
    {.name = "folds",
     .value = "N",
     .help = "folds of cross-fitting, 1 for none (default 5)",
     .read = read_folds},
    {.name = "neighbours",
     .value = "N",
     .help = "neighbours of nearest (default the square root of the people)",
     .read = read_neighbours},
    {.name = "level",
     .value = "P",
     .help = "level of the intervals (default 0.95)",
     .read = read_level},
    {.name = "seed",
     .value = "N",
     .help = "seed of the folds (default 20170730)",
     .read = read_seed},
    UC_OPTION_FORMAT,
    UC_OPTION_OUTPUT,
    UC_OPTION_QUIET,
    UC_OPTION_STRICT,
    UC_OPTION_MAX_ERRORS,
    UC_OPTION_QUOTE_VALUES,
};

uc_status uc_doubly_plan_check(uc_doubly_plan *plan, uc_error *err)
{
    if (plan->lists.n < 2 || plan->lists.n > UC_DOUBLY_MAX_LISTS)
        return uc_fail(err, UC_EUSAGE, "--lists needs 2 to %d columns",
                       UC_DOUBLY_MAX_LISTS);
    if (plan->covariates.n + plan->measures.n > UC_DOUBLY_MAX_COLUMNS)
        return uc_fail(err, UC_EUSAGE, "at most %d covariates and measures",
                       UC_DOUBLY_MAX_COLUMNS);
    if (plan->n_nuisances == 0) {
        plan->nuisance[plan->n_nuisances++] = UC_NUISANCE_LOGISTIC;
        plan->nuisance[plan->n_nuisances++] = UC_NUISANCE_SPLINE;
    }
    return UC_OK;
}
