/* test_capture.c - oracle, property and unit tests of estimators/capture/capture.h */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/ldl.h"
#include "estimators/capture/capture.h"
#include "estimators/capture/capture_design.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

/* A root found by the reference to 1.2e-4 persons, of tables with 60 persons or more.
 */
#define TOL_ROOT 5e-6

static const char *const sets[] = {"Artificial_3", "HIV",   "Korea",   "Kosovo",
                                   "NewOrl_5",     "UKdat", "UKdat_4", "UKdat_5",
                                   "hare",         "spina"};

/* Rows of closedp.t that print a number without an estimate. */
#define N_NONSENSE 4

#define N_SETS (sizeof sets / sizeof *sets)

/* The model that the reference calls by that name, theta left out. */
static uc_capture_model model_named(const char *name)
{
    static const char *const mixed[] = {"", "Chao", "Poisson", "Darroch", "Gamma"};
    uc_capture_model model = {UC_CAPTURE_M0, UC_ALIKE, 0.0, false};
    const char *blank = strchr(name, ' ');

    if (strcmp(name, "Mb") == 0)
        model.form = UC_CAPTURE_MB;
    else if (strcmp(name, "Mbh") == 0)
        model.form = UC_CAPTURE_MBH;
    else if (strncmp(name, "Mt", 2) == 0)
        model.form = UC_CAPTURE_MT;
    for (unsigned h = 1; blank != NULL && h < 5; h++)
        if (strncmp(blank + 1, mixed[h], strlen(mixed[h])) == 0)
            model.heterogeneity = (uc_heterogeneity)h;
    return model;
}

typedef struct row {
    char name[32];
    double value[7]; /* the columns after the name */
    char info[16];
    bool warned;
} row;

/* Reads a file's next row of n numbers, infoFit, n_skipped columns, and whether
 * anything but quotes follows. */
static bool next_row(FILE *file, size_t n, size_t n_skipped, row *to)
{
    char line[1024], *at = line, *field;

    if (fgets(line, sizeof line, file) == NULL)
        return false;
    line[strcspn(line, "\r\n")] = '\0';
    (void)snprintf(to->name, sizeof to->name, "%s", published_field(&at));
    for (size_t i = 0; i < n; i++) {
        field = published_field(&at);
        to->value[i] = strcmp(field, "NA") == 0 ? NAN : strtod(field, NULL);
    }
    (void)snprintf(to->info, sizeof to->info, "%s", published_field(&at));
    for (size_t i = 0; i < n_skipped; i++)
        (void)published_field(&at);
    to->warned = at != NULL && at[strspn(at, "\",")] != '\0';
    return true;
}

static FILE *open_rows(const char *kind, const char *set)
{
    char path[128], line[1024];
    FILE *file;

    (void)snprintf(path, sizeof path, "tests/oracle/rcapture/%s_%s.csv", kind, set);
    file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL) /* the header */
        fail_msg("%s cannot be read", path);
    return file;
}

static uc_capture_fit fit_model(const uc_dense *table, const uc_capture_model *model)
{
    uc_capture_ws ws = {0};
    uc_capture_fit fit;
    uc_error err = {.msg = ""};

    if (uc_capture_fit_table(&ws, table, model, &fit, &err) != UC_OK)
        fail_msg("%s", err.msg);
    uc_capture_ws_free(&ws);
    return fit;
}

/* -- The reference's standard errors ------------------------------------------------
 */

/* Our own agree with the reference's this far: its glm stops when the deviance stands
 * still to 1e-8 and takes the weights of the step before, which are less exact. What it
 * prints is reproduced below by doing the same, to TOL_ORACLE. */
#define TOL_LAGGED 2e-4

/* R's glm.fit on `n_rows` rows from mu = y + 0.1: coefficients, and the inverse of the
 * information of the last but one iterate. */
