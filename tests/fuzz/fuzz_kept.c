/* fuzz_kept.c - any bytes as an estimate or a ranking that was kept, and as a cache */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/keep/cache.h"
#include "pipeline/keep/estimate_bytes.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read is written as the same bytes. */
static void check_estimate(const uint8_t *data, size_t size)
{
    const uc_method *method = uc_registry_find("bic");
    uc_pool *codes = uc_pool_alloc();
    uc_estimate estimate;
    uc_sink out;

    if (codes != NULL && uc_estimate_get(data, size, method, codes, &estimate)) {
        uc_sink_memory(&out);
        uc_estimate_put(&out, &estimate);
        if (out.len != size || memcmp(out.text, data, size) != 0)
            abort();
        uc_sink_clear(&out);
        uc_estimate_clear(&estimate);
    }
    uc_pool_free(codes);
}

static void check_ranking(const uint8_t *data, size_t size)
{
    uc_ranking ranking;
    uc_sink out;

    if (!uc_ranking_get(data, size, &ranking))
        return;
    uc_sink_memory(&out);
    uc_ranking_put(&out, &ranking);
    if (out.len != size || memcmp(out.text, data, size) != 0)
        abort();
    uc_sink_clear(&out);
    uc_ranking_clear(&ranking);
}

static void check_cache(const uint8_t *data, size_t size)
{
    uc_cache *cache;
    uc_error err;

    if (uc_cache_open(fuzz_scratch(data, size, ".cache"), &cache, &err) == UC_OK)
        uc_cache_free(cache);
    fuzz_scratch_remove(".cache");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_estimate(data, size);
    check_ranking(data, size);
    check_cache(data, size);
    return 0;
}
