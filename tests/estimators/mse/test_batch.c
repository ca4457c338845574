/* test_batch.c - property and oracle tests of estimators/mse/batch.h: bootstrap and
 * jackknife of many tables by many methods */
#include "tests/support.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/mse/bootstrap.h"
#include "estimators/mse/select.h"
#include "tests/estimators/core/scale.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

/* R's glm with its default stopping rule is right to about 2e-8. */
#define TOL_GLM_DEFAULT 1e-7

/* -- The same bits --------------------------------------------------------------------
 */

#define N_ITEMS 6

typedef struct work {
    uc_capture_table korea, kosovo, artificial;
    uc_mse_settings plain, top, fixed;
    uc_batch_item item[N_ITEMS];
} work;

static void make_work(work *w)
{
    w->korea = published_capture("Korea");
    w->kosovo = published_capture("Kosovo");
    w->artificial = published_capture("Artificial_3");
    w->plain = settings_of("bootstrap", "60", NULL);
    w->top = settings_of("bootstrap", "40", "top", "1,3,all", "interval",
                         "bca,percentile,jackknife", NULL);
    w->fixed = settings_of("bootstrap", "30", "model", "[12,3]", NULL);
    w->item[0] =
        (uc_batch_item){&w->korea, 11, uc_registry_find("bic"), &w->plain, NULL, 0};
    w->item[1] =
        (uc_batch_item){&w->kosovo, 12, uc_registry_find("aic"), &w->top, NULL, 0};
    w->item[2] = (uc_batch_item){&w->korea, 11,   uc_registry_find("stepwise"),
                                 &w->plain, NULL, 0};
    w->item[3] =
        (uc_batch_item){&w->artificial, 13, uc_registry_find("bic"), &w->top, NULL, 0};
    w->item[4] =
        (uc_batch_item){&w->korea, 11, uc_registry_find("fixed"), &w->fixed, NULL, 0};
    w->item[5] = (uc_batch_item){&w->artificial, 13,   uc_registry_find("fixed"),
                                 &w->fixed,      NULL, 0}; /* no finite estimate */
}

static void free_work(work *w)
{
    uc_capture_table_clear(&w->korea);
    uc_capture_table_clear(&w->kosovo);
    uc_capture_table_clear(&w->artificial);
    uc_mse_settings_clear(&w->fixed);
}

static void same_bits(const double a[], const double b[], size_t n)
{
    if (n > 0)
        assert_memory_equal(a, b, n * sizeof *a);
}

static void same_bootstrap(const uc_bootstrap *a, const uc_bootstrap *b)
{
    assert_true(a->top == b->top);
    assert_int_equal(a->replicates, b->replicates);
    same_bits(a->estimate, b->estimate, a->replicates);
    same_bits(&a->std_error, &b->std_error, 1);
    assert_int_equal(a->n_jackknife, b->n_jackknife);
    same_bits(a->jackknife, b->jackknife, a->n_jackknife);
    for (size_t r = 0; r < a->replicates; r++) {
        assert_int_equal(a->status[r], b->status[r]);
        assert_true((a->model[r] == NULL) == (b->model[r] == NULL));
        if (a->model[r] != NULL)
            assert_string_equal(a->model[r], b->model[r]);
    }
}

static void same_estimate(const uc_estimate *a, const uc_estimate *b)
{
    assert_int_equal(a->status, b->status);
    same_bits(&a->estimate, &b->estimate, 1);
    same_bits(&a->std_error, &b->std_error, 1);
    same_bits(&a->bic, &b->bic, 1);
    assert_string_equal(text_of(&a->model), text_of(&b->model));
    assert_int_equal(a->n_intervals, b->n_intervals);
    for (size_t i = 0; i < a->n_intervals; i++) {
        same_bits(&a->interval[i].low, &b->interval[i].low, 1);
        same_bits(&a->interval[i].high, &b->interval[i].high, 1);
    }
    assert_int_equal(a->n_bootstraps, b->n_bootstraps);
    for (size_t i = 0; i < a->n_bootstraps; i++)
        same_bootstrap(&a->bootstrap[i], &b->bootstrap[i]);
    assert_int_equal(a->n_warnings, b->n_warnings);
    for (size_t i = 0; i < a->n_warnings; i++)
        assert_string_equal(a->warning[i].text, b->warning[i].text);
}