static void reference_glm(const uc_glm_design *d, const size_t column[], size_t p,
                          const double y[], double beta[], double inverse[])
{
    const size_t stride = uc_ldl_stride(p);
    double *mu = malloc(2 * d->n_rows * sizeof *mu), *eta = mu + d->n_rows;
    double h[32 * 32], b[32], inv_d[32], old = INFINITY, now = INFINITY;

    for (size_t r = 0; r < d->n_rows; r++) {
        mu[r] = y[r] + 0.1;
        eta[r] = log(mu[r]);
    }
    for (unsigned step = 0; step < 26; step++) {
        now = 0.0;
        for (size_t r = 0; r < d->n_rows; r++)
            now +=
                2.0 * ((y[r] > 0.0 ? y[r] * log(y[r] / mu[r]) : 0.0) - (y[r] - mu[r]));
        if (fabs(now - old) / (fabs(now) + 0.1) < 1e-8)
            break;
        old = now;
        memset(h, 0, sizeof h);
        memset(b, 0, sizeof b);
        for (size_t r = 0; r < d->n_rows; r++) {
            const double *x = d->x + r * d->n_columns;
            const double z = eta[r] - d->offset[r] + (y[r] - mu[r]) / mu[r];

            for (size_t i = 0; i < p; i++) {
                b[i] += mu[r] * z * x[column[i]];
                for (size_t j = i; j < p; j++)
                    h[i * stride + j] += mu[r] * x[column[i]] * x[column[j]];
            }
        }
        (void)uc_ldl_factor(p, stride, h, 0.0, inv_d, NULL);
        for (size_t c = 0; c < p; c++)
            uc_ldl_inverse_column(p, stride, h, inv_d, c, inverse + c * 32);
        uc_ldl_solve(p, stride, h, inv_d, b);
        memcpy(beta, b, p * sizeof *beta);
        for (size_t r = 0; r < d->n_rows; r++) {
            eta[r] = d->offset[r];
            for (size_t i = 0; i < p; i++)
                eta[r] += beta[i] * d->x[r * d->n_columns + column[i]];
            mu[r] = exp(eta[r]);
        }
    }
    free(mu);
}

/* The reference's delta method for Mb and Mbh; with v4 of Mbh as it is there, where the
 * first term lacks the factor 1 + ratio. */
static double reference_behaviour(const uc_capture_model *model, unsigned n_lists,
                                  const double b[], const double inverse[])
{
    const bool apart = model->form == UC_CAPTURE_MBH;
    const double t = n_lists, e1 = exp(b[apart ? 2 : 1]), e2 = exp(b[apart ? 3 : 2]);
    const double d = 1.0 + e2 - e1;
    double v[4], n, sum = 0.0;

    if (apart) {
        const double ratio = exp(b[1]) * e1 / d,
                     scale = exp(b[0]) * pow(1.0 + e2, t - 1.0);

        n = scale * (1.0 + ratio);
        v[0] = n;
        v[1] = scale * ratio;
        v[2] = scale * (ratio + ratio * e1 / d);
        v[3] = scale * ((t - 1.0) * e2 / (1.0 + e2) - ratio * e2 / d);
    } else {
        n = exp(b[0]) * pow(1.0 + e2, t) / d;
        v[0] = n;
        v[1] = n * e1 / d;
        v[2] = n * (t * e2 / (1.0 + e2) - e2 / d);
    }
    for (size_t i = 0; i < (apart ? 4 : 3); i++)
        for (size_t j = 0; j < (apart ? 4 : 3); j++)
            sum += v[i] * v[j] * inverse[i * 32 + j];
    return sqrt(sum - n);
}

/* One row a history, as closedp.t has them. */
static uc_glm_design by_history(const uc_glm_design *grouped,
                                const uc_capture_model *model, const uc_dense *table)
{
    uc_glm_design d;

    assert_int_equal(
        uc_glm_design_alloc(table->n_cells - 1, grouped->n_columns, &d, NULL), UC_OK);
    d.first_positive = grouped->first_positive;
    for (size_t w = 1; w < table->n_cells; w++)
        memcpy(d.x + (w - 1) * d.n_columns,
               grouped->x +
                   uc_capture_row(model, table->n_lists, (uint32_t)w) * d.n_columns,
               d.n_columns * sizeof *d.x);
    return d;
}

