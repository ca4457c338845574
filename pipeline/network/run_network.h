/** @file run_network.h
 * Scale-ups and respondent-driven samples of a run file, from reading to the report;
 * and what surveys of any kind say, taken to the comparisons.
 */
#ifndef UC_RUN_NETWORK_H
#define UC_RUN_NETWORK_H

#include <jansson.h>

#include "data/published.h"
#include "pipeline/network/rds_stage.h"
#include "pipeline/network/scaleup_stage.h"
#include "pipeline/run_file.h"
#include "reports/report.h"

/** What was read, one for each entry of the run file. Zeroed: nothing. */
typedef struct uc_network_inputs {
    uc_scaleup_input *scaleup; /* owned */
    size_t n_scaleups;
    uc_rds_input *rds; /* owned */
    size_t n_rds;
} uc_network_inputs;

/** Results, one for each input. Zeroed: nothing. */
typedef struct uc_network_results {
    uc_scaleup_results *scaleup; /* owned */
    size_t n_scaleups;
    uc_rds_results *rds; /* owned */
    size_t n_rds;
    double **draws; /* of comparisons, NULL where there are none; owned */
    size_t n_draws;
} uc_network_results;

/** Reads everything the entries name. @return UC_OK also when faults were added. */
uc_status uc_network_read(const uc_run_file *run, bool quote_values, uc_faults *faults,
                          uc_network_inputs *inputs, uc_error *err) UC_MUST_CHECK;
void uc_network_inputs_clear(uc_network_inputs *inputs);

/** Estimates. @param results  Zeroed; uc_network_results_clear() it, also on failure.
 */
uc_status uc_network_make(const uc_network_inputs *inputs, uc_cancel *cancel,
                          uc_network_results *results, uc_error *err) UC_MUST_CHECK;
void uc_network_results_clear(uc_network_results *results);

/** Adds a row without numbers to the published estimates for each comparison that names
 * a survey, scale-up or respondent-driven sample of this run: uc_network_publish() puts
 * the numbers in. Comparisons that name what is not there are faults.
 * @param areas  NULL: any code will do. */
uc_status uc_network_announce(const uc_run_file *run, const uc_network_inputs *inputs,
                              const uc_areas *areas, uc_published *published,
                              uc_faults *faults, uc_error *err) UC_MUST_CHECK;

/** Puts the numbers in: estimate, limits, and replicates as draws where there are any.
 * @param survey  One per survey of the run file. */
uc_status uc_network_publish(const uc_run_file *run, const uc_survey_results survey[],
                             uc_network_results *results, uc_published *published,
                             uc_error *err) UC_MUST_CHECK;

/** The definition under which a comparison's estimate is published: "OF (NAME)". */
void uc_network_definition(uc_sink *out, const char *name, const char *of,
                           const char *method);

/** Adds what was found to the report. */
void uc_network_add_to_report(const uc_run_file *run, const uc_network_results *results,
                              uc_report *report);
uc_status uc_network_add_figures(const uc_run_file *run,
                                 const uc_network_results *results, uc_report *report,
                                 uc_error *err) UC_MUST_CHECK;

/** Adds "scaleup" and "rds" to an object, where there are any. */
void uc_network_json(const uc_run_file *run, const uc_network_results *results,
                     json_t *to, bool *ok);

/** Fills the tidy tables over all entries. */
uc_status uc_network_tables(const uc_run_file *run, const uc_network_results *results,
                            uc_table *scaleup, uc_table *rds,
                            uc_error *err) UC_MUST_CHECK;

#endif
