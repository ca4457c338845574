/** @file protect.h
 * Whether what is hidden protects every primary cell, and if not, why not.
 *
 * A table an attacker cannot tell from the true one (a witness) bounds the interval of
 * every hidden cell at once, so most cells need no linear programme of their own.
 */
#ifndef UC_PROTECT_H
#define UC_PROTECT_H

#include "estimators/disclosure/internal/attack.h"

/** Gets a primary cell that is not protected. `up` and `down` are the cuts of
 * uc_attack_add_cut() in both directions, or NULL where only whole numbers give the
 * cell away. Cells have weights in the cuts; a solution needs
 * sum of up >= need.high - value and sum of down >= value - need.low, or the sum of
 * both >= need.width. */
typedef void uc_protect_broken(void *context, size_t cell, const double up[],
                               const double down[]);

typedef struct uc_protect {
    uc_attack attack;
    size_t *primary; /* cells */
    size_t n_primary;
    double *low, *high;             /* reached by any witness, per primary */
    double *whole_low, *whole_high; /* reached by whole tables */
    double *witness;                /* capacity x n */
    bool *kept;                     /* per witness: in use */
    bool *is_whole;
    size_t capacity, next;
    double *up, *down; /* cuts */
    bool check_whole;  /* masks are attacked by one who knows counts to be whole */
    double whole_work; /* spent on whole numbers at the last check */
    size_t n_unproved; /* primary cells whose whole numbers were not searched to the
                          end, at the last check */
    size_t n_broken;   /* at the last check */
} uc_protect;

bool uc_protect_init(uc_protect *protect, const uc_cells *cells);
void uc_protect_clear(uc_protect *protect);

/** Attacks every primary cell while x[i] of cell i is hidden.
 * @param binary    Every x is 0 or 1: witnesses of earlier checks are used, and where
 *                  values are whole numbers the attacker knows it.
 * @param broken    Called for each cell that is not protected; NULL: stop at the first.
 * @return false when a linear programme failed. */
bool uc_protect_check(uc_protect *protect, const double x[], bool binary,
                      uc_protect_broken *broken, void *context);

/** The same for one primary cell, when every x is 0 or 1; n_broken is 0 or 1 after. */
bool uc_protect_check_one(uc_protect *protect, const double x[], size_t cell);

#endif
