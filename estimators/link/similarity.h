/** @file similarity.h
 * How alike two normalised texts are: names and dates.
 */
#ifndef UC_LINK_SIMILARITY_H
#define UC_LINK_SIMILARITY_H

#include <stddef.h>
#include <stdint.h>

#include "data/cases/date.h"

/** Levels of agreement of one field; 0 says that a value is missing. */
#define UC_LINK_MISSING 0u
#define UC_LINK_DIFFERS 1u
#define UC_LINK_NEAR    2u /* names at 0.80, encodings at 0.70; dates with a slip */
#define UC_LINK_CLOSE   3u /* names at 0.92, encodings at 0.85 */
#define UC_LINK_EQUAL   4u
#define UC_LINK_LEVELS  5u

/** Jaro-Winkler similarity of two UTF-8 texts by characters, 0 to 1; 1 for equal texts,
 * 0 for a blank against another. Characters after the 64th are not looked at.
 * Ref Winkler (1990) Proc. Survey Research Methods Section, ASA: 354; prefix weight 0.1
 * over at most four characters where the Jaro similarity exceeds 0.7. */
double uc_link_jaro_winkler(const char *a, size_t len_a, const char *b, size_t len_b);

/** Level of two names. */
unsigned uc_link_compare_names(const char *a, size_t len_a, const char *b,
                               size_t len_b);

/** Level of two encodings of bigrams, by their Dice coefficient. */
unsigned uc_link_compare_encodings(const char *a, size_t len_a, const char *b,
                                   size_t len_b);

/** Level of two dates: equal; near when day and month are swapped, when two of the
 * three parts agree, or when one date is coarse and they do not contradict. */
unsigned uc_link_compare_dates(const uc_date *a, const uc_date *b);

#endif
