/** @file sampler.h
 * Where bootstrap replicates and delete-one tables come from: people, batches of people
 * who arrived together, or the fitted model.
 *
 * Batches are drawn whole, with replacement, as many as there are; the number of people
 * then varies (Davison & Hinkley 1997 Bootstrap Methods and their Application, 3.8).
 * The fitted model gives as many people as were estimated, those on no list among them,
 * who are then forgotten (Buckland & Garthwaite 1991 Biometrics 47:255).
 */
#ifndef UC_SAMPLER_H
#define UC_SAMPLER_H

#include "data/capture_table.h"
#include "estimators/core/multinomial.h"
#include "estimators/core/resample.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/settings.h"

typedef struct uc_sampler {
    uc_bootstrap_kind kind;        /* never usual */
    const uc_capture_table *table; /* borrowed */
    uc_resampler people;
    uc_multinomial law; /* parametric: over all 2^lists cells */
    uint64_t n_people;  /* parametric: to draw */
} uc_sampler;

/** The kind that a table is resampled by. */
uc_bootstrap_kind uc_sampler_kind(const uc_mse_settings *settings,
                                  const uc_capture_table *table);

/** Readies draws. @param fitted  2^lists means, those on no list first; parametric
 * only.
 * @return UC_OK; UC_EINVAL more people than can be drawn; UC_ENOMEM. */
uc_status uc_sampler_init(uc_sampler *sampler, uc_bootstrap_kind kind,
                          const uc_capture_table *table, const double fitted[],
                          uc_error *err) UC_MUST_CHECK;
void uc_sampler_free(uc_sampler *sampler);

/** Draws a replicate. @param room  Scratch, n_histories values. @param dense  Out. */
void uc_sampler_draw(const uc_sampler *sampler, uint64_t seed, uint64_t key,
                     uint64_t replicate, double room[], uc_dense *dense);

/** Delete-one tables: one a history, or one a batch. */
size_t uc_sampler_n_deletes(const uc_sampler *sampler);

/** How many people or batches delete-one table `index` stands for. */
uint64_t uc_sampler_weight(const uc_sampler *sampler, size_t index);

/** The table without one person of that history, or without that batch. */
void uc_sampler_delete(const uc_sampler *sampler, size_t index, uc_dense *dense);

#endif
