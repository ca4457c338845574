/* test_truth.c - unit tests of estimators/simulate: truths, tables drawn from them, and
 * scores */
#include "tests/support.h"

#include <string.h>

#include "estimators/simulate/draw.h"
#include "estimators/simulate/fitted.h"
#include "estimators/simulate/score.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

static uc_truth truth_of(const uc_truth_spec *spec)
{
    uc_truth truth;
    uc_error err = {.msg = ""};

    if (uc_truth_make(spec, &truth, &err) != UC_OK)
        fail_msg("%s", err.msg);
    return truth;
}

static double chance_on(const uc_truth *truth, uint32_t lists)
{
    double sum = 0.0;

    for (uint32_t w = 0; w < (uint32_t)1 << truth->spec.n_lists; w++)
        sum += (w & lists) == lists ? uc_truth_chance(truth, w) : 0.0;
    return sum;
}

static void independent_lists_multiply(void **state)
{
    const uc_truth_spec spec = {
        .n_lists = 3, .population = 100, .n_captures = 3, .capture = {0.1, 0.2, 0.4}};
    uc_truth truth = truth_of(&spec);

    (void)state;
    assert_rel(uc_truth_chance(&truth, 0), 0.9 * 0.8 * 0.6, TOL_CLOSED);
    assert_rel(uc_truth_chance(&truth, 5), 0.1 * 0.8 * 0.4, TOL_CLOSED);
    assert_rel(uc_truth_chance(&truth, 7), 0.1 * 0.2 * 0.4, TOL_CLOSED);
    uc_truth_clear(&truth);
}

/* The lists keep their chances, the pair gets its odds ratio, the triple none. */
static void effects_are_odds_ratios_at_kept_chances(void **state)
{
    uc_truth_spec spec = {
        .n_lists = 3, .population = 100, .n_captures = 1, .capture = {0.3}};
    uc_truth truth;

    (void)state;
    assert_int_equal(uc_truth_read_effects(&spec, "12=3", NULL), UC_OK);
    truth = truth_of(&spec);
    for (unsigned j = 0; j < 3; j++)
        assert_rel(chance_on(&truth, 1u << j), 0.3, TOL_CLOSED);
    for (uint32_t third = 0; third < 8; third += 4)
        assert_rel(uc_truth_chance(&truth, 3 | third) * uc_truth_chance(&truth, third) /
                       (uc_truth_chance(&truth, 1 | third) *
                        uc_truth_chance(&truth, 2 | third)),
                   3.0, TOL_CLOSED);
    uc_truth_clear(&truth);
}

static void classes_are_mixed_by_their_shares(void **state)
{
    uc_truth_spec spec = {.n_lists = 2, .population = 100};
    uc_truth truth;

    (void)state;
    assert_int_equal(uc_truth_read_classes(&spec, "0.75:0.1/0.25:0.5,0.9", NULL),
                     UC_OK);
    truth = truth_of(&spec);
    assert_rel(uc_truth_chance(&truth, 0), 0.75 * 0.81 + 0.25 * 0.5 * 0.1, TOL_CLOSED);
    assert_rel(uc_truth_chance(&truth, 3), 0.75 * 0.01 + 0.25 * 0.45, TOL_CLOSED);
    uc_truth_clear(&truth);
}

static void referral_moves_people_to_the_other_list(void **state)
{
    uc_truth_spec spec = {
        .n_lists = 2, .population = 100, .n_captures = 1, .capture = {0.2}};
    uc_truth truth;

    (void)state;
    assert_int_equal(uc_truth_read_referrals(&spec, "1-2=0.5", NULL), UC_OK);
    truth = truth_of(&spec);
    assert_rel(uc_truth_chance(&truth, 1), 0.16 * 0.5, TOL_CLOSED);
    assert_rel(uc_truth_chance(&truth, 3), 0.04 + 0.16 * 0.5, TOL_CLOSED);
    assert_rel(uc_truth_chance(&truth, 0), 0.64, TOL_CLOSED);
    uc_truth_clear(&truth);
}

/* Persons who differ, or who are there for a while only, make lists that are
 * independent for each of them positively dependent; who come and go are seen less. */
