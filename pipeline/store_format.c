/* store_format.c - blocks of the replicate store */
#include "pipeline/store_format.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_LEN   8  /* type and length */
#define SUM_LEN    16 /* libsodium's shortest; half of it is kept */
#define KEPT_SUM   8
#define TASK_LEN   13
#define ANSWER_LEN 11

/* No block is longer: a torn length must not ask for gigabytes. */
#define MAX_PAYLOAD (1u << 24)

void uc_put_number(uc_sink *out, uint64_t value, unsigned n_bytes)
{
    for (unsigned i = 0; i < n_bytes; i++)
        uc_sink_putc(out, (char)(unsigned char)(value >> (8 * i)));
}

static uint64_t get_number(const unsigned char *bytes, unsigned n_bytes)
{
    uint64_t value = 0;

    for (unsigned i = n_bytes; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

static void checksum(const void *bytes, size_t len, unsigned char sum[SUM_LEN])
{
    (void)crypto_generichash(sum, SUM_LEN, bytes, len, NULL, 0);
}

void uc_block_write(uc_sink *out, uc_block_type type, const void *payload, size_t len)
{
    unsigned char sum[SUM_LEN];
    uc_sink block;

    uc_sink_memory(&block);
    uc_put_number(&block, type, 4);
    uc_put_number(&block, len, 4);
    uc_sink_write(&block, payload, len);
    if (block.status == UC_OK) {
        checksum(block.text, block.len, sum);
        uc_sink_write(out, block.text, block.len);
        uc_sink_write(out, sum, KEPT_SUM);
    } else {
        out->status = block.status;
    }
    uc_sink_clear(&block);
}

bool uc_block_read(const unsigned char *bytes, size_t len, size_t *at, uc_block *block)
{
    const unsigned char *start = bytes + *at;
    const size_t left = len - *at;
    unsigned char sum[SUM_LEN];
    size_t payload_len;

    if (left < HEAD_LEN + KEPT_SUM)
        return false;
    payload_len = (size_t)get_number(start + 4, 4);
    if (payload_len > MAX_PAYLOAD || payload_len > left - HEAD_LEN - KEPT_SUM)
        return false;
    checksum(start, HEAD_LEN + payload_len, sum);
    if (memcmp(sum, start + HEAD_LEN + payload_len, KEPT_SUM) != 0)
        return false;
    *block = (uc_block){(uint32_t)get_number(start, 4), start + HEAD_LEN, payload_len};
    *at += HEAD_LEN + payload_len + KEPT_SUM;
    return true;
}

static void put_real(uc_sink *out, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    uc_put_number(out, bits, 8);
}

static double get_real(const unsigned char *bytes)
{
    const uint64_t bits = get_number(bytes, 8);
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

void uc_result_write(uc_sink *out, uint32_t item, const uc_task_id *id,
                     const uc_task_result *result)
{
    uc_sink payload;

    uc_sink_memory(&payload);
    uc_put_number(&payload, item, 4);
    uc_put_number(&payload, id->jackknife, 1);
    uc_put_number(&payload, id->index, 8);
    uc_put_number(&payload, result->n_tops, 1);
    for (size_t i = 0; i < result->n_tops; i++) {
        const uc_task_answer *answer = &result->by_top[i];
        const size_t len = answer->model != NULL ? strlen(answer->model) : 0;

        put_real(&payload, answer->estimate);
        uc_put_number(&payload, answer->status, 1);
        uc_put_number(&payload, len, 2);
        uc_sink_write(&payload, answer->model, len);
    }
    uc_block_write(out, UC_BLOCK_RESULT, payload.text, payload.len);
    if (payload.status != UC_OK)
        out->status = payload.status;
    uc_sink_clear(&payload);
}

bool uc_result_read_task(const uc_block *block, uint32_t *item, uc_task_id *id)
{
    if (block->type != UC_BLOCK_RESULT || block->len < TASK_LEN + 1 ||
        block->payload[4] > 1)
        return false;
    *item = (uint32_t)get_number(block->payload, 4);
    id->jackknife = block->payload[4] != 0;
    id->index = get_number(block->payload + 5, 8);
    return true;
}

/* Reads one answer at *at; false when the block ends first. */
static bool read_answer(const uc_block *block, size_t *at, uc_task_answer *answer)
{
    const unsigned char *from = block->payload + *at;
    size_t len;

    if (block->len - *at < ANSWER_LEN)
        return false;
    len = (size_t)get_number(from + 9, 2);
    if (block->len - *at - ANSWER_LEN < len || from[8] >= UC_MSE_N_STATUS ||
        memchr(from + ANSWER_LEN, '\0', len) != NULL)
        return false;
    *answer =
        (uc_task_answer){.estimate = get_real(from), .status = (uc_mse_status)from[8]};
    *at += ANSWER_LEN + len;
    if (len == 0)
        return true;
    answer->model = malloc(len + 1);
    if (answer->model == NULL)
        return false;
    memcpy(answer->model, from + ANSWER_LEN, len);
    answer->model[len] = '\0';
    return true;
}

bool uc_result_read(const uc_block *block, uc_task_result *result)
{
    const size_t n = block->payload[TASK_LEN];
    size_t at = TASK_LEN + 1;

    result->n_tops = 0;
    if (n > UC_MAX_TOPS)
        return false;
    while (result->n_tops < n &&
           read_answer(block, &at, &result->by_top[result->n_tops]))
        result->n_tops++;
    if (result->n_tops == n && at == block->len)
        return true;
    uc_task_result_clear(result);
    return false;
}
