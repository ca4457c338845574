/** @file scaleup.h
 * Network scale-up: the size of a hidden group from how many of its members the
 * respondents of a survey know.
 *
 * Degrees come from groups of known size: d_i = N sum_k y_ik / sum_k N_k over the known
 * groups that respondent i answered for. The hidden group is N sum w y / sum w d, or
 * the mean of N y/d (PIMLE), times eta / (phi delta tau).
 * Ref  Killworth, McCarty, Bernard, Shelley & Johnsen (1998) Evaluation Review 22:289;
 *      Feehan & Salganik (2016) Sociological Methodology 46:153.
 */
#ifndef UC_SCALEUP_H
#define UC_SCALEUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/survey/replicate/replicate.h"
#include "estimators/survey/variance.h"

typedef enum uc_scaleup_degree {
    UC_SCALEUP_DEGREE_RATIO, /* N sum y / sum N_k: the scale-up degree */
    UC_SCALEUP_DEGREE_MEAN   /* N times the mean of y / N_k */
} uc_scaleup_degree;

typedef enum uc_scaleup_size {
    UC_SCALEUP_SIZE_RATIO, /* ratio of sums: a respondent counts by degree */
    UC_SCALEUP_SIZE_MEAN   /* mean of ratios (PIMLE): degrees of 0 are left out */
} uc_scaleup_size;

/** What respondents said, one row each. Borrowed. NAN: not answered. */
typedef struct uc_scaleup_reports {
    size_t n;                   /* respondents */
    const double *const *known; /* n_known columns of n counts of persons known */
    const double *size;         /* n_known sizes, above 0 */
    size_t n_known;             /* at least 1 */
    double population;          /* N */
    double
        top_code; /* larger counts of known groups are taken as this; INFINITY: none */
    uc_scaleup_degree degree;
} uc_scaleup_reports;

/** A factor of the estimate, with the standard error that it is known to; 0: exactly.
 */
typedef struct uc_scaleup_factor {
    double value; /* above 0 */
    double se;
} uc_scaleup_factor;

/** Corrections, each 1 unless there is a study of it. Those known with an error are
 * taken as log-normal with that coefficient of variation, the value as the median. */
typedef struct uc_scaleup_adjustment {
    uc_scaleup_factor degree_ratio; /* delta: mean degree of the hidden group over that
                                       of the population */
    uc_scaleup_factor transmission; /* tau: share of their membership that is known */
    uc_scaleup_factor frame;        /* phi: degree of the frame population towards the
                                       group over that of the population */
    uc_scaleup_factor precision;    /* eta: 1 - share of reports that are false */
} uc_scaleup_adjustment;

/** How its variance is found: the design, and replicates where there are any. */
typedef struct uc_scaleup_design {
    const uc_design *design;
    const uc_calibration *calibration; /* or NULL */
    const uc_survey_replicates *reps;  /* NULL: linearisation */
    const uc_recalibration *again;
    size_t n_again;
} uc_scaleup_design;

typedef enum uc_scaleup_status {
    UC_SCALEUP_OK,
    UC_SCALEUP_NO_REPORTS, /* nobody knows a member: an upper limit only */
    UC_SCALEUP_NO_DEGREE   /* nobody knows anybody in the known groups: no estimate */
} uc_scaleup_status;

typedef struct uc_scaleup_estimate {
    uc_scaleup_status status;
    size_t n;       /* respondents who count */
    size_t n_zero;  /* of these, or left out by the mean of ratios, of degree 0 */
    double reports; /* weighted persons known in the group */
    double degrees; /* weighted sum of degrees */
    double mean_degree;
    double unadjusted; /* NAN: none */
    double unadjusted_se;
    double size, se;     /* after adjustment; se without reports: NAN */
    double upper;        /* UC_SCALEUP_NO_REPORTS: of a two-sided interval; else NAN */
    double killworth_se; /* binomial, as if reports were independent: too small */
    double df;
    size_t n_lost; /* replicates without an estimate */
} uc_scaleup_estimate;

/** Degrees of all respondents; NAN for one who answered for no known group.
 * @param left_out  A known group not to use; n_known: none.
 * @param degree    reports->n values. */
UC_API void uc_scaleup_degrees(const uc_scaleup_reports *reports, size_t left_out,
                               double degree[]);

/** eta / (phi delta tau), and the variance of its logarithm. */
UC_API double uc_scaleup_multiplier(const uc_scaleup_adjustment *adjustment,
                                    double *log_variance);

/** One draw of the multiplier, the same for every group in one replicate.
 * @param key  Of the data set. */
UC_API double uc_scaleup_draw_multiplier(const uc_scaleup_adjustment *adjustment,
                                         uint64_t seed, uint64_t key, size_t replicate);

/** What is estimated: groups of unknown size, by one method. Borrowed. */
typedef struct uc_scaleup_question {
    const double *const *hidden; /* n_hidden columns of persons known; NAN: no answer */
    size_t n_hidden;
    const double *degree; /* of all respondents, from uc_scaleup_degrees() */
    const uint32_t *rows; /* n_rows respondents to use; NULL: all */
    size_t n_rows;
    double top_code; /* of the hidden groups' counts; INFINITY: none */
    uc_scaleup_size method;
    uc_scaleup_adjustment adjustment;
    double level; /* of the limit when nobody knows a member */
} uc_scaleup_question;

/** Estimates the sizes of groups.
 * @param estimate  n_hidden, set on UC_OK.
 * @param draws     With replicates: a row of n_hidden sizes for each, adjusted by drawn
 *                  multipliers; NAN without one. May be NULL.
 * @return UC_OK, also without an estimate (see status); UC_EDATA a stratum of one unit
 *         under UC_LONELY_FAIL; UC_ENOMEM.
 * Variance  Linearised ratio or mean under the design, or that of the replicates; that
 *           of the multiplier is added to first order.
 * Cost  O(n n_hidden), or O(units replicates n_hidden). */
UC_API uc_status uc_scaleup_estimate_sizes(const uc_scaleup_reports *reports,
                                           const uc_scaleup_question *question,
                                           const uc_scaleup_design *design,
                                           uc_scaleup_estimate estimate[],
                                           double draws[], uc_error *err) UC_MUST_CHECK;

/** Binomial standard error of Killworth et al. (1998): sqrt(M (N - M) / sum d). */
UC_API double uc_scaleup_killworth(double population, double size, double degrees);

UC_API const char *uc_scaleup_status_name(uc_scaleup_status status);

#endif
