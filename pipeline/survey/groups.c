/* groups.c - groups of respondents */
#include "pipeline/survey/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/survey/pair_index.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the survey estimates");
}

/* -- Groupings -----------------------------------------------------------------------
 */

void uc_survey_groups_clear(uc_survey_groups *g)
{
    free(g->rows);
    free(g->first);
    free(g->example);
}

static uc_status code_groups(const uc_survey_input *in, const uc_names *by,
                             uint32_t code[], size_t *n_groups, uc_error *err)
{
    uc_pair_index index = {.n = 0};
    size_t i, k;

    *n_groups = 1;
    for (k = 0; by != NULL && k < by->n; k++) {
        const uint32_t *column =
            uc_survey_find(&in->frame, by->name[k], UC_SURVEY_CATEGORY)->code;

        uc_pair_index_clear(&index);
        for (i = 0; i < in->frame.n; i++) {
            if (code[i] == UC_SURVEY_MISSING)
                continue;
            if (column[i] == UC_SURVEY_MISSING)
                code[i] = UC_SURVEY_MISSING;
            else if (!uc_pair_index_get(&index, code[i], column[i], &code[i])) {
                uc_pair_index_clear(&index);
                return no_memory(err);
            }
        }
        *n_groups = index.n;
    }
    uc_pair_index_clear(&index);
    return UC_OK;
}

/* Rows without weight are nobody's: they only inform the weights of others. */
uc_status uc_survey_group_rows(const uc_survey_input *in, const uc_names *by,
                               uc_survey_groups *g, uc_error *err)
{
    const size_t n = in->frame.n;
    uint32_t *code = calloc(n + 1, sizeof *code);
    uc_status status = code != NULL ? UC_OK : no_memory(err);
    size_t i, d;

    *g = (uc_survey_groups){.by = by};
    if (status == UC_OK)
        status = code_groups(in, by, code, &g->n_groups, err);
    if (status == UC_OK) {
        g->rows = malloc((n + 1) * sizeof *g->rows);
        g->first = calloc(g->n_groups + 2, sizeof *g->first);
        g->example = calloc(g->n_groups + 1, sizeof *g->example);
        if (g->rows == NULL || g->first == NULL || g->example == NULL)
            status = no_memory(err);
    }
    for (i = 0; status == UC_OK && i < n; i++)
        if (code[i] != UC_SURVEY_MISSING)
            g->first[code[i] + 1]++;
    for (d = 0; status == UC_OK && d < g->n_groups; d++)
        g->first[d + 1] += g->first[d];
    for (i = 0; status == UC_OK && i < n; i++)
        if (code[i] != UC_SURVEY_MISSING) {
            g->example[code[i]] = (uint32_t)i;
            g->rows[g->first[code[i]]++] = (uint32_t)i;
        }
    for (d = g->n_groups; status == UC_OK && d > 0; d--)
        g->first[d] = g->first[d - 1];
    if (status == UC_OK)
        g->first[0] = 0;
    free(code);
    return status;
}

void uc_survey_label_row(uc_survey_results *r, const uc_survey_groups *g, size_t d,
                         size_t row)
{
    size_t k, b;

    for (k = 0; g->by != NULL && k < g->by->n; k++)
        for (b = 0; b < r->n_by; b++)
            if (strcmp(r->by[b], g->by->name[k]) == 0) {
                const uc_survey_column *column = uc_survey_find(
                    &r->input->frame, g->by->name[k], UC_SURVEY_CATEGORY);

                r->group[row][b] = uc_survey_level(column, column->code[g->example[d]]);
            }
}
