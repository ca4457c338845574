/* cmd_history.c - undercount history */
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/history/compare.h"
#include "pipeline/history/history.h"
#include "pipeline/history/query.h"
#include "pipeline/message.h"
#include "reports/writers/json.h"

typedef struct history_options {
    uc_common_options common;
    const char *path; /* borrowed from argv */
} history_options;

typedef struct session {
    history_options chosen;
    uc_args args;
    uc_history *history;
    uc_sink out;
    int code;
} session;

static uc_status read_path(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    ((history_options *)target)->path = text;
    return UC_OK;
}

static const uc_option options[] = {
    {.name = "history",
     .value = "FILE",
     .help = "the database, as the run file's 'history' names it (default history.db)",
     .neutral = true,
     .read = read_path},
    UC_OPTION_FORMAT,
    UC_OPTION_OUTPUT,
};

static uc_status list(session *s, uc_error *err)
{
    uc_table table;
    uc_status status = uc_query_runs(s->history, &table, err);

    if (status == UC_OK)
        status = uc_render_table(&table, s->chosen.common.format, &s->out, err);
    uc_table_clear(&table);
    return status;
}

/* All tables of a run as one object. */
static json_t *run_json(const uc_table tables[], bool *ok)
{
    json_t *object = json_object();

    for (size_t i = 0; i < UC_QUERY_TABLES; i++)
        uc_json_put(object, tables[i].name, uc_json_table(&tables[i]), ok);
    return object;
}

static uc_status write_tables(session *s, const uc_table tables[], uc_error *err)
{
    bool ok = true;
    json_t *object;
    uc_status status = UC_OK;

    if (s->chosen.common.format == UC_FORMAT_JSON) {
        object = run_json(tables, &ok);
        status = ok ? uc_json_write(object, &s->out, err)
                    : uc_fail(err, UC_ENOMEM, "no memory for the history");
        json_decref(object);
        return status;
    }
    for (size_t i = 0; status == UC_OK && i < UC_QUERY_TABLES; i++) {
        if (uc_table_n_rows(&tables[i]) == 0)
            continue;
        if (s->out.len > 0)
            uc_sink_putc(&s->out, '\n');
        status = uc_render_table(&tables[i], s->chosen.common.format, &s->out, err);
    }
    return status;
}

static uc_status show(session *s, uc_error *err)
{
    const char *which = s->args.n_operands > 1 ? s->args.operand[1] : "last";
    uc_table tables[UC_QUERY_TABLES];
    int64_t run = 0;
    uc_status status;

    if (s->chosen.common.format == UC_FORMAT_CSV)
        return uc_fail(err, UC_EUSAGE,
                       "a run is several tables; --format text, markdown or json");
    status = uc_query_find(s->history, which, &run, err);
    memset(tables, 0, sizeof tables);
    if (status == UC_OK)
        status = uc_query_run(s->history, run, tables, err);
    if (status == UC_OK)
        status = write_tables(s, tables, err);
    for (size_t i = 0; i < UC_QUERY_TABLES; i++)
        uc_table_clear(&tables[i]);
    return status;
}

static uc_status diff(session *s, uc_error *err)
{
    uc_revisions revisions;
    uc_table table;
    int64_t before = 0, now = 0;
    uc_status status;

    if (s->args.n_operands != 3)
        return uc_fail(err, UC_EUSAGE,
                       "diff needs two runs: undercount history diff 3 5");
    memset(&revisions, 0, sizeof revisions);
    status = uc_query_find(s->history, s->args.operand[1], &before, err);
    if (status == UC_OK)
        status = uc_query_find(s->history, s->args.operand[2], &now, err);
    if (status == UC_OK)
        status = uc_history_compare(s->history, before, now, 0.0, &revisions, err);
    if (status == UC_OK) {
        uc_revisions_table(&revisions, &table);
        status = uc_render_table(&table, s->chosen.common.format, &s->out, err);
        uc_table_clear(&table);
    }
    uc_revisions_clear(&revisions);
    return status;
}

/* One run of the export. */
static uc_status export_run(const session *s, int64_t run, json_t *array, uc_error *err)
{
    uc_table tables[UC_QUERY_TABLES];
    bool ok = true;
    uc_status status;

    memset(tables, 0, sizeof tables);
    status = uc_query_run(s->history, run, tables, err);
    if (status == UC_OK)
        uc_json_add(array, run_json(tables, &ok), &ok);
    for (size_t i = 0; i < UC_QUERY_TABLES; i++)
        uc_table_clear(&tables[i]);
    if (status == UC_OK && !ok)
        status = uc_fail(err, UC_ENOMEM, "no memory for the history");
    return status;
}

