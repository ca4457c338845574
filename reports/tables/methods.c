/* methods.c - the registry of methods as a table */
#include "reports/tables/methods.h"

#include "estimators/registry.h"

static const uc_column columns[] = {
    {"name", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"title", "Title", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"summary", "What it does", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"needs", "Needs", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"settings", "Settings", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"reference", "Reference", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static void rows(const uc_method method[], size_t n, uc_table *table)
{
    size_t i;

    for (i = 0; i < n; i++) {
        uc_table_text(table, method[i].name);
        uc_table_text(table, method[i].title);
        uc_table_text(table, method[i].summary);
        uc_table_text(table, method[i].needs);
        uc_table_text(table, method[i].settings);
        uc_table_text(table, method[i].reference);
    }
}

void uc_methods_table(uc_table *table)
{
    size_t n, n_others;
    const uc_method *method = uc_registry_methods(&n);
    const uc_method *other = uc_registry_others(&n_others);

    uc_table_init(table, "methods", "Methods");
    uc_table_add_columns(table, columns, sizeof columns / sizeof columns[0]);
    rows(method, n, table);
    rows(other, n_others, table);
}
