/* replicate.c - replicate weights, one replicate at a time */
#include "estimators/survey/replicate/replicate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/rng.h"
#include "estimators/survey/replicate/hadamard.h"
#include "estimators/survey/replicate/replicate_df.h"

#define DEFAULT_BOOTSTRAP 500
#define MAX_REPLICATES    1000000
/* Below this sampling fraction the finite population does not matter, and copying it
 * would only cost. */
#define POPULATION_COPIES 100

const char *uc_replicate_kind_name(uc_replicate_kind kind)
{
    static const char *const names[UC_N_REPLICATE_KINDS] = {
        "jk1", "jkn", "brr", "fay", "bootstrap", "rao-wu", "preston", "given"};

    return (size_t)kind < UC_N_REPLICATE_KINDS ? names[kind] : NULL;
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for replicate weights");
}

void uc_survey_replicates_clear(uc_survey_replicates *reps)
{
    free(reps->rscale);
    free(reps->left_out);
    *reps = (uc_survey_replicates){.n = 0};
}

/* -- Preparing ------------------------------------------------------------------- */

static uint32_t n_in_stratum(const uc_design_stage *stage, size_t h)
{
    return stage->first_unit[h + 1] - stage->first_unit[h];
}

static double correction(const uc_design_stage *stage, size_t h)
{
    const double n = n_in_stratum(stage, h), size = stage->popsize[h];

    return isinf(size) ? 1 : (size - n) / size;
}

static uc_status wrong_number(const uc_survey_replicates *reps, size_t has,
                              uc_error *err)
{
    return uc_fail(err, UC_EDATA, "%s has %zu replicates for this design, not %zu",
                   uc_replicate_kind_name(reps->spec.kind), has, reps->spec.n);
}

/* How a stratum of one unit is treated where units are left out or drawn again. */
static uc_status check_lonely(const uc_survey_replicates *reps, uc_error *err)
{
    const uc_design_stage *stage = &reps->design->stage[0];
    const uc_lonely lonely = reps->design->lonely;
    size_t h;

    for (h = 0; h < stage->n_strata; h++)
        if (n_in_stratum(stage, h) == 1 && correction(stage, h) > 1e-7 &&
            (lonely == UC_LONELY_FAIL || lonely == UC_LONELY_ADJUST))
            return uc_fail(err, UC_EDATA,
                           "the stratum of row %zu has only one sampling unit, which "
                           "cannot be left out or drawn again; merge it with another "
                           "stratum, or choose --lonely certainty, remove or average",
                           (size_t)stage->row_of_unit[stage->first_unit[h]] + 1);
    return UC_OK;
}

/* Strata over strata with more than one unit, under UC_LONELY_AVERAGE. */
static double average_factor(const uc_survey_replicates *reps)
{
    const uc_design_stage *stage = &reps->design->stage[0];
    size_t h, n_good = 0;

    if (reps->design->lonely != UC_LONELY_AVERAGE)
        return 1;
    for (h = 0; h < stage->n_strata; h++)
        n_good += n_in_stratum(stage, h) > 1;
    return n_good > 0 ? (double)stage->n_strata / (double)n_good : NAN;
}

static uc_status prepare_jackknife(uc_survey_replicates *reps, uc_error *err)
{
    const uc_design_stage *stage = &reps->design->stage[0];
    const bool jk1 = reps->spec.kind == UC_REPLICATE_JK1;
    uc_status status = check_lonely(reps, err);
    size_t h, u;

    if (status != UC_OK)
        return status;
    if (jk1 && stage->n_strata > 1)
        return uc_fail(err, UC_EDATA, "jk1 is for a design without strata; take jkn");
    reps->left_out = malloc((stage->n_units + 1) * sizeof(uint32_t));
    reps->rscale = malloc((stage->n_units + 1) * sizeof(double));
    if (reps->left_out == NULL || reps->rscale == NULL)
        return no_memory(err);
    for (h = 0; h < stage->n_strata; h++) {
        const double n = n_in_stratum(stage, h);

        for (u = stage->first_unit[h]; n > 1 && u < stage->first_unit[h + 1]; u++) {
            reps->rscale[reps->n] = jk1 ? 1 : (n - 1) / n * correction(stage, h);
            reps->left_out[reps->n++] = (uint32_t)u;
        }
    }
    reps->scale = jk1 && reps->n > 0
                      ? ((double)reps->n - 1) / (double)reps->n * correction(stage, 0)
                      : 1;
    reps->scale *= average_factor(reps);
    if (reps->spec.n != 0 && reps->spec.n != reps->n)
        return wrong_number(reps, reps->n, err);
    return UC_OK;
}

