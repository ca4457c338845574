/* density.c - posterior density */
#include <math.h>
#include <stdlib.h>

#include "estimators/core/elementary.h"
#include "reports/figures/bayes/posterior.h"
#include "reports/figures/draw/panel.h"

#define N_POINTS 161

static const uc_column columns[] = {
    {"value", "Value", UC_COLUMN_REAL, UC_ROLE_PLAIN, 1},
    {"density", "Density", UC_COLUMN_REAL, UC_ROLE_PLAIN, 6},
};

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* n^(-1/5) without pow(), whose last digits differ between processors. */
static double bandwidth(const double sorted[], size_t n)
{
    double mean = 0, sum = 0, spread, iqr;
    size_t i;

    for (i = 0; i < n; i++)
        mean += sorted[i] / (double)n;
    for (i = 0; i < n; i++)
        sum += (sorted[i] - mean) * (sorted[i] - mean);
    spread = sqrt(sum / (double)(n > 1 ? n - 1 : 1));
    iqr = (sorted[3 * (n - 1) / 4] - sorted[(n - 1) / 4]) / 1.34;
    if (iqr > 0 && iqr < spread)
        spread = iqr;
    if (!(spread > 0))
        spread = fabs(mean) > 0 ? fabs(mean) / 100 : 1;
    return 0.9 * spread * uc_exp(-0.2 * uc_log((double)n));
}

/* The usable draws, sorted, on the scale of the density. */
typedef struct sample {
    double *value;
    size_t n;
    bool log;
    double width;
    double floor; /* on that scale; NAN: none */
} sample;

static bool sample_make(const uc_posterior *p, sample *s)
{
    const size_t n = p->n_chains * p->n_draws;
    size_t i;

    *s = (sample){.value = malloc((n + 1) * sizeof *s->value), .log = true};
    if (s->value == NULL)
        return false;
    for (i = 0; i < n; i++) {
        if (isfinite(p->draw[i]))
            s->value[s->n++] = p->draw[i];
        if (isfinite(p->draw[i]) && p->draw[i] <= 0)
            s->log = false;
    }
    for (i = 0; s->log && i < s->n; i++)
        s->value[i] = uc_log(s->value[i]);
    qsort(s->value, s->n, sizeof *s->value, ascending);
    s->floor = !s->log ? p->floor : p->floor > 0 ? uc_log(p->floor) : NAN;
    s->width = s->n > 0 ? bandwidth(s->value, s->n) : 1;
    return true;
}

/* Draws further than 6 bandwidths away add nothing. */
static double plain_density(const sample *s, double at)
{
    double sum = 0;
    size_t low = 0, high = s->n, i;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (s->value[middle] < at - 6 * s->width)
            low = middle + 1;
        else
            high = middle;
    }
    for (i = low; i < s->n && s->value[i] <= at + 6 * s->width; i++) {
        const double z = (at - s->value[i]) / s->width;

        sum += uc_exp(-z * z / 2);
    }
    return s->n > 0 ? sum / ((double)s->n * s->width * 2.5066282746310002) : 0;
}

/* What the kernels put below the floor is turned back above it. */
static double density(const sample *s, double at)
{
    const double above = plain_density(s, at);

    return isfinite(s->floor) ? above + plain_density(s, 2 * s->floor - at) : above;
}

static void evaluate(const sample *s, double x[N_POINTS], double y[N_POINTS])
{
    const double least = s->n > 0 ? s->value[s->n / 500] - 3 * s->width : 0;
    const double low = least < s->floor ? s->floor : least;
    const double high = s->n > 0 ? s->value[s->n - 1 - s->n / 500] + 3 * s->width : 1;
    size_t i;

    for (i = 0; i < N_POINTS; i++) {
        const double at = low + (high - low) * (double)i / (N_POINTS - 1);

        x[i] = s->log ? uc_exp(at) : at;
        y[i] = density(s, at);
    }
}

