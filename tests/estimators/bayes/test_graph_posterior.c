/* test_graph_posterior.c - unit tests of estimators/bayes/graphs/graph_posterior.h */
#include "tests/support.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/graphs/graph_posterior.h"
#include "estimators/core/elementary.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

#define FOLDER "tests/oracle/dga/"

/* Ours adds up digits that the reference loses to log-gammas near 1e5; what is left is
 * its rounding. */
#define TOL_DGA 1e-8

static uc_graph_posterior posterior_of(const uc_dense *table, double delta,
                                       uint64_t first, uint64_t last, size_t n_threads)
{
    const uc_graph_opts opts = {
        .delta = delta, .first = first, .last = last, .n_threads = n_threads};
    uc_graph_posterior made;
    uc_error err = {.msg = ""};

    if (uc_graph_posterior_of(table, &opts, &made, &err) != UC_OK)
        fail_msg("%s", err.msg);
    return made;
}

/* Sets of lists in "123,34,5", as bits of a bit set over masks. */
static void read_cliques(const char *text, unsigned char has[128])
{
    unsigned mask = 0;

    memset(has, 0, 128);
    for (;; text++) {
        if (*text >= '1' && *text <= '7') {
            mask |= 1u << (*text - '1');
            continue;
        }
        has[mask] = 1;
        mask = 0;
        if (*text != ',')
            return;
    }
}

static size_t find_graph(const uc_graph_posterior *p, const char *cliques)
{
    unsigned char has[128];

    read_cliques(cliques, has);
    for (size_t g = 0; g < p->n_graphs; g++) {
        size_t n = 0, all = 0;

        for (size_t c = 0; c < p->graph[g].n_cliques; c++)
            n += has[p->graph[g].clique[c]];
        for (size_t mask = 1; mask < 128; mask++)
            all += has[mask];
        if (n == all && n == p->graph[g].n_cliques)
            return g;
    }
    fail_msg("no graph has the cliques %s", cliques);
    return 0;
}

static void check_numbers(const uc_graph_posterior *p, const json_t *want, double n)
{
    const json_t *graph;
    const char *level;
    json_t *value;
    size_t i;

    assert_rel(p->mean, json_number_value(json_object_get(want, "mean")), TOL_DGA);
    assert_rel(p->sd, json_number_value(json_object_get(want, "sd")), TOL_DGA);
    json_object_foreach(json_object_get(want, "quantiles"), level, value)
    {
        const uint64_t m = uc_graph_posterior_quantile(p, atof(level));

        assert_true(n + (double)m == json_number_value(value));
    }
    json_array_foreach(json_object_get(want, "top_graphs"), i, graph)
    {
        const size_t g =
            find_graph(p, json_string_value(json_object_get(graph, "cliques")));

        assert_rel(p->graph_mass[g], json_number_value(json_object_get(graph, "post")),
                   TOL_DGA);
        assert_rel(p->graph_mean[g],
                   json_number_value(json_object_get(graph, "cond_mean_N")), TOL_DGA);
    }
    assert_rel(p->mass[p->n_points - 1],
               json_number_value(json_object_get(want, "post_at_Nmax")), TOL_DGA);
}

static void agrees_with(const char *set, const char *suffix)
{
    uc_dense table = published_table(set);
    char path[256];
    json_error_t fault;
    json_t *want, *grid;
    uc_graph_posterior p;

    (void)snprintf(path, sizeof path, FOLDER "dga_%s%s.json", set, suffix);
    want = json_load_file(path, 0, &fault);
    if (want == NULL)
        fail_msg("%s: %s", path, fault.text);
    grid = json_object_get(want, "Nmissing");
    p = posterior_of(&table, json_number_value(json_object_get(want, "delta")),
                     (uint64_t)json_integer_value(json_array_get(grid, 0)),
                     (uint64_t)json_integer_value(json_array_get(grid, 1)), 1);
    assert_int_equal(p.n_graphs, json_integer_value(json_object_get(want, "n_graphs")));
    check_numbers(&p, want, table.n_people);
    uc_graph_posterior_clear(&p);
    uc_dense_free(&table);
    json_decref(want);
}

static void agrees_with_the_reference_on_its_grids(void **state)
{
    (void)state;
    agrees_with("Korea", "");
    agrees_with("Korea", "_delta1");
    agrees_with("Artificial_3", "");
    agrees_with("Artificial_3", "_delta1");
    agrees_with("spina", "");
    agrees_with("spina", "_delta1");
    agrees_with("HIV", "");
    agrees_with("HIV", "_delta0.5");
    agrees_with("Kosovo", "");
    agrees_with("Kosovo", "_delta0.5");
    agrees_with("UKdat_4", "");
    agrees_with("UKdat_4", "_delta0.5");
    agrees_with("NewOrl_5", "");
    agrees_with("UKdat_5", "");
    agrees_with("UKdat_5", "_delta0.5");
    agrees_with("UKdat_5", "_Nmax80000");
}

