/* capture_lists.c - which columns of a capture table are lists */
#include "data/internal/capture_pass.h"

#include <stdio.h>

/* Adds the faults of a column that looks like a list with bad cells. */
static void report_bad(const uc_capture_pass *pass, const uc_capture_candidate *c)
{
    char shown[UC_CSV_SHOWN];

    for (size_t i = 0; i < c->bad.n_kept; i++)
        uc_capture_bad_cell(pass, c->field, c->bad.item[i].line, c->bad.item[i].cell);
    if (c->bad.n_total > c->bad.n_kept)
        uc_faults_add(pass->faults, UC_EDATA, pass->path, 0, c->field + 1,
                      "list '%s' has %zu more cells that are not %s",
                      uc_capture_show(pass->name[c->field], shown),
                      c->bad.n_total - c->bad.n_kept, pass->allowed);
}

/* Names up to five columns that are no lists: ": 'a', 'b' and 3 more". */
static void name_others(const uc_capture_pass *pass, char *out, size_t out_size)
{
    size_t n = 0, end = 0;

    out[0] = '\0';
    for (size_t k = 0; k < pass->n_candidates; k++) {
        char shown[UC_CSV_SHOWN];
        int used;

        if (pass->candidate[k].bad.n_total == 0 || ++n > 5)
            continue;
        used = snprintf(out + end, out_size - end, "%s'%s'", n == 1 ? ": " : ", ",
                        uc_capture_show(pass->name[pass->candidate[k].field], shown));
        if (used < 0 || (size_t)used >= out_size - end)
            return;
        end += (size_t)used;
    }
    if (n > 5)
        (void)snprintf(out + end, out_size - end, " and %zu more", n - 5);
}

/* Adds the fault of a number of lists that no table can have. */
static bool check_number(const uc_capture_pass *pass, size_t n_lists, size_t first)
{
    char others[320], shown[UC_CSV_SHOWN];

    if (n_lists > UC_CAPTURE_MAX_LISTS) {
        uc_faults_add(
            pass->faults, UC_EDATA, pass->path, pass->header_line, 0,
            "file has %zu list columns; at most %d are allowed, name those to "
            "use",
            n_lists, UC_CAPTURE_MAX_LISTS);
        return false;
    }
    if (n_lists > 1 || pass->named)
        return true;
    name_others(pass, others, sizeof others);
    if (n_lists == 0)
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, 0,
                      "no list column found: every cell of a list is %s; columns with "
                      "other cells%s",
                      pass->allowed, others[0] != '\0' ? others : ": none");
    else
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, first + 1,
                      "only one list column found, '%s'; two are needed; columns with "
                      "other cells%s",
                      uc_capture_show(pass->name[first], shown),
                      others[0] != '\0' ? others : ": none");
    return false;
}

static bool is_list(const uc_capture_candidate *c)
{
    return c->bad.n_total == 0 && c->n_good > 0;
}

/* A column with faults in some cells, which is a list all the same. */
static bool is_suspect(const uc_capture_candidate *c)
{
    return !is_list(c) && c->n_good >= c->bad.n_total;
}

/* Whether a cell of that line was neither 0 nor 1 in a suspect: then it may be a 1. */
static bool is_unsure(const uc_capture_pass *pass, size_t line)
{
    for (size_t k = 0; k < pass->n_candidates; k++) {
        const uc_capture_candidate *c = &pass->candidate[k];

        if (!is_suspect(c))
            continue;
        if (c->bad.n_total > c->bad.n_kept)
            return true;
        for (size_t i = 0; i < c->bad.n_kept; i++)
            if (c->bad.item[i].line == line)
                return true;
    }
    return false;
}

static void report_zero(const uc_capture_pass *pass, bool suspects)
{
    for (size_t i = 0; i < pass->zero.n_kept; i++)
        if (!suspects || !is_unsure(pass, pass->zero.item[i].line))
            uc_capture_zero_history(pass, pass->zero.item[i].line);
    if (!suspects && pass->zero.n_total > pass->zero.n_kept)
        uc_faults_add(pass->faults, UC_EDATA, pass->path, 0, 0,
                      "%zu more rows have a history of zeros",
                      pass->zero.n_total - pass->zero.n_kept);
}

size_t uc_capture_choose_lists(const uc_capture_pass *pass,
                               size_t bit[UC_CAPTURE_MAX_LISTS])
{
    size_t n_lists = 0, n_suspect = 0;

    for (size_t k = 0; k < pass->n_candidates; k++) {
        const uc_capture_candidate *c = &pass->candidate[k];

        if (pass->named || is_list(c)) {
            if (n_lists < UC_CAPTURE_MAX_LISTS)
                bit[n_lists] = k;
            n_lists++;
        } else if (is_suspect(c)) {
            report_bad(pass, c);
            n_suspect++;
        }
    }
    if (n_suspect > 0 || check_number(pass, n_lists, pass->candidate[bit[0]].field))
        report_zero(pass, n_suspect > 0);
    return n_lists;
}
