/* scaleup_input.c - reading a scale-up survey and its known groups */
#include "pipeline/network/scaleup_stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

void uc_scaleup_input_clear(uc_scaleup_input *in)
{
    size_t i;

    uc_survey_input_clear(&in->survey);
    for (i = 0; i < in->asked.n_requests; i++)
        free(in->asked.request[i].column);
    uc_survey_frame_clear(&in->known);
    free(in->column);
    free(in->size);
    memset(in, 0, sizeof *in);
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the scale-up");
}

/* -- Known groups --------------------------------------------------------------------
 */

static const char *known_name(const uc_scaleup_input *in, size_t k)
{
    const uc_survey_column *group =
        uc_survey_find(&in->known, "group", UC_SURVEY_CATEGORY);

    return uc_survey_level(group, group->code[k]);
}

static void check_known(uc_scaleup_input *in, uc_faults *faults)
{
    const uc_survey_column *group =
        uc_survey_find(&in->known, "group", UC_SURVEY_CATEGORY);
    size_t i, k;

    if (in->known.n == 0)
        uc_faults_add(faults, UC_EDATA, in->known.path, 0, 0,
                      "there is no group of known size");
    for (k = 0; k < in->known.n; k++) {
        if (!(in->size[k] > 0) || !(in->size[k] <= in->plan->population))
            uc_faults_add(faults, UC_EDATA, in->known.path, 0, 0,
                          "row %zu: the size of group '%.60s' must be above 0 and at "
                          "most the population",
                          k + 1, known_name(in, k));
        for (i = 0; i < k; i++)
            if (group->code[i] == group->code[k])
                uc_faults_add(faults, UC_EDATA, in->known.path, 0, 0,
                              "row %zu: group '%.60s' is in row %zu already", k + 1,
                              known_name(in, k), i + 1);
        for (i = 0; i < in->plan->hidden.n; i++)
            if (strcmp(in->plan->hidden.name[i], known_name(in, k)) == 0)
                uc_faults_add(faults, UC_EUSAGE, "", 0, 0,
                              "group '%.60s' cannot be both known and to be estimated",
                              known_name(in, k));
    }
}

static uc_status read_known(uc_scaleup_input *in, uc_faults *faults, uc_error *err)
{
    static const uc_survey_want columns[] = {
        {"group", UC_SURVEY_CATEGORY, true, 0},
        {"size", UC_SURVEY_NUMBER, true, -HUGE_VAL},
    };
    const uc_survey_opts opts = {.want = columns, .n_want = 2, .quote_values = true};
    const size_t before = faults->n_total;
    uc_status status = uc_survey_read(in->plan->known, &opts, faults, &in->known, err);

    if (status != UC_OK || faults->n_total > before)
        return status;
    in->n_known = in->known.n;
    in->size = malloc((in->n_known + 1) * sizeof *in->size);
    if (in->size == NULL)
        return no_memory(err);
    memcpy(in->size, uc_survey_find(&in->known, "size", UC_SURVEY_NUMBER)->number,
           in->n_known * sizeof *in->size);
    check_known(in, faults);
    return UC_OK;
}

/* -- The survey ----------------------------------------------------------------------
 */

static const char *column_name(const uc_scaleup_input *in, size_t k)
{
    return k < in->n_known ? known_name(in, k) : in->plan->hidden.name[k - in->n_known];
}

/* The survey is read as one that asks for totals of all these columns. */
static uc_status ask(uc_scaleup_input *in, uc_error *err)
{
    const size_t n = in->n_known + in->plan->hidden.n;
    size_t k;

    in->asked = in->plan->survey;
    in->asked.n_requests = 0;
    if (n > UC_SURVEY_MAX_REQUESTS)
        return uc_fail(err, UC_EUSAGE, "at most %d groups, known and to be estimated",
                       UC_SURVEY_MAX_REQUESTS);
    for (k = 0; k < n; k++) {
        char *name = uc_text_copy(column_name(in, k));

        if (name == NULL)
            return no_memory(err);
        in->asked.request[in->asked.n_requests++] =
            (uc_survey_request){.ask = UC_ASK_TOTAL, .column = name};
    }
    return UC_OK;
}

static void check_counts(const uc_scaleup_input *in, size_t k, uc_faults *faults)
{
    size_t i;

    for (i = 0; i < in->survey.frame.n; i++)
        if (in->column[k][i] < 0)
            uc_faults_add(faults, UC_EDATA, in->survey.frame.path, 0, 0,
                          "row %zu: column %.60s must be a number of persons known, 0 "
                          "or more, or blank",
                          i + 1, column_name(in, k));
}

static uc_status take_columns(uc_scaleup_input *in, uc_faults *faults, uc_error *err)
{
    const size_t n = in->n_known + in->plan->hidden.n;
    size_t k;

    in->column = calloc(n + 1, sizeof *in->column);
    if (in->column == NULL)
        return no_memory(err);
    for (k = 0; k < n; k++) {
        in->column[k] =
            uc_survey_find(&in->survey.frame, column_name(in, k), UC_SURVEY_NUMBER)
                ->number;
        check_counts(in, k, faults);
    }
    return UC_OK;
}

uc_status uc_scaleup_input_read(const uc_scaleup_plan *plan, const char *path,
                                uc_faults *faults, uc_scaleup_input *in, uc_error *err)
{
    const size_t before = faults->n_total;
    uc_status status;

    in->plan = plan;
    status = read_known(in, faults, err);
    if (status != UC_OK || faults->n_total > before)
        return status;
    status = ask(in, err);
    if (status == UC_OK)
        status = uc_survey_input_read(&in->asked, path, faults, &in->survey, err);
    if (status == UC_OK && faults->n_total == before)
        status = take_columns(in, faults, err);
    return status;
}
