/* estimate_bytes.c - finished estimates and rankings as bytes */
#include "pipeline/keep/estimate_bytes.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/keep/bytes.h"

/* A field that is added to one of these structs has to be kept too: then its size
 * changes, and this stops the build until put and get below know the field. */
#if defined(__x86_64__)
_Static_assert(sizeof(uc_model) == 24, "keep the new field of uc_model");
_Static_assert(sizeof(uc_coefficient) == 32, "keep the new field of uc_coefficient");
_Static_assert(sizeof(uc_interval) == 88, "keep the new field of uc_interval");
_Static_assert(sizeof(uc_bootstrap) == 120, "keep the new field of uc_bootstrap");
_Static_assert(sizeof(uc_search_report) == 40, "keep the new field");
_Static_assert(sizeof(uc_model_range) == 40, "keep the new field of uc_model_range");
_Static_assert(sizeof(uc_fact) == 32, "keep the new field of uc_fact");
_Static_assert(sizeof(uc_term_weight) == 16, "keep the new field of uc_term_weight");
_Static_assert(sizeof(uc_warning) == 16, "keep the new field of uc_warning");
_Static_assert(sizeof(uc_draws) == 32, "keep the new field of uc_draws");
_Static_assert(sizeof(uc_estimate) == 424, "keep the new field of uc_estimate");
_Static_assert(sizeof(uc_ranked_model) == 96, "keep the new field");
_Static_assert(sizeof(uc_ranking) == 32, "keep the new field of uc_ranking");
#endif

#define WORD ((size_t)8) /* bytes that a number takes */

/* -- models ----------------------------------------------------------------------- */

static void put_model(uc_sink *out, const uc_model *model)
{
    uc_bytes_put_number(out, model->n_lists);
    uc_bytes_put_number(out, model->n_terms);
    for (size_t i = 0; i < model->n_terms; i++)
        uc_bytes_put_number(out, model->term[i]);
}

static void get_model(uc_bytes *in, uc_model *model)
{
    model->n_lists = (size_t)uc_bytes_below(in, UC_MODEL_MAX_LISTS);
    model->n_terms = uc_bytes_count(in, WORD);
    model->term =
        model->n_terms > 0 ? calloc(model->n_terms, sizeof *model->term) : NULL;
    if (model->term == NULL) {
        in->bad = in->bad || model->n_terms > 0;
        model->n_terms = 0;
    }
    for (size_t i = 0; i < model->n_terms; i++)
        model->term[i] = (uint32_t)uc_bytes_below(in, UINT32_MAX);
}

/* Room for n things, zeroed; NULL, and the reader bad, when memory is short. */
static void *room_for(uc_bytes *in, size_t n, size_t size)
{
    void *made = n > 0 ? calloc(n, size) : NULL;

    if (made == NULL && n > 0)
        in->bad = true;
    return made;
}

/* -- parts of an estimate --------------------------------------------------------- */

static void put_interval(uc_sink *out, const uc_interval *i)
{
    uc_bytes_put_number(out, i->kind);
    uc_bytes_put_real(out, i->level);
    uc_bytes_put_number(out, i->top);
    uc_bytes_put_real(out, i->low);
    uc_bytes_put_real(out, i->high);
    uc_bytes_put_real(out, i->adjusted_low);
    uc_bytes_put_real(out, i->adjusted_high);
    uc_bytes_put_real(out, i->mcse_low);
    uc_bytes_put_real(out, i->mcse_high);
    uc_bytes_put_number(out, i->few_low);
    uc_bytes_put_number(out, i->few_high);
    uc_bytes_put_text(out, i->note);
}

/* A code as the structs hold it: borrowed from a pool that outlives them. */
static const char *get_code(uc_bytes *in, uc_pool *codes)
{
    char *text = uc_bytes_text(in);
    const char *kept = NULL;

    if (text != NULL) {
        kept = uc_pool_intern(codes, text, strlen(text));
        in->bad = in->bad || kept == NULL;
    }
    free(text);
    return kept;
}

