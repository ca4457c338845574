/* sampler.c - replicates of people, batches, or the fitted model */
#include "estimators/mse/sampler.h"

#include <math.h>
#include <string.h>

uc_bootstrap_kind uc_sampler_kind(const uc_mse_settings *settings,
                                  const uc_capture_table *table)
{
    if (settings->boot_kind != UC_BOOTSTRAP_USUAL)
        return settings->boot_kind;
    return table->batches.n_batches > 0 ? UC_BOOTSTRAP_BATCHES : UC_BOOTSTRAP_PEOPLE;
}

static uc_status init_law(uc_sampler *s, const double fitted[], uc_error *err)
{
    const size_t n_cells = (size_t)1 << s->table->n_lists;
    double all = 0.0;

    for (size_t w = 0; w < n_cells; w++)
        all += fitted[w];
    if (!(all <= (double)UC_MULTINOMIAL_MAX))
        return uc_fail(
            err, UC_EINVAL,
            "a parametric bootstrap draws at most %llu people; the model has "
            "%.6g",
            (unsigned long long)UC_MULTINOMIAL_MAX, all);
    s->n_people = (uint64_t)floor(all + 0.5);
    return uc_multinomial_init(&s->law, fitted, n_cells, err);
}

uc_status uc_sampler_init(uc_sampler *sampler, uc_bootstrap_kind kind,
                          const uc_capture_table *table, const double fitted[],
                          uc_error *err)
{
    uc_sampler made = {.kind = kind, .table = table};
    uc_status status = UC_OK;

    if (kind == UC_BOOTSTRAP_PARAMETRIC)
        status = init_law(&made, fitted, err);
    else if (kind == UC_BOOTSTRAP_PEOPLE)
        status = uc_resampler_init(&made.people, table, err);
    else if (table->batches.n_batches == 0)
        return uc_fail(err, UC_EINVAL, "the table was read without a batch column");
    if (status == UC_OK)
        *sampler = made;
    return status;
}

void uc_sampler_free(uc_sampler *sampler)
{
    uc_resampler_free(&sampler->people);
    uc_multinomial_free(&sampler->law);
    *sampler = (uc_sampler){0};
}

static void clear(uc_dense *dense)
{
    memset(dense->count, 0, dense->n_cells * sizeof *dense->count);
}

static void add_batch(const uc_capture_batches *batches, size_t b, double sign,
                      uc_dense *dense)
{
    for (size_t i = batches->start[b]; i < batches->start[b + 1]; i++)
        dense->count[batches->history[i]] += sign * (double)batches->count[i];
}

static void draw_batches(const uc_sampler *s, uc_rng *rng, uc_dense *dense)
{
    const uc_capture_batches *batches = &s->table->batches;

    clear(dense);
    for (size_t k = 0; k < batches->n_batches; k++)
        add_batch(batches, uc_rng_below(rng, (uint32_t)batches->n_batches), 1.0, dense);
}

void uc_sampler_draw(const uc_sampler *s, uint64_t seed, uint64_t key,
                     uint64_t replicate, double room[], uc_dense *dense)
{
    const uc_capture_table *table = s->table;
    uc_rng rng;

    uc_rng_start(&rng, seed, key,
                 s->kind == UC_BOOTSTRAP_PARAMETRIC ? UC_RNG_PARAMETRIC
                                                    : UC_RNG_BOOTSTRAP,
                 replicate);
    if (s->kind == UC_BOOTSTRAP_PARAMETRIC) {
        uc_multinomial_draw(&s->law, &rng, s->n_people, dense->count);
        dense->count[0] = 0.0;
    } else if (s->kind == UC_BOOTSTRAP_BATCHES) {
        draw_batches(s, &rng, dense);
    } else {
        uc_resampler_draw(&s->people, &rng, room);
        clear(dense);
        for (size_t i = 0; i < table->n_histories; i++)
            dense->count[table->history[i]] = room[i];
    }
    uc_dense_set_possible(dense, s->table);
    uc_dense_refresh(dense);
}

size_t uc_sampler_n_deletes(const uc_sampler *s)
{
    return s->kind == UC_BOOTSTRAP_BATCHES ? s->table->batches.n_batches
                                           : s->table->n_histories;
}

uint64_t uc_sampler_weight(const uc_sampler *s, size_t index)
{
    return s->kind == UC_BOOTSTRAP_BATCHES ? 1 : s->table->count[index];
}

void uc_sampler_delete(const uc_sampler *s, size_t index, uc_dense *dense)
{
    const uc_capture_table *table = s->table;

    clear(dense);
    for (size_t i = 0; i < table->n_histories; i++)
        dense->count[table->history[i]] = (double)table->count[i];
    if (s->kind == UC_BOOTSTRAP_BATCHES)
        add_batch(&table->batches, index, -1.0, dense);
    else
        dense->count[table->history[index]] -= 1.0;
    uc_dense_set_possible(dense, s->table);
    uc_dense_refresh(dense);
}
