/* test_replicates.c - replicate weights against R's survey 4.5: its own matrices fed
 * in, ours against its where there is no chance in them, and against linearisation */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/distribution.h"
#include "estimators/survey/replicate/hadamard.h"
#include "estimators/survey/prop_ci.h"
#include "estimators/survey/replicate/replicate.h"
#include "estimators/survey/variance.h"
#include "tests/estimators/survey/oracle.h"

#define TOL     1e-9
#define TOL_GLM 1e-7 /* the yardstick iterates in every replicate */

static oracle o;

typedef struct sample {
    const char *dataset, *name;
    uc_survey_frame frame;
    uc_design design;
    double *y; /* room for n */
    uint32_t *rows;
    double **column; /* given weights, one per replicate; NULL: none */
} sample;

static sample sample_of(const char *dataset, bool fpc)
{
    static const char *const numbers[] = {"api00", "api99", "enroll", "api.stu",
                                          "pw",    "fpc",   NULL};
    static const char *const categories[] = {"stype", "dnum", NULL};
    sample s = {.dataset = dataset, .frame = oracle_data(dataset, numbers, categories)};
    uc_design_spec spec = {.n = s.frame.n, .n_stages = 1};

    spec.weight = numbers_of(&s.frame, "pw");
    if (fpc)
        spec.fpc[0] = numbers_of(&s.frame, "fpc");
    if (strcmp(dataset, "apistrat") == 0)
        spec.stratum[0] = codes_of(&s.frame, "stype");
    if (strcmp(dataset, "apiclus1") == 0)
        spec.unit[0] = codes_of(&s.frame, "dnum");
    s.design = design_of(&spec);
    s.y = calloc(s.frame.n, sizeof *s.y);
    s.rows = calloc(s.frame.n, sizeof *s.rows);
    return s;
}

static void sample_free(sample *s)
{
    size_t r;

    for (r = 0; s->column != NULL && r < 200; r++)
        free(s->column[r]);
    free(s->column);
    free(s->y);
    free(s->rows);
    uc_design_clear(&s->design);
    uc_survey_frame_clear(&s->frame);
}

/* Reads a matrix that the yardstick saved, rows by replicates. */
static void read_matrix(sample *s, const char *name, size_t n_replicates)
{
    char command[200];
    FILE *file;
    size_t i, r;

    (void)snprintf(command, sizeof command, "gzip -dc tests/oracle/survey/data/%s",
                   name);
    file = popen(command, "r");
    assert_non_null(file);
    s->column = calloc(n_replicates, sizeof *s->column);
    for (r = 0; r < n_replicates; r++)
        s->column[r] = malloc(s->frame.n * sizeof(double));
    for (i = 0; i < s->frame.n; i++)
        for (r = 0; r < n_replicates; r++)
            assert_int_equal(fscanf(file, "%lf%*1[,\n]", &s->column[r][i]), 1);
    assert_int_equal(pclose(file), 0);
}

static void check(const sample *s, const char *call, const char *stat, const char *term,
                  double got, double tol)
{
    oracle_check(&o, s->dataset, s->name, call, stat, term, got, tol, 0);
}

static double replicate_se(const uc_survey_replicates *reps,
                           const uc_survey_target *target, double *estimate,
                           double draws[])
{
    double v;
    size_t used;

    *estimate = uc_survey_evaluate(target, reps->design->weight);
    assert_int_equal(uc_survey_replicates_run(reps, NULL, 0, target, 1, draws, NULL),
                     UC_OK);
    assert_int_equal(
        uc_survey_replicates_variance(reps, draws, 1, estimate, &v, &used, NULL),
        UC_OK);
    assert_int_equal(used, reps->n);
    return sqrt(v);
}

static void check_target(const sample *s, const uc_survey_replicates *reps,
                         const char *call, const char *term,
                         const uc_survey_target *target, double draws[])
{
    double estimate;
    const double se = replicate_se(reps, target, &estimate, draws);

    check(s, call, "coef", term, estimate, TOL);
    if (oracle_has(&o, s->dataset, s->name, call, "SE", term))
        /* a share that is fixed by design has none but that of rounding, on both sides
         */
        oracle_check(&o, s->dataset, s->name, call, "SE", term,
                     se < 1e-12 * estimate ? 0 : se, TOL, 1e-5 * estimate);
}

