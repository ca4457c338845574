/* given_draws.c - draws of estimates made elsewhere */
#include "data/given_draws.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/row_table.h"

enum { AREA, PERIOD, DEFINITION, DRAW, VALUE, SEX, AGE, FORM, SOURCE, N_COLUMNS };

static const uc_schema_column columns[N_COLUMNS] = {
    [AREA] = {"area", {"area_code", "code"}, UC_SCHEMA_CODE, true, true, 0},
    [PERIOD] = {"period", {"year"}, UC_SCHEMA_CODE, true, true, 0},
    [DEFINITION] = {"definition", {"measure"}, UC_SCHEMA_CODE, true, true, 0},
    [DRAW] = {"draw", {"replicate", "iteration"}, UC_SCHEMA_CODE, true, true, 0},
    [VALUE] = {"value", {"estimate", "number"}, UC_SCHEMA_REAL, true, true, 0},
    [SEX] = {"sex", {"gender"}, UC_SCHEMA_CODE, false, false, 0},
    [AGE] = {"age_group", {"age"}, UC_SCHEMA_CODE, false, false, 0},
    [FORM] = {"form",
              {"form_of_exploitation", "exploitation"},
              UC_SCHEMA_CODE,
              false,
              false,
              0},
    [SOURCE] = {"source", {"url"}, UC_SCHEMA_TEXT, false, false, 0},
};

static const uc_schema schema = {columns, N_COLUMNS, UC_SCHEMA_IGNORE};

static const uc_row_text texts[N_COLUMNS] = {
    [AREA] = {offsetof(uc_given_draws_row, area), true},
    [PERIOD] = {offsetof(uc_given_draws_row, period), true},
    [DEFINITION] = {offsetof(uc_given_draws_row, definition), true},
    [DRAW] = {offsetof(uc_given_draws_row, number), true},
    [VALUE] = {UC_SCHEMA_ABSENT, false},
    [SEX] = {offsetof(uc_given_draws_row, sex), true},
    [AGE] = {offsetof(uc_given_draws_row, age_group), true},
    [FORM] = {offsetof(uc_given_draws_row, form), true},
    [SOURCE] = {offsetof(uc_given_draws_row, source), true},
};

static bool complete(void *row, const uc_schema_cell cells[], const uc_row_place *at)
{
    uc_given_draws_row *d = row;

    d->value = cells[VALUE].real;
    if (uc_number_count(cells[DRAW].text, &d->draw) == UC_NUMBER_OK && d->draw >= 1 &&
        d->draw <= UC_GIVEN_DRAWS_MAX)
        return true;
    return uc_row_refuse(at, DRAW, "draw must be a whole number from 1 to %d",
                         UC_GIVEN_DRAWS_MAX);
}

static bool same(const void *a, const void *b)
{
    return ((const uc_given_draws_row *)a)->value ==
           ((const uc_given_draws_row *)b)->value;
}

static const uc_row_kind kind = {
    .schema = &schema,
    .text = texts,
    .noun = "value",
    .key_words = "area, period, definition, group, source and draw",
    .row_size = sizeof(uc_given_draws_row),
    .file_offset = offsetof(uc_given_draws_row, file),
    .line_offset = offsetof(uc_given_draws_row, line),
    .complete = complete,
    .same = same,
};

static uc_row_table view(const uc_given_draws *d)
{
    return (uc_row_table){d->row, d->n_rows, d->capacity, d->file, d->n_files, d->pool};
}

static void store(uc_given_draws *d, const uc_row_table *table)
{
    d->row = table->row;
    d->n_rows = table->n_rows;
    d->capacity = table->capacity;
    d->file = table->file;
    d->n_files = table->n_files;
    d->pool = table->pool;
}

uc_status uc_given_draws_read(uc_given_draws *draws, const char *path,
                              const uc_csv_opts *opts, uc_faults *faults, uc_error *err)
{
    uc_row_table table = view(draws);
    uc_source *source = NULL;
    uc_status status = uc_row_open(path, faults, &source, err);

    if (status == UC_OK && source != NULL)
        status = uc_row_table_read(&kind, &table, source, opts, faults, err);
    store(draws, &table);
    uc_source_close(source);
    return status;
}

void uc_given_draws_check_areas(const uc_given_draws *draws, const uc_areas *areas,
                                uc_faults *faults)
{
    const uc_row_table table = view(draws);

    uc_row_table_check_areas(&kind, &table, areas, faults);
}

