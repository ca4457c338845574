/* scaleup.c - network scale-up: degrees, sizes and their variances */
#include "estimators/network/scaleup.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/variates.h"

const char *uc_scaleup_status_name(uc_scaleup_status status)
{
    static const char *const names[] = {"ok", "no_reports", "no_degree"};

    return names[status];
}

static double coded(double count, double top_code)
{
    return count > top_code ? top_code : count;
}

void uc_scaleup_degrees(const uc_scaleup_reports *r, size_t left_out, double degree[])
{
    size_t i, k;

    for (i = 0; i < r->n; i++) {
        double above = 0, below = 0;

        for (k = 0; k < r->n_known; k++) {
            const double y = r->known[k][i];

            if (k == left_out || isnan(y))
                continue;
            if (r->degree == UC_SCALEUP_DEGREE_RATIO) {
                above += coded(y, r->top_code);
                below += r->size[k];
            } else {
                above += coded(y, r->top_code) / r->size[k];
                below += 1;
            }
        }
        degree[i] = below > 0 ? r->population * above / below : (double)NAN;
    }
}

/* -- Adjustment ----------------------------------------------------------------------
 */

/* Variance of the logarithm of a log-normal with this coefficient of variation. */
static double log_variance(const uc_scaleup_factor *f)
{
    const double cv = f->se / f->value;

    return uc_log(1 + cv * cv);
}

double uc_scaleup_multiplier(const uc_scaleup_adjustment *a, double *variance)
{
    *variance = log_variance(&a->degree_ratio) + log_variance(&a->transmission) +
                log_variance(&a->frame) + log_variance(&a->precision);
    return a->precision.value /
           (a->frame.value * a->degree_ratio.value * a->transmission.value);
}

double uc_scaleup_draw_multiplier(const uc_scaleup_adjustment *a, uint64_t seed,
                                  uint64_t key, size_t replicate)
{
    double variance;
    const double at = uc_scaleup_multiplier(a, &variance);
    uc_rng rng;

    if (!(variance > 0))
        return at;
    uc_rng_start(&rng, seed, key, UC_RNG_ADJUSTMENT, replicate);
    return at * uc_exp(sqrt(variance) * uc_draw_normal(&rng));
}

double uc_scaleup_killworth(double population, double size, double degrees)
{
    return sqrt(size * (population - size) / degrees);
}

/* -- One group -----------------------------------------------------------------------
 */

/* Respondents of one group's analysis, and what each adds. */
typedef struct work {
    uint32_t *rows;
    size_t n;
    double *y; /* by row: persons known, or N y/d for the mean of ratios */
} work;

static void works_free(work w[], size_t n)
{
    size_t h;

    for (h = 0; w != NULL && h < n; h++) {
        free(w[h].rows);
        free(w[h].y);
    }
    free(w);
}

