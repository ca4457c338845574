/** @file run_file.h
 * The run file: one YAML file describes one report.
 *
 * Plain structs; every text keeps the line and column it came from, so that later
 * faults (an unknown area, a list that a file does not have) point into the run file
 * too.
 */
#ifndef UC_RUN_FILE_H
#define UC_RUN_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/faults.h"
#include "data/base/status.h"
#include "estimators/mse/settings.h"
#include "estimators/registry.h"
#include "reports/language.h"
#include "reports/writers/writer.h"
#include "pipeline/cases/case_source.h"

/** A text of the run file and where it stands. `text` NULL: not given. */
typedef struct uc_run_text {
    char *text; /* owned */
    size_t line, column;
} uc_run_text;

typedef struct uc_run_list {
    uc_run_text *item;
    size_t n;
} uc_run_list;

/** Who counts as identified. */
typedef enum uc_run_identified_kind {
    UC_RUN_IDENTIFIED_UNSET,    /* compare: as the capture says */
    UC_RUN_IDENTIFIED_ANY_LIST, /* everybody on any list of the capture table */
    UC_RUN_IDENTIFIED_LIST,     /* everybody on one list of it */
    UC_RUN_IDENTIFIED_STAGE,    /* those whom a rule over stages of the cases names */
    UC_RUN_IDENTIFIED_COUNTS    /* rows of the identified inputs */
} uc_run_identified_kind;

typedef struct uc_run_identified {
    uc_run_identified_kind kind;
    uc_run_text list;                /* UC_RUN_IDENTIFIED_LIST */
    uc_run_text rule;                /* UC_RUN_IDENTIFIED_STAGE */
    uc_run_text area, period, stage; /* UC_RUN_IDENTIFIED_COUNTS */
} uc_run_identified;

typedef struct uc_run_capture {
    uc_run_text name;
    uc_run_text file; /* as written; resolved by uc_run_path() */
    uc_run_text area, period;
    uc_run_text count, batch;
    uc_run_text definition; /* what the table counts, for the gap table */
    uc_run_text source, note;
    uc_run_list lists, by;
    uc_run_identified identified;
    uc_run_text profile;
    uc_case_source source_files; /* cases or list files, instead of `file` */
} uc_run_capture;

typedef struct uc_run_estimate {
    size_t capture;           /* index into captures */
    const uc_method **method; /* owned array of registry rows */
    size_t n_methods;
    uc_mse_settings settings; /* resolved: the file's seed and this entry's keys */
    bool total;               /* add the sum over strata */
    size_t line, column;
} uc_run_estimate;

/** Which section of the run file an estimate that is compared comes from. */
typedef enum uc_run_survey_kind {
    UC_RUN_OF_CAPTURE, /* or published elsewhere */
    UC_RUN_OF_SURVEY,
    UC_RUN_OF_SCALEUP,
    UC_RUN_OF_RDS
} uc_run_survey_kind;

/** One comparison: an estimate against an identified number. */
typedef struct uc_run_compare {
    bool published; /* else: of a capture */
    uc_run_survey_kind survey_kind;
    uc_run_text of_survey;  /* published by this run: name of the entry, else NULL */
    uc_run_text of;         /* what of it: a group, VARIABLE=CATEGORY, a column */
    uc_run_text method;     /* of a respondent-driven sample; NULL: its first */
    size_t capture;         /* index into captures */
    uc_run_text definition; /* published: NULL for every definition */
    uc_run_list area;       /* published: empty for every area */
    uc_run_text period;     /* published: of the estimate; NULL for every period */
    uc_run_text source;     /* published: only rows whose source has this text */
    uc_run_identified identified;
    uc_run_list
        by; /* of a capture: strata equal in these are summed; empty: none are */
    uc_run_text note; /* footnote: the declared mismatch */
    size_t line, column;
} uc_run_compare;

/** One survey file and what is wanted of it: a survey, a network scale-up or a
 * respondent-driven sample. */
typedef struct uc_run_survey {
    uc_run_text name;
    uc_run_text file;            /* as written; resolved by uc_run_path() */
    uc_run_text area, period;    /* what its estimates are about, to compare them */
    struct uc_survey_plan *plan; /* or the plan that begins with it; owned */
    char **written;              /* keys and values in turn, as written; owned */
    size_t n_written;            /* texts */
} uc_run_survey;

