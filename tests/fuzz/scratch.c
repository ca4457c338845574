/* scratch.c - a file of the fuzzer's own */
#include "tests/fuzz/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *path_of(const char *suffix)
{
    static char path[256];
    const char *folder = getenv("TMPDIR");

    (void)snprintf(path, sizeof path, "%s/uc-fuzz-%ld%s",
                   folder != NULL ? folder : "/tmp", (long)getpid(), suffix);
    return path;
}

const char *fuzz_scratch(const uint8_t *data, size_t size, const char *suffix)
{
    const char *path = path_of(suffix);
    FILE *file = fopen(path, "wb");

    if (file == NULL || fwrite(data, 1, size, file) != size || fclose(file) != 0)
        abort();
    return path;
}

void fuzz_scratch_remove(const char *suffix)
{
    (void)unlink(path_of(suffix));
}
