/* capture_finish.c - the capture set of a file that was read */
#include "data/internal/capture_pass.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

typedef struct sorted_cell {
    size_t stratum, version;
    uint64_t batch;
    uint32_t history;
    uint64_t count, identified;
    bool impossible;
} sorted_cell;

static int by_stratum_and_history(const void *a, const void *b)
{
    const sorted_cell *x = a, *y = b;

    if (x->stratum != y->stratum)
        return x->stratum < y->stratum ? -1 : 1;
    if (x->history != y->history)
        return x->history < y->history ? -1 : 1;
    return (x->version < y->version) - (x->version > y->version);
}

static int by_stratum_and_batch(const void *a, const void *b)
{
    const sorted_cell *x = a, *y = b;

    if (x->stratum != y->stratum || x->batch == y->batch)
        return by_stratum_and_history(a, b);
    return x->batch < y->batch ? -1 : 1;
}

/* The batches of the n cells of one stratum, sorted by batch. */
static uc_status make_batches(const sorted_cell cell[], size_t n,
                              uc_capture_table *table, uc_error *err)
{
    uc_capture_batches made = {.start = malloc((n + 1) * sizeof *made.start),
                               .history = malloc((n + 1) * sizeof *made.history),
                               .count = malloc((n + 1) * sizeof *made.count)};
    uc_status status = UC_OK;

    if (made.start == NULL || made.history == NULL || made.count == NULL) {
        status = uc_capture_no_memory(err);
    } else {
        for (size_t i = 0; i < n; i++) {
            if (i == 0 || cell[i].batch != cell[i - 1].batch)
                made.start[made.n_batches++] = i;
            made.history[i] = cell[i].history;
            made.count[i] = cell[i].count;
        }
        made.start[made.n_batches] = n;
        uc_capture_table_batch(table, &made);
    }
    free(made.start);
    free(made.history);
    free(made.count);
    return status;
}

/* Divides every stratum into its batches: one that lies in two strata is two. */
static uc_status divide(sorted_cell cell[], size_t n, uc_capture_set *set,
                        uc_error *err)
{
    uc_status status = UC_OK;
    size_t first = 0, n_kept = 0;

    for (size_t i = 0; i < n; i++) /* those without people are structural zeros */
        if (cell[i].count > 0 && cell[i].history != 0)
            cell[n_kept++] = cell[i];
    n = n_kept;
    qsort(cell, n, sizeof *cell, by_stratum_and_batch);
    while (first < n && status == UC_OK) {
        size_t last = first;

        while (last < n && cell[last].stratum == cell[first].stratum)
            last++;
        status = make_batches(cell + first, last - first,
                              &set->strata[cell[first].stratum].table, err);
        first = last;
    }
    return status;
}

static uint32_t history_of(const uint64_t pattern[], const size_t bit[], size_t n_lists)
{
    uint32_t history = 0;

    for (size_t j = 0; j < n_lists; j++)
        history |= (uint32_t)(pattern[1 + bit[j] / 64] >> (bit[j] % 64) & 1) << j;
    return history;
}

typedef struct ranked_batch {
    const char *value;
    size_t len, index;
} ranked_batch;

