/** @file case_report.h
 * What was found while case and list files became capture tables. Rows are named by
 * file and number; no cell is ever quoted.
 */
#ifndef UC_CASE_REPORT_H
#define UC_CASE_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "data/capture_table.h"
#include "data/cases/case_rules.h"

/** Conflicts and common keys named one by one; more are counted. */
#define UC_CASE_MAX_NAMED 20

/** A row of one of the files: numbers count from 1, the header is none. */
typedef struct uc_case_place {
    size_t file;
    uint64_t row;
} uc_case_place;

/** Two rows of one person that disagree on a stratum column. */
typedef struct uc_case_disagreement {
    size_t by; /* index of the stratum column */
    uc_case_place first, other;
} uc_case_disagreement;

/** A key on too many rows to be one; its rows are left as persons of their own. */
typedef struct uc_case_common {
    size_t pass;
    uint64_t n_rows;
    uc_case_place first;
} uc_case_common;

typedef struct uc_case_report {
    uint64_t n_rows;     /* cases that were counted */
    uint64_t n_filtered; /* rows that a filter left out */
    uint64_t n_unlisted; /* rows on no list, left out as declared */
    uint64_t n_people;
    uint64_t n_without_key;                    /* rows without any key: a person each */
    uint64_t n_unknown[UC_CASE_MAX_STRATA];    /* rows by stratum column */
    uint64_t n_disagree[UC_CASE_MAX_STRATA];   /* persons by stratum column */
    uint64_t n_repeated[UC_CAPTURE_MAX_LISTS]; /* rows beyond the first of a person */
    size_t n_lists;
    size_t n_passes;
    uint64_t n_keys[UC_CASE_MAX_PASSES];   /* rows with a key, by pass */
    uint64_t n_common[UC_CASE_MAX_PASSES]; /* keys too common, by pass */
    /* Persons on both lists after a pass, n_passes x lists x lists; owned or NULL. */
    uint64_t *overlap;
    uc_case_disagreement disagreement[UC_CASE_MAX_NAMED];
    size_t n_disagreements; /* kept above */
    uc_case_common common[UC_CASE_MAX_NAMED];
    size_t n_commons; /* kept above */
} uc_case_report;

void uc_case_report_clear(uc_case_report *report);

/** Persons on both lists after a pass. */
uint64_t uc_case_report_overlap(const uc_case_report *report, size_t pass, size_t a,
                                size_t b);

#endif
