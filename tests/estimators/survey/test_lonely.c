/* test_lonely.c - strata of one unit, against R's survey 4.5, and designs refused */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/survey/replicate/replicate.h"
#include "estimators/survey/variance.h"
#include "tests/estimators/survey/oracle.h"

#define TOL 1e-9

static oracle o;
static uc_survey_frame frame;

static uc_design lonely_design(uc_lonely policy, bool in_domains)
{
    uc_design_spec spec = {.n = frame.n,
                           .n_stages = 1,
                           .nest = true,
                           .lonely = policy,
                           .adjust_domain_lonely = in_domains};

    spec.weight = numbers_of(&frame, "w");
    spec.stratum[0] = codes_of(&frame, "str");
    spec.unit[0] = codes_of(&frame, "psu");
    return design_of(&spec);
}

static void check_numbers(const char *name, const char *call, size_t n,
                          const double estimate[], const double v[])
{
    static const char *const term[] = {"y", "x"};
    char pair[20];
    size_t i, j;

    for (i = 0; i < n; i++) {
        oracle_check(&o, "lonely", name, call, "coef", term[i], estimate[i], TOL, 0);
        oracle_check(&o, "lonely", name, call, "SE", term[i], sqrt(v[i * n + i]), TOL,
                     0);
        for (j = 0; j < n; j++) {
            (void)snprintf(pair, sizeof pair, "%s|%s", term[i], term[j]);
            oracle_check(&o, "lonely", name, call, "vcov", pair, v[i * n + j], TOL, 0);
        }
    }
}

static void check_policy(uc_lonely policy, bool in_domains)
{
    static const char *const calls[] = {"svymean(~y+x,d)", "svytotal(~y+x,d)",
                                        "svymean(~y+x,subset(d,dom==1))",
                                        "svytotal(~y+x,subset(d,dom==1))"};
    uc_design design = lonely_design(policy, in_domains);
    const double *dom = numbers_of(&frame, "dom");
    uint32_t rows[20];
    size_t i, k, c, n = 0;
    char name[80];

    (void)snprintf(name, sizeof name, "lonely=%s,adjust.domain.lonely=%s",
                   uc_lonely_name(policy), in_domains ? "TRUE" : "FALSE");
    for (i = 0; i < frame.n; i++)
        if (dom[i] > 0)
            rows[n++] = (uint32_t)i;
    for (c = 0; c < 4; c++) {
        uc_survey_target target[2];
        double estimate[2], v[4];
        uc_error err = {.msg = ""};
        uc_status status;

        for (k = 0; k < 2; k++)
            target[k] =
                (uc_survey_target){c % 2 == 0 ? UC_SURVEY_MEAN : UC_SURVEY_TOTAL,
                                   numbers_of(&frame, k == 0 ? "y" : "x"),
                                   NULL,
                                   c < 2 ? NULL : rows,
                                   c < 2 ? frame.n : n,
                                   0,
                                   0};
        status = uc_survey_taylor(&design, NULL, target, 2, estimate, v, &err);
        if (policy == UC_LONELY_FAIL) {
            assert_int_equal(status, UC_EDATA);
            assert_non_null(strstr(err.msg, "row 7")); /* the only one of its stratum */
            assert_non_null(strstr(err.msg, "--lonely"));
        } else {
            assert_int_equal(status, UC_OK);
            check_numbers(name, calls[c], 2, estimate, v);
        }
    }
    uc_design_clear(&design);
}

static void linearised(void **state)
{
    int policy;

    (void)state;
    for (policy = UC_LONELY_FAIL; policy <= UC_LONELY_AVERAGE; policy++) {
        check_policy((uc_lonely)policy, false);
        check_policy((uc_lonely)policy, true);
    }
}

/* Leaving units out gives the linearised variance of a total exactly. For `average` the
 * yardstick scales by replicates instead of strata; ours is the linearised factor. */
static void jackknifed(void **state)
{
    const char *call = "svytotal(~y+x,rd)";
    int policy;

    (void)state;
    for (policy = UC_LONELY_FAIL; policy <= UC_LONELY_AVERAGE; policy++) {
        uc_design design = lonely_design((uc_lonely)policy, false);
        const uc_replicate_spec spec = {.kind = UC_REPLICATE_JKN};
        uc_survey_replicates reps;
        uc_survey_target target[2];
        double draws[40], estimate[2], v[4], linear[4];
        size_t k, used;
        uc_error err = {.msg = ""};
        const uc_status status = uc_survey_replicates_make(&spec, &design, &reps, &err);
        char name[80];

        if (policy == UC_LONELY_FAIL || policy == UC_LONELY_ADJUST) {
            assert_int_equal(status, UC_EDATA);
            uc_design_clear(&design);
            continue;
        }
        assert_int_equal(status, UC_OK);
        assert_int_equal(reps.n, 6);
        for (k = 0; k < 2; k++)
            target[k] = (uc_survey_target){UC_SURVEY_TOTAL,
                                           numbers_of(&frame, k == 0 ? "y" : "x"),
                                           NULL,
                                           NULL,
                                           frame.n,
                                           0,
                                           0};
        assert_int_equal(
            uc_survey_taylor(&design, NULL, target, 2, estimate, linear, NULL), UC_OK);
        assert_int_equal(
            uc_survey_replicates_run(&reps, NULL, 0, target, 2, draws, NULL), UC_OK);
        assert_int_equal(
            uc_survey_replicates_variance(&reps, draws, 2, estimate, v, &used, NULL),
            UC_OK);
        for (k = 0; k < 4; k++)
            assert_rel(v[k], linear[k], 1e-12);
        (void)snprintf(name, sizeof name, "lonely=%s,adjust.domain.lonely=FALSE,JKn",
                       uc_lonely_name((uc_lonely)policy));
        if (policy != UC_LONELY_AVERAGE)
            check_numbers(name, call, 2, estimate, v);
        uc_survey_replicates_clear(&reps);
        uc_design_clear(&design);
    }
}

