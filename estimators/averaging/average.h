/** @file average.h
 * Averages over log-linear models, with weights exp(-criterion/2) over all admissible
 * hierarchical models within a cut of the best (Buckland, Burnham & Augustin 1997
 * Biometrics 53:603).
 *
 * The models are found exactly, by the search (search.h), not sampled. A term above one
 * that nobody has changes nothing but the number of parameters: models that differ by
 * such terms only are one model, and count once, with the fewest.
 */
#ifndef UC_AVERAGE_H
#define UC_AVERAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "estimators/mse/search.h"
#include "estimators/mse/select.h"

/** More models than this are not averaged; what is left out is said. */
#define UC_AVERAGE_MAX 20000

/** The result of averaging one table. */
typedef struct uc_average {
    size_t n_models;    /* 0: none is admissible */
    double estimate;    /* persons */
    double effective;   /* 1 over the sum of squared weights */
    double best_weight; /* of the best model */
    bool complete;      /* every admissible model within the cut is in it */
} uc_average;

struct uc_method_family;

extern const struct uc_method_family uc_family_average;

/** Weights of models from their criteria, best first: exp(-(c_i - c_0)/2), to a sum of
 * 1. */
void uc_average_weights(const double criterion[], size_t n, double weight[]);

/** Quantile of a mixture of log-normals: the x with sum w_i Phi((log x - log m_i)/s_i)
 * = p. @param m Medians, above 0. @param s Standard deviations of the logarithm, above
 * 0. Digits: 12. */
double uc_average_quantile(const double weight[], const double m[], const double s[],
                           size_t n, double p);

#endif
