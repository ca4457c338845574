/* similarity.c - how alike two texts are */
#include "estimators/link/similarity.h"

#include <stdbool.h>
#include <string.h>

#include "data/pseudonym/pseudonym.h"

#define MAX_CHARS 64

/* Splits valid UTF-8 into characters; bytes that are none stand for themselves. */
static size_t decode(const char *text, size_t len, uint32_t out[MAX_CHARS])
{
    size_t n = 0, i = 0;

    while (i < len && n < MAX_CHARS) {
        const unsigned char c = (unsigned char)text[i];
        const size_t more = c < 0xC0 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
        uint32_t code = c;

        for (size_t k = 1; k <= more && i + k < len; k++)
            code = code << 8 | (unsigned char)text[i + k];
        out[n++] = code;
        i += more + 1;
    }
    return n;
}

/* Characters that match within the window; *moved counts those out of order. */
static size_t matches(const uint32_t a[], size_t n_a, const uint32_t b[], size_t n_b,
                      size_t *moved)
{
    const size_t longer = n_a > n_b ? n_a : n_b;
    const size_t window = longer / 2 > 0 ? longer / 2 - 1 : 0;
    bool used_a[MAX_CHARS] = {false}, used_b[MAX_CHARS] = {false};
    size_t n = 0, k = 0;

    for (size_t i = 0; i < n_a; i++) {
        const size_t from = i > window ? i - window : 0;
        const size_t to = i + window + 1 < n_b ? i + window + 1 : n_b;

        for (size_t j = from; j < to; j++)
            if (!used_b[j] && a[i] == b[j]) {
                used_a[i] = used_b[j] = true;
                n++;
                break;
            }
    }
    *moved = 0;
    for (size_t i = 0; i < n_a; i++) {
        if (!used_a[i])
            continue;
        while (k < n_b && !used_b[k])
            k++;
        *moved += k < n_b && a[i] != b[k];
        k++;
    }
    return n;
}

double uc_link_jaro_winkler(const char *a, size_t len_a, const char *b, size_t len_b)
{
    uint32_t x[MAX_CHARS], y[MAX_CHARS];
    size_t n_x, n_y, n, moved, prefix = 0;
    double jaro;

    if (len_a == len_b && memcmp(a, b, len_a) == 0)
        return 1.0;
    n_x = decode(a, len_a, x);
    n_y = decode(b, len_b, y);
    if (n_x == 0 || n_y == 0)
        return 0.0;
    n = matches(x, n_x, y, n_y, &moved);
    if (n == 0)
        return 0.0;
    jaro = ((double)n / (double)n_x + (double)n / (double)n_y +
            ((double)n - (double)moved / 2.0) / (double)n) /
           3.0;
    while (prefix < 4 && prefix < n_x && prefix < n_y && x[prefix] == y[prefix])
        prefix++;
    return jaro > 0.7 ? jaro + 0.1 * (double)prefix * (1.0 - jaro) : jaro;
}

unsigned uc_link_compare_names(const char *a, size_t len_a, const char *b, size_t len_b)
{
    double like;

    if (len_a == len_b && memcmp(a, b, len_a) == 0)
        return UC_LINK_EQUAL;
    like = uc_link_jaro_winkler(a, len_a, b, len_b);
    if (like >= 0.92)
        return UC_LINK_CLOSE;
    return like >= 0.80 ? UC_LINK_NEAR : UC_LINK_DIFFERS;
}

unsigned uc_link_compare_encodings(const char *a, size_t len_a, const char *b,
                                   size_t len_b)
{
    const double like = uc_bloom_dice(a, len_a, b, len_b);

    if (like >= 1.0)
        return UC_LINK_EQUAL;
    if (like >= 0.85)
        return UC_LINK_CLOSE;
    return like >= 0.70 ? UC_LINK_NEAR : UC_LINK_DIFFERS;
}

unsigned uc_link_compare_dates(const uc_date *a, const uc_date *b)
{
    const int year = a->year == b->year, month = a->month == b->month,
              day = a->day == b->day;

    if (year && month && day)
        return UC_LINK_EQUAL;
    if (a->day == 0 || b->day == 0) /* a coarse date that says nothing else */
        return year && (month || a->month == 0 || b->month == 0) ? UC_LINK_NEAR
                                                                 : UC_LINK_DIFFERS;
    if (year && a->month == b->day && a->day == b->month)
        return UC_LINK_NEAR;
    return year + month + day == 2 ? UC_LINK_NEAR : UC_LINK_DIFFERS;
}
