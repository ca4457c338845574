/* warning_codes.c - the codes of all warnings
 *
 * A code that an estimator gives and that is not here cannot be made an error:
 * scripts/check-layers looks for it. */
#include "pipeline/warning_codes.h"

#include <string.h>

#include "estimators/gap/gap.h"

static const char *const from_estimators[] = {
    "linkage_uncertain",           "structural_zeros",
    "average_incomplete",          "depends_on_model",
    "few_replicates_beyond_limit", "model_does_not_fit",
    "no_profile_of_average",       "no_profile_of_corrected",
    "not_proved_optimal",          "replicates_without_estimate",
    "stopped_at_empty_pair",       "tied_models",
    "uninformative_list",
};

#define N_FROM_ESTIMATORS (sizeof from_estimators / sizeof *from_estimators)

size_t uc_warning_codes(const char *codes[UC_MAX_WARNING_CODES])
{
    size_t n = 0;

    for (; n < N_FROM_ESTIMATORS; n++)
        codes[n] = from_estimators[n];
    codes[n++] = uc_gap_finding_name(UC_GAP_ABOVE_ESTIMATE);
    codes[n++] = uc_gap_finding_name(UC_GAP_ABOVE_INTERVAL);
    return n;
}

bool uc_warning_code_known(const char *code)
{
    const char *codes[UC_MAX_WARNING_CODES];
    const size_t n = uc_warning_codes(codes);

    for (size_t i = 0; i < n; i++)
        if (strcmp(codes[i], code) == 0)
            return true;
    return false;
}
