/* coverage.c - sample coverage estimators */
#include "estimators/classic/coverage.h"

#include <math.h>

/* A denominator of the high-coverage estimator nearer 0 than this is none. */
#define LEAST 1e-4

/* For a pair: those on either list alone, and twice those on just these two. */
static double lone(const uc_dense *table, unsigned i, unsigned j)
{
    return table->count[1u << i] + table->count[1u << j] +
           2.0 * table->count[1u << i | 1u << j];
}

/* Overlap of a pair relative to independence, but for the population. */
static double dependence(const uc_dense *table, unsigned i, unsigned j)
{
    return table->margin[1u << i | 1u << j] /
           (table->margin[1u << i] * table->margin[1u << j]);
}

/* Sum over pairs of lone times (all times dependence - less). */
static double over_pairs(const uc_dense *table, double all, double less)
{
    double sum = 0.0;

    for (unsigned i = 0; i < table->n_lists; i++)
        for (unsigned j = i + 1; j < table->n_lists; j++)
            sum += lone(table, i, j) * (all * dependence(table, i, j) - less);
    return sum;
}

/* Sum over lists of the people on two or more of the others. */
static double on_two_others(const uc_dense *table)
{
    double sum = 0.0;

    for (uint32_t w = 1; w < table->n_cells; w++)
        for (unsigned j = 0; j < table->n_lists; j++)
            if (uc_term_order(w & ~(1u << j)) >= 2)
                sum += table->count[w];
    return sum;
}

uc_coverage uc_coverage_of(const uc_dense *table, uc_coverage_kind kind)
{
    const double t = table->n_lists, n = table->n_people;
    uc_coverage made = {.coverage = 1.0, .d = n, .estimate = NAN};
    double first;

    for (unsigned j = 0; j < table->n_lists; j++) {
        const double alone = table->count[1u << j], size = table->margin[1u << j];

        made.coverage -= size > 0.0 ? alone / size / t : NAN;
        made.d -= alone / t;
    }
    if (!(made.coverage > 0.0))
        return made;
    first = made.d / made.coverage;
    if (kind == UC_COVERAGE_INDEPENDENT) {
        made.estimate = first;
    } else if (kind == UC_COVERAGE_HIGH) {
        const double x = t * made.coverage - over_pairs(table, 1.0, 0.0);

        made.estimate = x >= LEAST ? on_two_others(table) / x : NAN;
    } else {
        const double step = first + over_pairs(table, first, 1.0) / (t * made.coverage);

        made.estimate = first + over_pairs(table, step, 1.0) / (t * made.coverage);
    }
    if (!(made.estimate >= n))
        made.estimate = NAN;
    return made;
}
