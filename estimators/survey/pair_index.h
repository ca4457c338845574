/** @file pair_index.h
 * Numbers pairs of codes in order of first appearance.
 */
#ifndef UC_PAIR_INDEX_H
#define UC_PAIR_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct uc_pair_index {
    uint64_t *key; /* n_slots */
    uint32_t *number;
    size_t n_slots, n;
    uint64_t last_key; /* rows of one unit are often neighbours */
    uint32_t last_number;
    bool has_last;
} uc_pair_index;

/** Releases the memory; a zeroed index is empty and ready for use. */
void uc_pair_index_clear(uc_pair_index *index);

/** Finds or adds (a, b). @return false when memory is short. */
bool uc_pair_index_get(uc_pair_index *index, uint32_t a, uint32_t b, uint32_t *number);

#endif
