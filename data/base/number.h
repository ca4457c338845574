/** @file number.h
 * Numbers in text, by a strict grammar and independent of the locale.
 *
 * Counts are decimal digits only. Reals are [+-]?digits[.digits][e[+-]digits].
 * Thousands separators, decimal commas, hexadecimal, "inf" and "nan" are refused by
 * name.
 */
#ifndef UC_NUMBER_H
#define UC_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/** What is wrong with a number; uc_number_reason() puts it in words. */
typedef enum uc_number_fault {
    UC_NUMBER_OK = 0,
    UC_NUMBER_BLANK,
    UC_NUMBER_NEGATIVE,
    UC_NUMBER_SIGN,
    UC_NUMBER_FRACTION,
    UC_NUMBER_EXPONENT,
    UC_NUMBER_SEPARATOR, /* thousands separator or decimal comma */
    UC_NUMBER_HEX,
    UC_NUMBER_NONFINITE, /* "nan", "inf" and their like */
    UC_NUMBER_SPACE,
    UC_NUMBER_NOT_A_NUMBER,
    UC_NUMBER_OVERFLOW
} uc_number_fault;

/** The largest count accepted, 2^53: every count is exact as a double. */
#define UC_NUMBER_MAX_COUNT 9007199254740992ULL

/** Reads a count: decimal digits only, at most UC_NUMBER_MAX_COUNT.
 * @param value  Set on UC_NUMBER_OK, else unchanged. */
uc_number_fault uc_number_count(const char *text, uint64_t *value);

/** Reads a finite real number. `value` is set on UC_NUMBER_OK, else unchanged. */
uc_number_fault uc_number_real(const char *text, double *value);

/** Returns the reason in words ("is negative", "has a thousands separator or a decimal
 * comma", ...); never NULL. Do not free. */
const char *uc_number_reason(uc_number_fault fault);

/** Room that uc_number_format() may need, the final NUL included. */
#define UC_NUMBER_TEXT 40

/** Writes `value` with `digits` significant digits (1 to 17) as %.*g does in the C
 * locale, whatever locale is set. Not finite: the empty string. Negative zero: "0".
 * @param out  UC_NUMBER_TEXT bytes.
 * @return     out. */
char *uc_number_format(double value, int digits, char *out);

/** Writes a rounded value with grouped thousands ("12,350", "0.042") for people.
 * @param decimals  Digits after the point, 0 to 15. Not finite: the empty string.
 * @param out       64 bytes. @return out. */
char *uc_number_grouped(double value, int decimals, char *out);

#endif
