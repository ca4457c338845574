/** @file capture_pass.h
 * What the parts of the reader of capture tables share while they go through a file.
 *
 * Unless the caller names the lists, every column may be one until a cell says
 * otherwise, so rows are summed by their pattern over all such columns, and the lists
 * are chosen at the end.
 */
#ifndef UC_CAPTURE_PASS_H
#define UC_CAPTURE_PASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/pool.h"
#include "data/capture_reader.h"
#include "data/csv_reader.h"
#include "data/schema.h"

/* Faults kept per column until the lists are known. */
#define UC_MAX_LATE 100

/* What a field is. */
typedef enum uc_capture_role {
    ROLE_OTHER, /* summed over */
    ROLE_CANDIDATE,
    ROLE_COUNT,
    ROLE_BY,
    ROLE_BATCH,
    ROLE_IDENTIFIED, /* columns that undercount tabulate writes beside the count */
    ROLE_ZERO,
    ROLE_IMPUTATION
} uc_capture_role;

/* A fault that waits until the lists are known. */
typedef struct uc_late_fault {
    size_t line;
    char *cell; /* as uc_csv_show_cell() shows it; owned; NULL: not about a cell */
} uc_late_fault;

typedef struct uc_late_faults {
    uc_late_fault *item;
    size_t n_kept, n_total;
} uc_late_faults;

/* A column that may be a list. Its number is its bit in the patterns. */
typedef struct uc_capture_candidate {
    size_t field;  /* 0-based */
    size_t n_good; /* cells that are 0 or 1 */
    uc_late_faults bad;
} uc_capture_candidate;

/* People with one pattern in one stratum. */
typedef struct uc_capture_sum {
    uint64_t count, identified;
    size_t line; /* where it was first seen */
    bool impossible;
} uc_capture_sum;

/* A cell's first word: the stratum, and above it the number of the linked version. */
#define UC_CELL_VERSION_SHIFT 40

typedef struct uc_capture_pass {
    const uc_capture_opts *opts;
    const char *path;
    uc_faults *faults;
    bool named;        /* the caller named the lists */
    char allowed[160]; /* "0 or 1", and the declared words */

    char **name;           /* of every field; owned */
    uc_capture_role *role; /* of every field */
    size_t n_fields, header_line;
    size_t count_field; /* UC_SCHEMA_ABSENT: one case a row */
    size_t identified_field, zero_field, imputation_field; /* or UC_SCHEMA_ABSENT */
    size_t n_imputations;
    size_t *by_field;   /* opts->n_by of them */
    size_t batch_field; /* UC_SCHEMA_ABSENT: none */
    uc_capture_candidate *candidate;
    size_t n_candidates, n_words;

    uc_pool *strata;     /* stratum values, each with its final NUL */
    uc_pool *batches;    /* batch values */
    uc_pool *cells;      /* stratum number, n_words words of pattern, batch number */
    uc_capture_sum *sum; /* by number of the cell */
    size_t sum_size;
    uint64_t *pattern; /* the row's cell: 2 + n_words words */
    char *key;         /* the row's stratum values */
    size_t key_size;
    size_t n_rows;
    uint64_t n_people;
    uc_late_faults zero; /* rows without any 1 */
} uc_capture_pass;

uc_status uc_capture_no_memory(uc_error *err);

/** A name as messages show it. */
const char *uc_capture_show(const char *name, char out[UC_CSV_SHOWN]);

/** Keeps a fault for later, or only counts it when there are many. @return false: no
 * memory. */
bool uc_late_keep(uc_late_faults *late, size_t line, const char *cell);
void uc_late_clear(uc_late_faults *late);

/** Reads the header and gives every column its role; a uc_csv_handler. */
uc_status uc_capture_on_header(void *context, const uc_csv_record *header, bool *stop,
                               uc_error *err);

/** Adds a row to its cell; a uc_csv_handler. */
uc_status uc_capture_on_record(void *context, const uc_csv_record *record,
                               uc_error *err);

/** Adds the fault of a list cell that is neither 0 nor 1. */
void uc_capture_bad_cell(const uc_capture_pass *pass, size_t field, size_t line,
                         const char *cell);

/** Adds the fault of people with a history of zeros. */
void uc_capture_zero_history(const uc_capture_pass *pass, size_t line);

/** Reduces the candidates to the lists and adds the faults this brings to light.
 * @param bit  Gets the pattern's bit of each list.
 * @return the number of lists. */
size_t uc_capture_choose_lists(const uc_capture_pass *pass,
                               size_t bit[UC_CAPTURE_MAX_LISTS]);

/** Makes the set of a file that was read to its end. With faults, `set` stays as it is.
 */
uc_status uc_capture_finish(const uc_capture_pass *pass, size_t n_faults_before,
                            const char *sha256, uc_capture_set *set,
                            uc_error *err) UC_MUST_CHECK;

#endif
