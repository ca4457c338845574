/** @file sensitivity.h
 * How far a number can be trusted, as tables and in plain words.
 */
#ifndef UC_TABLES_SENSITIVITY_H
#define UC_TABLES_SENSITIVITY_H

#include "data/base/sink.h"
#include "data/capture_table.h"
#include "estimators/trust/sensitivity.h"
#include "reports/table.h"

/** Everything in one table, for programs: a row for every estimate. */
void uc_sensitivity_table(const uc_sensitivity *found, uc_table *table);

/** The rows of one kind, for people. @return how many there are. */
size_t uc_sensitivity_kind_table(const uc_sensitivity *found, uc_sensitivity_kind kind,
                                 uc_table *table);

/** The farthest row of every kind, those that move the answer most first. */
void uc_sensitivity_ranking_table(const uc_sensitivity *found, uc_table *table);

/** Lists estimated from the others, beside their known sizes; then one row a method. */
void uc_consistency_table(const uc_sensitivity *found, const uc_capture_set *set,
                          uc_table *table);
void uc_consistency_summary_table(const uc_sensitivity *found, uint64_t minimum,
                                  uc_table *table);

/** One sentence on what moves the answer most, without final period; for the short form
 * in every report too. */
void uc_sensitivity_write_sentence(const uc_sensitivity *found, uc_sink *out);

/** The summary in plain words, a sentence each: free each and the array.
 * @return UC_OK or UC_ENOMEM. */
uc_status uc_sensitivity_sentences(const uc_sensitivity *found, uint64_t minimum,
                                   char ***sentence, size_t *n,
                                   uc_error *err) UC_MUST_CHECK;

#endif
