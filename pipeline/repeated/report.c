/* report.c - repeated counts as a report */
#include "pipeline/repeated/report.h"

#include <math.h>
#include <stdlib.h>

#include "pipeline/commands.h"
#include "reports/reasons.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

#define MAX_NOTES (UC_N_REPEATED_MODELS * (UC_N_REPEATED_ENDS + 1) + 205)

/* Sentences that a reader must know, in order; each owned. */
typedef struct note_list {
    char *line[MAX_NOTES];
    size_t n;
    bool no_memory;
} note_list;

static void notes_clear(note_list *notes)
{
    size_t i;

    for (i = 0; i < notes->n; i++)
        free(notes->line[i]);
}

static void keep(note_list *notes, uc_sink *line)
{
    if (notes->n < MAX_NOTES) {
        notes->line[notes->n] = uc_sink_take(line);
        notes->no_memory = notes->no_memory || notes->line[notes->n] == NULL;
        notes->n += notes->line[notes->n] != NULL;
    }
    uc_sink_clear(line);
}

static void note_data(const uc_repeated_results *r, note_list *notes)
{
    double once = 0.0;
    uc_sink line;
    size_t c;

    for (c = 0; c < r->data.n_cells; c++)
        once += r->data.count[c] == 1 ? r->data.people[c] : 0.0;
    uc_sink_memory(&line);
    uc_sink_printf(&line,
                   "%.0f people were counted, %.0f of them once. A total holds if the "
                   "counts of a person do not change each other, nobody enters or "
                   "leaves, and people alike in the covariates are alike.",
                   r->data.n_people, once);
    keep(notes, &line);
}

static void note_columns(const uc_repeated_results *r, note_list *notes)
{
    size_t a;

    for (a = 0; a < r->data.n_columns; a++) {
        const uc_repeated_column *column = &r->data.column[a];
        uc_sink line;

        if (column->fate == UC_COLUMN_KEPT)
            continue;
        uc_sink_memory(&line);
        uc_sink_printf(
            &line, "%s%s%s is left out: %s.", column->name,
            column->text != NULL ? ", " : "", column->text != NULL ? column->text : "",
            uc_reason_text(column->fate == UC_COLUMN_CONSTANT ? "constant_covariate"
                                                              : "aliased_covariate"));
        keep(notes, &line);
    }
}

static void note_models(const uc_repeated_results *r, note_list *notes)
{
    uc_sink line;
    size_t i, e;

    for (i = 0; i < r->plan->n_models; i++) {
        const uc_repeated_fit *fit = &r->fit[i];
        const uc_repeated_boot *boot = r->model[i].boot;
        const char *name = uc_repeated_model_name(fit->model);

        if (fit->end != UC_REPEATED_OK) {
            uc_sink_memory(&line);
            uc_sink_printf(&line, "%s: no estimate; %s.", name,
                           uc_reason_text(uc_repeated_end_name(fit->end)));
            keep(notes, &line);
        }
        for (e = 0; boot != NULL && e < UC_N_REPEATED_ENDS; e++) {
            if (boot->n_failed[e] == 0)
                continue;
            uc_sink_memory(&line);
            uc_sink_printf(&line, "%s: %zu of %zu replicates have no estimate; %s.",
                           name, boot->n_failed[e], boot->n_asked,
                           uc_reason_text(uc_repeated_end_name((uc_repeated_end)e)));
            keep(notes, &line);
        }
    }
}

static void note_test(const uc_repeated_results *r, note_list *notes)
{
    uc_sink line;
    size_t i;

    for (i = 0; i < r->plan->n_models; i++)
        if (r->model[i].test != NULL && r->test.score > 0.0 && r->test.p_value < 0.05) {
            uc_sink_memory(&line);
            uc_sink_puts(&line,
                         "Counts vary more than the Poisson model allows "
                         "(Lagrange-multiplier test): people of one group differ in "
                         "ways the covariates do not tell, so its total is too low.");
            keep(notes, &line);
        }
}

static void find_notes(const uc_repeated_results *r, note_list *found)
{
    found->n = 0;
    found->no_memory = false;
    note_data(r, found);
    note_columns(r, found);
    note_models(r, found);
    note_test(r, found);
}

/* The tables for people, in order; false past the last. */
static bool make_table(const uc_repeated_results *r, size_t which, uc_table *table)
{
    static void (*const make[])(const uc_repeated_view *, uc_table *) = {
        uc_repeated_total_table, uc_repeated_model_table, uc_repeated_coefficient_table,
        uc_repeated_residual_table};
    const uc_repeated_view view = uc_repeated_view_of(r);

    if (which >= sizeof make / sizeof make[0])
        return false;
    make[which](&view, table);
    return true;
}

