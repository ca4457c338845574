/* recruit_again.c - recruitment without replacement in a population made up from the
 * sample (Gile 2011) */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/network/internal/resample.h"

/* Groups are those of the sample and, as the last, people without an answer. */
struct uc_rds_population {
    const uc_rds_sample *sample; /* borrowed */
    size_t n_groups;
    size_t n_classes; /* of group and degree; those of a group are neighbours */
    size_t first[UC_RDS_MAX_GROUPS + 2];
    double *degree;
    uint64_t *persons;
    double *recruits; /* n_groups x n_groups: counts of the sample */
    uint32_t *member; /* people of the sample by group */
    size_t first_member[UC_RDS_MAX_GROUPS + 2];
};

struct uc_rds_town {
    uint64_t *left;  /* by class */
    double *degrees; /* by group: sum of the degrees of those left */
};

void uc_rds_population_free(uc_rds_population *p)
{
    if (p == NULL)
        return;
    free(p->degree);
    free(p->persons);
    free(p->recruits);
    free(p->member);
    free(p);
}

void uc_rds_town_free(uc_rds_town *town)
{
    if (town == NULL)
        return;
    free(town->left);
    free(town->degrees);
    free(town);
}

static size_t group_of(const uc_rds_population *p, size_t i)
{
    return p->sample->group[i] != UC_RDS_NO_GROUP ? p->sample->group[i]
                                                  : p->n_groups - 1;
}

static void count_recruits(uc_rds_population *p)
{
    const uc_recruitment *f = p->sample->forest;
    size_t i, g, at = 0;

    for (g = 0; g < p->n_groups; g++) {
        p->first_member[g] = at;
        for (i = 0; i < f->n; i++)
            if (group_of(p, i) == g)
                p->member[at++] = (uint32_t)i;
    }
    p->first_member[p->n_groups] = at;
    for (i = 0; i < f->n; i++)
        if (f->recruiter[i] != UC_RECRUITMENT_SEED)
            p->recruits[group_of(p, f->recruiter[i]) * p->n_groups + group_of(p, i)] +=
                1;
}

/* The class of this degree among those of group g from `first` on; made if new. */
static size_t class_of(uc_rds_population *p, size_t first, double degree)
{
    size_t k;

    for (k = first; k < p->n_classes; k++)
        if (p->degree[k] >= degree && p->degree[k] <= degree)
            return k;
    p->degree[p->n_classes] = degree;
    return p->n_classes++;
}

/* Whole numbers near `wanted` that add up to the population, none below `least`. */
static void round_persons(uc_rds_population *p, const double wanted[],
                          const uint64_t least[], uint64_t all)
{
    uint64_t given = 0;
    size_t k, best;

    for (k = 0; k < p->n_classes; k++) {
        p->persons[k] = (uint64_t)wanted[k];
        if (p->persons[k] < least[k])
            p->persons[k] = least[k];
        given += p->persons[k];
    }
    while (given != all) {
        double most = -INFINITY;

        for (best = p->n_classes, k = 0; k < p->n_classes; k++) {
            const double gap = wanted[k] - (double)p->persons[k],
                         gain = given < all ? gap : -gap;

            if (!(given > all && p->persons[k] <= least[k]) && gain > most) {
                best = k;
                most = gain;
            }
        }
        if (best == p->n_classes)
            return;
        if (given < all) {
            p->persons[best]++;
            given++;
        } else {
            p->persons[best]--;
            given--;
        }
    }
}

static void fill_classes(uc_rds_population *p, const double probability[],
                         double population, double wanted[], uint64_t least[])
{
    double total = 0;
    size_t g, i, k;

    for (g = 0; g < p->n_groups; g++) {
        p->first[g] = p->n_classes;
        for (i = p->first_member[g]; i < p->first_member[g + 1]; i++) {
            const uint32_t person = p->member[i];

            k = class_of(p, p->first[g], p->sample->degree[person]);
            wanted[k] += 1 / probability[person];
            least[k]++;
            total += 1 / probability[person];
        }
    }
    p->first[p->n_groups] = p->n_classes;
    for (k = 0; k < p->n_classes; k++)
        wanted[k] *= population / total;
    round_persons(p, wanted, least, (uint64_t)population);
}

