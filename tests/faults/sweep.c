/* sweep.c - a command of the program, run again and again with one fault each
 *
 *   sweep SHIM LOG PROGRAM ARGUMENT...
 *
 * Stands for the program in a test: works in the working folder, in the end leaves
 * there, prints and returns what the command does without a fault. What a fault breaks
 * is written to LOG, and one line of counts per kind of call.
 *
 *   SWEEP_KINDS  kinds of faults, with blanks; all by default
 *   SWEEP_MOST   faults per kind, spread over its calls; 0 for every call
 *   SWEEP_SITES  1: allocations are told apart by who calls, and each caller fails once
 *   SWEEP_SECRET text that must not be in anything that a trial prints or writes
 *   SWEEP_SLOW   milliseconds; a command that takes longer is run once, and not swept
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "tests/faults/trial.h"

typedef struct sweep {
    trial_setup setup;
    FILE *log;
    tree before, scratch;
    trial good;       /* without a fault */
    bool said_varies; /* two good runs print different things */
    bool message_varies;
    size_t n_injected, n_harmless, n_refused, n_findings;
} sweep;

typedef struct fault_kind {
    const char *name;
    const char *reason; /* what the message has to name; NULL: no failure */
    const char * or ;   /* what the database says instead, which swallows the reason */
    const char *codes;  /* exit codes that are right */
} fault_kind;

/* A file that cannot be opened for reading is 66, a run file 78; a lock that cannot be
 * looked at is taken for held. */
static const fault_kind kinds[] = {
    {"malloc", "memory", "memory", " 70 "},
    {"write", "No space left on device", "disk is full", " 73 74 "},
    {"read", "Input/output error", "disk cannot be read", " 66 74 65 "},
    {"short", NULL, NULL, ""},
    {"sync", "Input/output error", "disk I/O error", " 74 "},
    {"rename", "Permission denied", "", " 73 "},
    {"open", "Too many open files", "unable to open database file", " 66 73 74 "},
    {"mmap", "memory", "memory", " 70 "},
    {"mkdir", "Permission denied", "Permission denied", " 73 "},
    {"unlink", "Permission denied", "Permission denied", " 73 "},
    {"truncate", "Input/output error", "Input/output error", " 73 74 "},
    {"sqlite", "", "", " 65 66 70 73 74 75 "},
    {"thread", NULL, NULL, ""},
};

static void finding(sweep *s, const char *fault, const trial *t, const char *what,
                    const char *name)
{
    size_t len = t->message_len, last;

    s->n_findings++;
    fprintf(s->log, "FINDING %s: %s%s%s; exit %d; command:", fault, what,
            name[0] ? " " : "", name, t->code);
    for (char **a = s->setup.argv + 1; *a != NULL; a++)
        fprintf(s->log, " %s", *a);
    while (len > 0 && t->message[len - 1] == '\n')
        len--;
    last = len;
    while (last > 0 && t->message[last - 1] != '\n')
        last--;
    fprintf(s->log, "; said: %.*s\n", (int)(len - last), t->message + last);
}

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

static bool begins_with(const tree_entry *e, const char *text)
{
    return e->len >= strlen(text) && memcmp(e->bytes, text, strlen(text)) == 0;
}

/* The cache may be older, newer or gone: the next run does not depend on it. A store of
 * replicates is what --resume goes on from. */
static bool may_differ(const tree_entry *e)
{
    return ends_with(e->path, ".cache") || ends_with(e->path, ".replicates") ||
           begins_with(e, "UCSTORE1") || begins_with(e, "undercount-simulation");
}

/* What the database keeps beside it when it cannot tidy up: the next one does. */
static bool is_database_log(const char *path)
{
    return ends_with(path, "-wal") || ends_with(path, "-shm") ||
           ends_with(path, "-journal");
}

/* Where nothing can be removed, something is left; that the next run is not in trouble
 * for it is checked. */
static bool may_stay(const fault_kind *kind, const tree_entry *e)
{
    return may_differ(e) || is_database_log(e->path) ||
           strcmp(kind->name, "unlink") == 0;
}

/* Run again without a fault, everything is as it would have been: nothing of the
 * failure is in the way. */
static void check_heals(sweep *s, const char *fault)
{
    trial t;

    trial_run(&s->setup, NULL, false, &t);
    if (t.code != s->good.code)
        finding(s, fault, &t, "run again, it does not end as it should", "");
    for (size_t i = 0; i < t.left.n; i++)
        if (!may_differ(&t.left.item[i]) &&
            tree_find(&s->good.left, t.left.item[i].path) == NULL)
            finding(s, fault, &t, "run again, it leaves", t.left.item[i].path);
    for (size_t i = 0; i < s->good.left.n; i++) {
        const tree_entry *want = &s->good.left.item[i];
        const tree_entry *got = tree_find(&t.left, want->path);

        if (!may_differ(want) && !want->varies && !tree_same(got, want))
            finding(s, fault, &t, "run again, it makes another", want->path);
    }
    trial_clear(&t);
}

