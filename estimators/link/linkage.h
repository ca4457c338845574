/** @file linkage.h
 * Probabilistic linkage of rows that are on different lists: blocks, comparisons,
 * weights, links, and the versions of the links that are as likely.
 *
 * Rows of one list are taken for different persons, so that a person has at most one
 * row of every list (rows that an exact key joined count as one).
 */
#ifndef UC_LINKAGE_H
#define UC_LINKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "data/cases/case_people.h"
#include "data/cases/case_rows.h"
#include "estimators/core/cancel.h"
#include "estimators/link/fellegi_sunter.h"

#define UC_LINK_MAX_IMPUTATIONS 1000
#define UC_LINK_MAX_PAIRS       ((size_t)50000000)

typedef struct uc_link_settings {
    double link_at;       /* probability from which a pair is a link */
    double review_from;   /* from here up to link_at: for clerical review */
    size_t n_imputations; /* linked versions drawn; 0: none */
    uint64_t seed;
} uc_link_settings;

/** link_at 0.9, review_from 0.1, 20 imputations, seed 1. */
uc_link_settings uc_link_default_settings(void);

/** Two rows that were compared. */
typedef struct uc_link_pair {
    uint32_t a, b;    /* rows, a < b */
    uint32_t pattern; /* index into patterns */
} uc_link_pair;

typedef struct uc_linkage {
    uc_link_settings settings;
    uc_link_model model;
    /* Different patterns, by falling weight, and last, without a count, that of pairs
     * decided to be one person; owned */
    uint32_t *pattern;
    double *count; /* pairs with each */
    double *probability;
    size_t n_patterns;
    uc_link_pair *pair; /* by falling weight; owned */
    size_t n_pairs;
    uint64_t *content;   /* by row: what it says, for order and random numbers */
    size_t n_links;      /* pairs joined, one person a list respected */
    size_t n_sure;       /* of them, at link_at or above */
    size_t n_review;     /* pairs from review_from up to link_at */
    double false_links;  /* expected among the links */
    double missed_links; /* expected among the pairs compared that are no links */
    double
        expected_pairs; /* expected pairs that are one person, among those compared */
    size_t n_decided;   /* pairs that clerks decided, and how many are one person */
    size_t n_decided_one;
} uc_linkage;

/** A clerk's verdict on two rows. */
typedef struct uc_link_verdict {
    uint32_t a, b;    /* rows, a < b */
    bool one;         /* one person; else two */
    uint32_t pattern; /* of agreement that the clerk saw */
    size_t number;    /* the caller's */
} uc_link_verdict;

/** Compares and weighs the rows.
 * @param people   Persons found by exact keys; changed only in its paths.
 * @param linkage  Set on UC_OK; uc_linkage_clear() it.
 * @return UC_OK; UC_EDATA blocks give more than UC_LINK_MAX_PAIRS pairs; UC_ECANCELED;
 *         UC_ENOMEM. Cost one comparison for each pair of a block. */
UC_API uc_status uc_linkage_make(const uc_case_rows *rows, uc_case_people *people,
                                 const uc_link_settings *settings, uc_cancel *cancel,
                                 uc_linkage *linkage, uc_error *err) UC_MUST_CHECK;

UC_API void uc_linkage_clear(uc_linkage *linkage);

/** Takes verdicts over from clerks: a pair that is one person is a link in every
 * version, before all others; one that is two persons is in none. The weights stay.
 * @param verdict  n verdicts, at most one a pair; sorted here.
 * @param wrong    Set to the first verdict (by `number`) whose pair was not compared or
 *                 does not agree in the way the clerk saw, or to NULL: then nothing is
 *                 taken over.
 * @return UC_OK also then; UC_ENOMEM. */
UC_API uc_status uc_linkage_decide(uc_linkage *linkage, uc_link_verdict verdict[],
                                   size_t n, const uc_link_verdict **wrong,
                                   uc_error *err) UC_MUST_CHECK;

/** Joins the links, the likeliest first, unless the persons share a list already: all
 * pairs at link_at or above, and then of those for review as many as bring the number
 * of links up to `target`. To join only what is nearly certain would miss links, and
 * every link missed makes the estimate too high. Sets n_links, n_sure, n_review and the
 * expected errors.
 * @param target  As many as the versions join on average; 0: only pairs at link_at. */
UC_API uc_status uc_linkage_join(uc_linkage *linkage, const uc_case_rows *rows,
                                 double target, uc_case_people *people,
                                 uc_error *err) UC_MUST_CHECK;

/** Joins one version of the links: every pair with its probability. Depends on seed,
 * `imputation` and what the rows say, never on their order.
 * @param n_links  Set on UC_OK to the number of pairs joined. */
UC_API uc_status uc_linkage_draw(const uc_linkage *linkage, const uc_case_rows *rows,
                                 uint64_t imputation, uc_case_people *people,
                                 size_t *n_links, uc_error *err) UC_MUST_CHECK;

#endif
