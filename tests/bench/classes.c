/* classes.c - effective draws of the latent-class sampler a second of processor time */
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

#include "estimators/bayes/classes/classes.h"
#include "estimators/bayes/mixing.h"

#define N_CHAINS  4
#define N_CLASSES 10
#define N_WARM_UP 1000
#define N_KEPT    2000

/* The first adaptation after an eighth of the warm-up, then at twice the iterations. */
static void warm_up(const uc_sampler *s, void *state, uc_rng *rng)
{
    size_t next = N_WARM_UP / 8;

    for (size_t i = 1; i <= N_WARM_UP; i++) {
        s->step(s->ctx, state, rng);
        if (i == next) {
            s->adapt(s->ctx, state);
            next *= 2;
        }
    }
    s->adapt(s->ctx, state);
}

static void run_chain(const uc_sampler *s, size_t chain, double hidden[N_KEPT])
{
    void *state = calloc(1, s->state_size);
    double record[UC_CLASSES_N_RECORDS];
    uc_error err = {.msg = "no memory"};
    uc_rng rng;

    uc_rng_start(&rng, 1, 7, UC_RNG_CLASSES, chain);
    if (state == NULL || s->start(s->ctx, state, chain, &rng, &err) != UC_OK)
        bench_give_up("latent classes", &err);
    warm_up(s, state, &rng);
    for (size_t i = 0; i < N_KEPT; i++) {
        s->step(s->ctx, state, &rng);
        s->record(s->ctx, state, record);
        hidden[i] = record[UC_CLASSES_HIDDEN];
    }
    if (s->release != NULL)
        s->release(state);
    free(state);
}

/* For those who count effective draws another way: UC_DRAWS names the file. */
static void write_draws(double hidden[N_CHAINS][N_KEPT])
{
    const char *path = getenv("UC_DRAWS");
    FILE *file = path != NULL ? fopen(path, "w") : NULL;

    if (path == NULL)
        return;
    if (file == NULL)
        bench_give_up(path, &(uc_error){.msg = "cannot be created"});
    (void)fputs("chain,hidden\n", file);
    for (size_t c = 0; c < N_CHAINS; c++)
        for (size_t i = 0; i < N_KEPT; i++)
            (void)fprintf(file, "%zu,%.0f\n", c + 1, hidden[c][i]);
    if (fclose(file) != 0)
        bench_give_up(path, &(uc_error){.msg = "cannot be written"});
}

double bench_classes(const char *set)
{
    static double hidden[N_CHAINS][N_KEPT];
    uc_dense table = bench_dense(set);
    uc_classes classes;
    uc_sampler sampler;
    uc_mixing mixing;
    uc_error err = {0};

    if (uc_classes_init(&table, N_CLASSES, &classes, &err) != UC_OK)
        bench_give_up(set, &err);
    sampler = uc_classes_sampler(&classes);
    for (size_t c = 0; c < N_CHAINS; c++)
        run_chain(&sampler, c, hidden[c]);
    if (uc_mixing_of(hidden[0], N_CHAINS, N_KEPT, &mixing, &err) != UC_OK)
        bench_give_up(set, &err);
    write_draws(hidden);
    uc_classes_clear(&classes);
    uc_dense_free(&table);
    return mixing.ess_bulk;
}
