/** @file references.h
 * The papers that methods and settings rest on, for citing them.
 */
#ifndef UC_REFERENCES_H
#define UC_REFERENCES_H

#include <stddef.h>

/** One work. Fields are BibTeX's; a field that does not apply is NULL. */
typedef struct uc_reference {
    const char *shown; /* as the registry gives it: "Chao (1987) Biometrics 43:783" */
    const char *key;   /* "chao1987" */
    const char *type;  /* "article", "book", "techreport" */
    const char *author, *title, *year;
    const char *journal, *volume, *pages; /* of an article */
    const char *publisher;                /* of a book; institution of a report */
} uc_reference;

/** All works. @param n Set to their number. */
const uc_reference *uc_references(size_t *n);

/** The work that the registry gives as `shown`, or NULL. */
const uc_reference *uc_reference_shown(const char *shown);

/** The work with that key, or NULL. */
const uc_reference *uc_reference_find(const char *key);

#endif
