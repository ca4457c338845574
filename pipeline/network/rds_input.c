/* rds_input.c - reading a respondent-driven sample */
#include "pipeline/network/rds_stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WANTS 256

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the sample");
}

void uc_rds_input_clear(uc_rds_input *in)
{
    size_t i;

    for (i = 0; in->variable != NULL && i < in->n_variables; i++) {
        free(in->variable[i].group);
        free(in->variable[i].label);
    }
    free(in->variable);
    uc_recruitment_clear(&in->forest);
    uc_survey_frame_clear(&in->frame);
    free(in->row);
    free(in->degree);
    memset(in, 0, sizeof *in);
}

/* -- Columns -------------------------------------------------------------------------
 */

typedef struct wants {
    uc_survey_want want[MAX_WANTS];
    size_t n;
} wants;

static void want(wants *w, const char *name, uc_survey_kind kind, bool filled)
{
    size_t i;

    for (i = 0; name != NULL && i < w->n; i++)
        if (w->want[i].kind == kind && strcmp(w->want[i].name, name) == 0) {
            w->want[i].filled = w->want[i].filled || filled;
            return;
        }
    if (name != NULL && w->n < MAX_WANTS)
        w->want[w->n++] = (uc_survey_want){name, kind, filled, -HUGE_VAL};
}

static uc_status read_frame(uc_rds_input *in, const char *path, uc_faults *faults,
                            uc_error *err)
{
    const uc_rds_plan *plan = in->plan;
    wants *w = calloc(1, sizeof *w);
    uc_survey_opts opts = {.missing = (const char *const *)plan->survey.missing.name,
                           .n_missing = plan->survey.missing.n,
                           .quote_values = plan->survey.quote_values};
    uc_status status;
    size_t i;

    if (w == NULL)
        return no_memory(err);
    want(w, plan->id, UC_SURVEY_CATEGORY, true);
    want(w, plan->recruiter, UC_SURVEY_CATEGORY, false);
    want(w, plan->coupon, UC_SURVEY_CATEGORY, false);
    for (i = 0; i < plan->coupons.n; i++)
        want(w, plan->coupons.name[i], UC_SURVEY_CATEGORY, false);
    want(w, plan->degree, UC_SURVEY_NUMBER, false);
    for (i = 0; i < plan->variables.n; i++)
        want(w, plan->variables.name[i], UC_SURVEY_CATEGORY, false);
    opts.want = w->want;
    opts.n_want = w->n;
    status = w->n == MAX_WANTS
                 ? uc_fail(err, UC_EUSAGE, "more than %d columns are wanted", MAX_WANTS)
                 : uc_survey_read(path, &opts, faults, &in->frame, err);
    free(w);
    return status;
}

/* -- People --------------------------------------------------------------------------
 */

/* What people are sorted by: the id, or else the first coupon handed out. */
static const char *name_of(const uc_rds_input *in, uint32_t row)
{
    const char *column =
        in->plan->id != NULL ? in->plan->id : in->plan->coupons.name[0];
    const uc_survey_column *names =
        uc_survey_find(&in->frame, column, UC_SURVEY_CATEGORY);

    return names->code[row] == UC_SURVEY_MISSING
               ? ""
               : uc_survey_level(names, names->code[row]);
}

typedef struct person {
    const char *name;
    uint32_t row;
} person;

