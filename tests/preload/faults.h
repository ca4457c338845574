/** @file faults.h
 * What a run under faults.so tells the one who started it.
 */
#ifndef UC_TESTS_FAULTS_H
#define UC_TESTS_FAULTS_H

#include <stdint.h>

/* Allocations whose place is noted; later ones are not told apart. */
#define FAULT_MAX_SITES ((uint64_t)1 << 21)

typedef struct fault_state {
    uint64_t n_calls, n_failed;
    uint32_t site[FAULT_MAX_SITES]; /* of the n-th allocation: who called; 0: none */
} fault_state;

#endif
