/** @file capture_table.h
 * Capture tables: how many people were on exactly these lists, per stratum.
 *
 * A capture history is a bit mask: bit j is 1 when the person is on list j (lists in
 * the order of uc_capture_set.list_names). History 0, on no list, is never observed and
 * never stored. Tables are sparse: only histories seen, in ascending order of the mask.
 */
#ifndef UC_CAPTURE_TABLE_H
#define UC_CAPTURE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"

/** Lists a capture table may have. Log-linear models take at most 16 of them. */
#define UC_CAPTURE_MAX_LISTS 32

/** People of one table who arrived together: one operation, one workplace. Batch b
 * holds the entries start[b] up to start[b + 1]. */
typedef struct uc_capture_batches {
    size_t n_batches;  /* 0: none were read */
    size_t *start;     /* n_batches + 1; owned */
    uint32_t *history; /* of each entry; owned */
    uint64_t *count;   /* of each entry, above 0; owned */
} uc_capture_batches;

typedef struct uc_capture_table {
    size_t n_lists;
    size_t n_histories; /* distinct histories with a count above 0 */
    uint32_t *history;  /* ascending, never 0; owned */
    uint64_t *count;    /* people, above 0; owned */
    uint64_t n_people;  /* sum of count */
    /* Structural zeros: histories that nobody can have, ascending, none with people.
     * NULL: none. Owned. */
    uint32_t *impossible;
    size_t n_impossible;
    uc_capture_batches batches; /* the same people, by batch; counts agree */
} uc_capture_table;

/** A file that went into a set. */
typedef struct uc_capture_file {
    char *path; /* as the user named it; owned */
    char sha256[65];
} uc_capture_file;

typedef struct uc_capture_stratum {
    char **value; /* one per stratum column, "" for a blank cell; owned */
    uc_capture_table table;
    uc_capture_table identified;  /* of them, those identified by a rule over stages */
    uc_capture_table *imputation; /* the table as other linkages have it; owned */
    uc_capture_table *imputed_identified; /* those identified in each; owned, or NULL */
    size_t n_imputations;
} uc_capture_stratum;

/** All the strata of one file. */
typedef struct uc_capture_set {
    char *dataset;   /* file name without folder and extension, or the set's name */
    char *path;      /* as the user named it */
    char sha256[65]; /* of the bytes read */
    size_t n_lists;
    char **list_names; /* in list order */
    size_t n_by;
    char **by_names; /* stratum columns, in the order asked for */
    size_t n_strata;
    uc_capture_stratum *strata; /* in order of first appearance; one when n_by is 0 */
    size_t n_pooled;
    char **pooled_names;   /* other columns that were summed over */
    bool batched;          /* a batch column was read */
    bool counted;          /* false: no count column, one case a row */
    uc_capture_file *file; /* where there are several files, or case files: all */
    size_t n_files;
    bool has_identified; /* the strata tell who is identified */
    bool has_zeros;      /* structural zeros were declared */
} uc_capture_set;

/** Prepares an empty table. @param n_lists 1 to UC_CAPTURE_MAX_LISTS. */
UC_API void uc_capture_table_init(uc_capture_table *table, size_t n_lists);

/** Releases the arrays of a table; a zeroed table is allowed. */
UC_API void uc_capture_table_clear(uc_capture_table *table);

/** Adds `count` people with `history`, summing with what is there. The table comes from
 * init, add and copy only: these keep room in the arrays for the next history.
 * @param history  Not 0, below 2^n_lists.
 * @return UC_OK; UC_EINVAL history out of range; UC_EDATA the sum exceeds 2^53;
 *         UC_ENOMEM. The table is unchanged on failure. */
UC_API uc_status uc_capture_table_add(uc_capture_table *table, uint32_t history,
                                      uint64_t count, uc_error *err) UC_MUST_CHECK;

/** Divides a table's people into batches, taking over the arrays of `batches`. */
UC_API void uc_capture_table_batch(uc_capture_table *table,
                                   uc_capture_batches *batches);

/** Copies `from` into the initialised or zeroed `to`. */
UC_API uc_status uc_capture_table_copy(uc_capture_table *to,
                                       const uc_capture_table *from,
                                       uc_error *err) UC_MUST_CHECK;

/** Declares histories impossible, beside those that are already.
 * @return UC_OK; UC_EINVAL history out of range; UC_EDATA a history has people, named
 * in `err`; UC_ENOMEM. The table is unchanged on failure. */
UC_API uc_status uc_capture_table_forbid(uc_capture_table *table,
                                         const uint32_t histories[], size_t n_histories,
                                         uc_error *err) UC_MUST_CHECK;

/** Lists that somebody can be on: all of them without structural zeros. */
UC_API size_t uc_capture_table_n_active(const uc_capture_table *table);

/** Whether nobody can have this history. */
UC_API bool uc_capture_table_is_impossible(const uc_capture_table *table,
                                           uint32_t history);

/** People with exactly this history; 0 when it was not seen. */
UC_API uint64_t uc_capture_table_count(const uc_capture_table *table, uint32_t history);

/** Releases everything a set owns; a zeroed set is allowed. */
UC_API void uc_capture_set_clear(uc_capture_set *set);

/** Explains the first breach of the invariants above, for tests and the library's
 * users.
 * @return UC_OK or UC_EINVAL with the breach in `err`. */
UC_API uc_status uc_capture_table_validate(const uc_capture_table *table,
                                           uc_error *err) UC_MUST_CHECK;

#endif
