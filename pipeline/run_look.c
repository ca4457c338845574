/* run_look.c - from run file to look */
#include "pipeline/run_look.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/source.h"

#define MAX_LOGO ((size_t)2 << 20)

static uc_status read_logo(const uc_run_file *run, uc_run_look *made, uc_error *err)
{
    static const char png[] = "\x89PNG\r\n\x1a\n";
    const char *written = run->publish.logo.text;
    char *path;
    size_t len = 0;
    uc_status status;

    if (written == NULL)
        return UC_OK;
    path = uc_run_path(run, written);
    if (path == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a path");
    status = uc_source_read_all(path, NULL, MAX_LOGO, &made->logo, &len, NULL, err);
    free(path);
    if (status != UC_OK)
        return status;
    made->look.logo = made->logo;
    made->look.logo_len = len;
    made->look.logo_is_svg = strstr(made->logo, "<svg") != NULL;
    if (!made->look.logo_is_svg && (len < 8 || memcmp(made->logo, png, 8) != 0))
        return uc_fail_at(err, UC_EDATA, written, 0, 0,
                          "the logo must be a PNG or an SVG file");
    return UC_OK;
}

uc_status uc_run_look_make(const uc_run_file *run, uc_run_look *made, uc_error *err)
{
    const uc_run_publication *publish = &run->publish;
    uc_status status;
    size_t i;

    memset(made, 0, sizeof *made);
    made->author = calloc(publish->authors.n + 1, sizeof *made->author);
    if (made->author == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the look of the report");
    for (i = 0; i < publish->authors.n; i++)
        made->author[i] = publish->authors.item[i].text;
    made->look = (uc_look){.language = publish->language,
                           .title = run->title.text,
                           .author = made->author,
                           .n_authors = publish->authors.n,
                           .organisation = publish->organisation.text,
                           .footer = publish->footer.text};
    for (i = 0; i < publish->colours.n && i < UC_LOOK_COLOURS; i++)
        made->look.colour[i] = publish->colours.item[i].text;
    status = read_logo(run, made, err);
    if (status != UC_OK)
        uc_run_look_clear(made);
    return status;
}

void uc_run_look_clear(uc_run_look *look)
{
    free(look->author);
    free(look->logo);
    memset(look, 0, sizeof *look);
}