static void get_interval(uc_bytes *in, uc_pool *codes, uc_interval *i)
{
    i->kind = (uc_interval_kind)uc_bytes_below(in, UC_INTERVAL_CREDIBLE);
    i->level = uc_bytes_real(in);
    i->top = (size_t)uc_bytes_number(in);
    i->low = uc_bytes_real(in);
    i->high = uc_bytes_real(in);
    i->adjusted_low = uc_bytes_real(in);
    i->adjusted_high = uc_bytes_real(in);
    i->mcse_low = uc_bytes_real(in);
    i->mcse_high = uc_bytes_real(in);
    i->few_low = uc_bytes_below(in, 1) != 0;
    i->few_high = uc_bytes_below(in, 1) != 0;
    i->note = get_code(in, codes);
}

static void put_bootstrap(uc_sink *out, const uc_bootstrap *b)
{
    uc_bytes_put_number(out, b->top);
    uc_bytes_put_number(out, b->replicates);
    uc_bytes_put_number(out, b->usable);
    uc_bytes_put_number(out, b->failed);
    uc_bytes_put_real(out, b->std_error);
    uc_bytes_put_real(out, b->z0);
    uc_bytes_put_real(out, b->acceleration);
    uc_bytes_put_number(out, b->ties);
    uc_bytes_put_real(out, b->jackknife_std_error);
    for (size_t i = 0; i < b->replicates; i++) {
        uc_bytes_put_real(out, b->estimate[i]);
        uc_bytes_put_text(out, b->model[i]);
        uc_bytes_put_number(out, b->status[i]);
    }
    uc_bytes_put_number(out, b->n_jackknife);
    for (size_t i = 0; i < b->n_jackknife; i++) {
        uc_bytes_put_real(out, b->jackknife[i]);
        uc_bytes_put_number(out, b->jackknife_count[i]);
    }
}

static void get_replicates(uc_bytes *in, uc_bootstrap *b)
{
    b->estimate = room_for(in, b->replicates, sizeof *b->estimate);
    b->model = room_for(in, b->replicates, sizeof *b->model);
    b->status = room_for(in, b->replicates, sizeof *b->status);
    if (in->bad && b->model == NULL)
        b->replicates = 0; /* what frees the texts counts them by this */
    for (size_t i = 0; !in->bad && i < b->replicates; i++) {
        b->estimate[i] = uc_bytes_real(in);
        b->model[i] = uc_bytes_text(in);
        b->status[i] = (uc_mse_status)uc_bytes_below(in, UC_MSE_N_STATUS - 1);
    }
}

static void get_bootstrap(uc_bytes *in, uc_bootstrap *b)
{
    b->top = (size_t)uc_bytes_number(in);
    b->replicates = uc_bytes_count(in, 3 * WORD);
    b->usable = (size_t)uc_bytes_number(in);
    b->failed = (size_t)uc_bytes_number(in);
    b->std_error = uc_bytes_real(in);
    b->z0 = uc_bytes_real(in);
    b->acceleration = uc_bytes_real(in);
    b->ties = (size_t)uc_bytes_number(in);
    b->jackknife_std_error = uc_bytes_real(in);
    get_replicates(in, b);
    b->n_jackknife = uc_bytes_count(in, 2 * WORD);
    b->jackknife = room_for(in, b->n_jackknife, sizeof *b->jackknife);
    b->jackknife_count = room_for(in, b->n_jackknife, sizeof *b->jackknife_count);
    for (size_t i = 0; !in->bad && i < b->n_jackknife; i++) {
        b->jackknife[i] = uc_bytes_real(in);
        b->jackknife_count[i] = uc_bytes_number(in);
    }
}

static void put_search(uc_sink *out, const uc_estimate *e)
{
    uc_bytes_put_number(out, e->search.searched);
    uc_bytes_put_number(out, e->search.max_order);
    uc_bytes_put_number(out, e->search.proved_optimal);
    uc_bytes_put_real(out, e->search.criterion_gap);
    uc_bytes_put_number(out, e->search.n_fits);
    uc_bytes_put_number(out, e->search.n_ties);
    uc_bytes_put_number(out, e->has_range);
    for (size_t i = 0; i < 2; i++) {
        uc_bytes_put_real(out, e->range[i].within);
        uc_bytes_put_real(out, e->range[i].low);
        uc_bytes_put_real(out, e->range[i].high);
        uc_bytes_put_number(out, e->range[i].n_models);
        uc_bytes_put_number(out, e->range[i].complete);
    }
}

