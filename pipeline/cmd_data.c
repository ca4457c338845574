/* cmd_data.c - undercount data */
#include <string.h>

#include "data/base/text.h"
#include "data/sets.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/output_file.h"

static const uc_option options[] = {
    UC_OPTION_FORMAT,
    {.name = "output",
     .short_name = 'o',
     .value = "DIR",
     .help = "export: folder to write to (default: one named after the set)",
     .neutral = true,
     .read = uc_read_output},
};

static const uc_column columns[] = {
    {"name", "Name", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"kind", "Kind", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"description", "What it is", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static uc_status list_sets(const uc_common_options *chosen, uc_error *err)
{
    uc_table table;
    uc_sink out;
    uc_status status;
    size_t i;

    uc_sink_memory(&out);
    uc_table_init(&table, "data",
                  "Published data; use as data:NAME wherever a file does");
    uc_table_add_columns(&table, columns, sizeof columns / sizeof columns[0]);
    for (i = 0; i < uc_sets_count(); i++) {
        const uc_set *set = uc_sets_at(i);

        uc_table_text(&table, set->name);
        uc_table_text(&table, set->kind);
        uc_table_text(&table, set->description);
    }
    status = uc_render_table(&table, chosen->format, &out, err);
    uc_table_clear(&table);
    if (status == UC_OK)
        return uc_deliver(NULL, &out, err);
    uc_sink_clear(&out);
    return status;
}

static uc_status find_set(const char *name, const uc_set **set, uc_error *err)
{
    const char *names[256], *near;
    char shown[128];
    size_t i, n = 0;

    if (strncmp(name, "data:", 5) == 0)
        name += 5;
    *set = uc_sets_find(name);
    if (*set != NULL)
        return UC_OK;
    for (i = 0; i < uc_sets_count() && n < 256; i++)
        names[n++] = uc_sets_at(i)->name;
    near = uc_text_nearest(name, names, n);
    (void)uc_text_display(name, strlen(name), 60, shown, sizeof shown);
    if (near != NULL)
        return uc_fail(err, UC_ENOINPUT, "no data set '%s'; did you mean '%s'?", shown,
                       near);
    return uc_fail(err, UC_ENOINPUT,
                   "no data set '%s'; 'undercount data list' names them", shown);
}

static uc_status show_set(const uc_set *set, uc_error *err)
{
    uc_sink out;
    size_t i;

    uc_sink_memory(&out);
    uc_sink_write(&out, set->readme, set->readme_len);
    uc_sink_puts(&out, "\nFiles:\n");
    for (i = 0; i < set->n_files; i++)
        uc_sink_printf(&out, "  %s (%zu bytes)\n", set->file[i].name, set->file[i].len);
    return uc_deliver(NULL, &out, err);
}

static uc_status export_set(const uc_set *set, const char *folder, uc_error *err)
{
    uc_status status = uc_output_folder(folder, err);
    size_t i;

    for (i = 0; status == UC_OK && i < set->n_files; i++)
        status = uc_output_in_folder(folder, set->file[i].name, set->file[i].bytes,
                                     set->file[i].len, NULL, err);
    if (status == UC_OK)
        status = uc_output_in_folder(folder, "README.md", set->readme, set->readme_len,
                                     NULL, err);
    if (status == UC_OK)
        uc_message("wrote %zu files to %s", set->n_files + 1, folder);
    return status;
}

static uc_status act(const uc_args *args, const uc_common_options *chosen,
                     uc_error *err)
{
    static const char *const actions[] = {"list", "show", "export"};
    const char *action = args->n_operands > 0 ? args->operand[0] : "list";
    const char *near = uc_text_nearest(action, actions, 3);
    const uc_set *set = NULL;
    uc_status status;
    char shown[128];

    if (strcmp(action, "list") == 0 && args->n_operands < 2)
        return list_sets(chosen, err);
    if (strcmp(action, "show") != 0 && strcmp(action, "export") != 0) {
        (void)uc_text_display(action, strlen(action), 60, shown, sizeof shown);
        return uc_fail(err, UC_EUSAGE, "unknown action '%s'; %s%s%s", shown,
                       near != NULL ? "did you mean '" : "allowed are ",
                       near != NULL ? near : "list, show NAME and export NAME",
                       near != NULL ? "'?" : "");
    }
    if (args->n_operands < 2)
        return uc_fail(err, UC_EUSAGE, "data %s needs the name of a set", action);
    status = find_set(args->operand[1], &set, err);
    if (status != UC_OK)
        return status;
    if (strcmp(action, "show") == 0)
        return show_set(set, err);
    return export_set(set, chosen->output != NULL ? chosen->output : set->name, err);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    uc_common_options chosen = {0};
    uc_args args;
    uc_error err;
    int code = UC_EXIT_OK;

    (void)cancel;
    if (uc_options_parse(&uc_command_data, argc, argv, &chosen, NULL, &args, &err) !=
        UC_OK)
        return uc_message_failure(&err, "data");
    if (args.help)
        code = uc_commands_print_help(&uc_command_data);
    else if (act(&args, &chosen, &err) != UC_OK)
        code = uc_message_failure(&err, "data");
    uc_args_clear(&args);
    return code;
}

const uc_command uc_command_data = {
    .name = "data",
    .operands = "[list|show NAME|export NAME]",
    .summary = "list, describe or write out the published data the program carries",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .max_operands = 2,
    .run = run,
};