static void check_types(sample *s, const uc_survey_replicates *reps, double draws[])
{
    static const char *const levels[] = {"E", "H", "M"};
    const double *api = numbers_of(&s->frame, "api00");
    const uint32_t *type = codes_of(&s->frame, "stype");
    char term[20];
    size_t k, i;

    for (k = 0; k < 3; k++) {
        const uint32_t code = code_of(&s->frame, "stype", levels[k]);
        uc_survey_target t = {UC_SURVEY_MEAN, s->y, NULL, NULL, s->frame.n, 0, 0};
        size_t n = 0;

        for (i = 0; i < s->frame.n; i++) {
            s->y[i] = type[i] == code;
            if (type[i] == code)
                s->rows[n++] = (uint32_t)i;
        }
        (void)snprintf(term, sizeof term, "stype%s", levels[k]);
        check_target(s, reps, "svymean(~stype,d)", term, &t, draws);
        t = (uc_survey_target){UC_SURVEY_MEAN, api, NULL, s->rows, n, 0, 0};
        check_target(s, reps, "svyby(~api00,~stype,svymean)", levels[k], &t, draws);
    }
}

static void check_quantiles(sample *s, const uc_survey_replicates *reps, double draws[])
{
    static const double ps[] = {0.25, 0.5, 0.75};
    const char *call = "svyquantile(~api00,interval=quantile)";
    const double *api = numbers_of(&s->frame, "api00");
    const double t = uc_student_quantile(0.975, reps->df);
    size_t k, i;

    for (i = 0; i < s->frame.n; i++)
        s->rows[i] = (uint32_t)i;
    assert_int_equal(uc_survey_sort_rows(api, s->rows, s->frame.n, NULL), UC_OK);
    for (k = 0; k < 3; k++) {
        const uc_survey_target target = {
            UC_SURVEY_QUANTILE, api, NULL, s->rows, s->frame.n, ps[k],
            UC_QUANTILE_MATH};
        double estimate, se;
        char term[20];

        (void)snprintf(term, sizeof term, "%g", ps[k]);
        se = replicate_se(reps, &target, &estimate, draws);
        if (strcmp(s->dataset, "apisrs") == 0)
            continue; /* ties that rounding decides there: see test_linearisation.c */
        check(s, call, "quantile", term, estimate, TOL);
        check(s, call, "ci.2.5", term, estimate - t * se, TOL);
        check(s, call, "ci.97.5", term, estimate + t * se, TOL);
        check(s, call, "se", term, se, TOL);
    }
}

static void check_proportion(sample *s, const uc_survey_replicates *reps,
                             double draws[])
{
    const char *call = "svyciprop(~I(api00<500),logit)";
    const double *api = numbers_of(&s->frame, "api00");
    uc_survey_target target = {UC_SURVEY_MEAN, s->y, NULL, NULL, s->frame.n, 0, 0};
    uc_prop_data data = {
        .n = s->frame.n, .n_domain = s->frame.n, .df = reps->df, .kish = 1};
    uc_prop_interval ci;
    double logit, v;
    size_t i, used;

    for (i = 0; i < s->frame.n; i++)
        s->y[i] = api[i] < 500;
    data.se = replicate_se(reps, &target, &data.p, draws);
    for (i = 0; i < reps->n; i++)
        draws[i] = log(draws[i] / (1 - draws[i]));
    logit = log(data.p / (1 - data.p));
    assert_int_equal(
        uc_survey_replicates_variance(reps, draws, 1, &logit, &v, &used, NULL), UC_OK);
    data.se_logit = sqrt(v);
    uc_prop_ci(UC_PROP_LOGIT, &data, 0.95, &ci);
    check(s, call, "p", NULL, data.p, TOL_GLM);
    check(s, call, "ci", "l", ci.low, TOL_GLM);
    check(s, call, "ci", "u", ci.high, TOL_GLM);
}

