/* cite.c - the methods paragraph and its references */
#include "reports/tables/cite.h"

#include <stdlib.h>
#include <string.h>

#include "reports/writers/json.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* -- What settings call for ------------------------------------------------------- */

/* A sentence that holds under some settings, and the work that it rests on. */
typedef struct clause {
    bool (*holds)(const uc_cited *used);
    const char *text, *key;
} clause;

static unsigned kinds_of(const uc_cited *used)
{
    return used->settings != NULL ? uc_mse_settings_intervals(used->settings) : 0;
}

static bool replicated(const uc_cited *used)
{
    return used->settings != NULL &&
           (used->settings->n_boot > 0 || used->settings->boot_auto);
}

static bool some_method_takes(const uc_cited *used, const char *setting)
{
    for (size_t i = 0; i < used->n_methods; i++)
        if (uc_method_takes(used->method[i], setting))
            return true;
    return false;
}

static bool is_facial(const uc_cited *used)
{
    return used->settings != NULL && used->settings->facial &&
           some_method_takes(used, "existence");
}

static bool is_corrected(const uc_cited *used)
{
    return used->settings != NULL && used->settings->corrected &&
           some_method_takes(used, "bias-corrected");
}

static bool is_lognormal(const uc_cited *used)
{
    return (kinds_of(used) & UC_INTERVAL_NORMAL) != 0;
}

static bool is_profile(const uc_cited *used)
{
    return (kinds_of(used) & UC_INTERVAL_PROFILE) != 0;
}

static bool is_poisson_profile(const uc_cited *used)
{
    return (kinds_of(used) & UC_INTERVAL_PROFILE_POISSON) != 0;
}

static bool is_bca(const uc_cited *used)
{
    return replicated(used) && (kinds_of(used) & UC_INTERVAL_BCA) != 0;
}

static bool is_percentile(const uc_cited *used)
{
    return replicated(used) && (kinds_of(used) & UC_INTERVAL_PERCENTILE) != 0;
}

static bool is_repeated(const uc_cited *used)
{
    return replicated(used) && used->settings->boot_kind != UC_BOOTSTRAP_PARAMETRIC &&
           used->settings->boot_kind != UC_BOOTSTRAP_BATCHES;
}

static bool is_batched(const uc_cited *used)
{
    return replicated(used) && used->settings->boot_kind == UC_BOOTSTRAP_BATCHES;
}

static bool is_parametric(const uc_cited *used)
{
    return replicated(used) && used->settings->boot_kind == UC_BOOTSTRAP_PARAMETRIC;
}

static const clause clauses[] = {
    {is_facial,
     "Models without a finite estimate were admitted where the number on no list can "
     "be "
     "estimated on the face that holds the supremum of their likelihood",
     "fienberg2012"},
    {is_corrected, "The bias of order 1 was taken away from capture models",
     "rivest2001"},
    {is_repeated, "In every bootstrap replicate the whole method was repeated",
     "silverman2024"},
    {is_batched,
     "Bootstrap replicates were drawn by batches of people who arrived "
     "together",
     "davison1997"},
    {is_parametric, "Bootstrap replicates were drawn from the fitted model",
     "buckland1991"},
    {is_bca, "Intervals are bias-corrected and accelerated", "efron1987"},
    {is_percentile, "Intervals are bootstrap percentiles", "davison1997"},
    {is_lognormal,
     "Intervals that do without replicates are log-normal in the number on "
     "no list",
     "burnham1987"},
    {is_profile, "Intervals from the multinomial profile likelihood were computed",
     "cormack1992"},
    {is_poisson_profile, "Intervals from the Poisson profile likelihood were computed",
     "cormack1992"},
};

/* -- Walking through what was used ------------------------------------------------ */

static bool method_before(const uc_cited used[], size_t i, size_t m)
{
    for (size_t k = 0; k <= i; k++)
        for (size_t n = 0; n < (k == i ? m : used[k].n_methods); n++)
            if (used[k].method[n] == used[i].method[m])
                return true;
    return false;
}

static bool clause_holds(const clause *c, const uc_cited used[], size_t n_used)
{
    for (size_t i = 0; i < n_used; i++)
        if (c->holds(&used[i]))
            return true;
    return false;
}