static uc_status prepare_half_samples(uc_survey_replicates *reps, uc_error *err)
{
    const uc_design_stage *stage = &reps->design->stage[0];
    const double keep = 1 - (reps->spec.kind == UC_REPLICATE_FAY ? reps->spec.rho : 0);
    size_t h;

    for (h = 0; h < stage->n_strata; h++)
        if (n_in_stratum(stage, h) != 2)
            return uc_fail(err, UC_EDATA,
                           "the stratum of row %zu has %u sampling unit(s); balanced "
                           "half-samples need two in every stratum",
                           (size_t)stage->row_of_unit[stage->first_unit[h]] + 1,
                           n_in_stratum(stage, h));
    if (!(keep > 0 && keep <= 1))
        return uc_fail(err, UC_EINVAL, "Fay's rho must be 0 or more and below 1");
    reps->n = uc_hadamard_order(stage->n_strata);
    if (reps->spec.n != 0 && reps->spec.n != reps->n)
        return wrong_number(reps, reps->n, err);
    reps->scale = 1 / ((double)reps->n * keep * keep);
    return UC_OK;
}

static uc_status prepare_bootstrap(uc_survey_replicates *reps, uc_error *err)
{
    const uc_design_stage *stage = &reps->design->stage[0];
    double sum = 0, mean;
    uc_status status = check_lonely(reps, err);
    size_t h, n_drawn = 0;

    if (status != UC_OK)
        return status;
    reps->n = reps->spec.n != 0 ? reps->spec.n : DEFAULT_BOOTSTRAP;
    if (reps->n < 2)
        return uc_fail(err, UC_EDATA, "a bootstrap needs at least 2 replicates");
    for (h = 0; h < stage->n_strata; h++) {
        if (n_in_stratum(stage, h) < 2)
            continue;
        sum += 1.0 / n_in_stratum(stage, h);
        n_drawn++;
    }
    mean = (double)n_drawn / sum; /* harmonic */
    reps->scale = 1 / ((double)reps->n - 1) * average_factor(reps);
    if (reps->spec.kind == UC_REPLICATE_BOOTSTRAP)
        reps->scale *= mean / (mean - 1);
    if (reps->spec.kind == UC_REPLICATE_PRESTON) {
        const size_t last = reps->design->n_stages - 1;

        reps->unit_of_row = reps->design->stage[last].unit_of_row;
        reps->n_units = reps->design->stage[last].n_units;
    }
    return UC_OK;
}

static double given_scale(const uc_replicate_spec *spec)
{
    const double n = (double)spec->n, keep = 1 - spec->rho;

    switch (spec->given_as) {
    case UC_REPLICATE_JK1:
        return (n - 1) / n;
    case UC_REPLICATE_BRR:
        return 1 / n;
    case UC_REPLICATE_FAY:
        return 1 / (n * keep * keep);
    case UC_REPLICATE_BOOTSTRAP:
    case UC_REPLICATE_RAO_WU:
    case UC_REPLICATE_PRESTON:
        return 1 / (n - 1);
    default:
        return NAN;
    }
}

static uc_status prepare_given(uc_survey_replicates *reps, uc_error *err)
{
    const uc_replicate_spec *spec = &reps->spec;
    size_t r, i;

    reps->n = spec->n;
    reps->unit_of_row = NULL;
    reps->n_units = 0;
    if (spec->n < 2)
        return uc_fail(err, UC_EDATA, "there must be at least 2 replicate weights");
    reps->scale = isnan(spec->scale) ? given_scale(spec) : spec->scale;
    if (!(reps->scale > 0))
        return uc_fail(err, UC_EDATA,
                       "replicate weights of this type need a scale above 0: it is "
                       "printed with the file's documentation");
    for (r = 0; r < spec->n; r++)
        for (i = 0; i < reps->design->n; i++)
            if (!isfinite(spec->weight[r][i]))
                return uc_fail(
                    err, UC_EDATA,
                    "row %zu: replicate weight %zu is missing; every row needs "
                    "all of them",
                    i + 1, r + 1);
    return UC_OK;
}

static uc_status prepare(uc_survey_replicates *reps, uc_error *err)
{
    switch (reps->spec.kind) {
    case UC_REPLICATE_JK1:
    case UC_REPLICATE_JKN:
        return prepare_jackknife(reps, err);
    case UC_REPLICATE_BRR:
    case UC_REPLICATE_FAY:
        return prepare_half_samples(reps, err);
    case UC_REPLICATE_GIVEN:
        return prepare_given(reps, err);
    default:
        return prepare_bootstrap(reps, err);
    }
}

