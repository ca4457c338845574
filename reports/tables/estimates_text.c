/* estimates_text.c - estimates as people read them, in text and in Markdown
 *
 * Both are the same facts: a list of (label, text) lines per stratum and method. One
 * function collects them; a `page` knows how a heading and a line look.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "estimators/mse/family.h"
#include "reports/reasons.h"
#include "reports/tables/estimates.h"
#include "reports/tables/model_text.h"
#include "reports/report.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

#define LABEL_WIDTH 20

typedef struct page {
    bool markdown;
    unsigned level; /* of headings in Markdown and in a report */
    uc_sink *out;
    uc_report *report; /* or NULL: lines become its items; nothing goes to `out` */
} page;

static void no_memory(const page *p)
{
    uc_status *status = p->report != NULL ? &p->report->status : &p->out->status;

    if (*status == UC_OK)
        *status = UC_ENOMEM;
}

/* English but in a report, which may have another language. */
static const uc_language *language_of(const page *p)
{
    return p->report != NULL && p->report->look != NULL ? p->report->look->language
                                                        : NULL;
}

static void heading(const page *p, unsigned below, const char *text)
{
    if (p->report != NULL) {
        uc_report_heading(p->report, p->level + below, text);
        return;
    }
    if (p->markdown) {
        uc_sink_putc(p->out, '\n');
        uc_sink_repeat(p->out, "#", p->level + below);
        uc_sink_putc(p->out, ' ');
        uc_markdown_write_text(text, p->out);
        uc_sink_puts(p->out, "\n\n");
        return;
    }
    uc_sink_putc(p->out, '\n');
    uc_text_write_safe(text, p->out);
    uc_sink_putc(p->out, '\n');
    uc_sink_repeat(p->out, below == 0 ? "=" : "-", uc_text_width(text));
    uc_sink_putc(p->out, '\n');
}

/* One fact. `text` is taken from the sink and the sink emptied. */
static void line(const page *p, const char *label, uc_sink *text)
{
    char first[64], *words = uc_sink_take(text);

    if (words == NULL) {
        no_memory(p);
    } else if (p->report != NULL) {
        uc_report_item(p->report, label, words);
    } else if (p->markdown) {
        uc_sink_puts(p->out, "- ");
        uc_sink_puts(p->out, label[0] != '\0' ? "**" : "");
        uc_markdown_write_text(label, p->out);
        uc_sink_puts(p->out, label[0] != '\0' ? "**: " : "");
        uc_markdown_write_text(words, p->out);
        uc_sink_putc(p->out, '\n');
    } else {
        (void)snprintf(first, sizeof first, "  %-*.*s", LABEL_WIDTH, LABEL_WIDTH,
                       label);
        uc_text_write_wrapped(first, words, p->out);
    }
    free(words);
    uc_sink_clear(text);
    uc_sink_memory(text);
}

static void line_text(const page *p, const char *label, const char *words)
{
    uc_sink text;

    uc_sink_memory(&text);
    uc_text_write_safe(words, &text);
    line(p, label, &text);
    uc_sink_clear(&text);
}

static void number(double value, uc_sink *text)
{
    uc_write_number(value, fabs(value) < 100 ? 1 : 0, text);
}

static void list_names(const uc_capture_set *set, uc_sink *text)
{
    size_t i;

    for (i = 0; i < set->n_lists; i++)
        uc_sink_printf(text, "%s%zu %s", i > 0 ? ", " : "", i + 1, set->list_names[i]);
}

static uint64_t people(const uc_capture_set *set)
{
    uint64_t sum = 0;
    size_t i;

    for (i = 0; i < set->n_strata; i++)
        sum += set->strata[i].table.n_people;
    return sum;
}

static void write_dataset(const page *p, const uc_estimates *all)
{
    const uc_capture_set *set = all->set;
    char shown[1024];
    uc_sink text;
    size_t i;

    uc_sink_memory(&text);
    uc_sink_puts(&text, set->dataset);
    if (all->capture == NULL) /* a run lists its inputs elsewhere, with hashes */
        uc_sink_printf(&text, " (%s)",
                       uc_text_display(set->path, strlen(set->path), sizeof shown / 4,
                                       shown, sizeof shown));
    line(p, "Dataset", &text);
    uc_sink_printf(&text, "%zu: ", set->n_lists);
    list_names(set, &text);
    line(p, "Lists", &text);
    uc_write_number((double)people(set), 0, &text);
    uc_sink_puts(&text, " persons on at least one list");
    if (set->n_by > 0)
        uc_sink_printf(&text, ", in %zu strata", set->n_strata);
    line(p, "Observed", &text);
    for (i = 0; i < set->n_pooled; i++)
        uc_sink_printf(&text, "%s%s", i > 0 ? ", " : "", set->pooled_names[i]);
    if (set->n_pooled > 0) {
        uc_sink_puts(&text, " (neither list nor stratum: summed over)");
        line(p, "Other columns", &text);
    }
    if (!set->counted)
        line_text(p, "Rows", "no count column: each row was read as one person");
    uc_sink_clear(&text);
}

