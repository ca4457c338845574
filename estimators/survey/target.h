/** @file target.h
 * What is estimated: a total, mean, ratio or quantile over the rows of a domain, as a
 * function of the weights. Replicates evaluate it, linearisation differentiates it.
 */
#ifndef UC_SURVEY_TARGET_H
#define UC_SURVEY_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"

typedef enum uc_survey_statistic {
    UC_SURVEY_TOTAL,
    UC_SURVEY_MEAN, /* a proportion is the mean of 0 and 1 */
    UC_SURVEY_RATIO,
    UC_SURVEY_QUANTILE
} uc_survey_statistic;

/** Definitions of a quantile of weighted data. UC_QUANTILE_MATH is the inverse of the
 * distribution function, SCHOOL averages at its steps, SHAHVAISH is Shah & Vaish
 * (2006), HF1 to HF9 are the types of Hyndman & Fan (1996) Am. Stat. 50:361 with
 * weights. */
typedef enum uc_quantile_rule {
    UC_QUANTILE_MATH,
    UC_QUANTILE_SCHOOL,
    UC_QUANTILE_SHAHVAISH,
    UC_QUANTILE_HF1,
    UC_QUANTILE_HF2,
    UC_QUANTILE_HF3,
    UC_QUANTILE_HF4,
    UC_QUANTILE_HF5,
    UC_QUANTILE_HF6,
    UC_QUANTILE_HF7,
    UC_QUANTILE_HF8,
    UC_QUANTILE_HF9,
    UC_N_QUANTILE_RULES
} uc_quantile_rule;

/** Everything is borrowed. Values of the rows listed must not be missing. */
typedef struct uc_survey_target {
    uc_survey_statistic statistic;
    const double *y;      /* n values, by row */
    const double *x;      /* denominator of a ratio */
    const uint32_t *rows; /* rows of the domain, any order but for quantiles: ascending
                             in y (uc_survey_sort_rows()); NULL: all rows */
    size_t n_rows;
    double p; /* of a quantile, in [0, 1] */
    uc_quantile_rule rule;
} uc_survey_target;

/** Evaluates the target with these weights, by row. NAN where it does not exist. */
UC_API double uc_survey_evaluate(const uc_survey_target *target, const double weight[]);

/** Influence times weight of each row of a total, mean or ratio: what a row adds to the
 * linearised estimate. NAN where the target does not exist.
 * @param z  n_rows values, `stride` apart. */
UC_API void uc_survey_linearise(const uc_survey_target *target, const double weight[],
                                double estimate, double z[], size_t stride);

/** Sorts row numbers by y, ties by row. @return UC_OK; UC_ENOMEM. */
UC_API uc_status uc_survey_sort_rows(const double y[], uint32_t rows[], size_t n_rows,
                                     uc_error *err) UC_MUST_CHECK;

/** Keeps the rows in which none of n_columns columns is missing (NAN).
 * @param rows  n_rows rows, or NULL for 0 ... n_rows-1.
 * @param kept  Room for n_rows; may be `rows`. @return how many were kept. */
UC_API size_t uc_survey_complete(const double *const column[], size_t n_columns,
                                 const uint32_t rows[], size_t n_rows, uint32_t kept[]);

/** Name of a rule ("math", "hf7"), or NULL beyond the last. */
UC_API const char *uc_quantile_rule_name(uc_quantile_rule rule);

/** Weighted quantile of rows that are ascending in y; rows without weight are passed
 * over. NAN without any row of positive weight. */
UC_API double uc_weighted_quantile(const double y[], const uint32_t rows[],
                                   size_t n_rows, const double weight[], double p,
                                   uc_quantile_rule rule);

#endif
