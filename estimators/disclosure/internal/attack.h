/** @file attack.h
 * The attacker: what can be worked out about a hidden cell from everything shown.
 *
 * He knows the shown cells, the equations, and that no cell is negative. The largest
 * and least value a hidden cell can have are two linear programmes. With fractional x a
 * cell may move only x of the way to its limits, which is the relaxation that the
 * search for secondary cells cuts on.
 *
 * Ref  Fischetti & Salazar-Gonzalez (2001) Management Science 47:1008.
 */
#ifndef UC_ATTACK_H
#define UC_ATTACK_H

#include <glpk.h>
#include <stdbool.h>
#include <stddef.h>

#include "estimators/disclosure/cells.h"

typedef struct uc_attack {
    const uc_cells *cells;
    glp_prob *lp;  /* lives in GLPK's environment */
    int *column;   /* of each cell; 0: does not move */
    int *row;      /* of each equation; 0: nothing in it moves */
    size_t *moved; /* cell of each column, from 1 */
    double *y;     /* the table at the last optimum */
    double *price; /* dual value of each equation there */
    double *slope; /* room of uc_attack_add_cut(), one per cell */
    int *index;    /* room for a row */
    double *sign;
    double reach;  /* a cell is at most its value + reach */
    int objective; /* column that has a coefficient now; 0: none */
    double work;   /* simplex iterations x rows, so far */
} uc_attack;

/** Room for attacks on `cells` (borrowed); uc_attack_clear() it, also on failure. */
bool uc_attack_init(uc_attack *attack, const uc_cells *cells);
void uc_attack_clear(uc_attack *attack);

/** Starts attacks on the table of which x[i] in [0, 1] of cell i is hidden. Inside
 * uc_glpk_run(). */
void uc_attack_begin(uc_attack *attack, const double x[]);
void uc_attack_end(uc_attack *attack);

/** Finds the largest (up) or least value of a hidden cell.
 * @return false when the linear programme failed. */
bool uc_attack_extreme(uc_attack *attack, size_t cell, bool up, double *value);

/** Looks for a table near the true one in which the cell has this value: the least sum
 * of changes, which is whole more often than an extreme is. Between uc_attack_begin()
 * and uc_attack_end(); the table is in y.
 * @param attempt  From 0: which costs of the changes, for another table.
 * @return false when there is none. */
bool uc_attack_near(uc_attack *attack, size_t cell, double target, unsigned attempt);

/** The largest or least value among whole numbers, after uc_attack_extreme() of the
 * same cell and direction; ends early at a whole table that reaches `enough`.
 * @return false when nothing was proved within a limit of nodes. */
bool uc_attack_whole(uc_attack *attack, size_t cell, double enough, double *value);

/** Whether the table of the last optimum is whole, so that its value is one that an
 * attacker who knows counts to be whole cannot rule out. */
bool uc_attack_is_whole(const uc_attack *attack);

/** Adds to cut[] how far hiding each cell could move `cell` in the direction of the
 * last optimum: for any table x, distance <= sum of cut x. By weak duality. */
void uc_attack_add_cut(uc_attack *attack, size_t cell, bool up, double cut[]);

#endif
