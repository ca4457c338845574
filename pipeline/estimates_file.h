/** @file estimates_file.h
 * Reads an estimates.csv that this program wrote, as rows of the gap table.
 */
#ifndef UC_ESTIMATES_FILE_H
#define UC_ESTIMATES_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/source.h"
#include "data/base/status.h"
#include "pipeline/stage_gap.h"

/** True when the first line of `text` is the header of an estimates.csv. */
bool uc_estimates_file_is(const char *text, size_t len);

/** Adds one row per estimate, at its best interval (bca before percentile before
 * jackknife before normal; the first level), against the identified counts.
 *
 * Area and period come from stratum columns of these names (or area_code, year), else
 * from the two defaults.
 *
 * @param source  Open and unread; borrowed.
 * @param area    Default area, or NULL. @param period Default period, or NULL.
 * @param stage   Stage of the counts, or NULL.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
uc_status uc_estimates_file_read(uc_source *source, const char *area,
                                 const char *period, const char *stage,
                                 const uc_ingest *ingest, uc_faults *faults,
                                 uc_gap_list *list, uc_error *err) UC_MUST_CHECK;

#endif
