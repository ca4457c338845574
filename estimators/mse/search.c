/* search.c - branch and bound over hierarchical models */
#include "estimators/mse/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/mse/existence.h"
#include "estimators/mse/face.h"
#include "estimators/mse/layout.h"
#include "estimators/mse/leaders.h"
#include "estimators/mse/nogoods.h"
#include "estimators/mse/rank_order.h"

/* A fit that only bounds stops when its proven gap is so small (log-likelihood). */
#define BOUND_GAP   0.05
#define BOUND_STEPS 40
/* A candidate is fitted until no predictor changes by more than this: its criterion is
 * then right to about the square. */
#define CANDIDATE_TOL   1e-7
#define CANDIDATE_STEPS 1000

/* One level of the tree. */
typedef struct frame {
    uint64_t *in;          /* forced terms */
    uint64_t *allowed;     /* terms not excluded */
    uc_newton_point point; /* of the model of all allowed terms */
    uc_layout layout;
    double *without; /* per candidate: bound on the likelihood without it */
    double upper;    /* proven bound on the likelihood of the allowed terms */
    bool bounded;    /* `without` has been computed at this point */
} frame;

struct uc_search {
    unsigned n_lists;
    uc_newton *newton;
    size_t newton_terms;
    uc_candidates candidates;
    frame *frame;
    size_t n_frames;
    uint32_t *terms;   /* room for a model's terms */
    double *keep;      /* n_cells: cells of a smaller model */
    uc_layout smaller; /* a smaller model; its cells are `keep` */
    uint64_t *set;     /* and its terms */
    size_t *block;     /* positions of the terms that go together */
    double *penalty;   /* by number of parameters */
    uc_leaders leaders;
    uc_nogoods nogoods;
    uc_search_result result;
    /* of the run */
    const uc_dense *table;
    const uc_search_opts *opts;
    double constant;   /* criterion = constant - 2 loglik + penalty */
    double open_bound; /* least bound of what a limit left unsearched */
    bool stopped;
    /* with facial sets */
    uc_newton_point face_point;
    double *face_keep;
    size_t n_unreached; /* models whose estimate exists but could not be computed */
    uc_error *err;
};

double uc_search_penalty(uc_selection_rule rule, size_t n_parameters, double n_people)
{
    const double p = (double)n_parameters;

    if (rule == UC_RULE_BIC)
        return p * uc_log(n_people);
    if (rule == UC_RULE_AIC)
        return 2.0 * p;
    if (p >= n_people - 1.0)
        return INFINITY;
    return 2.0 * p + 2.0 * p * (p + 1.0) / (n_people - p - 1.0);
}

uc_search *uc_search_alloc(unsigned n_lists)
{
    const size_t n_cells = (size_t)1 << n_lists;
    uc_search *s = calloc(1, sizeof *s);

    if (s == NULL)
        return NULL;
    s->n_lists = n_lists;
    s->keep = malloc(n_cells * sizeof *s->keep);
    if (s->keep == NULL) {
        uc_search_free(s);
        return NULL;
    }
    return s;
}

static void free_frames(uc_search *s)
{
    for (size_t i = 0; i < s->n_frames; i++) {
        free(s->frame[i].in);
        free(s->frame[i].layout.term);
        free(s->frame[i].layout.keep);
        free(s->frame[i].without);
        uc_newton_point_free(&s->frame[i].point);
    }
    free(s->frame);
    s->frame = NULL;
    s->n_frames = 0;
}

static void free_sized(uc_search *s)
{
    free_frames(s);
    uc_newton_free(s->newton);
    free(s->terms);
    free(s->smaller.term);
    free(s->set);
    free(s->block);
    free(s->penalty);
    uc_newton_point_free(&s->face_point);
    free(s->face_keep);
    s->face_keep = NULL;
    uc_leaders_free(&s->leaders);
    uc_nogoods_clear(&s->nogoods);
    s->newton = NULL;
    s->terms = NULL;
    s->smaller.term = NULL;
    s->set = NULL;
    s->block = NULL;
    s->penalty = NULL;
}

void uc_search_free(uc_search *s)
{
    if (s == NULL)
        return;
    free_sized(s);
    uc_candidates_free(&s->candidates);
    free(s->keep);
    free(s);
}