static uc_status set_rscale(uc_survey_replicates *reps, uc_error *err)
{
    size_t r;

    if (reps->rscale != NULL)
        return UC_OK;
    reps->rscale = malloc((reps->n + 1) * sizeof(double));
    if (reps->rscale == NULL)
        return no_memory(err);
    for (r = 0; r < reps->n; r++) {
        reps->rscale[r] =
            reps->spec.kind == UC_REPLICATE_GIVEN && reps->spec.rscale != NULL
                ? reps->spec.rscale[r]
                : 1;
        if (!(reps->rscale[r] >= 0))
            return uc_fail(err, UC_EDATA, "rscale %zu must be 0 or more", r + 1);
    }
    return UC_OK;
}

uc_status uc_survey_replicates_make(const uc_replicate_spec *spec,
                                    const uc_design *design, uc_survey_replicates *reps,
                                    uc_error *err)
{
    uc_survey_replicates made = {.spec = *spec,
                                 .design = design,
                                 .unit_of_row = design->stage[0].unit_of_row,
                                 .n_units = design->stage[0].n_units};
    uc_status status;

    if (spec->n > MAX_REPLICATES)
        return uc_fail(err, UC_EINVAL, "at most %d replicates", MAX_REPLICATES);
    status = prepare(&made, err);
    if (status == UC_OK)
        status = set_rscale(&made, err);
    if (status == UC_OK)
        status = uc_survey_replicates_df(&made, &made.df, err);
    if (status == UC_OK)
        *reps = made;
    else
        uc_survey_replicates_clear(&made);
    return status;
}

/* -- Factors --------------------------------------------------------------------- */

static void leave_out(const uc_survey_replicates *reps, size_t r, double factor[],
                      size_t *first, size_t *end)
{
    const uc_design_stage *stage = &reps->design->stage[0];
    const uint32_t out = reps->left_out[r];
    const uint32_t h = stage->stratum_of_unit[out];
    const double n = n_in_stratum(stage, h);
    size_t u;

    *first = stage->first_unit[h];
    *end = stage->first_unit[h + 1];
    for (u = *first; u < *end; u++)
        factor[u] = n / (n - 1);
    factor[out] = 0;
}

static void half_sample(const uc_survey_replicates *reps, size_t r, double factor[])
{
    const uc_design_stage *stage = &reps->design->stage[0];
    const double rho = reps->spec.kind == UC_REPLICATE_FAY ? reps->spec.rho : 0;
    size_t h;

    for (h = 0; h < stage->n_strata; h++) {
        const int sign = uc_hadamard_entry(reps->n, h + 1, r);
        const uint32_t u = stage->first_unit[h];

        factor[u] = sign > 0 ? 2 - rho : rho;
        factor[u + 1] = sign > 0 ? rho : 2 - rho;
    }
}

/* Draws n units from `size` copies of them, without replacement: the first n of a
 * shuffled population. */
static bool draw_finite(uc_rng *rng, double factor[], uint32_t n, uint32_t size)
{
    uint32_t *population = malloc((size_t)size * sizeof *population);
    uint32_t i;

    if (population == NULL)
        return false;
    for (i = 0; i < size; i++)
        population[i] = i % n;
    /* The copies that do not make a full set belong to units chosen at random. */
    for (i = 0; i < n && size % n != 0; i++) {
        const uint32_t j = i + uc_rng_below(rng, n - i);
        const uint32_t keep = population[i];

        population[i] = population[j];
        population[j] = keep;
    }
    for (i = size - size % n; i < size; i++)
        population[i] = population[i % n];
    for (i = 0; i < n; i++) {
        const uint32_t j = i + uc_rng_below(rng, size - i);
        const uint32_t keep = population[i];

        population[i] = population[j];
        population[j] = keep;
        factor[population[i]] += 1;
    }
    free(population);
    return true;
}

static uint64_t stratum_key(const uc_survey_replicates *reps, size_t stage, size_t h)
{
    return reps->spec.key + 0x9E3779B97F4A7C15ULL * (uint64_t)(h + 1) +
           0xD1B54A32D192ED03ULL * (uint64_t)(stage + 1);
}

static bool resample_stratum(const uc_survey_replicates *reps, size_t r, size_t h,
                             double factor[])
{
    const uc_design_stage *stage = &reps->design->stage[0];
    const uint32_t n = n_in_stratum(stage, h);
    const double size = stage->popsize[h];
    double *f = factor + stage->first_unit[h];
    const bool rao_wu = reps->spec.kind == UC_REPLICATE_RAO_WU;
    uc_rng rng;
    uint32_t i;

    if (n < 2)
        return true;
    uc_rng_start(&rng, reps->spec.seed, stratum_key(reps, 0, h), UC_RNG_SURVEY, r);
    memset(f, 0, n * sizeof *f);
    if (!rao_wu && size <= (double)POPULATION_COPIES * n)
        return draw_finite(&rng, f, n, (uint32_t)(size + 0.5));
    for (i = 0; i < (rao_wu ? n - 1 : n); i++)
        f[uc_rng_below(&rng, n)] += rao_wu ? (double)n / (n - 1) : 1;
    return true;
}