static int by_name(const void *a, const void *b)
{
    const person *x = a, *y = b;
    const int order = strcmp(x->name, y->name);

    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static uc_status sort_people(uc_rds_input *in, uc_error *err)
{
    const size_t n = in->frame.n;
    person *people = malloc((n + 1) * sizeof *people);
    size_t i;

    in->row = malloc((n + 1) * sizeof *in->row);
    if (people == NULL || in->row == NULL) {
        free(people);
        return no_memory(err);
    }
    for (i = 0; i < n; i++)
        people[i] = (person){name_of(in, (uint32_t)i), (uint32_t)i};
    qsort(people, n, sizeof *people, by_name);
    for (i = 0; i < n; i++)
        in->row[i] = people[i].row;
    free(people);
    return UC_OK;
}

static uc_status take_degrees(uc_rds_input *in, uc_faults *faults, uc_error *err)
{
    const double *column =
        uc_survey_find(&in->frame, in->plan->degree, UC_SURVEY_NUMBER)->number;
    size_t i;

    in->degree = malloc((in->frame.n + 1) * sizeof *in->degree);
    if (in->degree == NULL)
        return no_memory(err);
    for (i = 0; i < in->frame.n; i++)
        if (!(column[i] > 0) || !isfinite(column[i]))
            uc_faults_add(faults, UC_EDATA, in->frame.path, 0, 0,
                          "row %zu: the degree, column %.60s, must be a number above 0",
                          i + 1, in->plan->degree);
    for (i = 0; i < in->frame.n; i++)
        in->degree[i] = column[in->row[i]];
    return UC_OK;
}

static uc_status take_variable(uc_rds_input *in, uc_rds_variable *v, const char *name,
                               uc_faults *faults, uc_error *err)
{
    const uc_survey_column *column =
        uc_survey_find(&in->frame, name, UC_SURVEY_CATEGORY);
    const size_t n_levels = uc_survey_n_levels(column);
    uint32_t *number = malloc((n_levels + 1) * sizeof *number);
    size_t i;

    v->name = name;
    v->group = malloc((in->frame.n + 1) * sizeof *v->group);
    v->label = calloc(n_levels + 1, sizeof *v->label);
    if (number == NULL || v->group == NULL || v->label == NULL) {
        free(number);
        return no_memory(err);
    }
    for (i = 0; i < n_levels; i++)
        number[i] = UC_RDS_NO_GROUP;
    for (i = 0; i < in->frame.n; i++) {
        const uint32_t code = column->code[in->row[i]];

        v->group[i] = UC_RDS_NO_GROUP;
        if (code == UC_SURVEY_MISSING)
            continue;
        if (number[code] == UC_RDS_NO_GROUP) {
            v->label[v->n_groups] = uc_survey_level(column, code);
            number[code] = (uint32_t)v->n_groups++;
        }
        v->group[i] = number[code];
    }
    free(number);
    if (v->n_groups == 0)
        uc_faults_add(faults, UC_EDATA, in->frame.path, 0, 0,
                      "column %.60s has no answer in any row", name);
    if (v->n_groups > UC_RDS_MAX_GROUPS)
        uc_faults_add(faults, UC_EDATA, in->frame.path, 0, 0,
                      "column %.60s has %zu categories; at most %d can be estimated",
                      name, v->n_groups, UC_RDS_MAX_GROUPS);
    return UC_OK;
}

static uc_status build_forest(uc_rds_input *in, uc_faults *faults, uc_error *err)
{
    const size_t n = in->frame.n, before = faults->n_total;
    uint32_t *by_row = malloc((n + 1) * sizeof *by_row),
             *place = malloc((n + 1) * sizeof *place),
             *recruiter = malloc((n + 1) * sizeof *recruiter);
    uc_status status =
        by_row != NULL && place != NULL && recruiter != NULL ? UC_OK : no_memory(err);
    size_t i;

    if (status == UC_OK)
        status = uc_rds_find_recruiters(in, by_row, faults, err);
    if (status == UC_OK && faults->n_total == before) {
        for (i = 0; i < n; i++)
            place[in->row[i]] = (uint32_t)i;
        for (i = 0; i < n; i++)
            recruiter[i] = by_row[in->row[i]] == UC_RECRUITMENT_SEED
                               ? UC_RECRUITMENT_SEED
                               : place[by_row[in->row[i]]];
        status = uc_recruitment_make(recruiter, n, &in->forest, err);
    }
    free(by_row);
    free(place);
    free(recruiter);
    return status;
}

uc_status uc_rds_input_read(const uc_rds_plan *plan, const char *path,
                            uc_faults *faults, uc_rds_input *in, uc_error *err)
{
    const size_t before = faults->n_total;
    uc_status status;
    size_t i;

    in->plan = plan;
    status = read_frame(in, path, faults, err);
    if (status != UC_OK || faults->n_total > before)
        return status;
    in->variable = calloc(plan->variables.n + 1, sizeof *in->variable);
    if (in->variable == NULL)
        return no_memory(err);
    status = sort_people(in, err);
    if (status == UC_OK)
        status = take_degrees(in, faults, err);
    for (i = 0; status == UC_OK && i < plan->variables.n; i++) {
        in->n_variables = i + 1;
        status =
            take_variable(in, &in->variable[i], plan->variables.name[i], faults, err);
    }
    if (status == UC_OK)
        status = build_forest(in, faults, err);
    return status;
}
