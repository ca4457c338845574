/** @file case_people.h
 * From rows to persons, and from persons to capture tables.
 */
#ifndef UC_CASE_PEOPLE_H
#define UC_CASE_PEOPLE_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/faults.h"
#include "data/base/status.h"
#include "data/capture_table.h"
#include "data/cases/case_report.h"
#include "data/cases/case_rows.h"

/** Which person every row is: the lowest row of that person. */
typedef struct uc_case_people {
    uint32_t *person; /* by row; owned */
    size_t n_rows;
} uc_case_people;

/** Makes every row a person of its own. @return UC_OK; UC_ENOMEM. */
uc_status uc_case_people_init(const uc_case_rows *rows, uc_case_people *people,
                              uc_error *err) UC_MUST_CHECK;
void uc_case_people_clear(uc_case_people *people);

/** The person of a row. */
uint32_t uc_case_people_find(uc_case_people *people, uint32_t row);

/** Makes two rows one person. */
void uc_case_people_join(uc_case_people *people, uint32_t a, uint32_t b);

/** Joins rows whose keys are equal, pass by pass. A key on more than
 * rules->common_rows rows joins nobody.
 * @param report  Keys, common keys and overlaps by pass are filled in. */
UC_API uc_status uc_case_people_link(const uc_case_rows *rows, uc_case_people *people,
                                     uc_case_report *report,
                                     uc_error *err) UC_MUST_CHECK;

/** Counts persons into capture tables: lists united, stages united, strata by the
 * rule for conflicts.
 *
 * @param people   NULL: rows that were summed as they were read.
 * @param dataset  What random streams are keyed by.
 * @param faults   Conflicts without a declared rule, too many lists, structural zeros
 *                 with people.
 * @param report   People, conflicts, repeats are filled in.
 * @param set      Set on UC_OK when no fault was added; strata in byte order of their
 *                 values. */
UC_API uc_status uc_case_people_tabulate(const uc_case_rows *rows,
                                         uc_case_people *people, const char *dataset,
                                         uc_faults *faults, uc_case_report *report,
                                         uc_capture_set *set,
                                         uc_error *err) UC_MUST_CHECK;

#endif
