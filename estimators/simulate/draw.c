/* draw.c - capture tables drawn from a truth */
#include "estimators/simulate/draw.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

uc_status uc_drawing_alloc(const uc_truth *truth, uc_drawing *drawing, uc_error *err)
{
    const size_t n = (size_t)truth->spec.population;
    uc_drawing made = {
        .person = malloc((2 * n + 1) * sizeof *made.person),
        .count = malloc(((size_t)1 << truth->spec.n_lists) * sizeof *made.count)};

    if (made.person == NULL || made.count == NULL) {
        uc_drawing_free(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for %zu persons", n);
    }
    *drawing = made;
    return UC_OK;
}

void uc_drawing_free(uc_drawing *drawing)
{
    free(drawing->person);
    free(drawing->count);
    *drawing = (uc_drawing){0};
}

/* The first history whose cumulative chance exceeds a uniform number. */
static uint32_t draw_history(const uc_truth *truth, uc_rng *rng)
{
    const double u = uc_rng_uniform(rng);
    uint32_t low = 0, high = (uint32_t)((size_t)1 << truth->spec.n_lists) - 1;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (truth->cumulative[middle] > u)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Whether the group ends with this member: geometric sizes. */
static bool group_ends(const uc_truth_spec *spec, uc_rng *rng)
{
    return uc_rng_uniform(rng) * spec->group < 1.0;
}

/* Histories of the population; those on no list are left out. Returns how many. */
static size_t draw_persons(const uc_truth *truth, uc_drawing *d, uc_rng *rng)
{
    const uc_truth_spec *spec = &truth->spec;
    const bool grouped = spec->group >= 1.0;
    uint32_t shared = 0;
    bool starts = true;
    size_t n = 0;

    for (uint64_t i = 0; i < spec->population; i++) {
        uint32_t history;

        if (grouped && starts)
            shared = draw_history(truth, rng);
        if (grouped && uc_rng_uniform(rng) < spec->together)
            history = shared;
        else
            history = draw_history(truth, rng);
        starts = grouped && group_ends(spec, rng);
        if (history != 0)
            d->person[n++] = history;
    }
    return n;
}

static uint32_t any_list_of(uint32_t history, uc_rng *rng)
{
    uint32_t nth = uc_rng_below(rng, uc_term_order(history));

    while (nth-- > 0)
        history &= history - 1;
    return history & (~history + 1);
}

static size_t miss_links(const uc_truth_spec *spec, uc_drawing *d, size_t n,
                         uc_rng *rng)
{
    const size_t n_persons = n;

    for (size_t i = 0; i < n_persons && spec->missed > 0.0; i++)
        if (uc_term_order(d->person[i]) >= 2 && uc_rng_uniform(rng) < spec->missed) {
            const uint32_t list = any_list_of(d->person[i], rng);

            d->person[n++] = list;
            d->person[i] &= ~list;
        }
    return n;
}

static size_t link_falsely(const uc_truth_spec *spec, uc_drawing *d, size_t n,
                           uc_rng *rng)
{
    for (size_t i = 0; i < n && n > 1 && spec->linked > 0.0;) {
        size_t other;

        if (!(uc_rng_uniform(rng) < spec->linked)) {
            i++;
            continue;
        }
        other = uc_rng_below(rng, (uint32_t)(n - 1));
        other += other >= i;
        d->person[other] |= d->person[i];
        d->person[i] = d->person[--n]; /* which has not had its turn, or is this one */
    }
    return n;
}

uc_status uc_draw(const uc_truth *truth, uc_drawing *d, uc_rng *rng,
                  uc_capture_table *table, uc_error *err)
{
    const uint32_t n_cells = (uint32_t)((size_t)1 << truth->spec.n_lists);
    uc_capture_table made;
    uc_status status = UC_OK;
    size_t n = draw_persons(truth, d, rng);

    n = miss_links(&truth->spec, d, n, rng);
    n = link_falsely(&truth->spec, d, n, rng);
    memset(d->count, 0, n_cells * sizeof *d->count);
    for (size_t i = 0; i < n; i++)
        d->count[d->person[i]] += 1.0;
    uc_capture_table_init(&made, truth->spec.n_lists);
    for (uint32_t w = 1; w < n_cells && status == UC_OK; w++)
        if (d->count[w] > 0.0)
            status = uc_capture_table_add(&made, w, (uint64_t)d->count[w], err);
    if (status == UC_OK)
        *table = made;
    else
        uc_capture_table_clear(&made);
    return status;
}
