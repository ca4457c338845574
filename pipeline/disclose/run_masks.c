/* run_masks.c - disclosure control of everything a run publishes */
#include "pipeline/disclose/run_masks.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/pool.h"
#include "estimators/disclosure/frame.h"
#include "pipeline/gap/gap_place.h"

/* Dimensions of the frame. Code 0 of each is "all". */
enum { SERIES, AREA, PERIOD, SEX, AGE, FORM, N_DIMENSIONS };

typedef struct masker {
    const uc_run_file *run;
    const uc_ingest *ingest;
    uc_gap_list *gap;
    uc_pool *pool[N_DIMENSIONS]; /* texts; number + 1 is the code, "" is 0 */
    uc_frame frame;
    size_t *row_cell;   /* per gap row, SIZE_MAX: none */
    size_t *count_cell; /* per identified count that is published, SIZE_MAX: not */
    size_t **set_cell;  /* per capture set, per stratum */
    bool *is_sum;       /* per number of a stratum's text: it is a sum of others */
    size_t n_sums;
} masker;

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for disclosure control");
}

static uc_status code_of(masker *m, size_t d, const char *text, size_t *code,
                         uc_error *err)
{
    *code = 0;
    if (text == NULL || text[0] == '\0')
        return UC_OK;
    if (!uc_pool_index(m->pool[d], text, strlen(text), code))
        return no_memory(err);
    ++*code;
    return UC_OK;
}

static uc_status add_cell(masker *m, const char *const place[], double value,
                          size_t *cell, uc_error *err)
{
    size_t code[N_DIMENSIONS];
    uc_status status = UC_OK;
    bool is_new;

    for (size_t d = 0; status == UC_OK && d < N_DIMENSIONS; d++)
        status = code_of(m, d, place[d], &code[d], err);
    if (status == UC_OK)
        status = uc_frame_add(&m->frame, code, value, value, cell, &is_new, err);
    return status;
}

/* -- What is published ------------------------------------------------------------ */

static bool is_published_stage(const uc_run_file *run, const char *stage)
{
    for (size_t k = 0; k < run->cascade.n; k++)
        if (strcmp(run->cascade.item[k].text, stage) == 0)
            return true;
    return false;
}

static int by_place(const void *a, const void *b)
{
    const uc_counts_row *x = *(const uc_counts_row *const *)a;
    const uc_counts_row *y = *(const uc_counts_row *const *)b;
    const char *const left[] = {x->stage, x->area,      x->period,
                                x->sex,   x->age_group, x->form};
    const char *const right[] = {y->stage, y->area,      y->period,
                                 y->sex,   y->age_group, y->form};
    int order = 0;

    for (size_t d = 0; order == 0 && d < N_DIMENSIONS; d++)
        order = strcmp(left[d], right[d]);
    return order;
}

static bool is_published(const masker *m, const uc_counts_row *c)
{
    if (is_published_stage(m->run, c->stage))
        return true;
    for (size_t r = 0; r < m->gap->n; r++) {
        const uc_gap_row *row = &m->gap->row[r];

        if (row->count_area != NULL && row->identified_what != NULL &&
            strcmp(row->identified_what, c->stage) == 0 &&
            strcmp(row->count_area, c->area) == 0)
            return true;
    }
    return false;
}

/* Counts of the inputs: those of rows, and stages of the cascade. In the order of their
 * places, so that the order of rows and files decides nothing. */
static uc_status add_counts(masker *m, uc_error *err)
{
    const uc_counts *counts = &m->ingest->counts;
    const uc_counts_row **sorted = calloc(counts->n_rows + 1, sizeof *sorted);
    uc_status status = sorted != NULL ? UC_OK : no_memory(err);

    for (size_t i = 0; status == UC_OK && i < counts->n_rows; i++)
        sorted[i] = &counts->row[i];
    if (status == UC_OK && counts->n_rows > 0)
        qsort(sorted, counts->n_rows, sizeof *sorted, by_place);
    for (size_t i = 0; status == UC_OK && i < counts->n_rows; i++) {
        const uc_counts_row *c = sorted[i];
        const char *const place[] = {c->stage, c->area,      c->period,
                                     c->sex,   c->age_group, c->form};
        size_t *cell = &m->count_cell[c - counts->row];

        *cell = SIZE_MAX;
        if (is_published(m, c))
            status = add_cell(m, place, (double)c->count, cell, err);
    }
    free(sorted);
    return status;
}

