/** @file capture_reader.h
 * Reads capture tables from CSV: 0/1 list columns, a count column, stratum columns.
 *
 * Lists are the columns named by the caller or, when none are named, every column that
 * is neither count nor stratum and whose every cell is 0 or 1. Then a column at least
 * half of whose cells are 0 or 1 is taken for a list with bad cells, which are faults,
 * because leaving it out would change the estimate unseen; name the lists where that is
 * wrong. All other columns are summed over and their names kept.
 *
 * Memory grows with strata times distinct histories and never with rows, whether lists
 * are named or not (unnamed, a "history" is the pattern of 1s over all candidate
 * columns).
 */
#ifndef UC_CAPTURE_READER_H
#define UC_CAPTURE_READER_H

#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/source.h"
#include "data/base/status.h"
#include "data/capture_table.h"
#include "data/csv_reader.h"

/** Columns of these names are neither lists nor strata: what 'undercount tabulate'
 * writes beside the counts. People identified of the row's count; 1 where nobody can
 * have the row's history, whose count is then 0; 0 for the table, 1 and on for linked
 * versions of it, which are not added up. */
#define UC_CAPTURE_IDENTIFIED_COUNT "identified_count"
#define UC_CAPTURE_STRUCTURAL_ZERO  "structural_zero"
#define UC_CAPTURE_IMPUTATION       "imputation"

/** What to read; a zeroed struct is the default. All pointers are borrowed. */
typedef struct uc_capture_opts {
    const char *const *lists; /* list columns in order; NULL: found as above */
    size_t n_lists;
    const char *count; /* count column; NULL: count, n, freq or frequency in any case
                          (lists and stratum columns apart); two of these are a fault.
                          None: one case a row */
    const char *const *by; /* stratum columns in order */
    size_t n_by;
    const char *batch; /* column of what arrived together; NULL: none. Its values are
                          compared and forgotten; blank ones are faults. Memory grows
                          with batches then */
    const char *const *yes; /* words read as 1 and as 0, beside these, ASCII case */
    size_t n_yes;           /* ignored; for instance yes and no */
    const char *const *no;
    size_t n_no;
    uc_csv_opts csv;
} uc_capture_opts;

/** Reads a capture table.
 *
 * Repeated histories are summed. A history of zeros only is a fault unless its count is
 * 0: people on no list are never observed. Stratum values are trimmed of spaces. A
 * stratum whose counts are all 0 is kept. No list at all, a single one among columns
 * that were not named, more than UC_CAPTURE_MAX_LISTS, and counts that sum to more than
 * 2^53 are faults.
 *
 * @param path    A path, "-" or "data:NAME".
 * @param opts    NULL for the default.
 * @param faults  Everything wrong with the file, added.
 * @param set     Set on UC_OK when no fault was added, else unchanged;
 *                uc_capture_set_clear() it.
 * @return UC_OK also when faults were added, a file that cannot be opened or read among
 *         them (UC_ENOINPUT, UC_EIO); UC_EINVAL an option is out of range; UC_ENOMEM.
 */
UC_API uc_status uc_capture_read(const char *path, const uc_capture_opts *opts,
                                 uc_faults *faults, uc_capture_set *set,
                                 uc_error *err) UC_MUST_CHECK;

/** As uc_capture_read(), from an open source (borrowed). */
UC_API uc_status uc_capture_read_source(uc_source *source, const uc_capture_opts *opts,
                                        uc_faults *faults, uc_capture_set *set,
                                        uc_error *err) UC_MUST_CHECK;

#endif
