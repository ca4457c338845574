/* rds_bootstrap.c - resamples of a recruitment, and shares in each */
#include "estimators/network/rds_bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/parallel.h"
#include "estimators/network/internal/resample.h"

const char *uc_rds_bootstrap_name(uc_rds_bootstrap kind)
{
    static const char *const names[] = {"salganik", "tree", "successive"};

    return (size_t)kind < UC_RDS_N_BOOTSTRAPS ? names[kind] : NULL;
}

/* -- Resamples -----------------------------------------------------------------------
 */

uc_status uc_resample_add(uc_rds_resampled *to, double degree, uint32_t group,
                          uint32_t recruiter, uc_error *err)
{
    if (to->n == to->capacity) {
        const size_t size = to->capacity != 0 ? 2 * to->capacity : 1024;
        double *d = realloc(to->degree, size * sizeof *d);
        uint32_t *g, *r, *s;

        if (d != NULL)
            to->degree = d;
        g = realloc(to->group, size * sizeof *g);
        if (g != NULL)
            to->group = g;
        r = realloc(to->recruiter, size * sizeof *r);
        if (r != NULL)
            to->recruiter = r;
        s = realloc(to->source, size * sizeof *s);
        if (s != NULL)
            to->source = s;
        if (d == NULL || g == NULL || r == NULL || s == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for a resample");
        to->capacity = size;
    }
    to->degree[to->n] = degree;
    to->group[to->n] = group;
    to->recruiter[to->n] = recruiter;
    to->source[to->n] = 0;
    to->n++;
    return UC_OK;
}

static void resampled_free(uc_rds_resampled *r)
{
    free(r->degree);
    free(r->group);
    free(r->recruiter);
    free(r->source);
}

/* Whom a chain can go on to: by group, everybody whom a member recruited. */
typedef struct pools {
    uint32_t *person; /* those of group g are person[first[g]] ... */
    size_t first[UC_RDS_MAX_GROUPS + 1];
    uint32_t *answered; /* everybody with a group */
    size_t n_answered;
} pools;

static void pools_free(pools *p)
{
    free(p->person);
    free(p->answered);
}

static bool is_link(const uc_rds_sample *s, size_t i)
{
    const uint32_t by = s->forest->recruiter[i];

    return by != UC_RECRUITMENT_SEED && s->group[i] != UC_RDS_NO_GROUP &&
           s->group[by] != UC_RDS_NO_GROUP;
}

static uc_status pools_make(const uc_rds_sample *s, pools *p, uc_error *err)
{
    const size_t n = s->forest->n;
    size_t i, g, at = 0;

    *p = (pools){malloc((n + 1) * sizeof *p->person),
                 {0},
                 malloc((n + 1) * sizeof *p->answered),
                 0};
    if (p->person == NULL || p->answered == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a bootstrap");
    for (g = 0; g < s->n_groups; g++) {
        p->first[g] = at;
        for (i = 0; i < n; i++)
            if (is_link(s, i) && s->group[s->forest->recruiter[i]] == g)
                p->person[at++] = (uint32_t)i;
    }
    p->first[s->n_groups] = at;
    for (i = 0; i < n; i++)
        if (s->group[i] != UC_RDS_NO_GROUP)
            p->answered[p->n_answered++] = (uint32_t)i;
    return UC_OK;
}

/* A chain as long as the sample; where a group recruited nobody it starts again. */
static uc_status draw_chain(const uc_rds_sample *s, const pools *p, uc_rng *rng,
                            uc_rds_resampled *to, uc_error *err)
{
    uc_status status = UC_OK;
    uint32_t at = 0, from = UC_RECRUITMENT_SEED;
    size_t i;

    for (i = 0; status == UC_OK && i < p->n_answered; i++) {
        const size_t g = i > 0 ? s->group[at] : 0;
        const size_t n = i > 0 ? p->first[g + 1] - p->first[g] : 0;

        if (n > 0) {
            at = p->person[p->first[g] + uc_rng_below(rng, (uint32_t)n)];
            from = (uint32_t)i - 1;
        } else {
            at = p->answered[uc_rng_below(rng, (uint32_t)p->n_answered)];
            from = UC_RECRUITMENT_SEED;
        }
        status = uc_resample_add(to, s->degree[at], s->group[at], from, err);
    }
    return status;
}

/* Seeds with replacement; then, for each person drawn, the recruits with replacement.
 */
static uc_status draw_tree(const uc_rds_sample *s, uc_rng *rng, uc_rds_resampled *to,
                           uc_error *err)
{
    const uc_recruitment *f = s->forest;
    uc_status status = UC_OK;
    size_t i, k;

    for (i = 0; status == UC_OK && i < f->n_seeds; i++) {
        const uint32_t at = f->seed[uc_rng_below(rng, (uint32_t)f->n_seeds)];

        status =
            uc_resample_add(to, s->degree[at], s->group[at], UC_RECRUITMENT_SEED, err);
        if (status == UC_OK)
            to->source[to->n - 1] = at;
    }
    for (i = 0; status == UC_OK && i < to->n && to->n < UC_RESAMPLE_MAX; i++) {
        const uint32_t first = f->first[to->source[i]],
                       n = f->first[to->source[i] + 1] - first;

        for (k = 0; status == UC_OK && k < n; k++) {
            const uint32_t at = f->recruit[first + uc_rng_below(rng, n)];

            status = uc_resample_add(to, s->degree[at], s->group[at], (uint32_t)i, err);
            if (status == UC_OK)
                to->source[to->n - 1] = at;
        }
    }
    return status;
}

/* -- Replicates ----------------------------------------------------------------------
 */

typedef struct job {
    const uc_rds_sample *sample;
    const uc_rds_bootstrap_spec *spec;
    const uc_rds_method *method;
    size_t n_methods;
    pools pools;
    uc_rds_population *population;
    double *share;
} job;

typedef struct worker {
    uc_rds_resampled drawn;
    uc_rds_town *town;
    double *weight;
    size_t n_weight;
} worker;

static void worker_free(void *workspace)
{
    worker *w = workspace;

    resampled_free(&w->drawn);
    uc_rds_town_free(w->town);
    free(w->weight);
}

static uc_status draw(const job *j, worker *w, size_t r, uc_error *err)
{
    const uc_rds_bootstrap_spec *spec = j->spec;
    uc_rng rng;

    uc_rng_start(&rng, spec->seed, spec->key, UC_RNG_RECRUITMENT, r);
    w->drawn.n = 0;
    if (spec->kind == UC_RDS_SALGANIK)
        return draw_chain(j->sample, &j->pools, &rng, &w->drawn, err);
    if (spec->kind == UC_RDS_TREE)
        return draw_tree(j->sample, &rng, &w->drawn, err);
    return uc_rds_recruit_again(j->population, &w->town, &rng, &w->drawn, err);
}

static uc_status evaluate(const job *j, worker *w, size_t r, uc_error *err)
{
    const size_t g = j->sample->n_groups;
    double transitions[UC_RDS_MAX_GROUPS * UC_RDS_MAX_GROUPS];
    const uc_rds_people people = {w->drawn.n, w->drawn.degree, w->drawn.group, g,
                                  transitions};
    uc_status status = UC_OK;
    size_t m;

    uc_rds_count_transitions(w->drawn.recruiter, w->drawn.group, w->drawn.n, g,
                             transitions);
    for (m = 0; status == UC_OK && m < j->n_methods; m++) {
        uc_rds_successive how = j->spec->successive;
        uc_rds_status outcome = UC_RDS_OK;
        uc_rng rng;

        if (how.population < (double)people.n) /* a tree can outgrow its population */
            how.population = (double)people.n;
        uc_rng_start(&rng, j->spec->seed, j->spec->key, UC_RNG_SUCCESSIVE, r + 1);
        status = uc_rds_shares(&people, j->method[m], &how, &rng, w->weight,
                               j->share + (r * j->n_methods + m) * g, &outcome, err);
    }
    return status;
}

static uc_status task(void *ctx, void *workspace, size_t r, uc_error *err)
{
    const job *j = ctx;
    worker *w = workspace;
    uc_status status = draw(j, w, r, err);

    if (status == UC_OK && w->n_weight < w->drawn.n + 1) {
        free(w->weight);
        w->n_weight = 2 * w->drawn.n + 1;
        w->weight = malloc(w->n_weight * sizeof *w->weight);
        if (w->weight == NULL) {
            w->n_weight = 0;
            status = uc_fail(err, UC_ENOMEM, "no memory for a bootstrap");
        }
    }
    return status == UC_OK ? evaluate(j, w, r, err) : status;
}

uc_status uc_rds_resample(const uc_rds_sample *sample,
                          const uc_rds_bootstrap_spec *spec,
                          const uc_rds_method method[], size_t n_methods,
                          double share[], uc_error *err)
{
    job j = {.sample = sample,
             .spec = spec,
             .method = method,
             .n_methods = n_methods,
             .share = share};
    const uc_parallel pool = {.n_threads = spec->n_threads,
                              .task = task,
                              .ctx = &j,
                              .worker_size = sizeof(worker),
                              .worker_free = worker_free,
                              .cancel = spec->cancel};
    uc_status status = pools_make(sample, &j.pools, err);
    size_t i;

    if (status == UC_OK && j.pools.n_answered == 0) {
        for (i = 0; i < spec->n * n_methods * sample->n_groups; i++)
            share[i] = NAN;
        pools_free(&j.pools);
        return UC_OK;
    }
    if (status == UC_OK && spec->kind == UC_RDS_WITHOUT_REPLACEMENT)
        status = uc_rds_population_make(sample, spec, &j.population, err);
    if (status == UC_OK)
        status = uc_parallel_run(&pool, spec->n, err);
    uc_rds_population_free(j.population);
    pools_free(&j.pools);
    return status;
}
