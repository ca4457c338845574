/* faults.c - makes the n-th call of a kind fail, for LD_PRELOAD
 *
 *   FAULT=KIND:N       the N-th call of that kind fails; 0 counts only
 *   FAULT=KIND:N:stay  and all later ones
 *   FAULT_STATE=FILE   a file of the size of `state` below, which receives the counts
 *
 * Kinds: malloc (and its family), sqlite (every method of its file layer), thread, and
 * by system call, wherever in the process it comes from: write, read, sync, rename,
 * open, mmap, mkdir, unlink, truncate; `short` writes and reads half of what was asked,
 * which is no failure. What is written to standard error is never failed, since there
 * the messages are looked for. A call that fails has done nothing.
 *
 * System calls are caught by a seccomp filter that raises SIGSYS, because the C
 * library's own do not go through symbols that could be replaced; the handler makes the
 * call from one place that the filter lets pass.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <ucontext.h>
#include <unistd.h>

#include <sqlite3.h>

#include "tests/preload/faults.h"

typedef struct call_kind {
    const char *name;
    int why; /* errno of a failed call */
    long number[6];
} call_kind;

static const call_kind kinds[] = {
    {"write", ENOSPC, {SYS_write, SYS_pwrite64, SYS_writev}},
    {"read", EIO, {SYS_read, SYS_pread64, SYS_readv}},
    {"short", 0, {SYS_write, SYS_pwrite64, SYS_read, SYS_pread64}},
    {"sync", EIO, {SYS_fsync, SYS_fdatasync}},
    {"rename", EACCES, {SYS_rename, SYS_renameat, SYS_renameat2}},
    {"open", EMFILE, {SYS_open, SYS_openat, SYS_creat}},
    {"mmap", ENOMEM, {SYS_mmap}},
    {"mkdir", EACCES, {SYS_mkdir, SYS_mkdirat}},
    {"unlink", EACCES, {SYS_unlink, SYS_unlinkat, SYS_rmdir}},
    {"truncate", EIO, {SYS_truncate, SYS_ftruncate}},
};

static fault_state *state;
static const call_kind *caught; /* NULL: not a system call */
static uint64_t fails_at;
static bool stays, on_malloc, on_sqlite, on_thread;

/* Counts a call; true when it has to fail. */
static bool is_due(void)
{
    const uint64_t n = __atomic_add_fetch(&state->n_calls, 1, __ATOMIC_SEQ_CST);

    if (fails_at == 0 || n < fails_at || (n > fails_at && !stays))
        return false;
    __atomic_add_fetch(&state->n_failed, 1, __ATOMIC_SEQ_CST);
    return true;
}

/* -- System calls ------------------------------------------------------------------ */

/* The only place from which a caught call is let through. */
long fault_pass(long number, long a, long b, long c, long d, long e, long f);
extern const char fault_passed[];
__asm__(".globl fault_pass\n"
        ".type fault_pass, @function\n"
        "fault_pass:\n"
        "  mov %rdi, %rax\n"
        "  mov %rsi, %rdi\n"
        "  mov %rdx, %rsi\n"
        "  mov %rcx, %rdx\n"
        "  mov %r8, %r10\n"
        "  mov %r9, %r8\n"
        "  mov 8(%rsp), %r9\n"
        "  syscall\n"
        ".globl fault_passed\n"
        ".hidden fault_passed\n"
        "fault_passed:\n"
        "  ret\n");

static bool writes(long number)
{
    return number == SYS_write || number == SYS_pwrite64 || number == SYS_writev;
}

static void on_call(int signal_number, siginfo_t *info, void *context)
{
    greg_t *reg = ((ucontext_t *)context)->uc_mcontext.gregs;
    const long number = (long)reg[REG_RAX];
    const bool is_message = writes(number) && reg[REG_RDI] == STDERR_FILENO;
    const bool due = !is_message && is_due();

    (void)signal_number;
    (void)info;
    if (due && caught->why != 0) {
        reg[REG_RAX] = -caught->why;
        return;
    }
    if (due && reg[REG_RDX] > 1)
        reg[REG_RDX] /= 2;
    reg[REG_RAX] = fault_pass(number, reg[REG_RDI], reg[REG_RSI], reg[REG_RDX],
                              reg[REG_R10], reg[REG_R8], reg[REG_R9]);
}

