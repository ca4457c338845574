/* fuzz_survey_file.c - any bytes as a survey file of SPSS, Stata or SAS
 *
 * The first byte says which: with a whole file behind it (see the corpus) mutations
 * reach deep into each format. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "data/survey_frame.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const formats[] = {".sav", ".zsav",     ".por",
                                      ".dta", ".sas7bdat", ".xpt"};

/* Every column has a value or a code for each row, and a code has its text. */
static void check_frame(const uc_survey_frame *frame)
{
    for (size_t c = 0; c < frame->n_columns; c++) {
        const uc_survey_column *column = &frame->column[c];

        if (column->kind == UC_SURVEY_NUMBER && frame->n > 0 && column->number == NULL)
            abort();
        for (size_t i = 0; column->kind == UC_SURVEY_CATEGORY && i < frame->n; i++)
            if (column->code[i] != UC_SURVEY_MISSING &&
                uc_survey_level(column, column->code[i]) == NULL)
                abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* two of the formats know capital letters only */
    static const uc_survey_want want[2][3] = {
        {{"w", UC_SURVEY_NUMBER, true, 0},
         {"answer", UC_SURVEY_NUMBER, false, -HUGE_VAL},
         {"sex", UC_SURVEY_CATEGORY, false, 0}},
        {{"W", UC_SURVEY_NUMBER, true, 0},
         {"ANSWER", UC_SURVEY_NUMBER, false, -HUGE_VAL},
         {"SEX", UC_SURVEY_CATEGORY, false, 0}}};
    uc_survey_opts opts = {.n_want = 3};
    const char *format;
    uc_survey_frame frame = {.n = 0};
    uc_faults faults = {.max = 1};
    uc_error err = {.msg = ""};

    if (size == 0)
        return 0;
    format = formats[data[0] % 6u];
    opts.want = want[data[0] % 6u == 2 || data[0] % 6u == 5];
    if (uc_survey_read(fuzz_scratch(data + 1, size - 1, format), &opts, &faults, &frame,
                       &err) != UC_OK) {
        if (err.msg[0] == '\0')
            abort();
    } else if (faults.n_total == 0) {
        check_frame(&frame);
    } else if (frame.column != NULL) {
        abort();
    }
    uc_survey_frame_clear(&frame);
    uc_faults_clear(&faults);
    fuzz_scratch_remove(format);
    return 0;
}
