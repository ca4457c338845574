/** @file case_rows.h
 * The rows of case and list files, reduced to what counts: lists, stratum, stages, and
 * hashed keys.
 *
 * Without a key every row is a person, and rows are summed as they are read: memory
 * grows with strata times histories, never with rows. With a key a row takes 24 bytes
 * and 16 more for every pass; no identifier stays in memory, only its keyed hash. With
 * fields to compare by probability their normal forms stay until the rows are cleared.
 */
#ifndef UC_CASE_ROWS_H
#define UC_CASE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/faults.h"
#include "data/base/pool.h"
#include "data/base/source.h"
#include "data/base/status.h"
#include "data/capture_table.h"
#include "data/cases/case_key.h"
#include "data/cases/case_report.h"
#include "data/cases/case_rules.h"

#define UC_CASE_NO_LIST ((size_t)-1)
#define UC_CASE_NO_DAY  INT32_MIN

/** One file. */
typedef struct uc_case_input {
    const char *path; /* borrowed */
    size_t list; /* everybody in it is on this list of the rules; or UC_CASE_NO_LIST */
    uc_source *source; /* read instead of opening the path; borrowed; or NULL */
} uc_case_input;

typedef struct uc_case_row {
    uint32_t stratum; /* number in the pool of strata */
    uint32_t lists;   /* bit j: list j in the order of `list_name` */
    uint32_t stages;
    int32_t day; /* of the date column, or UC_CASE_NO_DAY */
    uint32_t row;
    uint32_t file;
} uc_case_row;

typedef struct uc_case_rows {
    const uc_case_rules *rules; /* borrowed */
    bool keyed;
    char **list_name; /* owned */
    size_t n_lists;
    uc_capture_file *file; /* as read; owned */
    size_t n_files;
    uc_pool *strata; /* values of the stratum columns, each with its final NUL */
    /* not keyed: persons by stratum, lists and whether identified */
    uc_pool *cells; /* uint32_t[3] */
    uint64_t *count;
    size_t count_size;
    /* keyed */
    uc_case_row *row;
    size_t n, size;
    uc_case_hash *key[UC_CASE_MAX_PASSES]; /* by row */
    /* compared by probability: n x n_fields numbers in `texts`, 0 the blank */
    uint32_t *field;
    uc_pool *texts;
    uc_case_report report; /* of the reading */
} uc_case_rows;

/** Reads the files, in this order.
 *
 * @param quote_values  Messages may quote cells.
 * @param faults        Everything wrong with the files.
 * @param rows          Set on UC_OK when no fault was added; uc_case_rows_clear() it.
 * @return UC_OK also when faults were added; UC_EINVAL the rules are wrong as a whole;
 *         UC_ENOMEM. */
UC_API uc_status uc_case_rows_read(const uc_case_input inputs[], size_t n_inputs,
                                   const uc_case_rules *rules, bool quote_values,
                                   uc_faults *faults, uc_case_rows *rows,
                                   uc_error *err) UC_MUST_CHECK;

/** Adds a file to those that the rows rest on. */
UC_API uc_status uc_case_rows_keep_file(uc_case_rows *rows, const char *path,
                                        const char *sha256,
                                        uc_error *err) UC_MUST_CHECK;

UC_API void uc_case_rows_clear(uc_case_rows *rows);

#endif