/* The filter: another place or another call passes, what is left is caught. */
static bool catch_calls(void)
{
    const struct sigaction action = {.sa_sigaction = on_call,
                                     .sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART};
    const uint64_t pass = (uint64_t)(uintptr_t)fault_passed;
    struct sock_filter code[32];
    unsigned short n = 0, n_numbers = 0;
    struct sock_fprog program;

    while (n_numbers < 6 && (caught->number[n_numbers] != 0 || n_numbers == 0))
        n_numbers++;
#define ADD(...) code[n++] = (struct sock_filter)__VA_ARGS__
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                 offsetof(struct seccomp_data, instruction_pointer)));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)pass, 0, 3));
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                 offsetof(struct seccomp_data, instruction_pointer) + 4));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(pass >> 32), 0, 1));
    ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
    for (unsigned short i = 0; i < n_numbers; i++)
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)caught->number[i],
                     (uint8_t)(n_numbers - i), 0));
    ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
#undef ADD
    program = (struct sock_fprog){n, code};
    return sigaction(SIGSYS, &action, NULL) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* -- Memory ------------------------------------------------------------------------ */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t align, size_t size);

static __thread bool inside; /* what the stack walk itself allocates */

/* The place of an allocation: a hash of who called, and who called that. */
static void note_site(uint64_t n)
{
    void *frame[12];
    uint32_t hash = 2166136261u;
    int depth;

    if (n >= FAULT_MAX_SITES)
        return;
    inside = true;
    depth = backtrace(frame, 12);
    inside = false;
    for (int i = 2; i < depth; i++)
        hash = (hash ^ (uint32_t)(uintptr_t)frame[i]) * 16777619u;
    state->site[n] = hash | 1u;
}

static bool is_short(void)
{
    bool due;

    if (!on_malloc || inside)
        return false;
    due = is_due();
    if (fails_at == 0)
        note_site(state->n_calls);
    if (due)
        errno = ENOMEM;
    return due;
}

void *malloc(size_t size)
{
    return is_short() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return is_short() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return is_short() ? NULL : __libc_realloc(old, size);
}

void *reallocarray(void *old, size_t n, size_t size)
{
    if (size != 0 && n > SIZE_MAX / size) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, n * size);
}

void *aligned_alloc(size_t align, size_t size)
{
    return is_short() ? NULL : __libc_memalign(align, size);
}

int posix_memalign(void **made, size_t align, size_t size)
{
    void *got = is_short() ? NULL : __libc_memalign(align, size);

    if (got == NULL)
        return ENOMEM;
    *made = got;
    return 0;
}

/* -- Threads ----------------------------------------------------------------------- */

int pthread_create(pthread_t *made, const pthread_attr_t *how, void *(*run)(void *),
                   void *arg)
{
    int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

    if (on_thread && is_due())
        return EAGAIN;
    *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    return real(made, how, run, arg);
}

/* -- SQLite's file layer ------------------------------------------------------------
 */

typedef struct wrapped_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
} wrapped_file;

static sqlite3_vfs *real_layer, layer;

#define REAL(file) (((wrapped_file *)(file))->real)
#define PASS(file, call, code, ...)                                                    \
    return is_due() ? (code) : REAL(file)->pMethods->call(REAL(file), ##__VA_ARGS__)

static int w_close(sqlite3_file *f)
{
    const int got = REAL(f)->pMethods != NULL ? REAL(f)->pMethods->xClose(REAL(f)) : 0;

    return is_due() ? SQLITE_IOERR_CLOSE : got;
}
static int w_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    PASS(f, xRead, SQLITE_IOERR_READ, to, n, at);
}
static int w_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    PASS(f, xWrite, SQLITE_FULL, from, n, at);
}
static int w_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    PASS(f, xTruncate, SQLITE_IOERR_TRUNCATE, size);
}
static int w_sync(sqlite3_file *f, int flags)
{
    PASS(f, xSync, SQLITE_IOERR_FSYNC, flags);
}
static int w_size(sqlite3_file *f, sqlite3_int64 *size)
{
    PASS(f, xFileSize, SQLITE_IOERR_FSTAT, size);
}
static int w_lock(sqlite3_file *f, int level)
{
    PASS(f, xLock, SQLITE_IOERR_LOCK, level);
}
static int w_unlock(sqlite3_file *f, int level)
{
    const int got = REAL(f)->pMethods->xUnlock(REAL(f), level);

    return is_due() ? SQLITE_IOERR_UNLOCK : got;
}
static int w_reserved(sqlite3_file *f, int *held)
{
    PASS(f, xCheckReservedLock, SQLITE_IOERR_CHECKRESERVEDLOCK, held);
}
static int w_control(sqlite3_file *f, int op, void *arg)
{
    return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}
