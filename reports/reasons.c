/* reasons.c - reason codes in plain words */
#include "reports/reasons.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *code, *text;
} reasons[] = {
    {"not_given", "not given in the source"},
    {"not_available", "not available"},
    {"total", "a total over strata has no model of its own"},
    {"not_applicable", "does not apply here"},
    {"no_identified_count", "no count of identified persons is available"},
    {"identified_only_in_parts", "counts are given only for parts (by sex, age or "
                                 "form), which may not be complete"},
    {"no_identified_count_for_group", "identified counts have no such group"},
    {"no_estimate", "no estimate is available"},
    {"no_interval_published", "the source publishes no interval"},
    {"no_interval", "no interval was asked for at this level"},
    {"no_population", "no population is given for this area and period"},
    {"zero_identified", "nobody was identified, so the ratio does not exist"},
    {"zero_estimate", "the estimate is zero, so the ratio does not exist"},
    {"no_finite_estimate", "the chosen model has no finite estimate"},
    {"not_identifiable", "the chosen model is not identifiable"},
    {"no_finite_estimate_and_not_identifiable",
     "the chosen model has no finite estimate and is not identifiable"},
    {"too_few_lists", "too few lists for this method"},
    {"too_many_lists", "more lists than this method takes"},
    {"no_people", "nobody was observed"},
    {"not_reached", "counts differ so much in size that the estimate is not reached in "
                    "double precision"},
    {"no_admissible_model", "no candidate model has a finite, identifiable estimate"},
    {"model_does_not_fit", "the model names lists that the table does not have"},
    {"stopped", "the search limit was reached before a model was found"},
    {"no_jackknife", "a delete-one estimate does not exist"},
    {"no_usable_replicates", "no bootstrap replicate has an estimate"},
    {"no_variance", "the variance does not exist, or the hidden part is zero"},
    {"no_bootstrap", "no bootstrap was asked for"},
    {"replicates_on_one_side", "all replicates lie on one side of the estimate"},
    {"not_finite", "the number is not finite"},
    {"boundary", "estimated at minus infinity: the margin is empty"},
    {"published_estimate", "the estimate is a published one"},
    {"not_published", "not in the publication"},
    {"not_simulated", "not simulated"},
    {"few_replicates", "fewer than 10 replicates lie beyond the limit"},
    {"not_corrected", "no correction of the bias is known for this model with so few "
                      "lists or this theta"},
    {"out_of_range", "the fit contradicts the model: a chance outside 0 to 1, or fewer "
                     "persons than were observed"},
    {"no_profile_limit", "the likelihood never falls so far: there is no such limit"},
    {"profile_not_reached", "a fit of the profile likelihood was not reached"},
    {"not_for_totals", "profile limits cannot be added up; ask for a bootstrap"},
    {"nobody", "nobody was observed so often"},
    {"no_interval_of_a_part", "an estimate that it is made of has no interval"},
    {"no_earlier_estimate", "there is no earlier estimate"},
    {"no_count_at_stage", "no count is given for this stage"},
    {"zero_at_earlier_stage", "nobody was at the earlier stage"},
    {"no_member_with_both", "no member has both an estimate and a count"},
    {"not_declared_disjoint", "not pooled: the run file does not declare that they "
                              "share neither data nor people"},
    {"only_one_estimate", "not pooled: there is only one estimate"},
    {"pooling_failed", "not pooled: the estimates cannot be pooled"},
    {"suppressed", "suppressed to protect persons in small counts"},
    {"no_notes", "there are no notes"},
    {"models_not_compared", "this method compares no models"},
    {"no_warnings", "there are no warnings"},
    {"no_single_model", "the method has no single model"},
    {"posterior_not_proper", "the posterior has no finite total under this prior"},
    {"no_overlap_model", "needs at least three lists"},
    {"all_groups", "all groups together"},
    {"withheld", "withheld: it rests on too few events in the sample"},
    {"few_events", "rests on few events in the sample"},
    {"no_events",
     "no event in the sample: the upper limit is that of Korn and Graubard"},
    {"all_events", "nothing but events in the sample: the lower limit is that of Korn "
                   "and Graubard"},
    {"no_variance", "the sample shows no variance here"},
    {"no_data", "nobody in the sample answered here"},
    {"no_reports", "nobody knows a member: the upper limit is that of no reports"},
    {"no_degree", "nobody knows anybody in the known groups: there is no degree"},
    {"not_connected", "recruitment does not lead from every group to every other"},
    {"no_answers", "nobody in the sample has an answer"},
    {"population_too_small", "the population is not larger than the sample"},
    {"no_population", "needs a population size"},
    {"no_recruits", "nobody was recruited"},
    {"no_degrees_of_freedom", "too few sampling units for an interval"},
    {"beyond_the_data", "the limit lies beyond the data"},
    {"clipped", "the correction for wrong answers left the possible range and was cut"},
    {"uninformative", "answers this inaccurate say nothing about the status"},
    {"area_variance_zero", "areas do not differ beyond the regression"},
    {"no_model_given", "the method needs a model, such as --model [12,3]"},
    {"lists_not_ordered", "the method is for lists that are occasions in time order"},
    {"errors_not_possible",
     "so many errors would have left more persons on few lists than there are"},
    {"no_loglinear_model", "the method has no log-linear model"},
    {"no_method", "this program does not have the method"},
    {"no_repeats", "there are no repeats"},
    {"no_overlap", "the two lists share nobody"},
    {"a_stratum_has_no_estimate", "a stratum has no estimate"},
    {"nobody_twice", "nobody was counted twice, so the total has no bound"},
    {"separated",
     "covariates single out people who were all counted once, so the total "
     "has no bound, or people who were all counted twice"},
    {"log_series", "the negative binomial ran to its boundary, the logarithmic series, "
                   "where the total has no bound"},
    {"no_heterogeneity",
     "the negative binomial ran to its boundary, the Poisson model, "
     "which is the one to read"},
    {"constant_covariate", "it has one value only"},
    {"needs_bootstrap",
     "covariates are missing for some people: only the bootstrap has "
     "the interval"},
    {"few_overlap", "outside some fold the two lists share nobody; take fewer folds"},
    {"below_observed", "the corrected total is below the people observed: some chances "
                       "are too small to be estimated"},
    {"aliased_covariate", "the columns before it determine it"},
};

const char *uc_reason_text(const char *code)
{
    size_t i;

    if (code == NULL)
        return "not available";
    for (i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (strcmp(reasons[i].code, code) == 0)
            return reasons[i].text;
    return code;
}

const char *uc_reason_at(size_t i)
{
    return i < sizeof reasons / sizeof reasons[0] ? reasons[i].text : NULL;
}
