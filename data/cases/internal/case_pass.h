/** @file case_pass.h
 * What the parts of the reader of cases share while they go through the files.
 */
#ifndef UC_CASE_PASS_H
#define UC_CASE_PASS_H

#include "data/cases/case_key.h"
#include "data/cases/case_rows.h"
#include "data/cases/stage_rule.h"
#include "data/csv_reader.h"

typedef struct uc_case_pass {
    const uc_case_rules *rules;
    uc_faults *faults;
    uc_csv_opts csv;
    uc_case_rows *rows;
    uc_stage_rule rule;
    unsigned char secret[16]; /* of this process: no hash outlives it */
    uc_pool *names;           /* of the list column, in order of appearance */
    bool too_many;            /* lists; the fault was added */
    const uc_case_variable *by[UC_CASE_MAX_STRATA]; /* NULL: the column as it is */

    /* of the file being read */
    const char *path;
    size_t file, fixed_list;
    uint64_t n_seen;
    size_t *fields; /* one block for all of the following; owned */
    size_t *lists_field, *filter_field, *stage_field, *by_field, *field_field;
    size_t *pass_field[UC_CASE_MAX_PASSES];
    size_t list_field, date_field;

    /* of the row being read */
    uc_case_text tuple;
    bool unknown[UC_CASE_MAX_STRATA];
} uc_case_pass;

/** Finds the columns of the rules in a header; a uc_csv_handler. */
uc_status uc_case_on_header(void *context, const uc_csv_record *header, bool *stop,
                            uc_error *err);

/** Reads a row; a uc_csv_handler. */
uc_status uc_case_on_record(void *context, const uc_csv_record *record, uc_error *err);

#endif
