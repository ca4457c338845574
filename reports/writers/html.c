/* html.c - a report as one HTML file
 *
 * Nothing is fetched and nothing runs: a content security policy says so to the
 * browser, and names the one style sheet by its hash.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "reports/figures/draw/canvas.h"
#include "reports/reasons.h"
#include "reports/writers/shown.h"
#include "reports/writers/writer.h"

static const char base_css[] =
    ":root{color-scheme:light dark}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1rem;max-width:62rem;background:#fff;color:#1a1a1a;"
    "font:1rem/1.5 Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif;"
    "overflow-wrap:anywhere}\n"
    "h1{font-size:1.7rem;line-height:1.25;margin:.5rem 0}\n"
    "h2{font-size:1.3rem;margin:2rem 0 .5rem;border-bottom:2px solid currentColor}\n"
    "h3{font-size:1.1rem;margin:1.5rem 0 .25rem}\n"
    "h4,h5,h6{font-size:1rem;margin:1rem 0 .25rem}\n"
    ".by,.notes,footer{color:#55595f;font-size:.9rem}\n"
    ".logo{max-height:5rem;max-width:100%}\n"
    ".summary{border-left:.3rem solid #0072b2;padding:.25rem 1rem;font-size:1.1rem}\n"
    "a{color:#00578a}\n"
    "nav ul{columns:2;padding-left:1.2rem}\n"
    ".wide{overflow-x:auto;max-width:100%;margin:.75rem 0}\n"
    ".wide:focus{outline:2px solid #0072b2}\n"
    "table{border-collapse:collapse;font-size:.85rem;min-width:34rem;"
    "overflow-wrap:normal}\n"
    "caption{text-align:left;font-weight:bold;padding:.25rem 0}\n"
    "th,td{padding:.25rem .5rem;text-align:left;vertical-align:top;"
    "border-bottom:1px solid #c9ccd1;font-weight:normal}\n"
    "thead th{font-weight:bold;border-bottom:2px solid #767b82;vertical-align:bottom}\n"
    ".n{text-align:right;font-variant-numeric:tabular-nums}\n"
    "tbody .n{white-space:nowrap}\n"
    "figure{margin:1rem 0}\n"
    "figcaption{font-weight:bold;margin-bottom:.25rem}\n"
    "svg.figure{display:block;max-width:100%;min-width:36rem;height:auto}\n"
    "@media(max-width:40rem){body{padding:.75rem}nav ul{columns:1}}\n";

static const char dark_css[] = "body{background:" UC_LOOK_NIGHT ";color:#e8eaed}\n"
                               ".by,.notes,footer{color:#b4b9c1}\n"
                               "a{color:#8ac4f0}\n"
                               "th,td{border-bottom-color:#454b54}\n";

static const char print_css[] =
    "@media print{@page{margin:16mm 14mm}body{max-width:none;padding:0;font-size:10pt;"
    "background:#fff;color:#000}nav{display:none}a{color:inherit;text-decoration:none}"
    "h2,h3,h4,caption{break-after:avoid}figure,tr,.summary{break-inside:avoid}"
    "thead{display:table-header-group}.wide{overflow:visible}"
    "table{font-size:7.5pt;min-width:0;width:100%}tbody .n{white-space:normal}"
    "svg.figure{min-width:0}p,li{orphans:3;widows:3}}\n";

static void write_css(const uc_look *look, uc_sink *out)
{
    uc_sink_puts(out, base_css);
    uc_sink_printf(out, ".summary{border-left-color:%s}\n",
                   uc_look_colour(look, 0, false));
    uc_plot_write_css(look, false, "svg.figure", out);
    /* the screen's night only: paper stays white */
    uc_sink_puts(out, "@media screen and (prefers-color-scheme:dark){\n");
    uc_sink_puts(out, dark_css);
    uc_plot_write_css(look, true, "svg.figure", out);
    uc_sink_puts(out, "}\n");
    uc_sink_puts(out, print_css);
}

/* The style's hash as the policy wants it: base64 of SHA-256. */
static void write_hash(const char *css, size_t len, uc_sink *out)
{
    char hex[65], text[sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_ORIGINAL)];
    unsigned char bytes[32];

    uc_sha256_bytes(css, len, hex);
    if (sodium_hex2bin(bytes, sizeof bytes, hex, 64, NULL, NULL, NULL) == 0)
        uc_sink_puts(out, sodium_bin2base64(text, sizeof text, bytes, sizeof bytes,
                                            sodium_base64_VARIANT_ORIGINAL));
}

static void write_base64(const void *bytes, size_t len, uc_sink *out)
{
    const size_t room = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(room);

    if (text == NULL) {
        out->status = out->status == UC_OK ? UC_ENOMEM : out->status;
        return;
    }
    uc_sink_puts(
        out, sodium_bin2base64(text, room, bytes, len, sodium_base64_VARIANT_ORIGINAL));
    free(text);
}

