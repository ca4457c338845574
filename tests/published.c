/* published.c - shipped capture tables for tests */
#include "tests/published.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *published_field(char **line)
{
    char *start = *line, *end;

    if (start == NULL || *start == '\0' || *start == '\n')
        return NULL;
    if (*start == '"') {
        end = strchr(++start, '"');
        *end++ = '\0';
        *line = *end == ',' ? end + 1 : end;
        return start;
    }
    end = start + strcspn(start, ",\r\n");
    *line = *end == ',' ? end + 1 : end;
    if (*end != ',')
        *line = end + (*end != '\0');
    *end = '\0';
    return start;
}

static void fail(const char *name)
{
    (void)fprintf(stderr, "cannot read the published table %s\n", name);
    exit(EXIT_FAILURE);
}

static void read_row(char *line, uc_dense *table)
{
    uint32_t history = 0;

    for (unsigned j = 0; j < table->n_lists; j++)
        history |= (uint32_t)(strcmp(published_field(&line), "1") == 0) << j;
    table->count[history] += strtod(published_field(&line), NULL);
}

uc_dense published_table(const char *name)
{
    char path[256], line[1024], *cursor = line;
    uc_dense table;
    unsigned n_fields = 0;
    FILE *file;

    (void)snprintf(path, sizeof path, "data/sets/%s/%s.csv", name, name);
    file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL)
        fail(name);
    while (published_field(&cursor) != NULL)
        n_fields++;
    if (uc_dense_alloc(n_fields - 1, &table, NULL) != UC_OK)
        fail(name);
    while (fgets(line, sizeof line, file) != NULL)
        read_row(line, &table);
    (void)fclose(file);
    table.count[0] = 0.0;
    uc_dense_refresh(&table);
    return table;
}

uc_capture_table published_sparse(const uc_dense *dense)
{
    uc_capture_table table;

    uc_capture_table_init(&table, dense->n_lists);
    for (uint32_t w = 1; w < dense->n_cells; w++)
        if (dense->count[w] > 0.0 &&
            uc_capture_table_add(&table, w, (uint64_t)dense->count[w], NULL) != UC_OK)
            fail("in memory");
    return table;
}

uc_capture_table published_capture(const char *name)
{
    uc_dense dense = published_table(name);
    uc_capture_table table = published_sparse(&dense);

    uc_dense_free(&dense);
    return table;
}

#define MOST_STRATA 64
#define LABEL       128

/* The stratum with the row's labels, a new one if they were not seen yet. */
static size_t find_stratum(char **line, char labels[][LABEL], size_t *n)
{
    char label[LABEL] = "";
    size_t i = 0;

    while (strchr(*line, ',') != NULL) {
        const char *field = published_field(line);

        (void)snprintf(label + strlen(label), LABEL - strlen(label), "%s|", field);
    }
    while (i < *n && strcmp(labels[i], label) != 0)
        i++;
    if (i == *n && *n < MOST_STRATA)
        memcpy(labels[(*n)++], label, LABEL);
    return i;
}

size_t published_strata(const char *name, unsigned n_lists, uc_dense strata[],
                        size_t n_most)
{
    char path[256], line[1024], labels[MOST_STRATA][LABEL];
    size_t n = 0;
    FILE *file;

    (void)snprintf(path, sizeof path, "data/sets/%s/%s.csv", name, name);
    file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL)
        fail(name);
    while (fgets(line, sizeof line, file) != NULL) {
        char *cursor = line;
        uint32_t history = 0;
        const size_t before = n;
        size_t i;

        for (unsigned j = 0; j < n_lists; j++)
            history |= (uint32_t)(strcmp(published_field(&cursor), "1") == 0) << j;
        i = find_stratum(&cursor, labels, &n);
        if (i >= n_most || i >= n ||
            (n > before && uc_dense_alloc(n_lists, &strata[i], NULL) != UC_OK))
            fail(name);
        strata[i].count[history] += strtod(published_field(&cursor), NULL);
    }
    (void)fclose(file);
    for (size_t i = 0; i < n; i++) {
        strata[i].count[0] = 0.0;
        uc_dense_refresh(&strata[i]);
    }
    return n;
}
