/* crossed_table.c - people by history and covariates; the terms to choose from */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/crossed/crossed.h"

typedef struct row {
    uint32_t history;
    const uint32_t *level;
    size_t n_covariates;
    double people;
} row;

static int compare(const void *p, const void *q)
{
    const row *a = p, *b = q;
    size_t c;

    if (a->history != b->history)
        return a->history < b->history ? -1 : 1;
    for (c = 0; c < a->n_covariates; c++)
        if (a->level[c] != b->level[c])
            return a->level[c] < b->level[c] ? -1 : 1;
    return 0;
}

void uc_crossed_table_clear(uc_crossed_table *table)
{
    free(table->history);
    free(table->level);
    free(table->people);
    memset(table, 0, sizeof *table);
}

static uc_status check(unsigned n_lists, size_t n_covariates, const size_t n_levels[],
                       size_t *n_cells, uc_error *err)
{
    size_t c;

    *n_cells = 1;
    if (n_lists < 2 || n_lists > UC_CROSSED_MAX_LISTS)
        return uc_fail(err, UC_EINVAL, "%u lists; allowed are 2 to %d", n_lists,
                       UC_CROSSED_MAX_LISTS);
    if (n_covariates > UC_CROSSED_MAX_COVARIATES)
        return uc_fail(err, UC_EINVAL, "%zu covariates; allowed are %d", n_covariates,
                       UC_CROSSED_MAX_COVARIATES);
    for (c = 0; c < n_covariates; c++) {
        if (n_levels[c] == 0)
            return uc_fail(err, UC_EINVAL, "a covariate is known of nobody");
        *n_cells *= n_levels[c];
        if (*n_cells > UC_CROSSED_MAX_CELLS)
            return uc_fail(err, UC_EINVAL,
                           "the covariates have more than %d combinations",
                           UC_CROSSED_MAX_CELLS);
    }
    return UC_OK;
}

/* Sorts and merges; rows without people leave nothing. */
static void merge(row rows[], size_t n, uc_crossed_table *table)
{
    const size_t k = table->n_covariates;
    const row *last = NULL;
    size_t i, c;

    qsort(rows, n, sizeof *rows, compare);
    for (i = 0; i < n; i++) {
        if (!(rows[i].people > 0.0))
            continue;
        if (last == NULL || compare(last, &rows[i]) != 0) {
            table->history[table->n_rows] = rows[i].history;
            for (c = 0; c < k; c++) {
                table->level[table->n_rows * k + c] = rows[i].level[c];
                table->incomplete =
                    table->incomplete || rows[i].level[c] == UC_CROSSED_MISSING;
            }
            table->n_rows++;
        }
        table->people[table->n_rows - 1] += rows[i].people;
        table->n_people += rows[i].people;
        last = &rows[i];
    }
}

uc_status uc_crossed_group(unsigned n_lists, size_t n_covariates,
                           const size_t n_levels[], size_t n, const uint32_t history[],
                           const uint32_t level[], const double people[],
                           uc_crossed_table *table, uc_error *err)
{
    uc_crossed_table made = {.n_lists = n_lists, .n_covariates = n_covariates};
    uc_status status = check(n_lists, n_covariates, n_levels, &made.n_cells, err);
    row *rows;
    size_t i;

    if (status != UC_OK)
        return status;
    for (i = 0; i < n; i++)
        if (history[i] == 0 || history[i] >> n_lists != 0)
            return uc_fail(err, UC_EINVAL, "row %zu is on no list", i + 1);
    if (n_covariates > 0)
        memcpy(made.n_levels, n_levels, n_covariates * sizeof *n_levels);
    rows = calloc(n + 1, sizeof *rows);
    made.history = calloc(n + 1, sizeof *made.history);
    made.level = calloc(n * n_covariates + 1, sizeof *made.level);
    made.people = calloc(n + 1, sizeof *made.people);
    if (rows == NULL || made.history == NULL || made.level == NULL ||
        made.people == NULL) {
        free(rows);
        uc_crossed_table_clear(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for lists and covariates");
    }
    for (i = 0; i < n; i++)
        rows[i] = (row){history[i], level + i * n_covariates, n_covariates,
                        people != NULL ? people[i] : 1.0};
    merge(rows, n, &made);
    free(rows);
    *table = made;
    return UC_OK;
}

/* -- Terms ------------------------------------------------------------------------- */

static size_t bits(uint32_t mask)
{
    return (size_t)__builtin_popcount(mask);
}

static void add_term(const uc_crossed_table *table, uint32_t lists, uint32_t covariates,
                     uc_crossed_terms *terms)
{
    uc_crossed_term *term = &terms->term[terms->n++];
    size_t c;

    *term = (uc_crossed_term){lists, covariates, terms->n_columns, 1};
    for (c = 0; c < table->n_covariates; c++)
        if (covariates >> c & 1)
            term->n_columns *= table->n_levels[c] - 1;
    terms->n_columns += term->n_columns;
}

/* A covariate of one level has no terms. */
static bool has_columns(const uc_crossed_table *table, uint32_t covariates)
{
    size_t c;

    for (c = 0; c < table->n_covariates; c++)
        if ((covariates >> c & 1) != 0 && table->n_levels[c] < 2)
            return false;
    return true;
}

static void relate(uc_crossed_terms *terms)
{
    const size_t m = terms->n_main;
    size_t i, j;

    for (i = 0; i + m < terms->n; i++)
        for (j = 0; j + m < terms->n; j++) {
            const uc_crossed_term *a = &terms->term[i + m], *b = &terms->term[j + m];

            if ((a->lists & b->lists) == a->lists &&
                (a->covariates & b->covariates) == a->covariates) {
                terms->below[j] |= (uint64_t)1 << i;
                terms->above[i] |= (uint64_t)1 << j;
            }
        }
}

uc_status uc_crossed_terms_of(const uc_crossed_table *table, unsigned max_order,
                              uc_crossed_terms *terms, uc_error *err)
{
    const uint32_t full = ((uint32_t)1 << table->n_lists) - 1;
    const uint32_t n_sets = (uint32_t)1 << table->n_covariates;
    uint32_t lists, covariates;
    size_t order, n = 0;

    memset(terms, 0, sizeof *terms);
    for (lists = 1; lists < full; lists <<= 1)
        add_term(table, lists, 0, terms);
    terms->n_main = terms->n;
    for (order = 2; order <= max_order; order++)
        for (lists = 1; lists < full; lists++)
            for (covariates = 0; covariates < n_sets; covariates++) {
                if (bits(lists) + bits(covariates) != order ||
                    !has_columns(table, covariates))
                    continue;
                if (++n > UC_CROSSED_MAX_TERMS)
                    return uc_fail(err, UC_EINVAL,
                                   "more than %d terms to choose from; take a lower "
                                   "order or fewer covariates",
                                   UC_CROSSED_MAX_TERMS);
                add_term(table, lists, covariates, terms);
            }
    relate(terms);
    return UC_OK;
}
