/* test_existence.c - unit and property tests of estimators/mse/existence.h */
#include "tests/support.h"

#include <glpk.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/parallel.h"
#include "estimators/mse/existence.h"
#include "estimators/mse/hierarchy.h"
#include "tests/estimators/core/scale.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

/* A layout with its own room. */
static uc_layout lay_out(const uc_dense *table, const uint32_t terms[], size_t n_terms)
{
    uc_layout layout = {.term = malloc((n_terms + 1) * sizeof *layout.term),
                        .keep = malloc(table->n_cells * sizeof *layout.keep)};

    assert_non_null(layout.term);
    assert_non_null(layout.keep);
    uc_layout_set(&layout, table, terms, n_terms);
    return layout;
}

static void free_layout(uc_layout *layout)
{
    free(layout->term);
    free(layout->keep);
}

static unsigned code_of(const uc_dense *table, const char *text)
{
    uc_model model = model_of(text, table->n_lists);
    uc_layout layout = lay_out(table, model.term, model.n_terms);
    const uc_newton_model newton = uc_layout_model(&layout);
    unsigned code = 99;

    assert_int_equal(uc_existence_code(table, &newton, &code, NULL), UC_OK);
    free_layout(&layout);
    uc_model_clear(&model);
    return code;
}

/* Chan, Silverman & Vincent (2021), their artificial table. */
static void artificial_3(void **state)
{
    uc_dense table = published_table("Artificial_3");

    (void)state;
    assert_int_equal(code_of(&table, "[12,13,23]"), UC_EXISTENCE_NOT_IDENTIFIABLE);
    assert_int_equal(code_of(&table, "[12,3]"), UC_EXISTENCE_NO_ESTIMATE);
    assert_int_equal(code_of(&table, "[13,23]"), 0);
    assert_int_equal(code_of(&table, "[1,2,3]"), 0);
    uc_dense_free(&table);
}

/* Fienberg & Rinaldo (2012) as methods.md states it: maximise s with A x = N*, x >= s.
 * The other side of the duality from the programme under test. */
static void build_primal(glp_prob *lp, const uc_dense *table, const uc_newton_model *m)
{
    int index[80], n = 0;
    double value[80];

    glp_set_obj_dir(lp, GLP_MAX);
    glp_add_rows(lp, (int)m->n_terms);
    glp_add_cols(lp, 1); /* s; the other columns are x - s */
    glp_set_col_bnds(lp, 1, GLP_LO, 0.0, 0.0);
    glp_set_obj_coef(lp, 1, 1.0);
    for (size_t i = 0; i < m->n_terms; i++)
        glp_set_row_bnds(lp, (int)i + 1, GLP_FX, table->margin[m->term[i]],
                         table->margin[m->term[i]]);
    for (size_t w = 1; w < table->n_cells; w++) {
        if (m->keep[w] == 0.0)
            continue;
        n = 0;
        for (size_t i = 0; i < m->n_terms; i++)
            if ((m->term[i] & w) == m->term[i]) {
                index[++n] = (int)i + 1;
                value[n] = 1.0;
            }
        glp_set_col_bnds(lp, glp_add_cols(lp, 1), GLP_LO, 0.0, 0.0);
        glp_set_mat_col(lp, glp_get_num_cols(lp), n, index, value);
    }
    n = 0;
    for (size_t i = 0; i < m->n_terms; i++) {
        double cells = 0.0;

        for (size_t w = 1; w < table->n_cells; w++)
            cells += m->keep[w] != 0.0 && (m->term[i] & w) == m->term[i];
        index[++n] = (int)i + 1;
        value[n] = cells;
    }
    glp_set_mat_col(lp, 1, n, index, value);
}

/* The optimum is 0 or a vertex of small whole numbers: far above 1e-6 when positive. */
static bool exists_by_primal(const uc_dense *table, const uc_newton_model *model)
{
    glp_prob *lp = glp_create_prob();
    double s;

    glp_term_out(GLP_OFF);
    build_primal(lp, table, model);
    assert_int_equal(glp_simplex(lp, NULL), 0);
    assert_int_equal(glp_get_status(lp), GLP_OPT);
    s = glp_get_obj_val(lp);
    glp_delete_prob(lp);
    return s > 1e-6;
}

/* Rank by elimination in doubles with full pivoting: exact enough for so few terms. */
static size_t rank_of(double a[], size_t rows, size_t cols)
{
    size_t rank = 0;

    for (size_t c = 0; c < cols; c++) {
        size_t best = rank;

        for (size_t r = rank; r < rows; r++)
            if (fabs(a[r * cols + c]) > fabs(a[best * cols + c]))
                best = r;
        if (rank == rows || fabs(a[best * cols + c]) < 1e-9)
            continue;
        for (size_t k = 0; k < cols; k++) {
            const double swap = a[best * cols + k];

            a[best * cols + k] = a[rank * cols + k];
            a[rank * cols + k] = swap;
        }
        for (size_t r = rank + 1; r < rows; r++) {
            const double factor = a[r * cols + c] / a[rank * cols + c];

            for (size_t k = c; k < cols; k++)
                a[r * cols + k] -= factor * a[rank * cols + k];
        }
        rank++;
    }
    return rank;
}

