/** @file truth.h
 * A population as it might be, to see how methods fare where the answer is known.
 *
 * All mechanisms go together: classes of persons, persons who differ, dependence of
 * lists, referral, persons who come and go, groups found together, errors of linkage.
 */
#ifndef UC_TRUTH_H
#define UC_TRUTH_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/sink.h"
#include "data/base/status.h"
#include "estimators/mse/model.h"

#define UC_TRUTH_MAX_EFFECTS   32
#define UC_TRUTH_MAX_CLASSES   8
#define UC_TRUTH_MAX_REFERRALS 32
/** Persons a simulated population may have. */
#define UC_TRUTH_MAX_PERSONS 10000000

/** What is stated of a population. Zeroed parts do not act. */
typedef struct uc_truth_spec {
    size_t n_lists;                     /* 2 to UC_MODEL_MAX_LISTS */
    uint64_t population;                /* persons, those on no list included */
    size_t n_captures;                  /* 1: all lists alike; else n_lists */
    double capture[UC_MODEL_MAX_LISTS]; /* chance to be on each list */
    size_t n_effects; /* interactions: the odds of a term's lists together, times this
                       */
    struct {
        uint32_t term;
        double odds;
    } effect[UC_TRUTH_MAX_EFFECTS];
    size_t n_classes; /* 0: one class with the chances above */
    struct {
        double share;
        size_t n_captures;
        double capture[UC_MODEL_MAX_LISTS];
    } part[UC_TRUTH_MAX_CLASSES];
    double spread; /* persons differ: standard deviation of the normal shift in their
                      log odds on every list; the chances are those of the middle one */
    size_t n_referrals;
    struct {
        unsigned from, to; /* 0-based lists */
        double chance;     /* that a person on `from` is put on `to`, not being on it */
    } referral[UC_TRUTH_MAX_REFERRALS];
    double stay; /* persons come and go: mean stay, in lengths of the period; 0: all are
                    there throughout. A list finds a person evenly over the stay */
    double group;    /* mean size of groups that arrive together; below 1: none */
    double together; /* chance that a member shares the group's history */
    double missed;   /* of persons on several lists, whose link is missed */
    double linked;   /* of observed persons, linked to another one falsely */
} uc_truth_spec;

/** Reads the parts of a specification as typed; each leaves its part unchanged on
 * failure. Lists are numbered from 1; terms are as in models ("12", "1.12").
 *   captures   0.1,0.2,0.15 or 0.1
 *   effects    12=2,123=0.5
 *   classes    0.7:0.05/0.3:0.4,0.5,0.3
 *   referrals  1-2=0.3,2-3=0.1
 *   groups     4:0.8 (mean size and chance to be found together)
 * @return UC_OK; UC_EUSAGE with what was found and what is allowed; UC_ENOMEM. */
uc_status uc_truth_read_captures(uc_truth_spec *spec, const char *text,
                                 uc_error *err) UC_MUST_CHECK;
uc_status uc_truth_read_effects(uc_truth_spec *spec, const char *text,
                                uc_error *err) UC_MUST_CHECK;
uc_status uc_truth_read_classes(uc_truth_spec *spec, const char *text,
                                uc_error *err) UC_MUST_CHECK;
uc_status uc_truth_read_referrals(uc_truth_spec *spec, const char *text,
                                  uc_error *err) UC_MUST_CHECK;
uc_status uc_truth_read_groups(uc_truth_spec *spec, const char *text,
                               uc_error *err) UC_MUST_CHECK;

/** Explains the first breach of the domains above.
 * @return UC_OK or UC_EUSAGE. */
uc_status uc_truth_check(const uc_truth_spec *spec, uc_error *err) UC_MUST_CHECK;

/** Writes the specification in one line: the same text, the same truth. */
void uc_truth_write(const uc_truth_spec *spec, uc_sink *out);

/** A truth ready to be drawn from. */
typedef struct uc_truth {
    uc_truth_spec spec;
    double *cumulative; /* 2^n_lists: chance of this history or a lower one; owned */
} uc_truth;

/** Works out the chance of every history.
 *
 * For every class, 21 equally likely persons of different catchability and 80 lengths
 * of stay, the chances on the lists and the stated interactions give the histories by
 * iterative proportional fitting; then referrals act, in their order.
 * @return UC_OK; UC_EUSAGE; UC_ENOMEM; UC_ENUMERIC the interactions cannot be met. */
uc_status uc_truth_make(const uc_truth_spec *spec, uc_truth *truth,
                        uc_error *err) UC_MUST_CHECK;

/** A truth whose histories have these chances (n cells, in any unit; cell 0 the hidden
 * one): a fitted model. @return UC_OK; UC_EUSAGE; UC_ENOMEM. */
uc_status uc_truth_of_cells(const uc_truth_spec *spec, const double cell[],
                            uc_truth *truth, uc_error *err) UC_MUST_CHECK;

/** Chance of a history. */
double uc_truth_chance(const uc_truth *truth, uint32_t history);

void uc_truth_clear(uc_truth *truth);

#endif
