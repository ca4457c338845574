/* cmd_help.c - undercount help */
#include <string.h>

#include "pipeline/commands.h"
#include "pipeline/completion.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"

/* What is written instead of the help of a command; NULL: nothing. */
typedef struct help_options {
    void (*write)(uc_sink *out);
} help_options;

static uc_status read_man(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((help_options *)target)->write = uc_commands_write_man;
    return UC_OK;
}

static uc_status read_completion(void *target, const char *text, uc_error *err)
{
    help_options *chosen = target;

    if (strcmp(text, "bash") == 0)
        chosen->write = uc_completion_bash;
    else if (strcmp(text, "zsh") == 0)
        chosen->write = uc_completion_zsh;
    else
        return uc_fail(err, UC_EUSAGE, "'%.40s' must be bash or zsh", text);
    return UC_OK;
}

static const uc_option options[] = {
    {.name = "man", .help = "print the whole manual page as scdoc", .read = read_man},
    {.name = "completion",
     .value = "SHELL",
     .help = "print what completes command lines in bash or zsh",
     .read = read_completion},
};

static int print_text(void (*write)(uc_sink *out))
{
    uc_sink out;

    uc_sink_memory(&out);
    write(&out);
    return uc_commands_print(&out);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    help_options chosen = {.write = NULL};
    uc_args args;
    uc_error err;
    int code;

    (void)cancel;
    if (uc_options_parse(&uc_command_help, argc, argv, &chosen, NULL, &args, &err) !=
        UC_OK)
        return uc_message_failure(&err, "help");
    if (args.help)
        code = uc_commands_print_help(&uc_command_help);
    else if (chosen.write != NULL)
        code = print_text(chosen.write);
    else if (args.n_operands == 0)
        code = print_text(uc_commands_write_usage);
    else if (uc_commands_find(args.operand[0]) == NULL)
        code = uc_commands_unknown(args.operand[0]);
    else
        code = uc_commands_print_help(uc_commands_find(args.operand[0]));
    uc_args_clear(&args);
    return code;
}

const uc_command uc_command_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .summary = "list the commands, or tell more about one of them",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .max_operands = 1,
    .run = run,
};
