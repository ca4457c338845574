/* memory_limit.c - how much memory the process may take */
#define _DEFAULT_SOURCE /* for _SC_PHYS_PAGES; NOLINT: the C library names it so */
#include "pipeline/memory_limit.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "data/base/number.h"
#include "pipeline/message.h"

#define DEFAULT_PERCENT 75

/* With less not even a help text comes out. */
#define LEAST ((uint64_t)16 << 20)

/* The memory sanitizers take terabytes of addresses, which nobody uses. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif

/* Of the control group; UINT64_MAX: none, or not to be read. */
static uint64_t group_memory(void)
{
    FILE *file = fopen("/sys/fs/cgroup/memory.max", "re");
    char text[32] = "";
    uint64_t bytes = UINT64_MAX;

    if (file == NULL)
        return UINT64_MAX;
    if (fgets(text, sizeof text, file) != NULL) {
        text[strcspn(text, "\n")] = '\0';
        if (uc_number_count(text, &bytes) != UC_NUMBER_OK)
            bytes = UINT64_MAX;
    }
    (void)fclose(file);
    return bytes;
}

/* Of the machine, in bytes. */
static uint64_t machine_memory(void)
{
    const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    const uint64_t group = group_memory();
    const uint64_t all =
        pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : UINT64_MAX;

    return group < all ? group : all;
}

/* The hard limit, if there is one, is somebody else's and stays. */
static void set_limit(uint64_t bytes, bool lower_only)
{
#ifdef UNDER_SANITIZER
    (void)bytes;
    (void)lower_only;
#else
    struct rlimit limit;

    if (getrlimit(RLIMIT_DATA, &limit) != 0)
        return;
    if (lower_only && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur <= bytes)
        return;
    limit.rlim_cur = limit.rlim_max != RLIM_INFINITY && limit.rlim_max < bytes
                         ? limit.rlim_max
                         : bytes;
    (void)setrlimit(RLIMIT_DATA, &limit);
#endif
}

void uc_memory_limit_default(void)
{
    const uint64_t all = machine_memory();

    if (all != UINT64_MAX)
        set_limit(all / 100 * DEFAULT_PERCENT, true);
}

/* Bytes of a text like 512M or 50%; 0 when it is none. */
static uint64_t parse(const char *text)
{
    static const char units[] = "KMGT";
    const size_t len = strlen(text);
    const char *unit;
    char digits[24];
    uint64_t n;

    if (len < 1 || len >= sizeof digits)
        return 0;
    unit = strchr(units, text[len - 1]);
    memcpy(digits, text, len + 1);
    if (unit != NULL || text[len - 1] == '%')
        digits[len - 1] = '\0';
    if (uc_number_count(digits, &n) != UC_NUMBER_OK)
        return 0;
    if (text[len - 1] == '%')
        return n <= 100 ? machine_memory() / 100 * n : 0;
    if (unit == NULL)
        return n;
    n = n > UINT64_MAX >> 41 ? 0 : n;
    return n << (10 * (unit - units + 1));
}

uc_status uc_read_max_memory(void *target, const char *text, uc_error *err)
{
    const uint64_t bytes = parse(text);

    (void)target;
    if (bytes < LEAST)
        return uc_fail(err, UC_EUSAGE,
                       "'%.40s' must be a number of bytes, with K, M, G or T if you "
                       "like, or a share of the machine as 50%%; 16M or more",
                       text);
    set_limit(bytes, false);
    return UC_OK;
}

void uc_memory_limit_explain(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_DATA, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        uc_message("memory is limited to %llu MiB; --max-memory allows more",
                   (unsigned long long)(limit.rlim_cur >> 20));
}
