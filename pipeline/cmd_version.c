/* cmd_version.c - undercount version */
#include "pipeline/commands.h"
#include "pipeline/message.h"

static int run(int argc, char **argv, uc_cancel *cancel)
{
    uc_args args;
    uc_error err;
    uc_sink out;
    bool help;

    (void)cancel;
    if (uc_options_parse(&uc_command_version, argc, argv, NULL, NULL, &args, &err) !=
        UC_OK)
        return uc_message_failure(&err, "version");
    help = args.help;
    uc_args_clear(&args);
    if (help)
        return uc_commands_print_help(&uc_command_version);
    uc_sink_memory(&out);
    uc_sink_puts(&out, "undercount " UC_VERSION "\n");
    return uc_commands_print(&out);
}

const uc_command uc_command_version = {
    .name = "version",
    .operands = "",
    .summary = "print the version",
    .run = run,
};
