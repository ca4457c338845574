/** @file method_settings.h
 * Do the settings asked for go together with the methods asked for?
 */
#ifndef UC_METHOD_SETTINGS_H
#define UC_METHOD_SETTINGS_H

#include <stddef.h>

#include "data/base/status.h"
#include "estimators/mse/settings.h"
#include "estimators/registry.h"

/** Checks settings against methods, before anything is read.
 * @return UC_OK; UC_EUSAGE with what is wrong. */
uc_status uc_check_settings(const uc_mse_settings *settings,
                            const uc_method *const method[], size_t n_methods,
                            uc_error *err) UC_MUST_CHECK;

#endif
