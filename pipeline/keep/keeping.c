/* keeping.c - what a run keeps around its work */
#include "pipeline/keep/keeping.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/base/text.h"
#include "pipeline/message.h"
#include "pipeline/output_file.h"

/* Inputs named in a reason. */
#define MAX_NAMED 3

/* A file that was being written when its run was killed. The lock is ours, so nobody is
 * at it. */
static void remove_cut_short(const uc_place *place)
{
    const char *slash = strrchr(place->cache, '/');
    DIR *dir = opendir(place->parent);
    const struct dirent *entry;
    char prefix[300];
    int len;

    len = snprintf(prefix, sizeof prefix, "%s.tmp-",
                   slash != NULL ? slash + 1 : place->cache);
    while (dir != NULL && len > 0 && (size_t)len < sizeof prefix &&
           (entry = readdir(dir)) != NULL)
        if (strncmp(entry->d_name, prefix, (size_t)len) == 0)
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir != NULL)
        (void)closedir(dir);
}

static uc_status open_cache(uc_keeping *k, const uc_run_file *run,
                            const uc_common_options *options, uc_error *err)
{
    uc_status status;
    char *path;

    if (run->cache.off || options->n_parts > 0) {
        k->plan.absent = run->cache.off ? "nothing is kept: cache is false"
                                        : "replicates are taken from parts";
        return UC_OK;
    }
    if (run->cache.file.text == NULL)
        return uc_cache_open(k->place.cache, &k->plan.cache, err);
    path = uc_run_path(run, run->cache.file.text);
    if (path == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a path");
    status = uc_cache_open(path, &k->plan.cache, err);
    free(path);
    return status;
}

/* What needs the lock, or must not be done by a dry run. */
static uc_status take_over(uc_keeping *k, const uc_run_file *run, uc_error *err)
{
    uc_status status = uc_output_folder(k->place.parent, err);

    if (status == UC_OK)
        status = uc_lock_take(k->place.lock, run->path, &k->lock, err);
    if (status == UC_OK)
        remove_cut_short(&k->place);
    return status;
}

uc_status uc_keeping_begin(uc_keeping *keeping, const uc_run_file *run,
                           const char *folder, const uc_common_options *options,
                           uc_error *err)
{
    uc_keeping *k = keeping;
    uc_status status = uc_plan_init(&k->plan, err);

    if (status == UC_OK)
        status = uc_place_of(folder, &k->place, err);
    if (status == UC_OK && !options->dry_run)
        status = take_over(k, run, err);
    if (status == UC_OK)
        status = uc_set_check(k->place.folder, &k->current, &k->exists, err);
    if (status == UC_OK)
        status = open_cache(k, run, options, err);
    k->plan.force = options->force;
    k->plan.dry = options->dry_run;
    k->plan.resume = options->resume;
    k->plan.replicates = k->place.replicates;
    return status;
}

/* The hash of an input in a list of them; NULL when it is not there. */
static const char *hash_of(const json_t *inputs, const char *path)
{
    size_t i;
    const json_t *one;

    json_array_foreach(inputs, i, one)
    {
        const char *other = json_string_value(json_object_get(one, "path"));

        if (other != NULL && strcmp(other, path) == 0)
            return json_string_value(json_object_get(one, "sha256"));
    }
    return NULL;
}

/* Two captures may read one file. */
static bool is_named_before(const json_t *inputs, size_t at, const char *path)
{
    for (size_t i = 0; i < at; i++) {
        const char *other =
            json_string_value(json_object_get(json_array_get(inputs, i), "path"));

        if (other != NULL && strcmp(other, path) == 0)
            return true;
    }
    return false;
}

/* Names the inputs that are not as they were; returns how many there are. */
static size_t write_changed(const json_t *before, const json_t *now, uc_sink *out)
{
    size_t i, n = 0;
    const json_t *one;

    json_array_foreach(now, i, one)
    {
        const char *path = json_string_value(json_object_get(one, "path"));
        const char *hash = json_string_value(json_object_get(one, "sha256"));
        const char *old = path != NULL ? hash_of(before, path) : NULL;

        if (path == NULL || hash == NULL || (old != NULL && strcmp(old, hash) == 0) ||
            is_named_before(now, i, path))
            continue;
        if (n++ < MAX_NAMED)
            uc_sink_printf(out, "%s%s %s", n > 1 ? ", " : "", path,
                           old != NULL ? "changed" : "is new");
    }
    if (n > MAX_NAMED)
        uc_sink_printf(out, " and %zu more", n - MAX_NAMED);
    return n;
}

static bool same_value(const json_t *a, const json_t *b, const char *key)
{
    return json_equal(json_object_get(a, key), json_object_get(b, key)) == 1;
}

/* Why the published set is not what this run makes. */
static void write_why(const uc_keeping *k, const json_t *now, uc_sink *out)
{
    const json_t *before = k->current.index;
    size_t n;

    if (before == NULL) {
        uc_sink_puts(out, "nothing was published before");
        return;
    }
    n = write_changed(json_object_get(before, "inputs"), json_object_get(now, "inputs"),
                      out);
    if (!same_value(before, now, "version"))
        uc_sink_printf(out, "%sundercount changed", n++ > 0 ? ", " : "");
    if (!same_value(before, now, "run_file") || !same_value(before, now, "resolved"))
        uc_sink_printf(out, "%sthe run file changed", n++ > 0 ? ", " : "");
    if (n == 0)
        uc_sink_puts(out, "what was published is not as it was");
}

static void say_changed(void *ctx, const char *name, const char *what)
{
    char shown[128];

    (void)ctx;
    uc_message("note: '%s' in the output %s; it is made again",
               uc_text_display(name, strlen(name), 60, shown, sizeof shown), what);
}

uc_status uc_keeping_look(uc_keeping *keeping, const uc_run_results *results,
                          bool *current, uc_error *err)
{
    uc_keeping *k = keeping;
    bool ok = true;
    size_t n_changed = 0;
    json_t *now;
    uc_sink why;
    uc_status status = uc_run_key(results, k->key, err);

    if (status != UC_OK)
        return status;
    *current = k->current.key[0] != '\0' && strcmp(k->current.key, k->key) == 0;
    if (*current)
        status = uc_set_verify(k->place.folder, &k->current, say_changed, NULL,
                               &n_changed, err);
    if (status != UC_OK)
        return status;
    *current = *current && n_changed == 0;
    if (*current && !k->plan.force)
        return UC_OK;
    now = uc_run_made_of(results, &ok);
    if (!ok) {
        json_decref(now);
        return uc_fail(err, UC_ENOMEM, "no memory for the plan");
    }
    uc_sink_memory(&why);
    if (*current)
        uc_sink_puts(&why, "--force");
    else
        write_why(k, now, &why);
    uc_plan_note(&k->plan, "report", "", why.text != NULL ? why.text : "");
    uc_sink_clear(&why);
    json_decref(now);
    return UC_OK;
}

void uc_keeping_save(uc_keeping *keeping)
{
    uc_error err = {.msg = ""};

    if (keeping->plan.cache != NULL &&
        uc_cache_save(keeping->plan.cache, &err) != UC_OK)
        uc_log_line(UC_LOG_WARNING, "cache",
                    "warning: nothing is kept for the next run: %s", err.msg);
}

void uc_keeping_done(const uc_keeping *keeping)
{
    if (keeping->lock != NULL && keeping->place.replicates != NULL)
        (void)unlink(keeping->place.replicates);
}

void uc_keeping_end(uc_keeping *keeping)
{
    uc_plan_clear(&keeping->plan);
    uc_published_set_clear(&keeping->current);
    uc_lock_release(keeping->lock);
    uc_place_clear(&keeping->place);
    memset(keeping, 0, sizeof *keeping);
}
