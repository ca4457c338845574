/* test_gap.c - unit tests of estimators/gap/gap.h */
#include "tests/support.h"

#include "estimators/gap/gap.h"

/* I = 66 520 of N = 24.9 million, as in the example appraisal, with made-up limits
 * whose ratios share no factor, so that a swapped limit cannot cancel. */
static void figures_match_closed_forms(void **state)
{
    const double i = 66520, n = 24.9e6, lo = 21.3e6, hi = 29.7e6, pop = 7.5e9;
    const uc_gap_input in = {.identified = i,
                             .estimate = uc_figure_of(n, lo, hi, NULL, NULL),
                             .population = pop,
                             .identified_population = 2 * pop};
    const uc_gap gap = uc_gap_compute(&in);

    (void)state;
    assert_rel(gap.unidentified.value, n - i, TOL_EXACT);
    assert_rel(gap.unidentified.low, lo - i, TOL_EXACT);
    assert_rel(gap.unidentified.high, hi - i, TOL_EXACT);
    assert_rel(gap.share.value, i / n, TOL_EXACT);
    assert_rel(gap.share.low, i / hi, TOL_EXACT); /* decreases in N: swapped */
    assert_rel(gap.share.high, i / lo, TOL_EXACT);
    assert_rel(gap.per_identified.value, n / i, TOL_EXACT);
    assert_rel(gap.per_identified.low, lo / i, TOL_EXACT);
    assert_rel(gap.per_identified.high, hi / i, TOL_EXACT);
    assert_rel(gap.estimate_rate.value, n / pop, TOL_EXACT);
    assert_rel(gap.estimate_rate.low, lo / pop, TOL_EXACT);
    assert_rel(gap.estimate_rate.high, hi / pop, TOL_EXACT);
    assert_rel(gap.identified_rate.value, i / (2 * pop), TOL_EXACT);
    assert_int_equal(gap.finding, UC_GAP_CONSISTENT);
}

/* With the identified constant, limits from replicates are those of the known count. */
static void replicates_of_a_known_count_change_nothing(void **state)
{
    double estimate[101], identified[101];
    const uc_gap_replicates reps = {.estimate = estimate,
                                    .identified = identified,
                                    .n = 101,
                                    .low = 0.025,
                                    .high = 0.975};
    uc_gap_input in = {
        .identified = 40, .population = NAN, .identified_population = NAN};
    uc_gap known, drawn;

    (void)state;
    for (int r = 0; r < 101; r++) {
        estimate[r] = 100.0 + (double)(r * 37 % 101);
        identified[r] = 40;
    }
    /* type 8 quantiles of 100, 101, ..., 200 */
    in.estimate =
        uc_figure_of(150, 100.0 + 101.0 * 0.025 + (0.025 + 1.0) / 3.0 - 1.0,
                     100.0 + 101.0 * 0.975 + (0.975 + 1.0) / 3.0 - 1.0, NULL, NULL);
    known = uc_gap_compute(&in);
    in.replicates = &reps;
    drawn = uc_gap_compute(&in);
    assert_rel(drawn.unidentified.low, known.unidentified.low, TOL_CLOSED);
    assert_rel(drawn.unidentified.high, known.unidentified.high, TOL_CLOSED);
    assert_rel(drawn.per_identified.high, known.per_identified.high, TOL_CLOSED);
    /* between two replicates I / N is not a line */
    assert_rel(drawn.share.low, known.share.low, 1e-4);
    assert_rel(drawn.share.high, known.share.high, 1e-4);
}

/* Where identified and estimate rise and fall together the share hardly varies. */
static void replicates_keep_what_moves_together(void **state)
{
    double estimate[101], identified[101];
    const uc_gap_replicates reps = {.estimate = estimate,
                                    .identified = identified,
                                    .n = 101,
                                    .low = 0.025,
                                    .high = 0.975};
    const uc_gap_input in = {.identified = 75,
                             .estimate = uc_figure_of(150, 102, 198, NULL, NULL),
                             .population = NAN,
                             .identified_population = NAN,
                             .replicates = &reps};
    uc_gap gap;

    (void)state;
    for (int r = 0; r < 101; r++) {
        estimate[r] = r == 50 ? NAN : 100.0 + (double)r; /* one has no estimate */
        identified[r] = (100.0 + (double)r) / 2.0;
    }
    gap = uc_gap_compute(&in);
    assert_rel(gap.share.low, 0.5, TOL_EXACT);
    assert_rel(gap.share.high, 0.5, TOL_EXACT);
    assert_true(gap.unidentified.low > 50.0 && gap.unidentified.low < 53.0);
    assert_true(gap.unidentified.high > 97.0 && gap.unidentified.high < 100.0);
}

static void nothing_but_an_estimate_says_why(void **state)
{
    const uc_gap_input in = {.identified = NAN,
                             .estimate = uc_figure_of(100, NAN, NAN, NULL, NULL),
                             .population = NAN,
                             .identified_population = NAN};
    const uc_gap gap = uc_gap_compute(&in);

    (void)state;
    assert_true(isnan(gap.share.value));
    assert_string_equal(gap.unidentified.no_value, UC_GAP_NO_IDENTIFIED);
    assert_string_equal(gap.share.no_low, UC_GAP_NO_IDENTIFIED);
    assert_string_equal(gap.estimate_rate.no_value, UC_GAP_NO_POPULATION);
    assert_string_equal(gap.identified_rate.no_value, UC_GAP_NO_IDENTIFIED);
    assert_int_equal(gap.finding, UC_GAP_NOT_COMPARED);
}

