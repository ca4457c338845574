/** @file table_options.h
 * Options of the commands that read one capture table: its columns and the methods.
 */
#ifndef UC_TABLE_OPTIONS_H
#define UC_TABLE_OPTIONS_H

#include "data/capture_table.h"
#include "data/cases/case_rules.h"
#include "estimators/registry.h"
#include "pipeline/common_options.h"

#define UC_MAX_METHODS 64

/** First member of the options of a command that uses the readers below. */
typedef struct uc_table_options {
    uc_common_options common; /* first: the shared readers write here */
    uc_names lists, by, yes, no;
    const char *count;
    const char *batch;   /* column, or NULL */
    uc_case_words zeros; /* structural zeros */
    const uc_method *method[UC_MAX_METHODS];
    size_t n_methods;
} uc_table_options;

uc_option_reader uc_read_lists, uc_read_by, uc_read_yes, uc_read_no, uc_read_count,
    uc_read_method, uc_read_zero;

#define UC_OPTIONS_TABLE                                                               \
    {.name = "lists",                                                                  \
     .value = "A,B,C",                                                                 \
     .help = "columns that are lists, in this order (default: every 0/1 column)",      \
     .read = uc_read_lists},                                                           \
        {.name = "structural-zero",                                                    \
         .value = "LISTS",                                                             \
         .help = "histories nobody can have: A+B, 'A where period=2013', 'only A+B'",  \
         .repeatable = true,                                                           \
         .read = uc_read_zero},                                                        \
        {.name = "count",                                                              \
         .value = "COL",                                                               \
         .help = "column with the number of persons (default: count, n, freq, "        \
                 "frequency)",                                                         \
         .read = uc_read_count},                                                       \
        {.name = "yes",                                                                \
         .value = "WORD[,WORD]",                                                       \
         .help = "words that mean 1 in a list column",                                 \
         .read = uc_read_yes},                                                         \
    {                                                                                  \
        .name = "no", .value = "WORD[,WORD]",                                          \
        .help = "words that mean 0 in a list column", .read = uc_read_no               \
    }
#define UC_OPTION_METHOD                                                               \
    {                                                                                  \
        .name = "method", .short_name = 'm', .value = "NAME[,NAME]",                   \
        .help = "estimation methods (default bic); 'undercount methods' lists them",   \
        .read = uc_read_method                                                         \
    }

/** Names a column in --by and in --lists? @return UC_OK or UC_EUSAGE. */
uc_status uc_check_columns(const uc_table_options *options,
                           uc_error *err) UC_MUST_CHECK;

/** Reads the table; faults are printed, and *code tells what they were.
 * @return UC_OK also then. */
uc_status uc_read_table(const uc_table_options *options, const char *path,
                        uc_capture_set *set, int *code, uc_error *err) UC_MUST_CHECK;

/** Releases what the readers keep. */
void uc_table_options_clear(uc_table_options *options);

#endif
