/* test_scaleup.c - network scale-up against networkreporting 0.1.1, networkscaleup
 * 0.1-2 and survey 4.5, and what must not move it */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/quantile.h"
#include "estimators/core/variates.h"
#include "estimators/network/scaleup.h"
#include "tests/estimators/survey/oracle.h"

#define TOL 1e-9 /* closed forms on both sides, sums in another order */

#define N_KNOWN  22
#define N_HIDDEN 5
#define DATASET  "example.survey"

static const char *const hidden_names[N_HIDDEN] = {"died", "sex.workers", "msm", "idu",
                                                   "clients"};
static const char *const known_names[N_KNOWN + 1] = {"widower",
                                                     "nurse.or.doctor",
                                                     "male.community.health",
                                                     "teacher",
                                                     "woman.smoke",
                                                     "priest",
                                                     "woman.gave.birth",
                                                     "muslim",
                                                     "incarcerated",
                                                     "man.divorced",
                                                     "nsengimana",
                                                     "murekatete",
                                                     "twahirwa",
                                                     "mukandekezi",
                                                     "nsabimana",
                                                     "mukamana",
                                                     "ndayambaje",
                                                     "nyiraneza",
                                                     "bizimana",
                                                     "nyirahabimana",
                                                     "ndagijimana",
                                                     "mukandayisenga",
                                                     NULL};

static oracle o;

typedef struct sample {
    uc_survey_frame frame, sizes;
    const double *known[N_KNOWN], *hidden[N_HIDDEN];
    double size[N_KNOWN], *degree;
    uc_scaleup_reports reports;
    uc_design design;
} sample;

static const uc_scaleup_adjustment none = {{1, 0}, {1, 0}, {1, 0}, {1, 0}};

static sample sample_of(bool weighted, double top_code)
{
    static const char *const numbers[] = {"widower",
                                          "nurse.or.doctor",
                                          "male.community.health",
                                          "teacher",
                                          "woman.smoke",
                                          "priest",
                                          "woman.gave.birth",
                                          "muslim",
                                          "incarcerated",
                                          "man.divorced",
                                          "nsengimana",
                                          "murekatete",
                                          "twahirwa",
                                          "mukandekezi",
                                          "nsabimana",
                                          "mukamana",
                                          "ndayambaje",
                                          "nyiraneza",
                                          "bizimana",
                                          "nyirahabimana",
                                          "ndagijimana",
                                          "mukandayisenga",
                                          "died",
                                          "sex.workers",
                                          "msm",
                                          "idu",
                                          "clients",
                                          "indweight",
                                          NULL};
    static const char *const categories[] = {"cluster", "region", "sex", "age.cat",
                                             NULL};
    static const char *const sizes[] = {"size", NULL}, *const names[] = {"known.popn",
                                                                         NULL};
    sample s = {.degree = NULL};
    uc_design_spec spec = {.n_stages = 1};
    size_t k;

    s.frame = oracle_data("nsum_example_survey", numbers, categories);
    s.sizes = oracle_data("nsum_knownpop", sizes, names);
    assert_int_equal(s.sizes.n, N_KNOWN);
    for (k = 0; k < N_KNOWN; k++) {
        s.known[k] = numbers_of(&s.frame, known_names[k]);
        s.size[k] = numbers_of(&s.sizes,
                               "size")[code_of(&s.sizes, "known.popn", known_names[k])];
    }
    for (k = 0; k < N_HIDDEN; k++)
        s.hidden[k] = numbers_of(&s.frame, hidden_names[k]);
    spec.n = s.frame.n;
    spec.weight = weighted ? numbers_of(&s.frame, "indweight") : NULL;
    spec.stratum[0] = codes_of(&s.frame, "region");
    spec.unit[0] = codes_of(&s.frame, "cluster");
    s.design = design_of(&spec);
    s.reports = (uc_scaleup_reports){.n = s.frame.n,
                                     .known = NULL,
                                     .size = NULL,
                                     .n_known = N_KNOWN,
                                     .population = 1e7,
                                     .top_code = top_code};
    s.degree = malloc((s.frame.n + 1) * sizeof *s.degree);
    return s;
}