static void check_difference(sample *s, const uc_survey_replicates *reps)
{
    const char *call = "withReplicates(mean(api00)-mean(api99))";
    uc_survey_target t[2];
    double estimate[2], v[4], *draws = malloc(2 * reps->n * sizeof *draws);
    size_t used;

    t[0] = (uc_survey_target){
        UC_SURVEY_MEAN, numbers_of(&s->frame, "api00"), NULL, NULL, s->frame.n, 0, 0};
    t[1] = t[0];
    t[1].y = numbers_of(&s->frame, "api99");
    assert_int_equal(uc_survey_replicates_run(reps, NULL, 0, t, 2, draws, NULL), UC_OK);
    estimate[0] = uc_survey_evaluate(&t[0], reps->design->weight);
    estimate[1] = uc_survey_evaluate(&t[1], reps->design->weight);
    assert_int_equal(
        uc_survey_replicates_variance(reps, draws, 2, estimate, v, &used, NULL), UC_OK);
    check(s, call, "coef_SE", "coef", estimate[0] - estimate[1], TOL);
    check(s, call, "coef_SE", "SE", sqrt(v[0] + v[3] - v[1] - v[2]), TOL);
    free(draws);
}

static void check_all(sample *s, const uc_survey_replicates *reps)
{
    double *draws = malloc(reps->n * sizeof *draws), least = INFINITY, most = 0,
           sum = 0;
    const double *columns[] = {numbers_of(&s->frame, "api.stu"),
                               numbers_of(&s->frame, "enroll")};
    uc_survey_target t = {
        UC_SURVEY_MEAN, numbers_of(&s->frame, "api00"), NULL, NULL, s->frame.n, 0, 0};
    size_t r;

    for (r = 0; r < reps->n; r++) {
        least = reps->rscale[r] < least ? reps->rscale[r] : least;
        most = reps->rscale[r] > most ? reps->rscale[r] : most;
        sum += reps->rscale[r];
    }
    check(s, "design", "nrep", NULL, (double)reps->n, TOL);
    check(s, "design", "scale", NULL, reps->scale, TOL);
    check(s, "design", "rscales_minmaxsum", "min", least, TOL);
    check(s, "design", "rscales_minmaxsum", "max", most, TOL);
    check(s, "design", "rscales_minmaxsum", "sum", sum, TOL);
    check(s, "degf", "degf", NULL, reps->df, TOL);
    check_target(s, reps, "svymean(~api00,d)", "api00", &t, draws);
    t = (uc_survey_target){UC_SURVEY_TOTAL, columns[1], NULL, s->rows, 0, 0, 0};
    t.n_rows = uc_survey_complete(columns + 1, 1, NULL, s->frame.n, s->rows);
    check_target(s, reps, "svytotal(~enroll,d,na.rm)", "enroll", &t, draws);
    t = (uc_survey_target){UC_SURVEY_RATIO, columns[0], columns[1], NULL,
                           s->frame.n,      0,          0};
    check_target(s, reps, "svyratio(~api.stu,~enroll,d)", NULL, &t, draws);
    check_types(s, reps, draws);
    check_quantiles(s, reps, draws);
    check_proportion(s, reps, draws);
    check_difference(s, reps);
    free(draws);
}

static void jackknives(void **state)
{
    static const struct {
        const char *dataset, *name;
        bool fpc, mse;
        uc_replicate_kind kind;
    } cases[] = {{"apisrs", "JK1_fpc", true, false, UC_REPLICATE_JK1},
                 {"apiclus1", "JK1_fpc", true, false, UC_REPLICATE_JK1},
                 {"apiclus1", "JK1_nofpc", false, false, UC_REPLICATE_JK1},
                 {"apistrat", "JKn_fpc", true, false, UC_REPLICATE_JKN},
                 {"apiclus1", "JK1_fpc_mse", true, true, UC_REPLICATE_JK1}};
    size_t c;

    (void)state;
    for (c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        sample s = sample_of(cases[c].dataset, cases[c].fpc);
        const uc_replicate_spec spec = {.kind = cases[c].kind, .mse = cases[c].mse};
        uc_survey_replicates reps;

        s.name = cases[c].name;
        assert_int_equal(uc_survey_replicates_make(&spec, &s.design, &reps, NULL),
                         UC_OK);
        check_all(&s, &reps);
        uc_survey_replicates_clear(&reps);
        sample_free(&s);
    }
}

