/* options.c - parsing, help and man page from one option table */
#include "pipeline/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/memory_limit.h"
#include "reports/writers/text.h"

#define MAX_CANDIDATES 128
#define N_COMMON       2

/* Every command has them. */
static const uc_option common[N_COMMON] = {
    {.name = "help", .short_name = 'h', .help = "print this help", .neutral = true},
    {.name = "max-memory",
     .value = "SIZE",
     .help = "memory to take at most, as 2G or 50% (default 75% of the machine)",
     .neutral = true,
     .repeatable = true,
     .read = uc_read_max_memory},
};

const uc_option *uc_options_common(size_t *n_options)
{
    *n_options = N_COMMON;
    return common;
}

/* One option as the parser sees it: of the command, of the settings, or common. */
typedef struct found {
    const uc_option *option;
    const uc_setting *setting;
} found;

typedef struct parser {
    const uc_command *command;
    int argc;
    char **argv;
    int next; /* argument to read next */
    void *target;
    uc_mse_settings *settings;
    uc_args *args;
    bool seen_option[64];
    bool seen_setting[64];
} parser;

static const uc_setting *settings_of(const uc_command *command, size_t *n)
{
    *n = 0;
    return command->estimates ? uc_mse_settings_table(n) : NULL;
}

static found find_long(const uc_command *command, const char *name)
{
    found hit = {NULL, NULL};
    size_t i, n;
    const uc_setting *setting = settings_of(command, &n);

    for (i = 0; i < command->n_options && hit.option == NULL; i++)
        if (strcmp(command->options[i].name, name) == 0)
            hit.option = &command->options[i];
    for (i = 0; i < N_COMMON && hit.option == NULL; i++)
        if (strcmp(common[i].name, name) == 0)
            hit.option = &common[i];
    for (i = 0; i < n && hit.option == NULL && hit.setting == NULL; i++)
        if (strcmp(setting[i].name, name) == 0)
            hit.setting = &setting[i];
    return hit;
}

static found find_short(const uc_command *command, char name)
{
    found hit = {NULL, NULL};
    size_t i;

    for (i = 0; i < command->n_options; i++)
        if (command->options[i].short_name == name)
            hit.option = &command->options[i];
    for (i = 0; i < N_COMMON && hit.option == NULL; i++)
        if (common[i].short_name == name)
            hit.option = &common[i];
    return hit;
}

static uc_status unknown_option(const uc_command *command, const char *given,
                                const char *name, uc_error *err)
{
    const char *candidate[MAX_CANDIDATES], *near;
    const uc_setting *setting;
    size_t i, n, n_candidates = 0;
    char shown[128];

    setting = settings_of(command, &n);
    for (i = 0; i < command->n_options && n_candidates < MAX_CANDIDATES; i++)
        candidate[n_candidates++] = command->options[i].name;
    for (i = 0; i < n && n_candidates < MAX_CANDIDATES; i++)
        candidate[n_candidates++] = setting[i].name;
    for (i = 0; i < N_COMMON && n_candidates < MAX_CANDIDATES; i++)
        candidate[n_candidates++] = common[i].name;
    near = uc_text_nearest(name, candidate, n_candidates);
    (void)uc_text_display(given, strlen(given), 60, shown, sizeof shown);
    if (near != NULL)
        return uc_fail(err, UC_EUSAGE, "unknown option '%s'; did you mean '--%s'?",
                       shown, near);
    return uc_fail(err, UC_EUSAGE,
                   "unknown option '%s'; 'undercount %s --help' lists the options",
                   shown, command->name);
}

