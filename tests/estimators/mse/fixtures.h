/** @file fixtures.h
 * Short ways to tables, models, fits and estimates for the tests of estimators/mse.
 * What cannot be had ends the test.
 */
#ifndef UC_TESTS_FIXTURES_H
#define UC_TESTS_FIXTURES_H

#include <stddef.h>
#include <stdint.h>

#include "data/capture_table.h"
#include "estimators/core/rng.h"
#include "estimators/mse/batch.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/model.h"

/** A table of 2^n_lists counts in the order of the history masks; count[0] is ignored.
 */
uc_dense table_of(unsigned n_lists, const double count[]);

/** A sparse random table: some histories, small counts, many ties; some larger. Never
 * without people. `dense` is allocated. */
void random_table(uc_rng *rng, uc_dense *dense);

/** The table with list j renumbered to[j]. */
uc_dense relabelled(const uc_dense *table, const unsigned to[]);

uc_model model_of(const char *text, size_t n_lists);

/** Bracket notation, good until the eighth call from now. */
const char *text_of(const uc_model *model);

uc_loglin_ws loglin_for(const uc_dense *table);

/** Fits one model from scratch. */
uc_loglin_fit fit_of(const uc_dense *table, const char *model);

/** Default settings with some set as on the command line: name, text, ..., NULL. */
uc_mse_settings settings_of(const char *name, ...);

/** One estimate by uc_mse_batch() with one thread. */
uc_estimate estimate_of(const uc_capture_table *table, const char *method,
                        const uc_mse_settings *settings);

/** The same of a shipped table. */
uc_estimate published_estimate(const char *name, const char *method,
                               const uc_mse_settings *settings);

/** Whether an estimate has a warning with that code. */
int has_warning(const uc_estimate *estimate, const char *code);

#endif
