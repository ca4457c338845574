/* design.c - a sample design */
#include "estimators/survey/design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/survey/pair_index.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the survey design");
}

static void stage_clear(uc_design_stage *stage)
{
    free(stage->unit_of_row);
    free(stage->stratum_of_unit);
    free(stage->first_unit);
    free(stage->first_stratum);
    free(stage->row_of_unit);
    free(stage->popsize);
    free(stage->share);
}

void uc_design_clear(uc_design *design)
{
    size_t s;

    for (s = 0; s < UC_DESIGN_MAX_STAGES; s++)
        stage_clear(&design->stage[s]);
    free(design->weight);
    *design = (uc_design){.n = 0};
}

const char *uc_lonely_name(uc_lonely lonely)
{
    static const char *const names[] = {"fail", "certainty", "remove", "adjust",
                                        "average"};

    return (size_t)lonely < sizeof names / sizeof names[0] ? names[lonely] : NULL;
}

/* -- Numbering units ------------------------------------------------------------- */

/* One stage while it is numbered: strata and units in order of first appearance. */
typedef struct numbering {
    uc_pair_index strata, units;
    uint32_t *stratum_of_row, *unit_of_row; /* n */
    uint32_t *parent_of_stratum;            /* per stratum */
    uint32_t *stratum_of_unit;              /* per unit */
} numbering;

static void numbering_clear(numbering *num)
{
    uc_pair_index_clear(&num->strata);
    uc_pair_index_clear(&num->units);
    free(num->stratum_of_row);
    free(num->unit_of_row);
    free(num->parent_of_stratum);
    free(num->stratum_of_unit);
}

static uc_status check_codes(const uc_design_spec *spec, size_t s, uc_error *err)
{
    const uint32_t *unit = spec->unit[s], *stratum = spec->stratum[s];
    size_t i;

    for (i = 0; i < spec->n; i++) {
        if (stratum != NULL && stratum[i] == UC_DESIGN_NO_CODE)
            return uc_fail(err, UC_EDATA,
                           "row %zu has no stratum at stage %zu; every row needs one",
                           i + 1, s + 1);
        if (unit != NULL && unit[i] == UC_DESIGN_NO_CODE)
            return uc_fail(err, UC_EDATA,
                           "row %zu has no sampling unit at stage %zu; every row needs "
                           "one",
                           i + 1, s + 1);
    }
    return UC_OK;
}

static uc_status number_rows(const uc_design_spec *spec, size_t s,
                             const uint32_t *parent, numbering *num, uc_error *err)
{
    size_t i;

    num->stratum_of_row = malloc(spec->n * sizeof(uint32_t));
    num->unit_of_row = malloc(spec->n * sizeof(uint32_t));
    if (num->stratum_of_row == NULL || num->unit_of_row == NULL)
        return no_memory(err);
    for (i = 0; i < spec->n; i++) {
        const uint32_t above = parent != NULL ? parent[i] : 0;
        const uint32_t h = spec->stratum[s] != NULL ? spec->stratum[s][i] : 0;
        const uint32_t code = spec->unit[s] != NULL ? spec->unit[s][i] : (uint32_t)i;

        if (!uc_pair_index_get(&num->strata, above, h, &num->stratum_of_row[i]))
            return no_memory(err);
        if (spec->unit[s] == NULL)
            num->unit_of_row[i] = (uint32_t)i;
        /* Within its parent a unit is its code; with `nest`, within its stratum. */
        else if (!uc_pair_index_get(&num->units,
                                    spec->nest ? num->stratum_of_row[i] : above, code,
                                    &num->unit_of_row[i]))
            return no_memory(err);
    }
    return UC_OK;
}

/* The stratum of every unit and the parent of every stratum; a unit that turns up in
 * two strata is refused. */
