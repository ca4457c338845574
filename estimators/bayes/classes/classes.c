/* classes.c - latent classes: the table laid out, and the sampler put together */
#include "estimators/bayes/classes/classes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/classes/internal/class_state.h"
#include "estimators/core/elementary.h"
#include "estimators/core/variates.h"

/* Marks the histories that people have, and those on the way to them. */
static size_t mark_rows(const uc_dense *table, size_t place[])
{
    size_t n = 1;

    place[0] = 1;
    for (size_t w = 1; w < table->n_cells; w++)
        for (size_t v = w; table->count[w] > 0.0 && place[v] == 0; v &= v - 1) {
            place[v] = 1;
            n++;
        }
    return n;
}

/* A parent is a smaller number than its history, so rows in ascending order do. */
static void fill_rows(const uc_dense *table, size_t place[], uc_classes *classes)
{
    size_t n = 0;

    for (size_t w = 0; w < table->n_cells; w++) {
        uc_class_row *row = &classes->row[n];

        if (place[w] == 0)
            continue;
        row->history = (uint32_t)w;
        row->count = w > 0 ? table->count[w] : 0.0;
        row->list = w > 0 ? (unsigned)__builtin_ctzl(w) : 0;
        row->parent = w > 0 ? place[w & (w - 1)] : 0;
        place[w] = n++;
    }
}

uc_status uc_classes_init(const uc_dense *table, size_t n_classes, uc_classes *classes,
                          uc_error *err)
{
    uc_classes made = {.n_lists = table->n_lists,
                       .n_classes = n_classes,
                       .stride = (n_classes + 3) / 4 * 4,
                       .shape = 0.25,
                       .rate = 0.25,
                       .n_people = table->n_people};
    size_t *place;

    if (n_classes < 1 || n_classes > UC_CLASSES_MAX)
        return uc_fail(err, UC_EINVAL, "%zu classes; allowed are 1 to %d", n_classes,
                       UC_CLASSES_MAX);
    place = calloc(table->n_cells, sizeof *place);
    if (place == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu histories", table->n_cells);
    made.n_rows = mark_rows(table, place);
    made.row = calloc(made.n_rows, sizeof *made.row);
    if (made.row != NULL)
        fill_rows(table, place, &made);
    free(place);
    if (made.row == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu histories", made.n_rows);
    *classes = made;
    return UC_OK;
}

void uc_classes_clear(uc_classes *classes)
{
    free(classes->row);
    *classes = (uc_classes){0};
}

static void step(const void *ctx, void *at, uc_rng *rng)
{
    uc_class_exchange(ctx, at, rng);
    uc_class_path(ctx, at, rng);
    uc_class_gibbs(ctx, at, rng);
}

static void record(const void *ctx, const void *at, double out[])
{
    const uc_class_state *s = at;

    (void)ctx;
    out[UC_CLASSES_HIDDEN] = s->hidden;
    out[UC_CLASSES_LOG_MISS] = s->log_miss;
    out[UC_CLASSES_OCCUPIED] = (double)s->occupied;
}

static void adapt(const void *ctx, void *at)
{
    (void)ctx;
    uc_class_adapt(at);
}

static void release(void *at)
{
    free(((uc_class_state *)at)->at);
}

static uc_status make_room(const uc_classes *m, uc_class_state *s, uc_error *err)
{
    const size_t n = uc_class_n(m), p = m->stride, cells = m->n_rows * p;
    double *at =
        calloc(8 * n + 3 * p + m->n_lists * p + 2 * cells + m->n_rows, sizeof *at);
    double **const of_n[] = {&s->at,   &s->to,  &s->momentum, &s->gradient,
                             &s->tail, &s->yes, &s->no,       &s->odds};

    if (at == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu classes", m->n_classes);
    for (size_t i = 0; i < sizeof of_n / sizeof *of_n; i++, at += n)
        *of_n[i] = at;
    s->share = at;
    s->people = s->share + p;
    s->drawn = s->people + p;
    s->on_list = s->drawn + p;
    s->cell = s->on_list + m->n_lists * p;
    s->expected = s->cell + cells;
    s->total = s->expected + cells;
    return UC_OK;
}

/* Starts differ in how many are missed (captures from the prior, made rarer) and in how
 * many classes there are. None starts with every class in use: a chain can stay there
 * for 10^5 iterations, although that state has little mass (about e^-8 of the posterior
 * on the tables of New Orleans, by integrating d log p / d log alpha). */
static uc_status start(const void *ctx, void *at, size_t chain, uc_rng *rng,
                       uc_error *err)
{
    static const double rarer[] = {1.0, 1.0 / 3, 1.0 / 9, 1.0 / 27};
    static const double alpha[] = {0.02, 0.005, 0.01, 0.002};
    const uc_classes *m = ctx;
    uc_class_state *s = at;
    const uc_status status = make_room(m, s, err);

    if (status != UC_OK)
        return status;
    s->alpha = alpha[chain % 4];
    s->step = fmin(2.0 / sqrt(m->n_people + 1.0), 0.2);
    for (size_t j = 1; j <= m->n_lists; j++)
        for (size_t k = 0; k < m->n_classes; k++) {
            const double p = uc_rng_uniform(rng) * rarer[chain % 4];

            s->at[j * m->stride + k] = uc_log(p / (1.0 - p));
        }
    uc_class_draw_sticks(m, s, rng);
    return UC_OK;
}

uc_sampler uc_classes_sampler(const uc_classes *classes)
{
    return (uc_sampler){.ctx = classes,
                        .state_size = sizeof(uc_class_state),
                        .n_recorded = UC_CLASSES_N_RECORDS,
                        .start = start,
                        .step = step,
                        .record = record,
                        .adapt = adapt,
                        .release = release};
}
