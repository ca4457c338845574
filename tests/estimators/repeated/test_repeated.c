/* test_repeated.c - repeated counts: against singleRcapture, by properties, by
 * simulation */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/rng.h"
#include "estimators/core/variates.h"
#include "estimators/repeated/repeated_boot.h"
#include "estimators/repeated/repeated_check.h"
#include "pipeline/repeated/stage.h"
#include "tests/support.h"

/* Both solve the same equations; the reference stops at a relative change of 1e-8 in
 * the log-likelihood, which leaves its variance 1e-6 from the solution at worst. */
#define TOL_REFERENCE TOL_ORACLE
/* Central differences of a step of 1e-5. */
#define TOL_DIFFERENCE 2e-6

/* -- Against the reference --------------------------------------------------------- */

/* Field number `at` of a line, quotes left out. */
static void field(const char *line, size_t at, char out[1000])
{
    bool quoted = false;
    size_t n = 0;

    for (; *line != '\0' && *line != '\n'; line++) {
        if (*line == '"')
            quoted = !quoted;
        else if (*line == ',' && !quoted) {
            if (at-- == 0)
                break;
        } else if (at == 0 && n < 999) {
            out[n++] = *line;
        }
    }
    out[n] = '\0';
}

static double number(const char *line, size_t at)
{
    char text[1000];

    field(line, at, text);
    return strtod(text, NULL);
}

static void option(uc_repeated_plan *plan, const char *name, const char *value)
{
    size_t i;

    for (i = 0; i < UC_REPEATED_N_OPTIONS; i++)
        if (strcmp(uc_repeated_option_table[i].name, name) == 0)
            assert_int_equal(uc_repeated_option_table[i].read(plan, value, NULL),
                             UC_OK);
}

static void estimate(uc_repeated_plan *plan, const char *path, uc_repeated_results *r)
{
    uc_error err = {.msg = ""};
    uc_faults faults;

    uc_faults_init(&faults, 0);
    memset(r, 0, sizeof *r);
    assert_int_equal(uc_repeated_plan_check(plan, &err), UC_OK);
    assert_int_equal(uc_repeated_read(plan, path, &faults, r, &err), UC_OK);
    assert_int_equal(faults.n_total, 0);
    assert_int_equal(uc_repeated_estimate(r, NULL, &err), UC_OK);
    uc_faults_clear(&faults);
}

/* Every coefficient that the reference lists, in its order: "a=1; b=2". */
static void check_coefficients(const uc_repeated_results *r, const uc_repeated_fit *fit,
                               const char *text)
{
    size_t kept;

    for (kept = 0; kept < fit->n_kept; kept++) {
        double value, se;

        text = strchr(text, '=');
        assert_non_null(text);
        uc_repeated_coefficient(&r->data, fit, kept, &value, &se);
        assert_rel(value, strtod(++text, NULL), TOL_REFERENCE);
        assert_true(se > 0.0);
    }
    assert_null(strchr(text, '='));
}

static void check_line(const uc_repeated_results *r, const char *line)
{
    static const char *const names[] = {"ztpoisson", "ztgeom", "ztnegbin", "chao",
                                        "zelterman"};
    char name[1000], coefficients[1000];
    uc_repeated_total total;
    size_t m = 0;

    field(line, 1, name);
    while (strcmp(names[m], name) != 0)
        m++;
    if (m == 2) { /* the reference stopped on its way to infinity */
        assert_true(number(line, 3) > 1e8);
        assert_int_equal(r->fit[m].end, UC_REPEATED_LOG_SERIES);
        return;
    }
    assert_int_equal(r->fit[m].end, UC_REPEATED_OK);
    uc_repeated_sum(&r->data, &r->fit[m], NULL, SIZE_MAX, 0,
                    uc_normal_quantile_exact(0.975), &total);
    assert_rel(total.total, number(line, 3), TOL_REFERENCE);
    assert_rel(total.variance, number(line, 4), TOL_REFERENCE);
    assert_rel(total.normal_low, number(line, 5), TOL_REFERENCE);
    assert_rel(total.normal_high, number(line, 6), TOL_REFERENCE);
    assert_rel(total.low, number(line, 7), TOL_REFERENCE);
    assert_rel(total.high, number(line, 8), TOL_REFERENCE);
    assert_rel(r->fit[m].loglik, number(line, 10), TOL_REFERENCE);
    field(line, 9, coefficients);
    check_coefficients(r, &r->fit[m], coefficients);
}

