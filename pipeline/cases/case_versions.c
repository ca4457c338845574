/* case_versions.c - linked versions of the tables, which carry the doubt about links on
 */
#include "pipeline/cases/case_versions.h"

#include <stdlib.h>
#include <string.h>

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

uc_status uc_case_copy_people(const uc_case_people *from, uc_case_people *to,
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
    uc_status status = uc_case_copy_people(exact, &people, err);

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

uc_status uc_case_draw_versions(uc_case_result *made, const uc_case_people *exact,
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
uc_status uc_case_mean_links(const uc_case_result *made, const uc_case_people *exact,
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
        status = uc_case_copy_people(exact, &people, err);
        if (status == UC_OK)
            status =
                uc_linkage_draw(&made->linkage, &made->rows, m, &people, &n_links, err);
        *mean += (double)n_links / (double)n;
        uc_case_people_clear(&people);
    }
    return status;
}