/* What closedp.t (histories) or closedp.0 prints as the standard error. */
static double reference_std_error(const uc_dense *table, const uc_capture_model *model,
                                  bool histories)
{
    uc_glm_design grouped, d;
    double beta[32], inverse[32 * 32], *y = calloc(table->n_cells, sizeof *y), hidden;
    size_t column[32], p, at;

    assert_int_equal(uc_capture_design(model, table->n_lists, &grouped, NULL), UC_OK);
    d = grouped;
    if (histories) {
        d = by_history(&grouped, model, table);
        memcpy(y, table->count + 1, (table->n_cells - 1) * sizeof *y);
    } else {
        uc_capture_counts(model, table, y, d.n_rows);
    }
    p = d.n_columns;
    for (size_t i = 0; i < p; i++)
        column[i] = i;
    do {
        reference_glm(&d, column, p, y, beta, inverse);
        for (at = 0; at < p; at++)
            if (column[at] >= d.first_positive && beta[at] < 0.0)
                break;
        if (at < p) {
            memmove(column + at, column + at + 1, (p - at - 1) * sizeof *column);
            p--;
            at = 0;
        } else {
            at = SIZE_MAX;
        }
    } while (at != SIZE_MAX);
    hidden = exp(beta[0]);
    hidden = model->form >= UC_CAPTURE_MB
                 ? reference_behaviour(model, table->n_lists, beta, inverse)
                 : sqrt(hidden + hidden * hidden * inverse[0]);
    if (histories)
        uc_glm_design_free(&d);
    uc_glm_design_free(&grouped);
    free(y);
    return hidden;
}

/* -- The oracle ------------------------------------------------------------------- */

/* Within the tolerance, or so near 0 that the reference's rounding is all there is. */
static void agree(const char *set, const row *r, const char *what, double got,
                  double want, double tol)
{
    if (fabs(got - want) <= tol * fabs(want) || fabs(got - want) <= 1e-8)
        return;
    fail_msg("%s %s: %s is %.12g, want %.12g", set, r->name, what, got, want);
}

static size_t n_nonsense;

/* Numbers printed where there is no estimate: fewer persons than were observed, or, to
 * seven digits, none that were not. They must be outcomes here. */
static bool is_nonsense(const uc_dense *table, const row *r, const uc_capture_fit *fit)
{
    if (r->value[0] > table->n_people * (1.0 + 1e-6))
        return false;
    assert_int_equal(fit->status, r->value[0] < table->n_people
                                      ? UC_MSE_OUT_OF_RANGE
                                      : UC_MSE_NO_FINITE_ESTIMATE);
    assert_true(isnan(fit->estimate) && isnan(fit->hidden) && isnan(fit->std_error));
    return true;
}

static size_t check_histories(const char *set)
{
    uc_dense table = published_table(set);
    FILE *file = open_rows("closedp_t", set);
    size_t n = 0;
    row r;

    while (next_row(file, 6, 1, &r)) {
        const uc_capture_model model = model_named(r.name);
        const uc_capture_fit fit = fit_model(&table, &model);

        if (strcmp(r.info, "0") != 0 || r.warned)
            continue;
        n++;
        if (is_nonsense(&table, &r, &fit)) {
            n_nonsense++;
            if (fit.status == UC_MSE_NO_FINITE_ESTIMATE)
                continue;
        } else {
            if (fit.status != UC_MSE_OK)
                fail_msg("%s %s: %s, want %g", set, r.name,
                         uc_mse_status_name(fit.status), r.value[0]);
            agree(set, &r, "abundance", fit.estimate, r.value[0], TOL_ORACLE);
            agree(set, &r, "stderr done its way",
                  reference_std_error(&table, &model, true), r.value[1], TOL_ORACLE);
            if (model.form != UC_CAPTURE_MBH)
                agree(set, &r, "stderr", fit.std_error, r.value[1], TOL_LAGGED);
        }
        agree(set, &r, "deviance", fit.deviance, r.value[2], TOL_ORACLE);
        agree(set, &r, "df", (double)fit.df, r.value[3], 0.0);
        agree(set, &r, "AIC", fit.aic, r.value[4], TOL_ORACLE);
        agree(set, &r, "BIC", fit.bic, r.value[5], TOL_ORACLE);
    }
    (void)fclose(file);
    uc_dense_free(&table);
    return n;
}

static void every_converged_model_agrees(void **state)
{
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < N_SETS; i++)
        n += check_histories(sets[i]);
    assert_in_range(n, 90, 120);
    assert_int_equal(n_nonsense, N_NONSENSE);
}

