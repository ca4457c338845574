/* input.c - reading a survey and what its plan names */
#include "pipeline/survey/input.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/schema.h"

#define MAX_WANTS 512

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the survey");
}

static void step_clear(uc_survey_step *step)
{
    size_t i;

    for (i = 0; step->crossed != NULL && i < step->terms.n_terms; i++)
        free(step->crossed[i]);
    free(step->crossed);
    free(step->term);
    free(step->totals);
    uc_calibration_clear(&step->kept);
    uc_survey_frame_clear(&step->table);
}

void uc_survey_input_clear(uc_survey_input *input)
{
    size_t i;

    for (i = 0; i < UC_SURVEY_MAX_TOTALS; i++)
        step_clear(&input->step[i]);
    uc_survey_replicates_clear(&input->reps);
    uc_design_clear(&input->design);
    uc_survey_rules_clear(&input->own_rules);
    uc_survey_frame_clear(&input->frame);
    uc_survey_frame_clear(&input->areas);
    uc_sink_clear(&input->notes);
    free(input->truth);
    free(input->tally);
    free(input->base);
    free(input->repweight);
    memset(input, 0, sizeof *input);
}

/* -- Which columns ----------------------------------------------------------------- */

typedef struct wants {
    uc_survey_want want[MAX_WANTS];
    size_t n;
} wants;

static void want(wants *w, const char *name, uc_survey_kind kind, bool filled,
                 double min)
{
    size_t i;

    for (i = 0; i < w->n; i++)
        if (w->want[i].kind == kind && strcmp(w->want[i].name, name) == 0) {
            w->want[i].filled = w->want[i].filled || filled;
            return;
        }
    if (w->n < MAX_WANTS)
        w->want[w->n++] = (uc_survey_want){name, kind, filled, min};
}

static void want_names(wants *w, const uc_names *names, uc_survey_kind kind,
                       bool filled)
{
    size_t i;

    for (i = 0; i < names->n; i++)
        want(w, names->name[i], kind, filled, -HUGE_VAL);
}

static bool is_rule(const char *column)
{
    return strncmp(column, "rule:", 5) == 0;
}

static void want_requests(wants *w, const uc_survey_plan *plan)
{
    size_t i;

    for (i = 0; i < plan->n_requests; i++) {
        const uc_survey_request *r = &plan->request[i];

        if (is_rule(r->column))
            continue;
        want(w, r->column,
             r->ask == UC_ASK_PROPORTION && r->other != NULL ? UC_SURVEY_CATEGORY
                                                             : UC_SURVEY_NUMBER,
             false, -HUGE_VAL);
        if (r->ask == UC_ASK_RATIO)
            want(w, r->other, UC_SURVEY_NUMBER, false, -HUGE_VAL);
    }
}

/* The survey's columns that a file of totals is about: text before and after ':' are
 * two. The copies live as long as the level pool of the table, which holds them. */
static void want_totals(wants *w, const uc_survey_step *step, char *room, size_t size)
{
    const uc_survey_column *variable = &step->table.column[0];
    const uc_survey_column *level = &step->table.column[1];
    size_t i;

    for (i = 0; i < step->table.n; i++) {
        const char *name = uc_survey_level(variable, variable->code[i]);
        const char *text = uc_survey_level(level, level->code[i]);
        const char *colon = name != NULL ? strchr(name, ':') : NULL;
        const size_t len = name != NULL ? strlen(name) : 0;

        if (name == NULL || strcmp(name, "1") == 0)
            continue;
        if (colon == NULL || text == NULL) {
            want(w, name, text != NULL ? UC_SURVEY_CATEGORY : UC_SURVEY_NUMBER, true,
                 -HUGE_VAL);
        } else if (len + 1 < size) {
            char *cut;

            memcpy(room, name, len + 1);
            cut = strchr(room, ':');
            *cut = '\0';
            want(w, room, UC_SURVEY_CATEGORY, true, -HUGE_VAL);
            want(w, cut + 1, UC_SURVEY_CATEGORY, true, -HUGE_VAL);
            room += len + 1;
            size -= len + 1;
        }
    }
}

