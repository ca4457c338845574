/* variant.c - tables as they would be if something were otherwise */
#include "estimators/trust/variant.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "estimators/mse/model.h"

/* The history without bit `list`, later bits moved down. */
static uint32_t drop_bit(uint32_t history, size_t list)
{
    const uint32_t low = ((uint32_t)1 << list) - 1;

    return (history & low) | ((history >> 1) & ~low);
}

static uc_status check_list(const uc_capture_table *from, size_t list, uc_error *err)
{
    if (from->n_lists >= 2 && list < from->n_lists)
        return UC_OK;
    return uc_fail(err, UC_EINVAL, "list %zu of a table of %zu lists", list + 1,
                   from->n_lists);
}

/* Where a history goes, 0 for nowhere. */
typedef uint32_t place_fn(uint32_t history, size_t a, size_t b);

static bool is_impossible(const uc_capture_table *table, uint32_t history)
{
    for (size_t i = 0; i < table->n_impossible; i++)
        if (table->impossible[i] == history)
            return true;
    return false;
}

/* Nobody can have a history to which only histories lead that nobody can have. */
static uc_status carry_zeros(const uc_capture_table *from, place_fn *place, size_t a,
                             size_t b, uc_capture_table *made, uc_error *err)
{
    const size_t n_from = (size_t)1 << from->n_lists, n = n_from / 2;
    bool *possible = calloc(n, sizeof *possible);
    uc_status status = UC_OK;

    if (possible == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu histories", n);
    for (uint32_t h = 1; h < n_from; h++)
        if (!is_impossible(from, h))
            possible[place(h, a, b)] = true;
    for (uint32_t h = 1; h < n && status == UC_OK; h++)
        if (!possible[h])
            status = uc_capture_table_forbid(made, &h, 1, err);
    free(possible);
    return status;
}

static uc_status rearrange(const uc_capture_table *from, place_fn *place, size_t a,
                           size_t b, uc_capture_table *to, uc_error *err)
{
    uc_capture_table made;
    uc_status status = UC_OK;

    uc_capture_table_init(&made, from->n_lists - 1);
    for (size_t i = 0; i < from->n_histories && status == UC_OK; i++) {
        const uint32_t history = place(from->history[i], a, b);

        if (history != 0)
            status = uc_capture_table_add(&made, history, from->count[i], err);
    }
    if (status == UC_OK && from->n_impossible > 0)
        status = carry_zeros(from, place, a, b, &made, err);
    if (status == UC_OK)
        *to = made;
    else
        uc_capture_table_clear(&made);
    return status;
}

static uint32_t place_without(uint32_t history, size_t a, size_t b)
{
    (void)b;
    return drop_bit(history, a);
}

static uint32_t place_merged(uint32_t history, size_t a, size_t b)
{
    const uint32_t either = history >> b & 1u;

    return drop_bit(history | either << a, b);
}

static uint32_t place_within(uint32_t history, size_t a, size_t b)
{
    (void)b;
    return (history >> a & 1u) != 0 ? drop_bit(history, a) : 0;
}

uc_status uc_variant_without(const uc_capture_table *from, size_t list,
                             uc_capture_table *to, uc_error *err)
{
    const uc_status status = check_list(from, list, err);

    return status == UC_OK ? rearrange(from, place_without, list, 0, to, err) : status;
}

uc_status uc_variant_merged(const uc_capture_table *from, size_t a, size_t b,
                            uc_capture_table *to, uc_error *err)
{
    const uc_status status = check_list(from, b, err);

    if (status != UC_OK)
        return status;
    if (a >= b)
        return uc_fail(err, UC_EINVAL, "lists %zu and %zu cannot be merged", a + 1,
                       b + 1);
    return rearrange(from, place_merged, a, b, to, err);
}

uc_status uc_variant_within(const uc_capture_table *from, size_t list,
                            uc_capture_table *to, uint64_t *known, uc_error *err)
{
    uint64_t people = 0;
    uc_status status = check_list(from, list, err);

    if (status == UC_OK)
        status = rearrange(from, place_within, list, 0, to, err);
    if (status != UC_OK)
        return status;
    for (size_t i = 0; i < from->n_histories; i++)
        if ((from->history[i] >> list & 1u) != 0)
            people += from->count[i];
    *known = people;
    return UC_OK;
}

/* Moves `share` of the people with history w to its two-part splits: each list of w
 * with the rest of w. A negative share takes from them. */
static void split(double count[], uint32_t w, double people)
{
    const double each = people / (double)uc_term_order(w);

    for (uint32_t left = w; left != 0; left &= left - 1) {
        const uint32_t one = left & (~left + 1);

        count[one] += each;
        count[w & ~one] += each;
    }
}

static void undo_missed(double count[], size_t n_lists, double missed)
{
    for (unsigned order = (unsigned)n_lists; order >= 2; order--)
        for (uint32_t w = 1; w < (uint32_t)1 << n_lists; w++) {
            if (uc_term_order(w) != order || count[w] == 0.0)
                continue;
            count[w] /= 1.0 - missed;
            split(count, w, -missed * count[w]);
        }
}

/* From the shortest histories up, so that what split off is not split again. */
static void undo_false(double count[], size_t n_lists, double share)
{
    for (unsigned order = 2; order <= n_lists; order++)
        for (uint32_t w = 1; w < (uint32_t)1 << n_lists; w++)
            if (uc_term_order(w) == order && count[w] > 0.0) {
                const double people = share * count[w];

                count[w] -= people;
                split(count, w, people);
            }
}

static uc_status take_counts(const double count[], size_t n_lists, uc_capture_table *to,
                             bool *possible, uc_error *err)
{
    uc_status status = UC_OK;

    uc_capture_table_init(to, n_lists);
    *possible = true;
    for (uint32_t w = 1; w < (uint32_t)1 << n_lists; w++)
        *possible = *possible && count[w] > -0.5;
    for (uint32_t w = 1; w < (uint32_t)1 << n_lists && *possible && status == UC_OK;
         w++) {
        const double people = floor(count[w] + 0.5);

        if (people > 0.0)
            status = uc_capture_table_add(to, w, (uint64_t)people, err);
    }
    return status;
}

static bool is_share(double value)
{
    return value >= 0.0 && value < 1.0;
}

uc_status uc_variant_corrected(const uc_capture_table *from,
                               const uc_record_errors *errors, uc_capture_table *to,
                               bool *possible, uc_error *err)
{
    uc_capture_table made;
    double *count;
    uc_status status;

    if (!is_share(errors->missed) || !is_share(errors->false_links) ||
        !is_share(errors->out_of_scope) || from->n_lists > UC_MODEL_MAX_LISTS)
        return uc_fail(err, UC_EINVAL,
                       "shares must be from 0 to below 1, lists at most %d",
                       UC_MODEL_MAX_LISTS);
    count = calloc((size_t)1 << from->n_lists, sizeof *count);
    if (count == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a table");
    for (size_t i = 0; i < from->n_histories; i++) {
        const bool single = uc_term_order(from->history[i]) == 1;

        count[from->history[i]] =
            (double)from->count[i] * (single ? 1.0 - errors->out_of_scope : 1.0);
    }
    undo_false(count, from->n_lists, errors->false_links);
    undo_missed(count, from->n_lists, errors->missed);
    status = take_counts(count, from->n_lists, &made, possible, err);
    free(count);
    if (status == UC_OK)
        *to = made;
    else
        uc_capture_table_clear(&made);
    return status;
}
