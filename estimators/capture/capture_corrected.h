/** @file capture_corrected.h
 * Capture models with the bias of order 1 taken away: by adding to small frequencies
 * (Rivest & Levesque 2001 Canadian Journal of Statistics 29:555), or in closed form.
 */
#ifndef UC_CAPTURE_CORRECTED_H
#define UC_CAPTURE_CORRECTED_H

#include "estimators/capture/capture.h"

/** Estimates with correction: estimate, hidden, std_error and status of `fit`.
 * @param ws  Ready for the model; ws->count has the counts by row. */
uc_status uc_capture_correct(uc_capture_ws *ws, const uc_dense *table,
                             const uc_capture_model *model, uc_capture_fit *fit,
                             uc_error *err) UC_MUST_CHECK;

#endif
