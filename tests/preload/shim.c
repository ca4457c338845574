/* shim.c - a machine that behaves badly, for LD_PRELOAD
 *
 *   SHIM_CLOCK=1        the clock jumps ten years back and forth, call by call
 *   SHIM_NO_EXCHANGE=1  a file system that cannot exchange two folders
 *   SHIM_FSYNC=N        the N-th fsync fails with EIO
 *   SHIM_RENAME=N       the N-th rename fails with EIO
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TEN_YEARS (10L * 365 * 86400)

static long setting(const char *name)
{
    const char *text = getenv(name);

    return text != NULL ? strtol(text, NULL, 10) : 0;
}

static long jump(void)
{
    static unsigned n;

    return setting("SHIM_CLOCK") == 0 ? 0 : (n++ % 2 == 0 ? TEN_YEARS : -TEN_YEARS);
}

time_t time(time_t *out)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (out != NULL)
        *out = now.tv_sec;
    return now.tv_sec;
}

int clock_gettime(clockid_t which, struct timespec *now)
{
    int (*real)(clockid_t, struct timespec *);
    int got;

    *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    got = real(which, now);
    if (got == 0 && which == CLOCK_REALTIME)
        now->tv_sec += jump();
    return got;
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to,
              unsigned flags)
{
    int (*real)(int, const char *, int, const char *, unsigned);

    if (setting("SHIM_NO_EXCHANGE") != 0) {
        errno = EINVAL;
        return -1;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "renameat2");
    return real(from_dir, from, to_dir, to, flags);
}

/* True when this is the call that has to fail. */
static int is_due(const char *name, long *n)
{
    const long at = setting(name);

    return at > 0 && ++*n == at;
}

static long n_renames;

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *);

    if (is_due("SHIM_RENAME", &n_renames)) {
        errno = EIO;
        return -1;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "rename");
    return real(from, to);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    int (*real)(int, const char *, int, const char *);

    if (is_due("SHIM_RENAME", &n_renames)) {
        errno = EIO;
        return -1;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "renameat");
    return real(from_dir, from, to_dir, to);
}

int fsync(int fd)
{
    static long n;
    int (*real)(int);

    if (is_due("SHIM_FSYNC", &n)) {
        errno = EIO;
        return -1;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "fsync");
    return real(fd);
}
