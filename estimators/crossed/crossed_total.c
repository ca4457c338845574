/* crossed_total.c - hidden people by covariate, and what a term is worth */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/lattice.h"
#include "estimators/core/ldl.h"
#include "estimators/crossed/crossed.h"
#include "estimators/crossed/internal/fit_parts.h"

void uc_crossed_sum(const uc_crossed_fit *fit, size_t covariate, size_t level, double z,
                    uc_crossed_total *total)
{
    const uc_crossed_table *table = fit->table;
    const size_t width = uc_crossed_width(fit), cells = table->n_cells;
    double *gradient = fit->score, *by = fit->step;
    uc_crossed_total t = {0};
    size_t x, i, a;

    memset(gradient, 0, fit->n_columns * sizeof *gradient);
    for (x = 0; x < cells; x++) {
        const double people = fit->margin[x * width], hidden = fit->hidden[x];

        if (!(people > 0.0) || (covariate != SIZE_MAX &&
                                uc_crossed_level_at(table, x, covariate) != level))
            continue;
        t.observed += people;
        t.hidden += hidden;
        t.variance += hidden + hidden * hidden / people;
        memcpy(fit->sum, fit->mu + x * width, width * sizeof *fit->sum);
        uc_lattice_superset_sum(table->n_lists, fit->sum);
        for (i = 0; i < fit->terms->n; i++) {
            const size_t k = fit->place[i * cells + x];

            if (uc_crossed_in_model(fit, i) && k != SIZE_MAX &&
                fit->local[k] != SIZE_MAX)
                gradient[fit->local[k]] -=
                    hidden * fit->sum[fit->terms->term[i].lists] / people;
        }
    }
    memcpy(by, gradient, fit->n_columns * sizeof *by);
    uc_ldl_solve(fit->n_columns, fit->stride, fit->h, fit->inv_d, by);
    for (a = 0; a < fit->n_columns; a++)
        t.variance += gradient[a] * by[a];
    if (table->incomplete) /* the information is that of a complete table */
        t.variance = (double)NAN;
    if (t.hidden > 0.0) {
        const double ratio = t.variance / (t.hidden * t.hidden);
        const double factor = uc_exp(z * sqrt(uc_log(1.0 + ratio)));

        t.low = t.observed + t.hidden / factor;
        t.high = t.observed + t.hidden * factor;
    } else {
        t.low = t.high = t.observed;
    }
    *total = t;
}

/* b' C^-1 b with C the block of the inverse information, by elimination in place. */
static double quadratic(size_t n, double c[], double b[])
{
    double sum = 0.0;
    size_t i, j, k;

    for (i = 0; i < n; i++) {
        const double d = c[i * n + i];

        if (!(d > 0.0))
            continue;
        sum += b[i] * b[i] / d;
        for (j = i + 1; j < n; j++) {
            const double f = c[j * n + i] / d;

            b[j] -= f * b[i];
            for (k = i + 1; k < n; k++)
                c[j * n + k] -= f * c[i * n + k];
        }
    }
    return sum;
}

double uc_crossed_wald(uc_crossed_fit *fit, size_t choice)
{
    const uc_crossed_term *term = &fit->terms->term[choice + fit->terms->n_main];
    const size_t n = term->n_columns;
    double *room = calloc(n * n + n, sizeof *room), *b = room + n * n, result;
    size_t i, k;

    if (room == NULL)
        return 0.0; /* it only orders a search */
    for (i = 0; i < n; i++) {
        const size_t at = fit->local[term->first + i];

        if (at == SIZE_MAX) {
            free(room);
            return INFINITY;
        }
        uc_ldl_inverse_column(fit->n_columns, fit->stride, fit->h, fit->inv_d, at,
                              fit->step);
        b[i] = fit->beta[term->first + i];
        for (k = 0; k < n; k++)
            room[i * n + k] = fit->local[term->first + k] == SIZE_MAX
                                  ? 0.0
                                  : fit->step[fit->local[term->first + k]];
    }
    result = quadratic(n, room, b);
    free(room);
    return result;
}
