/* publish_docx.c - a text for word processors: pandoc reads the Markdown */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/convert.h"
#include "pipeline/stage_publish.h"
#include "reports/writers/markdown.h"

static bool has_picture(const uc_block *block)
{
    return block->kind == UC_BLOCK_FIGURE && block->plot.png != NULL;
}

static void path_of(const char *folder, const uc_plot *plot, char path[], size_t size)
{
    (void)snprintf(path, size, "%s/figure-%.200s.png", folder, plot->name);
}

static uc_status write_picture(const char *folder, const uc_plot *plot, uc_error *err)
{
    char path[800];
    FILE *file;
    bool good;

    path_of(folder, plot, path, sizeof path);
    file = fopen(path, "wbx");
    if (file == NULL)
        return uc_fail(err, UC_ECREATE, "no temporary file for a picture");
    good = fwrite(plot->png, 1, plot->png_len, file) == plot->png_len;
    good = fclose(file) == 0 && good;
    return good ? UC_OK : uc_fail(err, UC_EIO, "a picture cannot be written");
}

/* The folder and what was put into it. */
static void remove_folder(const char *folder, const uc_report *report)
{
    char path[800];

    for (size_t i = 0; i < report->n_blocks; i++)
        if (has_picture(&report->block[i])) {
            path_of(folder, &report->block[i].plot, path, sizeof path);
            (void)unlink(path);
        }
    (void)rmdir(folder);
}

/* Ends a section on its side: the tables of an annex are too wide for upright pages. */
static const char landscape[] =
    "\n```{=openxml}\n<w:p><w:pPr><w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" "
    "w:orient=\"landscape\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" "
    "w:bottom=\"1134\" w:left=\"1134\" w:header=\"709\" w:footer=\"709\" "
    "w:gutter=\"0\"/></w:sectPr></w:pPr></w:p>\n```\n";

/* The text with its pages on their side up to the last part, which names the sources.
 */
static void turn_pages(const uc_sink *text, uc_sink *turned)
{
    const char *last = NULL, *at = text->text;

    while (at != NULL && (at = strstr(at, "\n## ")) != NULL)
        last = at++;
    if (last != NULL) {
        uc_sink_write(turned, text->text, (size_t)(last - text->text));
        uc_sink_puts(turned, landscape);
        uc_sink_puts(turned, last);
    } else if (text->text != NULL) {
        uc_sink_puts(turned, text->text);
    }
}

/* Pandoc looks for pictures in the folder alone. */
static uc_status render_in(const char *folder, const uc_report *report, uc_sink *out,
                           uc_error *err)
{
    char where[600];
    const char *const argv[] = {
        "pandoc", "--from=markdown", "--to=docx", "--output=-", where, NULL};
    uc_status status = UC_OK;
    uc_sink text, turned;

    (void)snprintf(where, sizeof where, "--resource-path=%s", folder);
    for (size_t i = 0; status == UC_OK && i < report->n_blocks; i++)
        if (has_picture(&report->block[i]))
            status = write_picture(folder, &report->block[i].plot, err);
    uc_sink_memory(&text);
    uc_markdown_write_report(report, UC_MARKDOWN_PICTURES, &text);
    uc_sink_memory(&turned);
    turn_pages(&text, &turned);
    if (status == UC_OK)
        status = uc_sink_finish(&text, err);
    if (status == UC_OK)
        status = uc_sink_finish(&turned, err);
    if (status == UC_OK)
        status = uc_convert(argv, turned.text, turned.len, out, err);
    uc_sink_clear(&turned);
    uc_sink_clear(&text);
    return status;
}

uc_status uc_publish_docx(const uc_report *report, uc_artefacts *artefacts,
                          uc_error *err)
{
    const char *tmp = getenv("TMPDIR");
    uc_artefact *made = uc_artefacts_add(artefacts, "annex.docx");
    char folder[512];
    uc_status status;

    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a report");
    if (tmp == NULL || tmp[0] == '\0' || strlen(tmp) > 400)
        tmp = "/tmp";
    (void)snprintf(folder, sizeof folder, "%s/undercount-XXXXXX", tmp);
    if (mkdtemp(folder) == NULL)
        return uc_fail(err, UC_ECREATE, "no temporary folder for pictures");
    status = render_in(folder, report, &made->bytes, err);
    remove_folder(folder, report);
    return status;
}
