/* figures_gap.c - figures of comparisons */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/figures.h"
#include "reports/figures/gap/gap.h"
#include "reports/figures/gap/tiles.h"

#define MIN_TILES 3

static bool has_share(const uc_gap_row *row)
{
    return row->area != NULL && row->area[0] != '\0' && row->gap.share.no_value == NULL;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

/* Comparisons that one map can show: one definition, method, group and pair of periods.
 */
static bool alike(const uc_gap_row *a, const uc_gap_row *b)
{
    return same(a->definition, b->definition) && same(a->period, b->period) &&
           same(a->identified_period, b->identified_period) &&
           same(a->method, b->method) && same(a->group, b->group);
}

/* The tiles that go with `first`; 0 when an earlier row already has them. */
static size_t collect(const uc_gap_list *gap, size_t first, uc_tile tile[])
{
    size_t i, k, n = 0;

    for (i = 0; i < first; i++)
        if (has_share(&gap->row[i]) && alike(&gap->row[i], &gap->row[first]))
            return 0;
    for (i = first; i < gap->n; i++) {
        const uc_gap_row *row = &gap->row[i];

        if (!has_share(row) || !alike(row, &gap->row[first]))
            continue;
        for (k = 0; k < n && strcmp(tile[k].code, row->area) != 0; k++)
            ;
        if (k == n)
            tile[n++] = (uc_tile){.code = row->area,
                                  .name = row->area_name,
                                  .value = row->gap.share.value};
    }
    return n;
}

/* The first group that is large enough; one map, for several would have one name. */
static uc_status add_tiles(const uc_gap_list *gap, uc_report *report, uc_error *err)
{
    uc_tile *tile = calloc(gap->n + 1, sizeof *tile);
    uc_status status = UC_OK;
    uc_plot plot;
    size_t i, n;

    if (tile == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the figures");
    for (i = 0; i < gap->n; i++) {
        if (!has_share(&gap->row[i]))
            continue;
        n = collect(gap, i, tile);
        if (n < MIN_TILES)
            continue;
        status = uc_tiles_figure(&(uc_tiles){.title = "Map of areas",
                                             .unit = "Share identified",
                                             .tile = tile,
                                             .n = n,
                                             .percent = true,
                                             .decimals = 2},
                                 report->look, &plot, err);
        if (status == UC_OK)
            uc_report_figure(report, &plot);
        break;
    }
    free(tile);
    return status;
}

uc_status uc_figures_add_gap(const uc_gap_list *gap, bool linear, uc_report *report,
                             uc_error *err)
{
    uc_plot plot;
    uc_status status;

    if (gap->n == 0)
        return UC_OK;
    status = uc_gap_figure(gap->row, gap->n, !linear, report->look, &plot, err);
    if (status == UC_OK)
        uc_report_figure(report, &plot);
    return status == UC_OK ? add_tiles(gap, report, err) : status;
}
