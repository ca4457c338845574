/* test_pool_areas.c - pooling against R's metafor 3.8, Fay-Herriot against R's sae 1.3
 */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/survey/pool.h"
#include "estimators/survey/small_area.h"
#include "tests/estimators/survey/oracle.h"

#define TOL      1e-9
#define TOL_ROOT 1e-4 /* absolute: the yardstick's root finder stops there */
#define TOL_STOP 1e-4 /* the yardstick stops at its PRECISION, 1e-4 in these rows */

static oracle o;

/* -- Pooling ------------------------------------------------------------------------
 */

static const struct {
    const char *name;
    uc_pool_method method;
} methods[] = {{"FE", UC_POOL_FIXED}, {"DL", UC_POOL_DL},     {"PM", UC_POOL_PM},
               {"EB", UC_POOL_PM},    {"REML", UC_POOL_REML}, {"ML", UC_POOL_ML},
               {"HE", UC_POOL_HE},    {"SJ", UC_POOL_SJ},     {"HS", UC_POOL_HS}};

static void check_fit(const char *dataset, const char *design, const char *call,
                      const uc_pool_result *r)
{
    const struct {
        const char *term;
        double got;
    } terms[] = {{"b", r->estimate},
                 {"se", r->se},
                 {"ci.lb", r->low},
                 {"ci.ub", r->high},
                 {"zval", r->statistic},
                 {"pval", r->p_value},
                 {"tau2", r->tau2},
                 {"se.tau2", r->se_tau2},
                 {"I2", 100 * r->i2},
                 {"H2", r->h2},
                 {"QE", r->q},
                 {"QEp", r->q_p_value},
                 {"pi.lb", r->predicted_low},
                 {"pi.ub", r->predicted_high}};
    size_t k;

    /* where there is no variance between, iterations leave the yardstick at 1e-13 */
    for (k = 0; k < sizeof terms / sizeof terms[0]; k++)
        oracle_check(&o, dataset, design, call, "fit", terms[k].term, terms[k].got, TOL,
                     strcmp(terms[k].term, "tau2") == 0 ? 1e-3
                     : strcmp(terms[k].term, "I2") == 0 ? 1
                                                        : 0);
}

static void check_dataset(const char *dataset, const double y[], const double v[],
                          size_t k)
{
    size_t m;
    int t;

    for (m = 0; m < sizeof methods / sizeof methods[0]; m++)
        for (t = 0; t < UC_N_POOL_TESTS; t++) {
            uc_pool_result r;
            char call[40];

            (void)snprintf(call, sizeof call, "rma(test=%s)",
                           uc_pool_test_name((uc_pool_test)t));
            assert_int_equal(uc_pool_estimates(y, v, k, methods[m].method,
                                               (uc_pool_test)t, 0.95, &r, NULL),
                             UC_OK);
            check_fit(dataset, methods[m].name, call, &r);
        }
}

