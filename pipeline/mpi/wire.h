/** @file wire.h
 * Items of a batch as bytes, so that another rank can do their tasks.
 */
#ifndef UC_WIRE_H
#define UC_WIRE_H

#include <stddef.h>

#include "data/base/sink.h"
#include "estimators/mse/batch.h"

/** Items rebuilt from bytes; everything is owned. */
typedef struct uc_wire_items {
    uc_batch_item *item;
    uc_capture_table *table;
    uc_mse_settings *settings;
    uc_capture_table **versions; /* of each item; owned */
    size_t n;
} uc_wire_items;

/** Writes the items. Settings that have their default are left out. */
void uc_wire_write(const uc_batch_item items[], size_t n_items, uc_sink *out);

/** Rebuilds items. @return UC_OK; UC_EDATA the bytes are not what uc_wire_write()
 * writes in this version; UC_ENOMEM. */
uc_status uc_wire_read(const unsigned char *bytes, size_t len, uc_wire_items *items,
                       uc_error *err) UC_MUST_CHECK;

void uc_wire_clear(uc_wire_items *items);

#endif
