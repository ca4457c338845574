/* test_trial_store.c - unit tests of pipeline/trust/trial_store.h */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/trust/trial_store.h"
#include "tests/estimators/mse/fixtures.h"

#define N 4

static uc_truth truth = {.spec = {.population = 100, .n_lists = 2}};
static const uc_method *method[2];
static uc_mse_settings settings;
static uc_trial_plan plan;

static void start(void)
{
    method[0] = uc_registry_find("main");
    method[1] = uc_registry_find("bic");
    settings = settings_of("level", "0.8,0.95", NULL);
    plan = (uc_trial_plan){&truth, method, 2, &settings, 7};
}

static uc_trial trial_of(double base)
{
    uc_trial trial;

    assert_int_equal(uc_trial_alloc(&plan, &trial, NULL), UC_OK);
    trial.n_observed = 55;
    for (size_t m = 0; m < 2; m++) {
        trial.status[m] = m == 0 ? UC_MSE_OK : UC_MSE_NO_FINITE_ESTIMATE;
        trial.unmixed[m] = m == 0 && base > 1000.0;
        trial.estimate[m] = m == 0 ? base / 3.0 : NAN;
        for (size_t k = 0; k < 2; k++)
            trial.limits[2 * m + k] = m == 0 ? (uc_trial_limits){base / 7.0, base}
                                             : (uc_trial_limits){NAN, NAN};
    }
    return trial;
}

static void same(const uc_trial *a, const uc_trial *b)
{
    assert_int_equal(a->n_observed, b->n_observed);
    for (size_t m = 0; m < 2; m++) {
        assert_int_equal(a->status[m], b->status[m]);
        assert_int_equal(a->unmixed[m], b->unmixed[m]);
        assert_true(a->estimate[m] == b->estimate[m] ||
                    (isnan(a->estimate[m]) && isnan(b->estimate[m])));
    }
    assert_true(a->limits[1].low == b->limits[1].low);
    assert_true(a->limits[0].high == b->limits[0].high);
    assert_true(isnan(a->limits[2].low) && isnan(b->limits[2].low));
}

static void a_line_is_read_as_it_was_written_or_not_at_all(void **state)
{
    uc_trial written = trial_of(1234.5), read = trial_of(0.0);
    uc_sink line;
    size_t repeat = 0;

    (void)state;
    uc_sink_memory(&line);
    uc_trial_line_write(&plan, 17, &written, &line);
    assert_true(uc_trial_line_read(&plan, line.text, line.len, &repeat, &read));
    assert_int_equal(repeat, 17);
    same(&read, &written);
    for (size_t i = 0; i < line.len; i++) {
        line.text[i] ^= 1;
        assert_false(uc_trial_line_read(&plan, line.text, line.len, &repeat, &read));
        line.text[i] ^= 1;
        assert_false(uc_trial_line_read(&plan, line.text, i, &repeat, &read));
    }
    uc_sink_clear(&line);
    uc_trial_clear(&written);
    uc_trial_clear(&read);
}

typedef struct store {
    char path[64];
    char hash[UC_SHA256_HEX];
    uc_trial trial[N];
    unsigned char done[N];
} store;

static store store_at(const char *name)
{
    store s = {.done = {0}};

    (void)snprintf(s.path, sizeof s.path, "/tmp/uc-test-%s-%ld", name, (long)getpid());
    uc_trial_hash(&plan, "words", s.hash);
    for (size_t i = 0; i < N; i++)
        s.trial[i] = trial_of(0.0);
    return s;
}

static void drop(store *s)
{
    for (size_t i = 0; i < N; i++)
        uc_trial_clear(&s->trial[i]);
    (void)unlink(s->path);
}

static uc_status open_store(store *s, uc_trial_store **opened)
{
    return uc_trial_store_open(s->path, s->hash, &plan, s->trial, s->done, N, opened,
                               NULL);
}

static void what_was_kept_is_there_again_and_a_torn_end_is_cut(void **state)
{
    store s = store_at("trials");
    uc_trial kept = trial_of(900.0);
    uc_trial_store *opened = NULL;
    FILE *file;

    (void)state;
    assert_int_equal(open_store(&s, &opened), UC_OK);
    assert_int_equal(uc_trial_store_add(opened, &plan, 2, &kept, NULL), UC_OK);
    assert_int_equal(uc_trial_store_close(opened, NULL), UC_OK);
    file = fopen(s.path, "a");
    assert_non_null(file);
    (void)fputs("3 55 0 1", file);
    (void)fclose(file);
    memset(s.done, 0, sizeof s.done);
    assert_int_equal(open_store(&s, &opened), UC_OK);
    assert_int_equal(s.done[2], 1);
    assert_int_equal(s.done[3], 0);
    same(&s.trial[2], &kept);
    assert_int_equal(uc_trial_store_add(opened, &plan, 3, &kept, NULL), UC_OK);
    assert_int_equal(uc_trial_store_close(opened, NULL), UC_OK);
    assert_int_equal(open_store(&s, &opened), UC_OK);
    assert_int_equal(s.done[2] + s.done[3], 2);
    assert_int_equal(uc_trial_store_close(opened, NULL), UC_OK);
    uc_trial_clear(&kept);
    drop(&s);
}

static void another_simulation_is_refused(void **state)
{
    store s = store_at("other");
    uc_trial_store *opened = NULL;
    size_t whole;

    (void)state;
    assert_int_equal(open_store(&s, &opened), UC_OK);
    assert_int_equal(uc_trial_store_close(opened, NULL), UC_OK);
    uc_trial_hash(&plan, "other words", s.hash);
    assert_int_equal(open_store(&s, &opened), UC_EDATA);
    assert_int_equal(
        uc_trial_store_read(s.path, s.hash, &plan, s.trial, s.done, N, &whole, NULL),
        UC_EDATA);
    (void)unlink(s.path);
    assert_int_equal(
        uc_trial_store_read(s.path, s.hash, &plan, s.trial, s.done, N, &whole, NULL),
        UC_ENOINPUT);
    drop(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_read_as_it_was_written_or_not_at_all),
        cmocka_unit_test(what_was_kept_is_there_again_and_a_torn_end_is_cut),
        cmocka_unit_test(another_simulation_is_refused),
    };
    int failed;

    start();
    failed = cmocka_run_group_tests_name("trial_store", tests, NULL, NULL);
    uc_mse_settings_clear(&settings);
    return failed;
}
