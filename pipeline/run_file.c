/* run_file.c - the grammar of the run file */
#include "pipeline/run_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "data/base/sink.h"
#include "data/base/source.h"
#include "data/base/text.h"
#include "pipeline/method_settings.h"
#include "pipeline/run_keys.h"

/* A run file larger than this is not one. */
#define MAX_BYTES ((size_t)4 << 20)

#define COUNT_OF(a)        (sizeof(a) / sizeof((a)[0]))
#define FIELD(type, field) offsetof(type, field)

static const uc_run_key identified_keys[] = {
    {"area", uc_run_read_text, FIELD(uc_run_identified, area)},
    {"period", uc_run_read_text, FIELD(uc_run_identified, period)},
    {"stage", uc_run_read_text, FIELD(uc_run_identified, stage)},
};

/* "any list", "list NAME" or, where counts are allowed, a mapping. */
static void read_identified_text(uc_run_reader *reader, const uc_yaml_node *node,
                                 uc_run_identified *to)
{
    char shown[128];

    if (node->text != NULL && strcmp(node->text, "any list") == 0) {
        to->kind = UC_RUN_IDENTIFIED_ANY_LIST;
    } else if (node->text != NULL && strncmp(node->text, "list ", 5) == 0 &&
               node->text[5] != '\0') {
        to->kind = UC_RUN_IDENTIFIED_LIST;
        to->list.text = uc_text_copy(node->text + 5);
        to->list.line = node->line;
        to->list.column = node->column;
        reader->no_memory = reader->no_memory || to->list.text == NULL;
    } else {
        uc_run_fault(reader, node,
                     "identified is '%s'; allowed are 'any list', 'list NAME' and a "
                     "mapping with area, period, stage",
                     node->text != NULL ? uc_run_shown(node->text, shown) : "a list");
    }
}

static void read_identified(uc_run_reader *reader, const uc_yaml_node *node,
                            void *field)
{
    uc_run_identified *to = field;

    if (node->kind != UC_YAML_MAPPING)
        read_identified_text(reader, node, to);
    else if (uc_run_mapping(reader, node, "identified", identified_keys,
                            COUNT_OF(identified_keys), to))
        to->kind = UC_RUN_IDENTIFIED_COUNTS;
}

static const uc_run_key capture_keys[] = {
    {"file", uc_run_read_path, FIELD(uc_run_capture, file)},
    {"area", uc_run_read_text, FIELD(uc_run_capture, area)},
    {"period", uc_run_read_text, FIELD(uc_run_capture, period)},
    {"lists", uc_run_read_list, FIELD(uc_run_capture, lists)},
    {"count", uc_run_read_text, FIELD(uc_run_capture, count)},
    {"by", uc_run_read_list, FIELD(uc_run_capture, by)},
    {"identified", read_identified, FIELD(uc_run_capture, identified)},
    {"definition", uc_run_read_text, FIELD(uc_run_capture, definition)},
    {"source", uc_run_read_text, FIELD(uc_run_capture, source)},
    {"note", uc_run_read_text, FIELD(uc_run_capture, note)},
    {"cases", NULL, 0},
    {"profile", NULL, 0},
    {"link", NULL, 0},
    {"batch", NULL, 0},
    {"structural zeros", NULL, 0},
};

static void read_capture(uc_run_reader *reader, const uc_yaml_node *captures, size_t i,
                         uc_run_capture *to)
{
    const uc_yaml_node *node = &captures->child[i];

    to->name.text = uc_text_copy(captures->key[i]);
    to->name.line = captures->key_line[i];
    to->name.column = captures->key_column[i];
    reader->no_memory = reader->no_memory || to->name.text == NULL;
    if (uc_run_mapping(reader, node, "a capture", capture_keys, COUNT_OF(capture_keys),
                       to) &&
        to->file.text == NULL && uc_yaml_get(node, "file") == NULL &&
        uc_yaml_get(node, "cases") == NULL)
        uc_run_fault(reader, node, "a capture needs 'file'");
}

static void read_captures(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_file *run = reader->run;
    size_t i;

    (void)field;
    if (node->kind != UC_YAML_MAPPING) {
        uc_run_fault(reader, node, "captures must be a mapping of names to captures");
        return;
    }
    run->capture = calloc(node->n + 1, sizeof *run->capture);
    if (run->capture == NULL) {
        reader->no_memory = true;
        return;
    }
    run->n_captures = node->n;
    for (i = 0; i < node->n; i++)
        read_capture(reader, node, i, &run->capture[i]);
}