/* Series of a capture set, or of one way to be identified in it. */
static const char *series_of(const char *dataset, const char *what, char *out,
                             size_t size)
{
    (void)snprintf(out, size, "%s | %s", dataset, what);
    return out;
}

/* One stratum of a capture set, in words; "" for the total over them. */
static const char *stratum_of(const char *area, const char *period, const char *group,
                              char *out, size_t size)
{
    if (group != NULL && strcmp(group, "total over strata") == 0)
        return "";
    (void)snprintf(out, size, "%s | %s | %s", area != NULL ? area : "",
                   period != NULL ? period : "", group != NULL ? group : "");
    return out;
}

static uc_status add_row(masker *m, size_t r, uc_error *err)
{
    const uc_gap_row *row = &m->gap->row[r];
    char name[512], stratum[512];
    const char *series = row->identified_what;
    const char *const counted[] = {series,   row->count_area, row->count_period,
                                   row->sex, row->age_group,  row->form};
    const char *listed[N_DIMENSIONS] = {NULL};

    m->row_cell[r] = SIZE_MAX;
    if (!isfinite(row->input.identified))
        return UC_OK;
    if (row->count_area != NULL)
        return add_cell(m, counted, row->input.identified, &m->row_cell[r], err);
    listed[SERIES] =
        series_of(row->dataset != NULL ? row->dataset : "", series, name, sizeof name);
    listed[SEX] =
        stratum_of(row->area, row->period, row->group, stratum, sizeof stratum);
    return add_cell(m, listed, row->input.identified, &m->row_cell[r], err);
}

/* Area, period and group of a stratum, as the gap table has them. */
static const char *place_stratum(const uc_run_capture *capture,
                                 const uc_capture_set *set, size_t s, char *out,
                                 size_t size)
{
    uc_gap_row row = {.area = capture->area.text, .period = capture->period.text};
    uc_gap_key key = {.sex = ""};
    uc_sink group;

    uc_sink_memory(&group);
    for (size_t i = 0; i < set->n_by; i++)
        uc_gap_place(set->by_names[i], set->strata[s].value[i], &row, &key, &group);
    (void)stratum_of(row.area, row.period, group.text, out, size);
    uc_sink_clear(&group);
    return out;
}

/* People observed in each stratum of a capture set, who are those on any list. */
static uc_status add_set(masker *m, size_t set_index, uc_error *err)
{
    const uc_capture_set *set = &m->ingest->set[set_index];
    const uc_run_capture *capture = &m->run->capture[set_index];
    char name[512], stratum[512];
    uc_status status = UC_OK;

    m->set_cell[set_index] = calloc(set->n_strata + 1, sizeof **m->set_cell);
    if (m->set_cell[set_index] == NULL)
        return no_memory(err);
    for (size_t s = 0; status == UC_OK && s < set->n_strata; s++) {
        const char *place[N_DIMENSIONS] = {
            series_of(capture->name.text, "on any list", name, sizeof name)};

        place[SEX] = place_stratum(capture, set, s, stratum, sizeof stratum);
        status = add_cell(m, place, (double)set->strata[s].table.n_people,
                          &m->set_cell[set_index][s], err);
    }
    return status;
}

/* -- Equations -------------------------------------------------------------------- */

/* The capture that a row of estimates is of. */
static size_t set_of(const masker *m, const uc_gap_row *row)
{
    size_t set = 0;

    while (set + 1 < m->run->n_captures &&
           strcmp(m->run->capture[set].name.text, row->dataset) != 0)
        set++;
    return set;
}

/* Marks the texts of strata that are sums of others, and says of what. A row that adds
 * up strata has an identified number that is the sum of theirs. */
static uc_status split_sum(masker *m, const uc_gap_row *row, uc_error *err)
{
    char stratum[512];
    size_t *part = malloc((row->n_strata + 1) * sizeof *part);
    const size_t set = set_of(m, row);
    size_t total;
    uc_status status = part != NULL ? UC_OK : no_memory(err);

    if (status == UC_OK)
        status = code_of(
            m, SEX,
            stratum_of(row->area, row->period, row->group, stratum, sizeof stratum),
            &total, err);
    for (size_t k = 0; status == UC_OK && k < row->n_strata; k++)
        status = code_of(m, SEX,
                         place_stratum(&m->run->capture[set], &m->ingest->set[set],
                                       row->stratum[k], stratum, sizeof stratum),
                         &part[k], err);
    /* a stratum by itself is the same cell, not a sum */
    if (status == UC_OK && !(row->n_strata == 1 && part[0] == total) && total > 0) {
        m->is_sum[total - 1] = true;
        status = uc_frame_add_split(&m->frame, SEX, total, part, row->n_strata, err);
    }
    free(part);
    return status;
}