static void run(const uc_batch_item items[], size_t n, size_t n_threads,
                uc_estimate results[])
{
    const uc_batch_opts opts = {.n_threads = n_threads};
    uc_error err = {0};

    memset(results, 0, n * sizeof *results);
    if (uc_mse_batch(items, n, &opts, results, &err) != UC_OK)
        fail_msg("%s", err.msg);
}

static void clear_all(uc_estimate results[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        uc_estimate_clear(&results[i]);
}

static void threads_and_order_change_no_bit(void **state)
{
    static const size_t order[N_ITEMS] = {4, 0, 5, 3, 1, 2}, threads[] = {2, 7, 0};
    work w;
    uc_batch_item permuted[N_ITEMS];
    uc_estimate alone[N_ITEMS], other[N_ITEMS];

    (void)state;
    make_work(&w);
    for (size_t i = 0; i < N_ITEMS; i++)
        permuted[i] = w.item[order[i]];
    run(w.item, N_ITEMS, 1, alone);
    for (size_t k = 0; k < 3; k++) {
        run(w.item, N_ITEMS, threads[k], other);
        for (size_t i = 0; i < N_ITEMS; i++)
            same_estimate(&alone[i], &other[i]);
        clear_all(other, N_ITEMS);
        run(permuted, N_ITEMS, threads[k], other);
        for (size_t i = 0; i < N_ITEMS; i++)
            same_estimate(&alone[order[i]], &other[i]);
        clear_all(other, N_ITEMS);
    }
    for (size_t i = 0; i < N_ITEMS; i++) { /* nor does the company of others */
        run(&w.item[i], 1, 2, other);
        same_estimate(&alone[i], &other[0]);
        clear_all(other, 1);
    }
    assert_int_equal(alone[5].status, UC_MSE_NO_FINITE_ESTIMATE);
    assert_int_equal(alone[5].n_bootstraps, 0);
    clear_all(alone, N_ITEMS);
    free_work(&w);
}

/* -- Resamples ------------------------------------------------------------------------
 */

/* Two methods that fit the same model see the same tables; another key, seed or
 * purpose, others. Fewer replicates are the first ones of more. */
static void methods_share_their_resamples(void **state)
{
    uc_capture_table table = published_capture("Korea");
    uc_mse_settings fixed = settings_of("bootstrap", "30", "model", "[1,2,3]", NULL);
    uc_mse_settings more = settings_of("bootstrap", "50", NULL);
    uc_mse_settings seeded = settings_of("bootstrap", "30", "seed", "2", NULL);
    const uc_batch_item items[] = {
        {&table, 5, uc_registry_find("fixed"), &fixed, NULL, 0},
        {&table, 5, uc_registry_find("main"), &more, NULL, 0},
        {&table, 6, uc_registry_find("fixed"), &fixed, NULL, 0},
        {&table, 5, uc_registry_find("main"), &seeded, NULL, 0},
    };
    uc_estimate e[4];

    (void)state;
    run(items, 4, 2, e);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(e[i].n_bootstraps, 1);
        assert_int_equal(e[i].bootstrap[0].replicates, i == 1 ? 50 : 30);
        assert_int_equal(e[i].bootstrap[0].usable + e[i].bootstrap[0].failed,
                         e[i].bootstrap[0].replicates);
    }
    same_bits(e[0].bootstrap[0].estimate, e[1].bootstrap[0].estimate, 30);
    assert_memory_not_equal(e[0].bootstrap[0].estimate, e[2].bootstrap[0].estimate,
                            30 * sizeof(double));
    assert_memory_not_equal(e[0].bootstrap[0].estimate, e[3].bootstrap[0].estimate,
                            30 * sizeof(double));
    clear_all(e, 4);
    uc_mse_settings_clear(&fixed);
    uc_capture_table_clear(&table);
}

