/* estimate_parts.c - estimates and rankings as parts of a plan */
#include "pipeline/keep/estimate_parts.h"

#include <string.h>

#include "pipeline/keep/bytes.h"
#include "pipeline/keep/estimate_bytes.h"

/* "site, sex=f, bic" */
static char *label_of(const char *capture, const uc_capture_set *set, size_t stratum,
                      const char *last)
{
    uc_sink label;
    char *made;

    uc_sink_memory(&label);
    uc_sink_puts(&label, capture != NULL ? capture : set->dataset);
    if (set->n_by > 0) {
        uc_sink_puts(&label, ", ");
        uc_estimates_write_stratum(set, stratum, ", ", &label);
    }
    if (last != NULL)
        uc_sink_printf(&label, ", %s", last);
    made = uc_sink_take(&label);
    uc_sink_clear(&label);
    return made;
}

/* A field that is added to these has to reach the hash, or an estimate of other data
 * would be taken for this one: this stops the build until it does. */
#if defined(__x86_64__)
_Static_assert(sizeof(uc_capture_table) == 88, "does the new field reach the hash?");
_Static_assert(sizeof(uc_batch_item) == 48, "does the new field reach the hash?");
#endif

static void put_batches(uc_sink *bytes, const uc_capture_batches *batches)
{
    const size_t n = batches->n_batches > 0 ? batches->start[batches->n_batches] : 0;

    uc_bytes_put_number(bytes, batches->n_batches);
    for (size_t b = 0; b < batches->n_batches; b++)
        uc_bytes_put_number(bytes, batches->start[b + 1]);
    for (size_t i = 0; i < n; i++) {
        uc_bytes_put_number(bytes, batches->history[i]);
        uc_bytes_put_number(bytes, batches->count[i]);
    }
}

static void put_table(uc_sink *bytes, const uc_capture_table *table)
{
    uc_bytes_put_number(bytes, table->n_lists);
    uc_bytes_put_number(bytes, table->n_histories);
    for (size_t i = 0; i < table->n_histories; i++) {
        uc_bytes_put_number(bytes, table->history[i]);
        uc_bytes_put_number(bytes, table->count[i]);
    }
    uc_bytes_put_number(bytes, table->n_impossible);
    for (size_t i = 0; i < table->n_impossible; i++)
        uc_bytes_put_number(bytes, table->impossible[i]);
    put_batches(bytes, &table->batches);
}

/* The table, and other versions of it as drawn linkages have them. */
static void hang_table(uc_part *part, const uc_capture_table *table, uint64_t key,
                       const uc_capture_table imputation[], size_t n_imputations)
{
    uc_sink bytes;

    uc_sink_memory(&bytes);
    uc_bytes_put_number(&bytes, key);
    put_table(&bytes, table);
    for (size_t i = 0; i < n_imputations; i++)
        put_table(&bytes, &imputation[i]);
    uc_part_hang(part, "its table", bytes.text != NULL ? bytes.text : "", bytes.len);
    uc_sink_clear(&bytes);
}

/* What run.json leaves out where it does not apply. A setting that is added changes the
 * size, and this stops the build until it is looked at. */
#if defined(__x86_64__)
_Static_assert(sizeof(uc_mse_settings) == 400, "does the new setting reach the hash?");
#endif
static void put_bayes(uc_sink *bytes, const uc_bayes_settings *bayes)
{
    uc_bytes_put_number(bytes, bayes->prior.kind);
    uc_bytes_put_real(bytes, bayes->prior.first);
    uc_bytes_put_real(bytes, bayes->prior.second);
    uc_bytes_put_real(bytes, bayes->delta);
    uc_bytes_put_number(bytes, bayes->classes);
    uc_bytes_put_number(bytes, bayes->chains);
    uc_bytes_put_real(bytes, bayes->effective);
    uc_bytes_put_number(bytes, bayes->iterations);
    uc_bytes_put_real(bytes, bayes->effect_variance);
    uc_bytes_put_real(bytes, bayes->threshold);
    uc_bytes_put_number(bytes, bayes->weights);
}

