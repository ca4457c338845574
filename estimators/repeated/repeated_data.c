/* repeated_data.c - rows of repeated counts as cells and a design */
#include "estimators/repeated/repeated_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/ldl.h"

/* A column whose part outside the earlier ones is smaller is taken as dependent. */
#define ALIAS_TOLERANCE 1e-9

/* One row on its way to a cell. */
typedef struct row {
    uint64_t count;
    double people;
    size_t n_covariates;
    const double *value; /* levels as numbers, and measures */
} row;

static int compare_values(const row *a, const row *b)
{
    size_t i;

    for (i = 0; i < a->n_covariates; i++)
        if (a->value[i] != b->value[i])
            return a->value[i] < b->value[i] ? -1 : 1;
    return 0;
}

static int compare_rows(const void *p, const void *q)
{
    const row *a = p, *b = q;
    const int order = compare_values(a, b);

    if (order != 0)
        return order;
    return (a->count > b->count) - (a->count < b->count);
}

static int compare_texts(const void *p, const void *q)
{
    return strcmp(*(const char *const *)p, *(const char *const *)q);
}

void uc_repeated_data_clear(uc_repeated_data *data)
{
    free(data->count);
    free(data->people);
    free(data->pattern);
    free(data->x);
    free(data->level);
    free(data->column);
    free(data->kept);
    free(data->texts);
    memset(data, 0, sizeof *data);
}

size_t uc_repeated_n_levels(const uc_repeated_data *data, size_t covariate)
{
    return data->first_text[covariate + 1] - data->first_text[covariate];
}

const char *uc_repeated_level(const uc_repeated_data *data, size_t covariate,
                              size_t level)
{
    return data->texts[data->first_text[covariate] + level];
}

/* The levels that occur, sorted by text; rank[] of each code of covariate c. */
static void order_levels(const uc_repeated_covariate *from, size_t n, size_t c,
                         double value[], size_t n_covariates, uc_repeated_data *data,
                         bool seen[])
{
    const char **text = data->texts + data->first_text[c];
    size_t i, n_seen = 0;

    memset(seen, 0, from->n_levels * sizeof *seen);
    for (i = 0; i < n; i++)
        seen[from->code[i]] = true;
    for (i = 0; i < from->n_levels; i++)
        if (seen[i])
            text[n_seen++] = from->level[i];
    qsort(text, n_seen, sizeof *text, compare_texts);
    data->first_text[c + 1] = data->first_text[c] + n_seen;
    for (i = 0; i < n; i++) {
        const char *const want = from->level[from->code[i]];
        const char **at = bsearch(&want, text, n_seen, sizeof *text, compare_texts);

        value[i * n_covariates + c] = at != NULL ? (double)(at - text) : 0.0;
    }
}

static uc_status read_values(size_t n, const uc_repeated_covariate covariate[],
                             size_t n_covariates, double value[],
                             uc_repeated_data *data, uc_error *err)
{
    size_t c, i, n_texts = 0, most = 0;
    bool *seen;

    for (c = 0; c < n_covariates; c++)
        if (covariate[c].code != NULL) {
            n_texts += covariate[c].n_levels;
            most = covariate[c].n_levels > most ? covariate[c].n_levels : most;
        }
    seen = malloc((most + 1) * sizeof *seen);
    data->texts = calloc(n_texts + 1, sizeof *data->texts);
    if (seen == NULL || data->texts == NULL) {
        free(seen);
        return uc_fail(err, UC_ENOMEM, "no memory for repeated counts");
    }
    for (c = 0; c < n_covariates; c++) {
        data->first_text[c + 1] = data->first_text[c];
        if (covariate[c].code != NULL)
            order_levels(&covariate[c], n, c, value, n_covariates, data, seen);
        else
            for (i = 0; i < n; i++)
                value[i * n_covariates + c] = covariate[c].measure[i];
    }
    free(seen);
    return UC_OK;
}

