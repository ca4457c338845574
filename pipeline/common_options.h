/** @file common_options.h
 * Options that several commands share: format, output, threads, limits.
 */
#ifndef UC_COMMON_OPTIONS_H
#define UC_COMMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "pipeline/options.h"
#include "pipeline/warning_codes.h"
#include "reports/table.h"

/** Stores that can be merged. */
#define UC_MAX_PARTS 4096

typedef enum uc_format {
    UC_FORMAT_TEXT,
    UC_FORMAT_JSON,
    UC_FORMAT_CSV,
    UC_FORMAT_MARKDOWN
} uc_format;

/** A list of names given as A,B,C. */
typedef struct uc_names {
    char **name; /* owned */
    size_t n;
} uc_names;

/** First member of the options of a command that uses the readers below. */
typedef struct uc_common_options {
    uc_format format;
    const char *output; /* borrowed from argv; NULL: standard output */
    size_t threads;     /* 0: as many as the machine has */
    size_t max_errors;  /* 0: the default */
    bool quiet, strict, allow_outside;
    bool excel;             /* CSV begins with a byte order mark */
    bool quote_values;      /* messages may quote cells of case files */
    const char *store;      /* replicate store, or NULL; borrowed from argv */
    size_t shard, n_shards; /* this part of the work, from 0; 0 shards: all of it */
    const char *part[UC_MAX_PARTS]; /* stores to take every replicate from */
    size_t n_parts;
    bool explain, force, dry_run, resume, accept; /* of run: see its help */
    const char *fail_on[UC_MAX_WARNING_CODES];    /* warnings that stop publication */
    size_t n_fail_on;
} uc_common_options;

/** Readers; the target is a uc_common_options or a struct that begins with one. */
uc_option_reader uc_read_format, uc_read_output, uc_read_threads, uc_read_max_errors,
    uc_read_quiet, uc_read_strict, uc_read_allow_outside, uc_read_quote_values,
    uc_read_store, uc_read_shard, uc_read_part, uc_read_explain, uc_read_force,
    uc_read_dry_run, uc_read_resume, uc_read_accept, uc_read_fail_on,
    uc_read_log_format, uc_read_excel;

#define UC_OPTION_FORMAT                                                               \
    {                                                                                  \
        .name = "format", .short_name = 'f', .value = "FORMAT",                        \
        .help = "text, json, csv or markdown (default text)", .neutral = true,         \
        .read = uc_read_format                                                         \
    }
#define UC_OPTION_EXCEL                                                                \
    {                                                                                  \
        .name = "excel",                                                               \
        .help = "with --format csv: begin with the mark by which Excel knows UTF-8",   \
        .neutral = true, .read = uc_read_excel                                         \
    }
#define UC_OPTION_OUTPUT                                                               \
    {                                                                                  \
        .name = "output", .short_name = 'o', .value = "FILE",                          \
        .help = "write to FILE, whole or not at all, instead of standard output",      \
        .neutral = true, .read = uc_read_output                                        \
    }
#define UC_OPTION_THREADS                                                              \
    {                                                                                  \
        .name = "threads", .short_name = 'j', .value = "N",                            \
        .help = "threads to use (default: all processors); results do not depend on "  \
                "it",                                                                  \
        .neutral = true, .read = uc_read_threads                                       \
    }
#define UC_OPTION_MAX_ERRORS                                                           \
    {                                                                                  \
        .name = "max-errors", .value = "N",                                            \
        .help = "faults to show at most (default 20)", .neutral = true,                \
        .read = uc_read_max_errors                                                     \
    }
#define UC_OPTION_STRICT                                                               \
    {                                                                                  \
        .name = "strict",                                                              \
        .help = "exit with 3 when a stratum has no estimate; everything is still "     \
                "written",                                                             \
        .neutral = true, .read = uc_read_strict                                        \
    }
#define UC_OPTION_QUIET                                                                \
    {                                                                                  \
        .name = "quiet", .short_name = 'q',                                            \
        .help = "print nothing on standard output, and no notes", .neutral = true,     \
        .read = uc_read_quiet                                                          \
    }