/* Preston: half of the units of a stratum are drawn. delta gets the multiplier of what
 * was weighted so far, 0 or sqrt(n/m); the unit's own term is lambda (delta^2 - 1). */
static void draw_half(uc_rng *rng, uint32_t n, uint32_t m, double delta[])
{
    uint32_t i, left = m;

    for (i = 0; i < n; i++) {
        const bool in = uc_rng_below(rng, n - i) < left;

        delta[i] = in ? sqrt((double)n / m) : 0;
        left -= in;
    }
}

static void preston_stage(const uc_survey_replicates *reps, size_t r, size_t s,
                          const double above_f[], const double above_delta[],
                          double f[], double delta[])
{
    const uc_design_stage *stage = &reps->design->stage[s];
    size_t h, u, parent;

    for (parent = 0; parent < stage->n_parents; parent++)
        for (h = stage->first_stratum[parent]; h < stage->first_stratum[parent + 1];
             h++) {
            const uint32_t first = stage->first_unit[h], n = n_in_stratum(stage, h);
            const uint32_t m = n / 2;
            const double lambda =
                m > 0 ? sqrt(m * stage->share[h] * correction(stage, h) / (n - m)) : 0;
            const double through = above_delta != NULL ? above_delta[parent] : 1;
            uc_rng rng;

            uc_rng_start(&rng, reps->spec.seed, stratum_key(reps, s, h), UC_RNG_SURVEY,
                         r);
            if (m > 0)
                draw_half(&rng, n, m, delta + first);
            for (u = first; u < stage->first_unit[h + 1]; u++) {
                if (m == 0)
                    delta[u] = 1;
                f[u] = (above_f != NULL ? above_f[parent] : 1) +
                       (m > 0 ? lambda * through * (delta[u] * delta[u] - 1) : 0);
                delta[u] *= through;
            }
        }
}

static uc_status preston(const uc_survey_replicates *reps, size_t r, double factor[],
                         uc_error *err)
{
    double *above_f = NULL, *above_delta = NULL;
    uc_status status = UC_OK;
    size_t s;

    for (s = 0; status == UC_OK && s < reps->design->n_stages; s++) {
        const size_t n = reps->design->stage[s].n_units;
        double *f = malloc((n + 1) * sizeof *f),
               *delta = malloc((n + 1) * sizeof *delta);

        if (f != NULL && delta != NULL)
            preston_stage(reps, r, s, above_f, above_delta, f, delta);
        else
            status = no_memory(err);
        free(above_f);
        free(above_delta);
        above_f = f;
        above_delta = delta;
    }
    if (status == UC_OK)
        memcpy(factor, above_f, reps->n_units * sizeof *factor);
    free(above_f);
    free(above_delta);
    return status;
}

uc_status uc_survey_replicates_factors(const uc_survey_replicates *reps, size_t r,
                                       double factor[], size_t *first, size_t *end,
                                       uc_error *err)
{
    size_t h, u;

    *first = 0;
    *end = reps->n_units;
    if (reps->spec.kind == UC_REPLICATE_PRESTON)
        return preston(reps, r, factor, err);
    for (u = 0; u < reps->n_units; u++)
        factor[u] = 1;
    if (reps->left_out != NULL) {
        leave_out(reps, r, factor, first, end);
    } else if (reps->spec.kind == UC_REPLICATE_BRR ||
               reps->spec.kind == UC_REPLICATE_FAY) {
        half_sample(reps, r, factor);
    } else {
        for (h = 0; h < reps->design->stage[0].n_strata; h++)
            if (!resample_stratum(reps, r, h, factor))
                return no_memory(err);
    }
    return UC_OK;
}

uc_status uc_survey_replicates_weights(const uc_survey_replicates *reps, size_t r,
                                       double out[], uc_error *err)
{
    const uc_design *design = reps->design;
    double *factor;
    size_t i, first, end;
    uc_status status;

    if (reps->spec.kind == UC_REPLICATE_GIVEN) {
        for (i = 0; i < design->n; i++)
            out[i] = reps->spec.factors ? design->weight[i] * reps->spec.weight[r][i]
                                        : reps->spec.weight[r][i];
        return UC_OK;
    }
    factor = malloc((reps->n_units + 1) * sizeof *factor);
    if (factor == NULL)
        return no_memory(err);
    status = uc_survey_replicates_factors(reps, r, factor, &first, &end, err);
    for (i = 0; status == UC_OK && i < design->n; i++)
        out[i] = design->weight[i] * factor[reps->unit_of_row[i]];
    free(factor);
    return status;
}
