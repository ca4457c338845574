/** @file keeping.h
 * What a run keeps around its work: the lock, the set that is there, the cache.
 */
#ifndef UC_KEEPING_H
#define UC_KEEPING_H

#include <stdbool.h>

#include "data/base/status.h"
#include "pipeline/common_options.h"
#include "pipeline/keep/lock.h"
#include "pipeline/keep/place.h"
#include "pipeline/keep/plan.h"
#include "pipeline/keep/set.h"
#include "pipeline/run_file.h"
#include "pipeline/stage_publish.h"

/** Zeroed: nothing. */
typedef struct uc_keeping {
    uc_place place;
    uc_lock *lock; /* NULL in a dry run */
    uc_plan plan;
    uc_published_set current; /* published now */
    bool exists;              /* there is an output folder */
    char key[UC_SHA256_HEX];  /* of this run, after uc_keeping_look() */
} uc_keeping;

/** Takes the lock, looks whether the output folder may be replaced, removes what a run
 * that did not end has left, and reads the cache. A dry run takes no lock and removes
 * nothing.
 * @param folder  Of the output.
 * @return UC_OK; UC_ELOCKED; UC_ECREATE; UC_EDATA; UC_EIO; UC_ENOMEM. */
uc_status uc_keeping_begin(uc_keeping *keeping, const uc_run_file *run,
                           const char *folder, const uc_common_options *options,
                           uc_error *err) UC_MUST_CHECK;

/** Compares what the report would be made of with what the published one was.
 * @param results  With the run and the ingest.
 * @param current  Set on UC_OK: the published set is what this run would make.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_keeping_look(uc_keeping *keeping, const uc_run_results *results,
                          bool *current, uc_error *err) UC_MUST_CHECK;

/** Writes the cache. A cache that cannot be written is a warning: the report is right
 * without it. */
void uc_keeping_save(uc_keeping *keeping);

/** Removes the replicates of a run that has ended. */
void uc_keeping_done(const uc_keeping *keeping);

/** Releases everything, the lock last. */
void uc_keeping_end(uc_keeping *keeping);

#endif
