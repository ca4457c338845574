/* test_resample.c - unit tests of estimators/core/resample.h */
#include "tests/support.h"

#include "estimators/core/resample.h"
#include "tests/estimators/core/scale.h"

#define N_HISTORIES 4

static uint32_t histories[N_HISTORIES] = {1, 2, 3, 5};

static uc_capture_table table_of(uint64_t count[N_HISTORIES])
{
    uc_capture_table table = {3, N_HISTORIES, histories, count, 0, NULL, 0, {0}};

    for (size_t i = 0; i < N_HISTORIES; i++)
        table.n_people += count[i];
    return table;
}

static double draw(const uc_resampler *resampler, uint64_t replicate, double counts[])
{
    double sum = 0.0;
    uc_rng rng;

    uc_rng_start(&rng, 41, 7, UC_RNG_BOOTSTRAP, replicate);
    uc_resampler_draw(resampler, &rng, counts);
    for (size_t i = 0; i < N_HISTORIES; i++)
        sum += counts[i];
    return sum;
}

/* Draws many samples and compares the first two moments of each cell with those of the
 * multinomial: a mean is right within 4.5 standard errors, a variance (of nearly normal
 * counts) within 4.5 sqrt(2/draws) of itself. The seed is fixed. */
static void check_moments(uint64_t count[N_HISTORIES], size_t n_draws)
{
    const uc_capture_table table = table_of(count);
    double sum[N_HISTORIES] = {0}, squares[N_HISTORIES] = {0}, counts[N_HISTORIES];
    uc_resampler resampler;

    assert_int_equal(uc_resampler_init(&resampler, &table, NULL), UC_OK);
    for (size_t r = 0; r < n_draws; r++) {
        assert_true(draw(&resampler, r, counts) == (double)table.n_people);
        for (size_t i = 0; i < N_HISTORIES; i++) {
            const double mean = (double)count[i];

            sum[i] += counts[i] - mean;
            squares[i] += (counts[i] - mean) * (counts[i] - mean);
        }
    }
    for (size_t i = 0; i < N_HISTORIES; i++) {
        const double p = (double)count[i] / (double)table.n_people;
        const double variance = (double)table.n_people * p * (1.0 - p);
        const double n = (double)n_draws;

        assert_true(fabs(sum[i]) < 4.5 * sqrt(n * variance));
        assert_true(fabs(squares[i] / n / variance - 1.0) < 4.5 * sqrt(2.0 / n));
    }
    uc_resampler_free(&resampler);
}

static void few_people_are_drawn_one_by_one(void **state)
{
    uint64_t count[N_HISTORIES] = {50, 30, 15, 25};

    (void)state;
    check_moments(count, scaled(20000, 200000));
}

static void very_many_people_are_drawn_by_binomials(void **state)
{
    uint64_t count[N_HISTORIES] = {1u << 24, 3000000, 400000, 70};
    const uc_capture_table table = table_of(count);
    uc_resampler resampler;

    (void)state;
    assert_int_equal(uc_resampler_init(&resampler, &table, NULL), UC_OK);
    assert_null(resampler.owner);
    uc_resampler_free(&resampler);
    check_moments(count, scaled(20000, 200000));
}

/* GSL's binomial takes 32 bits: more people are drawn in parts. */
static void more_people_than_32_bits(void **state)
{
    uint64_t count[N_HISTORIES] = {9000000000ULL, 5000000000ULL, 3, 1};

    (void)state;
    check_moments(count, scaled(2000, 20000));
}

/* Two people on two histories: 0, 1 or 2 on the first with probability 1/4, 1/2, 1/4;
 * 18.42 is the 0.9999 quantile of chi-square with 2 degrees of freedom. */
static void joint_distribution_of_two_people(void **state)
{
    uint64_t count[2] = {1, 1};
    const uc_capture_table table = {2, 2, histories, count, 2, NULL, 0, {0}};
    const double n = 40000.0, want[3] = {n / 4, n / 2, n / 4};
    double seen[3] = {0}, counts[2], sum = 0.0;
    uc_resampler resampler;
    uc_rng rng;

    (void)state;
    assert_int_equal(uc_resampler_init(&resampler, &table, NULL), UC_OK);
    uc_rng_start(&rng, 43, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t r = 0; r < 40000; r++) {
        uc_resampler_draw(&resampler, &rng, counts);
        seen[(size_t)counts[0]] += 1.0;
    }
    for (size_t i = 0; i < 3; i++)
        sum += (seen[i] - want[i]) * (seen[i] - want[i]) / want[i];
    assert_true(sum < 18.42);
    uc_resampler_free(&resampler);
}

static void the_stream_alone_decides(void **state)
{
    uint64_t count[N_HISTORIES] = {50, 30, 15, 25};
    const uc_capture_table table = table_of(count);
    double first[N_HISTORIES], again[N_HISTORIES], other[N_HISTORIES];
    uc_resampler resampler;

    (void)state;
    assert_int_equal(uc_resampler_init(&resampler, &table, NULL), UC_OK);
    (void)draw(&resampler, 4, first);
    (void)draw(&resampler, 5, other);
    (void)draw(&resampler, 4, again);
    assert_memory_equal(first, again, sizeof first);
    assert_memory_not_equal(first, other, sizeof first);
    uc_resampler_free(&resampler);
    uc_resampler_free(&resampler); /* a zeroed one is allowed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_people_are_drawn_one_by_one),
        cmocka_unit_test(very_many_people_are_drawn_by_binomials),
        cmocka_unit_test(more_people_than_32_bits),
        cmocka_unit_test(joint_distribution_of_two_people),
        cmocka_unit_test(the_stream_alone_decides),
    };
    return cmocka_run_group_tests_name("resample", tests, NULL, NULL);
}
