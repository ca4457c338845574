/* case_review.c - pairs of rows for clerical review */
#include "pipeline/cases/stage_cases.h"
#include "reports/table.h"
#include "reports/writers/csv.h"

static const uc_column review_columns[] = {
    {"file_a", "File", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"row_a", "Row", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"file_b", "File", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"row_b", "Row", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"probability", "Probability", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"weight", "Weight", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"pattern", "Pattern", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"decision", "Decision", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static const char *const level_words[] = {"missing", "differs", "near", "close",
                                          "equal"};

static void review_row(const uc_case_result *r, const uc_link_pair *pair,
                       uc_table *table)
{
    const uc_case_row *a = &r->rows.row[pair->a], *b = &r->rows.row[pair->b];
    const uint32_t pattern = r->linkage.pattern[pair->pattern];
    char digits[UC_CASE_MAX_FIELDS + 1] = "";

    for (size_t f = 0; f < r->linkage.model.n_fields; f++)
        digits[f] = (char)('0' + (int)uc_link_level(pattern, f));
    uc_table_text(table, r->rows.file[a->file].path);
    uc_table_count(table, a->row);
    uc_table_text(table, r->rows.file[b->file].path);
    uc_table_count(table, b->row);
    uc_table_real(table, r->linkage.probability[pair->pattern], NULL);
    uc_table_real(table, uc_link_model_weight(&r->linkage.model, pattern), NULL);
    uc_table_text(table, digits);
    uc_table_text(table, "");
    for (size_t f = 0; f < r->linkage.model.n_fields; f++)
        uc_table_text(table, level_words[uc_link_level(pattern, f)]);
}

uc_status uc_case_result_review(const uc_case_result *r, uc_sink *out, uc_error *err)
{
    const uc_link_settings *settings = &r->linkage.settings;
    uc_table table;
    uc_status status;

    uc_table_init(&table, "review", "Pairs for clerical review");
    uc_table_add_columns(&table, review_columns,
                         sizeof review_columns / sizeof review_columns[0]);
    for (size_t f = 0; f < r->linkage.model.n_fields; f++) {
        const uc_column column = {r->rows.rules->field[f].column, NULL, UC_COLUMN_CODE,
                                  UC_ROLE_PLAIN, 0};

        uc_table_add_columns(&table, &column, 1);
    }
    for (size_t i = 0; i < r->linkage.n_pairs; i++) {
        const double p = r->linkage.probability[r->linkage.pair[i].pattern];

        if (p >= settings->review_from && p < settings->link_at)
            review_row(r, &r->linkage.pair[i], &table);
    }
    status = uc_table_finish(&table, err);
    if (status == UC_OK)
        uc_csv_write_table(&table, out);
    uc_table_clear(&table);
    return status;
}
