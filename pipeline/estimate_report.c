/* estimate_report.c - what `undercount estimate` writes */
#include "pipeline/estimate_report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/figures.h"
#include "pipeline/message.h"
#include "pipeline/output_file.h"
#include "pipeline/stage_estimate.h"
#include "pipeline/stage_publish.h"
#include "pipeline/trust/short_form.h"
#include "reports/tables/models.h"
#include "reports/tables/ranks.h"
#include "reports/writers/csv.h"
#include "reports/writers/json.h"

/* What was taken for what, on standard error unless the report itself says it. */
static void say_notes(const uc_estimate_report *r)
{
    const uc_capture_set *set = r->view->set;
    uc_sink line;
    size_t i;

    if (r->quiet || (r->format != UC_FORMAT_JSON && r->format != UC_FORMAT_CSV))
        return;
    uc_sink_memory(&line);
    for (i = 0; i < set->n_lists; i++)
        uc_sink_printf(&line, "%s%zu %s", i > 0 ? ", " : "", i + 1, set->list_names[i]);
    if (line.text != NULL)
        uc_message("%s: lists %s", set->path, line.text);
    uc_sink_clear(&line);
    uc_sink_memory(&line);
    for (i = 0; i < set->n_pooled; i++)
        uc_sink_printf(&line, "%s%s", i > 0 ? ", " : "", set->pooled_names[i]);
    if (set->n_pooled > 0 && line.text != NULL)
        uc_message("%s: note: summed over %s", set->path, line.text);
    uc_sink_clear(&line);
    if (!set->counted)
        uc_message("%s: note: no count column; each row was read as one person",
                   set->path);
}

static json_t *strings_json(char *const text[], size_t n, bool *ok)
{
    json_t *array = json_array();
    size_t i;

    for (i = 0; i < n; i++)
        uc_json_add(array, uc_json_text(text[i]), ok);
    return array;
}

static json_t *inputs_json(const uc_capture_set *set, bool *ok)
{
    json_t *array = json_array(), *input = json_object();

    uc_json_put(input, "path", uc_json_text(set->path), ok);
    uc_json_put(input, "sha256", uc_json_text(set->sha256), ok);
    uc_json_add(array, input, ok);
    return array;
}

static uc_status render_json(const uc_estimate_report *r, const uc_optimum_ranks *ranks,
                             uc_sink *out, uc_error *err)
{
    const uc_estimates *view = r->view;
    json_t *root = json_object();
    bool ok = root != NULL;
    uc_status status;

    uc_json_put(root, "tool", json_string("undercount"), &ok);
    uc_json_put(root, "version", json_string(UC_VERSION), &ok);
    uc_json_put(root, "command", strings_json(r->command, r->n_command, &ok), &ok);
    uc_json_put(root, "inputs", inputs_json(view->set, &ok), &ok);
    uc_json_put(root, "seed", uc_json_count(view->settings->seed), &ok);
    uc_json_put(root, "estimates", uc_estimates_json(view), &ok);
    if (view->total != NULL)
        uc_json_put(root, "totals", uc_estimates_totals_json(view), &ok);
    uc_json_put(root, "lists",
                strings_json(view->set->list_names, view->set->n_lists, &ok), &ok);
    uc_json_put(root, "pooled",
                strings_json(view->set->pooled_names, view->set->n_pooled, &ok), &ok);
    uc_json_put(root, "counted", json_boolean(view->set->counted), &ok);
    if (ranks != NULL)
        uc_json_put(root, "rank_of_optimum", uc_ranks_json(view, ranks), &ok);
    status = ok ? uc_json_write(root, out, err)
                : uc_fail(err, UC_ENOMEM, "no memory for the report");
    json_decref(root);
    return status;
}

static uc_status render_ranks(const uc_estimate_report *r,
                              const uc_optimum_ranks *ranks, uc_sink *out,
                              uc_error *err)
{
    uc_table table;
    uc_status status;

    if (ranks == NULL)
        return UC_OK;
    uc_sink_putc(out, '\n');
    uc_ranks_table(r->view, ranks, &table);
    status = uc_render_table(&table, r->format, out, err);
    uc_table_clear(&table);
    return status;
}

static uc_status render_csv(const uc_estimates *view, uc_sink *out, uc_error *err)
{
    uc_table table;
    uc_status status;

    uc_estimates_table(view, 1, &table);
    status = uc_render_table(&table, UC_FORMAT_CSV, out, err);
    uc_table_clear(&table);
    return status;
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0';
}

/* Bars are for who looks at a terminal; a file and a pipe get the table alone. */
static uc_bar_style bar_style(const uc_estimate_report *r)
{
    const char *locale = is_set("LC_ALL")     ? getenv("LC_ALL")
                         : is_set("LC_CTYPE") ? getenv("LC_CTYPE")
                                              : getenv("LANG");
    const char *term = getenv("TERM");
    const bool dumb = term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0;
    uc_bar_style style = {.shown = r->output == NULL && isatty(STDOUT_FILENO) == 1};

    style.unicode = !dumb && locale != NULL &&
                    (strstr(locale, "UTF-8") != NULL || strstr(locale, "utf8") != NULL);
    style.colour = !dumb && !is_set("NO_COLOR");
    return style;
}