/* Top 1 is the chosen model in every replicate; all models, a free choice. */
static void top_limits_the_choice(void **state)
{
    uc_mse_settings s = settings_of("bootstrap", "50", "top", "1,2,all", NULL);
    uc_mse_settings fixed = settings_of("bootstrap", "50", "model", "[12,23]", NULL);
    uc_estimate e = published_estimate("Korea", "bic", &s);
    uc_estimate f = published_estimate("Korea", "fixed", &fixed);
    size_t n_other = 0;

    (void)state;
    assert_int_equal(e.n_bootstraps, 3);
    assert_true(e.bootstrap[0].top == 1 && e.bootstrap[2].top == UC_TOP_ALL);
    for (size_t r = 0; r < 50; r++) {
        if (e.bootstrap[0].status[r] == UC_MSE_OK) {
            assert_string_equal(e.bootstrap[0].model[r], "[12,23]");
            assert_rel(e.bootstrap[0].estimate[r], f.bootstrap[0].estimate[r],
                       TOL_EXACT);
        } else {
            assert_int_not_equal(f.bootstrap[0].status[r], UC_MSE_OK);
        }
        n_other += strcmp(e.bootstrap[2].model[r], "[12,23]") != 0;
    }
    assert_true(n_other > 0);
    uc_estimate_clear(&e);
    uc_estimate_clear(&f);
    uc_mse_settings_clear(&fixed);
}

/* The jackknife runs only when an interval needs it, the bootstrap only when asked. */
static void only_what_is_asked_for_is_done(void **state)
{
    uc_mse_settings none = settings_of(NULL);
    uc_mse_settings jackknife = settings_of("interval", "jackknife", NULL);
    uc_mse_settings percentile =
        settings_of("interval", "percentile", "bootstrap", "20", NULL);
    uc_estimate e = published_estimate("Korea", "main", &none);

    (void)state;
    assert_int_equal(e.n_bootstraps, 0);
    uc_estimate_clear(&e);
    e = published_estimate("Korea", "main", &jackknife);
    assert_int_equal(e.n_bootstraps, 1);
    assert_int_equal(e.bootstrap[0].replicates, 0);
    assert_int_equal(e.bootstrap[0].n_jackknife, 6); /* histories with people */
    assert_true(isfinite(e.bootstrap[0].jackknife_std_error));
    assert_true(isfinite(e.interval[0].low));
    uc_estimate_clear(&e);
    e = published_estimate("Korea", "main", &percentile);
    assert_int_equal(e.bootstrap[0].n_jackknife, 0);
    assert_true(isnan(e.bootstrap[0].acceleration));
    uc_estimate_clear(&e);
}

/* -- Warnings and auto
 * ------------------------------------------------------------------ */

static void failed_replicates_and_far_limits_are_told(void **state)
{
    uc_mse_settings few = settings_of("bootstrap", "100", NULL);
    uc_mse_settings fixed = settings_of("bootstrap", "200", "model", "[12,23]", NULL);
    uc_estimate e = published_estimate("UKdat_5", "stepwise", &few);

    (void)state;
    assert_true(has_warning(&e, "few_replicates_beyond_limit"));
    uc_estimate_clear(&e);
    e = published_estimate("Korea", "fixed", &fixed); /* some lose an overlap */
    assert_true(e.bootstrap[0].failed > 0);
    assert_true(has_warning(&e, "replicates_without_estimate"));
    uc_estimate_clear(&e);
    uc_mse_settings_clear(&fixed);
}

static void auto_draws_until_the_limits_are_safe(void **state)
{
    uc_mse_settings s = settings_of("bootstrap", "auto", "level", "0.99", NULL);
    uc_mse_settings more = settings_of(NULL);
    uc_estimate e = published_estimate("Korea", "main", &s), f;
    const size_t n = e.bootstrap[0].replicates;

    (void)state;
    assert_true(n > 1000 && n % 1000 == 0);
    for (size_t i = 0; i < e.n_intervals; i++)
        assert_false(e.interval[i].few_low || e.interval[i].few_high);
    assert_false(has_warning(&e, "few_replicates_beyond_limit"));
    more.n_boot = n; /* in rounds or at once, the same */
    more.level[0] = 0.99;
    f = published_estimate("Korea", "main", &more);
    same_estimate(&e, &f);
    uc_estimate_clear(&e);
    uc_estimate_clear(&f);
}

