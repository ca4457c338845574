/* test_survey_frame.c - survey columns from CSV, SPSS, Stata and SAS files */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/survey_frame.h"

static const uc_survey_want wants[] = {
    {"w", UC_SURVEY_NUMBER, true, 0},
    {"sex", UC_SURVEY_CATEGORY, false, 0},
    {"sex", UC_SURVEY_NUMBER, false, -HUGE_VAL},
    {"answer", UC_SURVEY_NUMBER, false, -HUGE_VAL},
    {"district", UC_SURVEY_CATEGORY, true, 0},
};

static const uc_survey_opts opts = {.want = wants, .n_want = 5};

static uc_survey_frame read_csv(const char *text, uc_faults *faults,
                                const uc_survey_opts *o)
{
    uc_survey_frame frame = {.n = 0};
    uc_source *source = NULL;

    uc_faults_init(faults, 20);
    assert_int_equal(uc_source_open_memory("x.csv", text, strlen(text), &source, NULL),
                     UC_OK);
    assert_int_equal(uc_survey_read_csv(source, o, faults, &frame, NULL), UC_OK);
    uc_source_close(source);
    return frame;
}

static void columns_and_missing_answers(void **state)
{
    static const char *const words[] = {"NA", "-9"};
    const uc_survey_opts with_words = {
        .want = wants, .n_want = 5, .missing = words, .n_missing = 2};
    uc_faults faults;
    uc_survey_frame frame =
        read_csv("district,answer,w,sex,name\n"
                 "north,1,2.5,1,Ann\nsouth,NA,3,2,Bea\nnorth,-9,0,,C\n",
                 &faults, &with_words);
    const uc_survey_column *district =
        uc_survey_find(&frame, "district", UC_SURVEY_CATEGORY);

    (void)state;
    assert_int_equal(faults.n_total, 0);
    assert_int_equal(frame.n, 3);
    assert_int_equal(uc_survey_n_levels(district), 2);
    assert_string_equal(uc_survey_level(district, district->code[2]), "north");
    assert_int_equal(district->code[0], district->code[2]);
    assert_true(isnan(frame.column[3].number[1]) && isnan(frame.column[3].number[2]));
    assert_int_equal(frame.column[3].n_missing, 2);
    assert_int_equal(frame.column[1].code[2], UC_SURVEY_MISSING);
    assert_null(uc_survey_level(&frame.column[1], UC_SURVEY_MISSING));
    assert_null(uc_survey_find(&frame, "name", UC_SURVEY_CATEGORY)); /* not asked for */
    assert_rel(frame.column[0].number[0], 2.5, TOL_EXACT);
    uc_survey_frame_clear(&frame);
    uc_faults_clear(&faults);
}

/* A slipped row would print a name: position and length, never the cell. */
static void no_message_quotes_a_cell(void **state)
{
    uc_survey_opts quoting = opts;
    uc_faults faults;
    uc_survey_frame frame =
        read_csv("district,answer,w,sex\n"
                 "a,Maria Silva,1,1\nb,2,Silva,1\nc,1,-4,1\n,1,1,1\n",
                 &faults, &opts);
    size_t i;

    (void)state;
    assert_null(frame.column);
    assert_int_equal(faults.n_total, 4);
    for (i = 0; i < faults.n_kept; i++) {
        assert_null(strstr(faults.item[i].msg, "Silva"));
        assert_null(strstr(faults.item[i].msg, "-4"));
    }
    assert_string_equal(faults.item[0].msg, "answer (11 bytes) is not a number");
    assert_int_equal(faults.item[0].line, 2);
    assert_int_equal(faults.item[0].column, 2);
    uc_faults_clear(&faults);
    quoting.quote_values = true;
    frame = read_csv("district,answer,w,sex\na,Maria,1,1\n", &faults, &quoting);
    assert_non_null(strstr(faults.item[0].msg, "'Maria'"));
    uc_faults_clear(&faults);
}

