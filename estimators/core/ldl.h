/** @file ldl.h
 * Symmetric positive semidefinite systems of the size of a model (tens of terms).
 *
 * Matrices are row-major; a row takes uc_ldl_stride(n) values, the last of which pad
 * it. Only the upper triangle means anything; what lies left of the diagonal is
 * scratch. The order of operations is fixed, so results are the same on every machine.
 */
#ifndef UC_LDL_H
#define UC_LDL_H

#include <stddef.h>

/** Length of a row of a matrix of order n: n, rounded up to whole vectors of four. */
static inline size_t uc_ldl_stride(size_t n)
{
    return (n + 3) & ~(size_t)3;
}

/** Factors a = U' D U in place (U unit upper; D U stored, the reciprocals of D in
 * inv_d). A pivot at or below `tol` times its original diagonal is taken as dependent
 * on the earlier ones: it is skipped, and its unknown is set to 0 by the solver.
 * @param n       Order.
 * @param stride  Row length of a: a multiple of four, at least n.
 * @param inv_d   n values; 0 where the pivot was skipped.
 * @param least   If not NULL: the least ratio of a pivot to its original diagonal,
 * those skipped included; below about 1e-6 the solution loses digits that matter.
 * @return        Number of skipped pivots. Cost n^3/6 multiplications. */
size_t uc_ldl_factor(size_t n, size_t stride, double a[], double tol, double inv_d[],
                     double *least);

/** Solves with a factor; b (stride values) is replaced by the solution. Cost n^2. */
void uc_ldl_solve(size_t n, size_t stride, const double a[], const double inv_d[],
                  double b[]);

/** Writes column c of the inverse of a factored matrix; zeros for a skipped pivot. The
 * inverse is symmetric, so this is its row c too. @param x  stride values. Cost n^2. */
void uc_ldl_inverse_column(size_t n, size_t stride, const double a[],
                           const double inv_d[], size_t c, double x[]);

#endif
