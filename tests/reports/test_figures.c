/* test_figures.c - every figure at three extremes of data, held by stored SVG
 *
 * "few": one value, zero, or nothing at all. "usual": as in an annex. "many": long and
 * hostile labels, huge and tiny numbers, hundreds of points. Each was looked at as PNG
 * when it was stored. UNDERCOUNT_UPDATE_FIGURES=1 stores what is drawn now.
 */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/source.h"
#include "estimators/mse/settings.h"
#include "reports/figures/bayes/posterior.h"
#include "reports/figures/draw/axis.h"
#include "reports/figures/forest.h"
#include "reports/figures/gap/cascade.h"
#include "reports/figures/gap/gap.h"
#include "reports/figures/gap/tiles.h"
#include "reports/figures/gap/trend.h"
#include "reports/figures/mse/bootstrap.h"
#include "reports/figures/mse/models.h"
#include "reports/figures/mse/overlap.h"
#include "reports/figures/mse/sensitivity.h"
#include "reports/figures/mse/top.h"
#include "reports/figures/network/rds.h"
#include "reports/figures/network/recruitment.h"
#include "reports/figures/network/validation.h"

#define FOLDER "tests/reports/figures/"
#define MANY   40

static const char *const extremes[] = {"few", "usual", "many"};
static const char hostile[] =
    "C\xC3\xB4te d'Ivoire & <script>alert(1)</script> \xD8\xA7\xD9\x84\xD8\xB9 \xE4\xB8"
    "\xAD\xE6\x96\x87 =cmd() 100% a_b, a label that goes on and on";

/* Numbers that look like data, the same everywhere. */
static double noise(unsigned i)
{
    uint64_t x = (i + 1) * 0x9e3779b97f4a7c15ULL; /* the mixing of splitmix64 */

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
    return (double)(x >> 40 & 0xffff) / 65536.0;
}

static char many_label[MANY][80];

static const char *label(unsigned i)
{
    (void)snprintf(many_label[i % MANY], sizeof many_label[0], "Group %u", i + 1);
    return i == 3 ? hostile : many_label[i % MANY];
}

static const size_t sizes[] = {1, 6, MANY};

static uc_status draw_forest(size_t extreme, uc_plot *plot)
{
    uc_forest_row row[MANY];
    const size_t n = sizes[extreme];
    size_t i;

    for (i = 0; i < n; i++) {
        const double v = extreme == 2
                             ? 1e-3 * (double)(i + 1) * 1e9 * noise((unsigned)i)
                             : 1000 + 9000 * noise((unsigned)i);

        row[i] = (uc_forest_row){.heading = i % 6 == 0 ? "United Kingdom 2013" : NULL,
                                 .label = label((unsigned)i),
                                 .value = v,
                                 .low = v * 0.7,
                                 .high = v * (1.2 + noise((unsigned)i + 50)),
                                 .series = i % 4};
    }
    if (n > 1)
        row[1] = (uc_forest_row){.label = "Stratum without",
                                 .value = NAN,
                                 .low = NAN,
                                 .high = NAN,
                                 .missing = "no_finite_estimate"};
    return uc_forest_figure(&(uc_forest){.name = "estimates",
                                         .title = "Estimates by method and stratum",
                                         .x_title = "Persons (log scale)",
                                         .row = row,
                                         .n = n,
                                         .log = true,
                                         .reference = NAN},
                            NULL, plot, NULL);
}

static uc_status draw_rds(size_t extreme, uc_plot *plot)
{
    uc_forest_row row[MANY];
    size_t i;

    for (i = 0; i < sizes[extreme]; i++) {
        const double p = extreme == 0 ? 0 : noise((unsigned)i) * 0.4;

        row[i] = (uc_forest_row){.label = label((unsigned)i),
                                 .value = p,
                                 .low = p * 0.6,
                                 .high = p * 1.7 + 0.01};
    }
    return uc_rds_figure(row, sizes[extreme], NULL, plot, NULL);
}

