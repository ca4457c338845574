/* frame.c - coordinates, splits, equations */
#include "estimators/disclosure/frame.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ADDS_UP 1e-9 /* as uc_cells_sum() */

static const size_t *code_of(const uc_frame *frame, size_t cell)
{
    return frame->code + cell * frame->n_dimensions;
}

static bool same(const uc_frame *frame, size_t cell, const size_t code[])
{
    return memcmp(code_of(frame, cell), code, frame->n_dimensions * sizeof *code) == 0;
}

static size_t hash(const uc_frame *frame, const size_t code[])
{
    uint64_t h = 1469598103934665603U;

    for (size_t d = 0; d < frame->n_dimensions; d++)
        h = (h ^ code[d]) * 1099511628211U;
    return (size_t)(h ^ h >> 32);
}

/* Slot of a code: its cell's, or the free one where it would go. */
static size_t *slot_of(const uc_frame *frame, const size_t code[])
{
    size_t at = hash(frame, code) & (frame->n_slots - 1);

    while (frame->slot[at] != 0 && !same(frame, frame->slot[at] - 1, code))
        at = (at + 1) & (frame->n_slots - 1);
    return &frame->slot[at];
}

static bool reserve(uc_frame *frame)
{
    const size_t wanted = frame->capacity != 0 ? 2 * frame->capacity : 64;
    size_t *code, *slot;

    if (frame->cells.n < frame->capacity)
        return true;
    code = realloc(frame->code, wanted * (frame->n_dimensions + 1) * sizeof *code);
    if (code == NULL)
        return false;
    frame->code = code;
    slot = calloc(4 * wanted, sizeof *slot);
    if (slot == NULL)
        return false;
    free(frame->slot);
    frame->slot = slot;
    frame->n_slots = 4 * wanted;
    frame->capacity = wanted;
    for (size_t i = 0; i < frame->cells.n; i++)
        *slot_of(frame, code_of(frame, i)) = i + 1;
    return true;
}

size_t uc_frame_find(const uc_frame *frame, const size_t code[])
{
    return frame->n_slots != 0 ? *slot_of(frame, code) - 1 : SIZE_MAX;
}

uc_status uc_frame_add(uc_frame *frame, const size_t code[], double value,
                       double weight, size_t *cell, bool *is_new, uc_error *err)
{
    size_t found = uc_frame_find(frame, code);
    uc_status status;

    *is_new = found == SIZE_MAX;
    if (*is_new) {
        if (!reserve(frame))
            return uc_fail(err, UC_ENOMEM, "no memory for the cells of a table");
        status = uc_cells_add(&frame->cells, value, weight, &found, err);
        if (status != UC_OK)
            return status;
        memcpy(frame->code + found * frame->n_dimensions, code,
               frame->n_dimensions * sizeof *code);
        *slot_of(frame, code) = found + 1;
    }
    *cell = found;
    return UC_OK;
}

