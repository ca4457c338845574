/* record.c - recording a run in the history */
#define _XOPEN_SOURCE 700 /* for realpath; NOLINT: POSIX names it so */
#include "pipeline/history/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "data/base/text.h"
#include "pipeline/commands.h"

/* -- which report, and what became of runs that did not end -------------------------
 */

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = uc_text_copy(slash != NULL ? path : "."), *real;

    if (folder != NULL && slash != NULL)
        folder[slash == path ? 1 : (size_t)(slash - path)] = '\0';
    real = folder != NULL ? realpath(folder, NULL) : NULL;
    free(folder);
    return real;
}

/* A path as seen from the history, so that both can move together: the folder must be
 * there, what the path names need not. */
static char *seen_from(const uc_history *history, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    char *base = folder_of(history->path), *folder = folder_of(path), *made = NULL;
    const size_t len = base != NULL ? strlen(base) : 0;
    const size_t room = (folder != NULL ? strlen(folder) : 0) + strlen(name) + 2;

    if (base != NULL && folder != NULL && (made = malloc(room)) != NULL) {
        const char *from = folder;

        if (strncmp(folder, base, len) == 0 &&
            (folder[len] == '/' || folder[len] == '\0'))
            from = folder + len + (folder[len] == '/');
        (void)snprintf(made, room, "%s%s%s", from, from[0] != '\0' ? "/" : "", name);
    }
    free(base);
    free(folder);
    return made;
}

