/** @file design.h
 * A sample design: who was drawn, in which strata and units, with what weight.
 *
 * Units are nested to any number of stages up to UC_DESIGN_MAX_STAGES. At each stage a
 * unit lies in a stratum, and strata of a later stage lie within a unit of the stage
 * before. Units are numbered so that those of one stratum are neighbours, and strata so
 * that those of one parent unit are; every estimator of this folder works on these
 * numbers only.
 */
#ifndef UC_DESIGN_H
#define UC_DESIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"

#define UC_DESIGN_MAX_STAGES 5

/** A code that is missing, refused in a design. */
#define UC_DESIGN_NO_CODE UINT32_MAX

/** What to do with a stratum of which one unit was sampled. */
typedef enum uc_lonely {
    UC_LONELY_FAIL,      /* refuse, naming stratum and remedies */
    UC_LONELY_CERTAINTY, /* it was certain to be drawn: no variance */
    UC_LONELY_REMOVE,    /* no contribution, as certainty */
    UC_LONELY_ADJUST,    /* centred at the mean over all units, not at its own */
    UC_LONELY_AVERAGE    /* gets the average contribution of the other strata */
} uc_lonely;

/** The columns of a design, n values each, borrowed until uc_design_make() returns. */
typedef struct uc_design_spec {
    size_t n;
    const double *weight; /* NULL: products of units over sampled units from `fpc`, or
                             1 without it */
    size_t n_stages;      /* 0 counts as 1 */
    const uint32_t *stratum[UC_DESIGN_MAX_STAGES]; /* codes; NULL: one stratum */
    const uint32_t *unit[UC_DESIGN_MAX_STAGES];    /* codes; NULL: each row is a unit */
    const double
        *fpc[UC_DESIGN_MAX_STAGES]; /* units in the population of the stratum,
                                       or the sampling fraction if all values of
                                       a stage are at most 1; NULL: drawn with
                                       replacement; for a later stage where an
                                       earlier one has it: a full count */
    bool nest; /* unit codes repeat between strata and mean different units */
    uc_lonely lonely;
    bool adjust_domain_lonely; /* treat as lonely a unit that is alone in a domain */
} uc_design_spec;

typedef struct uc_design_stage {
    size_t n_units, n_strata, n_parents;
    uint32_t *unit_of_row;     /* n */
    uint32_t *stratum_of_unit; /* n_units, ascending */
    uint32_t *first_unit;      /* n_strata + 1: units of stratum h are
                                  first_unit[h] ... first_unit[h+1]-1 */
    uint32_t *first_stratum;   /* n_parents + 1, likewise */
    uint32_t *row_of_unit;     /* n_units: a row of it, to name it by */
    double *popsize;           /* n_strata; INFINITY: with replacement */
    double *share; /* n_strata: product of n/N over the stages above; 0 where one of
                      them is with replacement */
} uc_design_stage;

typedef struct uc_design {
    size_t n;
    double *weight; /* n */
    size_t n_stages;
    uc_design_stage stage[UC_DESIGN_MAX_STAGES];
    double sum_weights;
    size_t n_positive; /* rows with a weight other than 0 */
    size_t df;         /* stage-1 units less strata among those rows */
    bool has_fpc;
    uc_lonely lonely;
    bool adjust_domain_lonely;
} uc_design;

/** Builds a design.
 *
 * @param design  Set on UC_OK; uc_design_clear() it.
 * @return UC_OK;
 *         UC_EDATA  the design is impossible: a weight missing or below 0, all weights
 *                   0, a code missing, a unit in two strata without `nest`, an fpc
 *                   missing, below the units sampled, or varying within a stratum.
 *                   `err` names rows, never values;
 *         UC_EINVAL n or a number of stages out of range; UC_ENOMEM.
 * Cost  O(n) per stage. */
UC_API uc_status uc_design_make(const uc_design_spec *spec, uc_design *design,
                                uc_error *err) UC_MUST_CHECK;

/** Releases everything; a zeroed design is allowed. */
UC_API void uc_design_clear(uc_design *design);

/** Puts other weights in place (calibrated, trimmed, adjusted); totals, counts and
 * degrees of freedom follow. Negative ones are allowed here.
 * @param weight  n values, copied. @return UC_OK; UC_EDATA not finite; UC_ENOMEM. */
UC_API uc_status uc_design_reweight(uc_design *design, const double weight[],
                                    uc_error *err) UC_MUST_CHECK;

/** Counts the degrees of freedom of a domain: stage-1 units less strata that have a row
 * of it with a weight other than 0.
 * @param rows  n_rows row numbers; NULL: all rows. */
UC_API uc_status uc_design_domain_df(const uc_design *design, const uint32_t rows[],
                                     size_t n_rows, size_t *df,
                                     uc_error *err) UC_MUST_CHECK;

/** Kish's factor 1 + cv^2 of the weights of the rows that have one. */
UC_API double uc_design_kish(const uc_design *design, const uint32_t rows[],
                             size_t n_rows);

/** Name of a policy, or NULL beyond the last. */
UC_API const char *uc_lonely_name(uc_lonely lonely);

#endif