static void differences_of_persons_make_lists_dependent(void **state)
{
    uc_truth_spec spec = {
        .n_lists = 2, .population = 100, .n_captures = 1, .capture = {0.2}};

    (void)state;
    for (unsigned k = 0; k < 2; k++) {
        uc_truth truth;

        spec.spread = k == 0 ? 1.5 : 0.0;
        spec.stay = k == 1 ? 0.5 : 0.0;
        truth = truth_of(&spec);
        assert_true(chance_on(&truth, 3) >
                    1.1 * chance_on(&truth, 1) * chance_on(&truth, 2));
        if (k == 1)
            assert_true(chance_on(&truth, 1) < 0.15);
        uc_truth_clear(&truth);
    }
}

static void what_is_typed_wrong_is_refused(void **state)
{
    static const char *const captures[] = {"", "0", "1", "0.1,", "x", "-0.1"};
    static const char *const effects[] = {"",     "1=2",  "12",     "12=0",
                                          "11=2", "1.=2", "1.17=2", "12=x"};
    static const char *const classes[] = {"", "0.5", "0:0.1", "0.5:2", "1.5:0.1"};
    static const char *const referrals[] = {"", "1-2", "1=0.5", "1-17=0.5", "1-2=2"};
    static const char *const groups[] = {"", "4", "0.5:0.5", "4:2", "4:0.5,3:0.1"};
    uc_truth_spec spec = {0};
    const uc_truth_spec untouched = {0};

    (void)state;
#define REFUSED(what, texts)                                                           \
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)                        \
        if (uc_truth_read_##what(&spec, texts[i], NULL) != UC_EUSAGE)                  \
    fail_msg(#what " '%s' was read", texts[i])
    REFUSED(captures, captures);
    REFUSED(effects, effects);
    REFUSED(classes, classes);
    REFUSED(referrals, referrals);
    REFUSED(groups, groups);
    assert_memory_equal(&spec, &untouched, sizeof spec);
    spec = (uc_truth_spec){
        .n_lists = 3, .population = 10, .n_captures = 2, .capture = {0.1, 0.1}};
    assert_int_equal(uc_truth_check(&spec, NULL), UC_EUSAGE);
    spec.n_captures = 1;
    assert_int_equal(uc_truth_check(&spec, NULL), UC_OK);
    spec.population = 0;
    assert_int_equal(uc_truth_check(&spec, NULL), UC_EUSAGE);
}

static void the_words_of_a_truth_say_all_of_it(void **state)
{
    uc_truth_spec spec = {.n_lists = 3, .population = 100, .spread = 0.5, .stay = 2};
    uc_sink words;

    (void)state;
    assert_int_equal(uc_truth_read_captures(&spec, "0.1,0.2,0.3", NULL), UC_OK);
    assert_int_equal(uc_truth_read_effects(&spec, "12=2,123=0.5", NULL), UC_OK);
    assert_int_equal(uc_truth_read_referrals(&spec, "3-1=0.25", NULL), UC_OK);
    assert_int_equal(uc_truth_read_groups(&spec, "4:0.8", NULL), UC_OK);
    uc_sink_memory(&words);
    uc_truth_write(&spec, &words);
    assert_string_equal(
        words.text, "population 100 lists 3 capture 0.1,0.2,0.3 effect 12=2,123=0.5 "
                    "referral 3-1=0.25 heterogeneity 0.5 stay 2 groups 4:0.8");
    uc_sink_clear(&words);
}

static uc_capture_table draw_one(const uc_truth *truth, uint64_t repeat)
{
    uc_drawing drawing;
    uc_capture_table table;
    uc_rng rng;

    assert_int_equal(uc_drawing_alloc(truth, &drawing, NULL), UC_OK);
    uc_rng_start(&rng, 1, 2, UC_RNG_SIMULATE, repeat);
    assert_int_equal(uc_draw(truth, &drawing, &rng, &table, NULL), UC_OK);
    uc_drawing_free(&drawing);
    return table;
}

/* 100,000 persons: a share p is off by more than 5 sqrt(p(1-p)/n) once in 2 million. */
static void tables_have_the_chances_they_are_drawn_with(void **state)
{
    const uc_truth_spec spec = {.n_lists = 3,
                                .population = 100000,
                                .n_captures = 3,
                                .capture = {0.1, 0.2, 0.4}};
    uc_truth truth = truth_of(&spec);
    uc_capture_table table = draw_one(&truth, 0);

    (void)state;
    for (uint32_t w = 1; w < 8; w++) {
        const double p = uc_truth_chance(&truth, w);

        assert_true(fabs((double)uc_capture_table_count(&table, w) / 1e5 - p) <
                    5.0 * sqrt(p * (1 - p) / 1e5));
    }
    uc_capture_table_clear(&table);
    uc_truth_clear(&truth);
}

static uint64_t records_of(const uc_capture_table *table)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < table->n_histories; i++)
        sum += table->count[i] * uc_term_order(table->history[i]);
    return sum;
}

