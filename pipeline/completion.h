/** @file completion.h
 * Completion of command lines, for bash and zsh, from the tables that drive parsing.
 */
#ifndef UC_COMPLETION_H
#define UC_COMPLETION_H

#include "data/base/sink.h"

/** Writes a script that bash sources. */
void uc_completion_bash(uc_sink *out);

/** Writes a function that zsh loads as _undercount. */
void uc_completion_zsh(uc_sink *out);

#endif
