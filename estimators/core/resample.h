/** @file resample.h
 * Bootstrap samples of people from a capture table: multinomial over observed
 * histories.
 */
#ifndef UC_RESAMPLE_H
#define UC_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/core/rng.h"

typedef struct uc_resampler {
    const uc_capture_table *table; /* borrowed */
    uint32_t *owner; /* which history each person has; NULL for very many people */
} uc_resampler;

/** Readies draws from a table. Up to 2^24 people are drawn one by one with integers
 * only; beyond, by conditional binomials (GSL), whose digits hang on the C library.
 * @param table  Borrowed until uc_resampler_free(). */
uc_status uc_resampler_init(uc_resampler *resampler, const uc_capture_table *table,
                            uc_error *err) UC_MUST_CHECK;
void uc_resampler_free(uc_resampler *resampler);

/** Draws as many people as the table has, with replacement.
 * @param counts  Out: people per history, in the order of table->history.
 * Cost one random number a person. */
void uc_resampler_draw(const uc_resampler *resampler, uc_rng *rng, double counts[]);

/** As uc_resampler_draw(), from the same numbers, and also how many of those drawn are
 * identified.
 * @param identified  The table of those identified: of every history, so many people.
 * @param n           Out: identified among those drawn. */
uc_status uc_resampler_draw_identified(const uc_resampler *resampler,
                                       const uc_capture_table *identified, uc_rng *rng,
                                       double counts[], double *n,
                                       uc_error *err) UC_MUST_CHECK;

#endif
