/* test_recovery.c - whether credible intervals hold a known population as often as they
 * say, by the trials of 'undercount simulate'
 *
 * The truths are ones that the methods can express. The two-stage rule of
 * bayes-threshold takes its choice as certain and is no posterior from one prior, so
 * that its coverage is all that can be checked of it.
 */
#include "tests/support.h"

#include "estimators/simulate/score.h"
#include "tests/estimators/mse/fixtures.h"

#define REPEATS 40

static const char *const names[] = {"decomposable", "latent-class", "bayes-threshold",
                                    "bma"};
#define N_METHODS (sizeof names / sizeof *names)

static uc_scores scores_of(const uc_truth *truth, const uc_mse_settings *settings)
{
    const uc_method *method[N_METHODS];
    const uc_trial_plan plan = {truth, method, N_METHODS, settings, 11};
    uc_drawing drawing;
    uc_trial trial[REPEATS];
    uc_scores scores;

    for (size_t m = 0; m < N_METHODS; m++)
        method[m] = uc_registry_find(names[m]);
    assert_int_equal(uc_drawing_alloc(truth, &drawing, NULL), UC_OK);
    for (size_t i = 0; i < REPEATS; i++) {
        assert_int_equal(uc_trial_alloc(&plan, &trial[i], NULL), UC_OK);
        assert_int_equal(uc_trial_run(&plan, &drawing, i, NULL, &trial[i], NULL),
                         UC_OK);
    }
    assert_int_equal(uc_scores_of(&plan, trial, REPEATS, &scores, NULL), UC_OK);
    for (size_t i = 0; i < REPEATS; i++)
        uc_trial_clear(&trial[i]);
    uc_drawing_free(&drawing);
    return scores;
}

/* Limits of the binomial(40, level) that are passed once in a thousand seeds, and the
 * seed is fixed. */
static void covers(uc_truth_spec *spec, const char *effects)
{
    uc_mse_settings settings =
        settings_of("level", "0.5,0.95", "iterations", "1500", NULL);
    uc_truth truth;
    uc_scores scores;

    if (effects != NULL)
        assert_int_equal(uc_truth_read_effects(spec, effects, NULL), UC_OK);
    assert_int_equal(uc_truth_make(spec, &truth, NULL), UC_OK);
    scores = scores_of(&truth, &settings);
    assert_int_equal(scores.n_intervals, 2 * N_METHODS);
    for (size_t i = 0; i < scores.n_intervals; i++) {
        const uc_interval_score *s = &scores.interval[i];
        const double least = s->level > 0.9 ? 33.0 : 10.0;
        const double most = s->level > 0.9 ? 40.0 : 30.0;
        const double held = s->coverage.value * REPEATS;

        assert_int_equal(s->kind, UC_INTERVAL_CREDIBLE);
        assert_int_equal(s->n_intervals, REPEATS);
        if (!(held > least - 0.5 && held < most + 0.5))
            fail_msg("%s: %g of %d intervals of %g hold the truth", s->method->name,
                     held, REPEATS, s->level);
    }
    uc_scores_clear(&scores);
    uc_truth_clear(&truth);
}

static void independent_lists_are_recovered(void **state)
{
    uc_truth_spec spec = {
        .n_lists = 4, .population = 500, .n_captures = 1, .capture = {0.25}};

    (void)state;
    covers(&spec, NULL);
}

static void a_pair_that_depends_is_recovered(void **state)
{
    uc_truth_spec spec = {
        .n_lists = 4, .population = 500, .n_captures = 1, .capture = {0.25}};

    (void)state;
    covers(&spec, "12=4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_lists_are_recovered),
        cmocka_unit_test(a_pair_that_depends_is_recovered),
    };
    return cmocka_run_group_tests_name("recovery", tests, NULL, NULL);
}
