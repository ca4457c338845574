/* test_linearisation.c - totals, means, ratios, domains, quantiles and design effects
 * against R's survey 4.5, row by row */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/distribution.h"
#include "estimators/core/quantile.h"
#include "estimators/survey/prop_ci.h"
#include "estimators/survey/quantile_ci.h"
#include "estimators/survey/variance.h"
#include "tests/estimators/survey/oracle.h"

#define TOL 1e-9 /* closed forms on both sides, sums in another order */

#define TOL_GLM 1e-7 /* the yardstick iterates */

static oracle o;

static const char *const api_numbers[] = {"api00",   "api99", "enroll", "meals",
                                          "api.stu", "pw",    "fpc",    NULL};
static const char *const api_categories[] = {"stype", "sch.wide", "comp.imp", "dnum",
                                             NULL};

typedef struct sample {
    const char *dataset, *design_name;
    uc_survey_frame frame;
    uc_design design;
    uint32_t *rows; /* room for n */
} sample;

static sample sample_of(const char *dataset, const char *design_name)
{
    sample s = {.dataset = dataset, .design_name = design_name};
    uc_design_spec spec = {.n_stages = 1};

    s.frame = oracle_data(dataset, api_numbers, api_categories);
    spec.n = s.frame.n;
    spec.weight = numbers_of(&s.frame, "pw");
    if (strstr(design_name, "nofpc") == NULL)
        spec.fpc[0] = numbers_of(&s.frame, "fpc");
    if (strncmp(design_name, "strat", 5) == 0)
        spec.stratum[0] = codes_of(&s.frame, "stype");
    if (strncmp(design_name, "clus", 4) == 0)
        spec.unit[0] = codes_of(&s.frame, "dnum");
    s.design = design_of(&spec);
    s.rows = malloc((s.frame.n + 1) * sizeof *s.rows);
    return s;
}

static void sample_free(sample *s)
{
    free(s->rows);
    uc_design_clear(&s->design);
    uc_survey_frame_clear(&s->frame);
}

static void check(const sample *s, const char *call, const char *stat, const char *term,
                  double got, double scale)
{
    oracle_check(&o, s->dataset, s->design_name, call, stat, term, got, TOL, scale);
}

/* All estimates, standard errors and covariances of one call. */
static void check_call(const sample *s, const char *call,
                       const uc_survey_target *target, size_t n,
                       const char *const term[], const char *deff, uc_deff_kind kind)
{
    double estimate[8], v[64];
    char pair[80];
    size_t i, j;

    assert_int_equal(uc_survey_taylor(&s->design, NULL, target, n, estimate, v, NULL),
                     UC_OK);
    for (i = 0; i < n; i++) {
        check(s, call, "coef", term[i], estimate[i], 0);
        check(s, call, "SE", term[i], sqrt(v[i * n + i]), 1e-6 * fabs(estimate[i]));
        if (deff != NULL)
            check(s, call, "deff", term[i],
                  uc_survey_deff(&s->design, &target[i], v[i * n + i], kind), 0);
        for (j = 0; j < n; j++) {
            (void)snprintf(pair, sizeof pair, "%s|%s", term[i], term[j]);
            if (oracle_has(&o, s->dataset, s->design_name, call, "vcov", pair))
                check(s, call, "vcov", pair, v[i * n + j],
                      1e-9 * fabs(estimate[i] * estimate[j]));
        }
    }
}

