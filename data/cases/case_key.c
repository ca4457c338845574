/* case_key.c - keys of persons */
#include "data/cases/case_key.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

void uc_case_text_clear(uc_case_text *text)
{
    if (text->text != NULL)
        sodium_memzero(text->text, text->size); /* it held identifiers */
    free(text->text);
    *text = (uc_case_text){0};
}

bool uc_case_text_append(uc_case_text *text, const char *bytes, size_t len)
{
    if (text->len + len + 1 > text->size) {
        const size_t size = 2 * (text->len + len) + 64;
        char *grown = realloc(text->text, size);

        if (grown == NULL)
            return false;
        text->text = grown;
        text->size = size;
    }
    memcpy(text->text + text->len, bytes, len);
    text->len += len;
    text->text[text->len] = '\0';
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Copies without blanks at the ends, one blank for a run; returns the bytes written. */
static size_t squeeze(const char *text, size_t len, char *out, bool *plain)
{
    size_t n = 0;
    bool gap = false;

    *plain = true;
    for (size_t i = 0; i < len; i++) {
        const char c = text[i];

        if (is_blank(c)) {
            gap = n > 0;
            continue;
        }
        if (gap)
            out[n++] = ' ';
        gap = false;
        out[n] = c;
        if (c >= 'A' && c <= 'Z')
            out[n] = "abcdefghijklmnopqrstuvwxyz"[c - 'A'];
        n++;
        *plain = *plain && (unsigned char)c < 0x80;
    }
    return n;
}

/* Blanks beyond ASCII become plain ones before the others are squeezed. */
static utf8proc_int32_t plain_blank(utf8proc_int32_t code, void *data)
{
    (void)data;
    return utf8proc_category(code) == UTF8PROC_CATEGORY_ZS ? ' ' : code;
}

/* The long way, for text beyond ASCII. */
static bool normalise_unicode(const char *text, size_t len, uc_case_text *out)
{
    utf8proc_uint8_t *made = NULL;
    const utf8proc_ssize_t n = utf8proc_map_custom(
        (const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &made,
        (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD),
        plain_blank, NULL);
    char *squeezed;
    bool ok, plain;

    if (n < 0)
        return false;
    squeezed = (char *)made; /* in place: it only gets shorter */
    ok = uc_case_text_append(out, squeezed,
                             squeeze(squeezed, (size_t)n, squeezed, &plain));
    sodium_memzero(made, (size_t)n);
    free(made);
    return ok;
}

bool uc_case_normalise(const char *text, size_t len, uc_case_text *out)
{
    const size_t before = out->len;
    bool plain = true;

    for (size_t i = 0; i < len && plain; i++)
        plain = (unsigned char)text[i] < 0x80;
    if (!plain)
        return normalise_unicode(text, len, out);
    if (!uc_case_text_append(out, text, len))
        return false;
    out->len = before + squeeze(out->text + before, len, out->text + before, &plain);
    out->text[out->len] = '\0';
    return true;
}

uc_case_hash uc_case_hash_of(const char *bytes, size_t len,
                             const unsigned char secret[16])
{
    unsigned char out[crypto_shorthash_siphashx24_BYTES];
    uc_case_hash hash;

    (void)crypto_shorthash_siphashx24(out, (const unsigned char *)bytes, len, secret);
    for (size_t k = 0; k < 2; k++) {
        hash.part[k] = 0;
        for (size_t i = 0; i < 8; i++)
            hash.part[k] |= (uint64_t)out[8 * k + i] << (8 * i);
    }
    if (uc_case_hash_none(&hash))
        hash.part[0] = 1; /* all zero says that there is no key */
    return hash;
}
