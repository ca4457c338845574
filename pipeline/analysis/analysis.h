/** @file analysis.h
 * The analysis stage: what follows from the comparisons of a run. The cascade of
 * protection, totals of regions, changes between periods, several estimates of one
 * quantity, and the layout of indicator 16.2.2.
 */
#ifndef UC_ANALYSIS_H
#define UC_ANALYSIS_H

#include "data/base/status.h"
#include "estimators/gap/uncertain.h"
#include "pipeline/disclose/run_masks.h"
#include "pipeline/run_file.h"
#include "pipeline/stage_gap.h"
#include "pipeline/stage_ingest.h"
#include "reports/table.h"

#define UC_ANALYSIS_LEVEL 0.95 /* of limits read from draws */

enum {
    UC_ANALYSIS_CASCADE,
    UC_ANALYSIS_REGIONS,
    UC_ANALYSIS_TREND,
    UC_ANALYSIS_SYNTHESIS,
    UC_ANALYSIS_INDICATOR,
    UC_ANALYSIS_CHECKLIST,
    UC_ANALYSIS_N
};

/** Tables that the run file asks for. Zeroed: none. */
typedef struct uc_analysis {
    uc_table table[UC_ANALYSIS_N];
    bool asked[UC_ANALYSIS_N];   /* in the annex */
    bool as_data[UC_ANALYSIS_N]; /* as a file and in results.json too */
} uc_analysis;

/** What all of them are made from; borrowed. */
typedef struct uc_analysis_input {
    const uc_run_file *run;
    const uc_ingest *ingest;
    const uc_gap_list *gap;
    const uc_run_masks *masks;
} uc_analysis_input;

/** Makes the tables. @param analysis  Zeroed; uc_analysis_clear() it, also on failure.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC. */
uc_status uc_stage_analysis(const uc_analysis_input *input, uc_analysis *analysis,
                            uc_error *err) UC_MUST_CHECK;

void uc_analysis_clear(uc_analysis *analysis);

/** File of a table: "cascade.csv". Static. */
const char *uc_analysis_file(size_t which);

/* One maker per table; `table` is initialised and finished by them. */
typedef uc_status uc_analysis_maker(const uc_analysis_input *input, uc_table *table,
                                    uc_error *err);
uc_analysis_maker uc_analysis_cascade, uc_analysis_regions, uc_analysis_trend,
    uc_analysis_synthesis, uc_analysis_indicator, uc_analysis_checklist;

/* Cells that several tables have. */
void uc_analysis_text(uc_table *table, const char *text);
void uc_analysis_figure(uc_table *table, const uc_figure *figure, double scale);
void uc_analysis_count(uc_table *table, double count, const char *why);
bool uc_analysis_same(const char *a, const char *b); /* NULL is "" */
uc_uncertain uc_analysis_uncertain(const uc_gap_row *row);

/** Whether an earlier row has the same estimate for the same place (it was compared
 * with another count). */
bool uc_analysis_repeats(const uc_gap_list *gap, size_t row);

#endif
