/* test_crossed.c - lists and covariates: against one-table models, by enumeration, by
 * simulation */
#include <stdlib.h>
#include <string.h>

#include "data/capture_table.h"
#include "estimators/core/elementary.h"
#include "estimators/core/rng.h"
#include "estimators/core/variates.h"
#include "estimators/crossed/crossed_boot.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/search.h"
#include "tests/support.h"

#define MAX_ROWS 20000

typedef struct people {
    uint32_t history[MAX_ROWS], level[MAX_ROWS * 4];
    double number[MAX_ROWS];
    size_t n;
} people;

/* Draws a population: sex and age with effects on lists, lists 1 and 2 that overlap. */
static people *draw(size_t population, unsigned n_lists, size_t k,
                    const size_t levels[], double dependence, uint64_t replicate)
{
    people *p = calloc(1, sizeof *p);
    uc_rng rng;
    size_t i, c;
    unsigned l;

    assert_non_null(p);
    uc_rng_start(&rng, 11, 3, UC_RNG_SIMULATE, replicate);
    for (i = 0; i < population && p->n < MAX_ROWS; i++) {
        uint32_t *level = p->level + p->n * k, history = 0;

        for (c = 0; c < k; c++)
            level[c] = uc_rng_below(&rng, (uint32_t)levels[c]);
        for (l = 0; l < n_lists; l++) {
            double logit = -1.6 + 0.2 * l;

            if (k > 0 && l < 2)
                logit += 0.9 * level[0];
            if (l == 1 && (history & 1) != 0)
                logit += dependence;
            if (uc_rng_uniform(&rng) < 1.0 / (1.0 + uc_exp(-logit)))
                history |= (uint32_t)1 << l;
        }
        p->history[p->n] = history;
        p->number[p->n] = 1.0;
        p->n += history != 0;
    }
    return p;
}

static uc_crossed_table grouped(const people *p, unsigned n_lists, size_t k,
                                const size_t levels[])
{
    uc_crossed_table table;

    assert_int_equal(uc_crossed_group(n_lists, k, levels, p->n, p->history, p->level,
                                      p->number, &table, NULL),
                     UC_OK);
    return table;
}

static double hidden_of(uc_crossed_fit *fit, size_t covariate, size_t level,
                        double *variance)
{
    uc_crossed_total total;

    uc_crossed_sum(fit, covariate, level, 1.96, &total);
    if (variance != NULL)
        *variance = total.variance;
    return total.hidden;
}

/* The choices that cross each single list with covariates. */
static uint64_t lists_with_covariates(const uc_crossed_terms *terms)
{
    uint64_t set = 0;
    size_t j;

    for (j = terms->n_main; j < terms->n; j++)
        if ((terms->term[j].lists & (terms->term[j].lists - 1)) == 0)
            set |= (uint64_t)1 << (j - terms->n_main);
    return set;
}

/* -- Against the engine for one table ---------------------------------------------- */

static const size_t none[1] = {0};

static uc_dense dense_of(const uc_crossed_table *table, size_t cell)
{
    uc_dense dense;
    size_t r;

    assert_int_equal(uc_dense_alloc(table->n_lists, &dense, NULL), UC_OK);
    for (r = 0; r < table->n_rows; r++)
        if (table->n_covariates == 0 || table->level[r] == cell)
            dense.count[table->history[r]] += table->people[r];
    uc_dense_refresh(&dense);
    return dense;
}

/* Without covariates it is the search over pairs of one table. */
static void no_covariates_is_one_table(void **state)
{
    people *p = draw(3000, 4, 0, none, 1.2, 1);
    uc_crossed_table table = grouped(p, 4, 0, none);
    uc_dense dense = dense_of(&table, 0);
    uc_crossed_terms terms;
    uc_crossed_fit fit;
    uc_crossed_choice choice;
    uc_search *search = uc_search_alloc(4);
    const uc_search_opts opts = {.rule = UC_RULE_BIC, .max_order = 2, .n_best = 1};
    const uc_search_result *found;

    (void)state;
    assert_int_equal(uc_crossed_terms_of(&table, 2, &terms, NULL), UC_OK);
    assert_int_equal(terms.n - terms.n_main, 6);
    assert_int_equal(uc_crossed_fit_alloc(&table, &terms, &fit, NULL), UC_OK);
    uc_crossed_load(&fit, NULL);
    assert_int_equal(uc_crossed_search(&fit, false, 0, 0, NULL, &choice, NULL), UC_OK);
    assert_true(choice.found && choice.proved);
    assert_int_equal(uc_search_run(search, &dense, &opts, &found, NULL), UC_OK);
    assert_rel(table.n_people + hidden_of(&fit, SIZE_MAX, 0, NULL),
               found->best[0].estimate, TOL_CLOSED);
    assert_int_equal(fit.n_parameters, found->best[0].n_parameters);
    /* the constant sum log(n!) is left out here */
    assert_rel(choice.criterion + 2.0 * dense.log_factorials, found->best[0].criterion,
               TOL_CLOSED);
    uc_search_free(search);
    uc_crossed_fit_free(&fit);
    uc_dense_free(&dense);
    uc_crossed_table_clear(&table);
    free(p);
}

