/** @file run_look.h
 * The look that a run file asks for.
 */
#ifndef UC_RUN_LOOK_H
#define UC_RUN_LOOK_H

#include "data/base/status.h"
#include "pipeline/logo.h"
#include "pipeline/run_file.h"
#include "reports/look.h"

typedef struct uc_run_look {
    uc_look look; /* texts borrowed from the run file */
    char **author;
} uc_run_look;

/** Fills the look.
 * @param logo  Borrowed; zeroed: none.
 * @param made  Set on UC_OK; uc_run_look_clear() it. @return UC_OK; UC_ENOMEM. */
uc_status uc_run_look_make(const uc_run_file *run, const uc_logo *logo,
                           uc_run_look *made, uc_error *err) UC_MUST_CHECK;

void uc_run_look_clear(uc_run_look *look);

#endif
