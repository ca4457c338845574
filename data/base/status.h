/** @file status.h
 * Result codes and error detail shared by every module.
 *
 * An error says that we could not do what was asked. A finding about the data
 * (no finite estimate, too few lists) is never one: it is an outcome in the result.
 */
#ifndef UC_STATUS_H
#define UC_STATUS_H

#include <stddef.h>

typedef enum uc_status {
    UC_OK = 0,
    UC_EINVAL,    /* the caller broke the contract of the function         */
    UC_EUSAGE,    /* the command line is wrong                             */
    UC_ECONFIG,   /* the run file is wrong; see path, line, column         */
    UC_EDATA,     /* an input file breaks its schema; see path, line, col  */
    UC_ENOINPUT,  /* an input file cannot be opened                        */
    UC_ECREATE,   /* an output file or folder cannot be created            */
    UC_EIO,       /* read, write, sync or close failed                     */
    UC_ENOMEM,    /* allocation failed                                     */
    UC_ENUMERIC,  /* arithmetic failed in a way the model cannot explain   */
    UC_ELOCKED,   /* another process holds what we need                    */
    UC_ECANCELED, /* stopped on request, by the caller's cancel token      */
    UC_N_STATUS   /* count of codes; keep last                             */
} uc_status;

#define UC_ERROR_PATH 256
#define UC_ERROR_MSG  512

typedef struct uc_error {
    uc_status code;
    char path[UC_ERROR_PATH]; /* input file, or "" */
    size_t line;              /* 1-based, 0 if not about a line */
    size_t column;            /* 1-based field number, 0 if not about a field */
    char msg[UC_ERROR_MSG];   /* lower case, no final period, quotes the value */
} uc_error;

#define UC_MUST_CHECK __attribute__((warn_unused_result))
#if defined(__GNUC__)
#define UC_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define UC_PRINTF(fmt, args)
#endif
/** Marks what libundercount.so exports; everything else stays hidden. */
#define UC_API __attribute__((visibility("default")))

/** Returns a static description of `code`; never NULL. Do not free. */
UC_API const char *uc_strstatus(uc_status code);

/** Fills `err` (may be NULL) and returns `code`, so callers can `return` it. */
uc_status uc_fail(uc_error *err, uc_status code, const char *fmt, ...)
    UC_PRINTF(3, 4) UC_MUST_CHECK;

/** As uc_fail(), with a place in an input file. `path` may be NULL. */
uc_status uc_fail_at(uc_error *err, uc_status code, const char *path, size_t line,
                     size_t column, const char *fmt, ...) UC_PRINTF(6, 7) UC_MUST_CHECK;

#ifdef __clang_analyzer__
/* The analyser sees one source at a time: it learns here that a failure is one. */
#define uc_fail(err, code, ...)    ((void)!uc_fail(err, code, __VA_ARGS__), (code))
#define uc_fail_at(err, code, ...) ((void)!uc_fail_at(err, code, __VA_ARGS__), (code))
#endif

#endif
