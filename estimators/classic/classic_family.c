/* classic_family.c - closed forms as methods */
#include "estimators/classic/classic_family.h"

#include <math.h>
#include <stdlib.h>

#include "data/base/text.h"
#include "estimators/capture/capture.h"
#include "estimators/classic/bounds.h"
#include "estimators/classic/pairs.h"
#include "estimators/mse/bootstrap.h"
#include "estimators/mse/family.h"
#include "estimators/mse/profile.h"

static const char *const names[] = {"Lincoln-Petersen", "Chapman", "Chao f1^2/(2 f2)",
                                    "Zelterman", "no highest-order interaction"};

typedef struct answer {
    uc_mse_status status;
    double estimate, hidden, std_error;
} answer;

static answer answer_from(double n, uc_closed_form form)
{
    if (!isfinite(form.hidden))
        return (answer){UC_MSE_NO_FINITE_ESTIMATE, NAN, NAN, NAN};
    return (answer){UC_MSE_OK, n + form.hidden, form.hidden, form.std_error};
}

static answer pooled(const uc_dense *table, bool chapman)
{
    answer a = {.status = UC_MSE_OK};

    uc_pairs_pooled(table, chapman, &a.estimate, &a.std_error);
    a.hidden = a.estimate - table->n_people;
    if (isnan(a.estimate))
        return (answer){UC_MSE_NO_FINITE_ESTIMATE, NAN, NAN, NAN};
    if (!(a.hidden >= 0.0))
        return (answer){UC_MSE_OUT_OF_RANGE, NAN, NAN, NAN};
    return a;
}

static answer compute(const uc_dense *table, const uc_method *method,
                      const uc_mse_settings *settings)
{
    switch ((uc_classic)method->variant) {
    case UC_CLASSIC_PETERSEN:
        return pooled(table, false);
    case UC_CLASSIC_CHAPMAN:
        return pooled(table, true);
    case UC_CLASSIC_CHAO:
        return answer_from(table->n_people, uc_chao_bound(table, settings->corrected));
    case UC_CLASSIC_ZELTERMAN:
        return answer_from(table->n_people, uc_zelterman(table));
    case UC_CLASSIC_NO_HIGHEST:
        break;
    }
    return answer_from(table->n_people, uc_no_highest_order(table));
}

/* Every pair as a fact; of Chapman's the log-normal interval that goes with it. */
static uc_status add_pair(const uc_pair *p, bool chapman, double level, uc_estimate *e,
                          uc_error *err)
{
    uc_interval interval = {.level = level};
    const double value = chapman ? p->chapman : p->petersen;
    const double error = chapman ? p->chapman_error : p->petersen_error;

    if (!isfinite(value))
        return uc_estimate_fact(e, err, "pair", "Pair", NAN,
                                "lists %u and %u: no estimate, nobody is on both",
                                p->i + 1, p->j + 1);
    uc_lognormal_interval(p->observed, value - p->observed, error * error, &interval);
    if (!isfinite(interval.low) || !isfinite(interval.high))
        return uc_estimate_fact(e, err, "pair", "Pair", value,
                                "lists %u and %u: %.1f, standard error %.1f", p->i + 1,
                                p->j + 1, value, error);
    return uc_estimate_fact(
        e, err, "pair", "Pair", value,
        "lists %u and %u: %.1f, standard error %.1f, %g%% interval %.1f to %.1f",
        p->i + 1, p->j + 1, value, error, 100.0 * level, interval.low, interval.high);
}

static uc_status add_pairs(const uc_dense *table, bool chapman, double level,
                           uc_estimate *e, uc_error *err)
{
    uc_status status = UC_OK;

    for (unsigned i = 0; i < table->n_lists; i++)
        for (unsigned j = i + 1; j < table->n_lists && status == UC_OK; j++) {
            const uc_pair p = uc_pair_of(table, i, j);

            status = add_pair(&p, chapman, level, e, err);
        }
    return status;
}

/* The bound that holds for lists is that of Mth, which is said beside. */
static uc_status warn_of_equal_chances(const uc_dense *table, const uc_method *method,
                                       uc_estimate *e, uc_error *err)
{
    const uc_capture_model mth = {.form = UC_CAPTURE_MT, .heterogeneity = UC_CHAO};
    uc_capture_ws ws = {0};
    uc_capture_fit fit = {.status = UC_MSE_TOO_FEW_LISTS};
    uc_status status = UC_OK;

    if (table->n_lists > 2)
        status = uc_capture_fit_table(&ws, table, &mth, &fit, err);
    uc_capture_ws_free(&ws);
    if (status != UC_OK)
        return status;
    if (fit.status == UC_MSE_OK)
        return uc_estimate_warn(e, err, "equal_list_chances",
                                "%s holds only where a person is as likely to be on "
                                "one list as on another; "
                                "for lists the lower bound is mth-chao, here %.0f",
                                method->name, fit.estimate);
    return uc_estimate_warn(
        e, err, "equal_list_chances",
        "%s holds only where a person is as likely to be on one list as on another",
        method->name);
}

static uc_status classic_point(uc_select_ws *ws, const uc_capture_table *table,
                               const uc_dense *dense, const uc_method *method,
                               const uc_mse_settings *settings, uc_point_work *work,
                               uc_estimate *e, uc_error *err)
{
    const answer a = compute(dense, method, settings);
    const uc_classic which = (uc_classic)method->variant;
    uc_status status = uc_estimate_name(e, names[method->variant], err);

    (void)ws;
    (void)table;
    (void)work;
    e->status = a.status;
    e->estimate = a.estimate;
    e->hidden = a.hidden;
    e->std_error = a.std_error;
    if (status == UC_OK && which <= UC_CLASSIC_CHAPMAN)
        status =
            add_pairs(dense, which == UC_CLASSIC_CHAPMAN, settings->level[0], e, err);
    if (status == UC_OK && (which == UC_CLASSIC_CHAO || which == UC_CLASSIC_ZELTERMAN))
        status = warn_of_equal_chances(dense, method, e, err);
    if (status == UC_OK && uc_profile_wanted(settings))
        status = uc_estimate_warn(e, err, "no_profile_of_formula",
                                  "a closed form has no profile likelihood");
    return status;
}

static uc_status classic_again(uc_select_ws *ws, const uc_dense *dense,
                               const uc_method *method, const uc_mse_settings *settings,
                               const uc_point_work *work, uc_selection *selection,
                               uc_error *err)
{
    const answer a = compute(dense, method, settings);
    uc_selection made = {
        .status = a.status, .estimate = a.estimate, .proved = true, .n_fits = 1};

    (void)ws;
    (void)work;
    made.label = uc_text_copy(names[method->variant]);
    if (made.label == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the name of a formula");
    *selection = made;
    return UC_OK;
}

static const char *const classic_assumptions[] = {
    "the lists cover one closed population of persons, and each list only members of "
    "it;",
    "records of one person on several lists are linked without error;",
    "the formula's own: Lincoln-Petersen and Chapman, that lists are independent and "
    "persons alike; Chao and Zelterman, that lists are independent and equally likely; "
    "no highest-order interaction, that all lists together do not interact.",
    NULL};

const struct uc_method_family uc_family_classic = {
    classic_point, classic_again, "by formula", classic_assumptions,
    false,         false,         false};
