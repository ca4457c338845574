/* test_keep.c - what is kept between runs: bytes, cache, lock, sets */
#include "tests/support.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/keep/bytes.h"
#include "pipeline/keep/cache.h"
#include "pipeline/keep/estimate_bytes.h"
#include "pipeline/keep/lock.h"
#include "pipeline/keep/place.h"
#include "pipeline/keep/set.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

static char folder[64];

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/uc-keep-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int teardown(void **state)
{
    char command[128];

    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command); /* NOLINT(cert-env33-c): a test removes its folder */
}

static char *path_of(const char *name)
{
    static char path[8][160];
    static unsigned next;
    char *made = path[next++ % 8];

    (void)snprintf(made, 160, "%s/%s", folder, name);
    return made;
}

static void write_file(const char *name, const void *bytes, size_t len)
{
    FILE *file = fopen(path_of(name), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

/* -- bytes --------------------------------------------------------------------------
 */

static void numbers_come_back_bit_by_bit(void **state)
{
    const double reals[] = {0.0, -0.0, 1.0 / 3.0, 1e-310, INFINITY, -INFINITY, NAN};
    uc_sink out;
    uc_bytes in;
    char *text;

    (void)state;
    uc_sink_memory(&out);
    for (size_t i = 0; i < 7; i++)
        uc_bytes_put_real(&out, reals[i]);
    uc_bytes_put_number(&out, UINT64_MAX);
    uc_bytes_put_text(&out, "caf\xc3\xa9");
    uc_bytes_put_text(&out, NULL);
    uc_bytes_put_text(&out, "");
    in = uc_bytes_of(out.text, out.len);
    for (size_t i = 0; i < 7; i++) {
        const double got = uc_bytes_real(&in);

        assert_memory_equal(&got, &reals[i], sizeof got);
    }
    assert_true(uc_bytes_number(&in) == UINT64_MAX);
    text = uc_bytes_text(&in);
    assert_string_equal(text, "caf\xc3\xa9");
    free(text);
    assert_null(uc_bytes_text(&in));
    text = uc_bytes_text(&in);
    assert_string_equal(text, "");
    free(text);
    assert_true(uc_bytes_done(&in));
    assert_true(uc_bytes_number(&in) == 0);
    assert_true(in.bad);
    uc_sink_clear(&out);
}

static void a_count_never_asks_for_more_than_there_is(void **state)
{
    uc_sink out;
    uc_bytes in;

    (void)state;
    uc_sink_memory(&out);
    uc_bytes_put_number(&out, 3);
    uc_bytes_put_number(&out, 7);
    in = uc_bytes_of(out.text, out.len);
    assert_int_equal(uc_bytes_count(&in, 8), 0); /* 3 x 8 bytes, 8 are left */
    assert_true(in.bad);
    in = uc_bytes_of(out.text, out.len);
    assert_true(uc_bytes_below(&in, 2) == 0);
    assert_true(in.bad);
    uc_sink_clear(&out);
}

/* -- estimates ----------------------------------------------------------------------
 */

/* An estimate that has everything: replicates, delete-one values, warnings, ranges. */
static uc_estimate full_estimate(void)
{
    uc_mse_settings settings =
        settings_of("bootstrap", "40", "interval", "bca,percentile,jackknife,normal",
                    "level", "0.95,0.8", "top", "2,all", NULL);
    uc_estimate made = published_estimate("Kosovo", "bic", &settings);

    uc_mse_settings_clear(&settings);
    return made;
}

static void an_estimate_comes_back_whole(void **state)
{
    uc_estimate e = full_estimate(), back;
    uc_pool *codes = uc_pool_alloc();
    uc_sink once, twice;

    (void)state;
    assert_true(e.n_bootstraps == 2 && e.n_warnings > 0 && e.has_range);
    uc_sink_memory(&once);
    uc_sink_memory(&twice);
    uc_estimate_put(&once, &e);
    assert_true(uc_estimate_get(once.text, once.len, e.method, codes, &back));
    /* fields that a writer could forget would not be missed by writing again */
    assert_true(back.method == e.method && back.status == e.status);
    assert_true(back.estimate == e.estimate && back.hidden == e.hidden);
    assert_true(back.aicc == e.aicc && back.df == e.df && back.deviance == e.deviance);
    assert_true(uc_model_equal(&back.model, &e.model));
    assert_int_equal(back.n_intervals, e.n_intervals);
    for (size_t i = 0; i < e.n_intervals; i++) {
        assert_memory_equal(&back.interval[i].low, &e.interval[i].low, sizeof(double));
        assert_int_equal(back.interval[i].few_high, e.interval[i].few_high);
    }
    assert_int_equal(back.bootstrap[1].n_jackknife, e.bootstrap[1].n_jackknife);
    assert_memory_equal(back.bootstrap[1].estimate, e.bootstrap[1].estimate,
                        e.bootstrap[1].replicates * sizeof(double));
    assert_string_equal(back.bootstrap[0].model[3], e.bootstrap[0].model[3]);
    assert_string_equal(back.warning[0].code, e.warning[0].code);
    assert_string_equal(back.warning[0].text, e.warning[0].text);
    assert_int_equal(back.search.n_fits, e.search.n_fits);
    assert_true(back.range[1].high == e.range[1].high);
    uc_estimate_put(&twice, &back);
    assert_int_equal(once.len, twice.len);
    assert_memory_equal(once.text, twice.text, once.len);
    uc_sink_clear(&once);
    uc_sink_clear(&twice);
    uc_estimate_clear(&e);
    uc_estimate_clear(&back);
    uc_pool_free(codes);
}

/* Families whose estimates have facts, weights, names and intervals of their own. */
static void estimates_of_other_families_come_back_whole(void **state)
{
    static const char *const methods[] = {"average", "mh-chao", "mth-gamma", "main",
                                          "decomposable"};

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        uc_mse_settings settings = settings_of(
            "bootstrap", "20", "interval", i == 3 ? "profile,normal" : "normal",
            "existence", i == 3 ? "strict" : "facial", NULL);
        uc_estimate e = published_estimate("Kosovo", methods[i], &settings), back;
        uc_pool *codes = uc_pool_alloc();
        uc_sink once, twice;

        if (i == 0)
            assert_true(e.n_weights > 0 && e.n_facts > 0);
        if (i == 1)
            assert_non_null(e.label);
        if (i == 4)
            assert_true(e.draws.n_draws > 0);
        uc_sink_memory(&once);
        uc_sink_memory(&twice);
        uc_estimate_put(&once, &e);
        assert_true(uc_estimate_get(once.text, once.len, e.method, codes, &back));
        assert_int_equal(back.n_given, e.n_given);
        assert_int_equal(back.n_weights, e.n_weights);
        assert_int_equal(back.draws.n_chains, e.draws.n_chains);
        assert_int_equal(back.draws.n_draws, e.draws.n_draws);
        assert_int_equal(back.n_facts, e.n_facts);
        if (e.n_weights > 0)
            assert_true(back.weight[0].weight == e.weight[0].weight);
        if (e.n_facts > 0)
            assert_string_equal(back.fact[0].label, e.fact[0].label);
        if (e.label != NULL)
            assert_string_equal(back.label, e.label);
        assert_true(back.on_face == e.on_face);
        uc_estimate_put(&twice, &back);
        assert_int_equal(once.len, twice.len);
        assert_memory_equal(once.text, twice.text, once.len);
        uc_sink_clear(&once);
        uc_sink_clear(&twice);
        uc_estimate_clear(&e);
        uc_estimate_clear(&back);
        uc_mse_settings_clear(&settings);
        uc_pool_free(codes);
    }
}

static void half_an_estimate_is_none(void **state)
{
    uc_estimate e = full_estimate(), back;
    uc_pool *codes = uc_pool_alloc();
    uc_sink out;

    (void)state;
    uc_sink_memory(&out);
    uc_estimate_put(&out, &e);
    for (size_t len = 0; len < out.len; len += 1 + len / 50)
        assert_false(uc_estimate_get(out.text, len, e.method, codes, &back));
    uc_sink_putc(&out, 'x');
    assert_false(uc_estimate_get(out.text, out.len, e.method, codes, &back));
    uc_sink_clear(&out);
    uc_estimate_clear(&e);
    uc_pool_free(codes);
}

/* -- the cache ----------------------------------------------------------------------
 */

static uc_part part_of(const char *label, const char *table, const char *settings)
{
    char *copy = malloc(strlen(label) + 1);
    uc_part part;

    assert_non_null(copy);
    uc_part_init(&part, "estimate", strcpy(copy, label));
    uc_part_hang(&part, "its table", table, strlen(table));
    uc_part_hang(&part, "its settings", settings, strlen(settings));
    return part;
}

static void keep(const char *name, const char *const labels[], size_t n)
{
    uc_cache *cache;
    uc_error err;

    assert_int_equal(uc_cache_open(path_of(name), &cache, &err), UC_OK);
    for (size_t i = 0; i < n; i++) {
        uc_part part = part_of(labels[i], labels[i], "s");

        assert_int_equal(uc_cache_add(cache, &part, labels[i], strlen(labels[i]), &err),
                         UC_OK);
        uc_part_clear(&part);
    }
    assert_int_equal(uc_cache_save(cache, &err), UC_OK);
    uc_cache_free(cache);
}

static const char *const three[] = {"one", "two", "three"};

static void what_is_kept_is_found_and_why_not_is_said(void **state)
{
    const struct {
        const char *label, *table, *settings, *why;
    } asked[] = {
        {"one", "uno", "s", "its table changed"},
        {"one", "uno", "t", "its table and its settings changed"},
        {"four", "four", "s", "was not there before"},
    };
    const void *bytes;
    size_t len;
    uc_cache *cache;
    uc_error err;
    uc_part part;

    (void)state;
    keep("c", three, 3);
    assert_int_equal(uc_cache_open(path_of("c"), &cache, &err), UC_OK);
    part = part_of("another name", "two", "s");
    assert_true(uc_cache_find(cache, &part, &bytes, &len));
    assert_int_equal(len, 3);
    assert_memory_equal(bytes, "two", 3);
    uc_part_clear(&part);
    for (size_t i = 0; i < 3; i++) {
        uc_sink why;

        part = part_of(asked[i].label, asked[i].table, asked[i].settings);
        uc_sink_memory(&why);
        assert_false(uc_cache_find(cache, &part, &bytes, &len));
        uc_cache_why(cache, &part, &why);
        assert_string_equal(why.text, asked[i].why);
        uc_sink_clear(&why);
        uc_part_clear(&part);
    }
    uc_cache_free(cache);
}

static void what_was_not_asked_for_is_forgotten(void **state)
{
    const void *bytes;
    size_t len;
    struct stat before, after;
    uc_cache *cache;
    uc_error err;
    uc_part part = part_of("two", "two", "s");

    (void)state;
    keep("c", three, 3);
    assert_int_equal(uc_cache_open(path_of("c"), &cache, &err), UC_OK);
    assert_true(uc_cache_find(cache, &part, &bytes, &len));
    assert_int_equal(uc_cache_save(cache, &err), UC_OK);
    uc_cache_free(cache);
    assert_int_equal(stat(path_of("c"), &before), 0);
    assert_int_equal(before.st_mode & 0777, 0600);
    assert_int_equal(uc_cache_open(path_of("c"), &cache, &err), UC_OK);
    assert_true(uc_cache_find(cache, &part, &bytes, &len));
    assert_int_equal(uc_cache_save(cache, &err), UC_OK); /* nothing to do */
    uc_cache_free(cache);
    assert_int_equal(stat(path_of("c"), &after), 0);
    assert_true(before.st_ino == after.st_ino);
    uc_part_clear(&part);
    part = part_of("one", "one", "s");
    assert_int_equal(uc_cache_open(path_of("c"), &cache, &err), UC_OK);
    assert_false(uc_cache_find(cache, &part, &bytes, &len));
    uc_cache_free(cache);
    uc_part_clear(&part);
}

/* Every cut, and a flipped byte anywhere, loses parts; it never gives a wrong one. */
static void damage_is_not_there(void **state)
{
    unsigned char whole[4096], bad[4096];
    FILE *file;
    size_t size, found_all = 0;

    (void)state;
    keep("c", three, 3);
    file = fopen(path_of("c"), "rb");
    assert_non_null(file);
    size = fread(whole, 1, sizeof whole, file);
    (void)fclose(file);
    for (size_t i = 8; i < size; i++) {
        uc_cache *cache;
        uc_error err;
        size_t found = 0;

        memcpy(bad, whole, size);
        bad[i] ^= 0x20;
        write_file("d", bad, i % 2 == 0 ? size : i);
        assert_int_equal(uc_cache_open(path_of("d"), &cache, &err), UC_OK);
        for (size_t k = 0; k < 3; k++) {
            uc_part part = part_of(three[k], three[k], "s");
            const void *bytes;
            size_t len;

            if (uc_cache_find(cache, &part, &bytes, &len)) {
                found++;
                assert_int_equal(len, strlen(three[k]));
                assert_memory_equal(bytes, three[k], len);
            }
            uc_part_clear(&part);
        }
        found_all += found == 3;
        uc_cache_free(cache);
    }
    assert_int_equal(found_all, 0);
}

static void another_file_is_not_taken_for_a_cache(void **state)
{
    uc_cache *cache;
    uc_error err;

    (void)state;
    write_file("x", "year,count\n", 11);
    assert_int_equal(uc_cache_open(path_of("x"), &cache, &err), UC_EDATA);
    assert_int_equal(symlink(path_of("x"), path_of("link")), 0);
    assert_int_equal(uc_cache_open(path_of("link"), &cache, &err), UC_EDATA);
    assert_int_equal(mkdir(path_of("dir"), 0700), 0);
    assert_int_equal(uc_cache_open(path_of("dir"), &cache, &err), UC_EDATA);
}

static void a_large_part_is_divided(void **state)
{
    const size_t size = ((size_t)1 << 24) + 12345;
    unsigned char *large = malloc(size);
    uc_part part = part_of("large", "large", "s");
    const void *bytes;
    size_t len;
    uc_cache *cache;
    uc_error err;

    (void)state;
    assert_non_null(large);
    for (size_t i = 0; i < size; i++)
        large[i] = (unsigned char)(i * 2654435761U >> 13);
    assert_int_equal(uc_cache_open(path_of("c"), &cache, &err), UC_OK);
    assert_int_equal(uc_cache_add(cache, &part, large, size, &err), UC_OK);
    assert_int_equal(uc_cache_save(cache, &err), UC_OK);
    uc_cache_free(cache);
    assert_int_equal(uc_cache_open(path_of("c"), &cache, &err), UC_OK);
    assert_true(uc_cache_find(cache, &part, &bytes, &len));
    assert_int_equal(len, size);
    assert_memory_equal(bytes, large, size);
    uc_cache_free(cache);
    uc_part_clear(&part);
    free(large);
}

/* -- lock and places ----------------------------------------------------------------
 */

static void a_lock_is_held_once(void **state)
{
    uc_lock *lock = NULL, *other = NULL;
    uc_error err;

    (void)state;
    assert_int_equal(uc_lock_take(path_of("l"), "x.yml", &lock, &err), UC_OK);
    assert_int_equal(uc_lock_take(path_of("l"), "x.yml", &other, &err), UC_ELOCKED);
    assert_non_null(strstr(err.msg, "another run holds the lock: process "));
    assert_non_null(strstr(err.msg, "run file x.yml"));
    uc_lock_release(lock);
    assert_int_equal(access(path_of("l"), F_OK), -1);
    assert_int_equal(uc_lock_take(path_of("l"), "x.yml", &lock, &err), UC_OK);
    uc_lock_release(lock);
    uc_lock_release(NULL);
    assert_int_equal(uc_lock_take(path_of("no/l"), "x", &lock, &err), UC_ECREATE);
    assert_int_equal(symlink(path_of("elsewhere"), path_of("link")), 0);
    assert_int_equal(uc_lock_take(path_of("link"), "x", &lock, &err), UC_ECREATE);
}

static void places_lie_beside_the_folder(void **state)
{
    const struct {
        const char *folder, *parent, *lock;
    } asked[] = {{"out", ".", "./.out.lock"},
                 {"out///", ".", "./.out.lock"},
                 {"/out", "/", "/.out.lock"},
                 {"a/b/out/", "a/b", "a/b/.out.lock"}};
    static const char *const none[] = {"/", ".", "..", "a/..", "./", ""};
    uc_place place;
    uc_error err;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(uc_place_of(asked[i].folder, &place, &err), UC_OK);
        assert_string_equal(place.parent, asked[i].parent);
        assert_string_equal(place.lock, asked[i].lock);
        uc_place_clear(&place);
    }
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(uc_place_of(none[i], &place, &err), UC_ECREATE);
        uc_place_clear(&place);
    }
}

