/** @file gap_summary.h
 * What comparisons found, in plain words and in the report's language.
 */
#ifndef UC_TABLES_GAP_SUMMARY_H
#define UC_TABLES_GAP_SUMMARY_H

#include <stdbool.h>

#include "data/base/sink.h"
#include "reports/language.h"
#include "reports/tables/gap.h"

/** Writes "World 2016, forced labour: about 1 in 374 persons estimated was identified,
 * between 1 in 300 and 1 in 450." @return false, with nothing written, for a comparison
 * that lacks one of its two numbers. */
bool uc_gap_write_plain(const uc_gap_row *row, const uc_language *language,
                        uc_sink *out);

#endif