static uc_status relate(const uc_design_spec *spec, size_t s, const uint32_t *parent,
                        numbering *num, uint32_t *row_of_unit, size_t n_units,
                        uc_error *err)
{
    const size_t n_strata = num->strata.n;
    size_t i;

    num->parent_of_stratum = malloc((n_strata + 1) * sizeof(uint32_t));
    num->stratum_of_unit = malloc((n_units + 1) * sizeof(uint32_t));
    if (num->parent_of_stratum == NULL || num->stratum_of_unit == NULL)
        return no_memory(err);
    for (i = 0; i < n_units; i++)
        num->stratum_of_unit[i] = UC_DESIGN_NO_CODE;
    for (i = 0; i < spec->n; i++) {
        const uint32_t u = num->unit_of_row[i], h = num->stratum_of_row[i];

        num->parent_of_stratum[h] = parent != NULL ? parent[i] : 0;
        if (num->stratum_of_unit[u] == UC_DESIGN_NO_CODE) {
            num->stratum_of_unit[u] = h;
            row_of_unit[u] = (uint32_t)i;
        } else if (num->stratum_of_unit[u] != h) {
            return uc_fail(
                err, UC_EDATA,
                "rows %zu and %zu are in one sampling unit of stage %zu but in "
                "two strata; if unit codes start again in each stratum, say so "
                "with --nest (nest: yes)",
                (size_t)row_of_unit[u] + 1, i + 1, s + 1);
        }
    }
    return UC_OK;
}

/* Renumbers `n` things so that those of one group are neighbours, in order of first
 * appearance within it. first[] gets n_groups + 1 starts, rank[] the new numbers. */
static void group(const uint32_t group_of[], size_t n, size_t n_groups,
                  uint32_t first[], uint32_t rank[])
{
    size_t i;

    memset(first, 0, (n_groups + 1) * sizeof *first);
    for (i = 0; i < n; i++)
        first[group_of[i] + 1]++;
    for (i = 0; i < n_groups; i++)
        first[i + 1] += first[i];
    for (i = 0; i < n; i++)
        rank[i] = first[group_of[i]]++;
    for (i = n_groups; i > 0; i--)
        first[i] = first[i - 1];
    first[0] = 0;
}

/* Brings the numbering into the order of the design. */
static uc_status arrange(const uc_design_spec *spec, const numbering *num,
                         const uint32_t *row_of_unit, uc_design_stage *stage,
                         uc_error *err)
{
    const size_t n_units = stage->n_units, n_strata = stage->n_strata;
    uint32_t *stratum_rank = malloc((n_strata + 1) * sizeof(uint32_t));
    uint32_t *unit_rank = malloc((n_units + 1) * sizeof(uint32_t));
    uint32_t *moved = malloc((n_units + 1) * sizeof(uint32_t));
    const bool ok = stratum_rank != NULL && unit_rank != NULL && moved != NULL;
    size_t i;

    if (ok) {
        group(num->parent_of_stratum, n_strata, stage->n_parents, stage->first_stratum,
              stratum_rank);
        for (i = 0; i < n_units; i++)
            moved[i] = stratum_rank[num->stratum_of_unit[i]];
        group(moved, n_units, n_strata, stage->first_unit, unit_rank);
        for (i = 0; i < n_units; i++) {
            stage->stratum_of_unit[unit_rank[i]] = moved[i];
            stage->row_of_unit[unit_rank[i]] = row_of_unit[i];
        }
        for (i = 0; i < spec->n; i++)
            stage->unit_of_row[i] = unit_rank[num->unit_of_row[i]];
    }
    free(stratum_rank);
    free(unit_rank);
    free(moved);
    return ok ? UC_OK : no_memory(err);
}

static bool stage_alloc(uc_design_stage *stage, size_t n)
{
    stage->unit_of_row = malloc(n * sizeof(uint32_t));
    stage->stratum_of_unit = malloc((stage->n_units + 1) * sizeof(uint32_t));
    stage->row_of_unit = malloc((stage->n_units + 1) * sizeof(uint32_t));
    stage->first_unit = malloc((stage->n_strata + 2) * sizeof(uint32_t));
    stage->first_stratum = malloc((stage->n_parents + 2) * sizeof(uint32_t));
    stage->popsize = malloc((stage->n_strata + 1) * sizeof(double));
    stage->share = malloc((stage->n_strata + 1) * sizeof(double));
    return stage->unit_of_row != NULL && stage->stratum_of_unit != NULL &&
           stage->row_of_unit != NULL && stage->first_unit != NULL &&
           stage->first_stratum != NULL && stage->popsize != NULL &&
           stage->share != NULL;
}

