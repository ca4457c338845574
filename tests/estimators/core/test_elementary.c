/* test_elementary.c - unit tests of estimators/core/elementary.h
 *
 * Oracles: MPFR 4.2.0 at 200 bits, correctly rounded, for the tables; the C library's
 * long double functions (64-bit mantissa or more, so right to 1/1000 ulp) for random
 * arguments.
 */
#include "tests/support.h"

#include <float.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/rng.h"
#include "tests/estimators/core/scale.h"

#if LDBL_MANT_DIG < 64
#error "the oracle needs long double with a 64-bit mantissa"
#endif

/* Distance of `got` from the true value in units of the last place of a double. */
static double ulps(double got, long double want)
{
    const double near = fabs((double)want);
    const long double ulp = (long double)nextafter(near, INFINITY) - (long double)near;

    return (double)(fabsl((long double)got - want) / ulp);
}

typedef struct pair {
    double x, y;
} pair;

/* MPFR. */
static const pair exp_table[] = {{-0x1p+0, 0x1.78b56362cef38p-2},
                                 {-0x1p-30, 0x1.fffffff8p-1},
                                 {0x1p-60, 0x1p+0},
                                 {0x1.62e42fead449cp-2, 0x1.6a09e66640654p+0},
                                 {0x1p-1, 0x1.a61298e1e069cp+0},
                                 {0x1p+0, 0x1.5bf0a8b145769p+1},
                                 {0x1.44p+4, 0x1.290d76d1966a9p+29},
                                 {0x1.edd2f1a9fbe77p+6, 0x1.1428e1cbc0143p+178},
                                 {-0x1.5e4p+9, 0x1.4ff475c68ca02p-1011},
                                 {0x1.628p+9, 0x1.d422d2be5dc9bp+1022},
                                 {0x1.62e42fefa39efp+9, 0x1.fffffffffff2ap+1023}};

static const pair log_table[] = {{0x1p-1022, -0x1.6232bdd7abcd2p+9},
                                 {0x1.56e1fc2f8f359p-997, -0x1.5963447f87fb5p+9},
                                 {0x1.0624dd2f1a9fcp-10, -0x1.ba18a998fffap+2},
                                 {0x1.6a09e65dc27dfp-1, -0x1.62e4300c77ae8p-2},
                                 {0x1.6a09e6b3a8b97p-1, -0x1.62e42f1981e98p-2},
                                 {0x1.fffffffffffffp-1, -0x1p-53},
                                 {0x1.0000000000001p+0, 0x1.fffffffffffffp-53},
                                 {0x1.6a09e55c0fcb5p+0, 0x1.62e42cf9ee3ebp-2},
                                 {0x1p+1, 0x1.62e42fefa39efp-1},
                                 {0x1.8p+1, 0x1.193ea7aad030bp+0},
                                 {0x1.e848p+19, 0x1.ba18a998fffap+3},
                                 {0x1.fffffffffffffp+1023, 0x1.62e42fefa39efp+9}};

#define N_OF(array) (sizeof(array) / sizeof *(array))

static void tables_of_mpfr_agree_to_one_ulp(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(exp_table); i++)
        assert_true(ulps(uc_exp(exp_table[i].x), exp_table[i].y) <= 1.0);
    for (size_t i = 0; i < N_OF(log_table); i++)
        assert_true(ulps(uc_log(log_table[i].x), log_table[i].y) <= 1.0);
    assert_true(uc_exp(0.0) == 1.0);
    assert_true(uc_log(1.0) == 0.0);
}

static void ends_of_the_range_are_as_documented(void **state)
{
    (void)state;
    assert_true(isnan(uc_exp(NAN)));
    assert_true(uc_exp(-708.5) == 0.0);
    assert_true(uc_exp(-INFINITY) == 0.0);
    assert_true(isinf(uc_exp(709.79)));
    assert_true(isinf(uc_exp(INFINITY)));
    assert_true(isnan(uc_log(NAN)));
    assert_true(isnan(uc_log(-1.0)));
    assert_true(uc_log(0.0) == -INFINITY);
    assert_true(uc_log(1e-310) == -INFINITY);
    assert_true(uc_log(INFINITY) == INFINITY);
}

/* A random number of the scale of case i: wide, around 0, tiny. */
static double random_exponent(uc_rng *rng, size_t i)
{
    const double u = uc_rng_uniform(rng);

    if (i % 3 == 0)
        return -707.0 + u * 1416.0;
    if (i % 3 == 1)
        return (u - 0.5) * 40.0;
    return ldexp(u - 0.5, -(int)uc_rng_below(rng, 60));
}

