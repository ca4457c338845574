/* scaleup_options.c - the settings of a network scale-up */
#include "pipeline/network/readers.h"
#include "pipeline/network/scaleup_plan.h"

static uc_status read_known(void *target, const char *text, uc_error *err)
{
    return uc_network_read_text(&((uc_scaleup_plan *)target)->known, text, err);
}

static uc_status read_hidden(void *target, const char *text, uc_error *err)
{
    uc_names made = {NULL, 0}, *names = &((uc_scaleup_plan *)target)->hidden;
    const uc_status status = uc_names_read(&made, text, err);

    if (status == UC_OK) {
        uc_names_clear(names);
        *names = made;
    }
    return status;
}

static uc_status read_population(void *target, const char *text, uc_error *err)
{
    return uc_network_read_real(text, 1, 1e12, &((uc_scaleup_plan *)target)->population,
                                err);
}

static uc_status read_top_code(void *target, const char *text, uc_error *err)
{
    return uc_network_read_real(text, 1, 1e9, &((uc_scaleup_plan *)target)->top_code,
                                err);
}

static uc_status read_hidden_top_code(void *target, const char *text, uc_error *err)
{
    return uc_network_read_real(text, 1, 1e9,
                                &((uc_scaleup_plan *)target)->hidden_top_code, err);
}

static uc_status read_degree(void *target, const char *text, uc_error *err)
{
    static const char *const names[] = {"ratio", "mean"};
    size_t choice = 0;
    const uc_status status = uc_network_read_choice(text, names, 2, &choice, err);

    if (status == UC_OK)
        ((uc_scaleup_plan *)target)->degree = (uc_scaleup_degree)choice;
    return status;
}

static uc_status read_method(void *target, const char *text, uc_error *err)
{
    static const char *const names[] = {"ratio", "mean-of-ratios"};
    size_t choice = 0;
    const uc_status status = uc_network_read_choice(text, names, 2, &choice, err);

    if (status == UC_OK)
        ((uc_scaleup_plan *)target)->method = (uc_scaleup_size)choice;
    return status;
}

static uc_status read_interval(void *target, const char *text, uc_error *err)
{
    static const char *const names[] = {"log", "normal", "percentile"};
    size_t choice = 0;
    const uc_status status = uc_network_read_choice(text, names, 3, &choice, err);

    if (status == UC_OK)
        ((uc_scaleup_plan *)target)->interval = (uc_scaleup_interval)choice;
    return status;
}

#define FACTOR_READER(name, field, max)                                                \
    static uc_status name(void *target, const char *text, uc_error *err)               \
    {                                                                                  \
        uc_scaleup_factor *f = &((uc_scaleup_plan *)target)->adjustment.field;         \
                                                                                       \
        return uc_network_read_with_error(text, 1e-6, max, &f->value, &f->se, err);    \
    }
FACTOR_READER(read_degree_ratio, degree_ratio, 1e6)
FACTOR_READER(read_transmission, transmission, 1)
FACTOR_READER(read_frame_ratio, frame, 1e6)
FACTOR_READER(read_precision, precision, 1)

static uc_status read_figures(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the folder has no name");
    ((uc_scaleup_plan *)target)->figures = text;
    return UC_OK;
}

