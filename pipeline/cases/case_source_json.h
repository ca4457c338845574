/** @file case_source_json.h
 * Case files as understood, the profile included, for run.json.
 */
#ifndef UC_CASE_SOURCE_JSON_H
#define UC_CASE_SOURCE_JSON_H

#include <jansson.h>
#include <stdbool.h>

#include "pipeline/cases/case_source.h"

/** Puts the declarations into `object`; nothing where there are none.
 * @param ok  Set to false on failure, never to true. */
void uc_case_source_put(json_t *object, const uc_case_source *source, bool *ok);

#endif
