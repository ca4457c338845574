/* cmd_help.c - undercount help */
#include <string.h>

#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"

static uc_status read_man(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    *(bool *)target = true;
    return UC_OK;
}

static const uc_option options[] = {
    {.name = "man", .help = "print the whole manual page as scdoc", .read = read_man},
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
    bool man = false;
    uc_args args;
    uc_error err;
    int code;

    (void)cancel;
    if (uc_options_parse(&uc_command_help, argc, argv, &man, NULL, &args, &err) !=
        UC_OK)
        return uc_message_failure(&err, "help");
    if (args.help)
        code = uc_commands_print_help(&uc_command_help);
    else if (man)
        code = print_text(uc_commands_write_man);
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
