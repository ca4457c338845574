/** @file case_source.h
 * Case and list files as a run file, a profile or the command line describes them.
 */
#ifndef UC_CASE_SOURCE_H
#define UC_CASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/status.h"
#include "data/capture_table.h"
#include "data/cases/case_rules.h"
#include "estimators/link/linkage.h"

typedef struct uc_case_source {
    uc_case_words cases;     /* case files or patterns, as written */
    uc_case_words list_file; /* one file per list, its name in rules.lists */
    uc_case_rules rules;
    uc_link_settings link;
    char *decisions; /* review file with its decisions, as written; owned, or NULL */
} uc_case_source;

void uc_case_source_init(uc_case_source *source);
void uc_case_source_clear(uc_case_source *source);

/** Whether there are case or list files. */
bool uc_case_source_given(const uc_case_source *source);

/** Applies declared structural zeros to a set that was read; faults are added.
 * @return UC_OK also then; UC_ENOMEM. */
uc_status uc_case_zeros_apply(const uc_case_words *zeros, uc_capture_set *set,
                              uc_faults *faults, uc_error *err) UC_MUST_CHECK;

/* -- Texts that the command line and the keys share ---------------------------------
 */

/** Readers of one value into the rules. @return UC_OK; UC_EUSAGE; UC_ENOMEM. */
uc_status uc_case_read_conflict(const char *text, uc_case_rules *rules,
                                uc_error *err) UC_MUST_CHECK;
uc_status uc_case_read_date_order(const char *text, uc_case_rules *rules,
                                  uc_error *err) UC_MUST_CHECK;
uc_status uc_case_read_unlisted(const char *text, uc_case_rules *rules,
                                uc_error *err) UC_MUST_CHECK;
/** Age groups: cuts as ages, ascending. */
uc_status uc_case_read_ages(const char *name, char *const cuts[], size_t n,
                            uc_case_rules *rules, uc_error *err) UC_MUST_CHECK;
/** Periods: year, quarter, month, or dates, ascending. */
uc_status uc_case_read_periods(const char *name, char *const cuts[], size_t n,
                               uc_case_rules *rules, uc_error *err) UC_MUST_CHECK;
/** A field to compare: exact, name or date. */
uc_status uc_case_read_compare(const char *column, const char *how,
                               uc_case_rules *rules, uc_error *err) UC_MUST_CHECK;
/** Adds one column of a key to pass `pass`. */
uc_status uc_case_add_key(uc_case_rules *rules, size_t pass, const char *column,
                          uc_error *err) UC_MUST_CHECK;

#endif
