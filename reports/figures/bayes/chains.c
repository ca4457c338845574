/* chains.c - traces and ranks of chains */
#include <math.h>
#include <stdlib.h>

#include "reports/figures/bayes/posterior.h"
#include "reports/figures/draw/panel.h"

#define MAX_TRACE 500
#define N_RANKS   20
#define STRIP     70 /* height of one chain's ranks */
#define EDGE      16
#define LABEL     90

static const uc_column trace_columns[] = {
    {"chain", "Chain", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"draw", "Kept draw", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"value", "Value", UC_COLUMN_REAL, UC_ROLE_PLAIN, 1},
};
static const uc_column rank_columns[] = {
    {"chain", "Chain", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"bin", "Rank", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"draws", "Draws", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
};

static void begin(uc_canvas *canvas, const uc_posterior *p, const char *title,
                  const uc_look *look)
{
    const uc_language *language = look != NULL ? look->language : NULL;
    uc_sink text;

    uc_sink_memory(&text);
    uc_sink_puts(&text, uc_say(language, title));
    if (p->label != NULL)
        uc_sink_printf(&text, ": %s", p->label);
    uc_canvas_begin(canvas, look, p->name, text.text, NULL);
    uc_sink_printf(&text, ". %s: %zu. %s: %zu.", uc_say(language, "Chain"), p->n_chains,
                   uc_say(language, "Draws"), p->n_draws);
    uc_canvas_describe(canvas, &text);
}

/* Every k-th draw, so that a page never holds more than MAX_TRACE of a chain. */
static size_t stride(const uc_posterior *p)
{
    return p->n_draws / MAX_TRACE + 1;
}

static void collect_trace(const uc_posterior *p, uc_extent *x, uc_extent *y,
                          uc_table *data)
{
    size_t c, i;

    uc_table_add_columns(data, trace_columns,
                         sizeof trace_columns / sizeof trace_columns[0]);
    for (c = 0; c < p->n_chains; c++)
        for (i = 0; i < p->n_draws; i += stride(p)) {
            const double value = p->draw[c * p->n_draws + i];

            uc_extent_add(x, (double)i + 1);
            uc_extent_add(y, value);
            uc_table_count(data, c + 1);
            uc_table_count(data, i + 1);
            uc_table_real(data, value, "not_finite");
        }
}

uc_status uc_trace_figure(const uc_posterior *posterior, const uc_look *look,
                          uc_plot *plot, uc_error *err)
{
    uc_panel panel = {.x_title = "Kept draw", .y_title = posterior->x_title};
    uc_extent x = {.any = false}, y = {.any = false};
    double *at = calloc(2 * (MAX_TRACE + 2), sizeof *at);
    uc_canvas canvas;
    size_t c, i, n;
    char kind[16];

    if (at == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a figure");
    begin(&canvas, posterior, "Traces of the chains", look);
    collect_trace(posterior, &x, &y, &canvas.plot.data);
    panel.y_log = y.any && y.low > 0;
    uc_panel_draw(&canvas, &panel, &x, &y);
    for (c = 0; c < posterior->n_chains; c++) {
        double *const px = at, *const py = at + MAX_TRACE + 2;

        for (n = 0, i = 0; i < posterior->n_draws; i += stride(posterior), n++) {
            px[n] = uc_axis_at(&panel.x, (double)i + 1);
            py[n] = uc_axis_at(&panel.y, posterior->draw[c * posterior->n_draws + i]);
        }
        (void)snprintf(kind, sizeof kind, "l%zu thin", c % UC_LOOK_COLOURS);
        uc_canvas_path(&canvas, n, px, py, false, kind);
        if (n == 1 && isfinite(px[0] + py[0]))
            uc_canvas_symbol(&canvas, px[0], py[0], 4.5, c);
    }
    free(at);
    return uc_canvas_end(&canvas, UC_PANEL_WIDTH, UC_PANEL_HEIGHT, plot, err);
}

typedef struct place {
    double value;
    size_t index;
} place;

static int by_value(const void *a, const void *b)
{
    const place *x = a, *y = b;

    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* bin[chain][k]: draws of the chain whose rank among all is in the k-th part. */
static bool count_ranks(const uc_posterior *p, size_t *bin)
{
    const size_t total = p->n_chains * p->n_draws;
    place *sorted = malloc((total + 1) * sizeof *sorted);
    size_t i, n = 0;

    if (sorted == NULL)
        return false;
    for (i = 0; i < total; i++)
        if (isfinite(p->draw[i]))
            sorted[n++] = (place){p->draw[i], i};
    qsort(sorted, n, sizeof *sorted, by_value);
    for (i = 0; i < n; i++)
        bin[sorted[i].index / p->n_draws * N_RANKS + i * N_RANKS / n]++;
    free(sorted);
    return true;
}

static void draw_ranks(uc_canvas *canvas, const uc_posterior *p, const size_t *bin)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    const double left = EDGE + LABEL, width = UC_PANEL_WIDTH - EDGE - left;
    const double step = width / N_RANKS;
    const double level = (double)p->n_draws / N_RANKS;
    double most = level * 1.2;
    char name[80], kind[8];
    size_t c, k;

    for (c = 0; c < p->n_chains * N_RANKS; c++)
        most = (double)bin[c] > most ? (double)bin[c] : most;
    for (c = 0; c < p->n_chains; c++) {
        const double bottom = EDGE + (double)(c + 1) * STRIP;
        const double height = STRIP - 14;

        (void)snprintf(name, sizeof name, "%s %zu", uc_say(language, "Chain"), c + 1);
        (void)snprintf(kind, sizeof kind, "b%zu", c % UC_LOOK_COLOURS);
        uc_canvas_text_in(canvas, EDGE, bottom - height / 2, LABEL - 8, UC_ANCHOR_START,
                          "", name);
        for (k = 0; k < N_RANKS; k++) {
            const double h =
                most > 0 ? height * (double)bin[c * N_RANKS + k] / most : 0;

            uc_canvas_rect(canvas, left + (double)k * step + 0.5, bottom - h, step - 1,
                           h, kind);
        }
        uc_canvas_line(canvas, left, bottom, left + width, bottom, "axis");
        if (most > 0)
            uc_canvas_line(canvas, left, bottom - height * level / most, left + width,
                           bottom - height * level / most, "dash");
    }
    uc_canvas_text(canvas, left + width / 2, EDGE + (double)p->n_chains * STRIP + 20,
                   UC_ANCHOR_MIDDLE, "soft", uc_say(language, "Rank"));
}

uc_status uc_rank_figure(const uc_posterior *posterior, const uc_look *look,
                         uc_plot *plot, uc_error *err)
{
    size_t *bin = calloc(posterior->n_chains * N_RANKS + 1, sizeof *bin);
    uc_canvas canvas;
    size_t c, k;

    if (bin == NULL || !count_ranks(posterior, bin)) {
        free(bin);
        return uc_fail(err, UC_ENOMEM, "no memory for a figure");
    }
    begin(&canvas, posterior, "Ranks of the chains", look);
    uc_table_add_columns(&canvas.plot.data, rank_columns,
                         sizeof rank_columns / sizeof rank_columns[0]);
    for (c = 0; c < posterior->n_chains; c++)
        for (k = 0; k < N_RANKS; k++) {
            uc_table_count(&canvas.plot.data, c + 1);
            uc_table_count(&canvas.plot.data, k + 1);
            uc_table_count(&canvas.plot.data, bin[c * N_RANKS + k]);
        }
    draw_ranks(&canvas, posterior, bin);
    free(bin);
    return uc_canvas_end(&canvas, UC_PANEL_WIDTH,
                         EDGE + (double)posterior->n_chains * STRIP + 32, plot, err);
}
