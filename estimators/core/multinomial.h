/** @file multinomial.h
 * Samples of people over cells with given probabilities, whole numbers or not.
 */
#ifndef UC_MULTINOMIAL_H
#define UC_MULTINOMIAL_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/core/rng.h"

/** Most people drawn one by one; more are refused. */
#define UC_MULTINOMIAL_MAX ((uint64_t)1 << 28)

typedef struct uc_multinomial {
    size_t n_cells;
    size_t last;  /* last cell with a weight */
    double *upto; /* n_cells: sum of the weights up to each cell; owned */
} uc_multinomial;

/** Readies draws. @param weight  n_cells values of 0 or more, not all 0; they need not
 * add up to 1. @return UC_OK; UC_EINVAL; UC_ENOMEM. */
uc_status uc_multinomial_init(uc_multinomial *m, const double weight[], size_t n_cells,
                              uc_error *err) UC_MUST_CHECK;
void uc_multinomial_free(uc_multinomial *m);

/** Draws n_people, one by one. @param counts  Out: n_cells. Cost n log(cells). */
void uc_multinomial_draw(const uc_multinomial *m, uc_rng *rng, uint64_t n_people,
                         double counts[]);

#endif