/* -- Failures
 * ------------------------------------------------------------------------------ */

static void assert_empty(const uc_estimate *e)
{
    static const uc_estimate empty;

    assert_memory_equal(e, &empty, sizeof empty);
}

static void a_failure_leaves_every_result_empty(void **state)
{
    static const volatile sig_atomic_t stop = 1;
    uc_capture_table table = published_capture("Korea");
    uc_mse_settings s = settings_of("bootstrap", "20", NULL);
    const uc_batch_item items[] = {{&table, 5, uc_registry_find("bic"), &s, NULL, 0},
                                   {&table, 5, uc_registry_find("fixed"), &s, NULL, 0}};
    uc_batch_opts opts = {.n_threads = 2};
    uc_estimate e[2] = {0};
    uc_error err = {0};

    (void)state;
    assert_int_equal(uc_mse_batch(items, 2, &opts, e, &err), UC_EINVAL);
    assert_string_equal(err.msg, "method fixed needs a model, such as [12,3]");
    assert_empty(&e[0]);
    assert_empty(&e[1]);
    opts.cancel = &stop;
    assert_int_equal(uc_mse_batch(items, 1, &opts, e, &err), UC_ECANCELED);
    assert_empty(&e[0]);
    assert_int_equal(uc_mse_batch(items, 0, NULL, e, &err), UC_OK);
    uc_capture_table_clear(&table);
}

static volatile sig_atomic_t stop_now;

static void stop_soon(void *ctx, size_t n_done, size_t n_tasks)
{
    *(size_t *)ctx = n_done;
    assert_true(n_done <= n_tasks);
    stop_now = n_done >= 10;
}

static void the_token_stops_replicates(void **state)
{
    uc_capture_table table = published_capture("UKdat_5");
    uc_mse_settings s = settings_of("bootstrap", "100000", NULL);
    const uc_batch_item item = {&table, 5, uc_registry_find("bic"), &s, NULL, 0};
    size_t n_done = 0;
    const uc_batch_opts opts = {.n_threads = 1,
                                .cancel = &stop_now,
                                .progress = stop_soon,
                                .progress_ctx = &n_done};
    uc_estimate e = {0};

    (void)state;
    stop_now = 0;
    assert_int_equal(uc_mse_batch(&item, 1, &opts, &e, NULL), UC_ECANCELED);
    assert_true(n_done >= 10 && n_done < 100);
    assert_empty(&e);
    uc_capture_table_clear(&table);
}

/* -- Stores, shards, other ways
 * -------------------------------------------------------- */

#define MOST_TASKS 512

/* Results in memory, by name of the task. */
typedef struct memory {
    pthread_mutex_t lock;
    uc_task_id id[MOST_TASKS];
    uc_task_result result[MOST_TASKS];
    size_t n, n_loaded;
} memory;

static uc_task_result copy_result(const uc_task_result *from)
{
    uc_task_result made = *from;

    for (size_t i = 0; i < made.n_tops; i++)
        if (made.by_top[i].model != NULL) {
            made.by_top[i].model = strdup(from->by_top[i].model);
            assert_non_null(made.by_top[i].model);
        }
    return made;
}

static bool memory_load(void *ctx, const uc_task_id *id, uc_task_result *result)
{
    memory *m = ctx;
    bool found = false;

    (void)pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < m->n && !found; i++)
        if (m->id[i].item == id->item && m->id[i].jackknife == id->jackknife &&
            m->id[i].index == id->index) {
            *result = copy_result(&m->result[i]);
            found = true;
            m->n_loaded++;
        }
    (void)pthread_mutex_unlock(&m->lock);
    return found;
}

