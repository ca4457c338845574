/* dense.c - a capture table over all histories */
#include "estimators/mse/dense.h"

#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/lattice.h"

uc_status uc_dense_alloc(unsigned n_lists, uc_dense *dense, uc_error *err)
{
    const size_t n_cells = (size_t)1 << (n_lists & 31);
    double *cells;

    if (n_lists < 1 || n_lists > UC_MODEL_MAX_LISTS)
        return uc_fail(err, UC_EINVAL, "%u lists; a log-linear table has 1 to %d",
                       n_lists, UC_MODEL_MAX_LISTS);
    cells = calloc(4 * n_cells, sizeof *cells);
    if (cells == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu histories", n_cells);
    *dense = (uc_dense){.n_lists = n_lists,
                        .n_cells = n_cells,
                        .count = cells,
                        .margin = cells + n_cells,
                        .possible = cells + 2 * n_cells,
                        .cells = cells + 3 * n_cells,
                        .n_main = n_lists};
    return UC_OK;
}

void uc_dense_free(uc_dense *dense)
{
    free(dense->count);
    *dense = (uc_dense){0};
}

void uc_dense_set_possible(uc_dense *dense, const uc_capture_table *table)
{
    dense->has_zeros = table->n_impossible > 0;
    dense->n_main = dense->n_lists;
    if (!dense->has_zeros)
        return;
    for (size_t w = 0; w < dense->n_cells; w++)
        dense->possible[w] = 1.0;
    for (size_t i = 0; i < table->n_impossible; i++)
        dense->possible[table->impossible[i]] = 0.0;
    memcpy(dense->cells, dense->possible, dense->n_cells * sizeof *dense->cells);
    uc_lattice_superset_sum(dense->n_lists, dense->cells);
    for (unsigned j = 0; j < dense->n_lists; j++)
        dense->n_main -= !(dense->cells[(size_t)1 << j] > 0.0);
}

void uc_dense_load(uc_dense *dense, const uc_capture_table *table)
{
    memset(dense->count, 0, dense->n_cells * sizeof *dense->count);
    for (size_t i = 0; i < table->n_histories; i++)
        dense->count[table->history[i]] = (double)table->count[i];
    uc_dense_set_possible(dense, table);
    uc_dense_refresh(dense);
}

void uc_dense_refresh(uc_dense *dense)
{
    dense->log_factorials = 0.0;
    for (size_t w = 1; w < dense->n_cells; w++)
        if (dense->count[w] > 1.0)
            dense->log_factorials += uc_log_factorial((uint64_t)dense->count[w]);
    memcpy(dense->margin, dense->count, dense->n_cells * sizeof *dense->margin);
    uc_lattice_superset_sum(dense->n_lists, dense->margin);
    dense->n_people = dense->margin[0];
}