/* The strata that a row adds up, in its own series: nobody prints them, but they bind
 * the sums over them to each other. */
static uc_status add_parts(masker *m, const uc_gap_row *row, uc_error *err)
{
    char name[512], stratum[512];
    const size_t set = set_of(m, row);
    size_t cell;
    uc_status status = UC_OK;

    for (size_t k = 0; status == UC_OK && k < row->n_strata; k++) {
        const char *place[N_DIMENSIONS] = {
            series_of(row->dataset, row->identified_what, name, sizeof name)};

        place[SEX] = place_stratum(&m->run->capture[set], &m->ingest->set[set],
                                   row->stratum[k], stratum, sizeof stratum);
        status = add_cell(m, place, row->stratum_identified[k], &cell, err);
    }
    return status;
}

static uc_status split_sums(masker *m, uc_error *err)
{
    uc_status status = UC_OK;

    m->n_sums = uc_pool_size(m->pool[SEX]);
    for (size_t r = 0; r < m->gap->n; r++) /* texts of strata that no row shows */
        m->n_sums += m->gap->row[r].n_strata;
    m->is_sum = calloc(m->n_sums + 1, sizeof *m->is_sum);
    if (m->is_sum == NULL)
        return no_memory(err);
    for (size_t r = 0; r < m->gap->n && status == UC_OK; r++)
        if (m->gap->row[r].stratum_identified != NULL)
            status = add_parts(m, &m->gap->row[r], err);
    for (size_t r = 0; r < m->gap->n && status == UC_OK; r++)
        if (m->gap->row[r].stratum_identified != NULL)
            status = split_sum(m, &m->gap->row[r], err);
    return status;
}

/* sex, age group, form: all = the sum of those named, as far as they are. */
static uc_status split_groups(masker *m, uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t d = SEX; status == UC_OK && d < N_DIMENSIONS; d++) {
        const size_t n = uc_pool_size(m->pool[d]);
        size_t *part = malloc((n + 1) * sizeof *part);
        size_t n_parts = 0;

        if (part == NULL)
            return no_memory(err);
        for (size_t i = 0; i < n; i++)
            if (d != SEX || !m->is_sum[i])
                part[n_parts++] = i + 1;
        if (n_parts > 0)
            status = uc_frame_add_split(&m->frame, d, 0, part, n_parts, err);
        free(part);
    }
    return status;
}

/* An area that is the group of others is their total. */
static uc_status split_areas(masker *m, uc_error *err)
{
    const uc_areas *areas = &m->ingest->areas;
    size_t *part = malloc((areas->n_rows + 1) * sizeof *part);
    uc_status status = part != NULL ? UC_OK : no_memory(err);

    for (size_t g = 0; status == UC_OK && g < areas->n_groupings; g++)
        for (size_t t = 0; status == UC_OK && t < areas->n_rows; t++) {
            size_t n = 0, total = 0;

            for (size_t i = 0; status == UC_OK && i < areas->n_rows; i++)
                if (i != t && strcmp(areas->row[i].group[g], areas->row[t].code) == 0)
                    status = code_of(m, AREA, areas->row[i].code, &part[n++], err);
            if (status == UC_OK && n > 0)
                status = code_of(m, AREA, areas->row[t].code, &total, err);
            if (status == UC_OK && n > 0)
                status = uc_frame_add_split(&m->frame, AREA, total, part, n, err);
        }
    free(part);
    return status;
}

static void protect(masker *m)
{
    uc_cells *cells = &m->frame.cells;
    const double k = (double)m->run->suppress_below;

    for (size_t i = 0; i < cells->n; i++)
        if (cells->mask[i] == UC_CELLS_SHOWN && cells->value[i] > 0 &&
            cells->value[i] < k)
            uc_cells_protect_count(cells, i, k);
}

