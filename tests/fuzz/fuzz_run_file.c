/* fuzz_run_file.c - any bytes as a run file */
#include <stdint.h>
#include <stdlib.h>

#include "pipeline/run_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was accepted can be worked with: every estimate and comparison names a capture
 * that is there, and every estimate has a method. */
static void check_run(const uc_run_file *run)
{
    for (size_t i = 0; i < run->n_estimates; i++)
        if (run->estimate[i].capture >= run->n_captures ||
            run->estimate[i].n_methods == 0)
            abort();
    for (size_t i = 0; i < run->n_compares; i++)
        if (!run->compare[i].published && run->compare[i].capture >= run->n_captures)
            abort();
    if (run->n_estimates == 0 && run->n_compares == 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uc_faults faults = {.max = 20};
    uc_run_file run = {0};
    uc_error err = {.msg = ""};

    if (uc_run_file_parse((const char *)data, size, "fuzz.yml", false, &faults, &run,
                          &err) != UC_OK)
        abort();
    if (faults.n_total == 0)
        check_run(&run);
    uc_run_file_clear(&run);
    uc_faults_clear(&faults);
    return 0;
}
