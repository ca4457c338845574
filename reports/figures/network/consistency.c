/* consistency.c - estimated over known, group by group */
#include <math.h>
#include <stdlib.h>

#include "reports/figures/forest.h"
#include "reports/figures/network/validation.h"

uc_status uc_consistency_figure(const uc_validation_point points[], size_t n_points,
                                const char *name, const char *label,
                                const uc_look *look, uc_plot *plot, uc_error *err)
{
    uc_forest_row *row = calloc(n_points + 1, sizeof *row);
    uc_status status;
    size_t i;

    if (row == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a figure");
    for (i = 0; i < n_points; i++) {
        const uc_validation_point *p = &points[i];
        const bool known = p->known > 0 && isfinite(p->estimated);

        row[i] = (uc_forest_row){.label = p->label,
                                 .value = known ? p->estimated / p->known : NAN,
                                 .low = known ? p->low / p->known : NAN,
                                 .high = known ? p->high / p->known : NAN,
                                 .missing = known ? NULL : "no_estimate"};
    }
    status = uc_forest_figure(&(uc_forest){.name = name,
                                           .title = "Internal consistency",
                                           .label = label,
                                           .x_title = "Estimated over known",
                                           .row = row,
                                           .n = n_points,
                                           .log = true,
                                           .decimals = 2,
                                           .reference = 1},
                              look, plot, err);
    free(row);
    return status;
}
