/* fuzz_truth.c - any text as a part of a stated population */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/simulate/truth.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef uc_status reader(uc_truth_spec *spec, const char *text, uc_error *err);

static reader *const readers[] = {uc_truth_read_captures, uc_truth_read_effects,
                                  uc_truth_read_classes, uc_truth_read_referrals,
                                  uc_truth_read_groups};

/* What is refused says why and changes nothing; what is read passes the check but for
 * the lists, and can be written. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t which = size > 0 ? data[0] % 5u : 0;
    uc_truth_spec spec = {.n_lists = 16, .population = 10}, before = spec;
    char *text = calloc(size + 1, 1);
    uc_error err = {.msg = ""};
    uc_sink words;

    if (text == NULL)
        abort();
    if (size > 0)
        memcpy(text, data + 1, size - 1);
    if (readers[which](&spec, text, &err) != UC_OK) {
        if (err.msg[0] == '\0' || memcmp(&spec, &before, sizeof spec) != 0)
            abort();
    } else {
        (void)!uc_truth_check(&spec, &err);
        uc_sink_memory(&words);
        uc_truth_write(&spec, &words);
        if (words.status != UC_OK)
            abort();
        uc_sink_clear(&words);
    }
    free(text);
    return 0;
}
