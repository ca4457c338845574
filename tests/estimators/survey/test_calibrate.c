/* test_calibrate.c - calibration, post-stratification, raking and trimming against R's
 * survey 4.5 */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/quantile.h"
#include "estimators/survey/weights/calibrate.h"
#include "estimators/survey/replicate/replicate.h"
#include "estimators/survey/variance.h"
#include "tests/estimators/survey/oracle.h"

#define TOL      1e-9
#define TOL_ITER 1e-6 /* the yardstick stops its iterations early */

static oracle o;

typedef struct sample {
    const char *dataset;
    uc_survey_frame frame;
    uc_design design;
    uint32_t *rows;
    uint32_t type[3], wide[2]; /* codes of E, H, M; No, Yes */
} sample;

static sample sample_of(const char *dataset)
{
    static const char *const numbers[] = {"api00", "api99", "enroll", "api.stu",
                                          "pw",    "fpc",   NULL};
    static const char *const categories[] = {"stype", "dnum", "sch.wide", "comp.imp",
                                             NULL};
    static const char *const types[] = {"E", "H", "M"}, *const words[] = {"No", "Yes"};
    sample s = {.dataset = dataset, .frame = oracle_data(dataset, numbers, categories)};
    uc_design_spec spec = {.n = s.frame.n, .n_stages = 1};
    size_t k;

    spec.weight = numbers_of(&s.frame, "pw");
    spec.fpc[0] = numbers_of(&s.frame, "fpc");
    if (strcmp(dataset, "apistrat") == 0)
        spec.stratum[0] = codes_of(&s.frame, "stype");
    if (strcmp(dataset, "apiclus1") == 0)
        spec.unit[0] = codes_of(&s.frame, "dnum");
    s.design = design_of(&spec);
    s.rows = calloc(s.frame.n, sizeof *s.rows);
    for (k = 0; k < 3; k++)
        s.type[k] = code_of(&s.frame, "stype", types[k]);
    for (k = 0; k < 2; k++)
        s.wide[k] = code_of(&s.frame, "sch.wide", words[k]);
    return s;
}

static void sample_free(sample *s)
{
    free(s->rows);
    uc_design_clear(&s->design);
    uc_survey_frame_clear(&s->frame);
}

/* The terms stype, then one more, with the population's totals. */
typedef enum terms_kind { TYPE, WIDE, TYPE_API99, TYPE_WIDE } terms_kind;

typedef struct model {
    uc_term term[2];
    uc_terms terms;
    double totals[6];
} model;

static void model_of(const sample *s, terms_kind kind, model *m)
{
    static const double types[] = {4421, 755, 1018}, wide[] = {1072, 5122};
    const uc_term by_type = {.code = codes_of(&s->frame, "stype"), .n_levels = 3};
    const uc_term by_wide = {.code = codes_of(&s->frame, "sch.wide"), .n_levels = 2};
    size_t k;

    *m = (model){.terms = {.n = s->frame.n, .n_terms = 1}};
    m->terms.term = m->term;
    m->term[0] = kind == WIDE ? by_wide : by_type;
    for (k = 0; k < (kind == WIDE ? 2 : 3); k++)
        m->totals[kind == WIDE ? s->wide[k] : s->type[k]] =
            kind == WIDE ? wide[k] : types[k];
    if (kind == TYPE_API99) {
        m->term[m->terms.n_terms++] =
            (uc_term){.value = numbers_of(&s->frame, "api99")};
        m->totals[3] = 3914069;
    }
    if (kind == TYPE_WIDE) {
        m->term[m->terms.n_terms++] = by_wide;
        for (k = 0; k < 2; k++)
            m->totals[3 + s->wide[k]] = wide[k];
    }
}

static void check_weights(const sample *s, const char *name, const double w[],
                          double tol)
{
    const size_t n = s->frame.n;
    double *sorted = malloc(n * sizeof *sorted), sum = 0, squares = 0, variance = 0;
    const double quarters[] = {0, 0.25, 0.5, 0.75, 1};
    static const char *const terms[] = {"min", "q1", "med", "q3", "max"};
    size_t i, k;

    memcpy(sorted, w, n * sizeof *sorted);
    uc_sort_doubles(sorted, n);
    for (i = 0; i < n; i++) {
        sum += w[i];
        squares += w[i] * w[i];
    }
    for (i = 0; i < n; i++)
        variance +=
            (w[i] - sum / (double)n) * (w[i] - sum / (double)n) / ((double)n - 1);
    for (k = 0; k < 5; k++) {
        const double at = quarters[k] * (double)(n - 1); /* type 7, as R's quantile() */
        const size_t low = (size_t)at, up = low + 1 < n ? low + 1 : low;

        oracle_check(&o, s->dataset, name, "weights", "wsummary", terms[k],
                     sorted[low] + (at - (double)low) * (sorted[up] - sorted[low]), tol,
                     0);
    }
    oracle_check(&o, s->dataset, name, "weights", "wsummary", "mean", sum / (double)n,
                 tol, 0);
    oracle_check(&o, s->dataset, name, "weights", "wsummary", "sum", sum, tol, 0);
    oracle_check(&o, s->dataset, name, "weights", "wsummary", "sumsq", squares, tol, 0);
    oracle_check(&o, s->dataset, name, "weights", "wsummary", "cv2",
                 variance / (sum / (double)n) / (sum / (double)n), tol, 1e-3);
    free(sorted);
}