/** Totals of regions. */
typedef struct uc_run_regions {
    uc_run_list grouping; /* columns of the areas file; empty: none */
    bool impute_rate;     /* a missing member gets the others' mean rate */
} uc_run_regions;

/** Several estimates of one quantity. */
typedef struct uc_run_synthesis {
    uc_run_text area, period, definition; /* NULL: any */
    bool disjoint; /* they share neither data nor people, so they may be pooled */
} uc_run_synthesis;

/** The author's own words for the reporting checklist; NULL: an open item. */
typedef struct uc_run_checklist {
    uc_run_text funding, access, inclusion, biases, interpretation, limitations;
} uc_run_checklist;

#define UC_MAX_WRITERS 16

/** How the report looks and what is written of it besides CSV, Markdown and JSON. */
typedef struct uc_run_publication {
    const uc_writer *writer[UC_MAX_WRITERS];
    size_t n_writers;
    bool svg, png, pdf, docx;    /* figures as files; a text for word processors */
    bool linear;                 /* the gap on a linear axis */
    bool excel;                  /* CSV with a byte order mark */
    const uc_language *language; /* NULL: English */
    uc_run_text organisation, logo, footer;
    uc_run_list authors, colours;
} uc_run_publication;

/** Where finished parts are kept for the next run. */
typedef struct uc_run_cache {
    bool off;         /* cache: false */
    uc_run_text file; /* text NULL: beside the output folder */
} uc_run_cache;

typedef struct uc_run_percent {
    bool given;
    double share; /* a proportion: 0.3 for 30 % */
} uc_run_percent;

/** When a report is not published, and which figures are called revised. */
typedef struct uc_run_thresholds {
    uc_run_percent revised_above; /* figures that moved more are listed */
    uc_run_percent fail_above;    /* a figure that moved more stops publication */
    uc_run_list fail_on;          /* warnings that stop publication */
    size_t line, column;
} uc_run_thresholds;

typedef struct uc_run_file {
    char *path;   /* as the user named it */
    char *folder; /* of the run file, "." or with a trailing part; owned */
    char sha256[65];
    uc_run_text title, output, areas;
    uint64_t seed;
    uc_run_list identified, published, draws, population;
    uc_run_capture *capture;
    size_t n_captures;
    uc_run_estimate *estimate;
    size_t n_estimates;
    uc_run_compare *compare;
    size_t n_compares;
    uc_run_survey *survey;
    size_t n_surveys;
    uc_run_survey *scaleup; /* plans: uc_scaleup_plan */
    size_t n_scaleups;
    uc_run_survey *rds; /* plans: uc_rds_plan */
    size_t n_rds;
    uc_run_list cascade; /* stages after the estimate, in order */
    uc_run_regions regions;
    uc_run_synthesis *synthesis;
    size_t n_syntheses;
    bool trend, indicator, has_checklist;
    uc_run_checklist checklist;
    size_t suppress_below;                      /* publish: 0: nothing is suppressed */
    bool write_csv, write_markdown, write_json; /* publish: formats */
    uc_run_publication publish;
    uc_run_text history; /* database of past reports */
    uc_run_cache cache;
    uc_run_thresholds thresholds;
} uc_run_file;

/** Reads and checks a run file; nothing it names is opened.
 *
 * @param allow_outside  Paths may leave the run file's folder.
 * @param faults         Every breach of the grammar, with line and column.
 * @param run            Set on UC_OK; uc_run_file_clear() it. With faults it holds what
 *                       could be read and must not be run.
 * @return UC_OK also when faults were added; UC_ENOINPUT; UC_EIO; UC_ENOMEM. */
uc_status uc_run_file_read(const char *path, bool allow_outside, uc_faults *faults,
                           uc_run_file *run, uc_error *err) UC_MUST_CHECK;

/** As uc_run_file_read(), from memory. */
uc_status uc_run_file_parse(const char *text, size_t len, const char *path,
                            bool allow_outside, uc_faults *faults, uc_run_file *run,
                            uc_error *err) UC_MUST_CHECK;

void uc_run_file_clear(uc_run_file *run);

/** True when something is written that has figures. */
bool uc_run_has_figures(const uc_run_file *run);

/** Returns the path of an input as this process opens it: "data:NAME" as it is, others
 * relative to the run file's folder. free() it; NULL when memory is short. */
char *uc_run_path(const uc_run_file *run, const char *written) UC_MUST_CHECK;

#endif
