/* stage_cases.c - case and list files to capture sets */
#include "pipeline/cases/stage_cases.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "data/base/text.h"
#include "data/structural_zeros.h"

void uc_case_result_clear(uc_case_result *result)
{
    uc_capture_set_clear(&result->set);
    uc_case_report_clear(&result->report);
    uc_case_rows_clear(&result->rows);
    uc_linkage_clear(&result->linkage);
    *result = (uc_case_result){0};
}

/* Identifiers are in memory from here on. */
static void forbid_core_dumps(void)
{
    const struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
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

/* -- Versions ---------------------------------------------------------------------- */

static bool same_stratum(const uc_capture_set *set, const uc_capture_stratum *a,
                         const uc_capture_stratum *b)
{
    for (size_t j = 0; j < set->n_by; j++)
        if (strcmp(a->value[j], b->value[j]) != 0)
            return false;
    return true;
}

static uc_capture_stratum *stratum_like(uc_capture_set *set,
                                        const uc_capture_stratum *other)
{
    for (size_t s = 0; s < set->n_strata; s++)
        if (same_stratum(set, &set->strata[s], other))
            return &set->strata[s];
    return NULL;
}

/* Moves the tables of one version into the set. A stratum that only a version has is
 * left out there and named by the report's counts of people. */
static void take_version(uc_capture_set *set, uc_capture_set *version, size_t m)
{
    for (size_t s = 0; s < version->n_strata; s++) {
        uc_capture_stratum *to = stratum_like(set, &version->strata[s]);

        if (to == NULL)
            continue;
        to->imputation[m] = version->strata[s].table;
        to->imputed_identified[m] = version->strata[s].identified;
        uc_capture_table_init(&version->strata[s].table, set->n_lists);
        uc_capture_table_init(&version->strata[s].identified, set->n_lists);
    }
}

static uc_status room_for_versions(uc_capture_set *set, size_t n, uc_error *err)
{
    for (size_t s = 0; s < set->n_strata; s++) {
        uc_capture_stratum *stratum = &set->strata[s];

        stratum->imputation = calloc(n + 1, sizeof *stratum->imputation);
        stratum->imputed_identified = calloc(n + 1, sizeof *stratum->imputation);
        if (stratum->imputation == NULL || stratum->imputed_identified == NULL)
            return uc_fail(err, UC_ENOMEM, "out of memory");
        stratum->n_imputations = n;
        for (size_t m = 0; m < n; m++) {
            uc_capture_table_init(&stratum->imputation[m], set->n_lists);
            uc_capture_table_init(&stratum->imputed_identified[m], set->n_lists);
        }
    }
    return UC_OK;
}

static uc_status copy_people(const uc_case_people *from, uc_case_people *to,
                             uc_error *err)
{
    to->person = malloc((from->n_rows + 1) * sizeof *to->person);
    if (to->person == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    memcpy(to->person, from->person, from->n_rows * sizeof *to->person);
    to->n_rows = from->n_rows;
    return UC_OK;
}

static uc_status draw_version(uc_case_result *made, const uc_case_people *exact,
                              const char *dataset, size_t m, uc_faults *faults,
                              uc_error *err)
{
    uc_case_people people = {0};
    uc_case_report ignored = {0};
    uc_capture_set version = {0};
    const size_t before = faults->n_total;
    size_t n_links;
    uc_status status = copy_people(exact, &people, err);

    if (status == UC_OK)
        status =
            uc_linkage_draw(&made->linkage, &made->rows, m, &people, &n_links, err);
    if (status == UC_OK)
        status = uc_case_people_tabulate(&made->rows, &people, dataset, faults,
                                         &ignored, &version, err);
    if (status == UC_OK && faults->n_total == before)
        take_version(&made->set, &version, m);
    uc_capture_set_clear(&version);
    uc_case_report_clear(&ignored);
    uc_case_people_clear(&people);
    return status;
}

static uc_status draw_versions(uc_case_result *made, const uc_case_people *exact,
                               const char *dataset, uc_cancel *cancel,
                               uc_faults *faults, uc_error *err)
{
    const size_t n = made->linkage.settings.n_imputations, before = faults->n_total;
    uc_status status = room_for_versions(&made->set, n, err);

    for (size_t m = 0; m < n && status == UC_OK && faults->n_total == before; m++) {
        if (uc_cancelled(cancel))
            return uc_fail(err, UC_ECANCELED, "stopped on request");
        status = draw_version(made, exact, dataset, m, faults, err);
    }
    return status;
}

/* Links that the versions have on average. */
static uc_status mean_links(const uc_case_result *made, const uc_case_people *exact,
                            uc_cancel *cancel, double *mean, uc_error *err)
{
    const size_t n = made->linkage.settings.n_imputations;
    uc_status status = UC_OK;

    *mean = 0.0;
    for (size_t m = 0; m < n && status == UC_OK; m++) {
        uc_case_people people = {0};
        size_t n_links = 0;

        if (uc_cancelled(cancel))
            return uc_fail(err, UC_ECANCELED, "stopped on request");
        status = copy_people(exact, &people, err);
        if (status == UC_OK)
            status =
                uc_linkage_draw(&made->linkage, &made->rows, m, &people, &n_links, err);
        *mean += (double)n_links / (double)n;
        uc_case_people_clear(&people);
    }
    return status;
}

/* -- All of it --------------------------------------------------------------------- */

/* Exact keys, then probability, then tables. */
static uc_status link_and_count(const uc_case_source *source, const char *dataset,
                                uc_cancel *cancel, uc_faults *faults,
                                uc_case_result *made, uc_error *err)
{
    uc_case_people people = {0}, exact = {0};
    double target = 0.0;
    uc_status status = uc_case_people_init(&made->rows, &people, err);

    if (status == UC_OK)
        status = uc_case_people_link(&made->rows, &people, &made->report, err);
    made->linked = source->rules.n_fields > 0;
    if (status == UC_OK && made->linked) {
        status = uc_linkage_make(&made->rows, &people, &source->link, cancel,
                                 &made->linkage, err);
        if (status == UC_OK)
            status = copy_people(&people, &exact, err);
        if (status == UC_OK)
            status = mean_links(made, &exact, cancel, &target, err);
        if (status == UC_OK)
            status = uc_linkage_join(&made->linkage, &made->rows, target, &people, err);
    }
    if (status == UC_OK)
        status = uc_case_people_tabulate(&made->rows, &people, dataset, faults,
                                         &made->report, &made->set, err);
    if (status == UC_OK && made->linked && faults->n_total == 0)
        status = draw_versions(made, &exact, dataset, cancel, faults, err);
    uc_case_people_clear(&people);
    uc_case_people_clear(&exact);
    return status;
}

uc_status uc_stage_cases(const uc_case_source *source, const char *dataset,
                         uc_case_path *resolve, const void *context, bool quote_values,
                         uc_cancel *cancel, uc_faults *faults, uc_case_result *result,
                         uc_error *err)
{
    const size_t before = faults->n_total;
    uc_case_result made = {.linked = false};
    inputs in = {.list = NULL};
    uc_status status = UC_OK;

    forbid_core_dumps();
    if (!find_inputs(source, resolve, context, faults, &in))
        status = uc_fail(err, UC_ENOMEM, "out of memory");
    if (status == UC_OK && faults->n_total == before)
        status = read_rows(source, &in, quote_values, faults, &made.rows, err);
    inputs_clear(&in);
    if (status == UC_OK && faults->n_total == before) {
        made.report = made.rows.report;
        made.rows.report.overlap = NULL;
        status = made.rows.keyed
                     ? link_and_count(source, dataset, cancel, faults, &made, err)
                     : uc_case_people_tabulate(&made.rows, NULL, dataset, faults,
                                               &made.report, &made.set, err);
    }
    if (status != UC_OK || faults->n_total > before) {
        uc_case_result_clear(&made);
        return status;
    }
    if (!made.linked)
        uc_case_rows_clear(&made.rows);
    *result = made;
    return UC_OK;
}
