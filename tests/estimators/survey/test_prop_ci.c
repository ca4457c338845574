/* test_prop_ci.c - proportion intervals against R's survey 4.5, and where it has none
 */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/survey/prop_ci.h"
#include "estimators/survey/variance.h"
#include "tests/estimators/survey/oracle.h"

#define TOL     1e-9
#define TOL_LIK 1e-4 /* absolute: the yardstick interpolates its profile */

static oracle o;

typedef struct case_data {
    const char *dataset;
    uc_survey_frame frame;
    uc_design design;
    double *y;
} case_data;

static case_data case_of(const char *dataset)
{
    static const char *const numbers[] = {"api00", "pw", "fpc", NULL};
    static const char *const categories[] = {"stype", "dnum", NULL};
    case_data c = {.dataset = dataset,
                   .frame = oracle_data(dataset, numbers, categories)};
    uc_design_spec spec = {.n = c.frame.n, .n_stages = 1};

    spec.weight = numbers_of(&c.frame, "pw");
    spec.fpc[0] = numbers_of(&c.frame, "fpc");
    if (strcmp(dataset, "apistrat") == 0)
        spec.stratum[0] = codes_of(&c.frame, "stype");
    if (strcmp(dataset, "apiclus1") == 0)
        spec.unit[0] = codes_of(&c.frame, "dnum");
    c.design = design_of(&spec);
    c.y = calloc(c.frame.n, sizeof *c.y);
    return c;
}

static void case_free(case_data *c)
{
    free(c->y);
    uc_design_clear(&c->design);
    uc_survey_frame_clear(&c->frame);
}

static double below_of(const char *dataset, const char *what)
{
    const bool rare = strcmp(what, "rare") == 0;

    if (strcmp(dataset, "apistrat") == 0)
        return rare ? 430 : 410;
    if (strcmp(dataset, "apiclus1") == 0)
        return rare ? 450 : 430;
    return rare ? 420 : 410;
}

static void check_method(case_data *c, const char *what, const uc_prop_data *data,
                         uc_prop_method method, double level)
{
    const double tol = method == UC_PROP_LIKELIHOOD ? TOL_LIK : TOL;
    const double scale = method == UC_PROP_LIKELIHOOD ? 1 : 0;
    uc_prop_interval ci;
    char call[100];

    uc_prop_ci(method, data, level, &ci);
    (void)snprintf(call, sizeof call, "svyciprop(~I(%s==1),method=%s,level=%g)", what,
                   uc_prop_method_name(method), level);
    oracle_check(&o, c->dataset, "std", call, "p", NULL, data->p, TOL, 0);
    oracle_check(&o, c->dataset, "std", call, "se", NULL, data->se, TOL, 0);
    oracle_check(&o, c->dataset, "std", call, "ci", "l", ci.low, tol, scale);
    oracle_check(&o, c->dataset, "std", call, "ci", "u", ci.high, tol, scale);
}

static void agrees_where_defined(void **state)
{
    static const char *const datasets[] = {"apisrs", "apistrat", "apiclus1"};
    static const char *const whats[] = {"rare", "rare2"};
    size_t d, k, i, n_events;
    int method;

    (void)state;
    for (d = 0; d < 3; d++) {
        case_data c = case_of(datasets[d]);
        const double *api = numbers_of(&c.frame, "api00");

        for (k = 0; k < 2; k++) {
            uc_survey_target target = {UC_SURVEY_MEAN, c.y, NULL, NULL,
                                       c.frame.n,      0,   0};
            uc_prop_data data = {.n = c.frame.n,
                                 .n_domain = c.frame.n,
                                 .df = (double)c.design.df,
                                 .kish = 1};
            double v;

            for (i = n_events = 0; i < c.frame.n; i++) {
                c.y[i] = api[i] < below_of(datasets[d], whats[k]);
                n_events += c.y[i] > 0;
            }
            oracle_check(&o, c.dataset, "std", "counts", "n_events", whats[k],
                         (double)n_events, 0, 0);
            assert_int_equal(
                uc_survey_taylor(&c.design, NULL, &target, 1, &data.p, &v, NULL),
                UC_OK);
            data.se = sqrt(v);
            for (method = 0; method < UC_N_PROP_METHODS; method++) {
                check_method(&c, whats[k], &data, (uc_prop_method)method, 0.95);
                check_method(&c, whats[k], &data, (uc_prop_method)method, 0.9);
            }
        }
        case_free(&c);
    }
    oracle_finish(&o, 342);
}

/* No event among 200: the two-sided limit of Clopper & Pearson has a closed form, and
 * the Korn-Graubard one is that at the effective sample size. */
