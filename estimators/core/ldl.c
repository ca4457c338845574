/* ldl.c - small symmetric systems
 *
 * Right-looking: every inner loop adds a multiple of one row to another, four values at
 * a time, so that no sum is ever reordered.
 */
#include "estimators/core/ldl.h"

#include "estimators/core/vector.h"

/* Subtracts multiples of row k from the rows below it, from their diagonal's vector on.
 */
UC_INLINE void eliminate(size_t n, size_t stride, double a[], size_t k, double inv)
{
    const double *pivot_row = a + k * stride;

    for (size_t i = k + 1; i < n; i++) {
        const double factor = pivot_row[i] * inv;
        double *row = a + i * stride;

        if (factor == 0.0)
            continue;
        for (size_t j = i & ~(size_t)3; j < n; j += 4)
            uc_v4_store(row + j,
                        uc_v4_load(row + j) - factor * uc_v4_load(pivot_row + j));
    }
}

UC_CLONES size_t uc_ldl_factor(size_t n, size_t stride, double a[], double tol,
                               double inv_d[], double *least)
{
    size_t n_skipped = 0;
    double least_ratio = 1.0;

    for (size_t k = 0; k < n; k++) {
        inv_d[k] = a[k * stride + k]; /* the original diagonal, until its turn comes */
        for (size_t j = n; j < stride; j++)
            a[k * stride + j] = 0.0;
    }
    for (size_t k = 0; k < n; k++) {
        const double d = a[k * stride + k];

        if (!(d >= least_ratio * inv_d[k]))
            least_ratio = inv_d[k] > 0.0 ? d / inv_d[k] : 0.0;
        if (!(d > tol * inv_d[k])) {
            inv_d[k] = 0.0;
            n_skipped++;
            continue;
        }
        inv_d[k] = 1.0 / d;
        eliminate(n, stride, a, k, inv_d[k]);
    }
    if (least != NULL)
        *least = least_ratio;
    return n_skipped;
}

/* b[j] -= factor row[j] for j in first ... n-1 */
UC_INLINE void subtract_row(size_t first, size_t n, const double row[], double factor,
                            double b[])
{
    size_t j = first;

    for (; j < n && j % 4 != 0; j++)
        b[j] -= factor * row[j];
    for (; j < n; j += 4)
        uc_v4_store(b + j, uc_v4_load(b + j) - factor * uc_v4_load(row + j));
}

/* Forward from row `first` (b is zero before it), then backward. */
UC_INLINE void solve_from(size_t first, size_t n, size_t stride, const double a[],
                          const double inv_d[], double b[])
{
    for (size_t j = n; j < stride; j++)
        b[j] = 0.0;
    for (size_t k = first; k < n; k++)
        subtract_row(k + 1, n, a + k * stride, b[k] * inv_d[k], b);
    for (size_t k = n; k-- > 0;) {
        const double *row = a + k * stride;
        double sum = b[k];

        for (size_t j = k + 1; j < n; j++)
            sum -= row[j] * b[j];
        b[k] = sum * inv_d[k];
    }
}

UC_CLONES void uc_ldl_solve(size_t n, size_t stride, const double a[],
                            const double inv_d[], double b[])
{
    solve_from(0, n, stride, a, inv_d, b);
}

UC_CLONES void uc_ldl_inverse_column(size_t n, size_t stride, const double a[],
                                     const double inv_d[], size_t c, double x[])
{
    for (size_t i = 0; i < n; i++)
        x[i] = i == c ? 1.0 : 0.0;
    solve_from(c, n, stride, a, inv_d, x);
}