/* Finds a capture by name; a fault with advice when there is none. */
static bool find_capture(uc_run_reader *reader, const uc_yaml_node *node, size_t *index)
{
    const uc_run_file *run = reader->run;
    const char *name[64], *near;
    size_t i, n = 0;
    char shown[128];

    if (node->kind != UC_YAML_SCALAR || node->text == NULL) {
        uc_run_fault(reader, node, "must be the name of a capture");
        return false;
    }
    for (i = 0; i < run->n_captures; i++) {
        if (strcmp(run->capture[i].name.text, node->text) == 0) {
            *index = i;
            return true;
        }
        if (n < COUNT_OF(name))
            name[n++] = run->capture[i].name.text;
    }
    near = uc_text_nearest(node->text, name, n);
    if (near != NULL)
        uc_run_fault(reader, node, "no capture is called '%s'; did you mean '%s'?",
                     uc_run_shown(node->text, shown), near);
    else
        uc_run_fault(reader, node, "no capture is called '%s'",
                     uc_run_shown(node->text, shown));
    return false;
}

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

static void read_setting(uc_run_reader *reader, const uc_yaml_node *node,
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
        (void)find_capture(reader, value, &to->capture);
    else if (strcmp(key, "method") == 0 || strcmp(key, "methods") == 0)
        read_methods(reader, value, to);
    else if (strcmp(key, "total") == 0)
        uc_run_read_bool(reader, value, &to->total);
    else if (setting != NULL)
        read_setting(reader, value, setting, &to->settings);
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
    if (to->n_methods > 0 &&
        uc_check_settings(&to->settings, to->method, to->n_methods, &err) != UC_OK)
        uc_run_fault(reader, node, "%.480s", err.msg);
}

static void read_estimates(uc_run_reader *reader, const uc_yaml_node *node, void *field)
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

static const uc_run_key published_keys[] = {
    {"published", uc_run_read_text, FIELD(uc_run_compare, definition)},
    {"area", uc_run_read_list, FIELD(uc_run_compare, area)},
    {"period", uc_run_read_text, FIELD(uc_run_compare, period)},
    {"source", uc_run_read_text, FIELD(uc_run_compare, source)},
};

static void read_compared(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_compare *to = field;

    if (node->kind != UC_YAML_MAPPING) {
        (void)find_capture(reader, node, &to->capture);
        return;
    }
    to->published = true;
    (void)uc_run_mapping(reader, node, "an estimate to compare", published_keys,
                         COUNT_OF(published_keys), to);
    if (uc_yaml_get(node, "published") == NULL)
        uc_run_fault(reader, node,
                     "a published estimate needs 'published', its definition");
}

/* "area" and "period" beside "estimate" and "identified" hold for both. */
typedef struct compare_entry {
    uc_run_compare compare;
    uc_run_text area, period;
} compare_entry;

static const uc_run_key compare_keys[] = {
    {"estimate", read_compared, FIELD(compare_entry, compare)},
    {"identified", read_identified, FIELD(compare_entry, compare.identified)},
    {"note", uc_run_read_text, FIELD(compare_entry, compare.note)},
    {"area", uc_run_read_text, FIELD(compare_entry, area)},
    {"period", uc_run_read_text, FIELD(compare_entry, period)},
    {"by", NULL, 0},
    {"total", NULL, 0},
    {"pool", NULL, 0},
    {"impute", NULL, 0},
};

static void default_text(uc_run_reader *reader, uc_run_text *to,
                         const uc_run_text *from)
{
    if (to->text != NULL || from->text == NULL)
        return;
    *to = *from;
    to->text = uc_text_copy(from->text);
    reader->no_memory = reader->no_memory || to->text == NULL;
}

static void default_area(uc_run_reader *reader, uc_run_list *to,
                         const uc_run_text *from)
{
    if (to->n != 0 || from->text == NULL)
        return;
    to->item = calloc(1, sizeof *to->item);
    reader->no_memory = reader->no_memory || to->item == NULL;
    if (to->item == NULL)
        return;
    to->n = 1;
    default_text(reader, &to->item[0], from);
}

