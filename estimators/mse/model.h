/** @file model.h
 * Hierarchical log-linear models as sets of terms, and their bracket notation.
 *
 * A term is a bit mask of lists (bit j: list j). A model holds every list's main
 * effect; the intercept is understood and not stored. Models are written by their
 * maximal terms, larger terms first, then in list order: [123,14,5]. From ten lists on,
 * terms are written with dots: [1.12,3].
 */
#ifndef UC_MODEL_H
#define UC_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/sink.h"
#include "data/base/status.h"

/** Lists a log-linear model may have. */
#define UC_MODEL_MAX_LISTS 16

typedef struct uc_model {
    size_t n_lists;
    size_t n_terms; /* main effects and interactions; the intercept is not counted */
    uint32_t *term; /* ordered by size, then in list order; owned */
} uc_model;

/** Number of lists in a term. */
unsigned uc_term_order(uint32_t term);

/** Order of terms: by number of lists, then in list order (12 < 13 < 23).
 * @return negative, 0 or positive, for qsort. */
int uc_term_compare(uint32_t a, uint32_t b);

/** Makes the smallest hierarchical model that contains all main effects and `terms`.
 * @param terms  n_terms masks, any order, repeats allowed; none 0 or >= 2^n_lists.
 * @return UC_OK; UC_EINVAL a size or a term out of range; UC_ENOMEM. */
uc_status uc_model_from_terms(size_t n_lists, const uint32_t terms[], size_t n_terms,
                              uc_model *model, uc_error *err) UC_MUST_CHECK;

/** Reads bracket notation: [12,3], brackets optional, spaces allowed. Lists not named
 * enter with their main effect. The term of all lists is refused.
 * @return UC_OK; UC_EINVAL with what was found and what is allowed; UC_ENOMEM. */
uc_status uc_model_parse(const char *text, size_t n_lists, uc_model *model,
                         uc_error *err) UC_MUST_CHECK;

uc_status uc_model_copy(uc_model *to, const uc_model *from,
                        uc_error *err) UC_MUST_CHECK;

/** Releases the terms; a zeroed model is allowed. */
void uc_model_clear(uc_model *model);

/** Parameters of the model, intercept included: n_terms + 1. */
size_t uc_model_n_parameters(const uc_model *model);

/** Largest number of lists in one term. */
unsigned uc_model_order(const uc_model *model);

bool uc_model_has_term(const uc_model *model, uint32_t term);
bool uc_model_equal(const uc_model *a, const uc_model *b);

/** Writes one term: "12", or "1.12" from ten lists on. The intercept is "". */
void uc_term_write(uint32_t term, size_t n_lists, uc_sink *out);

/** Writes one term with list names joined by colons: "LA:NG"; "(intercept)" for 0. */
void uc_term_write_names(uint32_t term, size_t n_lists, char *const names[],
                         uc_sink *out);

/** Writes the bracket notation. */
void uc_model_write(const uc_model *model, uc_sink *out);

/** Writes the maximal terms with list names, separated by spaces: "LA:NG GP". */
void uc_model_write_names(const uc_model *model, char *const names[], uc_sink *out);

#endif
