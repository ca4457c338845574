/* network.c - a large scale-up survey, and successive sampling again and again */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/rng.h"
#include "estimators/network/rds_bootstrap.h"
#include "pipeline/network/scaleup_stage.h"
#include "tests/bench/bench.h"

#define PATH    "build/bench-scaleup.csv"
#define KNOWN   "build/bench-known.csv"
#define N_ROWS  100000
#define N_KNOWN 22

static FILE *open_new(const char *path)
{
    FILE *file = fopen(path, "w");

    if (file == NULL)
        bench_give_up(path, &(uc_error){.msg = "cannot be created"});
    return file;
}

/* 8 strata, every respondent a unit. The same seed gives the same bytes. */
static void make_files(void)
{
    FILE *file = open_new(PATH), *known = open_new(KNOWN);
    uc_rng rng;
    uint32_t i, k;

    (void)fputs("group,size\n", known);
    for (k = 0; k < N_KNOWN; k++)
        (void)fprintf(known, "k%u,%u\n", k, 20000 + 1000 * k);
    (void)fputs("w,region", file);
    for (k = 0; k < N_KNOWN; k++)
        (void)fprintf(file, ",k%u", k);
    (void)fputs(",h\n", file);
    uc_rng_start(&rng, 1, 3, UC_RNG_SURVEY, 0);
    for (i = 0; i < N_ROWS; i++) {
        (void)fprintf(file, "%.3f,%u", 0.5 + uc_rng_uniform(&rng), i % 8);
        for (k = 0; k < N_KNOWN; k++)
            (void)fprintf(file, ",%u", uc_rng_below(&rng, 6));
        (void)fprintf(file, ",%u\n", uc_rng_below(&rng, 12) == 0);
    }
    if (fclose(file) != 0 || fclose(known) != 0)
        bench_give_up(PATH, &(uc_error){.msg = "cannot be written"});
}

static void set(uc_scaleup_plan *plan, const char *name, const char *text)
{
    uc_error err = {.msg = "no such option"};
    size_t k;

    for (k = 0; k < UC_SCALEUP_N_OPTIONS; k++)
        if (strcmp(uc_scaleup_option_table[k].name, name) == 0 &&
            uc_scaleup_option_table[k].read(plan, text, &err) == UC_OK)
            return;
    bench_give_up(name, &err);
}

void bench_scaleup(void)
{
    uc_scaleup_plan plan;
    uc_scaleup_input input = {.n_known = 0};
    uc_scaleup_results results = {.n_rows = 0};
    uc_faults faults;
    uc_error err = {.msg = "the file has faults"};
    FILE *there = fopen(PATH, "r");

    if (there != NULL)
        (void)fclose(there);
    else
        make_files();
    uc_faults_init(&faults, 5);
    uc_scaleup_plan_init(&plan);
    set(&plan, "known", KNOWN);
    set(&plan, "population", "10000000");
    set(&plan, "hidden", "h");
    set(&plan, "weight", "w");
    set(&plan, "strata", "region");
    set(&plan, "variance", "rao-wu");
    set(&plan, "replicates", "2000");
    if (uc_scaleup_input_read(&plan, PATH, &faults, &input, &err) != UC_OK ||
        faults.n_total > 0 || uc_stage_scaleup(&input, &results, &err) != UC_OK)
        bench_give_up(PATH, &err);
    uc_scaleup_results_clear(&results);
    uc_scaleup_input_clear(&input);
    uc_scaleup_plan_clear(&plan);
    uc_faults_clear(&faults);
}

void bench_successive(void)
{
    enum { PEOPLE = 500, REPLICATES = 500 };
    static uint32_t recruiter[PEOPLE], group[PEOPLE];
    static double degree[PEOPLE], share[REPLICATES * 2];
    const uc_rds_method method = UC_RDS_SUCCESSIVE;
    const uc_rds_bootstrap_spec spec = {.kind = UC_RDS_WITHOUT_REPLACEMENT,
                                        .n = REPLICATES,
                                        .successive = {2000, 0, 50},
                                        .seed = 1,
                                        .key = 1};
    uc_recruitment forest;
    const uc_rds_sample sample = {&forest, degree, group, 2};
    uc_error err = {.msg = ""};
    uc_rng rng;
    uint32_t i;

    uc_rng_start(&rng, 1, 4, UC_RNG_SIMULATE, 0);
    for (i = 0; i < PEOPLE; i++) {
        recruiter[i] = i < 10 ? UC_RECRUITMENT_SEED : uc_rng_below(&rng, i);
        degree[i] = 1 + uc_rng_below(&rng, 60);
        group[i] = i % 2 == 0 ? uc_rng_below(&rng, 2) : i % 3 == 0;
    }
    if (uc_recruitment_make(recruiter, PEOPLE, &forest, &err) != UC_OK ||
        uc_rds_resample(&sample, &spec, &method, 1, share, &err) != UC_OK)
        bench_give_up("successive sampling", &err);
    uc_recruitment_clear(&forest);
}
