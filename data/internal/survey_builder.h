/** @file survey_builder.h
 * Columns that grow row by row, for the readers of survey files.
 */
#ifndef UC_SURVEY_BUILDER_H
#define UC_SURVEY_BUILDER_H

#include "data/survey_frame.h"

/** What a reader fills. Private to the readers. */
typedef struct uc_survey_builder {
    const uc_survey_opts *opts;
    const char *path;
    uc_faults *faults;
    uc_survey_column *column;
    size_t n_columns, columns_size;
    size_t *field;      /* of each column: its 0-based field in the file */
    size_t n, capacity; /* rows */
    uint32_t *last;     /* of each column: code seen last, the likely next one */
} uc_survey_builder;

void uc_survey_builder_init(uc_survey_builder *builder, const uc_survey_opts *opts,
                            const char *path, uc_faults *faults);

/** Releases what was not handed over. */
void uc_survey_builder_clear(uc_survey_builder *builder);

/** Binds the wants to the file's column names. A want without a column is a fault.
 * @param ok  Set to false when faults were added. */
uc_status uc_survey_builder_bind(uc_survey_builder *builder, const char *const names[],
                                 size_t n_names, size_t line, bool *ok,
                                 uc_error *err) UC_MUST_CHECK;

/** Makes room for one more row; cells are then set by the functions below. */
uc_status uc_survey_builder_row(uc_survey_builder *builder,
                                uc_error *err) UC_MUST_CHECK;

/** Sets column `c` of row builder->n from a text cell at `line`. */
uc_status uc_survey_builder_text(uc_survey_builder *builder, size_t c, const char *text,
                                 size_t len, size_t line, uc_error *err) UC_MUST_CHECK;

/** Sets a number, NAN for a missing one. */
uc_status uc_survey_builder_number(uc_survey_builder *builder, size_t c, double value,
                                   uc_error *err) UC_MUST_CHECK;

/** Hands the columns over to `frame` and names it. */
uc_status uc_survey_builder_finish(uc_survey_builder *builder,
                                   const char sha256[UC_SHA256_HEX],
                                   uc_survey_frame *frame, uc_error *err) UC_MUST_CHECK;

#endif