static size_t add_work(const uc_reference *work, const uc_reference *works[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (works[i] == work)
            return n;
    if (work != NULL)
        works[n++] = work;
    return n;
}

size_t uc_cite_works(const uc_cited used[], size_t n_used, const uc_reference *works[])
{
    size_t n = 0;

    for (size_t i = 0; i < n_used; i++)
        for (size_t m = 0; m < used[i].n_methods; m++)
            if (!method_before(used, i, m))
                n = add_work(uc_reference_shown(used[i].method[m]->reference), works,
                             n);
    for (size_t c = 0; c < COUNT_OF(clauses); c++)
        if (clause_holds(&clauses[c], used, n_used))
            n = add_work(uc_reference_find(clauses[c].key), works, n);
    return n;
}

/* "Chao 1987" of "Chao (1987) Biometrics 43:783". */
static void write_author_year(const char *shown, uc_sink *out)
{
    for (const char *c = shown; *c != '\0' && *c != ')'; c++)
        if (*c != '(')
            uc_sink_putc(out, *c);
}

static void write_method(const uc_method *method, uc_sink *out)
{
    uc_sink_printf(out, " Method %s (%s): %.*s (", method->name, method->title,
                   (int)(strlen(method->summary) - 1), method->summary);
    write_author_year(method->reference, out);
    uc_sink_puts(out, ").");
}

void uc_cite_write_paragraph(const uc_cited used[], size_t n_used, const char *version,
                             uc_sink *out)
{
    uc_sink_printf(out,
                   "Numbers of persons on no list were estimated by multiple systems "
                   "estimation with undercount %s.",
                   version);
    for (size_t i = 0; i < n_used; i++)
        for (size_t m = 0; m < used[i].n_methods; m++)
            if (!method_before(used, i, m))
                write_method(used[i].method[m], out);
    for (size_t c = 0; c < COUNT_OF(clauses); c++) {
        if (!clause_holds(&clauses[c], used, n_used))
            continue;
        uc_sink_printf(out, " %s (", clauses[c].text);
        write_author_year(uc_reference_find(clauses[c].key)->shown, out);
        uc_sink_puts(out, ").");
    }
}

/* -- BibTeX ------------------------------------------------------------------------ */

static void write_field(const char *name, const char *value, uc_sink *out)
{
    if (value != NULL)
        uc_sink_printf(out, ",\n  %s = {%s}", name, value);
}

static void write_entry(const uc_reference *work, uc_sink *out)
{
    const bool report = strcmp(work->type, "techreport") == 0;

    uc_sink_printf(out, "\n@%s{%s", work->type, work->key);
    write_field("author", work->author, out);
    write_field("title", work->title, out);
    write_field("journal", work->journal, out);
    write_field(report ? "institution" : "publisher", work->publisher, out);
    write_field("year", work->year, out);
    write_field("volume", work->volume, out);
    write_field("pages", work->pages, out);
    uc_sink_puts(out, "\n}\n");
}

/* The works in `works`, free() it; NULL without memory. */
static const uc_reference **gather(const uc_cited used[], size_t n_used, size_t *n,
                                   uc_sink *out)
{
    size_t n_all;
    const uc_reference **works;

    (void)uc_references(&n_all);
    works = malloc((n_all + 1) * sizeof *works);
    if (works == NULL) {
        if (out->status == UC_OK)
            out->status = UC_ENOMEM;
        return NULL;
    }
    *n = uc_cite_works(used, n_used, works);
    return works;
}

void uc_cite_write_bibtex(const uc_cited used[], size_t n_used, const char *version,
                          uc_sink *out)
{
    size_t n = 0;
    const uc_reference **works = gather(used, n_used, &n, out);

    uc_sink_printf(out,
                   "@software{undercount,\n  author = {{The undercount developers}},\n"
                   "  title = {undercount},\n  version = {%s}\n}\n",
                   version);
    for (size_t i = 0; works != NULL && i < n; i++)
        write_entry(works[i], out);
    free(works);
}

/* -- Tables and JSON --------------------------------------------------------------- */

static const uc_column columns[] = {
    {"key", "Key", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"type", "Type", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"author", "Author", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"year", "Year", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"title", "Title", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"journal", "Journal", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"volume", "Volume", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"pages", "Pages", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"publisher", "Publisher", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
};

static void cell(uc_table *table, const char *text)
{
    if (text != NULL)
        uc_table_text(table, text);
    else
        uc_table_missing(table, "not_applicable");
}

void uc_cite_table(const uc_cited used[], size_t n_used, uc_table *table)
{
    uc_sink none;
    size_t n = 0;
    const uc_reference **works;

    uc_sink_memory(&none);
    works = gather(used, n_used, &n, &none);
    uc_table_init(table, "works", "Works to cite");
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    if (works == NULL && table->status == UC_OK)
        table->status = UC_ENOMEM;
    for (size_t i = 0; works != NULL && i < n; i++) {
        uc_table_text(table, works[i]->key);
        uc_table_text(table, works[i]->type);
        uc_table_text(table, works[i]->author);
        uc_table_text(table, works[i]->year);
        uc_table_text(table, works[i]->title);
        cell(table, works[i]->journal);
        cell(table, works[i]->volume);
        cell(table, works[i]->pages);
        cell(table, works[i]->publisher);
    }
    free(works);
    uc_sink_clear(&none);
}

static json_t *sink_json(uc_sink *sink)
{
    char *text = uc_sink_take(sink);
    json_t *made = text != NULL ? uc_json_text(text) : NULL;

    free(text);
    uc_sink_clear(sink);
    return made;
}

json_t *uc_cite_json(const uc_cited used[], size_t n_used, const char *version)
{
    json_t *object = json_object(), *array = json_array();
    uc_sink paragraph, bibtex;
    bool ok = object != NULL;
    size_t n = 0;
    const uc_reference **works;

    uc_sink_memory(&paragraph);
    uc_sink_memory(&bibtex);
    works = gather(used, n_used, &n, &paragraph);
    uc_cite_write_paragraph(used, n_used, version, &paragraph);
    uc_cite_write_bibtex(used, n_used, version, &bibtex);
    uc_json_put(object, "paragraph", sink_json(&paragraph), &ok);
    uc_json_put(object, "bibtex", sink_json(&bibtex), &ok);
    for (size_t i = 0; works != NULL && i < n; i++)
        uc_json_add(array, json_string(works[i]->key), &ok);
    uc_json_put(object, "works", array, &ok);
    free(works);
    if (ok)
        return object;
    json_decref(object);
    return NULL;
}
