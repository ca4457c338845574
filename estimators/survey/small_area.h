/** @file small_area.h
 * Fay-Herriot model: direct estimates of areas, drawn towards a regression.
 *
 * y_d = x_d'b + u_d + e_d, Var e_d = v_d known, Var u_d = A. The estimate of an area is
 * x'b + A/(A+v) (y - x'b); its mean squared error includes what is lost by estimating
 * A. Ref  Fay & Herriot (1979) JASA 74:269; Prasad & Rao (1990) JASA 85:163; Datta &
 * Lahiri (2000) Statistica Sinica 10:613; Datta, Rao & Smith (2005) Biometrika 92:183.
 */
#ifndef UC_SMALL_AREA_H
#define UC_SMALL_AREA_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"

typedef enum uc_small_area_method {
    UC_SMALL_AREA_REML,
    UC_SMALL_AREA_ML,
    UC_SMALL_AREA_FH, /* Fay and Herriot's moment equation */
    UC_N_SMALL_AREA_METHODS
} uc_small_area_method;

typedef struct uc_small_area {
    size_t m, p;            /* areas, columns of x */
    double *estimate, *mse; /* m; owned */
    double *beta, *se_beta; /* p; owned */
    double variance;        /* A */
    bool at_zero; /* A was cut at 0: the areas do not differ beyond the regression */
    double log_likelihood, aic, bic;
    size_t n_iterations;
} uc_small_area;

/** Fits the model.
 * @param x  m x p, row by row, of full column rank, p < m.
 * @param result  Set on UC_OK; uc_small_area_clear() it.
 * @return UC_OK; UC_EINVAL sizes or values out of range; UC_EDATA columns of x depend
 * on each other; UC_ENOMEM. */
UC_API uc_status uc_small_area_fit(const double y[], const double v[], const double x[],
                                   size_t m, size_t p, uc_small_area_method method,
                                   uc_small_area *result, uc_error *err) UC_MUST_CHECK;
UC_API void uc_small_area_clear(uc_small_area *result);

UC_API const char *uc_small_area_method_name(uc_small_area_method method);

#endif