static const uc_language *language_of(const uc_report *report)
{
    return report->look != NULL ? report->look->language : NULL;
}

static void write_head(const uc_report *report, uc_sink *out)
{
    const char *css;
    uc_sink style;

    uc_sink_memory(&style);
    write_css(report->look, &style);
    css = style.text != NULL ? style.text : "";
    if (style.status != UC_OK && out->status == UC_OK)
        out->status = style.status;
    uc_sink_printf(out,
                   "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
                   "<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                   "'none'; style-src 'sha256-",
                   uc_language_code(language_of(report)));
    write_hash(css, style.len, out);
    uc_sink_puts(out, "'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, "
                      "initial-scale=1\">\n<title>");
    uc_canvas_escape(report->title, out);
    uc_sink_printf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", css);
    uc_sink_clear(&style);
}

static void write_masthead(const uc_report *report, uc_sink *out)
{
    const uc_look *look = report->look;
    size_t i;

    uc_sink_puts(out, "<header>\n");
    if (look != NULL && look->logo != NULL) {
        uc_sink_printf(out, "<img class=\"logo\" alt=\"");
        uc_canvas_escape(look->organisation != NULL ? look->organisation : "Logo", out);
        uc_sink_printf(out, "\" src=\"data:image/%s;base64,", look->logo_type);
        write_base64(look->logo, look->logo_len, out);
        uc_sink_puts(out, "\">\n");
    }
    uc_sink_puts(out, "<h1 dir=\"auto\">");
    uc_canvas_escape(report->title, out);
    uc_sink_puts(out, "</h1>\n");
    for (i = 0; look != NULL && i < look->n_authors; i++) {
        uc_sink_puts(out, i == 0 ? "<p class=\"by\">" : ", ");
        uc_canvas_escape(look->author[i], out);
        if (i + 1 == look->n_authors)
            uc_sink_puts(out, "</p>\n");
    }
    if (look != NULL && look->organisation != NULL) {
        uc_sink_puts(out, "<p class=\"by\">");
        uc_canvas_escape(look->organisation, out);
        uc_sink_puts(out, "</p>\n");
    }
    uc_sink_puts(out, "</header>\n");
}

static void write_contents(const uc_report *report, uc_sink *out)
{
    const char *contents = uc_say(language_of(report), "Contents");
    size_t i;

    uc_sink_printf(out, "<nav aria-label=\"%s\">\n<h2>%s</h2>\n<ul>\n", contents,
                   contents);
    for (i = 0; i < report->n_blocks; i++) {
        const uc_block *block = &report->block[i];
        const bool heading = block->kind == UC_BLOCK_HEADING && block->level == 2;
        const bool table = block->kind == UC_BLOCK_TABLE && block->level == 2;

        if (!heading && !table)
            continue;
        uc_sink_printf(out, "<li><a href=\"#s%zu\">", i);
        uc_canvas_escape(heading ? block->text : block->table.title, out);
        uc_sink_puts(out, "</a></li>\n");
    }
    uc_sink_puts(out, "</ul>\n</nav>\n");
}

static void write_cell(const uc_table *table, const uc_marks *marks, size_t row,
                       size_t i, bool first, uc_sink *out)
{
    char *text = uc_shown_text(table, marks, row, i);

    if (text == NULL && out->status == UC_OK)
        out->status = UC_ENOMEM;
    if (uc_shown_number(&table->column[i]))
        uc_sink_puts(out,
                     first ? "<th scope=\"row\" class=\"n\">" : "<td class=\"n\">");
    else
        uc_sink_puts(out,
                     first ? "<th scope=\"row\" dir=\"auto\">" : "<td dir=\"auto\">");
    uc_canvas_escape(text, out);
    uc_sink_puts(out, first ? "</th>" : "</td>");
    free(text);
}

static void write_rows(const uc_table *table, const uc_marks *marks, uc_sink *out)
{
    size_t row, i;
    bool first;

    uc_sink_puts(out, "<thead><tr>");
    for (i = 0; i < table->n_columns; i++)
        if (uc_shown_column(table, i)) {
            uc_sink_printf(out, "<th scope=\"col\"%s>",
                           uc_shown_number(&table->column[i]) ? " class=\"n\"" : "");
            uc_canvas_escape(table->column[i].title, out);
            uc_sink_puts(out, "</th>");
        }
    uc_sink_puts(out, "</tr></thead>\n<tbody>\n");
    for (row = 0; row < uc_table_n_rows(table); row++) {
        uc_sink_puts(out, "<tr>");
        for (first = true, i = 0; i < table->n_columns; i++)
            if (uc_shown_column(table, i)) {
                write_cell(table, marks, row, i, first, out);
                first = false;
            }
        uc_sink_puts(out, "</tr>\n");
    }
    uc_sink_puts(out, "</tbody>\n");
}

static void note(const char *mark, const char *text, uc_sink *out)
{
    uc_sink_printf(out, "<li dir=\"auto\">%s", mark);
    uc_canvas_escape(text, out);
    uc_sink_puts(out, "</li>\n");
}

