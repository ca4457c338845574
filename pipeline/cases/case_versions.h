/** @file case_versions.h
 * Linked versions of a capture set: tables under other links that are as likely.
 */
#ifndef UC_CASE_VERSIONS_H
#define UC_CASE_VERSIONS_H

#include "pipeline/cases/stage_cases.h"

/** Copies which row is which person; uc_case_people_clear() it. */
uc_status uc_case_copy_people(const uc_case_people *from, uc_case_people *to,
                              uc_error *err) UC_MUST_CHECK;

/** Mean number of links over the versions that will be drawn.
 * @param exact  Persons as exact keys found them. */
uc_status uc_case_mean_links(const uc_case_result *made, const uc_case_people *exact,
                             uc_cancel *cancel, double *mean,
                             uc_error *err) UC_MUST_CHECK;

/** Draws every version and adds its tables to the strata of the set.
 * @return UC_OK also when faults were added. */
uc_status uc_case_draw_versions(uc_case_result *made, const uc_case_people *exact,
                                const char *dataset, uc_cancel *cancel,
                                uc_faults *faults, uc_error *err) UC_MUST_CHECK;

#endif
