/* status.c - indicators, groups and rules of every respondent */
#include "pipeline/survey/input.h"

#include <stdlib.h>

#include "data/base/text.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the indicators");
}

static bool has_word(const char *const words[], size_t n, const char *text)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (uc_text_equal_nocase(words[i], text))
            return true;
    return false;
}

/* What each category of an indicator's column means. */
static uc_truth truth_of(const uc_survey_rules *rules, const char *text, bool *known)
{
    static const char *const yes[] = {"1", "yes"}, *const no[] = {"0", "no"};
    const char *const *own_yes = (const char *const *)rules->yes;
    const char *const *own_no = (const char *const *)rules->no;

    *known = true;
    if (has_word(rules->n_yes > 0 ? own_yes : yes, rules->n_yes > 0 ? rules->n_yes : 2,
                 text))
        return UC_YES;
    if (has_word(rules->n_no > 0 ? own_no : no, rules->n_no > 0 ? rules->n_no : 2,
                 text))
        return UC_NO;
    *known = false;
    return UC_UNKNOWN;
}

static uc_status code_indicator(uc_survey_input *in, size_t k, size_t width,
                                uc_faults *faults, uc_error *err)
{
    const uc_survey_column *column =
        uc_survey_find(&in->frame, in->rules->indicator[k], UC_SURVEY_CATEGORY);
    const size_t n_levels = uc_survey_n_levels(column);
    uint8_t *meaning = malloc(n_levels + 1);
    size_t i, n_strange = 0;
    bool known;

    if (meaning == NULL)
        return no_memory(err);
    for (i = 0; i < n_levels; i++) {
        meaning[i] =
            (uint8_t)truth_of(in->rules, uc_survey_level(column, (uint32_t)i), &known);
        n_strange += !known;
    }
    for (i = 0; i < in->frame.n; i++)
        in->truth[i * width + k] = column->code[i] == UC_SURVEY_MISSING
                                       ? (uint8_t)UC_UNKNOWN
                                       : meaning[column->code[i]];
    if (n_strange > 0)
        uc_faults_add(
            faults, UC_EDATA, in->frame.path, 0, 0,
            "indicator %s has %zu answers that are neither yes (1) nor no (0); "
            "name them under 'yes' and 'no' of the rules, or with --missing",
            in->rules->indicator[k], n_strange);
    free(meaning);
    return UC_OK;
}

uc_truth uc_survey_truth(const uc_survey_input *in, size_t row, size_t k)
{
    const size_t width =
        in->rules->n_indicators + in->rules->n_groups + in->rules->n_rules;

    return (uc_truth)in->truth[row * width + k];
}

static void evaluate_rules(uc_survey_input *in, size_t width)
{
    const uc_survey_rules *r = in->rules;
    size_t i;

    for (i = 0; i < in->frame.n; i++) {
        uint8_t *row = in->truth + i * width;

        uc_rules_evaluate(&r->program, row, row + r->n_indicators,
                          row + r->n_indicators + r->n_groups);
    }
}

static void tally_rules(uc_survey_input *in, size_t width)
{
    const uc_survey_rules *r = in->rules;
    size_t i, k;

    in->n_tally = width;
    for (k = 0; k < width; k++) {
        uc_survey_tally *t = &in->tally[k];
        double yes = 0, unknown = 0, all = 0;

        t->kind = k < r->n_indicators                 ? "indicator"
                  : k < r->n_indicators + r->n_groups ? "group"
                                                      : "rule";
        t->name = k < r->n_indicators ? r->indicator[k]
                  : k < r->n_indicators + r->n_groups
                      ? r->group[k - r->n_indicators].name
                      : r->rule[k - r->n_indicators - r->n_groups].name;
        for (i = 0; i < in->frame.n; i++) {
            const double w = in->design.weight[i];
            const uint8_t truth = in->truth[i * width + k];

            if (!(w < 0 || w > 0))
                continue; /* did not answer */
            t->yes += truth == UC_YES;
            t->no += truth == UC_NO;
            t->unknown += truth == UC_UNKNOWN;
            all += w;
            yes += truth == UC_YES ? w : 0;
            unknown += truth == UC_UNKNOWN ? w : 0;
        }
        t->share_yes = yes / all;
        t->share_unknown = unknown / all;
    }
}

uc_status uc_survey_apply_rules(uc_survey_input *in, uc_faults *faults, uc_error *err)
{
    const uc_survey_rules *r = in->rules;
    const size_t width = r->n_indicators + r->n_groups + r->n_rules;
    const size_t before = faults->n_total;
    uc_status status = UC_OK;
    size_t k;

    in->truth = malloc(in->frame.n * width + 1);
    in->tally = calloc(width + 1, sizeof *in->tally);
    if (in->truth == NULL || in->tally == NULL)
        return no_memory(err);
    for (k = 0; status == UC_OK && k < r->n_indicators; k++)
        status = code_indicator(in, k, width, faults, err);
    if (status == UC_OK && faults->n_total == before) {
        evaluate_rules(in, width);
        tally_rules(in, width);
    }
    return status;
}
