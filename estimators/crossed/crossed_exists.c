/* crossed_exists.c - whether a model of lists and covariates has an estimate */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/lattice.h"
#include "estimators/core/ldl.h"
#include "estimators/crossed/crossed.h"
#include "estimators/crossed/internal/fit_parts.h"
#include "estimators/mse/existence.h"

/* The directions that leave every cell with people alone, in the coefficients: what is
 * left of them after elimination by the differences of those cells' rows within each
 * combination of covariates. Only they can lead to infinity. */
typedef struct directions {
    size_t n;      /* coefficients */
    double *row;   /* n x n: reduced rows, row of pivot j in place j */
    bool *pivot;   /* n: coefficient j is determined by the others */
    double *cell;  /* n: room for a row */
    double *first; /* n: the row of the first cell with people */
} directions;

static void row_of(const uc_crossed_fit *fit, size_t n_active, size_t w, double row[])
{
    size_t a;

    memset(row, 0, fit->n_columns * sizeof *row);
    for (a = 0; a < n_active; a++)
        if ((w & fit->mask[a]) == fit->mask[a])
            row[fit->active[a]] = 1.0;
}

/* Eliminates the pivots from a row. */
static void reduce(const directions *d, double row[])
{
    size_t j, k;

    for (j = 0; j < d->n; j++) {
        const double f = row[j];

        if (f == 0.0 || !d->pivot[j])
            continue;
        for (k = 0; k < d->n; k++)
            row[k] -= f * d->row[j * d->n + k];
        row[j] = 0.0;
    }
}

/* Takes a row in: fully reduced form, so that a pivot stands in its own row alone. */
static void take(directions *d, double row[])
{
    size_t j, k, at = 0;

    reduce(d, row);
    for (j = 0; j < d->n; j++)
        if (fabs(row[j]) > fabs(row[at]))
            at = j;
    if (!(fabs(row[at]) > 1e-9))
        return;
    for (k = 0; k < d->n; k++)
        d->row[at * d->n + k] = row[k] / row[at];
    for (j = 0; j < d->n; j++) {
        const double f = d->row[j * d->n + at];

        if (!d->pivot[j] || f == 0.0)
            continue;
        for (k = 0; k < d->n; k++)
            d->row[j * d->n + k] -= f * d->row[at * d->n + k];
    }
    d->pivot[at] = true;
}

/* Which cells a walk is about. */
typedef enum cells { WITH_PEOPLE, WITHOUT_PEOPLE, KEPT } cells;

/* Calls take() for the cells asked for, or, for those without people, copies the free
 * part of their rows to `out`. @return rows copied. */
static size_t walk(uc_crossed_fit *fit, directions *d, cells which, size_t n_free,
                   double out[])
{
    const size_t width = uc_crossed_width(fit);
    size_t x, w, j, k, n = 0;

    for (x = 0; x < fit->table->n_cells; x++) {
        const size_t n_active = uc_crossed_active(fit, x);
        const double *count = fit->count + x * width;

        for (w = 1; w < width && !(count[w] > 0.0); w++)
            ;
        if (w == width)
            continue;
        row_of(fit, n_active, w, d->first);
        for (w = 1; w < width; w++) {
            if (!(fit->keep[x * width + w] > 0.0) ||
                (which != KEPT && (count[w] > 0.0) != (which == WITH_PEOPLE)))
                continue;
            row_of(fit, n_active, w, d->cell);
            for (j = 0; j < d->n; j++)
                d->cell[j] -= d->first[j];
            if (which != WITHOUT_PEOPLE) {
                take(d, d->cell);
                continue;
            }
            reduce(d, d->cell);
            for (j = k = 0; j < d->n; j++)
                if (!d->pivot[j])
                    out[n * n_free + k++] = fabs(d->cell[j]) > 1e-9 ? d->cell[j] : 0.0;
            n++;
        }
    }
    return n;
}

