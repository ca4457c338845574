/* short_form.c - one list left out, in a line */
#include "pipeline/trust/short_form.h"

#include <math.h>
#include <stdlib.h>

#include "pipeline/figures.h"
#include "reports/tables/model_text.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

#define MAX_DRAWN 6 /* strata that have figures */
#define LABEL     "  Sensitivity         "

static bool has_line(const uc_estimates *view, size_t stratum)
{
    const uc_capture_table *table = &view->set->strata[stratum].table;

    return table->n_lists > 2 && table->n_impossible == 0 &&
           uc_estimates_at(view, stratum, 0)->status == UC_MSE_OK;
}

/* "4,542 (without GO)" */
static void write_case(const uc_sensitivity_row *row, uc_sink *text)
{
    uc_write_number(row->estimate, fabs(row->estimate) < 100 ? 1 : 0, text);
    uc_sink_printf(text, " (%s)", row->label);
}

static void write_sentence(const uc_sensitivity *found, uc_sink *text)
{
    const uc_sensitivity_row *least = NULL, *most = NULL;
    size_t n_without = 0;

    for (size_t i = 0; i < found->n_rows; i++) {
        const uc_sensitivity_row *row = &found->row[i];

        if (row->kind != UC_SENSITIVITY_LIST)
            continue;
        n_without += isfinite(row->estimate) ? 0 : 1;
        if (isfinite(row->estimate)) {
            least = least == NULL || row->estimate < least->estimate ? row : least;
            most = most == NULL || row->estimate > most->estimate ? row : most;
        }
    }
    uc_sink_puts(text, "with one list left out ");
    if (least == NULL) {
        uc_sink_puts(text, "there is no estimate at all");
    } else {
        uc_sink_puts(text, "the estimate is ");
        write_case(least, text);
        uc_sink_puts(text, " to ");
        write_case(most, text);
        if (n_without > 0)
            uc_sink_printf(text, ", and none without %zu of the lists in turn",
                           n_without);
    }
    uc_sink_puts(text, "; 'undercount sensitivity' examines more");
}

/* What is said of one stratum. */
static void write_text(const uc_estimates *view, size_t stratum,
                       const uc_sensitivity *found, uc_sink *text)
{
    const uc_capture_set *set = view->set;

    for (size_t i = 0; i < set->n_by; i++)
        uc_sink_printf(text, "%s%s", i > 0 ? ", " : "", set->strata[stratum].value[i]);
    uc_sink_puts(text, set->n_by > 0 ? ": " : "");
    write_sentence(found, text);
}

/* The stratum by itself: a set that borrows everything. */
static uc_status examine(const uc_estimates *view, size_t stratum, bool figures,
                         uc_cancel *cancel, uc_sensitivity *found, uc_error *err)
{
    static const double odds[] = {0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4};
    uc_capture_set one = *view->set;
    uc_mse_settings settings = *view->settings;
    /* where chains are run, a list's people would take as long again */
    const bool quick = uc_estimates_at(view, stratum, 0)->draws.n_chains == 0;
    const uc_batch_opts batch = {.n_threads = 1, .cancel = cancel};
    const uc_sensitivity_opts opts = {.set = &one,
                                      .method = view->method,
                                      .n_methods = 1,
                                      .settings = &settings,
                                      .odds = odds,
                                      .n_odds = sizeof odds / sizeof *odds,
                                      .short_form = true,
                                      .pairs = figures,
                                      .consistency = figures && quick,
                                      .minimum = 1};

    one.strata = &view->set->strata[stratum];
    one.n_strata = 1;
    one.n_by = 0;
    settings.n_boot = 0;
    settings.boot_auto = false;
    settings.intervals = 0;
    return uc_sensitivity_find(&opts, &batch, found, err);
}

uc_status uc_short_form_find(const uc_estimates *view, bool figures, uc_cancel *cancel,
                             uc_short_form *form, uc_error *err)
{
    const size_t n = view->n_methods > 0 ? view->set->n_strata : 0;
    uc_short_form made = {.found = calloc(n + 1, sizeof *made.found), .n_strata = n};
    uc_status status = UC_OK;

    if (made.found == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the sensitivity of estimates");
    for (size_t s = 0; s < n && status == UC_OK; s++)
        if (has_line(view, s))
            status =
                examine(view, s, figures && s < MAX_DRAWN, cancel, &made.found[s], err);
    if (status == UC_OK)
        *form = made;
    else
        uc_short_form_clear(&made);
    return status;
}

void uc_short_form_clear(uc_short_form *form)
{
    for (size_t s = 0; s < form->n_strata; s++)
        uc_sensitivity_clear(&form->found[s]);
    free(form->found);
    *form = (uc_short_form){.found = NULL};
}

/* Hands what is said of every stratum to `take`. */
typedef void take_text(void *ctx, const char *text);

static uc_status say_all(const uc_estimates *view, const uc_short_form *form,
                         take_text *take, void *ctx, uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t s = 0; s < form->n_strata && status == UC_OK; s++) {
        uc_sink text;

        if (form->found[s].n_rows == 0)
            continue;
        uc_sink_memory(&text);
        write_text(view, s, &form->found[s], &text);
        status = uc_sink_finish(&text, err);
        if (status == UC_OK)
            take(ctx, text.text);
        uc_sink_clear(&text);
    }
    return status;
}

typedef struct lines {
    uc_sink *out;
    bool markdown, any;
} lines;

static void take_line(void *ctx, const char *text)
{
    lines *l = ctx;

    uc_sink_puts(l->out, l->any ? "" : "\n");
    l->any = true;
    if (l->markdown) {
        uc_sink_puts(l->out, "- **Sensitivity**: ");
        uc_markdown_write_text(text, l->out);
        uc_sink_putc(l->out, '\n');
    } else {
        uc_text_write_wrapped(LABEL, text, l->out);
    }
}

uc_status uc_short_form_write(const uc_estimates *view, const uc_short_form *form,
                              bool markdown, uc_sink *out, uc_error *err)
{
    lines l = {.out = out, .markdown = markdown};

    return say_all(view, form, take_line, &l, err);
}

static void take_item(void *ctx, const char *text)
{
    uc_report_item(ctx, "Sensitivity", text);
}

uc_status uc_short_form_report(const uc_estimates *view, const uc_short_form *form,
                               uc_report *report, uc_error *err)
{
    return say_all(view, form, take_item, report, err);
}

uc_status uc_short_form_figures(const uc_estimates *view, const uc_short_form *form,
                                uc_report *report, uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t s = 0; s < form->n_strata && s < MAX_DRAWN && status == UC_OK; s++) {
        char stem[UC_FIGURE_NAME], *label;

        if (form->found[s].n_rows == 0)
            continue;
        label = uc_figures_label(view, s, view->method[0]->name);
        if (label == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for the figures");
        uc_figures_stem(view, s, view->method[0]->name, stem);
        status = uc_figures_add_trust(&form->found[s], view->set->list_names, stem,
                                      label, report, err);
        free(label);
    }
    return status;
}