static size_t n_parameters_of(const uc_search *s, size_t n_interactions)
{
    return 1 + s->table->n_main + n_interactions;
}

static double criterion_of(const uc_search *s, double loglik, size_t n_interactions)
{
    return s->constant - 2.0 * loglik + s->penalty[n_parameters_of(s, n_interactions)];
}

/* Above this a bound prunes: worse than the worst model kept, ties allowed for. */
static double cut_of(const uc_search *s)
{
    const double worst = uc_leaders_threshold(&s->leaders);

    return worst + UC_RANK_TIE * (1.0 + fabs(worst));
}

/* Frames are made when first reached. */
static uc_status make_frame(uc_search *s, size_t depth)
{
    const size_t n_cells = s->table->n_cells, n_words = s->candidates.n_words;
    frame *f = &s->frame[depth];

    if (depth < s->n_frames)
        return UC_OK;
    *f = (frame){.in = calloc(2 * n_words, sizeof *f->in),
                 .layout.term = malloc((s->candidates.n + s->n_lists + 1) *
                                       sizeof *f->layout.term),
                 .layout.keep = malloc(n_cells * sizeof *f->layout.keep),
                 .without = malloc((s->candidates.n + 1) * sizeof *f->without)};
    s->n_frames++;
    if (f->in == NULL || f->layout.term == NULL || f->layout.keep == NULL ||
        f->without == NULL)
        return uc_fail(s->err, UC_ENOMEM, "no memory for a search");
    f->allowed = f->in + n_words;
    return uc_newton_point_alloc(n_cells, &f->point, s->err);
}

/* Terms of a model: main effects, then the set. */
static size_t list_terms(const uc_search *s, const uint64_t set[], uint32_t terms[])
{
    size_t n = 0;

    for (unsigned j = 0; j < s->n_lists; j++)
        terms[n++] = 1u << j;
    for (size_t i = 0; i < s->candidates.n; i++)
        if (uc_set_has(set, i))
            terms[n++] = s->candidates.term[i];
    return n;
}

static void lay_out(uc_search *s, frame *f)
{
    const size_t n_terms = list_terms(s, f->allowed, s->terms);

    uc_layout_set(&f->layout, s->table, s->terms, n_terms);
}

static bool certified(const uc_newton_result *r)
{
    return r->end == UC_NEWTON_CONVERGED && r->n_skipped == 0 && r->min_change > -0.5;
}

/* Offers a model without a finite estimate on the face of its supremum, when the hidden
 * count is estimable there; else learns that it is not, which holds for larger models
 * too: their faces are part of this one. The frame's point is left alone. */
static uc_status offer_on_face(uc_search *s, frame *f)
{
    const size_t n_set = uc_set_count(s->candidates.n_words, f->allowed);
    const uc_newton_stop stop = {.tol = CANDIDATE_TOL,
                                 .gap = -1.0,
                                 .abandon_below = -INFINITY,
                                 .max_steps = CANDIDATE_STEPS};
    uc_newton_model model = uc_layout_model(&f->layout);
    uc_newton_result r;
    size_t n_kept;
    bool estimable = false;
    uc_status status =
        uc_face_find(s->table, &model, s->face_keep, &n_kept, &estimable, s->err);

    if (status != UC_OK)
        return status;
    if (!estimable)
        return uc_nogoods_learn(&s->nogoods, f->allowed, UC_FLAW_HIDDEN, s->err);
    model.keep = s->face_keep;
    uc_newton_start_cold(s->table, &model, &s->face_point);
    uc_newton_fit(s->newton, s->table, &model, &stop, &s->face_point, &r);
    if (r.end != UC_NEWTON_CONVERGED) {
        s->n_unreached++;
        s->open_bound = fmin(s->open_bound, criterion_of(s, f->upper, n_set));
        return UC_OK;
    }
    return uc_leaders_offer(&s->leaders, f->allowed, n_parameters_of(s, n_set),
                            criterion_of(s, s->face_point.loglik, n_set),
                            s->table->n_people + uc_exp(s->face_point.eta[0]), s->err);
}

/* Decides whether the model of all allowed terms is admissible and keeps it if it is
 * good enough. The frame's point may be anywhere; it is left converged. */
