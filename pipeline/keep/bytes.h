/** @file bytes.h
 * Numbers and texts as bytes, little-endian, for what is kept between runs.
 *
 * Writing goes to a sink. Reading goes forward through a buffer; what is missing or out
 * of range makes the reader bad, for good, and every later value 0 or NULL.
 */
#ifndef UC_BYTES_H
#define UC_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/sink.h"

void uc_bytes_put_number(uc_sink *out, uint64_t value);

/** All bits of the number, so that NaN and infinities come back too. */
void uc_bytes_put_real(uc_sink *out, double value);

/** A text, or NULL, which comes back as NULL. */
void uc_bytes_put_text(uc_sink *out, const char *text);

typedef struct uc_bytes {
    const unsigned char *at, *end;
    bool bad;
} uc_bytes;

uc_bytes uc_bytes_of(const void *bytes, size_t len);
uint64_t uc_bytes_number(uc_bytes *in);
double uc_bytes_real(uc_bytes *in);

/** A number that is to be at most `max`; bad and 0 when it is larger. */
uint64_t uc_bytes_below(uc_bytes *in, uint64_t max);

/** A count of things of which each takes at least `each` bytes: never more than the
 * bytes that are left can hold, so that it may size an array. */
size_t uc_bytes_count(uc_bytes *in, size_t each);

/** An owned copy of the text, or NULL when NULL was put or the reader is bad. */
char *uc_bytes_text(uc_bytes *in);

/** True when everything was read and nothing was wrong. */
bool uc_bytes_done(const uc_bytes *in);

#endif
