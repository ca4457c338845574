/* results.c - rows of survey results */
#include "pipeline/survey/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void uc_survey_results_clear(uc_survey_results *results)
{
    size_t i;

    for (i = 0; results->group != NULL && i < results->n_rows; i++)
        free(results->group[i]);
    free(results->group);
    free(results->row);
    free(results->by);
    memset(results, 0, sizeof *results);
}

uc_survey_row *uc_survey_results_add(uc_survey_results *r)
{
    const size_t size = r->capacity != 0 ? 2 * r->capacity : 64;
    uc_survey_row *row;
    const char ***group;

    if (r->n_rows == r->capacity) {
        row = realloc(r->row, size * sizeof *row);
        if (row == NULL)
            return NULL;
        r->row = row;
        group = realloc(r->group, size * sizeof *group);
        if (group == NULL)
            return NULL;
        r->group = group;
        r->capacity = size;
    }
    r->group[r->n_rows] = calloc(r->n_by + 1, sizeof(const char *));
    if (r->group[r->n_rows] == NULL)
        return NULL;
    row = &r->row[r->n_rows++];
    *row = (uc_survey_row){.estimate = NAN,
                           .se = NAN,
                           .low = NAN,
                           .high = NAN,
                           .df = NAN,
                           .deff = NAN,
                           .probability = NAN,
                           .persons = NAN,
                           .persons_se = NAN,
                           .persons_low = NAN,
                           .persons_high = NAN,
                           .psu_limit = NAN,
                           .status = "ok",
                           .method = "t"};
    return row;
}

uc_survey_view uc_survey_results_view(const uc_survey_results *r)
{
    const uc_survey_plan *plan = r->input->plan;
    size_t i;

    for (i = 0; i < r->n_rows; i++)
        r->row[i].group = r->group[i];
    return (uc_survey_view){
        r->input->frame.dataset, r->by,  r->n_by,  plan->level, plan->per,
        plan->min_events,        r->row, r->n_rows};
}
