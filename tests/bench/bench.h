/** @file bench.h
 * What the benchmarks share: tables and clocks. What cannot be had ends the program.
 */
#ifndef UC_BENCH_H
#define UC_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "data/capture_table.h"
#include "estimators/mse/dense.h"

/** What one run did. What is 0 was not counted. */
typedef struct bench_tally {
    double replicates; /* bootstrap and delete-one tables */
    double fits;
    double draws; /* effective ones of a Markov chain */
} bench_tally;

typedef struct bench_job {
    const char *name;
    const char *goal;
    const char *set;
    const char *method; /* of an estimate; NULL: `work` is called alone */
    size_t n_boot;
    size_t n_runs;
    bool only_long;
    bench_tally (*work)(const struct bench_job *job);
} bench_job;

#define BENCH_MOST_JOBS 64

extern const bench_job bench_jobs[];
extern const size_t bench_n_jobs;

/** The two of which the ratio is printed. */
#define BENCH_ALL_MODELS "UKdat_5: all 6,893 models fitted"
#define BENCH_SEARCH     "UKdat_5: 200 searches"

/** Searches of one run of the jobs that search often. */
#define BENCH_SEARCHES 200

/** Ends the program with a message. */
void bench_give_up(const char *what, const uc_error *err);

/** Reads a shipped table: 0/1 columns, then the count. */
uc_capture_table bench_table(const char *name);

/** The same, spread over all histories. */
uc_dense bench_dense(const char *name);

/** A made table: lists that are independent but for one pair, drawn for `n_people`
 * people of whom some are on no list. The same arguments give the same table. */
uc_capture_table bench_made_table(unsigned n_lists, size_t n_people);

/** Reads a clock, in seconds. */
double bench_seconds(clockid_t clock);

/** Reads a survey file of a million respondents (made in build/ when it is not there),
 * and estimates a mean with standard errors by groups.
 * @param by  "a,b": 160 groups; "d": 10. @param variance  As --variance. */
void bench_survey(const char *by, const char *variance);

/** Reads a survey of 100,000 respondents about 22 known groups and one hidden one (made
 * in build/ when it is not there), and estimates by 2,000 rescaled-bootstrap
 * replicates. */
void bench_scaleup(void);

/** Draws a recruitment of 500 again 500 times, without replacement, and estimates each
 * by successive sampling. */
void bench_successive(void);

/** Runs four latent-class chains of ten classes on a shipped table, 1,000 iterations of
 * warm-up and 2,000 kept.
 * @return effective draws of the number of persons, bulk and rank-normalised. */
double bench_classes(const char *set);

/** Prints how the cost of a job grows with lists, terms, people, strata, replicates and
 * threads. */
void bench_growth(void);

#endif
