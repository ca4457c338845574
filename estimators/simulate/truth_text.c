/* truth_text.c - populations as they are typed */
#include <stdbool.h>
#include <string.h>

#include "data/base/number.h"
#include "estimators/simulate/truth.h"

#define MAX_ITEM 256

/* Copies up to the next separator and moves on; false at the end. An item too long is
 * cut, and then no number. */
static bool next_item(const char **text, char separator, char item[MAX_ITEM])
{
    const char *end;
    size_t len;

    if (*text == NULL)
        return false;
    end = strchr(*text, separator);
    len = end != NULL ? (size_t)(end - *text) : strlen(*text);
    len = len < MAX_ITEM ? len : MAX_ITEM - 1;
    memcpy(item, *text, len);
    item[len] = '\0';
    *text = end != NULL ? end + 1 : NULL;
    return true;
}

static uc_status read_chances(const char *text, double capture[], size_t *n,
                              uc_error *err)
{
    double read[UC_MODEL_MAX_LISTS];
    char item[MAX_ITEM];
    size_t n_read = 0;

    while (next_item(&text, ',', item)) {
        if (n_read == UC_MODEL_MAX_LISTS)
            return uc_fail(err, UC_EUSAGE, "more than %d chances", UC_MODEL_MAX_LISTS);
        if (uc_number_real(item, &read[n_read]) != UC_NUMBER_OK ||
            !(read[n_read] > 0.0) || !(read[n_read] < 1.0))
            return uc_fail(err, UC_EUSAGE,
                           "chance '%.40s' must be a number above 0 and below 1", item);
        n_read++;
    }
    memcpy(capture, read, n_read * sizeof *read);
    *n = n_read;
    return UC_OK;
}

uc_status uc_truth_read_captures(uc_truth_spec *spec, const char *text, uc_error *err)
{
    return read_chances(text, spec->capture, &spec->n_captures, err);
}

/* Lists of a term: digits, or numbers with dots. */
static bool read_term(const char *text, uint32_t *term)
{
    const bool dotted = strchr(text, '.') != NULL;

    *term = 0;
    while (*text != '\0') {
        unsigned list = 0, digits = 0;

        while (*text >= '0' && *text <= '9' && digits < (dotted ? 2 : 1)) {
            list = 10 * list + (unsigned)(*text++ - '0');
            digits++;
        }
        if (digits == 0 || list < 1 || list > UC_MODEL_MAX_LISTS ||
            (*term >> (list - 1) & 1u) != 0)
            return false;
        *term |= (uint32_t)1 << (list - 1);
        if (*text == '.' && dotted && text[1] != '\0')
            text++;
        else if (dotted && *text != '\0')
            return false;
    }
    return uc_term_order(*term) >= 2;
}

/* Splits "left=value" in place. */
static bool split_at(char *item, char sign, char **value)
{
    *value = strchr(item, sign);
    if (*value == NULL)
        return false;
    *(*value)++ = '\0';
    return true;
}

uc_status uc_truth_read_effects(uc_truth_spec *spec, const char *text, uc_error *err)
{
    uc_truth_spec read = *spec;
    char item[MAX_ITEM], *value;

    read.n_effects = 0;
    while (next_item(&text, ',', item)) {
        uint32_t term;
        double odds;

        if (read.n_effects == UC_TRUTH_MAX_EFFECTS)
            return uc_fail(err, UC_EUSAGE, "more than %d effects",
                           UC_TRUTH_MAX_EFFECTS);
        if (!split_at(item, '=', &value) || !read_term(item, &term) ||
            uc_number_real(value, &odds) != UC_NUMBER_OK || !(odds >= 1e-6) ||
            !(odds <= 1e6))
            return uc_fail(err, UC_EUSAGE,
                           "effect '%.40s' must be two lists or more, '=' and a factor "
                           "from 1e-6 to 1e6, such as 12=2",
                           item);
        read.effect[read.n_effects].term = term;
        read.effect[read.n_effects++].odds = odds;
    }
    *spec = read;
    return UC_OK;
}

uc_status uc_truth_read_classes(uc_truth_spec *spec, const char *text, uc_error *err)
{
    uc_truth_spec read = *spec;
    char item[MAX_ITEM], *chances;

    read.n_classes = 0;
    while (next_item(&text, '/', item)) {
        const size_t k = read.n_classes;
        double share;
        uc_status status;

        if (k == UC_TRUTH_MAX_CLASSES)
            return uc_fail(err, UC_EUSAGE, "more than %d classes",
                           UC_TRUTH_MAX_CLASSES);
        if (!split_at(item, ':', &chances) ||
            uc_number_real(item, &share) != UC_NUMBER_OK || !(share > 0.0) ||
            share > 1.0)
            return uc_fail(err, UC_EUSAGE,
                           "class '%.40s' must be a share above 0, ':' and chances, "
                           "such as 0.3:0.1,0.2",
                           item);
        status =
            read_chances(chances, read.part[k].capture, &read.part[k].n_captures, err);
        if (status != UC_OK)
            return status;
        read.part[k].share = share;
        read.n_classes++;
    }
    *spec = read;
    return UC_OK;
}

