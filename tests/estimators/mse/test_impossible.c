/* test_impossible.c - structural zeros and linked versions in the engine */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/mse/identified.h"
#include "estimators/mse/search.h"
#include "tests/estimators/mse/enumerate.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

/* A table of 2^n_lists counts with some histories impossible. */
static uc_capture_table counts_of(unsigned n_lists, const double count[],
                                  const uint32_t zero[], size_t n_zeros)
{
    uc_capture_table table;

    uc_capture_table_init(&table, n_lists);
    for (uint32_t w = 1; w < (uint32_t)1 << n_lists; w++)
        assert_int_equal(uc_capture_table_add(&table, w, (uint64_t)count[w], NULL),
                         UC_OK);
    assert_int_equal(uc_capture_table_forbid(&table, zero, n_zeros, NULL), UC_OK);
    return table;
}

static uc_dense dense_of(const uc_capture_table *table)
{
    uc_dense dense;

    assert_int_equal(uc_dense_alloc((unsigned)table->n_lists, &dense, NULL), UC_OK);
    uc_dense_load(&dense, table);
    return dense;
}

/* -- Against a fit that shares no code with the engine ----------------------------- */

#define MOST 32

/* Solves a x = b by Gauss with pivots; n equations. */
static void solve(double a[MOST][MOST + 1], size_t n)
{
    for (size_t c = 0; c < n; c++) {
        size_t best = c;

        for (size_t r = c + 1; r < n; r++)
            if (fabs(a[r][c]) > fabs(a[best][c]))
                best = r;
        for (size_t k = 0; k <= n; k++) {
            const double t = a[c][k];

            a[c][k] = a[best][k];
            a[best][k] = t;
        }
        for (size_t r = 0; r < n; r++) {
            const double f = r == c ? 0.0 : a[r][c] / a[c][c];

            for (size_t k = c; k <= n && f != 0.0; k++)
                a[r][k] -= f * a[c][k];
        }
    }
    for (size_t c = 0; c < n; c++)
        a[c][n] /= a[c][c];
}

/* Hidden persons by Newton's method on an explicit design matrix with libm: rows are
 * the possible histories, columns the terms. */
static double plain_fit(const uc_capture_table *table, const uint32_t term[], size_t n)
{
    double beta[MOST] = {0};

    beta[0] = log((double)table->n_people / 8.0);
    for (int step = 0; step < 200; step++) {
        double a[MOST][MOST + 1] = {{0}};

        for (uint32_t w = 1; w < (uint32_t)1 << table->n_lists; w++) {
            double eta = 0.0, mu;

            if (uc_capture_table_is_impossible(table, w))
                continue;
            for (size_t i = 0; i < n; i++)
                eta += (term[i] & w) == term[i] ? beta[i] : 0.0;
            mu = exp(fmin(eta, 30.0));
            for (size_t i = 0; i < n; i++) {
                if ((term[i] & w) != term[i])
                    continue;
                a[i][n] += (double)uc_capture_table_count(table, w) - mu;
                for (size_t j = 0; j < n; j++)
                    a[i][j] += (term[j] & w) == term[j] ? mu : 0.0;
            }
        }
        solve(a, n);
        for (size_t i = 0; i < n; i++)
            beta[i] += fmax(-1.0, fmin(1.0, a[i][n]));
    }
    return exp(beta[0]);
}

static const double four[16] = {0, 40, 31, 0, 52, 9, 7, 0, 23, 5, 4, 0, 6, 2, 1, 0};
/* lists 1 and 2 exclude each other */
static const uint32_t exclusive[] = {3, 7, 11, 15};

