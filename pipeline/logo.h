/** @file logo.h
 * The logo of a report: an input like any other, read and checked before anything is
 * computed, with its hash in the record of the run.
 */
#ifndef UC_LOGO_H
#define UC_LOGO_H

#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/hash.h"
#include "data/base/status.h"
#include "pipeline/run_file.h"

/** Zeroed: none. */
typedef struct uc_logo {
    char *bytes, *path; /* owned */
    size_t len;
    const char *type; /* as in "image/png"; static */
    char sha256[UC_SHA256_HEX];
} uc_logo;

/** Reads the file that the run file names, if any: a PNG, JPEG or SVG of at most 2 MiB.
 * What it is is told by its bytes, not by its name.
 * @param logo  Zeroed; uc_logo_clear() it.
 * @return UC_OK, also when faults were added; UC_ENOMEM. */
uc_status uc_logo_read(const uc_run_file *run, uc_faults *faults, uc_logo *logo,
                       uc_error *err) UC_MUST_CHECK;

void uc_logo_clear(uc_logo *logo);

#endif
