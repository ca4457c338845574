/* number.c - numbers in text by a strict grammar, whatever the locale */
#include "data/base/number.h"

#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

static const char *const reasons[] = {
    [UC_NUMBER_OK] = "is a number",
    [UC_NUMBER_BLANK] = "is blank",
    [UC_NUMBER_NEGATIVE] = "is negative",
    [UC_NUMBER_SIGN] = "has a sign",
    [UC_NUMBER_FRACTION] = "has a decimal point",
    [UC_NUMBER_EXPONENT] = "has an exponent",
    [UC_NUMBER_SEPARATOR] = "has a thousands separator or a decimal comma",
    [UC_NUMBER_HEX] = "is hexadecimal",
    [UC_NUMBER_NONFINITE] = "is not a finite number",
    [UC_NUMBER_SPACE] = "has a space",
    [UC_NUMBER_NOT_A_NUMBER] = "is not a number",
    [UC_NUMBER_OVERFLOW] = "is too large",
};

const char *uc_number_reason(uc_number_fault fault)
{
    if ((size_t)fault >= sizeof reasons / sizeof reasons[0])
        return reasons[UC_NUMBER_NOT_A_NUMBER];
    return reasons[fault];
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *skip_digits(const char *text)
{
    while (is_digit(*text))
        text++;
    return text;
}

/* What a text without sign has of digits[.digits][e[+-]digits]. */
typedef struct shape {
    bool real; /* all of it follows the grammar */
    bool point, exponent;
} shape;

static shape shape_of(const char *text)
{
    shape found = {0};
    const char *end = skip_digits(text);

    if (end == text)
        return found;
    if (*end == '.') {
        found.point = true;
        if (!is_digit(*++end))
            return found;
        end = skip_digits(end);
    }
    if (*end == 'e' || *end == 'E') {
        found.exponent = true;
        end++;
        end += *end == '+' || *end == '-';
        if (!is_digit(*end))
            return found;
        end = skip_digits(end);
    }
    found.real = *end == '\0';
    return found;
}

static bool is_hex(const char *text)
{
    return text[0] == '0' && (text[1] == 'x' || text[1] == 'X') &&
           strspn(text + 2, "0123456789abcdefABCDEF.pP+-") == strlen(text + 2);
}

static bool is_nonfinite(const char *text)
{
    static const char *const words[] = {"nan", "inf", "infinity", "-nan", "1.#inf"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (uc_text_equal_nocase(text, words[i]))
            return true;
    return false;
}

/* Bytes of the thousands separator or decimal comma at `text`, 0 when it is none. */
static size_t separator(const char *text)
{
    static const char *const marks[] = {
        ",", "'", "_", ".", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x99",
    };

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

/* Why digits mixed with separators or spaces are no number. */
static uc_number_fault mixed_fault(const char *text)
{
    bool space = false, mark = false, digit = false;

    while (*text != '\0') {
        const size_t used = separator(text);

        digit = digit || is_digit(*text);
        space = space || is_space(*text);
        mark = mark || used > 0;
        if (used == 0 && !is_digit(*text) && !is_space(*text))
            return UC_NUMBER_NOT_A_NUMBER;
        text += used > 0 ? used : 1;
    }
    if (!digit)
        return space && !mark ? UC_NUMBER_BLANK : UC_NUMBER_NOT_A_NUMBER;
    return mark ? UC_NUMBER_SEPARATOR : UC_NUMBER_SPACE;
}

/* Why a text without sign is not a real number. */
static uc_number_fault real_fault(const char *text)
{
    const shape found = shape_of(text);
    const char *end = skip_digits(text);

    if (found.real)
        return UC_NUMBER_OK;
    if (is_hex(text))
        return UC_NUMBER_HEX;
    if (is_nonfinite(text))
        return UC_NUMBER_NONFINITE;
    if (end == text ? *text == '.' : (end[0] == '.' && end[1] == '\0'))
        return UC_NUMBER_NOT_A_NUMBER; /* ".5" and "5." */
    return mixed_fault(text);
}

/* Bytes of the minus sign at `text`: the ASCII one or U+2212. */
static size_t minus(const char *text)
{
    if (text[0] == '-')
        return 1;
    return strncmp(text, "\xE2\x88\x92", 3) == 0 ? 3 : 0;
}

/* Why a text that is not all digits is no count. */
static uc_number_fault count_fault(const char *text)
{
    const size_t sign = minus(text);
    shape found;

    if (text[0] == '\0')
        return UC_NUMBER_BLANK;
    if (sign > 0 && is_nonfinite(text + sign))
        return UC_NUMBER_NONFINITE;
    if (sign > 0)
        return is_digit(text[sign]) || text[sign] == '.' ? UC_NUMBER_NEGATIVE
                                                         : UC_NUMBER_NOT_A_NUMBER;
    if (text[0] == '+')
        return is_digit(text[1]) ? UC_NUMBER_SIGN : real_fault(text + 1);
    found = shape_of(text);
    if (!found.real)
        return real_fault(text);
    return found.exponent ? UC_NUMBER_EXPONENT : UC_NUMBER_FRACTION;
}

uc_number_fault uc_number_count(const char *text, uint64_t *value)
{
    const char *end = skip_digits(text);
    uint64_t sum = 0;

    if (end == text || *end != '\0')
        return count_fault(text);
    for (; text < end; text++) {
        sum = 10 * sum + (uint64_t)(*text - '0'); /* at most 2^53 * 10 + 9: no wrap */
        if (sum > UC_NUMBER_MAX_COUNT)
            return UC_NUMBER_OVERFLOW;
    }
    *value = sum;
    return UC_NUMBER_OK;
}

/* strtod() in the C locale, whatever locale this thread has. */
static double to_double(const char *text)
{
    const locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    const locale_t before = uselocale(c_locale);
    const double value = strtod(text, NULL);

    (void)uselocale(before);
    if (c_locale != (locale_t)0)
        freelocale(c_locale);
    return value;
}

uc_number_fault uc_number_real(const char *text, double *value)
{
    const size_t sign = text[0] == '+' ? 1 : minus(text);
    uc_number_fault fault = UC_NUMBER_BLANK;
    double found;

    if (text[0] != '\0')
        fault = real_fault(text + sign);
    if (fault == UC_NUMBER_BLANK && sign > 0)
        fault = UC_NUMBER_NOT_A_NUMBER;
    if (fault != UC_NUMBER_OK)
        return fault;
    if (sign == 3)
        return UC_NUMBER_NOT_A_NUMBER; /* U+2212 is not in the grammar */
    found = to_double(text);
    if (!isfinite(found))
        return UC_NUMBER_OVERFLOW;
    *value = found;
    return UC_NUMBER_OK;
}

/* Puts one point where printf put the locale's decimal mark, of any length. */
static void fix_point(char *text)
{
    const size_t start = strspn(text, "+-0123456789e");
    size_t end = start;

    if (text[start] == '\0')
        return;
    while (text[end] != '\0' && strchr("0123456789e", text[end]) == NULL)
        end++;
    text[start] = '.';
    memmove(text + start + 1, text + end, strlen(text + end) + 1);
}

char *uc_number_format(double value, int digits, char *out)
{
    if (digits < 1)
        digits = 1;
    if (digits > 17)
        digits = 17;
    out[0] = '\0';
    if (!isfinite(value))
        return out;
    (void)snprintf(out, UC_NUMBER_TEXT, "%.*g", digits, value == 0 ? 0.0 : value);
    fix_point(out);
    return out;
}

/* Copies digits with a comma before every third from the end of the whole part. */
static void group(const char *plain, char *out)
{
    const size_t whole = strspn(plain, "0123456789");

    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            *out++ = ',';
        *out++ = plain[i];
    }
    memcpy(out, plain + whole, strlen(plain + whole) + 1);
}

char *uc_number_grouped(double value, int decimals, char *out)
{
    char plain[64];
    bool negative;

    out[0] = '\0';
    if (!isfinite(value))
        return out;
    if (fabs(value) >= 1e18)
        return uc_number_format(value, 6, out);
    decimals = decimals < 0 ? 0 : decimals > 15 ? 15 : decimals;
    (void)snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value));
    fix_point(plain);
    negative = value < 0 && strspn(plain, "0.") < strlen(plain);
    if (negative)
        out[0] = '-';
    group(plain, out + negative);
    return out;
}
