/** @file glpk_guard.h
 * Calls GLPK so that it can neither abort the process nor leave anything behind.
 *
 * GLPK reports broken invariants and lack of memory to its error hook and would then
 * abort. Here the hook jumps back, GLPK's environment of this thread is thrown away,
 * and the caller gets a status.
 */
#ifndef UC_GLPK_GUARD_H
#define UC_GLPK_GUARD_H

#include "data/base/status.h"

/** What is done with GLPK. Everything it allocates itself must be reachable from
 * `context`, for it may be left by a jump; GLPK's own objects are freed by the guard.
 */
typedef uc_status uc_glpk_work(void *context, uc_error *err);

/** Runs `work` once. GLPK objects do not outlive the call. Must not be nested.
 * @param what  "the search for secondary cells", for the message.
 * @return what `work` returned; UC_ENOMEM; UC_ENUMERIC when GLPK gave up. */
uc_status uc_glpk_run(uc_glpk_work *work, void *context, const char *what,
                      uc_error *err) UC_MUST_CHECK;

#endif
