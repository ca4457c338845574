/* fuzz_cross.c - the reader of tables for disclosure control */
#include <stddef.h>
#include <stdint.h>

#include "data/cross_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char *const by[] = {"a", "b"};
    const uc_cross_opts opts[] = {
        {.hidden = true},
        {.records = true, .value = "v"},
        {.count = "c", .by = by, .n_by = 2},
    };

    for (size_t i = 0; i < sizeof opts / sizeof opts[0]; i++) {
        uc_cross_table table = {0};
        uc_source *source = NULL;
        uc_faults faults;
        uc_error err;

        uc_faults_init(&faults, 0);
        if (uc_source_open_memory("fuzz", bytes, len, &source, &err) == UC_OK &&
            uc_cross_table_read(source, &opts[i], &faults, &table, &err) == UC_OK &&
            faults.n_total == 0)
            for (size_t r = 0; r < table.n_rows; r++)
                if (table.row[r].count > 9007199254740992ULL)
                    __builtin_trap();
        uc_source_close(source);
        uc_cross_table_clear(&table);
        uc_faults_clear(&faults);
    }
    return 0;
}