/* Sorts rows and merges those alike; people of 0 leave no cell. */
static uc_status make_cells(row *rows, size_t n,
                            const uc_repeated_covariate covariate[],
                            uc_repeated_data *data, double values[], uc_error *err)
{
    const size_t k = data->n_covariates;
    const row *last = NULL;
    size_t i, c;

    qsort(rows, n, sizeof *rows, compare_rows);
    data->count = calloc(n + 1, sizeof *data->count);
    data->people = calloc(n + 1, sizeof *data->people);
    data->pattern = calloc(n + 1, sizeof *data->pattern);
    data->level = calloc(n * k + 1, sizeof *data->level);
    if (data->count == NULL || data->people == NULL || data->pattern == NULL ||
        data->level == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for repeated counts");
    for (i = 0; i < n; i++) {
        if (!(rows[i].people > 0.0))
            continue;
        if (last == NULL || compare_values(last, &rows[i]) != 0) {
            for (c = 0; c < k; c++) {
                values[data->n_patterns * k + c] = rows[i].value[c];
                if (covariate[c].code != NULL)
                    data->level[data->n_patterns * k + c] = (uint32_t)rows[i].value[c];
            }
            data->n_patterns++;
        }
        if (last == NULL || compare_rows(last, &rows[i]) != 0) {
            data->count[data->n_cells] = rows[i].count;
            data->pattern[data->n_cells++] = data->n_patterns - 1;
        }
        data->people[data->n_cells - 1] += rows[i].people;
        data->n_people += rows[i].people;
        last = &rows[i];
    }
    return UC_OK;
}

/* -- Design ------------------------------------------------------------------------ */

static uc_status list_columns(const uc_repeated_covariate covariate[],
                              uc_repeated_data *data, uc_error *err)
{
    size_t c, l, n = 1;

    for (c = 0; c < data->n_covariates; c++)
        n += covariate[c].code == NULL || uc_repeated_n_levels(data, c) < 2
                 ? 1
                 : uc_repeated_n_levels(data, c) - 1;
    if (n > UC_REPEATED_MAX_COLUMNS)
        return uc_fail(err, UC_EINVAL,
                       "the covariates have %zu levels to estimate; allowed are %d", n,
                       UC_REPEATED_MAX_COLUMNS);
    data->column = calloc(n, sizeof *data->column);
    data->kept = calloc(n, sizeof *data->kept);
    if (data->column == NULL || data->kept == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for repeated counts");
    data->column[data->n_columns++] = (uc_repeated_column){
        .covariate = SIZE_MAX, .name = "(intercept)", .scale = 1.0};
    for (c = 0; c < data->n_covariates; c++) {
        const size_t levels = uc_repeated_n_levels(data, c);
        const bool is_measure = covariate[c].code == NULL;

        for (l = is_measure || levels < 2 ? 0 : 1; l < levels || (is_measure && l < 1);
             l++)
            data->column[data->n_columns++] = (uc_repeated_column){
                .covariate = c,
                .level = l,
                .name = covariate[c].name,
                .text = is_measure ? NULL : uc_repeated_level(data, c, l),
                .fate = !is_measure && levels < 2 ? UC_COLUMN_CONSTANT : UC_COLUMN_KEPT,
                .scale = 1.0};
    }
    return UC_OK;
}

/* Mean and spread over patterns: any will do, since the coefficients undo them. */
static void standardise(const uc_repeated_data *data, const double values[],
                        uc_repeated_column *column)
{
    const size_t n = data->n_patterns, k = data->n_covariates;
    double sum = 0.0, squares = 0.0;
    size_t i;

    for (i = 0; i < n; i++)
        sum += values[i * k + column->covariate];
    column->centre = n > 0 ? sum / (double)n : 0.0;
    for (i = 0; i < n; i++) {
        const double d = values[i * k + column->covariate] - column->centre;

        squares += d * d;
    }
    column->scale = sqrt(squares / (double)(n > 0 ? n : 1));
    if (!(column->scale > 1e-12 * fabs(column->centre)) || !(column->scale > 0.0)) {
        column->fate = UC_COLUMN_CONSTANT;
        column->scale = 1.0;
    }
}

static double entry(const uc_repeated_data *data, const double values[], size_t pattern,
                    const uc_repeated_column *column)
{
    if (column->covariate == SIZE_MAX)
        return 1.0;
    if (column->text == NULL)
        return (values[pattern * data->n_covariates + column->covariate] -
                column->centre) /
               column->scale;
    return data->level[pattern * data->n_covariates + column->covariate] ==
                   column->level
               ? 1.0
               : 0.0;
}

/* Finds dependent columns by the pivots of X'X, weighting patterns alike. */
static uc_status find_aliases(uc_repeated_data *data, const double values[],
                              uc_error *err)
{
    const size_t m = data->n_columns, stride = uc_ldl_stride(m);
    double *h = calloc(m * stride + m, sizeof *h), *row_x = calloc(m, sizeof *row_x);
    double *inv_d = h + m * stride;
    size_t i, a, b;

    if (h == NULL || row_x == NULL) {
        free(h);
        free(row_x);
        return uc_fail(err, UC_ENOMEM, "no memory for repeated counts");
    }
    for (i = 0; i < data->n_patterns; i++) {
        for (a = 0; a < m; a++)
            row_x[a] = data->column[a].fate == UC_COLUMN_KEPT
                           ? entry(data, values, i, &data->column[a])
                           : 0.0;
        for (a = 0; a < m; a++)
            for (b = a; b < m; b++)
                h[a * stride + b] += row_x[a] * row_x[b];
    }
    (void)uc_ldl_factor(m, stride, h, ALIAS_TOLERANCE, inv_d, NULL);
    for (a = 0; a < m; a++) {
        if (data->column[a].fate == UC_COLUMN_KEPT && inv_d[a] == 0.0)
            data->column[a].fate = UC_COLUMN_ALIASED;
        if (data->column[a].fate == UC_COLUMN_KEPT)
            data->kept[data->n_kept++] = a;
    }
    free(h);
    free(row_x);
    return UC_OK;
}

static uc_status make_design(const uc_repeated_covariate covariate[],
                             uc_repeated_data *data, const double values[],
                             uc_error *err)
{
    uc_status status = list_columns(covariate, data, err);
    size_t i, a;

    for (a = 1; status == UC_OK && a < data->n_columns; a++)
        if (data->column[a].text == NULL)
            standardise(data, values, &data->column[a]);
    if (status == UC_OK)
        status = find_aliases(data, values, err);
    if (status != UC_OK)
        return status;
    data->x = calloc(data->n_patterns * data->n_kept + 1, sizeof *data->x);
    if (data->x == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for repeated counts");
    for (i = 0; i < data->n_patterns; i++)
        for (a = 0; a < data->n_kept; a++)
            data->x[i * data->n_kept + a] =
                entry(data, values, i, &data->column[data->kept[a]]);
    return UC_OK;
}

uc_status uc_repeated_group(size_t n, const uint64_t count[], const double people[],
                            const uc_repeated_covariate covariate[],
                            size_t n_covariates, uc_repeated_data *data, uc_error *err)
{
    const size_t k = n_covariates;
    uc_repeated_data made = {.n_covariates = k};
    double *value, *sorted;
    row *rows;
    uc_status status = UC_OK;
    size_t i;

    if (k > UC_REPEATED_MAX_COVARIATES)
        return uc_fail(err, UC_EINVAL, "%zu covariates; allowed are %d", k,
                       UC_REPEATED_MAX_COVARIATES);
    for (i = 0; i < n; i++)
        if (count[i] < 1 || count[i] > UC_REPEATED_MAX_COUNT)
            return uc_fail(err, UC_EINVAL, "a person cannot be counted %llu times",
                           (unsigned long long)count[i]);
    value = calloc(n * k + 1, sizeof *value);
    sorted = calloc(n * k + 1, sizeof *sorted);
    rows = calloc(n + 1, sizeof *rows);
    if (value == NULL || sorted == NULL || rows == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for repeated counts");
    if (status == UC_OK)
        status = read_values(n, covariate, k, value, &made, err);
    for (i = 0; status == UC_OK && i < n; i++)
        rows[i] = (row){count[i], people != NULL ? people[i] : 1.0, k, value + i * k};
    if (status == UC_OK)
        status = make_cells(rows, n, covariate, &made, sorted, err);
    if (status == UC_OK)
        status = make_design(covariate, &made, sorted, err);
    free(value);
    free(sorted);
    free(rows);
    if (status == UC_OK)
        *data = made;
    else
        uc_repeated_data_clear(&made);
    return status;
}
