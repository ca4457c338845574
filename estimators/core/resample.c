/* resample.c - multinomial bootstrap samples */
#include "estimators/core/resample.h"

#include <gsl/gsl_randist.h>
#include <stdlib.h>

#define ONE_BY_ONE_UP_TO ((uint64_t)1 << 24)

uc_status uc_resampler_init(uc_resampler *resampler, const uc_capture_table *table,
                            uc_error *err)
{
    uint32_t *owner = NULL;
    size_t person = 0;

    if (table->n_people <= ONE_BY_ONE_UP_TO) {
        owner = malloc(((size_t)table->n_people + 1) * sizeof *owner);
        if (owner == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory to resample %llu people",
                           (unsigned long long)table->n_people);
        for (size_t i = 0; i < table->n_histories; i++)
            for (uint64_t k = 0; k < table->count[i]; k++)
                owner[person++] = (uint32_t)i;
    }
    *resampler = (uc_resampler){.table = table, .owner = owner};
    return UC_OK;
}

void uc_resampler_free(uc_resampler *resampler)
{
    free(resampler->owner);
    *resampler = (uc_resampler){0};
}

/* A gsl_rng over a Philox stream, for GSL's samplers. */
static void gsl_set(void *state, unsigned long seed)
{
    (void)state;
    (void)seed;
}

static unsigned long gsl_get(void *state)
{
    return uc_rng_bits(*(uc_rng **)state);
}

static double gsl_get_double(void *state)
{
    return uc_rng_uniform(*(uc_rng **)state);
}

static const gsl_rng_type philox_type = {
    "philox4x32", 0xffffffffUL, 0, sizeof(uc_rng *), gsl_set, gsl_get, gsl_get_double};

/* Conditional binomials. GSL takes 32-bit numbers of trials, so that more people are
 * split into parts first; probabilities are between 0 and 1 by construction. */
static uint64_t draw_binomial(gsl_rng *rng, double p, uint64_t n)
{
    uint64_t total = 0;

    if (!(p > 0.0) || n == 0)
        return 0;
    if (p >= 1.0)
        return n;
    while (n > 0) {
        const unsigned part = n > 0x40000000ULL ? 0x40000000U : (unsigned)n;

        total += gsl_ran_binomial(rng, p, part);
        n -= part;
    }
    return total;
}

static void draw_by_binomials(const uc_capture_table *table, uc_rng *rng,
                              double counts[])
{
    uc_rng *state = rng;
    gsl_rng over = {.type = &philox_type, .state = &state};
    uint64_t people = table->n_people, left = table->n_people;

    for (size_t i = 0; i < table->n_histories; i++) {
        const double p = (double)table->count[i] / (double)people;
        const uint64_t drawn =
            i + 1 == table->n_histories ? left : draw_binomial(&over, p, left);

        counts[i] = (double)drawn;
        left -= drawn;
        people -= table->count[i];
    }
}

/* Of everybody drawn, those identified: people of a history stand together, the
 * identified ones first. */
static double draw_identified(const uc_resampler *resampler,
                              const uc_capture_table *identified, uc_rng *rng,
                              double counts[], uint64_t first[])
{
    const uc_capture_table *table = resampler->table;
    uint64_t before = 0;
    double n = 0.0;

    for (size_t i = 0; i < table->n_histories; i++) {
        counts[i] = 0.0;
        first[i] = before + uc_capture_table_count(identified, table->history[i]);
        before += table->count[i];
    }
    for (uint64_t k = 0; k < table->n_people; k++) {
        const uint32_t person = uc_rng_below(rng, (uint32_t)table->n_people);
        const uint32_t i = resampler->owner[person];

        counts[i] += 1.0;
        n += person < first[i];
    }
    return n;
}

uc_status uc_resampler_draw_identified(const uc_resampler *resampler,
                                       const uc_capture_table *identified, uc_rng *rng,
                                       double counts[], double *n, uc_error *err)
{
    const uc_capture_table *table = resampler->table;
    uint64_t *first;

    if (resampler->owner == NULL) {
        uc_rng *state = rng;
        gsl_rng over = {.type = &philox_type, .state = &state};

        draw_by_binomials(table, rng, counts);
        *n = 0.0;
        for (size_t i = 0; i < table->n_histories; i++)
            *n += (double)draw_binomial(
                &over,
                (double)uc_capture_table_count(identified, table->history[i]) /
                    (double)table->count[i],
                (uint64_t)counts[i]);
        return UC_OK;
    }
    first = malloc((table->n_histories + 1) * sizeof *first);
    if (first == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a sample");
    *n = draw_identified(resampler, identified, rng, counts, first);
    free(first);
    return UC_OK;
}

void uc_resampler_draw(const uc_resampler *resampler, uc_rng *rng, double counts[])
{
    const uc_capture_table *table = resampler->table;

    if (resampler->owner == NULL) {
        draw_by_binomials(table, rng, counts);
        return;
    }
    for (size_t i = 0; i < table->n_histories; i++)
        counts[i] = 0.0;
    for (uint64_t k = 0; k < table->n_people; k++)
        counts[resampler->owner[uc_rng_below(rng, (uint32_t)table->n_people)]] += 1.0;
}