/* Estimate and standard error, linearised or from replicates. */
typedef struct estimator {
    const uc_design *design;
    const uc_calibration *calibration;
    const uc_survey_replicates *reps;
    const uc_recalibration *again;
} estimator;

static void estimate(const estimator *e, const uc_survey_target *t, double *value,
                     double *se)
{
    double v, draws[200];
    size_t used;

    if (e->reps == NULL) {
        assert_int_equal(
            uc_survey_taylor(e->design, e->calibration, t, 1, value, &v, NULL), UC_OK);
    } else {
        *value = uc_survey_evaluate(t, e->design->weight);
        assert_int_equal(
            uc_survey_replicates_run(e->reps, e->again, 1, t, 1, draws, NULL), UC_OK);
        assert_int_equal(
            uc_survey_replicates_variance(e->reps, draws, 1, value, &v, &used, NULL),
            UC_OK);
    }
    *se = sqrt(v);
}

static void check_one(const sample *s, const char *name, const estimator *e,
                      const uc_survey_target *t, const char *call, const char *term,
                      double tol)
{
    const bool ratio = strncmp(call, "svyratio", 8) == 0;
    /* Not to be compared: standard errors of the first, where the yardstick takes
     * residuals with equal weights, and of bounded jackknives, where it stops half-way
     * in replicates that cannot keep the bounds. */
    const bool se_differs = strcmp(name, "rake_schwide_stype") == 0 ||
                            strcmp(name, "calibrate_logit_b0_1.5x_JK1") == 0 ||
                            strcmp(name, "calibrate_lin_bounded_JK1") == 0;
    double value, se;

    estimate(e, t, &value, &se);
    if (se < 1e-8 * fabs(value))
        se = 0; /* fixed by the calibration, but for rounding */
    oracle_check(&o, s->dataset, name, call, ratio ? "coef_SE" : "coef",
                 ratio ? "coef" : term, value, tol, 0);
    if (se_differs)
        return;
    oracle_check(&o, s->dataset, name, call, ratio ? "coef_SE" : "SE",
                 ratio ? "SE" : term, se, tol, (tol > TOL ? 1e-2 : 1e-4) * fabs(value));
}

static void check_estimates(sample *s, const char *name, const estimator *e, double tol)
{
    static const char *const types[] = {"stypeE", "stypeH", "stypeM"};
    static const char *const words[] = {"No", "Yes"};
    const double *columns[] = {numbers_of(&s->frame, "api.stu"),
                               numbers_of(&s->frame, "enroll")};
    const double *api = numbers_of(&s->frame, "api00");
    double *is = calloc(s->frame.n, sizeof *is);
    uc_survey_target t = {UC_SURVEY_TOTAL, columns[1], NULL, s->rows, 0, 0, 0};
    size_t k, i;

    t.n_rows = uc_survey_complete(columns + 1, 1, NULL, s->frame.n, s->rows);
    check_one(s, name, e, &t, "svytotal(~enroll,d,na.rm=TRUE)", "enroll", tol);
    t = (uc_survey_target){UC_SURVEY_MEAN, api, NULL, NULL, s->frame.n, 0, 0};
    check_one(s, name, e, &t, "svymean(~api00,d)", "api00", tol);
    for (k = 0; k < 3; k++) {
        for (i = 0; i < s->frame.n; i++)
            is[i] = codes_of(&s->frame, "stype")[i] == s->type[k];
        t = (uc_survey_target){UC_SURVEY_TOTAL, is, NULL, NULL, s->frame.n, 0, 0};
        check_one(s, name, e, &t, "svytotal(~stype,d)", types[k], tol);
    }
    for (k = 0; k < 2; k++) {
        const uint32_t code = code_of(&s->frame, "comp.imp", words[k]);
        size_t n = 0;

        for (i = 0; i < s->frame.n; i++)
            if (codes_of(&s->frame, "comp.imp")[i] == code)
                s->rows[n++] = (uint32_t)i;
        t = (uc_survey_target){UC_SURVEY_MEAN, api, NULL, s->rows, n, 0, 0};
        check_one(s, name, e, &t, "svyby(~api00,~comp.imp,svymean)", words[k], tol);
    }
    t = (uc_survey_target){UC_SURVEY_RATIO, columns[0], columns[1], NULL,
                           s->frame.n,      0,          0};
    check_one(s, name, e, &t, "svyratio(~api.stu,~enroll,d)", NULL, tol);
    free(is);
}

