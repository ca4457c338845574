/** @file language.h
 * What people read, in their language: words, sentence templates and number formats.
 *
 * The catalogue is keyed by the English text, so a text without a translation is read
 * in English and never lost. Data files (CSV, JSON, SDMX) do not pass through here:
 * their names and numbers are the same in every language.
 */
#ifndef UC_LANGUAGE_H
#define UC_LANGUAGE_H

#include <stddef.h>

typedef struct uc_language uc_language;

/** Room for a number as people read it; a language may take 3 bytes for a separator. */
#define UC_LANGUAGE_NUMBER 128

/** Returns the language of a code ("en", "fr", "es"), or NULL. */
const uc_language *uc_language_find(const char *code);

/** "en, fr and es", for messages. */
const char *uc_language_codes(void);

/** Returns the code; of English for NULL. */
const char *uc_language_code(const uc_language *language);

/** Returns `english` in the language, or `english` itself when the catalogue lacks it
 * or `language` is NULL. NULL stays NULL. Static, or borrowed from the argument. */
const char *uc_say(const uc_language *language, const char *english);

/** Writes a rounded number with the language's separators: "12,350.5", "12 350,5".
 * @param out  UC_LANGUAGE_NUMBER bytes. Not finite: the empty string. @return out. */
char *uc_language_number(const uc_language *language, double value, int decimals,
                         char *out);

/** As uc_language_number(), of 100 times a share, with the percent sign. */
char *uc_language_percent(const uc_language *language, double share, int decimals,
                          char *out);

/** The catalogue, for tests of its completeness: entry `i` in English and in `language`
 * (never NULL while `i` is in range). @return the English text, or NULL at the end. */
const char *uc_language_entry(const uc_language *language, size_t i,
                              const char **translated);

#endif