static bool identifiable_by_rank(const uc_dense *table, const uc_newton_model *model)
{
    double a[32 * 32];
    size_t rows = 0;

    for (size_t w = 1; w < table->n_cells; w++) {
        if (model->keep[w] == 0.0)
            continue;
        for (size_t i = 0; i < model->n_terms; i++)
            a[rows * model->n_terms + i] = (model->term[i] & w) == model->term[i];
        rows++;
    }
    return rank_of(a, rows, model->n_terms) == model->n_terms;
}

typedef struct comparison {
    const uc_dense *table;
    uc_loglin_ws *ws;
    size_t seen[4];
} comparison;

/* Two programmes, two ranks and the certificate of a fit agree. */
static uc_status compare(void *ctx, const uint32_t terms[], size_t n, uc_error *err)
{
    comparison *c = ctx;
    uc_layout layout = lay_out(c->table, terms, n);
    const uc_newton_model model = uc_layout_model(&layout);
    uc_loglin_fit fit;
    unsigned code = 99, want;

    assert_int_equal(uc_existence_code(c->table, &model, &code, err), UC_OK);
    want =
        (exists_by_primal(c->table, &model) ? 0u : UC_EXISTENCE_NO_ESTIMATE) |
        (identifiable_by_rank(c->table, &model) ? 0u : UC_EXISTENCE_NOT_IDENTIFIABLE);
    assert_int_equal(code, want);
    assert_int_equal(uc_loglin_fit_terms(c->ws, c->table, terms, n, NULL, &fit, err),
                     UC_OK);
    assert_int_equal(fit.existence, want);
    c->seen[want]++;
    free_layout(&layout);
    return UC_OK;
}

static void random_tables_against_the_other_programme(void **state)
{
    comparison c = {0};
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 61, 0, UC_RNG_BOOTSTRAP, 0);
    for (unsigned t = 2; t <= 4; t++) {
        uc_dense table;
        uc_loglin_ws ws;
        const size_t n = t == 4 ? scaled(60, 3000) : scaled(600, 20000);

        assert_int_equal(uc_dense_alloc(t, &table, NULL), UC_OK);
        ws = loglin_for(&table);
        c.table = &table;
        c.ws = &ws;
        for (size_t round = 0; round < n; round++) {
            random_table(&rng, &table);
            assert_int_equal(uc_hierarchy_walk(t, 0, compare, &c, NULL), UC_OK);
        }
        uc_loglin_ws_free(&ws);
        uc_dense_free(&table);
    }
    for (unsigned code = 0; code < 4; code++) /* none of the findings went untried */
        assert_true(c.seen[code] > 0);
}

/* -- Threads ---------------------------------------------------------------------- */

#define N_MODELS 113

typedef struct crowd {
    uc_dense table;
    size_t n;
    uint32_t terms[N_MODELS][16];
    size_t n_terms[N_MODELS];
    unsigned code[N_MODELS * 4];
} crowd;

static uc_status gather(void *ctx, const uint32_t terms[], size_t n, uc_error *err)
{
    crowd *c = ctx;

    (void)err;
    memcpy(c->terms[c->n], terms, n * sizeof *terms);
    c->n_terms[c->n++] = n;
    return UC_OK;
}

static uc_status decide(void *ctx, void *worker, size_t task, uc_error *err)
{
    crowd *c = ctx;
    const size_t i = task % N_MODELS;
    uc_layout layout = lay_out(&c->table, c->terms[i], c->n_terms[i]);
    const uc_newton_model model = uc_layout_model(&layout);
    uc_status status = uc_existence_code(&c->table, &model, &c->code[task], err);

    (void)worker;
    free_layout(&layout);
    return status;
}

/* GLPK keeps an environment; it must be one per thread. */
static void several_threads_may_ask_at_once(void **state)
{
    static crowd c;
    const uc_parallel pool = {.n_threads = 7, .task = decide, .ctx = &c};

    (void)state;
    c.table = published_table("Australia");
    assert_int_equal(uc_hierarchy_walk(4, 0, gather, &c, NULL), UC_OK);
    assert_int_equal(c.n, N_MODELS);
    assert_int_equal(uc_parallel_run(&pool, 4 * N_MODELS, NULL), UC_OK);
    for (size_t i = 0; i < 4 * N_MODELS; i++) {
        unsigned want = 99;
        uc_layout layout =
            lay_out(&c.table, c.terms[i % N_MODELS], c.n_terms[i % N_MODELS]);
        const uc_newton_model model = uc_layout_model(&layout);

        assert_int_equal(uc_existence_code(&c.table, &model, &want, NULL), UC_OK);
        assert_int_equal(c.code[i], want);
        free_layout(&layout);
    }
    uc_dense_free(&c.table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(artificial_3),
        cmocka_unit_test(random_tables_against_the_other_programme),
        cmocka_unit_test(several_threads_may_ask_at_once),
    };
    return cmocka_run_group_tests_name("existence", tests, NULL, NULL);
}
