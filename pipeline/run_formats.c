/* run_formats.c - the publish section of a run file: formats, language, look */
#include <string.h>

#include "pipeline/convert.h"
#include "pipeline/run_keys.h"
#include "pipeline/run_sections.h"
#include "reports/look.h"

#define COUNT_OF(a)        (sizeof(a) / sizeof((a)[0]))
#define FIELD(type, field) offsetof(type, field)

/* Data formats and files of figures, which are no formats of a whole report. */
static const struct {
    const char *name;
    size_t offset;       /* of its bool in uc_run_file */
    const char *program; /* that it needs, or NULL */
} plain[] = {
    {"csv", FIELD(uc_run_file, write_csv), NULL},
    {"markdown", FIELD(uc_run_file, write_markdown), NULL},
    {"json", FIELD(uc_run_file, write_json), NULL},
    {"svg", FIELD(uc_run_file, publish.svg), NULL},
    {"png", FIELD(uc_run_file, publish.png), "rsvg-convert"},
    {"pdf", FIELD(uc_run_file, publish.pdf), "rsvg-convert"},
    {"docx", FIELD(uc_run_file, publish.docx), "pandoc"},
};

static void unknown_format(uc_run_reader *reader, const uc_yaml_node *at,
                           const char *name)
{
    char shown[128];
    uc_sink list;
    size_t i, n;
    const uc_writer *const *writer = uc_writers(&n);

    uc_sink_memory(&list);
    for (i = 0; i < COUNT_OF(plain); i++)
        uc_sink_printf(&list, "%s%s", i > 0 ? ", " : "", plain[i].name);
    for (i = 0; i < n; i++)
        uc_sink_printf(&list, ", %s", writer[i]->name);
    uc_run_fault(reader, at, "format '%s': this version cannot write it; it writes %s",
                 uc_run_shown(name, shown), list.text != NULL ? list.text : "");
    uc_sink_clear(&list);
}

static void add_writer(uc_run_reader *reader, const uc_yaml_node *at,
                       const uc_writer *writer)
{
    uc_run_publication *publish = &reader->run->publish;
    size_t i;

    if (writer->lacks != NULL) {
        uc_run_fault(reader, at,
                     "format '%s': this build cannot write it; it was made "
                     "without %s",
                     writer->name, writer->lacks);
        return;
    }
    for (i = 0; i < publish->n_writers; i++)
        if (publish->writer[i] == writer)
            return;
    if (publish->n_writers < UC_MAX_WRITERS)
        publish->writer[publish->n_writers++] = writer;
}

static void read_format(uc_run_reader *reader, const uc_run_text *format)
{
    const uc_yaml_node at = {.line = format->line, .column = format->column};
    const uc_writer *writer = uc_writer_find(format->text);
    size_t i;

    for (i = 0; i < COUNT_OF(plain); i++)
        if (strcmp(format->text, plain[i].name) == 0)
            break;
    if (writer != NULL)
        add_writer(reader, &at, writer);
    else if (i == COUNT_OF(plain))
        unknown_format(reader, &at, format->text);
    else if (plain[i].program != NULL && !uc_convert_has(plain[i].program))
        uc_run_fault(reader, &at,
                     "format '%s' needs the program %s, which is not "
                     "installed",
                     plain[i].name, plain[i].program);
    else
        *(bool *)((char *)reader->run + plain[i].offset) = true;
}

static void read_formats(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_list formats = {NULL, 0};
    uc_run_file *run = field;
    size_t i;

    uc_run_read_list(reader, node, &formats);
    run->write_csv = run->write_markdown = run->write_json = false;
    for (i = 0; i < formats.n; i++)
        read_format(reader, &formats.item[i]);
    uc_run_list_clear(&formats);
}

static void read_language(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    const uc_language *language =
        node->kind == UC_YAML_SCALAR ? uc_language_find(node->text) : NULL;

    if (language == NULL)
        uc_run_fault(reader, node, "this version writes %s only", uc_language_codes());
    else
        *(const uc_language **)field = language;
}

static void read_axis(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    const bool scalar = node->kind == UC_YAML_SCALAR && node->text != NULL;

    if (scalar && strcmp(node->text, "linear") == 0)
        *(bool *)field = true;
    else if (!scalar || strcmp(node->text, "log") != 0)
        uc_run_fault(reader, node, "must be log or linear");
}

/* Colours carry marks and lines: 3:1 on paper is what WCAG 2.1 asks of them. */
static void read_colours(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_list *colours = field;
    char shown[128];
    size_t i;

    uc_run_read_list(reader, node, colours);
    if (colours->n > UC_LOOK_COLOURS)
        uc_run_fault(reader, node, "there are at most %d colours", UC_LOOK_COLOURS);
    for (i = 0; i < colours->n; i++) {
        const uc_run_text *colour = &colours->item[i];
        const uc_yaml_node at = {.line = colour->line, .column = colour->column};
        const double contrast = uc_look_contrast(colour->text, UC_LOOK_PAPER);

        if (!uc_look_is_colour(colour->text))
            uc_run_fault(reader, &at, "colour '%s' must be written as \"#rrggbb\"",
                         uc_run_shown(colour->text, shown));
        else if (contrast < 3)
            uc_run_fault(reader, &at,
                         "colour '%s' has a contrast of %.1f to 1 on white; it must be "
                         "3 to 1 or more",
                         colour->text, contrast);
    }
}

static const uc_run_key publish_keys[] = {
    {"formats", read_formats, 0},
    {"language", read_language, FIELD(uc_run_file, publish.language)},
    {"axis", read_axis, FIELD(uc_run_file, publish.linear)},
    {"excel", uc_run_read_bool, FIELD(uc_run_file, publish.excel)},
    {"authors", uc_run_read_list, FIELD(uc_run_file, publish.authors)},
    {"organisation", uc_run_read_text, FIELD(uc_run_file, publish.organisation)},
    {"logo", uc_run_read_path, FIELD(uc_run_file, publish.logo)},
    {"footer", uc_run_read_text, FIELD(uc_run_file, publish.footer)},
    {"colours", read_colours, FIELD(uc_run_file, publish.colours)},
    {"suppress below", uc_run_read_below, FIELD(uc_run_file, suppress_below)},
    {"dominance", NULL, 0},
    {"round to", NULL, 0},
};

void uc_run_read_publish(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    (void)field;
    (void)uc_run_mapping(reader, node, "publish", publish_keys, COUNT_OF(publish_keys),
                         reader->run);
}

void uc_run_publication_clear(uc_run_publication *publish)
{
    uc_run_text_clear(&publish->organisation);
    uc_run_text_clear(&publish->logo);
    uc_run_text_clear(&publish->footer);
    uc_run_list_clear(&publish->authors);
    uc_run_list_clear(&publish->colours);
}

bool uc_run_has_figures(const uc_run_file *run)
{
    const uc_run_publication *publish = &run->publish;
    size_t i;

    for (i = 0; i < publish->n_writers; i++)
        if (strcmp(publish->writer[i]->name, "sdmx") != 0)
            return true;
    return publish->svg || publish->png || publish->pdf || publish->docx;
}
