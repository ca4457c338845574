/** @file stage_ingest.h
 * The ingest stage: every input of a run is read and checked before anything is
 * computed, and all faults of all files are collected.
 */
#ifndef UC_STAGE_INGEST_H
#define UC_STAGE_INGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "data/areas.h"
#include "data/base/faults.h"
#include "data/base/status.h"
#include "data/capture_table.h"
#include "data/counts.h"
#include "data/given_draws.h"
#include "data/population.h"
#include "data/published.h"
#include "estimators/core/cancel.h"
#include "pipeline/logo.h"
#include "pipeline/network/run_network.h"
#include "pipeline/run_file.h"
#include "pipeline/survey/input.h"

/** Everything that was read. Zeroed: nothing. */
typedef struct uc_ingest {
    uc_areas areas;
    bool has_areas;
    uc_counts counts;
    uc_published published;
    uc_given_draws
        draws; /* given by the user; their estimates are among the published */
    uc_population population;
    uc_capture_set *set; /* one per capture of the run file, same order; owned */
    size_t n_sets;
    uc_survey_input *survey; /* one per survey of the run file; owned */
    size_t n_surveys;
    uc_logo logo;              /* of the report */
    uc_network_inputs network; /* scale-ups and respondent-driven samples */
    char **case_report; /* of captures from cases: what was found, as JSON; owned */
    char **case_notes;  /* the same in words, a line each; owned */
} uc_ingest;

/** Reads all inputs of a run file, checks area codes, and that lists are named where a
 * capture has another 0/1 column.
 *
 * @param quote_values  Messages may quote cells of case files.
 * @param ingest  Zeroed; filled as far as files could be read. uc_ingest_clear() it.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
uc_status uc_stage_ingest(const uc_run_file *run, bool quote_values, uc_cancel *cancel,
                          uc_faults *faults, uc_ingest *ingest,
                          uc_error *err) UC_MUST_CHECK;

/** Checks the area codes of everything read against the areas. */
void uc_ingest_check_areas(const uc_ingest *ingest, uc_faults *faults);

void uc_ingest_clear(uc_ingest *ingest);

#endif
