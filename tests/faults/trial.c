/* trial.c - one run of the program under a fault */
#define _GNU_SOURCE
#include "tests/faults/trial.h"

#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 120

static int memory_file(void)
{
    const int fd = memfd_create("trial", MFD_CLOEXEC);

    if (fd < 0)
        err(99, "memfd");
    return fd;
}

static void take(int fd, char **text, size_t *len)
{
    const off_t size = lseek(fd, 0, SEEK_END);

    *text = calloc(1, (size_t)size + 1);
    if (*text == NULL || pread(fd, *text, (size_t)size, 0) != size)
        err(99, "output of the program");
    *len = (size_t)size;
    (void)close(fd);
}

static void become(const trial_setup *setup, const char *fault, int out, int why)
{
    const struct rlimit no_core = {0, 0};
    const int in = setup->input >= 0 ? setup->input : open("/dev/null", O_RDONLY);

    if (setup->input >= 0)
        (void)lseek(in, 0, SEEK_SET);
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(why, 2) < 0)
        _exit(99);
    (void)setrlimit(RLIMIT_CORE, &no_core);
    (void)setenv("TMPDIR", setup->scratch, 1);
    (void)setenv("HOME", setup->scratch, 1);
    if (fault != NULL) {
        (void)setenv("LD_PRELOAD", setup->shim, 1);
        (void)setenv("FAULT", fault, 1);
        (void)setenv("FAULT_STATE", setup->state, 1);
    }
    (void)execv(setup->argv[0], setup->argv);
    _exit(98);
}

static int wait_for(pid_t pid)
{
    const struct timespec pause = {0, 500000};
    const time_t start = time(NULL);
    int status;

    while (waitpid(pid, &status, WNOHANG) == 0) {
        (void)nanosleep(&pause, NULL);
        if (time(NULL) - start > SECONDS) {
            (void)kill(pid, SIGKILL);
            (void)waitpid(pid, &status, 0);
            return 999;
        }
    }
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* An empty file of the right size: all counts zero. */
static int fresh_state(const char *path)
{
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || ftruncate(fd, sizeof(fault_state)) != 0)
        err(99, "%s", path);
    return fd;
}

static void read_state(int fd, bool sites, trial *t)
{
    uint64_t counts[2] = {0, 0};

    if (pread(fd, counts, sizeof counts, 0) != sizeof counts)
        err(99, "counts");
    t->n_calls = counts[0];
    t->n_failed = counts[1];
    if (sites) {
        const uint64_t n =
            t->n_calls < FAULT_MAX_SITES - 1 ? t->n_calls : FAULT_MAX_SITES - 1;
        const size_t size = (size_t)(n + 1) * sizeof *t->site;

        t->site = malloc(size);
        if (t->site == NULL ||
            pread(fd, t->site, size, (off_t)offsetof(fault_state, site)) !=
                (ssize_t)size)
            err(99, "sites");
    }
    (void)close(fd);
}

void trial_run(const trial_setup *setup, const char *fault, bool sites, trial *t)
{
    const int out = memory_file(), why = memory_file();
    const int state = fresh_state(setup->state);
    const pid_t pid = fork();

    memset(t, 0, sizeof *t);
    if (pid < 0)
        err(99, "fork");
    if (pid == 0)
        become(setup, fault, out, why);
    t->code = wait_for(pid);
    take(out, &t->said, &t->said_len);
    take(why, &t->message, &t->message_len);
    read_state(state, sites, t);
    tree_read(".", &t->left);
    tree_read(setup->scratch, &t->scratch);
}

void trial_clear(trial *t)
{
    free(t->said);
    free(t->message);
    free(t->site);
    tree_clear(&t->left);
    tree_clear(&t->scratch);
    memset(t, 0, sizeof *t);
}