static uc_status offer(uc_search *s, frame *f)
{
    const uc_newton_model model = uc_layout_model(&f->layout);
    const size_t n_set = uc_set_count(s->candidates.n_words, f->allowed);
    uc_newton_stop stop = {
        .tol = CANDIDATE_TOL,
        .gap = -1.0,
        .abandon_below =
            0.5 * (s->constant + s->penalty[n_parameters_of(s, n_set)] - cut_of(s)),
        .max_steps = 15};
    uc_newton_result r;
    unsigned code = 0;
    uc_status status = UC_OK;

    uc_newton_fit(s->newton, s->table, &model, &stop, &f->point, &r);
    f->upper = fmin(f->upper, r.upper);
    if (r.end == UC_NEWTON_ABANDONED)
        return UC_OK;
    if (!certified(&r)) {
        status = uc_existence_code(s->table, &model, &code, s->err);
        if (status == UC_OK && code != 0 && s->opts->facial)
            return offer_on_face(s, f);
        if (status == UC_OK && code != 0)
            return uc_nogoods_learn(&s->nogoods, f->allowed, code, s->err);
        if (status != UC_OK)
            return status;
        stop.max_steps = CANDIDATE_STEPS;
        stop.abandon_below = -INFINITY;
        uc_newton_fit(s->newton, s->table, &model, &stop, &f->point, &r);
        if (r.end != UC_NEWTON_CONVERGED) {
            /* out of reach in double precision: not a candidate, nor proved worse */
            s->n_unreached++;
            s->open_bound = fmin(s->open_bound, criterion_of(s, f->upper, n_set));
            return UC_OK;
        }
    }
    return uc_leaders_offer(&s->leaders, f->allowed, n_parameters_of(s, n_set),
                            criterion_of(s, f->point.loglik, n_set),
                            s->table->n_people + uc_exp(f->point.eta[0]), s->err);
}

/* Fits the model of all allowed terms as far as bounds need it. Returns false when the
 * whole node is proved to hold nothing better. */
static bool bound_node(uc_search *s, frame *f)
{
    const size_t n_in = uc_set_count(s->candidates.n_words, f->in);
    const double penalty = s->penalty[n_parameters_of(s, n_in)];
    const uc_newton_stop stop = {.tol = CANDIDATE_TOL,
                                 .gap = BOUND_GAP,
                                 .abandon_below =
                                     0.5 * (s->constant + penalty - cut_of(s)),
                                 .max_steps = BOUND_STEPS};
    uc_newton_model model;
    uc_newton_result r;

    model = uc_layout_model(&f->layout);
    if (f->upper < stop.abandon_below)
        return false;
    s->result.n_fits++;
    uc_newton_fit(s->newton, s->table, &model, &stop, &f->point, &r);
    f->upper = fmin(f->upper, r.upper);
    return r.end != UC_NEWTON_ABANDONED;
}

/* Whether no admissible model holds all forced terms and, if given, those below i. */
static bool ruled_out(const uc_search *s, const frame *f, const uint64_t more[])
{
    return uc_nogoods_rule_out(&s->nogoods, f->in, more, f->layout.keep);
}

/* Excludes every open term that cannot be included: with all that it needs it costs
 * more than the node can afford, or leaves no admissible model. Returns whether there
 * was one. The layout must be that of the allowed terms. */
static bool force_out(uc_search *s, frame *f)
{
    const uc_candidates *c = &s->candidates;
    const double cut = cut_of(s);
    bool any = false;

    for (size_t i = 0; i < c->n; i++) {
        const uint64_t *down = c->down + i * c->n_words;

        if (!uc_set_has(f->allowed, i) || uc_set_has(f->in, i))
            continue;
        if (criterion_of(s, f->upper, uc_set_count_union(c->n_words, f->in, down)) <=
                cut &&
            !ruled_out(s, f, down))
            continue;
        uc_set_subtract(c->n_words, f->allowed, c->up + i * c->n_words);
        any = true;
    }
    return any;
}

/* Positions in the layout of the finite terms that go when candidate i goes, and the
 * cells of the model without them. Returns their number; *freed tells of more cells. */
static size_t block_of(uc_search *s, const frame *f, size_t i, bool *freed)
{
    const uc_layout *layout = &f->layout;
    const uint32_t term = s->candidates.term[i];
    size_t n = 0;

    for (size_t k = 1; k < layout->n_terms; k++)
        if ((layout->term[k] & term) == term)
            s->block[n++] = k;
    *freed = false;
    for (size_t k = 0; k < layout->n_boundary; k++)
        if ((layout->term[layout->n_terms + k] & term) == term)
            *freed = true;
    return n;
}