static void check_compare(uc_run_reader *reader, const uc_yaml_node *node,
                          const uc_run_compare *to)
{
    const uc_run_identified_kind kind = to->identified.kind;

    if (uc_yaml_get(node, "estimate") == NULL)
        uc_run_fault(reader, node,
                     "a comparison needs 'estimate': the name of a capture, or "
                     "{published: DEFINITION, ...}");
    if (to->published &&
        (kind == UC_RUN_IDENTIFIED_ANY_LIST || kind == UC_RUN_IDENTIFIED_LIST))
        uc_run_fault(reader, node,
                     "a published estimate has no lists; identified must be a mapping "
                     "with area, period, stage");
}

static void read_compare(uc_run_reader *reader, const uc_yaml_node *node,
                         uc_run_compare *to)
{
    compare_entry entry;

    memset(&entry, 0, sizeof entry);
    if (uc_run_mapping(reader, node, "a comparison", compare_keys,
                       COUNT_OF(compare_keys), &entry)) {
        default_text(reader, &entry.compare.identified.area, &entry.area);
        default_text(reader, &entry.compare.identified.period, &entry.period);
        default_text(reader, &entry.compare.period, &entry.period);
        default_area(reader, &entry.compare.area, &entry.area);
        check_compare(reader, node, &entry.compare);
    }
    uc_run_text_clear(&entry.area);
    uc_run_text_clear(&entry.period);
    *to = entry.compare;
    to->line = node->line;
    to->column = node->column;
}

static void read_compares(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_file *run = reader->run;
    size_t i;

    (void)field;
    if (node->kind != UC_YAML_SEQUENCE) {
        uc_run_fault(reader, node, "compare must be a list of entries");
        return;
    }
    run->compare = calloc(node->n + 1, sizeof *run->compare);
    if (run->compare == NULL) {
        reader->no_memory = true;
        return;
    }
    for (i = 0; i < node->n; i++)
        read_compare(reader, &node->child[i], &run->compare[run->n_compares++]);
}

static void read_formats(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_list formats = {NULL, 0};
    uc_run_file *run = field;
    size_t i;
    char shown[128];

    uc_run_read_list(reader, node, &formats);
    run->write_csv = run->write_markdown = run->write_json = false;
    for (i = 0; i < formats.n; i++) {
        const uc_yaml_node at = {.line = formats.item[i].line,
                                 .column = formats.item[i].column};

        if (strcmp(formats.item[i].text, "csv") == 0)
            run->write_csv = true;
        else if (strcmp(formats.item[i].text, "markdown") == 0)
            run->write_markdown = true;
        else if (strcmp(formats.item[i].text, "json") == 0)
            run->write_json = true;
        else
            uc_run_fault(reader, &at,
                         "format '%s': this version cannot write it yet; it writes "
                         "csv, markdown and json",
                         uc_run_shown(formats.item[i].text, shown));
    }
    uc_run_list_clear(&formats);
}

static void read_language(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    (void)field;
    if (node->kind != UC_YAML_SCALAR || node->text == NULL ||
        strcmp(node->text, "en") != 0)
        uc_run_fault(reader, node, "this version writes English (en) only");
}

static const uc_run_key publish_keys[] = {
    {"formats", read_formats, 0}, {"language", read_language, 0},
    {"suppress below", NULL, 0},  {"dominance", NULL, 0},
    {"round to", NULL, 0},        {"logo", NULL, 0},
};

static void read_publish(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    (void)field;
    (void)uc_run_mapping(reader, node, "publish", publish_keys, COUNT_OF(publish_keys),
                         reader->run);
}

static const uc_run_key input_keys[] = {
    {"identified", uc_run_read_paths, FIELD(uc_run_file, identified)},
    {"published", uc_run_read_paths, FIELD(uc_run_file, published)},
    {"population", uc_run_read_paths, FIELD(uc_run_file, population)},
    {"surveys", NULL, 0},
    {"cases", NULL, 0},
};

static void read_inputs(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    (void)field;
    (void)uc_run_mapping(reader, node, "inputs", input_keys, COUNT_OF(input_keys),
                         reader->run);
}

