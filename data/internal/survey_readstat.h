/** @file survey_readstat.h
 * Survey columns from SPSS, Stata and SAS files, through libreadstat.
 */
#ifndef UC_SURVEY_READSTAT_H
#define UC_SURVEY_READSTAT_H

#include "data/survey_frame.h"

/** Reads a file of one of those formats, streamed. Value labels become the texts of
 * categories; declared, tagged and system missing values are missing.
 * @return UC_OK, also when faults were added (one of them where this build has no
 *         libreadstat); UC_ENOMEM. */
uc_status uc_survey_read_readstat(const char *path, const uc_survey_opts *opts,
                                  uc_faults *faults, uc_survey_frame *frame,
                                  uc_error *err) UC_MUST_CHECK;

#endif
