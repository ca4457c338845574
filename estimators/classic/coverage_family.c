/* coverage_family.c - sample coverage as methods */
#include <math.h>
#include <stdlib.h>

#include "data/base/text.h"
#include "estimators/classic/classic_family.h"
#include "estimators/classic/coverage.h"
#include "estimators/core/multinomial.h"
#include "estimators/mse/family.h"
#include "estimators/mse/profile.h"

/* Samples behind a standard error. */
#define SAMPLES 200

static const char *const names[] = {"sample coverage, D/C", "sample coverage, high",
                                    "sample coverage, one step"};

/* Random streams hang on the table itself, whatever it is called. */
static uint64_t key_of(const uc_dense *table)
{
    uint64_t key = table->n_lists;

    for (size_t w = 1; w < table->n_cells; w++)
        key = (key ^ (uint64_t)table->count[w]) * 0x9e3779b97f4a7c15u + w;
    return key;
}

/* Standard error from samples of as many persons as were estimated, the hidden among
 * them. Few samples without an estimate are left out; many leave none. */
static uc_status sampled_error(const uc_dense *table, uc_coverage_kind kind,
                               double estimate, uint64_t seed, double *std_error,
                               uc_error *err)
{
    const uint64_t all = (uint64_t)floor(estimate + 0.5);
    uc_dense sample = {0};
    uc_multinomial law = {0};
    double sum = 0.0, squares = 0.0, n = 0.0;
    uc_status status = uc_dense_alloc(table->n_lists, &sample, err);

    *std_error = NAN;
    if (status == UC_OK) {
        for (size_t w = 1; w < table->n_cells; w++)
            sample.count[w] = table->count[w];
        sample.count[0] = estimate - table->n_people;
        status = uc_multinomial_init(&law, sample.count, table->n_cells, err);
    }
    for (uint64_t r = 0;
         status == UC_OK && all <= UC_MULTINOMIAL_MAX / SAMPLES && r < SAMPLES; r++) {
        uc_rng rng;
        double again;

        uc_rng_start(&rng, seed, key_of(table), UC_RNG_STD_ERROR, r);
        uc_multinomial_draw(&law, &rng, all, sample.count);
        sample.count[0] = 0.0;
        uc_dense_refresh(&sample);
        again = uc_coverage_of(&sample, kind).estimate;
        if (!isfinite(again))
            continue;
        n += 1.0;
        sum += again - estimate;
        squares += (again - estimate) * (again - estimate);
    }
    if (n >= 0.9 * SAMPLES)
        *std_error = sqrt((squares - sum * sum / n) / (n - 1.0));
    uc_multinomial_free(&law);
    uc_dense_free(&sample);
    return status;
}

static uc_status coverage_point(uc_select_ws *ws, const uc_capture_table *table,
                                const uc_dense *dense, const uc_method *method,
                                const uc_mse_settings *settings, uc_point_work *work,
                                uc_estimate *e, uc_error *err)
{
    const uc_coverage_kind kind = (uc_coverage_kind)method->variant;
    const uc_coverage c = uc_coverage_of(dense, kind);
    uc_status status = uc_estimate_name(e, names[kind], err);

    (void)ws;
    (void)table;
    (void)work;
    if (status == UC_OK && isfinite(c.coverage))
        status = uc_estimate_fact(e, err, "coverage", "Sample coverage", c.coverage,
                                  "%.3f; %.1f persons known beside each list, on "
                                  "average",
                                  c.coverage, c.d);
    if (status == UC_OK && uc_profile_wanted(settings))
        status = uc_estimate_warn(e, err, "no_profile_of_formula",
                                  "a closed form has no profile likelihood");
    if (status != UC_OK)
        return status;
    if (!isfinite(c.estimate)) {
        e->status = UC_MSE_NO_FINITE_ESTIMATE;
        return UC_OK;
    }
    e->estimate = c.estimate;
    e->hidden = c.estimate - dense->n_people;
    status = sampled_error(dense, kind, c.estimate, settings->seed, &e->std_error, err);
    if (status == UC_OK && !isfinite(e->std_error))
        status = uc_estimate_warn(e, err, "no_std_error",
                                  "too many samples have no estimate for a standard "
                                  "error, or they would be too large");
    if (status == UC_OK && kind == UC_COVERAGE_HIGH && c.coverage < 0.55)
        status = uc_estimate_warn(
            e, err, "low_coverage",
            "coverage is %.0f%%: below 55%% the high-coverage estimator is unsteady, "
            "and coverage-low the one to read",
            100.0 * c.coverage);
    return status;
}

static uc_status coverage_again(uc_select_ws *ws, const uc_dense *dense,
                                const uc_method *method,
                                const uc_mse_settings *settings,
                                const uc_point_work *work, uc_selection *selection,
                                uc_error *err)
{
    const uc_coverage c = uc_coverage_of(dense, (uc_coverage_kind)method->variant);
    uc_selection made = {.status = isfinite(c.estimate) ? UC_MSE_OK
                                                        : UC_MSE_NO_FINITE_ESTIMATE,
                         .estimate = c.estimate,
                         .proved = true};

    (void)ws;
    (void)settings;
    (void)work;
    made.label = uc_text_copy(names[method->variant]);
    if (made.label == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the name of a formula");
    *selection = made;
    return UC_OK;
}

static const char *const coverage_assumptions[] = {
    "the lists cover one closed population of persons, and each list only members of "
    "it;",
    "records of one person on several lists are linked without error;",
    "lists overlap enough for their coverage to be estimated, and dependence shows in "
    "pairs of lists.",
    NULL};

const struct uc_method_family uc_family_coverage = {coverage_point,
                                                    coverage_again,
                                                    "from 200 bootstrap samples",
                                                    coverage_assumptions,
                                                    false,
                                                    false,
                                                    false};