/* A sample was moved by its return: what points into it is set here. */
static void settle(sample *s)
{
    s->reports.known = s->known;
    s->reports.size = s->size;
    uc_scaleup_degrees(&s->reports, N_KNOWN, s->degree);
}

static void sample_free(sample *s)
{
    free(s->degree);
    uc_design_clear(&s->design);
    uc_survey_frame_clear(&s->frame);
    uc_survey_frame_clear(&s->sizes);
}

static uc_scaleup_question question_of(const sample *s)
{
    return (uc_scaleup_question){.hidden = s->hidden,
                                 .n_hidden = N_HIDDEN,
                                 .degree = s->degree,
                                 .adjustment = none,
                                 .top_code = INFINITY,
                                 .level = 0.95};
}

static void estimate(const sample *s, const uc_scaleup_question *q,
                     uc_scaleup_estimate out[])
{
    const uc_scaleup_design design = {.design = &s->design};
    uc_error err = {.msg = ""};

    if (uc_scaleup_estimate_sizes(&s->reports, q, &design, out, NULL, &err) != UC_OK)
        fail_msg("%s", err.msg);
}

static void check_sizes(bool weighted, double top_code, const char *design)
{
    sample s = sample_of(weighted, top_code);
    uc_scaleup_estimate e[N_HIDDEN], adjusted[N_HIDDEN];
    uc_scaleup_question q;
    size_t h;

    settle(&s);
    q = question_of(&s);
    estimate(&s, &q, e);
    q.adjustment.degree_ratio.value = 0.8;
    q.adjustment.transmission.value = 0.6;
    estimate(&s, &q, adjusted);
    for (h = 0; h < N_HIDDEN; h++) {
        char call[120], ratio[160], both[160];

        (void)snprintf(call, sizeof call, "nsum.estimator(y=%s)", hidden_names[h]);
        (void)snprintf(both, sizeof both,
                       "nsum.estimator(y=%s,deg.ratio=.8,tx.rate=.6)", hidden_names[h]);
        (void)snprintf(ratio, sizeof ratio,
                       "survey::svyratio(~%s,~d)*N cluster+strata(region)",
                       hidden_names[h]);
        oracle_check(&o, DATASET, design, call, "estimate", NULL, e[h].size, TOL, 0);
        oracle_check(&o, DATASET, design, call, "tot.connections", NULL, e[h].reports,
                     TOL, 0);
        oracle_check(&o, DATASET, design, call, "sum.d.hat", NULL, e[h].degrees, TOL,
                     0);
        oracle_check(&o, DATASET, design, call, "killworth.se", NULL, e[h].killworth_se,
                     TOL, 0);
        oracle_check(&o, DATASET, design, both, "estimate", NULL, adjusted[h].size, TOL,
                     0);
        oracle_check(&o, DATASET, design, ratio, "coef_SE", "coef", e[h].unadjusted,
                     TOL, 0);
        oracle_check(&o, DATASET, design, ratio, "coef_SE", "SE", e[h].se, TOL, 0);
        oracle_check(&o, DATASET, design, ratio, "degf", NULL, e[h].df, TOL, 0);
        /* the binomial error is far too small: as the notes of the reference say */
        assert_true(e[h].se > 1.7 * e[h].killworth_se);
    }
    sample_free(&s);
}

static void test_sizes(void **state)
{
    (void)state;
    oracle_load(&o, "03_nsum.csv");
    check_sizes(false, INFINITY, "raw,weights=none");
    check_sizes(true, INFINITY, "raw,weights=indweight");
    check_sizes(false, 30, "topcode30,weights=none");
    check_sizes(true, 30, "topcode30,weights=indweight");
    oracle_finish(&o, 4 * N_HIDDEN * 8);
    oracle_free(&o);
}

