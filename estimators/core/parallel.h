/** @file parallel.h
 * A pool of POSIX threads over a flat list of tasks.
 *
 * Tasks are taken in order of their number, each by whichever thread is free. A task
 * writes to its own place and nowhere else, so that results do not depend on who did
 * it.
 */
#ifndef UC_PARALLEL_H
#define UC_PARALLEL_H

#include <stddef.h>

#include "data/base/status.h"
#include "estimators/core/cancel.h"

/** Does one task with the worker's own workspace. */
typedef uc_status uc_task_fn(void *ctx, void *worker, size_t task, uc_error *err);

/** Called now and then, by the calling thread only: tasks done and asked for. */
typedef void uc_progress_fn(void *ctx, size_t n_done, size_t n_tasks);

typedef struct uc_parallel {
    size_t n_threads; /* 0: as many as the machine has */
    uc_task_fn *task;
    void *ctx;          /* shared by all tasks, not changed by the pool */
    size_t worker_size; /* bytes of a worker's workspace, zeroed at the start */
    void (*worker_free)(void *worker); /* releases what it gathered; or NULL */
    uc_cancel *cancel;                 /* or NULL */
    uc_progress_fn *progress;          /* or NULL */
    void *progress_ctx;
} uc_parallel;

/** Does tasks 0 ... n_tasks-1. Where threads cannot be had it goes on with fewer.
 * @return UC_OK all done; UC_ECANCELED; UC_ENOMEM; else the code of the failed task
 * with the least number among those that failed; tasks not begun then are left. */
uc_status uc_parallel_run(const uc_parallel *pool, size_t n_tasks,
                          uc_error *err) UC_MUST_CHECK;

/** Processors this process may use, at least 1. */
size_t uc_parallel_n_processors(void);

#endif
