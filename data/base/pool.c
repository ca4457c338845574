/* pool.c - each distinct string once */
#include "data/base/pool.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE  ((size_t)16384)
#define FIRST_SLOTS ((size_t)64)

typedef struct chunk {
    struct chunk *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
} chunk;

typedef struct item {
    const char *text;
    size_t len;
    uint64_t hash;
} item;

struct uc_pool {
    chunk *chunks;
    item *items; /* in order of first appearance; room for 3/4 of n_slots */
    size_t n_items;
    size_t *slots; /* open addressing: number of the item + 1, or 0; a power of two */
    size_t n_slots;
};

static bool resize(uc_pool *pool, size_t n_slots);

uc_pool *uc_pool_alloc(void)
{
    uc_pool *pool = calloc(1, sizeof *pool);

    if (pool != NULL && !resize(pool, FIRST_SLOTS)) {
        uc_pool_free(pool);
        return NULL;
    }
    return pool;
}

void uc_pool_free(uc_pool *pool)
{
    if (pool == NULL)
        return;
    while (pool->chunks != NULL) {
        chunk *next = pool->chunks->next;

        free(pool->chunks);
        pool->chunks = next;
    }
    free(pool->items);
    free(pool->slots);
    free(pool);
}

/* FNV-1a with a final mix, so that the low bits depend on all of the text. */
static uint64_t hash_of(const char *text, size_t len)
{
    uint64_t hash = 14695981039346656037U;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211U;
    hash ^= hash >> 32;
    hash *= 0x9E3779B97F4A7C15U;
    return hash ^ (hash >> 32);
}

/* The slot of a text: that which holds it, or the free one where it goes. */
static size_t *find(const uc_pool *pool, const char *text, size_t len, uint64_t hash)
{
    size_t s = (size_t)hash & (pool->n_slots - 1);

    while (pool->slots[s] != 0) {
        const item *it = &pool->items[pool->slots[s] - 1];

        if (it->hash == hash && it->len == len && memcmp(it->text, text, len) == 0)
            break;
        s = (s + 1) & (pool->n_slots - 1);
    }
    return &pool->slots[s];
}

static bool resize(uc_pool *pool, size_t n_slots)
{
    item *items = realloc(pool->items, n_slots / 4 * 3 * sizeof *items);
    size_t *slots;

    if (items == NULL)
        return false;
    pool->items = items;
    slots = calloc(n_slots, sizeof *slots);
    if (slots == NULL)
        return false;
    free(pool->slots);
    pool->slots = slots;
    pool->n_slots = n_slots;
    for (size_t i = 0; i < pool->n_items; i++)
        *find(pool, items[i].text, items[i].len, items[i].hash) = i + 1;
    return true;
}

static char *room_for(uc_pool *pool, size_t size)
{
    const size_t rounded =
        (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    chunk *top = pool->chunks;

    if (top == NULL || top->size - top->used < rounded) {
        const size_t bytes = rounded > CHUNK_SIZE ? rounded : CHUNK_SIZE;

        top = malloc(sizeof *top + bytes);
        if (top == NULL)
            return NULL;
        top->next = pool->chunks;
        top->used = 0;
        top->size = bytes;
        pool->chunks = top;
    }
    top->used += rounded;
    return top->bytes + top->used - rounded;
}

static const item *find_or_add(uc_pool *pool, const char *text, size_t len)
{
    const uint64_t hash = hash_of(text, len);
    size_t *slot = find(pool, text, len, hash);
    char *copy;

    if (*slot != 0)
        return &pool->items[*slot - 1];
    if (pool->n_items == pool->n_slots / 4 * 3) {
        if (!resize(pool, 2 * pool->n_slots))
            return NULL;
        slot = find(pool, text, len, hash);
    }
    copy = room_for(pool, len + 1);
    if (copy == NULL)
        return NULL;
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    pool->items[pool->n_items++] = (item){copy, len, hash};
    *slot = pool->n_items;
    return &pool->items[pool->n_items - 1];
}

bool uc_pool_index(uc_pool *pool, const void *text, size_t len, size_t *index)
{
    const item *found = find_or_add(pool, text, len);

    if (found == NULL)
        return false;
    *index = (size_t)(found - pool->items);
    return true;
}

const char *uc_pool_intern(uc_pool *pool, const void *text, size_t len)
{
    const item *found = find_or_add(pool, text, len);

    return found != NULL ? found->text : NULL;
}

size_t uc_pool_size(const uc_pool *pool)
{
    return pool->n_items;
}

const void *uc_pool_at(const uc_pool *pool, size_t index, size_t *len)
{
    *len = pool->items[index].len;
    return pool->items[index].text;
}
