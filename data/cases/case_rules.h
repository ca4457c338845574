/** @file case_rules.h
 * What the columns of case and list files mean: lists, strata, keys, filters, stages.
 *
 * The rules come from a run file, a profile or the command line; here they are plain
 * texts, and the reader of cases is driven by them alone.
 */
#ifndef UC_CASE_RULES_H
#define UC_CASE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "data/cases/date.h"

/** The value of a stratum that is blank or declared unknown: a value like any other. */
#define UC_CASE_UNKNOWN "unknown"
/** The value of a cell with several values where only one is of use. */
#define UC_CASE_SEVERAL "several"

#define UC_CASE_MAX_STRATA  16
#define UC_CASE_MAX_STAGES  16
#define UC_CASE_MAX_PASSES  8
#define UC_CASE_MAX_FIELDS  10
#define UC_CASE_COMMON_ROWS 100 /* a key on more rows is none, unless declared */

/** Texts; owned. */
typedef struct uc_case_words {
    char **word;
    size_t n;
} uc_case_words;

typedef enum uc_case_kind { UC_CASE_TEXT, UC_CASE_AGE, UC_CASE_PERIOD } uc_case_kind;

typedef enum uc_case_unit {
    UC_CASE_YEAR,
    UC_CASE_QUARTER,
    UC_CASE_MONTH,
    UC_CASE_CUTS /* periods between declared dates */
} uc_case_unit;

/** One thing known of a case, by the name that strata use. */
typedef struct uc_case_variable {
    char *name;
    char *column; /* in the files; NULL: the name */
    uc_case_kind kind;
    uc_case_unit unit; /* of periods */
    int32_t *cut;      /* ascending: first age, or first day, of each group; owned */
    size_t n_cuts;
    uc_case_words from, to; /* values as written and as wanted; "*": any other */
    uc_case_words values;   /* the values allowed; none: any */
    char *separator;        /* between several values of a cell; NULL: it has one */
} uc_case_variable;

/** Rows are cases only where the column has one of the values. */
typedef struct uc_case_filter {
    char *column;
    uc_case_words values;
} uc_case_filter;

/** How far a case went: a 0/1 column. */
typedef struct uc_case_stage {
    char *name, *column; /* column NULL: the name */
} uc_case_stage;

/** What to do when rows of one person disagree on a stratum. */
typedef enum uc_case_conflict {
    UC_CASE_CONFLICT_NONE, /* no rule: a fault */
    UC_CASE_CONFLICT_FIRST,
    UC_CASE_CONFLICT_LATEST, /* by the date column */
    UC_CASE_CONFLICT_MAJORITY,
    UC_CASE_CONFLICT_UNKNOWN
} uc_case_conflict;

/** How two values of a field are compared in probabilistic linkage. */
typedef enum uc_case_compare {
    UC_CASE_EXACT,
    UC_CASE_NAME, /* Jaro-Winkler */
    UC_CASE_DATE,
    UC_CASE_BLOOM /* Dice coefficient of encodings of bigrams; see pseudonym.h */
} uc_case_compare;

typedef struct uc_case_field {
    char *column;
    uc_case_compare compare;
} uc_case_field;

/** A part of a block: the first characters of a column (0: all), or the year of a
 * date. */
typedef struct uc_case_block_part {
    char *column;
    size_t n_chars;
    bool year;
} uc_case_block_part;

typedef struct uc_case_block {
    uc_case_block_part *part;
    size_t n_parts;
} uc_case_block;

typedef struct uc_case_rules {
    uc_case_variable *variable;
    size_t n_variables;
    uc_case_words lists; /* 0/1 columns, or the names that the list column may have */
    char *list_column;   /* one column of list names; NULL: 0/1 columns */
    char *separator;     /* between names in it; NULL: one name a row */
    uc_case_words yes, no, unknown;
    uc_case_words by;
    uc_case_filter *filter;
    size_t n_filters;
    uc_case_words pass[UC_CASE_MAX_PASSES]; /* columns that make up a key, in turn */
    size_t n_passes;
    size_t common_rows; /* a key on more rows is none; 0: UC_CASE_COMMON_ROWS */
    uc_case_conflict conflict;
    char *date; /* column that tells the latest row */
    uc_date_order date_order;
    bool leave_out_unlisted; /* rows on no list; else they are faults */
    uc_case_stage *stage;
    size_t n_stages;
    char *identified;                        /* rule over the stages; NULL: none */
    uc_case_field field[UC_CASE_MAX_FIELDS]; /* compared by probability */
    size_t n_fields;
    uc_case_block block[UC_CASE_MAX_PASSES];
    size_t n_blocks;
    uc_case_words zeros; /* structural zeros; see structural_zeros.h */
    char *warning;       /* that a profile prints with every table */
} uc_case_rules;

/** Releases everything; zeroed rules are allowed. */
void uc_case_rules_clear(uc_case_rules *rules);

/** Adds a word; false when memory is short. */
bool uc_case_words_add(uc_case_words *words, const char *word);
void uc_case_words_clear(uc_case_words *words);

/** Index of a word, or words->n. */
size_t uc_case_words_find(const uc_case_words *words, const char *text, size_t len);

/** Finds the variable, adding it when there is none; NULL when memory is short. Good
 * until the next one is added. */
uc_case_variable *uc_case_rules_variable(uc_case_rules *rules, const char *name);

/** Finds the variable, or NULL. */
const uc_case_variable *uc_case_rules_find(const uc_case_rules *rules,
                                           const char *name);

/** Adds an empty filter or stage; NULL when memory is short. */
uc_case_filter *uc_case_rules_filter(uc_case_rules *rules, const char *column);
uc_case_stage *uc_case_rules_stage(uc_case_rules *rules, const char *name);

/** Adds a part to the last block: "name", "name:2" (its first characters) or
 * "born:year". @return UC_OK; UC_EINVAL; UC_ENOMEM. */
uc_status uc_case_block_add(uc_case_block *block, const char *text,
                            uc_error *err) UC_MUST_CHECK;

/** Says what is wrong with the rules as a whole: conflicts that need a date, rules that
 * name no stage, lists named twice.
 * @return UC_OK; UC_EINVAL with the first fault in `err`. */
uc_status uc_case_rules_check(const uc_case_rules *rules, uc_error *err) UC_MUST_CHECK;

#endif