static uc_status export_all(session *s, uc_error *err)
{
    json_t *root = json_object(), *runs = json_array();
    sqlite3_stmt *row = NULL;
    bool ok = root != NULL && runs != NULL;
    int step = SQLITE_DONE;
    uc_status status = uc_history_prepare(s->history, &row, err,
                                          "SELECT id FROM runs ORDER BY id", "");

    while (status == UC_OK && (step = sqlite3_step(row)) == SQLITE_ROW)
        status = export_run(s, sqlite3_column_int64(row, 0), runs, err);
    if (status == UC_OK && step != SQLITE_DONE)
        status = uc_history_fail(s->history, err);
    (void)sqlite3_finalize(row);
    uc_json_put(root, "tool", json_string("undercount"), &ok);
    uc_json_put(root, "schema", json_integer(uc_history_schema_version()), &ok);
    uc_json_put(root, "runs", runs, &ok);
    if (status == UC_OK)
        status = ok ? uc_json_write(root, &s->out, err)
                    : uc_fail(err, UC_ENOMEM, "no memory for the history");
    json_decref(root);
    return status;
}

static uc_status verify(session *s, uc_error *err)
{
    size_t n_faults = 0;
    const uc_status status = uc_query_verify(s->history, &s->out, &n_faults, err);

    if (status == UC_OK && n_faults > 0)
        s->code = UC_EXIT_DATA;
    return status;
}

static const struct {
    const char *name;
    uc_status (*ask)(session *s, uc_error *err);
    size_t max_operands;
} questions[] = {
    {"list", list, 1},         {"show", show, 2},     {"diff", diff, 3},
    {"export", export_all, 1}, {"verify", verify, 1},
};

#define N_QUESTIONS (sizeof questions / sizeof *questions)

static uc_status answer(session *s, uc_error *err)
{
    const char *name = s->args.n_operands > 0 ? s->args.operand[0] : "list";
    const char *path = s->chosen.path != NULL ? s->chosen.path : "history.db";
    const char *names[N_QUESTIONS], *near;
    char shown[128];
    size_t i = 0;
    uc_status status;

    for (size_t j = 0; j < N_QUESTIONS; j++)
        names[j] = questions[j].name;
    while (i < N_QUESTIONS && strcmp(names[i], name) != 0)
        i++;
    near = uc_text_nearest(name, names, N_QUESTIONS);
    (void)uc_text_display(name, strlen(name), 60, shown, sizeof shown);
    if (i == N_QUESTIONS && near != NULL)
        return uc_fail(err, UC_EUSAGE, "unknown '%s'; did you mean '%s'?", shown, near);
    if (i == N_QUESTIONS)
        return uc_fail(err, UC_EUSAGE,
                       "unknown '%s'; allowed are list, show, diff, export and verify",
                       shown);
    if (s->args.n_operands > questions[i].max_operands)
        return uc_fail(err, UC_EUSAGE, "too many arguments for 'history %s'", name);
    status = uc_history_open(path, false, &s->history, err);
    return status == UC_OK ? questions[i].ask(s, err) : status;
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session s;
    uc_error err = {.msg = ""};

    (void)cancel;
    memset(&s, 0, sizeof s);
    uc_sink_memory(&s.out);
    if (uc_options_parse(&uc_command_history, argc, argv, &s.chosen, NULL, &s.args,
                         &err) != UC_OK) {
        s.code = uc_message_failure(&err, "history");
    } else if (s.args.help) {
        s.code = uc_commands_print_help(&uc_command_history);
    } else {
        uc_status status = answer(&s, &err);

        if (status == UC_OK)
            status = uc_deliver(s.chosen.common.output, &s.out, &err);
        if (status != UC_OK)
            s.code = uc_message_failure(&err, "history");
    }
    uc_history_close(s.history);
    uc_sink_clear(&s.out);
    uc_args_clear(&s.args);
    return s.code;
}

const uc_command uc_command_history = {
    .name = "history",
    .operands = "[list|show [RUN]|diff RUN RUN|export|verify]",
    .summary = "ask what past reports said, and which input moved a figure",
    .details =
        "A run file with 'history: FILE' keeps every report's inputs, figures and "
        "files "
        "there. 'list' names the runs; 'show' tells one of them (the last one); 'diff' "
        "lists the figures of two that differ, and why; 'export' writes all as JSON; "
        "'verify' looks for damage, and compares the files that were published last.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .max_operands = 3,
    .run = run,
};
