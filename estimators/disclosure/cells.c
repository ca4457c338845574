/* cells.c - cells and additive equations */
#include "estimators/disclosure/cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Limits of a linear programme on whole numbers are whole within this. */
#define SLACK 1e-6

/* Values of one equation add up within this, relative to their size. */
#define ADDS_UP 1e-9

static bool grow(void *array, size_t n, size_t size)
{
    void **at = array;
    void *grown = realloc(*at, n * size);

    if (grown == NULL)
        return false;
    *at = grown;
    return true;
}

static bool reserve_cell(uc_cells *cells)
{
    const size_t wanted = cells->capacity != 0 ? 2 * cells->capacity : 64;

    if (cells->n < cells->capacity)
        return true;
    if (!grow(&cells->value, wanted, sizeof *cells->value) ||
        !grow(&cells->weight, wanted, sizeof *cells->weight) ||
        !grow(&cells->mask, wanted, sizeof *cells->mask) ||
        !grow(&cells->need, wanted, sizeof *cells->need))
        return false;
    cells->capacity = wanted;
    return true;
}

uc_status uc_cells_add(uc_cells *cells, double value, double weight, size_t *index,
                       uc_error *err)
{
    if (!(value >= 0) || !(weight >= 0) || !isfinite(value) || !isfinite(weight))
        return uc_fail(err, UC_EINVAL,
                       "a cell has the value %g and the weight %g; both must be 0 or "
                       "more",
                       value, weight);
    if (!reserve_cell(cells))
        return uc_fail(err, UC_ENOMEM, "no memory for the cells of a table");
    cells->value[cells->n] = value;
    cells->weight[cells->n] = weight;
    cells->mask[cells->n] = UC_CELLS_SHOWN;
    cells->need[cells->n] = (uc_cell_need){value, value, HUGE_VAL};
    if (index != NULL)
        *index = cells->n;
    cells->n++;
    return UC_OK;
}

static bool reserve_equation(uc_cells *cells, size_t n_terms)
{
    const size_t e = cells->equation_capacity != 0 ? 2 * cells->equation_capacity : 32;
    size_t t = cells->term_capacity != 0 ? cells->term_capacity : 128;

    if (cells->n_equations + 1 >= cells->equation_capacity) {
        if (!grow(&cells->start, e, sizeof *cells->start))
            return false;
        cells->equation_capacity = e;
    }
    while (t < cells->n_terms + n_terms)
        t *= 2;
    if (t == cells->term_capacity)
        return true;
    if (!grow(&cells->term, t, sizeof *cells->term) ||
        !grow(&cells->sign, t, sizeof *cells->sign))
        return false;
    cells->term_capacity = t;
    return true;
}

uc_status uc_cells_sum(uc_cells *cells, size_t total, const size_t parts[],
                       size_t n_parts, uc_error *err)
{
    bool known = !uc_cells_hidden(cells, total);
    double sum = 0;

    if (n_parts == 0)
        return uc_fail(err, UC_EINVAL, "a total needs parts");
    for (size_t i = 0; i < n_parts; i++) {
        sum += cells->value[parts[i]];
        known = known && (!uc_cells_hidden(cells, parts[i]) ||
                          cells->mask[parts[i]] == UC_CELLS_ABSENT);
    }
    if (known && fabs(sum - cells->value[total]) > ADDS_UP * (1 + sum))
        return uc_fail(err, UC_EINVAL, "parts add up to %.15g, their total is %.15g",
                       sum, cells->value[total]);
    if (!reserve_equation(cells, n_parts + 1))
        return uc_fail(err, UC_ENOMEM, "no memory for the equations of a table");
    cells->start[cells->n_equations] = cells->n_terms;
    cells->term[cells->n_terms] = total;
    cells->sign[cells->n_terms++] = -1;
    for (size_t i = 0; i < n_parts; i++) {
        cells->term[cells->n_terms] = parts[i];
        cells->sign[cells->n_terms++] = 1;
    }
    cells->start[++cells->n_equations] = cells->n_terms;
    return UC_OK;
}

void uc_cells_protect_count(uc_cells *cells, size_t cell, double k)
{
    cells->mask[cell] = UC_CELLS_PRIMARY;
    cells->need[cell] = (uc_cell_need){0, fmax(k - 1, cells->value[cell]), k};
}

void uc_cells_protect(uc_cells *cells, size_t cell, double down, double up)
{
    const double value = cells->value[cell];

    cells->mask[cell] = UC_CELLS_PRIMARY;
    cells->need[cell] = (uc_cell_need){fmax(value - down, 0), value + up, HUGE_VAL};
}

double uc_cells_cost(const uc_cells *cells, size_t *n)
{
    double sum = 0;
    size_t count = 0;

    for (size_t i = 0; i < cells->n; i++)
        if (cells->mask[i] == UC_CELLS_SECONDARY) {
            sum += cells->weight[i];
            count++;
        }
    if (n != NULL)
        *n = count;
    return sum;
}

bool uc_cells_hidden(const uc_cells *cells, size_t cell)
{
    return cells->mask[cell] == UC_CELLS_PRIMARY ||
           cells->mask[cell] == UC_CELLS_SECONDARY ||
           cells->mask[cell] == UC_CELLS_ABSENT;
}

bool uc_cells_satisfied(const uc_cell_need *need, double low, double high)
{
    if (low <= need->low + SLACK && high >= need->high - SLACK)
        return true;
    return high - low >= need->width - SLACK;
}

void uc_cells_clear(uc_cells *cells)
{
    free(cells->value);
    free(cells->weight);
    free(cells->mask);
    free(cells->need);
    free(cells->start);
    free(cells->term);
    free(cells->sign);
    memset(cells, 0, sizeof *cells);
}
