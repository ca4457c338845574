/* rng.c - Philox streams */
#include "estimators/core/rng.h"

#include <Random123/philox.h>

/* Steele, Lea & Flood (2014): spreads nearby seeds over all keys. */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

void uc_rng_start(uc_rng *rng, uint64_t seed, uint64_t key, uc_rng_purpose purpose,
                  uint64_t replicate)
{
    const uint64_t mixed = mix(mix(seed) + key);

    *rng = (uc_rng){.key = {(uint32_t)mixed, (uint32_t)(mixed >> 32)},
                    .counter = {0, (uint32_t)purpose, (uint32_t)replicate,
                                (uint32_t)(replicate >> 32)}};
}

static void next_block(uc_rng *rng)
{
    const philox4x32_ctr_t counter = {
        {rng->counter[0], rng->counter[1], rng->counter[2], rng->counter[3]}};
    const philox4x32_key_t key = {{rng->key[0], rng->key[1]}};
    const philox4x32_ctr_t out = philox4x32(counter, key);

    for (unsigned i = 0; i < 4; i++)
        rng->block[i] = out.v[i];
    rng->n_left = 4;
    rng->counter[0]++;
    if (rng->counter[0] == 0)
        rng->counter[1] += 1u << 16; /* beyond 2^34 numbers: above the purpose */
}

uint32_t uc_rng_bits(uc_rng *rng)
{
    if (rng->n_left == 0)
        next_block(rng);
    return rng->block[4 - rng->n_left--];
}

uint32_t uc_rng_below(uc_rng *rng, uint32_t n)
{
    uint64_t product = (uint64_t)uc_rng_bits(rng) * n;

    if ((uint32_t)product < n) {
        const uint32_t threshold = (uint32_t)(-n) % n;

        while ((uint32_t)product < threshold)
            product = (uint64_t)uc_rng_bits(rng) * n;
    }
    return (uint32_t)(product >> 32);
}

double uc_rng_uniform(uc_rng *rng)
{
    const uint64_t high = uc_rng_bits(rng) >> 6, low = uc_rng_bits(rng) >> 6;

    return ((double)(high << 26 | low) + 0.5) * 0x1p-52;
}