/* Totals that nobody prints, but that readers can add up, are absent cells. */
static uc_status equations(masker *m, uc_error *err)
{
    const size_t published = m->frame.cells.n;
    uc_frame_mismatch *mismatch = NULL;
    size_t n_mismatches = 0, n;
    uc_status status = split_sums(m, err);

    if (status == UC_OK)
        status = split_groups(m, err);
    if (status == UC_OK)
        status = split_areas(m, err);
    if (status == UC_OK)
        status = uc_frame_add_totals(&m->frame, err);
    n = m->frame.cells.n;
    m->frame.open = true;
    if (status == UC_OK)
        status = uc_frame_equations(&m->frame, &mismatch, &n_mismatches, err);
    for (size_t i = published; status == UC_OK && i < n; i++)
        m->frame.cells.mask[i] = UC_CELLS_ABSENT;
    free(mismatch);
    return status;
}

/* -- Masks ------------------------------------------------------------------------ */

static void round_figure(uc_figure *f)
{
    f->value = nearbyint(f->value);
    f->low = nearbyint(f->low);
    f->high = nearbyint(f->high);
}

static void mask_rows(masker *m)
{
    for (size_t r = 0; r < m->gap->n; r++) {
        uc_gap_row *row = &m->gap->row[r];

        if (row->method != NULL)
            round_figure(&row->input.estimate);
        if (m->row_cell[r] != SIZE_MAX &&
            uc_cells_hidden(&m->frame.cells, m->row_cell[r])) {
            row->input.identified = NAN;
            row->input.no_identified = "suppressed";
            row->input.replicates = NULL;
        } else if (row->method == NULL || row->input.replicates != NULL) {
            continue;
        }
        row->input.replicates = NULL;
        row->gap = uc_gap_compute(&row->input);
    }
}

static uc_status keep_masks(const masker *m, uc_run_masks *masks, uc_error *err)
{
    const uc_cells *cells = &m->frame.cells;

    masks->asked = true;
    masks->n_sets = m->ingest->n_sets;
    masks->n_counts = m->ingest->counts.n_rows;
    masks->set_hidden = calloc(masks->n_sets + 1, sizeof *masks->set_hidden);
    masks->count_hidden = calloc(masks->n_counts + 1, sizeof *masks->count_hidden);
    if (masks->set_hidden == NULL || masks->count_hidden == NULL)
        return no_memory(err);
    for (size_t i = 0; i < masks->n_counts; i++)
        masks->count_hidden[i] =
            m->count_cell[i] != SIZE_MAX && uc_cells_hidden(cells, m->count_cell[i]);
    for (size_t s = 0; s < masks->n_sets; s++)
        for (size_t k = 0; k < m->ingest->set[s].n_strata; k++)
            if (uc_cells_hidden(cells, m->set_cell[s][k]))
                masks->set_hidden[s] = true;
    for (size_t r = 0; r < m->gap->n;
         r++) /* identified of a set hides its people too */
        for (size_t s = 0; s < masks->n_sets; s++)
            if (m->row_cell[r] != SIZE_MAX && m->gap->row[r].dataset != NULL &&
                strcmp(m->gap->row[r].dataset, m->run->capture[s].name.text) == 0 &&
                uc_cells_hidden(cells, m->row_cell[r]))
                masks->set_hidden[s] = true;
    return UC_OK;
}