/* Every term of lists crossed with the covariate: each level is a table of its own, its
 * total and its variance those of a log-linear model of that table. */
static void saturated_in_a_covariate_is_strata(void **state)
{
    const size_t levels[] = {3};
    people *p = draw(4000, 3, 1, levels, 0.8, 2);
    uc_crossed_table table = grouped(p, 3, 1, levels);
    uc_crossed_terms terms;
    uc_crossed_fit fit;
    double sum = 0.0, sum_variance = 0.0, variance;
    size_t l;

    (void)state;
    assert_int_equal(uc_crossed_terms_of(&table, 3, &terms, NULL), UC_OK);
    assert_int_equal(uc_crossed_fit_alloc(&table, &terms, &fit, NULL), UC_OK);
    uc_crossed_load(&fit, NULL);
    uc_crossed_fit_model(&fit,
                         lists_with_covariates(&terms)); /* independence in each */
    for (l = 0; l < 3; l++) {
        people *part = calloc(1, sizeof *part);
        uc_crossed_table own;
        uc_crossed_terms own_terms;
        uc_crossed_fit own_fit;
        double own_variance;
        size_t i;

        for (i = 0; i < p->n; i++)
            if (p->level[i] == l) {
                part->history[part->n] = p->history[i];
                part->number[part->n++] = 1.0;
            }
        own = grouped(part, 3, 0, none);
        assert_int_equal(uc_crossed_terms_of(&own, 2, &own_terms, NULL), UC_OK);
        assert_int_equal(uc_crossed_fit_alloc(&own, &own_terms, &own_fit, NULL), UC_OK);
        uc_crossed_load(&own_fit, NULL);
        uc_crossed_fit_model(&own_fit, 0);
        assert_rel(hidden_of(&fit, 0, l, &variance),
                   hidden_of(&own_fit, SIZE_MAX, 0, &own_variance), TOL_CLOSED);
        assert_rel(variance, own_variance, TOL_CLOSED);
        sum += hidden_of(&own_fit, SIZE_MAX, 0, NULL);
        sum_variance += own_variance;
        uc_crossed_fit_free(&own_fit);
        uc_crossed_table_clear(&own);
        free(part);
    }
    assert_rel(hidden_of(&fit, SIZE_MAX, 0, &variance), sum, TOL_CLOSED);
    assert_rel(variance, sum_variance, TOL_CLOSED);
    uc_crossed_fit_free(&fit);
    uc_crossed_table_clear(&table);
    free(p);
}

/* Two lists in two strata: Petersen's estimate in each, by hand. */
static void two_lists_are_petersen(void **state)
{
    people p = {.history = {1, 2, 3, 1, 2, 3},
                .level = {0, 0, 0, 1, 1, 1},
                .number = {40, 30, 10, 60, 20, 30},
                .n = 6};
    const size_t levels[] = {2};
    uc_crossed_table table = grouped(&p, 2, 1, levels);
    uc_crossed_terms terms;
    uc_crossed_fit fit;
    double variance;

    (void)state;
    assert_int_equal(uc_crossed_terms_of(&table, 2, &terms, NULL), UC_OK);
    assert_int_equal(terms.n - terms.n_main, 2);
    assert_int_equal(uc_crossed_fit_alloc(&table, &terms, &fit, NULL), UC_OK);
    uc_crossed_load(&fit, NULL);
    uc_crossed_fit_model(&fit, 3);
    assert_rel(hidden_of(&fit, 0, 0, &variance), 40.0 * 30.0 / 10.0, TOL_CLOSED);
    /* hidden + hidden^2 (1/n10 + 1/n01 + 1/n11) */
    assert_rel(variance, 120.0 + 120.0 * 120.0 * (1 / 40.0 + 1 / 30.0 + 1 / 10.0),
               TOL_CLOSED);
    assert_rel(hidden_of(&fit, 0, 1, NULL), 60.0 * 20.0 / 30.0, TOL_CLOSED);
    uc_crossed_fit_free(&fit);
    uc_crossed_table_clear(&table);
}