static void whole_sample(sample *s)
{
    const double *columns[] = {numbers_of(&s->frame, "api00"),
                               numbers_of(&s->frame, "enroll"),
                               numbers_of(&s->frame, "meals")};
    static const char *const names[] = {"api00", "enroll", "meals"};
    uc_survey_target target[3];
    const size_t n = uc_survey_complete(columns, 3, NULL, s->frame.n, s->rows);
    size_t k;

    check(s, "degf(d)", "degf", NULL, (double)s->design.df, 0);
    check(s, "sum(weights(d))", "sumw", NULL, s->design.sum_weights, 0);
    for (k = 0; k < 3; k++)
        target[k] =
            (uc_survey_target){UC_SURVEY_MEAN, columns[k], NULL, s->rows, n, 0, 0};
    check_call(s, "svymean(~api00+enroll+meals,d,deff=TRUE,na.rm=TRUE)", target, 3,
               names, "deff", UC_DEFF_WITHOUT);
    target[0].rows = NULL;
    target[0].n_rows = s->frame.n;
    check_call(s, "svymean(~api00,d,deff='replace')", target, 1, names, "deff",
               UC_DEFF_WITH);
    target[1].statistic = UC_SURVEY_TOTAL;
    target[1].n_rows = uc_survey_complete(columns + 1, 1, NULL, s->frame.n, s->rows);
    check_call(s, "svytotal(~enroll,d,deff=TRUE,na.rm=TRUE)", target + 1, 1, names + 1,
               "deff", UC_DEFF_WITHOUT);
}

static void shares_of_types(sample *s)
{
    static const char *const levels[] = {"E", "H", "M"};
    static const char *const names[] = {"stypeE", "stypeH", "stypeM"};
    double *is[3];
    uc_survey_target target[3];
    size_t k, i;

    for (k = 0; k < 3; k++) {
        const uint32_t code = code_of(&s->frame, "stype", levels[k]);

        is[k] = calloc(s->frame.n, sizeof(double));
        for (i = 0; i < s->frame.n; i++)
            is[k][i] = codes_of(&s->frame, "stype")[i] == code;
        target[k] =
            (uc_survey_target){UC_SURVEY_MEAN, is[k], NULL, NULL, s->frame.n, 0, 0};
    }
    check_call(s, "svymean(~stype,d)", target, 3, names, NULL, UC_DEFF_WITH);
    for (k = 0; k < 3; k++)
        target[k].statistic = UC_SURVEY_TOTAL;
    check_call(s, "svytotal(~stype,d)", target, 3, names, NULL, UC_DEFF_WITH);
    for (k = 0; k < 3; k++)
        free(is[k]);
}

static void ratio_and_variance(sample *s)
{
    const double *columns[] = {numbers_of(&s->frame, "api.stu"),
                               numbers_of(&s->frame, "enroll")};
    const double *api = numbers_of(&s->frame, "api00");
    uc_survey_target ratio = {
        UC_SURVEY_RATIO, columns[0], columns[1], s->rows, 0, 0, 0};
    uc_survey_target mean = {UC_SURVEY_MEAN, api, NULL, NULL, s->frame.n, 0, 0};
    const char *call = "svyratio(~api.stu,~enroll,d,na.rm=TRUE)";
    double estimate, v, t, *z = malloc(s->frame.n * sizeof *z);

    ratio.n_rows = uc_survey_complete(columns, 2, NULL, s->frame.n, s->rows);
    assert_int_equal(uc_survey_taylor(&s->design, NULL, &ratio, 1, &estimate, &v, NULL),
                     UC_OK);
    check(s, call, "coef", NULL, estimate, 0);
    check(s, call, "SE", NULL, sqrt(v), 0);
    estimate = uc_survey_population_variance(&s->design, api, NULL, s->frame.n, z);
    assert_int_equal(uc_survey_variance(&s->design, NULL, 0, 1, z, &v, NULL), UC_OK);
    check(s, "svyvar(~api00,d)", "coef", NULL, estimate, 0);
    check(s, "svyvar(~api00,d)", "SE", NULL, sqrt(v), 0);
    assert_int_equal(uc_survey_taylor(&s->design, NULL, &mean, 1, &estimate, &v, NULL),
                     UC_OK);
    t = uc_student_quantile(0.975, (double)s->design.df);
    check(s, "confint(svymean(~api00,d),df=degf(d))", "ci", "l", estimate - t * sqrt(v),
          0);
    check(s, "confint(svymean(~api00,d),df=degf(d))", "ci", "u", estimate + t * sqrt(v),
          0);
    t = uc_normal_quantile(0.975);
    check(s, "confint(svymean(~api00,d)) [normal]", "ci", "l", estimate - t * sqrt(v),
          0);
    check(s, "confint(svymean(~api00,d)) [normal]", "ci", "u", estimate + t * sqrt(v),
          0);
    free(z);
}