static uc_status make_stage(const uc_design_spec *spec, size_t s, uc_design *design,
                            uc_error *err)
{
    uc_design_stage *stage = &design->stage[s];
    const uint32_t *parent = s > 0 ? design->stage[s - 1].unit_of_row : NULL;
    numbering num = {.stratum_of_row = NULL};
    uint32_t *row_of_unit = NULL;
    uc_status status = check_codes(spec, s, err);

    if (status == UC_OK)
        status = number_rows(spec, s, parent, &num, err);
    if (status == UC_OK) {
        stage->n_units = spec->unit[s] == NULL ? spec->n : num.units.n;
        stage->n_strata = num.strata.n;
        stage->n_parents = s > 0 ? design->stage[s - 1].n_units : 1;
        row_of_unit = malloc((stage->n_units + 1) * sizeof(uint32_t));
        if (row_of_unit == NULL || !stage_alloc(stage, spec->n))
            status = no_memory(err);
    }
    if (status == UC_OK)
        status = relate(spec, s, parent, &num, row_of_unit, stage->n_units, err);
    if (status == UC_OK)
        status = arrange(spec, &num, row_of_unit, stage, err);
    free(row_of_unit);
    numbering_clear(&num);
    return status;
}

/* -- Finite populations ---------------------------------------------------------- */

static uc_status fpc_conflict(const uc_design_stage *stage, size_t s, uint32_t h,
                              size_t row, uc_error *err)
{
    return uc_fail(
        err, UC_EDATA,
        "rows %zu and %zu are in one stratum of stage %zu but have different "
        "finite population corrections; there is one for each stratum",
        (size_t)stage->row_of_unit[stage->first_unit[h]] + 1, row + 1, s + 1);
}

static uc_status read_fpc(const uc_design_spec *spec, size_t s, uc_design_stage *stage,
                          uc_error *err)
{
    const double *fpc = spec->fpc[s];
    bool counts = false;
    size_t i;

    for (i = 0; i < spec->n; i++)
        counts = counts || fpc[i] > 1;
    for (i = 0; i < stage->n_strata; i++)
        stage->popsize[i] = NAN;
    for (i = 0; i < spec->n; i++) {
        const uint32_t h = stage->stratum_of_unit[stage->unit_of_row[i]];
        const double n_h = stage->first_unit[h + 1] - stage->first_unit[h];
        double size;

        if (!(fpc[i] > 0) || (counts && fpc[i] < 1))
            return uc_fail(
                err, UC_EDATA,
                "row %zu: the finite population correction of stage %zu must "
                "be a number of units, 1 or more, or in every row a sampling "
                "fraction above 0, up to 1",
                i + 1, s + 1);
        size = counts ? fpc[i] : n_h / fpc[i];
        if (isnan(stage->popsize[h]))
            stage->popsize[h] = size;
        else if (stage->popsize[h] != size)
            return fpc_conflict(stage, s, h, i, err);
        if (size < n_h)
            return uc_fail(err, UC_EDATA,
                           "row %zu: the population of its stratum at stage %zu is "
                           "smaller than the %.0f units sampled from it; the finite "
                           "population correction counts units, not persons",
                           i + 1, s + 1, n_h);
    }
    return UC_OK;
}

static uc_status set_popsize(const uc_design_spec *spec, size_t s, uc_design *design,
                             uc_error *err)
{
    uc_design_stage *stage = &design->stage[s];
    const uc_design_stage *above = s > 0 ? &design->stage[s - 1] : NULL;
    size_t h, p;
    uc_status status = UC_OK;

    if (spec->fpc[s] != NULL)
        status = read_fpc(spec, s, stage, err);
    else
        for (h = 0; h < stage->n_strata; h++)
            stage->popsize[h] = design->has_fpc
                                    ? stage->first_unit[h + 1] - stage->first_unit[h]
                                    : (double)INFINITY;
    for (p = 0; status == UC_OK && p < stage->n_parents; p++) {
        double share = 1;

        if (above != NULL) {
            const uint32_t g = above->stratum_of_unit[p];

            share = above->share[g] *
                    (above->first_unit[g + 1] - above->first_unit[g]) /
                    above->popsize[g];
        }
        for (h = stage->first_stratum[p]; h < stage->first_stratum[p + 1]; h++)
            stage->share[h] = share;
    }
    design->has_fpc = design->has_fpc || spec->fpc[s] != NULL;
    return status;
}

/* -- Weights --------------------------------------------------------------------- */

