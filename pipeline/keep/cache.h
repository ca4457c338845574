/** @file cache.h
 * Finished parts of a run, kept for the next one.
 *
 * A part (an estimate of one stratum, the ranking of its models, anything a stage
 * makes) is known by what it hangs on: hashes of its data, its settings, the seed and
 * the program's version. It is taken from the cache only when all of them are as they
 * were; otherwise the cache says which one is not. One file holds all parts of one
 * report, in the blocks of the replicate store; what is torn or damaged is not there.
 */
#ifndef UC_CACHE_H
#define UC_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/hash.h"
#include "data/base/sink.h"
#include "data/base/status.h"

#define UC_PART_MAX 8

/** One thing that a part hangs on. */
typedef struct uc_part_reason {
    const char *what; /* "its table": static */
    char hash[UC_SHA256_HEX];
} uc_part_reason;

typedef struct uc_part {
    const char *stage; /* "estimate": static */
    char *label;       /* "site, sex=f, bic": says which, to people; owned */
    uc_part_reason on[UC_PART_MAX];
    size_t n_on;
} uc_part;

/** Starts a part; it hangs on the program's version.
 * @param label  Passes to the part; NULL counts as "". */
void uc_part_init(uc_part *part, const char *stage, char *label);
void uc_part_clear(uc_part *part);

/** Adds what the part hangs on, by its hash or by its bytes. */
void uc_part_hang_hash(uc_part *part, const char *what, const char hash[UC_SHA256_HEX]);
void uc_part_hang(uc_part *part, const char *what, const void *bytes, size_t len);

typedef struct uc_cache uc_cache;

/** Reads a cache; a file that is not there is an empty one.
 * @return UC_OK; UC_EDATA the file is something else; UC_EIO; UC_ENOMEM. */
uc_status uc_cache_open(const char *path, uc_cache **cache,
                        uc_error *err) UC_MUST_CHECK;

/** Finds a part. @param bytes  Borrowed until the cache is freed. */
bool uc_cache_find(uc_cache *cache, const uc_part *part, const void **bytes,
                   size_t *len);

/** Why the part was not found: "its table changed", "was not there before". */
void uc_cache_why(const uc_cache *cache, const uc_part *part, uc_sink *out);

/** Adds a part. @return UC_OK; UC_ENOMEM. */
uc_status uc_cache_add(uc_cache *cache, const uc_part *part, const void *bytes,
                       size_t len, uc_error *err) UC_MUST_CHECK;

/** Writes the parts that were found or added to the file (mode 0600), and forgets the
 * others; leaves the file alone when they are those it has.
 * @return UC_OK; UC_ECREATE; UC_EIO; UC_ENOMEM. */
uc_status uc_cache_save(uc_cache *cache, uc_error *err) UC_MUST_CHECK;

void uc_cache_free(uc_cache *cache);

#endif