/* Rows of one category where y is known. */
static size_t domain(sample *s, const char *by, const char *level, const double *y,
                     uint32_t rows[])
{
    const uint32_t code = code_of(&s->frame, by, level);
    size_t i, n = 0;

    for (i = 0; i < s->frame.n; i++)
        if (codes_of(&s->frame, by)[i] == code && !isnan(y[i]))
            rows[n++] = (uint32_t)i;
    return n;
}

/* Domain means, listwise over both variables. */
static void check_domain_means(sample *s, const char *by, const char *level)
{
    const double *column[] = {numbers_of(&s->frame, "api00"),
                              numbers_of(&s->frame, "enroll")};
    static const char *const names[] = {"api00", "enroll"};
    char call[100], stat[40];
    double estimate[2], v[4], t;
    uc_survey_target target[2];
    size_t k, n = domain(s, by, level, column[1], s->rows);

    (void)snprintf(call, sizeof call, "svyby(~api00+enroll,~%s,d,svymean,na.rm=TRUE)",
                   by);
    for (k = 0; k < 2; k++)
        target[k] =
            (uc_survey_target){UC_SURVEY_MEAN, column[k], NULL, s->rows, n, 0, 0};
    assert_int_equal(uc_survey_taylor(&s->design, NULL, target, 2, estimate, v, NULL),
                     UC_OK);
    t = uc_normal_quantile(0.975); /* what the yardstick takes for domains */
    for (k = 0; k < 2; k++) {
        const double se = sqrt(v[3 * k]);

        check(s, call, names[k], level, estimate[k], 0);
        (void)snprintf(stat, sizeof stat, "se.%s", names[k]);
        check(s, call, stat, level, se, 0);
        (void)snprintf(stat, sizeof stat, "cv.%s", names[k]);
        check(s, call, stat, level, se / estimate[k], 0);
        (void)snprintf(stat, sizeof stat, "ci_l.%s", names[k]);
        if (oracle_has(&o, s->dataset, s->design_name, call, stat, level))
            check(s, call, stat, level, estimate[k] - t * se, 0);
        (void)snprintf(stat, sizeof stat, "ci_u.%s", names[k]);
        if (oracle_has(&o, s->dataset, s->design_name, call, stat, level))
            check(s, call, stat, level, estimate[k] + t * se, 0);
    }
}

static void check_domain_totals(sample *s, const char *by, const char *const level[],
                                size_t n_levels)
{
    const double *y = numbers_of(&s->frame, "enroll");
    const double z = uc_normal_quantile(0.975);
    uint32_t *rows[3] = {NULL, NULL, NULL};
    uc_survey_target target[3];
    double estimate[3], v[9];
    char call[100], pair[40];
    size_t k, j;

    (void)snprintf(call, sizeof call, "svyby(~enroll,~%s,d,svytotal,na.rm=TRUE)", by);
    for (k = 0; k < n_levels; k++) {
        rows[k] = malloc(s->frame.n * sizeof(uint32_t));
        target[k] = (uc_survey_target){UC_SURVEY_TOTAL,
                                       y,
                                       NULL,
                                       rows[k],
                                       domain(s, by, level[k], y, rows[k]),
                                       0,
                                       0};
    }
    assert_int_equal(
        uc_survey_taylor(&s->design, NULL, target, n_levels, estimate, v, NULL), UC_OK);
    for (k = 0; k < n_levels; k++) {
        const double se = sqrt(v[k * n_levels + k]);

        check(s, call, "enroll", level[k], estimate[k], 0);
        check(s, call, "se", level[k], se, 0);
        if (oracle_has(&o, s->dataset, s->design_name, call, "ci_l", level[k])) {
            check(s, call, "ci_l", level[k], estimate[k] - z * se, 0);
            check(s, call, "ci_u", level[k], estimate[k] + z * se, 0);
        }
        for (j = 0; j < n_levels; j++) {
            (void)snprintf(pair, sizeof pair, "%s|%s", level[j], level[k]);
            check(s, call, "vcov", pair, v[j * n_levels + k],
                  1e-9 * fabs(estimate[k] * estimate[j]));
        }
        free(rows[k]);
    }
}

