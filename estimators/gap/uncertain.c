/* uncertain.c - sums and changes of estimates */
#include "estimators/gap/uncertain.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/core/quantile.h"
#include "estimators/mse/bootstrap.h"

#define NO_INTERVAL   "no_interval_of_a_part"
#define NO_EARLIER    "no_earlier_estimate"
#define MIN_DRAWS     40 /* fewer finite ones say nothing about limits */
#define DEFAULT_LEVEL 0.95

static bool has_limits(const uc_uncertain *u)
{
    return u->figure.no_value == NULL && u->figure.no_low == NULL &&
           u->figure.no_high == NULL;
}

double uc_uncertain_log_sd(const uc_uncertain *u)
{
    const double level = isfinite(u->level) ? u->level : DEFAULT_LEVEL;
    const double z = uc_normal_quantile((1 + level) / 2);

    if (!has_limits(u) || !(u->figure.low > 0))
        return NAN;
    return log(u->figure.high / u->figure.low) / (2 * z);
}

/* -- By draws --------------------------------------------------------------------- */

static bool same_draws(const uc_uncertain part[], size_t n_parts)
{
    for (size_t i = 0; i < n_parts; i++)
        if (part[i].draw == NULL || part[i].n_draws != part[0].n_draws)
            return false;
    return n_parts > 0 && part[0].n_draws > 0;
}

/* Sorts the finite draws and reads the limits. @return whether there were enough. */
static bool limits_of(double draw[], size_t n, double level, double *low, double *high)
{
    size_t n_finite = 0;

    for (size_t r = 0; r < n; r++)
        if (isfinite(draw[r]))
            draw[n_finite++] = draw[r];
    if (n_finite < MIN_DRAWS)
        return false;
    uc_sort_doubles(draw, n_finite);
    *low = uc_quantile8(draw, n_finite, (1 - level) / 2);
    *high = uc_quantile8(draw, n_finite, (1 + level) / 2);
    return true;
}

static double share_of_increases(const uc_uncertain *a, const uc_uncertain *b)
{
    double above = 0;
    size_t n = 0;

    for (size_t r = 0; r < a->n_draws; r++) {
        if (!isfinite(a->draw[r]) || !isfinite(b->draw[r]))
            continue;
        n++;
        above += b->draw[r] > a->draw[r] ? 1 : b->draw[r] < a->draw[r] ? 0 : 0.5;
    }
    return n > 0 ? above / (double)n : NAN;
}

