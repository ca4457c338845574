/* estimates_file.c - an estimates.csv as rows of the gap table */
#include "pipeline/estimates_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/csv_reader.h"
#include "pipeline/gap/gap_place.h"

/* Columns that are needed. */
enum {
    COL_DATASET,
    COL_METHOD,
    COL_ESTIMATE,
    COL_LOW,
    COL_HIGH,
    COL_LEVEL,
    COL_KIND,
    COL_STATUS,
    N_COLS
};

static const char *const names[N_COLS] = {"dataset",     "method",    "estimate",
                                          "conf.low",    "conf.high", "conf.level",
                                          "conf.method", "status"};

typedef struct reader {
    const char *path, *area, *period, *stage;
    const uc_ingest *ingest;
    uc_faults *faults;
    uc_gap_list *list;
    size_t column[N_COLS]; /* field number, or n_fields */
    char **name;           /* of every column; owned */
    size_t n_fields;
    uc_gap_row pending; /* the estimate being read, its best interval so far */
    uc_gap_key key;
    const char *id; /* of the pending estimate; NULL: none */
    int rank;       /* of the pending interval; lower is better */
} reader;

bool uc_estimates_file_is(const char *text, size_t len)
{
    const char *end = memchr(text, '\n', len);
    const size_t n = end != NULL ? (size_t)(end - text) : len;
    size_t i;

    for (i = 0; i + 11 <= n; i++)
        if (memcmp(text + i, "conf.method", 11) == 0)
            return true;
    return false;
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the estimates");
}

static uc_status copy_names(reader *r, const uc_csv_record *header, uc_error *err)
{
    size_t i;

    r->n_fields = header->n_fields;
    r->name = calloc(header->n_fields + 1, sizeof *r->name);
    if (r->name == NULL)
        return no_memory(err);
    for (i = 0; i < header->n_fields; i++) {
        r->name[i] = malloc(header->field[i].len + 1);
        if (r->name[i] == NULL)
            return no_memory(err);
        memcpy(r->name[i], header->field[i].text, header->field[i].len + 1);
    }
    return UC_OK;
}

static uc_status on_header(void *context, const uc_csv_record *header, bool *stop,
                           uc_error *err)
{
    reader *r = context;
    const uc_status status = copy_names(r, header, err);
    size_t i, j;

    for (i = 0; status == UC_OK && i < N_COLS; i++) {
        for (j = 0; j < r->n_fields && strcmp(r->name[j], names[i]) != 0; j++)
            ;
        r->column[i] = j;
        if (j == r->n_fields) {
            uc_faults_add(r->faults, UC_EDATA, r->path, header->line, 0,
                          "column '%s' is missing", names[i]);
            *stop = true;
        }
    }
    return status;
}

static double read_real(reader *r, const uc_csv_record *record, size_t column)
{
    const uc_csv_field *field = &record->field[column];
    double value = NAN;
    uc_number_fault fault;

    if (field->len == 0)
        return NAN;
    fault = uc_number_real(field->text, &value);
    if (fault != UC_NUMBER_OK)
        uc_faults_add(r->faults, UC_EDATA, r->path, field->line, column + 1,
                      "%s '%.60s' %s; allowed is a number or nothing", r->name[column],
                      field->text, uc_number_reason(fault));
    return value;
}

static int kind_rank(const char *kind)
{
    static const char *const order[] = {"credible", "bca", "percentile", "jackknife",
                                        "normal"};
    int i;

    for (i = 0; i < 5; i++)
        if (strcmp(kind, order[i]) == 0)
            return i;
    return 5;
}

static uc_status flush(reader *r, uc_error *err)
{
    if (r->id == NULL)
        return UC_OK;
    r->id = NULL;
    r->key.area = r->pending.area;
    r->key.period = r->pending.period;
    r->key.stage = r->stage;
    return uc_gap_add_from_counts(r->list, r->ingest, &r->pending, &r->key, err);
}

