/* convert.c - running a converter with its input and output in memory */
#include "pipeline/convert.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/convert.h"

bool uc_convert_has(const char *program)
{
    const char *at = getenv("PATH");
    char path[4096];

    while (at != NULL && *at != '\0') {
        const size_t len = strcspn(at, ":");

        if (len > 0 &&
            (size_t)snprintf(path, sizeof path, "%.*s/%s", (int)len, at, program) <
                sizeof path &&
            access(path, X_OK) == 0)
            return true;
        at += len + (at[len] == ':');
    }
    return false;
}

/* In the child. Dates in what it writes would make equal runs differ. */
static void run_child(const char *const argv[], int in, int out)
{
    const int null = open("/dev/null", O_WRONLY);

    if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
        _exit(127);
    if (null >= 0)
        (void)dup2(null, STDERR_FILENO);
    (void)setenv("SOURCE_DATE_EPOCH", "1479859200", 1);
    (void)setenv("TZ", "UTC", 1);
    (void)signal(SIGPIPE, SIG_DFL);
    (void)execvp(argv[0], (char *const *)argv);
    _exit(127);
}

typedef struct pump {
    int to, from; /* -1: closed */
    const char *bytes;
    size_t len;
} pump;

static void close_end(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static void feed(pump *p)
{
    const ssize_t n = p->len > 0 ? write(p->to, p->bytes, p->len) : 0;

    if (n > 0) {
        p->bytes += n;
        p->len -= (size_t)n;
    }
    if (p->len == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        close_end(&p->to);
}

static void drain(pump *p, uc_sink *out)
{
    char bytes[65536];
    const ssize_t n = read(p->from, bytes, sizeof bytes);

    if (n > 0)
        uc_sink_write(out, bytes, (size_t)n);
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
        close_end(&p->from);
}

/* Both directions at once: a program that answers before it has read everything must
 * not wait for us while we wait for it. */
static void exchange(pump *p, uc_sink *out)
{
    while (p->from >= 0) {
        struct pollfd fds[2] = {{.fd = p->from, .events = POLLIN},
                                {.fd = p->to, .events = POLLOUT}};

        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            break;
        if (p->to >= 0 && fds[1].revents != 0)
            feed(p);
        if (fds[0].revents != 0)
            drain(p, out);
    }
}

static uc_status start(const char *const argv[], pump *p, pid_t *child, uc_error *err)
{
    int in[2], out[2];

    if (pipe(in) != 0)
        return uc_fail(err, UC_EIO, "no pipe to %s", argv[0]);
    if (pipe(out) != 0) {
        (void)close(in[0]);
        (void)close(in[1]);
        return uc_fail(err, UC_EIO, "no pipe from %s", argv[0]);
    }
    *child = fork();
    if (*child == 0) {
        (void)close(in[1]);
        (void)close(out[0]);
        run_child(argv, in[0], out[1]);
    }
    (void)close(in[0]);
    (void)close(out[1]);
    p->to = in[1];
    p->from = out[0];
    (void)fcntl(p->to, F_SETFL, O_NONBLOCK);
    (void)fcntl(p->to, F_SETFD, FD_CLOEXEC);
    (void)fcntl(p->from, F_SETFD, FD_CLOEXEC);
    return *child > 0 ? UC_OK : uc_fail(err, UC_EIO, "%s cannot be started", argv[0]);
}

uc_status uc_convert(const char *const argv[], const void *bytes, size_t len,
                     uc_sink *out, uc_error *err)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    pump p = {.to = -1, .from = -1, .bytes = bytes, .len = len};
    pid_t child = -1;
    int how = 0;
    uc_status status;

    /* a converter that ends early must not end us */
    (void)sigaction(SIGPIPE, &ignore, &before);
    status = start(argv, &p, &child, err);
    if (status == UC_OK)
        exchange(&p, out);
    close_end(&p.to);
    close_end(&p.from);
    while (child > 0 && waitpid(child, &how, 0) < 0 && errno == EINTR)
        ;
    (void)sigaction(SIGPIPE, &before, NULL);
    if (status == UC_OK && (!WIFEXITED(how) || WEXITSTATUS(how) != 0 || out->len == 0))
        status = uc_fail(err, UC_EIO, "%s failed (exit status %d)", argv[0],
                         WIFEXITED(how) ? WEXITSTATUS(how) : -1);
    return status == UC_OK ? uc_sink_finish(out, err) : status;
}
