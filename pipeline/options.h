/** @file options.h
 * One table per command drives parsing, --help and the man page.
 *
 * Options are --name value, --name=value, -n value and flags; "--" ends them; "-" is an
 * operand. A command that estimates takes the settings of uc_mse_settings_table() too.
 */
#ifndef UC_OPTIONS_H
#define UC_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/sink.h"
#include "data/base/status.h"
#include "estimators/core/cancel.h"
#include "estimators/mse/settings.h"

/** Reads the text of one option into the command's own struct. A flag gets NULL. */
typedef uc_status uc_option_reader(void *target, const char *text, uc_error *err);

typedef struct uc_option {
    const char *name;  /* without hyphens */
    char short_name;   /* or 0 */
    const char *value; /* placeholder; NULL: a flag */
    const char *help;  /* one line */
    bool repeatable;
    bool neutral; /* cannot change results: left out of the recorded command */
    uc_option_reader *read;
} uc_option;

struct uc_command;

/** What the command line says, after parsing. */
typedef struct uc_args {
    const struct uc_command *command;
    const char **operand; /* borrowed from argv */
    size_t n_operands;
    char **recorded; /* the command for reports: name, operands, options that matter */
    size_t n_recorded;
    bool help; /* --help was given; nothing else was checked */
} uc_args;

typedef int uc_command_fn(int argc, char **argv, uc_cancel *cancel);

typedef struct uc_command {
    const char *name;
    const char *operands; /* in usage: "FILE", "[list|show NAME|export NAME]", "" */
    const char *summary;  /* one line, no final period */
    const char *details;  /* paragraphs for --help and the man page, or NULL */
    const uc_option *options;
    size_t n_options;
    bool estimates; /* takes the estimation settings */
    size_t min_operands, max_operands;
    uc_command_fn *run;
} uc_command;

/** Parses argv[1..] (argv[0] is the command's name).
 *
 * @param target    The command's own struct, given to the readers.
 * @param settings  Estimation settings, for a command that estimates; else NULL.
 * @param args      Set on UC_OK, also when help was asked for; uc_args_clear() it.
 * @return UC_OK; UC_EUSAGE with what was found, what is allowed and a suggestion;
 *         UC_ENOMEM. */
uc_status uc_options_parse(const uc_command *command, int argc, char **argv,
                           void *target, uc_mse_settings *settings, uc_args *args,
                           uc_error *err) UC_MUST_CHECK;

void uc_args_clear(uc_args *args);

/** The options that every command has. */
const uc_option *uc_options_common(size_t *n_options);

/** Writes what --help prints. */
void uc_options_write_help(const uc_command *command, uc_sink *out);

/** Writes the command's section of the man page in scdoc. */
void uc_options_write_man(const uc_command *command, uc_sink *out);

/** Splits "a,b,c" at commas; blanks around parts are dropped.
 * @param parts  Set on UC_OK to *n_parts owned strings; uc_free_strings().
 * @return UC_OK; UC_EUSAGE an empty part; UC_ENOMEM. */
uc_status uc_split_commas(const char *text, char ***parts, size_t *n_parts,
                          uc_error *err) UC_MUST_CHECK;

void uc_free_strings(char **strings, size_t n_strings);

#endif