static void test_degrees(void **state)
{
    const double caps[] = {INFINITY, 30};
    const char *const designs[] = {"raw complete.obs", "topcode30 complete.obs"};
    size_t c, i;

    (void)state;
    oracle_load(&o, "03_nsum.csv");
    for (c = 0; c < 2; c++) {
        sample s = sample_of(false, caps[c]);
        double sum = 0, least = INFINITY, most = 0, zero = 0;

        settle(&s);
        for (i = 0; i < s.frame.n; i++) {
            assert_true(s.degree[i] >= 0);
            sum += s.degree[i];
            zero += s.degree[i] <= 0;
            least = s.degree[i] < least ? s.degree[i] : least;
            most = s.degree[i] > most ? s.degree[i] : most;
        }
        oracle_check(&o, DATASET, designs[c], "kp.degree.estimator", "dsummary", "mean",
                     sum / (double)s.frame.n, TOL, 0);
        oracle_check(&o, DATASET, designs[c], "kp.degree.estimator", "dsummary", "n0",
                     zero, TOL, 0);
        oracle_check(&o, DATASET, designs[c], "kp.degree.estimator", "dsummary", "max",
                     most, TOL, 0);
        oracle_check(&o, DATASET, designs[c], "kp.degree.estimator", "dsummary", "min",
                     least, TOL, 1);
        sample_free(&s);
    }
    oracle_finish(&o, 8);
    oracle_free(&o);
}

/* Each known group as if it were not known. */
static void test_leave_one_out(void **state)
{
    const char *const designs[] = {"topcode30,weights=none",
                                   "topcode30,weights=indweight"};
    size_t d, k;

    (void)state;
    oracle_load(&o, "03_nsum.csv");
    for (d = 0; d < 2; d++) {
        sample s = sample_of(d == 1, 30);

        settle(&s);
        for (k = 0; k < N_KNOWN; k++) {
            const char *call = "nsum.internal.validation(kp.method)";
            uc_scaleup_question q = question_of(&s);
            uc_scaleup_estimate e;

            uc_scaleup_degrees(&s.reports, k, s.degree);
            q.hidden = &s.known[k];
            q.n_hidden = 1;
            q.top_code = s.reports.top_code;
            estimate(&s, &q, &e);
            oracle_check(&o, DATASET, designs[d], call, "nsum.holdout.est",
                         known_names[k], e.size, TOL, 0);
            /* The reference prints this sum without weights in both, and keeps in it
             * one respondent who gave no answer for the group (column 7). */
            if (d == 0 && k != 7)
                oracle_check(&o, DATASET, designs[d], call, "d.hat.sum", known_names[k],
                             e.degrees, TOL, 0);
            oracle_check(&o, DATASET, designs[d], call, "killworth.se", known_names[k],
                         e.killworth_se, TOL, 0);
        }
        sample_free(&s);
    }
    oracle_finish(&o, N_KNOWN * 5 - 1);
    oracle_free(&o);
}

/* Rows that answered for every known group. */
static size_t complete_rows(const sample *s, uint32_t rows[])
{
    size_t i, k, n = 0;

    for (i = 0; i < s->frame.n; i++) {
        for (k = 0; k < N_KNOWN && !isnan(s->known[k][i]); k++)
            ;
        if (k == N_KNOWN)
            rows[n++] = (uint32_t)i;
    }
    return n;
}