static uc_status memory_save(void *ctx, const uc_task_id *id,
                             const uc_task_result *result, uc_error *err)
{
    memory *m = ctx;

    (void)err;
    (void)pthread_mutex_lock(&m->lock);
    assert_true(m->n < MOST_TASKS);
    m->id[m->n] = *id;
    m->result[m->n++] = copy_result(result);
    (void)pthread_mutex_unlock(&m->lock);
    return UC_OK;
}

static void forget(memory *m)
{
    for (size_t i = 0; i < m->n; i++)
        uc_task_result_clear(&m->result[i]);
    *m = (memory){.lock = PTHREAD_MUTEX_INITIALIZER};
}

static memory held = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Three shards fill a store; a run over the full store computes nothing and has the
 * bits of a run without one. */
static void shards_together_give_the_same_bits(void **state)
{
    const uc_batch_store store = {memory_load, memory_save, &held};
    work w;
    uc_estimate alone[N_ITEMS], part[N_ITEMS];
    size_t n_tasks;

    (void)state;
    make_work(&w);
    run(w.item, N_ITEMS, 1, alone);
    for (size_t shard = 0; shard < 3; shard++) {
        const uc_batch_opts opts = {
            .n_threads = 2, .store = &store, .shard = shard, .n_shards = 3};

        memset(part, 0, sizeof part);
        assert_int_equal(uc_mse_batch(w.item, N_ITEMS, &opts, part, NULL), UC_OK);
        clear_all(part, N_ITEMS);
    }
    n_tasks = held.n;
    assert_int_equal(held.n_loaded, 0); /* no task was done twice */
    for (size_t k = 0; k < 2; k++) {
        const uc_batch_opts opts = {.n_threads = 1 + 6 * k, .store = &store};

        memset(part, 0, sizeof part);
        assert_int_equal(uc_mse_batch(w.item, N_ITEMS, &opts, part, NULL), UC_OK);
        for (size_t i = 0; i < N_ITEMS; i++)
            same_estimate(&alone[i], &part[i]);
        clear_all(part, N_ITEMS);
        assert_int_equal(held.n, n_tasks);
        assert_int_equal(held.n_loaded, (k + 1) * n_tasks);
    }
    forget(&held);
    clear_all(alone, N_ITEMS);
    free_work(&w);
}

/* Does the tasks in reverse, in a batch of its own, as another process would. */
static uc_status backwards(void *ctx, uc_batch *batch, size_t n_tasks, uc_error *err)
{
    uc_batch_worker *worker;
    uc_batch *own;
    size_t n_items;
    const uc_batch_item *items = uc_batch_items(batch, &n_items);
    uc_status status = uc_batch_alloc(items, n_items, &own, err);

    assert_int_equal(n_items, N_ITEMS);
    assert_int_equal(status, UC_OK);
    assert_int_equal(uc_batch_worker_alloc(NULL, &worker, err), UC_OK);
    for (size_t i = n_tasks; i-- > 0 && status == UC_OK;) {
        const uc_task_id id = uc_batch_task(batch, i);
        uc_task_result result;

        status = uc_batch_compute(own, worker, &id, &result, err);
        if (status == UC_OK)
            uc_batch_keep(batch, &id, &result);
    }
    uc_batch_worker_free(worker);
    uc_batch_free(own);
    *(size_t *)ctx += n_tasks;
    return status;
}

static void distributed_tasks_give_the_same_bits(void **state)
{
    size_t n_tasks = 0;
    const uc_batch_opts opts = {
        .n_threads = 1, .distribute = backwards, .distribute_ctx = &n_tasks};
    work w;
    uc_estimate alone[N_ITEMS], other[N_ITEMS] = {0};

    (void)state;
    make_work(&w);
    run(w.item, N_ITEMS, 1, alone);
    assert_int_equal(uc_mse_batch(w.item, N_ITEMS, &opts, other, NULL), UC_OK);
    assert_true(n_tasks > 200);
    for (size_t i = 0; i < N_ITEMS; i++)
        same_estimate(&alone[i], &other[i]);
    clear_all(alone, N_ITEMS);
    clear_all(other, N_ITEMS);
    free_work(&w);
}

