/** @file stage_publish.h
 * The publish stage: every file of a run is rendered in memory; keep/publish.h puts
 * them in their place.
 */
#ifndef UC_STAGE_PUBLISH_H
#define UC_STAGE_PUBLISH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "data/base/hash.h"
#include "data/base/sink.h"
#include "data/base/status.h"
#include "pipeline/analysis/analysis.h"
#include "pipeline/history/revisions.h"
#include "pipeline/output_file.h"
#include "pipeline/run_file.h"
#include "pipeline/stage_estimate.h"
#include "pipeline/stage_gap.h"
#include "pipeline/stage_ingest.h"
#include "pipeline/survey/stage.h"
#include "reports/report.h"
#include "reports/table.h"

/** What a run has found; everything borrowed. */
typedef struct uc_run_results {
    const uc_run_file *run;
    const uc_ingest *ingest;
    const uc_estimate_job *job; /* one per entry of run->estimate */
    const uc_estimates *view;   /* the same, as tables take them */
    const uc_gap_list *gap;
    const uc_table *models;
    const uc_survey_results *survey;   /* one per survey of the run file */
    const uc_network_results *network; /* scale-ups, respondent-driven samples */
    const uc_analysis *analysis;
    const uc_run_masks *masks;
    const uc_revisions *revisions; /* NULL: no history is kept */
} uc_run_results;

/** One file to write. */
typedef struct uc_artefact {
    char *name;    /* without folder; owned */
    uc_sink bytes; /* owned */
    uc_output_outcome outcome;
} uc_artefact;

typedef struct uc_artefacts {
    uc_artefact *item;
    size_t n, capacity;
} uc_artefacts;

/** Renders the files that the run file asks for; run.json, with the hashes of the
 * others, is last.
 * @param artefacts  Zeroed; uc_artefacts_clear() it, also on failure. */
uc_status uc_stage_render(const uc_run_results *results, uc_artefacts *artefacts,
                          uc_error *err) UC_MUST_CHECK;

void uc_artefacts_clear(uc_artefacts *artefacts);

/** Adds an empty file with a memory sink; the name is copied. @return NULL when memory
 * is short; else good until the next one is added. */
uc_artefact *uc_artefacts_add(uc_artefacts *artefacts, const char *name);

/** Makes the report of a run, before it has a format.
 * @param look    Borrowed by the report.
 * @param report  uc_report_clear() it, also on failure. */
uc_status uc_annex_make(const uc_run_results *results, const uc_look *look,
                        uc_report *report, uc_error *err) UC_MUST_CHECK;

/** Renders the files of figures that are asked for: drawing, data, PNG and PDF; PNGs
 * are kept in the report for the formats that take pictures.
 * @param svg, png, pdf  Which ones; with any of them the data is written too. */
uc_status uc_publish_figures(uc_report *report, bool svg, bool png, bool pdf,
                             uc_artefacts *artefacts, uc_error *err) UC_MUST_CHECK;

/** Makes the pictures of figures that have none yet, for formats that hold pictures;
 * without rsvg-convert none are made. @return UC_OK; UC_EIO; UC_ENOMEM. */
uc_status uc_publish_pictures(uc_report *report, uc_error *err) UC_MUST_CHECK;

/** Renders the report as DOCX, with the pictures that its figures have. */
uc_status uc_publish_docx(const uc_report *report, uc_artefacts *artefacts,
                          uc_error *err) UC_MUST_CHECK;

/** Writes the figures of a report, as SVG and their data as CSV, into a folder, which
 * is made. @return UC_OK; UC_ECREATE; UC_EIO; UC_ENOMEM. */
uc_status uc_figures_write(uc_report *report, const char *folder,
                           uc_error *err) UC_MUST_CHECK;

/** Renders results.json, and run.json over the artefacts rendered before it. */
uc_status uc_results_json_write(const uc_run_results *results, uc_sink *out,
                                uc_error *err) UC_MUST_CHECK;
uc_status uc_run_json_write(const uc_run_results *results, const uc_artefacts *before,
                            uc_sink *out, uc_error *err) UC_MUST_CHECK;

/** What a report is made of: version, inputs with hashes, seed, run file as understood.
 * Only the run and the ingest of the results are looked at. @return a new object. */
json_t *uc_run_made_of(const uc_run_results *results, bool *ok);

/** SHA-256 of that: two runs with one key give the same report.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_run_key(const uc_run_results *results, char key[UC_SHA256_HEX],
                     uc_error *err) UC_MUST_CHECK;

/** All warnings of a run: objects with "code", "text" and where. @return a new array.
 */
json_t *uc_run_warnings_json(const uc_run_results *results, bool *ok);

/** Returns the path of an input as the run file writes it; borrowed from `path`. */
const char *uc_written_path(const uc_run_file *run, const char *path);

#endif
