/* successive.c - inclusion probabilities of successive sampling
 *
 * A population is made up from the sample, each class of degree blown up by the present
 * probabilities; that population has new probabilities, by quadrature or by drawing
 * samples from it one person after the other in proportion to degree among those left.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/network/internal/inclusion.h"
#include "estimators/network/rds.h"

/* A relative change of all probabilities below this ends the iteration. */
#define CONVERGED 1e-10

/* Proposals in a row that may be refused. */
#define MOST_REFUSED 1000

/* A class: everybody of one degree. */
typedef struct classes {
    size_t n;
    double *degree;    /* ascending */
    double *in_sample; /* persons of the sample */
    double *probability;
    double *wanted; /* persons of the population, before rounding */
    uint64_t *in_population, *left, *drawn;
    double *cut; /* alias table: stay below, else go to `other` */
    uint32_t *other, *pile;
    uint32_t *of_person; /* n of the sample */
} classes;

static void classes_free(classes *c)
{
    free(c->degree);
    free(c->in_sample);
    free(c->probability);
    free(c->wanted);
    free(c->in_population);
    free(c->left);
    free(c->drawn);
    free(c->cut);
    free(c->other);
    free(c->pile);
    free(c->of_person);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static uc_status classes_make(const double degree[], size_t n, classes *c,
                              uc_error *err)
{
    size_t i, k;

    memset(c, 0, sizeof *c);
    c->degree = malloc((n + 1) * sizeof *c->degree);
    c->in_sample = calloc(n + 1, sizeof *c->in_sample);
    c->probability = calloc(n + 1, sizeof *c->probability);
    c->wanted = calloc(n + 1, sizeof *c->wanted);
    c->in_population = calloc(n + 1, sizeof *c->in_population);
    c->left = calloc(n + 1, sizeof *c->left);
    c->drawn = calloc(n + 1, sizeof *c->drawn);
    c->cut = calloc(n + 1, sizeof *c->cut);
    c->other = calloc(n + 1, sizeof *c->other);
    c->pile = calloc(n + 1, sizeof *c->pile);
    c->of_person = malloc((n + 1) * sizeof *c->of_person);
    if (c->degree == NULL || c->in_sample == NULL || c->probability == NULL ||
        c->wanted == NULL || c->in_population == NULL || c->left == NULL ||
        c->drawn == NULL || c->cut == NULL || c->other == NULL || c->pile == NULL ||
        c->of_person == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for successive sampling");
    memcpy(c->degree, degree, n * sizeof *degree);
    qsort(c->degree, n, sizeof *c->degree, by_value);
    for (i = 0; i < n; i++)
        if (i == 0 || c->degree[i] > c->degree[c->n - 1])
            c->degree[c->n++] = c->degree[i];
    for (i = 0; i < n; i++) {
        const double *at =
            bsearch(&degree[i], c->degree, c->n, sizeof *c->degree, by_value);

        k = (size_t)(at - c->degree);
        c->of_person[i] = (uint32_t)k;
        c->in_sample[k] += 1;
    }
    for (k = 0; k < c->n; k++)
        c->probability[k] = c->degree[k];
    return UC_OK;
}

/* Whole persons in each class: at least those of the sample, the rest by largest
 * remainder. */
static void make_population(classes *c, double population)
{
    const uint64_t all = (uint64_t)population;
    uint64_t given = 0;
    double total = 0;
    size_t k, best;

    for (k = 0; k < c->n; k++)
        total += c->in_sample[k] / c->probability[k];
    for (k = 0; k < c->n; k++) {
        c->wanted[k] = population * (c->in_sample[k] / c->probability[k]) / total;
        c->in_population[k] = (uint64_t)c->wanted[k];
        if ((double)c->in_population[k] < c->in_sample[k])
            c->in_population[k] = (uint64_t)c->in_sample[k];
        given += c->in_population[k];
    }
    while (given != all) {
        for (best = c->n, k = 0; k < c->n; k++) {
            const double gap = c->wanted[k] - (double)c->in_population[k];
            const double now =
                best < c->n ? c->wanted[best] - (double)c->in_population[best] : 0;

            if (given > all && (double)c->in_population[k] <= c->in_sample[k])
                continue;
            if (best == c->n || (given < all ? gap > now : gap < now))
                best = k;
        }
        if (best == c->n)
            break;
        c->in_population[best] += given < all ? 1 : (uint64_t)-1;
        given += given < all ? 1 : (uint64_t)-1;
    }
}

/* Alias table of classes in proportion to persons times degree (Walker 1977; Vose 1991
 * IEEE Trans. Software Eng. 17:972). `wanted` is room here; the small ones stand at the
 * start of `pile`, the large ones at its end. */
static void make_alias(classes *c)
{
    double total = 0;
    size_t k, n_small = 0, large = c->n;

    for (k = 0; k < c->n; k++)
        total += (double)c->in_population[k] * c->degree[k];
    for (k = 0; k < c->n; k++) {
        c->wanted[k] =
            (double)c->in_population[k] * c->degree[k] * (double)c->n / total;
        c->cut[k] = 1;
        c->other[k] = (uint32_t)k;
        if (c->wanted[k] < 1)
            c->pile[n_small++] = (uint32_t)k;
        else
            c->pile[--large] = (uint32_t)k;
    }
    while (n_small > 0 && large < c->n) {
        const uint32_t s = c->pile[--n_small], l = c->pile[large];

        c->cut[s] = c->wanted[s];
        c->other[s] = l;
        c->wanted[l] -= 1 - c->wanted[s];
        if (c->wanted[l] < 1) {
            large++;
            c->pile[n_small++] = l;
        }
    }
}

static uint32_t draw_class(const classes *c, uc_rng *rng)
{
    const double u = uc_rng_uniform(rng) * (double)c->n;
    const uint32_t k = (uint32_t)u;

    return u - k < c->cut[k] ? k : c->other[k];
}

/* A class in proportion to degree times the persons left, by the sum over classes. */
static uint32_t draw_left(const classes *c, uc_rng *rng)
{
    double total = 0, u;
    size_t k, last = 0;

    for (k = 0; k < c->n; k++)
        total += (double)c->left[k] * c->degree[k];
    u = total * uc_rng_uniform(rng);
    for (k = 0; k < c->n; k++) {
        if (c->left[k] == 0)
            continue;
        last = k;
        u -= (double)c->left[k] * c->degree[k];
        if (u < 0)
            break;
    }
    return (uint32_t)last;
}

static bool is_taken(const classes *c, uint32_t k, uc_rng *rng)
{
    return c->left[k] == c->in_population[k] ||
           uc_rng_below(rng, (uint32_t)c->in_population[k]) < c->left[k];
}

/* A class proposed by its persons at the start and taken by the share of them that is
 * left. When those of nearly all the weight are gone, proposals are refused for ever:
 * then what is left is summed. Both draw from one law. */
static uint32_t draw_next(const classes *c, uc_rng *rng)
{
    size_t tries;

    for (tries = 0; tries < MOST_REFUSED; tries++) {
        const uint32_t k = draw_class(c, rng);

        if (is_taken(c, k, rng))
            return k;
    }
    return draw_left(c, rng);
}

/* One sample of n. */
static void draw_sample(classes *c, size_t n, uc_rng *rng)
{
    size_t i;

    memcpy(c->left, c->in_population, c->n * sizeof *c->left);
    for (i = 0; i < n; i++) {
        const uint32_t k = draw_next(c, rng);

        c->left[k]--;
        c->drawn[k]++;
    }
}

/* How often each class was drawn, in whole persons. */
static void simulate(classes *c, size_t n, const uc_rds_successive *how,
                     size_t n_samples, uc_rng *rng)
{
    size_t s, k;

    make_population(c, how->population);
    make_alias(c);
    memset(c->drawn, 0, c->n * sizeof *c->drawn);
    for (s = 0; s < n_samples; s++)
        draw_sample(c, n, rng);
    for (k = 0; k < c->n; k++)
        c->probability[k] = ((double)c->drawn[k] + 1) /
                            ((double)n_samples * (double)c->in_population[k] + 1);
}

/* One step; returns the largest relative change. */
static double iterate(classes *c, size_t n, const uc_rds_successive *how, uc_rng *rng)
{
    double total = 0, change = 0;
    size_t k;

    if (how->n_samples > 0) {
        simulate(c, n, how, how->n_samples, rng);
        return INFINITY;
    }
    for (k = 0; k < c->n; k++)
        total += c->in_sample[k] / c->probability[k];
    for (k = 0; k < c->n; k++)
        c->wanted[k] = how->population * (c->in_sample[k] / c->probability[k]) / total;
    memcpy(c->cut, c->probability, c->n * sizeof *c->cut);
    if (!uc_inclusion_by_quadrature(c->degree, c->wanted, c->n, (double)n,
                                    c->probability)) {
        simulate(c, n, how, UC_RDS_FEW_SAMPLES, rng);
        return INFINITY;
    }
    for (k = 0; k < c->n; k++)
        change = fmax(change, fabs(c->probability[k] / c->cut[k] - 1));
    return change;
}

uc_status uc_rds_inclusion(const double degree[], size_t n,
                           const uc_rds_successive *how, uc_rng *rng,
                           double probability[], uc_error *err)
{
    classes c;
    uc_status status;
    size_t i;

    if (!(how->population >= (double)n) || how->population >= 4294967295.0)
        return uc_fail(err, UC_EINVAL, "a population of %g cannot hold %zu persons",
                       how->population, n);
    for (i = 0; i < n; i++)
        probability[i] = 1;
    if ((uint64_t)how->population == n)
        return UC_OK;
    status = classes_make(degree, n, &c, err);
    for (i = 0; status == UC_OK && i < how->n_iterations; i++)
        if (iterate(&c, n, how, rng) < CONVERGED)
            break;
    for (i = 0; status == UC_OK && i < n; i++)
        probability[i] = c.probability[c.of_person[i]];
    classes_free(&c);
    return status;
}
