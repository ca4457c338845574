/** @file dense.h
 * A capture table spread over all 2^t histories, with its margins: what the engine
 * reads.
 */
#ifndef UC_DENSE_H
#define UC_DENSE_H

#include <stdbool.h>
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
    /* Structural zeros: histories that nobody can have are no cells at all, and a term
     * without cells is no parameter. */
    bool has_zeros;
    double *possible; /* n_cells: 1, or 0 for a structural zero; read if has_zeros */
    double *cells;    /* n_cells: possible histories that contain the term */
    unsigned n_main;  /* lists that somebody can be on */
} uc_dense;

/** Whether a term is a parameter of the table: some possible history contains it. */
static inline bool uc_dense_is_term(const uc_dense *dense, uint32_t term)
{
    return !dense->has_zeros || dense->cells[term] > 0.0;
}

/** Allocates a table of zeros. @return UC_OK; UC_EINVAL n_lists out of range;
 * UC_ENOMEM. */
uc_status uc_dense_alloc(unsigned n_lists, uc_dense *dense,
                         uc_error *err) UC_MUST_CHECK;

void uc_dense_free(uc_dense *dense);

/** Takes the structural zeros of a table with as many lists. */
void uc_dense_set_possible(uc_dense *dense, const uc_capture_table *table);

/** Fills in counts and structural zeros of a table with as many lists, and what follows
 * from them. */
void uc_dense_load(uc_dense *dense, const uc_capture_table *table);

/** Recomputes margin, n_people and log_factorials after count was changed by hand. */
void uc_dense_refresh(uc_dense *dense);

#endif
