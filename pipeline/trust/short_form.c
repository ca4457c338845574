/* short_form.c - one list left out, in a line */
#include "pipeline/trust/short_form.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/trust/sensitivity.h"
#include "reports/tables/model_text.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

#define LABEL "  Sensitivity         "

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

static void write_line(const uc_estimates *view, size_t stratum, bool markdown,
                       const uc_sensitivity *found, uc_sink *out)
{
    const uc_capture_set *set = view->set;
    uc_sink text;

    uc_sink_memory(&text);
    for (size_t i = 0; i < set->n_by; i++)
        uc_sink_printf(&text, "%s%s", i > 0 ? ", " : "", set->strata[stratum].value[i]);
    uc_sink_puts(&text, set->n_by > 0 ? ": " : "");
    write_sentence(found, &text);
    if (text.status != UC_OK) {
        out->status = text.status;
    } else if (markdown) {
        uc_sink_puts(out, "- **Sensitivity**: ");
        uc_markdown_write_text(text.text, out);
        uc_sink_putc(out, '\n');
    } else {
        uc_text_write_wrapped(LABEL, text.text, out);
    }
    uc_sink_clear(&text);
}

/* The stratum by itself: a set that borrows everything. */
static uc_status examine(const uc_estimates *view, size_t stratum, uc_cancel *cancel,
                         uc_sensitivity *found, uc_error *err)
{
    uc_capture_set one = *view->set;
    uc_mse_settings settings = *view->settings;
    const uc_batch_opts batch = {.n_threads = 1, .cancel = cancel};
    const uc_sensitivity_opts opts = {.set = &one,
                                      .method = view->method,
                                      .n_methods = 1,
                                      .settings = &settings,
                                      .short_form = true,
                                      .minimum = 1};

    one.strata = &view->set->strata[stratum];
    one.n_strata = 1;
    one.n_by = 0;
    settings.n_boot = 0;
    settings.boot_auto = false;
    settings.intervals = 0;
    return uc_sensitivity_find(&opts, &batch, found, err);
}

uc_status uc_short_form_write(const uc_estimates *view, bool markdown,
                              uc_cancel *cancel, uc_sink *out, uc_error *err)
{
    bool any = false;
    uc_status status = UC_OK;

    if (view->n_methods == 0)
        return UC_OK;
    for (size_t s = 0; s < view->set->n_strata && status == UC_OK; s++) {
        uc_sensitivity found;

        if (!has_line(view, s))
            continue;
        status = examine(view, s, cancel, &found, err);
        if (status != UC_OK)
            break;
        uc_sink_puts(out, any ? "" : "\n");
        any = true;
        write_line(view, s, markdown, &found, out);
        uc_sensitivity_clear(&found);
    }
    return status;
}
