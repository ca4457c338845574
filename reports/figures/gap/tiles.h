/** @file tiles.h
 * A map of areas without a map: one tile of equal size for each, filled from below by
 * its value, so that large empty lands do not shout and no border is drawn.
 */
#ifndef UC_FIGURE_TILES_H
#define UC_FIGURE_TILES_H

#include "reports/figures/draw/plot.h"

typedef struct uc_tile {
    const char *code, *name; /* borrowed; name may be NULL */
    size_t column, row;      /* place in the grid; used when `placed` */
    double value;            /* NAN: none */
    const char *missing;     /* reason code where there is no value */
} uc_tile;

typedef struct uc_tiles {
    const char *title; /* English, or as it is to be written */
    const char *unit;  /* what the value is, or NULL */
    const uc_tile *tile;
    size_t n;
    bool placed;  /* tiles have places; else they fill rows in their order */
    bool percent; /* value is a share; tiles are full at 1 */
    int decimals;
} uc_tiles;

/** Draws the tiles; where values are no shares the largest fills its tile.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_tiles_figure(const uc_tiles *tiles, const uc_look *look, uc_plot *plot,
                          uc_error *err) UC_MUST_CHECK;

#endif
