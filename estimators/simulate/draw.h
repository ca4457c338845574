/** @file draw.h
 * Capture tables drawn from a truth.
 */
#ifndef UC_DRAW_H
#define UC_DRAW_H

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/core/rng.h"
#include "estimators/simulate/truth.h"

/** Scratch of one thread. */
typedef struct uc_drawing {
    uint32_t *person; /* room for the population twice over; owned */
    double *count;    /* 2^n_lists; owned */
} uc_drawing;

uc_status uc_drawing_alloc(const uc_truth *truth, uc_drawing *drawing,
                           uc_error *err) UC_MUST_CHECK;
void uc_drawing_free(uc_drawing *drawing);

/** Draws every person's history, then the errors of linkage.
 *
 * Groups have geometric sizes; each member has the group's history with the stated
 * chance, else one of its own. A missed link leaves one list of a person, any alike, as
 * another person. A false link joins a person to any other one that is left.
 * @param table  Set on UC_OK; uc_capture_table_clear() it. May be without people.
 * @return UC_OK; UC_ENOMEM. Cost population times lists. */
uc_status uc_draw(const uc_truth *truth, uc_drawing *drawing, uc_rng *rng,
                  uc_capture_table *table, uc_error *err) UC_MUST_CHECK;

#endif
