/* progress.c - how far a long run has come */
#include "pipeline/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/message.h"

/* Seconds between lines, and before the first. */
#define ON_TERMINAL 0.2
#define ELSEWHERE   60.0

static double seconds_since(const struct timespec *then)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) +
           1e-9 * (double)(now.tv_nsec - then->tv_nsec);
}

void uc_progress_start(uc_progress *progress, bool quiet)
{
    *progress = (uc_progress){.quiet = quiet,
                              .terminal = isatty(STDERR_FILENO) == 1 &&
                                          uc_log_format_now() == UC_LOG_HUMAN};
    (void)clock_gettime(CLOCK_MONOTONIC, &progress->start);
    progress->last = progress->start;
}

/* "1:02:03" or "2:03" */
static void write_time(double seconds, char *out, size_t out_size)
{
    const unsigned long s = (unsigned long)(seconds + 0.5);

    if (s >= 3600)
        (void)snprintf(out, out_size, "%lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
    else
        (void)snprintf(out, out_size, "%lu:%02lu", s / 60, s % 60);
}

void uc_progress_report(void *ctx, size_t n_done, size_t n_tasks)
{
    uc_progress *p = ctx;
    char left[32], line[128];
    double elapsed, rate;

    if (p->quiet || seconds_since(&p->last) < (p->terminal ? ON_TERMINAL : ELSEWHERE))
        return;
    (void)clock_gettime(CLOCK_MONOTONIC, &p->last);
    elapsed = seconds_since(&p->start);
    rate = (double)n_done / elapsed;
    write_time((double)(n_tasks - n_done) / (rate > 0.0 ? rate : 1.0), left,
               sizeof left);
    (void)snprintf(line, sizeof line, "%zu of %zu replicates, %.3g a second, %s left",
                   n_done, n_tasks, rate, left);
    if (!p->terminal) {
        uc_message("%s", line);
        return;
    }
    (void)fprintf(stderr, "\r%-78s", line);
    (void)fflush(stderr);
    p->shown = true;
}

void uc_progress_end(uc_progress *progress)
{
    if (progress->shown)
        (void)fprintf(stderr, "\r%78s\r", "");
    progress->shown = false;
}
