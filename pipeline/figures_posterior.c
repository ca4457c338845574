/* figures_posterior.c - figures of one posterior */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "pipeline/figures.h"
#include "reports/figures/bayes/posterior.h"

/* A figure of draws, by name. */
typedef struct drawing {
    const char *kind;
    uc_status (*make)(const uc_posterior *, const uc_look *, uc_plot *, uc_error *);
    bool of_chains; /* independent draws have none */
} drawing;

static const drawing drawings[] = {{"posterior", uc_posterior_figure, false},
                                   {"trace", uc_trace_figure, true},
                                   {"rank", uc_rank_figure, true}};

uc_status uc_figures_add_posterior(const uc_estimate *estimate, const char *stem,
                                   const char *label, uc_report *report, uc_error *err)
{
    const uc_interval *interval =
        uc_interval_preferred(estimate->interval, estimate->n_intervals);
    const uc_draws *draws = &estimate->draws;
    uc_status status = UC_OK;

    for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++) {
        char name[UC_FIGURE_NAME];
        uc_plot plot;

        if (drawings[i].of_chains && draws->n_chains < 2)
            continue;
        (void)snprintf(name, sizeof name, "%s-%s", drawings[i].kind, stem);
        status = drawings[i].make(
            &(uc_posterior){.name = name,
                            .label = label,
                            .x_title = "Persons",
                            .draw = draws->persons,
                            .n_chains = draws->n_chains,
                            .n_draws = draws->n_draws,
                            .floor = (double)estimate->n_observed,
                            .low = interval != NULL ? interval->low : NAN,
                            .high = interval != NULL ? interval->high : NAN,
                            .point = estimate->estimate},
            report->look, &plot, err);
        if (status != UC_OK)
            return status;
        uc_report_figure(report, &plot);
    }
    return status;
}