static void write_notes(const uc_table *table, const uc_marks *marks, uc_sink *out)
{
    char mark[64];
    size_t i;

    if (marks->n + table->n_footnotes + table->n_sources == 0)
        return;
    uc_sink_puts(out, "<ul class=\"notes\">\n");
    for (i = 0; i < marks->n; i++) {
        (void)snprintf(mark, sizeof mark, "[%c] ", (char)('a' + i));
        note(mark, uc_say(table->language, uc_reason_text(marks->reason[i])), out);
    }
    for (i = 0; i < table->n_footnotes; i++) {
        (void)snprintf(mark, sizeof mark, "[%zu] ", i + 1);
        note(mark, table->footnote[i], out);
    }
    for (i = 0; i < table->n_sources; i++)
        note(uc_say(table->language, "Source: "), table->source[i], out);
    uc_sink_puts(out, "</ul>\n");
}

static void write_table(const uc_block *block, size_t index, uc_sink *out)
{
    const uc_table *table = &block->table;
    uc_marks marks;

    uc_marks_collect(table, &marks);
    if (block->level > 0) {
        uc_sink_printf(out, "<h%u id=\"s%zu\">", block->level, index);
        uc_canvas_escape(table->title, out);
        uc_sink_printf(out, "</h%u>\n", block->level);
    }
    uc_sink_puts(out,
                 "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
    uc_canvas_escape(table->title, out);
    uc_sink_printf(out, " (%zu)\">\n<table>\n", index);
    write_rows(table, &marks, out);
    uc_sink_puts(out, "</table>\n</div>\n");
    write_notes(table, &marks, out);
}

static void write_figure(const uc_report *report, const uc_plot *plot, size_t index,
                         uc_sink *out)
{
    uc_sink_puts(out, "<figure>\n<figcaption>");
    uc_canvas_escape(plot->title, out);
    uc_sink_puts(out,
                 "</figcaption>\n<div class=\"wide\" role=\"region\" tabindex=\"0\" "
                 "aria-label=\"");
    uc_canvas_escape(plot->title, out);
    /* two figures may have one title; their regions are told apart */
    uc_sink_printf(out, " (%s %zu)\">\n", uc_say(language_of(report), "Figure"), index);
    uc_plot_write_svg(plot, report->look, false, out);
    uc_sink_puts(out, "</div>\n</figure>\n");
}

static void write_item(const uc_block *block, uc_sink *out)
{
    uc_sink_puts(out, "<li dir=\"auto\">");
    if (block->label != NULL && block->label[0] != '\0') {
        uc_sink_puts(out, "<strong>");
        uc_canvas_escape(block->label, out);
        uc_sink_puts(out, "</strong>: ");
    }
    uc_canvas_escape(block->text, out);
    uc_sink_puts(out, "</li>\n");
}

static void write_block(const uc_report *report, size_t i, uc_sink *out)
{
    const uc_block *block = &report->block[i];

    switch (block->kind) {
    case UC_BLOCK_HEADING:
        uc_sink_printf(out, "<h%u id=\"s%zu\" dir=\"auto\">", block->level, i);
        uc_canvas_escape(block->text, out);
        uc_sink_printf(out, "</h%u>\n", block->level);
        break;
    case UC_BLOCK_PARAGRAPH:
        uc_sink_puts(out, block->level == 1 ? "<p class=\"summary\" dir=\"auto\">"
                                            : "<p dir=\"auto\">");
        uc_canvas_escape(block->text, out);
        uc_sink_puts(out, "</p>\n");
        break;
    case UC_BLOCK_ITEM:
        write_item(block, out);
        break;
    case UC_BLOCK_TABLE:
        write_table(block, i, out);
        break;
    case UC_BLOCK_FIGURE:
        write_figure(report, &block->plot, i, out);
        break;
    }
}

static uc_status render(const uc_report *report, uc_sink *out, uc_error *err)
{
    bool in_list = false;
    size_t i;

    write_head(report, out);
    write_masthead(report, out);
    write_contents(report, out);
    uc_sink_puts(out, "<main>\n");
    for (i = 0; i < report->n_blocks; i++) {
        const bool item = report->block[i].kind == UC_BLOCK_ITEM;

        if (item != in_list)
            uc_sink_puts(out, item ? "<ul>\n" : "</ul>\n");
        in_list = item;
        write_block(report, i, out);
    }
    uc_sink_puts(out, in_list ? "</ul>\n</main>\n" : "</main>\n");
    if (report->look != NULL && report->look->footer != NULL) {
        uc_sink_puts(out, "<footer><p>");
        uc_canvas_escape(report->look->footer, out);
        uc_sink_puts(out, "</p></footer>\n");
    }
    uc_sink_puts(out, "</body>\n</html>\n");
    return uc_sink_finish(out, err);
}

const uc_writer uc_writer_html = {
    .name = "html", .file = "annex.html", .render = render};
