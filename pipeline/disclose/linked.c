/* linked.c - several tables as one set of cells */
#include "pipeline/disclose/linked.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for linked tables");
}

static bool is_total(const uc_linked_opts *opts, const char *code)
{
    if (opts->total != NULL)
        return strcmp(code, opts->total) == 0;
    return code[0] == '\0' || uc_text_equal_nocase(code, "total") ||
           uc_text_equal_nocase(code, "all") || uc_text_equal_nocase(code, "tot");
}

static uc_status find_code(uc_linked_dimension *d, const uc_linked_opts *opts,
                           const char *code, size_t *index, uc_error *err)
{
    if (is_total(opts, code)) {
        *index = 0;
        return UC_OK;
    }
    for (*index = 1; *index < d->n_codes; ++*index)
        if (strcmp(d->code[*index], code) == 0)
            return UC_OK;
    if (d->n_codes + 2 > d->capacity) {
        const size_t wanted = d->capacity != 0 ? 2 * d->capacity : 16;
        const char **grown = realloc(d->code, wanted * sizeof *grown);

        if (grown == NULL)
            return no_memory(err);
        d->code = grown;
        d->capacity = wanted;
    }
    if (d->n_codes == 0)
        d->code[d->n_codes++] = "total";
    *index = d->n_codes;
    d->code[d->n_codes++] = code;
    return UC_OK;
}

/* The number of a dimension, added when it is new; SIZE_MAX with a fault: too many. */
static size_t find_dimension(uc_linked *l, const uc_cross_table *table, size_t d,
                             uc_faults *faults)
{
    size_t i;

    for (i = 0; i < l->frame.n_dimensions; i++)
        if (strcmp(l->dimension[i].name, table->dimension[d]) == 0)
            return i;
    if (i == UC_FRAME_MAX_DIMENSIONS) {
        uc_faults_add(faults, UC_EDATA, table->path, 1, 0,
                      "the tables have more than %d columns of codes together",
                      UC_FRAME_MAX_DIMENSIONS);
        return SIZE_MAX;
    }
    l->dimension[i].name = table->dimension[d];
    l->frame.n_dimensions++;
    return i;
}

static bool find_dimensions(uc_linked *l, const uc_cross_table tables[],
                            uc_faults *faults)
{
    for (size_t t = 0; t < l->n_tables; t++)
        for (size_t d = 0; d < tables[t].n_dimensions; d++)
            if (find_dimension(l, &tables[t], d, faults) == SIZE_MAX)
                return false;
    return true;
}

static bool make_room(uc_linked *l)
{
    const size_t wanted = l->room != 0 ? 2 * l->room : 256;
    double *largest, *sum;
    size_t *n_largest;
    bool *hidden;

    if (l->frame.cells.n < l->room)
        return true;
    hidden = realloc(l->hidden, wanted * sizeof *hidden);
    if (hidden != NULL)
        l->hidden = hidden;
    sum = realloc(l->sum, wanted * sizeof *sum);
    if (sum != NULL)
        l->sum = sum;
    n_largest = realloc(l->n_largest, wanted * sizeof *n_largest);
    if (n_largest != NULL)
        l->n_largest = n_largest;
    largest = realloc(l->largest, wanted * UC_LINKED_LARGEST * sizeof *largest);
    if (largest != NULL)
        l->largest = largest;
    if (hidden == NULL || sum == NULL || n_largest == NULL || largest == NULL)
        return false;
    memset(l->hidden + l->room, 0, (wanted - l->room) * sizeof *hidden);
    memset(l->sum + l->room, 0, (wanted - l->room) * sizeof *sum);
    memset(l->n_largest + l->room, 0, (wanted - l->room) * sizeof *n_largest);
    l->room = wanted;
    return true;
}

/* One contribution into the largest of a cell, in descending order. */
static void contribute(uc_linked *l, size_t cell, double value)
{
    double *largest = l->largest + cell * UC_LINKED_LARGEST;
    size_t at = l->n_largest[cell];

    if (at == UC_LINKED_LARGEST && value <= largest[at - 1])
        return;
    if (at == UC_LINKED_LARGEST)
        at--;
    else
        l->n_largest[cell]++;
    for (; at > 0 && largest[at - 1] < value; at--)
        largest[at] = largest[at - 1];
    largest[at] = value;
}

static uc_status place_row(uc_linked *l, const uc_cross_table *table, size_t r,
                           const uc_linked_opts *opts, size_t *cell, bool *is_new,
                           uc_error *err)
{
    const uc_cross_row *row = &table->row[r];
    size_t code[UC_FRAME_MAX_DIMENSIONS] = {0};
    uc_status status = UC_OK;

    for (size_t d = 0; status == UC_OK && d < table->n_dimensions; d++) {
        size_t at = 0;

        while (strcmp(l->dimension[at].name, table->dimension[d]) != 0)
            at++;
        status = find_code(&l->dimension[at], opts, row->code[d], &code[at], err);
    }
    if (status == UC_OK && !make_room(l))
        status = no_memory(err);
    if (status == UC_OK)
        status = uc_frame_add(&l->frame, code, (double)row->count, (double)row->count,
                              cell, is_new, err);
    return status;
}

