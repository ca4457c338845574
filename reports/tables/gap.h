/** @file gap.h
 * The gap table: estimated against identified, by area, period and group.
 */
#ifndef UC_TABLES_GAP_H
#define UC_TABLES_GAP_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/sink.h"
#include "estimators/gap/gap.h"
#include "reports/language.h"
#include "reports/table.h"

/** One comparison. Texts are borrowed; NULL or "": not given. */
typedef struct uc_gap_row {
    const char *area;                   /* code, or "" */
    const char *area_name;              /* or NULL */
    const char *period;                 /* of the estimate */
    const char *group;                  /* stratum: "sex=f"; "" for all */
    const char *sex, *age_group, *form; /* "" or NULL: all */
    const char *definition;             /* what the estimate counts */
    const char *dataset;                /* capture or NULL */
    const char *method;                 /* "bic"; NULL: published */
    const char *interval_kind;          /* "bca"; NULL: as published */
    double level;                       /* of the interval; NAN: not given */
    const char *identified_what; /* "any list", "list NCA", stage of the counts */
    const char *identified_area; /* where it differs from area, else NULL */
    const char *identified_period;
    const char *count_area, *count_period; /* codes, where identified are counts of the
                                              inputs; else NULL */
    const double *draw; /* of the estimate; NAN where a replicate failed; or NULL */
    size_t n_draws;
    const size_t *stratum; /* strata of the capture that the row adds up; NULL: one, or
                              all of them */
    size_t n_strata;
    const double *stratum_identified; /* persons identified in each of them, where they
                                         come from the capture's records; or NULL */
    uc_gap_input input;
    uc_gap gap;
    const char *estimate_source, *identified_source, *population_source;
    const char *estimate_note, *identified_note;
    const char *mismatch; /* declared in the run file: a footnote */
} uc_gap_row;

/** Fills the full table for data formats, and for text (where it becomes blocks). */
void uc_gap_table(const uc_gap_row rows[], size_t n_rows, uc_table *table);

/** Fills the two tables of an annex: persons and shares; ratios and rates. */
void uc_gap_annex_tables(const uc_gap_row rows[], size_t n_rows, uc_table *persons,
                         uc_table *rates);

/** Writes one comparison as a sentence: "World 2016, forced labour: 66,520 identified
 * of about ...". No newline.
 * @param language  NULL: English.
 * @param brief  Leave out what the name of the capture says already. */
void uc_gap_write_sentence(const uc_gap_row *row, bool brief,
                           const uc_language *language, uc_sink *out);

#endif