static void agrees_with_the_reference(void **state)
{
    FILE *file = fopen("tests/oracle/singlercapture/singlercapture.csv", "r");
    uc_repeated_plan plain, full;
    uc_repeated_results of_plain, of_full;
    char line[4000], formula[1000];
    size_t n = 0;

    (void)state;
    assert_non_null(file);
    uc_repeated_plan_init(&plain);
    option(&plain, "captures", "capture");
    estimate(&plain, "data/sets/netherlandsimmigrant/netherlandsimmigrant.csv",
             &of_plain);
    uc_repeated_plan_init(&full);
    option(&full, "captures", "capture");
    option(&full, "covariates", "gender,age,nation");
    estimate(&full, "data/sets/netherlandsimmigrant/netherlandsimmigrant.csv",
             &of_full);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        field(line, 2, formula);
        check_line(strcmp(formula, "capture ~ 1") == 0 ? &of_plain : &of_full, line);
        n++;
    }
    assert_int_equal(n, 10);
    fclose(file);
    uc_repeated_results_clear(&of_plain);
    uc_repeated_results_clear(&of_full);
    uc_repeated_plan_clear(&plain);
    uc_repeated_plan_clear(&full);
}

static void frequencies_are_people(void **state)
{
    uc_repeated_plan plan;
    uc_repeated_results r;
    uc_repeated_total total;

    (void)state;
    uc_repeated_plan_init(&plan);
    option(&plan, "captures", "nbcap");
    option(&plan, "freq", "freq");
    estimate(&plan, "data/sets/ill/ill.csv", &r);
    uc_repeated_sum(&r.data, &r.fit[0], NULL, SIZE_MAX, 0, 1.96, &total);
    assert_rel(total.total, 7079.928149532846, TOL_REFERENCE); /* ill.csv, ztpoisson */
    assert_rel(total.variance, 133774.09999125334, TOL_REFERENCE);
    uc_repeated_results_clear(&r);
    uc_repeated_plan_clear(&plan);
}

/* -- Pieces ------------------------------------------------------------------------ */

static double loglik(uc_repeated_model model, double r, uint64_t y, double eta)
{
    uc_truncated_term term;

    uc_truncated(model, r, y, eta, &term);
    return term.loglik;
}

/* Derivatives against differences, over the whole range of shapes and means. */
static void derivatives_are_right(void **state)
{
    static const double etas[] = {-4.0, -1.0, 0.3, 2.0};
    static const double shapes[] = {1e-4, 0.02, 0.3, 1.0, 7.0, 200.0};
    static const uint64_t counts[] = {1, 2, 5, 30};
    const double h = 1e-5;
    size_t m, e, s, c;

    (void)state;
    for (m = 0; m < UC_N_REPEATED_MODELS; m++)
        for (e = 0; e < 4; e++)
            for (s = 0; s < 6; s++)
                for (c = 0; c < 4; c++) {
                    const uc_repeated_model model = (uc_repeated_model)m;
                    const double eta = etas[e], r = shapes[s], k = h * r;
                    uc_truncated_term t, up, down;

                    if (!uc_truncated_uses(model, counts[c]))
                        continue;
                    uc_truncated(model, r, counts[c], eta, &t);
                    uc_truncated(model, r, counts[c], eta + h, &up);
                    uc_truncated(model, r, counts[c], eta - h, &down);
                    assert_true(fabs((up.loglik - down.loglik) / (2 * h) - t.d_eta) <=
                                TOL_DIFFERENCE * (1 + fabs(t.d_eta)));
                    assert_true(fabs((up.d_eta - down.d_eta) / (2 * h) - t.d_eta2) <=
                                TOL_DIFFERENCE * (1 + fabs(t.d_eta2)));
                    if (model != UC_REPEATED_NEGATIVE_BINOMIAL)
                        continue;
                    uc_truncated(model, r + k, counts[c], eta, &up);
                    uc_truncated(model, r - k, counts[c], eta, &down);
                    assert_true(fabs((up.loglik - down.loglik) / (2 * h) - r * t.d_r) <=
                                TOL_DIFFERENCE * (1 + fabs(r * t.d_r)));
                    assert_true(fabs((up.d_r - down.d_r) / (2 * h) - r * t.d_r2) <=
                                TOL_DIFFERENCE * (1 + fabs(r * t.d_r2)));
                    assert_true(
                        fabs((up.d_eta - down.d_eta) / (2 * h) - r * t.d_eta_r) <=
                        TOL_DIFFERENCE * (1 + fabs(r * t.d_eta_r)));
                }
}