static int by_value(const void *a, const void *b)
{
    const ranked_batch *x = a, *y = b;
    const size_t len = x->len < y->len ? x->len : y->len;
    const int order = memcmp(x->value, y->value, len);

    return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

/* Numbers of the batches by their values, so that the order of rows does not matter.
 * @return rank of each batch, free() it; NULL without memory. */
static uint64_t *rank_batches(const uc_capture_pass *pass)
{
    const size_t n = uc_pool_size(pass->batches);
    ranked_batch *batch = malloc((n + 1) * sizeof *batch);
    uint64_t *rank = calloc(n + 1, sizeof *rank);

    if (batch == NULL || rank == NULL) {
        free(batch);
        free(rank);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        batch[i].index = i;
        batch[i].value = uc_pool_at(pass->batches, i, &batch[i].len);
    }
    qsort(batch, n, sizeof *batch, by_value);
    for (size_t i = 0; i < n; i++)
        rank[batch[i].index] = i;
    free(batch);
    return rank;
}

static uc_status fill_cell(const uc_capture_pass *pass, const sorted_cell *cell,
                           uc_capture_set *set, uc_error *err)
{
    uc_capture_stratum *stratum = &set->strata[cell->stratum];
    uc_capture_table *table =
        cell->version > 0 ? &stratum->imputation[cell->version - 1] : &stratum->table;
    uc_status status = UC_OK;

    if (cell->history == 0)
        return UC_OK;
    status = uc_capture_table_add(table, cell->history, cell->count, err);
    if (status == UC_OK && set->has_identified)
        status = uc_capture_table_add(
            cell->version > 0 ? &stratum->imputed_identified[cell->version - 1]
                              : &stratum->identified,
            cell->history, cell->identified, err);
    if (status != UC_OK || !cell->impossible)
        return status;
    if (uc_capture_table_count(&stratum->table, cell->history) > 0) {
        uc_faults_add(
            pass->faults, UC_EDATA, pass->path, 0, 0,
            "a structural zero of some rows has people on others; estimate by "
            "the stratum columns that tell them apart");
        return UC_OK;
    }
    status = uc_capture_table_forbid(&stratum->table, &cell->history, 1, err);
    for (size_t m = 0; m < stratum->n_imputations && status == UC_OK; m++)
        if (uc_capture_table_count(&stratum->imputation[m], cell->history) == 0)
            status = uc_capture_table_forbid(&stratum->imputation[m], &cell->history, 1,
                                             err);
    return status;
}

/* Sorted, every history goes to the end of its table. */
static uc_status fill_tables(const uc_capture_pass *pass, const size_t bit[],
                             uc_capture_set *set, uc_error *err)
{
    const size_t n = uc_pool_size(pass->cells), n_faults = pass->faults->n_total;
    sorted_cell *cell = malloc((n + 1) * sizeof *cell);
    uint64_t *rank = rank_batches(pass);
    uc_status status = UC_OK;

    if (cell == NULL || rank == NULL) {
        free(cell);
        free(rank);
        return uc_capture_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        size_t len;
        const uint64_t *pattern = uc_pool_at(pass->cells, i, &len);

        cell[i] = (sorted_cell){
            .stratum =
                (size_t)(pattern[0] & (((uint64_t)1 << UC_CELL_VERSION_SHIFT) - 1)),
            .version = (size_t)(pattern[0] >> UC_CELL_VERSION_SHIFT),
            .batch = rank[pattern[1 + pass->n_words]],
            .history = history_of(pattern, bit, set->n_lists),
            .count = pass->sum[i].count,
            .identified = pass->sum[i].identified,
            .impossible = pass->sum[i].impossible};
        if (cell[i].history == 0)
            uc_capture_zero_history(pass, pass->sum[i].line);
    }
    qsort(cell, n, sizeof *cell, by_stratum_and_history);
    for (size_t i = 0; i < n && status == UC_OK; i++)
        status = fill_cell(pass, &cell[i], set, err);
    if (status == UC_OK && set->batched && pass->faults->n_total == n_faults)
        status = divide(cell, n, set, err);
    free(cell);
    free(rank);
    return status;
}

static uc_status make_strata(const uc_capture_pass *pass, uc_capture_set *set,
                             uc_error *err)
{
    const size_t n = uc_pool_size(pass->strata);

    set->strata = calloc(n + 1, sizeof *set->strata);
    if (set->strata == NULL)
        return uc_capture_no_memory(err);
    set->n_strata = n;
    for (size_t s = 0; s < n; s++) {
        uc_capture_stratum *stratum = &set->strata[s];
        size_t len;
        const char *value = uc_pool_at(pass->strata, s, &len);

        uc_capture_table_init(&stratum->table, set->n_lists);
        uc_capture_table_init(&stratum->identified, set->n_lists);
        stratum->imputation =
            calloc(pass->n_imputations + 1, sizeof *stratum->imputation);
        stratum->imputed_identified =
            calloc(pass->n_imputations + 1, sizeof *stratum->imputation);
        if (stratum->imputation == NULL || stratum->imputed_identified == NULL)
            return uc_capture_no_memory(err);
        stratum->n_imputations = pass->n_imputations;
        for (size_t m = 0; m < pass->n_imputations; m++) {
            uc_capture_table_init(&stratum->imputation[m], set->n_lists);
            uc_capture_table_init(&stratum->imputed_identified[m], set->n_lists);
        }
        stratum->value = calloc(set->n_by + 1, sizeof *stratum->value);
        if (stratum->value == NULL)
            return uc_capture_no_memory(err);
        for (size_t j = 0; j < set->n_by; j++) {
            stratum->value[j] = uc_text_copy(value);
            if (stratum->value[j] == NULL)
                return uc_capture_no_memory(err);
            value += strlen(value) + 1;
        }
    }
    return UC_OK;
}

static bool append_name(char **names, size_t *n, const char *name)
{
    names[*n] = uc_text_copy(name);
    if (names[*n] == NULL)
        return false;
    ++*n;
    return true;
}

static bool is_bit(const size_t bit[], size_t n_lists, size_t k)
{
    for (size_t j = 0; j < n_lists; j++)
        if (bit[j] == k)
            return true;
    return false;
}

static bool name_pooled(const uc_capture_pass *pass, const size_t bit[],
                        uc_capture_set *set)
{
    size_t k = 0;

    set->pooled_names = calloc(pass->n_fields + 1, sizeof *set->pooled_names);
    if (set->pooled_names == NULL)
        return false;
    for (size_t f = 0; f < pass->n_fields; f++) {
        bool pooled = pass->role[f] == ROLE_OTHER;

        /* Candidates that are not named come in the order of the fields. */
        if (pass->role[f] == ROLE_CANDIDATE && !pass->named)
            pooled = !is_bit(bit, set->n_lists, k++);
        if (pooled && !append_name(set->pooled_names, &set->n_pooled, pass->name[f]))
            return false;
    }
    return true;
}

static uc_status name_columns(const uc_capture_pass *pass, const size_t bit[],
                              size_t n_lists, uc_capture_set *set, uc_error *err)
{
    set->batched = pass->batch_field != UC_SCHEMA_ABSENT;
    set->counted = pass->count_field != UC_SCHEMA_ABSENT;
    set->has_identified = pass->identified_field != UC_SCHEMA_ABSENT;
    set->has_zeros = pass->zero_field != UC_SCHEMA_ABSENT;
    set->path = uc_text_copy(pass->path);
    set->dataset = uc_source_dataset(pass->path);
    set->list_names = calloc(n_lists + 1, sizeof *set->list_names);
    set->by_names = calloc(pass->opts->n_by + 1, sizeof *set->by_names);
    if (set->path == NULL || set->dataset == NULL || set->list_names == NULL ||
        set->by_names == NULL)
        return uc_capture_no_memory(err);
    for (size_t j = 0; j < n_lists; j++)
        if (!append_name(set->list_names, &set->n_lists,
                         pass->name[pass->candidate[bit[j]].field]))
            return uc_capture_no_memory(err);
    for (size_t j = 0; j < pass->opts->n_by; j++)
        if (!append_name(set->by_names, &set->n_by, pass->opts->by[j]))
            return uc_capture_no_memory(err);
    return name_pooled(pass, bit, set) ? UC_OK : uc_capture_no_memory(err);
}

uc_status uc_capture_finish(const uc_capture_pass *pass, size_t n_faults_before,
                            const char *sha256, uc_capture_set *set, uc_error *err)
{
    size_t bit[UC_CAPTURE_MAX_LISTS] = {0}, n_lists;
    uc_capture_set made = {0};
    uc_status status;

    if (pass->n_rows == 0) /* every row was ragged or not text */
        return UC_OK;
    n_lists = uc_capture_choose_lists(pass, bit);
    if (pass->faults->n_total > n_faults_before)
        return UC_OK;
    (void)snprintf(made.sha256, sizeof made.sha256, "%s", sha256);
    status = name_columns(pass, bit, n_lists, &made, err);
    if (status == UC_OK)
        status = make_strata(pass, &made, err);
    if (status == UC_OK)
        status = fill_tables(pass, bit, &made, err);
    if (status == UC_OK && pass->faults->n_total == n_faults_before)
        *set = made;
    else
        uc_capture_set_clear(&made);
    return status;
}
