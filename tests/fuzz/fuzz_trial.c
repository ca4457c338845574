/* fuzz_trial.c - any bytes as a finished repeat of a simulation */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "pipeline/trust/trial_store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* What was read is written, and read again as it was. */
static void check_again(const uc_trial_plan *plan, size_t repeat, const uc_trial *trial)
{
    size_t other = repeat + 1;
    uc_trial again;
    uc_sink out;

    uc_sink_memory(&out);
    uc_trial_line_write(plan, repeat, trial, &out);
    if (out.status != UC_OK || uc_trial_alloc(plan, &again, NULL) != UC_OK ||
        !uc_trial_line_read(plan, out.text, out.len, &other, &again))
        abort();
    if (other != repeat || again.n_observed != trial->n_observed)
        abort();
    for (size_t m = 0; m < plan->n_methods; m++)
        if (again.status[m] != trial->status[m] ||
            !same(again.estimate[m], trial->estimate[m]))
            abort();
    uc_trial_clear(&again);
    uc_sink_clear(&out);
}

/* The bytes as they are, then with the checksum that a whole line would have. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uc_method *const method[] = {uc_registry_find("bic"),
                                       uc_registry_find("independence")};
    uc_mse_settings settings;
    const uc_trial_plan plan = {
        .method = method, .n_methods = 2, .settings = &settings};
    char *line = malloc(size + 32), hex[UC_SHA256_HEX];
    size_t repeat = 0;
    uc_trial trial;

    uc_mse_settings_init(&settings);
    if (line == NULL || uc_trial_alloc(&plan, &trial, NULL) != UC_OK)
        abort();
    memcpy(line, data, size);
    if (uc_trial_line_read(&plan, line, size, &repeat, &trial))
        check_again(&plan, repeat, &trial);
    uc_sha256_bytes(line, size, hex);
    line[size] = ' ';
    line[size + 1] = '*';
    memcpy(line + size + 2, hex, 16);
    if (uc_trial_line_read(&plan, line, size + 18, &repeat, &trial))
        check_again(&plan, repeat, &trial);
    uc_trial_clear(&trial);
    free(line);
    return 0;
}