static void interval_kind(const uc_interval *interval, uc_sink *text)
{
    switch (interval->kind) {
    case UC_INTERVAL_NORMAL:
        uc_sink_puts(text, "log-normal, conditional on the chosen model");
        break;
    case UC_INTERVAL_PERCENTILE:
        uc_sink_puts(text, "bootstrap percentiles, model choice repeated");
        break;
    case UC_INTERVAL_BCA:
        uc_sink_puts(text, "BCa bootstrap, model choice repeated");
        break;
    case UC_INTERVAL_JACKKNIFE:
        uc_sink_puts(text, "log-normal, jackknife variance, model choice repeated");
        break;
    case UC_INTERVAL_PROFILE:
        uc_sink_puts(text, "multinomial profile likelihood of the chosen model");
        break;
    case UC_INTERVAL_PROFILE_POISSON:
        uc_sink_puts(text, "Poisson profile likelihood of the chosen model");
        break;
    case UC_INTERVAL_MIXTURE:
        uc_sink_puts(text, "mixture of log-normals over the averaged models");
        break;
    case UC_INTERVAL_CREDIBLE:
        uc_sink_puts(text, "credible, equal tails of the posterior");
        break;
    }
    if (interval->top != 0 && interval->top != UC_TOP_ALL)
        uc_sink_printf(text, " among the best %zu", interval->top);
}

static void simulation_error(double mcse, uc_sink *text)
{
    if (isfinite(mcse))
        number(mcse, text);
    else
        uc_sink_puts(text, "unknown");
}

static void interval_details(const uc_interval *interval, uc_sink *text)
{
    if (isfinite(interval->adjusted_low) && isfinite(interval->adjusted_high) &&
        interval->kind == UC_INTERVAL_BCA)
        uc_sink_printf(text, "; adjusted levels %.5f and %.5f", interval->adjusted_low,
                       interval->adjusted_high);
    if (isfinite(interval->adjusted_low)) {
        uc_sink_puts(text, "; simulation error of the limits ");
        simulation_error(interval->mcse_low, text);
        uc_sink_puts(text, " and ");
        simulation_error(interval->mcse_high, text);
    }
}

static void write_interval(const page *p, const uc_interval *interval, uc_sink *text)
{
    char label[32];

    (void)snprintf(label, sizeof label, "%g%% interval", 100 * interval->level);
    number(interval->low, text);
    uc_sink_puts(text, " to ");
    number(interval->high, text);
    if (p->markdown)
        uc_sink_puts(text, ", ");
    else
        uc_sink_repeat(text, " ", text->len < 20 ? 20 - text->len : 2);
    interval_kind(interval, text);
    interval_details(interval, text);
    if (interval->note != NULL && interval->note[0] != '\0' &&
        (!isfinite(interval->low) || !isfinite(interval->high)))
        uc_sink_printf(text, "; %s", uc_reason_text(interval->note));
    line(p, label, text);
}

static void write_estimate_lines(const page *p, const uc_estimate *e, uc_sink *text)
{
    size_t i;

    if (!isfinite(e->estimate)) {
        uc_sink_printf(text, "none: %s", uc_mse_status_text(e->status));
        line(p, "Estimate", text);
    } else {
        number(e->estimate, text);
        uc_sink_puts(text, e->draws.n_chains > 0
                               ? " persons in all, median of the posterior"
                               : " persons in all");
        line(p, "Estimate", text);
    }
    for (i = 0; i < e->n_intervals; i++)
        write_interval(p, &e->interval[i], text);
    if (!isfinite(e->estimate))
        return;
    number(e->hidden, text);
    uc_sink_puts(text, " persons on no list; ");
    uc_write_number(100 * (double)e->n_observed / e->estimate, 1, text);
    uc_sink_puts(text, "% of the estimate was observed");
    line(p, "Hidden", text);
    if (isfinite(e->std_error)) {
        number(e->std_error, text);
        uc_sink_printf(text, " persons, %s", e->method->family->std_error_basis);
        line(p, "Standard error", text);
    }
}

