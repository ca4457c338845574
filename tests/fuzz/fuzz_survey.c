/* fuzz_survey.c - any bytes as a survey file, and its design as any design */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/survey_frame.h"
#include "estimators/survey/replicate/replicate.h"
#include "estimators/survey/variance.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const double *number(const uc_survey_frame *frame, const char *name)
{
    return uc_survey_find(frame, name, UC_SURVEY_NUMBER)->number;
}

static const uint32_t *code(const uc_survey_frame *frame, const char *name)
{
    return uc_survey_find(frame, name, UC_SURVEY_CATEGORY)->code;
}

/* Leaving units out must give the linearised variance of a total, whatever the design.
 */
static void check_total(const uc_design *design, const double y[], uint32_t rows[])
{
    const size_t n = uc_survey_complete(&y, 1, NULL, design->n, rows);
    const uc_survey_target total = {UC_SURVEY_TOTAL, y, NULL, rows, n, 0, 0};
    const uc_replicate_spec spec = {.kind = UC_REPLICATE_JKN, .mse = true};
    uc_survey_replicates reps;
    double estimate, linear, jackknife, *draws, scale = 0;
    size_t used, i;

    if (uc_survey_taylor(design, NULL, &total, 1, &estimate, &linear, NULL) != UC_OK)
        return;
    if (linear < 0)
        abort();
    if (uc_survey_replicates_make(&spec, design, &reps, NULL) != UC_OK)
        return;
    draws = malloc((reps.n + 1) * sizeof *draws);
    if (draws == NULL ||
        uc_survey_replicates_run(&reps, NULL, 0, &total, 1, draws, NULL) != UC_OK ||
        uc_survey_replicates_variance(&reps, draws, 1, &estimate, &jackknife, &used,
                                      NULL) != UC_OK)
        abort();
    for (i = 0; i < n; i++)
        scale += fabs(design->weight[rows[i]] * y[rows[i]]);
    if (used >= 2 && scale < 1e100 &&
        !(fabs(linear - jackknife) <= 1e-6 * scale * scale + 1e-6 * linear))
        abort();
    free(draws);
    uc_survey_replicates_clear(&reps);
}

static void check_frame(const uc_survey_frame *frame, unsigned how)
{
    uc_design_spec spec = {.n = frame->n,
                           .n_stages = 1,
                           .nest = how & 1,
                           .lonely = (uc_lonely)(how >> 1 & 3)};
    uint32_t *rows = malloc((frame->n + 1) * sizeof *rows);
    uc_design design;

    spec.weight = number(frame, "w");
    spec.stratum[0] = code(frame, "s");
    spec.unit[0] = code(frame, "u");
    spec.fpc[0] = how & 8 ? number(frame, "f") : NULL;
    if (rows != NULL && uc_design_make(&spec, &design, NULL) == UC_OK) {
        if (design.df >= design.n || !(design.sum_weights > 0))
            abort();
        check_total(&design, number(frame, "y"), rows);
        uc_design_clear(&design);
    }
    free(rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uc_survey_want want[] = {{"w", UC_SURVEY_NUMBER, true, 0},
                                          {"f", UC_SURVEY_NUMBER, false, -HUGE_VAL},
                                          {"y", UC_SURVEY_NUMBER, false, -HUGE_VAL},
                                          {"s", UC_SURVEY_CATEGORY, true, 0},
                                          {"u", UC_SURVEY_CATEGORY, true, 0}};
    static const char *const words[] = {"NA"};
    const uc_survey_opts opts = {
        .want = want, .n_want = 5, .missing = words, .n_missing = 1};
    const unsigned how = size > 0 ? data[0] : 0;
    const size_t skip = size > 0;
    uc_source *source = NULL;
    uc_survey_frame frame = {.n = 0};
    uc_faults faults = {0};

    if (uc_source_open_memory("fuzz", data + skip, size - skip, &source, NULL) != UC_OK)
        return 0;
    if (uc_survey_read_csv(source, &opts, &faults, &frame, NULL) != UC_OK)
        abort();
    if (faults.n_total == 0)
        check_frame(&frame, how);
    else if (frame.column != NULL)
        abort();
    uc_survey_frame_clear(&frame);
    uc_faults_clear(&faults);
    uc_source_close(source);
    return 0;
}