/* Cells kept once candidate i and all above it are gone. */
static void cells_without(uc_search *s, const frame *f, size_t i)
{
    const uc_layout *layout = &f->layout;
    const uint32_t *empty = layout->term + layout->n_terms;
    const uint32_t term = s->candidates.term[i];
    size_t n = 0;

    for (size_t k = 0; k < layout->n_boundary; k++)
        if ((empty[k] & term) != term)
            s->terms[n++] = empty[k];
    uc_layout_cells(s->table, s->terms, n, s->keep);
}

/* Bound without candidate i from the inverse information of the whole model. */
static double bound_quickly(uc_search *s, const frame *f, size_t i)
{
    const uc_newton_model model = uc_layout_model(&f->layout);
    bool freed;
    const size_t n_block = block_of(s, f, i, &freed);

    if (freed)
        cells_without(s, f, i);
    return uc_newton_bound_without(s->newton, s->table, &model, &f->point, s->block,
                                   n_block, freed ? s->keep : NULL);
}

/* Bound without candidate i by a step in the smaller model. */
static double bound_by_step(uc_search *s, const frame *f, size_t i)
{
    const uc_candidates *c = &s->candidates;
    uc_newton_model model;

    memcpy(s->set, f->allowed, c->n_words * sizeof *s->set);
    uc_set_subtract(c->n_words, s->set, c->up + i * c->n_words);
    uc_layout_set(&s->smaller, s->table, s->terms, list_terms(s, s->set, s->terms));
    model = uc_layout_model(&s->smaller);
    return uc_newton_bound_by_step(s->newton, s->table, &model, &f->point);
}

static void compute_bounds(uc_search *s, frame *f)
{
    const uc_candidates *c = &s->candidates;
    const uc_newton_model model = uc_layout_model(&f->layout);
    const uc_newton_bounds kind =
        uc_newton_ready_bounds(s->newton, s->table, &model, &f->point);

    for (size_t i = 0; i < c->n; i++) {
        f->without[i] = f->upper;
        if (kind == UC_NEWTON_NO_BOUNDS || !uc_set_has(f->allowed, i) ||
            uc_set_has(f->in, i))
            continue;
        f->without[i] =
            fmin(f->upper, kind == UC_NEWTON_BOUNDS ? bound_quickly(s, f, i)
                                                    : bound_by_step(s, f, i));
    }
}

/* Forces in every open term whose exclusion is proved to be too dear. */
static void force_in(uc_search *s, frame *f)
{
    const uc_candidates *c = &s->candidates;
    const double cut = cut_of(s);
    bool any;

    do {
        const size_t n_in = uc_set_count(c->n_words, f->in);

        any = false;
        for (size_t i = 0; i < c->n; i++) {
            if (!uc_set_has(f->allowed, i) || uc_set_has(f->in, i))
                continue;
            if (criterion_of(s, f->without[i], n_in) <= cut)
                continue;
            uc_set_unite(c->n_words, f->in, c->down + i * c->n_words);
            any = true;
        }
    } while (any);
}

/* The open term whose exclusion costs most by its bound; n when none is open. */
static size_t choose(const uc_search *s, const frame *f)
{
    const uc_candidates *c = &s->candidates;
    size_t chosen = c->n;

    for (size_t i = 0; i < c->n; i++) {
        if (!uc_set_has(f->allowed, i) || uc_set_has(f->in, i))
            continue;
        if (chosen == c->n || f->without[i] < f->without[chosen])
            chosen = i;
    }
    return chosen;
}

static bool out_of_budget(uc_search *s, const frame *f)
{
    const uint64_t limit = s->opts->limit;

    if (!s->stopped && limit > 0 && s->result.n_fits >= limit)
        s->stopped = true;
    if (s->stopped) {
        const size_t n_in = uc_set_count(s->candidates.n_words, f->in);

        s->open_bound = fmin(s->open_bound, criterion_of(s, f->upper, n_in));
    }
    return s->stopped;
}

static uc_status visit(uc_search *s, size_t depth);

