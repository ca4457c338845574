/* fuzz_history.c - any bytes as the database of past reports */
#include <stdint.h>
#include <stdlib.h>

#include "pipeline/history/history.h"
#include "pipeline/history/query.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What cannot be answered says why; what can is a whole table. */
static void check(uc_status status, const uc_table *table, const uc_error *err)
{
    if (status == UC_OK && uc_table_finish(table, NULL) != UC_OK)
        abort();
    if (status != UC_OK && err->msg[0] == '\0')
        abort();
}

static void ask(const uc_history *history)
{
    uc_table runs = {0}, tables[UC_QUERY_TABLES] = {{0}};
    uc_error err = {.msg = ""};
    size_t n_faults = 0;
    int64_t run = 0;
    uc_sink out;
    uc_status status = uc_query_runs(history, &runs, &err);

    check(status, &runs, &err);
    uc_table_clear(&runs);
    if (uc_query_find(history, "last", &run, &err) == UC_OK) {
        status = uc_query_run(history, run, tables, &err);
        for (size_t i = 0; i < UC_QUERY_TABLES; i++) {
            check(status, &tables[i], &err);
            uc_table_clear(&tables[i]);
        }
    }
    uc_sink_memory(&out);
    (void)!uc_query_verify(history, &out, &n_faults, &err);
    uc_sink_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const beside[] = {".db-wal", ".db-shm", ".db-journal"};
    const char *path = fuzz_scratch(data, size, ".db");
    uc_history *history = NULL;
    uc_error err = {.msg = ""};

    if (uc_history_open(path, false, &history, &err) == UC_OK)
        ask(history);
    else if (err.msg[0] == '\0')
        abort();
    uc_history_close(history);
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        fuzz_scratch_remove(beside[i]);
    return 0;
}
