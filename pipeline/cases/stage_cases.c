/* stage_cases.c - case and list files to capture sets */
#include "pipeline/cases/stage_cases.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/cases/case_decisions.h"
#include "pipeline/cases/case_versions.h"
#include "pipeline/secrecy.h"

void uc_case_result_clear(uc_case_result *result)
{
    uc_capture_set_clear(&result->set);
    uc_case_report_clear(&result->report);
    uc_case_rows_clear(&result->rows);
    uc_linkage_clear(&result->linkage);
    *result = (uc_case_result){0};
}

/* -- Which files ------------------------------------------------------------------- */

typedef struct inputs {
    uc_case_words path;
    size_t *list; /* of each, or UC_CASE_NO_LIST */
} inputs;

static void inputs_clear(inputs *in)
{
    uc_case_words_clear(&in->path);
    free(in->list);
}

static bool add_input(inputs *in, const char *path, size_t list)
{
    size_t *grown = realloc(in->list, (in->path.n + 1) * sizeof *grown);

    if (grown == NULL)
        return false;
    in->list = grown;
    grown[in->path.n] = list;
    return uc_case_words_add(&in->path, path);
}

static bool is_pattern(const char *path)
{
    return strncmp(path, "data:", 5) != 0 && strpbrk(path, "*?[") != NULL;
}

/* Adds the files that fit a pattern, in byte order; a file that is there by this very
 * name is no pattern. */
static bool add_path(inputs *in, const char *path, uc_faults *faults)
{
    glob_t found = {.gl_pathc = 0};
    bool ok = true;
    int code;

    if (!is_pattern(path))
        return add_input(in, path, UC_CASE_NO_LIST);
    code = glob(path, GLOB_ERR, NULL, &found);
    if (code == GLOB_NOMATCH)
        uc_faults_add(faults, UC_ENOINPUT, path, 0, 0, "no file fits this pattern");
    else if (code == GLOB_ABORTED)
        uc_faults_add(faults, UC_ENOINPUT, path, 0, 0, "a folder cannot be read");
    for (size_t i = 0; code == 0 && i < found.gl_pathc && ok; i++)
        ok = add_input(in, found.gl_pathv[i], UC_CASE_NO_LIST);
    globfree(&found);
    return ok && code != GLOB_NOSPACE;
}

static char *resolved(uc_case_path *resolve, const void *context, const char *written)
{
    return resolve != NULL ? resolve(context, written) : uc_text_copy(written);
}

static bool find_inputs(const uc_case_source *source, uc_case_path *resolve,
                        const void *context, uc_faults *faults, inputs *in)
{
    bool ok = true;

    for (size_t i = 0; i < source->cases.n && ok; i++) {
        char *path = resolved(resolve, context, source->cases.word[i]);

        ok = path != NULL && add_path(in, path, faults);
        free(path);
    }
    for (size_t i = 0; i < source->list_file.n && ok; i++) {
        char *path = resolved(resolve, context, source->list_file.word[i]);

        ok = path != NULL && add_input(in, path, i);
        free(path);
    }
    return ok;
}

static uc_status read_rows(const uc_case_source *source, const inputs *in,
                           bool quote_values, uc_faults *faults, uc_case_rows *rows,
                           uc_error *err)
{
    uc_case_input *input = calloc(in->path.n + 1, sizeof *input);
    uc_status status;

    if (input == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < in->path.n; i++)
        input[i] = (uc_case_input){.path = in->path.word[i], .list = in->list[i]};
    status = uc_case_rows_read(input, in->path.n, &source->rules, quote_values, faults,
                               rows, err);
    free(input);
    return status;
}

/* -- All of it --------------------------------------------------------------------- */

/* What linking needs from first to last. */
typedef struct linking {
    const uc_case_source *source;
    const char *dataset;
    const char *decisions; /* as this process opens it, or NULL */
    uc_cancel *cancel;
    uc_faults *faults;
    size_t n_faults; /* before */
} linking;

static bool faulty(const linking *how)
{
    return how->faults->n_total > how->n_faults;
}

/* Weighs pairs, hears the clerks, and joins; `exact` are the persons before. */
static uc_status link_by_probability(const linking *how, uc_case_result *made,
                                     uc_case_people *people, uc_case_people *exact,
                                     uc_error *err)
{
    double target = 0.0;
    uc_status status = uc_linkage_make(&made->rows, people, &how->source->link,
                                       how->cancel, &made->linkage, err);

    if (status == UC_OK && how->decisions != NULL)
        status = uc_case_decide(how->decisions, made, how->faults, err);
    if (status != UC_OK || faulty(how))
        return status;
    status = uc_case_copy_people(people, exact, err);
    if (status == UC_OK)
        status = uc_case_mean_links(made, exact, how->cancel, &target, err);
    if (status == UC_OK)
        status = uc_linkage_join(&made->linkage, &made->rows, target, people, err);
    return status;
}

/* Exact keys, then probability, then tables. */
static uc_status link_and_count(const linking *how, uc_case_result *made, uc_error *err)
{
    uc_case_people people = {0}, exact = {0};
    uc_status status = uc_case_people_init(&made->rows, &people, err);

    if (status == UC_OK)
        status = uc_case_people_link(&made->rows, &people, &made->report, err);
    made->linked = how->source->rules.n_fields > 0;
    if (status == UC_OK && made->linked)
        status = link_by_probability(how, made, &people, &exact, err);
    if (status == UC_OK && !faulty(how))
        status = uc_case_people_tabulate(&made->rows, &people, how->dataset,
                                         how->faults, &made->report, &made->set, err);
    if (status == UC_OK && made->linked && !faulty(how))
        status = uc_case_draw_versions(made, &exact, how->dataset, how->cancel,
                                       how->faults, err);
    uc_case_people_clear(&people);
    uc_case_people_clear(&exact);
    return status;
}

static uc_status count_rows(const linking *how, uc_case_result *made, uc_error *err)
{
    made->report = made->rows.report;
    made->rows.report.overlap = NULL;
    return made->rows.keyed
               ? link_and_count(how, made, err)
               : uc_case_people_tabulate(&made->rows, NULL, how->dataset, how->faults,
                                         &made->report, &made->set, err);
}

uc_status uc_stage_cases(const uc_case_source *source, const char *dataset,
                         uc_case_path *resolve, const void *context, bool quote_values,
                         uc_cancel *cancel, uc_faults *faults, uc_case_result *result,
                         uc_error *err)
{
    const size_t before = faults->n_total;
    char *decisions = source->decisions != NULL
                          ? resolved(resolve, context, source->decisions)
                          : NULL;
    const linking how = {source, dataset, decisions, cancel, faults, before};
    uc_case_result made = {.linked = false};
    inputs in = {.list = NULL};
    uc_status status = UC_OK;

    uc_secrecy_begin(); /* identifiers are in memory from here on */
    if (source->decisions != NULL && decisions == NULL)
        status = uc_fail(err, UC_ENOMEM, "out of memory");
    if (status == UC_OK && !find_inputs(source, resolve, context, faults, &in))
        status = uc_fail(err, UC_ENOMEM, "out of memory");
    if (status == UC_OK && faults->n_total == before)
        status = read_rows(source, &in, quote_values, faults, &made.rows, err);
    inputs_clear(&in);
    if (status == UC_OK && faults->n_total == before)
        status = count_rows(&how, &made, err);
    free(decisions);
    if (status != UC_OK || faults->n_total > before) {
        uc_case_result_clear(&made);
        return status;
    }
    if (!made.linked)
        uc_case_rows_clear(&made.rows);
    *result = made;
    return UC_OK;
}
