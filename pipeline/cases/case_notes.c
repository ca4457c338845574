/* case_notes.c - what a reading of cases found, in words and as JSON */
#include <string.h>

#include "pipeline/cases/stage_cases.h"
#include "reports/writers/json.h"

typedef unsigned long long ull;

static const char *file_of(const uc_case_result *r, const uc_case_place *place)
{
    return place->file < r->set.n_files ? r->set.file[place->file].path : "";
}

static const char *s_of(uint64_t n)
{
    return n == 1 ? "" : "s";
}

static void note_rows(const uc_case_result *r, uc_sink *out)
{
    const uc_case_report *report = &r->report;
    const size_t n_files = r->set.n_files - (r->decided ? 1 : 0);

    uc_sink_printf(out, "%llu row%s of %zu file%s: %llu person%s\n",
                   (ull)report->n_rows, s_of(report->n_rows), n_files, s_of(n_files),
                   (ull)report->n_people, s_of(report->n_people));
    if (report->n_filtered > 0)
        uc_sink_printf(out, "%llu row%s left out by the filter\n",
                       (ull)report->n_filtered, s_of(report->n_filtered));
    if (report->n_unlisted > 0)
        uc_sink_printf(out, "%llu row%s on no list left out, as declared\n",
                       (ull)report->n_unlisted, s_of(report->n_unlisted));
    if (report->n_passes > 0 && report->n_without_key > 0)
        uc_sink_printf(out, "%llu row%s without any key: a person each\n",
                       (ull)report->n_without_key, s_of(report->n_without_key));
    for (size_t j = 0; j < r->set.n_by; j++)
        if (report->n_unknown[j] > 0)
            uc_sink_printf(out, "%s: unknown on %llu row%s\n", r->set.by_names[j],
                           (ull)report->n_unknown[j], s_of(report->n_unknown[j]));
}

static void note_conflicts(const uc_case_result *r, uc_sink *out)
{
    const uc_case_report *report = &r->report;

    for (size_t j = 0; j < r->set.n_by; j++)
        if (report->n_disagree[j] > 0)
            uc_sink_printf(out, "%s: the rows of %llu person%s disagree\n",
                           r->set.by_names[j], (ull)report->n_disagree[j],
                           s_of(report->n_disagree[j]));
    for (size_t i = 0; i < report->n_disagreements; i++) {
        const uc_case_disagreement *d = &report->disagreement[i];

        uc_sink_printf(out, "  %s: row %llu of %s and row %llu of %s\n",
                       r->set.by_names[d->by], (ull)d->first.row, file_of(r, &d->first),
                       (ull)d->other.row, file_of(r, &d->other));
    }
}

static void note_keys(const uc_case_result *r, uc_sink *out)
{
    const uc_case_report *report = &r->report;

    for (size_t j = 0; j < report->n_lists; j++)
        if (report->n_repeated[j] > 0)
            uc_sink_printf(out, "list %s: %llu row%s repeat%s a person\n",
                           r->set.list_names[j], (ull)report->n_repeated[j],
                           s_of(report->n_repeated[j]),
                           report->n_repeated[j] == 1 ? "s" : "");
    for (size_t i = 0; i < report->n_commons; i++)
        uc_sink_printf(
            out,
            "key %zu: the key in row %llu of %s is on %llu rows, too many to "
            "be one person; it links nobody\n",
            report->common[i].pass + 1, (ull)report->common[i].first.row,
            file_of(r, &report->common[i].first), (ull)report->common[i].n_rows);
}

static void note_overlaps(const uc_case_result *r, uc_sink *out)
{
    const uc_case_report *report = &r->report;

    for (size_t p = 0; p < report->n_passes && report->overlap != NULL; p++)
        for (size_t a = 0; a < report->n_lists; a++)
            for (size_t b = a + 1; b < report->n_lists; b++) {
                const uint64_t now = uc_case_report_overlap(report, p, a, b);
                const uint64_t before =
                    p > 0 ? uc_case_report_overlap(report, p - 1, a, b) : 0;

                if (now > before)
                    uc_sink_printf(out, "key %zu: %llu person%s on both %s and %s\n",
                                   p + 1, (ull)(now - before), s_of(now - before),
                                   r->set.list_names[a], r->set.list_names[b]);
            }
}

static void note_linkage(const uc_case_result *r, uc_sink *out)
{
    const uc_linkage *l = &r->linkage;
    const double share = l->n_links > 0 ? l->false_links / (double)l->n_links : 0.0;
    const double missed =
        l->expected_pairs > 0.0 ? l->missed_links / l->expected_pairs : 0.0;

    if (!r->linked)
        return;
    uc_sink_printf(out,
                   "by probability: %zu links, %zu of them at %.3g or more; expected "
                   "false among them %.2f%%, expected missed of the pairs compared "
                   "%.2f%%\n",
                   l->n_links, l->n_sure, l->settings.link_at, 100.0 * share,
                   100.0 * missed);
    uc_sink_printf(out, "%zu pair%s from %.3g up to %.3g %s for clerical review\n",
                   l->n_review, s_of(l->n_review), l->settings.review_from,
                   l->settings.link_at, l->n_review == 1 ? "is" : "are");
    if (l->n_decided > 0)
        uc_sink_printf(out,
                       "%zu pairs were decided by clerks, %zu of them one person\n",
                       l->n_decided, l->n_decided_one);
    if (!l->model.converged)
        uc_sink_puts(out, "the weights had not settled after the last step\n");
    if (!l->model.separated)
        uc_sink_puts(out, "the fields compared do not tell one person from two: the "
                          "links are not to be trusted\n");
}

