/* paper.c - numbers that a paper prints */
#include "data/paper.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "data/base/number.h"
#include "data/row_table.h"

enum {
    TABLE,
    DATASET,
    METHOD,
    MAX_ORDER,
    TOP,
    STATISTIC,
    LEVEL,
    PUBLISHED,
    ROUNDING,
    NOTE,
    SETTINGS,
    WITHIN,
    TRUTH,
    EXPLANATION,
    ERROR,
    N_COLUMNS
};

static const uc_schema_column columns[N_COLUMNS] = {
    [TABLE] = {"table", {NULL}, UC_SCHEMA_CODE, true, true, 0},
    [DATASET] = {"dataset", {NULL}, UC_SCHEMA_CODE, true, true, 0},
    [METHOD] = {"method", {NULL}, UC_SCHEMA_CODE, true, true, 0},
    [MAX_ORDER] = {"max_order", {NULL}, UC_SCHEMA_CODE, true, true, 0},
    [TOP] = {"top", {NULL}, UC_SCHEMA_CODE, true, true, 0},
    [STATISTIC] = {"statistic", {NULL}, UC_SCHEMA_CODE, true, true, 0},
    [LEVEL] = {"level", {NULL}, UC_SCHEMA_CODE, true, false, 0},
    [PUBLISHED] = {"published", {NULL}, UC_SCHEMA_REAL, true, false, -HUGE_VAL},
    [ROUNDING] = {"rounding", {NULL}, UC_SCHEMA_REAL, true, false, 0},
    [NOTE] = {"note", {NULL}, UC_SCHEMA_TEXT, false, false, 0},
    [SETTINGS] = {"settings", {NULL}, UC_SCHEMA_CODE, false, false, 0},
    [WITHIN] = {"within", {NULL}, UC_SCHEMA_CODE, false, false, 0},
    [TRUTH] = {"truth", {NULL}, UC_SCHEMA_CODE, false, false, 0},
    [EXPLANATION] = {"explanation", {NULL}, UC_SCHEMA_TEXT, false, false, 0},
    [ERROR] = {"error", {NULL}, UC_SCHEMA_REAL, false, false, 0},
};

static const uc_schema schema = {columns, N_COLUMNS, UC_SCHEMA_IGNORE};

static const uc_row_text texts[N_COLUMNS] = {
    [TABLE] = {offsetof(uc_paper_row, table), true},
    [DATASET] = {offsetof(uc_paper_row, dataset), true},
    [METHOD] = {offsetof(uc_paper_row, method), true},
    [MAX_ORDER] = {offsetof(uc_paper_row, order_text), true},
    [TOP] = {offsetof(uc_paper_row, top_text), true},
    [STATISTIC] = {offsetof(uc_paper_row, statistic_text), true},
    [LEVEL] = {offsetof(uc_paper_row, level_text), true},
    [PUBLISHED] = {UC_SCHEMA_ABSENT, false},
    [ROUNDING] = {UC_SCHEMA_ABSENT, false},
    [NOTE] = {offsetof(uc_paper_row, note), false},
    [SETTINGS] = {offsetof(uc_paper_row, settings), true},
    [WITHIN] = {offsetof(uc_paper_row, within), true},
    [TRUTH] = {offsetof(uc_paper_row, truth), true},
    [EXPLANATION] = {offsetof(uc_paper_row, explanation), false},
    [ERROR] = {UC_SCHEMA_ABSENT, false},
};

static const char *const names[UC_PAPER_N_STATISTICS] = {
    [UC_PAPER_ESTIMATE] = "estimate",   [UC_PAPER_LOW] = "low",
    [UC_PAPER_HIGH] = "high",           [UC_PAPER_RANK] = "rank",
    [UC_PAPER_LOG_RATIO] = "log_ratio", [UC_PAPER_COVERED] = "covered",
    [UC_PAPER_RMSE] = "rmse",           [UC_PAPER_LOG_RMSE] = "log_rmse",
    [UC_PAPER_COVERAGE] = "coverage",
};

const char *uc_paper_statistic_name(uc_paper_statistic statistic)
{
    return (unsigned)statistic < UC_PAPER_N_STATISTICS ? names[statistic] : "unknown";
}

static bool read_order(uc_paper_row *row, const uc_row_place *at)
{
    uint64_t order;

    if (uc_number_count(row->order_text, &order) != UC_NUMBER_OK || order > 16)
        return uc_row_refuse(at, MAX_ORDER, "max_order '%.20s' must be 0 to 16",
                             row->order_text);
    row->max_order = (unsigned)order;
    return true;
}