static void enough(void **state)
{
    (void)state;
    oracle_finish(&o, 272);
}

/* -- Designs that are refused ----------------------------------------------------- */

static void refused(const uc_design_spec *spec, const char *why)
{
    uc_design design = {.n = 0};
    uc_error err = {.msg = ""};

    assert_int_equal(uc_design_make(spec, &design, &err), UC_EDATA);
    if (strstr(err.msg, why) == NULL)
        fail_msg("'%s' does not say '%s'", err.msg, why);
    assert_null(design.weight);
}

static void impossible_designs(void **state)
{
    const double good[] = {1, 2, 3, 4}, negative[] = {1, -2, 3, 4};
    const double missing[] = {1, 2, NAN, 4}, zero[] = {0, 0, 0, 0};
    const double small[] = {1, 1, 9, 9}, varies[] = {5, 6, 9, 9},
                 mixed[] = {0.5, 0.5, 9, 9};
    const uint32_t strata[] = {0, 0, 1, 1}, units[] = {0, 1, 0, 1};
    const uint32_t no_unit[] = {0, 1, UC_DESIGN_NO_CODE, 2};
    uc_design_spec base = {.n = 4, .n_stages = 1, .weight = good}, spec = base;
    uc_design design;

    (void)state;
    spec.weight = negative;
    refused(&spec, "row 2: the sampling weight is negative");
    spec.weight = missing;
    refused(&spec, "row 3: the sampling weight is missing");
    spec.weight = zero;
    refused(&spec, "add up to nothing");
    spec = base;
    spec.stratum[0] = strata;
    spec.unit[0] = units;
    refused(&spec,
            "rows 1 and 3 are in one sampling unit of stage 1 but in two strata");
    spec.nest = true;
    assert_int_equal(uc_design_make(&spec, &design, NULL), UC_OK);
    assert_int_equal(design.stage[0].n_units, 4);
    assert_int_equal(design.df, 2);
    uc_design_clear(&design);
    spec.fpc[0] = small;
    refused(&spec, "smaller than the 2 units sampled");
    spec.fpc[0] = varies;
    refused(&spec, "rows 1 and 2 are in one stratum of stage 1 but have different");
    spec.fpc[0] = mixed;
    refused(&spec, "row 1: the finite population correction");
    spec = base;
    spec.unit[0] = no_unit;
    refused(&spec, "row 3 has no sampling unit");
}

static void zero_weights_are_legitimate(void **state)
{
    const double weight[] = {1, 0, 3, 4}, y[] = {1, 100, 2, 3};
    const uc_design_spec spec = {.n = 4, .n_stages = 1, .weight = weight};
    uc_design design = design_of(&spec);
    const uc_survey_target mean = {UC_SURVEY_MEAN, y, NULL, NULL, 4, 0, 0};

    (void)state;
    assert_int_equal(design.df, 2);
    assert_int_equal(design.n_positive, 3);
    assert_rel(uc_survey_evaluate(&mean, design.weight), 19.0 / 8, TOL_EXACT);
    uc_design_clear(&design);
}

/* Two stages by hand: Cochran (1977) eq. 10.15, equal clusters. */
static void two_stages(void **state)
{
    const double y[] = {1, 3, 4, 8}, psus[] = {10, 10, 10, 10}, ssus[] = {6, 6, 6, 6};
    const uint32_t psu[] = {0, 0, 1, 1};
    uc_design_spec spec = {.n = 4, .n_stages = 2};
    uc_survey_target total = {UC_SURVEY_TOTAL, y, NULL, NULL, 4, 0, 0};
    double estimate, v;
    uc_design design;

    (void)state;
    spec.unit[0] = psu;
    spec.fpc[0] = psus;
    spec.fpc[1] = ssus;
    design = design_of(&spec);
    assert_rel(design.weight[0], 15, TOL_EXACT); /* 10/2 times 6/2 */
    assert_int_equal(uc_survey_taylor(&design, NULL, &total, 1, &estimate, &v, NULL),
                     UC_OK);
    assert_rel(estimate, 15 * 16, TOL_EXACT);
    /* N(N-n) s^2 of unit totals 3(1+3), 3(4+8), plus N/n sum M(M-m) s^2 within */
    assert_rel(v, 10 * 8 / 2.0 * (24 * 24 / 2.0) + 5 * (6 * 4 / 2.0) * (2 + 8), 1e-13);
    uc_design_clear(&design);
}

static int load(void **state)
{
    static const char *const numbers[] = {"w", "y", "x", "dom", NULL};
    static const char *const categories[] = {"str", "psu", NULL};

    (void)state;
    oracle_load(&o, "01b_lonely_psu.csv");
    frame = oracle_data("lonely", numbers, categories);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    oracle_free(&o);
    uc_survey_frame_clear(&frame);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linearised),
        cmocka_unit_test(jackknifed),
        cmocka_unit_test(enough),
        cmocka_unit_test(impossible_designs),
        cmocka_unit_test(zero_weights_are_legitimate),
        cmocka_unit_test(two_stages),
    };
    return cmocka_run_group_tests_name("lonely", tests, load, unload);
}
