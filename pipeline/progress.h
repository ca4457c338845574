/** @file progress.h
 * How far a long run has come, on standard error: a line that renews itself on a
 * terminal, one line a minute elsewhere.
 */
#ifndef UC_PROGRESS_H
#define UC_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

typedef struct uc_progress {
    bool quiet, terminal;
    bool shown; /* a line stands on the terminal */
    struct timespec start, last;
} uc_progress;

/** Starts the clock. @param quiet  Say nothing at all. */
void uc_progress_start(uc_progress *progress, bool quiet);

/** Says how many of the tasks are done, their rate and the time left, when it is time
 * to. A uc_progress_fn; ctx is the uc_progress. */
void uc_progress_report(void *ctx, size_t n_done, size_t n_tasks);

/** Takes the line off the terminal. */
void uc_progress_end(uc_progress *progress);

#endif
