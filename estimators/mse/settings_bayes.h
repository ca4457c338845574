/** @file settings_bayes.h
 * Rows of the settings table for methods with a posterior: how each is read and
 * written.
 */
#ifndef UC_SETTINGS_BAYES_H
#define UC_SETTINGS_BAYES_H

#include <stddef.h>

#include "estimators/mse/settings.h"

/** The defaults. */
uc_bayes_settings uc_bayes_defaults(void);

/* As uc_setting.read and uc_setting.write. */
uc_status uc_read_population_prior(uc_mse_settings *settings, const char *text,
                                   uc_error *err) UC_MUST_CHECK;
void uc_write_population_prior(const uc_mse_settings *settings, char *out,
                               size_t out_size);
uc_status uc_read_delta(uc_mse_settings *settings, const char *text,
                        uc_error *err) UC_MUST_CHECK;
void uc_write_delta(const uc_mse_settings *settings, char *out, size_t out_size);
uc_status uc_read_classes(uc_mse_settings *settings, const char *text,
                          uc_error *err) UC_MUST_CHECK;
void uc_write_classes(const uc_mse_settings *settings, char *out, size_t out_size);
uc_status uc_read_chains(uc_mse_settings *settings, const char *text,
                         uc_error *err) UC_MUST_CHECK;
void uc_write_chains(const uc_mse_settings *settings, char *out, size_t out_size);
uc_status uc_read_effective(uc_mse_settings *settings, const char *text,
                            uc_error *err) UC_MUST_CHECK;
void uc_write_effective(const uc_mse_settings *settings, char *out, size_t out_size);
uc_status uc_read_iterations(uc_mse_settings *settings, const char *text,
                             uc_error *err) UC_MUST_CHECK;
void uc_write_iterations(const uc_mse_settings *settings, char *out, size_t out_size);
uc_status uc_read_effect_variance(uc_mse_settings *settings, const char *text,
                                  uc_error *err) UC_MUST_CHECK;
void uc_write_effect_variance(const uc_mse_settings *settings, char *out,
                              size_t out_size);
uc_status uc_read_threshold(uc_mse_settings *settings, const char *text,
                            uc_error *err) UC_MUST_CHECK;
void uc_write_threshold(const uc_mse_settings *settings, char *out, size_t out_size);
uc_status uc_read_weights(uc_mse_settings *settings, const char *text,
                          uc_error *err) UC_MUST_CHECK;
void uc_write_weights(const uc_mse_settings *settings, char *out, size_t out_size);

/** "unit-information", "jeffreys", "bic". */
const char *uc_bma_weights_name(uc_bma_weights weights);

#endif
