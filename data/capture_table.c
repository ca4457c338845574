/* capture_table.c - how many people had each capture history */
#include "data/capture_table.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"

void uc_capture_table_init(uc_capture_table *table, size_t n_lists)
{
    *table = (uc_capture_table){.n_lists = n_lists};
}

static void clear_batches(uc_capture_batches *batches)
{
    free(batches->start);
    free(batches->history);
    free(batches->count);
    *batches = (uc_capture_batches){0};
}

void uc_capture_table_batch(uc_capture_table *table, uc_capture_batches *batches)
{
    clear_batches(&table->batches);
    table->batches = *batches;
    *batches = (uc_capture_batches){0};
}

static uc_status copy_batches(uc_capture_batches *to, const uc_capture_batches *from,
                              uc_error *err)
{
    const size_t n = from->n_batches > 0 ? from->start[from->n_batches] : 0;
    uc_capture_batches made = {.n_batches = from->n_batches};

    if (from->n_batches == 0)
        return UC_OK;
    made.start = malloc((from->n_batches + 1) * sizeof *made.start);
    made.history = malloc((n + 1) * sizeof *made.history);
    made.count = malloc((n + 1) * sizeof *made.count);
    if (made.start == NULL || made.history == NULL || made.count == NULL) {
        clear_batches(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for %zu batches", from->n_batches);
    }
    memcpy(made.start, from->start, (from->n_batches + 1) * sizeof *made.start);
    memcpy(made.history, from->history, n * sizeof *made.history);
    memcpy(made.count, from->count, n * sizeof *made.count);
    *to = made;
    return UC_OK;
}

void uc_capture_table_clear(uc_capture_table *table)
{
    free(table->history);
    free(table->count);
    free(table->impossible);
    clear_batches(&table->batches);
    *table = (uc_capture_table){.n_lists = table->n_lists};
}

/* Index of the first history that is not below `history`. */
static size_t lower_bound(const uc_capture_table *table, uint32_t history)
{
    size_t low = 0, high = table->n_histories;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (table->history[middle] < history)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_history(const uc_capture_table *table, uint32_t history)
{
    return history != 0 &&
           (table->n_lists >= 32 || history < (uint32_t)1 << table->n_lists);
}

/* Room for one more history. The arrays have room for the next power of two, so nothing
 * is to be done unless n_histories is one. */
static bool reserve(uc_capture_table *table)
{
    const size_t n = table->n_histories;
    const size_t capacity = n == 0 ? 1 : 2 * n;
    uint32_t *history;
    uint64_t *count;

    if ((n & (n - 1)) != 0)
        return true;
    history = realloc(table->history, capacity * sizeof *history);
    if (history == NULL)
        return false;
    table->history = history;
    count = realloc(table->count, capacity * sizeof *count);
    if (count == NULL)
        return false;
    table->count = count;
    return true;
}

static void insert(uc_capture_table *table, size_t at, uint32_t history, uint64_t count)
{
    const size_t after = table->n_histories - at;

    memmove(&table->history[at + 1], &table->history[at],
            after * sizeof *table->history);
    memmove(&table->count[at + 1], &table->count[at], after * sizeof *table->count);
    table->history[at] = history;
    table->count[at] = count;
    table->n_histories++;
}

uc_status uc_capture_table_add(uc_capture_table *table, uint32_t history,
                               uint64_t count, uc_error *err)
{
    size_t at;

    if (!is_history(table, history))
        return uc_fail(err, UC_EINVAL, "history %lu is not one of %zu lists",
                       (unsigned long)history, table->n_lists);
    if (count > UC_NUMBER_MAX_COUNT - table->n_people)
        return uc_fail(err, UC_EDATA, "counts sum to more than %llu",
                       UC_NUMBER_MAX_COUNT);
    if (count == 0)
        return UC_OK;
    at = lower_bound(table, history);
    if (at < table->n_histories && table->history[at] == history) {
        table->count[at] += count;
    } else {
        if (!reserve(table))
            return uc_fail(err, UC_ENOMEM, "out of memory");
        insert(table, at, history, count);
    }
    table->n_people += count;
    return UC_OK;
}

uc_status uc_capture_table_copy(uc_capture_table *to, const uc_capture_table *from,
                                uc_error *err)
{
    uc_capture_table copy;

    uc_capture_table_init(&copy, from->n_lists);
    for (size_t i = 0; i < from->n_histories; i++) {
        const uc_status status =
            uc_capture_table_add(&copy, from->history[i], from->count[i], err);

        if (status != UC_OK) {
            uc_capture_table_clear(&copy);
            return status;
        }
    }
    {
        const uc_status status = copy_batches(&copy.batches, &from->batches, err);

        if (status != UC_OK) {
            uc_capture_table_clear(&copy);
            return status;
        }
    }
    if (from->n_impossible > 0) {
        const uc_status status =
            uc_capture_table_forbid(&copy, from->impossible, from->n_impossible, err);

        if (status != UC_OK) {
            uc_capture_table_clear(&copy);
            return status;
        }
    }
    uc_capture_table_clear(to);
    *to = copy;
    return UC_OK;
}

bool uc_capture_table_is_impossible(const uc_capture_table *table, uint32_t history)
{
    size_t low = 0, high = table->n_impossible;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (table->impossible[middle] < history)
            low = middle + 1;
        else
            high = middle;
    }
    return low < table->n_impossible && table->impossible[low] == history;
}

size_t uc_capture_table_n_active(const uc_capture_table *table)
{
    size_t n = table->n_lists;

    for (size_t j = 0; j < table->n_lists && table->n_impossible > 0; j++) {
        size_t on = 0;

        for (size_t i = 0; i < table->n_impossible; i++)
            on += table->impossible[i] >> j & 1u;
        n -= on == (size_t)1 << (table->n_lists - 1);
    }
    return n;
}

static int by_history(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

uc_status uc_capture_table_forbid(uc_capture_table *table, const uint32_t histories[],
                                  size_t n_histories, uc_error *err)
{
    const size_t before = table->n_impossible;
    uint32_t *all = malloc((before + n_histories + 1) * sizeof *all);
    size_t n = 0;

    if (all == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < before + n_histories; i++) {
        const uint32_t w = i < before ? table->impossible[i] : histories[i - before];

        if (!is_history(table, w)) {
            free(all);
            return uc_fail(err, UC_EINVAL, "history %lu is not one of %zu lists",
                           (unsigned long)w, table->n_lists);
        }
        if (uc_capture_table_count(table, w) > 0) {
            free(all);
            return uc_fail(err, UC_EDATA, "people have a history declared impossible");
        }
        all[i] = w;
    }
    qsort(all, before + n_histories, sizeof *all, by_history);
    for (size_t i = 0; i < before + n_histories; i++)
        if (n == 0 || all[n - 1] != all[i])
            all[n++] = all[i];
    free(table->impossible);
    table->impossible = all;
    table->n_impossible = n;
    return UC_OK;
}

uint64_t uc_capture_table_count(const uc_capture_table *table, uint32_t history)
{
    const size_t at = lower_bound(table, history);

    return at < table->n_histories && table->history[at] == history ? table->count[at]
                                                                    : 0;
}

static void free_names(char **names, size_t n)
{
    for (size_t i = 0; names != NULL && i < n; i++)
        free(names[i]);
    free(names);
}

void uc_capture_set_clear(uc_capture_set *set)
{
    for (size_t i = 0; set->strata != NULL && i < set->n_strata; i++) {
        free_names(set->strata[i].value, set->n_by);
        uc_capture_table_clear(&set->strata[i].table);
        uc_capture_table_clear(&set->strata[i].identified);
        for (size_t m = 0; m < set->strata[i].n_imputations; m++) {
            uc_capture_table_clear(&set->strata[i].imputation[m]);
            if (set->strata[i].imputed_identified != NULL)
                uc_capture_table_clear(&set->strata[i].imputed_identified[m]);
        }
        free(set->strata[i].imputation);
        free(set->strata[i].imputed_identified);
    }
    for (size_t i = 0; i < set->n_files; i++)
        free(set->file[i].path);
    free(set->file);
    free(set->strata);
    free_names(set->list_names, set->n_lists);
    free_names(set->by_names, set->n_by);
    free_names(set->pooled_names, set->n_pooled);
    free(set->dataset);
    free(set->path);
    *set = (uc_capture_set){0};
}

static uc_status validate_cell(const uc_capture_table *table, size_t i, uc_error *err)
{
    if (!is_history(table, table->history[i]))
        return uc_fail(err, UC_EINVAL, "history %lu is not one of %zu lists",
                       (unsigned long)table->history[i], table->n_lists);
    if (i > 0 && table->history[i] <= table->history[i - 1])
        return uc_fail(err, UC_EINVAL, "history %lu does not ascend from %lu",
                       (unsigned long)table->history[i],
                       (unsigned long)table->history[i - 1]);
    if (table->count[i] == 0)
        return uc_fail(err, UC_EINVAL, "history %lu has the count 0",
                       (unsigned long)table->history[i]);
    return UC_OK;
}

/* Whether the batches hold the table's people, each once. */
static bool batches_agree(const uc_capture_table *table)
{
    const uc_capture_batches *batches = &table->batches;

    if (batches->n_batches == 0)
        return true;
    for (size_t i = 0; i < table->n_histories; i++) {
        uint64_t left = table->count[i];

        for (size_t k = 0; k < batches->start[batches->n_batches]; k++)
            if (batches->history[k] == table->history[i]) {
                if (batches->count[k] == 0 || batches->count[k] > left)
                    return false;
                left -= batches->count[k];
            }
        if (left > 0)
            return false;
    }
    for (size_t k = 0; k < batches->start[batches->n_batches]; k++)
        if (uc_capture_table_count(table, batches->history[k]) == 0)
            return false;
    return true;
}

uc_status uc_capture_table_validate(const uc_capture_table *table, uc_error *err)
{
    uint64_t left = UC_NUMBER_MAX_COUNT;

    if (table->n_lists < 1 || table->n_lists > UC_CAPTURE_MAX_LISTS)
        return uc_fail(err, UC_EINVAL, "table has %zu lists, not 1 to %d",
                       table->n_lists, UC_CAPTURE_MAX_LISTS);
    for (size_t i = 0; i < table->n_histories; i++) {
        const uc_status status = validate_cell(table, i, err);

        if (status != UC_OK)
            return status;
        if (table->count[i] > left)
            return uc_fail(err, UC_EINVAL, "counts sum to more than %llu",
                           UC_NUMBER_MAX_COUNT);
        left -= table->count[i];
    }
    for (size_t i = 0; i < table->n_impossible; i++)
        if (!is_history(table, table->impossible[i]) ||
            (i > 0 && table->impossible[i] <= table->impossible[i - 1]) ||
            uc_capture_table_count(table, table->impossible[i]) > 0)
            return uc_fail(err, UC_EINVAL, "history %lu is no structural zero",
                           (unsigned long)table->impossible[i]);
    if (table->n_people != UC_NUMBER_MAX_COUNT - left)
        return uc_fail(err, UC_EINVAL, "n_people is not the sum of the counts");
    if (!batches_agree(table))
        return uc_fail(err, UC_EINVAL, "the batches are not the people of the table");
    return UC_OK;
}
