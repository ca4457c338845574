/* run_stops.c - what stops a report from being published */
#include "pipeline/run_stops.h"

#include <stdbool.h>
#include <string.h>

#include "pipeline/exit_code.h"
#include "pipeline/message.h"

/* Figures named at most. */
#define MAX_SAID 20

/* Is this warning an error, by the command line or by the run file? */
static bool is_error(const char *code, const uc_run_file *run,
                     const uc_common_options *options)
{
    for (size_t i = 0; i < options->n_fail_on; i++)
        if (strcmp(options->fail_on[i], code) == 0)
            return true;
    for (size_t i = 0; i < run->thresholds.fail_on.n; i++)
        if (strcmp(run->thresholds.fail_on.item[i].text, code) == 0)
            return true;
    return false;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "";
}

static void say(const json_t *warning)
{
    const char *capture = text_of(warning, "capture"),
               *stratum = text_of(warning, "stratum");
    const char *place = capture[0] != '\0' ? capture : text_of(warning, "area");

    uc_log_line(UC_LOG_ERROR, text_of(warning, "code"), "%s%s%s: %s [%s]", place,
                stratum[0] != '\0' ? ", " : "", stratum, text_of(warning, "text"),
                text_of(warning, "code"));
}

/* A figure that moved too far is more often a slip in a file than news. */
static size_t say_moved(const uc_run_results *results, const uc_common_options *options)
{
    const uc_run_percent *limit = &results->run->thresholds.fail_above;
    const uc_revisions *revisions = results->revisions;
    size_t n = 0;

    if (revisions == NULL || !limit->given || options->accept)
        return 0;
    for (size_t i = 0; i < revisions->n; i++) {
        const uc_revision *r = &revisions->item[i];

        if (r->moved <= limit->share || ++n > MAX_SAID)
            continue;
        uc_log_line(UC_LOG_ERROR, "moved", "%s: %s was %.10g and is %.10g (%s)",
                    r->figure, r->what, r->before, r->now, r->cause);
    }
    if (n > 0)
        uc_log_line(UC_LOG_ERROR, "stopped",
                    "%zu figure%s moved more than %.6g %%: nothing was published, the "
                    "old files stay; --accept publishes all the same",
                    n, n == 1 ? "" : "s", 100.0 * limit->share);
    return n;
}

int uc_run_stops(const uc_run_results *results, const uc_common_options *options)
{
    bool ok = true;
    json_t *all = uc_run_warnings_json(results, &ok);
    const json_t *one;
    size_t i, n = 0;

    json_array_foreach(all, i,
                       one) if (is_error(text_of(one, "code"), results->run, options))
    {
        say(one);
        n++;
    }
    json_decref(all);
    if (!ok) {
        uc_log_line(UC_LOG_ERROR, "error", "no memory for the warnings");
        return UC_EXIT_SOFTWARE;
    }
    if (say_moved(results, options) > 0)
        return UC_EXIT_STOPPED;
    if (n == 0)
        return UC_EXIT_OK;
    uc_log_line(
        UC_LOG_ERROR, "stopped",
        "%zu warning%s made an error: nothing was published, the old files stay", n,
        n == 1 ? " is" : "s are");
    return UC_EXIT_STOPPED;
}

int uc_run_stops_published(const uc_published_set *set, const uc_run_file *run,
                           const uc_common_options *options)
{
    size_t n = 0;

    for (size_t i = 0; i < set->n_warnings; i++)
        n += is_error(set->warning[i], run, options);
    if (n == 0)
        return UC_EXIT_OK;
    uc_log_line(UC_LOG_ERROR, "stopped",
                "%zu warning%s made an error, in the files that are published", n,
                n == 1 ? " is" : "s are");
    return UC_EXIT_STOPPED;
}