uc_status uc_design_domain_df(const uc_design *design, const uint32_t rows[],
                              size_t n_rows, size_t *df, uc_error *err)
{
    const uc_design_stage *stage = &design->stage[0];
    unsigned char *unit = calloc(stage->n_units + 1, 1);
    size_t i, h, u, units = 0, strata = 0;

    if (unit == NULL)
        return no_memory(err);
    if (rows == NULL)
        n_rows = design->n;
    for (i = 0; i < n_rows; i++) {
        const size_t row = rows != NULL ? rows[i] : i;

        if (design->weight[row] < 0 || design->weight[row] > 0)
            unit[stage->unit_of_row[row]] = 1;
    }
    for (h = 0; h < stage->n_strata; h++) {
        const size_t before = units;

        for (u = stage->first_unit[h]; u < stage->first_unit[h + 1]; u++)
            units += unit[u];
        strata += units > before;
    }
    free(unit);
    *df = units - strata;
    return UC_OK;
}

static uc_status sum_up(uc_design *design, uc_error *err)
{
    size_t i;

    design->sum_weights = 0;
    design->n_positive = 0;
    for (i = 0; i < design->n; i++) {
        design->sum_weights += design->weight[i];
        design->n_positive += design->weight[i] < 0 || design->weight[i] > 0;
    }
    if (!(design->sum_weights > 0))
        return uc_fail(err, UC_EDATA,
                       "the weights add up to nothing; at least one row "
                       "needs a weight above 0");
    return uc_design_domain_df(design, NULL, 0, &design->df, err);
}

uc_status uc_design_reweight(uc_design *design, const double weight[], uc_error *err)
{
    size_t i;

    for (i = 0; i < design->n; i++)
        if (!isfinite(weight[i]))
            return uc_fail(err, UC_EDATA,
                           "row %zu: the new weight is not a finite number", i + 1);
    memmove(design->weight, weight, design->n * sizeof *weight);
    return sum_up(design, err);
}

double uc_design_kish(const uc_design *design, const uint32_t rows[], size_t n_rows)
{
    double sum = 0, squares = 0, n = 0;
    size_t i;

    if (rows == NULL)
        n_rows = design->n;
    for (i = 0; i < n_rows; i++) {
        const double w = design->weight[rows != NULL ? rows[i] : i];

        sum += w;
        squares += w * w;
        n += w < 0 || w > 0;
    }
    return n * squares / (sum * sum);
}

static double implied_weight(const uc_design *design, size_t row)
{
    double weight = 1;
    size_t s;

    for (s = 0; s < design->n_stages; s++) {
        const uc_design_stage *stage = &design->stage[s];
        const uint32_t h = stage->stratum_of_unit[stage->unit_of_row[row]];

        if (isfinite(stage->popsize[h]))
            weight *=
                stage->popsize[h] / (stage->first_unit[h + 1] - stage->first_unit[h]);
    }
    return weight;
}

static uc_status set_weights(const uc_design_spec *spec, uc_design *design,
                             uc_error *err)
{
    size_t i;

    design->weight = calloc(spec->n + 1, sizeof *design->weight);
    if (design->weight == NULL)
        return no_memory(err);
    for (i = 0; i < spec->n; i++) {
        const double w =
            spec->weight != NULL ? spec->weight[i] : implied_weight(design, i);

        if (!(w >= 0) || !isfinite(w))
            return uc_fail(
                err, UC_EDATA,
                "row %zu: the sampling weight is %s; it must be a number, 0 or "
                "more",
                i + 1,
                isnan(w) ? "missing"
                : w < 0  ? "negative"
                         : "infinite");
        design->weight[i] = w;
    }
    return sum_up(design, err);
}

uc_status uc_design_make(const uc_design_spec *spec, uc_design *design, uc_error *err)
{
    uc_design made = {.n = spec->n,
                      .n_stages = spec->n_stages > 0 ? spec->n_stages : 1,
                      .lonely = spec->lonely,
                      .adjust_domain_lonely = spec->adjust_domain_lonely};
    uc_status status = UC_OK;
    size_t s;

    if (spec->n == 0 || spec->n >= UC_DESIGN_NO_CODE)
        return uc_fail(err, UC_EINVAL, "a design needs 1 to %u rows",
                       UC_DESIGN_NO_CODE - 1);
    if (made.n_stages > UC_DESIGN_MAX_STAGES)
        return uc_fail(err, UC_EINVAL, "a design has at most %d stages",
                       UC_DESIGN_MAX_STAGES);
    for (s = 0; status == UC_OK && s < made.n_stages; s++) {
        status = make_stage(spec, s, &made, err);
        if (status == UC_OK)
            status = set_popsize(spec, s, &made, err);
    }
    if (status == UC_OK)
        status = set_weights(spec, &made, err);
    if (status == UC_OK)
        *design = made;
    else
        uc_design_clear(&made);
    return status;
}
