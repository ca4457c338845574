/* lock.c - one run at a time for one output folder */
#include "pipeline/keep/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "data/base/text.h"

/* Times that the file may be replaced by others between opening and locking it. */
#define MAX_TRIES 100

struct uc_lock {
    int fd;
    char *path;
};

/* What the holder wrote, or something to say instead. */
static void read_holder(int fd, char *out, size_t out_size)
{
    char text[512];
    const ssize_t n = pread(fd, text, sizeof text - 1, 0);

    if (n <= 0) {
        (void)snprintf(out, out_size, "a run that has just begun");
        return;
    }
    text[n] = '\0';
    text[strcspn(text, "\n")] = '\0';
    (void)uc_text_display(text, strlen(text), 200, out, out_size);
}

/* A lock that cannot say who holds it is still a lock: a full disk is no failure. */
static void write_holder(int fd, const char *what)
{
    char text[512], host[128] = "", since[32] = "";
    const time_t now = time(NULL);
    struct tm utc;
    int len;

    if (gethostname(host, sizeof host - 1) != 0)
        (void)snprintf(host, sizeof host, "an unnamed host");
    if (gmtime_r(&now, &utc) != NULL)
        (void)strftime(since, sizeof since, "%Y-%m-%dT%H:%M:%SZ", &utc);
    len = snprintf(text, sizeof text, "process %ld on %s since %s, run file %.200s\n",
                   (long)getpid(), host, since, what);
    if (len > 0 && ftruncate(fd, 0) == 0 &&
        pwrite(fd, text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1, 0) <
            0)
        (void)!ftruncate(fd, 0);
}

/* The holder removes the file before it lets go, so the file just locked may no longer
 * be the one that others find at this name. */
static bool is_at(int fd, const char *path)
{
    struct stat own, there;

    return fstat(fd, &own) == 0 && stat(path, &there) == 0 &&
           own.st_dev == there.st_dev && own.st_ino == there.st_ino;
}

/* Opens and locks; *fd stays -1 when the file was replaced meanwhile. */
static uc_status try_once(const char *path, int *fd, uc_error *err)
{
    char holder[256];
    const int opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);

    if (opened < 0)
        return uc_fail_at(err, UC_ECREATE, path, 0, 0, "lock cannot be made: %s",
                          strerror(errno));
    if (flock(opened, LOCK_EX | LOCK_NB) != 0) {
        const int why = errno;

        read_holder(opened, holder, sizeof holder);
        (void)close(opened);
        if (why != EWOULDBLOCK)
            return uc_fail_at(err, UC_EIO, path, 0, 0, "cannot be locked: %s",
                              strerror(why));
        return uc_fail_at(err, UC_ELOCKED, path, 0, 0, "another run holds the lock: %s",
                          holder);
    }
    if (is_at(opened, path))
        *fd = opened;
    else
        (void)close(opened);
    return UC_OK;
}

uc_status uc_lock_take(const char *path, const char *what, uc_lock **lock,
                       uc_error *err)
{
    uc_lock *made = calloc(1, sizeof *made);
    uc_status status = UC_OK;

    if (made != NULL)
        made->path = uc_text_copy(path);
    if (made == NULL || made->path == NULL) {
        free(made);
        return uc_fail(err, UC_ENOMEM, "no memory for a lock");
    }
    made->fd = -1;
    for (int i = 0; i < MAX_TRIES && status == UC_OK && made->fd < 0; i++)
        status = try_once(path, &made->fd, err);
    if (status == UC_OK && made->fd < 0)
        status = uc_fail_at(err, UC_ELOCKED, path, 0, 0,
                            "other runs take the lock again and again");
    if (status != UC_OK) {
        free(made->path);
        free(made);
        return status;
    }
    write_holder(made->fd, what);
    *lock = made;
    return UC_OK;
}

void uc_lock_release(uc_lock *lock)
{
    if (lock == NULL)
        return;
    (void)unlink(lock->path);
    (void)close(lock->fd);
    free(lock->path);
    free(lock);
}