typedef struct scheme {
    const char *name;
    terms_kind terms;
    uc_calibration_opts opts;
    double tol;
    const char *datasets; /* first letters after "api": s(rs), t(strat), c(lus1) */
} scheme;

static const scheme schemes[] = {
    {"postStratify_stype", TYPE, {UC_CALIBRATE_LINEAR, false, 0, 0}, TOL, "sc"},
    {"postStratify_schwide", WIDE, {UC_CALIBRATE_LINEAR, false, 0, 0}, TOL, "t"},
    {"calibrate_lin_stype", TYPE, {UC_CALIBRATE_LINEAR, false, 0, 0}, TOL, "stc"},
    {"calibrate_lin_stype_api99",
     TYPE_API99,
     {UC_CALIBRATE_LINEAR, false, 0, 0},
     TOL,
     "stc"},
    {"calibrate_raking_stype_api99",
     TYPE_API99,
     {UC_CALIBRATE_RAKING, false, 0, 0},
     TOL_ITER,
     "stc"},
    {"calibrate_logit_b0_1.5x",
     TYPE_API99,
     {UC_CALIBRATE_LOGIT, true, 0.7, 1.7},
     TOL_ITER,
     "stc"},
    {"calibrate_lin_bounded",
     TYPE_API99,
     {UC_CALIBRATE_LINEAR, true, 0.5, 1.6},
     TOL_ITER,
     "stc"},
    {"calibrate_raking_bounded",
     TYPE_API99,
     {UC_CALIBRATE_RAKING, true, 0.5, 1.6},
     TOL_ITER,
     "st"},
    {"rake_stype_schwide_eps1e-10",
     TYPE_WIDE,
     {UC_CALIBRATE_RAKING, false, 0, 0},
     TOL_ITER,
     "c"},
    {"rake_schwide_stype",
     TYPE_WIDE,
     {UC_CALIBRATE_RAKING, false, 0, 0},
     TOL_ITER,
     "t"},
};

static void check_scheme(sample *s, const scheme *how, bool jackknife)
{
    const uc_replicate_spec spec = {.kind = UC_REPLICATE_JK1};
    double *w = malloc(s->frame.n * sizeof *w),
           *before = malloc(s->frame.n * sizeof *w);
    uc_survey_replicates reps;
    uc_calibration kept;
    uc_calibration_outcome outcome;
    uc_recalibration again;
    estimator e = {.design = &s->design};
    char name[80];
    model m;

    model_of(s, how->terms, &m);
    memcpy(before, s->design.weight, s->frame.n * sizeof *before);
    assert_int_equal(
        uc_calibrate(&m.terms, m.totals, &how->opts, before, w, &outcome, NULL), UC_OK);
    assert_int_equal(outcome, UC_CALIBRATION_REACHED);
    assert_int_equal(uc_calibration_keep(&m.terms, before, w, &kept, NULL), UC_OK);
    (void)snprintf(name, sizeof name, "%s%s", how->name, jackknife ? "_JK1" : "");
    check_weights(s, name, w, how->tol);
    if (jackknife) { /* replicates are of the weights before, each calibrated for itself
                      */
        uc_design plain = s->design;
        estimator r = {.design = &s->design, .reps = &reps, .again = &again};

        plain.weight = before;
        assert_int_equal(uc_survey_replicates_make(&spec, &plain, &reps, NULL), UC_OK);
        again = (uc_recalibration){&m.terms, m.totals, &how->opts};
        assert_int_equal(uc_design_reweight(&s->design, w, NULL), UC_OK);
        check_estimates(s, name, &r, how->tol);
        uc_survey_replicates_clear(&reps);
    } else {
        e.calibration = &kept;
        assert_int_equal(uc_design_reweight(&s->design, w, NULL), UC_OK);
        check_estimates(s, name, &e, how->tol);
    }
    assert_int_equal(uc_design_reweight(&s->design, before, NULL), UC_OK);
    uc_calibration_clear(&kept);
    free(w);
    free(before);
}

