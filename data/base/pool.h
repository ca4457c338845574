/** @file pool.h
 * A pool of strings: each distinct text is kept once, numbered in order of first
 * appearance, and lives as long as the pool.
 *
 * Rows of a table hold pointers into it, so a table is released in one call and two
 * equal texts of one pool are the same pointer. Any bytes are a text, NUL among them.
 */
#ifndef UC_POOL_H
#define UC_POOL_H

#include <stdbool.h>
#include <stddef.h>

typedef struct uc_pool uc_pool;

/** Returns an empty pool, uc_pool_free() it; NULL when memory is short. */
uc_pool *uc_pool_alloc(void);

/** Frees the pool and all its texts; NULL is allowed. */
void uc_pool_free(uc_pool *pool);

/** Finds or adds a text. @param index  Set to its number when true is returned.
 * @return false when memory is short; the pool is unchanged. */
bool uc_pool_index(uc_pool *pool, const void *text, size_t len, size_t *index);

/** As uc_pool_index(), but returns the pool's copy, NUL-terminated, borrowed until the
 * pool is freed; NULL when memory is short. */
const char *uc_pool_intern(uc_pool *pool, const void *text, size_t len);

/** Number of distinct texts. */
size_t uc_pool_size(const uc_pool *pool);

/** Returns text number `index` (below the size), aligned for any type; NUL-terminated.
 */
const void *uc_pool_at(const uc_pool *pool, size_t index, size_t *len);

#endif