/* -- The search against all models ------------------------------------------------- */

static bool is_hierarchical(const uc_crossed_terms *terms, uint64_t set)
{
    size_t j;

    for (j = 0; j < terms->n - terms->n_main; j++)
        if ((set >> j & 1) != 0 && (terms->below[j] & ~set) != 0)
            return false;
    return true;
}

static void compare_with_all(const people *p, unsigned n_lists, size_t k,
                             const size_t levels[], unsigned order, bool aic)
{
    uc_crossed_table table = grouped(p, n_lists, k, levels);
    uc_crossed_terms terms;
    uc_crossed_fit fit;
    uc_crossed_choice choice;
    double best = INFINITY;
    uint64_t set, all, best_set = 0;
    size_t n_models = 0;

    assert_int_equal(uc_crossed_terms_of(&table, order, &terms, NULL), UC_OK);
    assert_int_equal(uc_crossed_fit_alloc(&table, &terms, &fit, NULL), UC_OK);
    uc_crossed_load(&fit, NULL);
    all = (uint64_t)1 << (terms.n - terms.n_main);
    for (set = 0; set < all; set++) {
        uc_crossed_end end;
        double criterion;

        if (!is_hierarchical(&terms, set))
            continue;
        n_models++;
        memset(fit.beta, 0, terms.n_columns * sizeof *fit.beta);
        uc_crossed_fit_model(&fit, set);
        criterion = (aic ? 2.0 : uc_log(table.n_people)) * (double)fit.n_parameters -
                    2.0 * fit.loglik;
        assert_int_equal(uc_crossed_exists(&fit, &end, NULL), UC_OK);
        if (end == UC_CROSSED_OK && criterion < best) {
            best = criterion;
            best_set = set;
        }
    }
    assert_int_equal(uc_crossed_search(&fit, aic, 0, 0, NULL, &choice, NULL), UC_OK);
    assert_true(choice.found && choice.proved);
    assert_rel(choice.criterion, best, 1e-10);
    assert_true(choice.set == best_set);
    assert_true(choice.n_fits < n_models);
    uc_crossed_fit_free(&fit);
    uc_crossed_table_clear(&table);
}

static void search_is_exact(void **state)
{
    const size_t levels[] = {2, 3};
    uint64_t i;

    (void)state;
    for (i = 0; i < 6; i++) {
        people *p = draw(i % 2 == 0 ? 300 : 1500, 3, 2, levels, 1.0, 20 + i);

        compare_with_all(p, 3, 2, levels, 2, i >= 3);
        free(p);
        p = draw(500, 3, 1, levels, 1.0, 40 + i);
        compare_with_all(p, 3, 1, levels, 3, i >= 3);
        free(p);
    }
}

/* -- Missing covariates ------------------------------------------------------------ */

/* Blanks a covariate of some rows; list_only: of those on list 1 alone. */
static void blank(people *p, size_t k, bool list_only, double share)
{
    uc_rng rng;
    size_t i;

    uc_rng_start(&rng, 5, 5, UC_RNG_SIMULATE, 0);
    for (i = 0; i < p->n; i++)
        if (uc_rng_uniform(&rng) < share && (!list_only || p->history[i] == 1))
            p->level[i * k] = UC_CROSSED_MISSING;
}

/* Everybody with the covariate known gives the EM nothing to do; a few missing at
 * random move the totals little, and people are neither lost nor made. */
