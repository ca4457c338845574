/** @file memory_limit.h
 * How much memory the process may take.
 *
 * The limit is the system's (RLIMIT_DATA): whatever asks for more, a library too, gets
 * none, and the command ends with a message instead of bringing the machine down.
 */
#ifndef UC_MEMORY_LIMIT_H
#define UC_MEMORY_LIMIT_H

#include "data/base/status.h"
#include "pipeline/options.h"

/** Limits this process to 75 % of the machine, or of the control group it runs in. A
 * limit that is lower already stays. */
void uc_memory_limit_default(void);

/** Reads --max-memory: bytes, with K, M, G or T, or a share of the machine as 50%. */
uc_option_reader uc_read_max_memory;

/** Says after a lack of memory what the limit is. */
void uc_memory_limit_explain(void);

#endif