static bool read_list(const char *text, unsigned *list)
{
    uint64_t number;

    if (uc_number_count(text, &number) != UC_NUMBER_OK || number < 1 ||
        number > UC_MODEL_MAX_LISTS)
        return false;
    *list = (unsigned)number - 1;
    return true;
}

uc_status uc_truth_read_referrals(uc_truth_spec *spec, const char *text, uc_error *err)
{
    uc_truth_spec read = *spec;
    char item[MAX_ITEM], *value, *to;

    read.n_referrals = 0;
    while (next_item(&text, ',', item)) {
        const size_t k = read.n_referrals;

        if (k == UC_TRUTH_MAX_REFERRALS)
            return uc_fail(err, UC_EUSAGE, "more than %d referrals",
                           UC_TRUTH_MAX_REFERRALS);
        if (!split_at(item, '=', &value) || !split_at(item, '-', &to) ||
            !read_list(item, &read.referral[k].from) ||
            !read_list(to, &read.referral[k].to) ||
            uc_number_real(value, &read.referral[k].chance) != UC_NUMBER_OK ||
            !(read.referral[k].chance >= 0.0) || read.referral[k].chance > 1.0)
            return uc_fail(err, UC_EUSAGE,
                           "referral '%.40s' must be like 1-2=0.3: from list 1 to list "
                           "2 with a chance from 0 to 1",
                           item);
        read.n_referrals++;
    }
    *spec = read;
    return UC_OK;
}

uc_status uc_truth_read_groups(uc_truth_spec *spec, const char *text, uc_error *err)
{
    char item[MAX_ITEM], *together;
    double group, chance;

    if (!next_item(&text, ',', item) || text != NULL ||
        !split_at(item, ':', &together) ||
        uc_number_real(item, &group) != UC_NUMBER_OK ||
        uc_number_real(together, &chance) != UC_NUMBER_OK || !(group >= 1.0) ||
        group > 10000.0 || !(chance >= 0.0) || chance > 1.0)
        return uc_fail(err, UC_EUSAGE,
                       "groups '%.40s' must be a mean size from 1 to 10000, ':' and a "
                       "chance to be found together, such as 4:0.8",
                       item);
    spec->group = group;
    spec->together = chance;
    return UC_OK;
}

/* The fewest digits that are read as the same number. */
static void write_real(double value, uc_sink *out)
{
    char text[UC_NUMBER_TEXT];
    double read = 0.0;

    if (uc_number_real(uc_number_format(value, 15, text), &read) != UC_NUMBER_OK ||
        read != value)
        (void)uc_number_format(value, 17, text);
    uc_sink_puts(out, text);
}

static void write_chances(const double capture[], size_t n, uc_sink *out)
{
    for (size_t j = 0; j < n; j++) {
        uc_sink_puts(out, j > 0 ? "," : "");
        write_real(capture[j], out);
    }
}

static void write_named(const char *name, double value, uc_sink *out)
{
    if (!(value > 0.0))
        return;
    uc_sink_printf(out, " %s ", name);
    write_real(value, out);
}

static void write_effects(const uc_truth_spec *spec, uc_sink *out)
{
    for (size_t k = 0; k < spec->n_effects; k++) {
        uc_sink_puts(out, k == 0 ? " effect " : ",");
        uc_term_write(spec->effect[k].term, spec->n_lists, out);
        uc_sink_putc(out, '=');
        write_real(spec->effect[k].odds, out);
    }
}

void uc_truth_write(const uc_truth_spec *spec, uc_sink *out)
{
    uc_sink_printf(out, "population %llu lists %zu",
                   (unsigned long long)spec->population, spec->n_lists);
    if (spec->n_classes == 0 && spec->n_captures > 0) {
        uc_sink_puts(out, " capture ");
        write_chances(spec->capture, spec->n_captures, out);
    }
    for (size_t k = 0; k < spec->n_classes; k++) {
        uc_sink_puts(out, k == 0 ? " classes " : "/");
        write_real(spec->part[k].share, out);
        uc_sink_putc(out, ':');
        write_chances(spec->part[k].capture, spec->part[k].n_captures, out);
    }
    write_effects(spec, out);
    for (size_t k = 0; k < spec->n_referrals; k++) {
        uc_sink_printf(out, "%s%u-%u=", k == 0 ? " referral " : ",",
                       spec->referral[k].from + 1, spec->referral[k].to + 1);
        write_real(spec->referral[k].chance, out);
    }
    write_named("heterogeneity", spec->spread, out);
    write_named("stay", spec->stay, out);
    if (spec->group >= 1.0) {
        write_named("groups", spec->group, out);
        uc_sink_putc(out, ':');
        write_real(spec->together, out);
    }
    write_named("missed-links", spec->missed, out);
    write_named("false-links", spec->linked, out);
}