/* The hash hangs on what a replicate feels, and on nothing else. */
static void item_hashes_name_what_a_replicate_feels(void **state)
{
    uc_capture_table korea = published_capture("Korea");
    uc_capture_table spina = published_capture("spina");
    uc_mse_settings plain = settings_of("bootstrap", "30", NULL);
    uc_mse_settings more = settings_of("bootstrap", "90", "interval", "bca", NULL);
    uc_mse_settings seed = settings_of("seed", "2", NULL);
    uc_mse_settings order = settings_of("max-order", "1", NULL);
    const uc_method *bic = uc_registry_find("bic");
    const uc_batch_item item[] = {
        {&korea, 1, bic, &plain, NULL, 0},
        {&korea, 1, bic, &more, NULL, 0},
        {&spina, 1, bic, &plain, NULL, 0},
        {&korea, 2, bic, &plain, NULL, 0},
        {&korea, 1, bic, &seed, NULL, 0},
        {&korea, 1, bic, &order, NULL, 0},
        {&korea, 1, uc_registry_find("aic"), &plain, NULL, 0}};
    char hex[7][UC_SHA256_HEX];

    (void)state;
    for (size_t i = 0; i < 7; i++) {
        uc_batch_item_hash(&item[i], hex[i]);
        if (i == 1)
            assert_string_equal(hex[1], hex[0]);
        for (size_t j = 0; j < i && i > 1; j++)
            assert_string_not_equal(hex[i], hex[j]);
    }
    uc_capture_table_clear(&korea);
    uc_capture_table_clear(&spina);
}

/* -- The oracle's bootstrap, replicate by replicate
 * ------------------------------------------ */

#define MOST_ROWS 32
#define MOST_BOOT 1000
#define LINE      16384

typedef struct oracle {
    unsigned n_lists;
    size_t n_boot;
    size_t n_rows;
    uint32_t history[MOST_ROWS];
    double count[MOST_ROWS][MOST_BOOT];
    char model[MOST_BOOT][64];
    double estimate[MOST_BOOT], top1[MOST_BOOT]; /* NAN: none */
    double jack[MOST_ROWS], jack_top1[MOST_ROWS];
    uint64_t observed[MOST_ROWS];
} oracle;

static oracle o;

static FILE *open_oracle(const char *name, const char *part, char line[LINE])
{
    char path[256];
    FILE *file;

    (void)snprintf(path, sizeof path, "tests/oracle/mse/bicboot_%s%s.csv", name, part);
    file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, LINE, file));
    return file;
}

static double number_or_nan(const char *text)
{
    return strcmp(text, "NA") == 0 ? NAN : strtod(text, NULL);
}

static uint32_t read_history(char **cursor)
{
    uint32_t history = 0;

    for (unsigned j = 0; j < o.n_lists; j++)
        history |= (uint32_t)(strcmp(published_field(cursor), "1") == 0) << j;
    return history;
}

static void read_oracle(const char *name, unsigned n_lists, size_t n_boot)
{
    char line[LINE];
    FILE *file = open_oracle(name, "_replicates", line);

    o = (oracle){.n_lists = n_lists, .n_boot = n_boot};
    for (; fgets(line, LINE, file) != NULL; o.n_rows++) {
        char *cursor = line;

        o.history[o.n_rows] = read_history(&cursor);
        o.observed[o.n_rows] = strtoull(published_field(&cursor), NULL, 10);
        for (size_t r = 0; r < n_boot; r++)
            o.count[o.n_rows][r] = strtod(published_field(&cursor), NULL);
    }
    (void)fclose(file);
    file = open_oracle(name, "_estimates", line);
    for (size_t r = 0; r < n_boot; r++) {
        char *cursor = fgets(line, LINE, file);

        (void)published_field(&cursor);
        (void)snprintf(o.model[r], sizeof o.model[r], "%s", published_field(&cursor));
        o.estimate[r] = number_or_nan(published_field(&cursor));
        o.top1[r] = number_or_nan(published_field(&cursor));
    }
    (void)fclose(file);
    file = open_oracle(name, "_jack", line);
    for (size_t i = 0; fgets(line, LINE, file) != NULL; i++) {
        char *cursor = line;

        assert_int_equal(read_history(&cursor), o.history[i]);
        (void)published_field(&cursor);
        o.jack[i] = number_or_nan(published_field(&cursor));
        o.jack_top1[i] = number_or_nan(published_field(&cursor));
    }
    (void)fclose(file);
}

