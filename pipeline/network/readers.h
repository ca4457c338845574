/** @file readers.h
 * Readers of settings that scale-up and respondent-driven sampling share. Plans begin
 * with a uc_survey_plan, whose own readers serve for design and weights.
 */
#ifndef UC_NETWORK_READERS_H
#define UC_NETWORK_READERS_H

#include "pipeline/options.h"

/** Reads `text` by the reader of a setting of `undercount survey`. */
uc_status uc_network_read_survey(const char *name, void *target, const char *text,
                                 uc_error *err) UC_MUST_CHECK;

/** Replaces an owned text; a blank one is refused. */
uc_status uc_network_read_text(char **to, const char *text,
                               uc_error *err) UC_MUST_CHECK;

/** A number from min to max. */
uc_status uc_network_read_real(const char *text, double min, double max, double *value,
                               uc_error *err) UC_MUST_CHECK;

/** VALUE or VALUE,SE: the value above `min` and at most `max`, the error 0 or more. */
uc_status uc_network_read_with_error(const char *text, double min, double max,
                                     double *value, double *se,
                                     uc_error *err) UC_MUST_CHECK;

/** One of n names, or a fault that suggests the nearest. */
uc_status uc_network_read_choice(const char *text, const char *const names[], size_t n,
                                 size_t *choice, uc_error *err) UC_MUST_CHECK;

/** Defines a reader that hands a setting on to that of `undercount survey`. */
#define UC_SURVEY_SETTING(function, name)                                              \
    static uc_status function(void *target, const char *text, uc_error *err)           \
    {                                                                                  \
        return uc_network_read_survey(name, target, text, err);                        \
    }

#endif