static uc_status draw_gap_on(size_t extreme, bool log, uc_plot *plot)
{
    uc_gap_row row[MANY];
    size_t i;

    memset(row, 0, sizeof row);
    for (i = 0; i < sizes[extreme]; i++) {
        const double e = extreme == 2 ? 50 * (double)(i + 1) * (double)(i + 1) *
                                            (double)(i + 1) * (double)(i + 1)
                                      : 2000 + 20000 * noise((unsigned)i);

        row[i].area_name = label((unsigned)i);
        row[i].period = "2016";
        row[i].method = "bic";
        row[i].input.identified = e / (2 + (double)i);
        row[i].input.estimate = uc_figure_of(e, e * 0.6, e * 2.1, NULL, NULL);
    }
    if (extreme == 0)
        row[0].input.identified = 0;
    if (extreme > 0) {
        row[1].input.identified = NAN;
        row[1].input.no_identified = UC_GAP_NO_IDENTIFIED;
        row[2].input.estimate =
            uc_figure_of(NAN, NAN, NAN, UC_GAP_NO_ESTIMATE, UC_GAP_NO_ESTIMATE);
        row[4].input.estimate = uc_figure_of(row[4].input.estimate.value, NAN, NAN,
                                             NULL, UC_GAP_NO_INTERVAL);
    }
    return uc_gap_figure(row, sizes[extreme], log, NULL, plot, NULL);
}

static uc_status draw_gap(size_t extreme, uc_plot *plot)
{
    return draw_gap_on(extreme, true, plot);
}

static uc_status draw_gap_linear(size_t extreme, uc_plot *plot)
{
    return draw_gap_on(extreme, false, plot);
}

static uc_status draw_cascade(size_t extreme, uc_plot *plot)
{
    static const char *const names[] = {"Estimated", "Identified", "Referred",
                                        "Assisted", "Reintegrated"};
    uc_cascade_bar stage[MANY];
    const size_t n = extreme == 0 ? 1 : extreme == 1 ? 5 : MANY;
    size_t i;

    for (i = 0; i < n; i++) {
        const double v = 12000.0 / (double)((i % 5) * (i % 5) * 3 + 1);

        stage[i] = (uc_cascade_bar){
            .group = extreme == 2 && i % 5 == 0 ? label((unsigned)i / 5) : NULL,
            .stage = names[i % 5],
            .persons = extreme == 2 ? v * 1e6 : v,
            .low = i % 5 == 0 ? v * 0.8 : NAN,
            .high = i % 5 == 0 ? v * 1.5 : NAN,
            .largest_loss = i % 5 == 1};
    }
    if (extreme == 0)
        stage[0].persons = stage[0].low = stage[0].high = 0;
    if (extreme > 0)
        stage[3] = (uc_cascade_bar){.stage = "Assisted",
                                    .persons = NAN,
                                    .low = NAN,
                                    .high = NAN,
                                    .missing = "not_given"};
    return uc_cascade_figure(stage, n, "cascade", NULL, NULL, plot, NULL);
}

static uc_status draw_trend(size_t extreme, uc_plot *plot)
{
    static char period[MANY][16];
    uc_trend_point point[2][MANY];
    uc_trend_series series[2] = {{"estimated", 0, point[0], sizes[extreme]},
                                 {"identified", 1, point[1], sizes[extreme]}};
    size_t i;

    for (i = 0; i < sizes[extreme]; i++) {
        const double v = extreme == 2 ? 1e6 * (1 + noise((unsigned)i)) * (double)(i + 1)
                                      : 10000 + 4000 * noise((unsigned)i);

        (void)snprintf(period[i], sizeof period[i], "%zu", 1985 + i);
        point[0][i] =
            (uc_trend_point){period[i], 1985 + (double)i, v, v * 0.7, v * 1.6};
        point[1][i] = (uc_trend_point){period[i], 1985 + (double)i,
                                       v / (3 + noise((unsigned)i)), NAN, NAN};
    }
    if (extreme == 2)
        point[0][20].value = point[0][20].low = point[0][20].high = NAN;
    return uc_trend_figure(series, extreme == 0 ? 1 : 2, extreme == 2, "trend", NULL,
                           NULL, plot, NULL);
}

