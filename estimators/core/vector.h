/** @file vector.h
 * Four doubles at a time, by the compilers' generic vectors.
 *
 * The operations are those of the plain code, element by element and in the same order,
 * so the bits are the same; which instructions carry them out is decided when the
 * program starts (UC_CLONES). No fused multiply-add is ever used: AVX2 code is made
 * without FMA.
 */
#ifndef UC_VECTOR_H
#define UC_VECTOR_H

#include <stdint.h>

/* Vectors pass between inlined functions only, never through a call. */
#pragma GCC diagnostic ignored "-Wpsabi"

typedef double uc_v4 __attribute__((vector_size(32), aligned(8), may_alias));
typedef int64_t uc_i4 __attribute__((vector_size(32), aligned(8), may_alias));

#define UC_INLINE static inline __attribute__((always_inline))

/* Sanitizers cannot follow the resolver that picks a clone. */
#if defined(UC_NO_CLONES) || defined(__SANITIZE_ADDRESS__) ||                          \
    defined(__SANITIZE_THREAD__) || !defined(__x86_64__)
#define UC_CLONES
#elif defined(__has_feature)
#define UC_CLONES
#else
#define UC_CLONES __attribute__((target_clones("avx2", "default")))
#endif

UC_INLINE uc_v4 uc_v4_all(double x)
{
    return (uc_v4){x, x, x, x};
}

UC_INLINE uc_v4 uc_v4_load(const double *from)
{
    return *(const uc_v4 *)from;
}

UC_INLINE void uc_v4_store(double *to, uc_v4 v)
{
    *(uc_v4 *)to = v;
}

/** mask ? a : b, lane by lane; mask lanes are 0 or -1. */
UC_INLINE uc_v4 uc_v4_select(uc_i4 mask, uc_v4 a, uc_v4 b)
{
    return (uc_v4)(((uc_i4)a & mask) | ((uc_i4)b & ~mask));
}

#endif
