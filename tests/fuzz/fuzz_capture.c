/* fuzz_capture.c - any bytes as a capture table */
#include <stdint.h>
#include <stdlib.h>

#include "data/capture_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_set(const uc_capture_set *set)
{
    if (set->n_lists == 0 || set->n_strata == 0)
        abort();
    for (size_t s = 0; s < set->n_strata; s++)
        if (set->strata[s].table.n_lists != set->n_lists ||
            uc_capture_table_validate(&set->strata[s].table, NULL) != UC_OK)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const lists[] = {"B", "A"}, *const by[] = {"s", "t"};
    static const char *const yes[] = {"yes"}, *const no[] = {"no"};
    /* The first byte chooses the options. */
    const unsigned how = size > 0 ? data[0] : 0;
    const uc_capture_opts opts = {.lists = how & 1 ? lists : NULL,
                                  .n_lists = how & 1 ? 2 : 0,
                                  .by = by,
                                  .n_by = how >> 1 & 1,
                                  .count = how & 4 ? "c" : NULL,
                                  .batch = how & 16 ? "t" : NULL,
                                  .yes = yes,
                                  .n_yes = how >> 3 & 1,
                                  .no = no,
                                  .n_no = how >> 3 & 1};
    const size_t skip = size > 0;
    uc_source *source = NULL;
    uc_faults faults = {0};
    uc_capture_set set = {0};

    if (uc_source_open_memory("fuzz", data + skip, size - skip, &source, NULL) != UC_OK)
        return 0;
    if (uc_capture_read_source(source, &opts, &faults, &set, NULL) != UC_OK)
        abort();
    if (faults.n_total == 0)
        check_set(&set);
    else if (set.strata != NULL)
        abort();
    uc_capture_set_clear(&set);
    uc_faults_clear(&faults);
    uc_source_close(source);
    return 0;
}
