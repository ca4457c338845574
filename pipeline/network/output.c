/* output.c - reports of network methods */
#include "pipeline/network/output.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/output_file.h"
#include "pipeline/stage_publish.h"
#include "reports/writers/json.h"
#include "reports/writers/text.h"

void uc_network_write_text(const uc_report *report, uc_sink *out)
{
    size_t i;

    uc_text_write_safe(report->title, out);
    uc_sink_putc(out, '\n');
    for (i = 0; i < report->n_blocks; i++) {
        const uc_block *block = &report->block[i];

        if (block->kind == UC_BLOCK_PARAGRAPH) {
            if (i > 0 && report->block[i - 1].kind == UC_BLOCK_TABLE)
                uc_sink_putc(out, '\n');
            uc_text_write_wrapped("", block->text, out);
        } else if (block->kind == UC_BLOCK_HEADING) {
            uc_sink_putc(out, '\n');
            uc_text_write_wrapped("", block->text, out);
        } else if (block->kind == UC_BLOCK_ITEM) {
            uc_text_write_wrapped("  - ", block->text, out);
        } else if (block->kind == UC_BLOCK_TABLE) {
            uc_sink_putc(out, '\n');
            uc_text_write_table(&block->table, out);
        }
    }
}

uc_status uc_network_write_json(const char *name, json_t *object,
                                const char *const command[], size_t n_command,
                                uc_sink *out, uc_error *err)
{
    json_t *root = json_object(), *words = json_array();
    bool ok = root != NULL && object != NULL;
    uc_status status;
    size_t i;

    uc_json_put(root, "tool", json_string("undercount"), &ok);
    uc_json_put(root, "version", json_string(UC_VERSION), &ok);
    for (i = 0; i < n_command; i++)
        uc_json_add(words, uc_json_text(command[i]), &ok);
    uc_json_put(root, "command", words, &ok);
    uc_json_put(root, name, object, &ok);
    status = ok ? uc_json_write(root, out, err)
                : uc_fail(err, UC_ENOMEM, "no memory for the report");
    json_decref(root);
    return status;
}

uc_status uc_network_write_figures(uc_report *report, const char *folder, uc_error *err)
{
    uc_artefacts artefacts = {NULL, 0, 0};
    uc_status status = uc_publish_figures(report, true, false, false, &artefacts, err);
    size_t i;

    if (status == UC_OK)
        status = uc_output_folder(folder, err);
    for (i = 0; status == UC_OK && i < artefacts.n; i++)
        status = uc_output_in_folder(folder, artefacts.item[i].name,
                                     artefacts.item[i].bytes.text,
                                     artefacts.item[i].bytes.len, NULL, err);
    uc_artefacts_clear(&artefacts);
    return status;
}

uc_status uc_network_name_figure(uc_plot *plot, const char *kind, const char *name,
                                 uc_error *err)
{
    char text[120];
    char *made;
    size_t i;

    (void)snprintf(text, sizeof text, "%s-%.80s", kind, name);
    for (i = 0; text[i] != '\0'; i++)
        text[i] = isalnum((unsigned char)text[i]) && (unsigned char)text[i] < 0x80
                      ? (char)tolower((unsigned char)text[i])
                      : '-';
    made = uc_text_copy(text);
    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the figures");
    free(plot->name);
    plot->name = made;
    return UC_OK;
}

void uc_network_blame(uc_status status, const char *path, uc_error *err)
{
    if (status == UC_EDATA && err->path[0] == '\0')
        (void)snprintf(err->path, sizeof err->path, "%s", path);
}
