/** @file gap_place.h
 * Where the value of a stratum column belongs in the gap table.
 */
#ifndef UC_GAP_PLACE_H
#define UC_GAP_PLACE_H

#include "data/base/sink.h"
#include "pipeline/stage_gap.h"

/** What a stratum column is to the gap table. */
typedef enum uc_gap_role {
    UC_GAP_ROLE_AREA,
    UC_GAP_ROLE_PERIOD,
    UC_GAP_ROLE_SEX,
    UC_GAP_ROLE_AGE,
    UC_GAP_ROLE_FORM,
    UC_GAP_ROLE_OTHER
} uc_gap_role;

/** The role of a stratum column, by its name. */
uc_gap_role uc_gap_role_of(const char *name);

/** Puts the value of a stratum column where it belongs: area or period of the row, keys
 * of the counts, and, but for area and period, "name=value" of the group. */
void uc_gap_place(const char *name, const char *value, uc_gap_row *row, uc_gap_key *key,
                  uc_sink *group);

#endif