uc_status uc_frame_add_split(uc_frame *frame, size_t dimension, size_t total,
                             const size_t parts[], size_t n_parts, uc_error *err)
{
    uc_frame_split made = {.dimension = dimension, .total = total, .n_parts = n_parts};

    if (frame->n_splits == frame->split_capacity) {
        const size_t wanted = frame->split_capacity != 0 ? 2 * frame->n_splits : 8;
        uc_frame_split *grown = realloc(frame->split, wanted * sizeof *grown);

        if (grown == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for the totals of a table");
        frame->split = grown;
        frame->split_capacity = wanted;
    }
    made.part = malloc((n_parts + 1) * sizeof *made.part);
    if (made.part == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the totals of a table");
    if (n_parts > 0)
        memcpy(made.part, parts, n_parts * sizeof *made.part);
    frame->split[frame->n_splits++] = made;
    return UC_OK;
}

static bool is_part(const uc_frame_split *split, size_t code)
{
    for (size_t i = 0; i < split->n_parts; i++)
        if (split->part[i] == code)
            return true;
    return false;
}

/* Adds up every cell of the parts into the cell of the total, where that is new. */
static uc_status total_split(uc_frame *frame, const uc_frame_split *split,
                             uc_error *err)
{
    const size_t before = frame->cells.n;
    size_t code[UC_FRAME_MAX_DIMENSIONS], cell = 0;
    uc_status status = UC_OK;
    bool is_new = false;

    for (size_t i = 0; status == UC_OK && i < before; i++) {
        memcpy(code, code_of(frame, i), frame->n_dimensions * sizeof *code);
        if (!is_part(split, code[split->dimension]))
            continue;
        code[split->dimension] = split->total;
        status = uc_frame_add(frame, code, 0, 0, &cell, &is_new, err);
        if (status == UC_OK && cell >= before) {
            frame->cells.value[cell] += frame->cells.value[i];
            frame->cells.weight[cell] += frame->cells.weight[i];
        }
    }
    return status;
}

uc_status uc_frame_add_totals(uc_frame *frame, uc_error *err)
{
    uc_status status = UC_OK;

    /* In the order of the splits: the parts of a total come before it, as a hierarchy
     * is declared from its leaves up; all codes are crossed with all. */
    for (size_t s = 0; status == UC_OK && s < frame->n_splits; s++)
        status = total_split(frame, &frame->split[s], err);
    return status;
}

typedef struct mismatches {
    uc_frame_mismatch *item;
    size_t n, capacity;
} mismatches;

static uc_status add_mismatch(mismatches *list, const uc_frame_mismatch *mismatch,
                              uc_error *err)
{
    if (list->n == list->capacity) {
        const size_t wanted = list->capacity != 0 ? 2 * list->capacity : 8;
        uc_frame_mismatch *grown = realloc(list->item, wanted * sizeof *grown);

        if (grown == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for totals that do not add up");
        list->item = grown;
        list->capacity = wanted;
    }
    list->item[list->n++] = *mismatch;
    return UC_OK;
}

/* The cell of what the parts leave open; its place in the frame has no code. */
static uc_status add_rest(uc_frame *frame, double rest, size_t *cell, uc_error *err)
{
    uc_status status;

    if (!reserve(frame))
        return uc_fail(err, UC_ENOMEM, "no memory for the cells of a table");
    status = uc_cells_add(&frame->cells, rest, 0, cell, err);
    if (status != UC_OK)
        return status;
    for (size_t d = 0; d < frame->n_dimensions; d++)
        frame->code[*cell * frame->n_dimensions + d] = SIZE_MAX;
    *slot_of(frame, code_of(frame, *cell)) = *cell + 1;
    frame->cells.mask[*cell] = UC_CELLS_ABSENT;
    return UC_OK;
}

static uc_status equation(uc_frame *frame, const uc_frame_split *split, size_t total,
                          size_t part[], mismatches *list, uc_error *err)
{
    uc_frame_mismatch found = {
        .total = total, .dimension = split->dimension, .n_parts = split->n_parts};
    size_t code[UC_FRAME_MAX_DIMENSIONS];
    uc_status status = UC_OK;
    bool known = !uc_cells_hidden(&frame->cells, total);
    double rest;

    memcpy(code, code_of(frame, total), frame->n_dimensions * sizeof *code);
    for (size_t i = 0; i < split->n_parts; i++) {
        size_t cell;

        code[split->dimension] = split->part[i];
        cell = uc_frame_find(frame, code);
        if (cell == SIZE_MAX)
            continue;
        part[found.n_there++] = cell;
        found.parts += frame->cells.value[cell];
        known = known && !uc_cells_hidden(&frame->cells, cell);
    }
    if (found.n_there == 0)
        return UC_OK;
    rest = frame->cells.value[total] - found.parts;
    if (!known && found.n_there < split->n_parts) {
        status = add_rest(frame, 0, &part[found.n_there++], err);
        if (status != UC_OK)
            return status;
    }
    if (!known || fabs(rest) <= ADDS_UP * (1 + found.parts))
        return uc_cells_sum(&frame->cells, total, part, found.n_there, err);
    if (rest < 0 || (found.n_there == split->n_parts && !frame->open))
        return add_mismatch(list, &found, err);
    status = add_rest(frame, rest, &part[found.n_there], err);
    if (status == UC_OK)
        status = uc_cells_sum(&frame->cells, total, part, found.n_there + 1, err);
    return status;
}

uc_status uc_frame_equations(uc_frame *frame, uc_frame_mismatch **mismatch,
                             size_t *n_mismatches, uc_error *err)
{
    const size_t n = frame->cells.n;
    mismatches list = {0};
    uc_status status = UC_OK;
    size_t *part, widest = 0;

    for (size_t s = 0; s < frame->n_splits; s++)
        if (frame->split[s].n_parts > widest)
            widest = frame->split[s].n_parts;
    part = malloc((widest + 2) * sizeof *part);
    if (part == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the equations of a table");
    for (size_t s = 0; s < frame->n_splits; s++)
        for (size_t i = 0; status == UC_OK && i < n; i++)
            if (code_of(frame, i)[frame->split[s].dimension] == frame->split[s].total)
                status = equation(frame, &frame->split[s], i, part, &list, err);
    free(part);
    if (status != UC_OK) {
        free(list.item);
        return status;
    }
    *mismatch = list.item;
    *n_mismatches = list.n;
    return UC_OK;
}

void uc_frame_clear(uc_frame *frame)
{
    for (size_t s = 0; s < frame->n_splits; s++)
        free(frame->split[s].part);
    free(frame->split);
    free(frame->code);
    free(frame->slot);
    uc_cells_clear(&frame->cells);
    memset(frame, 0, sizeof *frame);
}
