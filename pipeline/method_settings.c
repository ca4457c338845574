/* method_settings.c - do settings and methods go together? */
#include "pipeline/method_settings.h"

#include <stdbool.h>

#include "estimators/mse/family.h"

uc_status uc_check_settings(const uc_mse_settings *settings,
                            const uc_method *const method[], size_t n_methods,
                            uc_error *err)
{
    const unsigned resampled = UC_INTERVAL_BCA | UC_INTERVAL_PERCENTILE;
    bool fixed = false, again = false, posterior = false;
    size_t i;

    for (i = 0; i < n_methods; i++) {
        fixed = fixed || method[i]->rule == UC_RULE_FIXED;
        again = again || method[i]->family->again != NULL;
        posterior = posterior || method[i]->family->has_posterior;
    }
    if (fixed && settings->model == NULL)
        return uc_fail(err, UC_EUSAGE, "method 'fixed' needs a model, such as [12,3]");
    if (!fixed && settings->model != NULL)
        return uc_fail(err, UC_EUSAGE,
                       "a model is given, but no method is 'fixed'; add it or leave "
                       "the model out");
    for (i = 0; i < n_methods; i++)
        if (uc_method_takes(method[i], "ordered") && !settings->ordered)
            return uc_fail(
                err, UC_EUSAGE,
                "method '%s' is for capture occasions in time order, not for "
                "lists; if the lists are such occasions, say 'ordered'",
                method[i]->name);
    for (i = 0; i < n_methods && settings->boot_kind == UC_BOOTSTRAP_PARAMETRIC; i++)
        if (!method[i]->family->fits ||
            (settings->corrected && uc_method_takes(method[i], "bias-corrected")))
            return uc_fail(
                err, UC_EUSAGE,
                "method '%s' %shas no fitted model for a parametric bootstrap",
                method[i]->name,
                method[i]->family->fits ? "with correction of the bias " : "");
    if ((settings->intervals & resampled) != 0 && settings->n_boot == 0 &&
        !settings->boot_auto)
        return uc_fail(err, UC_EUSAGE,
                       "bca and percentile intervals need bootstrap replicates, such "
                       "as 1000");
    if ((settings->intervals & UC_INTERVAL_CREDIBLE) != 0 && !posterior)
        return uc_fail(err, UC_EUSAGE,
                       "credible intervals need a method with a posterior, such as "
                       "decomposable");
    if (!again && posterior && (settings->n_boot > 0 || settings->boot_auto))
        return uc_fail(err, UC_EUSAGE,
                       "method '%s' is not repeated on resampled tables, because its "
                       "posterior is its own account of uncertainty; leave the "
                       "bootstrap out, or name a method that takes one as well",
                       method[0]->name);
    return UC_OK;
}
