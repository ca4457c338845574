/** @file one_by_one.h
 * Publishing file by file, where two folders cannot change places.
 */
#ifndef UC_ONE_BY_ONE_H
#define UC_ONE_BY_ONE_H

#include "data/base/status.h"
#include "pipeline/keep/publish.h"

/** Replaces the files of the output folder, run.json last. Everything is written and
 * synced under other names before the first file is replaced; when replacing fails,
 * what was replaced is put back.
 * @return UC_OK; UC_ECREATE; UC_EIO; UC_ENOMEM. */
uc_status uc_publish_one_by_one(const uc_publication *publication,
                                uc_error *err) UC_MUST_CHECK;

#endif
