/* language.c - number formats of languages, and look-up in the catalogue */
#include "reports/language.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "data/base/number.h"
#include "reports/internal/catalogue.h"

/* U+202F between thousands: an ordinary blank would let a number break over lines. */
#define NARROW_SPACE "\xE2\x80\xAF"
#define NO_BREAK     "\xC2\xA0"

struct uc_language {
    const char *code;
    const char *thousands, *decimal, *percent;
    size_t column; /* in the catalogue; 0: English */
};

static const uc_language languages[] = {
    {"en", ",", ".", "%", 0},
    {"fr", NARROW_SPACE, ",", NO_BREAK "%", 1},
    {"es", NARROW_SPACE, ",", NO_BREAK "%", 2},
};

const uc_language *uc_language_find(const char *code)
{
    size_t i;

    for (i = 0; code != NULL && i < sizeof languages / sizeof languages[0]; i++)
        if (strcmp(languages[i].code, code) == 0)
            return &languages[i];
    return NULL;
}

const char *uc_language_codes(void)
{
    return "en, fr and es";
}

const char *uc_language_code(const uc_language *language)
{
    return language != NULL ? language->code : languages[0].code;
}

const char *uc_say(const uc_language *language, const char *english)
{
    const uc_catalogue_entry *entry;
    size_t i;

    if (language == NULL || language->column == 0 || english == NULL)
        return english;
    for (i = 0; (entry = uc_catalogue_at(i)) != NULL; i++)
        if (strcmp(entry->text[0], english) == 0)
            return entry->text[language->column];
    return english;
}

const char *uc_language_entry(const uc_language *language, size_t i,
                              const char **translated)
{
    const uc_catalogue_entry *entry = uc_catalogue_at(i);

    if (entry == NULL)
        return NULL;
    *translated = entry->text[language != NULL ? language->column : 0];
    return entry->text[0];
}

/* Swaps the separators of an English number for the language's. */
static void separate(const uc_language *language, const char *number, char *out)
{
    size_t used = 0;

    for (; *number != '\0' && used + 8 < UC_LANGUAGE_NUMBER; number++) {
        const char *put = *number == ','   ? language->thousands
                          : *number == '.' ? language->decimal
                                           : NULL;

        if (put == NULL) {
            out[used++] = *number;
            continue;
        }
        memcpy(out + used, put, strlen(put));
        used += strlen(put);
    }
    out[used] = '\0';
}

char *uc_language_number(const uc_language *language, double value, int decimals,
                         char *out)
{
    char number[64];

    separate(language != NULL ? language : &languages[0],
             uc_number_grouped(value, decimals, number), out);
    return out;
}

char *uc_language_percent(const uc_language *language, double share, int decimals,
                          char *out)
{
    const uc_language *l = language != NULL ? language : &languages[0];
    size_t used;

    (void)uc_language_number(l, 100 * share, decimals, out);
    used = strlen(out);
    if (used > 0 && used + strlen(l->percent) < UC_LANGUAGE_NUMBER)
        memcpy(out + used, l->percent, strlen(l->percent) + 1);
    return out;
}
