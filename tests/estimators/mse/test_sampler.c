/* test_sampler.c - unit and property tests of estimators/mse/sampler.h */
#include "tests/support.h"

#include <stdlib.h>

#include "estimators/mse/sampler.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

/* Gives every person of the table to a batch of `size` people with one history. */
static void batch_alike(uc_capture_table *table, size_t size)
{
    uc_capture_batches made = {0};
    size_t n = 0;

    for (size_t i = 0; i < table->n_histories; i++)
        n += (table->count[i] + size - 1) / size;
    made.start = calloc(n + 1, sizeof *made.start);
    made.history = calloc(n + 1, sizeof *made.history);
    made.count = calloc(n + 1, sizeof *made.count);
    for (size_t i = 0; i < table->n_histories; i++)
        for (uint64_t left = table->count[i]; left > 0;) {
            const uint64_t some = left < size ? left : size;

            made.history[made.n_batches] = table->history[i];
            made.count[made.n_batches] = some;
            made.n_batches++;
            made.start[made.n_batches] = made.n_batches;
            left -= some;
        }
    uc_capture_table_batch(table, &made);
}

static double people_of(const uc_dense *dense)
{
    double sum = 0.0;

    for (size_t w = 1; w < dense->n_cells; w++)
        sum += dense->count[w];
    return sum;
}

/* Means over many draws are the fitted ones, those on no list left out; the number of
 * people varies as it must. Six standard errors: one run in 10^9 would fail. */
static void the_fitted_model_is_drawn(void **state)
{
    const double fitted[8] = {60.0, 20.5, 9.25, 0.0, 30.0, 4.75, 11.0, 2.5};
    uc_dense dense = table_of(3, (const double[8]){0, 1, 1, 0, 1, 1, 1, 1});
    uc_capture_table table = published_sparse(&dense);
    double sum[8] = {0}, all = 0.0, squares = 0.0;
    uc_sampler s;

    (void)state;
    assert_int_equal(uc_sampler_init(&s, UC_BOOTSTRAP_PARAMETRIC, &table, fitted, NULL),
                     UC_OK);
    assert_int_equal(s.n_people, 138);
    for (uint64_t r = 0; r < 4000; r++) {
        uc_sampler_draw(&s, 1, 2, r, NULL, &dense);
        for (size_t w = 0; w < 8; w++)
            sum[w] += dense.count[w];
        assert_true(dense.count[0] == 0.0 && dense.n_people == people_of(&dense));
        all += dense.n_people;
        squares += dense.n_people * dense.n_people;
    }
    for (size_t w = 1; w < 8; w++)
        assert_true(fabs(sum[w] / 4000 - fitted[w]) <=
                    6.0 * sqrt(fitted[w] / 4000) + 1e-12);
    assert_true(sum[3] == 0.0);
    { /* binomial: 138 people, each seen with chance 78/138 */
        const double v = 138.0 * (78.0 / 138.0) * (60.0 / 138.0);

        assert_rel((squares - all * all / 4000) / 3999, v, 0.15);
    }
    uc_sampler_free(&s);
    uc_capture_table_clear(&table);
    uc_dense_free(&dense);
}

/* Same seed, key and replicate: same table. */
static void draws_are_named(void **state)
{
    uc_capture_table table = published_capture("UKdat_5");
    double room[64];
    uc_dense a, b;
    uc_sampler s;

    (void)state;
    batch_alike(&table, 3);
    assert_int_equal(uc_dense_alloc(5, &a, NULL), UC_OK);
    assert_int_equal(uc_dense_alloc(5, &b, NULL), UC_OK);
    for (unsigned kind = UC_BOOTSTRAP_PEOPLE; kind <= UC_BOOTSTRAP_BATCHES; kind++) {
        assert_int_equal(
            uc_sampler_init(&s, (uc_bootstrap_kind)kind, &table, NULL, NULL), UC_OK);
        uc_sampler_draw(&s, 1, 2, 3, room, &a);
        uc_sampler_draw(&s, 1, 2, 4, room, &b);
        assert_memory_not_equal(a.count, b.count, 32 * sizeof *a.count);
        uc_sampler_draw(&s, 1, 2, 3, room, &b);
        assert_memory_equal(a.count, b.count, 32 * sizeof *a.count);
        uc_sampler_free(&s);
    }
    uc_dense_free(&a);
    uc_dense_free(&b);
    uc_capture_table_clear(&table);
}