#define UC_OPTION_QUOTE_VALUES                                                         \
    {                                                                                  \
        .name = "quote-values",                                                        \
        .help = "messages may quote cells of case and list files, names of persons "   \
                "among them",                                                          \
        .neutral = true, .read = uc_read_quote_values                                  \
    }

#define UC_OPTION_STORE                                                                \
    {                                                                                  \
        .name = "store", .value = "FILE",                                              \
        .help = "keep every replicate in FILE and take from it what is there "         \
                "already: a run that was stopped goes on",                             \
        .neutral = true, .read = uc_read_store                                         \
    }
#define UC_OPTION_SHARD                                                                \
    {                                                                                  \
        .name = "shard", .value = "I/N",                                               \
        .help = "do only part I of N of the replicates and keep them in the store; "   \
                "'undercount merge' makes the report",                                 \
        .neutral = true, .read = uc_read_shard                                         \
    }
#define UC_OPTION_PART                                                                 \
    {                                                                                  \
        .name = "part", .value = "FILE",                                               \
        .help = "take every replicate from this store, computing none (what merge "    \
                "does)",                                                               \
        .repeatable = true, .neutral = true, .read = uc_read_part                      \
    }

#define UC_OPTION_EXPLAIN                                                              \
    {                                                                                  \
        .name = "explain", .help = "say why each part was made anew", .neutral = true, \
        .read = uc_read_explain                                                        \
    }
#define UC_OPTION_FORCE                                                                \
    {                                                                                  \
        .name = "force", .help = "make every part anew, changed or not",               \
        .neutral = true, .read = uc_read_force                                         \
    }
#define UC_OPTION_DRY_RUN                                                              \
    {                                                                                  \
        .name = "dry-run", .short_name = 'n',                                          \
        .help = "check everything and say what would be made, but make nothing",       \
        .neutral = true, .read = uc_read_dry_run                                       \
    }
#define UC_OPTION_RESUME                                                               \
    {                                                                                  \
        .name = "resume",                                                              \
        .help = "go on from the replicates of a run that did not end",                 \
        .neutral = true, .read = uc_read_resume                                        \
    }
#define UC_OPTION_ACCEPT                                                               \
    {                                                                                  \
        .name = "accept",                                                              \
        .help = "publish although figures moved more than 'fail above' allows",        \
        .neutral = true, .read = uc_read_accept                                        \
    }
#define UC_OPTION_FAIL_ON                                                              \
    {                                                                                  \
        .name = "fail-on", .value = "CODE",                                            \
        .help = "treat this warning as an error: exit with 4, and keep the old files", \
        .repeatable = true, .neutral = true, .read = uc_read_fail_on                   \
    }
#define UC_OPTION_LOG_FORMAT                                                           \
    {                                                                                  \
        .name = "log-format", .value = "FORMAT",                                       \
        .help = "human, json (one object a line) or journal (with the priorities of "  \
                "systemd); human unless the journal reads standard error",             \
        .neutral = true, .read = uc_read_log_format                                    \
    }

/** Checks --store, --shard and --part against each other and against the settings. */
uc_status uc_check_replicate_options(const uc_common_options *options,
                                     bool has_bootstrap, bool is_auto,
                                     uc_error *err) UC_MUST_CHECK;

/** Splits a comma-separated list without repeats.
 * @return UC_OK; UC_EUSAGE an empty or a repeated name; UC_ENOMEM. */
uc_status uc_names_read(uc_names *names, const char *text, uc_error *err) UC_MUST_CHECK;
void uc_names_clear(uc_names *names);

/** Reads a whole number from `min` to `max`. */
uc_status uc_read_number(const char *text, size_t min, size_t max, size_t *value,
                         uc_error *err) UC_MUST_CHECK;

/** Renders one table in a format. */
uc_status uc_render_table(const uc_table *table, uc_format format, uc_sink *out,
                          uc_error *err) UC_MUST_CHECK;

/** Begins a report: writes the byte order mark where --excel asks for it. */
void uc_begin_report(const uc_common_options *options, uc_sink *out);

/** Delivers a rendered sink to `output` (NULL: standard output); clears the sink. */
uc_status uc_deliver(const char *output, uc_sink *sink, uc_error *err) UC_MUST_CHECK;

#endif
