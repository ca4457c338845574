/** @file check.h
 * The diagnosis of capture tables: text, tidy table, JSON.
 */
#ifndef UC_TABLES_CHECK_H
#define UC_TABLES_CHECK_H

#include <jansson.h>

#include "data/base/sink.h"
#include "data/capture_table.h"
#include "estimators/mse/diagnose.h"
#include "reports/table.h"

/** The tables of one stratum for people; uc_table_clear() each. */
typedef struct uc_check_tables {
    uc_table lists;    /* one row per list: size, alone, share, finding */
    uc_table overlap;  /* persons on both lists */
    uc_table captured; /* persons on exactly k lists */
} uc_check_tables;

void uc_check_tables_make(const uc_capture_set *set, const uc_diagnosis *diagnosis,
                          uc_check_tables *tables);
void uc_check_tables_clear(uc_check_tables *tables);

/** Writes the findings in sentences, one a line, each behind `bullet`. */
void uc_check_write_findings(const uc_capture_set *set, const uc_diagnosis *diagnosis,
                             const char *bullet, uc_sink *out);

/** Fills one tidy table over all strata: stratum columns, item, list, with, value,
 * code. */
void uc_check_tidy_table(const uc_capture_set *set, const uc_diagnosis diagnosis[],
                         uc_table *table);

/** The diagnosis of one stratum as an object. */
json_t *uc_check_json(const uc_capture_set *set, size_t stratum,
                      const uc_diagnosis *diagnosis);

#endif
