/* tables.c - tables for tests of disclosure control */
#include "tests/estimators/disclosure/tables.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/published.h"
#include "tests/support.h"

#define TOTAL 0 /* code of the grand total in every dimension */

static size_t code(counted *made, size_t d, const char *name)
{
    size_t i;

    for (i = 0; i < made->n_codes[d]; i++)
        if (strcmp(made->name[d][i], name) == 0)
            return i;
    assert_true(i < TABLES_MAX_CODES);
    (void)snprintf(made->name[d][i], sizeof made->name[d][i], "%s", name);
    made->n_codes[d]++;
    return i;
}

static void add_record(counted *made, char *line, size_t n_dimensions, size_t value)
{
    size_t at[4] = {0}, cell = 0;
    double v = 0;
    bool is_new;
    char *field;

    for (size_t i = 0; (field = published_field(&line)) != NULL; i++) {
        if (i < n_dimensions)
            at[i] = code(made, i, field);
        if (i == value)
            v = strtod(field, NULL);
    }
    assert_int_equal(uc_frame_add(&made->frame, at, 0, 0, &cell, &is_new, NULL), UC_OK);
    made->frame.cells.value[cell] += 1;
    made->frame.cells.weight[cell] += 1;
    made->sum[cell] += v;
    if (v > made->largest[2 * cell]) {
        made->largest[2 * cell + 1] = made->largest[2 * cell];
        made->largest[2 * cell] = v;
    } else if (v > made->largest[2 * cell + 1]) {
        made->largest[2 * cell + 1] = v;
    }
}

static const char *parent(const char *tree[][2], size_t n_tree, const char *name)
{
    for (size_t i = 0; i < n_tree; i++)
        if (strcmp(tree[i][0], name) == 0)
            return tree[i][1];
    return "Tot";
}

/* Splits of one dimension, the deeper total first. */
static void split(counted *made, size_t d, const char *tree[][2], size_t n_tree)
{
    size_t part[TABLES_MAX_CODES], n;

    for (size_t i = 0; d == 0 && i < n_tree; i++)
        (void)code(made, d, tree[i][1]);
    for (size_t total = made->n_codes[d]; total-- > 0;) {
        n = 0;
        for (size_t i = 0; i < made->n_codes[d]; i++)
            if (i != TOTAL &&
                strcmp(parent(tree, d == 0 ? n_tree : 0, made->name[d][i]),
                       made->name[d][total]) == 0)
                part[n++] = i;
        if (n > 0)
            assert_int_equal(uc_frame_add_split(&made->frame, d, total, part, n, NULL),
                             UC_OK);
    }
}

/* Magnitudes of the totals, from the leaves (the cells before `n_leaves`). */
static void spread(counted *made, const char *tree[][2], size_t n_tree, size_t n_leaves)
{
    const size_t dims = made->frame.n_dimensions;

    for (size_t i = n_leaves; i < made->frame.cells.n; i++)
        for (size_t leaf = 0; leaf < n_leaves; leaf++) {
            bool below = true;

            for (size_t d = 0; d < dims; d++) {
                const char *name = made->name[d][made->frame.code[leaf * dims + d]];
                const size_t at = made->frame.code[i * dims + d];

                below = below && (at == TOTAL || strcmp(name, made->name[d][at]) == 0 ||
                                  strcmp(parent(tree, d == 0 ? n_tree : 0, name),
                                         made->name[d][at]) == 0);
            }
            if (!below)
                continue;
            made->sum[i] += made->sum[leaf];
            for (size_t k = 0; k < 2; k++) {
                const double v = made->largest[2 * leaf + k];

                if (v > made->largest[2 * i]) {
                    made->largest[2 * i + 1] = made->largest[2 * i];
                    made->largest[2 * i] = v;
                } else if (v > made->largest[2 * i + 1]) {
                    made->largest[2 * i + 1] = v;
                }
            }
        }
}

void tables_count(const char *path, size_t n_dimensions, const char *tree[][2],
                  size_t n_tree, size_t value, counted *made)
{
    FILE *file = fopen(path, "r");
    uc_frame_mismatch *mismatch;
    size_t n_mismatches, n_leaves;
    char line[512];

    memset(made, 0, sizeof *made);
    made->frame.n_dimensions = n_dimensions;
    made->frame.cells.whole = true;
    made->sum = calloc(4096, sizeof *made->sum);
    made->largest = calloc(8192, sizeof *made->largest);
    for (size_t d = 0; d < n_dimensions; d++)
        (void)code(made, d, "Tot");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL)
        add_record(made, line, n_dimensions, value);
    (void)fclose(file);
    n_leaves = made->frame.cells.n;
    for (size_t d = 0; d < n_dimensions; d++)
        split(made, d, tree, n_tree);
    assert_int_equal(uc_frame_add_totals(&made->frame, NULL), UC_OK);
    spread(made, tree, n_tree, n_leaves);
    assert_int_equal(uc_frame_equations(&made->frame, &mismatch, &n_mismatches, NULL),
                     UC_OK);
    assert_int_equal(n_mismatches, 0);
    free(mismatch);
}

void tables_clear(counted *made)
{
    uc_frame_clear(&made->frame);
    free(made->sum);
    free(made->largest);
}

size_t tables_cell(const counted *made, const char *const names[])
{
    size_t at[4] = {0};

    for (size_t d = 0; d < made->frame.n_dimensions; d++) {
        while (at[d] < made->n_codes[d] && strcmp(made->name[d][at[d]], names[d]) != 0)
            at[d]++;
        assert_true(at[d] < made->n_codes[d]);
    }
    return uc_frame_find(&made->frame, at);
}

static unsigned next(unsigned *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

void tables_random(unsigned seed, size_t rows, size_t columns, size_t layers,
                   double zero_share, unsigned largest, uc_frame *frame)
{
    const size_t size[3] = {rows, columns, layers};
    uc_frame_mismatch *mismatch;
    size_t part[64], n_mismatches, cell;
    unsigned state = seed * 2654435761U + 12345;
    bool is_new;

    memset(frame, 0, sizeof *frame);
    frame->n_dimensions = layers > 1 ? 3 : 2;
    frame->cells.whole = true;
    for (size_t i = 0; i < rows * columns * layers; i++) {
        const size_t at[3] = {1 + i % rows, 1 + i / rows % columns,
                              1 + i / (rows * columns)};
        const double u = next(&state) / 16777216.0;
        double v = floor(largest * u * u) + 1;

        if (next(&state) / 16777216.0 < zero_share)
            v = 0;
        assert_int_equal(uc_frame_add(frame, at, v, v, &cell, &is_new, NULL), UC_OK);
    }
    for (size_t d = 0; d < frame->n_dimensions; d++) {
        for (size_t i = 0; i < size[d]; i++)
            part[i] = i + 1;
        assert_int_equal(uc_frame_add_split(frame, d, 0, part, size[d], NULL), UC_OK);
    }
    assert_int_equal(uc_frame_add_totals(frame, NULL), UC_OK);
    assert_int_equal(uc_frame_equations(frame, &mismatch, &n_mismatches, NULL), UC_OK);
    assert_int_equal(n_mismatches, 0);
    free(mismatch);
}
