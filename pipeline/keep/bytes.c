/* bytes.c - numbers and texts as bytes */
#include "pipeline/keep/bytes.h"

#include <stdlib.h>
#include <string.h>

/* Length that stands for no text at all. */
#define NO_TEXT UINT64_MAX

void uc_bytes_put_number(uc_sink *out, uint64_t value)
{
    unsigned char bytes[8];

    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
    uc_sink_write(out, bytes, sizeof bytes);
}

void uc_bytes_put_real(uc_sink *out, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    uc_bytes_put_number(out, bits);
}

void uc_bytes_put_text(uc_sink *out, const char *text)
{
    const size_t len = text != NULL ? strlen(text) : 0;

    uc_bytes_put_number(out, text != NULL ? len : NO_TEXT);
    uc_sink_write(out, text != NULL ? text : "", len);
}

uc_bytes uc_bytes_of(const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    return (uc_bytes){at, at + len, false};
}

static size_t left(const uc_bytes *in)
{
    return in->bad ? 0 : (size_t)(in->end - in->at);
}

uint64_t uc_bytes_number(uc_bytes *in)
{
    uint64_t value = 0;

    if (left(in) < 8) {
        in->bad = true;
        return 0;
    }
    for (unsigned i = 8; i-- > 0;)
        value = value << 8 | in->at[i];
    in->at += 8;
    return value;
}

double uc_bytes_real(uc_bytes *in)
{
    const uint64_t bits = uc_bytes_number(in);
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

uint64_t uc_bytes_below(uc_bytes *in, uint64_t max)
{
    const uint64_t value = uc_bytes_number(in);

    if (value <= max)
        return value;
    in->bad = true;
    return 0;
}

size_t uc_bytes_count(uc_bytes *in, size_t each)
{
    const uint64_t value = uc_bytes_number(in);

    if (value <= left(in) / each)
        return (size_t)value;
    in->bad = true;
    return 0;
}

char *uc_bytes_text(uc_bytes *in)
{
    const uint64_t len = uc_bytes_number(in);
    char *text;

    if (in->bad || len == NO_TEXT)
        return NULL;
    if (len > left(in) || memchr(in->at, '\0', (size_t)len) != NULL) {
        in->bad = true;
        return NULL;
    }
    text = malloc((size_t)len + 1);
    if (text == NULL) {
        in->bad = true;
        return NULL;
    }
    memcpy(text, in->at, (size_t)len);
    text[len] = '\0';
    in->at += len;
    return text;
}

bool uc_bytes_done(const uc_bytes *in)
{
    return !in->bad && in->at == in->end;
}