/* r = 1 is the geometric law; r = 0 the logarithmic series; large r Poisson. */
static void negative_binomial_joins_the_others(void **state)
{
    uint64_t y;

    (void)state;
    for (y = 1; y < 20; y++) {
        const double eta = -0.7, theta = uc_exp(eta), p = theta / (1 + theta);
        double series = (double)y * uc_log(p) - uc_log((double)y);

        series -= uc_log(uc_log(1 + theta));
        assert_rel(loglik(UC_REPEATED_NEGATIVE_BINOMIAL, 1.0, y, eta),
                   loglik(UC_REPEATED_GEOMETRIC, 0.0, y, eta), 1e-13);
        assert_rel(loglik(UC_REPEATED_NEGATIVE_BINOMIAL, 0.0, y, eta), series, 1e-13);
        /* alpha = 1e-7 leaves that much of the law */
        assert_rel(loglik(UC_REPEATED_NEGATIVE_BINOMIAL, 1e7, y, eta - uc_log(1e7)),
                   loglik(UC_REPEATED_POISSON, 0.0, y, eta), 1e-4);
    }
}

static void probabilities_add_up_to_one(void **state)
{
    static const uc_repeated_model models[] = {
        UC_REPEATED_POISSON, UC_REPEATED_GEOMETRIC, UC_REPEATED_NEGATIVE_BINOMIAL,
        UC_REPEATED_CHAO};
    size_t m;

    (void)state;
    for (m = 0; m < 4; m++) {
        double sum = 0.0, mean = 0.0;
        uint64_t y;

        for (y = 1; y < 400; y++) {
            const double p = uc_truncated_probability(models[m], 0.6, y, -0.4);

            sum += p;
            mean += p * (double)y;
        }
        assert_rel(sum, 1.0, 1e-12);
        assert_true(mean > 1.0);
    }
}

/* -- Properties -------------------------------------------------------------------- */

typedef struct table {
    uint64_t count[4000];
    double people[4000];
    uint32_t code[4000];
    double measure[4000];
    size_t n;
} table;

static const char *const two[] = {"a", "b"};

static void group(const table *t, bool category, bool measure, uc_repeated_data *data)
{
    uc_repeated_covariate c[2];
    size_t n = 0;

    if (category)
        c[n++] = (uc_repeated_covariate){
            .name = "sex", .code = t->code, .level = two, .n_levels = 2};
    if (measure)
        c[n++] = (uc_repeated_covariate){.name = "size", .measure = t->measure};
    assert_int_equal(uc_repeated_group(t->n, t->count, t->people, c, n, data, NULL),
                     UC_OK);
}

static uc_repeated_fit fitted(const uc_repeated_data *data, uc_repeated_model model)
{
    uc_repeated_fit fit;

    assert_int_equal(uc_repeated_fit_model(data, model, NULL, &fit, NULL), UC_OK);
    return fit;
}

static double total_of(const uc_repeated_data *data, const uc_repeated_fit *fit,
                       size_t covariate, size_t level)
{
    uc_repeated_total total;

    assert_int_equal(fit->end, UC_REPEATED_OK);
    uc_repeated_sum(data, fit, NULL, covariate, level, 1.96, &total);
    return total.total;
}