/* A missed link makes a person more and keeps the records; a false one makes a person
 * less. */
static void linkage_errors_make_more_or_fewer_persons(void **state)
{
    uc_truth_spec spec = {
        .n_lists = 3, .population = 20000, .n_captures = 1, .capture = {0.4}};
    uc_truth plain = truth_of(&spec), missed, linked;
    uc_capture_table a = draw_one(&plain, 0), b, c;
    uint64_t several = 0;

    (void)state;
    spec.missed = 0.5;
    missed = truth_of(&spec);
    b = draw_one(&missed, 0);
    spec.missed = 0.0;
    spec.linked = 0.1;
    linked = truth_of(&spec);
    c = draw_one(&linked, 0);
    for (size_t i = 0; i < a.n_histories; i++)
        several += uc_term_order(a.history[i]) > 1 ? a.count[i] : 0;
    assert_int_equal(records_of(&a), records_of(&b));
    assert_true(fabs((double)(b.n_people - a.n_people) / (double)several - 0.5) < 0.05);
    assert_true(fabs((double)c.n_people / (double)a.n_people - 0.9) < 0.03);
    uc_capture_table_clear(&a);
    uc_capture_table_clear(&b);
    uc_capture_table_clear(&c);
    uc_truth_clear(&plain);
    uc_truth_clear(&missed);
    uc_truth_clear(&linked);
}

/* Groups found together: the number observed scatters more than persons alone would. */
static void groups_scatter_more(void **state)
{
    uc_truth_spec spec = {
        .n_lists = 2, .population = 500, .n_captures = 1, .capture = {0.3}};
    double variance[2] = {0.0};

    (void)state;
    for (unsigned k = 0; k < 2; k++) {
        double sum = 0.0, squares = 0.0;
        uc_truth truth;

        spec.group = k == 1 ? 10.0 : 0.0;
        spec.together = 1.0;
        truth = truth_of(&spec);
        for (uint64_t r = 0; r < 200; r++) {
            uc_capture_table table = draw_one(&truth, r);
            const double n = (double)table.n_people;

            sum += n;
            squares += n * n;
            uc_capture_table_clear(&table);
        }
        variance[k] = squares / 200 - sum / 200 * sum / 200;
        assert_true(fabs(sum / 200 / 500 - 0.51) < 0.05); /* the mean is kept */
        uc_truth_clear(&truth);
    }
    assert_true(variance[1] > 5.0 * variance[0]);
}

static void a_fitted_model_is_a_truth(void **state)
{
    uc_capture_table table = published_capture("UKdat_5");
    uc_model model = model_of("[1,2,3,4,5]", 5);
    const uc_truth_spec spec = {0};
    uc_truth truth;

    (void)state;
    assert_int_equal(uc_truth_fitted(&table, &model, &spec, &truth, NULL), UC_OK);
    assert_int_equal(truth.spec.population, 13444);
    assert_rel(1.0 - uc_truth_chance(&truth, 0), 2744.0 / 13444.1312090139, TOL_ORACLE);
    uc_truth_clear(&truth);
    uc_model_clear(&model);
    uc_capture_table_clear(&table);
}

/* Where lists are independent the model of independent lists is right: no bias beyond
 * its simulation error, coverage as stated. */
