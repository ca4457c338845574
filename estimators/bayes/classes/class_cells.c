/* class_cells.c - probabilities of the histories, and their gradient */
#include <math.h>
#include <string.h>

#include "estimators/bayes/classes/internal/class_state.h"
#include "estimators/core/elementary.h"
#include "estimators/core/vector.h"

/* Below this a history counts as impossible. */
#define LEAST 1e-300

UC_INLINE double sum_of(uc_v4 x)
{
    return (x[0] + x[1]) + (x[2] + x[3]);
}

UC_INLINE uc_v4 size_of(uc_v4 x)
{
    const uc_i4 all_but_sign = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};

    return (uc_v4)((uc_i4)x & all_but_sign);
}

/* From log odds to probabilities and odds, without overflow. */
UC_CLONES static void set_probabilities(size_t n, const double at[], uc_class_state *s)
{
    for (size_t i = 0; i < n; i += 4)
        uc_v4_store(s->tail + i, -size_of(uc_v4_load(at + i)));
    uc_exp_array(n, s->tail, s->tail);
    for (size_t i = 0; i < n; i += 4) {
        const uc_i4 above = uc_v4_load(at + i) > uc_v4_all(0.0);
        const uc_v4 tail = uc_v4_load(s->tail + i);
        const uc_v4 large = 1.0 / (1.0 + tail), small = tail * large;
        const uc_v4 yes = uc_v4_select(above, large, small);
        const uc_v4 no = uc_v4_select(above, small, large);

        uc_v4_store(s->yes + i, yes);
        uc_v4_store(s->no + i, no);
        uc_v4_store(s->odds + i, yes / no);
    }
}

static void set_shares(const uc_classes *m, uc_class_state *s)
{
    double rest = 1.0;

    for (size_t k = 0; k + 1 < m->n_classes; k++) {
        s->share[k] = rest * s->yes[k];
        rest *= s->no[k];
    }
    s->share[m->n_classes - 1] = rest;
}

/* Each history from the one with a list less. */
UC_CLONES static void set_cells(const uc_classes *m, uc_class_state *s)
{
    const size_t p = m->stride;
    uc_v4 sum = uc_v4_all(0.0);

    for (size_t k = 0; k < p; k += 4) {
        uc_v4 none = uc_v4_load(s->share + k);

        for (size_t j = 1; j <= m->n_lists; j++)
            none *= uc_v4_load(s->no + j * p + k);
        uc_v4_store(s->cell + k, none);
        sum += none;
    }
    s->total[0] = sum_of(sum);
    for (size_t r = 1; r < m->n_rows; r++) {
        const double *from = s->cell + m->row[r].parent * p;
        const double *odds = s->odds + (1 + m->row[r].list) * p;

        sum = uc_v4_all(0.0);
        for (size_t k = 0; k < p; k += 4) {
            const uc_v4 cell = uc_v4_load(from + k) * uc_v4_load(odds + k);

            uc_v4_store(s->cell + r * p + k, cell);
            sum += cell;
        }
        s->total[r] = sum_of(sum);
    }
}

bool uc_class_cells(const uc_classes *m, uc_class_state *s, const double at[])
{
    set_probabilities(uc_class_n(m), at, s);
    set_shares(m, s);
    set_cells(m, s);
    s->miss = s->total[0];
    if (!(s->miss < 1.0 - UC_CLASS_EDGE))
        return false;
    for (size_t r = 1; r < m->n_rows; r++)
        if (m->row[r].count > 0.0 && !(s->total[r] > LEAST))
            return false;
    return true;
}

/* Expected persons of each history in each class given the counts, those on no list
 * included, and of all histories that come from it: the first row ends as those of a
 * class, `gradient` as those of a class on a list. */
UC_CLONES static void set_expected(const uc_classes *m, uc_class_state *s)
{
    const size_t p = m->stride;

    memset(s->gradient, 0, uc_class_n(m) * sizeof *s->gradient);
    for (size_t r = 0; r < m->n_rows; r++) {
        const double count = r == 0 ? m->n_people : m->row[r].count;
        const double whole = r == 0 ? 1.0 - s->miss : s->total[r];
        const double times = count > 0.0 ? count / whole : 0.0;

        for (size_t k = 0; k < p; k += 4)
            uc_v4_store(s->expected + r * p + k,
                        times * uc_v4_load(s->cell + r * p + k));
    }
    for (size_t r = m->n_rows - 1; r > 0; r--) {
        double *to = s->expected + m->row[r].parent * p;
        double *on_list = s->gradient + (1 + m->row[r].list) * p;

        for (size_t k = 0; k < p; k += 4) {
            const uc_v4 x = uc_v4_load(s->expected + r * p + k);

            uc_v4_store(to + k, uc_v4_load(to + k) + x);
            uc_v4_store(on_list + k, uc_v4_load(on_list + k) + x);
        }
    }
}

void uc_class_gradient(const uc_classes *m, uc_class_state *s)
{
    const size_t p = m->stride, last = m->n_classes - 1;
    double later;

    set_expected(m, s);
    for (size_t j = 1; j <= m->n_lists; j++)
        for (size_t k = 0; k < m->n_classes; k++) {
            const double yes = s->yes[j * p + k];

            s->gradient[j * p + k] += 1.0 - yes * (s->expected[k] + 2.0);
        }
    later = s->expected[last];
    for (size_t k = last; k-- > 0;) {
        s->gradient[k] =
            (s->expected[k] + 1.0) * s->no[k] - s->yes[k] * (later + s->alpha);
        later += s->expected[k];
    }
}

double uc_class_log_density(const uc_classes *m, const uc_class_state *s,
                            const double at[])
{
    const size_t p = m->stride;
    double sum = -m->n_people * uc_log(1.0 - s->miss);

    for (size_t r = 1; r < m->n_rows; r++)
        if (m->row[r].count > 0.0)
            sum += m->row[r].count * uc_log(s->total[r]);
    for (size_t k = 0; k + 1 < m->n_classes; k++) { /* V_k (1 - V_k)^alpha */
        const double near = uc_log(1.0 + s->tail[k]), far = near + fabs(at[k]);

        sum -= at[k] > 0.0 ? near + s->alpha * far : far + s->alpha * near;
    }
    for (size_t j = 1; j <= m->n_lists; j++)
        for (size_t k = 0; k < m->n_classes; k++)
            sum -= fabs(at[j * p + k]) + 2.0 * uc_log(1.0 + s->tail[j * p + k]);
    return sum;
}
