/** @file bench.h
 * What the benchmarks share: tables and clocks. What cannot be had ends the program.
 */
#ifndef UC_BENCH_H
#define UC_BENCH_H

#include <time.h>

#include "data/capture_table.h"
#include "estimators/mse/dense.h"

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

/** Prints how the cost of a job grows with lists, terms, people, strata, replicates and
 * threads. */
void bench_growth(void);

#endif