static void a_right_method_is_found_right(void **state)
{
    const uc_truth_spec spec = {
        .n_lists = 4, .population = 1000, .n_captures = 1, .capture = {0.2}};
    uc_truth truth = truth_of(&spec);
    const uc_method *method[] = {uc_registry_find("main")};
    uc_mse_settings settings = settings_of(NULL, NULL);
    const uc_trial_plan plan = {&truth, method, 1, &settings, 7};
    uc_trial trial[200];
    uc_drawing drawing;
    uc_scores scores;

    (void)state;
    assert_int_equal(uc_drawing_alloc(&truth, &drawing, NULL), UC_OK);
    for (size_t r = 0; r < 200; r++) {
        assert_int_equal(uc_trial_alloc(&plan, &trial[r], NULL), UC_OK);
        assert_int_equal(uc_trial_run(&plan, &drawing, r, NULL, &trial[r], NULL),
                         UC_OK);
    }
    assert_int_equal(uc_scores_of(&plan, trial, 200, &scores, NULL), UC_OK);
    assert_true(fabs(scores.score[0].bias.value) < 4.0 * scores.score[0].bias.error);
    assert_true(fabs(scores.interval[0].coverage.value - 0.95) <
                4.0 * scores.interval[0].coverage.error);
    assert_int_equal(scores.score[0].n_estimates, 200);
    assert_true(fabs(scores.mean_observed / 1000.0 - (1.0 - 0.8 * 0.8 * 0.8 * 0.8)) <
                0.02);
    uc_scores_clear(&scores);
    for (size_t r = 0; r < 200; r++)
        uc_trial_clear(&trial[r]);
    uc_drawing_free(&drawing);
    uc_mse_settings_clear(&settings);
    uc_truth_clear(&truth);
}

/* Estimates 900, none, 1200 of 1000; intervals that hold the truth, are below it, and
 * are not there. */
static void scores_are_what_they_say(void **state)
{
    uc_truth truth = {.spec = {.population = 1000, .n_lists = 2}};
    const uc_method *method[] = {uc_registry_find("main")};
    uc_mse_settings settings = settings_of(NULL, NULL);
    const uc_trial_plan plan = {&truth, method, 1, &settings, 7};
    uc_mse_status status = UC_MSE_OK;
    bool unmixed = false;
    double estimate[] = {900, NAN, 1200};
    uc_trial_limits limits[] = {{800, 1100}, {NAN, NAN}, {700, 990}};
    uc_trial trial[3];
    uc_scores scores;

    (void)state;
    for (size_t i = 0; i < 3; i++)
        trial[i] = (uc_trial){500, &status, &unmixed, &estimate[i], &limits[i]};
    assert_int_equal(uc_scores_of(&plan, trial, 3, &scores, NULL), UC_OK);
    assert_rel(scores.score[0].failures.value, 1.0 / 3.0, TOL_EXACT);
    assert_rel(scores.score[0].bias.value, 0.05, TOL_CLOSED);
    assert_rel(scores.score[0].bias.error, 0.15, TOL_CLOSED); /* sd .2121 / sqrt 2 */
    assert_rel(scores.score[0].rmse.value, sqrt((0.01 + 0.04) / 2), TOL_CLOSED);
    assert_rel(scores.interval[0].coverage.value, 0.5, TOL_EXACT);
    assert_rel(scores.interval[0].too_low.value, 0.5, TOL_EXACT);
    assert_rel(scores.interval[0].width.value, 0.295, TOL_CLOSED);
    uc_scores_clear(&scores);
    uc_mse_settings_clear(&settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_lists_multiply),
        cmocka_unit_test(effects_are_odds_ratios_at_kept_chances),
        cmocka_unit_test(classes_are_mixed_by_their_shares),
        cmocka_unit_test(referral_moves_people_to_the_other_list),
        cmocka_unit_test(differences_of_persons_make_lists_dependent),
        cmocka_unit_test(what_is_typed_wrong_is_refused),
        cmocka_unit_test(the_words_of_a_truth_say_all_of_it),
        cmocka_unit_test(tables_have_the_chances_they_are_drawn_with),
        cmocka_unit_test(linkage_errors_make_more_or_fewer_persons),
        cmocka_unit_test(groups_scatter_more),
        cmocka_unit_test(a_fitted_model_is_a_truth),
        cmocka_unit_test(a_right_method_is_found_right),
        cmocka_unit_test(scores_are_what_they_say),
    };

    return cmocka_run_group_tests_name("simulate", tests, NULL, NULL);
}
