/* logo.c - the picture at the head of a report */
#include "pipeline/logo.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/source.h"

#define MAX_BYTES ((size_t)2 << 20)

/* XML that has an element svg: after a mark, blanks, a declaration and comments. */
static bool is_svg(const char *text, size_t len)
{
    static const char mark[] = "\xEF\xBB\xBF";
    const char *at = text;

    if (memchr(text, '\0', len) != NULL)
        return false;
    at += len >= 3 && memcmp(at, mark, 3) == 0 ? 3 : 0;
    at += strspn(at, " \t\r\n");
    return *at == '<' && strstr(at, "<svg") != NULL;
}

static const char *type_of(const char *bytes, size_t len)
{
    static const char png[] = "\x89PNG\r\n\x1a\n", jpeg[] = "\xFF\xD8\xFF";

    if (len >= 8 && memcmp(bytes, png, 8) == 0)
        return "png";
    if (len >= 3 && memcmp(bytes, jpeg, 3) == 0)
        return "jpeg";
    return is_svg(bytes, len) ? "svg+xml" : NULL;
}

uc_status uc_logo_read(const uc_run_file *run, uc_faults *faults, uc_logo *logo,
                       uc_error *err)
{
    const uc_run_text *written = &run->publish.logo;
    uc_error found = {.msg = ""};
    uc_status status;

    if (written->text == NULL)
        return UC_OK;
    logo->path = uc_run_path(run, written->text);
    if (logo->path == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a path");
    status = uc_source_read_all(logo->path, NULL, MAX_BYTES, &logo->bytes, &logo->len,
                                logo->sha256, &found);
    if (status == UC_ENOMEM)
        return uc_fail(err, UC_ENOMEM, "no memory for the logo");
    if (status != UC_OK) {
        uc_faults_add_error(faults, &found);
        return UC_OK;
    }
    logo->type = type_of(logo->bytes, logo->len);
    if (logo->type == NULL)
        uc_faults_add(faults, UC_EDATA, logo->path, 0, 0,
                      "a logo must be a PNG, JPEG or SVG file");
    return UC_OK;
}

void uc_logo_clear(uc_logo *logo)
{
    free(logo->bytes);
    free(logo->path);
    memset(logo, 0, sizeof *logo);
}
