/* text.c - UTF-8 text: validation, display, width, advice */
#include "data/base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Longest word advice is given for, in characters. */
#define MAX_WORD 64

char *uc_text_copy(const char *text)
{
    size_t size;
    char *copy;

    if (text == NULL)
        return NULL;
    size = strlen(text) + 1;
    copy = malloc(size);
    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

const char *uc_text_trim(const char *text, size_t *len)
{
    while (*len > 0 && (text[0] == ' ' || text[0] == '\t')) {
        text++;
        --*len;
    }
    while (*len > 0 && (text[*len - 1] == ' ' || text[*len - 1] == '\t'))
        --*len;
    return text;
}

/* Bytes of the valid character at `text`, 0 when it is none; sets `code` to it. */
static size_t character(const char *text, size_t len, utf8proc_int32_t *code)
{
    const utf8proc_ssize_t room = len > 4 ? 4 : (utf8proc_ssize_t)len;
    const utf8proc_ssize_t used =
        utf8proc_iterate((const utf8proc_uint8_t *)text, room, code);

    return used > 0 ? (size_t)used : 0;
}

size_t uc_text_utf8_prefix(const char *text, size_t len)
{
    size_t i = 0;

    while (i < len) {
        utf8proc_int32_t code;
        size_t used = 1;

        if ((unsigned char)text[i] >= 0x80)
            used = character(text + i, len - i, &code);
        if (used == 0)
            break;
        i += used;
    }
    return i;
}

/* Whether a terminal or a reader could be misled by the character as it is. */
static bool is_unsafe(utf8proc_int32_t code)
{
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return true;
    default:
        return false;
    }
}

/* Writes one character, or its bytes escaped, at `out`; returns the bytes written, or 0
 * when there is no room. */
static size_t put_shown(const char *text, size_t used, bool escape, char *out,
                        size_t room)
{
    const size_t need = escape ? 4 * used : used;

    if (need >= room)
        return 0;
    if (!escape)
        memcpy(out, text, used);
    for (size_t i = 0; escape && i < used; i++)
        (void)snprintf(out + 4 * i, room - 4 * i, "\\x%02X", (unsigned char)text[i]);
    return need;
}

char *uc_text_display(const char *text, size_t len, size_t max_chars, char *out,
                      size_t out_size)
{
    static const char more[] = "...";
    size_t i = 0, n_chars = 0, end = 0;
    const size_t room = out_size >= sizeof more ? out_size - sizeof more + 1 : 0;

    while (i < len && n_chars < max_chars) {
        utf8proc_int32_t code = 0;
        const size_t used = character(text + i, len - i, &code);
        const bool escape = used == 0 || is_unsafe(code);
        const size_t put = put_shown(text + i, used == 0 ? 1 : used, escape, out + end,
                                     room > end ? room - end : 0);

        if (put == 0)
            break;
        end += put;
        i += used == 0 ? 1 : used;
        n_chars++;
    }
    if (i < len && room > 0) {
        memcpy(out + end, more, sizeof more - 1);
        end += sizeof more - 1;
    }
    if (out_size > 0)
        out[end] = '\0';
    return out;
}

size_t uc_text_width(const char *text)
{
    const size_t len = strlen(text);
    size_t width = 0, i = 0;

    while (i < len) {
        utf8proc_int32_t code = 0;
        const size_t used = character(text + i, len - i, &code);

        width += used == 0 ? 1 : (size_t)utf8proc_charwidth(code);
        i += used == 0 ? 1 : used;
    }
    return width;
}

static utf8proc_int32_t fold(utf8proc_int32_t code)
{
    return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
}

bool uc_text_equal_nocase(const char *a, const char *b)
{
    while (*a != '\0' && fold((unsigned char)*a) == fold((unsigned char)*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

/* Decodes and folds a word; returns its characters, or MAX_WORD + 1 when too long. */
static size_t decode(const char *word, utf8proc_int32_t code[MAX_WORD])
{
    const size_t len = strlen(word);
    size_t n = 0, i = 0;

    while (i < len) {
        utf8proc_int32_t c = 0;
        const size_t used = character(word + i, len - i, &c);

        if (n == MAX_WORD)
            return MAX_WORD + 1;
        code[n++] = used == 0 ? (unsigned char)word[i] : fold(c);
        i += used == 0 ? 1 : used;
    }
    return n;
}

static size_t min3(size_t a, size_t b, size_t c)
{
    const size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Optimal string alignment: insert, delete, replace, swap of neighbours cost one.
 * Ref Damerau (1964) Communications of the ACM 7:171. */
static size_t distance(const utf8proc_int32_t a[], size_t n_a,
                       const utf8proc_int32_t b[], size_t n_b)
{
    size_t row[3][MAX_WORD + 1];
    size_t *before = row[0], *last = row[1], *now = row[2];

    for (size_t j = 0; j <= n_b; j++)
        last[j] = before[j] = j;
    for (size_t i = 1; i <= n_a; i++) {
        size_t *const spare = before;

        now[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            now[j] =
                min3(now[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < now[j])
                now[j] = before[j - 2] + 1;
        }
        before = last;
        last = now;
        now = spare;
    }
    return last[n_b];
}

const char *uc_text_nearest(const char *word, const char *const candidates[],
                            size_t n_candidates)
{
    utf8proc_int32_t a[MAX_WORD], b[MAX_WORD];
    const size_t n_a = decode(word, a);
    const size_t limit = n_a / 3 > 1 ? n_a / 3 : 1;
    const char *nearest = NULL;
    size_t best = limit + 1;

    if (n_a > MAX_WORD)
        return NULL;
    for (size_t i = 0; i < n_candidates; i++) {
        const size_t n_b = candidates[i] != NULL ? decode(candidates[i], b) : 0;
        size_t d;

        if (n_b == 0 || n_b > MAX_WORD)
            continue;
        d = distance(a, n_a, b, n_b);
        if (d < best && (d == 0 || d < n_a)) {
            best = d;
            nearest = candidates[i];
        }
    }
    return nearest;
}

bool uc_text_years(const char *text, int *first, int *last)
{
    bool found = false;

    while (text != NULL && *text != '\0') {
        const size_t n_digits = strspn(text, "0123456789");

        if (n_digits == 4) {
            const int year = (int)strtol(text, NULL, 10); /* the digits end there */

            *first = found && *first < year ? *first : year;
            *last = found && *last > year ? *last : year;
            found = true;
        }
        text += n_digits > 0 ? n_digits : 1;
    }
    return found;
}