static void test_other_means(void **state)
{
    const char *design = "topcode30 complete rows unweighted";
    sample s = sample_of(false, 30);
    uint32_t *rows = malloc(s.frame.n * sizeof *rows);
    uc_scaleup_estimate pimle[N_HIDDEN], mos[N_HIDDEN], mos_ratio[N_HIDDEN];
    uc_scaleup_question q;
    size_t h;

    (void)state;
    oracle_load(&o, "03_nsum.csv");
    settle(&s);
    q = question_of(&s);
    q.rows = rows;
    q.n_rows = complete_rows(&s, rows);
    assert_int_equal(q.n_rows, 2405);
    q.method = UC_SCALEUP_SIZE_MEAN;
    estimate(&s, &q, pimle);
    s.reports.degree = UC_SCALEUP_DEGREE_MEAN;
    uc_scaleup_degrees(&s.reports, N_KNOWN, s.degree);
    estimate(&s, &q, mos);
    q.method = UC_SCALEUP_SIZE_RATIO;
    estimate(&s, &q, mos_ratio);
    for (h = 1; h < N_HIDDEN; h++) {
        oracle_check(&o, DATASET, design, "networkscaleup::killworth(PIMLE)", "sizes",
                     hidden_names[h], pimle[h].size, TOL, 0);
        oracle_check(&o, DATASET, design, "own MoS size N*mean_i(y/d) over d>0",
                     "sizes", hidden_names[h], mos[h].size, TOL, 0);
        oracle_check(&o, DATASET, design, "own MoS size ratio N*sum(y)/sum(d)", "sizes",
                     hidden_names[h], mos_ratio[h].size, TOL, 0);
    }
    oracle_check(&o, DATASET, design, "own MoS degree d_i=N*mean_k(y_ik/N_k)",
                 "dmean_n0", "mean", mos_ratio[1].mean_degree, TOL, 0);
    oracle_check(&o, DATASET, design, "own MoS degree d_i=N*mean_k(y_ik/N_k)",
                 "dmean_n0", "n0", (double)mos_ratio[1].n_zero, TOL, 0);
    oracle_finish(&o, 14);
    oracle_free(&o);
    free(rows);
    sample_free(&s);
}

/* Mean degree of each sex and age. */
static void test_degree_of_cells(void **state)
{
    const char *design = "topcode30 complete rows",
               *call = "kp.estimator_(sex x age.cat, total.kp.size=sum(kp), "
                       "alter.popn.size=N)";
    sample s = sample_of(true, 30);
    uint32_t *all = malloc(s.frame.n * sizeof *all),
             *rows = malloc(s.frame.n * sizeof *rows);
    const uc_survey_column *sex = uc_survey_find(&s.frame, "sex", UC_SURVEY_CATEGORY),
                           *age =
                               uc_survey_find(&s.frame, "age.cat", UC_SURVEY_CATEGORY);
    const size_t n_all = complete_rows(&s, all);
    uc_scaleup_question q;
    size_t a, b, i;

    (void)state;
    oracle_load(&o, "03_nsum.csv");
    settle(&s);
    q = question_of(&s);
    q.rows = rows;
    q.n_hidden = 1;
    for (a = 0; a < uc_survey_n_levels(sex); a++)
        for (b = 0; b < uc_survey_n_levels(age); b++) {
            uc_scaleup_estimate e;
            char term[80];

            (void)snprintf(term, sizeof term, "%s|%s",
                           uc_survey_level(sex, (uint32_t)a),
                           uc_survey_level(age, (uint32_t)b));
            q.n_rows = 0;
            for (i = 0; i < n_all; i++)
                if (sex->code[all[i]] == a && age->code[all[i]] == b)
                    rows[q.n_rows++] = all[i];
            estimate(&s, &q, &e);
            oracle_check(&o, DATASET, design, call, "dbar.Fcell.F", term, e.mean_degree,
                         TOL, 0);
            oracle_check(&o, DATASET, design, call, "num.obs.y.kp", term, (double)e.n,
                         TOL, 0);
        }
    oracle_finish(&o, 24);
    oracle_free(&o);
    free(all);
    free(rows);
    sample_free(&s);
}

