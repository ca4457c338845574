/* leaders.c - the best models, in order */
#include "estimators/mse/leaders.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/mse/model.h"
#include "estimators/mse/rank_order.h"
#include "estimators/mse/search.h"

/* A million models are asked for by nobody; more would only take memory. */
#define MAX_CAPACITY 1000000

uc_status uc_leaders_alloc(uc_leaders *leaders, size_t capacity, double within,
                           const uc_candidates *candidates, unsigned n_lists,
                           uc_error *err)
{
    uc_leaders made = {.capacity = capacity,
                       .within = within,
                       .candidates = candidates,
                       .n_lists = n_lists,
                       .best = INFINITY};

    if (capacity > MAX_CAPACITY)
        return uc_fail(err, UC_EINVAL, "%zu models asked for; at most %d", capacity,
                       MAX_CAPACITY);
    made.room = capacity + 1;
    made.item = calloc(made.room, sizeof *made.item);
    made.sets = calloc(made.room * candidates->n_words, sizeof *made.sets);
    if (made.item == NULL || made.sets == NULL) {
        uc_leaders_free(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for %zu models", capacity);
    }
    for (size_t i = 0; i < made.room; i++)
        made.item[i].set = made.sets + i * candidates->n_words;
    *leaders = made;
    return UC_OK;
}

void uc_leaders_free(uc_leaders *leaders)
{
    free(leaders->item);
    free(leaders->sets);
    free(leaders->early);
    *leaders = (uc_leaders){0};
}

double uc_leaders_threshold(const uc_leaders *leaders)
{
    const double cut = leaders->n < leaders->capacity
                           ? INFINITY
                           : leaders->item[leaders->n - 1].criterion;
    const double near =
        leaders->n > 0 ? leaders->item[0].criterion + leaders->within : INFINITY;

    return near < cut ? near : cut;
}

static char *model_text(const uc_leaders *leaders, const uint64_t set[])
{
    uint32_t *terms = malloc((leaders->candidates->n + 1) * sizeof *terms);
    uc_model model = {0};
    uc_sink out;
    size_t n = 0;
    char *text = NULL;

    if (terms == NULL)
        return NULL;
    for (size_t i = 0; i < leaders->candidates->n; i++)
        if (uc_set_has(set, i))
            terms[n++] = leaders->candidates->term[i];
    if (uc_model_from_terms(leaders->n_lists, terms, n, &model, NULL) == UC_OK) {
        uc_sink_memory(&out);
        uc_model_write(&model, &out);
        text = uc_sink_take(&out);
    }
    uc_model_clear(&model);
    free(terms);
    return text;
}

/* Order of two models: criterion; then fewest terms, smallest estimate, string. */
static int compare(const uc_leaders *leaders, const uc_found *a, const uc_found *b)
{
    const uc_rank_key key_a = {a->criterion, a->n_parameters, a->estimate};
    const uc_rank_key key_b = {b->criterion, b->n_parameters, b->estimate};
    char *text_a, *text_b;
    int order = uc_rank_compare(&key_a, &key_b);

    if (order != 0)
        return order;
    text_a = model_text(leaders, a->set);
    text_b = model_text(leaders, b->set);
    order = text_a != NULL && text_b != NULL ? strcmp(text_a, text_b) : 0;
    free(text_a);
    free(text_b);
    return order;
}

static bool is_known(const uc_leaders *leaders, const uint64_t set[])
{
    const size_t n_words = leaders->candidates->n_words;

    for (size_t i = 0; i < leaders->n_early; i++)
        if (memcmp(leaders->early + i * n_words, set, n_words * sizeof *set) == 0)
            return true;
    return false;
}

static uc_status remember(uc_leaders *leaders, const uint64_t set[], uc_error *err)
{
    const size_t n_words = leaders->candidates->n_words;
    uint64_t *grown =
        realloc(leaders->early, (leaders->n_early + 1) * n_words * sizeof *grown);

    if (grown == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a model");
    leaders->early = grown;
    memcpy(grown + leaders->n_early * n_words, set, n_words * sizeof *set);
    leaders->n_early++;
    return UC_OK;
}

static void count_ties(uc_leaders *leaders, double criterion)
{
    if (isinf(leaders->best) ||
        (!uc_rank_tied(criterion, leaders->best) && criterion < leaders->best)) {
        leaders->best = criterion;
        leaders->n_at_best = 1;
    } else if (uc_rank_tied(criterion, leaders->best)) {
        leaders->n_at_best++;
    }
}

uc_status uc_leaders_offer(uc_leaders *leaders, const uint64_t set[],
                           size_t n_parameters, double criterion, double estimate,
                           uc_error *err)
{
    uc_found *slot = &leaders->item[leaders->n]; /* the spare one */
    size_t at = leaders->n;
    uc_found made;

    if (isinf(criterion))
        return UC_OK;
    if (leaders->counting)
        count_ties(leaders, criterion);
    if (is_known(leaders, set))
        return UC_OK;
    if (!leaders->counting) {
        uc_status status = remember(leaders, set, err);

        if (status != UC_OK)
            return status;
    }
    memcpy(slot->set, set, leaders->candidates->n_words * sizeof *set);
    slot->n_parameters = n_parameters;
    slot->criterion = criterion;
    slot->estimate = estimate;
    made = *slot;
    while (at > 0 && compare(leaders, &made, &leaders->item[at - 1]) < 0) {
        leaders->item[at] = leaders->item[at - 1];
        at--;
    }
    leaders->item[at] = made;
    if (leaders->n < leaders->capacity)
        leaders->n++;
    return UC_OK;
}

size_t uc_leaders_n_ties(const uc_leaders *leaders)
{
    return leaders->n_at_best > 0 ? leaders->n_at_best - 1 : 0;
}
