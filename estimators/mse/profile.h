/** @file profile.h
 * Profile-likelihood intervals of the population (Cormack 1992 Biometrics 48:567).
 *
 * Fits with x persons, whole or not, put on no list trace both profiles: the
 * multinomial one of N = n + x, and the Poisson one of N = n + mu_0, since a term in
 * mu_0 alone does not move the maximum over the rest.
 */
#ifndef UC_PROFILE_H
#define UC_PROFILE_H

#include <stdbool.h>

#include "data/base/status.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/glm.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/settings.h"

/** The fit with x persons on no list. */
typedef struct uc_profile_point {
    double hidden; /* fitted mean of those on no list */
    double loglik; /* of the observed: sum of n log(mu) - mu */
} uc_profile_point;

/** Fits with x persons on no list. @param found  Set to false where the fit failed. */
typedef uc_status uc_profile_fn(void *ctx, double x, uc_profile_point *point,
                                bool *found, uc_error *err);

/** Makes the profile intervals that the settings ask for, at their levels, and gives
 * them to the estimate, whose point estimate stands; the peak of a multinomial profile
 * becomes a fact. A limit that is not found has a note.
 * @return UC_OK; UC_ENOMEM; what `fit` returned. Digits: 9, the rest hangs on GSL. */
uc_status uc_profile_give(uc_profile_fn *fit, void *ctx,
                          const uc_mse_settings *settings, uc_estimate *estimate,
                          uc_error *err) UC_MUST_CHECK;

/** True when the settings ask for a profile interval. */
bool uc_profile_wanted(const uc_mse_settings *settings);

/** The same for a Poisson model of any design, whose column 0 alone holds the hidden
 * cell.
 * @param design  As fitted; `count` its n_rows counts. */
uc_status uc_profile_design(const uc_glm_design *design, const double count[],
                            const uc_mse_settings *settings, uc_estimate *estimate,
                            uc_error *err) UC_MUST_CHECK;

/** The same for the last log-linear fit of a workspace, with existence 0 and its
 * variance computed. */
uc_status uc_profile_loglin(const uc_loglin_ws *ws, const uc_dense *dense,
                            const uc_mse_settings *settings, uc_estimate *estimate,
                            uc_error *err) UC_MUST_CHECK;

#endif