/* The attack, and that no figure hanging on a suppressed count is left. */
static uc_status audit(const masker *m, uc_error *err)
{
    uc_suppress_attack *attack = NULL;
    size_t n = 0, n_broken = 0;
    const uc_status status = uc_suppress_audit(&m->frame.cells, &attack, &n, err);

    if (status != UC_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        n_broken += attack[i].broken;
    free(attack);
    for (size_t r = 0; r < m->gap->n; r++) {
        const uc_gap *gap = &m->gap->row[r].gap;

        if (m->row_cell[r] != SIZE_MAX &&
            uc_cells_hidden(&m->frame.cells, m->row_cell[r]))
            n_broken += isfinite(m->gap->row[r].input.identified) ||
                        gap->unidentified.no_value == NULL ||
                        gap->share.no_value == NULL ||
                        gap->per_identified.no_value == NULL ||
                        gap->identified_rate.no_value == NULL;
    }
    if (n_broken > 0)
        return uc_fail(err, UC_EDATA,
                       "the audit found %zu suppressed counts that can be worked out; "
                       "nothing was written",
                       n_broken);
    return UC_OK;
}

static uc_status collect(masker *m, uc_error *err)
{
    uc_status status = UC_OK;

    m->frame.n_dimensions = N_DIMENSIONS;
    m->frame.cells.whole = true;
    m->row_cell = calloc(m->gap->n + 1, sizeof *m->row_cell);
    m->count_cell = calloc(m->ingest->counts.n_rows + 1, sizeof *m->count_cell);
    m->set_cell = calloc(m->ingest->n_sets + 1, sizeof *m->set_cell);
    for (size_t d = 0; d < N_DIMENSIONS; d++)
        if ((m->pool[d] = uc_pool_alloc()) == NULL)
            status = no_memory(err);
    if (m->row_cell == NULL || m->count_cell == NULL || m->set_cell == NULL)
        status = no_memory(err);
    if (status == UC_OK)
        status = add_counts(m, err);
    for (size_t r = 0; status == UC_OK && r < m->gap->n; r++)
        status = add_row(m, r, err);
    for (size_t s = 0; status == UC_OK && s < m->ingest->n_sets; s++)
        status = add_set(m, s, err);
    return status;
}

static void masker_clear(masker *m)
{
    for (size_t s = 0; m->set_cell != NULL && s < m->ingest->n_sets; s++)
        free(m->set_cell[s]);
    for (size_t d = 0; d < N_DIMENSIONS; d++)
        uc_pool_free(m->pool[d]);
    free(m->set_cell);
    free(m->is_sum);
    free(m->row_cell);
    free(m->count_cell);
    uc_frame_clear(&m->frame);
}

uc_status uc_stage_disclose(const uc_run_file *run, const uc_ingest *ingest,
                            uc_gap_list *gap, uc_cancel *cancel, uc_run_masks *masks,
                            uc_error *err)
{
    masker m = {.run = run, .ingest = ingest, .gap = gap};
    uc_status status;

    if (run->suppress_below == 0)
        return UC_OK;
    status = collect(&m, err);
    if (status == UC_OK)
        status = equations(&m, err);
    if (status == UC_OK) {
        protect(&m);
        status =
            uc_suppress(&m.frame.cells, UC_SUPPRESS_WORK, cancel, &masks->result, err);
    }
    if (status == UC_OK && masks->result.outcome == UC_SUPPRESS_IMPOSSIBLE)
        status = uc_fail(err, UC_EDATA,
                         "suppressing every count would not protect these tables; "
                         "nothing was written");
    if (status == UC_OK) {
        mask_rows(&m);
        status = keep_masks(&m, masks, err);
    }
    if (status == UC_OK)
        status = audit(&m, err);
    masker_clear(&m);
    return status;
}

/* -- The table of estimates ------------------------------------------------------- */

static bool is_one_of(const char *name, const char *const names[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void mask_cell(uc_cell *cell)
{
    free(cell->text);
    *cell = (uc_cell){.kind = UC_CELL_MISSING, .reason = "suppressed"};
}

static bool dataset_hidden(const uc_run_masks *masks, const uc_ingest *ingest,
                           const char *dataset)
{
    for (size_t s = 0; s < masks->n_sets; s++)
        if (masks->set_hidden[s] && ingest->set[s].dataset != NULL &&
            strcmp(ingest->set[s].dataset, dataset) == 0)
            return true;
    return false;
}

void uc_run_masks_apply(const uc_run_masks *masks, const uc_ingest *ingest,
                        uc_table *table)
{
    static const char *const counted[] = {"n_observed", "hidden"};
    static const char *const persons[] = {"estimate", "hidden", "std.error", "conf.low",
                                          "conf.high"};
    const size_t n = masks->asked ? uc_table_n_rows(table) : 0;

    for (size_t r = 0; r < n; r++) {
        uc_cell *cell = table->cell + r * table->n_columns;
        bool hidden = true; /* a row whose data set is not said is taken for hidden */

        for (size_t c = 0; c < table->n_columns; c++)
            if (strcmp(table->column[c].name, "dataset") == 0 && cell[c].text != NULL)
                hidden = dataset_hidden(masks, ingest, cell[c].text);
        for (size_t c = 0; c < table->n_columns; c++) {
            const char *name = table->column[c].name;

            if (hidden && is_one_of(name, counted, 2))
                mask_cell(&cell[c]);
            else if (cell[c].kind == UC_CELL_REAL && is_one_of(name, persons, 5))
                cell[c].real = nearbyint(cell[c].real);
        }
    }
}

void uc_run_masks_clear(uc_run_masks *masks)
{
    free(masks->set_hidden);
    free(masks->count_hidden);
    memset(masks, 0, sizeof *masks);
}
