/* model.c - terms, models and their notation */
#include "estimators/mse/model.h"

#include <stdlib.h>
#include <string.h>

/* From ten lists on, list numbers need a separator. */
#define DOTTED_FROM 10

unsigned uc_term_order(uint32_t term)
{
    return (unsigned)__builtin_popcount(term);
}

/* Reverses the bits, so that list 1 weighs most and list order is descending. */
static uint32_t reversed(uint32_t term)
{
    uint32_t out = 0;

    for (unsigned i = 0; i < 32; i++)
        out |= ((term >> i) & 1u) << (31 - i);
    return out;
}

int uc_term_compare(uint32_t a, uint32_t b)
{
    const unsigned order_a = uc_term_order(a), order_b = uc_term_order(b);

    if (order_a != order_b)
        return order_a < order_b ? -1 : 1;
    if (a == b)
        return 0;
    return reversed(a) > reversed(b) ? -1 : 1;
}

static int compare_terms(const void *a, const void *b)
{
    return uc_term_compare(*(const uint32_t *)a, *(const uint32_t *)b);
}

static size_t count_marked(const unsigned char *marked, size_t n_cells)
{
    size_t n = 0;

    for (size_t w = 1; w < n_cells; w++)
        n += marked[w];
    return n;
}

/* Marks every subset of a marked term. */
static void close_downwards(unsigned n_lists, unsigned char *marked)
{
    const size_t n_cells = (size_t)1 << n_lists;

    for (unsigned j = 0; j < n_lists; j++)
        for (size_t w = 0; w < n_cells; w++)
            if (marked[w] && (w >> j & 1u))
                marked[w ^ ((size_t)1 << j)] = 1;
}

