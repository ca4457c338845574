/** @file case_keys.h
 * Keys of case and list files, in a run file and in a profile.
 */
#ifndef UC_CASE_KEYS_H
#define UC_CASE_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/cases/case_source.h"
#include "pipeline/run_keys.h"
#include "pipeline/yaml_tree.h"

/** Whether a key belongs to case files. */
bool uc_case_key_known(const char *key);

/** Names of the keys of case files, for advice. @return their number. */
size_t uc_case_key_names(bool of_profile, const char *names[], size_t room);

/** Reads one key of a mapping into the source; faults are added. */
void uc_case_key_read(uc_run_reader *reader, const uc_yaml_node *mapping, size_t index,
                      uc_case_source *source);

/** Reads a profile: the name of one that the program carries, or a file. What the
 * source has already is replaced key by key.
 * @param at  Where the profile is named, for the faults; NULL: the command line. */
void uc_case_profile_read(uc_run_reader *reader, const uc_yaml_node *at,
                          const char *name, uc_case_source *source);

#endif