static uc_status change_by_draws(const uc_uncertain *a, const uc_uncertain *b,
                                 double level, uc_change *change, bool *enough,
                                 uc_error *err)
{
    const size_t n = a->n_draws;
    double *room = malloc((2 * n + 1) * sizeof *room);
    double *ratio = room, *difference = room != NULL ? room + n : NULL;

    if (room == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for replicates");
    for (size_t r = 0; r < n; r++) {
        difference[r] = b->draw[r] - a->draw[r];
        ratio[r] = a->draw[r] > 0 ? b->draw[r] / a->draw[r] : NAN;
    }
    *enough = limits_of(difference, n, level, &change->difference.low,
                        &change->difference.high) &&
              limits_of(ratio, n, level, &change->ratio.low, &change->ratio.high);
    change->probability = share_of_increases(a, b);
    free(room);
    return UC_OK;
}

/* -- By limits -------------------------------------------------------------------- */

static double hypotenuse(double a, double b)
{
    return sqrt(a * a + b * b);
}

static void change_by_limits(const uc_uncertain *a, const uc_uncertain *b,
                             uc_change *change)
{
    const uc_figure *x = &a->figure, *y = &b->figure;
    const double sd = hypotenuse(uc_uncertain_log_sd(a), uc_uncertain_log_sd(b));
    const double d = y->value - x->value, q = log(y->value / x->value);

    change->difference.low = d - hypotenuse(y->value - y->low, x->high - x->value);
    change->difference.high = d + hypotenuse(y->high - y->value, x->value - x->low);
    change->ratio.low =
        exp(q - hypotenuse(log(y->value / y->low), log(x->high / x->value)));
    change->ratio.high =
        exp(q + hypotenuse(log(y->high / y->value), log(x->value / x->low)));
    change->probability = sd > 0 ? uc_normal_cdf(q / sd) : NAN;
}

/* -- Changes ---------------------------------------------------------------------- */

static uc_figure rounded(double value, double low, double high, const char *why)
{
    return uc_figure_of(uc_round12(value), uc_round12(low), uc_round12(high), why,
                        NO_INTERVAL);
}

static bool can_use_limits(const uc_uncertain *a, const uc_uncertain *b)
{
    const double x = isfinite(a->level) ? a->level : DEFAULT_LEVEL;
    const double y = isfinite(b->level) ? b->level : DEFAULT_LEVEL;

    return isfinite(uc_uncertain_log_sd(a)) && isfinite(uc_uncertain_log_sd(b)) &&
           fabs(x - y) < 1e-9;
}

uc_status uc_uncertain_change(const uc_uncertain *a, const uc_uncertain *b,
                              double level, uc_change *change, uc_error *err)
{
    const uc_uncertain both[] = {*a, *b};
    const bool known = a->figure.no_value == NULL && b->figure.no_value == NULL;
    const double x = a->figure.value, y = b->figure.value;
    const char *why = a->figure.no_value != NULL ? NO_EARLIER : b->figure.no_value;
    uc_change made = {.ratio = {.low = NAN, .high = NAN},
                      .difference = {.low = NAN, .high = NAN},
                      .probability = NAN,
                      .basis = UC_UNCERTAIN_NONE};
    bool by_draws = false;

    if (known && same_draws(both, 2)) {
        const uc_status status = change_by_draws(a, b, level, &made, &by_draws, err);

        if (status != UC_OK)
            return status;
    }
    if (by_draws) {
        made.basis = UC_UNCERTAIN_DRAWS;
    } else if (known && can_use_limits(a, b)) {
        change_by_limits(a, b, &made);
        made.basis = UC_UNCERTAIN_LIMITS;
    }
    made.difference =
        rounded(known ? y - x : NAN, made.difference.low, made.difference.high, why);
    made.ratio = rounded(known && x > 0 ? y / x : NAN, made.ratio.low, made.ratio.high,
                         known ? UC_GAP_ZERO_ESTIMATE : why);
    made.probability = uc_round12(made.probability);
    *change = made;
    return UC_OK;
}

/* -- Sums ------------------------------------------------------------------------- */

static uc_status sum_draws(const uc_uncertain part[], size_t n_parts, double level,
                           double *low, double *high, bool *enough, uc_error *err)
{
    const size_t n = part[0].n_draws;
    double *sum = calloc(n + 1, sizeof *sum);

    if (sum == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for replicates");
    for (size_t i = 0; i < n_parts; i++)
        for (size_t r = 0; r < n; r++)
            sum[r] += part[i].draw[r];
    *enough = limits_of(sum, n, level, low, high);
    free(sum);
    return UC_OK;
}

uc_status uc_uncertain_sum(const uc_uncertain part[], size_t n_parts, double level,
                           uc_figure *sum, uc_uncertain_basis *basis, uc_error *err)
{
    double value = 0, below = 0, above = 0, low = NAN, high = NAN;
    const char *why = n_parts > 0 ? part[0].figure.no_value : UC_GAP_NO_ESTIMATE;
    bool limits = true, by_draws = false, all = n_parts > 0;
    size_t n = 0;

    for (size_t i = 0; i < n_parts; i++) {
        const uc_figure *f = &part[i].figure;

        if (f->no_value != NULL) {
            all = false;
            continue;
        }
        n++;
        value += f->value;
        limits = limits && has_limits(&part[i]);
        below += limits ? (f->value - f->low) * (f->value - f->low) : 0;
        above += limits ? (f->high - f->value) * (f->high - f->value) : 0;
    }
    if (all && same_draws(part, n_parts)) {
        const uc_status status =
            sum_draws(part, n_parts, level, &low, &high, &by_draws, err);

        if (status != UC_OK)
            return status;
    }
    *basis = by_draws          ? UC_UNCERTAIN_DRAWS
             : n > 0 && limits ? UC_UNCERTAIN_LIMITS
                               : UC_UNCERTAIN_NONE;
    if (*basis == UC_UNCERTAIN_LIMITS) {
        low = value - sqrt(below);
        high = value + sqrt(above);
    }
    *sum = rounded(n > 0 ? value : NAN, low, high, why);
    return UC_OK;
}

const char *uc_uncertain_basis_name(uc_uncertain_basis basis)
{
    static const char *const names[] = {"draws", "limits", "none"};

    return names[basis];
}
