/* test_rng.c - unit tests of estimators/core/rng.h */
#include "tests/support.h"

#include <string.h>

#include "estimators/core/rng.h"

/* Known answers of Philox 4x32-10: Random123 1.14, tests/kat_vectors. */
static void philox_gives_the_known_answers(void **state)
{
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } kat[] = {{{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
               {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
                {0xffffffff, 0xffffffff},
                {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
               {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                {0xa4093822, 0x299f31d0},
                {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        uc_rng rng = {0};

        memcpy(rng.counter, kat[i].counter, sizeof rng.counter);
        memcpy(rng.key, kat[i].key, sizeof rng.key);
        for (size_t k = 0; k < 4; k++)
            assert_int_equal(uc_rng_bits(&rng), kat[i].out[k]);
    }
}

/* Written down from an independent program: a change here changes every published
 * interval. */
static void named_streams_are_frozen(void **state)
{
    static const uint32_t first[] = {0x4b87bc5a, 0x3311654f, 0x33766b90, 0xe69548dc},
                          other[] = {0x3bc30fd3, 0x292ab628, 0x3449380f, 0x17383a12,
                                     0xf931885d, 0xdceb7afb, 0x20025af8, 0x4329bea5};
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 1, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(uc_rng_bits(&rng), first[i]);
    uc_rng_start(&rng, 2013, 0x0123456789abcdefULL, UC_RNG_BOOTSTRAP, 5000000007ULL);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(uc_rng_bits(&rng), other[i]);
}

static void every_part_of_the_name_matters(void **state)
{
    static const uint64_t name[][3] = {
        {1, 2, 3}, {2, 2, 3},          {1, 3, 3},          {1, 2, 4},
        {2, 1, 3}, {1, 2, 1ULL << 32}, {1ULL << 32, 2, 3}, {0, 2, 3}};
    const size_t n = sizeof name / sizeof *name;
    uint32_t bits[sizeof name / sizeof *name][2];

    (void)state;
    for (size_t i = 0; i < n; i++) {
        uc_rng rng;

        uc_rng_start(&rng, name[i][0], name[i][1], UC_RNG_BOOTSTRAP, name[i][2]);
        bits[i][0] = uc_rng_bits(&rng);
        bits[i][1] = uc_rng_bits(&rng);
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(bits[i], bits[j], sizeof bits[i]);
    }
}

/* After 2^32 blocks the counter must go on without repeating or touching the purpose's
 * lower half and the replicate. */
static void a_long_stream_does_not_start_again(void **state)
{
    uc_rng rng, again;

    (void)state;
    uc_rng_start(&rng, 1, 0, UC_RNG_BOOTSTRAP, 9);
    again = rng;
    rng.counter[0] = UINT32_MAX;
    for (size_t i = 0; i < 4; i++)
        (void)uc_rng_bits(&rng);
    assert_int_equal(rng.counter[0], 0);
    assert_int_equal(rng.counter[1], (1u << 16) + (uint32_t)UC_RNG_BOOTSTRAP);
    assert_int_equal(rng.counter[2], 9);
    assert_int_not_equal(uc_rng_bits(&rng), uc_rng_bits(&again));
}

static double chi_square(const double seen[], size_t n, double expected)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += (seen[i] - expected) * (seen[i] - expected) / expected;
    return sum;
}

/* Limits are the 0.9999 quantile of chi-square: 27.86 with 6, 18.42 with 2, 48.0 with
 * 19 degrees of freedom. The seed is fixed, so nothing fails by chance. */
static void small_ranges_are_uniform(void **state)
{
    double seen[7] = {0};
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 23, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t i = 0; i < 70000; i++) {
        const uint32_t k = uc_rng_below(&rng, 7);

        assert_true(k < 7);
        seen[k] += 1.0;
    }
    assert_true(chi_square(seen, 7, 10000.0) < 27.86);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(uc_rng_below(&rng, 1), 0);
}

/* With n = 3 2^30, multiplying without rejection gives multiples of 3 twice. */
static void large_ranges_have_no_bias(void **state)
{
    double seen[3] = {0};
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 29, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t i = 0; i < 30000; i++)
        seen[uc_rng_below(&rng, 0xC0000000u) % 3] += 1.0;
    assert_true(chi_square(seen, 3, 10000.0) < 18.42);
}

static void uniforms_stay_inside_the_open_interval(void **state)
{
    uc_rng rng = {.n_left = 2};
    double seen[20] = {0};

    (void)state;
    assert_true(uc_rng_uniform(&rng) == 0x1p-53); /* all bits 0 */
    rng = (uc_rng){.n_left = 2, .block = {0, 0, UINT32_MAX, UINT32_MAX}};
    assert_true(uc_rng_uniform(&rng) == 1.0 - 0x1p-53); /* all bits 1 */
    uc_rng_start(&rng, 31, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t i = 0; i < 200000; i++)
        seen[(size_t)(20.0 * uc_rng_uniform(&rng))] += 1.0;
    assert_true(chi_square(seen, 20, 10000.0) < 48.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_the_known_answers),
        cmocka_unit_test(named_streams_are_frozen),
        cmocka_unit_test(every_part_of_the_name_matters),
        cmocka_unit_test(a_long_stream_does_not_start_again),
        cmocka_unit_test(small_ranges_are_uniform),
        cmocka_unit_test(large_ranges_have_no_bias),
        cmocka_unit_test(uniforms_stay_inside_the_open_interval),
    };
    return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}