void uc_case_result_notes(const uc_case_result *result, uc_sink *out)
{
    note_rows(result, out);
    note_conflicts(result, out);
    note_keys(result, out);
    note_overlaps(result, out);
    note_linkage(result, out);
}

/* -- JSON -------------------------------------------------------------------------- */

static json_t *place_json(const uc_case_result *r, const uc_case_place *place, bool *ok)
{
    json_t *object = json_object();

    uc_json_put(object, "file", uc_json_text(file_of(r, place)), ok);
    uc_json_put(object, "row", uc_json_count(place->row), ok);
    return object;
}

static json_t *counts_json(char *const names[], const uint64_t counts[], size_t n,
                           bool *ok)
{
    json_t *object = json_object();

    for (size_t i = 0; i < n; i++)
        uc_json_put(object, names[i], uc_json_count(counts[i]), ok);
    return object;
}

static json_t *conflicts_json(const uc_case_result *r, bool *ok)
{
    json_t *array = json_array();

    for (size_t i = 0; i < r->report.n_disagreements; i++) {
        const uc_case_disagreement *d = &r->report.disagreement[i];
        json_t *object = json_object();

        uc_json_put(object, "column", uc_json_text(r->set.by_names[d->by]), ok);
        uc_json_put(object, "first", place_json(r, &d->first, ok), ok);
        uc_json_put(object, "other", place_json(r, &d->other, ok), ok);
        uc_json_add(array, object, ok);
    }
    return array;
}

static json_t *common_json(const uc_case_result *r, bool *ok)
{
    json_t *array = json_array();

    for (size_t i = 0; i < r->report.n_commons; i++) {
        const uc_case_common *c = &r->report.common[i];
        json_t *object = json_object();

        uc_json_put(object, "key", uc_json_count(c->pass + 1), ok);
        uc_json_put(object, "rows", uc_json_count(c->n_rows), ok);
        uc_json_put(object, "first", place_json(r, &c->first, ok), ok);
        uc_json_add(array, object, ok);
    }
    return array;
}

static json_t *overlaps_json(const uc_case_result *r, bool *ok)
{
    json_t *array = json_array();
    const uc_case_report *report = &r->report;

    for (size_t p = 0; p < report->n_passes && report->overlap != NULL; p++)
        for (size_t a = 0; a < report->n_lists; a++)
            for (size_t b = a + 1; b < report->n_lists; b++) {
                json_t *object = json_object();

                uc_json_put(object, "key", uc_json_count(p + 1), ok);
                uc_json_put(object, "list", uc_json_text(r->set.list_names[a]), ok);
                uc_json_put(object, "other", uc_json_text(r->set.list_names[b]), ok);
                uc_json_put(object, "persons",
                            uc_json_count(uc_case_report_overlap(report, p, a, b)), ok);
                uc_json_add(array, object, ok);
            }
    return array;
}

static json_t *linkage_json(const uc_case_result *r, bool *ok)
{
    const uc_linkage *l = &r->linkage;
    json_t *object;

    if (!r->linked)
        return json_null();
    object = json_object();
    uc_json_put(object, "links", uc_json_count(l->n_links), ok);
    uc_json_put(object, "sure", uc_json_count(l->n_sure), ok);
    uc_json_put(object, "review", uc_json_count(l->n_review), ok);
    uc_json_put(object, "decided", uc_json_count(l->n_decided), ok);
    uc_json_put(object, "decided_one", uc_json_count(l->n_decided_one), ok);
    uc_json_put(object, "expected_false", uc_json_real(l->false_links), ok);
    uc_json_put(object, "expected_missed", uc_json_real(l->missed_links), ok);
    uc_json_put(object, "expected_pairs", uc_json_real(l->expected_pairs), ok);
    uc_json_put(object, "share_of_pairs", uc_json_real(l->model.match), ok);
    uc_json_put(object, "converged", json_boolean(l->model.converged), ok);
    uc_json_put(object, "separated", json_boolean(l->model.separated), ok);
    uc_json_put(object, "imputations", uc_json_count(l->settings.n_imputations), ok);
    return object;
}

uc_status uc_case_result_json(const uc_case_result *r, uc_sink *out, uc_error *err)
{
    const uc_case_report *report = &r->report;
    json_t *root = json_object();
    bool ok = root != NULL;
    uc_status status;

    uc_json_put(root, "rows", uc_json_count(report->n_rows), &ok);
    uc_json_put(root, "persons", uc_json_count(report->n_people), &ok);
    uc_json_put(root, "filtered", uc_json_count(report->n_filtered), &ok);
    uc_json_put(root, "unlisted", uc_json_count(report->n_unlisted), &ok);
    uc_json_put(root, "without_key", uc_json_count(report->n_without_key), &ok);
    uc_json_put(root, "unknown",
                counts_json(r->set.by_names, report->n_unknown, r->set.n_by, &ok), &ok);
    uc_json_put(root, "disagreeing_persons",
                counts_json(r->set.by_names, report->n_disagree, r->set.n_by, &ok),
                &ok);
    uc_json_put(root, "repeated_rows",
                counts_json(r->set.list_names, report->n_repeated, r->set.n_lists, &ok),
                &ok);
    uc_json_put(root, "disagreements", conflicts_json(r, &ok), &ok);
    uc_json_put(root, "common_keys", common_json(r, &ok), &ok);
    uc_json_put(root, "overlaps", overlaps_json(r, &ok), &ok);
    uc_json_put(root, "linkage", linkage_json(r, &ok), &ok);
    status = ok ? uc_json_write(root, out, err)
                : uc_fail(err, UC_ENOMEM, "no memory for the report");
    json_decref(root);
    return status;
}
