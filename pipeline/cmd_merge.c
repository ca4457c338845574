/* cmd_merge.c - undercount merge */
#include <stdlib.h>
#include <string.h>

#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/store.h"

/* Operands come first; everything from the first option on goes to the command. */
static int count_parts(int argc, char **argv)
{
    int n = 0;

    while (1 + n < argc && argv[1 + n][0] != '-')
        n++;
    return n;
}

static bool same_command(char *const a[], size_t n_a, char *const b[], size_t n_b)
{
    if (n_a != n_b)
        return false;
    for (size_t i = 0; i < n_a; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return true;
}

/* Reads the command of every part; all must be the same. */
static uc_status read_command(char **parts, int n_parts, char ***command, size_t *n,
                              uc_error *err)
{
    uc_status status = uc_store_command(parts[0], command, n, err);

    for (int i = 1; i < n_parts && status == UC_OK; i++) {
        char **other;
        size_t n_other;

        status = uc_store_command(parts[i], &other, &n_other, err);
        if (status != UC_OK)
            break;
        if (!same_command(*command, *n, other, n_other))
            status = uc_fail_at(err, UC_EDATA, parts[i], 0, 0,
                                "was made by another command than %.200s", parts[0]);
        uc_free_strings(other, n_other);
    }
    return status;
}

/* The command of the parts, the options given here, and --part for each. */
static int run_command(char **command, size_t n_command, char **parts, int n_parts,
                       char **options, int n_options, uc_cancel *cancel)
{
    const uc_command *found = n_command > 0 ? uc_commands_find(command[0]) : NULL;
    const size_t room = n_command + (size_t)n_options + 2 * (size_t)n_parts + 1;
    char **argv = calloc(room, sizeof *argv);
    static char part[] = "--part";
    size_t n = 0;
    uc_error err;
    int code;

    if (argv == NULL || found == NULL || found == &uc_command_merge) {
        (void)!uc_fail_at(&err, argv == NULL ? UC_ENOMEM : UC_EDATA, parts[0], 0, 0,
                          "does not say which command made it");
        free(argv);
        return uc_message_failure(&err, NULL);
    }
    for (size_t i = 0; i < n_command; i++)
        argv[n++] = command[i];
    for (int i = 0; i < n_options; i++)
        argv[n++] = options[i];
    for (int i = 0; i < n_parts; i++) {
        argv[n++] = part;
        argv[n++] = parts[i];
    }
    code = found->run((int)n, argv, cancel);
    free(argv);
    return code;
}

static bool asks_for_help(int argc, char **argv)
{
    return argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    const int n_parts = count_parts(argc, argv);
    char **command = NULL;
    size_t n_command = 0;
    uc_status status;
    uc_error err;
    int code;

    if (asks_for_help(argc, argv))
        return uc_commands_print_help(&uc_command_merge);
    if (n_parts == 0) {
        status = uc_fail(&err, UC_EUSAGE, "name the stores of all shards");
        return status != UC_OK ? uc_message_failure(&err, "merge") : UC_EXIT_OK;
    }
    if (read_command(argv + 1, n_parts, &command, &n_command, &err) != UC_OK)
        code = uc_message_failure(&err, NULL);
    else
        code = run_command(command, n_command, argv + 1, n_parts, argv + 1 + n_parts,
                           argc - 1 - n_parts, cancel);
    if (command != NULL)
        uc_free_strings(command, n_command);
    return code;
}

const uc_command uc_command_merge = {
    .name = "merge",
    .operands = "STORE... [OPTIONS]",
    .summary = "make the report of a run that was divided with --shard",
    .details =
        "The stores say which command made them; it runs again, takes every replicate "
        "from them and computes none, so the report is the same to the byte as that of "
        "an undivided run. Options after the stores (--format, --output, --models, "
        "...) "
        "go to that command; inputs must be where they were and must not have changed.",
    .min_operands = 1,
    .max_operands = (size_t)-1,
    .run = run,
};
