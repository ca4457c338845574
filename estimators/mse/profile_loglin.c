/* profile_loglin.c - profile likelihood of log-linear models of the lists */
#include <stdlib.h>

#include "estimators/mse/profile.h"

/* Rows are the cells kept, columns the terms whose pivots were. */
static uc_status make_design(const uc_loglin_ws *ws, const uc_dense *dense,
                             uc_glm_design *design, double count[], uc_error *err)
{
    const uc_layout *layout = &ws->layout;
    size_t n_columns = 0, row = 0;
    uc_status status;

    for (size_t i = 0; i < layout->n_terms; i++)
        n_columns += ws->inv_d[i] != 0.0;
    status = uc_glm_design_alloc(layout->n_kept, n_columns, design, err);
    for (uint32_t w = 1; status == UC_OK && w < dense->n_cells; w++) {
        size_t column = 0;

        if (layout->keep[w] == 0.0)
            continue;
        for (size_t i = 0; i < layout->n_terms; i++)
            if (ws->inv_d[i] != 0.0)
                design->x[row * n_columns + column++] =
                    (layout->term[i] & w) == layout->term[i];
        count[row++] = dense->count[w];
    }
    return status;
}

uc_status uc_profile_loglin(const uc_loglin_ws *ws, const uc_dense *dense,
                            const uc_mse_settings *settings, uc_estimate *estimate,
                            uc_error *err)
{
    uc_glm_design design = {0};
    double *count = malloc(dense->n_cells * sizeof *count);
    uc_status status;

    if (count == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a profile");
    status = make_design(ws, dense, &design, count, err);
    if (status == UC_OK)
        status = uc_profile_design(&design, count, settings, estimate, err);
    free(count);
    uc_glm_design_free(&design);
    return status;
}
