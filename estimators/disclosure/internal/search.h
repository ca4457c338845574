/** @file search.h
 * State shared by the heuristic and the exact search for secondary cells.
 */
#ifndef UC_DISCLOSURE_SEARCH_H
#define UC_DISCLOSURE_SEARCH_H

#include "estimators/core/cancel.h"
#include "estimators/disclosure/internal/protect.h"

typedef struct uc_search {
    const uc_cells *cells;
    uc_protect protect;
    double *x;    /* how much of each cell is hidden, in [0, 1] */
    double *best; /* the cheapest mask that protects, 0 or 1 */
    bool has_best;
    double best_cost;
    double bound; /* proved: no mask costs less */
    bool whole;   /* all weights are whole numbers */
    double work;  /* of the programmes other than attacks */
    double max_work;
    uc_cancel *cancel;
    int *index; /* room for a row of 2 n + 2 */
    double *coef;
    int *column;  /* of the master programme, per cell; 0: not a choice */
    size_t *cell; /* of each column, from 1 */
    glp_prob *lp; /* of the heuristic, or the master */
    int last_node, n_rounds, n_added;
} uc_search;

bool uc_search_init(uc_search *search, const uc_cells *cells);
void uc_search_clear(uc_search *search);

/** Work so far, attacks included. */
double uc_search_work(const uc_search *search);
bool uc_search_stop(const uc_search *search, double max_work);

/** Weight of what is hidden in x besides primary cells. */
double uc_search_cost(const uc_search *search, const double x[]);

/** Keeps x as the best when it protects and is cheaper; both inside uc_glpk_run().
 * @return false when a linear programme failed. */
bool uc_search_offer(uc_search *search);

/** Finds a mask that protects, and takes off it what is not needed. has_best stays
 * false when not even the mask of every cell protects. */
bool uc_search_heuristic(uc_search *search);

/** Hides more where the best mask does not protect against one who knows counts to be
 * whole, in tables too large for that at every step. */
bool uc_search_whole(uc_search *search);

/** Searches for the cheapest mask; sets best and bound. */
bool uc_search_exact(uc_search *search);

#endif
