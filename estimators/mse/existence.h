/** @file existence.h
 * Whether a log-linear model has a finite estimate, and whether the data identify it.
 *
 * A finite estimate fails to exist exactly when some direction d of the coefficients
 * leaves every cell with people alone (X d = 0), raises no empty cell (X d <= 0) and
 * lowers some (Fienberg & Rinaldo 2012 Ann. Statist. 40:996, recession of the
 * log-likelihood). Counting the cells that can be lowered by 1 or more is a linear
 * programme of zeros and ones whose optimum is a whole number, so that rounding cannot
 * decide it; the cells counted are those off the face on which the supremum lies.
 */
#ifndef UC_EXISTENCE_H
#define UC_EXISTENCE_H

#include <stdbool.h>

#include "data/base/status.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/newton.h"

/** Bits of the existence code, as published: 0 fine, 1, 2, 3 both. */
#define UC_EXISTENCE_NO_ESTIMATE      1u
#define UC_EXISTENCE_NOT_IDENTIFIABLE 2u
/** Beyond the published codes: the estimate exists, but counts differ so much in size
 * that double precision does not reach it. */
#define UC_EXISTENCE_NOT_REACHED 4u

/** Asks the linear programme (GLPK). Safe in several threads at once.
 * @param exists    Set on UC_OK.
 * @param off_face  n_cells flags, or NULL: set on UC_OK to 1 for the cells whose means
 * go to 0 along a direction of recession, none when the estimate exists.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC the solver gave no answer. */
uc_status uc_existence_estimate(const uc_dense *table, const uc_newton_model *model,
                                bool *exists, unsigned char off_face[],
                                uc_error *err) UC_MUST_CHECK;

/** Asks the same programme of a model of any design.
 * @param x       n_rows x n_columns.
 * @param count   n_rows: people; 0 where there are none.
 * @param exists  Set on UC_OK. */
uc_status uc_existence_rows(size_t n_rows, size_t n_columns, const double x[],
                            const double count[], bool *exists,
                            uc_error *err) UC_MUST_CHECK;

/** Whether the columns of the kept terms on the kept cells are independent: elimination
 * modulo a prime of 61 bits, which can only understate the rank; a deficit is confirmed
 * with a second prime.
 * @param identifiable  Set on UC_OK.
 * @return UC_OK; UC_ENOMEM. Cost cells * terms^2. */
uc_status uc_existence_identifiable(const uc_dense *table, const uc_newton_model *model,
                                    bool *identifiable, uc_error *err) UC_MUST_CHECK;

/** Whether one coefficient is a combination of what the kept cells show: its unit
 * vector lies in the row space of the design there. Position 0, the intercept, is the
 * hidden cell's row. By the same elimination, confirmed with the second prime.
 * @param position   Of the term in model->term.
 * @param estimable  Set on UC_OK. */
uc_status uc_existence_estimable(const uc_dense *table, const uc_newton_model *model,
                                 size_t position, bool *estimable,
                                 uc_error *err) UC_MUST_CHECK;

/** Both together as the published code. */
uc_status uc_existence_code(const uc_dense *table, const uc_newton_model *model,
                            unsigned *code, uc_error *err) UC_MUST_CHECK;

#endif