static double random_positive(uc_rng *rng, size_t i)
{
    const double u = uc_rng_uniform(rng);

    if (i % 4 == 0)
        return ldexp(0.5 + u / 2, (int)uc_rng_below(rng, 2040) - 1020);
    if (i % 4 == 1)
        return 0.5 + 1.5 * u;
    if (i % 4 == 2)
        return 1.0 + ldexp(u - 0.5, -(int)uc_rng_below(rng, 50));
    return floor(u * 1e6) + 1.0;
}

static void random_arguments_are_within_one_ulp(void **state)
{
    const size_t n = scaled(1000000, 20000000);
    double worst_exp = 0.0, worst_log = 0.0;
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 7, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t i = 0; i < n; i++) {
        const double x = random_exponent(&rng, i), y = random_positive(&rng, i);

        worst_exp = fmax(worst_exp, ulps(uc_exp(x), expl(x)));
        if (y != 1.0)
            worst_log = fmax(worst_log, ulps(uc_log(y), logl(y)));
    }
    assert_true(worst_exp < 1.0);
    assert_true(worst_log < 1.0);
}

static void array_has_the_bits_of_the_scalar(void **state)
{
    double in[257], out[257];
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 11, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t round = 0; round < 300; round++) {
        const size_t n = uc_rng_below(&rng, 258);

        for (size_t i = 0; i < n; i++)
            in[i] = random_exponent(&rng, i);
        if (round % 3 == 1 && n > 0) /* one that needs the careful path */
            in[uc_rng_below(&rng, (uint32_t)n)] = round % 2 ? NAN : -800.0;
        uc_exp_array(n, in, out);
        for (size_t i = 0; i < n; i++) {
            const double want = uc_exp(in[i]);

            assert_memory_equal(&out[i], &want, sizeof want);
        }
        uc_exp_array(n, in, in);
        assert_memory_equal(in, out, n * sizeof *in);
    }
}

/* MPFR. The sum of several rounded parts, so not within one ulp: TOL_EXACT, 4 eps. */
static void log_factorials_agree_with_mpfr(void **state)
{
    static const struct {
        uint64_t n;
        double want;
    } table[] = {{2, 0.69314718055994529},
                 {5, 4.7874917427820458},
                 {19, 39.339884187199495},
                 {20, 42.335616460753485},
                 {21, 45.380138898476908},
                 {100, 363.73937555556347},
                 {2744, 18985.597492289726},
                 {1000000, 12815518.384658169},
                 {9007199254740992, 3.2188848345802304e+17}};

    (void)state;
    assert_true(uc_log_factorial(0) == 0.0);
    assert_true(uc_log_factorial(1) == 0.0);
    for (size_t i = 0; i < N_OF(table); i++)
        assert_rel(uc_log_factorial(table[i].n), table[i].want, TOL_EXACT);
}

static void log_factorials_add_up(void **state)
{
    long double sum = 0.0L;

    (void)state;
    for (uint64_t n = 2; n <= 20000; n++) {
        sum += logl((long double)n);
        assert_rel(uc_log_factorial(n), (double)sum, TOL_EXACT);
    }
}

/* Rounding of n terms of the same sign: n eps is generous, 1e-13 for 300. */
static void sum_of_xlogx_is_the_sum(void **state)
{
    double x[300];
    long double want = 0.0L;
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 3, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t i = 0; i < 300; i++) {
        x[i] = i % 5 == 0 ? 0.0 : 4.0 + 1e4 * uc_rng_uniform(&rng);
        if (x[i] > 0.0)
            want += (long double)x[i] * logl(x[i]) - (long double)x[i];
    }
    x[10] = -3.0; /* what is not positive contributes nothing */
    assert_rel(uc_sum_xlogx_minus_x(300, x), (double)want, 1e-13);
    assert_true(uc_sum_xlogx_minus_x(0, x) == 0.0);
    assert_true(fabs(uc_sum_xlogx_minus_x(1, &x[10])) < 1e-290);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_of_mpfr_agree_to_one_ulp),
        cmocka_unit_test(ends_of_the_range_are_as_documented),
        cmocka_unit_test(random_arguments_are_within_one_ulp),
        cmocka_unit_test(array_has_the_bits_of_the_scalar),
        cmocka_unit_test(log_factorials_agree_with_mpfr),
        cmocka_unit_test(log_factorials_add_up),
        cmocka_unit_test(sum_of_xlogx_is_the_sum),
    };
    return cmocka_run_group_tests_name("elementary", tests, NULL, NULL);
}