static void a_fit_leaves_out_impossible_histories(void **state)
{
    uc_capture_table table = counts_of(4, four, exclusive, 4);
    uc_dense dense = dense_of(&table);
    const uc_loglin_fit main_effects = fit_of(&dense, "[1,2,3,4]");
    const uc_loglin_fit pairs = fit_of(&dense, "[13,24,34]");

    (void)state;
    assert_int_equal(main_effects.existence, 0);
    assert_rel(main_effects.hidden, plain_fit(&table, (uint32_t[]){0, 1, 2, 4, 8}, 5),
               TOL_CLOSED);
    assert_int_equal(main_effects.df, 11 - 5);
    assert_rel(pairs.hidden,
               plain_fit(&table, (uint32_t[]){0, 1, 2, 4, 8, 5, 10, 12}, 8),
               TOL_CLOSED);
    uc_dense_free(&dense);
    uc_capture_table_clear(&table);
}

/* The same counts without the declaration say something else: the test can fail. */
static void declared_zeros_are_not_sampling_zeros(void **state)
{
    uc_capture_table table = counts_of(4, four, exclusive, 4);
    uc_dense with = dense_of(&table), without = table_of(4, four);
    const double a = fit_of(&with, "[1,2,3,4]").hidden;
    const double b = fit_of(&without, "[1,2,3,4]").hidden;

    (void)state;
    assert_true(fabs(a - b) > 0.01 * a);
    uc_dense_free(&with);
    uc_dense_free(&without);
    uc_capture_table_clear(&table);
}

static void a_term_without_cells_is_no_parameter(void **state)
{
    uc_capture_table table = counts_of(4, four, exclusive, 4);
    uc_dense dense = dense_of(&table);
    const uc_loglin_fit with = fit_of(&dense, "[12,3,4]"),
                        plain = fit_of(&dense, "[1,2,3,4]");

    (void)state;
    assert_int_equal(with.n_parameters, plain.n_parameters);
    assert_int_equal(with.n_boundary, 0);
    assert_rel(with.bic, plain.bic, TOL_EXACT);
    uc_dense_free(&dense);
    uc_capture_table_clear(&table);
}

/* A list that was not active leaves the table of the others: Lincoln and Petersen. */
static void an_inactive_list_is_as_if_it_were_not(void **state)
{
    const double count[] = {0, 211, 158, 37, 0, 0, 0, 0};
    const uint32_t zero[] = {4, 5, 6, 7};
    uc_capture_table table = counts_of(3, count, zero, 4);
    uc_mse_settings settings = settings_of(NULL);
    uc_estimate e = estimate_of(&table, "bic", &settings);

    (void)state;
    assert_int_equal(e.status, UC_MSE_OK);
    assert_rel(e.hidden, 211.0 * 158.0 / 37.0, TOL_CLOSED);
    assert_int_equal(e.n_parameters, 3);
    assert_true(has_warning(&e, "structural_zeros"));
    assert_false(has_warning(&e, "uninformative_list"));
    uc_estimate_clear(&e);
    uc_mse_settings_clear(&settings);
    uc_capture_table_clear(&table);
}

static void too_few_active_lists_are_too_few(void **state)
{
    const double count[] = {0, 9, 0, 0};
    const uint32_t zero[] = {2, 3};
    uc_capture_table table = counts_of(2, count, zero, 2);
    uc_mse_settings settings = settings_of(NULL);
    uc_estimate e = estimate_of(&table, "bic", &settings);

    (void)state;
    assert_int_equal(e.status, UC_MSE_TOO_FEW_LISTS);
    uc_estimate_clear(&e);
    uc_mse_settings_clear(&settings);
    uc_capture_table_clear(&table);
}

/* -- Search ------------------------------------------------------------------------ */

/* Every model of the tables with its terms real, by criterion: the best of them. */
static double best_of(const uc_dense *table, uc_selection_rule rule, double *estimate)
{
    listing l = enumerate_models(table, 0);
    double best = INFINITY;

    for (size_t i = 0; i < l.n; i++) {
        const double c = l.model[i].criterion[rule];

        if (l.model[i].existence == 0 && c < best) {
            best = c;
            *estimate = l.model[i].estimate;
        }
    }
    listing_free(&l);
    return best;
}

/* Random tables of three and four lists with random impossible histories: the search
 * and plain enumeration agree on the criterion of the best model. */
