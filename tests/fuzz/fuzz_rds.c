/* fuzz_rds.c - any bytes as a respondent-driven sample, by ids or by coupons */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/network/rds_stage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *scratch(void)
{
    static char path[64];

    if (path[0] == '\0')
        (void)snprintf(path, sizeof path, "/tmp/fuzz-rds-%ld.csv", (long)getpid());
    return path;
}

static void write_file(const uint8_t *data, size_t size)
{
    FILE *file = fopen(scratch(), "wb");

    if (file == NULL || (size > 0 && fwrite(data, 1, size, file) != size) ||
        fclose(file) != 0)
        abort();
}

static void set(uc_rds_plan *plan, const char *name, const char *text)
{
    size_t i;

    for (i = 0; i < UC_RDS_N_OPTIONS; i++)
        if (strcmp(uc_rds_option_table[i].name, name) == 0 &&
            uc_rds_option_table[i].read(plan, text, NULL) == UC_OK)
            return;
    abort();
}

/* Shares of one method add up to 1, lie in [0, 1], and their intervals hold them. */
static void check(const uc_rds_results *r)
{
    double sum = 0;
    size_t i;

    for (i = 0; i < r->n_rows; i++) {
        const uc_rds_row *row = &r->row[i];

        if (isnan(row->share)) {
            if (strcmp(row->status, "ok") == 0)
                abort();
            continue;
        }
        if (!(row->share >= 0 && row->share <= 1) || row->low > row->share ||
            row->high < row->share)
            abort();
        sum += row->share;
        if (i + 1 == r->n_rows || r->row[i + 1].method != row->method) {
            if (fabs(sum - 1) > 1e-6)
                abort();
            sum = 0;
        }
    }
}

static void run(unsigned how)
{
    uc_rds_plan plan;
    uc_rds_input input = {.n_variables = 0};
    uc_rds_results results = {.n_rows = 0};
    uc_faults faults = {0};
    static const char *const boots[] = {"salganik", "tree", "successive", "none"};

    uc_rds_plan_init(&plan);
    if (how & 1) {
        set(&plan, "id", "i");
        set(&plan, "recruiter", "r");
    } else {
        set(&plan, "coupon", "r");
        set(&plan, "coupons", "i,c");
    }
    set(&plan, "degree", "d");
    set(&plan, "variable", "g");
    set(&plan, "bootstrap", boots[how >> 1 & 3]);
    set(&plan, "replicates", "3");
    set(&plan, "threads", "1");
    set(&plan, "method", "rds-i,rds-ii,successive");
    set(&plan, "population", how & 8 ? "50" : "5");
    set(&plan, "successive-iterations", "3");
    if (uc_rds_plan_check(&plan, NULL) != UC_OK)
        abort();
    if (uc_rds_input_read(&plan, scratch(), &faults, &input, NULL) != UC_OK)
        abort();
    /* a population below the sample is refused by the bootstrap alone */
    if (faults.n_total == 0 && uc_stage_rds(&input, NULL, &results, NULL) == UC_OK)
        check(&results);
    uc_rds_results_clear(&results);
    uc_rds_input_clear(&input);
    uc_faults_clear(&faults);
    uc_rds_plan_clear(&plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t skip = size > 0;

    if (size > 2000) /* degrees make classes, classes make time */
        return 0;
    write_file(data + skip, size - skip);
    run(size > 0 ? data[0] : 0);
    return 0;
}
