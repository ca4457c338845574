/* secrecy.c - no core dumps */
#define _GNU_SOURCE /* for prctl; NOLINT: the C library names it so */
#include "pipeline/secrecy.h"

#include <sys/prctl.h>
#include <sys/resource.h>

/* The leak check of a sanitizer looks at the process as a debugger does. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif

void uc_secrecy_begin(void)
{
    const struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
#ifndef UNDER_SANITIZER
    /* a limit of nothing does not keep a core from a reporter that reads it by a pipe
     */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
