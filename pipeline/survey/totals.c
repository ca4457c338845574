/* totals.c - population totals from a file, as terms of a calibration */
#include "pipeline/survey/input.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/survey/pair_index.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for population totals");
}

static const double *number_column(const uc_survey_input *in, const char *name)
{
    return uc_survey_find(&in->frame, name, UC_SURVEY_NUMBER)->number;
}

static const uc_survey_column *category(const uc_survey_input *in, const char *name)
{
    return uc_survey_find(&in->frame, name, UC_SURVEY_CATEGORY);
}

/* One code for each combination of several category columns. */
uc_status uc_survey_cross(const uc_survey_input *in, char *const name[], size_t n_names,
                          uint32_t **codes, size_t *n_codes, uc_error *err)
{
    uint32_t *code = calloc(in->frame.n + 1, sizeof *code);
    uc_pair_index index = {.n = 0};
    bool ok = code != NULL;
    size_t i, k;

    *n_codes = 1;
    for (k = 0; ok && k < n_names; k++) {
        const uint32_t *column = category(in, name[k])->code;

        uc_pair_index_clear(&index);
        for (i = 0; ok && i < in->frame.n; i++)
            ok = uc_pair_index_get(&index, code[i], column[i], &code[i]);
        *n_codes = index.n;
    }
    uc_pair_index_clear(&index);
    if (!ok) {
        free(code);
        return no_memory(err);
    }
    *codes = code;
    return UC_OK;
}

static bool same_variable(const uc_survey_step *step, size_t row, size_t other)
{
    return step->table.column[0].code[row] == step->table.column[0].code[other];
}

/* The term of the variable that starts at `row` of the table, with room for its totals.
 */
static uc_status make_term(uc_survey_input *in, uc_survey_step *step, size_t row,
                           uc_term *term, uint32_t **crossed, uc_error *err)
{
    const uc_survey_column *variable = &step->table.column[0];
    const char *name = uc_survey_level(variable, variable->code[row]);
    const bool factor = step->table.column[1].code[row] != UC_SURVEY_MISSING;
    const char *colon = strchr(name, ':');

    *term = (uc_term){.n_levels = 0};
    if (!factor) {
        if (strcmp(name, "1") != 0)
            term->value = number_column(in, name);
        return UC_OK;
    }
    if (colon == NULL) {
        const uc_survey_column *column = category(in, name);

        term->code = column->code;
        term->n_levels = uc_survey_n_levels(column);
        return UC_OK;
    }
    {
        char pair[1024];
        char *names[2] = {pair, pair + (colon - name) + 1};

        if (strlen(name) >= sizeof pair)
            return uc_fail(err, UC_EDATA, "the name of a crossed variable is too long");
        strcpy(pair, name);
        pair[colon - name] = '\0';
        if (uc_survey_n_levels(category(in, names[0])) *
                uc_survey_n_levels(category(in, names[1])) >
            1000000)
            return uc_fail(err, UC_EDATA, "%s has more than 1000000 cells", name);
        return uc_survey_cross(in, names, 2, crossed, &term->n_levels, err);
    }
}

/* Text of level `code` of a term, "A:B" for a crossed one. */
static void level_text(const uc_survey_input *in, const char *name, const uc_term *term,
                       uint32_t code, char *out, size_t size)
{
    const char *colon = strchr(name, ':');
    char first[512];
    size_t row;

    if (colon == NULL) {
        (void)snprintf(out, size, "%s", uc_survey_level(category(in, name), code));
        return;
    }
    (void)snprintf(first, sizeof first, "%.*s", (int)(colon - name), name);
    for (row = 0; term->code[row] != code; row++)
        ;
    (void)snprintf(
        out, size, "%s:%s",
        uc_survey_level(category(in, first), category(in, first)->code[row]),
        uc_survey_level(category(in, colon + 1), category(in, colon + 1)->code[row]));
}

/* Puts the totals of one variable where its columns are. Levels without a total, and
 * totals without a level in the sample, are refused by name: they come from the file of
 * totals, or are categories, not persons. */
static uc_status fill_totals(uc_survey_input *in, uc_survey_step *step, size_t row,
                             const uc_term *term, double totals[], uc_error *err)
{
    const uc_survey_column *variable = &step->table.column[0];
    const uc_survey_column *level = &step->table.column[1];
    const double *total = step->table.column[2].number;
    const char *name = uc_survey_level(variable, variable->code[row]);
    bool *used;
    uc_status status = UC_OK;
    size_t i;
    uint32_t code;
    char text[1100];

    if (term->code == NULL) {
        totals[0] = total[row];
        return UC_OK;
    }
    used = calloc(step->table.n + 1, sizeof *used);
    if (used == NULL)
        return no_memory(err);
    for (code = 0; status == UC_OK && code < term->n_levels; code++) {
        level_text(in, name, term, code, text, sizeof text);
        totals[code] = NAN;
        for (i = 0; i < step->table.n; i++)
            if (same_variable(step, i, row) && level->code[i] != UC_SURVEY_MISSING &&
                strcmp(uc_survey_level(level, level->code[i]), text) == 0) {
                totals[code] = total[i];
                used[i] = true;
            }
        if (isnan(totals[code]))
            status =
                uc_fail(err, UC_EDATA,
                        "a category of %s that is in the sample has no total in %s",
                        name, step->table.path);
    }
    for (i = 0; status == UC_OK && i < step->table.n; i++)
        if (same_variable(step, i, row) && !used[i])
            status = uc_fail(err, UC_EDATA,
                             "%s: total %zu is for a category of %s that nobody in the "
                             "sample has; merge it with another",
                             step->table.path, i + 1, name);
    free(used);
    return status;
}

uc_status uc_survey_make_step(uc_survey_input *in, uc_survey_step *step, uc_error *err)
{
    const size_t n = step->table.n;
    uc_status status = UC_OK;
    size_t i, j, width = 0;

    step->term = calloc(n + 1, sizeof *step->term);
    step->crossed = calloc(n + 1, sizeof *step->crossed);
    if (step->term == NULL || step->crossed == NULL)
        return no_memory(err);
    step->terms = (uc_terms){.n = in->frame.n, .term = step->term};
    for (i = 0; status == UC_OK && i < n; i++) {
        uc_term *term = &step->term[step->terms.n_terms];
        uint32_t **crossed = &step->crossed[step->terms.n_terms];
        double *grown;

        for (j = 0; j < i && !same_variable(step, i, j); j++)
            ;
        if (j < i)
            continue;
        status = make_term(in, step, i, term, crossed, err);
        step->terms.n_terms++;
        if (*crossed != NULL)
            term->code = *crossed;
        if (status != UC_OK)
            break;
        grown = realloc(step->totals, (width + term->n_levels + 1) * sizeof(double));
        if (grown == NULL)
            return no_memory(err);
        step->totals = grown;
        status = fill_totals(in, step, i, term, step->totals + width, err);
        width = uc_terms_width(&step->terms);
    }
    if (status == UC_OK && step->from->post_stratify &&
        (step->terms.n_terms != 1 || step->term[0].code == NULL))
        status =
            uc_fail(err, UC_EDATA,
                    "%s: post-stratification takes the levels of one variable (A:B "
                    "crosses two); --rake and --calibrate take several",
                    step->table.path);
    return status;
}
