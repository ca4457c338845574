/* run_file.c - the run file as a whole: its top keys, inputs and publication */
#include "pipeline/run_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "data/base/source.h"
#include "data/base/text.h"
#include "pipeline/run_keys.h"
#include "pipeline/run_sections.h"

/* A run file larger than this is not one. */
#define MAX_BYTES ((size_t)4 << 20)

#define COUNT_OF(a)        (sizeof(a) / sizeof((a)[0]))
#define FIELD(type, field) offsetof(type, field)

static const uc_run_key input_keys[] = {
    {"identified", uc_run_read_paths, FIELD(uc_run_file, identified)},
    {"published", uc_run_read_paths, FIELD(uc_run_file, published)},
    {"draws", uc_run_read_paths, FIELD(uc_run_file, draws)},
    {"population", uc_run_read_paths, FIELD(uc_run_file, population)},
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
        uc_run_read_setting(reader, node, setting, &settings);
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
    {"captures", uc_run_read_captures, 0},
    {"estimate", uc_run_read_estimates, 0},
    {"compare", uc_run_read_compares, 0},
    {"publish", uc_run_read_publish, 0},
    {"surveys", uc_run_read_surveys, 0},
    {"scaleup", uc_run_read_scaleups, 0},
    {"rds", uc_run_read_rds, 0},
    {"cascade", uc_run_read_cascade, FIELD(uc_run_file, cascade)},
    {"trend", uc_run_read_bool, FIELD(uc_run_file, trend)},
    {"regions", uc_run_read_regions, FIELD(uc_run_file, regions)},
    {"synthesis", uc_run_read_syntheses, 0},
    {"checklist", uc_run_read_checklist, FIELD(uc_run_file, checklist)},
    {"indicator 16.2.2", uc_run_read_bool, FIELD(uc_run_file, indicator)},
    {"indicators", NULL, 0},
    {"disclosure", NULL, 0},
    {"history", uc_run_read_path, FIELD(uc_run_file, history)},
    {"cache", uc_run_read_cache, FIELD(uc_run_file, cache)},
    {"thresholds", uc_run_read_thresholds, FIELD(uc_run_file, thresholds)},
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
            if (strcmp(top_keys[j].key, root->key[i]) == 0 && !reader->no_memory)
                read_top_key(reader, root, i, &top_keys[j]);
    check_unknown_top(reader, root);
    if (uc_yaml_get(root, "estimate") == NULL && uc_yaml_get(root, "compare") == NULL &&
        uc_yaml_get(root, "surveys") == NULL && uc_yaml_get(root, "scaleup") == NULL &&
        uc_yaml_get(root, "rds") == NULL)
        uc_faults_add(reader->faults, UC_ECONFIG, reader->path, 0, 0,
                      "there is nothing to do: give 'estimate', 'compare', 'surveys', "
                      "'scaleup' or "
                      "'rds'");
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
    if (faults->n_total == n_before && !reader.no_memory)
        check_compared(&reader);
    if (faults->n_total == n_before && !reader.no_memory)
        uc_run_check_keeping(&reader);
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
    uc_run_text_clear(&identified->rule);
    uc_run_text_clear(&identified->area);
    uc_run_text_clear(&identified->period);
    uc_run_text_clear(&identified->stage);
}

static void clear_capture(uc_run_capture *capture)
{
    uc_run_text_clear(&capture->profile);
    uc_case_source_clear(&capture->source_files);
    uc_run_text_clear(&capture->name);
    uc_run_text_clear(&capture->file);
    uc_run_text_clear(&capture->area);
    uc_run_text_clear(&capture->period);
    uc_run_text_clear(&capture->count);
    uc_run_text_clear(&capture->batch);
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
    uc_run_text_clear(&compare->of_survey);
    uc_run_text_clear(&compare->of);
    uc_run_text_clear(&compare->method);
    uc_run_list_clear(&compare->area);
    uc_run_list_clear(&compare->by);
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
    uc_run_surveys_clear(run);
    uc_run_clear_analysis(run);
    free(run->capture);
    free(run->estimate);
    free(run->compare);
    uc_run_publication_clear(&run->publish);
    uc_run_text_clear(&run->title);
    uc_run_text_clear(&run->output);
    uc_run_text_clear(&run->areas);
    uc_run_list_clear(&run->identified);
    uc_run_list_clear(&run->published);
    uc_run_list_clear(&run->draws);
    uc_run_list_clear(&run->population);
    uc_run_text_clear(&run->history);
    uc_run_text_clear(&run->cache.file);
    uc_run_list_clear(&run->thresholds.fail_on);
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