/* The small example that comes with networkscaleup: three choices of known groups. */
static void test_small_example(void **state)
{
    static const char *const numbers[] = {"V1", "V2", "V3", "V4", "V5", NULL},
                             *const sizes[] = {"size", NULL}, *const no[] = {NULL};
    static const size_t pick[3][4] = {{0, 1, 2, 3}, {0, 1, 3, 0}, {1, 2, 3, 4}};
    static const size_t n_pick[3] = {4, 3, 4};
    static const char *const designs[] = {"known_ind=1+2+3+4", "known_ind=1+2+4",
                                          "known_ind=2+3+4+5"};
    static const char *const targets[] = {"5", "5", "1"};
    const char *data = "networkscaleup::example_data";
    uc_survey_frame frame = oracle_data("nsum_nsup_example_ard", numbers, no);
    uc_survey_frame known = oracle_data("nsum_nsup_example_sizes", sizes, no);
    const uc_design_spec spec = {.n = frame.n};
    uc_design design = design_of(&spec);
    const uc_scaleup_design how = {.design = &design};
    double *degree = malloc(frame.n * sizeof *degree);
    size_t c, k, i;

    (void)state;
    oracle_load(&o, "03_nsum.csv");
    for (c = 0; c < 3; c++) {
        const double *y[4], *hidden = numbers_of(&frame, numbers[targets[c][0] - '1']);
        double size[4], sum = 0;
        uc_scaleup_reports r = {.n = frame.n,
                                .known = y,
                                .size = size,
                                .n_known = n_pick[c],
                                .population = 1e6,
                                .top_code = INFINITY};
        uc_scaleup_question q = {.hidden = &hidden,
                                 .n_hidden = 1,
                                 .degree = degree,
                                 .adjustment = none,
                                 .top_code = INFINITY,
                                 .level = 0.95};
        uc_scaleup_estimate e;

        for (k = 0; k < n_pick[c]; k++) {
            y[k] = numbers_of(&frame, numbers[pick[c][k]]);
            size[k] = numbers_of(&known, "size")[pick[c][k]];
        }
        uc_scaleup_degrees(&r, n_pick[c], degree);
        for (i = 0; i < frame.n; i++)
            sum += degree[i];
        oracle_check(&o, data, designs[c], "killworth degrees", "deg_sum_first3", "sum",
                     sum, TOL, 0);
        oracle_check(&o, data, designs[c], "killworth degrees", "deg_sum_first3", "d3",
                     degree[2], TOL, 0);
        assert_int_equal(uc_scaleup_estimate_sizes(&r, &q, &how, &e, NULL, NULL),
                         UC_OK);
        oracle_check(&o, data, designs[c], "killworth(MLE)", "sizes", targets[c],
                     e.size, TOL, 0);
        q.method = UC_SCALEUP_SIZE_MEAN;
        assert_int_equal(uc_scaleup_estimate_sizes(&r, &q, &how, &e, NULL, NULL),
                         UC_OK);
        oracle_check(&o, data, designs[c], "killworth(PIMLE)", "sizes", targets[c],
                     e.size, TOL, 0);
        assert_true(e.n_zero > 0); /* the reference warns of them */
    }
    oracle_finish(&o, 12);
    oracle_free(&o);
    free(degree);
    uc_design_clear(&design);
    uc_survey_frame_clear(&frame);
    uc_survey_frame_clear(&known);
}

/* -- Replicates ----------------------------------------------------------------------
 */

/* The reference's own 100 rescaled replicates, one by one. */
static void read_scales(const sample *s, double *weight[])
{
    FILE *file = popen(
        "gzip -dc tests/oracle/survey/data/nsum_rescaled_boot_scales_100.csv.gz", "r");
    const size_t size = 1 << 16;
    char *line = malloc(size);
    size_t i, r;

    assert_non_null(file);
    for (i = 0; i < s->frame.n; i++) {
        char *at = line;

        assert_non_null(fgets(line, (int)size, file));
        if (i == 0 && (line[0] < '0' || line[0] > '9'))
            assert_non_null(fgets(line, (int)size, file));
        for (r = 0; r < 100; r++) {
            weight[r][i] = strtod(at, &at);
            at += *at == ',';
        }
    }
    free(line);
    assert_int_equal(pclose(file), 0);
}

