/* tables.c - tables and clocks of the benchmarks */
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "estimators/core/rng.h"

void bench_give_up(const char *what, const uc_error *err)
{
    (void)fprintf(stderr, "bench: %s: %s\n", what, err->msg);
    _exit(EXIT_FAILURE);
}

uc_capture_table bench_table(const char *name)
{
    char path[256], line[1024];
    uc_capture_table table;
    uc_error err = {.msg = "cannot be read"};
    unsigned n_lists = 0;
    FILE *file;

    (void)snprintf(path, sizeof path, "data/sets/%s/%s.csv", name, name);
    file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL)
        bench_give_up(path, &err);
    for (const char *c = line; *c != '\0'; c++)
        n_lists += *c == ',';
    uc_capture_table_init(&table, n_lists);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *cursor = line;
        uint32_t history = 0;

        for (unsigned j = 0; j < n_lists; j++) {
            history |= (uint32_t)(*cursor == '1') << j;
            cursor = strchr(cursor, ',') + 1;
        }
        if (history != 0 &&
            uc_capture_table_add(&table, history, strtoull(cursor, NULL, 10), &err))
            bench_give_up(path, &err);
    }
    (void)fclose(file);
    return table;
}

uc_dense bench_dense(const char *name)
{
    uc_capture_table table = bench_table(name);
    uc_error err = {0};
    uc_dense dense;

    if (uc_dense_alloc((unsigned)table.n_lists, &dense, &err) != UC_OK)
        bench_give_up(name, &err);
    uc_dense_load(&dense, &table);
    uc_capture_table_clear(&table);
    return dense;
}

/* List j has a chance of 0.05 + 0.03 j; who is on the first is twice as likely on the
 * second. */
static uint32_t draw_history(uc_rng *rng, unsigned n_lists)
{
    uint32_t history = 0;

    for (unsigned j = 0; j < n_lists; j++) {
        double chance = 0.05 + 0.03 * (double)j;

        if (j == 1 && (history & 1U) != 0)
            chance *= 2.0;
        history |= (uint32_t)(uc_rng_uniform(rng) < chance) << j;
    }
    return history;
}

uc_capture_table bench_made_table(unsigned n_lists, size_t n_people)
{
    uc_capture_table table;
    uc_error err = {.msg = "no memory"};
    uc_rng rng;

    uc_rng_start(&rng, 1, n_lists, UC_RNG_BOOTSTRAP, n_people);
    uc_capture_table_init(&table, n_lists);
    for (size_t i = 0; i < n_people; i++) {
        const uint32_t history = draw_history(&rng, n_lists);

        if (history != 0 && uc_capture_table_add(&table, history, 1, &err) != UC_OK)
            bench_give_up("made table", &err);
    }
    return table;
}

double bench_seconds(clockid_t clock)
{
    struct timespec now;

    if (clock_gettime(clock, &now) != 0)
        return 0.0;
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
