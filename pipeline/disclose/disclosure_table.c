/* disclosure_table.c - masks and attacks as tables */
#include "pipeline/disclose/disclosure_table.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static void add_dimensions(const uc_linked *linked, uc_table *table)
{
    for (size_t d = 0; d < linked->frame.n_dimensions; d++) {
        const uc_column column = {linked->dimension[d].name, linked->dimension[d].name,
                                  UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0};

        uc_table_add_columns(table, &column, 1);
    }
}

static void add_codes(const uc_linked *linked, size_t cell, uc_table *table)
{
    for (size_t d = 0; d < linked->frame.n_dimensions; d++)
        uc_table_text(table, uc_linked_code(linked, cell, d));
}

static void add_cell(const uc_linked *linked, const double rounded[], size_t cell,
                     uc_table *table)
{
    const uc_cells *cells = &linked->frame.cells;
    const bool hidden = uc_cells_hidden(cells, cell);

    add_codes(linked, cell, table);
    if (rounded != NULL)
        uc_table_count(table, (uint64_t)rounded[cell]);
    else if (hidden)
        uc_table_missing(table, "suppressed");
    else
        uc_table_count(table, (uint64_t)cells->value[cell]);
    uc_table_text(table, rounded != NULL ? "rounded" : hidden ? "suppressed" : "shown");
}

void uc_disclosure_cells(const uc_cross_table tables[], const uc_linked *linked,
                         const double rounded[], uc_table *table)
{
    static const uc_column last[] = {
        {"count", "Count", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"status", "Status", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    };
    const size_t n = linked->frame.cells.n;
    bool *done = calloc(n + 1, sizeof *done);

    uc_table_init(table, "disclosure", "Counts after disclosure control");
    add_dimensions(linked, table);
    uc_table_add_columns(table, last, 2);
    if (done == NULL)
        table->status = UC_ENOMEM;
    for (size_t t = 0; done != NULL && t < linked->n_tables; t++)
        for (size_t r = 0; r < tables[t].n_rows; r++) {
            const size_t cell = linked->cell[t][r];

            if (!done[cell])
                add_cell(linked, rounded, cell, table);
            done[cell] = true;
        }
    for (size_t i = 0; done != NULL && i < n; i++) /* totals that were asked for */
        if (!done[i] && linked->frame.code[i * linked->frame.n_dimensions] != SIZE_MAX)
            add_cell(linked, rounded, i, table);
    free(done);
}

bool uc_disclosure_is_given_away(const uc_linked *linked,
                                 const uc_suppress_attack *attack)
{
    const uc_cell_need *need = &linked->frame.cells.need[attack->cell];

    return attack->low < need->width - 1e-6 && attack->high > 1e-6 &&
           !uc_cells_satisfied(need, attack->low, attack->high);
}

void uc_disclosure_attacks(const uc_linked *linked, const uc_suppress_attack attack[],
                           size_t n_attacks, uc_table *table)
{
    static const uc_column last[] = {
        {"low", "From", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
        {"high", "To", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
        {"finding", "Finding", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    };

    uc_table_init(table, "audit", "What can be worked out about hidden counts");
    add_dimensions(linked, table);
    uc_table_add_columns(table, last, 3);
    for (size_t k = 0; k < n_attacks; k++) {
        const bool given = uc_disclosure_is_given_away(linked, &attack[k]);

        add_codes(linked, attack[k].cell, table);
        uc_table_real(table, attack[k].low, "not_finite");
        uc_table_real(table, attack[k].high, "not_finite");
        uc_table_text(table, !given            ? "protected"
                             : attack[k].exact ? "known_exactly"
                                               : "too_narrow");
    }
}
