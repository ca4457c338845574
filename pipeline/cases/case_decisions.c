/* case_decisions.c - verdicts of clerical review on the pairs of a linkage */
#include "pipeline/cases/case_decisions.h"

#include <stdlib.h>
#include <string.h>

#include "data/cases/decisions.h"

/* A row that decisions speak of, by its place. */
typedef struct place {
    size_t file;
    uint64_t row;
    uint32_t index; /* among the rows; UINT32_MAX: not met */
} place;

static int by_place(const void *a, const void *b)
{
    const place *x = a, *y = b;

    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* The file a decision names: by its path, or by its name where only one has it, since a
 * run file may reach the same files by other paths. */
static bool find_file(const uc_case_rows *rows, const char *path, size_t *file)
{
    size_t n = 0;

    for (size_t i = 0; i < rows->n_files; i++)
        if (strcmp(rows->file[i].path, path) == 0) {
            *file = i;
            return true;
        }
    for (size_t i = 0; i < rows->n_files; i++)
        if (strcmp(last_part(rows->file[i].path), last_part(path)) == 0) {
            *file = i;
            n++;
        }
    return n == 1;
}

static void add_fault(const uc_decisions *d, const uc_decision *decision,
                      uc_faults *faults, const char *what)
{
    uc_faults_add(faults, UC_EDATA, d->file[decision->file].path, decision->line, 0,
                  "%s", what);
}

/* Places of all decided pairs, two each; sorted copies find their rows. */
static bool name_places(const uc_decisions *d, const uc_case_rows *rows, place places[],
                        uc_faults *faults)
{
    bool good = true;

    for (size_t i = 0; i < d->n_rows; i++) {
        const uc_decision *decision = &d->row[i];
        place *p = &places[2 * i];

        p[0] = (place){.row = decision->a, .index = UINT32_MAX};
        p[1] = (place){.row = decision->b, .index = UINT32_MAX};
        if (find_file(rows, decision->file_a, &p[0].file) &&
            find_file(rows, decision->file_b, &p[1].file))
            continue;
        add_fault(d, decision, faults, "names a file that is not among the case files");
        good = false;
    }
    return good;
}

static uc_status find_rows(const uc_case_rows *rows, place places[], size_t n,
                           uc_error *err)
{
    place *sorted = malloc((n + 1) * sizeof *sorted);

    if (sorted == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    memcpy(sorted, places, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_place);
    for (size_t i = 0; i < rows->n; i++) {
        const place key = {.file = rows->row[i].file, .row = rows->row[i].row};
        place *found = bsearch(&key, sorted, n, sizeof *sorted, by_place);

        while (found != NULL && found > sorted && by_place(found - 1, &key) == 0)
            found--;
        for (; found != NULL && found < sorted + n && by_place(found, &key) == 0;
             found++)
            found->index = (uint32_t)i;
    }
    for (size_t i = 0; i < n; i++) {
        const place *found = bsearch(&places[i], sorted, n, sizeof *sorted, by_place);

        places[i].index = found->index;
    }
    free(sorted);
    return UC_OK;
}

/* Levels of agreement as digits, as the review writes them; zeros in front may be gone,
 * for spreadsheets take the digits for a number. */
static bool read_pattern(const char *text, size_t n_fields, uint32_t *pattern)
{
    const size_t len = strlen(text);

    *pattern = 0;
    if (len == 0 || len > n_fields)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] >= '0' + (int)UC_LINK_LEVELS)
            return false;
        *pattern |= (uint32_t)(text[i] - '0')
                    << (UC_LINK_LEVEL_BITS * (n_fields - len + i));
    }
    return true;
}

/* Verdicts that were reached, on rows by number. */
static size_t list_verdicts(const uc_decisions *d, const place places[],
                            size_t n_fields, uc_link_verdict verdict[],
                            uc_faults *faults)
{
    size_t n = 0;

    for (size_t i = 0; i < d->n_rows; i++) {
        const uint32_t a = places[2 * i].index, b = places[2 * i + 1].index;
        uc_link_verdict v = {.a = a < b ? a : b,
                             .b = a < b ? b : a,
                             .one = d->row[i].verdict == UC_VERDICT_ONE,
                             .number = i};

        if (d->row[i].verdict == UC_VERDICT_OPEN)
            continue;
        if (a == UINT32_MAX || b == UINT32_MAX || a == b)
            add_fault(d, &d->row[i], faults, "names a row that is not in its file");
        else if (!read_pattern(d->row[i].pattern, n_fields, &v.pattern))
            add_fault(d, &d->row[i], faults,
                      "pattern must have one digit for each column compared");
        else
            verdict[n++] = v;
    }
    return n;
}

/* A pair written twice, the other way round the second time. */
static bool twice(const uc_decisions *d, uc_link_verdict verdict[], size_t n,
                  uc_faults *faults)
{
    for (size_t i = 1; i < n; i++)
        if (verdict[i].a == verdict[i - 1].a && verdict[i].b == verdict[i - 1].b) {
            add_fault(d, &d->row[verdict[i].number], faults,
                      "decides on a pair that another line decides on");
            return true;
        }
    return false;
}

static int by_rows(const void *a, const void *b)
{
    const uc_link_verdict *x = a, *y = b;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static uc_status take_over(const uc_decisions *d, const place places[],
                           uc_case_result *made, uc_faults *faults, uc_error *err)
{
    const size_t before = faults->n_total;
    uc_link_verdict *verdict = calloc(d->n_rows + 1, sizeof *verdict);
    const uc_link_verdict *wrong = NULL;
    uc_status status = UC_OK;
    size_t n;

    if (verdict == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    n = list_verdicts(d, places, made->rows.rules->n_fields, verdict, faults);
    qsort(verdict, n, sizeof *verdict, by_rows);
    if (faults->n_total == before && !twice(d, verdict, n, faults))
        status = uc_linkage_decide(&made->linkage, verdict, n, &wrong, err);
    if (wrong != NULL)
        add_fault(d, &d->row[wrong->number], faults,
                  "this pair was not compared, or does not agree as it did when the "
                  "review was written; write the review again");
    free(verdict);
    return status;
}

uc_status uc_case_decide(const char *path, uc_case_result *made, uc_faults *faults,
                         uc_error *err)
{
    const size_t before = faults->n_total;
    uc_decisions d = {.row = NULL};
    uc_status status = uc_decisions_read(&d, path, faults, err);
    place *places = calloc(2 * d.n_rows + 1, sizeof *places);

    if (status == UC_OK && places == NULL)
        status = uc_fail(err, UC_ENOMEM, "out of memory");
    if (status == UC_OK && faults->n_total == before &&
        name_places(&d, &made->rows, places, faults))
        status = find_rows(&made->rows, places, 2 * d.n_rows, err);
    if (status == UC_OK && faults->n_total == before)
        status = take_over(&d, places, made, faults, err);
    if (status == UC_OK && faults->n_total == before)
        status =
            uc_case_rows_keep_file(&made->rows, d.file[0].path, d.file[0].sha256, err);
    made->decided = true;
    free(places);
    uc_decisions_clear(&d);
    return status;
}
