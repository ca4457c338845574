/** @file dense.h
 * A capture table spread over all 2^t histories, with its margins: what the engine
 * reads.
 */
#ifndef UC_DENSE_H
#define UC_DENSE_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/mse/model.h"

typedef struct uc_dense {
    unsigned n_lists; /* 1 to UC_MODEL_MAX_LISTS */
    size_t n_cells;   /* 2^n_lists */
    double *count;    /* people by history; count[0] is 0; owned */
    double *margin;   /* people whose history contains the term; owned */
    double n_people;
    double log_factorials; /* sum of log(count!) */
} uc_dense;

/** Allocates a table of zeros. @return UC_OK; UC_EINVAL n_lists out of range;
 * UC_ENOMEM. */
uc_status uc_dense_alloc(unsigned n_lists, uc_dense *dense,
                         uc_error *err) UC_MUST_CHECK;

void uc_dense_free(uc_dense *dense);

/** Fills in the counts of a table with as many lists, and what follows from them. */
void uc_dense_load(uc_dense *dense, const uc_capture_table *table);

/** Recomputes margin, n_people and log_factorials after count was changed by hand. */
void uc_dense_refresh(uc_dense *dense);

#endif