static void get_search(uc_bytes *in, uc_estimate *e)
{
    e->search.searched = uc_bytes_below(in, 1) != 0;
    e->search.max_order = (unsigned)uc_bytes_below(in, UC_CAPTURE_MAX_LISTS);
    e->search.proved_optimal = uc_bytes_below(in, 1) != 0;
    e->search.criterion_gap = uc_bytes_real(in);
    e->search.n_fits = uc_bytes_number(in);
    e->search.n_ties = (size_t)uc_bytes_number(in);
    e->has_range = uc_bytes_below(in, 1) != 0;
    for (size_t i = 0; i < 2; i++) {
        e->range[i].within = uc_bytes_real(in);
        e->range[i].low = uc_bytes_real(in);
        e->range[i].high = uc_bytes_real(in);
        e->range[i].n_models = (size_t)uc_bytes_number(in);
        e->range[i].complete = uc_bytes_below(in, 1) != 0;
    }
}

/* -- the estimate itself ---------------------------------------------------------- */

static void put_figures(uc_sink *out, const uc_estimate *e)
{
    uc_bytes_put_number(out, e->status);
    uc_bytes_put_number(out, e->n_lists);
    uc_bytes_put_number(out, e->n_observed);
    put_model(out, &e->model);
    uc_bytes_put_text(out, e->label);
    uc_bytes_put_number(out, e->on_face);
    uc_bytes_put_real(out, e->estimate);
    uc_bytes_put_real(out, e->hidden);
    uc_bytes_put_real(out, e->std_error);
    uc_bytes_put_number(out, e->n_parameters);
    uc_bytes_put_number(out, e->n_boundary);
    uc_bytes_put_real(out, e->loglik);
    uc_bytes_put_real(out, e->aic);
    uc_bytes_put_real(out, e->aicc);
    uc_bytes_put_real(out, e->bic);
    uc_bytes_put_real(out, e->deviance);
    uc_bytes_put_number(out, (uint64_t)e->df);
}

static void get_figures(uc_bytes *in, uc_estimate *e)
{
    e->status = (uc_mse_status)uc_bytes_below(in, UC_MSE_N_STATUS - 1);
    e->n_lists = (size_t)uc_bytes_below(in, UC_CAPTURE_MAX_LISTS);
    e->n_observed = uc_bytes_number(in);
    get_model(in, &e->model);
    e->label = uc_bytes_text(in);
    e->on_face = uc_bytes_below(in, 1) != 0;
    e->estimate = uc_bytes_real(in);
    e->hidden = uc_bytes_real(in);
    e->std_error = uc_bytes_real(in);
    e->n_parameters = (size_t)uc_bytes_number(in);
    e->n_boundary = (size_t)uc_bytes_number(in);
    e->loglik = uc_bytes_real(in);
    e->aic = uc_bytes_real(in);
    e->aicc = uc_bytes_real(in);
    e->bic = uc_bytes_real(in);
    e->deviance = uc_bytes_real(in);
    e->df = (long)uc_bytes_number(in);
}

static void put_draws(uc_sink *out, const uc_draws *draws)
{
    const size_t n = draws->n_chains * draws->n_draws;

    uc_bytes_put_number(out, n);
    uc_bytes_put_number(out, draws->n_chains);
    uc_bytes_put_number(out, draws->mixed);
    for (size_t i = 0; i < n; i++)
        uc_bytes_put_real(out, draws->persons[i]);
}

static void get_draws(uc_bytes *in, uc_draws *draws)
{
    const size_t n = uc_bytes_count(in, WORD);

    draws->n_chains = (size_t)uc_bytes_number(in);
    draws->mixed = uc_bytes_below(in, 1) != 0;
    in->bad = in->bad || (draws->n_chains == 0 ? n > 0 : n % draws->n_chains != 0);
    if (in->bad)
        return;
    draws->n_draws = draws->n_chains > 0 ? n / draws->n_chains : 0;
    draws->persons = room_for(in, n, sizeof *draws->persons);
    for (size_t i = 0; !in->bad && i < n; i++)
        draws->persons[i] = uc_bytes_real(in);
}

