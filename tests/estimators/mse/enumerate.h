/** @file enumerate.h
 * Every hierarchical model of a table, each fitted on its own: what searches must agree
 * with. Slow and simple.
 */
#ifndef UC_TESTS_ENUMERATE_H
#define UC_TESTS_ENUMERATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "estimators/mse/dense.h"
#include "estimators/registry.h"

/** Criteria and estimates this near, relative to 1 + size, are ties (methods.md 2). */
#define ENUMERATE_TIE 1e-9

typedef struct listed {
    uint64_t terms;      /* bit w: the term with mask w */
    double criterion[3]; /* by rule: bic, aic, aicc */
    double estimate;
    size_t n_parameters;
    unsigned order, existence;
    bool above_empty; /* holds a term strictly above one that nobody is on */
} listed;

typedef struct listing {
    const uc_dense *table; /* borrowed */
    listed *model;
    size_t n;
} listing;

/** Lists and fits all models up to max_order (0: all). Free with listing_free(). */
listing enumerate_models(const uc_dense *table, unsigned max_order);
void listing_free(listing *l);

/** Positions of the admissible models up to max_order with a finite criterion, best
 * first: criterion, then fewest terms, smallest estimate, string. @return Their number.
 */
size_t listing_ranked(const listing *l, uc_selection_rule rule, unsigned max_order,
                      size_t position[]);

/** Bracket notation, good until the eighth call from now. */
const char *listing_text(const listing *l, size_t i);

/** Counts of a table as text, for messages. */
const char *describe_table(const uc_dense *table);

#endif