static uc_status collect(const uc_scaleup_reports *r, const uc_scaleup_question *q,
                         size_t h, work *w, uc_scaleup_estimate *e, uc_error *err)
{
    const double *hidden = q->hidden[h];
    size_t i;

    w->rows = malloc((r->n + 1) * sizeof *w->rows);
    w->y = malloc((r->n + 1) * sizeof *w->y);
    if (w->rows == NULL || w->y == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the scale-up");
    for (i = 0; i < (q->rows != NULL ? q->n_rows : r->n); i++) {
        const uint32_t row = q->rows != NULL ? q->rows[i] : (uint32_t)i;
        const double degree = q->degree[row];

        if (isnan(degree) || isnan(hidden[row]))
            continue;
        e->n_zero += degree <= 0;
        if (degree <= 0 && q->method == UC_SCALEUP_SIZE_MEAN)
            continue;
        w->y[row] = coded(hidden[row], q->top_code);
        if (q->method == UC_SCALEUP_SIZE_MEAN)
            w->y[row] = r->population * w->y[row] / degree;
        w->rows[w->n++] = row;
    }
    e->n = w->n;
    return UC_OK;
}

static void sum_up(const uc_scaleup_question *q, size_t h, const work *w,
                   const double weight[], uc_scaleup_estimate *e)
{
    double people = 0;
    size_t i;

    for (i = 0; i < w->n; i++) {
        const uint32_t row = w->rows[i];

        e->reports += weight[row] * coded(q->hidden[h][row], q->top_code);
        e->degrees += weight[row] * q->degree[row];
        people += weight[row];
    }
    e->mean_degree = people > 0 ? e->degrees / people : (double)NAN;
}

static uc_survey_target target_of(const work *w, const double degree[],
                                  uc_scaleup_size method)
{
    return (uc_survey_target){
        .statistic = method == UC_SCALEUP_SIZE_RATIO ? UC_SURVEY_RATIO : UC_SURVEY_MEAN,
        .y = w->y,
        .x = method == UC_SCALEUP_SIZE_RATIO ? degree : NULL,
        .rows = w->rows,
        .n_rows = w->n};
}

/* Nobody known in the group: the two-sided Poisson limit -log(alpha/2) of persons known
 * among as many independent answers as the weights leave (Kish's factor). */
static double limit_without_reports(const uc_scaleup_reports *r, const work *w,
                                    const double degree[], const uc_design *design,
                                    double level)
{
    double degrees = 0;
    size_t i;

    for (i = 0; i < w->n; i++)
        if (design->weight[w->rows[i]] > 0)
            degrees += degree[w->rows[i]];
    return -uc_log((1 - level) / 2) * r->population *
           uc_design_kish(design, w->rows, w->n) / degrees;
}

static void find_point(const uc_scaleup_reports *r, const uc_scaleup_question *q,
                       size_t h, const work *w, const uc_survey_target *target,
                       const uc_design *design, uc_scaleup_estimate *e)
{
    const double scale = q->method == UC_SCALEUP_SIZE_RATIO ? r->population : 1;

    sum_up(q, h, w, design->weight, e);
    if (!(e->degrees > 0)) {
        e->status = UC_SCALEUP_NO_DEGREE;
        return;
    }
    e->unadjusted = scale * uc_survey_evaluate(target, design->weight);
    if (e->reports > 0) {
        e->killworth_se =
            uc_scaleup_killworth(r->population, e->unadjusted, e->degrees);
    } else {
        e->status = UC_SCALEUP_NO_REPORTS;
        e->upper = limit_without_reports(r, w, q->degree, design, q->level);
    }
}

/* -- Variances -----------------------------------------------------------------------
 */

static uc_status by_taylor(const uc_scaleup_design *d, const work *w,
                           const uc_survey_target *target, double scale,
                           uc_scaleup_estimate *e, uc_error *err)
{
    double value = NAN, v = NAN;
    size_t df = 0;
    uc_status status =
        uc_survey_taylor(d->design, d->calibration, target, 1, &value, &v, err);

    if (status == UC_OK)
        status = uc_design_domain_df(d->design, w->rows, w->n, &df, err);
    e->unadjusted_se = scale * sqrt(v);
    e->df = (double)df;
    return status;
}

/* Replicates of all groups at once, unadjusted, into `draws`. */
static uc_status by_replicates(const uc_scaleup_design *d,
                               const uc_survey_target target[], size_t n, double scale,
                               uc_scaleup_estimate e[], double draws[], uc_error *err)
{
    double *one = malloc((d->reps->n + 1) * sizeof *one), v = NAN;
    uc_status status =
        one != NULL ? UC_OK : uc_fail(err, UC_ENOMEM, "no memory for the scale-up");
    size_t r, h, used = 0;

    if (status == UC_OK)
        status = uc_survey_replicates_run(d->reps, d->again, d->n_again, target, n,
                                          draws, err);
    for (h = 0; status == UC_OK && h < n; h++) {
        for (r = 0; r < d->reps->n; r++) {
            draws[r * n + h] *= scale;
            one[r] = draws[r * n + h];
        }
        status = uc_survey_replicates_variance(d->reps, one, 1, &e[h].unadjusted, &v,
                                               &used, err);
        e[h].unadjusted_se = sqrt(v);
        e[h].n_lost = d->reps->n - used;
        e[h].df = d->reps->df;
    }
    free(one);
    return status;
}

static void adjust(const uc_scaleup_adjustment *a, uc_scaleup_estimate *e)
{
    double variance;
    const double by = uc_scaleup_multiplier(a, &variance);
    const double relative = e->unadjusted_se / e->unadjusted;

    if (e->status != UC_SCALEUP_OK)
        e->unadjusted_se = NAN;
    e->size = e->status != UC_SCALEUP_NO_DEGREE ? by * e->unadjusted : (double)NAN;
    e->se = e->status == UC_SCALEUP_OK
                ? e->size * sqrt(relative * relative + (uc_exp(variance) - 1))
                : (double)NAN;
    e->upper *= by;
    e->killworth_se *= by;
}

static void adjust_draws(const uc_scaleup_question *q, const uc_scaleup_design *d,
                         const uc_scaleup_estimate e[], double draws[])
{
    const uc_replicate_spec *spec = &d->reps->spec;
    size_t r, h;

    for (r = 0; r < d->reps->n; r++) {
        const double by =
            uc_scaleup_draw_multiplier(&q->adjustment, spec->seed, spec->key, r);

        for (h = 0; h < q->n_hidden; h++)
            draws[r * q->n_hidden + h] = e[h].status == UC_SCALEUP_OK
                                             ? draws[r * q->n_hidden + h] * by
                                             : (double)NAN;
    }
}

/* -- All groups ----------------------------------------------------------------------
 */

static uc_status estimate_all(const uc_scaleup_reports *r, const uc_scaleup_question *q,
                              const uc_scaleup_design *d, work w[],
                              uc_survey_target target[], uc_scaleup_estimate e[],
                              double draws[], uc_error *err)
{
    const double scale = q->method == UC_SCALEUP_SIZE_RATIO ? r->population : 1;
    uc_status status = UC_OK;
    size_t h;

    for (h = 0; status == UC_OK && h < q->n_hidden; h++) {
        e[h] = (uc_scaleup_estimate){.unadjusted = NAN,
                                     .unadjusted_se = NAN,
                                     .upper = NAN,
                                     .killworth_se = NAN,
                                     .df = NAN};
        status = collect(r, q, h, &w[h], &e[h], err);
        if (status != UC_OK)
            break;
        target[h] = target_of(&w[h], q->degree, q->method);
        find_point(r, q, h, &w[h], &target[h], d->design, &e[h]);
        if (d->reps == NULL && e[h].status == UC_SCALEUP_OK)
            status = by_taylor(d, &w[h], &target[h], scale, &e[h], err);
    }
    if (status == UC_OK && d->reps != NULL)
        status = by_replicates(d, target, q->n_hidden, scale, e, draws, err);
    for (h = 0; status == UC_OK && h < q->n_hidden; h++)
        adjust(&q->adjustment, &e[h]);
    if (status == UC_OK && d->reps != NULL)
        adjust_draws(q, d, e, draws);
    return status;
}

uc_status uc_scaleup_estimate_sizes(const uc_scaleup_reports *reports,
                                    const uc_scaleup_question *q,
                                    const uc_scaleup_design *design,
                                    uc_scaleup_estimate estimate[], double draws[],
                                    uc_error *err)
{
    const size_t n = q->n_hidden,
                 n_draws = design->reps != NULL ? design->reps->n * n : 0;
    uc_scaleup_estimate *found = malloc((n + 1) * sizeof *found);
    uc_survey_target *target = malloc((n + 1) * sizeof *target);
    double *drawn = malloc((n_draws + 1) * sizeof *drawn);
    work *w = calloc(n + 1, sizeof *w);
    uc_status status = UC_OK;

    if (found == NULL || target == NULL || drawn == NULL || w == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for the scale-up");
    if (status == UC_OK)
        status = estimate_all(reports, q, design, w, target, found, drawn, err);
    if (status == UC_OK)
        memcpy(estimate, found, n * sizeof *found);
    if (status == UC_OK && draws != NULL && n_draws > 0)
        memcpy(draws, drawn, n_draws * sizeof *draws);
    works_free(w, n);
    free(drawn);
    free(target);
    free(found);
    return status;
}
