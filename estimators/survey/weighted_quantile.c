/* weighted_quantile.c - the twelve definitions of a weighted quantile */
#include <math.h>

#include "estimators/survey/target.h"

const char *uc_quantile_rule_name(uc_quantile_rule rule)
{
    static const char *const names[UC_N_QUANTILE_RULES] = {
        "math", "school", "shahvaish", "hf1", "hf2", "hf3",
        "hf4",  "hf5",    "hf6",       "hf7", "hf8", "hf9"};

    return (size_t)rule < UC_N_QUANTILE_RULES ? names[rule] : NULL;
}

/* Sums of weights nearer than this, relative to their total, are the same number: the
 * definitions turn on equality, which rounding must not decide. */
#define SAME 1e-12

/* The rows with a weight, ascending in y, and what the rules need to know of them. */
typedef struct sample {
    const double *y, *weight;
    const uint32_t *rows;
    size_t n_rows;
    size_t n; /* rows with a weight */
    double sum, last, before_last;
    double first_y, last_y;
} sample;

static sample describe(const double y[], const uint32_t rows[], size_t n_rows,
                       const double weight[])
{
    sample s = {.y = y, .weight = weight, .rows = rows, .n_rows = n_rows};
    size_t i;

    for (i = 0; i < n_rows; i++) {
        const uint32_t row = rows != NULL ? rows[i] : (uint32_t)i;

        if (!(weight[row] < 0 || weight[row] > 0))
            continue;
        if (s.n++ == 0)
            s.first_y = y[row];
        s.before_last = s.sum;
        s.sum += weight[row];
        s.last = weight[row];
        s.last_y = y[row];
    }
    return s;
}

static bool weighted_row(const sample *s, size_t i, double *y, double *w)
{
    const uint32_t row = s->rows != NULL ? s->rows[i] : (uint32_t)i;

    *y = s->y[row];
    *w = s->weight[row];
    return *w < 0 || *w > 0;
}

/* Where p falls among the cumulated weights. */
typedef struct place {
    double low, up; /* values at and after the last cumulated weight <= p sum */
    double above;   /* p less the share cumulated at `low` */
    double below;   /* the share cumulated at `up` less p */
    size_t rank;    /* of `low`, from 1 */
} place;

/* `merged` counts equal values once. */
static place find(const sample *s, double p, bool merged)
{
    place at = {.low = s->first_y, .up = s->first_y, .rank = 1};
    double cumulated = 0, low_sum = 0, up_sum = 0, y, w;
    bool past = false;
    size_t i, k = 0;

    for (i = 0; i < s->n_rows; i++) {
        if (!weighted_row(s, i, &y, &w))
            continue;
        cumulated += w;
        if (merged) {
            double next_y, next_w;

            while (i + 1 < s->n_rows) {
                const bool has_weight = weighted_row(s, i + 1, &next_y, &next_w);

                if (next_y > y)
                    break;
                cumulated += has_weight ? next_w : 0;
                i++;
            }
        }
        k++;
        if (k == 1 || cumulated <= (p + SAME) * s->sum) {
            at.low = y;
            at.rank = k;
            low_sum = cumulated;
            past = false;
        } else if (!past) {
            at.up = y;
            up_sum = cumulated;
            past = true;
        }
    }
    if (!past) {
        at.up = at.low;
        up_sum = low_sum;
    }
    at.above = p - low_sum / s->sum;
    at.below = up_sum / s->sum - p;
    return at;
}

static bool on_step(const place *at)
{
    return fabs(at->above) <= SAME;
}

/* Plotting position of a row: weight w, cumulated to `to` with it, n rows. */
static double position(const sample *s, uc_quantile_rule rule, double w, double to,
                       double rank_sum)
{
    const double from = to - w;

    switch (rule) {
    case UC_QUANTILE_HF5:
        return (to - w / 2) / s->sum;
    case UC_QUANTILE_HF6:
        return to / (s->sum + s->last);
    case UC_QUANTILE_HF7:
        return from / s->before_last;
    case UC_QUANTILE_HF8:
        return (from / 3 + to * 2 / 3) / (s->sum + s->last / 3);
    case UC_QUANTILE_HF9:
        return (from * 3 / 8 + to * 5 / 8) / (s->sum + s->last / 4);
    default: /* Shah & Vaish */
        return (rank_sum + 0.5 - w * (double)s->n / s->sum / 2) / ((double)s->n + 1);
    }
}

/* Reads off the line through the plotting positions, or the step below p. */
static double interpolate(const sample *s, uc_quantile_rule rule, double p)
{
    const double mean = s->sum / (double)s->n;
    const bool step = rule == UC_QUANTILE_SHAHVAISH;
    double cumulated = 0, rank_sum = 0, last_at = NAN, last_y = NAN, y, w, at;
    size_t i;

    if (s->n == 1)
        return s->first_y;
    for (i = 0; i < s->n_rows; i++) {
        if (!weighted_row(s, i, &y, &w))
            continue;
        cumulated += w;
        rank_sum += w / mean;
        at = position(s, rule, w, cumulated, rank_sum);
        if (at >= p - SAME) {
            if (isnan(last_at) || at <= p + SAME)
                return y;
            return step ? last_y
                        : last_y + (y - last_y) * ((p - last_at) / (at - last_at));
        }
        last_at = at;
        last_y = y;
    }
    return s->last_y;
}

double uc_weighted_quantile(const double y[], const uint32_t rows[], size_t n_rows,
                            const double weight[], double p, uc_quantile_rule rule)
{
    const sample s = describe(y, rows, n_rows, weight);
    place at;

    if (s.n == 0 || isnan(p))
        return NAN;
    if (rule == UC_QUANTILE_SHAHVAISH || rule >= UC_QUANTILE_HF5)
        return interpolate(&s, rule, p);
    at = find(&s, p, rule == UC_QUANTILE_HF3);
    switch (rule) {
    case UC_QUANTILE_SCHOOL:
    case UC_QUANTILE_HF2:
        return on_step(&at) ? (at.low + at.up) / 2 : at.up;
    case UC_QUANTILE_HF3:
        return on_step(&at) && at.rank % 2 == 0 ? at.low : at.up;
    case UC_QUANTILE_HF4: {
        const double gamma = at.above / (at.below + at.above);

        return at.low * (1 - gamma) + at.up * gamma;
    }
    default:
        return on_step(&at) ? at.low : at.up;
    }
}