static void columns_by_prefix(void **state)
{
    static const uc_survey_want star[] = {{"rep*", UC_SURVEY_NUMBER, true, 0},
                                          {"none*", UC_SURVEY_NUMBER, true, 0}};
    uc_survey_opts one = {.want = star, .n_want = 1}, two = {.want = star, .n_want = 2};
    uc_faults faults;
    uc_survey_frame frame = read_csv("rep1,x,rep2\n1,2,3\n", &faults, &one);

    (void)state;
    assert_int_equal(frame.n_columns, 2);
    assert_string_equal(frame.column[1].name, "rep2");
    uc_survey_frame_clear(&frame);
    uc_faults_clear(&faults);
    frame = read_csv("rep1,x,rep2\n1,2,3\n", &faults, &two);
    assert_int_equal(faults.n_total, 1);
    assert_string_equal(faults.item[0].msg, "there is no column 'none*'");
    uc_faults_clear(&faults);
}

static void formats_are_told_by_extension(void **state)
{
    (void)state;
    assert_int_equal(uc_survey_format_of("a/b.SAV"), UC_SURVEY_SAV);
    assert_int_equal(uc_survey_format_of("b.zsav"), UC_SURVEY_SAV);
    assert_int_equal(uc_survey_format_of("b.por"), UC_SURVEY_POR);
    assert_int_equal(uc_survey_format_of("b.dta"), UC_SURVEY_DTA);
    assert_int_equal(uc_survey_format_of("b.sas7bdat"), UC_SURVEY_SAS);
    assert_int_equal(uc_survey_format_of("b.xpt"), UC_SURVEY_XPT);
    assert_int_equal(uc_survey_format_of("b.csv"), UC_SURVEY_CSV);
    assert_int_equal(uc_survey_format_of("-"), UC_SURVEY_CSV);
    assert_int_equal(uc_survey_format_of("data:x.sav/x"), UC_SURVEY_CSV);
}

#ifdef UC_HAVE_READSTAT

#include <readstat.h>

static ssize_t write_bytes(const void *bytes, size_t len, void *file)
{
    return (ssize_t)fwrite(bytes, 1, len, file);
}

typedef struct format {
    const char *extension;
    readstat_error_t (*begin)(readstat_writer_t *, void *, long);
    readstat_compress_t compression;
    bool labels, declared; /* keeps value labels, declared missing values */
} format;

static const format formats[] = {
    {"sav", readstat_begin_writing_sav, READSTAT_COMPRESS_ROWS, true, true},
    {"zsav", readstat_begin_writing_sav, READSTAT_COMPRESS_BINARY, true, true},
    {"por", readstat_begin_writing_por, READSTAT_COMPRESS_NONE, true, true},
    {"dta", readstat_begin_writing_dta, READSTAT_COMPRESS_NONE, true, false},
    {"sas7bdat", readstat_begin_writing_sas7bdat, READSTAT_COMPRESS_NONE, false, false},
    {"xpt", readstat_begin_writing_xport, READSTAT_COMPRESS_NONE, false, false},
};

#define N_ROWS 400

/* Weight i + 0.5; sex 1 or 2, labelled; answer missing in every fifth row and 9,
 * declared to mean no answer, in every seventh; district a text. */
static void write_rows(readstat_writer_t *writer, readstat_variable_t *const v[4])
{
    int i;

    for (i = 0; i < N_ROWS; i++) {
        assert_int_equal(readstat_begin_row(writer), READSTAT_OK);
        assert_int_equal(readstat_insert_double_value(writer, v[0], i + 0.5),
                         READSTAT_OK);
        assert_int_equal(readstat_insert_double_value(writer, v[1], 1 + i % 2),
                         READSTAT_OK);
        if (i % 5 == 0)
            assert_int_equal(readstat_insert_missing_value(writer, v[2]), READSTAT_OK);
        else
            assert_int_equal(
                readstat_insert_double_value(writer, v[2], i % 7 == 0 ? 9 : 1),
                READSTAT_OK);
        assert_int_equal(
            readstat_insert_string_value(writer, v[3], i % 3 == 0 ? "north" : "south"),
            READSTAT_OK);
        assert_int_equal(readstat_end_row(writer), READSTAT_OK);
    }
}