static uc_status add_row(uc_linked *l, const uc_cross_table *table, size_t t, size_t r,
                         const uc_linked_opts *opts, uc_faults *faults, uc_error *err)
{
    const uc_cross_row *row = &table->row[r];
    uc_cells *cells = &l->frame.cells;
    bool is_new = false;
    size_t cell = 0;
    const uc_status status = place_row(l, table, r, opts, &cell, &is_new, err);

    if (status != UC_OK)
        return status;
    l->cell[t][r] = cell;
    if (is_new) {
        l->hidden[cell] = row->hidden;
    } else if (table->count_column == 0) {
        cells->value[cell] += 1;
        cells->weight[cell] += 1;
    } else if (row->hidden != l->hidden[cell] ||
               (!row->hidden && (double)row->count != cells->value[cell])) {
        uc_faults_add(faults, UC_EDATA, table->path, row->line, table->count_column,
                      "this cell was given before with another count");
    }
    if (isfinite(row->value)) {
        l->sum[cell] += row->value;
        contribute(l, cell, row->value);
    }
    return UC_OK;
}

/* -- Totals ----------------------------------------------------------------------- */

static const char *total_of(const uc_linked_opts *opts, const char *dimension,
                            const char *code)
{
    for (size_t i = 0; i < opts->n_parts; i++)
        if (strcmp(opts->part[i].dimension, dimension) == 0 &&
            strcmp(opts->part[i].part, code) == 0)
            return opts->part[i].total;
    return NULL;
}

/* Totals of the hierarchy are codes even when no row has them. */
static uc_status add_hierarchy_codes(uc_linked *l, const uc_linked_opts *opts,
                                     uc_error *err)
{
    uc_status status = UC_OK;
    size_t index;

    for (size_t i = 0; status == UC_OK && i < opts->n_parts; i++)
        for (size_t d = 0; status == UC_OK && d < l->frame.n_dimensions; d++)
            if (strcmp(l->dimension[d].name, opts->part[i].dimension) == 0)
                status =
                    find_code(&l->dimension[d], opts, opts->part[i].total, &index, err);
    return status;
}

/* Steps from a code up to the total; more than there are codes: it goes in circles. */
static size_t depth_of(const uc_linked_dimension *d, const uc_linked_opts *opts,
                       const char *code)
{
    size_t depth = 0;

    while (code != NULL && depth <= d->n_codes) {
        code = total_of(opts, d->name, code);
        depth++;
    }
    return depth;
}

static bool is_part_of(const uc_linked_dimension *d, const uc_linked_opts *opts,
                       size_t code, size_t total)
{
    const char *above = total_of(opts, d->name, d->code[code]);

    if (code == 0 || code == total)
        return false;
    if (above == NULL || is_total(opts, above))
        return total == 0;
    return total != 0 && strcmp(above, d->code[total]) == 0;
}

static uc_status split(uc_linked *l, const uc_linked_opts *opts, size_t at,
                       size_t total, size_t part[], uc_error *err)
{
    const uc_linked_dimension *d = &l->dimension[at];
    size_t n = 0;

    for (size_t i = 1; i < d->n_codes; i++)
        if (is_part_of(d, opts, i, total))
            part[n++] = i;
    return n == 0 ? UC_OK : uc_frame_add_split(&l->frame, at, total, part, n, err);
}

/* The splits of one dimension, deepest totals first. */
static uc_status split_dimension(uc_linked *l, const uc_linked_opts *opts, size_t at,
                                 uc_faults *faults, uc_error *err)
{
    const uc_linked_dimension *d = &l->dimension[at];
    size_t *part = malloc((d->n_codes + 1) * sizeof *part), deepest = 0;
    uc_status status = part != NULL ? UC_OK : no_memory(err);

    for (size_t i = 1; status == UC_OK && i < d->n_codes; i++) {
        const size_t depth = depth_of(d, opts, d->code[i]);

        if (depth > d->n_codes)
            uc_faults_add(faults, UC_EDATA, NULL, 0, 0,
                          "the hierarchy of '%.80s' goes in circles at '%.80s'",
                          d->name, d->code[i]);
        else if (depth > deepest)
            deepest = depth;
    }
    for (size_t depth = deepest; status == UC_OK && depth > 0; depth--)
        for (size_t i = 1; status == UC_OK && i < d->n_codes; i++)
            if (depth_of(d, opts, d->code[i]) == depth)
                status = split(l, opts, at, i, part, err);
    if (status == UC_OK)
        status = split(l, opts, at, 0, part, err);
    free(part);
    return status;
}

