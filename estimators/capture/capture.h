/** @file capture.h
 * Capture models of closed populations as log-linear models (Cormack 1989 Biometrics
 * 45:395; Rivest & Baillargeon 2007 Biometrics 63:999).
 *
 * M0: all captures equally likely. Mt: occasions (lists) differ. Mb: a first capture
 * changes the chance of later ones; Mbh: besides, the first occasion is of its own
 * kind. Mh and Mth: persons differ, by a term h(k) in the number of captures k: Poisson
 * theta^k - 1, Darroch k^2/2, Gamma -log(theta + k) + log theta; or Chao's lower bound,
 * k - j + 1 for k >= j, j = 3 ... t, with coefficients of 0 or more.
 */
#ifndef UC_CAPTURE_H
#define UC_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/glm.h"

typedef enum uc_capture_form {
    UC_CAPTURE_M0, /* with heterogeneity: Mh */
    UC_CAPTURE_MT, /* with heterogeneity: Mth */
    UC_CAPTURE_MB,
    UC_CAPTURE_MBH
} uc_capture_form;

typedef enum uc_heterogeneity {
    UC_ALIKE,
    UC_CHAO,
    UC_POISSON,
    UC_DARROCH,
    UC_GAMMA
} uc_heterogeneity;

typedef struct uc_capture_model {
    uc_capture_form form;
    uc_heterogeneity heterogeneity; /* UC_ALIKE for Mb and Mbh */
    double theta;   /* of Poisson (not 1) and Gamma; 0: the default, 2 and 3.5 */
    bool corrected; /* with the correction of the bias */
} uc_capture_model;

/** What a fit says. Fields are NAN where the status leaves none. */
typedef struct uc_capture_fit {
    uc_mse_status status;
    size_t n_parameters;
    size_t n_left_out; /* of Chao's coefficients, at 0 */
    long df;
    double estimate, hidden, std_error;
    double loglik, deviance, aic, aicc, bic; /* over all 2^t - 1 histories */
    /* M0 and Mh, over the numbers of captures 1 ... t alone; else NAN. */
    double frequency_deviance, frequency_aic, frequency_bic;
    long frequency_df;
    double chance; /* M0, Mb and Mbh: of a (first) capture; else NAN */
    double again;  /* Mb, Mbh: of a later capture; else NAN */
} uc_capture_fit;

/** Scratch for one thread; a zeroed one is a valid start. The design of the last fit
 * stays in it, so that tables of one size cost no design. */
typedef struct uc_capture_ws {
    uc_glm glm;
    uc_glm_design design;
    uc_capture_model model; /* of the design */
    unsigned n_lists;       /* of the design; 0: none */
    double *count;          /* by row of the design */
    double *observed;       /* the same before a correction */
} uc_capture_ws;

void uc_capture_ws_free(uc_capture_ws *ws);

/** The name of a model as reports print it: "Mth Poisson(2)". */
void uc_capture_name(const uc_capture_model *model, char *out, size_t out_size);

/** Fits a model.
 * @param table  With people; at least 2 lists, 3 for heterogeneity and Mbh.
 * @param fit    Set on UC_OK. Status UC_MSE_NOT_CORRECTED where no correction is known,
 *               UC_MSE_OUT_OF_RANGE where a behavioural model has a chance of capture
 *               of 0 or less, or of more than 1.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC.
 * Variance hidden + hidden^2 Var(intercept); Mb, Mbh: delta method less the estimate.
 * Ref      Correction: Rivest & Levesque (2001) Canadian Journal of Statistics 29:555;
 *          Seber (1982) 60, 133; Chao (1987) Biometrics 43:783.
 * Oracle   Rcapture closedp.t, closedp.0, closedp.bc. */
uc_status uc_capture_fit_table(uc_capture_ws *ws, const uc_dense *table,
                               const uc_capture_model *model, uc_capture_fit *fit,
                               uc_error *err) UC_MUST_CHECK;

#endif
