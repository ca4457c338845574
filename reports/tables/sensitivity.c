/* sensitivity.c - how far a number can be trusted, as tables */
#include "reports/tables/sensitivity.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "estimators/core/elementary.h"
#include "reports/tables/model_text.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const uc_column columns[] = {
    {"kind", "Varied", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"case", "Case", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"observed", "Observed", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"conf.high", NULL, UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"ratio", "Times the estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"model", "Model", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
};

/* What stands in a cell without a number. */
static const char *reason_or(const char *reason, const char *otherwise)
{
    return reason != NULL ? reason : otherwise;
}

static void numbers(const uc_sensitivity_row *row, uc_table *table)
{
    uc_table_count(table, row->n_observed);
    uc_table_real(table, row->estimate, reason_or(row->reason, "not_available"));
    uc_table_real(table, row->low, reason_or(row->no_interval, "no_interval"));
    uc_table_real(table, row->high, reason_or(row->no_interval, "no_interval"));
    uc_table_real(table, row->ratio, reason_or(row->reason, "not_available"));
}

void uc_sensitivity_table(const uc_sensitivity *found, uc_table *table)
{
    uc_table_init(table, "sensitivity", "How far the number can be trusted");
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < found->n_rows; i++) {
        const uc_sensitivity_row *row = &found->row[i];

        uc_table_text(table, uc_sensitivity_name(row->kind));
        uc_table_text(table, row->label);
        uc_table_text(table, row->method->name);
        numbers(row, table);
        if (row->model != NULL)
            uc_table_text(table, row->model);
        else
            uc_table_missing(table, "not_applicable");
    }
}

static const char *const notes[UC_SENSITIVITY_N] = {
    [UC_SENSITIVITY_STRATUM] = "for a part of the people, times the estimate compares "
                               "the estimates per person observed",
    [UC_SENSITIVITY_HIGHEST] =
        "xi = 1 is what every estimate here assumes; no data can test it",
    [UC_SENSITIVITY_PAIR] = "the pair's interaction, and those above it, leave the "
                            "model; odds ratio 1 is independence of the pair",
    [UC_SENSITIVITY_MISSED] = "the estimate if so many records of the same person had "
                              "been missed, and are now linked",
    [UC_SENSITIVITY_FALSE] =
        "the estimate if so many links joined two persons, who are "
        "now two",
    [UC_SENSITIVITY_OUT_OF_SCOPE] =
        "the estimate if so many persons on one list do not belong to the population"};

size_t uc_sensitivity_kind_table(const uc_sensitivity *found, uc_sensitivity_kind kind,
                                 uc_table *table)
{
    size_t n = 0;

    uc_table_init(table, uc_sensitivity_name(kind), uc_sensitivity_title(kind));
    /* the method only where it changes */
    uc_table_add_columns(table, &columns[1], 1);
    uc_table_add_columns(table, &columns[3], 5);
    for (size_t i = 0; i < found->n_rows; i++) {
        if (found->row[i].kind != kind)
            continue;
        uc_table_text(table, found->row[i].label);
        numbers(&found->row[i], table);
        n++;
    }
    if (notes[kind] != NULL)
        (void)uc_table_footnote(table, notes[kind]);
    return n;
}

/* -- What moves the answer most -------------------------------------------------------
 */

typedef struct far_kind {
    const uc_sensitivity_row *row;
    double far; /* |log ratio| */
} far_kind;

static int by_distance(const void *a, const void *b)
{
    const far_kind *x = a, *y = b;

    if (x->far != y->far)
        return x->far > y->far ? -1 : 1;
    return (x->row->kind > y->row->kind) - (x->row->kind < y->row->kind);
}

/* The farthest row of every kind, farthest first. */
static size_t rank_kinds(const uc_sensitivity *found, far_kind far[UC_SENSITIVITY_N])
{
    size_t n = 0;

    for (unsigned kind = UC_SENSITIVITY_BASE + 1; kind < UC_SENSITIVITY_N; kind++) {
        const uc_sensitivity_row *row =
            uc_sensitivity_farthest(found, (uc_sensitivity_kind)kind);

        /* two lists alone are another estimate, not this one moved */
        if (row != NULL && kind != UC_SENSITIVITY_TWO_LISTS)
            far[n++] = (far_kind){row, fabs(uc_log(row->ratio))};
    }
    qsort(far, n, sizeof *far, by_distance);
    return n;
}