static uc_status draw_tiles(size_t extreme, uc_plot *plot)
{
    uc_tile tile[MANY];
    size_t i;

    for (i = 0; i < sizes[extreme]; i++)
        tile[i] = (uc_tile){.code = i == 3 ? "LONGCODE-12" : "GBR",
                            .name = label((unsigned)i),
                            .column = i % 7,
                            .row = i / 7,
                            .value = extreme == 0 ? 0 : noise((unsigned)i) * 0.3};
    if (extreme > 0) {
        tile[2].value = NAN;
        tile[2].missing = "no_estimate";
    }
    return uc_tiles_figure(&(uc_tiles){.title = "Map of areas",
                                       .unit = "Share identified",
                                       .tile = tile,
                                       .n = sizes[extreme],
                                       .placed = extreme == 2,
                                       .percent = true,
                                       .decimals = 1},
                           NULL, plot, NULL);
}

static uc_status draw_overlap(size_t extreme, uc_plot *plot)
{
    char *names[] = {"LA",         "NG",  "PF",        "GO", "GP", (char *)hostile,
                     "list seven", "NCA", "List nine", "Ten"};
    const size_t n_lists = extreme == 0 ? 2 : extreme == 1 ? 5 : 10;
    uc_capture_table table;
    uc_status status;
    uint32_t history;

    uc_capture_table_init(&table, n_lists);
    for (history = 1; history < 1u << n_lists; history++) {
        const unsigned thin = (unsigned)__builtin_popcount(history);
        const double mean = 4000 * noise(history) / (thin * thin * thin * thin);

        if (extreme == 0 || mean >= 5)
            assert_int_equal(
                uc_capture_table_add(&table, history, (uint64_t)mean + 1, NULL), UC_OK);
    }
    status = uc_overlap_figure(&table, names, "overlap",
                               extreme == 1 ? "UK 2013" : NULL, NULL, plot, NULL);
    uc_capture_table_clear(&table);
    return status;
}

static uc_status draw_bootstrap(size_t extreme, uc_plot *plot)
{
    static double value[1000];
    static const uc_drawn_interval interval[] = {
        {"BCa 95%", 10200, 17000},
        {"percentile 95%", 9800, 16000},
        {"jackknife 95%, a long name for an interval kind", 9000, NAN},
        {"BCa 80%", 10900, 14800}};
    const size_t n = extreme == 0 ? 1 : 1000;
    size_t i;

    for (i = 0; i < n; i++) {
        const double z = noise((unsigned)i) + noise((unsigned)i + 1000) +
                         noise((unsigned)i + 2000) + noise((unsigned)i + 3000) - 2;

        value[i] = extreme == 2 ? (i % 97 == 0 ? 1e12 : 12000 * (1 + z * z * z))
                                : 12000 * (1 + 0.2 * z);
        if (i % 50 == 7)
            value[i] = NAN;
    }
    return uc_bootstrap_figure(&(uc_replicates){.name = "bootstrap",
                                                .value = value,
                                                .n = n,
                                                .estimate = extreme == 0 ? NAN : 12000,
                                                .interval = interval,
                                                .n_intervals = extreme == 0   ? 0
                                                               : extreme == 1 ? 2
                                                                              : 4},
                               NULL, plot, NULL);
}

static uc_status draw_top(size_t extreme, uc_plot *plot)
{
    static const size_t tops[] = {1, 5, 20, 50, 100, UC_TOP_ALL};
    uc_top_point point[MANY];
    size_t i;

    for (i = 0; i < sizes[extreme]; i++)
        point[i] = (uc_top_point){extreme == 2 ? 25 * (i + 1) : tops[i],
                                  10000 - 30 * (double)i, 16000 + 900 * (double)i};
    if (extreme == 2)
        point[39].high = NAN;
    return uc_top_figure(point, sizes[extreme], 12349.6, 0, "n-top", NULL, NULL, plot,
                         NULL);
}

static uc_status draw_models(size_t extreme, uc_plot *plot)
{
    static uc_model_point point[7000];
    const size_t n = extreme == 0 ? 1 : extreme == 1 ? 60 : 7000;
    size_t i;

    for (i = 0; i < n; i++) {
        const double d = noise((unsigned)i);

        point[i] =
            (uc_model_point){"[12,3]", 9000 * (1 + noise((unsigned)i + 7) * d * 8),
                             240 + (extreme == 2 ? 3000 : 90) * d * d * d};
    }
    if (extreme == 2)
        point[6] = (uc_model_point){"[1,2,3]", NAN, NAN};
    return uc_models_figure(point, n, "models", NULL, NULL, plot, NULL);
}

