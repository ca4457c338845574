/** @file reasons.h
 * Reason codes of empty cells, and what they mean in plain words.
 */
#ifndef UC_REASONS_H
#define UC_REASONS_H

#include <stddef.h>

/** Returns the sentence for a code (no final period): codes of the gap, of the
 * estimators' statuses and notes, and of the tables. An unknown code is returned as it
 * is. Never NULL. */
const char *uc_reason_text(const char *code);

/** The sentence of the i-th reason, NULL after the last: for tests of translations. */
const char *uc_reason_at(size_t i);

#endif
