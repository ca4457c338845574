/* latex.c - a report as a LaTeX document for a stock TeX
 *
 * Compiles with pdfLaTeX, XeLaTeX and LuaLaTeX. Characters that pdfTeX's fonts do not
 * have are printed there by their number, never left out.
 */
#include <stdlib.h>
#include <string.h>

#include "reports/reasons.h"
#include "reports/writers/shown.h"
#include "reports/writers/text.h"
#include "reports/writers/writer.h"

static const char preamble[] =
    "\\documentclass[10pt,a4paper]{article}\n"
    "\\usepackage{iftex}\n"
    "\\ifPDFTeX\n"
    "  \\usepackage[utf8]{inputenc}\n"
    "  \\usepackage[T1]{fontenc}\n"
    "  \\usepackage{textcomp}\n"
    "  \\newcommand{\\ucchar}[1]{{\\scriptsize U+#1}}\n"
    "\\else\n"
    "  \\newcommand{\\ucchar}[1]{\\char\"#1\\relax}\n"
    "\\fi\n"
    "\\IfFileExists{lmodern.sty}{\\usepackage{lmodern}}{}\n"
    "\\usepackage[landscape,margin=18mm]{geometry}\n"
    "\\usepackage{array,booktabs,longtable,graphicx}\n"
    "\\setlength{\\parindent}{0pt}\n"
    "\\setlength{\\parskip}{4pt}\n"
    "\\setlength{\\tabcolsep}{4pt}\n"
    "\\setcounter{secnumdepth}{0}\n"
    "\\sloppy\n"
    /* a figure is beside the document when its format was asked for */
    "\\newcommand{\\ucfigure}[2]{\\IfFileExists{#1}{\\begin{center}\\textbf{#2}\\\\["
    "4pt]"
    "\\includegraphics[width=\\linewidth,height=0.8\\textheight,keepaspectratio]{#1}"
    "\\end{center}}{}}\n";