static void check_summary(const char *name, double draw[], size_t n)
{
    const char *design = "topcode30, file nsum_rescaled_boot_scales_100";
    double sum = 0, square = 0;
    char call[80];
    size_t r;

    (void)snprintf(call, sizeof call, "bootstrap y=%s", name);
    for (r = 0; r < n; r++)
        sum += draw[r];
    for (r = 0; r < n; r++)
        square += (draw[r] - sum / (double)n) * (draw[r] - sum / (double)n);
    oracle_check(&o, DATASET, design, call, "mean_sd_q", "mean", sum / (double)n, TOL,
                 0);
    oracle_check(&o, DATASET, design, call, "mean_sd_q", "sd",
                 sqrt(square / (double)(n - 1)), TOL, 0);
}

static void test_given_replicates(void **state)
{
    sample s = sample_of(true, 30);
    double *weight[100], *draws = malloc(100 * N_HIDDEN * sizeof *draws);
    uc_replicate_spec spec = {.kind = UC_REPLICATE_GIVEN,
                              .n = 100,
                              .weight = (const double *const *)weight,
                              .factors = true,
                              .scale = 1.0 / 99,
                              .df = 125};
    uc_survey_replicates reps;
    uc_scaleup_estimate e[N_HIDDEN];
    uc_scaleup_question q;
    uc_error err = {.msg = ""};
    size_t r, h;

    (void)state;
    oracle_load(&o, "03_nsum.csv");
    settle(&s);
    for (r = 0; r < 100; r++)
        weight[r] = malloc(s.frame.n * sizeof **weight);
    read_scales(&s, weight);
    if (uc_survey_replicates_make(&spec, &s.design, &reps, &err) != UC_OK)
        fail_msg("%s", err.msg);
    q = question_of(&s);
    assert_int_equal(uc_scaleup_estimate_sizes(
                         &s.reports, &q,
                         &(uc_scaleup_design){.design = &s.design, .reps = &reps}, e,
                         draws, &err),
                     UC_OK);
    for (h = 1; h < N_HIDDEN; h++) {
        double one[100];

        for (r = 0; r < 100; r++)
            one[r] = draws[r * N_HIDDEN + h];
        check_summary(hidden_names[h], one, 100);
    }
    oracle_finish(&o, 8);
    oracle_free(&o);
    uc_survey_replicates_clear(&reps);
    for (r = 0; r < 100; r++)
        free(weight[r]);
    free(draws);
    sample_free(&s);
}

/* Our own rescaled bootstrap agrees with linearisation within Monte-Carlo error: the
 * coefficient of variation of a standard deviation from B replicates is 1/sqrt(2 B),
 * here 1.6 %; ratios of rare reports are skewed, so five of them are allowed. */
static void test_rescaled_bootstrap(void **state)
{
    sample s = sample_of(true, 30);
    const size_t n_reps = 2000;
    uc_replicate_spec spec = {
        .kind = UC_REPLICATE_RAO_WU, .n = n_reps, .seed = 1, .key = 7};
    double *draws = malloc(n_reps * N_HIDDEN * sizeof *draws);
    uc_survey_replicates reps;
    uc_scaleup_estimate boot[N_HIDDEN], line[N_HIDDEN], known[N_HIDDEN];
    uc_scaleup_question q;
    uc_scaleup_design how = {.design = &s.design, .reps = &reps};
    uc_error err = {.msg = ""};
    size_t h;

    (void)state;
    settle(&s);
    q = question_of(&s);
    if (uc_survey_replicates_make(&spec, &s.design, &reps, &err) != UC_OK)
        fail_msg("%s", err.msg);
    estimate(&s, &q, line);
    assert_int_equal(uc_scaleup_estimate_sizes(&s.reports, &q, &how, boot, draws, &err),
                     UC_OK);
    for (h = 0; h < N_HIDDEN; h++) {
        assert_rel(boot[h].size, line[h].size, TOL_EXACT);
        assert_true(fabs(boot[h].se / line[h].se - 1) < 5 / sqrt(2.0 * (double)n_reps));
    }
    /* a factor known with an error widens estimate and draws alike */
    q.adjustment.transmission = (uc_scaleup_factor){0.5, 0.1};
    assert_int_equal(
        uc_scaleup_estimate_sizes(&s.reports, &q, &how, known, draws, &err), UC_OK);
    for (h = 0; h < N_HIDDEN; h++) {
        const double cv2 = 0.2 * 0.2, was = boot[h].se / boot[h].size;
        double sum = 0, square = 0, x;
        size_t r;

        assert_rel(known[h].size, 2 * boot[h].size, TOL_CLOSED);
        assert_rel(known[h].se / known[h].size, sqrt(was * was + cv2), TOL_CLOSED);
        for (r = 0; r < n_reps; r++) {
            x = log(draws[r * N_HIDDEN + h]);
            sum += x;
            square += x * x;
        }
        x = sum / (double)n_reps;
        x = sqrt(square / (double)n_reps - x * x);
        if (h != 2 && h != 3) /* logarithms of very rare reports are far from normal */
            assert_true(fabs(x / sqrt(was * was + log1p(cv2)) - 1) < 0.1);
    }
    uc_survey_replicates_clear(&reps);
    free(draws);
    sample_free(&s);
}

