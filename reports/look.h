/** @file look.h
 * How a report looks: language, and the house's colours, names and logo.
 */
#ifndef UC_LOOK_H
#define UC_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "reports/language.h"

#define UC_LOOK_COLOURS 4

/** Texts and bytes are borrowed; NULL: none. A zeroed look is English in the colours of
 * the program. */
typedef struct uc_look {
    const uc_language *language;
    const char *title;
    char *const *author;
    size_t n_authors;
    const char *organisation, *footer;
    const void *logo; /* bytes of a picture, or NULL */
    size_t logo_len;
    const char *logo_type;               /* "png", "jpeg" or "svg+xml" */
    const char *colour[UC_LOOK_COLOURS]; /* "#0072b2"; NULL: the default */
} uc_look;

/** The colour of series `i` (modulo their number), on white or on the dark ground. */
const char *uc_look_colour(const uc_look *look, size_t i, bool dark);

/** Contrast of two colours "#rrggbb", 1 to 21, as WCAG 2.1 defines it; 0 when one is no
 * colour. */
double uc_look_contrast(const char *a, const char *b);

/** True for "#rrggbb". */
bool uc_look_is_colour(const char *text);

/** The grounds that colours stand on. */
#define UC_LOOK_PAPER "#ffffff"
#define UC_LOOK_NIGHT "#16191d"

#endif
