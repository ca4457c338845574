/* fitted.c - a fitted model as a truth */
#include "estimators/simulate/fitted.h"

#include <math.h>

#include "estimators/mse/loglin.h"

/* The fitted means become chances: cells that are left out have none. */
static uc_status take_cells(const uc_loglin_ws *ws, const uc_dense *dense,
                            const uc_loglin_fit *fit, uc_truth_spec *spec,
                            uc_truth *truth, uc_error *err)
{
    double *cell = dense->count; /* the table is not needed any more */

    for (size_t w = 1; w < dense->n_cells; w++)
        cell[w] = ws->layout.keep[w] != 0.0 ? ws->point.mu[w] : 0.0;
    cell[0] = fit->hidden;
    if (spec->population == 0 && fit->estimate <= UC_TRUTH_MAX_PERSONS)
        spec->population = (uint64_t)floor(fit->estimate + 0.5);
    if (spec->population < 1 || spec->population > UC_TRUTH_MAX_PERSONS)
        return uc_fail(err, UC_EUSAGE, "the population must be from 1 to %d persons",
                       UC_TRUTH_MAX_PERSONS);
    return uc_truth_of_cells(spec, cell, truth, err);
}

uc_status uc_truth_fitted(const uc_capture_table *table, const uc_model *model,
                          const uc_truth_spec *spec, uc_truth *truth, uc_error *err)
{
    uc_truth_spec made = *spec;
    uc_dense dense = {0};
    uc_loglin_ws ws;
    uc_loglin_fit fit;
    uc_status status =
        uc_loglin_ws_alloc((unsigned)table->n_lists, model->n_terms + 1, &ws, err);

    if (status != UC_OK)
        return status;
    made.n_lists = table->n_lists;
    status = uc_dense_alloc((unsigned)table->n_lists, &dense, err);
    if (status == UC_OK) {
        uc_dense_load(&dense, table);
        status = uc_loglin_fit_terms(&ws, &dense, model->term, model->n_terms, NULL,
                                     &fit, err);
    }
    if (status == UC_OK && fit.existence != 0)
        status =
            uc_fail(err, UC_EDATA, "the model has no finite estimate of the table");
    if (status == UC_OK)
        status = take_cells(&ws, &dense, &fit, &made, truth, err);
    uc_dense_free(&dense);
    uc_loglin_ws_free(&ws);
    return status;
}