static void missing_covariates_are_divided(void **state)
{
    const size_t levels[] = {2};
    people *p = draw(6000, 3, 1, levels, 0.0, 60);
    uc_crossed_table whole = grouped(p, 3, 1, levels), part;
    uc_crossed_terms terms;
    uc_crossed_fit a, b;
    uc_crossed_total total, one, two;
    double full;

    (void)state;
    assert_int_equal(uc_crossed_terms_of(&whole, 2, &terms, NULL), UC_OK);
    assert_int_equal(uc_crossed_fit_alloc(&whole, &terms, &a, NULL), UC_OK);
    uc_crossed_load(&a, NULL);
    uc_crossed_fit_model(&a, lists_with_covariates(&terms));
    full = hidden_of(&a, 0, 1, NULL);
    blank(p, 1, true, 0.3);
    part = grouped(p, 3, 1, levels);
    assert_true(part.incomplete);
    assert_int_equal(uc_crossed_fit_alloc(&part, &terms, &b, NULL), UC_OK);
    uc_crossed_load(&b, NULL);
    uc_crossed_fit_model(&b, lists_with_covariates(&terms));
    assert_true(b.converged);
    uc_crossed_sum(&b, SIZE_MAX, 0, 1.96, &total);
    uc_crossed_sum(&b, 0, 0, 1.96, &one);
    uc_crossed_sum(&b, 0, 1, 1.96, &two);
    assert_rel(total.observed, part.n_people, 1e-10);
    assert_rel(one.observed + two.observed, total.observed, 1e-10);
    assert_rel(one.hidden + two.hidden, total.hidden, 1e-10);
    assert_rel(two.hidden, full, 0.15);
    assert_true(isnan(total.variance)); /* a complete table's would be too small */
    uc_crossed_fit_free(&a);
    uc_crossed_fit_free(&b);
    uc_crossed_table_clear(&whole);
    uc_crossed_table_clear(&part);
    free(p);
}

/* A covariate that list 2 never records, two lists, no link with it: by hand. People
 * on list 2 alone are divided as those on both are, given list 2. */
static void a_list_without_the_covariate(void **state)
{
    people p = {.history = {1, 1, 2, 3, 3},
                .level = {0, 1, UC_CROSSED_MISSING, 0, 1},
                .number = {40, 60, 50, 20, 10},
                .n = 5};
    const size_t levels[] = {2};
    uc_crossed_table table = grouped(&p, 2, 1, levels);
    uc_crossed_terms terms;
    uc_crossed_fit fit;

    (void)state;
    assert_int_equal(uc_crossed_terms_of(&table, 2, &terms, NULL), UC_OK);
    assert_int_equal(uc_crossed_fit_alloc(&table, &terms, &fit, NULL), UC_OK);
    uc_crossed_load(&fit, NULL);
    uc_crossed_fit_model(&fit, 2); /* list 2 with the covariate: [1][2x] */
    assert_true(fit.converged);
    /* on list 2: x as among those on both: 20 to 10; hidden_x = n1_x alone * n2_x alone
     * / both_x */
    assert_rel(hidden_of(&fit, 0, 0, NULL), 40.0 * (50.0 * 20 / 30) / 20.0, 1e-5);
    assert_rel(hidden_of(&fit, 0, 1, NULL), 60.0 * (50.0 * 10 / 30) / 10.0, 1e-5);
    uc_crossed_fit_free(&fit);
    uc_crossed_table_clear(&table);
}

/* -- Simulation, outcomes ---------------------------------------------------------- */

/* The model that the data came from covers the truth as often as it says: of 150, 134
 * to 149 at 95 % with probability 99.8 %. */
static void intervals_cover(void **state)
{
    const size_t levels[] = {2};
    size_t i, held = 0;

    (void)state;
    for (i = 0; i < 150; i++) {
        people *p = draw(2000, 3, 1, levels, 0.0, 100 + i);
        uc_crossed_table table = grouped(p, 3, 1, levels);
        uc_crossed_terms terms;
        uc_crossed_fit fit;
        uc_crossed_total total;

        assert_int_equal(uc_crossed_terms_of(&table, 2, &terms, NULL), UC_OK);
        assert_int_equal(uc_crossed_fit_alloc(&table, &terms, &fit, NULL), UC_OK);
        uc_crossed_load(&fit, NULL);
        uc_crossed_fit_model(&fit, lists_with_covariates(&terms));
        uc_crossed_sum(&fit, SIZE_MAX, 0, 1.959964, &total);
        held += total.low <= 2000 && 2000 <= total.high;
        uc_crossed_fit_free(&fit);
        uc_crossed_table_clear(&table);
        free(p);
    }
    assert_in_range(held, 134, 149);
}

/* Leaving the covariate out of a population that differs by it biases the total. */
static void covariates_remove_bias(void **state)
{
    const size_t levels[] = {4};
    people *p = draw(15000, 2, 1, levels, 0.0, 300);
    uc_crossed_table table = grouped(p, 2, 1, levels);
    uc_crossed_terms terms;
    uc_crossed_fit fit;
    uc_crossed_choice choice;
    double without;

    (void)state;
    assert_int_equal(uc_crossed_terms_of(&table, 2, &terms, NULL), UC_OK);
    assert_int_equal(uc_crossed_fit_alloc(&table, &terms, &fit, NULL), UC_OK);
    uc_crossed_load(&fit, NULL);
    uc_crossed_fit_model(&fit, 0);
    without = table.n_people + hidden_of(&fit, SIZE_MAX, 0, NULL);
    assert_int_equal(uc_crossed_search(&fit, false, 0, 0, NULL, &choice, NULL), UC_OK);
    assert_int_equal(choice.set, 3);
    assert_true(without < 13000);
    assert_rel(table.n_people + hidden_of(&fit, SIZE_MAX, 0, NULL), 15000.0, 0.04);
    uc_crossed_fit_free(&fit);
    uc_crossed_table_clear(&table);
    free(p);
}

