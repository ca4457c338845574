/* parallel.c - a pool of threads over a list of tasks */
/* sched_getaffinity: the processors we may use, not those there are */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier,cert-dcl*) */
#include "estimators/core/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_THREADS 1024

typedef struct run {
    const uc_parallel *pool;
    size_t n_tasks;
    atomic_size_t next;
    atomic_size_t n_done;
    atomic_bool failed;
    pthread_mutex_t lock; /* of what follows */
    size_t failed_task;
    uc_error error;
} run;

typedef struct worker {
    run *run;
    void *workspace;
    bool leads; /* the calling thread: reports progress */
    pthread_t thread;
} worker;

size_t uc_parallel_n_processors(void)
{
    cpu_set_t set;
    long online;

    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (size_t)CPU_COUNT(&set);
    online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (size_t)online : 1;
}

static void note_failure(run *r, size_t task, uc_status status, const uc_error *error)
{
    (void)pthread_mutex_lock(&r->lock);
    if (!atomic_load(&r->failed) || task < r->failed_task) {
        r->failed_task = task;
        r->error = *error;
        r->error.code = status;
    }
    atomic_store(&r->failed, true);
    (void)pthread_mutex_unlock(&r->lock);
}

static void *work(void *argument)
{
    worker *w = argument;
    run *r = w->run;

    while (!atomic_load(&r->failed) && !uc_cancelled(r->pool->cancel)) {
        const size_t task = atomic_fetch_add(&r->next, 1);
        uc_error error = {0};
        uc_status status;

        if (task >= r->n_tasks)
            break;
        status = r->pool->task(r->pool->ctx, w->workspace, task, &error);
        if (status != UC_OK) {
            note_failure(r, task, status, &error);
            break;
        }
        (void)atomic_fetch_add(&r->n_done, 1);
        if (w->leads && r->pool->progress != NULL)
            r->pool->progress(r->pool->progress_ctx, atomic_load(&r->n_done),
                              r->n_tasks);
    }
    if (r->pool->worker_free != NULL)
        r->pool->worker_free(w->workspace);
    return NULL;
}

/* Starts threads 1 ... n-1 and works as thread 0. */
static void work_together(worker workers[], size_t n)
{
    size_t n_started = 1;

    while (n_started < n && pthread_create(&workers[n_started].thread, NULL, work,
                                           &workers[n_started]) == 0)
        n_started++;
    (void)work(&workers[0]);
    for (size_t i = 1; i < n_started; i++)
        (void)pthread_join(workers[i].thread, NULL);
}

static uc_status outcome(run *r, uc_error *err)
{
    if (atomic_load(&r->failed)) {
        if (err != NULL)
            *err = r->error;
        return r->error.code;
    }
    if (atomic_load(&r->n_done) < r->n_tasks)
        return uc_fail(err, UC_ECANCELED, "stopped on request");
    return UC_OK;
}

uc_status uc_parallel_run(const uc_parallel *pool, size_t n_tasks, uc_error *err)
{
    run r = {.pool = pool, .n_tasks = n_tasks};
    size_t n = pool->n_threads > 0 ? pool->n_threads : uc_parallel_n_processors();
    worker *workers;
    unsigned char *workspaces;
    uc_status status;

    if (n_tasks == 0)
        return UC_OK;
    n = n > n_tasks ? n_tasks : n;
    n = n > MAX_THREADS ? MAX_THREADS : n;
    n = n > 0 ? n : 1;
    workers = calloc(n, sizeof *workers);
    workspaces = calloc(n, pool->worker_size + 1);
    if (workers == NULL || workspaces == NULL) {
        free(workers);
        free(workspaces);
        return uc_fail(err, UC_ENOMEM, "no memory for %zu threads", n);
    }
    (void)pthread_mutex_init(&r.lock, NULL);
    for (size_t i = 0; i < n; i++)
        workers[i] = (worker){.run = &r,
                              .workspace = workspaces + i * pool->worker_size,
                              .leads = i == 0};
    work_together(workers, n);
    status = outcome(&r, err);
    (void)pthread_mutex_destroy(&r.lock);
    free(workers);
    free(workspaces);
    return status;
}
