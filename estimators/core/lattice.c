/* lattice.c - subset and superset sums and products
 *
 * The two lowest bits are summed within blocks of four cells, the higher ones four
 * cells at a time.
 */
#include "estimators/core/lattice.h"

#include "estimators/core/vector.h"

/* Bits above the second: whole vectors are added. */
UC_INLINE void add_up(size_t n, double a[])
{
    for (size_t half = 4; half < n; half *= 2)
        for (size_t block = 0; block < n; block += 2 * half)
            for (size_t i = block; i < block + half; i += 4)
                uc_v4_store(a + i + half, uc_v4_load(a + i + half) + uc_v4_load(a + i));
}

UC_INLINE void add_down(size_t n, double a[])
{
    for (size_t half = 4; half < n; half *= 2)
        for (size_t block = 0; block < n; block += 2 * half)
            for (size_t i = block; i < block + half; i += 4)
                uc_v4_store(a + i, uc_v4_load(a + i) + uc_v4_load(a + i + half));
}

UC_CLONES void uc_lattice_subset_sum(unsigned n_bits, double a[])
{
    const size_t n = (size_t)1 << n_bits;

    if (n_bits == 1)
        a[1] += a[0];
    for (size_t i = 0; i + 4 <= n; i += 4) {
        a[i + 1] += a[i];
        a[i + 3] += a[i + 2];
        a[i + 2] += a[i];
        a[i + 3] += a[i + 1];
    }
    add_up(n, a);
}

UC_CLONES void uc_lattice_superset_sum(unsigned n_bits, double a[])
{
    const size_t n = (size_t)1 << n_bits;

    if (n_bits == 1)
        a[0] += a[1];
    for (size_t i = 0; i + 4 <= n; i += 4) {
        a[i] += a[i + 1];
        a[i + 2] += a[i + 3];
        a[i] += a[i + 2];
        a[i + 1] += a[i + 3];
    }
    add_down(n, a);
}

UC_CLONES void uc_lattice_subset_product(unsigned n_bits, double a[])
{
    const size_t n = (size_t)1 << n_bits;

    if (n_bits == 1)
        a[1] *= a[0];
    for (size_t i = 0; i + 4 <= n; i += 4) {
        a[i + 1] *= a[i];
        a[i + 3] *= a[i + 2];
        a[i + 2] *= a[i];
        a[i + 3] *= a[i + 1];
    }
    for (size_t half = 4; half < n; half *= 2)
        for (size_t block = 0; block < n; block += 2 * half)
            for (size_t i = block; i < block + half; i += 4)
                uc_v4_store(a + i + half, uc_v4_load(a + i + half) * uc_v4_load(a + i));
}
