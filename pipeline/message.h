/** @file message.h
 * What the program says on standard error, and the exit code that goes with it.
 */
#ifndef UC_MESSAGE_H
#define UC_MESSAGE_H

#include "data/base/faults.h"
#include "data/base/status.h"

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
