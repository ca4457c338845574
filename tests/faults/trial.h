/** @file trial.h
 * One run of the program, with or without a fault, and all it left.
 */
#ifndef UC_TESTS_FAULTS_TRIAL_H
#define UC_TESTS_FAULTS_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/faults/tree.h"
#include "tests/preload/faults.h"

typedef struct trial_setup {
    const char *shim;    /* faults.so */
    const char *state;   /* its file */
    char **argv;         /* the program and its arguments */
    int input;           /* descriptor of standard input's bytes; -1: none */
    const char *scratch; /* folder that is TMPDIR and HOME of the program */
} trial_setup;

typedef struct trial {
    int code;             /* exit code; 1000 + signal; 999: it did not end in time */
    char *said, *message; /* standard output and error */
    size_t said_len, message_len;
    tree left;    /* the working folder afterwards */
    tree scratch; /* and the temporary one */
    uint64_t n_calls, n_failed;
    uint32_t *site; /* of each allocation, if asked for; 1-based */
} trial;

/** Runs the program in the working folder. @param fault  "KIND:N"; NULL for none. */
void trial_run(const trial_setup *setup, const char *fault, bool sites, trial *t);

void trial_clear(trial *t);

#endif
