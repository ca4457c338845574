/* linkage.c - links, and versions of them */
#include "estimators/link/linkage.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/rng.h"
#include "estimators/link/comparison.h"

/* Pairs less likely than this are in no version. */
#define NEVER 1e-4

uc_link_settings uc_link_default_settings(void)
{
    return (uc_link_settings){
        .link_at = 0.9, .review_from = 0.1, .n_imputations = 20, .seed = 1};
}

void uc_linkage_clear(uc_linkage *linkage)
{
    free(linkage->pattern);
    free(linkage->count);
    free(linkage->probability);
    free(linkage->pair);
    free(linkage->content);
    *linkage = (uc_linkage){0};
}

/* One number for the pair, whichever row comes first. */
static uint64_t pair_key(const uint64_t content[], const uc_link_pair *pair)
{
    const uint64_t x = content[pair->a], y = content[pair->b];
    const uint64_t low = x < y ? x : y, high = x < y ? y : x;

    return low * 0x9E3779B97F4A7C15U ^ (high + 0x165667B19E3779F9U + (low << 6));
}

static int by_pattern(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* The different patterns and how many pairs have each. */
static uc_status count_patterns(uc_linkage *l, uc_error *err)
{
    uint32_t *all = malloc((l->n_pairs + 1) * sizeof *all);
    size_t n = 0;

    if (all == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < l->n_pairs; i++)
        all[i] = l->pair[i].pattern;
    qsort(all, l->n_pairs, sizeof *all, by_pattern);
    for (size_t i = 0; i < l->n_pairs; i++)
        n += i == 0 || all[i] != all[i - 1];
    l->pattern = malloc((n + 1) * sizeof *l->pattern);
    l->count = calloc(n + 1, sizeof *l->count);
    l->probability = calloc(n + 1, sizeof *l->probability);
    if (l->pattern == NULL || l->count == NULL || l->probability == NULL) {
        free(all);
        return uc_fail(err, UC_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < l->n_pairs; i++) {
        if (i == 0 || all[i] != all[i - 1])
            l->pattern[l->n_patterns++] = all[i];
        l->count[l->n_patterns - 1] += 1.0;
    }
    free(all);
    return UC_OK;
}

typedef struct weighed {
    uint32_t pattern;
    double weight, count, probability;
} weighed;

static int by_weight(const void *a, const void *b)
{
    const weighed *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->pattern > y->pattern) - (x->pattern < y->pattern);
}

/* Patterns by falling weight, with their probabilities. */
static uc_status weigh_patterns(uc_linkage *l, uc_error *err)
{
    weighed *w = malloc((l->n_patterns + 1) * sizeof *w);

    if (w == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < l->n_patterns; i++)
        w[i] =
            (weighed){l->pattern[i], uc_link_model_weight(&l->model, l->pattern[i]),
                      l->count[i], uc_link_model_probability(&l->model, l->pattern[i])};
    qsort(w, l->n_patterns, sizeof *w, by_weight);
    for (size_t i = 0; i < l->n_patterns; i++) {
        l->pattern[i] = w[i].pattern;
        l->count[i] = w[i].count;
        l->probability[i] = w[i].probability;
        l->expected_pairs += w[i].count * w[i].probability;
    }
    free(w);
    return UC_OK;
}

typedef struct numbered {
    uint32_t pattern, index;
} numbered;

typedef struct keyed_pair {
    uint64_t key;
    uc_link_pair pair;
} keyed_pair;

static int by_key(const void *a, const void *b)
{
    const keyed_pair *x = a, *y = b;

    if (x->pair.pattern != y->pair.pattern)
        return x->pair.pattern < y->pair.pattern ? -1 : 1;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->pair.a != y->pair.a)
        return x->pair.a < y->pair.a ? -1 : 1;
    return (x->pair.b > y->pair.b) - (x->pair.b < y->pair.b);
}

/* Pairs by falling weight, equal ones in an order that hangs on what the rows say;
 * those too unlikely for any version are dropped. */