static void read_seed(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    const uc_setting *setting = uc_mse_setting_find("seed");
    uc_mse_settings settings;

    uc_mse_settings_init(&settings);
    settings.seed = reader->run->seed;
    if (setting != NULL)
        read_setting(reader, node, setting, &settings);
    *(uint64_t *)field = settings.seed;
    uc_mse_settings_clear(&settings);
}

/* In the order in which they are read: captures before what names them. */
static const uc_run_key top_keys[] = {
    {"title", uc_run_read_text, FIELD(uc_run_file, title)},
    {"seed", read_seed, FIELD(uc_run_file, seed)},
    {"output", uc_run_read_path, FIELD(uc_run_file, output)},
    {"areas", uc_run_read_path, FIELD(uc_run_file, areas)},
    {"inputs", read_inputs, 0},
    {"captures", read_captures, 0},
    {"estimate", read_estimates, 0},
    {"compare", read_compares, 0},
    {"publish", read_publish, 0},
    {"surveys", NULL, 0},
    {"survey", NULL, 0},
    {"networks", NULL, 0},
    {"scaleup", NULL, 0},
    {"rds", NULL, 0},
    {"cascade", NULL, 0},
    {"trend", NULL, 0},
    {"regions", NULL, 0},
    {"indicators", NULL, 0},
    {"disclosure", NULL, 0},
    {"history", NULL, 0},
    {"cache", NULL, 0},
    {"thresholds", NULL, 0},
    {"figures", NULL, 0},
};

/* A mapping of one key, so that the table's order is the order of reading. */
static void read_top_key(uc_run_reader *reader, const uc_yaml_node *root, size_t i,
                         const uc_run_key *key)
{
    const uc_yaml_node at = {.line = root->key_line[i], .column = root->key_column[i]};

    if (key->read == NULL)
        uc_run_fault(reader, &at, "'%s': this version cannot do it yet", key->key);
    else
        key->read(reader, &root->child[i], (char *)reader->run + key->offset);
}

static void check_unknown_top(uc_run_reader *reader, const uc_yaml_node *root)
{
    const char *known[COUNT_OF(top_keys)];
    size_t i, j, n_known = 0;

    for (j = 0; j < COUNT_OF(top_keys); j++)
        if (top_keys[j].read != NULL)
            known[n_known++] = top_keys[j].key;
    for (i = 0; i < root->n; i++) {
        for (j = 0; j < COUNT_OF(top_keys); j++)
            if (strcmp(top_keys[j].key, root->key[i]) == 0)
                break;
        if (j == COUNT_OF(top_keys))
            uc_run_unknown_key(reader, root, i, "the run file", known, n_known);
    }
}

static void read_top(uc_run_reader *reader, const uc_yaml_node *root)
{
    size_t i, j;

    if (root->kind != UC_YAML_MAPPING) {
        uc_run_fault(reader, root, "a run file is a mapping of keys to values");
        return;
    }
    for (j = 0; j < COUNT_OF(top_keys); j++)
        for (i = 0; i < root->n; i++)
            if (strcmp(top_keys[j].key, root->key[i]) == 0)
                read_top_key(reader, root, i, &top_keys[j]);
    check_unknown_top(reader, root);
    if (uc_yaml_get(root, "estimate") == NULL && uc_yaml_get(root, "compare") == NULL)
        uc_faults_add(reader->faults, UC_ECONFIG, reader->path, 0, 0,
                      "there is nothing to do: give 'estimate' or 'compare'");
}

/* A capture that is compared but not estimated has no number to compare. */
static void check_compared(uc_run_reader *reader)
{
    const uc_run_file *run = reader->run;
    size_t i, j;

    for (i = 0; i < run->n_compares; i++) {
        const uc_run_compare *compare = &run->compare[i];
        const uc_yaml_node at = {.line = compare->line, .column = compare->column};

        if (compare->published || run->n_captures == 0)
            continue;
        for (j = 0; j < run->n_estimates; j++)
            if (run->estimate[j].capture == compare->capture)
                break;
        if (j == run->n_estimates)
            uc_run_fault(reader, &at,
                         "capture '%s' is compared, but no entry of 'estimate' "
                         "estimates it",
                         run->capture[compare->capture].name.text);
    }
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = uc_text_copy(slash != NULL ? path : ".");

    if (folder != NULL && slash != NULL)
        folder[slash == path ? 1 : (size_t)(slash - path)] = '\0';
    return folder;
}

