/** @file text.h
 * Text as bytes that should be UTF-8: validation, safe display, comparison, advice.
 */
#ifndef UC_TEXT_H
#define UC_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** Returns a copy of `text` (free() it), or NULL when memory is short or text is NULL.
 */
char *uc_text_copy(const char *text);

/** Trims spaces and tabs at both ends. @param len  In and out. @return Inside `text`.
 */
const char *uc_text_trim(const char *text, size_t *len);

/** Returns the length of the longest valid UTF-8 prefix of `text`: `len` when all of it
 * is valid. Overlong forms, surrogates and code points beyond U+10FFFF are invalid; a
 * NUL byte is valid UTF-8 (callers that refuse it say so themselves). */
size_t uc_text_utf8_prefix(const char *text, size_t len);

/** Writes `text` for display into `out`: control and invisible format characters and
 * bytes that are not UTF-8 as \xE9, at most `max_chars` characters and then "...".
 * Always NUL-terminated.
 * @return  out, so that it can be used in a printf call. */
char *uc_text_display(const char *text, size_t len, size_t max_chars, char *out,
                      size_t out_size);

/** Columns a terminal needs for `text` (combining marks 0, East Asian wide 2). */
size_t uc_text_width(const char *text);

/** Case-insensitive comparison of ASCII letters; other bytes compare as they are. */
bool uc_text_equal_nocase(const char *a, const char *b);

/** Finds the earliest and latest year in a period such as "2002-2011": four digits that
 * stand by themselves. @return Whether there is one. NULL has none. */
bool uc_text_years(const char *text, int *first, int *last);

/** Returns the candidate nearest to `word` by edit distance (transpositions count one),
 * or NULL when none is near enough to be a likely slip: a third of the length, at least
 * one, but never every character; ASCII case ignored. Words over 64 characters get
 * none.
 * @param candidates  n_candidates strings; NULL entries are skipped.
 * @return            Borrowed from `candidates`. */
const char *uc_text_nearest(const char *word, const char *const candidates[],
                            size_t n_candidates);

#endif