static void pooled(void **state)
{
    static const char *const numbers[] = {"tpos", "tneg", "cpos", "cneg", NULL};
    static const char *const none[] = {NULL};
    const double y2[] = {0.1, 0.5}, v2[] = {0.04, 0.09};
    const double y3[] = {0.2, 0.21, 0.19}, v3[] = {0.04, 0.05, 0.06};
    uc_survey_frame bcg = oracle_data("meta_bcg", numbers, none);
    double y[20], v[20];
    uc_pool_result r;
    char trial[24];
    size_t i;
    int m;

    (void)state;
    for (i = 0; i < bcg.n; i++) {
        const double a = numbers_of(&bcg, "tpos")[i], b = numbers_of(&bcg, "tneg")[i];
        const double c = numbers_of(&bcg, "cpos")[i], d = numbers_of(&bcg, "cneg")[i];

        y[i] = log(a / (a + b)) - log(c / (c + d));
        v[i] = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d);
        (void)snprintf(trial, sizeof trial, "%zu", i + 1);
        oracle_check(&o, "bcg", "", "escalc(RR)", "yi", trial, y[i], TOL, 0);
        oracle_check(&o, "bcg", "", "escalc(RR)", "vi", trial, v[i], TOL, 0);
    }
    check_dataset("bcg logRR", y, v, bcg.n);
    for (m = 0; m < 3; m++) {
        static const char *const names[] = {"DL", "REML", "PM"};
        static const uc_pool_method which[] = {UC_POOL_DL, UC_POOL_REML, UC_POOL_PM};
        const char *call = "confint(Q-profile)";

        assert_int_equal(
            uc_pool_estimates(y, v, bcg.n, which[m], UC_POOL_Z, 0.95, &r, NULL), UC_OK);
        oracle_check(&o, "bcg logRR", names[m], call, "tau2_ci", "lb", r.tau2_low,
                     TOL_ROOT, 1);
        oracle_check(&o, "bcg logRR", names[m], call, "tau2_ci", "ub", r.tau2_high,
                     TOL_ROOT, 1);
        if (m == 0)
            oracle_check(&o, "bcg logRR", names[m], call, "tau2_ci", "est", r.tau2, TOL,
                         0);
    }
    for (i = 0; i < bcg.n; i++) {
        const double a = numbers_of(&bcg, "tpos")[i], b = numbers_of(&bcg, "tneg")[i];

        y[i] = log(a / b);
        v[i] = 1 / a + 1 / b;
    }
    check_dataset("bcg logit(prop treated)", y, v, bcg.n);
    for (i = 0; i < bcg.n; i++) {
        const double a = numbers_of(&bcg, "tpos")[i];
        const double n = a + numbers_of(&bcg, "tneg")[i];

        y[i] = 0.5 * (asin(sqrt(a / (n + 1))) + asin(sqrt((a + 1) / (n + 1))));
        v[i] = 1 / (4 * n + 2);
        (void)snprintf(trial, sizeof trial, "%zu", i + 1);
        oracle_check(&o, "bcg", "", "escalc(PFT)", "yi", trial, y[i], TOL, 0);
        oracle_check(&o, "bcg", "", "escalc(PFT)", "vi", trial, v[i], TOL, 0);
    }
    check_dataset("bcg Freeman-Tukey(prop treated)", y, v, bcg.n);
    check_dataset("k2: yi=(0.1,0.5),vi=(0.04,0.09)", y2, v2, 2);
    check_dataset("k3 homogeneous", y3, v3, 3);
    uc_survey_frame_clear(&bcg);
}

static void what_cannot_be_pooled(void **state)
{
    const double y[] = {1, 2}, v[] = {1, 0}, good[] = {1, 1};
    uc_pool_result r = {.k = 99};

    (void)state;
    assert_int_equal(uc_pool_estimates(y, v, 0, UC_POOL_DL, UC_POOL_Z, 0.95, &r, NULL),
                     UC_EINVAL);
    assert_int_equal(uc_pool_estimates(y, v, 2, UC_POOL_DL, UC_POOL_Z, 0.95, &r, NULL),
                     UC_EINVAL);
    assert_int_equal(r.k, 99); /* unchanged on failure */
    assert_int_equal(
        uc_pool_estimates(y, good, 1, UC_POOL_DL, UC_POOL_KNHA, 0.95, &r, NULL), UC_OK);
    assert_rel(r.estimate, 1, TOL_EXACT);
    assert_true(isnan(r.se) && isnan(r.low)); /* one study has no spread of its own */
}

/* -- Small areas --------------------------------------------------------------------
 */

static void check_areas(const char *call, const char *design, const uc_small_area *r,
                        double tol)
{
    static const char *const names[] = {"(Intercept)", "as.factor(MajorArea)2",
                                        "as.factor(MajorArea)3",
                                        "as.factor(MajorArea)4"};
    char area[24];
    size_t d, i;

    for (d = 0; d < r->m; d++) {
        (void)snprintf(area, sizeof area, "%zu", d + 1);
        oracle_check(&o, "milk", design, call, "eblup", area, r->estimate[d], tol, 0);
        oracle_check(&o, "milk", design, call, "mse", area, r->mse[d], tol, 0);
    }
    oracle_check(&o, "milk", design, call, "refvar", "", r->variance, tol, 0);
    if (design[0] != '\0')
        return;
    for (i = 0; i < r->p; i++) {
        oracle_check(&o, "milk", design, call, "beta", r->p == 1 ? "" : names[i],
                     r->beta[i], tol, 0);
        if (r->p > 1)
            oracle_check(&o, "milk", design, call, "beta_se", names[i], r->se_beta[i],
                         tol, 0);
    }
    if (r->p > 1) {
        oracle_check(&o, "milk", design, call, "goodness", "loglike", r->log_likelihood,
                     tol, 0);
        oracle_check(&o, "milk", design, call, "goodness", "AIC", r->aic, tol, 0);
        oracle_check(&o, "milk", design, call, "goodness", "BIC", r->bic, tol, 0);
    }
}

