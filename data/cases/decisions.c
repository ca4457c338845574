/* decisions.c - verdicts of clerical review */
#include "data/cases/decisions.h"

#include <string.h>

#include "data/base/number.h"

enum { FILE_A, ROW_A, FILE_B, ROW_B, PATTERN, VERDICT, N_COLUMNS };

static const uc_schema_column columns[N_COLUMNS] = {
    [FILE_A] = {"file_a", {NULL}, UC_SCHEMA_TEXT, true, true, 0},
    [ROW_A] = {"row_a", {NULL}, UC_SCHEMA_CODE, true, true, 0},
    [FILE_B] = {"file_b", {NULL}, UC_SCHEMA_TEXT, true, true, 0},
    [ROW_B] = {"row_b", {NULL}, UC_SCHEMA_CODE, true, true, 0},
    [PATTERN] = {"pattern", {NULL}, UC_SCHEMA_CODE, true, true, 0},
    [VERDICT] = {"decision", {"verdict"}, UC_SCHEMA_CODE, true, false, 0},
};

static const uc_schema schema = {columns, N_COLUMNS, UC_SCHEMA_IGNORE};

static const uc_row_text texts[N_COLUMNS] = {
    [FILE_A] = {offsetof(uc_decision, file_a), true},
    [ROW_A] = {offsetof(uc_decision, row_a), true},
    [FILE_B] = {offsetof(uc_decision, file_b), true},
    [ROW_B] = {offsetof(uc_decision, row_b), true},
    [PATTERN] = {offsetof(uc_decision, pattern), false},
    [VERDICT] = {UC_SCHEMA_ABSENT, false},
};

static bool read_verdict(const char *text, uc_verdict *verdict)
{
    static const char *const one[] = {"one", "same", "yes", "1"};
    static const char *const two[] = {"two", "different", "no", "0"};

    *verdict = UC_VERDICT_OPEN;
    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++) {
        if (strcmp(text, one[i]) == 0)
            *verdict = UC_VERDICT_ONE;
        if (strcmp(text, two[i]) == 0)
            *verdict = UC_VERDICT_TWO;
    }
    return *verdict != UC_VERDICT_OPEN || text[0] == '\0';
}

static bool complete(void *row, const uc_schema_cell cells[], const uc_row_place *at)
{
    uc_decision *d = row;

    if (uc_number_count(cells[ROW_A].text, &d->a) != UC_NUMBER_OK || d->a == 0)
        return uc_row_refuse(at, ROW_A, "row_a must be a whole number, 1 or more");
    if (uc_number_count(cells[ROW_B].text, &d->b) != UC_NUMBER_OK || d->b == 0)
        return uc_row_refuse(at, ROW_B, "row_b must be a whole number, 1 or more");
    if (!read_verdict(cells[VERDICT].text, &d->verdict))
        return uc_row_refuse(at, VERDICT,
                             "decision must be one, two, or blank for not decided");
    return true;
}

static bool same(const void *a, const void *b)
{
    return ((const uc_decision *)a)->verdict == ((const uc_decision *)b)->verdict;
}

static const uc_row_kind kind = {
    .schema = &schema,
    .text = texts,
    .noun = "decision",
    .key_words = "pair of rows",
    .row_size = sizeof(uc_decision),
    .file_offset = offsetof(uc_decision, file),
    .line_offset = offsetof(uc_decision, line),
    .complete = complete,
    .same = same,
};

uc_status uc_decisions_read(uc_decisions *decisions, const char *path,
                            uc_faults *faults, uc_error *err)
{
    static const uc_csv_opts opts = {.hide_values = true};
    uc_row_table table = {decisions->row,  decisions->n_rows,  decisions->capacity,
                          decisions->file, decisions->n_files, decisions->pool};
    uc_source *source = NULL;
    uc_status status = uc_row_open(path, faults, &source, err);

    if (status == UC_OK && source != NULL)
        status = uc_row_table_read(&kind, &table, source, &opts, faults, err);
    *decisions = (uc_decisions){.row = table.row,
                                .n_rows = table.n_rows,
                                .capacity = table.capacity,
                                .file = table.file,
                                .n_files = table.n_files,
                                .pool = table.pool};
    uc_source_close(source);
    return status;
}

void uc_decisions_clear(uc_decisions *decisions)
{
    uc_row_table table = {decisions->row,  decisions->n_rows,  decisions->capacity,
                          decisions->file, decisions->n_files, decisions->pool};

    uc_row_table_clear(&table);
    *decisions = (uc_decisions){0};
}