static void every_converged_frequency_model_agrees(void **state)
{
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < N_SETS; i++) {
        uc_dense table = published_table(sets[i]);
        FILE *file = open_rows("closedp_0", sets[i]);
        row r;

        while (next_row(file, 6, 0, &r)) {
            const uc_capture_model model = model_named(r.name);
            const uc_capture_fit fit = fit_model(&table, &model);

            if (strcmp(r.info, "0") != 0 || is_nonsense(&table, &r, &fit))
                continue;
            agree(sets[i], &r, "abundance", fit.estimate, r.value[0], TOL_ORACLE);
            agree(sets[i], &r, "stderr done its way",
                  reference_std_error(&table, &model, false), r.value[1], TOL_ORACLE);
            agree(sets[i], &r, "stderr", fit.std_error, r.value[1], TOL_LAGGED);
            agree(sets[i], &r, "deviance", fit.frequency_deviance, r.value[2],
                  TOL_ORACLE);
            agree(sets[i], &r, "df", (double)fit.frequency_df, r.value[3], 0.0);
            agree(sets[i], &r, "AIC", fit.frequency_aic, r.value[4], TOL_ORACLE);
            agree(sets[i], &r, "BIC", fit.frequency_bic, r.value[5], TOL_ORACLE);
            n++;
        }
        (void)fclose(file);
        uc_dense_free(&table);
    }
    assert_in_range(n, 40, 50);
}

static void check_corrected(const char *set, const uc_dense *table, const row *r)
{
    const double tol = strcmp(r->name, "Mt") == 0 ? TOL_ROOT : TOL_ORACLE;
    uc_capture_model model = model_named(r->name);
    uc_capture_fit fit;

    model.corrected = true;
    fit = fit_model(table, &model);
    if (isnan(r->value[0])) {
        assert_int_equal(fit.status, UC_MSE_NOT_CORRECTED);
    } else if (!is_nonsense(table, r, &fit)) {
        agree(set, r, "abundance", fit.estimate, r->value[0], tol);
        agree(set, r, "stderr", fit.std_error, r->value[1], TOL_LAGGED);
    }
    assert_true(isnan(fit.aic));
}

static void every_corrected_model_agrees(void **state)
{
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < N_SETS; i++) {
        uc_dense table = published_table(sets[i]);
        FILE *file = open_rows("closedp_bc", sets[i]);
        row r;

        while (next_row(file, 2, 0, &r))
            if (strcmp(r.info, "1") != 0) {
                check_corrected(sets[i], &table, &r);
                n++;
            }
        (void)fclose(file);
        uc_dense_free(&table);
    }
    assert_in_range(n, 80, 110);
}

/* -- Properties ------------------------------------------------------------------- */

/* The first captures from the second occasion on decide Mbh alone, a geometric sequence
 * with standard error sqrt(v'Vv - N). */
static void generalised_removal_has_the_error_of_its_geometric_part(void **state)
{
    const uc_capture_model model = {.form = UC_CAPTURE_MBH};

    (void)state;
    for (size_t i = 0; i < N_SETS; i++) {
        uc_dense table = published_table(sets[i]);
        const uc_capture_fit fit = fit_model(&table, &model);
        const size_t t = table.n_lists;
        double first[16] = {0}, q, all, v[2];
        uc_glm_design d;
        uc_glm g = {0};

        for (size_t w = 1; w < table.n_cells; w++)
            first[__builtin_ctzll(w)] += table.count[w];
        assert_int_equal(uc_glm_design_alloc(t - 1, 2, &d, NULL), UC_OK);
        assert_int_equal(uc_glm_reserve(&g, t - 1, 2, NULL), UC_OK);
        for (size_t u = 0; u + 1 < t; u++) {
            d.x[2 * u] = 1.0;
            d.x[2 * u + 1] = (double)u;
        }
        assert_int_equal(uc_glm_fit(&g, &d, first + 1, false, NULL), UC_OK);
        uc_glm_variance(&g, &d);
        q = exp(g.beta[1]);
        all = exp(g.beta[0]) / (1.0 - q);
        v[0] = all;
        v[1] = all * q / (1.0 - q);
        assert_int_equal(fit.status, q < 1.0 ? UC_MSE_OK : UC_MSE_OUT_OF_RANGE);
        if (q < 1.0) {
            assert_rel(fit.estimate, first[0] + all, TOL_CLOSED);
            assert_rel(fit.std_error,
                       sqrt(v[0] * v[0] * uc_glm_covariance(&g, 0, 0) +
                            2 * v[0] * v[1] * uc_glm_covariance(&g, 0, 1) +
                            v[1] * v[1] * uc_glm_covariance(&g, 1, 1) - all),
                       1e-6);
        }
        uc_glm_free(&g);
        uc_glm_design_free(&d);
        uc_dense_free(&table);
    }
}

