/** @file scratch.h
 * A file of the fuzzer's own, for readers that take a path.
 */
#ifndef UC_FUZZ_SCRATCH_H
#define UC_FUZZ_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

/** Writes the bytes to a file of this process that ends in `suffix`, over what was
 * there.
 * @return its path, static; aborts when it cannot be written. */
const char *fuzz_scratch(const uint8_t *data, size_t size, const char *suffix);

/** Removes it. */
void fuzz_scratch_remove(const char *suffix);

#endif
