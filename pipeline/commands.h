/** @file commands.h
 * The commands: one table drives dispatch, usage, --help and the man page.
 */
#ifndef UC_COMMANDS_H
#define UC_COMMANDS_H

#include <stddef.h>

#include "data/base/sink.h"
#include "pipeline/options.h"

#ifndef UC_VERSION
#define UC_VERSION "0.0.0"
#endif

extern const uc_command uc_command_run;
extern const uc_command uc_command_estimate;
extern const uc_command uc_command_check;
extern const uc_command uc_command_gap;
extern const uc_command uc_command_survey;
extern const uc_command uc_command_covariates;
extern const uc_command uc_command_doubly;
extern const uc_command uc_command_repeated;
extern const uc_command uc_command_combine;
extern const uc_command uc_command_scaleup;
extern const uc_command uc_command_rds;
extern const uc_command uc_command_disclose;
extern const uc_command uc_command_tabulate;
extern const uc_command uc_command_pseudonymise;
extern const uc_command uc_command_merge;
extern const uc_command uc_command_sensitivity;
extern const uc_command uc_command_fit;
extern const uc_command uc_command_simulate;
extern const uc_command uc_command_reproduce;
extern const uc_command uc_command_methods;
extern const uc_command uc_command_cite;
extern const uc_command uc_command_data;
extern const uc_command uc_command_init;
extern const uc_command uc_command_check_config;
extern const uc_command uc_command_history;
extern const uc_command uc_command_verify;
extern const uc_command uc_command_help;
extern const uc_command uc_command_version;

/** All commands in the order of the usage text. */
const uc_command *const *uc_commands(size_t *n_commands);

/** Returns the command of this name, or NULL. */
const uc_command *uc_commands_find(const char *name);

/** Reports an unknown command with advice on standard error; returns the exit code. */
int uc_commands_unknown(const char *name);

/** Writes the list of commands. */
void uc_commands_write_usage(uc_sink *out);

/** Writes the whole man page in scdoc. */
void uc_commands_write_man(uc_sink *out);

/** Prints a command's help on standard output; returns the exit code. */
int uc_commands_print_help(const uc_command *command);

/** Writes the sink to standard output, clears it, and returns the exit code. */
int uc_commands_print(uc_sink *sink);

#endif
