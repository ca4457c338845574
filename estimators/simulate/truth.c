/* truth.c - chances of capture histories in a stated population */
#include "estimators/simulate/truth.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/quantile.h"
#include "estimators/mse/bootstrap.h"

/* Equally likely persons, from the least to the most catchable. */
#define N_SHIFTS 21
/* Stays of those who are there at the start, and of those who come later. */
#define N_STAYS  16
#define N_COMING 8
/* Proportional fitting ends when every list has its chance to this, and fails after so
 * many rounds. */
#define FIT_TOL    1e-12
#define FIT_ROUNDS 20000

static bool is_chance(double value)
{
    return value > 0.0 && value < 1.0;
}

static uc_status check_captures(const double capture[], size_t n, size_t n_lists,
                                uc_error *err)
{
    if (n != 1 && n != n_lists)
        return uc_fail(err, UC_EUSAGE, "%zu chances of capture for %zu lists", n,
                       n_lists);
    for (size_t j = 0; j < n; j++)
        if (!is_chance(capture[j]))
            return uc_fail(err, UC_EUSAGE,
                           "a chance of capture must be above 0 and below 1");
    return UC_OK;
}

static uc_status check_parts(const uc_truth_spec *spec, uc_error *err)
{
    double sum = 0.0;
    uc_status status = UC_OK;

    for (size_t k = 0; k < spec->n_classes && status == UC_OK; k++) {
        sum += spec->part[k].share;
        status = check_captures(spec->part[k].capture, spec->part[k].n_captures,
                                spec->n_lists, err);
        if (status == UC_OK && !(spec->part[k].share > 0.0))
            status = uc_fail(err, UC_EUSAGE, "the share of a class must be above 0");
    }
    if (status == UC_OK && spec->n_classes > 0 && fabs(sum - 1.0) > 1e-9)
        status =
            uc_fail(err, UC_EUSAGE, "the shares of the classes sum to %g, not 1", sum);
    return status;
}

static uc_status check_links(const uc_truth_spec *spec, uc_error *err)
{
    for (size_t k = 0; k < spec->n_effects; k++)
        if (spec->effect[k].term >= (uint32_t)1 << spec->n_lists)
            return uc_fail(err, UC_EUSAGE, "an effect names a list above %zu",
                           spec->n_lists);
    for (size_t k = 0; k < spec->n_referrals; k++)
        if (spec->referral[k].from >= spec->n_lists ||
            spec->referral[k].to >= spec->n_lists ||
            spec->referral[k].from == spec->referral[k].to)
            return uc_fail(err, UC_EUSAGE,
                           "a referral must be from one of %zu lists to another",
                           spec->n_lists);
    return UC_OK;
}

uc_status uc_truth_check(const uc_truth_spec *spec, uc_error *err)
{
    uc_status status;

    if (spec->n_lists < 2 || spec->n_lists > UC_MODEL_MAX_LISTS)
        return uc_fail(err, UC_EUSAGE, "%zu lists; from 2 to %d are allowed",
                       spec->n_lists, UC_MODEL_MAX_LISTS);
    if (spec->population < 1 || spec->population > UC_TRUTH_MAX_PERSONS)
        return uc_fail(err, UC_EUSAGE, "the population must be from 1 to %d persons",
                       UC_TRUTH_MAX_PERSONS);
    if (!(spec->spread >= 0.0) || spec->spread > 10.0 || !(spec->stay >= 0.0) ||
        spec->stay > 1000.0)
        return uc_fail(err, UC_EUSAGE,
                       "heterogeneity must be from 0 to 10, stay from 0 to 1000");
    if (!(spec->missed >= 0.0 && spec->missed < 1.0) ||
        !(spec->linked >= 0.0 && spec->linked < 1.0))
        return uc_fail(err, UC_EUSAGE,
                       "shares of linkage errors must be from 0 to below 1");
    status = spec->n_classes > 0
                 ? check_parts(spec, err)
                 : check_captures(spec->capture, spec->n_captures, spec->n_lists, err);
    return status == UC_OK ? check_links(spec, err) : status;
}