static uc_status sort_pairs(uc_linkage *l, uc_error *err)
{
    keyed_pair *sorted = malloc((l->n_pairs + 1) * sizeof *sorted);
    numbered *place = malloc((l->n_patterns + 1) * sizeof *place);
    size_t n = 0;

    if (sorted == NULL || place == NULL) {
        free(sorted);
        free(place);
        return uc_fail(err, UC_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < l->n_patterns; i++)
        place[i] = (numbered){l->pattern[i], (uint32_t)i};
    qsort(place, l->n_patterns, sizeof *place, by_pattern); /* pattern comes first */
    for (size_t i = 0; i < l->n_pairs; i++) {
        const numbered *at = bsearch(&l->pair[i].pattern, place, l->n_patterns,
                                     sizeof *place, by_pattern);

        if (at == NULL || l->probability[at->index] < NEVER)
            continue;
        sorted[n] = (keyed_pair){pair_key(l->content, &l->pair[i]), l->pair[i]};
        sorted[n++].pair.pattern = at->index;
    }
    qsort(sorted, n, sizeof *sorted, by_key);
    for (size_t i = 0; i < n; i++)
        l->pair[i] = sorted[i].pair;
    l->n_pairs = n;
    free(sorted);
    free(place);
    return UC_OK;
}

uc_status uc_linkage_make(const uc_case_rows *rows, uc_case_people *people,
                          const uc_link_settings *settings, uc_cancel *cancel,
                          uc_linkage *linkage, uc_error *err)
{
    uc_linkage made = {.settings = *settings};
    uc_status status = uc_link_compare_rows(rows, people, cancel, &made, err);

    if (status == UC_OK)
        status = count_patterns(&made, err);
    if (status == UC_OK) {
        uc_link_model_fit(made.pattern, made.count, made.n_patterns,
                          rows->rules->n_fields, &made.model);
        status = weigh_patterns(&made, err); /* NOLINT: made owns what it allocates */
    }
    if (status == UC_OK)
        status = sort_pairs(&made, err);
    if (status != UC_OK) {
        uc_linkage_clear(&made);
        return status;
    }
    *linkage = made;
    return UC_OK;
}

/* Lists of every person, by its lowest row. */
static uint32_t *lists_of(const uc_case_rows *rows, uc_case_people *people)
{
    uint32_t *lists = calloc(rows->n + 1, sizeof *lists);

    for (size_t i = 0; lists != NULL && i < rows->n; i++)
        lists[uc_case_people_find(people, (uint32_t)i)] |= rows->row[i].lists;
    return lists;
}

/* Joins two persons that share no list. */
static bool join(uc_case_people *people, uint32_t lists[], const uc_link_pair *pair)
{
    const uint32_t a = uc_case_people_find(people, pair->a);
    const uint32_t b = uc_case_people_find(people, pair->b);

    if (a == b || (lists[a] & lists[b]) != 0)
        return false;
    uc_case_people_join(people, a, b);
    lists[a < b ? a : b] |= lists[a < b ? b : a];
    return true;
}

uc_status uc_linkage_join(uc_linkage *linkage, const uc_case_rows *rows, double target,
                          uc_case_people *people, uc_error *err)
{
    uint32_t *lists = lists_of(rows, people);

    if (lists == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    linkage->n_links = linkage->n_sure = linkage->n_review = 0;
    linkage->false_links = 0.0;
    linkage->missed_links = linkage->expected_pairs;
    for (size_t i = 0; i < linkage->n_pairs; i++) {
        const double p = linkage->probability[linkage->pair[i].pattern];

        const bool sure = p >= linkage->settings.link_at;
        const bool review = !sure && p >= linkage->settings.review_from;

        linkage->n_review += review;
        if (!sure && !(review && (double)linkage->n_links + 0.5 <= target))
            continue;
        if (join(people, lists, &linkage->pair[i])) {
            linkage->n_links++;
            linkage->n_sure += sure;
            linkage->false_links += 1.0 - p;
            linkage->missed_links -= p;
        }
    }
    if (linkage->missed_links < 0.0)
        linkage->missed_links = 0.0;
    free(lists);
    return UC_OK;
}

uc_status uc_linkage_draw(const uc_linkage *linkage, const uc_case_rows *rows,
                          uint64_t imputation, uc_case_people *people, size_t *n_links,
                          uc_error *err)
{
    uint32_t *lists = lists_of(rows, people);
    size_t n = 0;

    if (lists == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < linkage->n_pairs; i++) {
        const uc_link_pair *pair = &linkage->pair[i];
        uc_rng rng;

        uc_rng_start(&rng, linkage->settings.seed, pair_key(linkage->content, pair),
                     UC_RNG_LINKAGE, imputation);
        if (uc_rng_uniform(&rng) < linkage->probability[pair->pattern])
            n += join(people, lists, pair);
    }
    *n_links = n;
    free(lists);
    return UC_OK;
}