static void search_agrees_with_enumeration(void **state)
{
    static const uc_selection_rule rules[] = {UC_RULE_BIC, UC_RULE_AIC, UC_RULE_AICC};
    size_t n_found = 0;
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 404, 1, UC_RNG_BOOTSTRAP, 0);
    for (size_t trial = 0; trial < 240; trial++) {
        const unsigned t = trial % 4 == 0 ? 4 : 3;
        uc_search *search = uc_search_alloc(t);
        uc_dense table;
        uint32_t zero[16];
        size_t n_zeros = 0;
        double people = 0.0;
        uc_capture_table counts;

        assert_int_equal(uc_dense_alloc(t, &table, NULL), UC_OK);
        random_table(&rng, &table);
        /* half the time two lists exclude each other, else any histories */
        for (uint32_t w = 1; w < table.n_cells; w++)
            if (trial % 2 == 0 ? (w & 3) == 3 : uc_rng_below(&rng, 4) == 0) {
                zero[n_zeros++] = w;
                table.count[w] = 0.0;
            }
        for (uint32_t w = 1; w < table.n_cells; w++)
            people += table.count[w];
        counts = counts_of(t, table.count, zero, people > 0.0 ? n_zeros : 0);
        uc_dense_load(&table, &counts);
        for (size_t r = 0; r < 3 && people > 0.0; r++) {
            const uc_search_opts opts = {.rule = rules[r], .n_best = 1};
            const uc_search_result *found = NULL;
            double estimate = NAN;
            const double best = best_of(&table, rules[r], &estimate);

            assert_int_equal(uc_search_run(search, &table, &opts, &found, NULL), UC_OK);
            if ((found->n_found > 0) != isfinite(best))
                fail_msg("trial %zu rule %zu: search %zu, enumeration %g; zeros %zu; "
                         "table%s",
                         trial, r, found->n_found, best, n_zeros,
                         describe_table(&table));
            if (found->n_found > 0) {
                assert_true(found->proved);
                if (fabs(found->best[0].criterion - best) > 1e-7 * (1.0 + fabs(best)))
                    fail_msg("trial %zu rule %zu: %.12g, enumeration %.12g; table%s",
                             trial, r, found->best[0].criterion, best,
                             describe_table(&table));
                n_found++;
            }
        }
        uc_capture_table_clear(&counts);
        uc_dense_free(&table);
        uc_search_free(search);
    }
    assert_true(n_found > 150);
}

/* Replicates keep the zeros: no replicate's estimate is that of the undeclared table.
 */
static void replicates_keep_the_zeros(void **state)
{
    uc_capture_table table = counts_of(4, four, exclusive, 4), plain;
    uc_mse_settings settings =
        settings_of("bootstrap", "40", "interval", "bca,percentile", NULL);
    uc_estimate with = estimate_of(&table, "main", &settings), without;
    size_t n_same = 0;

    (void)state;
    uc_capture_table_init(&plain, 4);
    for (uint32_t w = 1; w < 16; w++)
        assert_int_equal(uc_capture_table_add(&plain, w, (uint64_t)four[w], NULL),
                         UC_OK);
    without = estimate_of(&plain, "main", &settings);
    assert_int_equal(with.bootstrap[0].usable, 40);
    for (size_t r = 0; r < 40; r++)
        n_same +=
            fabs(with.bootstrap[0].estimate[r] - without.bootstrap[0].estimate[r]) <
            1e-6 * with.bootstrap[0].estimate[r];
    assert_int_equal(n_same, 0);
    for (size_t i = 0; i < with.bootstrap[0].n_jackknife; i++)
        assert_true(fabs(with.bootstrap[0].jackknife[i] - with.estimate) <
                    0.2 * with.estimate);
    uc_estimate_clear(&with);
    uc_estimate_clear(&without);
    uc_mse_settings_clear(&settings);
    uc_capture_table_clear(&table);
    uc_capture_table_clear(&plain);
}