static bool upper_names(const format *f)
{
    return strcmp(f->extension, "por") == 0 || strcmp(f->extension, "xpt") == 0;
}

static void write_file(const char *path, const format *f)
{
    static const char *const lower[] = {"w", "sex", "answer", "district"};
    static const char *const upper[] = {"W", "SEX", "ANSWER", "DISTRICT"};
    const char *const *name = upper_names(f) ? upper : lower;
    readstat_writer_t *writer = readstat_writer_init();
    FILE *file = fopen(path, "wb");
    readstat_label_set_t *labels = NULL;
    readstat_variable_t *v[4];

    assert_non_null(file);
    readstat_set_data_writer(writer, write_bytes);
    readstat_writer_set_compression(writer, f->compression);
    if (f->compression == READSTAT_COMPRESS_BINARY)
        readstat_writer_set_file_format_version(writer, 3); /* the first that has it */
    if (f->labels) {
        labels = readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, "sexlab");
        readstat_label_double_value(labels, 1, "female");
        readstat_label_double_value(labels, 2, "male");
    }
    v[0] = readstat_add_variable(writer, name[0], READSTAT_TYPE_DOUBLE, 0);
    v[1] = readstat_add_variable(writer, name[1], READSTAT_TYPE_DOUBLE, 0);
    v[2] = readstat_add_variable(writer, name[2], READSTAT_TYPE_DOUBLE, 0);
    v[3] = readstat_add_variable(writer, name[3], READSTAT_TYPE_STRING, 8);
    if (labels != NULL)
        readstat_variable_set_label_set(v[1], labels);
    if (f->declared)
        assert_int_equal(readstat_variable_add_missing_double_value(v[2], 9),
                         READSTAT_OK);
    assert_int_equal(f->begin(writer, file, N_ROWS), READSTAT_OK);
    write_rows(writer, v);
    assert_int_equal(readstat_end_writing(writer), READSTAT_OK);
    readstat_writer_free(writer);
    assert_int_equal(fclose(file), 0);
}

static void path_of(const format *f, char path[64])
{
    (void)snprintf(path, 64, "/tmp/uc_survey_%ld.%s", (long)getpid(), f->extension);
}

static void check_rows(const uc_survey_frame *frame, const format *f)
{
    const uc_survey_column *c = frame->column;
    size_t i;

    assert_int_equal(frame->n, N_ROWS);
    for (i = 0; i < N_ROWS; i++) {
        const char *sex = uc_survey_level(&c[1], c[1].code[i]);

        assert_rel(c[0].number[i], (double)i + 0.5, TOL_EXACT);
        assert_string_equal(sex, f->labels ? (i % 2 == 0 ? "female" : "male")
                                           : (i % 2 == 0 ? "1" : "2"));
        assert_rel(c[2].number[i], 1 + (double)(i % 2), TOL_EXACT);
        if (i % 5 == 0 || (i % 7 == 0 && f->declared))
            assert_true(isnan(c[3].number[i]));
        else
            assert_rel(c[3].number[i], i % 7 == 0 ? 9 : 1, TOL_EXACT);
        assert_string_equal(uc_survey_level(&c[4], c[4].code[i]),
                            i % 3 == 0 ? "north" : "south");
    }
}