/* Draws a population and keeps those counted. law: 0 Poisson, else shape r. */
static void draw(table *t, size_t population, double lambda_a, double lambda_b,
                 double r, uint64_t replicate)
{
    uc_rng rng;
    size_t i;

    uc_rng_start(&rng, 7, 7, UC_RNG_SIMULATE, replicate);
    t->n = 0;
    for (i = 0; i < population; i++) {
        const uint32_t code = uc_rng_uniform(&rng) < 0.4;
        double mean = code == 0 ? lambda_a : lambda_b;
        double y;

        if (r > 0.0)
            mean *= uc_draw_gamma(&rng, r) / r;
        y = uc_draw_poisson(&rng, mean);
        if (y < 1.0)
            continue;
        t->count[t->n] = (uint64_t)y;
        t->people[t->n] = 1.0;
        t->measure[t->n] = 3.0 * code;
        t->code[t->n++] = code;
    }
}

static void order_of_rows_changes_no_bit(void **state)
{
    table *t = calloc(1, sizeof *t), *back = calloc(1, sizeof *back);
    uc_repeated_data a, b;
    uc_repeated_fit fa, fb;
    size_t i;

    (void)state;
    draw(t, 2000, 0.5, 1.1, 0.8, 1);
    back->n = t->n;
    for (i = 0; i < t->n; i++) {
        const size_t j = t->n - 1 - i;

        back->count[i] = t->count[j];
        back->people[i] = t->people[j];
        back->code[i] = 1 - t->code[j]; /* and the codes are numbered otherwise */
    }
    group(t, true, false, &a);
    {
        static const char *const swapped[] = {"b", "a"};
        const uc_repeated_covariate c = {
            .name = "sex", .code = back->code, .level = swapped, .n_levels = 2};

        assert_int_equal(
            uc_repeated_group(back->n, back->count, back->people, &c, 1, &b, NULL),
            UC_OK);
    }
    fa = fitted(&a, UC_REPEATED_NEGATIVE_BINOMIAL);
    fb = fitted(&b, UC_REPEATED_NEGATIVE_BINOMIAL);
    assert_true(total_of(&a, &fa, SIZE_MAX, 0) == total_of(&b, &fb, SIZE_MAX, 0));
    assert_true(total_of(&a, &fa, 0, 1) == total_of(&b, &fb, 0, 1));
    uc_repeated_fit_clear(&fa);
    uc_repeated_fit_clear(&fb);
    uc_repeated_data_clear(&a);
    uc_repeated_data_clear(&b);
    free(t);
    free(back);
}

/* A category of two levels and a measure that tells them apart are one model; totals of
 * levels add up; a model with an interaction of everything is two models. */
static void totals_are_consistent(void **state)
{
    table *t = calloc(1, sizeof *t);
    uc_repeated_data by_level, by_measure, both;
    size_t m;

    (void)state;
    draw(t, 3000, 0.5, 1.1, 0.9, 2);
    group(t, true, false, &by_level);
    group(t, false, true, &by_measure);
    group(t, true, true, &both);
    assert_int_equal(both.column[2].fate, UC_COLUMN_ALIASED);
    for (m = 0; m < UC_N_REPEATED_MODELS; m++) {
        uc_repeated_fit a = fitted(&by_level, (uc_repeated_model)m);
        uc_repeated_fit b = fitted(&by_measure, (uc_repeated_model)m);
        uc_repeated_fit c = fitted(&both, (uc_repeated_model)m);
        const double all = total_of(&by_level, &a, SIZE_MAX, 0);
        double level, slope, se_level, se_slope;

        assert_rel(total_of(&by_measure, &b, SIZE_MAX, 0), all, TOL_CLOSED);
        assert_rel(total_of(&both, &c, SIZE_MAX, 0), all, TOL_CLOSED);
        assert_rel(total_of(&by_level, &a, 0, 0) + total_of(&by_level, &a, 0, 1), all,
                   1e-12);
        uc_repeated_coefficient(&by_level, &a, 1, &level, &se_level);
        uc_repeated_coefficient(&by_measure, &b, 1, &slope, &se_slope);
        assert_rel(3.0 * slope, level, 1e-7);
        assert_rel(3.0 * se_slope, se_level, 1e-7);
        uc_repeated_coefficient(&by_level, &a, 0, &level, &se_level);
        uc_repeated_coefficient(&by_measure, &b, 0, &slope, &se_slope);
        assert_rel(slope, level, 1e-7);
        assert_rel(se_slope, se_level, 1e-7);
        uc_repeated_fit_clear(&a);
        uc_repeated_fit_clear(&b);
        uc_repeated_fit_clear(&c);
    }
    uc_repeated_data_clear(&by_level);
    uc_repeated_data_clear(&by_measure);
    uc_repeated_data_clear(&both);
    free(t);
}

