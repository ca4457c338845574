/* survey.c - a million respondents, made once, and what is estimated from them */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/rng.h"
#include "pipeline/survey/stage.h"
#include "tests/bench/bench.h"

#define PATH   "build/bench-survey.csv"
#define N_ROWS 1000000

/* 100 strata of 100 units of 100 respondents; a and b make 160 groups, d 10. The same
 * seed gives the same bytes. */
static void make_file(void)
{
    FILE *file = fopen(PATH, "r");
    uc_rng rng;
    uint32_t i;

    if (file != NULL) {
        (void)fclose(file);
        return;
    }
    file = fopen(PATH, "w");
    if (file == NULL)
        bench_give_up(PATH, &(uc_error){.msg = "cannot be created"});
    (void)fputs("stratum,psu,w,y,x,a,b,d\n", file);
    uc_rng_start(&rng, 1, 2, UC_RNG_SURVEY, 0);
    for (i = 0; i < N_ROWS; i++) {
        const double w = 10 + 5 * uc_rng_uniform(&rng);
        const int y = uc_rng_below(&rng, 50) == 0;
        const double x = 20 + 60 * uc_rng_uniform(&rng);

        (void)fprintf(file, "s%u,p%u,%.6f,%d,%.4f,a%u,b%u,d%u\n", i / 10000,
                      i / 100 % 100, w, y, x, uc_rng_below(&rng, 16),
                      uc_rng_below(&rng, 10), uc_rng_below(&rng, 10));
    }
    if (fclose(file) != 0)
        bench_give_up(PATH, &(uc_error){.msg = "cannot be written"});
}

static void set(uc_survey_plan *plan, const char *name, const char *text)
{
    uc_error err = {.msg = "no such option"};
    size_t k;

    for (k = 0; k < UC_SURVEY_N_OPTIONS; k++)
        if (strcmp(uc_survey_option_table[k].name, name) == 0 &&
            uc_survey_option_table[k].read(plan, text, &err) == UC_OK)
            return;
    bench_give_up(name, &err);
}

void bench_survey(const char *by, const char *variance)
{
    uc_survey_plan plan;
    uc_survey_input input;
    uc_survey_results results;
    uc_faults faults;
    uc_error err = {.msg = "the file has faults"};

    make_file();
    memset(&input, 0, sizeof input);
    memset(&results, 0, sizeof results);
    uc_faults_init(&faults, 5);
    uc_survey_plan_init(&plan);
    set(&plan, "weight", "w");
    set(&plan, "strata", "stratum");
    set(&plan, "psu", "psu");
    set(&plan, "nest", "");
    set(&plan, "mean", "x");
    set(&plan, "by", by);
    set(&plan, "variance", variance);
    if (uc_survey_input_read(&plan, PATH, &faults, &input, &err) != UC_OK ||
        faults.n_total > 0 || uc_stage_survey(&input, &results, &err) != UC_OK)
        bench_give_up(PATH, &err);
    uc_survey_results_clear(&results);
    uc_survey_input_clear(&input);
    uc_survey_plan_clear(&plan);
    uc_faults_clear(&faults);
}
