/* rds.c - shares by several estimators */
#include "reports/figures/network/rds.h"

#include <math.h>

uc_status uc_rds_figure(const uc_forest_row rows[], size_t n_rows, const uc_look *look,
                        uc_plot *plot, uc_error *err)
{
    return uc_forest_figure(
        &(uc_forest){.name = "rds",
                     .title = "Respondent-driven sampling estimates",
                     .x_title = "Share",
                     .row = rows,
                     .n = n_rows,
                     .percent = true,
                     .decimals = 1,
                     .reference = NAN},
        look, plot, err);
}
