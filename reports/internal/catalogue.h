/** @file catalogue.h
 * The message catalogue: English, French, Spanish.
 */
#ifndef UC_CATALOGUE_H
#define UC_CATALOGUE_H

#include <stddef.h>

#define UC_CATALOGUE_LANGUAGES 3

typedef struct uc_catalogue_entry {
    const char *text[UC_CATALOGUE_LANGUAGES]; /* English first */
} uc_catalogue_entry;

/** Entry `i`, or NULL after the last. */
const uc_catalogue_entry *uc_catalogue_at(size_t i);

/** Its part with titles and headings; uc_catalogue_at() goes on with it. */
const uc_catalogue_entry *uc_catalogue_of_tables(size_t i);

#endif