/* A kind of person: chances on each list, and how much of the population it is. */
typedef struct person {
    double weight;
    double capture[UC_MODEL_MAX_LISTS];
} person;

/* Scratch and the sum over kinds of persons. */
typedef struct mixture {
    const uc_truth_spec *spec;
    size_t n_cells;
    double *cell; /* n_cells: the chances so far */
    double *one;  /* n_cells: of one kind of person */
    double *odds; /* n_cells: product of the effects within a history */
} mixture;

/* Margin of a list in m->one, whose sum is set too. */
static double margin_of(const mixture *m, size_t list, double *sum)
{
    double on = 0.0;

    *sum = 0.0;
    for (size_t w = 0; w < m->n_cells; w++) {
        *sum += m->one[w];
        on += (w >> list & 1u) != 0 ? m->one[w] : 0.0;
    }
    return on;
}

/* Makes the margin of one list right; returns by how much it was wrong. */
static double fit_list(const mixture *m, size_t list, double chance)
{
    double sum;
    const double on = margin_of(m, list, &sum), off = sum - on;

    if (!(on > 0.0) || !(off > 0.0))
        return INFINITY;
    for (size_t w = 0; w < m->n_cells; w++)
        m->one[w] *= (w >> list & 1u) != 0 ? chance / on : (1.0 - chance) / off;
    return fabs(on / sum - chance);
}

/* Histories with the chances of one kind of person and the stated interactions. */
static bool fit_person(const mixture *m, const person *p)
{
    memcpy(m->one, m->odds, m->n_cells * sizeof *m->one);
    for (unsigned round = 0; round < FIT_ROUNDS; round++) {
        double worst = 0.0;

        for (size_t j = 0; j < m->spec->n_lists; j++)
            worst = fmax(worst, fit_list(m, j, p->capture[j]));
        if (!isfinite(worst))
            return false;
        if (worst <= FIT_TOL)
            return true;
    }
    return false;
}

static bool add_person(const mixture *m, const person *p)
{
    if (!fit_person(m, p))
        return false;
    for (size_t w = 0; w < m->n_cells; w++)
        m->cell[w] += p->weight * m->one[w];
    return true;
}

/* The chances of a person who is there for a part of the period. */
static bool add_stay(const mixture *m, const person *p, double part, double weight)
{
    person there = {.weight = p->weight * weight};

    for (size_t j = 0; j < m->spec->n_lists; j++) {
        const double chance = part >= 1.0
                                  ? p->capture[j]
                                  : 1.0 - uc_exp(part * uc_log(1.0 - p->capture[j]));

        there.capture[j] = fmax(chance, 1e-12);
    }
    return add_person(m, &there);
}

/* Persons who come and go at even rates and stay for exponential times: those there at
 * the start, then those who come. */
static bool add_stays(const mixture *m, const person *p)
{
    const double stay = m->spec->stay, present = stay / (1.0 + stay);
    bool good = true;

    if (!(stay > 0.0))
        return add_person(m, p);
    for (unsigned i = 0; i < N_STAYS && good; i++) {
        const double left = -stay * uc_log(1.0 - (i + 0.5) / N_STAYS);

        good = add_stay(m, p, left, present / N_STAYS);
    }
    for (unsigned a = 0; a < N_COMING && good; a++)
        for (unsigned i = 0; i < N_COMING && good; i++) {
            const double left = -stay * uc_log(1.0 - (i + 0.5) / N_COMING);

            good = add_stay(m, p, fmin(left, 1.0 - (a + 0.5) / N_COMING),
                            (1.0 - present) / (N_COMING * N_COMING));
        }
    return good;
}