/* -- What must not move it -----------------------------------------------------------
 */

/* Persons counted in thousands: sizes and population scale, and so does the answer. The
 * order of known groups and of hidden ones is nothing. */
static void test_unit_and_order(void **state)
{
    sample s = sample_of(true, 30);
    uc_scaleup_estimate e[N_HIDDEN], other[N_HIDDEN];
    const double *known[N_KNOWN], *hidden[N_HIDDEN];
    double size[N_KNOWN];
    uc_scaleup_question q;
    size_t k, h;

    (void)state;
    settle(&s);
    q = question_of(&s);
    estimate(&s, &q, e);
    for (k = 0; k < N_KNOWN; k++) {
        known[k] = s.known[N_KNOWN - 1 - k];
        size[k] = s.size[N_KNOWN - 1 - k] / 1000;
    }
    for (h = 0; h < N_HIDDEN; h++)
        hidden[h] = s.hidden[N_HIDDEN - 1 - h];
    s.reports.known = known;
    s.reports.size = size;
    s.reports.population /= 1000;
    q.hidden = hidden;
    uc_scaleup_degrees(&s.reports, N_KNOWN, s.degree);
    estimate(&s, &q, other);
    for (h = 0; h < N_HIDDEN; h++) {
        assert_rel(other[N_HIDDEN - 1 - h].size, e[h].size / 1000, TOL_CLOSED);
        assert_rel(other[N_HIDDEN - 1 - h].se, e[h].se / 1000, TOL_CLOSED);
        assert_rel(other[N_HIDDEN - 1 - h].mean_degree, e[h].mean_degree, TOL_CLOSED);
    }
    sample_free(&s);
}

/* A network whose truth is known: everybody's ties fall on groups at random. Over many
 * samples the mean estimate is the truth, and intervals cover it as often as they say.
 */
