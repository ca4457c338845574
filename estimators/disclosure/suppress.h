/** @file suppress.h
 * Secondary suppression: the least that has to be hidden besides the sensitive cells.
 *
 * The integer programme of Fischetti and Salazar-Gonzalez, solved by GLPK: minimise the
 * weight of hidden cells so that no attacker, who knows all shown cells, all equations
 * and that nothing is negative, can narrow a primary cell down to less than its need.
 * Its constraints are generated from attacks; a heuristic gives the first solution, and
 * the last one when the search is stopped, with the proved gap. Limits are in units of
 * work, not seconds: the same cells give the same mask on every machine.
 *
 * Ref  Fischetti & Salazar-Gonzalez (2001) Management Science 47:1008; Hundepool et al.
 *      (2012) Statistical Disclosure Control, ch. 4; Kelly, Golden & Assad (1992)
 *      Networks 22:397 (heuristic).
 */
#ifndef UC_SUPPRESS_H
#define UC_SUPPRESS_H

#include "estimators/core/cancel.h"
#include "estimators/disclosure/cells.h"

/** Units of work of a search that should end within some seconds. */
#define UC_SUPPRESS_WORK 4e6

typedef enum uc_suppress_outcome {
    UC_SUPPRESS_NOTHING,   /* no cell is sensitive */
    UC_SUPPRESS_OPTIMAL,   /* nothing cheaper protects them */
    UC_SUPPRESS_WITH_GAP,  /* protected; a cheaper mask may exist, see bound */
    UC_SUPPRESS_IMPOSSIBLE /* not even hiding every cell protects them: do not publish
                            */
} uc_suppress_outcome;

typedef struct uc_suppress_result {
    uc_suppress_outcome outcome;
    size_t n_primary, n_secondary;
    double cost;       /* weight of the secondary cells */
    double bound;      /* no mask costs less; = cost where optimal */
    size_t n_unproved; /* primary cells that are protected against an attacker with
                          real numbers, where a search among whole ones was not ended */
} uc_suppress_result;

/** Chooses the secondary cells. Primary and known cells are marked in cells->mask;
 * where secondary cells are marked already they are forgotten.
 * @param max_work  UC_SUPPRESS_WORK, or more for a longer search; 0: heuristic only.
 * @param cells     Masks are set on UC_OK; where it is impossible every cell that can
 *                  be hidden is.
 * @return UC_OK; UC_ENUMERIC; UC_ENOMEM; UC_ECANCELED. */
UC_API uc_status uc_suppress(uc_cells *cells, double max_work, uc_cancel *cancel,
                             uc_suppress_result *result, uc_error *err) UC_MUST_CHECK;

/** What an attacker makes of one hidden cell. */
typedef struct uc_suppress_attack {
    size_t cell;
    double low, high; /* what it can be */
    bool broken;      /* primary, and narrower than its need */
    bool exact;       /* low = high */
} uc_suppress_attack;

/** Attacks every hidden cell as the masks stand: the audit.
 * @param attack  Set on UC_OK to one entry per hidden cell, by cell number; free() it.
 * @return UC_OK; UC_ENUMERIC; UC_ENOMEM. */
UC_API uc_status uc_suppress_audit(const uc_cells *cells, uc_suppress_attack **attack,
                                   size_t *n_attacks, uc_error *err) UC_MUST_CHECK;

UC_API const char *uc_suppress_outcome_name(uc_suppress_outcome outcome);

#endif