/* The bootstrap gives the same bytes on any number of threads, and errors of the size
 * of the analytic ones. */
static void bootstrap_agrees(void **state)
{
    const size_t levels[] = {2};
    people *p = draw(3000, 3, 1, levels, 0.0, 400);
    uc_crossed_table table = grouped(p, 3, 1, levels);
    uc_crossed_terms terms;
    uc_crossed_fit fit;
    uc_crossed_choice choice;
    uc_crossed_boot one, two;
    uc_crossed_boot_opts opts = {
        .n_replicates = 200, .n_threads = 1, .seed = 1, .key = 2, .level = 0.95};
    double variance;

    (void)state;
    assert_int_equal(uc_crossed_terms_of(&table, 2, &terms, NULL), UC_OK);
    assert_int_equal(uc_crossed_fit_alloc(&table, &terms, &fit, NULL), UC_OK);
    uc_crossed_load(&fit, NULL);
    assert_int_equal(uc_crossed_search(&fit, false, 0, 0, NULL, &choice, NULL), UC_OK);
    (void)hidden_of(&fit, SIZE_MAX, 0, &variance);
    opts.set = choice.set;
    opts.fixed = true;
    assert_int_equal(uc_crossed_bootstrap(&table, &terms, &opts, &one, NULL), UC_OK);
    assert_int_equal(one.n_usable, 200);
    /* people are resampled, so the part of the variance that n brings is not there */
    assert_rel(one.one[0].std_error, sqrt(variance), 0.25);
    uc_crossed_boot_clear(&one);
    opts.fixed = false;
    assert_int_equal(uc_crossed_bootstrap(&table, &terms, &opts, &one, NULL), UC_OK);
    opts.n_threads = 2;
    assert_int_equal(uc_crossed_bootstrap(&table, &terms, &opts, &two, NULL), UC_OK);
    assert_memory_equal(one.one, two.one, one.n_quantities * sizeof *one.one);
    assert_true(one.n_same > 0 && one.n_same < 200);
    uc_crossed_boot_clear(&one);
    uc_crossed_boot_clear(&two);
    uc_crossed_fit_free(&fit);
    uc_crossed_table_clear(&table);
    free(p);
}

/* Which level is called first changes nothing, also where cells are empty. */
static void order_of_levels_changes_nothing(void **state)
{
    const size_t levels[] = {2, 3};
    uint64_t i;

    (void)state;
    for (i = 0; i < 12; i++) {
        people *p = draw(120, 3, 2, levels, 1.0, 500 + i);
        uc_crossed_table a = grouped(p, 3, 2, levels), b;
        uc_crossed_terms terms;
        uc_crossed_fit fa, fb;
        uc_crossed_end ea, eb;
        uint64_t set;
        size_t r;

        for (r = 0; r < p->n; r++) {
            p->level[2 * r] = 1 - p->level[2 * r];
            p->level[2 * r + 1] = 2 - p->level[2 * r + 1];
        }
        b = grouped(p, 3, 2, levels);
        assert_int_equal(uc_crossed_terms_of(&a, 2, &terms, NULL), UC_OK);
        assert_int_equal(uc_crossed_fit_alloc(&a, &terms, &fa, NULL), UC_OK);
        assert_int_equal(uc_crossed_fit_alloc(&b, &terms, &fb, NULL), UC_OK);
        uc_crossed_load(&fa, NULL);
        uc_crossed_load(&fb, NULL);
        for (set = 0; set < 512; set += 37) {
            uc_crossed_fit_model(&fa, set);
            uc_crossed_fit_model(&fb, set);
            assert_int_equal(uc_crossed_exists(&fa, &ea, NULL), UC_OK);
            assert_int_equal(uc_crossed_exists(&fb, &eb, NULL), UC_OK);
            assert_int_equal(ea, eb);
            if (fabs(fa.loglik - fb.loglik) >= 1e-7)
                fail_msg("%.12g %.12g conv %d %d dep %d %d end %d set %d", fa.loglik,
                         fb.loglik, fa.converged, fb.converged, fa.dependent,
                         fb.dependent, ea, (int)set);
            assert_int_equal(fa.n_parameters, fb.n_parameters);
            if (ea == UC_CROSSED_OK)
                assert_rel(hidden_of(&fa, 1, 0, NULL), hidden_of(&fb, 1, 2, NULL),
                           1e-6);
        }
        uc_crossed_fit_free(&fa);
        uc_crossed_fit_free(&fb);
        uc_crossed_table_clear(&a);
        uc_crossed_table_clear(&b);
        free(p);
    }
}

