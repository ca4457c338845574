/** @file gap.h
 * The gap between people estimated and people identified.
 *
 * Pure functions of one identified count I, one estimate N with limits, and a
 * population. Every figure that does not exist carries the code of the reason; a
 * contradiction (more identified than estimated) is a finding and is never clipped.
 */
#ifndef UC_GAP_H
#define UC_GAP_H

#include <stdbool.h>
#include <stddef.h>

/** Reasons of a missing figure. The estimator's own codes pass through unchanged. */
#define UC_GAP_NO_IDENTIFIED   "no_identified_count"
#define UC_GAP_NO_ESTIMATE     "no_estimate"
#define UC_GAP_NO_INTERVAL     "no_interval_published"
#define UC_GAP_NO_POPULATION   "no_population"
#define UC_GAP_ZERO_IDENTIFIED "zero_identified"
#define UC_GAP_ZERO_ESTIMATE   "zero_estimate"

/** A figure with its limits. Each of the three is NAN exactly when its reason is set.
 */
typedef struct uc_figure {
    double value, low, high;
    const char *no_value, *no_low, *no_high; /* static reason code, or NULL */
} uc_figure;

/** A finding about the pair of numbers. */
typedef enum uc_gap_finding {
    UC_GAP_CONSISTENT,     /* I <= N */
    UC_GAP_ABOVE_ESTIMATE, /* I > N, but some estimate in the interval reaches I */
    UC_GAP_ABOVE_INTERVAL, /* I above the upper limit of N: the whole share exceeds 1 */
    UC_GAP_NOT_COMPARED    /* I or N is missing */
} uc_gap_finding;

/** Replicates of N and I, drawn together: replicate r with replicate r. */
typedef struct uc_gap_replicates {
    const double *estimate;   /* persons; NAN where there is none; borrowed */
    const double *identified; /* persons; borrowed */
    size_t n;
    double low,
        high; /* levels at which the limits of N were read, as 0.025 and 0.975 */
} uc_gap_replicates;

typedef struct uc_gap_input {
    double identified;            /* persons, 0 or more; NAN: none */
    const char *no_identified;    /* reason when NAN; NULL: UC_GAP_NO_IDENTIFIED */
    uc_figure estimate;           /* persons; see uc_figure_of() */
    double population;            /* persons, above 0; NAN: none */
    double identified_population; /* that the identified count refers to; NAN: none */
    const uc_gap_replicates *replicates; /* where I varies with N; NULL: I is known */
} uc_gap_input;

typedef struct uc_gap {
    uc_figure unidentified;    /* N - I; negative where contradicted */
    uc_figure share;           /* I / N, in [0, 1] unless contradicted */
    uc_figure per_identified;  /* N / I: persons estimated per identified person */
    uc_figure estimate_rate;   /* N / population, a proportion */
    uc_figure identified_rate; /* I / population, a proportion; limits as its value */
    uc_gap_finding finding;
} uc_gap;

/** Makes a figure of three numbers, any of them NAN.
 * @param no_value     Reason where value is NAN, and then of missing limits too.
 * @param no_interval  Reason where a limit is NAN although the value is not. */
uc_figure uc_figure_of(double value, double low, double high, const char *no_value,
                       const char *no_interval);

/** Computes the gap. With replicates the limits of N - I, I / N and N / I are quantiles
 * (type 8) of those figures over the replicates, at the levels of the limits of N (the
 * others way round for I / N). Without, limits of a monotone function are the function
 * of the limits, swapped where it decreases; I is taken as known.
 *
 * Where I counts everybody of the capture table itself, I is the same in every
 * replicate, so the limits of N - I and I / N are exact functions of the limits of N
 * too. */
uc_gap uc_gap_compute(const uc_gap_input *input);

/** Returns the finding's code: "consistent", "identified_above_estimate",
 * "identified_above_interval", "not_compared". */
const char *uc_gap_finding_name(uc_gap_finding finding);

#endif