static void deleting_takes_a_person_or_a_batch(void **state)
{
    uc_capture_table table = published_capture("Korea");
    uc_dense dense, full = published_table("Korea");
    uc_sampler s;

    (void)state;
    batch_alike(&table, 5);
    assert_int_equal(uc_dense_alloc(3, &dense, NULL), UC_OK);
    assert_int_equal(uc_sampler_init(&s, UC_BOOTSTRAP_PEOPLE, &table, NULL, NULL),
                     UC_OK);
    assert_int_equal(uc_sampler_n_deletes(&s), table.n_histories);
    for (size_t i = 0; i < table.n_histories; i++) {
        uc_sampler_delete(&s, i, &dense);
        assert_true(dense.n_people == full.n_people - 1.0);
        assert_int_equal(uc_sampler_weight(&s, i), table.count[i]);
    }
    uc_sampler_free(&s);
    assert_int_equal(uc_sampler_init(&s, UC_BOOTSTRAP_BATCHES, &table, NULL, NULL),
                     UC_OK);
    assert_int_equal(uc_sampler_n_deletes(&s), table.batches.n_batches);
    for (size_t i = 0; i < table.batches.n_batches; i++) {
        uc_sampler_delete(&s, i, &dense);
        assert_true(dense.n_people == full.n_people - (double)table.batches.count[i]);
        assert_int_equal(uc_sampler_weight(&s, i), 1);
    }
    uc_sampler_free(&s);
    uc_dense_free(&dense);
    uc_dense_free(&full);
    uc_capture_table_clear(&table);
}

/* People who come in fours with one history say as much as a quarter of them: the
 * standard error doubles, of bootstrap and jackknife alike. Batches of one are people.
 */
static void batches_widen_as_they_must(void **state)
{
    uc_mse_settings s =
        settings_of("bootstrap", "600", "interval", "percentile,jackknife", NULL);
    double boot[3], jack[3];

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        uc_capture_table table = published_capture("Kosovo");
        uc_estimate e;

        if (k > 0)
            batch_alike(&table, k == 1 ? 1 : 4);
        e = estimate_of(&table, "main", &s);
        assert_int_equal(e.status, UC_MSE_OK);
        boot[k] = e.bootstrap[0].std_error;
        jack[k] = e.bootstrap[0].jackknife_std_error;
        uc_estimate_clear(&e);
        uc_capture_table_clear(&table);
    }
    assert_rel(boot[1], boot[0], 0.15);
    assert_rel(jack[1], jack[0], 0.01);
    assert_rel(boot[2], 2.0 * boot[0], 0.15);
    assert_rel(jack[2], 2.0 * jack[0], 0.02);
    uc_mse_settings_clear(&s);
}

/* Simulation with known truth: a fitted model's own samples have the analytic standard
 * error, since that is what it is the error of. */
static void parametric_replicates_have_the_models_error(void **state)
{
    static const char *const methods[] = {"main", "mt", "mth-chao", "fixed"};

    (void)state;
    for (size_t k = 0; k < 4; k++) {
        uc_mse_settings s = settings_of("bootstrap", "600", "interval", "percentile",
                                        "bootstrap-kind", "parametric", NULL);
        uc_estimate e;

        if (k == 3)
            assert_int_equal(uc_mse_setting_find("model")->read(&s, "[12,13,4]", NULL),
                             UC_OK);
        e = published_estimate("Kosovo", methods[k], &s);
        assert_int_equal(e.bootstrap[0].usable, 600);
        assert_rel(e.bootstrap[0].std_error, e.std_error, 0.15);
        uc_estimate_clear(&e);
        uc_mse_settings_clear(&s);
    }
}

static void what_cannot_be_drawn_is_refused(void **state)
{
    const double fitted[4] = {1e12, 1.0, 1.0, 1.0};
    uc_dense dense = table_of(2, (const double[4]){0, 5, 6, 2});
    uc_capture_table table = published_sparse(&dense);
    uc_error err;
    uc_sampler s;

    (void)state;
    assert_int_equal(uc_sampler_init(&s, UC_BOOTSTRAP_PARAMETRIC, &table, fitted, &err),
                     UC_EINVAL);
    assert_int_equal(uc_sampler_init(&s, UC_BOOTSTRAP_BATCHES, &table, NULL, &err),
                     UC_EINVAL);
    assert_string_equal(err.msg, "the table was read without a batch column");
    uc_capture_table_clear(&table);
    uc_dense_free(&dense);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fitted_model_is_drawn),
        cmocka_unit_test(draws_are_named),
        cmocka_unit_test(deleting_takes_a_person_or_a_batch),
        cmocka_unit_test(batches_widen_as_they_must),
        cmocka_unit_test(parametric_replicates_have_the_models_error),
        cmocka_unit_test(what_cannot_be_drawn_is_refused),
    };
    return cmocka_run_group_tests_name("sampler", tests, NULL, NULL);
}
