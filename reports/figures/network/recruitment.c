/* recruitment.c - a recruitment forest */
#include "reports/figures/network/recruitment.h"

#include <math.h>
#include <stdlib.h>

#include "reports/figures/draw/panel.h"

#define EDGE     20
#define ROW      34 /* between waves */
#define MIN_STEP 3  /* between neighbours */
#define MAX_STEP 14
#define NOBODY   UINT32_MAX

static const uc_column columns[] = {
    {"person", "Person", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"recruiter", "Recruiter", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"wave", "Wave", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
};

/* People are numbered by wave here: an id would say who is meant. */
static void collect(const uc_forest_picture *f, const uint32_t place[], uc_table *data)
{
    size_t i;

    uc_table_add_columns(data, columns, sizeof columns / sizeof columns[0]);
    for (i = 0; i < f->n; i++) {
        const uint32_t person = f->by_wave[i];

        uc_table_count(data, i + 1);
        if (f->recruiter[person] == NOBODY)
            uc_table_missing(data, "not_applicable");
        else
            uc_table_count(data, place[f->recruiter[person]] + 1);
        uc_table_count(data, f->wave[person]);
        if (f->group[person] == NOBODY)
            uc_table_missing(data, "no_answers");
        else
            uc_table_text(data, f->group_name[f->group[person]]);
    }
}

/* A leaf takes one step, everybody else stands over the middle of his recruits. Widths
 * are summed from the last wave up, then handed out from the seeds down. */
static double lay_out(const uc_forest_picture *f, double x[], double width[],
                      double next[])
{
    double all = 0;
    size_t i;

    for (i = 0; i < f->n; i++)
        width[i] = 0;
    for (i = f->n; i-- > 0;) {
        const uint32_t person = f->by_wave[i], by = f->recruiter[person];

        if (!(width[person] > 0))
            width[person] = 1;
        if (by != NOBODY)
            width[by] += width[person];
    }
    for (i = 0; i < f->n; i++) {
        const uint32_t person = f->by_wave[i], by = f->recruiter[person];
        double *from = by != NOBODY ? &next[by] : &all;

        next[person] = *from;
        x[person] = *from + width[person] / 2;
        *from += width[person] + (by == NOBODY ? 1 : 0);
    }
    return all;
}

static void draw(uc_canvas *canvas, const uc_forest_picture *f, const double x[],
                 double step, double top)
{
    const double r = fmin(5, fmax(1.5, step / 2.2));
    size_t i;

    for (i = 0; i < f->n; i++) {
        const uint32_t by = f->recruiter[i];

        if (by != NOBODY)
            uc_canvas_line(canvas, EDGE + step * x[by], top + ROW * f->wave[by],
                           EDGE + step * x[i], top + ROW * f->wave[i], "grid");
    }
    for (i = 0; i < f->n; i++) {
        const double px = EDGE + step * x[i], py = top + ROW * f->wave[i];

        if (f->group[i] == NOBODY)
            uc_canvas_circle(canvas, px, py, r, "mark");
        else
            uc_canvas_symbol(canvas, px, py, r, f->group[i]);
    }
}

static void begin(uc_canvas *canvas, const uc_forest_picture *f, const uc_look *look,
                  size_t n_waves)
{
    const uc_language *language = look != NULL ? look->language : NULL;
    size_t i, n_seeds = 0;
    uc_sink text;

    for (i = 0; i < f->n; i++)
        n_seeds += f->recruiter[i] == NOBODY;
    uc_sink_memory(&text);
    uc_sink_puts(&text, uc_say(language, "Recruitment forest"));
    if (f->label != NULL)
        uc_sink_printf(&text, ": %s", f->label);
    uc_canvas_begin(canvas, look, f->name, text.text, NULL);
    uc_sink_printf(&text, ". %s: %zu. %s: %zu. %s: %zu.", uc_say(language, "Persons"),
                   f->n, uc_say(language, "Seeds"), n_seeds, uc_say(language, "Waves"),
                   n_waves);
    uc_canvas_describe(canvas, &text);
}

uc_status uc_recruitment_figure(const uc_forest_picture *f, const uc_look *look,
                                uc_plot *plot, uc_error *err)
{
    double *room = calloc(3 * f->n + 1, sizeof *room);
    uint32_t *place = calloc(f->n + 1, sizeof *place);
    uc_key key[UC_LOOK_COLOURS];
    uc_canvas canvas;
    size_t i, waves = 0;
    double wide, step, top;

    if (room == NULL || place == NULL) {
        free(room);
        free(place);
        return uc_fail(err, UC_ENOMEM, "no memory for a figure");
    }
    for (i = 0; i < f->n; i++) {
        place[f->by_wave[i]] = (uint32_t)i;
        waves = f->wave[i] > waves ? f->wave[i] : waves;
    }
    begin(&canvas, f, look, waves);
    collect(f, place, &canvas.plot.data);
    wide = lay_out(f, room, room + f->n, room + 2 * f->n);
    step = fmin(MAX_STEP, fmax(MIN_STEP, (UC_PANEL_WIDTH - 2 * EDGE) / wide));
    for (i = 0; i < f->n_groups && i < UC_LOOK_COLOURS; i++)
        key[i] = (uc_key){f->group_name[i], UC_KEY_SYMBOL, i};
    top = uc_legend_draw(&canvas, key, i, EDGE, 50, UC_PANEL_WIDTH - EDGE) + EDGE;
    draw(&canvas, f, room, step, top);
    free(room);
    free(place);
    return uc_canvas_end(&canvas, fmax(UC_PANEL_WIDTH, 2 * EDGE + step * wide),
                         top + ROW * (double)waves + EDGE, plot, err);
}
