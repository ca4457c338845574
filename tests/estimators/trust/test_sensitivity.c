/* test_sensitivity.c - unit tests of estimators/trust/sensitivity.h
 *
 * Estimates within lists agree with tests/oracle/binette_steorts (SparseMSE at
 * threshold 0.02), where the published program has a finite one. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/faults.h"
#include "data/capture_reader.h"
#include "estimators/trust/sensitivity.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

static const double odds[] = {0.5, 1.0, 2.0}, rates[] = {0.05};

static uc_capture_set set_of(const char *path, const char *by)
{
    const char *const columns[] = {by};
    const uc_capture_opts opts = {.by = by != NULL ? columns : NULL,
                                  .n_by = by != NULL};
    uc_capture_set set = {0};
    uc_faults faults = {0};

    assert_int_equal(uc_capture_read(path, &opts, &faults, &set, NULL), UC_OK);
    assert_int_equal(faults.n_total, 0);
    uc_faults_clear(&faults);
    return set;
}

static uc_sensitivity find(const uc_capture_set *set, const char *method,
                           const uc_mse_settings *settings, bool short_form)
{
    const uc_method *methods[] = {uc_registry_find(method)};
    const uc_sensitivity_opts opts = {.set = set,
                                      .method = methods,
                                      .n_methods = 1,
                                      .settings = settings,
                                      .odds = odds,
                                      .n_odds = 3,
                                      .rate = rates,
                                      .n_rates = 1,
                                      .short_form = short_form,
                                      .minimum = 30};
    const uc_batch_opts batch = {.n_threads = 1};
    uc_sensitivity found;
    uc_error err = {.msg = ""};

    if (uc_sensitivity_find(&opts, &batch, &found, &err) != UC_OK)
        fail_msg("%s", err.msg);
    return found;
}

static const uc_sensitivity_row *row_of(const uc_sensitivity *found,
                                        uc_sensitivity_kind kind, const char *label)
{
    for (size_t i = 0; i < found->n_rows; i++)
        if (found->row[i].kind == kind && strcmp(found->row[i].label, label) == 0)
            return &found->row[i];
    fail_msg("no row '%s'", label);
    return NULL;
}

/* Rows say what `undercount estimate` says of the same tables. */
static void rows_are_estimates_of_their_own(void **state)
{
    uc_capture_set set = set_of("data/sets/UKdat_5/UKdat_5.csv", NULL);
    uc_mse_settings settings = settings_of(NULL, NULL);
    uc_sensitivity found = find(&set, "bic", &settings, false);
    const uc_sensitivity_row *base = &found.row[0];

    (void)state;
    assert_int_equal(base->kind, UC_SENSITIVITY_BASE);
    assert_rel(base->estimate, 25311.2906125325, TOL_ORACLE);
    assert_rel(row_of(&found, UC_SENSITIVITY_METHOD, "main")->estimate,
               13444.1312090139, TOL_ORACLE);
    assert_rel(row_of(&found, UC_SENSITIVITY_THRESHOLD, "p below 0.02")->estimate,
               11312.9902894354, TOL_ORACLE);
    assert_rel(row_of(&found, UC_SENSITIVITY_ORDER, "order up to 1")->estimate,
               13444.1312090139, TOL_ORACLE);
    assert_rel(row_of(&found, UC_SENSITIVITY_HIGHEST, "xi = 1")->estimate,
               base->estimate, TOL_EXACT);
    assert_rel(row_of(&found, UC_SENSITIVITY_HIGHEST, "xi = 2")->estimate,
               2744.0 + (base->estimate - 2744.0) / 2.0, TOL_CLOSED);
    assert_rel(row_of(&found, UC_SENSITIVITY_EXISTENCE, "strict")->ratio, 1.0,
               TOL_EXACT);
    uc_sensitivity_clear(&found);
    uc_mse_settings_clear(&settings);
    uc_capture_set_clear(&set);
}

static void the_short_form_leaves_lists_out_and_compares_models(void **state)
{
    uc_capture_set set = set_of("data/sets/UKdat_5/UKdat_5.csv", NULL);
    uc_mse_settings settings = settings_of(NULL, NULL);
    uc_sensitivity found = find(&set, "bic", &settings, true);

    (void)state;
    assert_int_equal(found.n_rows, 1 + 5 + 4);
    assert_int_equal(found.n_consistency, 0);
    assert_string_equal(uc_sensitivity_farthest(&found, UC_SENSITIVITY_LIST)->label,
                        "without GO");
    assert_null(uc_sensitivity_farthest(&found, UC_SENSITIVITY_METHOD));
    uc_sensitivity_clear(&found);
    uc_mse_settings_clear(&settings);
    uc_capture_set_clear(&set);
}

