/* recruitment.c - a recruitment forest */
#include "estimators/network/recruitment.h"

#include <stdlib.h>
#include <string.h>

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the recruitment");
}

/* Everybody is walked up once: a walk that meets itself has found a circle. */
uc_status uc_recruitment_find_cycle(const uint32_t recruiter[], size_t n,
                                    uint32_t cycle[], size_t *n_cycle, uc_error *err)
{
    uint32_t *walk = calloc(n + 1, sizeof *walk);
    size_t i;

    *n_cycle = 0;
    if (walk == NULL)
        return no_memory(err);
    for (i = 0; *n_cycle == 0 && i < n; i++) {
        uint32_t at = (uint32_t)i;

        while (at != UC_RECRUITMENT_SEED && walk[at] == 0) {
            walk[at] = (uint32_t)i + 1;
            at = recruiter[at];
        }
        if (at == UC_RECRUITMENT_SEED || walk[at] != i + 1)
            continue;
        do {
            cycle[(*n_cycle)++] = at;
            at = recruiter[at];
        } while (at != cycle[0]);
    }
    free(walk);
    return UC_OK;
}

void uc_recruitment_clear(uc_recruitment *f)
{
    free(f->recruiter);
    free(f->first);
    free(f->recruit);
    free(f->wave);
    free(f->root);
    free(f->by_wave);
    free(f->seed);
    memset(f, 0, sizeof *f);
}

static uc_status check(const uint32_t recruiter[], size_t n, uc_error *err)
{
    uint32_t *cycle;
    size_t i, n_cycle = 0;
    uc_status status;

    if (n == 0 || n >= UC_RECRUITMENT_SEED)
        return uc_fail(err, UC_EINVAL, "a recruitment has 1 person or more");
    for (i = 0; i < n; i++)
        if (recruiter[i] != UC_RECRUITMENT_SEED && recruiter[i] >= n)
            return uc_fail(err, UC_EINVAL, "there is no recruiter %u", recruiter[i]);
    cycle = malloc(n * sizeof *cycle);
    if (cycle == NULL)
        return no_memory(err);
    status = uc_recruitment_find_cycle(recruiter, n, cycle, &n_cycle, err);
    free(cycle);
    if (status == UC_OK && n_cycle > 0)
        return uc_fail(err, UC_EDATA, "people recruited each other in a circle");
    return status;
}

static void list_recruits(uc_recruitment *f)
{
    size_t i;

    for (i = 0; i < f->n; i++)
        if (f->recruiter[i] != UC_RECRUITMENT_SEED)
            f->first[f->recruiter[i] + 1]++;
    for (i = 0; i < f->n; i++)
        f->first[i + 1] += f->first[i];
    for (i = 0; i < f->n; i++)
        if (f->recruiter[i] != UC_RECRUITMENT_SEED)
            f->recruit[f->first[f->recruiter[i]]++] = (uint32_t)i;
    for (i = f->n; i > 0; i--)
        f->first[i] = f->first[i - 1];
    f->first[0] = 0;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* Wave after wave from the seeds; each wave is sorted once it is complete. */
static void number_waves(uc_recruitment *f)
{
    size_t from = 0, to = 0, end, i, k;

    for (i = 0; i < f->n; i++)
        if (f->recruiter[i] == UC_RECRUITMENT_SEED) {
            f->seed[f->n_seeds++] = (uint32_t)i;
            f->root[i] = (uint32_t)i;
            f->by_wave[to++] = (uint32_t)i;
        }
    while (from < to) {
        end = to;
        for (; from < end; from++) {
            const uint32_t person = f->by_wave[from];

            for (k = f->first[person]; k < f->first[person + 1]; k++) {
                f->wave[f->recruit[k]] = f->wave[person] + 1;
                f->root[f->recruit[k]] = f->root[person];
                f->by_wave[to++] = f->recruit[k];
            }
        }
        qsort(f->by_wave + end, to - end, sizeof *f->by_wave, by_number);
    }
}

uc_status uc_recruitment_make(const uint32_t recruiter[], size_t n,
                              uc_recruitment *forest, uc_error *err)
{
    uc_recruitment f = {.n = n};
    const uc_status status = check(recruiter, n, err);

    if (status != UC_OK)
        return status;
    f.recruiter = malloc(n * sizeof *f.recruiter);
    f.first = calloc(n + 2, sizeof *f.first);
    f.recruit = calloc(n + 1, sizeof *f.recruit);
    f.wave = calloc(n, sizeof *f.wave);
    f.root = calloc(n, sizeof *f.root);
    f.by_wave = calloc(n, sizeof *f.by_wave);
    f.seed = calloc(n, sizeof *f.seed);
    if (f.recruiter == NULL || f.first == NULL || f.recruit == NULL || f.wave == NULL ||
        f.root == NULL || f.by_wave == NULL || f.seed == NULL) {
        uc_recruitment_clear(&f);
        return no_memory(err);
    }
    memcpy(f.recruiter, recruiter, n * sizeof *recruiter);
    list_recruits(&f);
    number_waves(&f);
    *forest = f;
    return UC_OK;
}