static uc_status render_short_form(const uc_estimate_report *r, bool markdown,
                                   uc_sink *out, uc_error *err)
{
    uc_short_form form;
    uc_status status = uc_short_form_find(r->view, false, r->cancel, &form, err);

    if (status != UC_OK)
        return status;
    status = uc_short_form_write(r->view, &form, markdown, out, err);
    uc_short_form_clear(&form);
    return status;
}

static uc_status render(const uc_estimate_report *r, const uc_optimum_ranks *ranks,
                        uc_sink *out, uc_error *err)
{
    const bool markdown = r->format == UC_FORMAT_MARKDOWN;
    const uc_bar_style style = bar_style(r);
    uc_status status;

    if (r->format == UC_FORMAT_JSON)
        return render_json(r, ranks, out, err);
    if (r->format == UC_FORMAT_CSV && r->excel)
        uc_csv_write_mark(out);
    if (r->format == UC_FORMAT_CSV)
        return render_csv(r->view, out, err);
    if (markdown) {
        uc_sink_puts(out, "# Multiple systems estimation\n\n");
        uc_estimates_write_markdown(r->view, 1, out);
    } else {
        uc_estimates_write_text(r->view, out);
        uc_estimates_write_bars(r->view, &style, out);
    }
    status = render_ranks(r, ranks, out, err);
    if (status == UC_OK)
        status = render_short_form(r, markdown, out, err);
    uc_estimates_write_assumptions(r->view, 1, markdown, out);
    return status == UC_OK ? uc_sink_finish(out, err) : status;
}

static uc_status render_models(const uc_estimate_report *r, uc_sink *out, uc_error *err)
{
    uc_table table;
    uc_status status = uc_stage_models(r->view, 1, r->cancel, NULL, &table, err);

    if (status == UC_OK)
        status = uc_render_table(&table, UC_FORMAT_CSV, out, err);
    uc_table_clear(&table);
    return status;
}

static uc_status render_replicates(const uc_estimates *view, uc_sink *out,
                                   uc_error *err)
{
    uc_table table;
    uc_status status;

    uc_replicates_table(view, &table);
    status = uc_render_table(&table, UC_FORMAT_CSV, out, err);
    uc_table_clear(&table);
    return status;
}

static uc_status render_draws(const uc_estimates *view, uc_sink *out, uc_error *err)
{
    uc_table table;
    uc_status status;

    uc_draws_table(view, 1, &table);
    status = uc_render_table(&table, UC_FORMAT_CSV, out, err);
    uc_table_clear(&table);
    return status;
}

/* Everything is rendered before the first byte is written. */
static uc_status write_all(const uc_estimate_report *r, const uc_optimum_ranks *ranks,
                           uc_sink *report, uc_sink *models, uc_sink *replicates,
                           uc_sink *draws, uc_error *err)
{
    uc_status status = render(r, ranks, report, err);

    if (status == UC_OK && r->models != NULL)
        status = render_models(r, models, err);
    if (status == UC_OK && r->replicates != NULL)
        status = render_replicates(r->view, replicates, err);
    if (status == UC_OK && r->draws != NULL)
        status = render_draws(r->view, draws, err);
    if (status == UC_OK && r->models != NULL)
        status = uc_deliver(r->models, models, err);
    if (status == UC_OK && r->replicates != NULL)
        status = uc_deliver(r->replicates, replicates, err);
    if (status == UC_OK && r->draws != NULL)
        status = uc_deliver(r->draws, draws, err);
    if (status == UC_OK)
        say_notes(r);
    if (status == UC_OK && (!r->quiet || r->output != NULL))
        status = uc_deliver(r->output, report, err);
    return status;
}

static uc_status write_figures(const uc_estimate_report *r, uc_error *err)
{
    const uc_look look = {.language = NULL};
    uc_short_form form = {.found = NULL};
    uc_report report;
    uc_table models;
    uc_status status = uc_stage_models(r->view, 1, r->cancel, NULL, &models, err);

    uc_report_init(&report, &look, "");
    if (status == UC_OK)
        status = uc_figures_add_estimates(r->view, 1, &models, &report, err);
    if (status == UC_OK)
        status = uc_short_form_find(r->view, true, r->cancel, &form, err);
    if (status == UC_OK)
        status = uc_short_form_figures(r->view, &form, &report, err);
    if (status == UC_OK)
        status = uc_figures_write(&report, r->figures, err);
    uc_short_form_clear(&form);
    uc_report_clear(&report);
    uc_table_clear(&models);
    return status;
}

uc_status uc_estimate_report_write(const uc_estimate_report *r, uc_error *err)
{
    const size_t n = r->view->set->n_strata * r->view->n_methods;
    uc_optimum_ranks *ranks = NULL;
    uc_sink report, models, replicates, draws;
    uc_status status = UC_OK;
    size_t i;

    if (r->ranks)
        status = uc_stage_ranks(r->view, r->cancel, &ranks, err);
    if (status != UC_OK)
        return status;
    uc_sink_memory(&report);
    uc_sink_memory(&models);
    uc_sink_memory(&replicates);
    uc_sink_memory(&draws);
    status = r->figures != NULL ? write_figures(r, err) : UC_OK;
    if (status == UC_OK)
        status = write_all(r, ranks, &report, &models, &replicates, &draws, err);
    uc_sink_clear(&report);
    uc_sink_clear(&models);
    uc_sink_clear(&replicates);
    uc_sink_clear(&draws);
    for (i = 0; ranks != NULL && i < n; i++)
        uc_optimum_ranks_clear(&ranks[i]);
    free(ranks);
    return status;
}