/* -- Simulation -------------------------------------------------------------------- */

/* Analytic and bootstrap intervals of 95 % hold a known population about as often as
 * they say: of 200, 183 to 197 do with probability 99.8 %. */
static void intervals_cover(void **state)
{
    static const struct {
        uc_repeated_model model;
        double r;
    } trial[] = {{UC_REPEATED_POISSON, 0.0},
                 {UC_REPEATED_GEOMETRIC, 1.0},
                 {UC_REPEATED_ZELTERMAN, 0.0},
                 {UC_REPEATED_CHAO, 0.0}};
    table *t = calloc(1, sizeof *t);
    size_t k, i;

    (void)state;
    for (k = 0; k < 4; k++) {
        size_t held = 0;

        for (i = 0; i < 200; i++) {
            uc_repeated_data data;
            uc_repeated_fit fit;
            uc_repeated_total total;

            draw(t, 1500, 0.6, 1.2, trial[k].r, 100 + i);
            group(t, true, false, &data);
            fit = fitted(&data, trial[k].model);
            assert_int_equal(fit.end, UC_REPEATED_OK);
            uc_repeated_sum(&data, &fit, NULL, SIZE_MAX, 0, 1.959964, &total);
            held += total.low <= 1500 && 1500 <= total.high;
            uc_repeated_fit_clear(&fit);
            uc_repeated_data_clear(&data);
        }
        if (held < 183 || held > 197)
            fail_msg("%s: %zu of 200 intervals hold the truth",
                     uc_repeated_model_name(trial[k].model), held);
    }
    free(t);
}

/* With the right shape the negative binomial finds both total and shape. */
static void negative_binomial_finds_its_shape(void **state)
{
    table *t = calloc(1, sizeof *t);
    uc_repeated_data data;
    uc_repeated_fit fit;
    uc_repeated_total total;

    (void)state;
    draw(t, 4000, 2.0, 4.0, 2.0, 3);
    group(t, true, false, &data);
    fit = fitted(&data, UC_REPEATED_NEGATIVE_BINOMIAL);
    assert_int_equal(fit.end, UC_REPEATED_OK);
    uc_repeated_sum(&data, &fit, NULL, SIZE_MAX, 0, 1.96, &total);
    assert_true(fabs(total.total - 4000) < 3 * sqrt(total.variance));
    assert_true(sqrt(total.variance) < 200);
    assert_true(fabs(uc_log(fit.r) - uc_log(2.0)) <
                3 * sqrt(fit.covariance[fit.stride * fit.stride - 1]));
    uc_repeated_fit_clear(&fit);
    uc_repeated_data_clear(&data);
    free(t);
}

