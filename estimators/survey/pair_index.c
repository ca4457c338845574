/* pair_index.c - pairs of codes to dense numbers */
#include "estimators/survey/pair_index.h"

#include <stdlib.h>

#define EMPTY UINT32_MAX

void uc_pair_index_clear(uc_pair_index *index)
{
    free(index->key);
    free(index->number);
    *index = (uc_pair_index){.n = 0};
}

static size_t slot_of(const uc_pair_index *index, uint64_t key)
{
    uint64_t h = key * 0x9E3779B97F4A7C15u;

    h ^= h >> 32;
    return (size_t)h & (index->n_slots - 1);
}

static bool grow(uc_pair_index *index)
{
    uc_pair_index larger = {.n_slots = index->n_slots != 0 ? 2 * index->n_slots : 256,
                            .n = index->n};
    size_t i, at;

    larger.key = malloc(larger.n_slots * sizeof *larger.key);
    larger.number = malloc(larger.n_slots * sizeof *larger.number);
    if (larger.key == NULL || larger.number == NULL) {
        uc_pair_index_clear(&larger);
        return false;
    }
    for (i = 0; i < larger.n_slots; i++)
        larger.number[i] = EMPTY;
    for (i = 0; i < index->n_slots; i++) {
        if (index->number[i] == EMPTY)
            continue;
        at = slot_of(&larger, index->key[i]);
        while (larger.number[at] != EMPTY)
            at = (at + 1) & (larger.n_slots - 1);
        larger.key[at] = index->key[i];
        larger.number[at] = index->number[i];
    }
    uc_pair_index_clear(index);
    *index = larger;
    return true;
}

bool uc_pair_index_get(uc_pair_index *index, uint32_t a, uint32_t b, uint32_t *number)
{
    const uint64_t key = (uint64_t)a << 32 | b;
    size_t at;

    if (index->has_last && index->last_key == key) {
        *number = index->last_number;
        return true;
    }
    if (2 * (index->n + 1) > index->n_slots && !grow(index))
        return false;
    at = slot_of(index, key);
    while (index->number[at] != EMPTY && index->key[at] != key)
        at = (at + 1) & (index->n_slots - 1);
    if (index->number[at] == EMPTY) {
        index->key[at] = key;
        index->number[at] = (uint32_t)index->n++;
    }
    *number = index->last_number = index->number[at];
    index->last_key = key;
    index->has_last = true;
    return true;
}
