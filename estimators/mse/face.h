/** @file face.h
 * Estimates on a face of the marginal cone (Fienberg & Rinaldo 2012 Ann. Statist.
 * 40:996).
 *
 * Where a model has no finite estimate, its likelihood still has a supremum, reached on
 * the largest set of cells that can be positive together with the observed margins;
 * cells off it have mean 0. The number on no list is estimable there when the hidden
 * cell's row of the design is a combination of the rows on the face.
 */
#ifndef UC_FACE_H
#define UC_FACE_H

#include <stdbool.h>

#include "data/base/status.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/newton.h"

/** Finds the face of a model.
 * @param model     Its `keep` marks the cells of the extended model.
 * @param keep      n_cells, may be model->keep: set on UC_OK to the cells on the face.
 * @param n_kept    Set to their number.
 * @param estimable Set to whether the hidden count is.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC. Cost a linear programme and a rank. */
uc_status uc_face_find(const uc_dense *table, const uc_newton_model *model,
                       double keep[], size_t *n_kept, bool *estimable,
                       uc_error *err) UC_MUST_CHECK;

#endif