/* The yardstick's own bootstrap weights, column by column. Canty and Davison's scale
 * has the harmonic mean of the stratum sizes in it; Preston's is 1 over R-1. */
static void given_bootstrap_weights(void **state)
{
    static const char *const datasets[] = {"apisrs", "apistrat", "apiclus1"};
    static const char *const kinds[] = {"bootstrap", "subbootstrap", "mrbbootstrap"};
    double rscale[200];
    size_t d, k, r;

    (void)state;
    for (d = 0; d < 3; d++)
        for (k = 0; k < 3; k++) {
            sample s = sample_of(datasets[d], true);
            uc_replicate_spec own = {.kind = UC_REPLICATE_BOOTSTRAP, .n = 200};
            uc_replicate_spec spec = {
                .kind = UC_REPLICATE_GIVEN, .n = 200, .df = NAN, .scale = 1.0 / 199};
            char file[80], name[120];
            uc_survey_replicates reps;

            (void)snprintf(file, sizeof file, "repw_%s_%s200.csv.gz", datasets[d],
                           kinds[k]);
            (void)snprintf(name, sizeof name, "%s200_seed20260101_%s", kinds[k], file);
            s.name = name;
            read_matrix(&s, file, 200);
            spec.weight = (const double *const *)s.column;
            if (k == 0) {
                assert_int_equal(
                    uc_survey_replicates_make(&own, &s.design, &reps, NULL), UC_OK);
                spec.scale = reps.scale;
                uc_survey_replicates_clear(&reps);
            }
            for (r = 0; r < 200; r++)
                rscale[r] = 1.0 / 199;
            if (k == 2) {
                spec.scale = 1;
                spec.rscale = rscale;
            }
            assert_int_equal(uc_survey_replicates_make(&spec, &s.design, &reps, NULL),
                             UC_OK);
            check_all(&s, &reps);
            uc_survey_replicates_clear(&reps);
            sample_free(&s);
        }
}

/* Two units per stratum: half-samples, Fay's variant, and the jackknife, centred either
 * way. */
static void half_samples(void **state)
{
    static const char *const numbers[] = {"arrests", "alive", NULL};
    static const char *const categories[] = {"ESA", "ambulance", NULL};
    static const char *const names[] = {"BRR", "Fay0.3", "JKn"};
    static const uc_replicate_kind kinds[] = {UC_REPLICATE_BRR, UC_REPLICATE_FAY,
                                              UC_REPLICATE_JKN};
    uc_survey_frame frame = oracle_data("scd", numbers, categories);
    uc_design_spec spec = {.n = frame.n, .n_stages = 1, .nest = true};
    uc_design design;
    double draws[10];
    int k, mse;

    (void)state;
    spec.stratum[0] = codes_of(&frame, "ESA");
    spec.unit[0] = codes_of(&frame, "ambulance");
    design = design_of(&spec);
    for (k = 0; k < 3; k++)
        for (mse = 0; mse < 2; mse++) {
            const uc_replicate_spec how = {
                .kind = kinds[k], .rho = 0.3, .mse = mse == 1};
            sample s = {.dataset = "scd"};
            uc_survey_replicates reps;
            char name[40];
            const double *arrests = numbers_of(&frame, "arrests");
            const double *alive = numbers_of(&frame, "alive");
            uc_survey_target t = {UC_SURVEY_MEAN, arrests, NULL, NULL, frame.n, 0, 0};

            (void)snprintf(name, sizeof name, "%s,mse=%s", names[k],
                           mse ? "TRUE" : "FALSE");
            s.name = name;
            assert_int_equal(uc_survey_replicates_make(&how, &design, &reps, NULL),
                             UC_OK);
            check(&s, "design", "nrep", NULL, (double)reps.n, TOL);
            check(&s, "design", "scale", NULL, reps.scale, TOL);
            check(&s, "design", "rscales_minmaxsum", "min", reps.rscale[0], TOL);
            check(&s, "design", "rscales_minmaxsum", "max", reps.rscale[0], TOL);
            check(&s, "design", "rscales_minmaxsum", "sum",
                  (double)reps.n * reps.rscale[0], TOL);
            check(&s, "degf", "degf", NULL, reps.df, TOL);
            check_target(&s, &reps, "svymean(~arrests+alive,d)", "arrests", &t, draws);
            t.y = alive;
            check_target(&s, &reps, "svymean(~arrests+alive,d)", "alive", &t, draws);
            t = (uc_survey_target){UC_SURVEY_RATIO, alive, arrests, NULL,
                                   frame.n,         0,     0};
            check_target(&s, &reps, "svyratio(~alive,~arrests,d)", NULL, &t, draws);
            uc_survey_replicates_clear(&reps);
        }
    uc_design_clear(&design);
    uc_survey_frame_clear(&frame);
}

