/** @file message.h
 * What the program says on standard error, and the exit code that goes with it.
 */
#ifndef UC_MESSAGE_H
#define UC_MESSAGE_H

#include <jansson.h>
#include <stdbool.h>

#include "data/base/faults.h"
#include "data/base/status.h"

/** Priorities, numbered as syslog and the journal do. */
typedef enum uc_log_level {
    UC_LOG_ERROR = 3,
    UC_LOG_WARNING = 4,
    UC_LOG_NOTICE = 5,
    UC_LOG_INFO = 6 /* steps that went well; --quiet leaves them out */
} uc_log_level;

typedef enum uc_log_format {
    UC_LOG_HUMAN,  /* "undercount: message" */
    UC_LOG_JSON,   /* one object a line: time, level, event, message, and more */
    UC_LOG_JOURNAL /* "<6>message": what systemd's journal takes as a priority */
} uc_log_format;

/** Says how the lines look. Until then they are for people, or for the journal when
 * standard error is connected to it. @param quiet  Leave UC_LOG_INFO out. */
void uc_log_set_format(uc_log_format format);
void uc_log_set_quiet(bool quiet);

/** The format in use. */
uc_log_format uc_log_format_now(void);

/** Uses the journal's format when standard error is connected to the journal. */
void uc_log_detect_journal(void);

/** Says one line. @param event  Word for programs that read the log: "publish". */
void uc_log_line(uc_log_level level, const char *event, const char *fmt, ...)
    UC_PRINTF(3, 4);

/** As uc_log_line(), with more fields for the JSON format; an object, stolen, or NULL.
 */
void uc_log_fields(uc_log_level level, const char *event, json_t *fields,
                   const char *fmt, ...) UC_PRINTF(4, 5);

/** Prints "undercount: <path:line:column: ><message>". */
void uc_message_error(const uc_error *err);

/** Prints "undercount: <message>"; for notes and warnings. */
void uc_message(const char *fmt, ...) UC_PRINTF(1, 2);

/** Prints every kept fault, sorted by file (in order of first mention), line and
 * column, then how many there are in how many files. Prints nothing when there is none.
 * @return the exit code: 0 without faults. */
int uc_message_faults(const uc_faults *faults);

/** Prints the error, and for a wrong command line where help is.
 * @param command  Name for the hint, or NULL. @return the exit code of the error. */
int uc_message_failure(const uc_error *err, const char *command);

#endif