uc_status uc_run_file_parse(const char *text, size_t len, const char *path,
                            bool allow_outside, uc_faults *faults, uc_run_file *run,
                            uc_error *err)
{
    uc_run_file made = {.write_csv = true, .write_markdown = true, .write_json = true};
    uc_run_reader reader = {
        .faults = faults, .path = path, .allow_outside = allow_outside, .run = &made};
    const size_t n_before = faults->n_total;
    uc_mse_settings defaults;
    uc_yaml_node root;
    const uc_status status = uc_yaml_read(text, len, path, faults, &root, err);

    if (status != UC_OK)
        return status;
    uc_mse_settings_init(&defaults);
    made.seed = defaults.seed;
    uc_mse_settings_clear(&defaults);
    made.path = uc_text_copy(path);
    made.folder = folder_of(path);
    uc_sha256_bytes(text, len, made.sha256);
    if (faults->n_total == n_before || root.n > 0)
        read_top(&reader, &root);
    if (faults->n_total == n_before)
        check_compared(&reader);
    uc_yaml_clear(&root);
    if (reader.no_memory || made.path == NULL || made.folder == NULL) {
        uc_run_file_clear(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for the run file");
    }
    *run = made;
    return UC_OK;
}

uc_status uc_run_file_read(const char *path, bool allow_outside, uc_faults *faults,
                           uc_run_file *run, uc_error *err)
{
    char *text = NULL;
    size_t len = 0;
    uc_status status =
        uc_source_read_all(path, NULL, MAX_BYTES, &text, &len, NULL, err);

    if (status == UC_OK)
        status = uc_run_file_parse(text, len, path, allow_outside, faults, run, err);
    free(text);
    return status;
}

static void clear_identified(uc_run_identified *identified)
{
    uc_run_text_clear(&identified->list);
    uc_run_text_clear(&identified->area);
    uc_run_text_clear(&identified->period);
    uc_run_text_clear(&identified->stage);
}

static void clear_capture(uc_run_capture *capture)
{
    uc_run_text_clear(&capture->name);
    uc_run_text_clear(&capture->file);
    uc_run_text_clear(&capture->area);
    uc_run_text_clear(&capture->period);
    uc_run_text_clear(&capture->count);
    uc_run_text_clear(&capture->definition);
    uc_run_text_clear(&capture->source);
    uc_run_text_clear(&capture->note);
    uc_run_list_clear(&capture->lists);
    uc_run_list_clear(&capture->by);
    clear_identified(&capture->identified);
}

static void clear_compare(uc_run_compare *compare)
{
    uc_run_text_clear(&compare->definition);
    uc_run_text_clear(&compare->period);
    uc_run_text_clear(&compare->source);
    uc_run_text_clear(&compare->note);
    uc_run_list_clear(&compare->area);
    clear_identified(&compare->identified);
}

void uc_run_file_clear(uc_run_file *run)
{
    size_t i;

    for (i = 0; i < run->n_captures; i++)
        clear_capture(&run->capture[i]);
    for (i = 0; i < run->n_estimates; i++) {
        free(run->estimate[i].method);
        uc_mse_settings_clear(&run->estimate[i].settings);
    }
    for (i = 0; i < run->n_compares; i++)
        clear_compare(&run->compare[i]);
    free(run->capture);
    free(run->estimate);
    free(run->compare);
    uc_run_text_clear(&run->title);
    uc_run_text_clear(&run->output);
    uc_run_text_clear(&run->areas);
    uc_run_list_clear(&run->identified);
    uc_run_list_clear(&run->published);
    uc_run_list_clear(&run->population);
    free(run->path);
    free(run->folder);
    memset(run, 0, sizeof *run);
}

char *uc_run_path(const uc_run_file *run, const char *written)
{
    const size_t room = strlen(run->folder) + strlen(written) + 2;
    char *path;

    if (strncmp(written, "data:", 5) == 0 || written[0] == '/' ||
        strcmp(run->folder, ".") == 0)
        return uc_text_copy(written);
    path = malloc(room);
    if (path != NULL)
        (void)snprintf(path, room, "%s%s%s", run->folder,
                       strcmp(run->folder, "/") == 0 ? "" : "/", written);
    return path;
}
