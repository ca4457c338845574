/* case_people.c - rows that are one person */
#include "data/cases/case_people.h"

#include <stdlib.h>
#include <string.h>

uc_status uc_case_people_init(const uc_case_rows *rows, uc_case_people *people,
                              uc_error *err)
{
    uint32_t *person = malloc((rows->n + 1) * sizeof *person);

    if (person == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < rows->n; i++)
        person[i] = (uint32_t)i;
    *people = (uc_case_people){person, rows->n};
    return UC_OK;
}

void uc_case_people_clear(uc_case_people *people)
{
    free(people->person);
    *people = (uc_case_people){0};
}

/* The lowest row of a person stands for it; paths are halved on the way. */
uint32_t uc_case_people_find(uc_case_people *people, uint32_t row)
{
    uint32_t *person = people->person;

    while (person[row] != row) {
        person[row] = person[person[row]];
        row = person[row];
    }
    return row;
}

void uc_case_people_join(uc_case_people *people, uint32_t a, uint32_t b)
{
    const uint32_t x = uc_case_people_find(people, a);
    const uint32_t y = uc_case_people_find(people, b);

    if (x < y)
        people->person[y] = x;
    else
        people->person[x] = y;
}

typedef struct keyed_row {
    uc_case_hash hash;
    uint32_t row;
} keyed_row;

static int by_hash_and_row(const void *a, const void *b)
{
    const keyed_row *x = a, *y = b;

    for (size_t k = 0; k < 2; k++)
        if (x->hash.part[k] != y->hash.part[k])
            return x->hash.part[k] < y->hash.part[k] ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static uc_case_place place_of(const uc_case_rows *rows, uint32_t i)
{
    return (uc_case_place){rows->row[i].file, rows->row[i].row};
}

/* Those named are the ones on the lowest rows, whatever the order of hashes. */
static void note_common(const uc_case_rows *rows, size_t pass, uint32_t first,
                        size_t n_rows, uc_case_report *report)
{
    const uc_case_common made = {pass, n_rows, place_of(rows, first)};
    size_t at = report->n_commons;

    report->n_common[pass]++;
    while (at > 0 && report->common[at - 1].pass == pass &&
           (report->common[at - 1].first.file > made.first.file ||
            (report->common[at - 1].first.file == made.first.file &&
             report->common[at - 1].first.row > made.first.row))) {
        if (at < UC_CASE_MAX_NAMED)
            report->common[at] = report->common[at - 1];
        at--;
    }
    if (at < UC_CASE_MAX_NAMED)
        report->common[at] = made;
    if (report->n_commons < UC_CASE_MAX_NAMED)
        report->n_commons++;
}

/* Joins the rows of equal keys. */
static void join_equal(const uc_case_rows *rows, size_t pass, const keyed_row keyed[],
                       size_t n, uc_case_people *people, uc_case_report *report)
{
    const size_t common =
        rows->rules->common_rows > 0 ? rows->rules->common_rows : UC_CASE_COMMON_ROWS;
    size_t first = 0;

    for (size_t i = 1; i <= n; i++) {
        if (i < n && keyed[i].hash.part[0] == keyed[first].hash.part[0] &&
            keyed[i].hash.part[1] == keyed[first].hash.part[1])
            continue;
        if (i - first > common)
            note_common(rows, pass, keyed[first].row, i - first, report);
        for (size_t k = first + 1; i - first <= common && k < i; k++)
            uc_case_people_join(people, keyed[first].row, keyed[k].row);
        first = i;
    }
}

static uc_status link_pass(const uc_case_rows *rows, size_t pass,
                           uc_case_people *people, uc_case_report *report,
                           uc_error *err)
{
    keyed_row *keyed = malloc((rows->n + 1) * sizeof *keyed);
    size_t n = 0;

    if (keyed == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < rows->n; i++)
        if (!uc_case_hash_none(&rows->key[pass][i]))
            keyed[n++] = (keyed_row){rows->key[pass][i], (uint32_t)i};
    qsort(keyed, n, sizeof *keyed, by_hash_and_row);
    join_equal(rows, pass, keyed, n, people, report);
    free(keyed);
    return UC_OK;
}

/* Persons on two lists at once, for every two. */
static uc_status count_overlaps(const uc_case_rows *rows, uc_case_people *people,
                                uint64_t overlap[], uc_error *err)
{
    const size_t t = rows->n_lists;
    uint32_t *lists = calloc(rows->n + 1, sizeof *lists);

    if (lists == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < rows->n; i++)
        lists[uc_case_people_find(people, (uint32_t)i)] |= rows->row[i].lists;
    for (size_t i = 0; i < rows->n; i++)
        for (uint32_t left = lists[i]; left != 0; left &= left - 1) {
            const size_t a = (size_t)__builtin_ctz(left);

            for (uint32_t other = lists[i]; other != 0; other &= other - 1)
                overlap[a * t + (size_t)__builtin_ctz(other)]++;
        }
    free(lists);
    return UC_OK;
}

uc_status uc_case_people_link(const uc_case_rows *rows, uc_case_people *people,
                              uc_case_report *report, uc_error *err)
{
    const size_t n_passes = rows->rules->n_passes, t = rows->n_lists;
    uc_status status = UC_OK;

    report->n_passes = n_passes;
    report->overlap = calloc(n_passes * t * t + 1, sizeof *report->overlap);
    if (report->overlap == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < n_passes && status == UC_OK; i++) {
        status = link_pass(rows, i, people, report, err);
        if (status == UC_OK && t > 1)
            status = count_overlaps(rows, people, report->overlap + i * t * t, err);
    }
    return status;
}