static void put_unwritten(uc_sink *bytes, const uc_mse_settings *settings)
{
    uc_bytes_put_text(bytes, settings->model);
    uc_bytes_put_number(bytes, settings->intervals);
    uc_bytes_put_number(bytes, settings->boot_auto);
    uc_bytes_put_number(bytes, settings->facial);
    uc_bytes_put_number(bytes, settings->corrected);
    uc_bytes_put_number(bytes, settings->ordered);
    uc_bytes_put_number(bytes, settings->boot_kind);
    put_bayes(bytes, &settings->bayes);
    uc_bytes_put_real(bytes, settings->cut);
    uc_bytes_put_real(bytes, settings->theta);
}

/* Every setting by its name, the seed apart: people change it knowingly. */
static void hang_settings(uc_part *part, const char *method,
                          const uc_mse_settings *settings)
{
    char text[512];
    uc_sink bytes;
    size_t n;
    const uc_setting *setting = uc_mse_settings_table(&n);

    uc_sink_memory(&bytes);
    uc_bytes_put_text(&bytes, method);
    for (size_t i = 0; i < n; i++) {
        text[0] = '\0';
        setting[i].write(settings, text, sizeof text);
        if (strcmp(setting[i].name, "seed") == 0) {
            uc_part_hang(part, "the seed", text, strlen(text));
            continue;
        }
        uc_bytes_put_text(&bytes, setting[i].name);
        uc_bytes_put_text(&bytes, text);
    }
    put_unwritten(&bytes, settings);
    uc_part_hang(part, "its settings", bytes.text != NULL ? bytes.text : "", bytes.len);
    uc_sink_clear(&bytes);
}

void uc_estimate_part(const char *capture, const uc_capture_set *set, size_t stratum,
                      const uc_batch_item *item, uc_part *part)
{
    uc_part_init(part, "estimate", label_of(capture, set, stratum, item->method->name));
    hang_table(part, item->table, item->key, item->imputation, item->n_imputations);
    hang_settings(part, item->method->name, item->settings);
}

void uc_ranking_part(const uc_estimates *view, size_t stratum, uc_selection_rule rule,
                     uc_part *part)
{
    const unsigned char how[3] = {(unsigned char)rule,
                                  (unsigned char)view->settings->max_order,
                                  (unsigned char)view->settings->facial};

    uc_part_init(part, "models", label_of(view->capture, view->set, stratum, NULL));
    hang_table(part, &view->set->strata[stratum].table, 0, NULL, 0);
    uc_part_hang(part, "its settings", how, sizeof how);
}

/* Bytes that are no estimate are damage that the checksum missed: it is made anew. */
bool uc_estimate_fetch(uc_plan *plan, const uc_part *part, const uc_method *method,
                       uc_estimate *estimate)
{
    const void *bytes;
    size_t len;
    const bool there = uc_plan_fetch(plan, part, &bytes, &len) &&
                       uc_estimate_get(bytes, len, method, plan->codes, estimate);

    plan->n_estimated += !there;
    plan->n_estimates_kept += there;
    return there;
}

uc_status uc_estimate_keep(uc_plan *plan, const uc_part *part,
                           const uc_estimate *estimate, uc_error *err)
{
    uc_sink bytes;
    uc_status status;

    uc_sink_memory(&bytes);
    uc_estimate_put(&bytes, estimate);
    status = uc_plan_keep(plan, part, &bytes, err);
    uc_sink_clear(&bytes);
    return status;
}

bool uc_ranking_fetch(uc_plan *plan, const uc_part *part, uc_ranking *ranking)
{
    const void *bytes;
    size_t len;
    const bool there =
        uc_plan_fetch(plan, part, &bytes, &len) && uc_ranking_get(bytes, len, ranking);

    plan->n_ranked += !there;
    plan->n_rankings_kept += there;
    return there;
}

uc_status uc_ranking_keep(uc_plan *plan, const uc_part *part, const uc_ranking *ranking,
                          uc_error *err)
{
    uc_sink bytes;
    uc_status status;

    uc_sink_memory(&bytes);
    uc_ranking_put(&bytes, ranking);
    status = uc_plan_keep(plan, part, &bytes, err);
    uc_sink_clear(&bytes);
    return status;
}
