/* crossed_fit.c - one model of lists and covariates, by Newton's method and EM */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/lattice.h"
#include "estimators/core/ldl.h"
#include "estimators/crossed/crossed.h"
#include "estimators/crossed/internal/fit_parts.h"

#define MAX_STEPS    100
#define MAX_HALVINGS 12
#define MAX_ROUNDS   5000 /* of EM */
/* Half the squared decrement at which one more step is the last: it squares it. */
#define ENOUGH    1e-9
#define EM_ENOUGH 1e-9 /* gain of a round at which EM stops */
/* A step that changes no mean by this share or more shows a finite estimate. */
#define CERTIFICATE (-0.5)

void uc_crossed_fit_free(uc_crossed_fit *fit)
{
    free(fit->count);
    free(fit->margin);
    free(fit->keep);
    free(fit->mu);
    free(fit->hidden);
    free(fit->beta);
    free(fit->column);
    free(fit->place);
    free(fit->h);
    free(fit->all_active);
    free(fit->all_mask);
    memset(fit, 0, sizeof *fit);
}

/* Level of covariate c at a combination; the last covariate turns fastest. */
size_t uc_crossed_level_at(const uc_crossed_table *table, size_t cell, size_t c)
{
    size_t k;

    for (k = table->n_covariates; k-- > c + 1;)
        cell /= table->n_levels[k];
    return cell % table->n_levels[c];
}

/* Number of the levels that a term's covariates have at a combination. */
static size_t group_of(const uc_crossed_table *table, const uc_crossed_term *term,
                       size_t cell)
{
    size_t c, at = 0;

    for (c = 0; c < table->n_covariates; c++)
        if ((term->covariates >> c & 1) != 0)
            at = at * table->n_levels[c] + uc_crossed_level_at(table, cell, c);
    return at;
}

static size_t place_of(const uc_crossed_table *table, const uc_crossed_term *term,
                       size_t cell)
{
    size_t c, at = 0;

    for (c = 0; c < table->n_covariates; c++) {
        const size_t level = uc_crossed_level_at(table, cell, c);

        if ((term->covariates >> c & 1) == 0)
            continue;
        if (level == 0)
            return SIZE_MAX;
        at = at * (table->n_levels[c] - 1) + level - 1;
    }
    return term->first + at;
}

uc_status uc_crossed_fit_alloc(const uc_crossed_table *table,
                               const uc_crossed_terms *terms, uc_crossed_fit *fit,
                               uc_error *err)
{
    const size_t cells = table->n_cells, p = terms->n_columns;
    const size_t all = cells << table->n_lists, stride = uc_ldl_stride(p);
    size_t i, x;

    *fit = (uc_crossed_fit){.table = table, .terms = terms, .stride = stride};
    fit->count = calloc(all, sizeof *fit->count);
    fit->margin = calloc(all, sizeof *fit->margin);
    fit->keep = calloc(all, sizeof *fit->keep);
    fit->mu = calloc(all, sizeof *fit->mu);
    fit->hidden = calloc(cells, sizeof *fit->hidden);
    fit->beta =
        calloc(4 * p + stride + ((size_t)1 << table->n_lists), sizeof *fit->beta);
    fit->column = calloc(2 * p, sizeof *fit->column);
    fit->place = calloc(2 * terms->n * cells, sizeof *fit->place);
    fit->h = calloc(p * stride, sizeof *fit->h);
    fit->all_active = calloc((terms->n + 1) * cells, sizeof *fit->all_active);
    fit->all_mask = calloc(terms->n * cells, sizeof *fit->all_mask);
    if (fit->count == NULL || fit->margin == NULL || fit->keep == NULL ||
        fit->mu == NULL || fit->hidden == NULL || fit->beta == NULL ||
        fit->column == NULL || fit->place == NULL || fit->h == NULL ||
        fit->all_active == NULL || fit->all_mask == NULL) {
        uc_crossed_fit_free(fit);
        return uc_fail(err, UC_ENOMEM, "no memory for lists and covariates");
    }
    fit->inv_d = fit->beta + p;
    fit->score = fit->inv_d + p;
    fit->trial = fit->score + p;
    fit->step = fit->trial + p;
    fit->sum = fit->step + stride;
    fit->local = fit->column + p;
    fit->n_active = fit->all_active + terms->n * cells;
    fit->group = fit->place + terms->n * cells;
    for (i = 0; i < terms->n; i++)
        for (x = 0; x < cells; x++) {
            fit->place[i * cells + x] = place_of(table, &terms->term[i], x);
            fit->group[i * cells + x] = group_of(table, &terms->term[i], x);
        }
    return UC_OK;
}