static uc_status directions_alloc(size_t n, directions *d, uc_error *err)
{
    *d = (directions){.n = n};
    d->row = calloc(n * n + 2 * n + 1, sizeof *d->row);
    d->pivot = calloc(n + 1, sizeof *d->pivot);
    if (d->row == NULL || d->pivot == NULL) {
        free(d->row);
        free(d->pivot);
        return uc_fail(err, UC_ENOMEM, "no memory for lists and covariates");
    }
    d->cell = d->row + n * n;
    d->first = d->cell + n;
    return UC_OK;
}

static uc_status ask_programme(uc_crossed_fit *fit, bool *exists, uc_error *err)
{
    const size_t most = fit->table->n_cells * uc_crossed_width(fit);
    directions d;
    double *x, *count;
    size_t j, n_free = 0, n_rows;
    uc_status status = directions_alloc(fit->n_columns, &d, err);

    if (status != UC_OK)
        return status;
    *exists = true;
    (void)walk(fit, &d, WITH_PEOPLE, 0, NULL);
    for (j = 0; j < d.n; j++)
        n_free += !d.pivot[j];
    x = calloc(most * n_free + 1, sizeof *x);
    count = calloc(most + 1, sizeof *count);
    if (x == NULL || count == NULL) {
        status = uc_fail(err, UC_ENOMEM, "no memory for lists and covariates");
    } else if (n_free > 0) {
        n_rows = walk(fit, &d, WITHOUT_PEOPLE, n_free, x);
        if (n_rows > 0)
            status = uc_existence_rows(n_rows, n_free, x, count, exists, err);
    }
    free(d.row);
    free(d.pivot);
    free(count);
    free(x);
    return status;
}

/* Whether a combination of columns that differs nowhere within a combination of
 * covariates, that of free coefficient f, is 0 there: an intercept would have to make
 * up for it else, and the hidden people with it. */
static bool is_unseen(uc_crossed_fit *fit, const directions *d, size_t f)
{
    const size_t width = uc_crossed_width(fit);
    size_t x, w, j;

    for (x = 0; x < fit->table->n_cells; x++) {
        const size_t n_active = uc_crossed_active(fit, x);
        double sum;

        for (w = 1; w < width && !(fit->count[x * width + w] > 0.0); w++)
            ;
        if (w == width)
            continue;
        row_of(fit, n_active, w, d->first);
        sum = d->first[f];
        for (j = 0; j < d->n; j++)
            if (d->pivot[j])
                sum -= d->first[j] * d->row[j * d->n + f];
        if (fabs(sum) > 1e-9)
            return false;
    }
    return true;
}

/* Every dependence among the columns on the kept cells leaves the hidden people alone.
 */
static uc_status ask_estimable(uc_crossed_fit *fit, bool *estimable, uc_error *err)
{
    directions d;
    size_t f;
    uc_status status = directions_alloc(fit->n_columns, &d, err);

    if (status != UC_OK)
        return status;
    (void)walk(fit, &d, KEPT, 0, NULL);
    *estimable = true;
    for (f = 0; f < d.n && *estimable; f++)
        *estimable = d.pivot[f] || is_unseen(fit, &d, f);
    free(d.row);
    free(d.pivot);
    return UC_OK;
}

uc_status uc_crossed_exists(uc_crossed_fit *fit, uc_crossed_end *end, uc_error *err)
{
    bool exists = true, estimable = true;
    uc_status status = UC_OK;

    if (!fit->certified) /* means that go to 0 look like dependent columns too */
        status = ask_programme(fit, &exists, err);
    if (status == UC_OK && exists && fit->dependent)
        status = ask_estimable(fit, &estimable, err);
    if (status != UC_OK)
        return status;
    *end = !exists           ? UC_CROSSED_NO_ESTIMATE
           : !estimable      ? UC_CROSSED_NOT_IDENTIFIABLE
           : !fit->converged ? UC_CROSSED_NOT_REACHED
                             : UC_CROSSED_OK;
    return UC_OK;
}