static void areas(void **state)
{
    static const char *const numbers[] = {"yi", "SD", "MajorArea", NULL};
    static const char *const none[] = {NULL};
    static const char *const names[] = {"REML", "ML", "FH"};
    uc_survey_frame milk = oracle_data("sae_milk", numbers, none);
    double v[50], x[200], one[50];
    char call[80];
    size_t d;
    int m;

    (void)state;
    for (d = 0; d < milk.n; d++) {
        const double group = numbers_of(&milk, "MajorArea")[d];

        v[d] = numbers_of(&milk, "SD")[d] * numbers_of(&milk, "SD")[d];
        one[d] = x[4 * d] = 1;
        x[4 * d + 1] = group > 1 && group < 3;
        x[4 * d + 2] = group > 2 && group < 4;
        x[4 * d + 3] = group > 3;
    }
    for (m = 0; m < UC_N_SMALL_AREA_METHODS; m++) {
        uc_small_area r;

        assert_int_equal(uc_small_area_fit(numbers_of(&milk, "yi"), v, x, milk.n, 4,
                                           (uc_small_area_method)m, &r, NULL),
                         UC_OK);
        (void)snprintf(call, sizeof call, "eblupFH(yi~as.factor(MajorArea),SD^2,%s)",
                       names[m]);
        check_areas(call, "", &r, TOL);
        if (m == 0)
            check_areas("mseFH REML", "defaults(PRECISION=1e-4)", &r, TOL_STOP);
        uc_small_area_clear(&r);
        assert_int_equal(uc_small_area_fit(numbers_of(&milk, "yi"), v, one, milk.n, 1,
                                           (uc_small_area_method)m, &r, NULL),
                         UC_OK);
        (void)snprintf(call, sizeof call, "eblupFH(yi~1,SD^2,%s)", names[m]);
        check_areas(call, "", &r, TOL);
        uc_small_area_clear(&r);
    }
    uc_survey_frame_clear(&milk);
}

/* Equal areas: A is 0, and every area gets the common mean. */
static void equal_areas_share_their_mean(void **state)
{
    const double y[] = {2, 2, 2, 2}, v[] = {1, 2, 3, 4}, x[] = {1, 1, 1, 1};
    const double twice[] = {1, 2, 1, 2, 1, 2, 1, 2};
    uc_small_area r;
    uc_error err;
    size_t d;
    int m;

    (void)state;
    for (m = 0; m < UC_N_SMALL_AREA_METHODS; m++) {
        assert_int_equal(
            uc_small_area_fit(y, v, x, 4, 1, (uc_small_area_method)m, &r, NULL), UC_OK);
        assert_true(r.at_zero);
        for (d = 0; d < 4; d++)
            assert_rel(r.estimate[d], 2, 1e-14);
        uc_small_area_clear(&r);
    }
    assert_int_equal(uc_small_area_fit(y, v, twice, 4, 2, UC_SMALL_AREA_REML, &r, &err),
                     UC_EDATA);
    assert_non_null(strstr(err.msg, "depend on each other"));
}

static void enough(void **state)
{
    (void)state;
    oracle_finish(&o, 3220);
}

static int load(void **state)
{
    (void)state;
    oracle_load(&o, "05_sae_meta.csv");
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
        cmocka_unit_test(pooled), cmocka_unit_test(what_cannot_be_pooled),
        cmocka_unit_test(areas),  cmocka_unit_test(equal_areas_share_their_mean),
        cmocka_unit_test(enough),
    };
    return cmocka_run_group_tests_name("pool_areas", tests, load, unload);
}
