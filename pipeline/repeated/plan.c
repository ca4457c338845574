/* plan.c - the settings of repeated counts: one table and its readers */
#include "pipeline/repeated/plan.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"

#define DEFAULT_SEED 20170730

void uc_repeated_plan_init(uc_repeated_plan *plan)
{
    memset(plan, 0, sizeof *plan);
    plan->level = 0.95;
    plan->seed = DEFAULT_SEED;
}

void uc_repeated_plan_clear(uc_repeated_plan *plan)
{
    free(plan->captures);
    free(plan->freq);
    uc_names_clear(&plan->covariates);
    uc_names_clear(&plan->measures);
    memset(plan, 0, sizeof *plan);
}

static uc_status copy_name(char **to, const char *text, uc_error *err)
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

static uc_status read_captures(void *target, const char *text, uc_error *err)
{
    return copy_name(&((uc_repeated_plan *)target)->captures, text, err);
}

static uc_status read_freq(void *target, const char *text, uc_error *err)
{
    return copy_name(&((uc_repeated_plan *)target)->freq, text, err);
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

static uc_status read_covariates(void *target, const char *text, uc_error *err)
{
    return read_names(&((uc_repeated_plan *)target)->covariates, text, err);
}

static uc_status read_measures(void *target, const char *text, uc_error *err)
{
    return read_names(&((uc_repeated_plan *)target)->measures, text, err);
}

static uc_status add_model(uc_repeated_plan *plan, const char *text, uc_error *err)
{
    const char *names[UC_N_REPEATED_MODELS], *near;
    char shown[128];
    size_t i, k;

    for (i = 0; i < UC_N_REPEATED_MODELS; i++)
        names[i] = uc_repeated_model_name((uc_repeated_model)i);
    for (i = 0; i < UC_N_REPEATED_MODELS; i++) {
        if (strcmp(names[i], text) != 0)
            continue;
        for (k = 0; k < plan->n_models; k++)
            if (plan->model[k] == (uc_repeated_model)i)
                return uc_fail(err, UC_EUSAGE, "'%s' is given twice", names[i]);
        plan->model[plan->n_models++] = (uc_repeated_model)i;
        return UC_OK;
    }
    near = uc_text_nearest(text, names, UC_N_REPEATED_MODELS);
    (void)uc_text_display(text, strlen(text), 60, shown, sizeof shown);
    if (near != NULL)
        return uc_fail(err, UC_EUSAGE, "unknown model '%s'; did you mean '%s'?", shown,
                       near);
    return uc_fail(err, UC_EUSAGE,
                   "unknown model '%s'; allowed are poisson, geometric, "
                   "negative-binomial, chao and zelterman",
                   shown);
}

static uc_status read_model(void *target, const char *text, uc_error *err)
{
    uc_repeated_plan *plan = target;
    char **part = NULL;
    size_t n_parts = 0, i;
    uc_status status = uc_split_commas(text, &part, &n_parts, err);

    plan->n_models = 0;
    for (i = 0; status == UC_OK && i < n_parts; i++)
        status = add_model(plan, part[i], err);
    uc_free_strings(part, n_parts);
    return status;
}

static uc_status read_bootstrap(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 0, 1000000, &((uc_repeated_plan *)target)->n_boot, err);
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
    ((uc_repeated_plan *)target)->level = level;
    return UC_OK;
}

static uc_status read_seed(void *target, const char *text, uc_error *err)
{
    size_t seed = 0;
    const uc_status status = uc_read_number(text, 0, (size_t)1 << 53, &seed, err);

    if (status == UC_OK)
        ((uc_repeated_plan *)target)->seed = seed;
    return status;
}

const uc_option uc_repeated_option_table[UC_REPEATED_N_OPTIONS] = {
    {.name = "captures",
     .value = "COL",
     .help = "column with the number of times a person was counted, 1 or more",
     .read = read_captures},
    {.name = "freq",
     .value = "COL",
     .help = "column with the number of people of a row (default: a row is a person)",
     .read = read_freq},
    {.name = "covariates",
     .value = "COL[,COL]",
     .help = "columns of categories that the chance of being counted depends on; each "
             "level gets a total",
     .read = read_covariates},
    {.name = "measures",
     .value = "COL[,COL]",
     .help = "columns of numbers that it depends on, linearly on the log scale",
     .read = read_measures},
    {.name = "model",
     .short_name = 'm',
     .value = "NAME[,NAME]",
     .help = "poisson, geometric, negative-binomial, chao, zelterman (default: all)",
     .read = read_model},
    {.name = "bootstrap",
     .short_name = 'b',
     .value = "N",
     .help = "bootstrap replicates of every total (default 0: none)",
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
};

uc_status uc_repeated_plan_check(uc_repeated_plan *plan, uc_error *err)
{
    static const uc_repeated_model all[] = {UC_REPEATED_POISSON, UC_REPEATED_GEOMETRIC,
                                            UC_REPEATED_NEGATIVE_BINOMIAL,
                                            UC_REPEATED_CHAO, UC_REPEATED_ZELTERMAN};
    size_t i, k;

    if (plan->captures == NULL)
        return uc_fail(err, UC_EUSAGE,
                       "--captures is needed: the column with the number of times");
    if (plan->covariates.n + plan->measures.n > UC_REPEATED_MAX_COVARIATES)
        return uc_fail(err, UC_EUSAGE, "at most %d covariates and measures",
                       UC_REPEATED_MAX_COVARIATES);
    for (i = 0; i < plan->covariates.n; i++)
        for (k = 0; k < plan->measures.n; k++)
            if (strcmp(plan->covariates.name[i], plan->measures.name[k]) == 0)
                return uc_fail(err, UC_EUSAGE,
                               "'%s' is a covariate and a measure; give it once",
                               plan->measures.name[k]);
    if (plan->n_models == 0) {
        memcpy(plan->model, all, sizeof all);
        plan->n_models = UC_N_REPEATED_MODELS;
    }
    return UC_OK;
}
