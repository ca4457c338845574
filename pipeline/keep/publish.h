/** @file publish.h
 * Publishing a set: readers see the old set or the new one, whole.
 *
 * The new set is built in a folder beside the output, where unchanged files are linked,
 * not written again, and then the two folders change places in one step. Where a file
 * system cannot do that, files are replaced one by one, run.json last: until then its
 * hashes do not fit, which is how a reader can tell.
 */
#ifndef UC_PUBLISH_H
#define UC_PUBLISH_H

#include <stdbool.h>

#include "data/base/status.h"
#include "pipeline/keep/place.h"
#include "pipeline/keep/set.h"
#include "pipeline/stage_publish.h"

typedef struct uc_publication {
    const uc_place *place;    /* borrowed */
    uc_artefacts *artefacts;  /* borrowed; outcomes are filled in */
    uc_published_set current; /* that is there now; owned */
    bool exists;              /* there is an output folder */
    bool differs;             /* something is to be changed */
    bool one_by_one;          /* set by uc_publish_switch() */
} uc_publication;

/** Builds the new set beside the old one, complete and synced. Nothing is built when
 * nothing differs.
 * @param publication  uc_publish_end() it, also on failure.
 * @return UC_OK; UC_ECREATE; UC_EIO; UC_ENOMEM. */
uc_status uc_publish_build(const uc_place *place, uc_artefacts *artefacts,
                           uc_publication *publication, uc_error *err) UC_MUST_CHECK;

/** Puts the new set in the place of the old one.
 * @return UC_OK; UC_ECREATE and UC_EIO, and then the old set is as it was. */
uc_status uc_publish_switch(uc_publication *publication, uc_error *err) UC_MUST_CHECK;

/** Removes what was built and not switched, and releases. */
void uc_publish_end(uc_publication *publication);

#endif