/* Nothing but Mb and Mbh knows which list is which. */
static void lists_may_be_renumbered(void **state)
{
    static const unsigned to[] = {4, 2, 0, 3, 1};
    uc_dense table = published_table("NewOrl_5"), other = relabelled(&table, to);

    (void)state;
    for (unsigned form = 0; form < 2; form++)
        for (unsigned h = 0; h < 5; h++)
            for (unsigned corrected = 0; corrected < 2; corrected++) {
                const uc_capture_model model = {
                    (uc_capture_form)form, (uc_heterogeneity)h, 0.0, corrected == 1};
                const uc_capture_fit a = fit_model(&table, &model);
                const uc_capture_fit b = fit_model(&other, &model);

                assert_int_equal(a.status, b.status);
                if (a.status != UC_MSE_OK)
                    continue;
                assert_rel(a.estimate, b.estimate, TOL_CLOSED);
                assert_rel(a.std_error, b.std_error, TOL_CLOSED);
            }
    uc_dense_free(&table);
    uc_dense_free(&other);
}

/* Mt is the log-linear model of independent lists, which another engine fits. */
static void occasions_alone_are_the_main_effects(void **state)
{
    const uc_capture_model model = {.form = UC_CAPTURE_MT};

    (void)state;
    for (size_t i = 1; i < N_SETS; i++) {
        uc_dense table = published_table(sets[i]);
        const uc_capture_fit fit = fit_model(&table, &model);
        const uc_loglin_fit main_effects = fit_of(&table, "[1]");

        assert_rel(fit.estimate, main_effects.estimate, TOL_CLOSED);
        assert_rel(fit.bic, main_effects.bic, TOL_CLOSED);
        assert_rel(fit.deviance, main_effects.deviance, TOL_CLOSED);
        uc_dense_free(&table);
    }
}

/* Means of a model without noise, with whole numbers where they can be: the estimate is
 * the truth. 10,000 persons, four occasions, p = 0.2, 0.6 after a first capture. */
static void expected_counts_give_the_truth_back(void **state)
{
    const uc_capture_model mb = {.form = UC_CAPTURE_MB};
    double count[16] = {0};
    uc_dense table;
    uc_capture_fit fit;

    (void)state;
    for (uint32_t w = 1; w < 16; w++) {
        const unsigned u = (unsigned)__builtin_ctz(w);

        count[w] = 1e4 * 0.2 * pow(0.8, u);
        for (unsigned j = u + 1; j < 4; j++)
            count[w] *= w >> j & 1u ? 0.6 : 0.4;
    }
    table = table_of(4, count);
    fit = fit_model(&table, &mb);
    assert_int_equal(fit.status, UC_MSE_OK);
    assert_rel(fit.estimate, 1e4, 1e-8);
    assert_rel(fit.chance, 0.2, 1e-8);
    assert_rel(fit.again, 0.6, 1e-8);
    uc_dense_free(&table);
}

/* Theta changes the answer, and a name says which it was. */
static void theta_is_felt_and_named(void **state)
{
    const uc_capture_model two = {UC_CAPTURE_MT, UC_POISSON, 0.0, false};
    const uc_capture_model three = {UC_CAPTURE_MT, UC_POISSON, 3.0, false};
    const uc_capture_model small = {UC_CAPTURE_M0, UC_GAMMA, 0.5, true};
    uc_dense table = published_table("HIV");
    char name[64];

    (void)state;
    assert_true(fit_model(&table, &three).estimate < fit_model(&table, &two).estimate);
    uc_capture_name(&two, name, sizeof name);
    assert_string_equal(name, "Mth Poisson(2)");
    uc_capture_name(&small, name, sizeof name);
    assert_string_equal(name, "Mh Gamma(0.5), bias-corrected");
    uc_dense_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_converged_model_agrees),
        cmocka_unit_test(every_converged_frequency_model_agrees),
        cmocka_unit_test(every_corrected_model_agrees),
        cmocka_unit_test(generalised_removal_has_the_error_of_its_geometric_part),
        cmocka_unit_test(lists_may_be_renumbered),
        cmocka_unit_test(occasions_alone_are_the_main_effects),
        cmocka_unit_test(expected_counts_give_the_truth_back),
        cmocka_unit_test(theta_is_felt_and_named),
    };
    return cmocka_run_group_tests_name("capture", tests, NULL, NULL);
}