/* The bootstrap agrees with the analytic standard error, on any number of threads. */
static void bootstrap_agrees(void **state)
{
    table *t = calloc(1, sizeof *t);
    uc_repeated_data data;
    uc_repeated_fit fit;
    uc_repeated_total total;
    uc_repeated_boot one, two_threads;
    uc_repeated_boot_opts opts = {
        .n_replicates = 400, .n_threads = 1, .seed = 1, .key = 2, .level = 0.95};

    (void)state;
    draw(t, 2500, 0.6, 1.2, 0.0, 5);
    group(t, true, false, &data);
    fit = fitted(&data, UC_REPEATED_POISSON);
    uc_repeated_sum(&data, &fit, NULL, SIZE_MAX, 0, 1.96, &total);
    assert_int_equal(uc_repeated_bootstrap(&data, &fit, &opts, &one, NULL), UC_OK);
    opts.n_threads = 2;
    assert_int_equal(uc_repeated_bootstrap(&data, &fit, &opts, &two_threads, NULL),
                     UC_OK);
    assert_int_equal(one.n_quantities, 3);
    assert_int_equal(one.n_usable, 400);
    /* 400 replicates leave 3.5 % of error in it, one standard error */
    assert_rel(one.one[0].std_error, sqrt(total.variance), 0.12);
    assert_memory_equal(one.one, two_threads.one, 3 * sizeof *one.one);
    assert_true(one.one[0].low < total.total && total.total < one.one[0].high);
    uc_repeated_boot_clear(&one);
    uc_repeated_boot_clear(&two_threads);
    uc_repeated_fit_clear(&fit);
    uc_repeated_data_clear(&data);
    free(t);
}

/* The test keeps its level without heterogeneity (of 300, 5 to 28 at 5 % with
 * probability 99.8 %) and finds it. */
static void heterogeneity_is_tested(void **state)
{
    table *t = calloc(1, sizeof *t);
    size_t i, rejected = 0, found = 0;

    (void)state;
    for (i = 0; i < 600; i++) {
        uc_repeated_data data;
        uc_repeated_fit fit;
        uc_repeated_test test;

        draw(t, 1500, 0.8, 1.4, i < 300 ? 0.0 : 1.0, 1000 + i);
        group(t, true, false, &data);
        fit = fitted(&data, UC_REPEATED_POISSON);
        uc_repeated_heterogeneity(&data, &fit, &test);
        if (i < 300)
            rejected += test.p_value < 0.05;
        else
            found += test.p_value < 0.05 && test.score > 0.0;
        uc_repeated_fit_clear(&fit);
        uc_repeated_data_clear(&data);
    }
    assert_in_range(rejected, 5, 28);
    assert_int_equal(found, 300);
    free(t);
}

static void residuals_balance(void **state)
{
    table *t = calloc(1, sizeof *t);
    uc_repeated_data data;
    uc_repeated_fit fit;
    uc_repeated_classes all, a, b;
    double observed = 0.0, expected = 0.0;
    size_t k;

    (void)state;
    draw(t, 2500, 0.6, 1.2, 0.0, 6);
    group(t, true, false, &data);
    fit = fitted(&data, UC_REPEATED_POISSON);
    uc_repeated_classify(&data, &fit, SIZE_MAX, 0, &all);
    uc_repeated_classify(&data, &fit, 0, 0, &a);
    uc_repeated_classify(&data, &fit, 0, 1, &b);
    for (k = 0; k < UC_REPEATED_CLASSES; k++) {
        observed += all.observed[k];
        expected += all.expected[k];
        assert_rel(a.expected[k] + b.expected[k], all.expected[k], 1e-12);
        assert_true(a.observed[k] + b.observed[k] == all.observed[k]);
        assert_true(fabs(uc_repeated_residual(&all, k)) < 4.0);
    }
    assert_rel(expected, observed, 1e-12);
    uc_repeated_fit_clear(&fit);
    uc_repeated_data_clear(&data);
    free(t);
}

/* -- Outcomes ---------------------------------------------------------------------- */

static void expect_end(const table *t, bool category, uc_repeated_model model,
                       uc_repeated_end end)
{
    uc_repeated_data data;
    uc_repeated_fit fit;

    group(t, category, false, &data);
    fit = fitted(&data, model);
    if (fit.end != end)
        fail_msg("%s ended with %s, not %s", uc_repeated_model_name(model),
                 uc_repeated_end_name(fit.end), uc_repeated_end_name(end));
    uc_repeated_fit_clear(&fit);
    uc_repeated_data_clear(&data);
}