static int w_sector(sqlite3_file *f)
{
    return REAL(f)->pMethods->xSectorSize(REAL(f));
}
static int w_device(sqlite3_file *f)
{
    return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f));
}

static int w_map(sqlite3_file *f, int page, int size, int extend, void volatile **at)
{
    PASS(f, xShmMap, SQLITE_IOERR_SHMMAP, page, size, extend, at);
}
static int w_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    if ((flags & SQLITE_SHM_UNLOCK) != 0)
        return REAL(f)->pMethods->xShmLock(REAL(f), offset, n, flags);
    PASS(f, xShmLock, SQLITE_IOERR_SHMLOCK, offset, n, flags);
}
static void w_barrier(sqlite3_file *f)
{
    REAL(f)->pMethods->xShmBarrier(REAL(f));
}
static int w_unmap(sqlite3_file *f, int remove)
{
    return REAL(f)->pMethods->xShmUnmap(REAL(f), remove);
}

static const sqlite3_io_methods methods = {
    2,          w_close,   w_read,     w_write,   w_truncate, w_sync,   w_size,
    w_lock,     w_unlock,  w_reserved, w_control, w_sector,   w_device, w_map,
    w_shm_lock, w_barrier, w_unmap,    NULL,      NULL};

static int w_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                  int *out)
{
    wrapped_file *f = (wrapped_file *)file;
    int got;

    (void)vfs;
    file->pMethods = NULL;
    f->real = (sqlite3_file *)(f + 1);
    if (is_due())
        return SQLITE_CANTOPEN;
    got = real_layer->xOpen(real_layer, name, f->real, flags, out);
    file->pMethods = f->real->pMethods != NULL ? &methods : NULL;
    return got;
}
static int w_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    return is_due() ? SQLITE_IOERR_DELETE : real_layer->xDelete(real_layer, name, sync);
}
static int w_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs;
    return is_due() ? SQLITE_IOERR_ACCESS
                    : real_layer->xAccess(real_layer, name, flags, out);
}
static int w_full(sqlite3_vfs *vfs, const char *name, int n, char *out)
{
    (void)vfs;
    return is_due() ? SQLITE_CANTOPEN_FULLPATH
                    : real_layer->xFullPathname(real_layer, name, n, out);
}

int sqlite3_open_v2(const char *name, sqlite3 **db, int flags, const char *vfs)
{
    int (*real)(const char *, sqlite3 **, int, const char *);

    *(void **)&real = dlsym(RTLD_NEXT, "sqlite3_open_v2");
    if (on_sqlite && real_layer == NULL) {
        real_layer = sqlite3_vfs_find(NULL);
        layer = *real_layer;
        layer.zName = "faults";
        layer.szOsFile = (int)sizeof(wrapped_file) + real_layer->szOsFile;
        layer.xOpen = w_open;
        layer.xDelete = w_delete;
        layer.xAccess = w_access;
        layer.xFullPathname = w_full;
        (void)sqlite3_vfs_register(&layer, 1);
    }
    return real(name, db, flags, vfs);
}

/* -- Setting up -------------------------------------------------------------------- */

static bool take_setting(const char *text)
{
    const char *colon = text != NULL ? strchr(text, ':') : NULL;
    const size_t len = colon != NULL ? (size_t)(colon - text) : 0;

    if (len == 0)
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i].name) == len && strncmp(text, kinds[i].name, len) == 0)
            caught = &kinds[i];
    on_malloc = strncmp(text, "malloc:", 7) == 0;
    on_sqlite = strncmp(text, "sqlite:", 7) == 0;
    on_thread = strncmp(text, "thread:", 7) == 0;
    fails_at = strtoull(colon + 1, NULL, 10);
    stays = strstr(colon, ":stay") != NULL;
    return caught != NULL || on_malloc || on_sqlite || on_thread;
}

__attribute__((constructor)) static void set_up(void)
{
    const char *path = getenv("FAULT_STATE");
    void *frame[2], *map;
    int fd;

    if (path == NULL || (fd = open(path, O_RDWR | O_CLOEXEC)) < 0)
        return;
    map = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    (void)close(fd);
    if (map == MAP_FAILED)
        _exit(99);
    (void)backtrace(frame, 2); /* loads what it needs */
    state = map;
    if (!take_setting(getenv("FAULT")) || (caught != NULL && !catch_calls()))
        _exit(99);
}
