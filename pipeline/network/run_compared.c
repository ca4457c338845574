/* run_compared.c - estimates of surveys, scale-ups and respondent-driven samples taken
 * to the comparisons of a run, as published ones with their draws */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/schema.h"
#include "data/base/text.h"
#include "pipeline/network/run_network.h"

#define MAX_CANDIDATES 256

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the comparisons");
}

void uc_network_definition(uc_sink *out, const char *name, const char *of,
                           const char *method)
{
    uc_sink_printf(out, "%s (%s%s%s)", of, name, method != NULL ? ", " : "",
                   method != NULL ? method : "");
}

/* -- What is named -------------------------------------------------------------------
 */

static const uc_run_survey *section_of(const uc_run_file *run,
                                       const uc_run_compare *compare, size_t *n)
{
    switch (compare->survey_kind) {
    case UC_RUN_OF_SCALEUP:
        *n = run->n_scaleups;
        return run->scaleup;
    case UC_RUN_OF_RDS:
        *n = run->n_rds;
        return run->rds;
    case UC_RUN_OF_SURVEY:
    case UC_RUN_OF_CAPTURE:
        break;
    }
    *n = run->n_surveys;
    return run->survey;
}

/* The entry that a comparison names; `n` of them: none. */
static size_t find_entry(const uc_run_file *run, const uc_run_compare *compare,
                         size_t *n)
{
    const uc_run_survey *entry = section_of(run, compare, n);
    size_t i;

    for (i = 0; i < *n; i++)
        if (strcmp(entry[i].name.text, compare->of_survey.text) == 0)
            break;
    return i;
}

static void unknown(const uc_run_file *run, const uc_run_text *at, const char *what,
                    const char *const known[], size_t n, uc_faults *faults)
{
    char advice[200], shown[128];

    uc_faults_add(faults, UC_ECONFIG, run->path, at->line, at->column, "%s '%s'%s",
                  what,
                  uc_text_display(at->text, strlen(at->text), 60, shown, sizeof shown),
                  uc_schema_advice(at->text, known, n, advice, sizeof advice));
}

static size_t hidden_index(const uc_scaleup_plan *plan, const char *of)
{
    size_t i;

    for (i = 0; i < plan->hidden.n && strcmp(plan->hidden.name[i], of) != 0; i++)
        ;
    return i;
}

/* "VARIABLE=CATEGORY" of a row. */
static bool is_row(const uc_rds_row *row, const char *of)
{
    const size_t len = strlen(row->variable);

    return strncmp(of, row->variable, len) == 0 && of[len] == '=' &&
           strcmp(of + len + 1, row->category) == 0;
}

static bool has_category(const uc_rds_input *in, const char *of)
{
    size_t i, g;

    for (i = 0; i < in->n_variables; i++)
        for (g = 0; g < in->variable[i].n_groups; g++) {
            const uc_rds_row row = {.variable = in->variable[i].name,
                                    .category = in->variable[i].label[g]};

            if (is_row(&row, of))
                return true;
        }
    return false;
}

/* A request of a survey that estimates a number of persons: COLUMN, COLUMN=LEVEL. */
static bool is_request(const uc_survey_request *r, const char *of)
{
    const size_t len = strlen(r->column);

    if (r->ask != UC_ASK_PROPORTION && r->ask != UC_ASK_TOTAL)
        return false;
    if (r->other == NULL)
        return strcmp(r->column, of) == 0;
    return strncmp(of, r->column, len) == 0 && of[len] == '=' &&
           strcmp(of + len + 1, r->other) == 0;
}

static bool has_request(const uc_survey_plan *plan, const char *of)
{
    const uc_survey_rules *rules = plan->given_rules;
    size_t i;

    for (i = 0; i < plan->n_requests; i++)
        if (is_request(&plan->request[i], of))
            return true;
    for (i = 0; rules != NULL && i < rules->n_rules; i++)
        if (strncmp(of, "rule:", 5) == 0 && strcmp(rules->rule[i].name, of + 5) == 0)
            return true;
    /* rules of a file are known once it is read; a name without one has no estimate */
    return plan->rules != NULL && strncmp(of, "rule:", 5) == 0;
}

/* -- Announcing ----------------------------------------------------------------------
 */

static void check_scaleup(const uc_run_file *run, const uc_run_compare *c,
                          const uc_run_survey *entry, uc_faults *faults)
{
    const uc_scaleup_plan *plan = (const uc_scaleup_plan *)entry->plan;

    if (hidden_index(plan, c->of.text) == plan->hidden.n)
        unknown(run, &c->of, "the scale-up estimates no group",
                (const char *const *)plan->hidden.name, plan->hidden.n, faults);
}