static uc_status model_from_marks(size_t n_lists, const unsigned char *marked,
                                  uc_model *model, uc_error *err)
{
    const size_t n_cells = (size_t)1 << n_lists;
    const size_t n_terms = count_marked(marked, n_cells);
    uint32_t *term = malloc((n_terms > 0 ? n_terms : 1) * sizeof *term);
    size_t n = 0;

    if (term == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a model of %zu terms", n_terms);
    for (size_t w = 1; w < n_cells; w++)
        if (marked[w])
            term[n++] = (uint32_t)w;
    qsort(term, n, sizeof *term, compare_terms);
    *model = (uc_model){.n_lists = n_lists, .n_terms = n, .term = term};
    return UC_OK;
}

uc_status uc_model_from_terms(size_t n_lists, const uint32_t terms[], size_t n_terms,
                              uc_model *model, uc_error *err)
{
    const size_t n_cells = (size_t)1 << (n_lists & 31);
    unsigned char *marked;
    uc_status status = UC_OK;

    if (n_lists < 1 || n_lists > UC_MODEL_MAX_LISTS)
        return uc_fail(err, UC_EINVAL, "%zu lists; a model has 1 to %d", n_lists,
                       UC_MODEL_MAX_LISTS);
    marked = calloc(n_cells, 1);
    if (marked == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a model of %zu lists", n_lists);
    for (size_t j = 0; j < n_lists; j++)
        marked[(size_t)1 << j] = 1;
    for (size_t i = 0; i < n_terms && status == UC_OK; i++) {
        if (terms[i] == 0 || terms[i] >= n_cells)
            status = uc_fail(err, UC_EINVAL, "term %zu is out of range", i + 1);
        else
            marked[terms[i]] = 1;
    }
    if (status == UC_OK) {
        close_downwards((unsigned)n_lists, marked);
        status = model_from_marks(n_lists, marked, model, err);
    }
    free(marked);
    return status;
}

/* Reads one list number at *text: one digit, or digits up to the next dot. */
static uc_status read_list(const char **text, size_t n_lists, bool dotted,
                           uint32_t *term, uc_error *err)
{
    size_t number = 0, n_digits = 0;

    while (**text >= '0' && **text <= '9' && n_digits < 3) {
        number = number * 10 + (size_t)(**text - '0');
        (*text)++;
        n_digits++;
        if (!dotted)
            break;
    }
    if (n_digits == 0)
        return uc_fail(err, UC_EINVAL, "'%.12s' is not a list number", *text);
    if (number < 1 || number > n_lists)
        return uc_fail(err, UC_EINVAL, "list %zu; the table has lists 1 to %zu", number,
                       n_lists);
    if (*term >> (number - 1) & 1u)
        return uc_fail(err, UC_EINVAL, "list %zu stands twice in one term", number);
    *term |= 1u << (number - 1);
    return UC_OK;
}

static void skip_spaces(const char **text)
{
    while (**text == ' ' || **text == '\t')
        (*text)++;
}

static uc_status read_term(const char **text, size_t n_lists, uint32_t *term,
                           uc_error *err)
{
    const bool dotted = n_lists >= DOTTED_FROM;
    uc_status status;

    *term = 0;
    do {
        status = read_list(text, n_lists, dotted, term, err);
        if (status != UC_OK)
            return status;
        if (dotted && **text == '.')
            (*text)++;
        else if (dotted)
            break;
    } while (**text >= '0' && **text <= '9');
    if (uc_term_order(*term) == n_lists && n_lists > 1)
        return uc_fail(err, UC_EINVAL, "the term of all %zu lists cannot be estimated",
                       n_lists);
    return UC_OK;
}

uc_status uc_model_parse(const char *text, size_t n_lists, uc_model *model,
                         uc_error *err)
{
    uint32_t terms[256];
    size_t n_terms = 0;
    bool bracket;

    skip_spaces(&text);
    bracket = *text == '[';
    text += bracket;
    for (;;) {
        uc_status status;

        skip_spaces(&text);
        if (n_terms == sizeof terms / sizeof *terms)
            return uc_fail(err, UC_EINVAL, "more than %zu terms", n_terms);
        status = read_term(&text, n_lists, &terms[n_terms], err);
        if (status != UC_OK)
            return status;
        n_terms++;
        skip_spaces(&text);
        if (*text != ',')
            break;
        text++;
    }
    if (bracket && *text++ != ']')
        return uc_fail(err, UC_EINVAL, "the model must end with ']'");
    skip_spaces(&text);
    if (*text != '\0')
        return uc_fail(err, UC_EINVAL, "'%.12s' after the model; write terms as [12,3]",
                       text);
    return uc_model_from_terms(n_lists, terms, n_terms, model, err);
}

uc_status uc_model_copy(uc_model *to, const uc_model *from, uc_error *err)
{
    uint32_t *term = malloc((from->n_terms > 0 ? from->n_terms : 1) * sizeof *term);

    if (term == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a model");
    if (from->n_terms > 0)
        memcpy(term, from->term, from->n_terms * sizeof *term);
    *to = *from;
    to->term = term;
    return UC_OK;
}

void uc_model_clear(uc_model *model)
{
    free(model->term);
    *model = (uc_model){0};
}

size_t uc_model_n_parameters(const uc_model *model)
{
    return model->n_terms + 1;
}

unsigned uc_model_order(const uc_model *model)
{
    return model->n_terms > 0 ? uc_term_order(model->term[model->n_terms - 1]) : 0;
}

bool uc_model_has_term(const uc_model *model, uint32_t term)
{
    for (size_t i = 0; i < model->n_terms; i++)
        if (model->term[i] == term)
            return true;
    return false;
}

bool uc_model_equal(const uc_model *a, const uc_model *b)
{
    return a->n_lists == b->n_lists && a->n_terms == b->n_terms &&
           (a->n_terms == 0 ||
            memcmp(a->term, b->term, a->n_terms * sizeof *a->term) == 0);
}

/* True when no other term of the model contains term i. */
static bool is_maximal(const uc_model *model, size_t i)
{
    const uint32_t term = model->term[i];

    for (size_t j = i + 1; j < model->n_terms; j++)
        if ((model->term[j] & term) == term)
            return false;
    return true;
}

void uc_term_write(uint32_t term, size_t n_lists, uc_sink *out)
{
    bool first = true;

    for (size_t j = 0; j < n_lists; j++) {
        if (!(term >> j & 1u))
            continue;
        if (!first && n_lists >= DOTTED_FROM)
            uc_sink_putc(out, '.');
        uc_sink_printf(out, "%zu", j + 1);
        first = false;
    }
}

void uc_term_write_names(uint32_t term, size_t n_lists, char *const names[],
                         uc_sink *out)
{
    bool first = true;

    if (term == 0)
        uc_sink_puts(out, "(intercept)");
    for (size_t j = 0; j < n_lists; j++) {
        if (!(term >> j & 1u))
            continue;
        if (!first)
            uc_sink_putc(out, ':');
        uc_sink_puts(out, names[j]);
        first = false;
    }
}

/* Calls for the maximal terms, larger ones first, each size in list order. */
static void write_maximal(const uc_model *model, char *const names[],
                          const char *separator, uc_sink *out)
{
    bool first = true;

    for (unsigned order = uc_model_order(model); order > 0; order--)
        for (size_t i = 0; i < model->n_terms; i++) {
            if (uc_term_order(model->term[i]) != order || !is_maximal(model, i))
                continue;
            if (!first)
                uc_sink_puts(out, separator);
            if (names != NULL)
                uc_term_write_names(model->term[i], model->n_lists, names, out);
            else
                uc_term_write(model->term[i], model->n_lists, out);
            first = false;
        }
}

void uc_model_write(const uc_model *model, uc_sink *out)
{
    uc_sink_putc(out, '[');
    write_maximal(model, NULL, ",", out);
    uc_sink_putc(out, ']');
}

void uc_model_write_names(const uc_model *model, char *const names[], uc_sink *out)
{
    write_maximal(model, names, " ", out);
}
