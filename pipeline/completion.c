/* completion.c - completion of command lines for bash and zsh */
#include "pipeline/completion.h"

#include <stddef.h>
#include <string.h>

#include "pipeline/commands.h"

static const uc_setting *settings_of(const uc_command *command, size_t *n)
{
    const uc_setting *all = uc_mse_settings_table(n);

    if (!command->estimates)
        *n = 0;
    return all;
}

/* Words of the form [a|b X|c] in the operands: "list|show [RUN]|diff RUN RUN". */
static void write_words(const char *operands, uc_sink *out)
{
    const char *at = operands[0] == '[' ? operands + 1 : "";

    while (at[0] >= 'a' && at[0] <= 'z') {
        const size_t len = strspn(at, "abcdefghijklmnopqrstuvwxyz-");

        uc_sink_putc(out, ' ');
        uc_sink_write(out, at, len);
        at = strchr(at, '|');
        at = at != NULL ? at + 1 : "";
    }
}

static void bash_command(const uc_command *command, uc_sink *out)
{
    size_t i, n;
    const uc_setting *setting = settings_of(command, &n);

    uc_sink_printf(out, "    %s) words='--help", command->name);
    for (i = 0; i < command->n_options; i++)
        uc_sink_printf(out, " --%s", command->options[i].name);
    for (i = 0; i < n; i++)
        uc_sink_printf(out, " --%s", setting[i].name);
    uc_sink_puts(out, " --max-memory");
    write_words(command->operands, out);
    uc_sink_puts(out, "' ;;\n");
}

void uc_completion_bash(uc_sink *out)
{
    size_t n, i;
    const uc_command *const *command = uc_commands(&n);

    uc_sink_puts(out,
                 "# Completion of undercount for bash; made by undercount itself.\n"
                 "_undercount() {\n"
                 "    local word=${COMP_WORDS[COMP_CWORD]} words=''\n"
                 "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                 "        words='");
    for (i = 0; i < n; i++)
        uc_sink_printf(out, "%s%s", i > 0 ? " " : "", command[i]->name);
    uc_sink_puts(out, "'\n    else\n    case ${COMP_WORDS[1]} in\n");
    for (i = 0; i < n; i++)
        bash_command(command[i], out);
    uc_sink_puts(out, "    esac\n    fi\n"
                      "    # shellcheck disable=SC2207\n"
                      "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                      "    case $word in\n"
                      "    -*) ;;\n"
                      "    *) [ \"$COMP_CWORD\" -eq 1 ] ||\n"
                      "        # shellcheck disable=SC2207\n"
                      "        COMPREPLY+=($(compgen -f -- \"$word\")) ;;\n"
                      "    esac\n"
                      "}\n"
                      "complete -o filenames -F _undercount undercount\n");
}

/* Inside '...[help]': brackets, colons and quotes would end it. */
static void zsh_help(const char *text, uc_sink *out)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            uc_sink_puts(out, "'\\''");
        else if (strchr("[]:\\", *text) != NULL)
            uc_sink_printf(out, "\\%c", *text);
        else
            uc_sink_putc(out, *text);
    }
}

static void zsh_option(const char *name, const char *value, const char *help,
                       bool repeatable, uc_sink *out)
{
    uc_sink_printf(out, "        '%s--%s%s[", repeatable ? "*" : "", name,
                   value != NULL ? "=" : "");
    zsh_help(help, out);
    uc_sink_putc(out, ']');
    if (value != NULL) {
        uc_sink_putc(out, ':');
        zsh_help(value, out);
        uc_sink_puts(out, ":_files");
    }
    uc_sink_puts(out, "'\n");
}

static void zsh_command(const uc_command *command, uc_sink *out)
{
    const uc_option *option;
    size_t i, n;
    const uc_setting *setting = settings_of(command, &n);

    uc_sink_printf(out, "    %s) options=(\n", command->name);
    for (i = 0; i < command->n_options; i++)
        zsh_option(command->options[i].name, command->options[i].value,
                   command->options[i].help, command->options[i].repeatable, out);
    for (i = 0; i < n; i++)
        zsh_option(setting[i].name, setting[i].value, setting[i].help, false, out);
    option = uc_options_common(&n);
    for (i = 0; i < n; i++)
        zsh_option(option[i].name, option[i].value, option[i].help, false, out);
    if (command->operands[0] == '[' && command->operands[1] >= 'a') {
        uc_sink_puts(out, "        '1:what:(");
        write_words(command->operands, out);
        uc_sink_puts(out, ")'\n");
    }
    if (command->max_operands > 0)
        uc_sink_puts(out, "        '*:file:_files'\n");
    uc_sink_puts(out, "        ) ;;\n");
}

void uc_completion_zsh(uc_sink *out)
{
    size_t n, i;
    const uc_command *const *command = uc_commands(&n);

    uc_sink_puts(out, "#compdef undercount\n"
                      "# Completion of undercount for zsh; made by undercount itself.\n"
                      "local -a commands options\n"
                      "if ((CURRENT == 2)); then\n"
                      "    commands=(\n");
    for (i = 0; i < n; i++) {
        uc_sink_printf(out, "        '%s:", command[i]->name);
        zsh_help(command[i]->summary, out);
        uc_sink_puts(out, "'\n");
    }
    uc_sink_puts(out, "    )\n"
                      "    _describe command commands\n"
                      "    return\n"
                      "fi\n"
                      "case $words[2] in\n");
    for (i = 0; i < n; i++)
        zsh_command(command[i], out);
    uc_sink_puts(out, "esac\n"
                      "shift words\n"
                      "((CURRENT--))\n"
                      "_arguments -s $options\n");
}
