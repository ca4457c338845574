/** @file run_sections.h
 * The sections of a run file, each with its own grammar. Captures are read before what
 * names them. What is wrong is added to the reader's faults.
 */
#ifndef UC_RUN_SECTIONS_H
#define UC_RUN_SECTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/run_file.h"
#include "pipeline/run_keys.h"
#include "pipeline/yaml_tree.h"

/** Read a section into the reader's run file; `field` is not used. */
void uc_run_read_captures(uc_run_reader *reader, const uc_yaml_node *node, void *field);
void uc_run_read_surveys(uc_run_reader *reader, const uc_yaml_node *node, void *field);
void uc_run_read_scaleups(uc_run_reader *reader, const uc_yaml_node *node, void *field);
void uc_run_read_rds(uc_run_reader *reader, const uc_yaml_node *node, void *field);
void uc_run_read_estimates(uc_run_reader *reader, const uc_yaml_node *node,
                           void *field);
void uc_run_read_compares(uc_run_reader *reader, const uc_yaml_node *node, void *field);
void uc_run_read_publish(uc_run_reader *reader, const uc_yaml_node *node, void *field);

void uc_run_publication_clear(uc_run_publication *publish);

/** Read what follows from comparisons; the field is a uc_run_regions, and none. */
void uc_run_read_regions(uc_run_reader *reader, const uc_yaml_node *node, void *field);
void uc_run_read_syntheses(uc_run_reader *reader, const uc_yaml_node *node,
                           void *field);
void uc_run_read_cascade(uc_run_reader *reader, const uc_yaml_node *node, void *field);

void uc_run_read_checklist(uc_run_reader *reader, const uc_yaml_node *node,
                           void *field);

/** Reads "suppress below"; the field is a size_t. */
void uc_run_read_below(uc_run_reader *reader, const uc_yaml_node *node, void *field);
void uc_run_clear_analysis(uc_run_file *run);

/** Read a cache setting into a uc_run_cache, thresholds into a uc_run_thresholds. */
void uc_run_read_cache(uc_run_reader *reader, const uc_yaml_node *node, void *field);
void uc_run_read_thresholds(uc_run_reader *reader, const uc_yaml_node *node,
                            void *field);

/** Adds a fault for thresholds that have nothing to compare with. */
void uc_run_check_keeping(uc_run_reader *reader);

/** Reads "any list", "list NAME" or a mapping of counts into a uc_run_identified. */
void uc_run_read_identified(uc_run_reader *reader, const uc_yaml_node *node,
                            void *field);

/** Releases the surveys of a run file. */
void uc_run_surveys_clear(uc_run_file *run);

/** Finds a capture by the name in `node`; false, with a fault that gives advice, when
 * there is none. @param index Set to its place when found. */
bool uc_run_find_capture(uc_run_reader *reader, const uc_yaml_node *node,
                         size_t *index);

/** Reads one estimation setting, a value or a list of values. */
void uc_run_read_setting(uc_run_reader *reader, const uc_yaml_node *node,
                         const uc_setting *setting, uc_mse_settings *settings);

#endif
