/** @file warning_codes.h
 * The codes of all warnings, so that one of them can be made an error by its name.
 */
#ifndef UC_WARNING_CODES_H
#define UC_WARNING_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"

#define UC_MAX_WARNING_CODES 64

/** Fills in all codes. @return how many there are. */
size_t uc_warning_codes(const char *codes[UC_MAX_WARNING_CODES]);

bool uc_warning_code_known(const char *code);

#endif