static void hostile_tables_have_outcomes(void **state)
{
    /* lists that share nobody: no estimate */
    people apart = {.history = {1, 2}, .level = {0, 0}, .number = {50, 40}, .n = 2};
    /* nobody on list 2 has level 0 */
    people empty = {.history = {1, 1, 2, 3},
                    .level = {0, 1, 1, 1},
                    .number = {30, 40, 20, 10},
                    .n = 4};
    const size_t one[] = {1}, two[] = {2}, zero[] = {0};
    const uint32_t nobody[] = {0}, level[] = {0};
    uc_crossed_table table;
    uc_crossed_terms terms;
    uc_crossed_fit fit;
    uc_crossed_choice choice;
    uc_crossed_end end;

    (void)state;
    table = grouped(&apart, 2, 1, one);
    assert_int_equal(uc_crossed_terms_of(&table, 2, &terms, NULL), UC_OK);
    assert_int_equal(terms.n, terms.n_main); /* a covariate of one level has no terms */
    assert_int_equal(uc_crossed_fit_alloc(&table, &terms, &fit, NULL), UC_OK);
    uc_crossed_load(&fit, NULL);
    assert_int_equal(uc_crossed_search(&fit, false, 0, 0, NULL, &choice, NULL), UC_OK);
    assert_false(choice.found);
    uc_crossed_fit_model(&fit, 0);
    assert_int_equal(uc_crossed_exists(&fit, &end, NULL), UC_OK);
    assert_int_equal(end, UC_CROSSED_NO_ESTIMATE);
    uc_crossed_fit_free(&fit);
    uc_crossed_table_clear(&table);

    table = grouped(&empty, 2, 1, two);
    assert_int_equal(uc_crossed_terms_of(&table, 2, &terms, NULL), UC_OK);
    assert_int_equal(uc_crossed_fit_alloc(&table, &terms, &fit, NULL), UC_OK);
    uc_crossed_load(&fit, NULL);
    uc_crossed_fit_model(&fit, 3);
    assert_int_equal(uc_crossed_exists(&fit, &end, NULL), UC_OK);
    /* nothing says how many list 1 misses at level 0, where it is alone */
    assert_int_equal(end, UC_CROSSED_NOT_IDENTIFIABLE);
    uc_crossed_fit_model(&fit,
                         2); /* but if list 1 works alike at both levels: 2 to 1 */
    assert_int_equal(uc_crossed_exists(&fit, &end, NULL), UC_OK);
    assert_int_equal(end, UC_CROSSED_OK);
    assert_rel(hidden_of(&fit, 0, 1, NULL), 40.0 * 20.0 / 10.0, TOL_CLOSED);
    assert_rel(hidden_of(&fit, 0, 0, NULL), 30.0 * 2.0, TOL_CLOSED);
    uc_crossed_fit_free(&fit);
    uc_crossed_table_clear(&table);

    assert_int_equal(uc_crossed_group(2, 1, two, 1, nobody, level, NULL, &table, NULL),
                     UC_EINVAL);
    assert_int_equal(uc_crossed_group(2, 1, zero, 1, level, level, NULL, &table, NULL),
                     UC_EINVAL);
    assert_int_equal(uc_crossed_group(1, 1, two, 1, level, level, NULL, &table, NULL),
                     UC_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_covariates_is_one_table),
        cmocka_unit_test(saturated_in_a_covariate_is_strata),
        cmocka_unit_test(two_lists_are_petersen),
        cmocka_unit_test(search_is_exact),
        cmocka_unit_test(missing_covariates_are_divided),
        cmocka_unit_test(a_list_without_the_covariate),
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(covariates_remove_bias),
        cmocka_unit_test(bootstrap_agrees),
        cmocka_unit_test(order_of_levels_changes_nothing),
        cmocka_unit_test(hostile_tables_have_outcomes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
