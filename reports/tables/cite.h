/** @file cite.h
 * How to cite estimates: a paragraph on the methods used, and the works as BibTeX.
 */
#ifndef UC_TABLES_CITE_H
#define UC_TABLES_CITE_H

#include <jansson.h>
#include <stddef.h>

#include "data/base/sink.h"
#include "estimators/mse/settings.h"
#include "estimators/references.h"
#include "estimators/registry.h"
#include "reports/table.h"

/** Methods that were used with some settings; both borrowed. */
typedef struct uc_cited {
    const uc_method *const *method;
    size_t n_methods;
    const uc_mse_settings *settings; /* NULL: of the methods alone */
} uc_cited;

/** The works to cite, each once, in the order in which the paragraph names them.
 * @param works  Room for all of uc_references(). @return their number. */
size_t uc_cite_works(const uc_cited used[], size_t n_used, const uc_reference *works[]);

/** Writes the paragraph as one line: what each method does, how intervals were made. */
void uc_cite_write_paragraph(const uc_cited used[], size_t n_used, const char *version,
                             uc_sink *out);

/** Writes the program's and the works' BibTeX entries. */
void uc_cite_write_bibtex(const uc_cited used[], size_t n_used, const char *version,
                          uc_sink *out);

/** Fills a table of the works. */
void uc_cite_table(const uc_cited used[], size_t n_used, uc_table *table);

/** The object {paragraph, bibtex, works}; NULL when memory is short. */
json_t *uc_cite_json(const uc_cited used[], size_t n_used, const char *version);

#endif
