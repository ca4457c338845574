/** @file exit_code.h
 * Exit codes of the program, in one place.
 */
#ifndef UC_EXIT_CODE_H
#define UC_EXIT_CODE_H

#include "data/base/status.h"

enum {
    UC_EXIT_OK = 0,
    UC_EXIT_STRICT = 3,    /* --strict, and a stratum has no estimate */
    UC_EXIT_STOPPED = 4,   /* a threshold or a warning made an error: not published */
    UC_EXIT_USAGE = 64,    /* wrong command line */
    UC_EXIT_DATA = 65,     /* bad input data, an empty file too */
    UC_EXIT_NOINPUT = 66,  /* an input cannot be opened */
    UC_EXIT_SOFTWARE = 70, /* internal fault, memory included */
    UC_EXIT_CREATE = 73,   /* an output cannot be created */
    UC_EXIT_IO = 74,       /* reading or writing failed */
    UC_EXIT_LOCKED = 75,   /* another run holds the lock */
    UC_EXIT_CONFIG = 78,   /* bad run file */
    UC_EXIT_SIGNAL = 130   /* stopped by a signal */
};

/** Returns the exit code for a status. */
int uc_exit_code(uc_status status);

#endif