static uc_status draw_tornado(size_t extreme, uc_plot *plot)
{
    uc_tornado_bar bar[MANY];
    size_t i;

    for (i = 0; i < sizes[extreme]; i++)
        bar[i] = (uc_tornado_bar){label((unsigned)i), 12000 - 3000 * noise((unsigned)i),
                                  12000 + 9000 * noise((unsigned)i + 9), NULL};
    if (extreme == 0)
        bar[0].low = bar[0].high = 12000;
    if (extreme > 0)
        bar[2] = (uc_tornado_bar){"Without NCA", NAN, NAN, "no_finite_estimate"};
    return uc_tornado_figure(bar, sizes[extreme], 12000, "sensitivity", NULL, NULL,
                             plot, NULL);
}

static uc_status draw_odds(size_t extreme, uc_plot *plot)
{
    uc_odds_point point[MANY];
    size_t i;

    for (i = 0; i < sizes[extreme]; i++) {
        const double ratio = extreme == 0 ? 1 : 0.1 * (double)(1 + i * i);

        point[i] = (uc_odds_point){ratio, 12000 / ratio, 9000 / ratio, 15000 / ratio};
        if (extreme == 1)
            point[i].low = point[i].high = NAN;
    }
    return uc_odds_figure(point, sizes[extreme], "odds-ratio",
                          extreme == 1 ? "LA, NG" : NULL, NULL, plot, NULL);
}

static double posterior_draw[4 * 2500];

static uc_posterior posterior(size_t extreme, const char *name)
{
    const size_t n_draws = extreme == 0 ? 1 : extreme == 1 ? 400 : 2500;
    size_t i;

    for (i = 0; i < 4 * n_draws; i++) {
        const double z = noise((unsigned)i) + noise((unsigned)i + 17) +
                         noise((unsigned)i + 4001) - 1.5;

        posterior_draw[i] = extreme == 2 ? 1e6 * z * (i / n_draws == 3 ? 2 : 1)
                                         : 12000 * (1 + 0.15 * z);
    }
    return (uc_posterior){.name = name,
                          .x_title = "Persons",
                          .draw = posterior_draw,
                          .n_chains = extreme == 0 ? 1 : 4,
                          .n_draws = n_draws,
                          .floor = extreme == 1 ? 9500 : NAN,
                          .low = extreme == 0   ? NAN
                                 : extreme == 1 ? 10500
                                                : -1e6,
                          .high = extreme == 0   ? NAN
                                  : extreme == 1 ? 14200
                                                 : 1.1e6,
                          .point = extreme == 1 ? 12050 : NAN};
}

static uc_status draw_posterior(size_t extreme, uc_plot *plot)
{
    const uc_posterior p = posterior(extreme, "posterior");

    return uc_posterior_figure(&p, NULL, plot, NULL);
}

static uc_status draw_trace(size_t extreme, uc_plot *plot)
{
    const uc_posterior p = posterior(extreme, "trace");

    return uc_trace_figure(&p, NULL, plot, NULL);
}

static uc_status draw_rank(size_t extreme, uc_plot *plot)
{
    const uc_posterior p = posterior(extreme, "rank");

    return uc_rank_figure(&p, NULL, plot, NULL);
}

static size_t validation(size_t extreme, uc_validation_point point[MANY])
{
    size_t i;

    for (i = 0; i < sizes[extreme]; i++) {
        const double known = extreme == 2 ? 10.0 * (double)(i + 1) * (double)(i + 1)
                                          : 3000 + 9000 * noise((unsigned)i);
        const double v = known * (0.5 + noise((unsigned)i + 5));

        point[i] =
            (uc_validation_point){label((unsigned)i), known, v, v * 0.8, v * 1.3};
    }
    if (extreme > 0)
        point[2].estimated = point[2].low = point[2].high = NAN;
    return sizes[extreme];
}

static uc_status draw_validation(size_t extreme, uc_plot *plot)
{
    uc_validation_point point[MANY];

    return uc_validation_figure(point, validation(extreme, point), NULL, plot, NULL);
}

static uc_status draw_consistency(size_t extreme, uc_plot *plot)
{
    uc_validation_point point[MANY];

    return uc_consistency_figure(point, validation(extreme, point), "consistency", NULL,
                                 NULL, plot, NULL);
}

