/** @file registry.h
 * The estimation methods: one row each. `undercount methods`, the options, the run
 * file's keys, the man page and the citations are derived from it.
 */
#ifndef UC_REGISTRY_H
#define UC_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"

/** How a log-linear model is chosen. */
typedef enum uc_selection_rule {
    UC_RULE_BIC,
    UC_RULE_AIC,
    UC_RULE_AICC,
    UC_RULE_STEPWISE,
    UC_RULE_AIC_STEPWISE,
    UC_RULE_FIXED,
    UC_RULE_MAIN,
    UC_RULE_DOWNHILL,
    UC_RULE_NONE /* methods of other families */
} uc_selection_rule;

struct uc_method_family; /* estimators/mse/family.h */

typedef struct uc_method {
    const char *name;    /* as typed: "bic" */
    const char *title;   /* as printed: "Log-linear, minimum BIC over all models" */
    const char *summary; /* one sentence: what it does and when it does not apply */
    const char *needs;   /* in words: "2 to 16 lists" */
    size_t min_lists;
    size_t max_lists;
    const char *settings;  /* names of the settings it takes, comma-separated */
    const char *reference; /* author (year) journal volume:page */
    const struct uc_method_family *family; /* how it is done */
    uc_selection_rule rule; /* of the log-linear family: how the model is chosen */
    unsigned
        variant; /* of other families: which of their methods it is, in their terms */
} uc_method;

/** All methods, in the order they are listed. @param n_methods Set to their number. */
const uc_method *uc_registry_methods(size_t *n_methods);

/** Returns the method called `name`, or NULL. */
const uc_method *uc_registry_find(const char *name);

/** Methods of other commands than estimate: they have no family, and only `methods`,
 * `cite` and the man page know them. */
const uc_method *uc_registry_others(size_t *n_methods);

/** Returns the method called `name` of any command, or NULL. */
const uc_method *uc_registry_find_any(const char *name);

/** True when the method uses the setting of that name. */
bool uc_method_takes(const uc_method *method, const char *setting);

/** Returns the names of all methods, NULL-terminated, for advice on a mistyped one. */
const char *const *uc_registry_names(size_t *n_names);

#endif
