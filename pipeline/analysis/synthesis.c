/* synthesis.c - several estimates of one quantity, side by side */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/mse/bootstrap.h"
#include "estimators/survey/pool.h"
#include "pipeline/analysis/analysis.h"

#define CHANCE 0.05 /* below this a difference is said to be beyond chance */

static const uc_column columns[] = {
    {"area", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"area_name", "Area", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"period", "Period", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"definition", "Estimated", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"estimate_by", "Estimate by", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimate.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"estimate.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"i2", "Share of variance between (I2)", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 0},
    {"q_p_value", "Chance of such differences", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"finding", "Finding", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static bool belongs(const uc_run_synthesis *wanted, const uc_gap_row *row)
{
    return (wanted->area.text == NULL ||
            uc_analysis_same(wanted->area.text, row->area)) &&
           (wanted->period.text == NULL ||
            uc_analysis_same(wanted->period.text, row->period)) &&
           (wanted->definition.text == NULL ||
            uc_analysis_same(wanted->definition.text, row->definition)) &&
           (row->group == NULL || row->group[0] == '\0' ||
            strcmp(row->group, "total over strata") == 0) &&
           row->input.estimate.no_value == NULL;
}

static void lead(const uc_gap_row *row, const char *by, uc_table *table)
{
    uc_analysis_text(table, row->area);
    uc_analysis_text(table, row->area_name != NULL ? row->area_name : row->area);
    uc_analysis_text(table, row->period);
    uc_table_text(table, row->group != NULL && row->group[0] ? row->group : "all");
    uc_analysis_text(table, row->definition);
    uc_table_text(table, by);
}

static void add_estimate(const uc_gap_row *row, uc_table *table)
{
    uc_sink by;

    uc_sink_memory(&by);
    if (row->method != NULL)
        uc_sink_printf(&by, "%s, %s", row->dataset, row->method);
    else
        uc_sink_puts(&by, row->estimate_source != NULL && row->estimate_source[0]
                              ? row->estimate_source
                              : "published");
    lead(row, by.text != NULL ? by.text : "published", table);
    uc_sink_clear(&by);
    uc_analysis_figure(table, &row->input.estimate, 1);
    uc_table_missing(table, "not_applicable");
    uc_table_missing(table, "not_applicable");
    uc_table_text(table, "none");
}

/* The last row of a synthesis when nothing is pooled: why not. */
static void add_not_pooled(const uc_gap_row *row, const char *why, uc_table *table)
{
    lead(row, "pooled", table);
    for (int i = 0; i < 5; i++)
        uc_table_missing(table, why);
    uc_table_text(table, why);
}

/* As add_not_pooled(), with the test of whether the estimates differ by chance. It
 * takes them for independent; estimates that share people differ less by chance than
 * that, so what it finds holds for them all the more. */
static uc_status add_compared(const uc_gap_row *row, const char *why, const double y[],
                              const double v[], size_t k, uc_table *table,
                              uc_error *err)
{
    uc_pool_result fixed;
    const uc_status status = uc_pool_estimates(y, v, k, UC_POOL_FIXED, UC_POOL_Z,
                                               UC_ANALYSIS_LEVEL, &fixed, err);

    if (status == UC_EINVAL || status == UC_ENUMERIC) {
        add_not_pooled(row, why, table);
        return UC_OK;
    }
    if (status != UC_OK)
        return status;
    lead(row, "pooled", table);
    for (int i = 0; i < 4; i++)
        uc_table_missing(table, why);
    uc_table_real(table, uc_round12(fixed.q_p_value), "not_finite");
    uc_table_text(table, fixed.q_p_value < CHANCE ? "disagree_beyond_chance" : why);
    return UC_OK;
}

static uc_status add_pooled(const uc_gap_row *row, const double y[], const double v[],
                            size_t k, uc_table *table, uc_error *err)
{
    uc_pool_result pooled;
    const uc_status status = uc_pool_estimates(y, v, k, UC_POOL_REML, UC_POOL_KNHA,
                                               UC_ANALYSIS_LEVEL, &pooled, err);

    if (status == UC_EINVAL || status == UC_ENUMERIC) {
        add_not_pooled(row, "pooling_failed", table);
        return UC_OK;
    }
    if (status != UC_OK)
        return status;
    lead(row, "pooled (log scale, REML, Knapp-Hartung)", table);
    uc_table_real(table, uc_round12(exp(pooled.estimate)), "not_finite");
    uc_table_real(table, uc_round12(exp(pooled.low)), "not_finite");
    uc_table_real(table, uc_round12(exp(pooled.high)), "not_finite");
    uc_table_real(table, uc_round12(pooled.i2), "not_finite");
    uc_table_real(table, uc_round12(pooled.q_p_value), "not_finite");
    uc_table_text(table, pooled.q_p_value < CHANCE ? "disagree_beyond_chance" : "none");
    return UC_OK;
}

static uc_status add_synthesis(const uc_analysis_input *in,
                               const uc_run_synthesis *wanted, double y[], double v[],
                               uc_table *table, uc_error *err)
{
    const uc_gap_row *first = NULL;
    size_t k = 0;
    bool all = true;

    for (size_t i = 0; i < in->gap->n; i++) {
        const uc_gap_row *row = &in->gap->row[i];
        const uc_uncertain u = uc_analysis_uncertain(row);
        const double sd = uc_uncertain_log_sd(&u);

        if (!belongs(wanted, row) || uc_analysis_repeats(in->gap, i))
            continue;
        first = first != NULL ? first : row;
        add_estimate(row, table);
        if (!(sd > 0) || !(row->input.estimate.value > 0)) {
            all = false;
            continue;
        }
        y[k] = log(row->input.estimate.value);
        v[k++] = sd * sd;
    }
    if (first == NULL)
        return UC_OK;
    const char *why = !wanted->disjoint ? "not_declared_disjoint"
                      : !all            ? "no_interval_of_a_part"
                                        : "only_one_estimate";

    if (wanted->disjoint && all && k > 1)
        return add_pooled(first, y, v, k, table, err);
    if (k > 1)
        return add_compared(first, why, y, v, k, table, err);
    add_not_pooled(first, why, table);
    return UC_OK;
}

uc_status uc_analysis_synthesis(const uc_analysis_input *in, uc_table *table,
                                uc_error *err)
{
    double *room = calloc(2 * in->gap->n + 2, sizeof *room);
    uc_status status = UC_OK;

    uc_table_init(table, "synthesis", "Several estimates of one quantity");
    uc_table_add_columns(table, columns, sizeof columns / sizeof columns[0]);
    if (room == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a synthesis");
    for (size_t s = 0; status == UC_OK && s < in->run->n_syntheses; s++)
        status = add_synthesis(in, &in->run->synthesis[s], room, room + in->gap->n + 1,
                               table, err);
    free(room);
    return status == UC_OK ? uc_table_finish(table, err) : status;
}