/* -- Counts ------------------------------------------------------------------------ */

/* Calls for every combination that a row may have. */
static bool fits(const uc_crossed_table *table, size_t row, size_t cell)
{
    size_t c;

    for (c = 0; c < table->n_covariates; c++) {
        const uint32_t level = table->level[row * table->n_covariates + c];

        if (level != UC_CROSSED_MISSING && level != uc_crossed_level_at(table, cell, c))
            return false;
    }
    return true;
}

static size_t cell_of(const uc_crossed_table *table, size_t row)
{
    size_t c, cell = 0;

    for (c = 0; c < table->n_covariates; c++) {
        const uint32_t level = table->level[row * table->n_covariates + c];

        if (level == UC_CROSSED_MISSING)
            return SIZE_MAX;
        cell = cell * table->n_levels[c] + level;
    }
    return cell;
}

/* Divides the people of one row; `even`: in equal parts. @return what they add to the
 * log-likelihood. */
static double divide(uc_crossed_fit *fit, size_t row, bool even)
{
    const uc_crossed_table *table = fit->table;
    const size_t width = uc_crossed_width(fit), w = table->history[row];
    double sum = 0.0;
    size_t x;

    for (x = 0; x < table->n_cells; x++)
        if (fits(table, row, x))
            sum += even ? 1.0 : fit->mu[x * width + w];
    if (!(sum > 0.0))
        return -INFINITY;
    for (x = 0; x < table->n_cells; x++)
        if (fits(table, row, x))
            fit->count[x * width + w] +=
                fit->people[row] * (even ? 1.0 : fit->mu[x * width + w]) / sum;
    return fit->people[row] * uc_log(sum);
}

/* The expected table. @return the log-likelihood of what was observed. */
static double expect(uc_crossed_fit *fit, bool even)
{
    const uc_crossed_table *table = fit->table;
    const size_t width = uc_crossed_width(fit);
    double loglik = 0.0;
    size_t r, x;

    memset(fit->count, 0, table->n_cells * width * sizeof *fit->count);
    for (r = 0; r < table->n_rows; r++) {
        const size_t cell = cell_of(table, r);

        if (!(fit->people[r] > 0.0))
            continue;
        if (cell == SIZE_MAX) {
            loglik += divide(fit, r, even);
        } else {
            const size_t at = cell * width + table->history[r];

            fit->count[at] += fit->people[r];
            loglik += even ? 0.0 : fit->people[r] * uc_log(fit->mu[at]);
        }
    }
    memcpy(fit->margin, fit->count, table->n_cells * width * sizeof *fit->count);
    for (x = 0; x < table->n_cells; x++)
        uc_lattice_superset_sum(table->n_lists, fit->margin + x * width);
    return loglik;
}

void uc_crossed_load(uc_crossed_fit *fit, const double people[])
{
    fit->people = people != NULL ? people : fit->table->people;
    memset(fit->beta, 0, fit->terms->n_columns * sizeof *fit->beta);
    (void)expect(fit, true);
}

/* -- Columns ----------------------------------------------------------------------- */

bool uc_crossed_in_model(const uc_crossed_fit *fit, size_t term)
{
    return term < fit->terms->n_main ||
           (fit->set >> (term - fit->terms->n_main) & 1) != 0;
}

/* Where nobody has a term's lists at some levels of its covariates the means are 0. */
static void drop_empty(uc_crossed_fit *fit, size_t term)
{
    const size_t cells = fit->table->n_cells, width = uc_crossed_width(fit);
    const size_t lists = fit->terms->term[term].lists;
    const size_t *group = fit->group + term * cells;
    double *people = fit->hidden; /* as room: not read before the next means */
    size_t x, w;

    memset(people, 0, cells * sizeof *people);
    for (x = 0; x < cells; x++)
        people[group[x]] += fit->margin[x * width + lists];
    for (x = 0; x < cells; x++)
        for (w = lists; !(people[group[x]] > 0.0) && w < width; w++)
            if ((w & lists) == lists)
                fit->keep[x * width + w] = 0.0;
}