static void every_format_gives_the_same_rows(void **state)
{
    static const uc_survey_want upper[] = {{"W", UC_SURVEY_NUMBER, true, 0},
                                           {"SEX", UC_SURVEY_CATEGORY, false, 0},
                                           {"SEX", UC_SURVEY_NUMBER, false, -1e9},
                                           {"ANSWER", UC_SURVEY_NUMBER, false, -1e9},
                                           {"DISTRICT", UC_SURVEY_CATEGORY, true, 0}};
    size_t k;

    (void)state;
    for (k = 0; k < sizeof formats / sizeof formats[0]; k++) {
        uc_survey_opts how = opts;
        uc_survey_frame frame = {.n = 0};
        uc_faults faults;
        char path[64];

        path_of(&formats[k], path);
        write_file(path, &formats[k]);
        uc_faults_init(&faults, 20);
        if (upper_names(&formats[k]))
            how.want = upper;
        assert_int_equal(uc_survey_read(path, &how, &faults, &frame, NULL), UC_OK);
        if (faults.n_total > 0)
            fail_msg("%s: %s", path, faults.item[0].msg);
        check_rows(&frame, &formats[k]);
        assert_int_equal(strlen(frame.sha256), 64);
        uc_survey_frame_clear(&frame);
        uc_faults_clear(&faults);
        if (getenv("UC_KEEP") == NULL)
            (void)unlink(path);
    }
}

static void a_damaged_file_is_a_fault(void **state)
{
    size_t k;

    (void)state;
    for (k = 0; k < sizeof formats / sizeof formats[0]; k++) {
        uc_survey_frame frame = {.n = 0};
        uc_faults faults;
        char path[64];
        FILE *file;

        path_of(&formats[k], path);
        file = fopen(path, "wb");
        assert_non_null(file);
        (void)fputs("district,answer\nnorth,Maria\n", file);
        (void)fclose(file);
        uc_faults_init(&faults, 20);
        assert_int_equal(uc_survey_read(path, &opts, &faults, &frame, NULL), UC_OK);
        assert_int_equal(faults.n_total, 1);
        assert_null(strstr(faults.item[0].msg, "Maria"));
        assert_null(frame.column);
        uc_faults_clear(&faults);
        (void)unlink(path);
    }
}

static void a_missing_column_and_a_bad_weight(void **state)
{
    static const uc_survey_want strict[] = {{"answer", UC_SURVEY_NUMBER, true, 2}};
    static const uc_survey_want absent[] = {{"anwser", UC_SURVEY_NUMBER, false, 0}};
    uc_survey_opts how = {.want = strict, .n_want = 1};
    uc_survey_frame frame = {.n = 0};
    uc_faults faults;
    char path[64];

    (void)state;
    path_of(&formats[0], path);
    write_file(path, &formats[0]);
    uc_faults_init(&faults, 3);
    assert_int_equal(uc_survey_read(path, &how, &faults, &frame, NULL), UC_OK);
    assert_int_equal(faults.n_total, N_ROWS);
    assert_string_equal(faults.item[0].msg, "answer is missing; every row needs it");
    assert_string_equal(faults.item[1].msg, "answer must be 2 or more");
    uc_faults_clear(&faults);
    uc_faults_init(&faults, 3);
    how.want = absent;
    assert_int_equal(uc_survey_read(path, &how, &faults, &frame, NULL), UC_OK);
    assert_string_equal(faults.item[0].msg,
                        "there is no column 'anwser'; did you mean 'answer'?");
    uc_faults_clear(&faults);
    (void)unlink(path);
}

#else

static void a_build_without_the_library_says_so(void **state)
{
    uc_survey_frame frame = {.n = 0};
    uc_faults faults;

    (void)state;
    uc_faults_init(&faults, 20);
    assert_false(uc_survey_has_readstat());
    assert_int_equal(uc_survey_read("x.sav", &opts, &faults, &frame, NULL), UC_OK);
    assert_non_null(strstr(faults.item[0].msg, "libreadstat-dev"));
    uc_faults_clear(&faults);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_and_missing_answers),
        cmocka_unit_test(no_message_quotes_a_cell),
        cmocka_unit_test(columns_by_prefix),
        cmocka_unit_test(formats_are_told_by_extension),
#ifdef UC_HAVE_READSTAT
        cmocka_unit_test(every_format_gives_the_same_rows),
        cmocka_unit_test(a_damaged_file_is_a_fault),
        cmocka_unit_test(a_missing_column_and_a_bad_weight),
#else
        cmocka_unit_test(a_build_without_the_library_says_so),
#endif
    };
    return cmocka_run_group_tests_name("survey_frame", tests, NULL, NULL);
}