/* -- What must hold after a trial ----------------------------------------------------
 */

/* Done all the same: then everything has to be as without the fault. */
static void check_harmless(sweep *s, const fault_kind *kind, const char *fault,
                           const trial *t)
{
    const trial *good = &s->good;

    if (!s->said_varies && (t->said_len != good->said_len ||
                            memcmp(t->said, good->said, t->said_len) != 0))
        finding(s, fault, t, "prints something else, and no failure", "");
    for (size_t i = 0; i < good->left.n; i++) {
        const tree_entry *want = &good->left.item[i];
        const tree_entry *got = tree_find(&t->left, want->path);

        if (may_differ(want))
            continue;
        if (got == NULL || (!want->varies && !tree_same(got, want)))
            finding(s, fault, t, "no failure, but another file:", want->path);
    }
    for (size_t i = 0; i < t->left.n; i++)
        if (!may_stay(kind, &t->left.item[i]) &&
            tree_find(&good->left, t->left.item[i].path) == NULL)
            finding(s, fault, t, "leaves", t->left.item[i].path);
}

/* Refused: every file is what it was, or whole and what it has to be. */
static void check_refused(sweep *s, const fault_kind *kind, const char *fault,
                          const trial *t)
{
    for (size_t i = 0; i < s->before.n; i++) {
        const tree_entry *old = &s->before.item[i];
        const tree_entry *got = tree_find(&t->left, old->path);
        const tree_entry *fresh = tree_find(&s->good.left, old->path);

        if (may_differ(old) || tree_same(got, old) || tree_same(got, fresh) ||
            (got != NULL && fresh != NULL && fresh->varies))
            continue;
        finding(s, fault, t, got == NULL ? "loses" : "breaks", old->path);
    }
    for (size_t i = 0; i < t->left.n; i++) {
        const tree_entry *got = &t->left.item[i];
        const tree_entry *fresh = tree_find(&s->good.left, got->path);

        if (may_stay(kind, got) || (fresh != NULL && may_differ(fresh)) ||
            tree_find(&s->before, got->path) != NULL)
            continue;
        if (fresh == NULL)
            finding(s, fault, t, "leaves", got->path);
        else if (!tree_same(got, fresh) && !fresh->varies)
            finding(s, fault, t, "leaves a part of", got->path);
    }
}

/* A set of files is the old one or the new one, never some of each: its run.json names
 * the others, so that all of a folder with one are compared. */
static void check_sets(sweep *s, const char *fault, const trial *t)
{
    for (size_t i = 0; i < s->good.left.n; i++) {
        const char *index = s->good.left.item[i].path;
        size_t n_old = 0, n_new = 0, folder;

        if (!ends_with(index, "/run.json"))
            continue;
        folder = strlen(index) - strlen("run.json");
        for (size_t j = 0; j < s->good.left.n; j++) {
            const tree_entry *fresh = &s->good.left.item[j];
            const tree_entry *old = tree_find(&s->before, fresh->path);
            const tree_entry *got = tree_find(&t->left, fresh->path);

            if (strncmp(fresh->path, index, folder) != 0 || tree_same(old, fresh) ||
                fresh->varies)
                continue;
            n_new += tree_same(got, fresh);
            n_old += tree_same(got, old);
        }
        if (n_old > 0 && n_new > 0)
            finding(s, fault, t, "leaves a set half new:", index);
    }
}

/* libreadstat uses what it allocates without looking; see SECURITY.md. */
static bool is_known(const sweep *s, const fault_kind *kind, const trial *t)
{
    if (strcmp(kind->name, "malloc") != 0 || t->code != 1000 + SIGSEGV)
        return false;
    for (char **a = s->setup.argv; *a != NULL; a++)
        if (ends_with(*a, ".sav") || ends_with(*a, ".dta") || ends_with(*a, ".xpt"))
            return true;
    return false;
}

static bool has_code(const char *codes, int code)
{
    char text[16];

    (void)snprintf(text, sizeof text, " %d ", code);
    return strstr(codes, text) != NULL;
}

static void check_message(sweep *s, const fault_kind *kind, const char *fault,
                          const trial *t)
{
    if (t->message_len == 0 && t->said_len > 0 && t->code == 65)
        return; /* what verify finds is its result */
    if (t->message_len == 0)
        finding(s, fault, t, "fails without a message", "");
    else if (kind->reason != NULL && strstr(t->message, kind->reason) == NULL &&
             strstr(t->message, kind->or) == NULL)
        finding(s, fault, t, "does not name the reason", kind->reason);
    if (strstr(t->message, "(null)") != NULL)
        finding(s, fault, t, "prints (null)", "");
}