/* Dataset, strata and method as one text. */
static const char *identity(reader *r, const uc_csv_record *record)
{
    uc_sink sink;
    const char *id;
    size_t i;

    uc_sink_memory(&sink);
    for (i = 0; i <= r->column[COL_METHOD]; i++) {
        uc_sink_write(&sink, record->field[i].text, record->field[i].len);
        uc_sink_putc(&sink, '\n');
    }
    id = sink.status == UC_OK ? uc_gap_keep(r->list, sink.text) : NULL;
    uc_sink_clear(&sink);
    return id;
}

static bool start(reader *r, const uc_csv_record *record, const char *id)
{
    bool total = false; /* a row that adds up the strata */
    uc_sink group;
    size_t i;

    r->id = id;
    r->rank = 9;
    r->key = (uc_gap_key){.sex = "", .age_group = "", .form = ""};
    memset(&r->pending, 0, sizeof r->pending);
    r->pending.area = r->area;
    r->pending.period = r->period;
    r->pending.dataset =
        uc_gap_keep(r->list, record->field[r->column[COL_DATASET]].text);
    r->pending.method = uc_gap_keep(r->list, record->field[r->column[COL_METHOD]].text);
    r->pending.estimate_source = r->path;
    uc_sink_memory(&group);
    for (i = r->column[COL_DATASET] + 1; i < r->column[COL_METHOD]; i++)
        if (strcmp(record->field[i].text, "(all)") == 0)
            total = true;
        else if (record->field[i].len > 0)
            uc_gap_place(r->name[i], uc_gap_keep(r->list, record->field[i].text),
                         &r->pending, &r->key, &group);
    if (total)
        uc_sink_puts(&group, "total over strata");
    r->pending.group = uc_gap_keep(r->list, group.text != NULL ? group.text : "");
    uc_sink_clear(&group);
    return r->pending.dataset != NULL && r->pending.method != NULL &&
           r->pending.group != NULL;
}

static void take_interval(reader *r, const uc_csv_record *record)
{
    const char *kind = record->field[r->column[COL_KIND]].text;
    const char *status = record->field[r->column[COL_STATUS]].text;
    const double estimate = read_real(r, record, r->column[COL_ESTIMATE]);
    const double low = read_real(r, record, r->column[COL_LOW]);
    const double high = read_real(r, record, r->column[COL_HIGH]);
    const double level = read_real(r, record, r->column[COL_LEVEL]);

    if (kind_rank(kind) >= r->rank)
        return;
    r->rank = kind_rank(kind);
    r->pending.input.estimate =
        uc_figure_of(estimate, low, high, uc_gap_keep(r->list, status), "no_interval");
    r->pending.level = level;
    r->pending.interval_kind = kind[0] != '\0' ? uc_gap_keep(r->list, kind) : NULL;
}

static uc_status on_record(void *context, const uc_csv_record *record, uc_error *err)
{
    reader *r = context;
    const char *id = identity(r, record);
    uc_status status = UC_OK;

    if (id == NULL)
        return no_memory(err);
    if (r->id != id) { /* equal texts of one pool are one pointer */
        status = flush(r, err);
        if (status == UC_OK && !start(r, record, id))
            status = no_memory(err);
    }
    if (status == UC_OK)
        take_interval(r, record);
    return status;
}

uc_status uc_estimates_file_read(uc_source *source, const char *area,
                                 const char *period, const char *stage,
                                 const uc_ingest *ingest, uc_faults *faults,
                                 uc_gap_list *list, uc_error *err)
{
    reader r = {.path = uc_gap_keep(list, uc_source_name(source)),
                .area = area,
                .period = period,
                .stage = stage,
                .ingest = ingest,
                .faults = faults,
                .list = list};
    const uc_csv_handler handler = {
        .header = on_header, .record = on_record, .context = &r};
    char sha256[UC_SHA256_HEX];
    uc_status status;
    size_t i;

    if (r.path == NULL)
        return no_memory(err);
    status = uc_csv_read(source, NULL, &handler, faults, sha256, err);
    if (status == UC_OK)
        status = flush(&r, err);
    for (i = 0; r.name != NULL && i < r.n_fields; i++)
        free(r.name[i]);
    free(r.name);
    return status;
}
