/* fuzz_kept.c - any bytes as an estimate or a ranking that was kept, and as a cache */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/keep/cache.h"
#include "pipeline/keep/estimate_bytes.h"

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
    char path[64];
    FILE *file;
    uc_cache *cache;
    uc_error err;

    (void)snprintf(path, sizeof path, "/tmp/uc-fuzz-cache-%ld", (long)getpid());
    file = fopen(path, "wb");
    if (file == NULL)
        return;
    (void)fwrite(data, 1, size, file);
    (void)fclose(file);
    if (uc_cache_open(path, &cache, &err) == UC_OK)
        uc_cache_free(cache);
    (void)unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_estimate(data, size);
    check_ranking(data, size);
    check_cache(data, size);
    return 0;
}