static void hostile_tables_have_reasons(void **state)
{
    table once = {.count = {1, 1}, .people = {5, 4}, .code = {0, 1}, .n = 2};
    table none = {.count = {1}, .people = {0}, .n = 1};
    /* everybody of b was counted once */
    table apart = {
        .count = {1, 2, 1}, .people = {50, 9, 20}, .code = {0, 0, 1}, .n = 3};
    /* everybody of b was counted twice */
    table twice = {
        .count = {1, 2, 2}, .people = {50, 9, 20}, .code = {0, 0, 1}, .n = 3};
    /* less spread than Poisson */
    table even = {.count = {1, 2, 3}, .people = {30, 90, 30}, .n = 3};
    size_t m;

    (void)state;
    for (m = 0; m < UC_N_REPEATED_MODELS; m++) {
        expect_end(&once, false, (uc_repeated_model)m, UC_REPEATED_NO_REPEATS);
        expect_end(&none, false, (uc_repeated_model)m, UC_REPEATED_NO_PEOPLE);
        expect_end(&apart, true, (uc_repeated_model)m, UC_REPEATED_SEPARATED);
    }
    expect_end(&twice, true, UC_REPEATED_POISSON, UC_REPEATED_OK);
    expect_end(&twice, true, UC_REPEATED_CHAO, UC_REPEATED_SEPARATED);
    expect_end(&even, false, UC_REPEATED_NEGATIVE_BINOMIAL, UC_REPEATED_AT_POISSON);
    {
        table three = {.count = {1, 3}, .people = {50, 10}, .n = 2};

        expect_end(&three, false, UC_REPEATED_CHAO, UC_REPEATED_NO_REPEATS);
        expect_end(&three, false, UC_REPEATED_GEOMETRIC, UC_REPEATED_OK);
    }
}

static void bad_rows_are_refused(void **state)
{
    const uint64_t zero[] = {0}, huge[] = {UC_REPEATED_MAX_COUNT + 1};
    uc_repeated_data data = {0};
    uc_error err = {.msg = ""};

    (void)state;
    assert_int_equal(uc_repeated_group(1, zero, NULL, NULL, 0, &data, &err), UC_EINVAL);
    assert_int_equal(uc_repeated_group(1, huge, NULL, NULL, 0, &data, &err), UC_EINVAL);
    assert_null(data.count);
    assert_true(err.msg[0] != '\0');
}

static void constant_covariates_are_left_out(void **state)
{
    table *t = calloc(1, sizeof *t);
    uc_repeated_data with, without;
    uc_repeated_fit a, b;
    size_t i;

    (void)state;
    draw(t, 1000, 0.9, 0.9, 0.0, 8);
    for (i = 0; i < t->n; i++) {
        t->code[i] = 1;
        t->measure[i] = 4.5;
    }
    group(t, true, true, &with);
    group(t, false, false, &without);
    assert_int_equal(with.n_kept, 1);
    assert_int_equal(with.column[1].fate, UC_COLUMN_CONSTANT);
    assert_int_equal(with.column[2].fate, UC_COLUMN_CONSTANT);
    a = fitted(&with, UC_REPEATED_POISSON);
    b = fitted(&without, UC_REPEATED_POISSON);
    assert_true(total_of(&with, &a, SIZE_MAX, 0) ==
                total_of(&without, &b, SIZE_MAX, 0));
    uc_repeated_fit_clear(&a);
    uc_repeated_fit_clear(&b);
    uc_repeated_data_clear(&with);
    uc_repeated_data_clear(&without);
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_reference),
        cmocka_unit_test(frequencies_are_people),
        cmocka_unit_test(derivatives_are_right),
        cmocka_unit_test(negative_binomial_joins_the_others),
        cmocka_unit_test(probabilities_add_up_to_one),
        cmocka_unit_test(order_of_rows_changes_no_bit),
        cmocka_unit_test(totals_are_consistent),
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(negative_binomial_finds_its_shape),
        cmocka_unit_test(bootstrap_agrees),
        cmocka_unit_test(heterogeneity_is_tested),
        cmocka_unit_test(residuals_balance),
        cmocka_unit_test(hostile_tables_have_reasons),
        cmocka_unit_test(bad_rows_are_refused),
        cmocka_unit_test(constant_covariates_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
