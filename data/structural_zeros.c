/* structural_zeros.c - histories that nobody can have */
#include "data/structural_zeros.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

#define MAX_CONDITIONS 16

/* A stretch of the declaration. */
typedef struct piece {
    const char *text;
    size_t len;
} piece;

typedef struct declaration {
    uint32_t lists;
    bool only;
    size_t column[MAX_CONDITIONS];
    piece value[MAX_CONDITIONS];
    size_t n_conditions;
} declaration;

static bool is_piece(piece p, const char *text)
{
    return strlen(text) == p.len && memcmp(text, p.text, p.len) == 0;
}

static piece trimmed(const char *text, size_t len)
{
    const char *start = uc_text_trim(text, &len);

    return (piece){start, len};
}

static uc_status read_lists(const uc_capture_set *set, piece text, declaration *d,
                            uc_error *err)
{
    const char *at = text.text, *end = text.text + text.len;

    while (at <= end) {
        const char *plus = memchr(at, '+', (size_t)(end - at));
        const piece name = trimmed(at, (size_t)((plus != NULL ? plus : end) - at));
        size_t j = 0;

        while (j < set->n_lists && !is_piece(name, set->list_names[j]))
            j++;
        if (j == set->n_lists)
            return uc_fail(err, UC_EINVAL,
                           "structural zero '%.80s': there is no list '%.*s'",
                           text.text, (int)(name.len < 60 ? name.len : 60), name.text);
        d->lists |= (uint32_t)1 << j;
        at = plus != NULL ? plus + 1 : end + 1;
    }
    return UC_OK;
}

static uc_status read_conditions(const uc_capture_set *set, const char *text,
                                 declaration *d, uc_error *err)
{
    while (*text != '\0') {
        const size_t len = strcspn(text, ",");
        const char *equals = memchr(text, '=', len);
        size_t j = 0;

        if (equals == NULL || d->n_conditions == MAX_CONDITIONS)
            return uc_fail(err, UC_EINVAL,
                           "structural zero: after 'where' come up to %d COLUMN=VALUE "
                           "with commas between them",
                           MAX_CONDITIONS);
        const piece name = trimmed(text, (size_t)(equals - text));

        while (j < set->n_by && !is_piece(name, set->by_names[j]))
            j++;
        if (j == set->n_by)
            return uc_fail(err, UC_EINVAL,
                           "structural zero: '%.*s' is no stratum column",
                           (int)(name.len < 60 ? name.len : 60), name.text);
        d->column[d->n_conditions] = j;
        d->value[d->n_conditions++] =
            trimmed(equals + 1, (size_t)(text + len - equals - 1));
        text += len + (text[len] == ',');
    }
    return UC_OK;
}

static uc_status read_declaration(const uc_capture_set *set, const char *text,
                                  declaration *d, uc_error *err)
{
    const char *where = strstr(text, " where ");
    const piece lists =
        trimmed(text, where != NULL ? (size_t)(where - text) : strlen(text));
    uc_status status;

    *d = (declaration){.only = lists.len > 5 && memcmp(lists.text, "only ", 5) == 0};
    status = read_lists(set, d->only ? trimmed(lists.text + 5, lists.len - 5) : lists,
                        d, err);
    if (status == UC_OK && where != NULL)
        status = read_conditions(set, where + strlen(" where "), d, err);
    if (status == UC_OK && where == NULL && !d->only &&
        (d->lists & (d->lists - 1)) == 0)
        status = uc_fail(err, UC_EINVAL,
                         "structural zero '%.80s' makes a list impossible everywhere; "
                         "leave the list out instead, or say where",
                         text);
    return status;
}

static bool concerns(const declaration *d, const uc_capture_stratum *stratum)
{
    for (size_t i = 0; i < d->n_conditions; i++)
        if (!is_piece(d->value[i], stratum->value[d->column[i]]))
            return false;
    return true;
}

/* Every history that the declaration rules out; returns their number. */
static size_t list_histories(const declaration *d, size_t n_lists, uint32_t out[])
{
    size_t n = 0;

    if (d->only) {
        out[0] = d->lists;
        return 1;
    }
    for (uint32_t w = 1; w < (uint32_t)1 << n_lists; w++)
        if ((w & d->lists) == d->lists)
            out[n++] = w;
    return n;
}

static void write_stratum(const uc_capture_set *set, size_t s, char *out, size_t size)
{
    size_t end = 0;

    out[0] = '\0';
    for (size_t j = 0; j < set->n_by; j++) {
        const char *value = set->strata[s].value[j];
        const size_t len = strlen(value);

        if (end + len + 3 > size)
            return;
        if (j > 0)
            out[end++] = ',';
        memcpy(out + end, value, len + 1);
        end += len;
    }
}

/* Forbids the histories in a stratum's tables. */
static uc_status forbid(uc_capture_set *set, size_t s, const char *text,
                        const uint32_t histories[], size_t n, uc_error *err)
{
    uc_capture_stratum *stratum = &set->strata[s];
    uc_status status = uc_capture_table_forbid(&stratum->table, histories, n, err);

    for (size_t m = 0; status == UC_OK && m < stratum->n_imputations; m++)
        status = uc_capture_table_forbid(&stratum->imputation[m], histories, n, err);
    if (status == UC_EDATA) {
        uint64_t people = 0;
        char shown[200];

        for (size_t i = 0; i < n; i++)
            people += uc_capture_table_count(&stratum->table, histories[i]);
        write_stratum(set, s, shown, sizeof shown);
        return uc_fail(err, UC_EDATA,
                       "structural zero '%.100s': %llu people have such a history%s%s",
                       text, (unsigned long long)people, set->n_by > 0 ? " in " : "",
                       shown);
    }
    return status;
}

uc_status uc_structural_zeros_apply(uc_capture_set *set, const char *text,
                                    uc_error *err)
{
    declaration d;
    uint32_t *histories;
    size_t n, n_strata = 0;
    uc_status status;

    if (set->n_lists > UC_STRUCTURAL_ZEROS_MAX_LISTS)
        return uc_fail(err, UC_EINVAL, "structural zeros are for up to %d lists",
                       UC_STRUCTURAL_ZEROS_MAX_LISTS);
    status = read_declaration(set, text, &d, err);
    if (status != UC_OK)
        return status;
    histories = malloc(sizeof *histories << set->n_lists);
    if (histories == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    n = list_histories(&d, set->n_lists, histories);
    for (size_t s = 0; status == UC_OK && s < set->n_strata; s++)
        if (concerns(&d, &set->strata[s])) {
            n_strata++;
            status = forbid(set, s, text, histories, n, err);
        }
    free(histories);
    if (status == UC_OK && n_strata == 0)
        status =
            uc_fail(err, UC_EINVAL, "structural zero '%.80s' fits no stratum", text);
    set->has_zeros = set->has_zeros || status == UC_OK;
    return status;
}