/* Long runs of our own bootstraps: within 4 Monte-Carlo standard errors of the
 * yardstick's, whose 4000 replicates have one of about 1.1 % too. */
static void own_bootstraps(void **state)
{
    static const struct {
        const char *dataset, *name;
        bool fpc;
        uc_replicate_kind kind;
    } cases[] = {{"apistrat", "bootstrap4000", true, UC_REPLICATE_BOOTSTRAP},
                 {"apiclus1", "bootstrap4000", true, UC_REPLICATE_BOOTSTRAP},
                 {"apistrat", "subbootstrap4000", true, UC_REPLICATE_RAO_WU},
                 {"apiclus1", "subbootstrap4000", true, UC_REPLICATE_RAO_WU},
                 {"apistrat", "mrbbootstrap4000", true, UC_REPLICATE_PRESTON},
                 {"apiclus1", "mrbbootstrap4000", true, UC_REPLICATE_PRESTON}};
    double *draws = malloc(4000 * sizeof *draws);
    size_t c;

    (void)state;
    for (c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        sample s = sample_of(cases[c].dataset, cases[c].fpc);
        const uc_replicate_spec spec = {
            .kind = cases[c].kind, .n = 4000, .mse = false, .seed = 1};
        const double *enroll = numbers_of(&s.frame, "enroll");
        uc_survey_target t = {
            UC_SURVEY_MEAN, numbers_of(&s.frame, "api00"), NULL, NULL, s.frame.n, 0, 0};
        uc_survey_replicates reps;
        double estimate, se;

        s.name = cases[c].name;
        assert_int_equal(uc_survey_replicates_make(&spec, &s.design, &reps, NULL),
                         UC_OK);
        se = replicate_se(&reps, &t, &estimate, draws);
        check(&s, "svymean(~api00,d)", "SE", "api00", se, 4 * 0.016);
        t = (uc_survey_target){UC_SURVEY_TOTAL, enroll, NULL, s.rows, 0, 0, 0};
        t.n_rows = uc_survey_complete(&enroll, 1, NULL, s.frame.n, s.rows);
        se = replicate_se(&reps, &t, &estimate, draws);
        check(&s, "svytotal(~enroll,d)", "SE", "enroll", se, 4 * 0.016);
        check(&s, "svytotal(~enroll,d)", "coef", "enroll", estimate, TOL);
        uc_survey_replicates_clear(&reps);
        sample_free(&s);
    }
    free(draws);
}

/* Preston's factors take two values per stratum, known in closed form. */
static void preston_factors(void **state)
{
    sample s = sample_of("apiclus1", true);
    const uc_replicate_spec spec = {.kind = UC_REPLICATE_PRESTON, .n = 3, .seed = 7};
    const double lambda = sqrt(7 * (1 - 15.0 / 757) / 8);
    uc_survey_replicates reps;
    double factor[15];
    size_t u, first, end, n_in = 0;

    (void)state;
    assert_int_equal(uc_survey_replicates_make(&spec, &s.design, &reps, NULL), UC_OK);
    assert_int_equal(uc_survey_replicates_factors(&reps, 1, factor, &first, &end, NULL),
                     UC_OK);
    for (u = 0; u < 15; u++) {
        const bool in = factor[u] > 1;

        n_in += in;
        assert_rel(factor[u], in ? 1 - lambda + lambda * 15 / 7 : 1 - lambda, 1e-12);
    }
    assert_int_equal(n_in, 7);
    uc_survey_replicates_clear(&reps);
    sample_free(&s);
}