static void write_model(const page *p, const uc_estimate *e, char *const names[],
                        uc_sink *text)
{
    if (!uc_estimate_has_model(e))
        return;
    uc_estimate_write_model(e, NULL, text);
    if (e->label == NULL) {
        uc_sink_puts(text, "  ");
        uc_estimate_write_model(e, names, text);
    }
    line(p, "Model", text);
    if (e->n_parameters == 0)
        return;
    uc_sink_printf(text, "%zu parameters", e->n_parameters);
    if (e->n_boundary > 0)
        uc_sink_printf(text,
                       ", %zu of them at minus infinity (no person on all of "
                       "those lists)",
                       e->n_boundary);
    if (isfinite(e->deviance)) {
        uc_sink_puts(text, "; deviance ");
        uc_write_number(e->deviance, 2, text);
        uc_sink_printf(text, " on %ld df; BIC ", e->df);
        uc_write_number(e->bic, 3, text);
        uc_sink_puts(text, ", AIC ");
        uc_write_number(e->aic, 3, text);
    }
    line(p, "Fit", text);
}

static void write_search(const page *p, const uc_estimate *e, uc_sink *text)
{
    if (!e->search.searched)
        return;
    uc_sink_printf(text, "hierarchical models with interactions of up to %u lists: ",
                   e->search.max_order);
    if (e->search.proved_optimal) {
        uc_sink_puts(text, "this one is proved the best of all");
    } else {
        uc_sink_puts(text, "not proved the best; another may be better by up to ");
        uc_write_number(e->search.criterion_gap, 3, text);
        uc_sink_puts(text, " units");
    }
    if (e->search.n_ties > 0)
        uc_sink_printf(text, "; %zu other models tie with it", e->search.n_ties);
    line(p, "Search", text);
}

static void write_range(const page *p, const uc_estimate *e, uc_sink *text)
{
    size_t i;

    for (i = 0; e->has_range && i < 2; i++) {
        const uc_model_range *range = &e->range[i];

        uc_sink_printf(text, "within %g units of the best: ", range->within);
        number(range->low, text);
        uc_sink_puts(text, " to ");
        number(range->high, text);
        uc_sink_printf(text, " (%s%zu model%s)", range->complete ? "" : "at least ",
                       range->n_models, range->n_models == 1 ? "" : "s");
        line(p, i == 0 || p->markdown ? "Other models" : "", text);
    }
}

static void write_bootstraps(const page *p, const uc_estimate *e, uc_sink *text)
{
    size_t i;

    for (i = 0; i < e->n_bootstraps; i++) {
        const uc_bootstrap *boot = &e->bootstrap[i];

        uc_write_number((double)boot->replicates, 0, text);
        uc_sink_puts(text, " replicates");
        if (boot->top != UC_TOP_ALL)
            uc_sink_printf(text, " over the best %zu models", boot->top);
        uc_sink_puts(text, ", ");
        uc_write_number((double)boot->usable, 0, text);
        uc_sink_puts(text, " with an estimate; standard error ");
        number(boot->std_error, text);
        if (isfinite(boot->z0)) {
            uc_sink_puts(text, "; z0 ");
            uc_write_number(boot->z0, 4, text);
        }
        if (isfinite(boot->acceleration)) {
            uc_sink_puts(text, ", acceleration ");
            uc_write_number(boot->acceleration, 5, text);
        }
        line(p, i == 0 || p->markdown ? "Bootstrap" : "", text);
    }
}

/* Weights of interactions, the likeliest first; below this only their number is told.
 */
#define LEAST_SHOWN 0.01

static void write_weights(const page *p, const uc_estimate *e, uc_sink *text)
{
    size_t i;

    if (e->n_weights == 0)
        return;
    for (i = 0; i < e->n_weights && e->weight[i].weight >= LEAST_SHOWN; i++) {
        uc_sink_puts(text, i == 0 ? "" : ", ");
        uc_term_write(e->weight[i].term, e->n_lists, text);
        uc_sink_printf(text, " %.3f", e->weight[i].weight);
    }
    if (i < e->n_weights)
        uc_sink_printf(text, "; %zu others below %g", e->n_weights - i, LEAST_SHOWN);
    line(p, "Weight of terms", text);
}

static void write_facts(const page *p, const uc_estimate *e, uc_sink *text)
{
    size_t i;

    for (i = 0; i < e->n_facts; i++) {
        if (e->fact[i].text != NULL)
            uc_text_write_safe(e->fact[i].text, text);
        else
            uc_sink_printf(text, "%.6g", e->fact[i].value);
        line(p, e->fact[i].label, text);
    }
}

static void write_warnings(const page *p, const uc_estimate *e)
{
    size_t i;

    for (i = 0; i < e->n_warnings; i++)
        line_text(p, i == 0 || p->markdown ? "Warning" : "", e->warning[i].text);
}

