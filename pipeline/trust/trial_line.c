/* trial_line.c - one repeat as a line of text */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "pipeline/trust/trial_store.h"

#define CHECK_DIGITS 16
#define MAX_WORD     64
#define UNMIXED      "u" /* ends the status of chains that have not mixed */

static void write_real(double value, uc_sink *out)
{
    char text[UC_NUMBER_TEXT];

    uc_sink_puts(out, isfinite(value) ? uc_number_format(value, 17, text) : "-");
}

void uc_trial_line_write(const uc_trial_plan *plan, size_t repeat,
                         const uc_trial *trial, uc_sink *out)
{
    const size_t n_limits = uc_trial_n_limits(plan);
    char hex[UC_SHA256_HEX];
    uc_sink line;

    uc_sink_memory(&line);
    uc_sink_printf(&line, "%zu %llu", repeat, (unsigned long long)trial->n_observed);
    for (size_t m = 0; m < plan->n_methods; m++) {
        uc_sink_printf(&line, " %d%s ", (int)trial->status[m],
                       trial->unmixed[m] ? UNMIXED : "");
        write_real(trial->estimate[m], &line);
        for (size_t k = m * n_limits; k < (m + 1) * n_limits; k++) {
            uc_sink_putc(&line, ' ');
            write_real(trial->limits[k].low, &line);
            uc_sink_putc(&line, ' ');
            write_real(trial->limits[k].high, &line);
        }
    }
    if (line.status != UC_OK) {
        out->status = line.status;
    } else {
        uc_sha256_bytes(line.text, line.len, hex);
        uc_sink_printf(out, "%s *%.*s", line.text, CHECK_DIGITS, hex);
    }
    uc_sink_clear(&line);
}

/* What is left of a line. */
typedef struct words {
    const char *at, *end;
} words;

static bool next_word(words *w, char word[MAX_WORD])
{
    size_t len = 0;

    while (w->at < w->end && *w->at != ' ' && len < MAX_WORD - 1)
        word[len++] = *w->at++;
    word[len] = '\0';
    if (w->at < w->end && *w->at != ' ')
        return false;
    w->at += w->at < w->end;
    return len > 0;
}

static bool next_count(words *w, uint64_t *value)
{
    char word[MAX_WORD];

    return next_word(w, word) && uc_number_count(word, value) == UC_NUMBER_OK;
}

static bool next_real(words *w, double *value)
{
    char word[MAX_WORD];

    if (!next_word(w, word))
        return false;
    *value = NAN;
    return strcmp(word, "-") == 0 || uc_number_real(word, value) == UC_NUMBER_OK;
}

static bool checksum_holds(const char *line, size_t len)
{
    char hex[UC_SHA256_HEX];

    if (len < CHECK_DIGITS + 3 || line[len - CHECK_DIGITS - 1] != '*' ||
        line[len - CHECK_DIGITS - 2] != ' ')
        return false;
    uc_sha256_bytes(line, len - CHECK_DIGITS - 2, hex);
    return memcmp(line + len - CHECK_DIGITS, hex, CHECK_DIGITS) == 0;
}

static bool next_status(words *w, size_t m, uc_trial *trial)
{
    char word[MAX_WORD];
    uint64_t status;
    size_t len;

    if (!next_word(w, word))
        return false;
    len = strlen(word);
    trial->unmixed[m] = len > 1 && strcmp(word + len - 1, UNMIXED) == 0;
    if (trial->unmixed[m])
        word[len - 1] = '\0';
    if (uc_number_count(word, &status) != UC_NUMBER_OK || status >= UC_MSE_N_STATUS)
        return false;
    trial->status[m] = (uc_mse_status)status;
    return true;
}

static bool read_method(words *w, size_t n_limits, size_t m, uc_trial *trial)
{
    if (!next_status(w, m, trial) || !next_real(w, &trial->estimate[m]))
        return false;
    for (size_t k = m * n_limits; k < (m + 1) * n_limits; k++)
        if (!next_real(w, &trial->limits[k].low) ||
            !next_real(w, &trial->limits[k].high))
            return false;
    return true;
}

bool uc_trial_line_read(const uc_trial_plan *plan, const char *line, size_t len,
                        size_t *repeat, uc_trial *trial)
{
    words w = {line, line + len};
    uint64_t number, observed;

    /* a line whose checksum holds was written by a plan of this hash */
    if (!checksum_holds(line, len))
        return false;
    w.end -= CHECK_DIGITS + 2;
    if (!next_count(&w, &number) || !next_count(&w, &observed))
        return false;
    for (size_t m = 0; m < plan->n_methods; m++)
        if (!read_method(&w, uc_trial_n_limits(plan), m, trial))
            return false;
    if (w.at != w.end)
        return false;
    *repeat = (size_t)number;
    trial->n_observed = observed;
    return true;
}