static uc_status write_people(const uc_repeated_results *r, bool markdown, uc_sink *out,
                              uc_error *err)
{
    uc_status status = UC_OK;
    uc_table table;
    note_list found;
    size_t i;

    find_notes(r, &found);
    for (i = 0; i < found.n; i++) {
        if (markdown) {
            uc_sink_puts(out, "- ");
            uc_markdown_write_text(found.line[i], out);
            uc_sink_putc(out, '\n');
        } else {
            uc_text_write_wrapped("", found.line[i], out);
        }
    }
    notes_clear(&found);
    for (i = 0; status == UC_OK && make_table(r, i, &table); i++) {
        status = uc_table_finish(&table, err);
        if (status == UC_OK && uc_table_n_rows(&table) > 0) {
            uc_sink_putc(out, '\n');
            if (markdown)
                uc_markdown_write_table(&table, 2, out);
            else
                uc_text_write_table(&table, out);
        }
        uc_table_clear(&table);
    }
    if (status == UC_OK && found.no_memory)
        status = uc_fail(err, UC_ENOMEM, "no memory for the report");
    return status;
}

void uc_repeated_add_to_report(const uc_repeated_results *r, unsigned level,
                               uc_report *report)
{
    uc_table table;
    note_list found;
    size_t i;

    find_notes(r, &found);
    for (i = 0; i < found.n; i++)
        uc_report_item(report, NULL, found.line[i]);
    if (found.no_memory)
        report->status = UC_ENOMEM;
    notes_clear(&found);
    for (i = 0; make_table(r, i, &table); i++) {
        if (table.status != UC_OK || uc_table_n_rows(&table) > 0)
            uc_report_table(report, &table, level);
        else
            uc_table_clear(&table);
    }
}

static void put_table(json_t *root, const char *key, uc_table *table, bool *ok)
{
    *ok = *ok && uc_table_finish(table, NULL) == UC_OK;
    uc_json_put(root, key, uc_json_table(table), ok);
    uc_table_clear(table);
}

json_t *uc_repeated_json(const uc_repeated_results *r)
{
    const uc_repeated_view view = uc_repeated_view_of(r);
    json_t *root = json_object(), *lines = json_array();
    bool ok = root != NULL && lines != NULL;
    uc_table table;
    note_list found;
    size_t i;

    uc_json_put(root, "dataset", uc_json_text(r->frame.dataset), &ok);
    uc_json_put(root, "sha256", uc_json_text(r->frame.sha256), &ok);
    find_notes(r, &found);
    ok = ok && !found.no_memory;
    for (i = 0; i < found.n; i++)
        uc_json_add(lines, uc_json_text(found.line[i]), &ok);
    notes_clear(&found);
    uc_json_put(root, "notes", lines, &ok);
    uc_repeated_tidy_table(&view, 1, &table);
    put_table(root, "totals", &table, &ok);
    uc_repeated_model_table(&view, &table);
    put_table(root, "models", &table, &ok);
    uc_repeated_coefficient_table(&view, &table);
    put_table(root, "coefficients", &table, &ok);
    uc_repeated_group_residual_table(&view, &table);
    put_table(root, "residuals", &table, &ok);
    if (ok)
        return root;
    json_decref(root);
    return NULL;
}

static uc_status write_json(const uc_repeated_results *r, const char *const command[],
                            size_t n_command, uc_sink *out, uc_error *err)
{
    json_t *root = json_object(), *words = json_array();
    bool ok = root != NULL && words != NULL;
    uc_status status;
    size_t i;

    uc_json_put(root, "tool", json_string("undercount"), &ok);
    uc_json_put(root, "version", json_string(UC_VERSION), &ok);
    for (i = 0; i < n_command; i++)
        uc_json_add(words, uc_json_text(command[i]), &ok);
    uc_json_put(root, "command", words, &ok);
    uc_json_put(root, "repeated", uc_repeated_json(r), &ok);
    status = ok ? uc_json_write(root, out, err)
                : uc_fail(err, UC_ENOMEM, "no memory for the report");
    json_decref(root);
    return status;
}

uc_status uc_repeated_report(const uc_repeated_results *r, const char *const command[],
                             size_t n_command, uc_sink *out, uc_error *err)
{
    const uc_repeated_view view = uc_repeated_view_of(r);
    const uc_format format = r->plan->common.format;
    uc_table table;
    uc_status status;

    switch (format) {
    case UC_FORMAT_JSON:
        return write_json(r, command, n_command, out, err);
    case UC_FORMAT_CSV:
        uc_repeated_tidy_table(&view, 1, &table);
        status = uc_render_table(&table, UC_FORMAT_CSV, out, err);
        uc_table_clear(&table);
        return status;
    case UC_FORMAT_MARKDOWN:
        uc_sink_puts(out, "# Repeated counts: ");
        uc_markdown_write_text(r->frame.dataset, out);
        uc_sink_puts(out, "\n\n");
        return write_people(r, true, out, err);
    case UC_FORMAT_TEXT:
        break;
    }
    uc_sink_printf(out, "Repeated counts: %s\n\n", r->frame.dataset);
    return write_people(r, false, out, err);
}
