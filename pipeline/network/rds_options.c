/* rds_options.c - the settings of respondent-driven sampling */
#include "pipeline/network/rds_plan.h"
#include "pipeline/network/readers.h"

#include <string.h>

#define TEXT_READER(name, field)                                                       \
    static uc_status name(void *target, const char *text, uc_error *err)               \
    {                                                                                  \
        return uc_network_read_text(&((uc_rds_plan *)target)->field, text, err);       \
    }
TEXT_READER(read_id, id)
TEXT_READER(read_recruiter, recruiter)
TEXT_READER(read_seed_word, seed_word)
TEXT_READER(read_coupon, coupon)
TEXT_READER(read_degree, degree)

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

static uc_status read_coupons(void *target, const char *text, uc_error *err)
{
    return read_names(&((uc_rds_plan *)target)->coupons, text, err);
}

static uc_status read_variables(void *target, const char *text, uc_error *err)
{
    return read_names(&((uc_rds_plan *)target)->variables, text, err);
}

static uc_status read_population(void *target, const char *text, uc_error *err)
{
    return uc_network_read_real(text, 1, 4e9, &((uc_rds_plan *)target)->population,
                                err);
}

static uc_status add_method(uc_rds_plan *plan, const char *text, uc_error *err)
{
    const char *names[UC_RDS_N_METHODS];
    size_t i, choice = 0;
    uc_status status;

    for (i = 0; i < UC_RDS_N_METHODS; i++)
        names[i] = uc_rds_method_name((uc_rds_method)i);
    status = uc_network_read_choice(text, names, UC_RDS_N_METHODS, &choice, err);
    for (i = 0; status == UC_OK && i < plan->n_methods; i++)
        if (plan->method[i] == (uc_rds_method)choice)
            return uc_fail(err, UC_EUSAGE, "method '%s' is given twice", text);
    if (status == UC_OK)
        plan->method[plan->n_methods++] = (uc_rds_method)choice;
    return status;
}

static uc_status read_method(void *target, const char *text, uc_error *err)
{
    char **part = NULL;
    size_t n = 0, i;
    uc_status status = uc_split_commas(text, &part, &n, err);

    for (i = 0; status == UC_OK && i < n; i++)
        status = add_method(target, part[i], err);
    uc_free_strings(part, n);
    return status;
}

static uc_status read_bootstrap(void *target, const char *text, uc_error *err)
{
    const char *const names[] = {
        uc_rds_bootstrap_name(UC_RDS_SALGANIK), uc_rds_bootstrap_name(UC_RDS_TREE),
        uc_rds_bootstrap_name(UC_RDS_WITHOUT_REPLACEMENT), "none"};
    uc_rds_plan *plan = target;
    size_t choice = 0;
    const uc_status status = uc_network_read_choice(text, names, 4, &choice, err);

    if (status == UC_OK) {
        plan->no_bootstrap = choice == UC_RDS_N_BOOTSTRAPS;
        plan->bootstrap = plan->no_bootstrap ? -1 : (int)choice;
    }
    return status;
}

static uc_status read_interval(void *target, const char *text, uc_error *err)
{
    static const char *const names[] = {"logit", "normal", "percentile"};
    size_t choice = 0;
    const uc_status status = uc_network_read_choice(text, names, 3, &choice, err);

    if (status == UC_OK)
        ((uc_rds_plan *)target)->interval = (uc_rds_interval)choice;
    return status;
}

static uc_status read_samples(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 0, 1000000, &((uc_rds_plan *)target)->n_samples, err);
}

static uc_status read_iterations(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 1, 1000, &((uc_rds_plan *)target)->n_iterations, err);
}

static uc_status read_figures(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the folder has no name");
    ((uc_rds_plan *)target)->figures = text;
    return UC_OK;
}

UC_SURVEY_SETTING(read_replicates, "replicates")
UC_SURVEY_SETTING(read_seed, "seed")
UC_SURVEY_SETTING(read_level, "level")
UC_SURVEY_SETTING(read_missing, "missing")
UC_SURVEY_SETTING(read_quote_values, "quote-values")

const uc_option uc_rds_option_table[UC_RDS_N_OPTIONS] = {
    {.name = "variable",
     .value = "COL[,COL]",
     .help = "columns of FILE: the shares of their categories are estimated",
     .read = read_variables},
    {.name = "degree",
     .value = "COL",
     .help = "how many of the population each person knows, above 0",
     .read = read_degree},
    {.name = "id",
     .value = "COL",
     .help = "names each person once; needed with --recruiter",
     .read = read_id},
    {.name = "recruiter",
     .value = "COL",
     .help = "id of the recruiter; blank or the word of --seeds for a seed",
     .read = read_recruiter},
    {.name = "seeds",
     .value = "WORD",
     .help = "what --recruiter or --coupon holds for a seed, besides blank (default "
             "seed)",
     .read = read_seed_word},
    {.name = "coupon",
     .value = "COL",
     .help = "instead of --recruiter: the coupon each person presented; blank for a "
             "seed",
     .read = read_coupon},
    {.name = "coupons",
     .value = "COL[,COL]",
     .help = "with --coupon: the coupons each person was given to hand out",
     .read = read_coupons},
    {.name = "population",
     .value = "N",
     .help = "persons in the population: for successive sampling, and for numbers of "
             "persons",
     .read = read_population},
    {.name = "method",
     .value = "METHOD[,METHOD]",
     .help = "rds-i, rds-ii, successive (default rds-ii, with --population also "
             "successive)",
     .read = read_method},
    {.name = "bootstrap",
     .value = "METHOD",
     .help = "salganik, tree, successive (without replacement) or none (default "
             "salganik, for successive sampling successive)",
     .read = read_bootstrap},
    {.name = "replicates",
     .value = "N",
     .help = "of the bootstrap (default 500)",
     .read = read_replicates},
    {.name = "successive-samples",
     .value = "N",
     .help = "find inclusion probabilities by N simulated samples; 0: by quadrature "
             "(default 0)",
     .read = read_samples},
    {.name = "successive-iterations",
     .value = "N",
     .help = "steps towards the population's degrees, at most (default 50)",
     .read = read_iterations},
    {.name = "interval",
     .value = "METHOD",
     .help = "logit, normal or percentile (of replicates) (default logit)",
     .read = read_interval},
    {.name = "level",
     .value = "P",
     .help = "of intervals (default 0.95)",
     .read = read_level},
    {.name = "seed",
     .value = "S",
     .help = "of random numbers (default 1)",
     .read = read_seed},
    {.name = "missing",
     .value = "WORD[,WORD]",
     .help = "cells that mean no answer, besides blank ones",
     .read = read_missing},
    {.name = "quote-values",
     .neutral = true,
     .help = "messages may show cells of the file",
     .read = read_quote_values},
    {.name = "figures",
     .value = "DIR",
     .neutral = true,
     .help = "write figures (SVG) and their data (CSV) into DIR: shares, convergence, "
             "bottlenecks, forest",
     .read = read_figures},
    UC_OPTION_FORMAT,
    UC_OPTION_EXCEL,
    UC_OPTION_OUTPUT,
    UC_OPTION_QUIET,
    UC_OPTION_STRICT,
    UC_OPTION_THREADS,
    UC_OPTION_MAX_ERRORS,
};
