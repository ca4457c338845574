/* sensitivity_report.c - what `undercount sensitivity` writes */
#include "pipeline/trust/sensitivity_report.h"

#include <stdlib.h>

#include "reports/tables/sensitivity.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

/* Writes a table for people, and clears it; none when it has no rows. */
static uc_status write_table(uc_table *table, uc_format format, uc_sink *out,
                             uc_error *err)
{
    uc_status status = uc_table_finish(table, err);

    if (status == UC_OK && uc_table_n_rows(table) > 0) {
        uc_sink_putc(out, '\n');
        if (format == UC_FORMAT_MARKDOWN)
            uc_markdown_write_table(table, 2, out);
        else
            uc_text_write_table(table, out);
    }
    uc_table_clear(table);
    return status;
}

static uc_status write_summary(const uc_sensitivity_report *r, uc_sink *out,
                               uc_error *err)
{
    char **sentence;
    size_t n;
    const uc_status status =
        uc_sensitivity_sentences(r->found, r->minimum, &sentence, &n, err);

    if (status != UC_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        if (r->format == UC_FORMAT_MARKDOWN) {
            uc_sink_puts(out, "- ");
            uc_markdown_write_text(sentence[i], out);
            uc_sink_putc(out, '\n');
        } else {
            uc_text_write_wrapped("", sentence[i], out);
        }
        free(sentence[i]);
    }
    free(sentence);
    return UC_OK;
}

static uc_status write_people(const uc_sensitivity_report *r, uc_sink *out,
                              uc_error *err)
{
    uc_table table;
    uc_status status;

    uc_sink_puts(out, r->format == UC_FORMAT_MARKDOWN ? "# " : "");
    uc_sink_printf(out, "How far the number can be trusted: %s\n\n", r->set->dataset);
    status = write_summary(r, out, err);
    if (status == UC_OK) {
        uc_sensitivity_ranking_table(r->found, &table);
        status = write_table(&table, r->format, out, err);
    }
    for (unsigned kind = 0; kind < UC_SENSITIVITY_N && status == UC_OK; kind++) {
        (void)uc_sensitivity_kind_table(r->found, (uc_sensitivity_kind)kind, &table);
        status = write_table(&table, r->format, out, err);
    }
    if (status == UC_OK) {
        uc_consistency_table(r->found, r->set, &table);
        status = write_table(&table, r->format, out, err);
    }
    if (status == UC_OK) {
        uc_consistency_summary_table(r->found, r->minimum, &table);
        status = write_table(&table, r->format, out, err);
    }
    return status;
}

static uc_status put_table(json_t *root, const char *key, uc_table *table, bool *ok,
                           uc_error *err)
{
    const uc_status status = uc_table_finish(table, err);

    if (status == UC_OK)
        uc_json_put(root, key, uc_json_table(table), ok);
    uc_table_clear(table);
    return status;
}

static uc_status put_tables(const uc_sensitivity_report *r, json_t *root, bool *ok,
                            uc_error *err)
{
    uc_table table;
    uc_status status;

    uc_sensitivity_ranking_table(r->found, &table);
    status = put_table(root, "ranking", &table, ok, err);
    if (status == UC_OK) {
        uc_sensitivity_table(r->found, &table);
        status = put_table(root, "sensitivity", &table, ok, err);
    }
    if (status == UC_OK) {
        uc_consistency_table(r->found, r->set, &table);
        status = put_table(root, "consistency", &table, ok, err);
    }
    if (status == UC_OK) {
        uc_consistency_summary_table(r->found, r->minimum, &table);
        status = put_table(root, "consistency_summary", &table, ok, err);
    }
    return status;
}

static uc_status put_summary(const uc_sensitivity_report *r, json_t *root, bool *ok,
                             uc_error *err)
{
    json_t *summary = json_array();
    char **sentence;
    size_t n;
    const uc_status status =
        uc_sensitivity_sentences(r->found, r->minimum, &sentence, &n, err);

    for (size_t i = 0; status == UC_OK && i < n; i++) {
        uc_json_add(summary, uc_json_text(sentence[i]), ok);
        free(sentence[i]);
    }
    if (status == UC_OK)
        free(sentence);
    uc_json_put(root, "summary", summary, ok);
    return status;
}

static uc_status write_json(const uc_sensitivity_report *r, uc_sink *out, uc_error *err)
{
    json_t *root = json_object(), *command = json_array();
    bool ok = root != NULL;
    uc_status status;

    for (size_t i = 0; i < r->n_command; i++)
        uc_json_add(command, uc_json_text(r->command[i]), &ok);
    uc_json_put(root, "tool", json_string("undercount"), &ok);
    uc_json_put(root, "version", json_string(UC_VERSION), &ok);
    uc_json_put(root, "command", command, &ok);
    uc_json_put(root, "path", uc_json_text(r->set->path), &ok);
    uc_json_put(root, "sha256", uc_json_text(r->set->sha256), &ok);
    uc_json_put(root, "seed", uc_json_count(r->seed), &ok);
    uc_json_put(root, "level", uc_json_real(r->found->level), &ok);
    status = put_summary(r, root, &ok, err);
    if (status == UC_OK)
        status = put_tables(r, root, &ok, err);
    if (status == UC_OK)
        status = ok ? uc_json_write(root, out, err)
                    : uc_fail(err, UC_ENOMEM, "no memory for the report");
    json_decref(root);
    return status;
}

uc_status uc_sensitivity_report_write(const uc_sensitivity_report *r, uc_sink *out,
                                      uc_error *err)
{
    uc_table table;
    uc_status status;

    if (r->format == UC_FORMAT_JSON)
        return write_json(r, out, err);
    if (r->format == UC_FORMAT_CSV) {
        uc_sensitivity_table(r->found, &table);
        status = uc_render_table(&table, r->format, out, err);
        uc_table_clear(&table);
        return status;
    }
    status = write_people(r, out, err);
    return status == UC_OK ? uc_sink_finish(out, err) : status;
}
