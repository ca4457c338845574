/* oracle.c - reference rows and datasets */
#include "tests/estimators/survey/oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support.h"

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text;
    long size;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        fail_msg("cannot open %s", path);
    size = ftell(file);
    rewind(file);
    text = malloc((size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    text[size] = '\0';
    fclose(file);
    return text;
}

/* Cuts one field off *line, quotes removed, in place. */
static char *cut_field(char **line)
{
    char *start = *line, *to = start, *from = start;
    bool quoted = *from == '"';

    if (quoted)
        from++;
    while (*from != '\0' && (quoted || *from != ',')) {
        if (quoted && *from == '"') {
            if (from[1] != '"') {
                quoted = false;
                from++;
                continue;
            }
            from++;
        }
        *to++ = *from++;
    }
    *line = *from == ',' ? from + 1 : from;
    *to = '\0';
    return start;
}

void oracle_load(oracle *o, const char *name)
{
    char path[200], *line, *next;
    size_t size = 0;

    *o = (oracle){.n = 0};
    (void)snprintf(path, sizeof path, "tests/oracle/survey/%s", name);
    o->text = read_text(path);
    for (line = strchr(o->text, '\n') + 1; *line != '\0'; line = next) {
        char *end = strchr(line, '\n');
        oracle_row row = {.compared = false};

        next = end != NULL ? end + 1 : line + strlen(line);
        if (end != NULL)
            *end = '\0';
        row.section = cut_field(&line);
        row.dataset = cut_field(&line);
        row.design = cut_field(&line);
        row.call = cut_field(&line);
        row.stat = cut_field(&line);
        row.term = cut_field(&line);
        row.value = cut_field(&line);
        if (o->n == size) {
            size = size != 0 ? 2 * size : 1024;
            o->row = realloc(o->row, size * sizeof *o->row);
            assert_non_null(o->row);
        }
        o->row[o->n++] = row;
    }
}

void oracle_free(oracle *o)
{
    free(o->text);
    free(o->row);
}

static bool fits(const char *wanted, const char *has)
{
    return wanted == NULL || strcmp(wanted, has) == 0;
}

static oracle_row *find(const oracle *o, const char *dataset, const char *design,
                        const char *call, const char *stat, const char *term)
{
    size_t i;

    for (i = 0; i < o->n; i++) {
        oracle_row *row = &o->row[i];

        if (fits(dataset, row->dataset) && fits(design, row->design) &&
            fits(call, row->call) && fits(stat, row->stat) && fits(term, row->term))
            return row;
    }
    return NULL;
}

bool oracle_has(const oracle *o, const char *dataset, const char *design,
                const char *call, const char *stat, const char *term)
{
    return find(o, dataset, design, call, stat, term) != NULL;
}

void oracle_check(oracle *o, const char *dataset, const char *design, const char *call,
                  const char *stat, const char *term, double got, double tol,
                  double scale)
{
    oracle_row *row = find(o, dataset, design, call, stat, term);
    double want, off;

    if (row == NULL)
        fail_msg("no reference for %s %s %s %s %s", dataset, design, call, stat,
                 term != NULL ? term : "");
    if (!row->compared)
        o->n_compared++;
    row->compared = true;
    if (strcmp(row->value, "NaN") == 0 || strcmp(row->value, "NA") == 0) {
        off = isnan(got) ? 0 : (double)INFINITY;
    } else {
        want = strtod(row->value, NULL);
        off = fabs(got - want) / (fabs(want) > scale ? fabs(want) : scale);
        if (fabs(want) <= 0 && scale <= 0)
            off = fabs(got) <= tol ? 0 : (double)INFINITY;
    }
    if (!(off <= o->worst) && off <= tol)
        o->worst = off;
    if (!(off <= tol)) {
        if (o->n_wrong < 40)
            print_error("%s | %s | %s | %s | %s: got %.17g, want %s (%.2g)\n", dataset,
                        row->design, row->call, row->stat, row->term, got, row->value,
                        off);
        o->n_wrong++;
    }
}

void oracle_finish(oracle *o, size_t at_least)
{
    print_message("%zu of %zu reference rows compared, largest difference %.2g\n",
                  o->n_compared, o->n, o->worst);
    if (o->n_wrong > 0)
        fail_msg("%zu of %zu differ", o->n_wrong, o->n_compared);
    if (o->n_compared < at_least)
        fail_msg("only %zu compared, %zu expected", o->n_compared, at_least);
}

uc_survey_frame oracle_data(const char *name, const char *const numbers[],
                            const char *const categories[])
{
    uc_survey_want want[300];
    uc_survey_opts opts = {.want = want};
    uc_survey_frame frame;
    uc_faults faults;
    uc_error err;
    char path[200];
    size_t i;

    for (i = 0; numbers[i] != NULL; i++)
        want[opts.n_want++] = (uc_survey_want){
            .name = numbers[i], .kind = UC_SURVEY_NUMBER, .min = -HUGE_VAL};
    for (i = 0; categories[i] != NULL; i++)
        want[opts.n_want++] = (uc_survey_want){
            .name = categories[i], .kind = UC_SURVEY_CATEGORY, .min = -HUGE_VAL};
    (void)snprintf(path, sizeof path, "tests/oracle/survey/data/%s.csv", name);
    uc_faults_init(&faults, 20);
    assert_int_equal(uc_survey_read(path, &opts, &faults, &frame, &err), UC_OK);
    if (faults.n_total > 0)
        fail_msg("%s:%zu: %s", path, faults.item[0].line, faults.item[0].msg);
    uc_faults_clear(&faults);
    return frame;
}

const double *numbers_of(const uc_survey_frame *frame, const char *name)
{
    const uc_survey_column *column = uc_survey_find(frame, name, UC_SURVEY_NUMBER);

    assert_non_null(column);
    return column->number;
}

const uint32_t *codes_of(const uc_survey_frame *frame, const char *name)
{
    const uc_survey_column *column = uc_survey_find(frame, name, UC_SURVEY_CATEGORY);

    assert_non_null(column);
    return column->code;
}

uint32_t code_of(const uc_survey_frame *frame, const char *name, const char *text)
{
    const uc_survey_column *column = uc_survey_find(frame, name, UC_SURVEY_CATEGORY);
    uint32_t code;

    for (code = 0; code < uc_survey_n_levels(column); code++)
        if (strcmp(uc_survey_level(column, code), text) == 0)
            return code;
    return UC_SURVEY_MISSING;
}

uc_design design_of(const uc_design_spec *spec)
{
    uc_design design;
    uc_error err = {.msg = ""};

    if (uc_design_make(spec, &design, &err) != UC_OK)
        fail_msg("%s", err.msg);
    return design;
}
