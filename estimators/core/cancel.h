/** @file cancel.h
 * The cancel token: a flag that a signal handler sets and long loops poll.
 */
#ifndef UC_CANCEL_H
#define UC_CANCEL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

typedef const volatile sig_atomic_t uc_cancel;

/** True when the token (NULL: none) has been set. */
static inline bool uc_cancelled(uc_cancel *cancel)
{
    return cancel != NULL && *cancel != 0;
}

#endif