static void choose_columns(uc_crossed_fit *fit)
{
    const size_t cells = fit->table->n_cells, width = uc_crossed_width(fit);
    size_t i, x, k;

    fit->n_columns = 0;
    fit->n_parameters = cells;
    for (i = 0; i < cells * width; i++)
        fit->keep[i] = 1.0;
    for (i = 0; i < fit->terms->n; i++) {
        const uc_crossed_term *term = &fit->terms->term[i];
        const bool in = uc_crossed_in_model(fit, i);

        fit->n_parameters += in ? term->n_columns : 0;
        if (in)
            drop_empty(fit, i);
        for (k = term->first; k < term->first + term->n_columns; k++) {
            double people = 0.0;

            for (x = 0; in && x < cells; x++)
                if (fit->place[i * cells + x] == k)
                    people += fit->margin[x * width + term->lists];
            fit->local[k] = people > 0.0 ? fit->n_columns : SIZE_MAX;
            if (people > 0.0)
                fit->column[fit->n_columns++] = k;
            else
                fit->beta[k] = 0.0;
        }
    }
}

/* Columns of the model at every combination, ascending. */
static void list_active(uc_crossed_fit *fit)
{
    const size_t terms = fit->terms->n, cells = fit->table->n_cells;
    size_t x, i;

    for (x = 0; x < cells; x++) {
        size_t *active = fit->all_active + x * terms, n = 0;
        uint32_t *mask = fit->all_mask + x * terms;

        for (i = 0; i < terms; i++) {
            const size_t k = fit->place[i * cells + x];

            if (!uc_crossed_in_model(fit, i) || k == SIZE_MAX ||
                fit->local[k] == SIZE_MAX)
                continue;
            active[n] = fit->local[k];
            mask[n++] = fit->terms->term[i].lists;
        }
        fit->n_active[x] = n;
    }
}

size_t uc_crossed_active(uc_crossed_fit *fit, size_t cell)
{
    fit->active = fit->all_active + cell * fit->terms->n;
    fit->mask = fit->all_mask + cell * fit->terms->n;
    return fit->n_active[cell];
}

/* -- Newton ------------------------------------------------------------------------ */

/* Means at beta, normed to the people of each combination. @return log-likelihood. */
static double mean_at(uc_crossed_fit *fit)
{
    const uc_crossed_table *table = fit->table;
    const size_t width = uc_crossed_width(fit);
    double loglik = 0.0;
    size_t x, w, a;

    for (x = 0; x < table->n_cells; x++) {
        const size_t n = uc_crossed_active(fit, x);
        const double people = fit->margin[x * width], *keep = fit->keep + x * width;
        double *mu = fit->mu + x * width, most = -INFINITY, z = 0.0, shift;

        memset(fit->sum, 0, width * sizeof *fit->sum);
        for (a = 0; a < n; a++)
            fit->sum[fit->mask[a]] += fit->beta[fit->column[fit->active[a]]];
        uc_lattice_subset_sum(table->n_lists, fit->sum);
        for (w = 1; w < width; w++)
            if (keep[w] > 0.0 && fit->sum[w] > most)
                most = fit->sum[w];
        for (w = 1; w < width; w++)
            mu[w] = fit->sum[w] - most;
        uc_exp_array(width - 1, mu + 1, mu + 1);
        mu[0] = 0.0;
        for (w = 1; w < width; w++)
            z += mu[w] *= keep[w];
        fit->hidden[x] = people > 0.0 ? people * uc_exp(-most) / z : 0.0;
        for (w = 1; w < width; w++)
            mu[w] *= people / z;
        if (!(people > 0.0))
            continue;
        shift = most + uc_log(z / people);
        for (w = 1; w < width; w++)
            if (fit->count[x * width + w] > 0.0)
                loglik += fit->count[x * width + w] * (fit->sum[w] - shift);
    }
    return loglik;
}

/* Score and information at the means. */
void uc_crossed_derive(uc_crossed_fit *fit)
{
    const uc_crossed_table *table = fit->table;
    const size_t width = uc_crossed_width(fit), stride = fit->stride;
    size_t x, a, b;

    memset(fit->score, 0, fit->n_columns * sizeof *fit->score);
    memset(fit->h, 0, fit->n_columns * stride * sizeof *fit->h);
    for (x = 0; x < table->n_cells; x++) {
        const double people = fit->margin[x * width];
        const size_t n = people > 0.0 ? uc_crossed_active(fit, x) : 0;

        if (n == 0)
            continue;
        memcpy(fit->sum, fit->mu + x * width, width * sizeof *fit->sum);
        uc_lattice_superset_sum(table->n_lists, fit->sum);
        for (a = 0; a < n; a++) {
            double *row = fit->h + fit->active[a] * stride;
            const double m = fit->sum[fit->mask[a]], share = m / people;

            fit->score[fit->active[a]] += fit->margin[x * width + fit->mask[a]] - m;
            for (b = a; b < n; b++)
                row[fit->active[b]] += fit->sum[fit->mask[a] | fit->mask[b]] -
                                       share * fit->sum[fit->mask[b]];
        }
    }
}