static void assert_same(double got, double want)
{
    if (isnan(want))
        assert_true(isnan(got));
    else
        assert_rel(got, want, TOL_GLM_DEFAULT);
}

/* Fills in a table by row: replicate r, or the observed one without a person of row r.
 */
static void fill_table(uc_dense *table, size_t r, bool delete_one)
{
    memset(table->count, 0, table->n_cells * sizeof *table->count);
    for (size_t i = 0; i < o.n_rows; i++)
        table->count[o.history[i]] =
            delete_one ? (double)o.observed[i] - (i == r) : o.count[i][r];
    uc_dense_refresh(table);
}

/* Selection on one table, from all models and from the best one alone. */
static void check_selection(uc_select_ws *ws, const uc_dense *table,
                            const uc_mse_settings *settings, const uc_model *best,
                            const char *model, double estimate, double top1)
{
    const size_t one = 1;
    uc_selection all, first;

    assert_int_equal(uc_select(ws, table, uc_registry_find("bic"), settings, NULL, NULL,
                               0, &all, NULL),
                     UC_OK);
    if (model != NULL)
        assert_string_equal(text_of(&all.model), model);
    assert_same(all.estimate, estimate);
    assert_int_equal(
        uc_select_among(ws, table, UC_RULE_BIC, best, 1, &one, 1, &first, NULL), UC_OK);
    assert_same(first.estimate, top1);
    uc_selection_clear(&all);
    uc_selection_clear(&first);
}

static void check_replicates(const char *max_order, const char *best_text)
{
    uc_mse_settings settings = settings_of("max-order", max_order, NULL);
    uc_select_ws ws = {0};
    uc_model best = model_of(best_text, o.n_lists);
    uc_dense table;

    assert_int_equal(uc_dense_alloc(o.n_lists, &table, NULL), UC_OK);
    for (size_t r = 0; r < o.n_boot; r++) {
        fill_table(&table, r, false);
        check_selection(&ws, &table, &settings, &best, o.model[r], o.estimate[r],
                        o.top1[r]);
    }
    for (size_t i = 0; i < o.n_rows; i++) {
        if (o.observed[i] == 0)
            continue;
        fill_table(&table, i, true);
        check_selection(&ws, &table, &settings, &best, NULL, o.jack[i], o.jack_top1[i]);
    }
    uc_dense_free(&table);
    uc_model_clear(&best);
    uc_select_ws_free(&ws);
}

/* The row of the oracle's limits for k models: ahat, z0, n_usable, limits at .025, .05,
 * .1, .5, .9, .95, .975. */
static void read_limits(const char *name, size_t k, double row[10])
{
    char line[LINE];
    FILE *file = open_oracle(name, "", line);
    char *cursor = NULL;

    for (size_t i = 0; i < k; i++)
        cursor = fgets(line, LINE, file);
    for (size_t skip = 0; skip < 4; skip++)
        (void)published_field(&cursor);
    for (size_t i = 0; i < 10; i++)
        row[i] = strtod(published_field(&cursor), NULL);
    (void)fclose(file);
}

/* Our acceleration from its delete-one estimates and our limits from its replicates, at
 * its z0, which counts rounding noise as below the estimate (methods.md 3). */