/* The models without term i. */
static uc_status visit_without(uc_search *s, size_t depth, size_t i)
{
    const uc_candidates *c = &s->candidates;
    uc_status status = make_frame(s, depth + 1);
    frame *f = &s->frame[depth], *child = &s->frame[depth + 1];

    if (status != UC_OK)
        return status;
    memcpy(child->in, f->in, 2 * c->n_words * sizeof *child->in);
    uc_set_subtract(c->n_words, child->allowed, c->up + i * c->n_words);
    uc_newton_point_copy(s->table->n_cells, &child->point, &f->point);
    child->upper = f->without[i];
    return visit(s, depth + 1);
}

/* Branches until the node is done or its allowed set has shrunk (*refit). */
static uc_status branch(uc_search *s, size_t depth, bool *refit)
{
    const uc_candidates *c = &s->candidates;
    frame *f = &s->frame[depth];

    *refit = false;
    for (;;) {
        size_t i;
        uc_status status;

        if (out_of_budget(s, f))
            return UC_OK;
        force_in(s, f);
        if (criterion_of(s, f->upper, uc_set_count(c->n_words, f->in)) > cut_of(s) ||
            ruled_out(s, f, NULL))
            return UC_OK;
        if (force_out(s, f)) {
            *refit = true;
            return UC_OK;
        }
        i = choose(s, f);
        if (i == c->n)
            return UC_OK;
        status = visit_without(s, depth, i);
        if (status != UC_OK)
            return status;
        f = &s->frame[depth];
        uc_set_unite(c->n_words, f->in, c->down + i * c->n_words);
    }
}

/* Searches the models between the frame's two sets. */
static uc_status visit(uc_search *s, size_t depth)
{
    const uc_candidates *c = &s->candidates;
    bool refit = true;

    s->result.n_nodes++;
    while (refit) {
        frame *f = &s->frame[depth];
        uc_status status;

        if (uc_cancelled(s->opts->cancel))
            return uc_fail(s->err, UC_ECANCELED, "stopped on request");
        if (out_of_budget(s, f))
            return UC_OK;
        lay_out(s, f);
        if (force_out(s, f))
            lay_out(s, f);
        if (ruled_out(s, f, NULL) || !bound_node(s, f))
            return UC_OK;
        if (criterion_of(s, f->upper, uc_set_count(c->n_words, f->allowed)) <=
            cut_of(s)) {
            status = offer(s, f);
            if (status != UC_OK)
                return status;
        }
        compute_bounds(s, f);
        status = branch(s, depth, &refit);
        if (status != UC_OK)
            return status;
    }
    return UC_OK;
}

static uc_status prepare_sizes(uc_search *s, const uc_search_opts *opts)
{
    const size_t n = s->candidates.n, n_max = n + s->n_lists + 1;

    free_sized(s);
    s->newton = uc_newton_alloc(s->n_lists, n_max);
    s->frame = calloc(n + 2, sizeof *s->frame);
    s->terms = malloc((n_max + s->n_lists + 1) * sizeof *s->terms);
    s->smaller = (uc_layout){.term = malloc((n_max + 1) * sizeof *s->smaller.term),
                             .keep = s->keep};
    s->set = malloc(s->candidates.n_words * sizeof *s->set);
    s->block = malloc(n_max * sizeof *s->block);
    s->penalty = malloc((n_max + 1) * sizeof *s->penalty);
    if (s->newton == NULL || s->frame == NULL || s->terms == NULL || s->block == NULL ||
        s->penalty == NULL || s->smaller.term == NULL || s->set == NULL)
        return uc_fail(s->err, UC_ENOMEM, "no memory for a search of %zu terms", n);
    if (opts->facial) {
        uc_status status =
            uc_newton_point_alloc(s->table->n_cells, &s->face_point, s->err);

        if (status != UC_OK)
            return status;
        s->face_keep = malloc(s->table->n_cells * sizeof *s->face_keep);
        if (s->face_keep == NULL)
            return uc_fail(s->err, UC_ENOMEM, "no memory for a face");
    }
    for (size_t p = 0; p <= n_max; p++)
        s->penalty[p] = uc_search_penalty(opts->rule, p, s->table->n_people);
    return uc_leaders_alloc(&s->leaders, opts->n_best,
                            opts->within > 0.0 ? opts->within : INFINITY,
                            &s->candidates, s->n_lists, s->err);
}

