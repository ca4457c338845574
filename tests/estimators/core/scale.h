/** @file scale.h
 * How much a test with random cases does: less under sanitizers, more with UC_LONG=1.
 */
#ifndef UC_TESTS_SCALE_H
#define UC_TESTS_SCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SCALE_DOWN 10
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SCALE_DOWN 10
#endif
#endif
#ifndef SCALE_DOWN
#define SCALE_DOWN 1
#endif

/** True when the environment asks for the tests that take long. */
static inline bool scale_long(void)
{
    const char *text = getenv("UC_LONG");

    return text != NULL && strcmp(text, "1") == 0;
}

/** Cases to run: n, a tenth under a sanitizer, n_long with UC_LONG=1. */
static inline size_t scaled(size_t n, size_t n_long)
{
    n = scale_long() ? n_long : n;
    return n > SCALE_DOWN ? n / SCALE_DOWN : n;
}

#endif
