/** @file hash.h
 * SHA-256 of inputs, and 64-bit keys of names (libsodium).
 */
#ifndef UC_HASH_H
#define UC_HASH_H

#include <stddef.h>
#include <stdint.h>

#define UC_SHA256_HEX 65 /* 64 hexadecimal digits and the final NUL */

typedef struct uc_sha256 {
    /* opaque: room for libsodium's state, aligned as it needs */
    uint64_t state[16];
} uc_sha256;

void uc_sha256_init(uc_sha256 *hash);
void uc_sha256_update(uc_sha256 *hash, const void *bytes, size_t len);

/** Finishes the hash as lower-case hexadecimal digits. */
void uc_sha256_final(uc_sha256 *hash, char hex[UC_SHA256_HEX]);

/** SHA-256 of one block of bytes. */
void uc_sha256_bytes(const void *bytes, size_t len, char hex[UC_SHA256_HEX]);

/** Returns a 64-bit key of a list of names: the first eight bytes (little-endian) of
 * SHA-256 over every name preceded by its length as eight little-endian bytes, so that
 * ("ab","c") and ("a","bc") differ. Random streams are keyed by it. */
uint64_t uc_hash_names(const char *const names[], size_t n_names);

#endif
