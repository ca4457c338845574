/* look.c - colours and their contrast */
#include "reports/look.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Okabe and Ito's colours, which people with any kind of colour vision tell apart, the
 * last two darker so that each has 3:1 on white; then their lighter kin for the night.
 */
static const char *const day[UC_LOOK_COLOURS] = {"#0072b2", "#c44e00", "#00795a",
                                                 "#8c4b7e"};
static const char *const night[UC_LOOK_COLOURS] = {"#56b4e9", "#f0954d", "#3cc39a",
                                                   "#d79bc6"};

bool uc_look_is_colour(const char *text)
{
    size_t i;

    if (text == NULL || text[0] != '#' || strlen(text) != 7)
        return false;
    for (i = 1; i < 7; i++)
        if (!isxdigit((unsigned char)text[i]))
            return false;
    return true;
}

static unsigned digit(char c)
{
    static const char digits[] = "0123456789abcdef";

    return (unsigned)(strchr(digits, tolower((unsigned char)c)) - digits);
}

/* Relative luminance. Power through libm: the result decides yes or no only. */
static double luminance(const char *colour)
{
    static const double weight[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    size_t i;

    for (i = 0; i < 3; i++) {
        const double c =
            (16 * digit(colour[1 + 2 * i]) + digit(colour[2 + 2 * i])) / 255.0;

        sum += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double uc_look_contrast(const char *a, const char *b)
{
    double x, y;

    if (!uc_look_is_colour(a) || !uc_look_is_colour(b))
        return 0;
    x = luminance(a);
    y = luminance(b);
    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

const char *uc_look_colour(const uc_look *look, size_t i, bool dark)
{
    const char *chosen = look != NULL ? look->colour[i % UC_LOOK_COLOURS] : NULL;

    if (chosen != NULL && (!dark || uc_look_contrast(chosen, UC_LOOK_NIGHT) >= 3))
        return chosen;
    return dark ? night[i % UC_LOOK_COLOURS] : day[i % UC_LOOK_COLOURS];
}
