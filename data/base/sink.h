/** @file sink.h
 * Where text goes: a growing string in memory, or a stream.
 *
 * Writers render to a sink and never open files. The first failure is kept and every
 * later write is a no-op, so a writer needs one check, at the end.
 */
#ifndef UC_SINK_H
#define UC_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "data/base/status.h"

typedef struct uc_sink {
    char *text; /* memory sink: the text so far, always NUL-terminated; owned */
    size_t len; /* bytes written so far */
    size_t capacity;
    FILE *stream;     /* stream sink: borrowed; NULL for a memory sink */
    uc_status status; /* UC_OK, UC_ENOMEM or UC_EIO; sticky */
} uc_sink;

/** Prepares a sink that collects in memory. */
UC_API void uc_sink_memory(uc_sink *sink);

/** Prepares a sink that writes to `stream`, which must outlive it. */
UC_API void uc_sink_stream(uc_sink *sink, FILE *stream);

/** Releases the text of a memory sink; a stream is left open. Zeroed is allowed. */
UC_API void uc_sink_clear(uc_sink *sink);

UC_API void uc_sink_write(uc_sink *sink, const void *bytes, size_t len);
UC_API void uc_sink_puts(uc_sink *sink, const char *text);
UC_API void uc_sink_putc(uc_sink *sink, char c);
UC_API void uc_sink_printf(uc_sink *sink, const char *fmt, ...) UC_PRINTF(2, 3);

/** Writes `count` copies of `text` (for padding and rules). */
UC_API void uc_sink_repeat(uc_sink *sink, const char *text, size_t count);

/** Hands the text of a memory sink over to the caller (free() it) and empties the sink.
 * @return NULL when the sink has failed; an empty string when nothing was written. */
UC_API char *uc_sink_take(uc_sink *sink) UC_MUST_CHECK;

/** Has any sink in memory of this process ever run out of memory? Then some text may be
 * cut short, and whoever is about to write a result must not: the many small texts that
 * go into a table are not checked one by one. */
UC_API bool uc_sink_lost(void);

/** Returns the sink's status and describes a failure in `err`. */
UC_API uc_status uc_sink_finish(uc_sink *sink, uc_error *err) UC_MUST_CHECK;

#endif
