/* message.c - what the program says on standard error */
#include "pipeline/message.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/exit_code.h"

/* A text with control characters and bytes that are not UTF-8 made visible. */
static void print_safe(const char *text)
{
    const size_t len = strlen(text), room = 4 * len + 8;
    char *shown = malloc(room);

    if (shown != NULL)
        (void)fputs(uc_text_display(text, len, len, shown, room), stderr);
    free(shown);
}

void uc_message_error(const uc_error *err)
{
    (void)fputs("undercount: ", stderr);
    if (err->path[0] != '\0') {
        print_safe(err->path);
        if (err->line > 0)
            (void)fprintf(stderr, ":%zu", err->line);
        if (err->line > 0 && err->column > 0)
            (void)fprintf(stderr, ":%zu", err->column);
        (void)fputs(": ", stderr);
    }
    print_safe(err->msg);
    (void)fputc('\n', stderr);
}

void uc_message(const char *fmt, ...)
{
    va_list args;

    (void)fputs("undercount: ", stderr);
    va_start(args, fmt);
    (void)vfprintf(stderr, fmt, args);
    va_end(args);
    (void)fputc('\n', stderr);
}

typedef struct placed {
    const uc_error *fault;
    size_t file, order; /* file: number of the path by first mention */
} placed;

static int by_place(const void *a, const void *b)
{
    const placed *x = a, *y = b;

    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->fault->line != y->fault->line)
        return x->fault->line < y->fault->line ? -1 : 1;
    if (x->fault->column != y->fault->column)
        return x->fault->column < y->fault->column ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

/* Numbers the files; returns how many there are. */
static size_t number_files(const uc_faults *faults, placed list[])
{
    size_t i, j, n_files = 0;

    for (i = 0; i < faults->n_kept; i++) {
        list[i] = (placed){&faults->item[i], n_files, i};
        for (j = 0; j < i; j++)
            if (strcmp(faults->item[j].path, faults->item[i].path) == 0)
                break;
        if (j < i)
            list[i].file = list[j].file;
        else
            n_files++;
    }
    return n_files;
}

static bool same_fault(const uc_error *a, const uc_error *b)
{
    return a->line == b->line && a->column == b->column &&
           strcmp(a->path, b->path) == 0 && strcmp(a->msg, b->msg) == 0;
}

/* Prints the sorted list; a fault found twice, because two captures read one file,
 * once. Returns how many were left out for that. */
static size_t print_sorted(const placed list[], size_t n)
{
    size_t i, n_repeated = 0;

    for (i = 0; i < n; i++) {
        if (i > 0 && same_fault(list[i].fault, list[i - 1].fault))
            n_repeated++;
        else
            uc_message_error(list[i].fault);
    }
    return n_repeated;
}

int uc_message_faults(const uc_faults *faults)
{
    placed *list;
    size_t n_files, n_total;

    if (faults->n_total == 0)
        return UC_EXIT_OK;
    list = malloc((faults->n_kept + 1) * sizeof *list);
    if (list == NULL)
        return UC_EXIT_SOFTWARE;
    n_files = number_files(faults, list);
    qsort(list, faults->n_kept, sizeof *list, by_place);
    n_total = faults->n_total - print_sorted(list, faults->n_kept);
    if (faults->n_total > faults->n_kept)
        uc_message("%zu more not shown; --max-errors shows more",
                   faults->n_total - faults->n_kept);
    uc_message("%zu fault%s in %zu file%s; nothing was written", n_total,
               n_total == 1 ? "" : "s", n_files, n_files == 1 ? "" : "s");
    free(list);
    return uc_exit_code(uc_faults_code(faults));
}

int uc_message_failure(const uc_error *err, const char *command)
{
    uc_message_error(err);
    if (err->code == UC_EUSAGE && command != NULL)
        uc_message("'undercount %s --help' shows how it is used", command);
    return uc_exit_code(err->code);
}