/* By unit sums and row by row must be the same estimates. */
static void both_ways_agree(void **state)
{
    sample s = sample_of("apistrat", true);
    const uc_replicate_spec spec = {.kind = UC_REPLICATE_JKN};
    uc_survey_replicates reps;
    uc_survey_target t = {
        UC_SURVEY_MEAN, numbers_of(&s.frame, "api00"), NULL, NULL, s.frame.n, 0, 0};
    double *draws = malloc(200 * sizeof *draws), *w = malloc(s.frame.n * sizeof *w);
    size_t r;

    (void)state;
    assert_int_equal(uc_survey_replicates_make(&spec, &s.design, &reps, NULL), UC_OK);
    assert_int_equal(uc_survey_replicates_run(&reps, NULL, 0, &t, 1, draws, NULL),
                     UC_OK);
    for (r = 0; r < reps.n; r++) {
        assert_int_equal(uc_survey_replicates_weights(&reps, r, w, NULL), UC_OK);
        assert_rel(draws[r], uc_survey_evaluate(&t, w), 1e-12);
    }
    free(draws);
    free(w);
    uc_survey_replicates_clear(&reps);
    sample_free(&s);
}

static void rows_of_hadamard_matrices_are_orthogonal(void **state)
{
    size_t n;

    (void)state;
    for (n = 1; n <= 120; n++) {
        const size_t order = uc_hadamard_order(n);
        size_t i, j, k;

        assert_true(order > n);
        for (i = 0; i < order; i++)
            for (j = 0; j < i; j++) {
                int dot = 0;

                for (k = 0; k < order; k++)
                    dot +=
                        uc_hadamard_entry(order, i, k) * uc_hadamard_entry(order, j, k);
                assert_int_equal(dot, 0);
            }
        for (k = 0; k < order; k++)
            assert_int_equal(uc_hadamard_entry(order, 0, k), 1);
    }
}

static void methods_that_do_not_fit(void **state)
{
    sample s = sample_of("apistrat", true);
    const uc_replicate_spec brr = {.kind = UC_REPLICATE_BRR};
    const uc_replicate_spec jk1 = {.kind = UC_REPLICATE_JK1};
    const uc_replicate_spec count = {.kind = UC_REPLICATE_JKN, .n = 80};
    uc_survey_replicates reps;
    uc_error err;

    (void)state;
    assert_int_equal(uc_survey_replicates_make(&brr, &s.design, &reps, &err), UC_EDATA);
    assert_non_null(strstr(err.msg, "two in every stratum"));
    assert_int_equal(uc_survey_replicates_make(&jk1, &s.design, &reps, &err), UC_EDATA);
    assert_non_null(strstr(err.msg, "take jkn"));
    assert_int_equal(uc_survey_replicates_make(&count, &s.design, &reps, &err),
                     UC_EDATA);
    assert_non_null(strstr(err.msg, "jkn has 200 replicates for this design, not 80"));
    sample_free(&s);
}

static void enough(void **state)
{
    (void)state;
    oracle_finish(&o, 616);
}

static int load(void **state)
{
    (void)state;
    oracle_load(&o, "02a_replicates.csv");
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
        cmocka_unit_test(jackknives),
        cmocka_unit_test(given_bootstrap_weights),
        cmocka_unit_test(half_samples),
        cmocka_unit_test(own_bootstraps),
        cmocka_unit_test(preston_factors),
        cmocka_unit_test(both_ways_agree),
        cmocka_unit_test(rows_of_hadamard_matrices_are_orthogonal),
        cmocka_unit_test(methods_that_do_not_fit),
        cmocka_unit_test(enough),
    };
    return cmocka_run_group_tests_name("replicates", tests, load, unload);
}