static bool is_database(const tree_entry *e)
{
    return begins_with(e, "SQLite format 3");
}

/* Times stand in a database, so its bytes are not compared; it has to be whole. Changes
 * the folder, so it comes last. */
static void check_databases(sweep *s, const char *fault, const trial *t)
{
    for (size_t i = 0; i < t->left.n; i++) {
        const char *path = t->left.item[i].path, *said = "cannot be asked";
        sqlite3_stmt *row = NULL;
        sqlite3 *db = NULL;

        if (!is_database(&t->left.item[i]))
            continue;
        if (sqlite3_open(path, &db) == SQLITE_OK &&
            sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &row, NULL) == 0 &&
            sqlite3_step(row) == SQLITE_ROW)
            said = (const char *)sqlite3_column_text(row, 0);
        if (strcmp(said, "ok") != 0)
            finding(s, fault, t, "damages", path);
        (void)sqlite3_finalize(row);
        (void)sqlite3_close(db);
    }
}

static void check_secret(sweep *s, const char *fault, const trial *t)
{
    const char *secret = getenv("SWEEP_SECRET");
    const size_t len = secret != NULL ? strlen(secret) : 0;

    if (len == 0)
        return;
    if (memmem(t->said, t->said_len, secret, len) != NULL ||
        memmem(t->message, t->message_len, secret, len) != NULL)
        finding(s, fault, t, "shows a secret", "");
    for (size_t i = 0; i < t->left.n; i++) {
        const tree_entry *e = &t->left.item[i];

        if (e->bytes != NULL && tree_find(&s->before, e->path) == NULL &&
            memmem(e->bytes, e->len, secret, len) != NULL)
            finding(s, fault, t, "shows a secret in", e->path);
    }
}

static void check(sweep *s, const fault_kind *kind, const char *fault, const trial *t)
{
    s->n_injected++;
    if (is_known(s, kind, t))
        return;
    if (t->code >= 900)
        finding(s, fault, t, t->code == 999 ? "does not end" : "is killed", "");
    check_secret(s, fault, t);
    if (t->scratch.n > 0)
        finding(s, fault, t, "leaves in TMPDIR", t->scratch.item[0].path);
    if (t->code == s->good.code && t->code == 0) {
        s->n_harmless++;
        check_harmless(s, kind, fault, t);
        check_databases(s, fault, t);
        return;
    }
    s->n_refused++;
    check_refused(s, kind, fault, t);
    check_sets(s, fault, t);
    check_heals(s, fault);
    check_databases(s, fault, t);
    if (t->code == s->good.code)
        return; /* refused anyway, before the fault or after it */
    if (kind->reason == NULL || !has_code(kind->codes, t->code))
        finding(s, fault, t, "ends with a wrong exit code", "");
    check_message(s, kind, fault, t);
}

/* -- Sweeping ------------------------------------------------------------------------
 */

static uint64_t setting(const char *name)
{
    const char *text = getenv(name);

    return text != NULL ? strtoull(text, NULL, 10) : 0;
}

static void one_trial(sweep *s, const fault_kind *kind, uint64_t n, bool stay)
{
    char fault[64];
    trial t;

    (void)snprintf(fault, sizeof fault, "%s:%llu%s", kind->name, (unsigned long long)n,
                   stay ? ":stay" : "");
    tree_restore(".", &s->before);
    trial_run(&s->setup, fault, false, &t);
    if (t.n_failed > 0 || t.code >= 900)
        check(s, kind, fault, &t);
    trial_clear(&t);
    tree_restore(s->setup.scratch, &s->scratch);
}

/* Calls in the order in which they are tried, the first of each caller before others.
 */
static uint64_t *choose(const trial *counted, uint64_t *n)
{
    const uint64_t n_calls = counted->n_calls;
    uint64_t *call = malloc((size_t)(n_calls + 1) * sizeof *call);
    unsigned char *seen = counted->site != NULL ? calloc(1, (size_t)1 << 29) : NULL;

    if (call == NULL || (seen == NULL && counted->site != NULL))
        err(99, "memory");
    *n = 0;
    for (uint64_t i = 1; i <= n_calls; i++) {
        const uint32_t site =
            seen != NULL && i < FAULT_MAX_SITES ? counted->site[i] : 0;

        if (seen != NULL && (site == 0 || (seen[site >> 3] & (1u << (site & 7)))))
            continue;
        if (seen != NULL)
            seen[site >> 3] |= (unsigned char)(1u << (site & 7));
        call[(*n)++] = i;
    }
    free(seen);
    return call;
}