/* -- Estimates of draws ----------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const uc_given_draws_row *x = *(const uc_given_draws_row *const *)a;
    const uc_given_draws_row *y = *(const uc_given_draws_row *const *)b;
    const char *const left[] = {x->definition, x->area, x->period, x->sex,
                                x->age_group,  x->form, x->source};
    const char *const right[] = {y->definition, y->area, y->period, y->sex,
                                 y->age_group,  y->form, y->source};
    int order = 0;

    for (size_t i = 0; order == 0 && i < sizeof left / sizeof left[0]; i++)
        order = strcmp(left[i], right[i]);
    return order;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Type 8 of Hyndman & Fan, as everywhere. */
static double quantile(const double sorted[], size_t n, double p)
{
    const double at = (double)n * p + (p + 1) / 3;
    const double below = floor(at);

    if (below < 1)
        return sorted[0];
    if (below >= (double)n)
        return sorted[n - 1];
    return sorted[(size_t)below - 1] +
           (at - below) * (sorted[(size_t)below] - sorted[(size_t)below - 1]);
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for draws");
}

static uc_published_row *new_row(uc_published *published)
{
    if (published->n_rows == published->capacity) {
        const size_t wanted = published->capacity != 0 ? 2 * published->capacity : 16;
        uc_published_row *grown = realloc(published->row, wanted * sizeof *grown);

        if (grown == NULL)
            return NULL;
        published->row = grown;
        published->capacity = wanted;
    }
    return &published->row[published->n_rows];
}

/* One estimate from the rows of its place. */
static uc_status publish(const uc_given_draws_row *const row[], size_t n, double draw[],
                         size_t n_draws, double sorted[], uc_published *published,
                         uc_error *err)
{
    uc_published_row *made = new_row(published);

    if (made == NULL)
        return no_memory(err);
    for (size_t r = 0; r < n_draws; r++)
        draw[r] = NAN;
    for (size_t i = 0; i < n; i++) {
        draw[row[i]->draw - 1] = row[i]->value;
        sorted[i] = row[i]->value;
    }
    qsort(sorted, n, sizeof *sorted, by_size);
    *made =
        (uc_published_row){.area = row[0]->area,
                           .period = row[0]->period,
                           .definition = row[0]->definition,
                           .sex = row[0]->sex,
                           .age_group = row[0]->age_group,
                           .form = row[0]->form,
                           .source = row[0]->source,
                           .note = "median and limits of the draws given",
                           .estimate = quantile(sorted, n, 0.5),
                           .low = quantile(sorted, n, (1 - UC_GIVEN_DRAWS_LEVEL) / 2),
                           .high = quantile(sorted, n, (1 + UC_GIVEN_DRAWS_LEVEL) / 2),
                           .level = UC_GIVEN_DRAWS_LEVEL,
                           .draw = draw,
                           .n_draws = n_draws,
                           .line = row[0]->line};
    published->n_rows++;
    return UC_OK;
}

static uc_status publish_all(uc_given_draws *draws, const uc_given_draws_row *sorted[],
                             double room[], uc_published *published, uc_error *err)
{
    uc_status status = UC_OK;
    size_t n_draws = 0, n;

    for (size_t i = 0; i < draws->n_rows; i++)
        if (sorted[i]->draw > n_draws)
            n_draws = (size_t)sorted[i]->draw;
    for (size_t i = 0; status == UC_OK && i < draws->n_rows; i += n) {
        double *kept = malloc((n_draws + 1) * sizeof *kept);

        for (n = 1; i + n < draws->n_rows && by_place(&sorted[i], &sorted[i + n]) == 0;
             n++)
            ;
        if (kept == NULL)
            return no_memory(err);
        draws->kept[draws->n_kept++] = kept;
        status = publish(sorted + i, n, kept, n_draws, room, published, err);
    }
    return status;
}

uc_status uc_given_draws_publish(uc_given_draws *draws, uc_published *published,
                                 uc_error *err)
{
    const uc_given_draws_row **sorted = calloc(draws->n_rows + 1, sizeof *sorted);
    double *room = calloc(draws->n_rows + 1, sizeof *room);
    uc_status status = UC_OK;

    draws->kept = calloc(draws->n_rows + 1, sizeof *draws->kept);
    if (sorted == NULL || room == NULL || draws->kept == NULL)
        status = no_memory(err);
    for (size_t i = 0; status == UC_OK && i < draws->n_rows; i++)
        sorted[i] = &draws->row[i];
    if (status == UC_OK && draws->n_rows > 0) {
        qsort(sorted, draws->n_rows, sizeof *sorted, by_place);
        status = publish_all(draws, sorted, room, published, err);
    }
    free(sorted);
    free(room);
    return status;
}

void uc_given_draws_clear(uc_given_draws *draws)
{
    uc_row_table table = view(draws);

    uc_row_table_clear(&table);
    store(draws, &table);
    for (size_t k = 0; k < draws->n_kept; k++)
        free(draws->kept[k]);
    free(draws->kept);
    draws->kept = NULL;
    draws->n_kept = 0;
}
