/* capture_columns.c - the role of every column of a capture table */
#include "data/internal/capture_pass.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

static size_t field_called(const uc_capture_pass *pass, const char *name)
{
    for (size_t f = 0; f < pass->n_fields; f++)
        if (strcmp(pass->name[f], name) == 0)
            return f;
    return UC_SCHEMA_ABSENT;
}

static bool copy_names(uc_capture_pass *pass, const uc_csv_record *header)
{
    const size_t n = header->n_fields;

    pass->name = calloc(n, sizeof *pass->name);
    pass->role = calloc(n, sizeof *pass->role);
    pass->candidate = calloc(n, sizeof *pass->candidate);
    pass->by_field = calloc(pass->opts->n_by + 1, sizeof *pass->by_field);
    if (pass->name == NULL || pass->role == NULL || pass->candidate == NULL ||
        pass->by_field == NULL)
        return false;
    pass->n_fields = n;
    for (size_t f = 0; f < n; f++) {
        pass->name[f] = uc_text_copy(header->field[f].text);
        if (pass->name[f] == NULL)
            return false;
    }
    return true;
}

/* Gives a named column its role; adds a fault if there is no such column or it has a
 * role already. Returns its field, or UC_SCHEMA_ABSENT. */
static size_t claim(uc_capture_pass *pass, const char *what, const char *name,
                    uc_capture_role as)
{
    static const char *const taken[] = {[ROLE_CANDIDATE] = "a list",
                                        [ROLE_COUNT] = "the count",
                                        [ROLE_BY] = "a stratum column",
                                        [ROLE_IDENTIFIED] = "the count of identified",
                                        [ROLE_ZERO] = "the structural zeros",
                                        [ROLE_IMPUTATION] = "the linked versions",
                                        [ROLE_BATCH] = "the batch"};
    const size_t f = field_called(pass, name);
    char shown[UC_CSV_SHOWN], advice[UC_CSV_SHOWN];

    if (f == UC_SCHEMA_ABSENT) {
        (void)uc_schema_advice(name, (const char *const *)pass->name, pass->n_fields,
                               advice, sizeof advice);
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, 0,
                      "%s column '%s' is missing%s", what, uc_capture_show(name, shown),
                      advice);
        return f;
    }
    if (pass->role[f] != ROLE_OTHER) {
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, f + 1,
                      "column '%s' is named as %s column but is already %s",
                      uc_capture_show(name, shown), what, taken[pass->role[f]]);
        return UC_SCHEMA_ABSENT;
    }
    pass->role[f] = as;
    return f;
}

static bool is_count_name(const char *name)
{
    static const char *const names[] = {"count", "n", "freq", "frequency"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (uc_text_equal_nocase(name, names[i]))
            return true;
    return false;
}

/* Finds the count column among those that have no role yet. */
static void find_count(uc_capture_pass *pass)
{
    char first[UC_CSV_SHOWN], second[UC_CSV_SHOWN];

    for (size_t f = 0; f < pass->n_fields; f++) {
        if (pass->role[f] != ROLE_OTHER || !is_count_name(pass->name[f]))
            continue;
        if (pass->count_field != UC_SCHEMA_ABSENT) {
            uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, f + 1,
                          "columns '%s' and '%s' can both be the count; say which with "
                          "--count",
                          uc_capture_show(pass->name[pass->count_field], first),
                          uc_capture_show(pass->name[f], second));
            return;
        }
        pass->count_field = f;
    }
    if (pass->count_field != UC_SCHEMA_ABSENT)
        pass->role[pass->count_field] = ROLE_COUNT;
}

static void add_candidate(uc_capture_pass *pass, size_t field)
{
    pass->role[field] = ROLE_CANDIDATE;
    pass->candidate[pass->n_candidates++].field = field;
}

/* Columns with a name of their own, unless the caller has named them as something
 * else. */
static void find_reserved(uc_capture_pass *pass)
{
    static const char *const names[] = {
        UC_CAPTURE_IDENTIFIED_COUNT, UC_CAPTURE_STRUCTURAL_ZERO, UC_CAPTURE_IMPUTATION};
    size_t *const fields[] = {&pass->identified_field, &pass->zero_field,
                              &pass->imputation_field};

    for (size_t i = 0; i < 3; i++) {
        const size_t f = field_called(pass, names[i]);

        if (f == UC_SCHEMA_ABSENT || pass->role[f] != ROLE_OTHER)
            continue;
        pass->role[f] = (uc_capture_role)(ROLE_IDENTIFIED + i);
        *fields[i] = f;
    }
}

static void assign_roles(uc_capture_pass *pass)
{
    const uc_capture_opts *opts = pass->opts;

    for (size_t j = 0; pass->named && j < opts->n_lists; j++) {
        const size_t f = claim(pass, "list", opts->lists[j], ROLE_CANDIDATE);

        if (f != UC_SCHEMA_ABSENT)
            add_candidate(pass, f);
    }
    if (opts->count != NULL)
        pass->count_field = claim(pass, "count", opts->count, ROLE_COUNT);
    for (size_t j = 0; j < opts->n_by; j++)
        pass->by_field[j] = claim(pass, "stratum", opts->by[j], ROLE_BY);
    if (opts->batch != NULL)
        pass->batch_field = claim(pass, "batch", opts->batch, ROLE_BATCH);
    if (opts->count == NULL)
        find_count(pass);
    find_reserved(pass);
    if (pass->batch_field != UC_SCHEMA_ABSENT &&
        pass->imputation_field != UC_SCHEMA_ABSENT)
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line,
                      pass->batch_field + 1,
                      "a table of linked versions cannot be resampled by batches");
    for (size_t f = 0; !pass->named && f < pass->n_fields; f++)
        if (pass->role[f] == ROLE_OTHER)
            add_candidate(pass, f);
}

/* A file without a header has a person in its first row: names must not become those of
 * columns, which reports print. */
static bool seems_a_row(const uc_capture_pass *pass)
{
    for (size_t f = 0; f < pass->n_fields; f++) {
        const bool is_value =
            strcmp(pass->name[f], "0") == 0 || strcmp(pass->name[f], "1") == 0;

        if (!is_value)
            continue;
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, f + 1,
                      "the first row must hold the names of the columns; a column "
                      "called '%s' looks like a row of data",
                      pass->name[f]);
        return true;
    }
    return false;
}

uc_status uc_capture_on_header(void *context, const uc_csv_record *header, bool *stop,
                               uc_error *err)
{
    uc_capture_pass *pass = context;
    const size_t n_before = pass->faults->n_total;

    pass->header_line = header->line;
    if (!copy_names(pass, header))
        return uc_capture_no_memory(err);
    if (seems_a_row(pass)) {
        *stop = true;
        return UC_OK;
    }
    if (pass->named && pass->opts->n_lists > UC_CAPTURE_MAX_LISTS)
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, 0,
                      "%zu lists are named; at most %d are allowed",
                      pass->opts->n_lists, UC_CAPTURE_MAX_LISTS);
    assign_roles(pass);
    pass->n_words = (pass->n_candidates + 63) / 64;
    pass->pattern = calloc(2 + pass->n_words, sizeof *pass->pattern);
    if (pass->pattern == NULL)
        return uc_capture_no_memory(err);
    *stop = pass->faults->n_total > n_before;
    return UC_OK;
}
