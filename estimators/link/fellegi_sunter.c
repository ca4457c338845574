/* fellegi_sunter.c - EM for the weights of record linkage */
#include "estimators/link/fellegi_sunter.h"

#include <math.h>
#include <string.h>

#include "estimators/core/elementary.h"

#define MAX_STEPS 2000
#define TOL       1e-9
/* No level has probability zero: a pseudo-count keeps weights finite. */
#define PSEUDO 0.1
#define LN_2   0.69314718055994530942

/* Where EM starts: agreement is likely for one person; for two, as often as it is among
 * all pairs. */
static void start(const uint32_t patterns[], const double counts[], size_t n,
                  uc_link_model *model)
{
    static const double first[UC_LINK_LEVELS] = {0.0, 0.05, 0.05, 0.10, 0.80};

    for (size_t f = 0; f < model->n_fields; f++) {
        double total = 0.0;

        for (unsigned l = 1; l < UC_LINK_LEVELS; l++) {
            model->m[f][l] = first[l];
            model->u[f][l] = PSEUDO;
            total += PSEUDO;
        }
        for (size_t i = 0; i < n; i++) {
            const unsigned level = uc_link_level(patterns[i], f);

            if (level != UC_LINK_MISSING) {
                model->u[f][level] += counts[i];
                total += counts[i];
            }
        }
        for (unsigned l = 1; l < UC_LINK_LEVELS; l++)
            model->u[f][l] /= total;
    }
    model->match = 0.1;
}

double uc_link_model_probability(const uc_link_model *model, uint32_t pattern)
{
    double one = model->match, two = 1.0 - model->match;

    for (size_t f = 0; f < model->n_fields; f++) {
        const unsigned level = uc_link_level(pattern, f);

        if (level == UC_LINK_MISSING)
            continue;
        one *= model->m[f][level];
        two *= model->u[f][level];
    }
    return one > 0.0 ? one / (one + two) : 0.0;
}

double uc_link_model_weight(const uc_link_model *model, uint32_t pattern)
{
    double weight = 0.0;

    for (size_t f = 0; f < model->n_fields; f++) {
        const unsigned level = uc_link_level(pattern, f);

        if (level != UC_LINK_MISSING)
            weight += uc_log(model->m[f][level] / model->u[f][level]) / LN_2;
    }
    return weight;
}

/* Sums of pairs by field and level, for one person and for two. */
typedef struct sums {
    double one[UC_CASE_MAX_FIELDS][UC_LINK_LEVELS];
    double two[UC_CASE_MAX_FIELDS][UC_LINK_LEVELS];
    double matched, all;
} sums;

static void expect(const uint32_t patterns[], const double counts[], size_t n,
                   const uc_link_model *model, sums *s)
{
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < n; i++) {
        const double p = uc_link_model_probability(model, patterns[i]);

        s->matched += counts[i] * p;
        s->all += counts[i];
        for (size_t f = 0; f < model->n_fields; f++) {
            const unsigned level = uc_link_level(patterns[i], f);

            s->one[f][level] += counts[i] * p;
            s->two[f][level] += counts[i] * (1.0 - p);
        }
    }
}

/* Takes the shares of a row of sums; returns the largest change. */
static double take_shares(const double sum[], double share[])
{
    double total = 0.0, change = 0.0;

    for (unsigned l = 1; l < UC_LINK_LEVELS; l++)
        total += sum[l] + PSEUDO / (double)(UC_LINK_LEVELS - 1);
    for (unsigned l = 1; l < UC_LINK_LEVELS; l++) {
        const double made = (sum[l] + PSEUDO / (double)(UC_LINK_LEVELS - 1)) / total;

        change = fmax(change, fabs(made - share[l]));
        share[l] = made;
    }
    return change;
}

static double maximise(const sums *s, uc_link_model *model)
{
    double change = 0.0, match = s->all > 0.0 ? s->matched / s->all : 0.0;

    match = fmin(fmax(match, 1e-9), 1.0 - 1e-9);
    change = fabs(match - model->match);
    model->match = match;
    for (size_t f = 0; f < model->n_fields; f++) {
        change = fmax(change, take_shares(s->one[f], model->m[f]));
        change = fmax(change, take_shares(s->two[f], model->u[f]));
    }
    return change;
}

void uc_link_model_fit(const uint32_t patterns[], const double counts[],
                       size_t n_patterns, size_t n_fields, uc_link_model *model)
{
    size_t n_right = 0;
    sums s;

    *model = (uc_link_model){.n_fields = n_fields};
    start(patterns, counts, n_patterns, model);
    while (model->n_steps < MAX_STEPS && !model->converged) {
        expect(patterns, counts, n_patterns, model, &s);
        model->converged = maximise(&s, model) < TOL;
        model->n_steps++;
    }
    for (size_t f = 0; f < n_fields; f++)
        n_right += model->m[f][UC_LINK_EQUAL] > model->u[f][UC_LINK_EQUAL];
    model->separated = 2 * n_right > n_fields;
}
