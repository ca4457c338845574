/** @file structural_zeros.h
 * Histories that nobody can have, declared in words: lists that exclude each other,
 * lists not active in a period, histories that cannot be.
 *
 * Grammar, names of lists and columns as in the table:
 *   police+hotline                       nobody can be on both
 *   hotline where period=2013            nobody can be on it in these strata
 *   only police+court where sex=f,area=X this very history cannot be
 */
#ifndef UC_STRUCTURAL_ZEROS_H
#define UC_STRUCTURAL_ZEROS_H

#include <stddef.h>

#include "data/base/status.h"
#include "data/capture_table.h"

/** Applies one declaration to every stratum of a set that it concerns, imputed tables
 * included.
 * @return UC_OK; UC_EINVAL the declaration is wrong, names a list or column that is
 *         none, or fits no stratum; UC_EDATA people have such a history; UC_ENOMEM. */
UC_API uc_status uc_structural_zeros_apply(uc_capture_set *set, const char *text,
                                           uc_error *err) UC_MUST_CHECK;

/** Declarations of more lists than this are refused: the histories are listed. */
#define UC_STRUCTURAL_ZEROS_MAX_LISTS 16

#endif
