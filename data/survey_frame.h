/** @file survey_frame.h
 * The columns of a survey file that an analysis asks for, held by column.
 *
 * Rows are read in one pass and only wanted columns are kept, so memory grows with
 * rows times wanted columns: 8 bytes for a number, 4 for a category. No message quotes
 * a cell: a row that has slipped by one column would print a name. Cells are named by
 * row, field and length.
 */
#ifndef UC_SURVEY_FRAME_H
#define UC_SURVEY_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/faults.h"
#include "data/base/hash.h"
#include "data/base/pool.h"
#include "data/base/source.h"
#include "data/base/status.h"

/** Code of a missing answer in a category column. In a number column it is NAN. */
#define UC_SURVEY_MISSING UINT32_MAX

typedef enum uc_survey_kind {
    UC_SURVEY_NUMBER,  /* a real number */
    UC_SURVEY_CATEGORY /* any text; equal texts are one category */
} uc_survey_kind;

/** One column asked for. */
typedef struct uc_survey_want {
    const char *name; /* of the column; a final '*' takes every column that begins so */
    uc_survey_kind kind;
    bool filled; /* a missing cell is a fault */
    double min;  /* least value of a number; -HUGE_VAL: none */
} uc_survey_want;

typedef struct uc_survey_column {
    char *name; /* owned */
    uc_survey_kind kind;
    size_t want;     /* which entry of the request this column answers */
    double *number;  /* n values, NAN missing; NULL for a category; owned */
    uint32_t *code;  /* n codes, UC_SURVEY_MISSING; NULL for a number; owned */
    uc_pool *levels; /* text of each code; NULL for a number; owned */
    size_t n_missing;
} uc_survey_column;

typedef struct uc_survey_opts {
    const uc_survey_want *want; /* borrowed */
    size_t n_want;
    const char *const *missing; /* further words that mean "no answer"; blank always */
    size_t n_missing;
    bool quote_values; /* messages may show cells */
} uc_survey_opts;

typedef struct uc_survey_frame {
    char *path, *dataset; /* owned */
    char sha256[UC_SHA256_HEX];
    size_t n; /* respondents */
    uc_survey_column *column;
    size_t n_columns;
} uc_survey_frame;

/** Reads a survey file: CSV, or by its extension SPSS (.sav, .zsav, .por), Stata (.dta)
 * or SAS (.sas7bdat, .xpt) where this build has libreadstat.
 *
 * @param frame  Set on UC_OK without faults; uc_survey_frame_clear() it.
 * @return UC_OK, also when faults were added; UC_ENOMEM, UC_EINVAL. */
UC_API uc_status uc_survey_read(const char *path, const uc_survey_opts *opts,
                                uc_faults *faults, uc_survey_frame *frame,
                                uc_error *err) UC_MUST_CHECK;

/** The same from an open source of CSV. */
UC_API uc_status uc_survey_read_csv(uc_source *source, const uc_survey_opts *opts,
                                    uc_faults *faults, uc_survey_frame *frame,
                                    uc_error *err) UC_MUST_CHECK;

/** Releases everything; a zeroed frame is allowed. */
UC_API void uc_survey_frame_clear(uc_survey_frame *frame);

/** Returns the first column of this name and kind, or NULL. */
UC_API const uc_survey_column *uc_survey_find(const uc_survey_frame *frame,
                                              const char *name, uc_survey_kind kind);

/** Returns the text of category `code`, borrowed from the column; NULL when missing. */
UC_API const char *uc_survey_level(const uc_survey_column *column, uint32_t code);

/** Number of categories of a category column. */
UC_API size_t uc_survey_n_levels(const uc_survey_column *column);

/** What the extension of a file name says it is. */
typedef enum uc_survey_format {
    UC_SURVEY_CSV,
    UC_SURVEY_SAV,
    UC_SURVEY_POR,
    UC_SURVEY_DTA,
    UC_SURVEY_SAS,
    UC_SURVEY_XPT
} uc_survey_format;

UC_API uc_survey_format uc_survey_format_of(const char *path);

/** True when this build can read SPSS, Stata and SAS files. */
UC_API bool uc_survey_has_readstat(void);

#endif
