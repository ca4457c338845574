/* status.c - result codes and error detail */
#include "data/base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#undef uc_fail /* see the header */
#undef uc_fail_at

static const char *const descriptions[UC_N_STATUS] = {
    [UC_OK] = "done",
    [UC_EINVAL] = "invalid argument",
    [UC_EUSAGE] = "wrong command line",
    [UC_ECONFIG] = "wrong run file",
    [UC_EDATA] = "invalid input data",
    [UC_ENOINPUT] = "input cannot be opened",
    [UC_ECREATE] = "output cannot be created",
    [UC_EIO] = "input or output failed",
    [UC_ENOMEM] = "out of memory",
    [UC_ENUMERIC] = "arithmetic failed",
    [UC_ELOCKED] = "held by another run",
    [UC_ECANCELED] = "stopped on request",
};

const char *uc_strstatus(uc_status code)
{
    if ((unsigned)code >= UC_N_STATUS)
        return "unknown status";
    return descriptions[code];
}

static void fill(uc_error *err, uc_status code, const char *path, size_t line,
                 size_t column)
{
    err->code = code;
    err->line = line;
    err->column = column;
    (void)snprintf(err->path, sizeof err->path, "%s", path != NULL ? path : "");
}

uc_status uc_fail(uc_error *err, uc_status code, const char *fmt, ...)
{
    va_list args;

    if (err == NULL)
        return code;
    fill(err, code, NULL, 0, 0);
    va_start(args, fmt);
    (void)vsnprintf(err->msg, sizeof err->msg, fmt, args);
    va_end(args);
    return code;
}

uc_status uc_fail_at(uc_error *err, uc_status code, const char *path, size_t line,
                     size_t column, const char *fmt, ...)
{
    va_list args;

    if (err == NULL)
        return code;
    fill(err, code, path, line, column);
    va_start(args, fmt);
    (void)vsnprintf(err->msg, sizeof err->msg, fmt, args);
    va_end(args);
    return code;
}