static void check_rds(const uc_run_file *run, const uc_run_compare *c,
                      const uc_run_survey *entry, const uc_rds_input *in,
                      uc_faults *faults)
{
    const uc_rds_plan *plan = (const uc_rds_plan *)entry->plan;
    const char *known[UC_RDS_N_METHODS];
    uc_rds_method method[UC_RDS_N_METHODS];
    const size_t n = uc_rds_plan_methods(plan, method);
    bool found = c->method.text == NULL;
    size_t i;

    for (i = 0; i < n; i++) {
        known[i] = uc_rds_method_name(method[i]);
        found = found || strcmp(known[i], c->method.text) == 0;
    }
    if (!found)
        unknown(run, &c->method, "the sample is not estimated by", known, n, faults);
    if (isnan(plan->population))
        uc_faults_add(faults, UC_ECONFIG, run->path, c->of.line, c->of.column,
                      "a share is compared as a number of persons: give the sample a "
                      "'population'");
    if (in->variable != NULL && in->forest.n > 0 && !has_category(in, c->of.text))
        unknown(run, &c->of, "the sample has no share named, as VARIABLE=CATEGORY,",
                NULL, 0, faults);
}

static void check_entry(const uc_run_file *run, const uc_network_inputs *in,
                        const uc_run_compare *c, size_t at, const uc_areas *areas,
                        uc_faults *faults)
{
    size_t n;
    const uc_run_survey *entry = &section_of(run, c, &n)[at];

    if (entry->area.text == NULL || entry->period.text == NULL)
        uc_faults_add(
            faults, UC_ECONFIG, run->path, entry->name.line, entry->name.column,
            "'%.80s' is compared: it needs 'area' and 'period'", entry->name.text);
    else if (areas != NULL && uc_areas_find(areas, entry->area.text) == NULL)
        uc_faults_add(faults, UC_ECONFIG, run->path, entry->area.line,
                      entry->area.column, "area '%.80s' is not in the areas file",
                      entry->area.text);
    if (c->survey_kind == UC_RUN_OF_SCALEUP)
        check_scaleup(run, c, entry, faults);
    else if (c->survey_kind == UC_RUN_OF_RDS)
        check_rds(run, c, entry, &in->rds[at], faults);
    else if (!has_request(entry->plan, c->of.text))
        unknown(run, &c->of, "the survey estimates no share or total of", NULL, 0,
                faults);
}

static uc_status add_row(uc_published *published, const uc_run_compare *c,
                         const uc_run_survey *entry, uc_error *err)
{
    static const char *const sources[] = {"", "survey of this report",
                                          "network scale-up of this report",
                                          "respondent-driven sample of this report"};
    size_t i;

    for (i = 0; i < published->n_rows; i++)
        if (strcmp(published->row[i].definition, c->definition.text) == 0)
            return UC_OK; /* compared twice */
    if (published->n_rows == published->capacity) {
        const size_t size = published->capacity != 0 ? 2 * published->capacity : 16;
        uc_published_row *grown = realloc(published->row, size * sizeof *grown);

        if (grown == NULL)
            return no_memory(err);
        published->row = grown;
        published->capacity = size;
    }
    published->row[published->n_rows++] =
        (uc_published_row){.area = entry->area.text,
                           .period = entry->period.text,
                           .definition = c->definition.text,
                           .sex = "",
                           .age_group = "",
                           .form = "",
                           .source = sources[c->survey_kind],
                           .note = "",
                           .estimate = NAN,
                           .low = NAN,
                           .high = NAN,
                           .level = NAN};
    return UC_OK;
}

uc_status uc_network_announce(const uc_run_file *run, const uc_network_inputs *in,
                              const uc_areas *areas, uc_published *published,
                              uc_faults *faults, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i, k, n, at;

    for (i = 0; status == UC_OK && i < run->n_compares; i++) {
        const uc_run_compare *c = &run->compare[i];
        const char *known[MAX_CANDIDATES];
        const uc_run_survey *entry;
        const size_t before = faults->n_total;

        if (c->survey_kind == UC_RUN_OF_CAPTURE || c->definition.text == NULL)
            continue;
        entry = section_of(run, c, &n);
        at = find_entry(run, c, &n);
        for (k = 0; k < n && k < MAX_CANDIDATES; k++)
            known[k] = entry[k].name.text;
        if (at == n)
            unknown(run, &c->of_survey, "the run file has none named", known, k,
                    faults);
        else
            check_entry(run, in, c, at, areas, faults);
        if (faults->n_total == before)
            status = add_row(published, c, &entry[at], err);
    }
    return status;
}