static void check_domain_proportion(sample *s, const char *level)
{
    const char *call = "svyby(~I(comp.imp=='No'),~stype,d,svyciprop,logit)";
    const uint32_t no = code_of(&s->frame, "comp.imp", "No");
    double *y = calloc(s->frame.n, sizeof *y), estimate, v;
    uc_survey_target target = {UC_SURVEY_MEAN, y, NULL, s->rows, 0, 0, 0};
    uc_prop_interval ci;
    size_t i, df;

    for (i = 0; i < s->frame.n; i++)
        y[i] = codes_of(&s->frame, "comp.imp")[i] == no;
    target.n_rows = domain(s, "stype", level, y, s->rows);
    assert_int_equal(
        uc_survey_taylor(&s->design, NULL, &target, 1, &estimate, &v, NULL), UC_OK);
    assert_int_equal(uc_design_domain_df(&s->design, s->rows, target.n_rows, &df, NULL),
                     UC_OK);
    uc_prop_ci(UC_PROP_LOGIT,
               &(uc_prop_data){.p = estimate,
                               .se = sqrt(v),
                               .n = s->frame.n,
                               .n_domain = target.n_rows,
                               .df = (double)df,
                               .kish = 1},
               0.95, &ci);
    oracle_check(&o, s->dataset, s->design_name, call, "coef", level, estimate, TOL_GLM,
                 0);
    oracle_check(&o, s->dataset, s->design_name, call, "ci_l", level, ci.low, TOL_GLM,
                 0);
    oracle_check(&o, s->dataset, s->design_name, call, "ci_u", level, ci.high, TOL_GLM,
                 0);
    free(y);
}

static void subset_of_elementary(sample *s)
{
    const double *y = numbers_of(&s->frame, "enroll");
    const double *api = numbers_of(&s->frame, "api00");
    const char *mean_call =
        "svymean(~enroll,subset(d,stype=='E'&api00>600),na.rm=TRUE)";
    const uint32_t e = code_of(&s->frame, "stype", "E");
    uc_survey_target target = {UC_SURVEY_MEAN, y, NULL, s->rows, 0, 0, 0};
    double estimate, v;
    size_t i, df;

    for (i = 0; i < s->frame.n; i++)
        if (codes_of(&s->frame, "stype")[i] == e && api[i] > 600)
            s->rows[target.n_rows++] = (uint32_t)i;
    assert_int_equal(uc_design_domain_df(&s->design, s->rows, target.n_rows, &df, NULL),
                     UC_OK);
    check(s, "subset(d,stype=='E'&api00>600)", "degf", NULL, (double)df, 0);
    target.n_rows = uc_survey_complete(&y, 1, s->rows, target.n_rows, s->rows);
    assert_int_equal(
        uc_survey_taylor(&s->design, NULL, &target, 1, &estimate, &v, NULL), UC_OK);
    check(s, mean_call, "coef", NULL, estimate, 0);
    check(s, mean_call, "SE", NULL, sqrt(v), 0);
    target.statistic = UC_SURVEY_TOTAL;
    assert_int_equal(
        uc_survey_taylor(&s->design, NULL, &target, 1, &estimate, &v, NULL), UC_OK);
    check(s, "svytotal(~enroll,subset)", "coef", NULL, estimate, 0);
    check(s, "svytotal(~enroll,subset)", "SE", NULL, sqrt(v), 0);
}

