/** @file recruitment.h
 * Pictures of a recruitment: the forest, and how an estimate settled as people came.
 */
#ifndef UC_FIGURE_RECRUITMENT_H
#define UC_FIGURE_RECRUITMENT_H

#include <stdint.h>

#include "reports/figures/draw/plot.h"

/** An estimate after each person. Texts are borrowed. */
typedef struct uc_settling_line {
    const char *label;
    const double *value; /* n estimates; NAN: none yet */
    size_t n;
} uc_settling_line;

typedef struct uc_settling {
    const char *name, *title; /* English; said in the look's language */
    const char *label;        /* what is estimated, or NULL */
    const uc_settling_line *line;
    size_t n_lines;
    double final; /* the estimate from everybody; NAN: none */
} uc_settling;

/** Draws each line against the number of persons (convergence: a line per category;
 * bottleneck: a line per seed). @return UC_OK; UC_ENOMEM. */
uc_status uc_settling_figure(const uc_settling *settling, const uc_look *look,
                             uc_plot *plot, uc_error *err) UC_MUST_CHECK;

/** A recruitment forest. Borrowed. No name of a person is drawn or written. */
typedef struct uc_forest_picture {
    const char *name, *label;
    size_t n;
    const uint32_t *recruiter; /* n; UINT32_MAX for a seed */
    const uint32_t *by_wave; /* n: everybody, seeds first, recruits after recruiters */
    const uint32_t *wave;
    const uint32_t *group; /* UINT32_MAX: no answer */
    const char *const *group_name;
    size_t n_groups;
} uc_forest_picture;

/** Draws the trees side by side, a wave a row. @return UC_OK; UC_ENOMEM. */
uc_status uc_recruitment_figure(const uc_forest_picture *forest, const uc_look *look,
                                uc_plot *plot, uc_error *err) UC_MUST_CHECK;

#endif
