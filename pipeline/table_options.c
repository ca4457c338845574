/* table_options.c - which columns, which methods */
#include "pipeline/cases/case_source.h"
#include "pipeline/table_options.h"

#include <string.h>

#include "data/base/text.h"
#include "data/capture_reader.h"
#include "pipeline/message.h"

uc_status uc_read_lists(void *target, const char *text, uc_error *err)
{
    return uc_names_read(&((uc_table_options *)target)->lists, text, err);
}

uc_status uc_read_by(void *target, const char *text, uc_error *err)
{
    return uc_names_read(&((uc_table_options *)target)->by, text, err);
}

uc_status uc_read_yes(void *target, const char *text, uc_error *err)
{
    return uc_names_read(&((uc_table_options *)target)->yes, text, err);
}

uc_status uc_read_no(void *target, const char *text, uc_error *err)
{
    return uc_names_read(&((uc_table_options *)target)->no, text, err);
}

uc_status uc_read_count(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name of the count column is blank");
    ((uc_table_options *)target)->count = text;
    return UC_OK;
}

static uc_status add_method(uc_table_options *options, const char *name, uc_error *err)
{
    const uc_method *method = uc_registry_find(name);
    const char *const *names;
    const char *near;
    char shown[128];
    size_t n;

    if (method != NULL && options->n_methods < UC_MAX_METHODS) {
        options->method[options->n_methods++] = method;
        return UC_OK;
    }
    names = uc_registry_names(&n);
    near = uc_text_nearest(name, names, n);
    (void)uc_text_display(name, strlen(name), 60, shown, sizeof shown);
    if (near != NULL)
        return uc_fail(err, UC_EUSAGE, "unknown method '%s'; did you mean '%s'?", shown,
                       near);
    return uc_fail(err, UC_EUSAGE,
                   "unknown method '%s'; 'undercount methods' lists them", shown);
}

uc_status uc_read_method(void *target, const char *text, uc_error *err)
{
    uc_table_options *options = target;
    uc_names names = {NULL, 0};
    uc_status status = uc_names_read(&names, text, err);

    options->n_methods = 0;
    for (size_t i = 0; status == UC_OK && i < names.n; i++)
        status = add_method(options, names.name[i], err);
    uc_names_clear(&names);
    return status;
}

uc_status uc_read_zero(void *target, const char *text, uc_error *err)
{
    return uc_case_words_add(&((uc_table_options *)target)->zeros, text)
               ? UC_OK
               : uc_fail(err, UC_ENOMEM, "out of memory");
}

uc_status uc_check_columns(const uc_table_options *options, uc_error *err)
{
    for (size_t i = 0; i < options->by.n; i++)
        for (size_t j = 0; j < options->lists.n; j++)
            if (strcmp(options->by.name[i], options->lists.name[j]) == 0)
                return uc_fail(err, UC_EUSAGE,
                               "column '%.100s' is named in --by and in --lists",
                               options->by.name[i]);
    return UC_OK;
}

uc_status uc_read_table(const uc_table_options *options, const char *path,
                        uc_capture_set *set, int *code, uc_error *err)
{
    const uc_capture_opts opts = {.lists = (const char *const *)options->lists.name,
                                  .n_lists = options->lists.n,
                                  .count = options->count,
                                  .batch = options->batch,
                                  .by = (const char *const *)options->by.name,
                                  .n_by = options->by.n,
                                  .yes = (const char *const *)options->yes.name,
                                  .n_yes = options->yes.n,
                                  .no = (const char *const *)options->no.name,
                                  .n_no = options->no.n};
    uc_faults faults;
    uc_status status;

    uc_faults_init(&faults, options->common.max_errors);
    status = uc_capture_read(path, &opts, &faults, set, err);
    if (status == UC_OK && faults.n_total == 0)
        status = uc_case_zeros_apply(&options->zeros, set, &faults, err);
    *code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    return status;
}

void uc_table_options_clear(uc_table_options *options)
{
    uc_case_words_clear(&options->zeros);
    uc_names_clear(&options->lists);
    uc_names_clear(&options->by);
    uc_names_clear(&options->yes);
    uc_names_clear(&options->no);
}