/* With equal weights p times n is a whole number here, and the discontinuous rules turn
 * on equality: the yardstick's answer is that of rounding. Ours must be the
 * definition's. */
static bool is_tie(const sample *s, int rule, double p)
{
    const bool discontinuous = rule <= UC_QUANTILE_HF4;
    const double at = p * (double)s->frame.n;

    return discontinuous && strcmp(s->dataset, "apisrs") == 0 &&
           fabs(at - round(at)) < 1e-9;
}

static void check_tie(const sample *s, const uc_survey_target *target)
{
    const size_t k = (size_t)round(target->p * (double)s->frame.n);
    const double low = target->y[s->rows[k - 1]], up = target->y[s->rows[k]];
    const double got = uc_survey_evaluate(target, s->design.weight);

    if (target->rule == UC_QUANTILE_MATH || target->rule == UC_QUANTILE_HF1 ||
        target->rule == UC_QUANTILE_HF4)
        assert_rel(got, low, 1e-12);
    else if (target->rule != UC_QUANTILE_HF3)
        assert_rel(got, (low + up) / 2, TOL_EXACT);
}

/* Every rule and interval the reference has, but the score interval: the yardstick
 * reads it off an unweighted share. */
static void quantiles(sample *s)
{
    static const double ps[] = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95};
    const double *y = numbers_of(&s->frame, "api00");
    uc_survey_target target = {UC_SURVEY_QUANTILE, y, NULL, s->rows, s->frame.n, 0, 0};
    int rule, kind;
    size_t i, k;

    for (i = 0; i < s->frame.n; i++)
        s->rows[i] = (uint32_t)i;
    assert_int_equal(uc_survey_sort_rows(y, s->rows, s->frame.n, NULL), UC_OK);
    for (rule = 0; rule < UC_N_QUANTILE_RULES; rule++)
        for (kind = 0; kind < UC_QUANTILE_SCORE; kind++)
            for (k = 0; k < sizeof ps / sizeof ps[0]; k++) {
                uc_quantile_result r;
                char call[100], term[20];

                if (rule == UC_QUANTILE_SHAHVAISH)
                    continue; /* the yardstick mixes raw and scaled weights */
                target.rule = (uc_quantile_rule)rule;
                target.p = ps[k];
                (void)snprintf(call, sizeof call,
                               "svyquantile(~api00,qrule=%s,interval=%s)",
                               uc_quantile_rule_name(target.rule),
                               uc_quantile_interval_name((uc_quantile_interval)kind));
                (void)snprintf(term, sizeof term, "%g", ps[k]);
                if (!oracle_has(&o, s->dataset, s->design_name, call, "se", term))
                    continue;
                if (is_tie(s, rule, ps[k])) {
                    check_tie(s, &target);
                    continue;
                }
                assert_int_equal(uc_quantile_ci(&s->design, NULL, &target,
                                                (double)s->design.df, 0.95,
                                                (uc_quantile_interval)kind, &r, NULL),
                                 UC_OK);
                for (i = 0; i < o.n; i++) /* its name carries a row number in places */
                    if (strcmp(o.row[i].dataset, s->dataset) == 0 &&
                        strcmp(o.row[i].design, s->design_name) == 0 &&
                        strcmp(o.row[i].call, call) == 0 &&
                        strcmp(o.row[i].term, term) == 0 &&
                        strncmp(o.row[i].stat, "quantile", 8) == 0)
                        check(s, call, o.row[i].stat, term, r.estimate, 0);
                check(s, call, "ci.2.5", term, r.low, 0);
                check(s, call, "ci.97.5", term, r.high, 0);
                check(s, call, "se", term, r.se, 0);
            }
}

/* The yardstick reads the limits of its score interval off an unweighted share, so only
 * samples of equal weights can be compared, and its root finder may stop at a
 * neighbour: within 1.5 % of the reference, and always around the estimate. */
