/* plan.c - the settings of lists crossed with covariates */
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "pipeline/crossed/stage.h"

#define DEFAULT_SEED 20170730

void uc_crossed_plan_init(uc_crossed_plan *plan)
{
    memset(plan, 0, sizeof *plan);
    plan->level = 0.95;
    plan->max_order = 2;
    plan->seed = DEFAULT_SEED;
}

void uc_crossed_plan_clear(uc_crossed_plan *plan)
{
    uc_names_clear(&plan->lists);
    uc_names_clear(&plan->covariates);
    free(plan->count);
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
    return read_names(&((uc_crossed_plan *)target)->lists, text, err);
}

static uc_status read_covariates(void *target, const char *text, uc_error *err)
{
    return read_names(&((uc_crossed_plan *)target)->covariates, text, err);
}

static uc_status read_count(void *target, const char *text, uc_error *err)
{
    uc_crossed_plan *plan = target;
    char *made;

    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    made = uc_text_copy(text);
    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the settings");
    free(plan->count);
    plan->count = made;
    return UC_OK;
}

static uc_status read_criterion(void *target, const char *text, uc_error *err)
{
    uc_crossed_plan *plan = target;
    char shown[128];

    plan->aic = strcmp(text, "aic") == 0;
    if (plan->aic || strcmp(text, "bic") == 0)
        return UC_OK;
    (void)uc_text_display(text, strlen(text), 60, shown, sizeof shown);
    return uc_fail(err, UC_EUSAGE, "unknown criterion '%s'; allowed are bic and aic",
                   shown);
}

static uc_status read_max_order(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 1, 4, &((uc_crossed_plan *)target)->max_order, err);
}

static uc_status read_bootstrap(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 0, 1000000, &((uc_crossed_plan *)target)->n_boot, err);
}

static uc_status read_limit(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 0, 1000000000, &((uc_crossed_plan *)target)->limit,
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
    ((uc_crossed_plan *)target)->level = level;
    return UC_OK;
}

static uc_status read_seed(void *target, const char *text, uc_error *err)
{
    size_t seed = 0;
    const uc_status status = uc_read_number(text, 0, (size_t)1 << 53, &seed, err);

    if (status == UC_OK)
        ((uc_crossed_plan *)target)->seed = seed;
    return status;
}

const uc_option uc_crossed_option_table[UC_CROSSED_N_OPTIONS] = {
    {.name = "lists",
     .value = "COL,COL",
     .help = "columns that say 1 for a person on the list, 0 else",
     .read = read_lists},
    {.name = "covariates",
     .value = "COL[,COL]",
     .help = "columns of categories; a blank cell is a level not known",
     .read = read_covariates},
    {.name = "count",
     .value = "COL",
     .help = "column with the number of people of a row (default: a row is a person)",
     .read = read_count},
    {.name = "criterion",
     .value = "NAME",
     .help = "bic or aic, by which the model is chosen (default bic)",
     .read = read_criterion},
    {.name = "max-order",
     .value = "N",
     .help = "lists and covariates in one term at most, 1 to 4 (default 2)",
     .read = read_max_order},
    {.name = "search-limit",
     .value = "N",
     .help = "fits of one search at most (default 0: until it is proved)",
     .read = read_limit},
    {.name = "bootstrap",
     .short_name = 'b',
     .value = "N",
     .help = "bootstrap replicates, each with its own search (default 0: none)",
     .read = read_bootstrap},
    {.name = "level",
     .value = "P",
     .help = "level of the intervals (default 0.95)",
     .read = read_level},
    {.name = "seed",
     .value = "N",
     .help = "seed of the bootstrap (default 20170730)",
     .read = read_seed},
    UC_OPTION_FORMAT,
    UC_OPTION_OUTPUT,
    UC_OPTION_THREADS,
    UC_OPTION_QUIET,
    UC_OPTION_STRICT,
    UC_OPTION_MAX_ERRORS,
    UC_OPTION_QUOTE_VALUES,
};

uc_status uc_crossed_plan_check(const uc_crossed_plan *plan, uc_error *err)
{
    size_t i, k;

    if (plan->lists.n < 2 || plan->lists.n > UC_CROSSED_MAX_LISTS)
        return uc_fail(err, UC_EUSAGE, "--lists needs 2 to %d columns",
                       UC_CROSSED_MAX_LISTS);
    if (plan->covariates.n < 1 || plan->covariates.n > UC_CROSSED_MAX_COVARIATES)
        return uc_fail(err, UC_EUSAGE, "--covariates needs 1 to %d columns",
                       UC_CROSSED_MAX_COVARIATES);
    for (i = 0; i < plan->lists.n; i++)
        for (k = 0; k < plan->covariates.n; k++)
            if (strcmp(plan->lists.name[i], plan->covariates.name[k]) == 0)
                return uc_fail(err, UC_EUSAGE, "'%s' is a list and a covariate",
                               plan->lists.name[i]);
    return UC_OK;
}
