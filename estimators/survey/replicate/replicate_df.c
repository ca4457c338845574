/* replicate_df.c - rank of replicate weights */
#include "estimators/survey/replicate/replicate_df.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TINY                                                                           \
    1e-7 /* what is left of a row, relative to it, when it depends on others           \
          */

/* Rows of the weight matrix, each made orthogonal to those kept before. */
typedef struct basis {
    double *row; /* rank x n */
    double *now; /* n */
    size_t n, rank;
} basis;

static void add_row(basis *b)
{
    double before = 0, after = 0;
    size_t k, r, pass;

    for (r = 0; r < b->n; r++)
        before += b->now[r] * b->now[r];
    for (pass = 0; pass < 2; pass++) /* twice is enough (Kahan) */
        for (k = 0; k < b->rank; k++) {
            const double *q = b->row + k * b->n;
            double dot = 0;

            for (r = 0; r < b->n; r++)
                dot += q[r] * b->now[r];
            for (r = 0; r < b->n; r++)
                b->now[r] -= dot * q[r];
        }
    for (r = 0; r < b->n; r++)
        after += b->now[r] * b->now[r];
    if (!(after > TINY * TINY * before))
        return;
    for (r = 0; r < b->n; r++)
        b->row[b->rank * b->n + r] = b->now[r] / sqrt(after);
    b->rank++;
}

static bool same_as_before(const uc_survey_replicates *reps, size_t i)
{
    const uc_replicate_spec *spec = &reps->spec;
    const double *w = reps->design->weight;
    size_t r;

    /* Neighbours in a file are often of one unit, with proportional weights. */
    for (r = 0; i > 0 && r < reps->n; r++) {
        const double a = spec->weight[r][i] * (spec->factors ? 1 : w[i - 1]);
        const double b = spec->weight[r][i - 1] * (spec->factors ? 1 : w[i]);

        if (fabs(a - b) > 1e-9 * fabs(a))
            return false;
    }
    return i > 0;
}

static uc_status rank_of_given(const uc_survey_replicates *reps, double *df,
                               uc_error *err)
{
    basis b = {.n = reps->n};
    size_t i, r;

    b.row = malloc((b.n * b.n + 1) * sizeof(double));
    b.now = malloc((b.n + 1) * sizeof(double));
    if (b.row == NULL || b.now == NULL) {
        free(b.row);
        free(b.now);
        return uc_fail(err, UC_ENOMEM, "no memory for the rank of replicate weights");
    }
    for (i = 0; i < reps->design->n && b.rank < b.n; i++) {
        if (same_as_before(reps, i))
            continue;
        for (r = 0; r < b.n; r++)
            b.now[r] = reps->spec.weight[r][i];
        add_row(&b);
    }
    *df = (double)b.rank - 1;
    free(b.row);
    free(b.now);
    return UC_OK;
}

uc_status uc_survey_replicates_df(const uc_survey_replicates *reps, double *df,
                                  uc_error *err)
{
    const uc_design_stage *stage = &reps->design->stage[0];
    const double by_design = (double)stage->n_units - (double)stage->n_strata;
    const double by_number = (double)reps->n - 1;

    if (reps->spec.kind == UC_REPLICATE_GIVEN) {
        if (!isnan(reps->spec.df)) {
            *df = reps->spec.df;
            return UC_OK;
        }
        return rank_of_given(reps, df, err);
    }
    *df = by_design < by_number ? by_design : by_number;
    return UC_OK;
}