static void score_intervals(sample *s)
{
    static const double ps[] = {0.1, 0.25, 0.5, 0.75, 0.9};
    const char *call = "svyquantile(~api00,qrule=math,interval=score)";
    const double *y = numbers_of(&s->frame, "api00");
    uc_survey_target target = {UC_SURVEY_QUANTILE, y, NULL, s->rows, s->frame.n, 0, 0};
    size_t i, k;

    for (i = 0; i < s->frame.n; i++)
        s->rows[i] = (uint32_t)i;
    assert_int_equal(uc_survey_sort_rows(y, s->rows, s->frame.n, NULL), UC_OK);
    for (k = 0; k < sizeof ps / sizeof ps[0]; k++) {
        uc_quantile_result r;
        char term[20];

        target.p = ps[k];
        (void)snprintf(term, sizeof term, "%g", ps[k]);
        assert_int_equal(uc_quantile_ci(&s->design, NULL, &target, (double)s->design.df,
                                        0.95, UC_QUANTILE_SCORE, &r, NULL),
                         UC_OK);
        assert_true(r.low <= r.estimate && r.estimate <= r.high);
        if (strcmp(s->dataset, "apistrat") == 0)
            continue;
        oracle_check(&o, s->dataset, s->design_name, call, "ci.2.5", term, r.low, 0.015,
                     0);
        oracle_check(&o, s->dataset, s->design_name, call, "ci.97.5", term, r.high,
                     0.015, 0);
    }
}

static void api_samples(void **state)
{
    static const char *const designs[][2] = {{"apisrs", "srs_fpc"},
                                             {"apistrat", "strat_fpc"},
                                             {"apistrat", "strat_nofpc"},
                                             {"apiclus1", "clus1_fpc"},
                                             {"apiclus1", "clus1_nofpc"}};
    static const char *const types[] = {"E", "H", "M"};
    static const char *const words[] = {"No", "Yes"};
    size_t d, k;

    (void)state;
    for (d = 0; d < sizeof designs / sizeof designs[0]; d++) {
        sample s = sample_of(designs[d][0], designs[d][1]);

        whole_sample(&s);
        shares_of_types(&s);
        ratio_and_variance(&s);
        for (k = 0; k < 3; k++)
            check_domain_means(&s, "stype", types[k]);
        for (k = 0; k < 2; k++)
            check_domain_means(&s, "sch.wide", words[k]);
        check_domain_totals(&s, "stype", types, 3);
        check_domain_totals(&s, "sch.wide", words, 2);
        for (k = 0; k < 3; k++)
            check_domain_proportion(&s, types[k]);
        subset_of_elementary(&s);
        quantiles(&s);
        score_intervals(&s);
        sample_free(&s);
    }
}

static void half_open_clinics(void **state)
{
    static const char *const numbers[] = {"arrests", "alive", NULL};
    static const char *const categories[] = {"ESA", "ambulance", NULL};
    static const char *const names[] = {"arrests", "alive"};
    sample s = {.dataset = "scd", .design_name = "strat_clus"};
    uc_design_spec spec = {.n_stages = 1, .nest = true};
    uc_survey_target target[2];
    double estimate, v;
    size_t k;

    (void)state;
    s.frame = oracle_data("scd", numbers, categories);
    spec.n = s.frame.n;
    spec.stratum[0] = codes_of(&s.frame, "ESA");
    spec.unit[0] = codes_of(&s.frame, "ambulance");
    s.design = design_of(&spec);
    for (k = 0; k < 2; k++)
        target[k] = (uc_survey_target){UC_SURVEY_MEAN,
                                       numbers_of(&s.frame, names[k]),
                                       NULL,
                                       NULL,
                                       s.frame.n,
                                       0,
                                       0};
    check_call(&s, "svymean(~arrests+alive,d)", target, 2, names, NULL, UC_DEFF_WITH);
    target[0] = (uc_survey_target){
        UC_SURVEY_RATIO, target[1].y, target[0].y, NULL, s.frame.n, 0, 0};
    assert_int_equal(uc_survey_taylor(&s.design, NULL, target, 1, &estimate, &v, NULL),
                     UC_OK);
    check(&s, "svyratio(~alive,~arrests,d)", "coef", NULL, estimate, 0);
    check(&s, "svyratio(~alive,~arrests,d)", "SE", NULL, sqrt(v), 0);
    check(&s, "degf", "degf", NULL, (double)s.design.df, 0);
    sample_free(&s);
}