/* A cell in words: "region=A, sex=f". */
static void describe(const uc_linked *l, size_t cell, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t d = 0; d < l->frame.n_dimensions && used + 3 < size; d++) {
        if (d > 0) {
            memcpy(out + used, ", ", 3);
            used += 2;
        }
        (void)uc_text_display(uc_linked_code(l, cell, d),
                              strlen(uc_linked_code(l, cell, d)), 30, out + used,
                              size - used);
        used = strlen(out);
    }
}

static void report_mismatch(const uc_linked *l, const uc_cross_table tables[],
                            const uc_frame_mismatch *found, uc_faults *faults)
{
    char shown[256];

    describe(l, found->total, shown, sizeof shown);
    for (size_t t = 0; t < l->n_tables; t++)
        for (size_t r = 0; r < tables[t].n_rows; r++)
            if (l->cell[t][r] == found->total) {
                uc_faults_add(
                    faults, UC_EDATA, tables[t].path, tables[t].row[r].line,
                    tables[t].count_column,
                    "the total (%.200s) is %.15g, but its %zu parts in '%.60s' add "
                    "up to %.15g",
                    shown, l->frame.cells.value[found->total], found->n_there,
                    l->dimension[found->dimension].name, found->parts);
                return;
            }
}

/* Cells that a published table hides already: primary, of unknown value. */
static void hide(uc_linked *l, double threshold)
{
    uc_cells *cells = &l->frame.cells;

    for (size_t i = 0; i < cells->n; i++)
        if (l->hidden[i]) {
            cells->mask[i] = UC_CELLS_PRIMARY;
            cells->need[i] = (uc_cell_need){0, threshold - 1, threshold};
        }
}

static uc_status equations(uc_linked *l, const uc_cross_table tables[],
                           uc_faults *faults, uc_error *err)
{
    uc_frame_mismatch *mismatch = NULL;
    size_t n = 0;
    const uc_status status = uc_frame_equations(&l->frame, &mismatch, &n, err);

    for (size_t i = 0; status == UC_OK && i < n; i++)
        report_mismatch(l, tables, &mismatch[i], faults);
    free(mismatch);
    return status;
}

uc_status uc_linked_make(const uc_cross_table tables[], size_t n_tables,
                         const uc_linked_opts *opts, uc_faults *faults, uc_linked *l,
                         uc_error *err)
{
    const size_t before = faults->n_total;
    uc_status status = UC_OK;

    l->cell = calloc(n_tables + 1, sizeof *l->cell);
    if (l->cell == NULL)
        return no_memory(err);
    l->n_tables = n_tables;
    l->frame.cells.whole = true;
    if (!find_dimensions(l, tables, faults))
        return UC_OK;
    for (size_t t = 0; status == UC_OK && t < n_tables; t++) {
        l->cell[t] = calloc(tables[t].n_rows + 1, sizeof **l->cell);
        if (l->cell[t] == NULL)
            return no_memory(err);
        for (size_t r = 0; status == UC_OK && r < tables[t].n_rows; r++)
            status = add_row(l, &tables[t], t, r, opts, faults, err);
    }
    if (status == UC_OK)
        status = add_hierarchy_codes(l, opts, err);
    for (size_t d = 0; status == UC_OK && d < l->frame.n_dimensions; d++)
        status = split_dimension(l, opts, d, faults, err);
    if (status == UC_OK && opts->audit > 0)
        hide(l, opts->audit);
    if (status == UC_OK && opts->add_totals && faults->n_total == before)
        status = uc_frame_add_totals(&l->frame, err);
    if (status == UC_OK && faults->n_total == before)
        status = equations(l, tables, faults, err);
    return status;
}

void uc_linked_apply(uc_linked *l, const uc_primary_rules *rules)
{
    uc_cells *cells = &l->frame.cells;

    for (size_t i = 0; i < cells->n; i++) {
        double protection = 0;

        if (cells->mask[i] == UC_CELLS_ABSENT)
            continue;
        if (uc_primary_count(rules, cells->value[i]))
            uc_cells_protect_count(cells, i, rules->threshold);
        else if (i < l->room && l->n_largest[i] > 0 &&
                 uc_primary_magnitude(rules, l->largest + i * UC_LINKED_LARGEST,
                                      l->n_largest[i], l->sum[i], &protection))
            uc_cells_protect(cells, i, 1, 1); /* a count is published */
    }
}

const char *uc_linked_code(const uc_linked *l, size_t cell, size_t dimension)
{
    const size_t code = l->frame.code[cell * l->frame.n_dimensions + dimension];

    return code == 0 || code >= l->dimension[dimension].n_codes
               ? "total"
               : l->dimension[dimension].code[code];
}

void uc_linked_clear(uc_linked *l)
{
    for (size_t d = 0; d < UC_FRAME_MAX_DIMENSIONS; d++)
        free(l->dimension[d].code);
    for (size_t t = 0; l->cell != NULL && t < l->n_tables; t++)
        free(l->cell[t]);
    free(l->cell);
    free(l->hidden);
    free(l->largest);
    free(l->n_largest);
    free(l->sum);
    uc_frame_clear(&l->frame);
    memset(l, 0, sizeof *l);
}