/* Every graph, down to posteriors of 1e-28. */
static void every_graph_has_the_reference_mass(void **state)
{
    static const struct {
        const char *name;
        uint64_t last;
    } set[] = {{"Korea", 2460}, {"Kosovo", 60000}, {"UKdat_5", 30000}};

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        uc_dense table = published_table(set[k].name);
        uc_graph_posterior p = posterior_of(&table, 0.0, 1, set[k].last, 1);
        char path[256], line[256], cliques[64];
        double sum = 0.0, mass;
        size_t n = 0;
        FILE *file;

        (void)snprintf(path, sizeof path, FOLDER "graphs_%s.csv", set[k].name);
        file = fopen(path, "r");
        assert_non_null(file);
        while (fgets(line, sizeof line, file) != NULL)
            if (sscanf(line, "%*[^,],\"%63[^\"]\",\"%lf\"", cliques, &mass) == 2) {
                assert_rel(p.graph_mass[find_graph(&p, cliques)], mass, TOL_DGA);
                sum += mass;
                n++;
            }
        (void)fclose(file);
        assert_int_equal(n, p.n_graphs);
        assert_rel(sum, 1.0, TOL_CLOSED);
        uc_graph_posterior_clear(&p);
        uc_dense_free(&table);
    }
}

static void every_count_has_the_reference_mass(void **state)
{
    uc_dense table = published_table("Korea");
    uc_graph_posterior p = posterior_of(&table, 0.0, 1, 2460, 1);
    FILE *file = fopen(FOLDER "postN_Korea.csv", "r");
    char line[128];
    size_t n = 0;

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        unsigned count;
        double mass;

        if (sscanf(line, "\"%u\",\"%lf\"", &count, &mass) == 2) {
            assert_rel(p.mass[count - 124], mass, TOL_DGA);
            n++;
        }
    }
    (void)fclose(file);
    assert_int_equal(n, 2460);
    uc_graph_posterior_clear(&p);
    uc_dense_free(&table);
}

/* The definition, log-gammas and all, for the graph 1-2, 3. */
static double direct_log(const uc_dense *t, double m, double delta)
{
    static const struct {
        unsigned set;
        double sign;
    } part[] = {{3, 1.0}, {4, 1.0}, {0, -1.0}, {0, -1.0}};
    double sum = lgamma(m + t->n_people + 1.0) - lgamma(m + 1.0) - log(m + t->n_people);

    for (size_t k = 0; k < 4; k++) {
        const unsigned set = part[k].set;
        const int size = __builtin_popcount(set);
        const double d = delta * (double)(1 << (3 - size));

        for (unsigned c = 0; c < 8; c++) {
            double count = c == 0 ? m : 0.0;

            if ((c & ~set) != 0)
                continue;
            for (unsigned w = 1; w < 8; w++)
                count += (w & set) == c ? t->count[w] : 0.0;
            sum += part[k].sign * (lgamma(count + d) - lgamma(d));
        }
    }
    return sum;
}

/* Two counts of one graph are in the ratio that the definition says. */
static void weights_follow_the_definition(void **state)
{
    const double counts[] = {0, 5, 3, 2, 7, 1, 0, 0};
    uc_dense table = table_of(3, counts);
    const double delta = 0.125;
    uc_graph_posterior a = posterior_of(&table, delta, 0, 40, 1);
    double log_sum[41], want = 0.0, all = 0.0;
    size_t g = find_graph(&a, "12,3");

    (void)state;
    for (size_t m = 0; m <= 40; m++) {
        log_sum[m] =
            direct_log(&table, (double)m, delta) - direct_log(&table, 0, delta);
        want += exp(log_sum[m]) * (double)m;
        all += exp(log_sum[m]);
    }
    assert_rel(a.graph_mean[g], table.n_people + want / all, TOL_CLOSED);
    uc_graph_posterior_clear(&a);
    uc_dense_free(&table);
}

static void the_grid_extends_until_little_is_beyond(void **state)
{
    static const char *const name[] = {"Korea", "UKdat_5", "NewOrl_5", "Artificial_3"};

    (void)state;
    for (size_t k = 0; k < 4; k++) {
        uc_dense table = published_table(name[k]);
        uc_graph_posterior p = posterior_of(&table, 0.0, 0, 0, 2);
        uc_graph_posterior wide = posterior_of(&table, 0.0, 0, 4 * (p.n_points - 1), 2);
        double beyond = 0.0;

        assert_true(p.beyond < UC_GRID_BEYOND);
        for (size_t m = p.n_points; m < wide.n_points; m++)
            beyond += wide.mass[m];
        assert_true(beyond < UC_GRID_BEYOND);
        assert_true(beyond <= p.beyond); /* what was foretold holds the part seen */
        uc_graph_posterior_clear(&p);
        uc_graph_posterior_clear(&wide);
        uc_dense_free(&table);
    }
}

