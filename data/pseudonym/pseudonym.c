/* pseudonym.c - pseudonyms and encodings under a secret */
#include "data/pseudonym/pseudonym.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIN_SECRET ((size_t)16)
#define MAX_SECRET ((size_t)4096)

/* What a hash is for: pseudonyms and encodings of one secret have nothing in common. */
static const char for_pseudonyms[] = "undercount pseudonym 1";
static const char for_bigrams[] = "undercount bigram 1";

void uc_pseudonym_forget(uc_pseudonym_key *key)
{
    sodium_memzero(key, sizeof *key);
}

static uc_status check_file(int fd, const char *path, uc_error *err)
{
    struct stat info;

    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        return uc_fail_at(err, UC_ENOINPUT, path, 0, 0, "key file is no regular file");
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return uc_fail_at(err, UC_ENOINPUT, path, 0, 0,
                          "key file can be read by others (mode %03o); chmod 600 it",
                          (unsigned)(info.st_mode & 0777));
    if (info.st_uid != geteuid())
        return uc_fail_at(err, UC_ENOINPUT, path, 0, 0,
                          "key file belongs to another user");
    return UC_OK;
}

static uc_status read_secret(int fd, const char *path, unsigned char secret[],
                             size_t *len, uc_error *err)
{
    *len = 0;
    while (*len <= MAX_SECRET) {
        const ssize_t got = read(fd, secret + *len, MAX_SECRET + 1 - *len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return uc_fail_at(err, UC_EIO, path, 0, 0, "key file cannot be read: %s",
                              strerror(errno));
        if (got == 0)
            break;
        *len += (size_t)got;
    }
    if (*len > MAX_SECRET)
        return uc_fail_at(err, UC_EDATA, path, 0, 0,
                          "key file is longer than %zu bytes", MAX_SECRET);
    while (*len > 0 && strchr(" \t\r\n", secret[*len - 1]) != NULL &&
           secret[*len - 1] != '\0')
        --*len;
    if (*len < MIN_SECRET)
        return uc_fail_at(err, UC_EDATA, path, 0, 0,
                          "key file holds fewer than %zu bytes; make one with "
                          "--make-key",
                          MIN_SECRET);
    return UC_OK;
}

uc_status uc_pseudonym_read_key(const char *path, uc_pseudonym_key *key, uc_error *err)
{
    unsigned char secret[MAX_SECRET + 1];
    size_t len = 0;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    uc_status status;

    if (fd < 0)
        return uc_fail_at(err, UC_ENOINPUT, path, 0, 0, "key file cannot be opened: %s",
                          strerror(errno));
    status = check_file(fd, path, err);
    if (status == UC_OK)
        status = read_secret(fd, path, secret, &len, err);
    if (status == UC_OK)
        (void)crypto_generichash(key->bytes, sizeof key->bytes, secret, len, NULL, 0);
    sodium_memzero(secret, sizeof secret);
    (void)close(fd);
    return status;
}

void uc_pseudonym_of(const uc_pseudonym_key *key, const char *text, size_t len,
                     char out[UC_PSEUDONYM_HEX])
{
    unsigned char hash[(UC_PSEUDONYM_HEX - 1) / 2];
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, key->bytes, sizeof key->bytes, sizeof hash);
    (void)crypto_generichash_update(&state, (const unsigned char *)for_pseudonyms,
                                    sizeof for_pseudonyms);
    (void)crypto_generichash_update(&state, (const unsigned char *)text, len);
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    (void)sodium_bin2hex(out, UC_PSEUDONYM_HEX, hash, sizeof hash);
    sodium_memzero(&state, sizeof state);
}

/* Sets the bits of one bigram: independent positions, for sums of two hashes are easier
 * to break. */
static void set_bits(const uc_pseudonym_key *key, const char *bigram, size_t len,
                     unsigned char bits[UC_BLOOM_BITS / 8])
{
    unsigned char hash[2 * UC_BLOOM_HASHES];
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, key->bytes, sizeof key->bytes, sizeof hash);
    (void)crypto_generichash_update(&state, (const unsigned char *)for_bigrams,
                                    sizeof for_bigrams);
    (void)crypto_generichash_update(&state, (const unsigned char *)bigram, len);
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    for (size_t k = 0; k < UC_BLOOM_HASHES; k++) {
        const unsigned at =
            (hash[2 * k] | (unsigned)hash[2 * k + 1] << 8) % UC_BLOOM_BITS;

        bits[at / 8] |= (unsigned char)(1u << (at % 8));
    }
    sodium_memzero(&state, sizeof state);
}

static size_t char_length(const char *text, size_t len)
{
    size_t n = 1;

    while (n < len && ((unsigned char)text[n] & 0xC0) == 0x80)
        n++;
    return n;
}

void uc_bloom_of(const uc_pseudonym_key *key, const char *text, size_t len,
                 char out[UC_BLOOM_HEX])
{
    unsigned char bits[UC_BLOOM_BITS / 8] = {0};
    char bigram[16] = " ";
    size_t first = 1, at = 0; /* bytes of the bigram's first character, and done */

    while (len > 0 && at <= len) {
        const size_t n = at < len ? char_length(text + at, len - at) : 1;

        if (first + n > sizeof bigram)
            break;
        memcpy(bigram + first, at < len ? text + at : " ", n);
        set_bits(key, bigram, first + n, bits);
        memmove(bigram, bigram + first, n);
        first = n;
        at += n;
    }
    (void)sodium_bin2hex(out, UC_BLOOM_HEX, bits, sizeof bits);
    sodium_memzero(bigram, sizeof bigram);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

double uc_bloom_dice(const char *a, size_t len_a, const char *b, size_t len_b)
{
    unsigned both = 0, sum = 0;

    if (len_a != len_b || len_a == 0)
        return -1.0;
    for (size_t i = 0; i < len_a; i++) {
        const int x = digit(a[i]), y = digit(b[i]);

        if (x < 0 || y < 0)
            return -1.0;
        both += (unsigned)__builtin_popcount((unsigned)(x & y));
        sum += (unsigned)__builtin_popcount((unsigned)x) +
               (unsigned)__builtin_popcount((unsigned)y);
    }
    return sum > 0 ? 2.0 * (double)both / (double)sum : -1.0;
}
