/** @file store_format.h
 * Blocks of the replicate store: see store.h for the layout.
 */
#ifndef UC_STORE_FORMAT_H
#define UC_STORE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/sink.h"
#include "estimators/mse/batch.h"

#define UC_STORE_MAGIC     "UCSTORE1"
#define UC_STORE_MAGIC_LEN 8

typedef enum uc_block_type {
    UC_BLOCK_COMMAND = 1,
    UC_BLOCK_ITEM = 2,
    UC_BLOCK_RESULT = 3,
    UC_BLOCK_PART = 4, /* of a cache: length of the whole (8), and its beginning */
    UC_BLOCK_MORE = 5  /* what follows of it */
} uc_block_type;

/** A block inside a buffer; the payload is borrowed from it. */
typedef struct uc_block {
    uint32_t type;
    const unsigned char *payload;
    size_t len;
} uc_block;

/** Appends a block with its checksum. */
void uc_block_write(uc_sink *out, uc_block_type type, const void *payload, size_t len);

/** Reads the block at bytes[*at] and moves on; false when what is left is no whole
 * block with a right checksum. */
bool uc_block_read(const unsigned char *bytes, size_t len, size_t *at, uc_block *block);

/** Appends numbers to a payload. */
void uc_put_number(uc_sink *out, uint64_t value, unsigned n_bytes);

/** Appends the block of a result of the estimate with that number. */
void uc_result_write(uc_sink *out, uint32_t item, const uc_task_id *id,
                     const uc_task_result *result);

/** Reads the estimate's number and the task of a result block; false when it is short.
 */
bool uc_result_read_task(const uc_block *block, uint32_t *item, uc_task_id *id);

/** Reads the answers of a result block whose task could be read.
 * @return false when the block is malformed or memory is short; result is then empty.
 */
bool uc_result_read(const uc_block *block, uc_task_result *result);

#endif
