/* multinomial.c - samples of people over cells */
#include "estimators/core/multinomial.h"

#include <math.h>
#include <stdlib.h>

uc_status uc_multinomial_init(uc_multinomial *m, const double weight[], size_t n_cells,
                              uc_error *err)
{
    uc_multinomial made = {.n_cells = n_cells,
                           .upto = malloc((n_cells + 1) * sizeof *made.upto)};
    double sum = 0.0;

    if (made.upto == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory to draw over %zu cells", n_cells);
    for (size_t i = 0; i < n_cells; i++) {
        sum += weight[i] > 0.0 ? weight[i] : 0.0;
        made.upto[i] = sum;
        if (weight[i] > 0.0)
            made.last = i;
    }
    if (!(sum > 0.0) || !isfinite(sum)) {
        uc_multinomial_free(&made);
        return uc_fail(err, UC_EINVAL, "weights to draw by must be above 0 somewhere");
    }
    *m = made;
    return UC_OK;
}

void uc_multinomial_free(uc_multinomial *m)
{
    free(m->upto);
    *m = (uc_multinomial){0};
}

/* First cell whose sum exceeds x: never one of weight 0. */
static size_t cell_of(const uc_multinomial *m, double x)
{
    size_t low = 0, high = m->last;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (m->upto[middle] > x)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

void uc_multinomial_draw(const uc_multinomial *m, uc_rng *rng, uint64_t n_people,
                         double counts[])
{
    const double all = m->upto[m->n_cells - 1];

    for (size_t i = 0; i < m->n_cells; i++)
        counts[i] = 0.0;
    for (uint64_t k = 0; k < n_people; k++)
        counts[cell_of(m, uc_rng_uniform(rng) * all)] += 1.0;
}
