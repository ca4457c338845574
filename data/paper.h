/** @file paper.h
 * Numbers that a paper prints of estimates from shipped tables, so that they can be
 * computed again.
 *
 * Columns: table (of the paper); dataset (data:NAME); method; max_order (0: every
 * order); top ("all", or the number of models that replicates choose from); statistic
 * (estimate, low, high, rank); level (of low and high the confidence level, of rank the
 * number of models); published (blank: a result the paper has no number for); rounding
 * (unit of the last digit printed); note. Optional columns: settings (of the estimate,
 * "p-threshold=0.02;interval=profile"); within (a list: the estimate is of its people,
 * from the other lists); truth (a method: figures over tables drawn from the model it
 * chooses); explanation (of a difference that is neither rounding nor simulation);
 * error (simulation standard error of the published number; without it the number is
 * taken to have one like ours).
 */
#ifndef UC_PAPER_H
#define UC_PAPER_H

#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/pool.h"
#include "data/base/source.h"
#include "data/base/status.h"
#include "data/csv_reader.h"
#include "data/row_reader.h"

typedef enum uc_paper_statistic {
    UC_PAPER_ESTIMATE,
    UC_PAPER_LOW,
    UC_PAPER_HIGH,
    UC_PAPER_RANK, /* replicates whose best model is among the best `level` on the data
                    */
    UC_PAPER_LOG_RATIO, /* mean log(estimate / known) over the rows within a list that
                           share `level` people or more */
    UC_PAPER_COVERED,   /* share of these whose interval holds the known number */
    UC_PAPER_RMSE,      /* over simulated tables: persons */
    UC_PAPER_LOG_RMSE,
    UC_PAPER_COVERAGE, /* of the interval of that level */
    UC_PAPER_N_STATISTICS
} uc_paper_statistic;

/** The statistic as the file writes it: "low". */
const char *uc_paper_statistic_name(uc_paper_statistic statistic);

typedef struct uc_paper_row {
    /* Never NULL; borrowed from the paper. */
    const char *table, *dataset, *method, *order_text, *top_text, *statistic_text,
        *level_text, *note, *settings, *within, *truth, *explanation;
    unsigned max_order; /* 0: every order */
    size_t top;         /* SIZE_MAX: all models */
    uc_paper_statistic statistic;
    double level;     /* confidence level, or number of models or people; NAN for others
                       */
    double published; /* NAN: the paper prints none */
    double rounding;  /* unit of the last digit printed; NAN where none is */
    double error;     /* simulation standard error; NAN where it is not known */
    size_t file, line;
} uc_paper_row;

/** Rows in the order of the file. Zeroed: empty. */
typedef struct uc_paper {
    uc_paper_row *row; /* owned */
    size_t n_rows, capacity;
    uc_row_file *file; /* owned */
    size_t n_files;
    uc_pool *pool; /* of all texts; owned */
} uc_paper;

/** Reads the numbers of a paper.
 * @param paper  Zeroed; unchanged when faults were added.
 * @param path   A path or "data:NAME".
 * @return UC_OK also when faults were added; UC_EINVAL; UC_ENOMEM. */
uc_status uc_paper_read(uc_paper *paper, const char *path, uc_faults *faults,
                        uc_error *err) UC_MUST_CHECK;

/** As uc_paper_read(), from an open source (borrowed). */
uc_status uc_paper_read_source(uc_paper *paper, uc_source *source, uc_faults *faults,
                               uc_error *err) UC_MUST_CHECK;

/** Releases everything; a zeroed paper is allowed. */
void uc_paper_clear(uc_paper *paper);

#endif
