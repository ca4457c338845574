/* fuzz_store.c - any bytes as the blocks of a replicate store */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/store_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A result that was read is written as the same bytes. */
static void check_result(const uc_block *block)
{
    uc_task_result result = {0};
    uint32_t item = 0;
    uc_task_id id = {0};
    uc_sink out;

    if (!uc_result_read_task(block, &item, &id) || !uc_result_read(block, &result))
        return;
    if (result.n_tops > UC_MAX_TOPS)
        abort();
    uc_sink_memory(&out);
    uc_result_write(&out, item, &id, &result);
    if (out.status != UC_OK || out.len < 8 + block->len ||
        memcmp(out.text + 8, block->payload, block->len) != 0)
        abort();
    uc_sink_clear(&out);
    uc_task_result_clear(&result);
}

/* The bytes as a block with its right checksum, so that what it holds is reached. */
static void check_payload(const uint8_t *data, size_t size)
{
    const uc_block block = {.type = UC_BLOCK_RESULT, .payload = data, .len = size};

    check_result(&block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t at = 0, before = 0;
    uc_block block;

    check_payload(data, size);
    while (uc_block_read(data, size, &at, &block)) {
        if (at <= before || at > size)
            abort();
        before = at;
        if (block.type == UC_BLOCK_RESULT)
            check_result(&block);
    }
    return 0;
}