/* What only some families have: intervals of their own, weights, facts. */
static void put_further(uc_sink *out, const uc_estimate *e)
{
    uc_bytes_put_number(out, e->n_given);
    for (size_t i = 0; i < e->n_given; i++)
        put_interval(out, &e->given[i]);
    uc_bytes_put_number(out, e->n_weights);
    for (size_t i = 0; i < e->n_weights; i++) {
        uc_bytes_put_number(out, e->weight[i].term);
        uc_bytes_put_real(out, e->weight[i].weight);
    }
    uc_bytes_put_number(out, e->n_facts);
    for (size_t i = 0; i < e->n_facts; i++) {
        uc_bytes_put_text(out, e->fact[i].code);
        uc_bytes_put_text(out, e->fact[i].label);
        uc_bytes_put_real(out, e->fact[i].value);
        uc_bytes_put_text(out, e->fact[i].text);
    }
    put_draws(out, &e->draws);
}

static void get_intervals(uc_bytes *in, uc_pool *codes, uc_interval **interval,
                          size_t *n)
{
    *n = uc_bytes_count(in, 12 * WORD);
    *interval = room_for(in, *n, sizeof **interval);
    for (size_t i = 0; !in->bad && i < *n; i++)
        get_interval(in, codes, &(*interval)[i]);
}

static void get_facts(uc_bytes *in, uc_pool *codes, uc_estimate *e)
{
    const size_t n = uc_bytes_count(in, 4 * WORD);

    e->fact = room_for(in, n, sizeof *e->fact);
    while (!in->bad && e->n_facts < n) {
        uc_fact *fact = &e->fact[e->n_facts++];

        fact->code = get_code(in, codes);
        fact->label = get_code(in, codes);
        fact->value = uc_bytes_real(in);
        fact->text = uc_bytes_text(in);
        in->bad = in->bad || fact->code == NULL || fact->label == NULL;
    }
}

static void get_further(uc_bytes *in, uc_pool *codes, uc_estimate *e)
{
    get_intervals(in, codes, &e->given, &e->n_given);
    e->n_weights = uc_bytes_count(in, 2 * WORD);
    e->weight = room_for(in, e->n_weights, sizeof *e->weight);
    for (size_t i = 0; !in->bad && i < e->n_weights; i++) {
        e->weight[i].term = (uint32_t)uc_bytes_below(in, UINT32_MAX);
        e->weight[i].weight = uc_bytes_real(in);
    }
    get_facts(in, codes, e);
    get_draws(in, &e->draws);
}

void uc_estimate_put(uc_sink *out, const uc_estimate *e)
{
    put_figures(out, e);
    put_search(out, e);
    uc_bytes_put_number(out, e->n_coefficients);
    for (size_t i = 0; i < e->n_coefficients; i++) {
        uc_bytes_put_number(out, e->coefficient[i].term);
        uc_bytes_put_real(out, e->coefficient[i].estimate);
        uc_bytes_put_real(out, e->coefficient[i].std_error);
        uc_bytes_put_number(out, e->coefficient[i].boundary);
    }
    uc_bytes_put_number(out, e->n_intervals);
    for (size_t i = 0; i < e->n_intervals; i++)
        put_interval(out, &e->interval[i]);
    uc_bytes_put_number(out, e->n_bootstraps);
    for (size_t i = 0; i < e->n_bootstraps; i++)
        put_bootstrap(out, &e->bootstrap[i]);
    uc_bytes_put_number(out, e->n_warnings);
    for (size_t i = 0; i < e->n_warnings; i++) {
        uc_bytes_put_text(out, e->warning[i].code);
        uc_bytes_put_text(out, e->warning[i].text);
    }
    put_further(out, e);
}

static void get_coefficients(uc_bytes *in, uc_estimate *e)
{
    e->n_coefficients = uc_bytes_count(in, 4 * WORD);
    e->coefficient = room_for(in, e->n_coefficients, sizeof *e->coefficient);
    for (size_t i = 0; !in->bad && i < e->n_coefficients; i++) {
        e->coefficient[i].term = (uint32_t)uc_bytes_below(in, UINT32_MAX);
        e->coefficient[i].estimate = uc_bytes_real(in);
        e->coefficient[i].std_error = uc_bytes_real(in);
        e->coefficient[i].boundary = uc_bytes_below(in, 1) != 0;
    }
}