/* Offers the model of a set, its terms closed downwards. */
static uc_status offer_set(uc_search *s, const uint64_t set[])
{
    frame *f = &s->frame[0];
    uc_newton_model model;

    memcpy(f->allowed, set, s->candidates.n_words * sizeof *set);
    lay_out(s, f);
    model = uc_layout_model(&f->layout);
    uc_newton_start_cold(s->table, &model, &f->point);
    f->upper = INFINITY;
    s->result.n_fits++;
    return offer(s, f);
}

/* Main effects, and the models that the caller thinks good, as first incumbents. */
static uc_status offer_hints(uc_search *s, const uc_search_opts *opts)
{
    const uc_candidates *c = &s->candidates;
    uint64_t *set = s->frame[0].in;
    uc_status status;

    memset(set, 0, c->n_words * sizeof *set);
    status = offer_set(s, set);
    for (size_t h = 0; h < opts->n_hints && status == UC_OK; h++) {
        memset(set, 0, c->n_words * sizeof *set);
        for (size_t i = 0; i < c->n; i++)
            if (uc_model_has_term(&opts->hint[h], c->term[i]))
                uc_set_add(set, i);
        status = offer_set(s, set);
    }
    return status;
}

static uc_status run(uc_search *s, const uc_search_opts *opts)
{
    const uc_candidates *c = &s->candidates;
    frame *root;
    uc_newton_model model;
    uc_status status = make_frame(s, 0);

    if (status == UC_OK)
        status = offer_hints(s, opts);
    if (status != UC_OK)
        return status;
    s->leaders.counting = true;
    root = &s->frame[0];
    memset(root->in, 0, 2 * c->n_words * sizeof *root->in);
    for (size_t i = 0; i < c->n; i++)
        uc_set_add(root->allowed, i);
    lay_out(s, root);
    model = uc_layout_model(&root->layout);
    uc_newton_start_cold(s->table, &model, &root->point);
    /* no model is more likely than the counts themselves */
    root->upper = uc_sum_xlogx_minus_x(s->table->n_cells, s->table->count);
    return visit(s, 0);
}

static void conclude(uc_search *s)
{
    uc_search_result *r = &s->result;
    const double best = s->leaders.n > 0 ? s->leaders.item[0].criterion : INFINITY;

    r->best = s->leaders.item;
    r->n_found = s->leaders.n;
    r->n_ties = uc_leaders_n_ties(&s->leaders);
    if (!s->candidates.complete)
        s->open_bound =
            fmin(s->open_bound,
                 criterion_of(
                     s, uc_sum_xlogx_minus_x(s->table->n_cells, s->table->count), 0));
    r->gap = s->open_bound < best ? best - s->open_bound : 0.0;
    r->proved = !s->stopped && s->candidates.complete && s->n_unreached == 0;
    if (!r->proved && r->gap == 0.0 && s->leaders.n > 0)
        r->proved = true; /* what was left cannot be better */
}

uc_status uc_search_run(uc_search *s, const uc_dense *table, const uc_search_opts *opts,
                        const uc_search_result **result, uc_error *err)
{
    unsigned max_order = opts->max_order;
    uc_status status;

    if (s->n_lists != table->n_lists || opts->n_best < 1 || table->n_people < 1.0)
        return uc_fail(err, UC_EINVAL, "a search needs people, and room for a model");
    if (max_order == 0 || max_order > table->n_lists - 1)
        max_order = table->n_lists - 1;
    s->table = table;
    s->opts = opts;
    s->err = err;
    s->stopped = false;
    s->n_unreached = 0;
    s->open_bound = INFINITY;
    s->constant = 2.0 * table->log_factorials;
    s->result = (uc_search_result){0};
    uc_candidates_free(&s->candidates);
    status = uc_candidates_find(table, max_order, &s->candidates, err);
    if (status == UC_OK)
        status = prepare_sizes(s, opts);
    if (status == UC_OK) {
        uc_nogoods_start(&s->nogoods, table, &s->candidates);
        status = run(s, opts);
    }
    if (status != UC_OK)
        return status;
    conclude(s);
    *result = &s->result;
    return UC_OK;
}

uc_status uc_search_model(const uc_search *s, const uc_found *found, uc_model *model,
                          uc_error *err)
{
    const size_t n = list_terms(s, found->set, s->terms);

    return uc_model_from_terms(s->n_lists, s->terms, n, model, err);
}
