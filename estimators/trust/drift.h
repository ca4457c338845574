/** @file drift.h
 * Whether capture histories change over time: a closed population with steady lists has
 * the same histories in every period.
 */
#ifndef UC_DRIFT_H
#define UC_DRIFT_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/core/cancel.h"

/** One test: do the shares differ between periods? */
typedef struct uc_drift_test {
    double statistic; /* likelihood ratio, 2 sum n log(n / expected) */
    double p;         /* (1 + replicates as extreme) / (1 + n_boot); NAN without */
    double error;     /* Monte-Carlo standard error of p */
} uc_drift_test;

typedef struct uc_drift {
    size_t n_periods, n_lists, n_boot;
    uc_drift_test histories; /* all histories together */
    uc_drift_test *list;     /* n_lists: on the list or not; owned */
} uc_drift;

/** Compares the periods, p values by drawing each period's people from all of them.
 * @param tables  n_periods of as many lists; those without people do not count.
 * @param drift   Set on UC_OK; uc_drift_clear() it.
 * @return UC_OK; UC_EINVAL no people, or lists differ; UC_ENOMEM; UC_ECANCELED. Cost a
 *         random number a person and replicate. */
uc_status uc_drift_of(const uc_capture_table *const tables[], size_t n_periods,
                      size_t n_boot, uint64_t seed, uint64_t key, uc_cancel *cancel,
                      uc_drift *drift, uc_error *err) UC_MUST_CHECK;

void uc_drift_clear(uc_drift *drift);

#endif