UC_SURVEY_SETTING(read_by, "by")
UC_SURVEY_SETTING(read_weight, "weight")
UC_SURVEY_SETTING(read_strata, "strata")
UC_SURVEY_SETTING(read_psu, "psu")
UC_SURVEY_SETTING(read_fpc, "fpc")
UC_SURVEY_SETTING(read_nest, "nest")
UC_SURVEY_SETTING(read_lonely, "lonely")
UC_SURVEY_SETTING(read_domain_lonely, "domain-lonely")
UC_SURVEY_SETTING(read_variance, "variance")
UC_SURVEY_SETTING(read_replicates, "replicates")
UC_SURVEY_SETTING(read_repweights, "repweights")
UC_SURVEY_SETTING(read_scale, "scale")
UC_SURVEY_SETTING(read_rscales, "rscales")
UC_SURVEY_SETTING(read_factors, "factors")
UC_SURVEY_SETTING(read_rho, "rho")
UC_SURVEY_SETTING(read_mse, "mse")
UC_SURVEY_SETTING(read_df, "df")
UC_SURVEY_SETTING(read_seed, "seed")
UC_SURVEY_SETTING(read_level, "level")
UC_SURVEY_SETTING(read_calibrate, "calibrate")
UC_SURVEY_SETTING(read_calibrate_logit, "calibrate-logit")
UC_SURVEY_SETTING(read_rake, "rake")
UC_SURVEY_SETTING(read_post_stratify, "post-stratify")
UC_SURVEY_SETTING(read_bounds, "bounds")
UC_SURVEY_SETTING(read_trim, "trim")
UC_SURVEY_SETTING(read_responded, "responded")
UC_SURVEY_SETTING(read_classes, "weighting-classes")
UC_SURVEY_SETTING(read_propensity, "response-model")
UC_SURVEY_SETTING(read_missing, "missing")
UC_SURVEY_SETTING(read_quote_values, "quote-values")

const uc_option uc_scaleup_option_table[UC_SCALEUP_N_OPTIONS] = {
    {.name = "known",
     .value = "KNOWN.csv",
     .help = "groups of known size: columns group (a column of FILE) and size",
     .read = read_known},
    {.name = "population",
     .value = "N",
     .help = "persons in the population that the respondents were asked about",
     .read = read_population},
    {.name = "hidden",
     .value = "COL[,COL]",
     .help = "columns of FILE: persons known in the groups to be estimated",
     .read = read_hidden},
    {.name = "by",
     .value = "COL[,COL]",
     .repeatable = true,
     .help = "also from the respondents of each combination of these columns",
     .read = read_by},
    {.name = "method",
     .value = "METHOD",
     .help = "ratio (of sums) or mean-of-ratios, which leaves out degrees of 0 "
             "(default ratio)",
     .read = read_method},
    {.name = "degree",
     .value = "METHOD",
     .help = "ratio (persons known over sizes) or mean (of the known groups' ratios) "
             "(default ratio)",
     .read = read_degree},
    {.name = "top-code",
     .value = "N",
     .help = "take more than N persons known in a known group as N",
     .read = read_top_code},
    {.name = "top-code-hidden",
     .value = "N",
     .help = "the same for the groups to be estimated",
     .read = read_hidden_top_code},
    {.name = "degree-ratio",
     .value = "X[,SE]",
     .help = "mean degree of the hidden group over that of the population (default 1)",
     .read = read_degree_ratio},
    {.name = "transmission",
     .value = "X[,SE]",
     .help = "share of a member's acquaintances who know that he or she is one "
             "(default 1)",
     .read = read_transmission},
    {.name = "frame-ratio",
     .value = "X[,SE]",
     .help = "degree of those who could be sampled over that of the population "
             "(default 1)",
     .read = read_frame_ratio},
    {.name = "precision",
     .value = "X[,SE]",
     .help = "share of the reported members who are members (default 1)",
     .read = read_precision},
    {.name = "interval",
     .value = "METHOD",
     .help = "log, normal or percentile (of replicates) (default log)",
     .read = read_interval},
    {.name = "level",
     .value = "P",
     .help = "of intervals (default 0.95)",
     .read = read_level},
    {.name = "weight",
     .value = "COL",
     .help = "sampling weights (default: from --fpc, or 1)",
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
     .help = "taylor, rao-wu (the rescaled bootstrap), jk1, jkn, brr, fay, bootstrap, "
             "preston (default taylor); the type of --repweights",
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
     .help = "Fay's factor, 0 or more and below 1 (default 0)",
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
     .help = "write the validation figure (SVG) and its data (CSV) into DIR",
     .read = read_figures},
    UC_OPTION_FORMAT,
    UC_OPTION_EXCEL,
    UC_OPTION_OUTPUT,
    UC_OPTION_QUIET,
    UC_OPTION_STRICT,
    UC_OPTION_MAX_ERRORS,
};