static void sweep_kind(sweep *s, const fault_kind *kind)
{
    const uint64_t most = setting("SWEEP_MOST");
    const bool sites = strcmp(kind->name, "malloc") == 0 && setting("SWEEP_SITES") != 0;
    char fault[64];
    uint64_t n, tried, *call;
    trial counted;

    (void)snprintf(fault, sizeof fault, "%s:0", kind->name);
    tree_restore(".", &s->before);
    trial_run(&s->setup, fault, sites, &counted);
    if (counted.code != s->good.code)
        finding(s, fault, &counted, "counting alone changes the exit code", "");
    call = choose(&counted, &n);
    tried = most == 0 || most > n ? n : most;
    s->n_injected = s->n_harmless = s->n_refused = 0;
    for (uint64_t i = 0; i < tried; i++) {
        /* in the middle of each of as many equal parts */
        const uint64_t at = call[(2 * i + 1) * n / (2 * tried)];

        one_trial(s, kind, at, false);
        one_trial(s, kind, at, true);
    }
    fprintf(s->log, "COUNT %s %zu %zu %zu of %llu\n", kind->name, s->n_injected,
            s->n_harmless, s->n_refused, (unsigned long long)counted.n_calls);
    free(call);
    trial_clear(&counted);
}

static bool is_asked(const char *name)
{
    const char *asked = getenv("SWEEP_KINDS");
    char padded[512], word[64];

    if (asked == NULL || asked[0] == '\0')
        return true;
    (void)snprintf(padded, sizeof padded, " %s ", asked);
    (void)snprintf(word, sizeof word, " %s ", name);
    return strstr(padded, word) != NULL;
}

/* -- Standing for the program --------------------------------------------------------
 */

static int keep_input(void)
{
    const int fd = memfd_create("input", MFD_CLOEXEC);
    char block[65536];
    ssize_t got;

    if (fd < 0)
        err(99, "memfd");
    while ((got = read(0, block, sizeof block)) > 0)
        if (write(fd, block, (size_t)got) != got)
            err(99, "input");
    return fd;
}

static uint64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Two runs without a fault: what they do not agree on is not compared later. */
static uint64_t run_good(sweep *s)
{
    const uint64_t start = now_ms(), slow = setting("SWEEP_SLOW");
    uint64_t took;
    trial again;

    tree_read(".", &s->before);
    tree_read(s->setup.scratch, &s->scratch);
    trial_run(&s->setup, NULL, false, &s->good);
    took = now_ms() - start;
    if (slow != 0 && took > slow)
        return took;
    tree_restore(".", &s->before);
    trial_run(&s->setup, NULL, false, &again);
    tree_mark_varying(&s->good.left, &again.left);
    for (size_t i = 0; i < s->good.left.n; i++)
        if (is_database(&s->good.left.item[i]))
            s->good.left.item[i].varies = true;
    s->said_varies = again.said_len != s->good.said_len ||
                     memcmp(again.said, s->good.said, again.said_len) != 0;
    if (again.code != s->good.code)
        finding(s, "none", &again, "two runs end differently", "");
    trial_clear(&again);
    return took;
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    ssize_t n;

    while (len > 0 && (n = write(fd, bytes, len)) > 0) {
        bytes += n;
        len -= (size_t)n;
    }
    return len == 0;
}

int main(int argc, char **argv)
{
    sweep s = {.setup = {.scratch = getenv("TMPDIR")}};
    const uint64_t slow = setting("SWEEP_SLOW");
    char state[64];
    int lock;

    if (argc < 4 || s.setup.scratch == NULL)
        errx(99, "sweep SHIM LOG PROGRAM ARGUMENT...; TMPDIR is needed");
    (void)snprintf(state, sizeof state, "/dev/shm/sweep-%ld", (long)getpid());
    s.setup.state = state;
    s.setup.shim = argv[1];
    s.setup.argv = argv + 3;
    s.setup.input = keep_input();
    s.log = fopen(argv[2], "a");
    lock = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* commands of one pipe would change each other's folder */
    if (s.log == NULL || lock < 0 || flock(lock, LOCK_EX) != 0)
        err(99, "%s", argv[2]);
    (void)setvbuf(s.log, NULL, _IOLBF, 4096);
    if (run_good(&s) <= slow || slow == 0) {
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (is_asked(kinds[i].name))
                sweep_kind(&s, &kinds[i]);
        tree_restore(".", &s.good.left);
    }
    (void)fclose(s.log);
    (void)close(lock);
    (void)unlink(state);
    if (!write_all(1, s.good.said, s.good.said_len)) {
        /* the case has a standard output that fails: the program shall find it */
        tree_restore(".", &s.before);
        (void)execv(s.setup.argv[0], s.setup.argv);
    }
    (void)write_all(2, s.good.message, s.good.message_len);
    return s.good.code;
}