static void write_one(const page *p, const uc_estimates *all, size_t s, size_t m)
{
    const uc_estimate *e = uc_estimates_at(all, s, m);
    uc_sink text;
    char *title;

    uc_sink_memory(&text);
    if (all->set->n_by > 0) {
        uc_estimates_write_stratum(all->set, s, ", ", &text);
        uc_sink_puts(&text, ": ");
    }
    uc_sink_printf(&text, "%s (%s)", uc_say(language_of(p), e->method->title),
                   e->method->name);
    title = uc_sink_take(&text);
    if (title != NULL)
        heading(p, 1, title);
    free(title);
    uc_sink_clear(&text);
    uc_sink_memory(&text);
    if (all->set->n_by > 0) {
        uc_write_number((double)e->n_observed, 0, &text);
        uc_sink_puts(&text, " persons");
        line(p, "Observed", &text);
    }
    write_estimate_lines(p, e, &text);
    write_model(p, e, all->set->list_names, &text);
    write_search(p, e, &text);
    write_range(p, e, &text);
    write_weights(p, e, &text);
    write_facts(p, e, &text);
    write_bootstraps(p, e, &text);
    write_warnings(p, e);
    uc_sink_clear(&text);
}

static void write_total(const page *p, const uc_estimates *all, size_t m)
{
    const uc_mse_total *total = &all->total[m];
    uc_sink text;
    char title[96];
    size_t i;

    (void)snprintf(title, sizeof title, "%s (%s)",
                   uc_say(language_of(p), "Total over strata"), all->method[m]->name);
    heading(p, 1, title);
    uc_sink_memory(&text);
    number(total->estimate, &text);
    uc_sink_printf(&text, " persons, sum over %zu of %zu strata",
                   total->n_with_estimate, total->n_strata);
    if (total->n_with_estimate < total->n_strata)
        uc_sink_puts(&text, "; the others have no estimate and are not in it");
    line(p, "Estimate", &text);
    for (i = 0; i < total->n_intervals; i++)
        write_interval(p, &total->interval[i], &text);
    if (isfinite(total->hidden)) {
        number(total->hidden, &text);
        uc_sink_puts(&text, " persons on no list");
        line(p, "Hidden", &text);
    }
    uc_sink_clear(&text);
}

/* Several estimates are first seen side by side. */
static void write_overview(const page *p, const uc_estimates *all)
{
    uc_table table;

    if (all->set->n_strata * all->n_methods < 2)
        return;
    uc_estimates_overview(all, &table);
    if (p->report != NULL) {
        uc_report_table(p->report, &table, 0);
        return;
    }
    uc_sink_putc(p->out, '\n');
    if (uc_table_finish(&table, NULL) != UC_OK)
        no_memory(p);
    else if (p->markdown)
        uc_markdown_write_table(&table, 0, p->out);
    else
        uc_text_write_table(&table, p->out);
    uc_table_clear(&table);
}

static void write_all(const page *p, const uc_estimates *all)
{
    size_t s, m;

    write_dataset(p, all);
    write_overview(p, all);
    for (s = 0; s < all->set->n_strata; s++)
        for (m = 0; m < all->n_methods; m++)
            write_one(p, all, s, m);
    for (m = 0; all->total != NULL && m < all->n_methods; m++)
        write_total(p, all, m);
}

/* Whether a method of the views before this one has its family. */
static bool family_before(const uc_estimates all[], size_t view, size_t m)
{
    const struct uc_method_family *family = all[view].method[m]->family;
    size_t i, k;

    for (i = 0; i <= view; i++)
        for (k = 0; k < (i == view ? m : all[i].n_methods); k++)
            if (all[i].method[k]->family == family)
                return true;
    return false;
}

/* The sentences of each family of methods, once. */
static void assumptions(const page *p, const uc_estimates all[], size_t n_all)
{
    const bool labelled = p->markdown || p->report != NULL;
    size_t i, m, k, n_lines = 0;

    for (i = 0; i < n_all; i++)
        for (m = 0; m < all[i].n_methods; m++) {
            const char *const *text = all[i].method[m]->family->assumptions;

            for (k = 0; !family_before(all, i, m) && text[k] != NULL; k++)
                line_text(p, n_lines++ == 0 || labelled ? "Assumed" : "", text[k]);
        }
}

void uc_estimates_write_assumptions(const uc_estimates all[], size_t n_all,
                                    bool markdown, uc_sink *out)
{
    const page p = {.markdown = markdown, .out = out};

    uc_sink_putc(out, '\n');
    assumptions(&p, all, n_all);
}

void uc_estimates_report_assumptions(const uc_estimates all[], size_t n_all,
                                     uc_report *report)
{
    const page p = {.markdown = true, .report = report};

    assumptions(&p, all, n_all);
}

void uc_estimates_report(const uc_estimates *all, unsigned level, uc_report *report)
{
    const page p = {.markdown = true, .level = level, .report = report};

    write_all(&p, all);
}

void uc_estimates_write_text(const uc_estimates *all, uc_sink *out)
{
    const page p = {.markdown = false, .out = out};

    write_all(&p, all);
}

void uc_estimates_write_markdown(const uc_estimates *all, unsigned level, uc_sink *out)
{
    const page p = {.markdown = true, .level = level, .out = out};

    write_all(&p, all);
}
