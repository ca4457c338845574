/* bounds.c - closed forms */
#include "estimators/classic/bounds.h"

#include <math.h>

#include "estimators/core/elementary.h"

static const uc_closed_form no_answer = {NAN, NAN};

void uc_capture_frequencies(const uc_dense *table, double f[])
{
    for (unsigned k = 0; k <= table->n_lists; k++)
        f[k] = 0.0;
    for (uint32_t w = 1; w < table->n_cells; w++)
        f[uc_term_order(w)] += table->count[w];
}

uc_closed_form uc_chao_bound(const uc_dense *table, bool corrected)
{
    const double t = table->n_lists, a = (t - 1.0) / t;
    double f[UC_MODEL_MAX_LISTS + 1], f1, f2, ratio, hidden, more;

    uc_capture_frequencies(table, f);
    f1 = f[1];
    f2 = f[2];
    if (corrected) {
        hidden = a * f1 * (f1 - 1.0) / (2.0 * (f2 + 1.0));
        more = a * a * f1 * (f1 - 1.0) *
               (f1 * f1 + 4.0 * f1 * f2 + 3.0 * f1 - 6.0 * f2 - 6.0) /
               (4.0 * (f2 + 1.0) * (f2 + 1.0) * (f2 + 2.0));
        return (uc_closed_form){fmax(0.0, hidden), sqrt(fmax(0.0, hidden + more))};
    }
    if (!(f2 > 0.0))
        return no_answer;
    ratio = f1 / f2;
    return (uc_closed_form){
        0.5 * a * f1 * ratio,
        sqrt(f2 * (0.5 * a * ratio * ratio + a * a * ratio * ratio * ratio +
                   0.25 * a * a * ratio * ratio * ratio * ratio))};
}

uc_closed_form uc_zelterman(const uc_dense *table)
{
    const double n = table->n_people;
    double f[UC_MODEL_MAX_LISTS + 1], rate, seen, g;

    uc_capture_frequencies(table, f);
    if (!(f[1] > 0.0) || !(f[2] > 0.0))
        return no_answer;
    rate = 2.0 * f[2] / f[1];
    seen = 1.0 - uc_exp(-rate);
    g = (1.0 - seen) / (seen * seen);
    return (uc_closed_form){
        n * (1.0 - seen) / seen,
        sqrt(n * g * (1.0 + n * g * rate * rate * (1.0 / f[1] + 1.0 / f[2])))};
}

uc_closed_form uc_no_highest_order(const uc_dense *table)
{
    double log_hidden = 0.0, variance = 0.0, hidden;

    for (uint32_t w = 1; w < table->n_cells; w++) {
        const double n = table->count[w];

        if (!(n > 0.0))
            return no_answer;
        log_hidden += uc_term_order(w) % 2 == 1 ? uc_log(n) : -uc_log(n);
        variance += 1.0 / n;
    }
    hidden = uc_exp(log_hidden);
    return (uc_closed_form){hidden, sqrt(hidden + hidden * hidden * variance)};
}
