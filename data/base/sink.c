/* sink.c - text to memory or to a stream */
#include "data/base/sink.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256

/* Only ever set. It decides whether there is a result, never what the result is. */
static atomic_bool lost;

static void run_short(uc_sink *sink)
{
    sink->status = UC_ENOMEM;
    atomic_store(&lost, true);
}

bool uc_sink_lost(void)
{
    return atomic_load(&lost);
}

void uc_sink_memory(uc_sink *sink)
{
    *sink = (uc_sink){0};
}

void uc_sink_stream(uc_sink *sink, FILE *stream)
{
    *sink = (uc_sink){.stream = stream};
}

void uc_sink_clear(uc_sink *sink)
{
    free(sink->text);
    *sink = (uc_sink){0};
}

/* Makes room for `extra` more bytes and the final NUL. */
static bool reserve(uc_sink *sink, size_t extra)
{
    size_t capacity = sink->capacity != 0 ? sink->capacity : FIRST_CAPACITY;
    char *text;

    if (extra >= SIZE_MAX / 2 - sink->len)
        return false;
    while (capacity < sink->len + extra + 1)
        capacity *= 2;
    if (capacity == sink->capacity)
        return true;
    text = realloc(sink->text, capacity);
    if (text == NULL)
        return false;
    sink->text = text;
    sink->capacity = capacity;
    return true;
}

void uc_sink_write(uc_sink *sink, const void *bytes, size_t len)
{
    if (sink->status != UC_OK || len == 0)
        return;
    if (sink->stream != NULL) {
        if (fwrite(bytes, 1, len, sink->stream) != len)
            sink->status = UC_EIO;
    } else if (!reserve(sink, len)) {
        run_short(sink);
    } else {
        memcpy(sink->text + sink->len, bytes, len);
        sink->text[sink->len + len] = '\0';
    }
    if (sink->status == UC_OK)
        sink->len += len;
}

void uc_sink_puts(uc_sink *sink, const char *text)
{
    uc_sink_write(sink, text, strlen(text));
}

void uc_sink_putc(uc_sink *sink, char c)
{
    uc_sink_write(sink, &c, 1);
}

void uc_sink_printf(uc_sink *sink, const char *fmt, ...)
{
    char small[256], *text = small;
    va_list args;
    int len;

    if (sink->status != UC_OK)
        return;
    va_start(args, fmt);
    len = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    if (len < 0) {
        sink->status = UC_EIO;
        return;
    }
    if ((size_t)len >= sizeof small) {
        text = malloc((size_t)len + 1);
        if (text == NULL) {
            run_short(sink);
            return;
        }
        va_start(args, fmt);
        (void)vsnprintf(text, (size_t)len + 1, fmt, args);
        va_end(args);
    }
    uc_sink_write(sink, text, (size_t)len);
    if (text != small)
        free(text);
}

void uc_sink_repeat(uc_sink *sink, const char *text, size_t count)
{
    for (size_t i = 0; i < count && sink->status == UC_OK; i++)
        uc_sink_puts(sink, text);
}

char *uc_sink_take(uc_sink *sink)
{
    char *text = NULL;

    if (sink->status == UC_OK && !reserve(sink, 0))
        run_short(sink);
    if (sink->status == UC_OK) {
        /* Texts that are taken are kept, so they give back the room they grew into. */
        text = realloc(sink->text, sink->len + 1);
        if (text == NULL)
            text = sink->text;
        text[sink->len] = '\0';
        sink->text = NULL;
    }
    uc_sink_clear(sink);
    return text;
}

uc_status uc_sink_finish(uc_sink *sink, uc_error *err)
{
    if (sink->status == UC_OK && sink->stream != NULL && fflush(sink->stream) != 0)
        sink->status = UC_EIO;
    if (sink->status == UC_EIO)
        return uc_fail(err, UC_EIO, "output could not be written");
    if (sink->status != UC_OK)
        return uc_fail(err, sink->status, "out of memory while writing");
    return UC_OK;
}