static void draw(uc_canvas *canvas, const uc_panel *panel, const uc_posterior *p,
                 const double x[N_POINTS], const double y[N_POINTS])
{
    double px[N_POINTS + 2], py[N_POINTS + 2];
    size_t i, n = 0;

    for (i = 0; i < N_POINTS; i++)
        if (isfinite(p->low) && isfinite(p->high) && x[i] >= p->low &&
            x[i] <= p->high) {
            px[n + 1] = uc_axis_at(&panel->x, x[i]);
            py[n + 1] = uc_axis_at(&panel->y, y[i]);
            n++;
        }
    if (n > 0) {
        px[0] = px[1];
        px[n + 1] = px[n];
        py[0] = py[n + 1] = uc_axis_at(&panel->y, 0);
        uc_canvas_path(canvas, n + 2, px, py, true, "b0");
    }
    for (i = 0; i < N_POINTS; i++) {
        px[i] = uc_axis_at(&panel->x, x[i]);
        py[i] = uc_axis_at(&panel->y, y[i]);
    }
    uc_canvas_path(canvas, N_POINTS, px, py, false, "l0");
    if (isfinite(p->point))
        uc_canvas_line(canvas, uc_axis_at(&panel->x, p->point), panel->y.to,
                       uc_axis_at(&panel->x, p->point), panel->y.from, "dash");
}

static void describe(uc_canvas *canvas, const uc_posterior *p)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    char a[UC_LANGUAGE_NUMBER], b[UC_LANGUAGE_NUMBER];
    uc_sink text;

    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s.", canvas->plot.title != NULL ? canvas->plot.title : "");
    if (isfinite(p->point))
        uc_sink_printf(&text, " %s: %s.", uc_say(language, "Estimate"),
                       uc_language_number(language, p->point, 0, a));
    if (isfinite(p->low) && isfinite(p->high))
        uc_sink_printf(&text, " %s: %s %s %s.", uc_say(language, "Interval"),
                       uc_language_number(language, p->low, 0, a),
                       uc_say(language, "to"),
                       uc_language_number(language, p->high, 0, b));
    uc_canvas_describe(canvas, &text);
}

static void begin(uc_canvas *canvas, const uc_posterior *p, const uc_look *look)
{
    uc_sink title;

    uc_sink_memory(&title);
    uc_sink_puts(&title,
                 uc_say(look != NULL ? look->language : NULL, "Posterior density"));
    if (p->label != NULL)
        uc_sink_printf(&title, ": %s", p->label);
    uc_canvas_begin(canvas, look, p->name, title.text, NULL);
    uc_sink_clear(&title);
}

uc_status uc_posterior_figure(const uc_posterior *posterior, const uc_look *look,
                              uc_plot *plot, uc_error *err)
{
    static const uc_key keys[] = {{"Density", UC_KEY_LINE, 0},
                                  {"interval", UC_KEY_BAND, 0},
                                  {"estimate", UC_KEY_DASH, 0}};
    uc_panel panel = {.x_title = posterior->x_title,
                      .y_title = "Density",
                      .y_zero = true,
                      .key = keys,
                      .n_keys = 3};
    double x[N_POINTS], y[N_POINTS];
    uc_extent across = {.any = false}, up = {.any = false};
    uc_canvas canvas;
    sample s;
    size_t i;

    if (!sample_make(posterior, &s))
        return uc_fail(err, UC_ENOMEM, "no memory for a figure");
    evaluate(&s, x, y);
    panel.x_log = s.log;
    free(s.value);
    begin(&canvas, posterior, look);
    uc_table_add_columns(&canvas.plot.data, columns,
                         sizeof columns / sizeof columns[0]);
    for (i = 0; i < N_POINTS; i++) {
        uc_extent_add(&across, x[i]);
        uc_extent_add(&up, y[i]);
        uc_table_real(&canvas.plot.data, x[i], "not_finite");
        uc_table_real(&canvas.plot.data, y[i], "not_finite");
    }
    uc_panel_draw(&canvas, &panel, &across, &up);
    draw(&canvas, &panel, posterior, x, y);
    describe(&canvas, posterior);
    return uc_canvas_end(&canvas, UC_PANEL_WIDTH, UC_PANEL_HEIGHT, plot, err);
}