/* A seed alone; two trees; forty people in eight waves, some without an answer. */
static uc_status draw_recruitment(size_t extreme, uc_plot *plot)
{
    static const size_t people[] = {1, 9, MANY};
    uint32_t recruiter[MANY], wave[MANY], group[MANY], order[MANY];
    const char *names[] = {label(0), label(3), label(5)};
    uint32_t i;

    for (i = 0; i < people[extreme]; i++) {
        recruiter[i] =
            i % 5 == 0 && i < 10 ? UINT32_MAX : (uint32_t)(noise(i) * (double)i);
        wave[i] = recruiter[i] == UINT32_MAX ? 0 : wave[recruiter[i]] + 1;
        group[i] = extreme == 2 && i % 7 == 0 ? UINT32_MAX : i % 3;
        order[i] = i;
    }
    return uc_recruitment_figure(&(uc_forest_picture){.name = "rds-forest",
                                                      .label = label(3),
                                                      .n = people[extreme],
                                                      .recruiter = recruiter,
                                                      .by_wave = order,
                                                      .wave = wave,
                                                      .group = group,
                                                      .group_name = names,
                                                      .n_groups = 3},
                                 NULL, plot, NULL);
}

/* One person; three lines; as many lines as there are labels, the first without any. */
static uc_status draw_settling(size_t extreme, uc_plot *plot)
{
    static const size_t lines[] = {1, 3, MANY}, steps[] = {1, 60, 60};
    static double value[MANY][60];
    uc_settling_line line[MANY];
    size_t l, i;

    for (l = 0; l < lines[extreme]; l++) {
        for (i = 0; i < steps[extreme]; i++)
            value[l][i] = 0.3 + 0.1 * (double)(l % 5) +
                          (noise((unsigned)(60 * l + i)) - 0.5) / (double)(i + 1);
        if (extreme == 2 && l == 0)
            value[l][0] = value[l][1] = NAN;
        line[l] = (uc_settling_line){label((unsigned)l), value[l], steps[extreme]};
    }
    return uc_settling_figure(&(uc_settling){.name = "rds-convergence",
                                             .title = "Convergence",
                                             .label = label(3),
                                             .line = line,
                                             .n_lines = lines[extreme],
                                             .final = extreme == 0 ? NAN : 0.4},
                              NULL, plot, NULL);
}

typedef struct figure_case {
    const char *name;
    uc_status (*draw)(size_t extreme, uc_plot *plot);
} figure_case;

static const figure_case cases[] = {
    {"estimates", draw_forest},
    {"rds", draw_rds},
    {"gap", draw_gap},
    {"gap-linear", draw_gap_linear},
    {"cascade", draw_cascade},
    {"trend", draw_trend},
    {"tiles", draw_tiles},
    {"overlap", draw_overlap},
    {"bootstrap", draw_bootstrap},
    {"n-top", draw_top},
    {"models", draw_models},
    {"sensitivity", draw_tornado},
    {"odds-ratio", draw_odds},
    {"posterior", draw_posterior},
    {"trace", draw_trace},
    {"rank", draw_rank},
    {"consistency", draw_consistency},
    {"scaleup-validation", draw_validation},
    {"rds-forest", draw_recruitment},
    {"rds-convergence", draw_settling},
};

#define N_CASES (sizeof cases / sizeof cases[0])

static char *drawn(const figure_case *figure, size_t extreme, size_t *len)
{
    uc_plot plot;
    uc_sink out;
    char *text;

    memset(&plot, 0, sizeof plot);
    if (figure->draw(extreme, &plot) != UC_OK)
        fail_msg("%s %s failed", figure->name, extremes[extreme]);
    uc_sink_memory(&out);
    uc_plot_write_svg(&plot, NULL, true, &out);
    *len = out.len;
    text = uc_sink_take(&out);
    uc_sink_clear(&out);
    uc_plot_clear(&plot);
    assert_non_null(text);
    return text;
}

static void path_of(const figure_case *figure, size_t extreme, char path[256])
{
    (void)snprintf(path, 256, FOLDER "%s-%s.svg", figure->name, extremes[extreme]);
}