static void test_simulated_network(void **state)
{
    enum { RESPONDENTS = 300, KNOWN = 6, SAMPLES = 400 };
    const double population = 1e6, truth = 4000, mean = 250;
    const double size[KNOWN] = {2000, 5000, 10000, 20000, 8000, 3000};
    double *y[KNOWN + 1], degree[RESPONDENTS], covered = 0, sum = 0, square = 0;
    const uc_design_spec spec = {.n = RESPONDENTS};
    uc_design design = design_of(&spec);
    size_t t, i, k;

    (void)state;
    for (k = 0; k <= KNOWN; k++)
        y[k] = malloc(RESPONDENTS * sizeof *y[k]);
    for (t = 0; t < SAMPLES; t++) {
        const uc_scaleup_reports r = {.n = RESPONDENTS,
                                      .known = (const double *const *)y,
                                      .size = size,
                                      .n_known = KNOWN,
                                      .population = population,
                                      .top_code = INFINITY};
        const uc_scaleup_question q = {.hidden = (const double *const *)&y[KNOWN],
                                       .n_hidden = 1,
                                       .degree = degree,
                                       .adjustment = none,
                                       .top_code = INFINITY,
                                       .level = 0.95};
        uc_scaleup_estimate e;
        uc_rng rng;

        uc_rng_start(&rng, 5, 1, UC_RNG_SIMULATE, t);
        for (i = 0; i < RESPONDENTS; i++) {
            const double d = mean * uc_draw_gamma(&rng, 2) / 2;

            for (k = 0; k < KNOWN; k++)
                y[k][i] = uc_draw_poisson(&rng, d * size[k] / population);
            y[KNOWN][i] = uc_draw_poisson(&rng, d * truth / population);
        }
        uc_scaleup_degrees(&r, KNOWN, degree);
        assert_int_equal(
            uc_scaleup_estimate_sizes(&r, &q, &(uc_scaleup_design){.design = &design},
                                      &e, NULL, NULL),
            UC_OK);
        assert_int_equal(e.status, UC_SCALEUP_OK);
        sum += e.size;
        square += e.size * e.size;
        covered += fabs(log(e.size / truth)) <= 1.97 * e.se / e.size;
    }
    sum /= SAMPLES;
    /* 400 samples: four standard errors of the mean, and of 95 % (1.1 points each) */
    assert_true(fabs(sum - truth) < 4 * sqrt((square / SAMPLES - sum * sum) / SAMPLES));
    assert_true(covered / SAMPLES > 0.95 - 4 * 0.011 &&
                covered / SAMPLES < 0.95 + 4 * 0.011);
    for (k = 0; k <= KNOWN; k++)
        free(y[k]);
    uc_design_clear(&design);
}

/* -- Outcomes ------------------------------------------------------------------------
 */

static void test_outcomes(void **state)
{
    const double a[] = {0, 0, 3, NAN}, b[] = {0, 2, 1, NAN}, hidden[] = {0, 0, 0, 1},
                 size[] = {100, 300}, *known[] = {a, b}, *asked[] = {hidden};
    const uc_design_spec spec = {.n = 4};
    uc_design design = design_of(&spec);
    uc_scaleup_design how = {.design = &design};
    uc_scaleup_reports r = {.n = 4,
                            .known = known,
                            .size = size,
                            .n_known = 2,
                            .population = 4000,
                            .top_code = INFINITY};
    double degree[4];
    uint32_t first[] = {0};
    uc_scaleup_question q = {.hidden = asked,
                             .n_hidden = 1,
                             .degree = degree,
                             .adjustment = none,
                             .top_code = INFINITY,
                             .level = 0.95};
    uc_scaleup_estimate e;

    (void)state;
    uc_scaleup_degrees(&r, 2, degree);
    assert_rel(degree[1], 20, TOL_EXACT);
    assert_rel(degree[2], 40, TOL_EXACT);
    assert_true(isnan(degree[3]));
    assert_int_equal(uc_scaleup_estimate_sizes(&r, &q, &how, &e, NULL, NULL), UC_OK);
    assert_int_equal(e.status, UC_SCALEUP_NO_REPORTS);
    assert_true(e.size == 0 && isnan(e.se) && isnan(e.unadjusted_se));
    assert_rel(e.upper, -log(0.025) * 4000 / 60, TOL_CLOSED);
    assert_int_equal(e.n, 3);
    assert_int_equal(e.n_zero, 1);
    q.rows = first;
    q.n_rows = 1;
    assert_int_equal(uc_scaleup_estimate_sizes(&r, &q, &how, &e, NULL, NULL), UC_OK);
    assert_int_equal(e.status, UC_SCALEUP_NO_DEGREE);
    assert_true(isnan(e.size) && isnan(e.se) && isnan(e.upper));
    uc_design_clear(&design);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_degrees),
        cmocka_unit_test(test_leave_one_out),
        cmocka_unit_test(test_other_means),
        cmocka_unit_test(test_degree_of_cells),
        cmocka_unit_test(test_small_example),
        cmocka_unit_test(test_given_replicates),
        cmocka_unit_test(test_rescaled_bootstrap),
        cmocka_unit_test(test_unit_and_order),
        cmocka_unit_test(test_simulated_network),
        cmocka_unit_test(test_outcomes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
