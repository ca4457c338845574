/* cmd_methods.c - undercount methods */
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "reports/tables/methods.h"

static const uc_option options[] = {UC_OPTION_FORMAT, UC_OPTION_OUTPUT};

static uc_status print_methods(const uc_common_options *chosen, uc_error *err)
{
    uc_table table;
    uc_sink out;
    uc_status status;

    uc_sink_memory(&out);
    uc_methods_table(&table);
    status = uc_render_table(&table, chosen->format, &out, err);
    uc_table_clear(&table);
    if (status == UC_OK)
        return uc_deliver(chosen->output, &out, err);
    uc_sink_clear(&out);
    return status;
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    uc_common_options chosen = {0};
    uc_args args;
    uc_error err;
    bool help;

    (void)cancel;
    if (uc_options_parse(&uc_command_methods, argc, argv, &chosen, NULL, &args, &err) !=
        UC_OK)
        return uc_message_failure(&err, "methods");
    help = args.help;
    uc_args_clear(&args);
    if (help)
        return uc_commands_print_help(&uc_command_methods);
    if (print_methods(&chosen, &err) != UC_OK)
        return uc_message_failure(&err, NULL);
    return UC_EXIT_OK;
}

const uc_command uc_command_methods = {
    .name = "methods",
    .operands = "",
    .summary = "list the estimation methods, what they need and where they come from",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .run = run,
};
