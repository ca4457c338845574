/* pairs.c - Lincoln-Petersen and Chapman */
#include "estimators/classic/pairs.h"

#include <math.h>

uc_pair uc_pair_of(const uc_dense *table, unsigned i, unsigned j)
{
    uc_pair p = {.i = i,
                 .j = j,
                 .n_i = table->margin[1u << i],
                 .n_j = table->margin[1u << j],
                 .both = table->margin[1u << i | 1u << j]};
    const double m = p.both, rest = (p.n_i - m) * (p.n_j - m);

    p.observed = p.n_i + p.n_j - m;
    p.petersen = m > 0.0 ? p.n_i * p.n_j / m : NAN;
    p.petersen_error = m > 0.0 ? sqrt(p.n_i * p.n_j * rest / (m * m * m)) : NAN;
    p.chapman = (p.n_i + 1.0) * (p.n_j + 1.0) / (m + 1.0) - 1.0;
    p.chapman_error = sqrt((p.n_i + 1.0) * (p.n_j + 1.0) * rest /
                           ((m + 1.0) * (m + 1.0) * (m + 2.0)));
    return p;
}

/* Derivative of the pooled ratio by the count of a history. */
static double slope(const uc_dense *table, uint32_t history, double one,
                    double products, double overlaps)
{
    double sizes = 0.0, by_products = 0.0, k = 0.0;

    for (unsigned j = 0; j < table->n_lists; j++)
        sizes += table->margin[1u << j] + one;
    for (unsigned j = 0; j < table->n_lists; j++)
        if (history >> j & 1u) {
            by_products += sizes - (table->margin[1u << j] + one);
            k += 1.0;
        }
    return by_products / overlaps -
           products * 0.5 * k * (k - 1.0) / (overlaps * overlaps);
}

void uc_pairs_pooled(const uc_dense *table, bool chapman, double *estimate,
                     double *std_error)
{
    const double one = chapman ? 1.0 : 0.0;
    double products = 0.0, overlaps = 0.0, squares = 0.0, linear = 0.0;

    for (unsigned i = 0; i < table->n_lists; i++)
        for (unsigned j = i + 1; j < table->n_lists; j++) {
            const uc_pair p = uc_pair_of(table, i, j);

            products += (p.n_i + one) * (p.n_j + one);
            overlaps += p.both + one;
        }
    *estimate = overlaps > 0.0 ? products / overlaps - one : NAN;
    if (chapman && table->n_lists == 2) {
        *std_error = uc_pair_of(table, 0, 1).chapman_error;
        return;
    }
    for (uint32_t w = 1; w < table->n_cells; w++) {
        const double d =
            table->count[w] > 0.0 ? slope(table, w, one, products, overlaps) : 0.0;

        squares += table->count[w] * d * d;
        linear += table->count[w] * d;
    }
    *std_error = sqrt(squares - linear * linear / *estimate);
}
