/* decide.c - verdicts of clerical review in the place of probabilities */
#include <stdlib.h>
#include <string.h>

#include "estimators/link/linkage.h"

static int by_rows(const void *a, const void *b)
{
    const uc_link_verdict *x = a, *y = b;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static uc_link_verdict *verdict_on(const uc_link_pair *pair, uc_link_verdict verdict[],
                                   size_t n)
{
    const uc_link_verdict key = {.a = pair->a, .b = pair->b};

    return bsearch(&key, verdict, n, sizeof *verdict, by_rows);
}

/* The first verdict, by number, that no pair answers to. */
static uc_status find_wrong(const uc_linkage *l, uc_link_verdict verdict[], size_t n,
                            const uc_link_verdict **wrong, uc_error *err)
{
    bool *met = calloc(n + 1, sizeof *met);

    if (met == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < l->n_pairs; i++) {
        const uc_link_verdict *v = verdict_on(&l->pair[i], verdict, n);

        if (v != NULL && l->pattern[l->pair[i].pattern] == v->pattern)
            met[v - verdict] = true;
    }
    *wrong = NULL;
    for (size_t i = 0; i < n; i++)
        if (!met[i] && (*wrong == NULL || verdict[i].number < (*wrong)->number))
            *wrong = &verdict[i];
    free(met);
    return UC_OK;
}

/* A pattern that is certain; its number goes to pairs decided to be one person. */
static uc_status add_certain(uc_linkage *l, uc_error *err)
{
    const size_t n = l->n_patterns;
    uint32_t *pattern = realloc(l->pattern, (n + 1) * sizeof *pattern);
    double *count, *probability;

    if (pattern != NULL)
        l->pattern = pattern;
    count = realloc(l->count, (n + 1) * sizeof *count);
    if (count != NULL)
        l->count = count;
    probability = realloc(l->probability, (n + 1) * sizeof *probability);
    if (probability != NULL)
        l->probability = probability;
    if (pattern == NULL || count == NULL || probability == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    l->pattern[n] = 0;
    l->count[n] = 0.0;
    l->probability[n] = 1.0;
    l->n_patterns = n + 1;
    return UC_OK;
}

/* Moves pairs that are one person to the front and drops those that are two. */
static void apply(uc_linkage *l, uc_link_pair sorted[], uc_link_verdict verdict[],
                  size_t n)
{
    const uint32_t certain = (uint32_t)(l->n_patterns - 1);
    size_t n_kept = 0;

    for (int wanted = 1; wanted >= 0; wanted--)
        for (size_t i = 0; i < l->n_pairs; i++) {
            const uc_link_verdict *v = verdict_on(&l->pair[i], verdict, n);
            const bool one = v != NULL && v->one;

            if (wanted != one || (v != NULL && !one))
                continue;
            sorted[n_kept] = l->pair[i];
            if (one) {
                l->expected_pairs += 1.0 - l->probability[l->pair[i].pattern];
                sorted[n_kept].pattern = certain;
                l->n_decided_one++;
            }
            n_kept++;
        }
    for (size_t i = 0; i < l->n_pairs; i++) {
        const uc_link_verdict *v = verdict_on(&l->pair[i], verdict, n);

        if (v != NULL && !v->one)
            l->expected_pairs -= l->probability[l->pair[i].pattern];
    }
    memcpy(l->pair, sorted, n_kept * sizeof *sorted);
    l->n_pairs = n_kept;
    l->n_decided = n;
}

uc_status uc_linkage_decide(uc_linkage *linkage, uc_link_verdict verdict[], size_t n,
                            const uc_link_verdict **wrong, uc_error *err)
{
    uc_link_pair *sorted;
    uc_status status;

    *wrong = NULL;
    if (n == 0)
        return UC_OK;
    qsort(verdict, n, sizeof *verdict, by_rows);
    status = find_wrong(linkage, verdict, n, wrong, err);
    if (status != UC_OK || *wrong != NULL)
        return status;
    sorted = malloc((linkage->n_pairs + 1) * sizeof *sorted);
    if (sorted == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    status = add_certain(linkage, err);
    if (status == UC_OK)
        apply(linkage, sorted, verdict, n);
    free(sorted);
    return status;
}
