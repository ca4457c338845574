/* publish_figures.c - figures as files */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/convert.h"
#include "pipeline/stage_publish.h"
#include "reports/writers/csv.h"

static uc_artefact *add(uc_artefacts *artefacts, const uc_plot *plot,
                        const char *extension)
{
    char name[256];

    (void)snprintf(name, sizeof name, "figure-%.200s.%s", plot->name, extension);
    return uc_artefacts_add(artefacts, name);
}

static uc_status converted(const uc_sink *svg, bool png, uc_sink *out, uc_error *err)
{
    static const char *const to_png[] = {"rsvg-convert", "--format=png", "--zoom=2",
                                         NULL};
    static const char *const to_pdf[] = {"rsvg-convert", "--format=pdf", NULL};

    return uc_convert(png ? to_png : to_pdf, svg->text, svg->len, out, err);
}

static uc_status keep_png(const uc_sink *bytes, uc_plot *plot, uc_error *err)
{
    free(plot->png);
    plot->png = malloc(bytes->len);
    if (plot->png == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a picture");
    memcpy(plot->png, bytes->text, bytes->len);
    plot->png_len = bytes->len;
    return UC_OK;
}

static uc_status write_pictures(uc_plot *plot, const uc_sink *svg, bool png, bool pdf,
                                uc_artefacts *artefacts, uc_error *err)
{
    uc_status status = UC_OK;
    uc_artefact *made;

    if (png) {
        made = add(artefacts, plot, "png");
        status = made != NULL ? converted(svg, true, &made->bytes, err)
                              : uc_fail(err, UC_ENOMEM, "no memory for a picture");
        if (status == UC_OK)
            status = keep_png(&made->bytes, plot, err);
    }
    if (status == UC_OK && pdf) {
        made = add(artefacts, plot, "pdf");
        status = made != NULL ? converted(svg, false, &made->bytes, err)
                              : uc_fail(err, UC_ENOMEM, "no memory for a picture");
    }
    return status;
}

static uc_status write_one(const uc_report *report, uc_plot *plot, bool svg, bool png,
                           bool pdf, uc_artefacts *artefacts, uc_error *err)
{
    uc_artefact *made = add(artefacts, plot, "csv");
    uc_status status;
    uc_sink text;

    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a figure");
    uc_csv_write_table(&plot->data, &made->bytes);
    uc_sink_memory(&text);
    uc_plot_write_svg(plot, report->look, true, &text);
    status = uc_sink_finish(&text, err);
    if (status == UC_OK)
        status = write_pictures(plot, &text, png, pdf, artefacts, err);
    made = status == UC_OK && svg ? add(artefacts, plot, "svg") : NULL;
    if (made != NULL)
        uc_sink_write(&made->bytes, text.text, text.len);
    if (status == UC_OK && svg)
        status = made == NULL ? uc_fail(err, UC_ENOMEM, "no memory for a figure")
                              : uc_sink_finish(&made->bytes, err);
    uc_sink_clear(&text);
    return status;
}

uc_status uc_publish_figures(uc_report *report, bool svg, bool png, bool pdf,
                             uc_artefacts *artefacts, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    for (i = 0; (svg || png || pdf) && status == UC_OK && i < report->n_blocks; i++)
        if (report->block[i].kind == UC_BLOCK_FIGURE)
            status = write_one(report, &report->block[i].plot, svg, png, pdf, artefacts,
                               err);
    return status;
}

uc_status uc_publish_pictures(uc_report *report, uc_error *err)
{
    uc_status status = UC_OK;

    if (!uc_convert_has("rsvg-convert"))
        return UC_OK;
    for (size_t i = 0; status == UC_OK && i < report->n_blocks; i++) {
        uc_plot *plot = &report->block[i].plot;
        uc_sink svg, png;

        if (report->block[i].kind != UC_BLOCK_FIGURE || plot->png != NULL)
            continue;
        uc_sink_memory(&svg);
        uc_sink_memory(&png);
        uc_plot_write_svg(plot, report->look, true, &svg);
        status = uc_sink_finish(&svg, err);
        if (status == UC_OK)
            status = converted(&svg, true, &png, err);
        if (status == UC_OK)
            status = keep_png(&png, plot, err);
        uc_sink_clear(&svg);
        uc_sink_clear(&png);
    }
    return status;
}

uc_status uc_figures_write(uc_report *report, const char *folder, uc_error *err)
{
    uc_artefacts artefacts = {NULL, 0, 0};
    uc_status status = uc_report_finish(report, err);
    size_t i;

    if (status == UC_OK)
        status = uc_publish_figures(report, true, false, false, &artefacts, err);
    if (status == UC_OK)
        status = uc_output_folder(folder, err);
    for (i = 0; status == UC_OK && i < artefacts.n; i++)
        status = uc_output_in_folder(folder, artefacts.item[i].name,
                                     artefacts.item[i].bytes.text,
                                     artefacts.item[i].bytes.len, NULL, err);
    uc_artefacts_clear(&artefacts);
    return status;
}
