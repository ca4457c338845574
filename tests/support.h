/** @file support.h
 * Shared assertions. Installed cmocka 1.1.5 compares in float only.
 */
#ifndef UC_TESTS_SUPPORT_H
#define UC_TESTS_SUPPORT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Tolerance tiers, all relative. Each test names the tier and why. */
#define TOL_EXACT  (4 * 2.220446049250313e-16) /* same operations, reordered */
#define TOL_CLOSED 1e-9 /* closed form against an iterative solution */
#define TOL_ORACLE 1e-6 /* reference value printed to 7 digits or more */

/** Fails unless |got - want| <= tol |want|; a NaN never passes. */
#define assert_rel(got, want, tol)                                                     \
    do {                                                                               \
        const double got_ = (got), want_ = (want);                                     \
        if (!(fabs(got_ - want_) <= (tol)*fabs(want_)))                                \
            fail_msg("%s is %.17g, want %.17g (rel %.3g > %.3g)", #got, got_, want_,   \
                     fabs(got_ - want_) / fabs(want_), (double)(tol));                 \
    } while (0)

#endif
