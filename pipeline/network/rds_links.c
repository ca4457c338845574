/* rds_links.c - who recruited whom, by ids or by coupons */
#include "pipeline/network/rds_stage.h"

#include <stdlib.h>
#include <string.h>

/* Texts with the rows they stand in, sorted. */
typedef struct entry {
    const char *text;
    uint32_t row;
} entry;

static int by_text(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    const int order = strcmp(x->text, y->text);

    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static int text_only(const void *key, const void *item)
{
    return strcmp(key, ((const entry *)item)->text);
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the recruitment");
}

static const uc_survey_column *column_of(const uc_rds_input *in, const char *name)
{
    return uc_survey_find(&in->frame, name, UC_SURVEY_CATEGORY);
}

static const char *text_at(const uc_survey_column *column, size_t row)
{
    return column->code[row] == UC_SURVEY_MISSING
               ? NULL
               : uc_survey_level(column, column->code[row]);
}

static bool is_seed(const uc_rds_input *in, const char *text)
{
    return text == NULL ||
           strcmp(text, in->plan->seed_word != NULL ? in->plan->seed_word : "seed") ==
               0;
}

static void fault(const uc_rds_input *in, uc_faults *faults, size_t row,
                  const char *what, size_t other)
{
    if (other == SIZE_MAX)
        uc_faults_add(faults, UC_EDATA, in->frame.path, 0, 0, "row %zu: %s", row + 1,
                      what);
    else
        uc_faults_add(faults, UC_EDATA, in->frame.path, 0, 0, "row %zu: %s row %zu",
                      row + 1, what, other + 1);
}

/* -- By ids --------------------------------------------------------------------------
 */

static void check_ids(const uc_rds_input *in, const entry id[], size_t n,
                      const uc_survey_column *by, uc_faults *faults)
{
    size_t i;

    for (i = 1; i < n; i++) {
        const entry *a = &id[i - 1], *b = &id[i];

        if (strcmp(a->text, b->text) != 0)
            continue;
        fault(in, faults, b->row,
              by != NULL && by->code[a->row] != by->code[b->row]
                  ? "this person has two recruiters; the other is in"
                  : "this person is also in",
              a->row);
    }
}

static uc_status link_ids(const uc_rds_input *in, uint32_t recruiter[],
                          uc_faults *faults, uc_error *err)
{
    const uc_survey_column *id = column_of(in, in->plan->id),
                           *by = column_of(in, in->plan->recruiter);
    const size_t n = in->frame.n;
    entry *sorted = malloc((n + 1) * sizeof *sorted);
    size_t i;

    if (sorted == NULL)
        return no_memory(err);
    for (i = 0; i < n; i++)
        sorted[i] = (entry){text_at(id, i), (uint32_t)i};
    qsort(sorted, n, sizeof *sorted, by_text);
    check_ids(in, sorted, n, by, faults);
    for (i = 0; i < n; i++) {
        const char *text = text_at(by, i);
        const entry *at;

        recruiter[i] = UC_RECRUITMENT_SEED;
        if (is_seed(in, text))
            continue;
        at = bsearch(text, sorted, n, sizeof *sorted, text_only);
        if (at != NULL)
            recruiter[i] = at->row;
        else
            fault(in, faults, i, "the recruiter is not in the file", SIZE_MAX);
    }
    free(sorted);
    return UC_OK;
}

/* -- By coupons ----------------------------------------------------------------------
 */

static size_t list_coupons(const uc_rds_input *in, entry out[])
{
    size_t c, i, n = 0;

    for (c = 0; c < in->plan->coupons.n; c++) {
        const uc_survey_column *column = column_of(in, in->plan->coupons.name[c]);

        for (i = 0; i < in->frame.n; i++)
            if (text_at(column, i) != NULL)
                out[n++] = (entry){text_at(column, i), (uint32_t)i};
    }
    qsort(out, n, sizeof *out, by_text);
    return n;
}

static void check_coupons(const uc_rds_input *in, const entry coupon[], size_t n,
                          const char *what, uc_faults *faults)
{
    size_t i;

    for (i = 1; i < n; i++)
        if (strcmp(coupon[i - 1].text, coupon[i].text) == 0)
            fault(in, faults, coupon[i].row, what, coupon[i - 1].row);
}

static uc_status link_coupons(const uc_rds_input *in, uint32_t recruiter[],
                              uc_faults *faults, uc_error *err)
{
    const uc_survey_column *own = column_of(in, in->plan->coupon);
    const size_t n = in->frame.n;
    entry *out = malloc((n * in->plan->coupons.n + 1) * sizeof *out),
          *shown = malloc((n + 1) * sizeof *shown);
    size_t i, n_out = 0, n_shown = 0;

    if (out == NULL || shown == NULL) {
        free(out);
        free(shown);
        return no_memory(err);
    }
    n_out = list_coupons(in, out);
    check_coupons(in, out, n_out,
                  "a coupon is handed out twice, so that its bearer has two "
                  "recruiters; the other is",
                  faults);
    for (i = 0; i < n; i++) {
        const char *text = text_at(own, i);
        const entry *at;

        recruiter[i] = UC_RECRUITMENT_SEED;
        if (is_seed(in, text))
            continue;
        shown[n_shown++] = (entry){text, (uint32_t)i};
        at = bsearch(text, out, n_out, sizeof *out, text_only);
        if (at != NULL)
            recruiter[i] = at->row;
        else
            fault(in, faults, i, "nobody in the file handed out this coupon", SIZE_MAX);
    }
    qsort(shown, n_shown, sizeof *shown, by_text);
    check_coupons(in, shown, n_shown, "the coupon was presented already, in", faults);
    free(out);
    free(shown);
    return UC_OK;
}

/* -- Circles -------------------------------------------------------------------------
 */

static uc_status check_circle(const uc_rds_input *in, const uint32_t recruiter[],
                              uc_faults *faults, uc_error *err)
{
    uint32_t *cycle = malloc((in->frame.n + 1) * sizeof *cycle);
    size_t n = 0, i;
    uc_status status;
    uc_sink rows;

    if (cycle == NULL)
        return no_memory(err);
    status = uc_recruitment_find_cycle(recruiter, in->frame.n, cycle, &n, err);
    uc_sink_memory(&rows);
    for (i = 0; i < n && i < 10; i++)
        uc_sink_printf(&rows, "%s%u", i > 0 ? ", " : "", cycle[i] + 1);
    if (n > 10)
        uc_sink_printf(&rows, " and %zu more", n - 10);
    if (n == 1)
        fault(in, faults, cycle[0], "this person is his or her own recruiter",
              SIZE_MAX);
    else if (n > 1)
        uc_faults_add(faults, UC_EDATA, in->frame.path, 0, 0,
                      "rows %s: these people recruited each other in a circle",
                      rows.text != NULL ? rows.text : "");
    uc_sink_clear(&rows);
    free(cycle);
    return status;
}

uc_status uc_rds_find_recruiters(const uc_rds_input *in, uint32_t recruiter[],
                                 uc_faults *faults, uc_error *err)
{
    const size_t before = faults->n_total;
    uc_status status = in->plan->recruiter != NULL
                           ? link_ids(in, recruiter, faults, err)
                           : link_coupons(in, recruiter, faults, err);

    if (status == UC_OK && faults->n_total == before)
        status = check_circle(in, recruiter, faults, err);
    return status;
}
