/* test_lattice.c - unit tests of estimators/core/lattice.h */
#include "tests/support.h"

#include <string.h>

#include "estimators/core/lattice.h"
#include "estimators/core/rng.h"

#define MOST_BITS 9

/* Whole numbers, so that sums are exact in any order. */
static void fill(unsigned n_bits, uc_rng *rng, double a[])
{
    for (size_t w = 0; w < (size_t)1 << n_bits; w++)
        a[w] = (double)uc_rng_below(rng, 1000) - 300.0;
}

static void brute_force(unsigned n_bits, const double a[], int superset, double out[])
{
    const size_t n = (size_t)1 << n_bits;

    for (size_t w = 0; w < n; w++) {
        out[w] = 0.0;
        for (size_t v = 0; v < n; v++)
            if ((superset ? (v & w) == w : (v & w) == v))
                out[w] += a[v];
    }
}

static void sums_equal_brute_force(void **state)
{
    double a[1 << MOST_BITS], up[1 << MOST_BITS], want[1 << MOST_BITS];
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 5, 0, UC_RNG_BOOTSTRAP, 0);
    for (unsigned n_bits = 0; n_bits <= MOST_BITS; n_bits++) {
        const size_t size = sizeof *a << n_bits;

        fill(n_bits, &rng, a);
        memcpy(up, a, size);
        brute_force(n_bits, a, 1, want);
        uc_lattice_superset_sum(n_bits, up);
        assert_memory_equal(up, want, size);
        brute_force(n_bits, a, 0, want);
        uc_lattice_subset_sum(n_bits, a);
        assert_memory_equal(a, want, size);
    }
}

static void products_equal_brute_force(void **state)
{
    double a[1 << MOST_BITS], got[1 << MOST_BITS];
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 6, 0, UC_RNG_BOOTSTRAP, 0);
    for (unsigned n_bits = 0; n_bits <= MOST_BITS; n_bits++) {
        const size_t n = (size_t)1 << n_bits;

        for (size_t w = 0; w < n; w++) /* powers of two: exact in any order */
            got[w] = a[w] =
                uc_rng_below(&rng, 9) == 0 ? 0.0 : ldexp(1.0, (int)(w % 3) - 1);
        uc_lattice_subset_product(n_bits, got);
        for (size_t w = 0; w < n; w++) {
            double want = 1.0;

            for (size_t v = 0; v < n; v++)
                want *= (v & w) == v ? a[v] : 1.0;
            assert_true(got[w] == want);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_equal_brute_force),
        cmocka_unit_test(products_equal_brute_force),
    };
    return cmocka_run_group_tests_name("lattice", tests, NULL, NULL);
}