static bool read_top(uc_paper_row *row, const uc_row_place *at)
{
    uint64_t top = SIZE_MAX;

    if (strcmp(row->top_text, "all") != 0 &&
        (uc_number_count(row->top_text, &top) != UC_NUMBER_OK || top == 0))
        return uc_row_refuse(at, TOP, "top '%.20s' must be 1 or more, or all",
                             row->top_text);
    row->top = (size_t)top;
    return true;
}

static bool read_statistic(uc_paper_row *row, const uc_row_place *at)
{
    for (unsigned i = 0; i < UC_PAPER_N_STATISTICS; i++)
        if (strcmp(row->statistic_text, names[i]) == 0) {
            row->statistic = (uc_paper_statistic)i;
            return true;
        }
    return uc_row_refuse(at, STATISTIC,
                         "statistic '%.20s' must be estimate, low, high, rank, "
                         "log_ratio, covered, rmse, log_rmse or coverage",
                         row->statistic_text);
}

/* What the level of a statistic is: nothing, a confidence level, or a whole number. */
typedef enum level_kind { NO_LEVEL, CONFIDENCE, WHOLE } level_kind;

static const level_kind levels[UC_PAPER_N_STATISTICS] = {
    [UC_PAPER_LOW] = CONFIDENCE,      [UC_PAPER_HIGH] = CONFIDENCE,
    [UC_PAPER_COVERAGE] = CONFIDENCE, [UC_PAPER_RANK] = WHOLE,
    [UC_PAPER_LOG_RATIO] = WHOLE,     [UC_PAPER_COVERED] = WHOLE};

static bool read_level(uc_paper_row *row, const uc_row_place *at)
{
    const level_kind is = levels[row->statistic];

    row->level = NAN;
    if (is == NO_LEVEL)
        return true;
    if (uc_number_real(row->level_text, &row->level) == UC_NUMBER_OK) {
        if (is == WHOLE ? row->level >= 1.0 && row->level == floor(row->level)
                        : row->level > 0.0 && row->level < 1.0)
            return true;
    }
    return uc_row_refuse(at, LEVEL,
                         is == WHOLE
                             ? "level '%.20s' of a rank must be a whole number, 1 or "
                               "more"
                             : "level '%.20s' must be between 0 and 1",
                         row->level_text);
}

static bool complete(void *row, const uc_schema_cell cells[], const uc_row_place *at)
{
    uc_paper_row *p = row;
    bool good = read_order(p, at);

    good = read_top(p, at) && good;
    good = read_statistic(p, at) && read_level(p, at) && good;
    p->published = cells[PUBLISHED].real;
    p->rounding = cells[ROUNDING].real;
    p->error = cells[ERROR].real;
    if (isnan(p->published) || p->rounding > 0.0)
        return good;
    return uc_row_refuse(at, ROUNDING,
                         "rounding must be above 0 beside a published number");
}

static bool same(const void *a, const void *b)
{
    (void)a;
    (void)b;
    return false; /* a number that is printed twice is a mistake of the file */
}

static const uc_row_kind kind = {
    .schema = &schema,
    .text = texts,
    .noun = "number",
    .key_words = "table, dataset, method, max_order, top, statistic and level",
    .row_size = sizeof(uc_paper_row),
    .file_offset = offsetof(uc_paper_row, file),
    .line_offset = offsetof(uc_paper_row, line),
    .complete = complete,
    .same = same,
};

uc_status uc_paper_read_source(uc_paper *paper, uc_source *source, uc_faults *faults,
                               uc_error *err)
{
    uc_row_table table = {paper->row,  paper->n_rows,  paper->capacity,
                          paper->file, paper->n_files, paper->pool};
    const uc_status status =
        uc_row_table_read(&kind, &table, source, NULL, faults, err);

    *paper = (uc_paper){table.row,  table.n_rows,  table.capacity,
                        table.file, table.n_files, table.pool};
    return status;
}

uc_status uc_paper_read(uc_paper *paper, const char *path, uc_faults *faults,
                        uc_error *err)
{
    uc_source *source = NULL;
    uc_status status = uc_row_open(path, faults, &source, err);

    if (status == UC_OK && source != NULL)
        status = uc_paper_read_source(paper, source, faults, err);
    uc_source_close(source);
    return status;
}

void uc_paper_clear(uc_paper *paper)
{
    uc_row_table table = {paper->row,  paper->n_rows,  paper->capacity,
                          paper->file, paper->n_files, paper->pool};

    uc_row_table_clear(&table);
    *paper = (uc_paper){0};
}