/* One class: persons of different catchability. */
static bool add_class(const mixture *m, double share, const double capture[],
                      size_t n_captures)
{
    const unsigned n = m->spec->spread > 0.0 ? N_SHIFTS : 1;
    bool good = true;

    for (unsigned i = 0; i < n && good; i++) {
        const double z = uc_round12(uc_normal_quantile((i + 0.5) / n));
        person p = {.weight = share / n};

        for (size_t j = 0; j < m->spec->n_lists; j++) {
            const double chance = capture[n_captures == 1 ? 0 : j];
            const double odds =
                chance / (1.0 - chance) * (n > 1 ? uc_exp(m->spec->spread * z) : 1.0);

            p.capture[j] = n > 1 ? odds / (1.0 + odds) : chance;
        }
        good = add_stays(m, &p);
    }
    return good;
}

static void set_odds(const mixture *m)
{
    const uc_truth_spec *spec = m->spec;

    for (size_t w = 0; w < m->n_cells; w++) {
        m->odds[w] = 1.0;
        for (size_t k = 0; k < spec->n_effects; k++)
            if ((w & spec->effect[k].term) == spec->effect[k].term)
                m->odds[w] *= spec->effect[k].odds;
    }
}

static void refer(const mixture *m)
{
    for (size_t k = 0; k < m->spec->n_referrals; k++) {
        const uint32_t from = (uint32_t)1 << m->spec->referral[k].from;
        const uint32_t to = (uint32_t)1 << m->spec->referral[k].to;

        for (uint32_t w = 0; w < m->n_cells; w++)
            if ((w & from) != 0 && (w & to) == 0) {
                const double moved = m->spec->referral[k].chance * m->cell[w];

                m->cell[w] -= moved;
                m->cell[w | to] += moved;
            }
    }
}

uc_status uc_truth_of_cells(const uc_truth_spec *spec, const double cell[],
                            uc_truth *truth, uc_error *err)
{
    const size_t n = (size_t)1 << spec->n_lists;
    uc_truth made = {.spec = *spec, .cumulative = malloc(n * sizeof *made.cumulative)};
    double sum = 0.0;

    if (made.cumulative == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu histories", n);
    for (size_t w = 0; w < n; w++)
        made.cumulative[w] = sum += cell[w];
    if (!(sum > 0.0) || !isfinite(sum)) {
        free(made.cumulative);
        return uc_fail(err, UC_EUSAGE, "the histories have no chances");
    }
    for (size_t w = 0; w < n; w++)
        made.cumulative[w] = w + 1 == n ? 1.0 : made.cumulative[w] / sum;
    *truth = made;
    return UC_OK;
}

uc_status uc_truth_make(const uc_truth_spec *spec, uc_truth *truth, uc_error *err)
{
    mixture m = {.spec = spec};
    bool good = true;
    uc_status status = uc_truth_check(spec, err);

    if (status != UC_OK)
        return status;
    m.n_cells = (size_t)1 << spec->n_lists;
    m.cell = calloc(3 * m.n_cells, sizeof *m.cell);
    if (m.cell == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu histories", m.n_cells);
    m.one = m.cell + m.n_cells;
    m.odds = m.one + m.n_cells;
    set_odds(&m);
    if (spec->n_classes == 0)
        good = add_class(&m, 1.0, spec->capture, spec->n_captures);
    for (size_t k = 0; k < spec->n_classes && good; k++)
        good = add_class(&m, spec->part[k].share, spec->part[k].capture,
                         spec->part[k].n_captures);
    refer(&m);
    status = good ? uc_truth_of_cells(spec, m.cell, truth, err)
                  : uc_fail(err, UC_ENUMERIC,
                            "no population has these chances and these effects");
    free(m.cell);
    return status;
}

double uc_truth_chance(const uc_truth *truth, uint32_t history)
{
    const double below = history > 0 ? truth->cumulative[history - 1] : 0.0;

    return truth->cumulative[history] - below;
}

void uc_truth_clear(uc_truth *truth)
{
    free(truth->cumulative);
    *truth = (uc_truth){0};
}
