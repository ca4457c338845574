/** @file model_text.h
 * Models as cells and strings: bracket notation and list names.
 */
#ifndef UC_TABLES_MODEL_TEXT_H
#define UC_TABLES_MODEL_TEXT_H

#include "data/base/sink.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/model.h"
#include "reports/table.h"

/** Adds the bracket notation as a text cell; missing with `reason` without a model. */
void uc_model_cell(const uc_model *model, const char *reason, uc_table *table);

/** Adds the model of an estimate, its label where it has one. */
void uc_estimate_model_cell(const uc_estimate *estimate, const char *reason,
                            uc_table *table);

/** Returns bracket notation, or list names when `names` is not NULL; free() it.
 * NULL without a model or when memory is short. */
char *uc_model_string(const uc_model *model, char *const names[]);

/** Writes `value` with `decimals` digits for people; "-" when not finite. */
void uc_write_number(double value, int decimals, uc_sink *out);

#endif
