/* commands.c - the command table */
#include "pipeline/commands.h"

#include <string.h>

#include "data/base/text.h"
#include "estimators/registry.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/output_file.h"

static const uc_command *const commands[] = {
    &uc_command_run,         &uc_command_estimate, &uc_command_survey,
    &uc_command_scaleup,     &uc_command_rds,      &uc_command_covariates,
    &uc_command_doubly,      &uc_command_repeated, &uc_command_combine,
    &uc_command_check,       &uc_command_tabulate, &uc_command_pseudonymise,
    &uc_command_gap,         &uc_command_disclose, &uc_command_merge,
    &uc_command_sensitivity, &uc_command_fit,      &uc_command_simulate,
    &uc_command_reproduce,   &uc_command_methods,  &uc_command_cite,
    &uc_command_data,        &uc_command_init,     &uc_command_check_config,
    &uc_command_history,     &uc_command_verify,   &uc_command_help,
    &uc_command_version,
};

#define N_COMMANDS (sizeof commands / sizeof commands[0])

const uc_command *const *uc_commands(size_t *n_commands)
{
    *n_commands = N_COMMANDS;
    return commands;
}

const uc_command *uc_commands_find(const char *name)
{
    size_t i;

    for (i = 0; i < N_COMMANDS; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

int uc_commands_unknown(const char *name)
{
    const char *names[N_COMMANDS], *near;
    char shown[128];
    size_t i;

    for (i = 0; i < N_COMMANDS; i++)
        names[i] = commands[i]->name;
    near = uc_text_nearest(name, names, N_COMMANDS);
    (void)uc_text_display(name, strlen(name), 60, shown, sizeof shown);
    if (near != NULL)
        uc_message("unknown command '%s'; did you mean '%s'?", shown, near);
    else
        uc_message("unknown command '%s'; 'undercount help' lists the commands", shown);
    return UC_EXIT_USAGE;
}

void uc_commands_write_usage(uc_sink *out)
{
    size_t i;

    uc_sink_puts(out,
                 "usage: undercount COMMAND [ARGUMENTS]\n\n"
                 "Estimates how many trafficked persons are never identified.\n\n");
    for (i = 0; i < N_COMMANDS; i++)
        uc_sink_printf(out, "  %-13s %s\n", commands[i]->name, commands[i]->summary);
    uc_sink_puts(out, "\n'undercount help COMMAND' tells more about one of them.\n");
}

static void man_escaped(const char *text, uc_sink *out)
{
    for (; *text != '\0'; text++) {
        if (strchr("\\_*#<>+~`", *text) != NULL)
            uc_sink_putc(out, '\\');
        uc_sink_putc(out, *text);
    }
}

static void man_settings(uc_sink *out)
{
    size_t n, i;
    const uc_setting *setting = uc_mse_settings_table(&n);

    uc_sink_puts(out, "# ESTIMATION SETTINGS\n\nIn a run file the same names, with "
                      "blanks for hyphens, are keys of an estimate.\n\n");
    for (i = 0; i < n; i++) {
        uc_sink_printf(out, "*--%s* ", setting[i].name);
        if (setting[i].value != NULL)
            man_escaped(setting[i].value, out);
        uc_sink_puts(out, "\n\t");
        man_escaped(setting[i].help, out);
        uc_sink_puts(out, " (");
        man_escaped(setting[i].allowed, out);
        uc_sink_puts(out, setting[i].default_text[0] != '\0' ? "; default " : "");
        man_escaped(setting[i].default_text, out);
        uc_sink_puts(out, ").\n\n");
    }
}

static void man_rows(const uc_method method[], size_t n, uc_sink *out)
{
    size_t i;

    for (i = 0; i < n; i++) {
        uc_sink_printf(out, "*%s*\n\t", method[i].name);
        man_escaped(method[i].summary, out);
        uc_sink_puts(out, " ");
        man_escaped(method[i].reference, out);
        uc_sink_puts(out, "\n\n");
    }
}

static void man_methods(uc_sink *out)
{
    size_t n, n_others;
    const uc_method *method = uc_registry_methods(&n);
    const uc_method *other = uc_registry_others(&n_others);

    uc_sink_puts(out, "# METHODS\n\n");
    man_rows(method, n, out);
    man_rows(other, n_others, out);
}

static const char man_end[] =
    "# EXIT STATUS\n\n"
    "*0* done. *3* under --strict, when a stratum has no estimate. *4* a warning that "
    "was "
    "made an error, or a figure that moved too far: nothing was published. *64* wrong "
    "command line. *65* bad input data. *66* an input cannot be opened. *70* internal "
    "fault. "
    "*73* an output cannot be created. *74* reading or writing failed. *75* another "
    "run holds the lock. *78* bad run file. *130* stopped by a signal.\n\n"
    "# MEMORY\n\n"
    "A command takes 75 % of the memory of the machine at most, or *--max-memory* "
    "SIZE; "
    "what needs more ends with exit code 70 and says so.\n\n"
    "# FILES\n\n"
    "A file may be *data:NAME*, a published data set that the program carries; "
    "*undercount data list* names them. *-* is standard input or output.\n\n"
    "Beside an output folder NAME a run keeps .NAME.cache (finished parts), and while "
    "it "
    "is at work .NAME.lock, .NAME.replicates and .NAME.new.\n\n"
    "# SEE ALSO\n\n*undercount-run*(5), *undercount-formats*(5)\n";

void uc_commands_write_man(uc_sink *out)
{
    size_t i;

    uc_sink_puts(out, "undercount(1)\n\n# NAME\n\nundercount - estimate how many "
                      "trafficked persons are never identified\n\n# SYNOPSIS\n\n"
                      "*undercount* COMMAND [ARGUMENTS]\n\n# COMMANDS\n\n");
    for (i = 0; i < N_COMMANDS; i++)
        uc_options_write_man(commands[i], out);
    man_settings(out);
    man_methods(out);
    uc_sink_puts(out, man_end);
}

int uc_commands_print(uc_sink *sink)
{
    uc_error err = {.msg = ""};
    uc_status status = uc_sink_finish(sink, &err);

    if (status == UC_OK)
        status =
            uc_output_stdout(sink->text != NULL ? sink->text : "", sink->len, &err);
    uc_sink_clear(sink);
    return status == UC_OK ? UC_EXIT_OK : uc_message_failure(&err, NULL);
}

int uc_commands_print_help(const uc_command *command)
{
    uc_sink out;

    uc_sink_memory(&out);
    uc_options_write_help(command, &out);
    return uc_commands_print(&out);
}