/* A run.json is data from outside: names in it are opened and removed. */
static void names_that_lead_elsewhere_are_no_set(void **state)
{
    static const char *const names[] = {"../x", "/etc/x", "a/b", "", ".", ".hidden"};
    uc_published_set set;
    uc_error err;
    char text[256];

    (void)state;
    memset(&set, 0, sizeof set);
    for (size_t i = 0; i < 6; i++) {
        (void)snprintf(text, sizeof text,
                       "{\"tool\": \"undercount\", \"outputs\": [{\"name\": \"%s\", "
                       "\"sha256\": \"%064d\"}]}",
                       names[i], 0);
        write_file("run.json", text, strlen(text));
        assert_int_equal(uc_published_set_read(folder, &set, &err), UC_EDATA);
    }
    (void)snprintf(text, sizeof text,
                   "{\"tool\": \"undercount\", \"outputs\": [{\"name\": \"x\", "
                   "\"sha256\": \"%064d\"}]}",
                   0);
    write_file("run.json", text, strlen(text));
    assert_int_equal(uc_published_set_read(folder, &set, &err), UC_OK);
    assert_int_equal(set.n_files, 1);
    uc_published_set_clear(&set);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(numbers_come_back_bit_by_bit),
        TEST(a_count_never_asks_for_more_than_there_is),
        TEST(an_estimate_comes_back_whole),
        TEST(estimates_of_other_families_come_back_whole),
        TEST(half_an_estimate_is_none),
        TEST(what_is_kept_is_found_and_why_not_is_said),
        TEST(what_was_not_asked_for_is_forgotten),
        TEST(damage_is_not_there),
        TEST(another_file_is_not_taken_for_a_cache),
        TEST(a_large_part_is_divided),
        TEST(a_lock_is_held_once),
        TEST(places_lie_beside_the_folder),
        TEST(names_that_lead_elsewhere_are_no_set),
    };
    return cmocka_run_group_tests_name("keep", tests, NULL, NULL);
}
