/* capture_reader.c - capture tables from CSV */
#include "data/capture_reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "data/internal/capture_pass.h"
#include "data/row_reader.h"

static void describe_allowed(uc_capture_pass *pass)
{
    const uc_capture_opts *opts = pass->opts;
    const size_t n = opts->n_yes + opts->n_no;
    size_t end = (size_t)snprintf(pass->allowed, sizeof pass->allowed,
                                  n == 0 ? "0 or 1" : "0, 1");

    for (size_t i = 0; i < n; i++) {
        const char *word = i < opts->n_no ? opts->no[i] : opts->yes[i - opts->n_no];
        const int used = snprintf(pass->allowed + end, sizeof pass->allowed - end,
                                  "%s%s", i + 1 < n ? ", " : " or ", word);

        if (used < 0 || (size_t)used >= sizeof pass->allowed - end)
            return;
        end += (size_t)used;
    }
}

static void clear_pass(uc_capture_pass *pass)
{
    for (size_t k = 0; k < pass->n_candidates; k++)
        uc_late_clear(&pass->candidate[k].bad);
    for (size_t f = 0; f < pass->n_fields; f++)
        free(pass->name[f]);
    uc_late_clear(&pass->zero);
    uc_pool_free(pass->strata);
    uc_pool_free(pass->cells);
    uc_pool_free(pass->batches);
    free(pass->name);
    free(pass->role);
    free(pass->by_field);
    free(pass->candidate);
    free(pass->sum);
    free(pass->pattern);
    free(pass->key);
}

uc_status uc_capture_read_source(uc_source *source, const uc_capture_opts *opts,
                                 uc_faults *faults, uc_capture_set *set, uc_error *err)
{
    static const uc_capture_opts defaults = {0};
    const size_t n_before = faults->n_total;
    uc_capture_pass pass = {.opts = opts != NULL ? opts : &defaults,
                            .path = uc_source_name(source),
                            .faults = faults,
                            .count_field = UC_SCHEMA_ABSENT,
                            .batch_field = UC_SCHEMA_ABSENT,
                            .identified_field = UC_SCHEMA_ABSENT,
                            .zero_field = UC_SCHEMA_ABSENT,
                            .imputation_field = UC_SCHEMA_ABSENT};
    const uc_csv_handler handler = {uc_capture_on_header, uc_capture_on_record, &pass};
    char sha256[UC_SHA256_HEX] = "";
    uc_status status = UC_OK;

    pass.named = pass.opts->lists != NULL && pass.opts->n_lists > 0;
    describe_allowed(&pass);
    pass.strata = uc_pool_alloc();
    pass.cells = uc_pool_alloc();
    pass.batches = uc_pool_alloc();
    if (pass.strata == NULL || pass.cells == NULL || pass.batches == NULL)
        status = uc_capture_no_memory(err);
    if (status == UC_OK)
        status = uc_csv_read(source, &pass.opts->csv, &handler, faults, sha256, err);
    /* Read to its end, as the hash shows: what depends on all rows can be checked. */
    if (status == UC_OK && sha256[0] != '\0')
        status = uc_capture_finish(&pass, n_before, sha256, set, err);
    clear_pass(&pass);
    return status;
}

uc_status uc_capture_read(const char *path, const uc_capture_opts *opts,
                          uc_faults *faults, uc_capture_set *set, uc_error *err)
{
    uc_source *source = NULL;
    uc_status status = uc_row_open(path, faults, &source, err);

    if (status == UC_OK && source != NULL)
        status = uc_capture_read_source(source, opts, faults, set, err);
    uc_source_close(source);
    return status;
}
