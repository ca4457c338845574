/* stage.c - the survey stage: what was asked for, one request at a time */
#include "pipeline/survey/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the survey estimates");
}

/* -- Requests ------------------------------------------------------------------------
 */

static uc_status make_indicator(const uc_survey_input *in, uc_survey_variable *var,
                                uc_error *err)
{
    const uc_survey_column *column =
        uc_survey_find(&in->frame, var->request->column, UC_SURVEY_CATEGORY);
    size_t i;
    uint32_t code;

    for (code = 0; code < uc_survey_n_levels(column); code++)
        if (strcmp(uc_survey_level(column, code), var->request->other) == 0)
            break;
    if (code == uc_survey_n_levels(column))
        return uc_fail(err, UC_EDATA, "%s: nobody has the category '%s' of column %s",
                       in->frame.path, var->request->other, column->name);
    var->made = malloc((in->frame.n + 1) * sizeof *var->made);
    if (var->made == NULL)
        return no_memory(err);
    for (i = 0; i < in->frame.n; i++)
        var->made[i] = column->code[i] == UC_SURVEY_MISSING ? (double)NAN
                                                            : column->code[i] == code;
    return UC_OK;
}

/* A rule as 1 and 0; unknown as given. */
static uc_status make_rule(const uc_survey_input *in, uc_survey_variable *var,
                           const char *name, double unknown, uc_error *err)
{
    size_t k, i;

    for (k = 0; k < in->rules->n_rules; k++)
        if (strcmp(in->rules->rule[k].name, name) == 0)
            break;
    var->made = malloc((in->frame.n + 1) * sizeof *var->made);
    if (var->made == NULL)
        return no_memory(err);
    for (i = 0; i < in->frame.n; i++) {
        const uc_truth truth =
            uc_survey_truth(in, i, in->rules->n_indicators + in->rules->n_groups + k);

        var->made[i] = truth == UC_UNKNOWN ? unknown : truth == UC_YES ? 1 : 0;
    }
    return UC_OK;
}

static uc_status check_zero_one(const uc_survey_input *in,
                                const uc_survey_variable *var, uc_error *err)
{
    size_t i;

    for (i = 0; i < in->frame.n; i++)
        if (!isnan(var->y[i]) && !(var->y[i] <= 0 && var->y[i] >= 0) &&
            !(var->y[i] <= 1 && var->y[i] >= 1))
            return uc_fail(
                err, UC_EDATA,
                "%s: row %zu: column %s must be 0, 1 or blank for a proportion; "
                "for a category give --proportion '%s=CATEGORY'",
                in->frame.path, i + 1, var->name, var->name);
    return UC_OK;
}

static uc_status estimate_variable(const uc_survey_input *in, uc_survey_variable *var,
                                   uc_survey_results *results, uc_error *err)
{
    uc_status status = UC_OK;
    size_t b;

    if (var->made != NULL)
        var->y = var->made;
    if (var->request->ask == UC_ASK_PROPORTION)
        status = check_zero_one(in, var, err);
    for (b = 0; status == UC_OK && b <= in->plan->n_by; b++) {
        uc_survey_groups g;

        status =
            uc_survey_group_rows(in, b == 0 ? NULL : &in->plan->by[b - 1], &g, err);
        if (status == UC_OK)
            status = uc_survey_estimate_groups(in, var, &g, results, err);
        uc_survey_groups_clear(&g);
    }
    free(var->made);
    var->made = NULL;
    return status;
}

/* A rule three times: among those whose status is known, with every unknown as no, and
 * with every unknown as yes, which bound it. */
static uc_status estimate_rule(const uc_survey_input *in,
                               const uc_survey_request *request, const char *name,
                               uc_survey_results *results, uc_error *err)
{
    static const char *const levels[] = {NULL, "lowest", "highest"};
    static const double unknown[] = {NAN, 0, 1};
    uc_status status = UC_OK;
    size_t k;

    for (k = 0; status == UC_OK && k < 3; k++) {
        uc_survey_variable var = {.request = request,
                                  .name = name,
                                  .level = levels[k],
                                  .statistic = "proportion"};

        status = make_rule(in, &var, name, unknown[k], err);
        if (status == UC_OK)
            status = estimate_variable(in, &var, results, err);
    }
    return status;
}

static uc_status estimate_request(const uc_survey_input *in,
                                  const uc_survey_request *request,
                                  uc_survey_results *results, uc_error *err)
{
    static const char *const words[] = {"proportion", "mean", "total", "ratio",
                                        "quantile"};
    uc_survey_variable var = {.request = request,
                              .name = request->column,
                              .level = request->other,
                              .statistic = words[request->ask]};
    uc_status status = UC_OK;

    if (strncmp(request->column, "rule:", 5) == 0)
        return estimate_rule(in, request, request->column + 5, results, err);
    if (request->ask == UC_ASK_PROPORTION && request->other != NULL)
        status = make_indicator(in, &var, err);
    else
        var.y = uc_survey_find(&in->frame, request->column, UC_SURVEY_NUMBER)->number;
    if (request->ask == UC_ASK_RATIO)
        var.x = uc_survey_find(&in->frame, request->other, UC_SURVEY_NUMBER)->number;
    if (status == UC_OK)
        status = estimate_variable(in, &var, results, err);
    return status;
}

static uc_status collect_by(const uc_survey_plan *plan, uc_survey_results *r,
                            uc_error *err)
{
    size_t i, k, b;

    r->by = calloc(UC_SURVEY_MAX_BY * 64, sizeof *r->by);
    if (r->by == NULL)
        return no_memory(err);
    for (i = 0; i < plan->n_by; i++)
        for (k = 0; k < plan->by[i].n; k++) {
            for (b = 0; b < r->n_by && strcmp(r->by[b], plan->by[i].name[k]) != 0; b++)
                ;
            if (b == r->n_by && r->n_by < UC_SURVEY_MAX_BY * 64)
                r->by[r->n_by++] = plan->by[i].name[k];
        }
    return UC_OK;
}

uc_status uc_stage_survey(const uc_survey_input *in, uc_survey_results *results,
                          uc_error *err)
{
    static const uc_survey_request every_rule = {.ask = UC_ASK_PROPORTION};
    uc_status status;
    size_t i;

    results->input = in;
    status = collect_by(in->plan, results, err);
    for (i = 0; status == UC_OK && i < in->plan->n_requests; i++)
        status = estimate_request(in, &in->plan->request[i], results, err);
    /* rules and nothing else asked for: every rule */
    for (i = 0; status == UC_OK && in->plan->n_requests == 0 && i < in->rules->n_rules;
         i++)
        status = estimate_rule(in, &every_rule, in->rules->rule[i].name, results, err);
    if (status == UC_OK)
        status = uc_survey_combine(results, err);
    return status;
}