static void every_scheme(void **state)
{
    static const char *const datasets[] = {"apisrs", "apistrat", "apiclus1"};
    size_t d, k;

    (void)state;
    for (d = 0; d < 3; d++) {
        sample s = sample_of(datasets[d]);
        char name[80];

        for (k = 0; k < sizeof schemes / sizeof schemes[0]; k++) {
            if (strchr(schemes[k].datasets, "stc"[d]) == NULL)
                continue;
            check_scheme(&s, &schemes[k], false);
            (void)snprintf(name, sizeof name, "%s_JK1", schemes[k].name);
            if (oracle_has(&o, datasets[d], name, NULL, NULL, NULL))
                check_scheme(&s, &schemes[k], true);
        }
        sample_free(&s);
    }
}

/* What cannot be met is found, and the weights got as far as the bounds let them. */
static void infeasible_bounds_are_an_outcome(void **state)
{
    const uc_calibration_opts raking = {UC_CALIBRATE_RAKING, true, 0.5, 1.6};
    const uc_calibration_opts logit = {UC_CALIBRATE_LOGIT, true, 0.95, 1.05};
    sample s = sample_of("apiclus1");
    double *w = malloc(s.frame.n * sizeof *w);
    uc_calibration_outcome outcome;
    model m;
    size_t i;

    (void)state;
    model_of(&s, TYPE_API99, &m);
    assert_int_equal(
        uc_calibrate(&m.terms, m.totals, &logit, s.design.weight, w, &outcome, NULL),
        UC_OK);
    assert_int_equal(outcome, UC_CALIBRATION_INFEASIBLE);
    for (i = 0; i < s.frame.n; i++)
        assert_true(w[i] >= 0.95 * s.design.weight[i] * (1 - 1e-12) &&
                    w[i] <= 1.05 * s.design.weight[i] * (1 + 1e-12));
    assert_int_equal(
        uc_calibrate(&m.terms, m.totals, &raking, s.design.weight, w, &outcome, NULL),
        UC_OK);
    free(w);
    sample_free(&s);
}

static void totals_must_fit_the_sample(void **state)
{
    const uint32_t code[] = {0, 1, 1};
    const double weight[] = {1, 1, 1}, extra[] = {5, 5, 5}, missing[] = {5, NAN};
    const uc_term three = {.code = code, .n_levels = 3},
                  two = {.code = code, .n_levels = 2};
    const uc_calibration_opts linear = {UC_CALIBRATE_LINEAR, false, 0, 0};
    uc_terms terms = {.n = 3, .term = &three, .n_terms = 1};
    uc_calibration_outcome outcome;
    double w[3];
    uc_error err;

    (void)state;
    assert_int_equal(uc_calibrate(&terms, extra, &linear, weight, w, &outcome, &err),
                     UC_EDATA);
    assert_non_null(
        strstr(err.msg, "column 3 of the calibration has a population total but no"));
    terms.term = &two;
    assert_int_equal(uc_calibrate(&terms, missing, &linear, weight, w, &outcome, &err),
                     UC_EDATA);
    assert_non_null(
        strstr(err.msg, "column 2 of the calibration is in the sample but has no"));
}

static void trimmed(void **state)
{
    const scheme raked = {
        "rake", TYPE_API99, {UC_CALIBRATE_LINEAR, false, 0, 0}, 0, ""};
    sample s = sample_of("apiclus1");
    double *w = malloc(s.frame.n * sizeof *w), before = 0, after = 0;
    uc_calibration_outcome outcome;
    size_t i, n_cut;
    model m;

    (void)state;
    model_of(&s, raked.terms, &m);
    assert_int_equal(uc_calibrate(&m.terms, m.totals, &raked.opts, s.design.weight, w,
                                  &outcome, NULL),
                     UC_OK);
    for (i = 0; i < s.frame.n; i++)
        before += w[i];
    assert_int_equal(uc_trim_weights(w, s.frame.n, 25, 45, true, &n_cut, NULL), UC_OK);
    for (i = 0; i < s.frame.n; i++) {
        after += w[i];
        assert_true(w[i] >= 25 && w[i] <= 45);
    }
    check_weights(&s, "trimWeights_25_45_strict", w, TOL);
    assert_true(n_cut > 0);
    assert_rel(after, before, 1e-12); /* what is cut is given to the others */
    free(w);
    sample_free(&s);
}

static void enough(void **state)
{
    (void)state;
    oracle_finish(&o, 710);
}

static int load(void **state)
{
    (void)state;
    oracle_load(&o, "02b_calibration.csv");
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
        cmocka_unit_test(every_scheme),
        cmocka_unit_test(infeasible_bounds_are_an_outcome),
        cmocka_unit_test(totals_must_fit_the_sample),
        cmocka_unit_test(trimmed),
        cmocka_unit_test(enough),
    };
    return cmocka_run_group_tests_name("calibrate", tests, load, unload);
}
