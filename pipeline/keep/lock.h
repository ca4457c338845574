/** @file lock.h
 * One run at a time for one output folder.
 *
 * The lock is flock() on a file beside the folder, so that it ends with the process
 * that holds it, however that ends. The file says who holds it and goes away with the
 * lock.
 */
#ifndef UC_LOCK_H
#define UC_LOCK_H

#include "data/base/status.h"

typedef struct uc_lock uc_lock;

/** Takes the lock without waiting.
 * @param path  The file; its folder exists.
 * @param what  What the run does, for those who find the lock held: the run file.
 * @return UC_OK; UC_ELOCKED another process has it, which the message names; UC_ECREATE
 *         the file cannot be made; UC_EIO; UC_ENOMEM. */
uc_status uc_lock_take(const char *path, const char *what, uc_lock **lock,
                       uc_error *err) UC_MUST_CHECK;

/** Releases the lock and removes its file; NULL is allowed. */
void uc_lock_release(uc_lock *lock);

#endif