static void finite_population(void **state)
{
    static const char *const numbers[] = {"weight", "Nh", "x", NULL};
    static const char *const categories[] = {"stratid", "psuid", NULL};
    static const char *const names[] = {"x"};
    size_t d, i;

    (void)state;
    for (d = 0; d < 2; d++) {
        sample s = {.dataset = "fpc", .design_name = d == 0 ? "wr" : "fpcNh"};
        uc_design_spec spec = {.n_stages = 1, .nest = true};
        uc_survey_target target = {.statistic = UC_SURVEY_MEAN};

        s.frame = oracle_data("fpc", numbers, categories);
        s.rows = malloc(s.frame.n * sizeof *s.rows);
        spec.n = s.frame.n;
        spec.weight = numbers_of(&s.frame, "weight");
        spec.stratum[0] = codes_of(&s.frame, "stratid");
        spec.unit[0] = codes_of(&s.frame, "psuid");
        spec.fpc[0] = d == 0 ? NULL : numbers_of(&s.frame, "Nh");
        s.design = design_of(&spec);
        target.y = numbers_of(&s.frame, "x");
        target.n_rows = s.frame.n;
        check_call(&s, "svymean(~x,d,deff=TRUE)", &target, 1, names, "deff",
                   UC_DEFF_WITHOUT);
        target.statistic = UC_SURVEY_TOTAL;
        check_call(&s, "svytotal(~x,d)", &target, 1, names, NULL, UC_DEFF_WITHOUT);
        target.rows = s.rows;
        target.n_rows = 0;
        for (i = 0; i < s.frame.n; i++)
            if (target.y[i] < 5)
                s.rows[target.n_rows++] = (uint32_t)i;
        check_call(&s, "svytotal(~x,subset(d,x<5))", &target, 1, names, NULL,
                   UC_DEFF_WITHOUT);
        check(&s, "degf", "degf", NULL, (double)s.design.df, 0);
        sample_free(&s);
    }
}

static void with_replacement(void **state)
{
    static const char *const numbers[] = {"wt", "Bush", "Kerry", "Nader", NULL};
    static const char *const categories[] = {NULL};
    sample s = {.dataset = "election_pps", .design_name = "ppswr"};
    uc_design_spec spec = {.n_stages = 1};
    uc_survey_target target[3];
    size_t k;

    (void)state;
    s.frame = oracle_data("election_pps", numbers, categories);
    spec.n = s.frame.n;
    spec.weight = numbers_of(&s.frame, "wt");
    s.design = design_of(&spec);
    for (k = 0; k < 3; k++)
        target[k] = (uc_survey_target){UC_SURVEY_TOTAL,
                                       numbers_of(&s.frame, numbers[k + 1]),
                                       NULL,
                                       NULL,
                                       s.frame.n,
                                       0,
                                       0};
    check_call(&s, "svytotal(~Bush+Kerry+Nader,d)", target, 3, numbers + 1, NULL,
               UC_DEFF_WITH);
    sample_free(&s);
}

/* After the others: every row is compared, but those the README lists. */
static void enough_compared(void **state)
{
    (void)state;
    oracle_finish(&o, 2489);
}

static int load(void **state)
{
    (void)state;
    oracle_load(&o, "01a_linearisation.csv");
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
        cmocka_unit_test(api_samples),       cmocka_unit_test(half_open_clinics),
        cmocka_unit_test(finite_population), cmocka_unit_test(with_replacement),
        cmocka_unit_test(enough_compared),
    };
    return cmocka_run_group_tests_name("linearisation", tests, load, unload);
}
