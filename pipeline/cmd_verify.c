/* cmd_verify.c - undercount verify */
#include <string.h>

#include "data/base/text.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/keep/set.h"
#include "pipeline/message.h"

static const uc_option options[] = {
    UC_OPTION_QUIET,
};

/* One line for each file that is not right. */
static void say(void *ctx, const char *name, const char *what)
{
    char folder[256], file[256];
    const char *path = ctx;

    uc_log_line(UC_LOG_ERROR, "verify", "%s: '%s' %s",
                uc_text_display(path, strlen(path), 100, folder, sizeof folder),
                uc_text_display(name, strlen(name), 60, file, sizeof file), what);
}

static uc_status say_good(const char *folder, const uc_published_set *set,
                          uc_error *err)
{
    uc_sink out;

    uc_sink_memory(&out);
    uc_sink_printf(&out, "%s: %zu files are as they were published\n", folder,
                   set->n_files);
    return uc_deliver(NULL, &out, err);
}

static int verify(const char *folder, bool quiet)
{
    uc_published_set set;
    uc_error err = {.msg = ""};
    size_t n_faults = 0;
    char shown[256];
    uc_status status;

    memset(&set, 0, sizeof set);
    status = uc_published_set_read(folder, &set, &err);
    if (status == UC_OK) {
        status = uc_set_verify(folder, &set, say, (void *)folder, &n_faults, &err);
        if (status == UC_OK && n_faults == 0 && !quiet)
            status = say_good(
                uc_text_display(folder, strlen(folder), 100, shown, sizeof shown), &set,
                &err);
    }
    uc_published_set_clear(&set);
    if (status != UC_OK)
        return uc_message_failure(&err, NULL);
    return n_faults > 0 ? UC_EXIT_DATA : UC_EXIT_OK;
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    uc_common_options chosen;
    uc_args args;
    uc_error err;
    int code;

    (void)cancel;
    memset(&chosen, 0, sizeof chosen);
    if (uc_options_parse(&uc_command_verify, argc, argv, &chosen, NULL, &args, &err) !=
        UC_OK)
        return uc_message_failure(&err, "verify");
    code = args.help ? uc_commands_print_help(&uc_command_verify)
                     : verify(args.operand[0], chosen.quiet);
    uc_args_clear(&args);
    return code;
}

const uc_command uc_command_verify = {
    .name = "verify",
    .operands = "DIR",
    .summary = "check published files against the hashes in their run.json",
    .details =
        "Exits with 65 when a file is missing, was changed, or is not of the set. "
        "A reader who finds this while a report is being published file by file "
        "(see undercount-formats(5)) tries again.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
