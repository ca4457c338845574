/** @file truncated.h
 * Laws of the number of times a person is counted, given at least once, at one value
 * of the linear predictor.
 *
 * eta is log(lambda), lambda the mean of all counts, those of 0 included, for Poisson
 * and geometric; log(alpha lambda) for the negative binomial of variance lambda + alpha
 * lambda^2, with shape r = 1/alpha: then r = 0 is its limit, the logarithmic series,
 * and nothing overflows there; log(lambda/2) for Chao's and Zelterman's, which is the
 * logit of the share counted twice among those counted once or twice.
 */
#ifndef UC_TRUNCATED_H
#define UC_TRUNCATED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum uc_repeated_model {
    UC_REPEATED_POISSON,
    UC_REPEATED_GEOMETRIC,
    UC_REPEATED_NEGATIVE_BINOMIAL,
    UC_REPEATED_CHAO,
    UC_REPEATED_ZELTERMAN,
    UC_N_REPEATED_MODELS
} uc_repeated_model;

/** "poisson", "geometric", "negative-binomial", "chao", "zelterman". */
const char *uc_repeated_model_name(uc_repeated_model model);

/** Whether the model looks at this count at all: Chao and Zelterman at 1 and 2 only. */
bool uc_truncated_uses(uc_repeated_model model, uint64_t count);

/** Log-likelihood of one person and its derivatives. */
typedef struct uc_truncated_term {
    double loglik;             /* count! included */
    double d_eta, d_eta2;      /* first and second, with respect to eta */
    double d_r, d_r2, d_eta_r; /* with respect to r; 0 save for negative binomial */
} uc_truncated_term;

/** @param r      Of the negative binomial: 0 or more; else not read.
 * @param count  1 or more. Cost O(count) for the negative binomial. */
void uc_truncated(uc_repeated_model model, double r, uint64_t count, double eta,
                  uc_truncated_term *term);

/** How many persons one counted person stands for, and what its variance needs. */
typedef struct uc_truncated_weight {
    double hidden;     /* persons never counted for one counted */
    double d_eta, d_r; /* derivatives of `hidden` */
    double variance;   /* of who happens to be counted, per counted person */
} uc_truncated_weight;

/** Chao's weight is of those counted once or twice; nobody hidden stands behind the
 * others. */
void uc_truncated_weigh(uc_repeated_model model, double r, double eta,
                        uc_truncated_weight *weight);

/** Probability of a count given at least one; for Chao and Zelterman given one or two.
 */
double uc_truncated_probability(uc_repeated_model model, double r, uint64_t count,
                                double eta);

/** 1 - e^-x without cancellation, the same bits on every machine. @param x 0 or more */
double uc_one_minus_exp(double x);

#endif