/* The code point at `at` and its length; text is UTF-8 here. */
static unsigned code_point(const char *at, size_t *len)
{
    const unsigned char *u = (const unsigned char *)at;

    *len = u[0] < 0x80 ? 1 : u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;
    if (*len == 1)
        return u[0];
    if (*len == 2)
        return (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu);
    if (*len == 3)
        return (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
    return (u[0] & 0x07u) << 18 | (u[1] & 0x3Fu) << 12 | (u[2] & 0x3Fu) << 6 |
           (u[3] & 0x3Fu);
}

static const char *ascii_escape(unsigned c)
{
    switch (c) {
    case '\\':
        return "\\textbackslash{}";
    case '{':
        return "\\{";
    case '}':
        return "\\}";
    case '$':
        return "\\$";
    case '&':
        return "\\&";
    case '#':
        return "\\#";
    case '%':
        return "\\%";
    case '_':
        return "\\_\\allowbreak{}";
    case '^':
        return "\\textasciicircum{}";
    case '~':
        return "\\textasciitilde{}";
    case '<':
        return "\\textless{}";
    case '>':
        return "\\textgreater{}";
    case '|':
        return "\\textbar{}";
    case '"':
        return "\\textquotedbl{}";
    case '\'':
        return "\\textquotesingle{}";
    case '`':
        return "\\textasciigrave{}";
    case '-':
        return "-{}"; /* no dash is made of two */
    case '[':
        return "{[}"; /* after a line end it would be an argument */
    case ']':
        return "{]}";
    default:
        return NULL;
    }
}

/* Letters that the T1 encoding has, of Latin-1 and Latin Extended-A. */
static bool in_t1(unsigned c)
{
    static const unsigned lacking[] = {0x126, 0x127, 0x138, 0x13F, 0x140,
                                       0x149, 0x166, 0x167, 0x17F};
    size_t i;

    for (i = 0; i < sizeof lacking / sizeof lacking[0]; i++)
        if (c == lacking[i])
            return false;
    return (c >= 0xC0 && c <= 0x17E) || c == 0xA1 || c == 0xA3 || c == 0xA7 ||
           c == 0xAB || c == 0xB0 || c == 0xB1 || c == 0xB7 || c == 0xBA || c == 0xAA ||
           c == 0xBB || c == 0xBF || (c >= 0x2013 && c <= 0x2014) ||
           (c >= 0x2018 && c <= 0x2019) || (c >= 0x201C && c <= 0x201E) || c == 0x2026;
}

static void write_text(const char *text, uc_sink *out)
{
    uc_sink safe;
    const char *at;
    size_t len;

    uc_sink_memory(&safe);
    uc_text_write_safe(text != NULL ? text : "", &safe);
    for (at = safe.text != NULL ? safe.text : ""; *at != '\0'; at += len) {
        const unsigned c = code_point(at, &len);
        const char *escape = ascii_escape(c);

        if (escape != NULL)
            uc_sink_puts(out, escape);
        else if (c == 0xA0 || c == 0x202F)
            uc_sink_puts(out, c == 0xA0 ? "~" : "\\,");
        else if (c < 0x80 || in_t1(c))
            uc_sink_write(out, at, len);
        else
            uc_sink_printf(out, "\\ucchar{%04X}", c);
    }
    if (safe.status != UC_OK && out->status == UC_OK)
        out->status = safe.status;
    uc_sink_clear(&safe);
}

static void command(const char *name, const char *text, uc_sink *out)
{
    uc_sink_printf(out, "\\%s{", name);
    write_text(text, out);
    uc_sink_puts(out, "}\n");
}

static void heading(unsigned level, const char *text, uc_sink *out)
{
    static const char *const names[] = {"section", "subsection", "subsubsection",
                                        "paragraph"};

    uc_sink_putc(out, '\n');
    command(names[level < 2 ? 0 : level > 5 ? 3 : level - 2], text, out);
}

/* Text columns share what numbers leave, so that lines break instead of running out. */
static void column_spec(const uc_table *table, uc_sink *out)
{
    size_t i, n_text = 0, n_number = 0;

    for (i = 0; i < table->n_columns; i++)
        if (uc_shown_column(table, i))
            *(uc_shown_number(&table->column[i]) ? &n_number : &n_text) += 1;
    for (i = 0; i < table->n_columns; i++) {
        const double part = 0.96 / ((double)n_text * 1.3 + (double)n_number);

        if (!uc_shown_column(table, i))
            continue;
        if (uc_shown_number(&table->column[i]))
            uc_sink_printf(out, ">{\\raggedleft\\arraybackslash}p{%.3f\\linewidth}",
                           part - 0.008);
        else
            uc_sink_printf(out, ">{\\raggedright\\arraybackslash}p{%.3f\\linewidth}",
                           1.3 * part - 0.008);
    }
}

static void write_head(const uc_table *table, uc_sink *out)
{
    const char *join = "";
    size_t i;

    for (i = 0; i < table->n_columns; i++)
        if (uc_shown_column(table, i)) {
            uc_sink_puts(out, join);
            uc_sink_puts(out, "\\textbf{");
            write_text(table->column[i].title, out);
            uc_sink_putc(out, '}');
            join = " & ";
        }
    uc_sink_puts(out, " \\\\\n");
}

static void write_row(const uc_table *table, const uc_marks *marks, size_t row,
                      uc_sink *out)
{
    const char *join = "";
    size_t i;

    for (i = 0; i < table->n_columns; i++)
        if (uc_shown_column(table, i)) {
            char *text = uc_shown_text(table, marks, row, i);

            uc_sink_puts(out, join);
            write_text(text, out);
            if (text == NULL && out->status == UC_OK)
                out->status = UC_ENOMEM;
            free(text);
            join = " & ";
        }
    uc_sink_puts(out, " \\\\\n");
}

static void write_notes(const uc_table *table, const uc_marks *marks, uc_sink *out)
{
    size_t i;

    uc_sink_puts(out, "{\\footnotesize\n");
    for (i = 0; i < marks->n; i++) {
        uc_sink_printf(out, "{[}%c{]} ", (char)('a' + i));
        write_text(uc_say(table->language, uc_reason_text(marks->reason[i])), out);
        uc_sink_puts(out, "\\par\n");
    }
    for (i = 0; i < table->n_footnotes; i++) {
        uc_sink_printf(out, "{[}%zu{]} ", i + 1);
        write_text(table->footnote[i], out);
        uc_sink_puts(out, "\\par\n");
    }
    for (i = 0; i < table->n_sources; i++) {
        write_text(uc_say(table->language, "Source: "), out);
        write_text(table->source[i], out);
        uc_sink_puts(out, "\\par\n");
    }
    uc_sink_puts(out, "}\n");
}

static void write_table(const uc_block *block, uc_sink *out)
{
    const uc_table *table = &block->table;
    uc_marks marks;
    size_t row;

    uc_marks_collect(table, &marks);
    if (block->level > 0)
        heading(block->level, table->title, out);
    uc_sink_puts(out, "{\\scriptsize\n\\begin{longtable}{");
    column_spec(table, out);
    uc_sink_puts(out, "}\n\\toprule\n");
    write_head(table, out);
    uc_sink_puts(out, "\\midrule\n\\endhead\n");
    for (row = 0; row < uc_table_n_rows(table); row++)
        write_row(table, &marks, row, out);
    uc_sink_puts(out, "\\bottomrule\n\\end{longtable}\n}\n");
    write_notes(table, &marks, out);
}

static void write_block(const uc_block *block, uc_sink *out)
{
    switch (block->kind) {
    case UC_BLOCK_HEADING:
        heading(block->level, block->text, out);
        break;
    case UC_BLOCK_PARAGRAPH:
        uc_sink_putc(out, '\n');
        write_text(block->text, out);
        uc_sink_puts(out, "\\par\n");
        break;
    case UC_BLOCK_ITEM:
        uc_sink_puts(out, "\\item ");
        if (block->label != NULL && block->label[0] != '\0') {
            uc_sink_puts(out, "\\textbf{");
            write_text(block->label, out);
            uc_sink_puts(out, "}: ");
        }
        write_text(block->text, out);
        uc_sink_putc(out, '\n');
        break;
    case UC_BLOCK_TABLE:
        write_table(block, out);
        break;
    case UC_BLOCK_FIGURE:
        uc_sink_printf(out, "\\ucfigure{figure-%s.pdf}{", block->plot.name);
        write_text(block->plot.title, out);
        uc_sink_puts(out, "}\n");
        break;
    }
}

static void write_front(const uc_report *report, uc_sink *out)
{
    const uc_look *look = report->look;
    size_t i;

    command("title", report->title, out);
    uc_sink_puts(out, "\\author{");
    for (i = 0; look != NULL && i < look->n_authors; i++) {
        uc_sink_puts(out, i > 0 ? " \\and " : "");
        write_text(look->author[i], out);
    }
    if (look != NULL && look->organisation != NULL) {
        uc_sink_puts(out, "\\\\ ");
        write_text(look->organisation, out);
    }
    /* no date: the same inputs give the same bytes */
    uc_sink_puts(out, "}\n\\date{}\n\\begin{document}\n\\maketitle\n");
}

static uc_status render(const uc_report *report, uc_sink *out, uc_error *err)
{
    bool in_list = false;
    size_t i;

    uc_sink_puts(out, preamble);
    write_front(report, out);
    for (i = 0; i < report->n_blocks; i++) {
        const bool item = report->block[i].kind == UC_BLOCK_ITEM;

        if (item != in_list)
            uc_sink_puts(out, item ? "\\begin{itemize}\\setlength{\\itemsep}{0pt}\n"
                                   : "\\end{itemize}\n");
        in_list = item;
        write_block(&report->block[i], out);
    }
    if (in_list)
        uc_sink_puts(out, "\\end{itemize}\n");
    if (report->look != NULL && report->look->footer != NULL) {
        uc_sink_puts(out, "\n\\bigskip{\\footnotesize ");
        write_text(report->look->footer, out);
        uc_sink_puts(out, "}\n");
    }
    uc_sink_puts(out, "\\end{document}\n");
    return uc_sink_finish(out, err);
}

const uc_writer uc_writer_latex = {
    .name = "latex", .file = "annex.tex", .render = render};
