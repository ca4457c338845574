/** @file variant.h
 * Capture tables as they would be if something about the lists were otherwise: a list
 * less, two lists as one, other errors of linkage.
 */
#ifndef UC_VARIANT_H
#define UC_VARIANT_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "data/capture_table.h"

/** The table without a list: those on it alone are no longer observed.
 * @param list  0-based; the table has 2 lists or more.
 * @param to    Set on UC_OK; uc_capture_table_clear() it.
 * @return UC_OK; UC_EINVAL; UC_ENOMEM. */
uc_status uc_variant_without(const uc_capture_table *from, size_t list,
                             uc_capture_table *to, uc_error *err) UC_MUST_CHECK;

/** Two lists as one: a person is on it when on either. It takes the place of the first;
 * the lists after the second move up. @param a, b  0-based, a < b.
 * @return as uc_variant_without(). */
uc_status uc_variant_merged(const uc_capture_table *from, size_t a, size_t b,
                            uc_capture_table *to, uc_error *err) UC_MUST_CHECK;

/** The people of one list, with that list hidden: those on it alone are unobserved, and
 * their number is known. The internal-consistency table of Binette & Steorts (2022)
 * JRSS A 185:640.
 * @param known  Set on UC_OK to the people on the list.
 * @return as uc_variant_without(). */
uc_status uc_variant_within(const uc_capture_table *from, size_t list,
                            uc_capture_table *to, uint64_t *known,
                            uc_error *err) UC_MUST_CHECK;

/** Assumed errors of the records, each a share in [0, 1). */
typedef struct uc_record_errors {
    double missed;       /* of persons on several lists, one record of whom was taken
                            for another person */
    double false_links;  /* of persons on several lists, who are two persons, one
                            record of whom was linked in error */
    double out_of_scope; /* of persons on one list, who are not of the population */
} uc_record_errors;

/** The table that would have been seen without the errors.
 *
 * A missed link turns a person with history w into one on a list of w and one on the
 * others; each list is as likely. Undone from the longest histories down: of w there
 * were n/(1 - missed), and what split off them is taken from the two parts. A false
 * link is undone the same way round: a share of w becomes the two parts. Counts are
 * rounded to whole persons. For two lists the Petersen estimate becomes N(1 - missed):
 * see Ding & Fienberg (1994) Survey Methodology 20:149.
 * @param possible  Set on UC_OK: false when there are fewer persons on few lists than
 *                  missed links would have made; then `to` is empty.
 * @return UC_OK; UC_EINVAL a share out of range; UC_ENOMEM. Cost histories times
 * lists. */
uc_status uc_variant_corrected(const uc_capture_table *from,
                               const uc_record_errors *errors, uc_capture_table *to,
                               bool *possible, uc_error *err) UC_MUST_CHECK;

#endif