uc_status uc_rds_population_make(const uc_rds_sample *sample,
                                 const uc_rds_bootstrap_spec *spec,
                                 uc_rds_population **population, uc_error *err)
{
    const size_t n = sample->forest->n, g = sample->n_groups + 1;
    uc_rds_population *p = calloc(1, sizeof *p);
    double *probability = malloc((n + 1) * sizeof *probability),
           *wanted = calloc(n + 1, sizeof *wanted);
    uint64_t *least = calloc(n + 1, sizeof *least);
    uc_status status = UC_OK;
    uc_rng rng;

    if (p != NULL) {
        p->sample = sample;
        p->n_groups = g;
        p->degree = calloc(n + 1, sizeof *p->degree);
        p->persons = calloc(n + 1, sizeof *p->persons);
        p->recruits = calloc(g * g, sizeof *p->recruits);
        p->member = calloc(n + 1, sizeof *p->member);
    }
    if (p == NULL || probability == NULL || wanted == NULL || least == NULL ||
        p->degree == NULL || p->persons == NULL || p->recruits == NULL ||
        p->member == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for a bootstrap");
    if (status == UC_OK) {
        uc_rng_start(&rng, spec->seed, spec->key, UC_RNG_SUCCESSIVE, 0);
        status = uc_rds_inclusion(sample->degree, n, &spec->successive, &rng,
                                  probability, err);
    }
    if (status == UC_OK) {
        count_recruits(p);
        fill_classes(p, probability, spec->successive.population, wanted, least);
        *population = p;
    } else {
        uc_rds_population_free(p);
    }
    free(probability);
    free(wanted);
    free(least);
    return status;
}

/* -- Recruitment ---------------------------------------------------------------------
 */

static uc_status settle(const uc_rds_population *p, uc_rds_town **town, uc_error *err)
{
    uc_rds_town *t = *town;
    size_t g, k;

    if (t == NULL) {
        t = calloc(1, sizeof *t);
        if (t != NULL) {
            t->left = malloc((p->n_classes + 1) * sizeof *t->left);
            t->degrees = malloc((p->n_groups + 1) * sizeof *t->degrees);
        }
        *town = t;
    }
    if (t == NULL || t->left == NULL || t->degrees == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a bootstrap");
    memcpy(t->left, p->persons, p->n_classes * sizeof *t->left);
    for (g = 0; g < p->n_groups; g++) {
        t->degrees[g] = 0;
        for (k = p->first[g]; k < p->first[g + 1]; k++)
            t->degrees[g] += (double)t->left[k] * p->degree[k];
    }
    return UC_OK;
}

/* One of n weights; the last positive one where rounding leads beyond. n: none. */
static size_t pick(const double weight[], size_t n, uc_rng *rng)
{
    double total = 0, at;
    size_t i, last = n;

    for (i = 0; i < n; i++)
        total += weight[i];
    if (!(total > 0))
        return n;
    at = uc_rng_uniform(rng) * total;
    for (i = 0; i < n; i++) {
        if (!(weight[i] > 0))
            continue;
        last = i;
        if (at < weight[i])
            return i;
        at -= weight[i];
    }
    return last;
}

/* A person of group g in proportion to degree among those left. */
static double take(const uc_rds_population *p, uc_rds_town *t, size_t g, uc_rng *rng)
{
    double at = uc_rng_uniform(rng) * t->degrees[g];
    size_t k, last = p->first[g];

    for (k = p->first[g]; k < p->first[g + 1]; k++) {
        const double here = (double)t->left[k] * p->degree[k];

        if (t->left[k] == 0)
            continue;
        last = k;
        if (at < here)
            break;
        at -= here;
    }
    t->left[last]--;
    t->degrees[g] = 0;
    for (k = p->first[g]; k < p->first[g + 1]; k++)
        t->degrees[g] += (double)t->left[k] * p->degree[k];
    return p->degree[last];
}

static uc_status join(const uc_rds_population *p, uc_rds_town *t, size_t g,
                      uint32_t recruiter, uc_rng *rng, uc_rds_resampled *to,
                      uc_error *err)
{
    const uint32_t group = g + 1 < p->n_groups ? (uint32_t)g : UC_RDS_NO_GROUP;
    double degree;
    uc_status status;

    if (g >= p->n_groups)
        return uc_fail(err, UC_EINVAL, "nobody is left to be recruited");
    degree = take(p, t, g, rng);
    status = uc_resample_add(to, degree, group, recruiter, err);
    if (status == UC_OK)
        to->source[to->n - 1] = (uint32_t)g;
    return status;
}

/* The group of a recruit: as observed for the recruiter's group, of groups that have
 * people left; if none has, by degree. */
static size_t recruit_group(const uc_rds_population *p, const uc_rds_town *t,
                            size_t from, uc_rng *rng)
{
    double weight[UC_RDS_MAX_GROUPS + 1];
    size_t g;

    for (g = 0; g < p->n_groups; g++)
        weight[g] = t->degrees[g] > 0 ? p->recruits[from * p->n_groups + g] : 0;
    g = pick(weight, p->n_groups, rng);
    return g < p->n_groups ? g : pick(t->degrees, p->n_groups, rng);
}

/* As many recruits as somebody of the group had. */
static size_t number_of_recruits(const uc_rds_population *p, size_t g, uc_rng *rng)
{
    const uc_recruitment *f = p->sample->forest;
    const size_t n = p->first_member[g + 1] - p->first_member[g];
    const uint32_t like =
        p->member[p->first_member[g] + uc_rng_below(rng, (uint32_t)n)];

    return f->first[like + 1] - f->first[like];
}

static uc_status draw_seed(const uc_rds_population *p, uc_rds_town *t, size_t i,
                           uc_rng *rng, uc_rds_resampled *to, uc_error *err)
{
    const uc_recruitment *f = p->sample->forest;
    size_t g = i < f->n_seeds ? group_of(p, f->seed[i]) : p->n_groups;

    if (g >= p->n_groups || !(t->degrees[g] > 0))
        g = pick(t->degrees, p->n_groups, rng);
    return join(p, t, g, UC_RECRUITMENT_SEED, rng, to, err);
}

uc_status uc_rds_recruit_again(const uc_rds_population *p, uc_rds_town **town,
                               uc_rng *rng, uc_rds_resampled *to, uc_error *err)
{
    const size_t n = p->sample->forest->n;
    uc_status status = settle(p, town, err);
    size_t i, at = 0;

    for (i = 0; status == UC_OK && i < p->sample->forest->n_seeds; i++)
        status = draw_seed(p, *town, i, rng, to, err);
    while (status == UC_OK && to->n < n) {
        size_t wanted;

        if (at == to->n) { /* recruitment died out */
            status = draw_seed(p, *town, n, rng, to, err);
            continue;
        }
        wanted = number_of_recruits(p, to->source[at], rng);
        for (i = 0; status == UC_OK && i < wanted && to->n < n; i++)
            status = join(p, *town, recruit_group(p, *town, to->source[at], rng),
                          (uint32_t)at, rng, to, err);
        at++;
    }
    return status;
}