static void no_events_have_a_limit(void **state)
{
    const uc_prop_data srs = {
        .p = 0, .se = 0, .n = 200, .n_domain = 200, .df = 199, .kish = 1};
    uc_prop_data weighted = srs, clustered = srs;
    uc_prop_interval ci;
    int method;

    (void)state;
    for (method = 0; method < UC_N_PROP_METHODS; method++) {
        uc_prop_ci((uc_prop_method)method, &srs, 0.95, &ci);
        assert_int_equal(ci.outcome, UC_PROP_NO_EVENTS);
        assert_true(ci.low <= 0 && ci.low >= 0);
        assert_rel(ci.high, 1 - pow(0.025, 1.0 / 200), TOL_EXACT);
    }
    weighted.kish = 2;
    uc_prop_ci(UC_PROP_BETA, &weighted, 0.95, &ci);
    assert_rel(ci.high, 1 - pow(0.025, 1.0 / 100), TOL_EXACT);
    weighted.deff = 4; /* declared: larger than Kish's */
    uc_prop_ci(UC_PROP_BETA, &weighted, 0.95, &ci);
    assert_rel(ci.high, 1 - pow(0.025, 1.0 / 50), TOL_EXACT);
    clustered.df = 9;
    uc_prop_ci(UC_PROP_BETA, &clustered, 0.95, &ci);
    assert_true(ci.n_effective < 200);
    assert_true(ci.high > 1 - pow(0.025, 1.0 / 200));
}

static void only_events_mirror_none(void **state)
{
    uc_prop_data d = {.p = 1, .se = 0, .n = 50, .n_domain = 50, .df = 49, .kish = 1.5};
    uc_prop_interval all, none;

    (void)state;
    uc_prop_ci(UC_PROP_BETA, &d, 0.9, &all);
    d.p = 0;
    uc_prop_ci(UC_PROP_BETA, &d, 0.9, &none);
    assert_int_equal(all.outcome, UC_PROP_ALL_EVENTS);
    assert_rel(1 - all.low, none.high, 1e-12);
    assert_rel(all.high, 1, TOL_EXACT);
}

static void nothing_to_say_is_an_outcome(void **state)
{
    uc_prop_data d = {.p = 0.2, .se = 0, .n = 50, .n_domain = 50, .df = 49, .kish = 1};
    uc_prop_interval ci;

    (void)state;
    uc_prop_ci(UC_PROP_WILSON, &d, 0.95, &ci);
    assert_int_equal(ci.outcome, UC_PROP_NO_VARIANCE);
    assert_true(isnan(ci.low) && isnan(ci.high));
    d.n_domain = 0;
    uc_prop_ci(UC_PROP_WILSON, &d, 0.95, &ci);
    assert_int_equal(ci.outcome, UC_PROP_NO_DATA);
}

/* Rogan & Gladen (1978): with known accuracy the error is the answer's, divided by
 * Youden's index; a perfect test changes nothing. */
static void wrong_answers_are_corrected(void **state)
{
    const uc_misclassified perfect = {1, 1, 0, 0}, known = {0.9, 0.95, 0, 0};
    const uc_misclassified useless = {0.4, 0.6, 0, 0},
                           uncertain = {0.9, 0.95, 0.03, 0.01};
    double p, se;

    (void)state;
    assert_int_equal(uc_misclassified_correct(&perfect, 0.1, 0.02, &p, &se),
                     UC_MISCLASSIFIED_OK);
    assert_rel(p, 0.1, TOL_EXACT);
    assert_rel(se, 0.02, TOL_EXACT);
    assert_int_equal(uc_misclassified_correct(&known, 0.22, 0.02, &p, &se),
                     UC_MISCLASSIFIED_OK);
    assert_rel(p, 0.2, 1e-14);
    assert_rel(se, 0.02 / 0.85, 1e-14);
    assert_int_equal(uc_misclassified_correct(&uncertain, 0.22, 0.02, &p, &se),
                     UC_MISCLASSIFIED_OK);
    assert_rel(se, sqrt(0.02 * 0.02 + 0.006 * 0.006 + 0.008 * 0.008) / 0.85, 1e-12);
    assert_int_equal(uc_misclassified_correct(&known, 0.01, 0.02, &p, &se),
                     UC_MISCLASSIFIED_CLIPPED);
    assert_true(p <= 0);
    assert_int_equal(uc_misclassified_correct(&useless, 0.1, 0.02, &p, &se),
                     UC_MISCLASSIFIED_UNINFORMATIVE);
    assert_true(isnan(p));
}

static int load(void **state)
{
    (void)state;
    oracle_load(&o, "01c_svyciprop.csv");
    return 0;
}

static int unload(void **state)
{
    (void)state;
    oracle_free(&o);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_where_defined),
        cmocka_unit_test(no_events_have_a_limit),
        cmocka_unit_test(only_events_mirror_none),
        cmocka_unit_test(nothing_to_say_is_an_outcome),
        cmocka_unit_test(wrong_answers_are_corrected),
    };
    return cmocka_run_group_tests_name("prop_ci", tests, load, unload);
}