static void check_limits(const char *name, size_t k, const double replicate[],
                         const double delete_one[], double point)
{
    static const double levels[] = {0.95, 0.9, 0.8};
    double row[10], acceleration, std_error, kept[MOST_ROWS];
    uint64_t count[MOST_ROWS];
    size_t n = 0;
    uc_replicates reps;

    read_limits(name, k, row);
    for (size_t i = 0; i < o.n_rows; i++)
        if (o.observed[i] > 0) {
            kept[n] = delete_one[i];
            count[n++] = o.observed[i];
        }
    uc_jackknife_of(kept, count, n, &acceleration, &std_error);
    assert_rel(acceleration, row[0], 1e-6); /* cubes of small differences */
    assert_int_equal(uc_replicates_of(replicate, o.n_boot, point, false, &reps, NULL),
                     UC_OK);
    assert_int_equal(reps.n, (size_t)row[2]);
    assert_true(reps.z0 <= row[1] + 1e-9);
    reps.z0 = row[1];
    for (size_t i = 0; i < 3; i++) {
        uc_interval interval = {.kind = UC_INTERVAL_BCA, .level = levels[i]};

        uc_replicates_interval(&reps, acceleration, &interval);
        assert_rel(interval.low, row[3 + i], TOL_GLM_DEFAULT);
        assert_rel(interval.high, row[9 - i], TOL_GLM_DEFAULT);
    }
    uc_replicates_clear(&reps);
}

/* MultipleSystemsEstimation 1.2.0, its own resampled tables. */
static void koreas_replicates_agree_one_by_one(void **state)
{
    static const char name[] = "Korea_o2_n1000_seed1234";

    (void)state;
    read_oracle(name, 3, 1000);
    check_replicates("2", "[12,23]");
    check_limits(name, 1, o.top1, o.jack_top1, 157.16666666666652);
    check_limits(name, 6, o.estimate, o.jack, 157.16666666666652);
}

static void kosovos_replicates_agree_one_by_one(void **state)
{
    static const char name[] = "Kosovo_o3_n100_seed1234_check";

    (void)state;
    read_oracle(name, 4, 100);
    check_replicates("3", "[123,14,34]");
    check_limits(name, 1, o.top1, o.jack_top1, 10356.518957251817);
    check_limits(name, 20, o.estimate, o.jack, 10356.518957251817);
}

/* -- UKdat_5 with B = 1000
 * --------------------------------------------------------------------- */

/* Silverman, Chan & Vincent (2024): acceleration (deterministic) and lower limits,
 * which their random numbers and ours settle to about a tenth. */
static void check_ukdat_5(const char *max_order, double acceleration, double tol,
                          double low)
{
    uc_mse_settings s = settings_of("max-order", max_order, "bootstrap",
                                    SCALE_DOWN > 1 ? "200" : "1000", NULL);
    uc_estimate e = published_estimate("UKdat_5", "bic", &s);

    assert_rel(e.bootstrap[0].acceleration, acceleration, tol);
    assert_int_equal(e.interval[0].kind, UC_INTERVAL_BCA);
    assert_rel(e.interval[0].low, low, SCALE_DOWN > 1 ? 0.15 : 0.05);
    assert_true(e.interval[0].adjusted_high > 0.99);
    assert_int_equal(e.bootstrap[0].failed, 0);
    uc_estimate_clear(&e);
}

static void ukdat_5_has_the_published_limits(void **state)
{
    (void)state;
    check_ukdat_5("2", 0.1113, 5e-4, 11456);
    check_ukdat_5("4", 0.031341, 2e-5, 11168);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_and_order_change_no_bit),
        cmocka_unit_test(methods_share_their_resamples),
        cmocka_unit_test(top_limits_the_choice),
        cmocka_unit_test(only_what_is_asked_for_is_done),
        cmocka_unit_test(failed_replicates_and_far_limits_are_told),
        cmocka_unit_test(auto_draws_until_the_limits_are_safe),
        cmocka_unit_test(a_failure_leaves_every_result_empty),
        cmocka_unit_test(the_token_stops_replicates),
        cmocka_unit_test(shards_together_give_the_same_bits),
        cmocka_unit_test(distributed_tasks_give_the_same_bits),
        cmocka_unit_test(item_hashes_name_what_a_replicate_feels),
        cmocka_unit_test(koreas_replicates_agree_one_by_one),
        cmocka_unit_test(kosovos_replicates_agree_one_by_one),
        cmocka_unit_test(ukdat_5_has_the_published_limits),
    };
    return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