/* Counts go up one by one, because what clears an estimate goes by them. */
static void get_bootstraps(uc_bytes *in, uc_estimate *e)
{
    const size_t n = uc_bytes_count(in, 10 * WORD);

    e->bootstrap = room_for(in, n, sizeof *e->bootstrap);
    while (!in->bad && e->n_bootstraps < n)
        get_bootstrap(in, &e->bootstrap[e->n_bootstraps++]);
}

static void get_warnings(uc_bytes *in, uc_pool *codes, uc_estimate *e)
{
    const size_t n = uc_bytes_count(in, 2 * WORD);

    e->warning = room_for(in, n, sizeof *e->warning);
    while (!in->bad && e->n_warnings < n) {
        uc_warning *warning = &e->warning[e->n_warnings++];

        warning->code = get_code(in, codes);
        warning->text = uc_bytes_text(in);
        in->bad = in->bad || warning->code == NULL || warning->text == NULL;
    }
}

bool uc_estimate_get(const void *bytes, size_t len, const uc_method *method,
                     uc_pool *codes, uc_estimate *estimate)
{
    uc_bytes in = uc_bytes_of(bytes, len);
    uc_estimate made = {.method = method};

    get_figures(&in, &made);
    get_search(&in, &made);
    get_coefficients(&in, &made);
    get_intervals(&in, codes, &made.interval, &made.n_intervals);
    get_bootstraps(&in, &made);
    get_warnings(&in, codes, &made);
    get_further(&in, codes, &made);
    if (!uc_bytes_done(&in)) {
        uc_estimate_clear(&made);
        return false;
    }
    *estimate = made;
    return true;
}

/* -- rankings --------------------------------------------------------------------- */

void uc_ranking_put(uc_sink *out, const uc_ranking *ranking)
{
    uc_bytes_put_number(out, ranking->n_admissible);
    uc_bytes_put_number(out, ranking->complete);
    uc_bytes_put_number(out, ranking->n_models);
    for (size_t i = 0; i < ranking->n_models; i++) {
        const uc_ranked_model *m = &ranking->model[i];

        put_model(out, &m->model);
        uc_bytes_put_number(out, m->order);
        uc_bytes_put_number(out, m->n_parameters);
        uc_bytes_put_number(out, m->n_boundary);
        uc_bytes_put_real(out, m->estimate);
        uc_bytes_put_real(out, m->bic);
        uc_bytes_put_real(out, m->aic);
        uc_bytes_put_real(out, m->aicc);
        uc_bytes_put_real(out, m->deviance);
        uc_bytes_put_number(out, m->existence);
    }
}

static void get_ranked(uc_bytes *in, uc_ranked_model *m)
{
    get_model(in, &m->model);
    m->order = (unsigned)uc_bytes_below(in, UC_MODEL_MAX_LISTS);
    m->n_parameters = (size_t)uc_bytes_number(in);
    m->n_boundary = (size_t)uc_bytes_number(in);
    m->estimate = uc_bytes_real(in);
    m->bic = uc_bytes_real(in);
    m->aic = uc_bytes_real(in);
    m->aicc = uc_bytes_real(in);
    m->deviance = uc_bytes_real(in);
    m->existence = (unsigned)uc_bytes_below(in, 3);
}

bool uc_ranking_get(const void *bytes, size_t len, uc_ranking *ranking)
{
    uc_bytes in = uc_bytes_of(bytes, len);
    uc_ranking made = {.n_admissible = (size_t)uc_bytes_number(&in)};
    size_t n;

    made.complete = uc_bytes_below(&in, 1) != 0;
    n = uc_bytes_count(&in, 11 * WORD);
    made.model = room_for(&in, n, sizeof *made.model);
    while (!in.bad && made.n_models < n)
        get_ranked(&in, &made.model[made.n_models++]);
    if (!uc_bytes_done(&in) || made.n_admissible > made.n_models) {
        uc_ranking_clear(&made);
        return false;
    }
    *ranking = made;
    return true;
}
