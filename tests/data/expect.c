/* expect.c - reading from memory and comparing all faults at once */
#include "tests/data/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support.h"

#include "data/base/sink.h"

uc_source *source_of_bytes(const char *bytes, size_t len)
{
    uc_source *source = NULL;

    assert_int_equal(uc_source_open_memory("t.csv", bytes, len, &source, NULL), UC_OK);
    return source;
}

uc_source *source_of(const char *text)
{
    return source_of_bytes(text, strlen(text));
}

void expect_faults(uc_faults *faults, const char *want)
{
    uc_sink sink;
    char *got;

    uc_sink_memory(&sink);
    for (size_t i = 0; i < faults->n_kept; i++)
        uc_sink_printf(&sink, "%zu:%zu: %s\n", faults->item[i].line,
                       faults->item[i].column, faults->item[i].msg);
    assert_int_equal(faults->n_kept, faults->n_total);
    got = uc_sink_take(&sink);
    uc_faults_clear(faults);
    assert_non_null(got);
    assert_string_equal(got, want);
    free(got);
}

void write_file(char *path, const char *text)
{
    const char *folder = getenv("TMPDIR");
    FILE *stream;
    int fd;

    (void)snprintf(path, 64, "%.40s/uc-test-XXXXXX", folder != NULL ? folder : "/tmp");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    stream = fdopen(fd, "w");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}
