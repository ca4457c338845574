/* model_text.c - models as cells and strings */
#include "reports/tables/model_text.h"

#include <math.h>
#include <stdlib.h>

#include "data/base/number.h"

char *uc_model_string(const uc_model *model, char *const names[])
{
    uc_sink sink;
    char *text;

    if (model->n_terms == 0)
        return NULL;
    uc_sink_memory(&sink);
    if (names == NULL)
        uc_model_write(model, &sink);
    else
        uc_model_write_names(model, names, &sink);
    text = uc_sink_take(&sink);
    uc_sink_clear(&sink);
    return text;
}

void uc_model_cell(const uc_model *model, const char *reason, uc_table *table)
{
    char *text;

    if (model->n_terms == 0) {
        uc_table_missing(table, reason);
        return;
    }
    text = uc_model_string(model, NULL);
    if (text == NULL && table->status == UC_OK)
        table->status = UC_ENOMEM;
    uc_table_text(table, text);
    free(text);
}

void uc_estimate_model_cell(const uc_estimate *estimate, const char *reason,
                            uc_table *table)
{
    if (estimate->label != NULL)
        uc_table_text(table, estimate->label);
    else
        uc_model_cell(&estimate->model, reason, table);
}

void uc_write_number(double value, int decimals, uc_sink *out)
{
    char text[64];

    uc_sink_puts(out, isfinite(value) ? uc_number_grouped(value, decimals, text) : "-");
}
