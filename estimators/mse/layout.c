/* layout.c - terms with people, cells that are kept */
#include "estimators/mse/layout.h"

#include <string.h>

#include "estimators/core/lattice.h"

void uc_layout_cells(const uc_dense *table, const uint32_t empty[], size_t n_empty,
                     double keep[])
{
    for (size_t w = 0; w < table->n_cells; w++)
        keep[w] = 1.0;
    for (size_t i = 0; i < n_empty; i++)
        keep[empty[i]] = 0.0;
    if (n_empty > 0)
        uc_lattice_subset_product(table->n_lists, keep);
    for (size_t w = 0; table->has_zeros && w < table->n_cells; w++)
        keep[w] *= table->possible[w];
    keep[0] = 0.0;
}

void uc_layout_set(uc_layout *layout, const uc_dense *table, const uint32_t terms[],
                   size_t n_terms)
{
    uint32_t *empty = layout->term + n_terms; /* grows downwards: never overlaps */
    double n_kept = 0.0;

    layout->term[0] = 0;
    layout->n_terms = 1;
    layout->n_boundary = 0;
    for (size_t i = 0; i < n_terms; i++) {
        if (table->margin[terms[i]] > 0.0) {
            layout->term[layout->n_terms++] = terms[i];
        } else if (uc_dense_is_term(table, terms[i])) {
            *empty-- = terms[i];
            layout->n_boundary++;
        }
    }
    if (table->has_zeros) { /* terms without cells have left a gap */
        memmove(layout->term + layout->n_terms, empty + 1,
                layout->n_boundary * sizeof *empty);
        empty = layout->term + layout->n_terms - 1;
    }
    uc_layout_cells(table, empty + 1, layout->n_boundary, layout->keep);
    for (size_t w = 1; w < table->n_cells; w++)
        n_kept += layout->keep[w];
    layout->n_kept = (size_t)n_kept;
}

uc_newton_model uc_layout_model(const uc_layout *layout)
{
    return (uc_newton_model){
        .term = layout->term, .n_terms = layout->n_terms, .keep = layout->keep};
}
