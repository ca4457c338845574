/** @file place.h
 * The output folder and what lies beside it, all on one file system.
 *
 * For a folder NAME these are .NAME.lock (who is at work), .NAME.cache (finished parts,
 * for the next run), .NAME.replicates (of a run that has not ended) and .NAME.new (the
 * next set while it is built).
 */
#ifndef UC_PLACE_H
#define UC_PLACE_H

#include "data/base/status.h"

typedef struct uc_place {
    char *folder; /* without slashes at its end */
    char *parent;
    char *lock, *cache, *replicates, *fresh;
} uc_place;

/** Names the places. @param place  uc_place_clear() it, also on failure.
 * @return UC_OK; UC_ECREATE the folder has no name of its own ("/", ".", "..");
 * UC_ENOMEM.
 */
uc_status uc_place_of(const char *folder, uc_place *place, uc_error *err) UC_MUST_CHECK;

void uc_place_clear(uc_place *place);

#endif