/* Appends "--name" and its value to the recorded command. */
static uc_status record(uc_args *args, const char *dashes, const char *text,
                        uc_error *err)
{
    const size_t len = strlen(dashes) + strlen(text) + 1;
    char **grown = realloc(args->recorded, (args->n_recorded + 1) * sizeof *grown);
    char *made;

    if (grown == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the command line");
    args->recorded = grown;
    made = malloc(len);
    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the command line");
    (void)snprintf(made, len, "%s%s", dashes, text);
    args->recorded[args->n_recorded++] = made;
    return UC_OK;
}

/* An option given twice, unless it may be. */
static uc_status check_repeated(parser *p, const found *hit, uc_error *err)
{
    size_t n;
    bool *seen;
    const char *name;

    if (hit->setting != NULL) {
        seen = &p->seen_setting[hit->setting - settings_of(p->command, &n)];
        name = hit->setting->name;
    } else if (hit->option->repeatable || hit->option == &common[0]) {
        return UC_OK;
    } else {
        seen = &p->seen_option[hit->option - p->command->options];
        name = hit->option->name;
    }
    if (*seen)
        return uc_fail(err, UC_EUSAGE, "option '--%s' is given twice", name);
    *seen = true;
    return UC_OK;
}

/* Puts the option's name in front of what its reader found. */
static uc_status blame(const char *name, uc_status status, uc_error *err)
{
    char msg[UC_ERROR_MSG];

    if (err == NULL || status == UC_ENOMEM)
        return status;
    memcpy(msg, err->msg, sizeof msg);
    return uc_fail(err, UC_EUSAGE, "--%s: %.440s", name, msg);
}

/* A setting's reader names it already. */
static uc_status as_usage(uc_status status, uc_error *err)
{
    if (status == UC_ENOMEM)
        return status;
    if (err != NULL)
        err->code = UC_EUSAGE;
    return UC_EUSAGE;
}

static uc_status take(parser *p, const found *hit, const char *value, uc_error *err)
{
    const char *name = hit->setting != NULL ? hit->setting->name : hit->option->name;
    uc_status status = check_repeated(p, hit, err);

    if (status != UC_OK)
        return status;
    if (hit->setting != NULL)
        status = hit->setting->read(p->settings, value, err);
    else if (hit->option == &common[0])
        p->args->help = true;
    else
        status = hit->option->read(p->target, value, err);
    if (status != UC_OK && hit->setting != NULL)
        return as_usage(status, err);
    if (status != UC_OK)
        return blame(name, status, err);
    if (hit->option != NULL && hit->option->neutral)
        return UC_OK;
    status = record(p->args, "--", name, err);
    if (status == UC_OK && value != NULL)
        status = record(p->args, "", value, err);
    return status;
}

/* Finds the value: after '=', or the next argument. */
static uc_status value_of(parser *p, const found *hit, const char *given,
                          const char *attached, const char **value, uc_error *err)
{
    const char *placeholder =
        hit->setting != NULL ? hit->setting->value : hit->option->value;

    *value = attached;
    if (placeholder == NULL && attached != NULL)
        return uc_fail(err, UC_EUSAGE, "option '%s' takes no value", given);
    if (placeholder == NULL || attached != NULL)
        return UC_OK;
    if (p->next >= p->argc)
        return uc_fail(err, UC_EUSAGE, "option '%s' needs a value: %s", given,
                       placeholder);
    *value = p->argv[p->next++];
    return UC_OK;
}

static uc_status parse_long(parser *p, const char *argument, uc_error *err)
{
    const char *equals = strchr(argument, '='), *value = NULL;
    const size_t len = equals != NULL ? (size_t)(equals - argument) : strlen(argument);
    char given[80];
    found hit;
    uc_status status;

    if (len >= sizeof given)
        return unknown_option(p->command, argument, argument + 2, err);
    memcpy(given, argument, len);
    given[len] = '\0';
    hit = find_long(p->command, given + 2);
    if (hit.option == NULL && hit.setting == NULL)
        return unknown_option(p->command, given, given + 2, err);
    status = value_of(p, &hit, given, equals != NULL ? equals + 1 : NULL, &value, err);
    return status == UC_OK ? take(p, &hit, value, err) : status;
}

static uc_status parse_short(parser *p, const char *argument, uc_error *err)
{
    const char given[3] = {'-', argument[1], '\0'};
    const found hit = find_short(p->command, argument[1]);
    const char *attached = argument[2] != '\0' ? argument + 2 : NULL, *value = NULL;
    uc_status status;

    if (hit.option == NULL)
        return unknown_option(p->command, argument, argument + 1, err);
    status = value_of(p, &hit, given, attached, &value, err);
    return status == UC_OK ? take(p, &hit, value, err) : status;
}

static uc_status add_operand(parser *p, const char *argument, uc_error *err)
{
    p->args->operand[p->args->n_operands++] = argument;
    return record(p->args, "", argument, err);
}

static uc_status check_operands(const uc_command *command, const uc_args *args,
                                uc_error *err)
{
    char shown[128];

    if (args->n_operands < command->min_operands)
        return uc_fail(err, UC_EUSAGE, "undercount %s needs %s", command->name,
                       command->operands);
    if (args->n_operands <= command->max_operands)
        return UC_OK;
    (void)uc_text_display(args->operand[command->max_operands],
                          strlen(args->operand[command->max_operands]), 60, shown,
                          sizeof shown);
    return uc_fail(err, UC_EUSAGE, "unexpected argument '%s'; usage: undercount %s%s%s",
                   shown, command->name, command->operands[0] != '\0' ? " " : "",
                   command->operands);
}

static uc_status parse_all(parser *p, uc_error *err)
{
    bool options_end = false;
    uc_status status = record(p->args, "", p->command->name, err);

    while (status == UC_OK && p->next < p->argc && !p->args->help) {
        const char *argument = p->argv[p->next++];

        if (options_end || argument[0] != '-' || argument[1] == '\0')
            status = add_operand(p, argument, err);
        else if (strcmp(argument, "--") == 0)
            options_end = true;
        else if (argument[1] == '-')
            status = parse_long(p, argument, err);
        else
            status = parse_short(p, argument, err);
    }
    if (status == UC_OK && !p->args->help)
        status = check_operands(p->command, p->args, err);
    return status;
}

uc_status uc_options_parse(const uc_command *command, int argc, char **argv,
                           void *target, uc_mse_settings *settings, uc_args *args,
                           uc_error *err)
{
    parser p = {.command = command,
                .argc = argc,
                .argv = argv,
                .next = 1,
                .target = target,
                .settings = settings,
                .args = args};
    uc_status status;

    memset(args, 0, sizeof *args);
    args->command = command;
    args->operand = calloc((size_t)(argc > 0 ? argc : 1), sizeof *args->operand);
    if (args->operand == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the command line");
    status = parse_all(&p, err);
    if (status != UC_OK)
        uc_args_clear(args);
    return status;
}

void uc_args_clear(uc_args *args)
{
    free(args->operand);
    uc_free_strings(args->recorded, args->n_recorded);
    memset(args, 0, sizeof *args);
}

/* "  -o, --output FILE" padded, then the help wrapped beside it. */
static void help_line(char short_name, const char *name, const char *value,
                      const char *help, uc_sink *out)
{
    char first[96], shown[8] = "    ";

    if (short_name != 0)
        (void)snprintf(shown, sizeof shown, "-%c, ", short_name);
    (void)snprintf(first, sizeof first, "  %s--%s%s%s", shown, name,
                   value != NULL ? " " : "", value != NULL ? value : "");
    if (strlen(first) > 30) {
        uc_sink_printf(out, "%s\n", first);
        first[0] = '\0';
    }
    (void)snprintf(first + strlen(first), sizeof first - strlen(first), "%*s",
                   (int)(32 - strlen(first)), "");
    uc_text_write_wrapped(first, help, out);
}

static void setting_help(const uc_setting *setting, uc_sink *out)
{
    char help[512];

    const bool has = setting->default_text[0] != '\0';

    (void)snprintf(help, sizeof help, "%s (%s%s%s)", setting->help, setting->allowed,
                   has ? "; default " : "", setting->default_text);
    help_line(0, setting->name, setting->value, help, out);
}

void uc_options_write_help(const uc_command *command, uc_sink *out)
{
    size_t i, n;
    const uc_setting *setting = settings_of(command, &n);

    uc_sink_printf(out, "usage: undercount %s%s%s%s\n\n", command->name,
                   command->n_options > 0 || n > 0 ? " [OPTIONS]" : "",
                   command->operands[0] != '\0' ? " " : "", command->operands);
    uc_text_write_wrapped("", command->summary, out);
    if (command->details != NULL) {
        uc_sink_putc(out, '\n');
        uc_text_write_wrapped("", command->details, out);
    }
    uc_sink_puts(out, "\noptions:\n");
    for (i = 0; i < command->n_options; i++)
        help_line(command->options[i].short_name, command->options[i].name,
                  command->options[i].value, command->options[i].help, out);
    for (i = 0; i < N_COMMON; i++)
        help_line(common[i].short_name, common[i].name, common[i].value, common[i].help,
                  out);
    if (n > 0)
        uc_sink_puts(out, "\nestimation settings:\n");
    for (i = 0; i < n; i++)
        setting_help(&setting[i], out);
}

/* Text for scdoc: its markup characters escaped. */
static void man_text(const char *text, uc_sink *out)
{
    for (; *text != '\0'; text++) {
        if (strchr("\\_*#<>+~`", *text) != NULL)
            uc_sink_putc(out, '\\');
        uc_sink_putc(out, *text);
    }
}

static void man_option(char short_name, const char *name, const char *value,
                       const char *help, uc_sink *out)
{
    uc_sink_puts(out, "*");
    if (short_name != 0)
        uc_sink_printf(out, "-%c*, *", short_name);
    uc_sink_printf(out, "--%s*", name);
    if (value != NULL) {
        uc_sink_putc(out, ' ');
        man_text(value, out);
    }
    uc_sink_puts(out, "\n\t");
    man_text(help, out);
    uc_sink_puts(out, "\n\n");
}

void uc_options_write_man(const uc_command *command, uc_sink *out)
{
    size_t i;

    uc_sink_printf(out, "## %s", command->name);
    if (command->operands[0] != '\0') {
        uc_sink_putc(out, ' ');
        man_text(command->operands, out);
    }
    uc_sink_puts(out, "\n\n");
    man_text(command->summary, out);
    uc_sink_puts(out, ".");
    if (command->details != NULL) {
        uc_sink_putc(out, ' ');
        man_text(command->details, out);
    }
    uc_sink_puts(out, "\n\n");
    for (i = 0; i < command->n_options; i++)
        man_option(command->options[i].short_name, command->options[i].name,
                   command->options[i].value, command->options[i].help, out);
    if (command->estimates)
        uc_sink_puts(out, "Takes the estimation settings below too.\n\n");
}

/* Adds text[0..len) without blanks at its ends; false when memory is short. */
static bool add_part(const char *text, size_t len, char ***parts, size_t *n)
{
    char **grown = realloc(*parts, (*n + 1) * sizeof *grown);
    char *made;

    if (grown == NULL)
        return false;
    *parts = grown;
    while (len > 0 && text[0] == ' ') {
        text++;
        len--;
    }
    while (len > 0 && text[len - 1] == ' ')
        len--;
    made = malloc(len + 1);
    if (made == NULL)
        return false;
    memcpy(made, text, len);
    made[len] = '\0';
    grown[(*n)++] = made;
    return true;
}

uc_status uc_split_commas(const char *text, char ***parts, size_t *n_parts,
                          uc_error *err)
{
    char **made = NULL;
    const char *at = text;
    size_t n = 0;
    bool more = true, ok = true, blank = false;

    while (more && ok) {
        const size_t len = strcspn(at, ",");

        ok = add_part(at, len, &made, &n);
        blank = blank || (ok && made[n - 1][0] == '\0');
        more = at[len] == ',';
        at += len + 1;
    }
    if (ok && !blank) {
        *parts = made;
        *n_parts = n;
        return UC_OK;
    }
    uc_free_strings(made, n);
    if (!ok)
        return uc_fail(err, UC_ENOMEM, "no memory for a list of names");
    return uc_fail(err, UC_EUSAGE, "'%.80s' has an empty name between commas", text);
}

void uc_free_strings(char **strings, size_t n_strings)
{
    size_t i;

    for (i = 0; i < n_strings; i++)
        free(strings[i]);
    free(strings);
}
