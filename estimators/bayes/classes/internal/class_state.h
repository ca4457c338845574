/** @file class_state.h
 * A chain of latent classes: where it stands, and the steps it takes.
 *
 * Coordinates are rows of `stride` log odds: first of the sticks, where the last class
 * takes what is left, then of capture by each list. Classes beyond the last, up to the
 * stride, have share 0 and stand still.
 */
#ifndef UC_CLASS_STATE_H
#define UC_CLASS_STATE_H

#include <stdbool.h>

#include "estimators/bayes/classes/classes.h"

/* Capture probabilities keep 1e-10 from 0 and 1, the chance to be missed from 1. */
#define UC_CLASS_EDGE       1e-10
#define UC_CLASS_MOST_LOGIT 23.0

typedef struct uc_class_state {
    double alpha;
    double hidden;   /* persons on no list */
    double log_miss; /* log odds of being on no list */
    size_t occupied; /* classes with observed persons */
    double step;     /* of paths */
    double accepted; /* sum of acceptance probabilities, and their number */
    size_t n_paths, n_paths_ever;
    double *at; /* coordinates; owned, and all that follows lies in it */
    double *to, *momentum, *gradient;
    /* What uc_class_cells() works out. */
    double *tail;     /* e^-|x| of the coordinates */
    double *yes, *no; /* probabilities of the coordinates, and 1 less them */
    double *odds;
    double *share;    /* stride */
    double *cell;     /* n_rows x stride: share times probability of the history */
    double *total;    /* n_rows: sums of cell */
    double miss;      /* the first total */
    double *expected; /* n_rows x stride: of the gradient */
    /* Of the Gibbs steps. */
    double *people;  /* stride: persons in each class, hidden ones included */
    double *on_list; /* n_lists x stride */
    double *drawn;   /* stride */
} uc_class_state;

/** Numbers in the coordinates. */
static inline size_t uc_class_n(const uc_classes *m)
{
    return (1 + m->n_lists) * m->stride;
}

/** Works out shares and cells at the coordinates `at`.
 * @return Whether every observed history is possible there and some are not missed. */
bool uc_class_cells(const uc_classes *m, uc_class_state *s, const double at[]);

/** Gradient of the log density at the coordinates last worked out. */
void uc_class_gradient(const uc_classes *m, uc_class_state *s);

/** log density of those coordinates given alpha, but for a constant. */
double uc_class_log_density(const uc_classes *m, const uc_class_state *s,
                            const double at[]);

/** A Hamiltonian path, taken or not. */
void uc_class_path(const uc_classes *m, uc_class_state *s, uc_rng *rng);

/** Sets the step of paths by how many were taken since the last time. */
void uc_class_adapt(uc_class_state *s);

/** Exchanges of neighbouring labels: only the prior of the shares differs. */
void uc_class_exchange(const uc_classes *m, uc_class_state *s, uc_rng *rng);

/** Allocation, n0, capture probabilities, alpha and sticks, each given the others. */
void uc_class_gibbs(const uc_classes *m, uc_class_state *s, uc_rng *rng);

/** Sticks given alpha and the persons in the classes. */
void uc_class_draw_sticks(const uc_classes *m, uc_class_state *s, uc_rng *rng);

#endif
