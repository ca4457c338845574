/* optimum_ranks.c - the rank of each replicate's optimum in the original order */
#include "estimators/mse/optimum_ranks.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/pool.h"
#include "data/base/sink.h"

/* Numbers the models of the ranking by their notation: model r has number r. */
static uc_status number_models(const uc_ranking *ranking, uc_pool *pool, uc_error *err)
{
    for (size_t r = 0; r < ranking->n_models; r++) {
        uc_sink text;
        size_t index;
        bool ok;

        uc_sink_memory(&text);
        uc_model_write(&ranking->model[r].model, &text);
        ok = text.status == UC_OK && uc_pool_index(pool, text.text, text.len, &index);
        uc_sink_clear(&text);
        if (!ok)
            return uc_fail(err, UC_ENOMEM, "no memory to number the models");
    }
    return UC_OK;
}

static uc_status count_replicates(const uc_ranking *ranking, const uc_bootstrap *boot,
                                  uc_pool *pool, uc_optimum_ranks *ranks, uc_error *err)
{
    for (size_t i = 0; i < boot->replicates; i++) {
        size_t rank;

        if (boot->model[i] == NULL || boot->status[i] != UC_MSE_OK)
            continue;
        if (!uc_pool_index(pool, boot->model[i], strlen(boot->model[i]), &rank))
            return uc_fail(err, UC_ENOMEM, "no memory to count replicates by rank");
        ranks->n_replicates++;
        if (rank < ranking->n_admissible)
            ranks->count[rank]++;
        else if (rank < ranking->n_models)
            ranks->inadmissible++;
        else
            ranks->beyond++;
    }
    return UC_OK;
}

uc_status uc_optimum_ranks_count(const uc_ranking *ranking,
                                 const uc_bootstrap *bootstrap, uc_optimum_ranks *ranks,
                                 uc_error *err)
{
    uc_optimum_ranks made = {.n_ranks = ranking->n_admissible,
                             .complete = ranking->complete};
    uc_pool *pool = uc_pool_alloc();
    uc_status status = UC_OK;

    made.count = calloc(made.n_ranks + 1, sizeof *made.count);
    if (pool == NULL || made.count == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory to count replicates by rank");
    if (status == UC_OK)
        status = number_models(ranking, pool, err);
    if (status == UC_OK)
        status = count_replicates(ranking, bootstrap, pool, &made, err);
    uc_pool_free(pool);
    if (status != UC_OK) {
        uc_optimum_ranks_clear(&made);
        return status;
    }
    *ranks = made;
    return UC_OK;
}

void uc_optimum_ranks_clear(uc_optimum_ranks *ranks)
{
    free(ranks->count);
    *ranks = (uc_optimum_ranks){0};
}

size_t uc_optimum_ranks_up_to(const uc_optimum_ranks *ranks, size_t rank)
{
    size_t sum = 0;

    for (size_t k = 0; k < rank && k < ranks->n_ranks; k++)
        sum += ranks->count[k];
    return sum;
}
