/* test_ldl.c - unit tests of estimators/core/ldl.h */
#include "tests/support.h"

#include "estimators/core/ldl.h"
#include "estimators/core/rng.h"

#define MOST   24
#define STRIDE (MOST + 4) /* longer than any system needs */

/* Well-conditioned by construction (the unit added to the diagonal), so that errors are
 * some thousand roundings at most. */
#define TOL_SOLVE 1e-11

static double random_number(uc_rng *rng)
{
    return 2.0 * uc_rng_uniform(rng) - 1.0;
}

/* full = G G' + I, and its upper triangle in a; the rest of a is poison. */
static void random_spd(size_t n, uc_rng *rng, double full[MOST][MOST], double a[])
{
    double g[MOST][MOST];

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            g[i][j] = random_number(rng);
    for (size_t i = 0; i < MOST * STRIDE; i++)
        a[i] = NAN;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            full[i][j] = i == j ? 1.0 : 0.0;
            for (size_t k = 0; k < n; k++)
                full[i][j] += g[i][k] * g[j][k];
            if (j >= i)
                a[i * STRIDE + j] = full[i][j];
        }
}

static double off_by(size_t n, double full[MOST][MOST], const double x[],
                     const double b[])
{
    double worst = 0.0;

    for (size_t i = 0; i < n; i++) {
        double sum = 0.0;

        for (size_t j = 0; j < n; j++)
            sum += full[i][j] * x[j];
        worst = fmax(worst, fabs(sum - b[i]));
    }
    return worst;
}

static void solves_and_inverts_random_systems(void **state)
{
    double full[MOST][MOST], a[MOST * STRIDE], inv_d[MOST];
    double b[MOST], x[STRIDE], unit[MOST], least;
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 17, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t round = 0; round < 200; round++) {
        const size_t n = 1 + round % MOST;

        random_spd(n, &rng, full, a);
        assert_int_equal(uc_ldl_factor(n, STRIDE, a, 1e-12, inv_d, &least), 0);
        assert_true(least > 1e-4 && least <= 1.0);
        for (size_t i = 0; i < n; i++)
            x[i] = b[i] = random_number(&rng);
        uc_ldl_solve(n, STRIDE, a, inv_d, x);
        assert_true(off_by(n, full, x, b) < TOL_SOLVE);
        for (size_t c = 0; c < n; c++) {
            for (size_t i = 0; i < n; i++)
                unit[i] = i == c;
            uc_ldl_inverse_column(n, STRIDE, a, inv_d, c, x);
            assert_true(off_by(n, full, x, unit) < TOL_SOLVE);
        }
    }
}

/* The 2 x 2 system [4 2; 2 3]: D = (4, 2), ratio of the second pivot 2/3. */
static void two_by_two_by_hand(void **state)
{
    double a[] = {4, 2, 0, 0, NAN, 3, 0, 0}, inv_d[2], b[4] = {2, 5}, x[4], least;

    (void)state;
    assert_int_equal(uc_ldl_stride(2), 4);
    assert_int_equal(uc_ldl_stride(4), 4);
    assert_int_equal(uc_ldl_factor(2, 4, a, 0.0, inv_d, &least), 0);
    assert_true(a[1] == 2.0 && a[5] == 2.0);
    assert_true(inv_d[0] == 0.25 && inv_d[1] == 0.5);
    assert_rel(least, 2.0 / 3.0, TOL_EXACT);
    uc_ldl_solve(2, 4, a, inv_d, b);
    assert_rel(b[0], -0.5, TOL_EXACT);
    assert_rel(b[1], 2.0, TOL_EXACT);
    uc_ldl_inverse_column(2, 4, a, inv_d, 0, x);
    assert_rel(x[0], 3.0 / 8, TOL_EXACT);
    assert_rel(x[1], -2.0 / 8, TOL_EXACT);
    uc_ldl_inverse_column(2, 4, a, inv_d, 1, x);
    assert_rel(x[0], -2.0 / 8, TOL_EXACT);
    assert_rel(x[1], 4.0 / 8, TOL_EXACT);
}

/* Row and column `copy` repeat row and column `of`. */
static void duplicate(size_t n, size_t copy, size_t of, double full[MOST][MOST],
                      double a[])
{
    for (size_t j = 0; j < n; j++)
        full[copy][j] = full[of][j];
    for (size_t i = 0; i < n; i++)
        full[i][copy] = full[i][of];
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            a[i * STRIDE + j] = full[i][j];
}

static void dependent_unknowns_are_skipped_and_zero(void **state)
{
    double full[MOST][MOST], a[MOST * STRIDE], inv_d[MOST];
    double b[MOST], x[STRIDE], least;
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 19, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t n = 3; n <= MOST; n++) {
        random_spd(n, &rng, full, a);
        duplicate(n, n - 1, 0, full, a);
        duplicate(n, n / 2, 0, full, a);
        assert_int_equal(uc_ldl_factor(n, STRIDE, a, 1e-10, inv_d, &least), 2);
        assert_true(fabs(least) < 1e-12);
        for (size_t i = 0; i < n; i++)
            b[i] = random_number(&rng);
        b[n - 1] = b[n / 2] = b[0]; /* in the range of the matrix */
        for (size_t i = 0; i < n; i++)
            x[i] = b[i];
        uc_ldl_solve(n, STRIDE, a, inv_d, x);
        assert_true(x[n - 1] == 0.0 && x[n / 2] == 0.0);
        assert_true(off_by(n, full, x, b) < TOL_SOLVE);
        uc_ldl_inverse_column(n, STRIDE, a, inv_d, 0, x);
        assert_true(x[0] != 0.0 && x[n - 1] == 0.0);
        uc_ldl_inverse_column(n, STRIDE, a, inv_d, n - 1, x);
        for (size_t i = 0; i < n; i++)
            assert_true(x[i] == 0.0);
    }
}

static void a_zero_matrix_has_no_pivot(void **state)
{
    double a[8] = {0}, inv_d[2], b[4] = {1, 1};

    (void)state;
    assert_int_equal(uc_ldl_factor(2, 4, a, 0.0, inv_d, NULL), 2);
    uc_ldl_solve(2, 4, a, inv_d, b);
    assert_true(b[0] == 0.0 && b[1] == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solves_and_inverts_random_systems),
        cmocka_unit_test(two_by_two_by_hand),
        cmocka_unit_test(dependent_unknowns_are_skipped_and_zero),
        cmocka_unit_test(a_zero_matrix_has_no_pivot),
    };
    return cmocka_run_group_tests_name("ldl", tests, NULL, NULL);
}