static void store(const char *path, const char *text, size_t len)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void figures_are_as_stored(void **state)
{
    const bool update = getenv("UNDERCOUNT_UPDATE_FIGURES") != NULL;
    size_t i, k, len, stored_len, n_wrong = 0;
    char path[256], *text, *stored;

    (void)state;
    for (i = 0; i < N_CASES; i++)
        for (k = 0; k < 3; k++) {
            path_of(&cases[i], k, path);
            text = drawn(&cases[i], k, &len);
            if (update) {
                store(path, text, len);
            } else {
                stored = NULL;
                if (uc_source_read_all(path, NULL, (size_t)4 << 20, &stored,
                                       &stored_len, NULL, NULL) != UC_OK ||
                    stored_len != len || memcmp(stored, text, len) != 0) {
                    n_wrong++;
                    print_message("%s differs\n", path);
                }
                free(stored);
            }
            free(text);
        }
    assert_int_equal(n_wrong, 0);
}

/* No element opened without its end, no bare ampersand, no number that is none. */
static void check_xml(const char *name, const char *text)
{
    const char *at;
    size_t depth = 0;

    for (at = text; *at != '\0'; at++) {
        if (*at == '&' && strncmp(at, "&lt;", 4) != 0 && strncmp(at, "&gt;", 4) != 0 &&
            strncmp(at, "&amp;", 5) != 0 && strncmp(at, "&quot;", 6) != 0)
            fail_msg("%s: a bare '&'", name);
        if (*at != '<' || at[1] == '?')
            continue;
        if (at[1] == '/') {
            assert_true(depth > 0);
            depth--;
        } else {
            const char *end = strchr(at, '>');

            assert_non_null(end);
            depth += end[-1] != '/';
        }
    }
    if (depth != 0)
        fail_msg("%s: %zu elements are open at the end", name, depth);
    if (strstr(text, "nan") != NULL || strstr(text, "\"inf") != NULL ||
        strstr(text, "<script") != NULL)
        fail_msg("%s: holds what it must not", name);
}

static void figures_are_well_formed_and_described(void **state)
{
    size_t i, k, len;

    (void)state;
    for (i = 0; i < N_CASES; i++)
        for (k = 0; k < 3; k++) {
            char *text = drawn(&cases[i], k, &len);

            check_xml(cases[i].name, text);
            assert_non_null(strstr(text, "<title id="));
            assert_null(strstr(text, "<desc id=\"figure-desc\"></desc>"));
            free(text);
        }
}

static void every_figure_has_its_data(void **state)
{
    uc_plot plot;
    size_t i;

    (void)state;
    for (i = 0; i < N_CASES; i++) {
        memset(&plot, 0, sizeof plot);
        assert_int_equal(cases[i].draw(1, &plot), UC_OK);
        assert_true(uc_table_n_rows(&plot.data) > 0);
        assert_string_equal(plot.name, cases[i].name);
        uc_plot_clear(&plot);
    }
}

static void axes_have_round_ticks_that_cover_the_data(void **state)
{
    static const double ends[][2] = {{0, 1},       {3, 3},          {-5, 17},
                                     {1e-9, 2e-9}, {1e12, 4.7e15},  {0.1, 0.11},
                                     {99, 101},    {-1e300, 1e300}, {0, 0}};
    size_t i, k, t;

    (void)state;
    for (i = 0; i < sizeof ends / sizeof ends[0]; i++)
        for (k = 0; k < 2; k++) {
            uc_extent extent = {.any = false};
            uc_axis axis;

            uc_extent_add(&extent, ends[i][0]);
            uc_extent_add(&extent, ends[i][1]);
            uc_axis_make(&axis, &extent, k == 1, false, 0, 100, 6);
            assert_true(axis.n_ticks >= 1 && axis.n_ticks <= UC_AXIS_TICKS);
            assert_true(axis.high > axis.low);
            if (!axis.log)
                assert_true(axis.low <= ends[i][0] && axis.high >= ends[i][1]);
            for (t = 1; t < axis.n_ticks; t++)
                assert_true(axis.tick[t] > axis.tick[t - 1]);
            assert_true(uc_axis_at(&axis, axis.low) == 0);
            assert_true(uc_axis_at(&axis, axis.high) == 100);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_as_stored),
        cmocka_unit_test(figures_are_well_formed_and_described),
        cmocka_unit_test(every_figure_has_its_data),
        cmocka_unit_test(axes_have_round_ticks_that_cover_the_data),
    };
    return cmocka_run_group_tests_name("figures", tests, NULL, NULL);
}