static uc_status read_frame(uc_survey_input *in, const char *path, uc_faults *faults,
                            uc_error *err)
{
    const uc_survey_plan *plan = in->plan;
    wants *w = calloc(1, sizeof *w);
    char room[4096] = "";
    uc_survey_opts opts = {.missing = (const char *const *)plan->missing.name,
                           .n_missing = plan->missing.n,
                           .quote_values = plan->quote_values};
    uc_status status;
    size_t i;

    if (w == NULL)
        return no_memory(err);
    if (plan->weight != NULL)
        want(w, plan->weight, UC_SURVEY_NUMBER, true, 0);
    want_names(w, &plan->strata, UC_SURVEY_CATEGORY, true);
    want_names(w, &plan->psu, UC_SURVEY_CATEGORY, true);
    want_names(w, &plan->fpc, UC_SURVEY_NUMBER, true);
    want_names(w, &plan->repweights, UC_SURVEY_NUMBER, true);
    want_names(w, &plan->classes, UC_SURVEY_CATEGORY, true);
    want_names(w, &plan->propensity, UC_SURVEY_CATEGORY, true);
    for (i = 0; i < plan->n_by; i++)
        want_names(w, &plan->by[i], UC_SURVEY_CATEGORY, false);
    if (plan->responded != NULL)
        want(w, plan->responded, UC_SURVEY_NUMBER, true, 0);
    want_requests(w, plan);
    for (i = 0; in->rules != NULL && i < in->rules->n_indicators; i++)
        want(w, in->rules->indicator[i], UC_SURVEY_CATEGORY, false, -HUGE_VAL);
    for (i = 0; i < in->n_steps; i++)
        want_totals(w, &in->step[i], room + i * (sizeof room / UC_SURVEY_MAX_TOTALS),
                    sizeof room / UC_SURVEY_MAX_TOTALS);
    opts.want = w->want;
    opts.n_want = w->n;
    status = w->n == MAX_WANTS
                 ? uc_fail(err, UC_EUSAGE, "more than %d columns are wanted", MAX_WANTS)
                 : uc_survey_read(path, &opts, faults, &in->frame, err);
    free(w);
    return status;
}

static uc_status read_totals(uc_survey_input *in, uc_faults *faults, uc_error *err)
{
    static const uc_survey_want columns[] = {
        {"variable", UC_SURVEY_CATEGORY, true, 0},
        {"level", UC_SURVEY_CATEGORY, false, 0},
        {"total", UC_SURVEY_NUMBER, true, -HUGE_VAL},
    };
    const uc_survey_opts opts = {.want = columns, .n_want = 3, .quote_values = true};
    uc_status status = UC_OK;
    size_t i;

    for (i = 0; status == UC_OK && i < in->plan->n_totals; i++) {
        in->step[i].from = (uc_survey_totals *)(uintptr_t)&in->plan->totals[i];
        status = uc_survey_read(in->plan->totals[i].path, &opts, faults,
                                &in->step[i].table, err);
        in->n_steps = i + 1;
    }
    return status;
}

static uc_status read_areas(uc_survey_input *in, uc_faults *faults, uc_error *err)
{
    const uc_survey_want all[] = {{"area", UC_SURVEY_CATEGORY, true, 0},
                                  {"x*", UC_SURVEY_NUMBER, true, -HUGE_VAL}};
    const uc_survey_opts opts = {.want = all, .n_want = 2, .quote_values = true};

    if (in->plan->areas == NULL)
        return UC_OK;
    return uc_survey_read(in->plan->areas, &opts, faults, &in->areas, err);
}

/* -- The whole --------------------------------------------------------------------- */

static void check_rule_requests(const uc_survey_input *in, uc_faults *faults)
{
    const char *names[64];
    size_t i, k, n = 0;

    for (k = 0; in->rules != NULL && k < in->rules->n_rules && n < 64; k++)
        names[n++] = in->rules->rule[k].name;
    for (i = 0; i < in->plan->n_requests; i++) {
        const char *column = in->plan->request[i].column;
        char advice[200], shown[128];

        if (!is_rule(column))
            continue;
        for (k = 0; k < n; k++)
            if (strcmp(names[k], column + 5) == 0)
                break;
        if (k == n)
            uc_faults_add(
                faults, UC_EUSAGE, "", 0, 0, "there is no rule '%s'%s",
                uc_text_display(column + 5, strlen(column + 5), 60, shown,
                                sizeof shown),
                uc_schema_advice(column + 5, names, n, advice, sizeof advice));
    }
}

/* A fault of the data as a whole has no line: it names rows itself. */
static uc_status data_fault(uc_survey_input *in, uc_status status,
                            const uc_error *problem, uc_faults *faults, uc_error *err)
{
    if (status == UC_EDATA || status == UC_EINVAL) {
        uc_faults_add(faults, UC_EDATA, in->frame.path, 0, 0, "%s", problem->msg);
        return UC_OK;
    }
    if (status != UC_OK && err != NULL)
        *err = *problem;
    return status;
}

uc_status uc_survey_input_read(const uc_survey_plan *plan, const char *path,
                               uc_faults *faults, uc_survey_input *in, uc_error *err)
{
    const size_t before = faults->n_total;
    uc_error problem = {.msg = ""};
    uc_status status = UC_OK;

    in->plan = plan;
    uc_sink_memory(&in->notes);
    in->rules = plan->given_rules;
    if (plan->rules != NULL) {
        status = uc_survey_rules_file(plan->rules, faults, &in->own_rules, err);
        in->rules = &in->own_rules;
    }
    if (status == UC_OK)
        check_rule_requests(in, faults);
    if (status == UC_OK)
        status = read_totals(in, faults, err);
    if (status == UC_OK)
        status = read_areas(in, faults, err);
    if (status == UC_OK && faults->n_total == before)
        status = read_frame(in, path, faults, err);
    if (status == UC_OK && faults->n_total == before)
        status = data_fault(in, uc_survey_weights(in, &problem), &problem, faults, err);
    if (status == UC_OK && faults->n_total == before && in->rules != NULL)
        status = uc_survey_apply_rules(in, faults, err);
    return status;
}
