/** @file convert.h
 * Other programs that turn what we write into what they write: rsvg-convert for
 * pictures, pandoc for word processors. They get bytes on standard input and give bytes
 * back; no shell is involved.
 */
#ifndef UC_CONVERT_H
#define UC_CONVERT_H

#include <stdbool.h>

#include "data/base/sink.h"
#include "data/base/status.h"

/** True when a program of this name is on the PATH. */
bool uc_convert_has(const char *program);

/** Runs a program and collects what it prints.
 * @param argv  Its name and arguments, NULL at the end.
 * @return UC_OK; UC_EIO it cannot be started, or failed; UC_ENOMEM. */
uc_status uc_convert(const char *const argv[], const void *bytes, size_t len,
                     uc_sink *out, uc_error *err) UC_MUST_CHECK;

#endif