uc_status uc_record_look(uc_history *history, const uc_run_file *run,
                         const uc_published_set *current, bool *is_last, uc_error *err)
{
    char *report = seen_from(history, run->path);
    sqlite3_stmt *statement = NULL;
    bool is_there = false;
    uc_status status = UC_OK;

    if (report == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the history");
    status =
        uc_history_do(history, err,
                      "UPDATE runs SET status = iif(key = ?2, 'published',"
                      " 'interrupted') WHERE report = ?1 AND status = 'publishing'",
                      "tt", report, current->key);
    if (status == UC_OK)
        status = uc_history_prepare(history, &statement, err,
                                    "SELECT key FROM runs WHERE report = ?1 AND"
                                    " status = 'published' ORDER BY id DESC LIMIT 1",
                                    "t", report);
    *is_last = false;
    if (status == UC_OK)
        status = uc_history_row(history, statement, &is_there, err);
    if (status == UC_OK && is_there)
        *is_last = strcmp(uc_history_text(statement, 0), current->key) == 0;
    (void)sqlite3_finalize(statement);
    free(report);
    return status;
}

/* -- the run and its inputs ---------------------------------------------------------
 */

static uc_status write_run(uc_history *history, const uc_run_results *results,
                           const char *key, const char *folder, uc_error *err)
{
    const uc_run_file *run = results->run;
    char *report = seen_from(history, run->path), *output = seen_from(history, folder);
    char started[32] = "", seed[24];
    const time_t now = time(NULL);
    struct tm utc;
    uc_status status;

    if (report == NULL || output == NULL) {
        free(report);
        free(output);
        return uc_fail(err, UC_ENOMEM, "no memory for the history");
    }
    if (gmtime_r(&now, &utc) != NULL)
        (void)strftime(started, sizeof started, "%Y-%m-%dT%H:%M:%SZ", &utc);
    (void)snprintf(seed, sizeof seed, "%llu", (unsigned long long)run->seed);
    status = uc_history_do(history, err,
                           "INSERT INTO runs (report, key, version, started, status,"
                           " title, run_file_sha256, seed, output) VALUES"
                           " (?1, ?2, ?3, ?4, 'publishing', ?5, ?6, ?7, ?8)",
                           "tttttttt", report, key, UC_VERSION, started,
                           run->title.text, run->sha256, seed, output);
    history->run = sqlite3_last_insert_rowid(history->db);
    free(report);
    free(output);
    return status;
}

static bool is_of_capture(const uc_run_results *results, const char *path)
{
    const uc_ingest *in = results->ingest;

    for (size_t i = 0; i < in->n_sets; i++)
        if (strcmp(uc_written_path(results->run, in->set[i].path), path) == 0)
            return true;
    return false;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "";
}

static uc_status write_inputs(const uc_history *history, const uc_run_results *results,
                              uc_error *err)
{
    bool ok = true;
    json_t *made_of = uc_run_made_of(results, &ok);
    const json_t *one;
    size_t i;
    uc_status status =
        ok ? UC_OK : uc_fail(err, UC_ENOMEM, "no memory for the history");

    json_array_foreach(json_object_get(made_of, "inputs"), i, one)
    {
        if (status == UC_OK)
            status = uc_history_do(
                history, err, "INSERT OR IGNORE INTO inputs VALUES (?1, ?2, ?3, ?4)",
                "itti", history->run, text_of(one, "path"), text_of(one, "sha256"),
                (int64_t)is_of_capture(results, text_of(one, "path")));
    }
    json_decref(made_of);
    return status;
}

/* -- figures ------------------------------------------------------------------------
 */

/* Two entries of a run file may estimate the same thing in two ways: the second one's
 * label says so. */
static uc_status insert_labelled(const uc_history *history, sqlite3_stmt *statement,
                                 const char *label, uc_error *err)
{
    uc_sink text;
    uc_status status = UC_OK;
    bool there = true;

    uc_sink_memory(&text);
    for (unsigned k = 1; status == UC_OK && there; k++) {
        uc_sink_clear(&text);
        uc_sink_memory(&text);
        uc_sink_puts(&text, label);
        if (k > 1)
            uc_sink_printf(&text, " (%u)", k);
        status = uc_sink_finish(&text, err);
        if (status == UC_OK) {
            (void)sqlite3_reset(statement);
            if (sqlite3_bind_text(statement, 2, text.text, -1, SQLITE_TRANSIENT) !=
                    SQLITE_OK ||
                sqlite3_step(statement) != SQLITE_DONE)
                status = uc_history_fail(history, err);
        }
        there = sqlite3_changes(history->db) == 0;
    }
    uc_sink_clear(&text);
    return status;
}

/* What the tables of estimates and totals have in common. */
typedef struct figures {
    const char *method;
    const char *model; /* or NULL */
    uint64_t n_observed;
    double estimate, std_error;
    const uc_interval *interval;
    size_t n_intervals;
    const char *status;
} figures;

static uc_status write_estimate(const uc_history *history,
                                const uc_run_results *results, const uc_estimates *view,
                                const char *stratum, const figures *f, uc_error *err)
{
    const uc_interval *i = uc_interval_preferred(f->interval, f->n_intervals);
    sqlite3_stmt *statement = NULL;
    uc_sink label;
    uc_status status = uc_history_prepare(
        history, &statement, err,
        "INSERT OR IGNORE INTO estimates VALUES"
        " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        "itttttirrrrrttt", history->run, "", view->capture, stratum, f->method,
        f->model, (int64_t)f->n_observed, f->estimate, f->std_error,
        i != NULL ? i->low : NAN, i != NULL ? i->high : NAN, i != NULL ? i->level : NAN,
        i != NULL ? uc_interval_name(i->kind) : NULL, f->status,
        uc_written_path(results->run, view->set->path));

    uc_sink_memory(&label);
    uc_sink_printf(&label, "%s%s%s, %s", view->capture, stratum[0] != '\0' ? ", " : "",
                   stratum, f->method);
    if (status == UC_OK)
        status = uc_sink_finish(&label, err);
    if (status == UC_OK)
        status = insert_labelled(history, statement, label.text, err);
    uc_sink_clear(&label);
    (void)sqlite3_finalize(statement);
    return status;
}

static uc_status write_stratum(const uc_history *history, const uc_run_results *results,
                               const uc_estimates *view, size_t s, size_t m,
                               uc_error *err)
{
    const uc_estimate *e = uc_estimates_at(view, s, m);
    uc_sink stratum, model;
    uc_status status;

    uc_sink_memory(&stratum);
    uc_sink_memory(&model);
    uc_estimates_write_stratum(view->set, s, ", ", &stratum);
    if (e->model.n_terms > 0)
        uc_model_write(&e->model, &model);
    status = uc_sink_finish(&stratum, err);
    if (status == UC_OK)
        status = uc_sink_finish(&model, err);
    if (status == UC_OK) {
        const figures f = {e->method->name, model.text,
                           e->n_observed,   e->estimate,
                           e->std_error,    e->interval,
                           e->n_intervals,  uc_mse_status_name(e->status)};

        status = write_estimate(history, results, view,
                                stratum.text != NULL ? stratum.text : "", &f, err);
    }
    uc_sink_clear(&stratum);
    uc_sink_clear(&model);
    return status;
}

static uc_status write_total(const uc_history *history, const uc_run_results *results,
                             const uc_estimates *view, size_t m, uc_error *err)
{
    const uc_mse_total *t = &view->total[m];
    const figures f = {
        view->method[m]->name, NULL,
        t->n_observed,         t->estimate,
        t->std_error,          t->interval,
        t->n_intervals,        isnan(t->estimate) ? "no_estimate" : "ok"};

    return write_estimate(history, results, view, "total", &f, err);
}

static uc_status write_estimates(const uc_history *history,
                                 const uc_run_results *results, uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; i < results->run->n_estimates; i++) {
        const uc_estimates *view = &results->view[i];

        for (size_t s = 0; s < view->set->n_strata; s++)
            for (size_t m = 0; status == UC_OK && m < view->n_methods; m++)
                status = write_stratum(history, results, view, s, m, err);
        for (size_t m = 0;
             status == UC_OK && view->total != NULL && m < view->n_methods; m++)
            status = write_total(history, results, view, m, err);
    }
    return status;
}