static void strata_are_left_out_in_turn(void **state)
{
    uc_capture_set set =
        set_of("data/sets/ScotPWID_strata/ScotPWID_strata.csv", "Region");
    uc_mse_settings settings = settings_of(NULL, NULL);
    uc_sensitivity found = find(&set, "main", &settings, false);
    size_t n = 0;
    double sum = 0.0;

    (void)state;
    for (size_t s = 0; s < set.n_strata; s++) {
        uc_estimate e = estimate_of(&set.strata[s].table, "main", &settings);

        sum += e.estimate;
        uc_estimate_clear(&e);
    }
    for (size_t i = 0; i < found.n_rows; i++)
        n += found.row[i].kind == UC_SENSITIVITY_STRATUM;
    assert_int_equal(n, 2 * set.n_strata + 1);
    assert_rel(row_of(&found, UC_SENSITIVITY_STRATUM, "sum of strata, each by itself")
                   ->estimate,
               sum, TOL_CLOSED);
    uc_sensitivity_clear(&found);
    uc_mse_settings_clear(&settings);
    uc_capture_set_clear(&set);
}

#define N_DATA 5

/* What is found of each data set, once. */
typedef struct within {
    uc_sensitivity found;
    uc_capture_set set;
    bool there;
} within;

static const within *within_of(const char *data, within all[N_DATA])
{
    static const char *const names[N_DATA][2] = {{"United Kingdom", "UKdat_5"},
                                                 {"Netherlands", "Ned_5"},
                                                 {"New Orleans", "NewOrl_5_185"},
                                                 {"Western U.S.", "Western"},
                                                 {"Australia", "Australia"}};
    uc_mse_settings settings = settings_of("p-threshold", "0.02", NULL);
    char path[128];
    size_t k = 0;

    while (strcmp(names[k][0], data) != 0)
        k++;
    if (!all[k].there) {
        (void)snprintf(path, sizeof path, "data/sets/%s/%s.csv", names[k][1],
                       names[k][1]);
        all[k].set = set_of(path, NULL);
        all[k].found = find(&all[k].set, "stepwise", &settings, false);
        all[k].there = true;
    }
    uc_mse_settings_clear(&settings);
    return &all[k];
}

/* Ours for a line of the oracle; NAN when there is none. */
static double ours_within(const within *w, const char *list, uint64_t *known)
{
    double estimate = NAN;

    for (size_t i = 0; i < w->found.n_consistency; i++)
        if (strcmp(w->set.list_names[w->found.consistency[i].list], list) == 0) {
            estimate = w->found.consistency[i].estimate;
            *known = w->found.consistency[i].known;
        }
    return estimate;
}

static void people_of_lists_are_estimated_as_published(void **state)
{
    FILE *file = fopen("tests/oracle/binette_steorts/internal_consistency.csv", "r");
    char line[512];
    size_t n = 0, n_without = 0;
    within all[N_DATA] = {{.there = false}};

    (void)state;
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        char *at = line, *data = published_field(&at), *list = published_field(&at),
             *method = published_field(&at), *known_text = published_field(&at);
        double published;
        uint64_t known = 0;

        (void)published_field(&at);
        published = strtod(published_field(&at), NULL);
        if (strcmp(method, "SparseMSE") != 0)
            continue;
        if (published > 1e6 || strcmp(list, "H") == 0) {
            /* no finite estimate, or one person that identifies nothing */
            assert_true(isnan(ours_within(within_of(data, all), list, &known)));
            n_without++;
        } else {
            assert_rel(ours_within(within_of(data, all), list, &known), published,
                       TOL_ORACLE);
            n++;
        }
        assert_int_equal(known, strtoul(known_text, NULL, 10));
    }
    (void)fclose(file);
    for (size_t k = 0; k < N_DATA; k++) {
        uc_sensitivity_clear(&all[k].found);
        uc_capture_set_clear(&all[k].set);
    }
    assert_int_equal(n, 21);
    assert_int_equal(n_without, 3);
}

static void a_summary_counts_lists_with_enough_people(void **state)
{
    const uc_method *m = uc_registry_find("main");
    const uc_consistency_row rows[] = {
        {.method = m,
         .observed = 50,
         .low = 1,
         .high = 2,
         .log_ratio = 0.5,
         .covered = true},
        {.method = m, .observed = 50, .low = NAN, .high = NAN, .log_ratio = -0.1},
        {.method = m, .observed = 50, .low = NAN, .high = NAN, .log_ratio = NAN},
        {.method = m, .observed = 10, .low = 1, .high = 2, .log_ratio = 9.0}};
    const uc_consistency_summary sum = uc_consistency_sum(rows, 4, m, 30);

    (void)state;
    assert_int_equal(sum.n_lists, 3);
    assert_int_equal(sum.n_estimates, 2);
    assert_int_equal(sum.n_intervals, 1);
    assert_int_equal(sum.n_covered, 1);
    assert_rel(sum.mean_log_ratio, 0.2, TOL_EXACT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_estimates_of_their_own),
        cmocka_unit_test(the_short_form_leaves_lists_out_and_compares_models),
        cmocka_unit_test(strata_are_left_out_in_turn),
        cmocka_unit_test(people_of_lists_are_estimated_as_published),
        cmocka_unit_test(a_summary_counts_lists_with_enough_people),
    };

    return cmocka_run_group_tests_name("sensitivity", tests, NULL, NULL);
}
