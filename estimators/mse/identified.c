/* identified.c - persons identified in each replicate */
#include "estimators/mse/identified.h"

#include <stdlib.h>

#include "estimators/core/resample.h"

/* Replicates that are drawn from one version of the table. */
static uc_status draw_version(const uc_batch_item *item, const uc_capture_table *table,
                              const uc_capture_table *identified, size_t first,
                              size_t step, size_t n, double persons[], uc_error *err)
{
    double *counts = malloc((table->n_histories + 1) * sizeof *counts);
    uc_resampler resampler;
    uc_status status = uc_resampler_init(&resampler, table, err);

    if (status == UC_OK && counts == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for a sample");
    for (size_t r = first; r < n && status == UC_OK; r += step) {
        uc_rng rng;

        uc_rng_start(&rng, item->settings->seed, item->key, UC_RNG_BOOTSTRAP, r);
        status = uc_resampler_draw_identified(&resampler, identified, &rng, counts,
                                              &persons[r], err);
    }
    uc_resampler_free(&resampler);
    free(counts);
    return status;
}

uc_status uc_identified_replicates(const uc_batch_item *item,
                                   const uc_capture_table *identified,
                                   const uc_capture_table imputed[], size_t n,
                                   double persons[], uc_error *err)
{
    uc_status status = UC_OK;

    if (item->n_imputations == 0 || imputed == NULL)
        return draw_version(item, item->table, identified, 0, 1, n, persons, err);
    for (size_t m = 0; m < item->n_imputations && status == UC_OK; m++)
        status = draw_version(item, &item->imputation[m], &imputed[m], m,
                              item->n_imputations, n, persons, err);
    return status;
}
