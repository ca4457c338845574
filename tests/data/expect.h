/** @file expect.h
 * Reading from memory and comparing all faults at once.
 */
#ifndef UC_TESTS_DATA_EXPECT_H
#define UC_TESTS_DATA_EXPECT_H

#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/source.h"

/** Opens `text`, which must outlive the source, under the name t.csv. */
uc_source *source_of(const char *text);

/** As source_of(), for bytes among which there are NULs. */
uc_source *source_of_bytes(const char *bytes, size_t len);

/** Fails unless the faults, as "line:field: message" lines in the order they were
 * added, are exactly `want`; then empties the list. */
void expect_faults(uc_faults *faults, const char *want);

/** Writes `text` to a new file below the folder for temporary files.
 * @param path  At least 64 bytes; set to the file's name. The caller removes it. */
void write_file(char *path, const char *text);

#endif
