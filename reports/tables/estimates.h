/** @file estimates.h
 * Multiple systems estimates of one capture set: tidy table, JSON, and text for people.
 */
#ifndef UC_TABLES_ESTIMATES_H
#define UC_TABLES_ESTIMATES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "data/base/sink.h"
#include "data/capture_table.h"
#include "estimators/mse/batch.h"
#include "estimators/mse/total.h"
#include "estimators/mse/estimate.h"
#include "reports/report.h"
#include "reports/table.h"
#include "reports/writers/bars.h"

/** All estimates of one capture set. Everything is borrowed. */
typedef struct uc_estimates {
    const char *capture; /* name in the run file, or NULL */
    const uc_capture_set *set;
    const uc_mse_settings *settings;
    const uc_method *const *method;
    size_t n_methods;
    const uc_estimate *estimate; /* n_strata x n_methods, stratum by stratum */
    const uc_mse_total *total;   /* n_methods, or NULL: not asked for */
} uc_estimates;

/** The estimate of one stratum with one method. */
const uc_estimate *uc_estimates_at(const uc_estimates *all, size_t stratum,
                                   size_t method);

/** Fills the overview for people: one row per stratum and method with its interval at
 * the first level, the most careful kind first (bca, percentile, jackknife, normal). */
void uc_estimates_overview(const uc_estimates *all, uc_table *table);

/** The interval that an overview quotes, or NULL. */
const uc_interval *uc_interval_preferred(const uc_interval intervals[], size_t n);

/** Adds the columns of strata: the names of every set, each once, in order of first
 * appearance. Sets without such a column have a missing cell there. */
void uc_estimates_stratum_columns(const uc_estimates all[], size_t n_all,
                                  uc_table *table);

/** Adds the stratum cells of one row for the columns that the function above added,
 * from `first` on. `stratum` n_strata: the total, written "(all)". */
void uc_estimates_stratum_cells(const uc_estimates *all, size_t stratum, size_t first,
                                size_t n, uc_table *table);

/** Fills a tidy table: one row per estimate, interval, level and top; totals after the
 * strata of their set. Finish it with uc_table_finish(). */
void uc_estimates_table(const uc_estimates all[], size_t n_all, uc_table *table);

/** The array "estimates". @return a new value; NULL when memory is short. */
json_t *uc_estimates_json(const uc_estimates *all);

/** Appends the estimates of one set to an array. */
void uc_estimates_json_append(const uc_estimates *all, json_t *array, bool *ok);

/** The object "totals": method name to total; json null without totals. */
json_t *uc_estimates_totals_json(const uc_estimates *all);

/** The labels of a stratum: {"year": "2013"}; {} without strata. */
json_t *uc_estimates_stratum_json(const uc_capture_set *set, size_t stratum, bool *ok);

/** Writes the block that people read. */
void uc_estimates_write_text(const uc_estimates *all, uc_sink *out);

/** Writes the estimates of one set with their preferred intervals as bars, for a
 * terminal that can show them. */
void uc_estimates_write_bars(const uc_estimates *all, const uc_bar_style *style,
                             uc_sink *out);

/** Writes the same as Markdown, headings from `level` on. */
void uc_estimates_write_markdown(const uc_estimates *all, unsigned level, uc_sink *out);

/** Writes what these estimates assume: the sentences of each family of methods, once.
 */
void uc_estimates_write_assumptions(const uc_estimates all[], size_t n_all,
                                    bool markdown, uc_sink *out);

/** Adds the block that people read to a report, headings below `level`. */
void uc_estimates_report(const uc_estimates *all, unsigned level, uc_report *report);

/** Fills the table of how far each estimate moves over models that fit nearly as well.
 */
void uc_estimates_sensitivity(const uc_estimates all[], size_t n_all, uc_table *table);

/** Adds what these estimates assume to a report. */
void uc_estimates_report_assumptions(const uc_estimates all[], size_t n_all,
                                     uc_report *report);

/** Why an estimate names no model: its status, or that the method has no single one. */
const char *uc_estimates_no_model(const uc_estimate *estimate);

/** "bca", "percentile", "normal", "jackknife", "credible". */
const char *uc_interval_name(uc_interval_kind kind);

/** "year=2013, sex=f"; "" when there are no stratum columns. */
void uc_estimates_write_stratum(const uc_capture_set *set, size_t stratum,
                                const char *separator, uc_sink *out);

#endif
