/* warning_codes.c - the codes of all warnings
 *
 * A code that an estimator gives and that is not here cannot be made an error:
 * scripts/check-layers looks for it. */
#include "pipeline/warning_codes.h"

#include <string.h>

#include "estimators/gap/gap.h"

static const char *const from_estimators[] = {
    "average_incomplete",
    "chains_not_mixed",
    "depends_on_model",
    "equal_list_chances",
    "few_batches",
    "few_replicates_beyond_limit",
    "grid_too_short",
    "kept_set_uncertain",
    "linkage_uncertain",
    "low_coverage",
    "model_does_not_fit",
    "models_left_out",
    "no_profile_of_average",
    "no_profile_of_corrected",
    "no_profile_of_formula",
    "no_std_error",
    "not_proved_optimal",
    "posterior_not_proper",
    "replicates_without_estimate",
    "statistics_not_settled",
    "stopped_at_empty_pair",
    "structural_zeros",
    "tied_models",
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