/* -- Publishing ----------------------------------------------------------------------
 */

static void put(uc_published_row *row, const char *method, double estimate, double low,
                double high, double level)
{
    row->estimate = estimate;
    row->low = low;
    row->high = high;
    row->method = method;
    row->level = isfinite(low) || isfinite(high) ? level : (double)NAN;
}

/* Column h of n draws, `stride` apart, times `by`. */
static const double *keep_draws(uc_network_results *r, const double draws[], size_t n,
                                size_t stride, double by)
{
    double *made = malloc((n + 1) * sizeof *made);
    size_t i;

    for (i = 0; made != NULL && i < n; i++)
        made[i] = draws[i * stride] * by;
    r->draws[r->n_draws++] = made;
    return made;
}

static void publish_scaleup(const uc_run_compare *c, const uc_scaleup_results *from,
                            uc_network_results *r, uc_published_row *row)
{
    const uc_scaleup_plan *plan = from->input->plan;
    const size_t h = hidden_index(plan, c->of.text);
    const uc_scaleup_row *size = &from->row[h]; /* of all respondents: the first rows */

    put(row, "scaleup", size->e.size, size->low, size->high, plan->survey.level);
    if (from->n_draws == 0 || size->e.status != UC_SCALEUP_OK)
        return;
    row->draw = keep_draws(r, from->draws + h, from->n_draws, plan->hidden.n, 1);
    row->n_draws = row->draw != NULL ? from->n_draws : 0;
}

static void publish_rds(const uc_run_compare *c, const uc_rds_results *from,
                        uc_network_results *r, uc_published_row *row)
{
    size_t i;

    for (i = 0; i < from->n_rows; i++) {
        const uc_rds_row *share = &from->row[i];

        if (!is_row(share, c->of.text) ||
            (c->method.text != NULL && strcmp(share->method, c->method.text) != 0))
            continue;
        put(row, share->method, share->persons, share->persons_low, share->persons_high,
            from->input->plan->survey.level);
        if (from->draws[i] != NULL) {
            row->draw = keep_draws(r, from->draws[i], from->n_draws, 1,
                                   from->input->plan->population);
            row->n_draws = row->draw != NULL ? from->n_draws : 0;
        }
        return;
    }
}

static bool is_for_all(const uc_survey_results *from, size_t i)
{
    size_t k;

    for (k = 0; k < from->n_by; k++)
        if (from->group[i][k] != NULL)
            return false;
    return true;
}

static void publish_survey(const uc_run_compare *c, const uc_survey_results *from,
                           uc_published_row *row)
{
    const char *of = strncmp(c->of.text, "rule:", 5) == 0 ? c->of.text + 5 : c->of.text;
    size_t i;

    for (i = 0; i < from->n_rows; i++) {
        const uc_survey_row *found = &from->row[i];
        const bool rate = strcmp(found->statistic, "proportion") == 0;
        const uc_survey_request as = {.ask = rate ? UC_ASK_PROPORTION : UC_ASK_TOTAL,
                                      .column = (char *)(uintptr_t)found->variable,
                                      .other = (char *)(uintptr_t)found->level};

        if ((!rate && strcmp(found->statistic, "total") != 0) || found->withheld ||
            !is_for_all(from, i) || !is_request(&as, of))
            continue;
        if (rate)
            put(row, "survey", found->persons, found->persons_low, found->persons_high,
                from->input->plan->level);
        else
            put(row, "survey", found->estimate, found->low, found->high,
                from->input->plan->level);
        return;
    }
}

uc_status uc_network_publish(const uc_run_file *run, const uc_survey_results survey[],
                             uc_network_results *r, uc_published *published,
                             uc_error *err)
{
    size_t i, k, n, at;

    r->draws = calloc(run->n_compares + 1, sizeof *r->draws);
    if (r->draws == NULL)
        return no_memory(err);
    for (i = 0; i < run->n_compares; i++) {
        const uc_run_compare *c = &run->compare[i];

        if (c->survey_kind == UC_RUN_OF_CAPTURE)
            continue;
        at = find_entry(run, c, &n);
        for (k = 0; k < published->n_rows; k++)
            if (strcmp(published->row[k].definition, c->definition.text) == 0)
                break;
        if (k == published->n_rows)
            continue;
        if (c->survey_kind == UC_RUN_OF_SCALEUP)
            publish_scaleup(c, &r->scaleup[at], r, &published->row[k]);
        else if (c->survey_kind == UC_RUN_OF_RDS)
            publish_rds(c, &r->rds[at], r, &published->row[k]);
        else
            publish_survey(c, &survey[at], &published->row[k]);
    }
    return UC_OK;
}