/* Least change of a mean by a whole step. */
static double least_change(uc_crossed_fit *fit)
{
    const uc_crossed_table *table = fit->table;
    const size_t width = uc_crossed_width(fit);
    double least = 0.0;
    size_t x, w, a;

    for (x = 0; x < table->n_cells; x++) {
        const double people = fit->margin[x * width];
        const size_t n = people > 0.0 ? uc_crossed_active(fit, x) : 0;
        double mean = 0.0;

        memset(fit->sum, 0, width * sizeof *fit->sum);
        for (a = 0; a < n; a++)
            fit->sum[fit->mask[a]] += fit->step[fit->active[a]];
        uc_lattice_subset_sum(table->n_lists, fit->sum);
        for (w = 1; w < width && n > 0; w++)
            mean += fit->mu[x * width + w] * fit->sum[w] / people;
        for (w = 1; w < width && n > 0; w++)
            if (fit->keep[x * width + w] > 0.0)
                least = fmin(least, fit->sum[w] - mean);
    }
    return least;
}

/* Goes along the step, halved until the likelihood does not fall. */
static bool go(uc_crossed_fit *fit)
{
    const size_t n = fit->n_columns;
    const double before = fit->loglik;
    double share = 1.0;
    size_t a;
    int tries;

    for (a = 0; a < n; a++)
        fit->trial[a] = fit->beta[fit->column[a]];
    for (tries = 0; tries < MAX_HALVINGS; tries++, share *= 0.5) {
        for (a = 0; a < n; a++)
            fit->beta[fit->column[a]] = fit->trial[a] + share * fit->step[a];
        fit->loglik = mean_at(fit);
        if (fit->loglik >= before - 1e-13 * fabs(before))
            return true;
    }
    for (a = 0; a < n; a++)
        fit->beta[fit->column[a]] = fit->trial[a];
    fit->loglik = mean_at(fit);
    return false;
}

/* Readies the next step, shortened by `damping` where the likelihood is not as the
 * information says. @return half its squared decrement. */
static double aim(uc_crossed_fit *fit, double damping)
{
    double decrement = 0.0;
    size_t a;

    uc_crossed_derive(fit);
    for (a = 0; a < fit->n_columns; a++)
        fit->h[a * fit->stride + a] *= 1.0 + damping;
    fit->dependent = uc_ldl_factor(fit->n_columns, fit->stride, fit->h,
                                   UC_CROSSED_PIVOT, fit->inv_d, NULL) > 0;
    memcpy(fit->step, fit->score, fit->n_columns * sizeof *fit->step);
    uc_ldl_solve(fit->n_columns, fit->stride, fit->h, fit->inv_d, fit->step);
    for (a = 0; a < fit->n_columns; a++)
        decrement += fit->step[a] * fit->score[a] / 2.0;
    return decrement;
}

static void newton(uc_crossed_fit *fit)
{
    double damping = 0.0;
    int steps;

    fit->converged = fit->certified = false;
    fit->loglik = mean_at(fit);
    for (steps = 0; steps < MAX_STEPS; steps++) {
        const bool last = aim(fit, damping) < ENOUGH && damping < 1.0;

        if (!go(fit)) {
            damping = fmax(1e-4, 10.0 * damping);
            continue;
        }
        damping = damping > 1e-4 ? damping / 10.0 : 0.0;
        if (!last)
            continue;
        (void)aim(fit, 0.0);
        fit->converged = true;
        fit->certified = !fit->dependent && least_change(fit) > CERTIFICATE;
        return;
    }
}

void uc_crossed_fit_model(uc_crossed_fit *fit, uint64_t set)
{
    double last = -INFINITY;
    int round;

    fit->set = set;
    if (fit->table->incomplete)
        (void)expect(fit, true);
    choose_columns(fit);
    list_active(fit);
    newton(fit);
    for (round = 0; fit->table->incomplete && round < MAX_ROUNDS; round++) {
        const double loglik = expect(fit, false);

        newton(fit);
        if (loglik - last < EM_ENOUGH) {
            fit->loglik = loglik;
            break;
        }
        last = loglik;
    }
    fit->converged = fit->converged && round < MAX_ROUNDS;
    fit->loglik -= fit->table->n_people;
}
