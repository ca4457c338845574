/** @file decisions.h
 * What clerks decided about pairs of rows: the review file of `undercount tabulate`,
 * with a column `decision` filled in.
 *
 * Columns: file_a, row_a, file_b, row_b (the pair, by file and data row), pattern (how
 * the two rows agreed when the file was made), decision: one (also: same, yes, 1) when
 * both rows are one person, two (different, no, 0) when they are not; blank leaves the
 * pair to its probability. Other columns are left aside.
 */
#ifndef UC_DECISIONS_H
#define UC_DECISIONS_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/faults.h"
#include "data/base/status.h"
#include "data/row_table.h"

typedef enum uc_verdict { UC_VERDICT_OPEN, UC_VERDICT_ONE, UC_VERDICT_TWO } uc_verdict;

typedef struct uc_decision {
    const char *file_a, *row_a, *file_b, *row_b; /* as written */
    const char *pattern;                         /* as written */
    uint64_t a, b;                               /* data rows, from 1 */
    uc_verdict verdict;
    size_t file, line;
} uc_decision;

/** Decisions in the order read. Zeroed: empty. */
typedef struct uc_decisions {
    uc_decision *row; /* owned */
    size_t n_rows, capacity;
    uc_row_file *file; /* owned */
    size_t n_files;
    uc_pool *pool; /* of all texts; owned */
} uc_decisions;

/** Appends the decisions of one file. A word that is no decision, and a pair that comes
 * twice, are faults. No cell is quoted.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
UC_API uc_status uc_decisions_read(uc_decisions *decisions, const char *path,
                                   uc_faults *faults, uc_error *err) UC_MUST_CHECK;

UC_API void uc_decisions_clear(uc_decisions *decisions);

#endif