/* Least and most of a kind, as ratios; cases without an estimate are counted. */
static void extremes(const uc_sensitivity *found, uc_sensitivity_kind kind,
                     double *least, double *most, size_t *n_without)
{
    *least = INFINITY;
    *most = -INFINITY;
    *n_without = 0;
    for (size_t i = 0; i < found->n_rows; i++) {
        if (found->row[i].kind != kind)
            continue;
        if (isfinite(found->row[i].ratio)) {
            *least = fmin(*least, found->row[i].ratio);
            *most = fmax(*most, found->row[i].ratio);
        } else {
            (*n_without)++;
        }
    }
}

void uc_sensitivity_ranking_table(const uc_sensitivity *found, uc_table *table)
{
    static const uc_column ranking[] = {
        {"kind", "Varied", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"case", "Moves most", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
        {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
        {"least", "Times that", UC_COLUMN_REAL, UC_ROLE_LOW, 2},
        {"most", NULL, UC_COLUMN_REAL, UC_ROLE_HIGH, 2},
        {"without", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    };
    far_kind far[UC_SENSITIVITY_N];
    const size_t n = rank_kinds(found, far);

    uc_table_init(table, "sensitivity_ranking", "What moves the answer most");
    uc_table_add_columns(table, ranking, COUNT_OF(ranking));
    for (size_t i = 0; i < n; i++) {
        const uc_sensitivity_row *row = far[i].row;
        double least, most;
        size_t n_without;

        extremes(found, row->kind, &least, &most, &n_without);
        uc_table_text(table, uc_sensitivity_name(row->kind));
        uc_table_text(table, row->kind == UC_SENSITIVITY_METHOD ? row->method->name
                                                                : row->label);
        uc_table_real(table, row->estimate, "not_available");
        uc_table_real(table, least, "not_available");
        uc_table_real(table, most, "not_available");
        uc_table_count(table, n_without);
    }
}

static void write_ratio(double ratio, uc_sink *out)
{
    uc_write_number(ratio, 2, out);
    uc_sink_puts(out, " times the estimate");
}

void uc_sensitivity_write_sentence(const uc_sensitivity *found, uc_sink *out)
{
    far_kind far[UC_SENSITIVITY_N];
    const size_t n = rank_kinds(found, far);

    if (n == 0 || !(far[0].far > 0.0)) {
        uc_sink_puts(out, n == 0 ? "there is nothing to compare the estimate with"
                                 : "nothing that was varied moves the estimate");
        return;
    }
    uc_sink_printf(out, "%s: %s gives ", uc_sensitivity_title(far[0].row->kind),
                   far[0].row->label);
    uc_write_number(far[0].row->estimate, 0, out);
    uc_sink_puts(out, ", ");
    write_ratio(far[0].row->ratio, out);
}

/* -- The summary, a sentence each ----------------------------------------------------
 */

typedef struct sentences {
    char **text;
    size_t n;
    bool failed;
} sentences;

/* Takes what was written, empties the sink. */
static void end_sentence(sentences *all, uc_sink *line)
{
    char *text = uc_sink_take(line);
    char **grown = realloc(all->text, (all->n + 1) * sizeof *grown);

    if (grown != NULL)
        all->text = grown;
    if (text != NULL && grown != NULL)
        all->text[all->n++] = text;
    else
        free(text);
    all->failed = all->failed || text == NULL || grown == NULL;
    uc_sink_clear(line);
    uc_sink_memory(line);
}

static void say_base(const uc_sensitivity *found, sentences *all, uc_sink *line)
{
    const uc_sensitivity_row *base = &found->row[0];

    if (!isfinite(base->estimate)) {
        uc_sink_printf(line,
                       "The method %s gives no estimate of these people, so nothing "
                       "can be set against it",
                       base->method->name);
    } else {
        uc_sink_puts(line, "The estimate is ");
        uc_write_number(base->estimate, 0, line);
        uc_sink_printf(line, " persons by the method %s, of whom ", base->method->name);
        uc_write_number((double)base->n_observed, 0, line);
        uc_sink_puts(line, " were observed");
    }
    uc_sink_puts(line, ".");
    end_sentence(all, line);
}

static void say_most(const uc_sensitivity *found, sentences *all, uc_sink *line)
{
    far_kind far[UC_SENSITIVITY_N];
    const size_t n = rank_kinds(found, far);

    for (size_t i = 0; i < n && i < 3; i++) {
        uc_sink_puts(line, i == 0 ? "What moves it most - " : "Next - ");
        uc_sink_printf(line, "%s: %s, ", uc_sensitivity_title(far[i].row->kind),
                       far[i].row->kind == UC_SENSITIVITY_METHOD
                           ? far[i].row->method->title
                           : far[i].row->label);
        uc_write_number(far[i].row->estimate, 0, line);
        uc_sink_puts(line, " persons, ");
        write_ratio(far[i].row->ratio, line);
        uc_sink_puts(line, ".");
        end_sentence(all, line);
    }
}

/* Choices that can be argued for, apart from assumed faults of the records. */
static bool is_choice(uc_sensitivity_kind kind)
{
    return kind == UC_SENSITIVITY_LIST || kind == UC_SENSITIVITY_MERGED ||
           kind == UC_SENSITIVITY_THRESHOLD || kind == UC_SENSITIVITY_ORDER ||
           kind == UC_SENSITIVITY_MODELS || kind == UC_SENSITIVITY_EXISTENCE;
}

static void say_range(const uc_sensitivity *found, sentences *all, uc_sink *line)
{
    const double estimate = found->row[0].estimate;
    double low = estimate, high = estimate;

    if (!isfinite(estimate))
        return;
    for (size_t i = 0; i < found->n_rows; i++)
        if (is_choice(found->row[i].kind) && isfinite(found->row[i].estimate)) {
            low = fmin(low, found->row[i].estimate);
            high = fmax(high, found->row[i].estimate);
        }
    uc_sink_puts(line, "Over the choices of lists, threshold, order and model the "
                       "estimate runs from ");
    uc_write_number(low, 0, line);
    uc_sink_puts(line, " to ");
    uc_write_number(high, 0, line);
    if (isfinite(found->row[0].low) && isfinite(found->row[0].high)) {
        const bool outside = low < found->row[0].low || high > found->row[0].high;

        uc_sink_printf(line, ", which is %s its %g%% interval (",
                       outside ? "wider than" : "within", 100.0 * found->level);
        uc_write_number(found->row[0].low, 0, line);
        uc_sink_puts(line, " to ");
        uc_write_number(found->row[0].high, 0, line);
        uc_sink_puts(line, outside ? "): the interval alone says too little" : ")");
    }
    uc_sink_puts(line, ".");
    end_sentence(all, line);
}

static void say_without(const uc_sensitivity *found, sentences *all, uc_sink *line)
{
    size_t n = 0;

    for (size_t i = 0; i < found->n_rows; i++)
        n += is_choice(found->row[i].kind) && !isfinite(found->row[i].estimate);
    if (n == 0)
        return;
    uc_sink_printf(line,
                   "%zu of these choices give%s no estimate at all; the tables say "
                   "why.",
                   n, n == 1 ? "s" : "");
    end_sentence(all, line);
}

static void say_consistency(const uc_sensitivity *found, uint64_t minimum,
                            sentences *all, uc_sink *line)
{
    for (size_t m = 0; m < found->n_summaries; m++) {
        const uc_consistency_summary *sum = &found->summary[m];

        if (sum->n_estimates == 0)
            continue;
        uc_sink_printf(line,
                       "Where the answer is known - the people of each list, with that "
                       "list hidden - the method %s is off by a factor of ",
                       sum->method->name);
        uc_write_number(uc_exp(sum->mean_log_ratio), 2, line);
        uc_sink_printf(line,
                       " on average (%zu of %zu lists that share %" PRIu64
                       " persons or more), and its intervals hold the known number %zu "
                       "times of %zu.",
                       sum->n_estimates, sum->n_lists, minimum, sum->n_covered,
                       sum->n_intervals);
        end_sentence(all, line);
    }
}

uc_status uc_sensitivity_sentences(const uc_sensitivity *found, uint64_t minimum,
                                   char ***sentence, size_t *n, uc_error *err)
{
    sentences all = {0};
    uc_sink line;

    uc_sink_memory(&line);
    say_base(found, &all, &line);
    say_most(found, &all, &line);
    say_range(found, &all, &line);
    say_without(found, &all, &line);
    say_consistency(found, minimum, &all, &line);
    uc_sink_clear(&line);
    if (all.failed) {
        for (size_t i = 0; i < all.n; i++)
            free(all.text[i]);
        free(all.text);
        return uc_fail(err, UC_ENOMEM, "no memory for a summary");
    }
    *sentence = all.text;
    *n = all.n;
    return UC_OK;
}

/* -- Consistency of lists
 * --------------------------------------------------------------- */

void uc_consistency_table(const uc_sensitivity *found, const uc_capture_set *set,
                          uc_table *table)
{
    static const uc_column consistency[] = {
        {"list", "List", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
        {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"known", "Known", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"observed", "On other lists", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
        {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
        {"conf.high", NULL, UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
        {"log_ratio", "Log ratio", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
        {"covered", "Covered", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    };

    uc_table_init(table, "consistency",
                  "The people of each list, estimated with that list hidden");
    uc_table_add_columns(table, consistency, COUNT_OF(consistency));
    for (size_t i = 0; i < found->n_consistency; i++) {
        const uc_consistency_row *row = &found->consistency[i];
        const bool limits = isfinite(row->low) && isfinite(row->high);

        uc_table_text(table, set->list_names[row->list]);
        uc_table_text(table, row->method->name);
        uc_table_count(table, row->known);
        uc_table_count(table, row->observed);
        uc_table_real(table, row->estimate, reason_or(row->reason, "not_available"));
        uc_table_real(table, row->low, reason_or(row->no_interval, "no_interval"));
        uc_table_real(table, row->high, reason_or(row->no_interval, "no_interval"));
        uc_table_real(table, row->log_ratio, reason_or(row->reason, "not_available"));
        if (limits)
            uc_table_text(table, row->covered ? "yes" : "no");
        else
            uc_table_missing(table, reason_or(row->no_interval, "no_interval"));
    }
    uc_table_source(table, "Binette & Steorts (2022) Journal of the Royal Statistical "
                           "Society A 185:640");
}

void uc_consistency_summary_table(const uc_sensitivity *found, uint64_t minimum,
                                  uc_table *table)
{
    static const uc_column summary[] = {
        {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"lists", "Lists", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"estimates", "Estimates", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"mean_log_ratio", "Mean log ratio", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
        {"coverage", "Coverage", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 0},
    };
    char note[160];

    uc_table_init(table, "consistency_summary", "Consistency of lists, by method");
    uc_table_add_columns(table, summary, COUNT_OF(summary));
    for (size_t m = 0; m < found->n_summaries; m++) {
        const uc_consistency_summary *sum = &found->summary[m];

        uc_table_text(table, sum->method->name);
        uc_table_count(table, sum->n_lists);
        uc_table_count(table, sum->n_estimates);
        uc_table_real(table, sum->mean_log_ratio, "no_estimate");
        uc_table_real(table,
                      sum->n_intervals > 0
                          ? (double)sum->n_covered / (double)sum->n_intervals
                          : NAN,
                      "no_interval");
    }
    (void)snprintf(note, sizeof note,
                   "lists whose people share %" PRIu64
                   " persons or more with the other lists",
                   minimum);
    (void)uc_table_footnote(table, note);
}
