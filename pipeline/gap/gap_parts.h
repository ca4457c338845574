/** @file gap_parts.h
 * What the parts of the gap stage share: one for published estimates, one for captures.
 */
#ifndef UC_GAP_PARTS_H
#define UC_GAP_PARTS_H

#include "pipeline/stage_gap.h"

#define UC_GAP_ALL_GROUPS ((uc_gap_key){.sex = "", .age_group = "", .form = ""})

/** Looks up populations, computes the gap of a row that has its estimate and its
 * identified number, and adds it. */
uc_status uc_gap_finish_row(uc_gap_list *list, const uc_ingest *ingest, uc_gap_row *row,
                            const uc_gap_key *key, uc_error *err) UC_MUST_CHECK;

/** One row per published estimate that the comparison names; for an area without any, a
 * row that says so. */
uc_status uc_gap_compare_published(const uc_run_compare *compare,
                                   const uc_ingest *ingest, uc_gap_list *list,
                                   uc_error *err) UC_MUST_CHECK;

/** Rows for the estimates of one job on the capture: one a stratum, or one for each
 * combination of the comparison's columns `by`, and the total where the job has it. */
uc_status uc_gap_compare_capture(const uc_run_capture *capture,
                                 const uc_run_compare *compare,
                                 const uc_estimate_job *job, const uc_ingest *ingest,
                                 uc_gap_list *list, uc_error *err) UC_MUST_CHECK;

/** One estimate of a capture to compare: of a stratum, or of several that are summed.
 */
typedef struct uc_gap_subject {
    const uc_run_capture *capture;
    const uc_run_compare *compare;
    const uc_estimate_job *job;
    size_t method;
    const size_t *member; /* strata, ascending */
    size_t n_members;
    bool total;              /* over all strata, as the job has it */
    const uc_mse_total *sum; /* of the members; NULL: there is one, and no sum of it */
} uc_gap_subject;

/** Replicates or posterior draws that the subject's interval was read from, summed over
 * its strata; `series` is NULL when there are none.
 * @param series  n numbers, NAN where a replicate has none; the caller frees it. */
uc_status uc_gap_series(const uc_gap_subject *s, double **series, size_t *n,
                        uc_error *err) UC_MUST_CHECK;

/** The interval that the subject is given with, or NULL. */
const uc_interval *uc_gap_interval(const uc_gap_subject *s);

/** The estimate of a member of the subject. */
const uc_estimate *uc_gap_estimate(const uc_gap_subject *s, size_t member);

/** Which identified number the subject is compared with. */
const uc_run_identified *uc_gap_identified(const uc_gap_subject *s);

/** Fills in who is identified from the records behind the estimate, and finishes the
 * row: any list, one list, or a rule over stages; with limits from replicates drawn
 * together where the number varies with them. */
uc_status uc_gap_add_from_records(const uc_gap_subject *s, const uc_ingest *ingest,
                                  uc_gap_list *list, uc_gap_row *row, uc_gap_key *key,
                                  uc_error *err) UC_MUST_CHECK;

#endif
