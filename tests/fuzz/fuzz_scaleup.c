/* fuzz_scaleup.c - any bytes as known groups and as answers about them; a line "--"
 * stands between the two files */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/network/scaleup_stage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char known[64], answers[64];

static void write_file(const char *path, const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL || (size > 0 && fwrite(data, 1, size, file) != size) ||
        fclose(file) != 0)
        abort();
}

static void set(uc_scaleup_plan *plan, const char *name, const char *text)
{
    size_t i;

    for (i = 0; i < UC_SCALEUP_N_OPTIONS; i++)
        if (strcmp(uc_scaleup_option_table[i].name, name) == 0 &&
            uc_scaleup_option_table[i].read(plan, text, NULL) == UC_OK)
            return;
    abort();
}

/* A row with an estimate has a size that is not negative and lies in its interval; one
 * without says why. */
static void check(const uc_scaleup_row row[], size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const uc_scaleup_estimate *e = &row[i].e;

        if (e->status == UC_SCALEUP_NO_DEGREE ? !isnan(e->size) : e->size < 0)
            abort();
        if (e->status == UC_SCALEUP_NO_REPORTS && !(e->upper > 0))
            abort();
        if (isfinite(row[i].low) && isfinite(e->size) && e->size > 0 &&
            (row[i].low > e->size * 1.000001 || row[i].high < e->size * 0.999999))
            abort();
    }
}

static void run(unsigned how)
{
    uc_scaleup_plan plan;
    uc_scaleup_input input = {.n_known = 0};
    uc_scaleup_results results = {.n_rows = 0};
    uc_faults faults = {0};

    uc_scaleup_plan_init(&plan);
    set(&plan, "known", known);
    set(&plan, "population", "1000");
    set(&plan, "hidden", "h");
    if (how & 1)
        set(&plan, "weight", "w");
    if (how & 2)
        set(&plan, "strata", "s");
    if (how & 4)
        set(&plan, "method", "mean-of-ratios");
    if (how & 8)
        set(&plan, "degree", "mean");
    if (how & 16)
        set(&plan, "variance", "rao-wu");
    if (how & 32)
        set(&plan, "by", "s");
    set(&plan, "replicates", "4");
    set(&plan, "lonely", "certainty");
    set(&plan, "transmission", "0.5,0.1");
    set(&plan, "top-code", "30");
    if (uc_scaleup_plan_check(&plan, NULL) != UC_OK)
        abort();
    if (uc_scaleup_input_read(&plan, answers, &faults, &input, NULL) != UC_OK)
        abort();
    if (faults.n_total == 0 && uc_stage_scaleup(&input, &results, NULL) == UC_OK) {
        check(results.row, results.n_rows);
        check(results.check, results.n_checks);
    }
    uc_scaleup_results_clear(&results);
    uc_scaleup_input_clear(&input);
    uc_faults_clear(&faults);
    uc_scaleup_plan_clear(&plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t cut;

    if (size == 0)
        return 0;
    if (known[0] == '\0') {
        (void)snprintf(known, sizeof known, "/tmp/fuzz-known-%ld.csv", (long)getpid());
        (void)snprintf(answers, sizeof answers, "/tmp/fuzz-answers-%ld.csv",
                       (long)getpid());
    }
    for (cut = 1; cut + 3 <= size && memcmp(data + cut, "--\n", 3) != 0; cut++)
        ;
    if (cut + 3 > size)
        return 0;
    write_file(known, data + 1, cut - 1);
    write_file(answers, data + cut + 3, size - cut - 3);
    run(data[0]);
    return 0;
}
