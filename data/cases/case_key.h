/** @file case_key.h
 * Keys of persons: normalised text, hashed at once so that no identifier is kept.
 *
 * Normalised: blanks at both ends dropped, runs of blanks made one, case folded,
 * Unicode normal form C. Two spellings of one name that differ only so are equal.
 */
#ifndef UC_CASE_KEY_H
#define UC_CASE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A keyed 128-bit hash (SipHash-x-2-4). All zero: no key. */
typedef struct uc_case_hash {
    uint64_t part[2];
} uc_case_hash;

/** Room for text that grows; zeroed: empty. */
typedef struct uc_case_text {
    char *text; /* owned */
    size_t len, size;
} uc_case_text;

void uc_case_text_clear(uc_case_text *text);

/** Appends bytes; false when memory is short. */
bool uc_case_text_append(uc_case_text *text, const char *bytes, size_t len);

/** Appends the normal form of UTF-8 text; false when memory is short. */
bool uc_case_normalise(const char *text, size_t len, uc_case_text *out);

/** Hashes bytes under a secret of 16 bytes. */
uc_case_hash uc_case_hash_of(const char *bytes, size_t len,
                             const unsigned char secret[16]);

static inline bool uc_case_hash_none(const uc_case_hash *hash)
{
    return hash->part[0] == 0 && hash->part[1] == 0;
}

#endif
