/** @file json.h
 * JSON values (jansson) that keep the rules of the reports: a number that does not
 * exist is null, text that is not UTF-8 is shown with \xE9, keys stay in insertion
 * order, and the same value always gives the same bytes.
 *
 * Reals have 17 significant digits; a real that is a whole number is written "186.0".
 * A failed allocation yields NULL, which jansson's "o" functions refuse, so the failure
 * surfaces in uc_json_write().
 */
#ifndef UC_WRITERS_JSON_H
#define UC_WRITERS_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "data/base/sink.h"
#include "reports/table.h"

/** A real number; null when not finite. */
json_t *uc_json_real(double value);

/** A count; null above 2^63 - 1, which no count here reaches. */
json_t *uc_json_count(uint64_t value);

/** Text; null for NULL. */
json_t *uc_json_text(const char *text);

/** Puts `value` (stolen, may be NULL after a failed allocation) under `key`.
 * @param ok  Set to false on failure, never to true. */
void uc_json_put(json_t *object, const char *key, json_t *value, bool *ok);

/** Appends `value` (stolen) to an array. */
void uc_json_add(json_t *array, json_t *value, bool *ok);

/** A table as {"name":…,"title":…,"columns":[…],"rows":[{name: value}],"missing":[…],
 * "footnotes":[…],"sources":[…]}; "missing" names row, column and reason of every empty
 * cell. @return a new value, or NULL when memory is short. */
json_t *uc_json_table(const uc_table *table);

/** Writes `value` (borrowed), indented by two, and a newline.
 * @return UC_OK; UC_ENOMEM also when value is NULL. */
uc_status uc_json_write(const json_t *value, uc_sink *out, uc_error *err) UC_MUST_CHECK;

#endif
