/** @file counts.h
 * Identified persons: how many were formally identified, by area, period and more.
 *
 * Columns (other names in brackets): area (area_code, code); period (year); count (n,
 * identified, victims, victims_identified); and, where given, sex (gender), age_group
 * (age), form (form_of_exploitation, exploitation), stage (status), source (url), note
 * (notes). Any order; others are left aside and listed. A blank sex, age group or form
 * is
 * "" and means all; a blank or absent stage is "identified".
 */
#ifndef UC_COUNTS_H
#define UC_COUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "data/areas.h"
#include "data/base/faults.h"
#include "data/base/pool.h"
#include "data/base/source.h"
#include "data/base/status.h"
#include "data/csv_reader.h"
#include "data/row_reader.h"

#define UC_COUNTS_STAGE "identified" /* stage of a row that names none */

typedef struct uc_counts_row {
    /* Never NULL; borrowed from the table. "" means all, or not given. */
    const char *area, *period, *sex, *age_group, *form, *stage, *source, *note;
    uint64_t count; /* persons */
    size_t file;    /* index into the table's files */
    size_t line;    /* 1-based line in it */
} uc_counts_row;

/** Rows of one or more files, in the order read. Zeroed: empty. */
typedef struct uc_counts {
    uc_counts_row *row; /* owned */
    size_t n_rows, capacity;
    uc_row_file *file; /* owned */
    size_t n_files;
    uc_pool *pool; /* of all texts; owned */
} uc_counts;

/** Appends the rows of one file.
 *
 * A second count for the same area, period, sex, age group, form and stage, in this
 * file or an earlier one, is a fault that names both lines, also when it is the same
 * number.
 *
 * @param counts  Zeroed, or filled by earlier calls. Unchanged when faults were added.
 * @param path    A path, "-" or "data:NAME".
 * @param opts    NULL for the default.
 * @return UC_OK also when faults were added, a file that cannot be opened or read among
 *         them (UC_ENOINPUT, UC_EIO); UC_EINVAL an option is out of range; UC_ENOMEM.
 */
UC_API uc_status uc_counts_read(uc_counts *counts, const char *path,
                                const uc_csv_opts *opts, uc_faults *faults,
                                uc_error *err) UC_MUST_CHECK;

/** As uc_counts_read(), from an open source (borrowed). */
UC_API uc_status uc_counts_read_source(uc_counts *counts, uc_source *source,
                                       const uc_csv_opts *opts, uc_faults *faults,
                                       uc_error *err) UC_MUST_CHECK;

/** Adds a fault for every row whose area is not in `areas`. */
UC_API void uc_counts_check_areas(const uc_counts *counts, const uc_areas *areas,
                                  uc_faults *faults);

/** Releases everything; a zeroed table is allowed. */
UC_API void uc_counts_clear(uc_counts *counts);

#endif