/* "GBR 2020, sex=f, site, bic, on any list" */
static void write_gap_label(const uc_gap_row *row, uc_sink *out)
{
    const char *const parts[] = {row->group,
                                 row->definition,
                                 row->dataset,
                                 row->method,
                                 row->identified_what,
                                 row->identified_area,
                                 row->identified_period,
                                 row->estimate_source};

    uc_sink_printf(out, "%s %s", row->area != NULL ? row->area : "",
                   row->period != NULL ? row->period : "");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i] != NULL && parts[i][0] != '\0')
            uc_sink_printf(out, ", %s", parts[i]);
}

/* The file of the capture that a row's estimate comes from, or NULL. */
static const char *input_of(const uc_run_results *results, const char *capture)
{
    for (size_t i = 0; capture != NULL && i < results->run->n_captures; i++)
        if (strcmp(results->run->capture[i].name.text, capture) == 0)
            return uc_written_path(results->run, results->ingest->set[i].path);
    return NULL;
}

static uc_status write_gap(const uc_history *history, const uc_run_results *results,
                           const uc_gap_row *row, uc_error *err)
{
    sqlite3_stmt *statement = NULL;
    uc_sink label;
    uc_status status = uc_history_prepare(
        history, &statement, err,
        "INSERT OR IGNORE INTO gaps VALUES"
        " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        "itttttttt"
        "rrrrrtt",
        history->run, "", row->area, row->period, row->group, row->definition,
        row->dataset, row->method, row->identified_what, row->input.identified,
        row->input.estimate.value, row->input.estimate.low, row->input.estimate.high,
        row->gap.share.value, uc_gap_finding_name(row->gap.finding),
        input_of(results, row->dataset));

    uc_sink_memory(&label);
    write_gap_label(row, &label);
    if (status == UC_OK)
        status = uc_sink_finish(&label, err);
    if (status == UC_OK)
        status = insert_labelled(history, statement, label.text, err);
    uc_sink_clear(&label);
    (void)sqlite3_finalize(statement);
    return status;
}

static uc_status write_gaps(const uc_history *history, const uc_run_results *results,
                            uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; status == UC_OK && i < results->gap->n; i++)
        status = write_gap(history, results, &results->gap->row[i], err);
    return status;
}

static uc_status write_warnings(const uc_history *history,
                                const uc_run_results *results, uc_error *err)
{
    bool ok = true;
    json_t *all = uc_run_warnings_json(results, &ok);
    const json_t *one;
    size_t i;
    uc_status status =
        ok ? UC_OK : uc_fail(err, UC_ENOMEM, "no memory for the history");

    json_array_foreach(all, i, one)
    {
        char place[512];

        (void)snprintf(place, sizeof place, "%s%s%s%s%s", text_of(one, "capture"),
                       text_of(one, "area"),
                       text_of(one, "stratum")[0] != '\0' ? ", " : "",
                       text_of(one, "stratum"), text_of(one, "period"));
        if (status == UC_OK)
            status = uc_history_do(history, err,
                                   "INSERT INTO warnings VALUES (?1, ?2, ?3, ?4, ?5)",
                                   "iittt", history->run, (int64_t)i + 1,
                                   text_of(one, "code"), place, text_of(one, "text"));
    }
    json_decref(all);
    return status;
}

uc_status uc_record_begin(uc_history *history, const uc_run_results *results,
                          const char *key, const char *folder, uc_error *err)
{
    uc_status status = uc_history_do(history, err, "BEGIN IMMEDIATE", "");

    if (status == UC_OK)
        status = write_run(history, results, key, folder, err);
    if (status == UC_OK)
        status = write_inputs(history, results, err);
    if (status == UC_OK)
        status = write_estimates(history, results, err);
    if (status == UC_OK)
        status = write_gaps(history, results, err);
    if (status == UC_OK)
        status = write_warnings(history, results, err);
    return status;
}

uc_status uc_record_files(uc_history *history, const uc_artefacts *artefacts,
                          uc_error *err)
{
    uc_status status = UC_OK;
    char hash[UC_SHA256_HEX];

    for (size_t i = 0; status == UC_OK && i < artefacts->n; i++) {
        const uc_artefact *a = &artefacts->item[i];

        uc_sha256_bytes(a->bytes.text != NULL ? a->bytes.text : "", a->bytes.len, hash);
        status =
            uc_history_do(history, err, "INSERT INTO artefacts VALUES (?1, ?2, ?3, ?4)",
                          "itit", history->run, a->name, (int64_t)a->bytes.len, hash);
    }
    return status == UC_OK ? uc_history_do(history, err, "COMMIT", "") : status;
}

uc_status uc_record_end(uc_history *history, const char *status_word, uc_error *err)
{
    uc_status status =
        uc_history_do(history, err, "UPDATE runs SET status = ?2 WHERE id = ?1", "it",
                      history->run, status_word);

    if (status == UC_OK && sqlite3_get_autocommit(history->db) == 0)
        status = uc_history_do(history, err, "COMMIT", "");
    return status;
}