static void threads_change_no_bit(void **state)
{
    uc_dense table = published_table("Kosovo");
    uc_graph_posterior one = posterior_of(&table, 0.0, 0, 50000, 1);
    uc_graph_posterior three = posterior_of(&table, 0.0, 0, 50000, 3);

    (void)state;
    assert_memory_equal(one.mass, three.mass, one.n_points * sizeof *one.mass);
    assert_memory_equal(one.graph_mass, three.graph_mass,
                        one.n_graphs * sizeof *one.graph_mass);
    uc_graph_posterior_clear(&one);
    uc_graph_posterior_clear(&three);
    uc_dense_free(&table);
}

/* Under a uniform prior the saturated graph's tail, m^(delta-1), has no sum. */
static void an_improper_posterior_is_found(void **state)
{
    uc_dense table = published_table("Korea");
    uc_graph_opts opts = {.prior = {UC_PRIOR_UNIFORM, 0, 0}, .n_threads = 1};
    uc_graph_posterior p;

    (void)state;
    assert_int_equal(uc_graph_posterior_of(&table, &opts, &p, NULL), UC_OK);
    assert_int_equal(p.n_points, 0);
    uc_graph_posterior_clear(&p);
    opts.delta = 1.0; /* now m^-7 */
    assert_int_equal(uc_graph_posterior_of(&table, &opts, &p, NULL), UC_OK);
    assert_true(p.n_points > 100 && p.has_mean);
    uc_graph_posterior_clear(&p);
    uc_dense_free(&table);
}

/* A negative binomial is the same law as the gamma mixture of Poisson laws. */
static void negative_binomial_is_a_gamma_mixture(void **state)
{
    uc_dense table = published_table("Korea");
    uc_graph_opts opts = {
        .prior = {UC_PRIOR_NEGBIN, 400.0, 3.0}, .last = 3000, .n_threads = 1};
    uc_graph_posterior a, b;

    (void)state;
    assert_int_equal(uc_graph_posterior_of(&table, &opts, &a, NULL), UC_OK);
    opts.prior = (uc_count_prior){UC_PRIOR_GAMMA, 3.0, 3.0 / 400.0};
    assert_int_equal(uc_graph_posterior_of(&table, &opts, &b, NULL), UC_OK);
    assert_true(a.has_mean);
    assert_rel(a.mean, b.mean, TOL_CLOSED);
    assert_rel(a.mass[40], b.mass[40], TOL_CLOSED);
    uc_graph_posterior_clear(&a);
    uc_graph_posterior_clear(&b);
    uc_dense_free(&table);
}

static void other_names_of_lists_change_nothing(void **state)
{
    static const unsigned to[] = {2, 0, 3, 1};
    uc_dense table = published_table("Kosovo"), other = relabelled(&table, to);
    uc_graph_posterior a = posterior_of(&table, 0.0, 0, 30000, 1);
    uc_graph_posterior b = posterior_of(&other, 0.0, 0, 30000, 1);

    (void)state;
    assert_rel(a.mean, b.mean, TOL_CLOSED);
    for (unsigned j = 1; j < 4; j++)
        for (unsigned i = 0; i < j; i++) {
            const unsigned x = to[i] < to[j] ? to[i] : to[j];
            const unsigned y = to[i] < to[j] ? to[j] : to[i];

            assert_rel(a.edge[uc_graph_edge(i, j)], b.edge[uc_graph_edge(x, y)],
                       TOL_CLOSED);
        }
    uc_graph_posterior_clear(&a);
    uc_graph_posterior_clear(&b);
    uc_dense_free(&table);
    uc_dense_free(&other);
}

static void bad_requests_are_refused(void **state)
{
    uc_dense table = published_table("NewOrl");
    uc_graph_opts opts = {.n_threads = 1};
    uc_graph_posterior p = {.n_graphs = 77};

    (void)state;
    assert_int_equal(uc_graph_posterior_of(&table, &opts, &p, NULL), UC_EINVAL);
    uc_dense_free(&table);
    table = published_table("Korea");
    opts.delta = -1.0;
    assert_int_equal(uc_graph_posterior_of(&table, &opts, &p, NULL), UC_EINVAL);
    opts = (uc_graph_opts){.first = 5, .last = 4};
    assert_int_equal(uc_graph_posterior_of(&table, &opts, &p, NULL), UC_EINVAL);
    assert_int_equal(p.n_graphs, 77);
    uc_dense_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_reference_on_its_grids),
        cmocka_unit_test(every_graph_has_the_reference_mass),
        cmocka_unit_test(every_count_has_the_reference_mass),
        cmocka_unit_test(weights_follow_the_definition),
        cmocka_unit_test(the_grid_extends_until_little_is_beyond),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(an_improper_posterior_is_found),
        cmocka_unit_test(negative_binomial_is_a_gamma_mixture),
        cmocka_unit_test(other_names_of_lists_change_nothing),
        cmocka_unit_test(bad_requests_are_refused),
    };
    return cmocka_run_group_tests_name("graph_posterior", tests, NULL, NULL);
}
