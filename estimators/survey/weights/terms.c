/* terms.c - model matrices by row */
#include "estimators/survey/weights/terms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEPENDENT 1e-10

size_t uc_terms_width(const uc_terms *terms)
{
    size_t t, p = 0;

    for (t = 0; t < terms->n_terms; t++)
        p += terms->term[t].code != NULL ? terms->term[t].n_levels : 1;
    return p;
}

/* Column and value of term t in a row; *base moves on to the next term. */
static double entry(const uc_terms *terms, size_t t, size_t row, size_t *base,
                    size_t *column)
{
    const uc_term *term = &terms->term[t];

    if (term->code != NULL) {
        *column = *base + term->code[row];
        *base += term->n_levels;
        return 1;
    }
    *column = (*base)++;
    return term->value != NULL ? term->value[row] : 1;
}

double uc_terms_dot(const uc_terms *terms, size_t row, const double b[])
{
    double sum = 0;
    size_t t, base = 0, column;

    for (t = 0; t < terms->n_terms; t++) {
        const double x = entry(terms, t, row, &base, &column);

        sum += x * b[column];
    }
    return sum;
}

void uc_terms_add(const uc_terms *terms, size_t row, double a, double sum[])
{
    size_t t, base = 0, column;

    for (t = 0; t < terms->n_terms; t++) {
        const double x = entry(terms, t, row, &base, &column);

        sum[column] += a * x;
    }
}

void uc_terms_cross(const uc_terms *terms, size_t row, double a, double cross[])
{
    const size_t p = uc_terms_width(terms);
    size_t t, s, base = 0, column, other_base, other;

    for (t = 0; t < terms->n_terms; t++) {
        const double x = a * entry(terms, t, row, &base, &column);

        other_base = 0;
        for (s = 0; s <= t; s++) {
            const double y = entry(terms, s, row, &other_base, &other);

            cross[column * p + other] += x * y;
        }
    }
}

/* -- Positive semidefinite systems ------------------------------------------------- */

void uc_psd_clear(uc_psd *psd)
{
    free(psd->factor);
    free(psd->pivot);
    *psd = (uc_psd){.p = 0};
}

static void swap_rows_columns(double *a, size_t p, size_t i, size_t j)
{
    size_t k;

    for (k = 0; k < p; k++) {
        const double keep = a[i * p + k];

        a[i * p + k] = a[j * p + k];
        a[j * p + k] = keep;
    }
    for (k = 0; k < p; k++) {
        const double keep = a[k * p + i];

        a[k * p + i] = a[k * p + j];
        a[k * p + j] = keep;
    }
}

/* The column that keeps the largest part of its own size; p when none keeps enough. */
static size_t next_pivot(const uc_psd *psd, const double size[], size_t from)
{
    double best = DEPENDENT;
    size_t k, at = psd->p;

    for (k = from; k < psd->p; k++) {
        const double own = size[psd->pivot[k]];
        const double kept = own > 0 ? psd->factor[k * psd->p + k] / own : 0;

        if (kept > best) {
            best = kept;
            at = k;
        }
    }
    return at;
}

static void eliminate(double *a, size_t p, size_t k)
{
    const double root = sqrt(a[k * p + k]);
    size_t i, j;

    a[k * p + k] = root;
    for (i = k + 1; i < p; i++)
        a[i * p + k] /= root;
    for (i = k + 1; i < p; i++)
        for (j = k + 1; j <= i; j++) {
            a[i * p + j] -= a[i * p + k] * a[j * p + k];
            a[j * p + i] = a[i * p + j];
        }
}

bool uc_psd_make(const double matrix[], size_t p, uc_psd *psd)
{
    double *size = malloc((p + 1) * sizeof *size);
    size_t i, j, at;

    *psd = (uc_psd){.p = p};
    psd->factor = malloc((p * p + 1) * sizeof(double));
    psd->pivot = malloc((p + 1) * sizeof(size_t));
    if (size == NULL || psd->factor == NULL || psd->pivot == NULL) {
        free(size);
        uc_psd_clear(psd);
        return false;
    }
    for (i = 0; i < p; i++) {
        psd->pivot[i] = i;
        size[i] = matrix[i * p + i];
        for (j = 0; j <= i; j++)
            psd->factor[i * p + j] = psd->factor[j * p + i] = matrix[i * p + j];
    }
    while (psd->rank < p && (at = next_pivot(psd, size, psd->rank)) < p) {
        const size_t keep = psd->pivot[psd->rank];

        swap_rows_columns(psd->factor, p, psd->rank, at);
        psd->pivot[psd->rank] = psd->pivot[at];
        psd->pivot[at] = keep;
        eliminate(psd->factor, p, psd->rank++);
    }
    free(size);
    return true;
}

void uc_psd_solve(const uc_psd *psd, const double b[], double x[])
{
    const size_t p = psd->p, r = psd->rank;
    double *y = calloc(p + 1, sizeof *y);
    size_t i, k;

    if (y == NULL) { /* a small vector: treat as no solution */
        for (i = 0; i < p; i++)
            x[i] = NAN;
        return;
    }
    for (i = 0; i < r; i++) {
        double sum = b[psd->pivot[i]];

        for (k = 0; k < i; k++)
            sum -= psd->factor[i * p + k] * y[k];
        y[i] = sum / psd->factor[i * p + i];
    }
    for (i = r; i-- > 0;) {
        for (k = i + 1; k < r; k++)
            y[i] -= psd->factor[k * p + i] * y[k];
        y[i] /= psd->factor[i * p + i];
    }
    memset(x, 0, p * sizeof *x);
    for (i = 0; i < r; i++)
        x[psd->pivot[i]] = y[i];
    free(y);
}
