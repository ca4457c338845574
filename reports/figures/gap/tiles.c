/* tiles.c - areas as tiles of equal size */
#include "reports/figures/gap/tiles.h"

#include <math.h>

#include "reports/figures/draw/canvas.h"
#include "reports/reasons.h"

#define TILE    84
#define SPACE   6
#define EDGE    16
#define IN_ROW  8
#define TITLED  30
#define MAX_ROW 40 /* places beyond this are not believed */

static const uc_column columns[] = {
    {"code", "Area", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"name", "Title", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"value", "Value", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
};

static const char *number(const uc_tiles *tiles, const uc_look *look, double value,
                          char *out)
{
    const uc_language *language = look != NULL ? look->language : NULL;

    return tiles->percent ? uc_language_percent(language, value, tiles->decimals, out)
                          : uc_language_number(language, value, tiles->decimals, out);
}

static void draw_tile(uc_canvas *canvas, const uc_tiles *tiles, const uc_tile *tile,
                      double x, double y, double full)
{
    char text[UC_LANGUAGE_NUMBER];
    const double part = full > 0 && isfinite(tile->value) ? tile->value / full : 0;
    const double height = TILE * (part < 0 ? 0 : part > 1 ? 1 : part);

    if (isfinite(tile->value))
        uc_canvas_rect(canvas, x, y + TILE - height, TILE, height, "b0");
    else
        uc_canvas_rect(canvas, x, y, TILE, TILE, "none");
    uc_canvas_rect(canvas, x, y, TILE, TILE, "axis");
    uc_canvas_text_in(canvas, x + TILE / 2.0, y + 20, TILE - 6, UC_ANCHOR_MIDDLE,
                      "bold", tile->code);
    if (tile->name != NULL)
        uc_canvas_text_in(canvas, x + TILE / 2.0, y + 38, TILE - 6, UC_ANCHOR_MIDDLE,
                          "small", tile->name);
    uc_canvas_text_in(
        canvas, x + TILE / 2.0, y + TILE - 12, TILE - 6, UC_ANCHOR_MIDDLE, "",
        isfinite(tile->value) ? number(tiles, canvas->look, tile->value, text)
                              : "\xE2\x80\x93");
}

static void add_data(const uc_tile *tile, uc_table *data)
{
    uc_table_text(data, tile->code);
    uc_table_text(data, tile->name);
    uc_table_real(data, tile->value,
                  tile->missing != NULL ? tile->missing : "not_available");
}

static void describe(uc_canvas *canvas, const uc_tiles *tiles)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    char text[UC_LANGUAGE_NUMBER];
    uc_sink out;
    size_t i;

    uc_sink_memory(&out);
    uc_sink_printf(&out, "%s.", canvas->plot.title != NULL ? canvas->plot.title : "");
    for (i = 0; i < tiles->n; i++)
        uc_sink_printf(&out, " %s: %s.", tiles->tile[i].code,
                       isfinite(tiles->tile[i].value)
                           ? number(tiles, canvas->look, tiles->tile[i].value, text)
                           : uc_say(language, uc_reason_text(tiles->tile[i].missing)));
    uc_canvas_describe(canvas, &out);
}

uc_status uc_tiles_figure(const uc_tiles *tiles, const uc_look *look, uc_plot *plot,
                          uc_error *err)
{
    double full = tiles->percent ? 1 : 0;
    size_t i, column, row, n_columns = 1, n_rows = 1;
    uc_canvas canvas;

    uc_canvas_begin(&canvas, look, "tiles", tiles->title, NULL);
    uc_table_add_columns(&canvas.plot.data, columns,
                         sizeof columns / sizeof columns[0]);
    for (i = 0; i < tiles->n && !tiles->percent; i++)
        if (tiles->tile[i].value > full)
            full = tiles->tile[i].value;
    if (tiles->unit != NULL)
        uc_canvas_text(&canvas, EDGE, 20, UC_ANCHOR_START, "soft",
                       uc_say(look != NULL ? look->language : NULL, tiles->unit));
    for (i = 0; i < tiles->n; i++) {
        const uc_tile *tile = &tiles->tile[i];

        column = tiles->placed ? tile->column : i % IN_ROW;
        row = tiles->placed ? tile->row : i / IN_ROW;
        add_data(tile, &canvas.plot.data);
        if (tiles->placed && (column >= MAX_ROW || row >= MAX_ROW))
            continue;
        n_columns = column + 1 > n_columns ? column + 1 : n_columns;
        n_rows = row + 1 > n_rows ? row + 1 : n_rows;
        draw_tile(&canvas, tiles, tile, EDGE + (double)column * (TILE + SPACE),
                  TITLED + (double)row * (TILE + SPACE), full);
    }
    describe(&canvas, tiles);
    return uc_canvas_end(&canvas, 2 * EDGE + (double)n_columns * (TILE + SPACE) - SPACE,
                         TITLED + EDGE + (double)n_rows * (TILE + SPACE), plot, err);
}
