/* top.c - interval against n_top */
#include "reports/figures/mse/top.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "estimators/mse/settings.h"
#include "reports/figures/forest.h"

static void label_of(const uc_top_point *point, const uc_look *look, char *out,
                     size_t size)
{
    const uc_language *language = look != NULL ? look->language : NULL;
    char number[UC_LANGUAGE_NUMBER];

    if (point->top == UC_TOP_ALL)
        (void)snprintf(out, size, "%s", uc_say(language, "all"));
    else
        (void)snprintf(out, size, "%s",
                       uc_language_number(language, (double)point->top, 0, number));
}

uc_status uc_top_figure(const uc_top_point points[], size_t n_points, double estimate,
                        size_t series, const char *name, const char *label,
                        const uc_look *look, uc_plot *plot, uc_error *err)
{
    const uc_language *language = look != NULL ? look->language : NULL;
    uc_forest_row *row = calloc(n_points + 1, sizeof *row);
    char(*text)[80] = calloc(n_points + 1, sizeof *text);
    uc_status status;
    size_t i;

    if (row == NULL || text == NULL) {
        status = uc_fail(err, UC_ENOMEM, "no memory for a figure");
    } else {
        for (i = 0; i < n_points; i++) {
            label_of(&points[i], look, text[i], sizeof text[i]);
            row[i] = (uc_forest_row){
                .heading = i == 0 ? uc_say(language, "Candidate models") : NULL,
                .label = text[i],
                .value = estimate,
                .low = points[i].low,
                .high = points[i].high,
                .missing = isfinite(estimate) ? NULL : "no_estimate",
                .series = series};
        }
        status =
            uc_forest_figure(&(uc_forest){.name = name,
                                          .title = "Interval against the number of "
                                                   "candidate models",
                                          .label = label,
                                          .x_title = "Persons (log scale)",
                                          .row = row,
                                          .n = n_points,
                                          .log = true,
                                          .reference = estimate},
                             look, plot, err);
    }
    free(row);
    free(text);
    return status;
}