static void stepwise_never_adds_a_term_without_cells(void **state)
{
    static const char *const methods[] = {"stepwise", "aic-stepwise", "downhill"};
    uc_capture_table table = counts_of(4, four, exclusive, 4);
    uc_mse_settings settings = settings_of("p-threshold", "0.9", NULL);

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        uc_estimate e = estimate_of(&table, methods[i], &settings);

        assert_int_equal(e.status, UC_MSE_OK);
        for (size_t k = 0; k < e.model.n_terms; k++)
            assert_int_not_equal(e.model.term[k] & 3u, 3u);
        uc_estimate_clear(&e);
    }
    uc_mse_settings_clear(&settings);
    uc_capture_table_clear(&table);
}

/* -- Linked versions --------------------------------------------------------------- */

/* Replicate r comes from version r modulo their number, and the standard error holds
 * the spread between versions. */
static void versions_reach_replicates_and_error(void **state)
{
    const double less[] = {0, 211, 158, 37}, more[] = {0, 201, 148, 47};
    uc_capture_table table = counts_of(2, less, NULL, 0);
    uc_capture_table version[2] = {counts_of(2, less, NULL, 0),
                                   counts_of(2, more, NULL, 0)};
    uc_mse_settings settings = settings_of("bootstrap", "60", NULL);
    const uc_batch_item plain = {.table = &table,
                                 .key = 5,
                                 .method = uc_registry_find("main"),
                                 .settings = &settings};
    uc_batch_item linked = plain;
    uc_estimate a = {0}, b = {0};
    const double n_less = 406 + 211.0 * 158.0 / 37.0,
                 n_more = 396 + 201.0 * 148.0 / 47.0;
    const double mean = (n_less + n_more) / 2.0;
    const double between = (n_less - mean) * (n_less - mean) * 2.0;
    double sum[2] = {0.0, 0.0};

    (void)state;
    linked.imputation = version;
    linked.n_imputations = 2;
    assert_int_equal(uc_mse_batch(&plain, 1, NULL, &a, NULL), UC_OK);
    assert_int_equal(uc_mse_batch(&linked, 1, NULL, &b, NULL), UC_OK);
    assert_rel(b.std_error, sqrt(a.std_error * a.std_error + 1.5 * between),
               TOL_CLOSED);
    assert_rel(b.estimate, a.estimate, TOL_EXACT);
    assert_true(has_warning(&b, "linkage_uncertain"));
    for (size_t r = 0; r < 60; r++) {
        sum[r % 2] += b.bootstrap[0].estimate[r] / 30.0;
        if (r % 2 == 0) /* the first version is the table itself */
            assert_rel(b.bootstrap[0].estimate[r], a.bootstrap[0].estimate[r],
                       TOL_EXACT);
    }
    assert_true(sum[0] > sum[1] + 100.0);
    uc_estimate_clear(&a);
    uc_estimate_clear(&b);
    uc_mse_settings_clear(&settings);
    for (size_t m = 0; m < 2; m++)
        uc_capture_table_clear(&version[m]);
    uc_capture_table_clear(&table);
}

/* Half of the draws are of each version, in turn; limits are of all together. The
 * first version is the table itself. */
