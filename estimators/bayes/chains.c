/* chains.c - Markov chains until they have mixed */
#include "estimators/bayes/chains.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/parallel.h"

/* Iterations between looks at the cancel token. */
#define LOOK 1024

typedef struct chain {
    void *state;
    uc_rng rng;
    bool started;
} chain;

typedef struct run {
    const uc_sampler *sampler;
    const uc_chains_opts *opts;
    chain *chain;
    size_t length, thin, n_draws; /* of the round */
    double *draw;
} run;

static uc_status start_chain(const run *r, size_t c, uc_error *err)
{
    chain *at = &r->chain[c];
    uc_status status = UC_OK;

    uc_rng_start(&at->rng, r->opts->seed, r->opts->key, r->opts->purpose, c);
    at->state = calloc(1, r->sampler->state_size + 1);
    if (at->state == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a chain");
    status = r->sampler->start(r->sampler->ctx, at->state, c, &at->rng, err);
    at->started = status == UC_OK;
    return status;
}

static void keep(const run *r, size_t c, size_t i, double record[])
{
    const size_t n = r->opts->n_chains * r->n_draws;

    r->sampler->record(r->sampler->ctx, r->chain[c].state, record);
    for (size_t k = 0; k < r->sampler->n_recorded; k++)
        r->draw[k * n + c * r->n_draws + i] = record[k];
}

/* One round of one chain. */
static uc_status chain_task(void *ctx, void *worker, size_t c, uc_error *err)
{
    const run *r = ctx;
    const uc_sampler *s = r->sampler;
    chain *at = &r->chain[c];
    double *record;
    uc_status status = UC_OK;

    (void)worker;
    if (!at->started)
        status = start_chain(r, c, err);
    else if (s->adapt != NULL)
        s->adapt(s->ctx, at->state);
    if (status != UC_OK)
        return status;
    record = malloc(s->n_recorded * sizeof *record);
    if (record == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a chain");
    for (size_t i = 0; i < r->n_draws * r->thin && status == UC_OK; i++) {
        s->step(s->ctx, at->state, &at->rng);
        if ((i + 1) % r->thin == 0)
            keep(r, c, i / r->thin, record);
        if (i % LOOK == 0 && uc_cancelled(r->opts->cancel))
            status = uc_fail(err, UC_ECANCELED, "stopped on request");
    }
    free(record);
    return status;
}

static uc_status judge(const run *r, uc_chains *made, uc_error *err)
{
    const size_t n = r->opts->n_chains * r->n_draws;
    uc_mixing worst = {0.0, INFINITY, INFINITY};

    for (size_t k = 0; k < r->opts->n_monitored; k++) {
        uc_mixing m;
        uc_status status =
            uc_mixing_of(r->draw + k * n, r->opts->n_chains, r->n_draws, &m, err);

        if (status != UC_OK)
            return status;
        worst.rhat = fmax(worst.rhat, m.rhat);
        worst.ess_bulk = fmin(worst.ess_bulk, m.ess_bulk);
        worst.ess_tail = fmin(worst.ess_tail, m.ess_tail);
    }
    made->worst = worst;
    made->mixed = worst.rhat <= UC_MIXING_MAX_RHAT &&
                  worst.ess_bulk >= r->opts->target &&
                  worst.ess_tail >= r->opts->target;
    return UC_OK;
}

/* No more draws can be effective than are kept, so a high target needs more. */
static size_t most_kept(const uc_chains_opts *opts)
{
    const double wanted = 2.0 * opts->target / (double)opts->n_chains;

    return wanted > UC_CHAINS_KEEP && wanted < 1e6 ? (size_t)wanted : UC_CHAINS_KEEP;
}

static uc_status do_round(run *r, uc_chains *made, uc_error *err)
{
    const uc_parallel pool = {.n_threads = r->opts->n_threads,
                              .task = chain_task,
                              .ctx = r,
                              .cancel = r->opts->cancel};
    uc_status status;

    const size_t most = most_kept(r->opts);

    r->thin = (r->length + most - 1) / most;
    r->n_draws = r->length / r->thin;
    free(r->draw);
    r->draw = malloc(r->sampler->n_recorded * r->opts->n_chains * r->n_draws *
                     sizeof *r->draw);
    if (r->draw == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu draws", r->n_draws);
    status = uc_parallel_run(&pool, r->opts->n_chains, err);
    if (status == UC_OK)
        status = judge(r, made, err);
    made->n_kept = r->n_draws * r->thin;
    made->thin = r->thin;
    made->n_draws = r->n_draws;
    return status;
}

/* Doubles rounds while the next one still fits; the first one is warm-up whatever it
 * says, unless there is no room for a second. */
static uc_status do_rounds(run *r, uc_chains *made, uc_error *err)
{
    uint64_t done = 0;
    uc_status status;

    for (;;) {
        const bool first = done == 0;

        made->n_warm_up = done;
        status = do_round(r, made, err);
        done += made->n_kept;
        if (status != UC_OK || (made->mixed && !first) ||
            done + 2 * r->length > r->opts->most)
            return status;
        r->length *= 2;
    }
}

static void free_chains(run *r)
{
    for (size_t c = 0; c < r->opts->n_chains; c++) {
        if (r->chain[c].state != NULL && r->sampler->release != NULL)
            r->sampler->release(r->chain[c].state);
        free(r->chain[c].state);
    }
    free(r->chain);
}

uc_status uc_chains_run(const uc_sampler *sampler, const uc_chains_opts *opts,
                        uc_chains *chains, uc_error *err)
{
    run r = {.sampler = sampler, .opts = opts, .length = opts->first_round};
    uc_chains made = {.n_chains = opts->n_chains, .n_recorded = sampler->n_recorded};
    uc_status status;

    if (opts->n_chains < 2 || opts->first_round < 16 || opts->n_monitored < 1 ||
        opts->n_monitored > sampler->n_recorded)
        return uc_fail(err, UC_EINVAL, "chains need 2 or more, 16 iterations or more");
    r.chain = calloc(opts->n_chains, sizeof *r.chain);
    if (r.chain == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu chains", opts->n_chains);
    status = do_rounds(&r, &made, err);
    free_chains(&r);
    if (status != UC_OK) {
        free(r.draw);
        return status;
    }
    made.draw = r.draw;
    *chains = made;
    return UC_OK;
}

void uc_chains_clear(uc_chains *chains)
{
    free(chains->draw);
    *chains = (uc_chains){0};
}

const double *uc_chains_of(const uc_chains *chains, size_t recorded)
{
    return chains->draw + recorded * chains->n_chains * chains->n_draws;
}
