/* hash.c - SHA-256 and keys of names */
#include "data/base/hash.h"

#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(uc_sha256) >= sizeof(crypto_hash_sha256_state),
               "uc_sha256 has no room for libsodium's state");

static crypto_hash_sha256_state *inner(uc_sha256 *hash)
{
    return (crypto_hash_sha256_state *)(void *)hash->state;
}

static void to_hex(const unsigned char digest[crypto_hash_sha256_BYTES],
                   char hex[UC_SHA256_HEX])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < crypto_hash_sha256_BYTES; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[UC_SHA256_HEX - 1] = '\0';
}

void uc_sha256_init(uc_sha256 *hash)
{
    (void)crypto_hash_sha256_init(inner(hash));
}

void uc_sha256_update(uc_sha256 *hash, const void *bytes, size_t len)
{
    if (len > 0)
        (void)crypto_hash_sha256_update(inner(hash), bytes, len);
}

void uc_sha256_final(uc_sha256 *hash, char hex[UC_SHA256_HEX])
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    (void)crypto_hash_sha256_final(inner(hash), digest);
    to_hex(digest, hex);
}

void uc_sha256_bytes(const void *bytes, size_t len, char hex[UC_SHA256_HEX])
{
    uc_sha256 hash = {{0}};

    uc_sha256_init(&hash);
    uc_sha256_update(&hash, bytes, len);
    uc_sha256_final(&hash, hex);
}

static void update_length(uc_sha256 *hash, size_t len)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)((uint64_t)len >> (8 * i));
    uc_sha256_update(hash, bytes, sizeof bytes);
}

uint64_t uc_hash_names(const char *const names[], size_t n_names)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    uc_sha256 hash = {{0}};
    uint64_t key = 0;

    uc_sha256_init(&hash);
    for (size_t i = 0; i < n_names; i++) {
        update_length(&hash, strlen(names[i]));
        uc_sha256_update(&hash, names[i], strlen(names[i]));
    }
    (void)crypto_hash_sha256_final(inner(&hash), digest);
    for (size_t i = 0; i < 8; i++)
        key |= (uint64_t)digest[i] << (8 * i);
    return key;
}