static void a_posterior_is_the_mixture_over_versions(void **state)
{
    const double less[4] = {0, 200, 180, 26}, more[4] = {0, 130, 110, 166};
    uc_capture_table table = counts_of(2, less, NULL, 0);
    uc_capture_table version[2] = {counts_of(2, less, NULL, 0),
                                   counts_of(2, more, NULL, 0)};
    uc_mse_settings settings = settings_of("level", "0.9", NULL);
    uc_batch_item item[3] = {{.table = &table,
                              .key = 5,
                              .method = uc_registry_find("decomposable"),
                              .settings = &settings}};
    uc_estimate e[3] = {0};
    size_t below = 0, above = 0;

    (void)state;
    item[1] = item[2] = item[0];
    item[1].table = &version[1];
    item[2].imputation = version;
    item[2].n_imputations = 2;
    assert_int_equal(uc_mse_batch(item, 3, NULL, e, NULL), UC_OK);
    assert_int_equal(e[2].draws.n_draws, UC_DRAWS_KEPT);
    for (size_t i = 0; i < UC_DRAWS_KEPT; i++) {
        const size_t v = i % 2, at = i / 2;

        assert_rel(e[2].draws.persons[i], e[v].draws.persons[2 * at], TOL_EXACT);
        below += e[2].draws.persons[i] < e[2].interval[0].low;
        above += e[2].draws.persons[i] > e[2].interval[0].high;
    }
    assert_true(below <= UC_DRAWS_KEPT / 20 && above <= UC_DRAWS_KEPT / 20);
    assert_true(above > UC_DRAWS_KEPT / 25);
    assert_true(e[2].estimate > e[1].estimate && e[2].estimate < e[0].estimate);
    assert_rel(e[2].hidden, e[2].estimate - 406.0, TOL_CLOSED);
    assert_true(has_warning(&e[2], "linkage_uncertain"));
    for (size_t i = 0; i < 3; i++)
        uc_estimate_clear(&e[i]);
    uc_mse_settings_clear(&settings);
    for (size_t m = 0; m < 2; m++)
        uc_capture_table_clear(&version[m]);
    uc_capture_table_clear(&table);
}

/* -- Identified in the replicates -------------------------------------------------- */

/* If everybody is identified the count is that of the replicate, whatever is drawn; a
 * part of one history varies around it. */
static void identified_come_from_the_same_draws(void **state)
{
    const double count[] = {0, 211, 158, 37}, part[] = {0, 100, 0, 37};
    uc_capture_table table = counts_of(2, count, NULL, 0),
                     all = counts_of(2, count, NULL, 0);
    uc_capture_table some = counts_of(2, part, NULL, 0);
    uc_mse_settings settings = settings_of("bootstrap", "200", NULL);
    const uc_batch_item item = {.table = &table,
                                .key = 9,
                                .method = uc_registry_find("main"),
                                .settings = &settings};
    double persons[200], again[200], mean = 0.0, variance = 0.0;

    (void)state;
    assert_int_equal(uc_identified_replicates(&item, &all, NULL, 200, persons, NULL),
                     UC_OK);
    for (size_t r = 0; r < 200; r++)
        assert_int_equal((int)persons[r], 406);
    assert_int_equal(uc_identified_replicates(&item, &some, NULL, 200, persons, NULL),
                     UC_OK);
    assert_int_equal(uc_identified_replicates(&item, &some, NULL, 200, again, NULL),
                     UC_OK);
    assert_memory_equal(persons, again, sizeof persons);
    for (size_t r = 0; r < 200; r++)
        mean += persons[r] / 200.0;
    for (size_t r = 0; r < 200; r++)
        variance += (persons[r] - mean) * (persons[r] - mean) / 199.0;
    /* binomial of 406 with p = 137/406: mean 137, variance 90.8; 200 draws */
    assert_true(fabs(mean - 137.0) < 4.0 * sqrt(90.8 / 200.0));
    assert_true(variance > 60.0 && variance < 130.0);
    uc_mse_settings_clear(&settings);
    uc_capture_table_clear(&table);
    uc_capture_table_clear(&all);
    uc_capture_table_clear(&some);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fit_leaves_out_impossible_histories),
        cmocka_unit_test(declared_zeros_are_not_sampling_zeros),
        cmocka_unit_test(a_term_without_cells_is_no_parameter),
        cmocka_unit_test(an_inactive_list_is_as_if_it_were_not),
        cmocka_unit_test(too_few_active_lists_are_too_few),
        cmocka_unit_test(search_agrees_with_enumeration),
        cmocka_unit_test(replicates_keep_the_zeros),
        cmocka_unit_test(stepwise_never_adds_a_term_without_cells),
        cmocka_unit_test(versions_reach_replicates_and_error),
        cmocka_unit_test(a_posterior_is_the_mixture_over_versions),
        cmocka_unit_test(identified_come_from_the_same_draws),
    };

    return cmocka_run_group_tests_name("impossible", tests, NULL, NULL);
}
