/* run_look.c - from run file to look */
#include "pipeline/run_look.h"

#include <stdlib.h>
#include <string.h>

uc_status uc_run_look_make(const uc_run_file *run, const uc_logo *logo,
                           uc_run_look *made, uc_error *err)
{
    const uc_run_publication *publish = &run->publish;
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
                           .footer = publish->footer.text,
                           .logo = logo->bytes,
                           .logo_len = logo->len,
                           .logo_type = logo->type};
    for (i = 0; i < publish->colours.n && i < UC_LOOK_COLOURS; i++)
        made->look.colour[i] = publish->colours.item[i].text;
    return UC_OK;
}

void uc_run_look_clear(uc_run_look *look)
{
    free(look->author);
    memset(look, 0, sizeof *look);
}
