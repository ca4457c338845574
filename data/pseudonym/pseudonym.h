/** @file pseudonym.h
 * Pseudonyms of persons, and encodings of names that can be compared but not read.
 *
 * A pseudonym is a keyed BLAKE2b hash of the normalised key columns: the same person
 * and the same secret give the same pseudonym in every organisation, and without the
 * secret neither a dictionary of names nor the pseudonym itself tells who it is.
 *
 * An encoding is a Bloom filter over the bigrams of a name. Its weakness is known:
 * frequent names give frequent patterns, and whoever has many encodings and a list of
 * names can recover some without the secret (Kuzu, Kantarcioglu, Durham & Malin 2011
 * PETS:226; Christen, Ranbaduge, Vatsalan & Schnell 2018 TKDD 12:1). Use it only where
 * keys are poor, share it only with who links, and delete it afterwards.
 */
#ifndef UC_PSEUDONYM_H
#define UC_PSEUDONYM_H

#include <stddef.h>

#include "data/base/status.h"

#define UC_PSEUDONYM_HEX 41 /* 40 hexadecimal digits and the final NUL */

/** Bits of an encoding, and bits set by a bigram. */
#define UC_BLOOM_BITS   512
#define UC_BLOOM_HASHES 16
#define UC_BLOOM_HEX    (UC_BLOOM_BITS / 4 + 1)

/** A secret; wiped by uc_pseudonym_forget(). */
typedef struct uc_pseudonym_key {
    unsigned char bytes[32];
} uc_pseudonym_key;

/** Reads the secret of a file: at least 16 bytes, blanks at the end left aside.
 * @return UC_OK; UC_ENOINPUT it cannot be opened, is not a regular file of this user,
 * or others may read it; UC_EDATA too short or too long; UC_EIO. */
UC_API uc_status uc_pseudonym_read_key(const char *path, uc_pseudonym_key *key,
                                       uc_error *err) UC_MUST_CHECK;

void uc_pseudonym_forget(uc_pseudonym_key *key);

/** Hashes normalised text, each part followed by the unit separator 0x1F. */
void uc_pseudonym_of(const uc_pseudonym_key *key, const char *text, size_t len,
                     char out[UC_PSEUDONYM_HEX]);

/** Encodes the bigrams of normalised UTF-8 text, with a blank before and after it. */
void uc_bloom_of(const uc_pseudonym_key *key, const char *text, size_t len,
                 char out[UC_BLOOM_HEX]);

/** Dice coefficient of two encodings in hexadecimal digits; -1 when one is none. */
double uc_bloom_dice(const char *a, size_t len_a, const char *b, size_t len_b);

#endif