static void estimate_without_interval_keeps_its_figures(void **state)
{
    const uc_gap_input in = {.identified = 25,
                             .estimate = uc_figure_of(100, NAN, 150, NULL, NULL),
                             .population = NAN,
                             .identified_population = NAN};
    const uc_gap gap = uc_gap_compute(&in);

    (void)state;
    assert_rel(gap.share.value, 0.25, TOL_EXACT);
    assert_string_equal(gap.unidentified.no_low, UC_GAP_NO_INTERVAL);
    assert_null(gap.unidentified.no_high);
    assert_rel(gap.share.low, 25.0 / 150, TOL_EXACT);
    assert_true(isnan(gap.share.high)); /* the missing lower limit of N */
    assert_string_equal(gap.share.no_high, UC_GAP_NO_INTERVAL);
}

static void the_estimators_reason_passes_through(void **state)
{
    const uc_gap_input in = {
        .identified = 25,
        .estimate = uc_figure_of(NAN, NAN, NAN, "no_finite_estimate", NULL),
        .population = 1000,
        .identified_population = 1000};
    const uc_gap gap = uc_gap_compute(&in);

    (void)state;
    assert_string_equal(gap.share.no_value, "no_finite_estimate");
    assert_string_equal(gap.estimate_rate.no_high, "no_finite_estimate");
    assert_rel(gap.identified_rate.value, 0.025, TOL_EXACT);
    assert_int_equal(gap.finding, UC_GAP_NOT_COMPARED);
}

static void nobody_identified_has_a_share_but_no_ratio(void **state)
{
    const uc_gap_input in = {.identified = 0,
                             .estimate = uc_figure_of(100, 80, 120, NULL, NULL),
                             .population = NAN,
                             .identified_population = NAN};
    const uc_gap gap = uc_gap_compute(&in);

    (void)state;
    assert_true(gap.share.value == 0 && gap.share.low == 0 && gap.share.high == 0);
    assert_string_equal(gap.per_identified.no_value, UC_GAP_ZERO_IDENTIFIED);
    assert_rel(gap.unidentified.value, 100, TOL_EXACT);
}

static void zero_estimate_has_no_share(void **state)
{
    const uc_gap_input in = {.identified = 5,
                             .estimate = uc_figure_of(0, 0, 10, NULL, NULL),
                             .population = NAN,
                             .identified_population = NAN};
    const uc_gap gap = uc_gap_compute(&in);

    (void)state;
    assert_string_equal(gap.share.no_value, UC_GAP_ZERO_ESTIMATE);
    assert_string_equal(gap.share.no_high, UC_GAP_ZERO_ESTIMATE);
    assert_rel(gap.share.low, 0.5, TOL_EXACT);
}

/* More identified than estimated: reported, never clipped to 1 or 0. */
static void contradictions_are_findings(void **state)
{
    const uc_gap_input mild = {.identified = 110,
                               .estimate = uc_figure_of(100, 80, 120, NULL, NULL),
                               .population = NAN,
                               .identified_population = NAN};
    const uc_gap_input whole = {.identified = 130,
                                .estimate = uc_figure_of(100, 80, 120, NULL, NULL),
                                .population = NAN,
                                .identified_population = NAN};
    uc_gap gap = uc_gap_compute(&mild);

    (void)state;
    assert_int_equal(gap.finding, UC_GAP_ABOVE_ESTIMATE);
    assert_rel(gap.share.value, 1.1, TOL_EXACT);
    assert_rel(gap.unidentified.value, -10, TOL_EXACT);
    gap = uc_gap_compute(&whole);
    assert_int_equal(gap.finding, UC_GAP_ABOVE_INTERVAL);
    assert_true(gap.share.low > 1);
    assert_string_equal(uc_gap_finding_name(gap.finding), "identified_above_interval");
}

/* On the table's own lists N - I is the hidden part exactly, limits too. */
static void any_list_leaves_the_hidden_part(void **state)
{
    const double n_observed = 2744, hidden = 9605.5869536, lo = 8113.0455, hi = 11372.7;
    const uc_gap_input in = {.identified = n_observed,
                             .estimate =
                                 uc_figure_of(n_observed + hidden, n_observed + lo,
                                              n_observed + hi, NULL, NULL),
                             .population = NAN,
                             .identified_population = NAN};
    const uc_gap gap = uc_gap_compute(&in);

    (void)state;
    assert_rel(gap.unidentified.value, hidden, TOL_CLOSED);
    assert_rel(gap.unidentified.low, lo, TOL_CLOSED);
    assert_rel(gap.unidentified.high, hi, TOL_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_match_closed_forms),
        cmocka_unit_test(replicates_of_a_known_count_change_nothing),
        cmocka_unit_test(replicates_keep_what_moves_together),
        cmocka_unit_test(nothing_but_an_estimate_says_why),
        cmocka_unit_test(estimate_without_interval_keeps_its_figures),
        cmocka_unit_test(the_estimators_reason_passes_through),
        cmocka_unit_test(nobody_identified_has_a_share_but_no_ratio),
        cmocka_unit_test(zero_estimate_has_no_share),
        cmocka_unit_test(contradictions_are_findings),
        cmocka_unit_test(any_list_leaves_the_hidden_part),
    };
    return cmocka_run_group_tests_name("gap", tests, NULL, NULL);
}
