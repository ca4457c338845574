/** @file cascade.h
 * The protection cascade: estimated, identified, referred, assisted, reintegrated.
 *
 * Each stage as share of the one before that is known and of the estimate, and what is
 * lost between them. Counts are taken as known, so limits of the first step are those
 * of the estimate.
 */
#ifndef UC_CASCADE_H
#define UC_CASCADE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "estimators/gap/gap.h"

#define UC_CASCADE_MAX_STAGES 12

typedef struct uc_cascade_stage {
    uc_figure persons;
    uc_figure of_previous; /* share of the last known stage before, in [0, 1] unless
                              contradicted */
    uc_figure of_estimate; /* share of the estimate */
    uc_figure lost;        /* previous known stage - this one; below 0: contradiction */
    bool largest_loss;     /* the most persons lost, by the values */
    bool above_previous;   /* more persons than at the stage before: a finding */
} uc_cascade_stage;

/** Fills the cascade.
 * @param count  n counts after the estimate, NAN where missing or suppressed.
 * @param why    Reason of each missing count. @param stage  n + 1, the estimate first.
 */
UC_API void uc_cascade_compute(const uc_figure *estimate, const double count[],
                               const char *const why[], size_t n,
                               uc_cascade_stage stage[]);

#endif
