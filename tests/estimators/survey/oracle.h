/** @file oracle.h
 * Reference rows of tests/oracle/survey, and the datasets they were computed on.
 */
#ifndef UC_TESTS_SURVEY_ORACLE_H
#define UC_TESTS_SURVEY_ORACLE_H

#include <stdbool.h>

#include "data/survey_frame.h"
#include "estimators/survey/design.h"

typedef struct oracle_row {
    char *section, *dataset, *design, *call, *stat, *term, *value;
    bool compared;
} oracle_row;

typedef struct oracle {
    char *text;
    oracle_row *row;
    size_t n;
    size_t n_compared, n_wrong;
    double worst;
} oracle;

/** Loads tests/oracle/survey/NAME; ends the test when it cannot. */
void oracle_load(oracle *o, const char *name);
void oracle_free(oracle *o);

/** Compares `got` with the row of this name; a call or design may be NULL: any. Rows
 * "NaN" and "NA" want a NAN. Fails when there is no such row. A wanted 0 is met within
 * `tol` times `scale` (what the number is a part of). */
void oracle_check(oracle *o, const char *dataset, const char *design, const char *call,
                  const char *stat, const char *term, double got, double tol,
                  double scale);

/** True when there is such a row. */
bool oracle_has(const oracle *o, const char *dataset, const char *design,
                const char *call, const char *stat, const char *term);

/** Ends the test with what was wrong, or when fewer than `at_least` were compared. */
void oracle_finish(oracle *o, size_t at_least);

/** Reads columns of tests/oracle/survey/data/NAME.csv: numbers, then categories, each
 * list ending in NULL. */
uc_survey_frame oracle_data(const char *name, const char *const numbers[],
                            const char *const categories[]);

/** Number or category column; ends the test when it was not read. */
const double *numbers_of(const uc_survey_frame *frame, const char *name);
const uint32_t *codes_of(const uc_survey_frame *frame, const char *name);

/** The code of a text; UC_SURVEY_MISSING when no row has it. */
uint32_t code_of(const uc_survey_frame *frame, const char *name, const char *text);

/** Makes a design or ends the test. */
uc_design design_of(const uc_design_spec *spec);

#endif
