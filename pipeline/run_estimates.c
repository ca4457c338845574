/* run_estimates.c - what a run file asks to estimate */
#include "pipeline/run_sections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/sink.h"
#include "data/base/text.h"
#include "pipeline/method_settings.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static void read_method(uc_run_reader *reader, const uc_yaml_node *node,
                        uc_run_estimate *to)
{
    const uc_method *method = NULL;
    const char *const *names, *near = NULL;
    size_t n, i;
    char shown[128];

    if (node->kind == UC_YAML_SCALAR && node->text != NULL) {
        method = uc_registry_find(node->text);
        names = uc_registry_names(&n);
        near = uc_text_nearest(node->text, names, n);
    }
    if (method == NULL) {
        uc_run_fault(reader, node, "unknown method '%s'%s%s%s",
                     node->text != NULL ? uc_run_shown(node->text, shown) : "",
                     near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                     near != NULL ? "'?" : "; 'undercount methods' lists them");
        return;
    }
    for (i = 0; i < to->n_methods; i++)
        if (to->method[i] == method) {
            uc_run_fault(reader, node, "method '%s' is named twice", method->name);
            return;
        }
    to->method[to->n_methods++] = method;
}

static void read_methods(uc_run_reader *reader, const uc_yaml_node *node,
                         uc_run_estimate *to)
{
    const bool many = node->kind == UC_YAML_SEQUENCE;
    const size_t n = many ? node->n : 1;
    size_t i;

    if (to->method != NULL) {
        uc_run_fault(reader, node, "'method' and 'methods' are the same key");
        return;
    }
    if (n == 0)
        uc_run_fault(reader, node, "is an empty list; name a method or leave it out");
    to->method = calloc(n + 1, sizeof *to->method);
    if (to->method == NULL) {
        reader->no_memory = true;
        return;
    }
    for (i = 0; i < n; i++)
        read_method(reader, many ? &node->child[i] : node, to);
}

/* A scalar as it is; a list of scalars joined by commas, as on the command line. */
static bool setting_text(const uc_yaml_node *node, uc_sink *text)
{
    size_t i;

    if (node->kind == UC_YAML_SCALAR && node->text != NULL)
        uc_sink_puts(text, node->text);
    else if (node->kind != UC_YAML_SEQUENCE || node->n == 0)
        return false;
    for (i = 0; node->kind == UC_YAML_SEQUENCE && i < node->n; i++) {
        if (node->child[i].kind != UC_YAML_SCALAR || node->child[i].text == NULL)
            return false;
        if (i > 0)
            uc_sink_putc(text, ',');
        uc_sink_puts(text, node->child[i].text);
    }
    return true;
}

void uc_run_read_setting(uc_run_reader *reader, const uc_yaml_node *node,
                         const uc_setting *setting, uc_mse_settings *settings)
{
    uc_error err = {.msg = ""};
    uc_sink text;

    uc_sink_memory(&text);
    if (!setting_text(node, &text)) {
        uc_run_fault(reader, node, "%s must be a value or a list of values: %s",
                     setting->name, setting->allowed);
    } else if (text.status != UC_OK) {
        reader->no_memory = true;
    } else if (setting->read(settings, text.text != NULL ? text.text : "", &err) !=
               UC_OK) {
        if (err.code == UC_ENOMEM)
            reader->no_memory = true;
        else
            uc_run_fault(reader, node, "%.480s", err.msg);
    }
    uc_sink_clear(&text);
}

static void unknown_estimate_key(uc_run_reader *reader, const uc_yaml_node *node,
                                 size_t i)
{
    char spelled[48][48]; /* names with blanks, as the run file writes them */
    const char *known[52] = {"from", "method", "methods", "total"};
    size_t n, j, k, n_known = 4;
    const uc_setting *setting = uc_mse_settings_table(&n);

    for (j = 0; j < n && j < 48; j++) {
        (void)snprintf(spelled[j], sizeof spelled[j], "%s", setting[j].name);
        for (k = 0; spelled[j][k] != '\0'; k++)
            if (spelled[j][k] == '-')
                spelled[j][k] = ' ';
        known[n_known++] = spelled[j];
    }
    uc_run_unknown_key(reader, node, i, "an estimate", known, n_known);
}

static void read_estimate_key(uc_run_reader *reader, const uc_yaml_node *node, size_t i,
                              uc_run_estimate *to)
{
    const char *key = node->key[i];
    const uc_yaml_node *value = &node->child[i];
    const uc_setting *setting = uc_mse_setting_find(key);

    if (strcmp(key, "from") == 0)
        (void)uc_run_find_capture(reader, value, &to->capture);
    else if (strcmp(key, "method") == 0 || strcmp(key, "methods") == 0)
        read_methods(reader, value, to);
    else if (strcmp(key, "total") == 0)
        uc_run_read_bool(reader, value, &to->total);
    else if (setting != NULL)
        uc_run_read_setting(reader, value, setting, &to->settings);
    else
        unknown_estimate_key(reader, node, i);
}

static void default_method(uc_run_reader *reader, uc_run_estimate *to)
{
    if (to->method != NULL)
        return;
    to->method = calloc(1, sizeof *to->method);
    if (to->method == NULL) {
        reader->no_memory = true;
        return;
    }
    to->method[0] = uc_registry_find("bic");
    to->n_methods = 1;
}

static void read_estimate(uc_run_reader *reader, const uc_yaml_node *node,
                          uc_run_estimate *to)
{
    uc_error err = {.msg = ""};
    size_t i;

    to->line = node->line;
    to->column = node->column;
    uc_mse_settings_init(&to->settings);
    to->settings.seed = reader->run->seed;
    if (node->kind != UC_YAML_MAPPING) {
        uc_run_fault(reader, node, "an estimate must be a mapping: {from: NAME, ...}");
        return;
    }
    for (i = 0; i < node->n; i++)
        read_estimate_key(reader, node, i, to);
    if (uc_yaml_get(node, "from") == NULL)
        uc_run_fault(reader, node, "an estimate needs 'from', the name of a capture");
    default_method(reader, to);
    if (to->settings.boot_kind == UC_BOOTSTRAP_BATCHES &&
        to->capture < reader->run->n_captures &&
        reader->run->capture[to->capture].batch.text == NULL)
        uc_run_fault(reader, node,
                     "bootstrap kind 'batches' needs a capture with 'batch'");
    if (to->n_methods > 0 &&
        uc_check_settings(&to->settings, to->method, to->n_methods, &err) != UC_OK)
        uc_run_fault(reader, node, "%.480s", err.msg);
}

void uc_run_read_estimates(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_file *run = reader->run;
    size_t i;

    (void)field;
    if (node->kind != UC_YAML_SEQUENCE) {
        uc_run_fault(reader, node, "estimate must be a list of entries");
        return;
    }
    run->estimate = calloc(node->n + 1, sizeof *run->estimate);
    if (run->estimate == NULL) {
        reader->no_memory = true;
        return;
    }
    for (i = 0; i < node->n; i++)
        read_estimate(reader, &node->child[i], &run->estimate[run->n_estimates++]);
}
