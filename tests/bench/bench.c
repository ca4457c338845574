/* bench.c - what the engine takes: one table on stdout, never a test
 *
 *   make bench             the jobs that take seconds
 *   UC_LONG=1 make bench   also NewOrl with 1,000 replicates, and 1,000 strata
 *   UC_GROWTH=1 make bench how cost grows, instead
 *   build/release/bench X  only the jobs with X in their name
 *
 * Processor time is of all threads. Memory is the largest the process has had, up to
 * and including the job; each job runs in a process of its own. Run from the root of
 * the tree.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/bench.h"

#include "estimators/core/parallel.h"
#include "estimators/core/quantile.h"

#define MOST_RUNS 9

/* -- Timing ----------------------------------------------------------------------- */

typedef struct measure {
    double wall[MOST_RUNS]; /* seconds, ascending */
    size_t n_runs;
    double processor; /* seconds, mean of a run */
    bench_tally done; /* by one run */
    double memory;    /* MiB */
} measure;

static measure measure_job(const bench_job *job)
{
    measure m = {.n_runs = job->n_runs};
    const double before = bench_seconds(CLOCK_PROCESS_CPUTIME_ID);
    struct rusage usage;

    for (size_t r = 0; r < m.n_runs; r++) {
        const double start = bench_seconds(CLOCK_MONOTONIC);

        m.done = job->work(job);
        m.wall[r] = bench_seconds(CLOCK_MONOTONIC) - start;
    }
    m.processor = (bench_seconds(CLOCK_PROCESS_CPUTIME_ID) - before) / (double)m.n_runs;
    uc_sort_doubles(m.wall, m.n_runs);
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        m.memory = (double)usage.ru_maxrss / 1024.0;
    return m;
}

/* Measures in a child, so that memory is the job's own. False when it failed. */
static bool measure_apart(const bench_job *job, measure *m)
{
    int ends[2], status = 1;
    ssize_t n;
    pid_t child;

    if (pipe(ends) != 0)
        return false;
    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        const measure made = measure_job(job);

        n = write(ends[1], &made, sizeof made);
        _exit(n == (ssize_t)sizeof made ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    (void)close(ends[1]);
    do
        n = child < 0 ? -1 : read(ends[0], m, sizeof *m);
    while (n < 0 && errno == EINTR);
    (void)close(ends[0]);
    if (child > 0)
        (void)waitpid(child, &status, 0);
    return n == (ssize_t)sizeof *m && status == 0;
}

/* -- The table --------------------------------------------------------------------- */

static void print_rate(double amount, double time)
{
    if (amount > 0.0 && time > 0.0)
        (void)printf(" %11.0f", amount / time);
    else
        (void)printf(" %11s", "");
}

static void print_row(const bench_job *job, const measure *m)
{
    const double median = m->wall[m->n_runs / 2];

    (void)printf("%-37s %9.4f %8.4f %8.4f %9.4f", job->name, median, m->wall[0],
                 m->wall[m->n_runs - 1], m->processor);
    print_rate(m->done.replicates, median);
    print_rate(m->done.fits, median);
    (void)printf(" %7.1f  %s\n", m->memory, job->goal);
}

/* Effective draws a second of processor time, warm-up included. */
static void print_draws(const bench_job *job, const measure *m)
{
    if (m->done.draws > 0.0)
        (void)printf("%s: %.0f effective draws, %.0f a second of processor time.\n",
                     job->name, m->done.draws, m->done.draws / m->processor);
}

/* The same choice by search and by enumeration, in time and fits. */
static void print_ratio(const measure *all, const measure *search)
{
    double by_search;

    if (all->n_runs == 0 || search->n_runs == 0)
        return;
    by_search = search->wall[search->n_runs / 2] / BENCH_SEARCHES;

    (void)printf("\nUKdat_5, one exact choice of a model: enumeration takes %.0f times "
                 "as long as the search (%.0f fits against %.0f).\n",
                 all->wall[all->n_runs / 2] / by_search, all->done.fits,
                 search->done.fits / BENCH_SEARCHES);
}

/* The job of this name; the jobs of a ratio are always there. */
static const measure *measure_of(const char *name, const measure m[])
{
    for (size_t i = 0; i < bench_n_jobs; i++)
        if (strcmp(bench_jobs[i].name, name) == 0)
            return &m[i];
    bench_give_up(name, &(uc_error){.msg = "there is no such job"});
    return NULL;
}

static void print_head(void)
{
    (void)printf("%zu processors; seconds; tables are bootstrap and delete-one\n\n",
                 uc_parallel_n_processors());
    (void)printf("%-37s %9s %8s %8s %9s %11s %11s %7s  %s\n", "job", "median", "least",
                 "most", "processor", "tables/s", "fits/s", "MiB", "goal");
}

static bool wanted(const bench_job *job, const char *part)
{
    const char *text = getenv("UC_LONG");
    const bool everything = text != NULL && strcmp(text, "1") == 0;

    return (!job->only_long || everything) &&
           (part == NULL || strstr(job->name, part) != NULL);
}

int main(int argc, char *argv[])
{
    static measure m[BENCH_MOST_JOBS];

    if (getenv("UC_GROWTH") != NULL) {
        bench_growth();
        return EXIT_SUCCESS;
    }
    print_head();
    for (size_t i = 0; i < bench_n_jobs; i++) {
        if (!wanted(&bench_jobs[i], argc > 1 ? argv[1] : NULL))
            continue;
        if (!measure_apart(&bench_jobs[i], &m[i])) {
            (void)fprintf(stderr, "bench: %s failed\n", bench_jobs[i].name);
            return EXIT_FAILURE;
        }
        print_row(&bench_jobs[i], &m[i]);
    }
    print_ratio(measure_of(BENCH_ALL_MODELS, m), measure_of(BENCH_SEARCH, m));
    for (size_t i = 0; i < bench_n_jobs; i++)
        print_draws(&bench_jobs[i], &m[i]);
    return EXIT_SUCCESS;
}
