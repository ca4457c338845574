/* fixtures.c - tables, models, fits and estimates for tests */
#include "tests/estimators/mse/fixtures.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/published.h"
#include "tests/support.h"

uc_dense table_of(unsigned n_lists, const double count[])
{
    uc_dense table;

    assert_int_equal(uc_dense_alloc(n_lists, &table, NULL), UC_OK);
    memcpy(table.count, count, table.n_cells * sizeof *count);
    table.count[0] = 0.0;
    uc_dense_refresh(&table);
    return table;
}

void random_table(uc_rng *rng, uc_dense *dense)
{
    do {
        const double density = uc_rng_uniform(rng);
        const uint32_t most = 1 + uc_rng_below(rng, uc_rng_below(rng, 3) ? 4 : 60);

        dense->count[0] = 0.0;
        for (size_t w = 1; w < dense->n_cells; w++) {
            dense->count[w] = uc_rng_uniform(rng) < density
                                  ? (double)uc_rng_below(rng, most + 1)
                                  : 0.0;
            if ((w & (w - 1)) == 0)
                dense->count[w] *= 1 + (double)uc_rng_below(rng, 5);
        }
        uc_dense_refresh(dense);
    } while (dense->n_people < 1.0);
}

uc_dense relabelled(const uc_dense *table, const unsigned to[])
{
    uc_dense made;

    assert_int_equal(uc_dense_alloc(table->n_lists, &made, NULL), UC_OK);
    for (size_t w = 0; w < table->n_cells; w++) {
        size_t v = 0;

        for (unsigned j = 0; j < table->n_lists; j++)
            v |= (w >> j & 1u) << to[j];
        made.count[v] = table->count[w];
    }
    uc_dense_refresh(&made);
    return made;
}

uc_model model_of(const char *text, size_t n_lists)
{
    uc_model model;
    uc_error err = {0};

    if (uc_model_parse(text, n_lists, &model, &err) != UC_OK)
        fail_msg("model '%s': %s", text, err.msg);
    return model;
}

const char *text_of(const uc_model *model)
{
    static char room[8][512];
    static unsigned next;
    char *out = room[next++ % 8];
    uc_sink sink;

    uc_sink_memory(&sink);
    uc_model_write(model, &sink);
    (void)snprintf(out, sizeof *room, "%s", sink.text);
    uc_sink_clear(&sink);
    return out;
}

uc_loglin_ws loglin_for(const uc_dense *table)
{
    uc_loglin_ws ws;

    assert_int_equal(uc_loglin_ws_alloc(table->n_lists, table->n_cells, &ws, NULL),
                     UC_OK);
    return ws;
}

uc_loglin_fit fit_of(const uc_dense *table, const char *model)
{
    uc_loglin_ws ws = loglin_for(table);
    uc_model m = model_of(model, table->n_lists);
    uc_loglin_fit fit;

    assert_int_equal(
        uc_loglin_fit_terms(&ws, table, m.term, m.n_terms, NULL, &fit, NULL), UC_OK);
    uc_model_clear(&m);
    uc_loglin_ws_free(&ws);
    return fit;
}

uc_mse_settings settings_of(const char *name, ...)
{
    uc_mse_settings settings;
    uc_error err = {0};
    va_list args;

    uc_mse_settings_init(&settings);
    va_start(args, name);
    for (; name != NULL; name = va_arg(args, const char *)) {
        const char *text = va_arg(args, const char *);

        if (uc_mse_setting_find(name)->read(&settings, text, &err) != UC_OK)
            fail_msg("%s %s: %s", name, text, err.msg);
    }
    va_end(args);
    return settings;
}

uc_estimate estimate_of(const uc_capture_table *table, const char *method,
                        const uc_mse_settings *settings)
{
    const uc_batch_item item = {table,    2013, uc_registry_find(method),
                                settings, NULL, 0};
    const uc_batch_opts opts = {.n_threads = 1};
    uc_estimate estimate = {0};
    uc_error err = {0};

    if (uc_mse_batch(&item, 1, &opts, &estimate, &err) != UC_OK)
        fail_msg("%s: %s", method, err.msg);
    return estimate;
}

uc_estimate published_estimate(const char *name, const char *method,
                               const uc_mse_settings *settings)
{
    uc_capture_table table = published_capture(name);
    uc_estimate estimate = estimate_of(&table, method, settings);

    uc_capture_table_clear(&table);
    return estimate;
}

int has_warning(const uc_estimate *estimate, const char *code)
{
    for (size_t i = 0; i < estimate->n_warnings; i++)
        if (strcmp(estimate->warning[i].code, code) == 0)
            return 1;
    return 0;
}
