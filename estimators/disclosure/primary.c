/* primary.c - rules for sensitive cells */
#include "estimators/disclosure/primary.h"

#include <math.h>

uc_status uc_primary_check(const uc_primary_rules *rules, uc_error *err)
{
    if (rules->threshold != 0 && !(rules->threshold >= 2 && rules->threshold <= 1e6))
        return uc_fail(err, UC_EINVAL,
                       "the threshold is %g; it must be a whole number from 2 to 1e6",
                       rules->threshold);
    if (rules->dominance_n > 10)
        return uc_fail(err, UC_EINVAL, "dominance counts %zu contributors; 1 to 10 can",
                       rules->dominance_n);
    if (rules->dominance_n > 0 &&
        !(rules->dominance_percent > 0 && rules->dominance_percent < 100))
        return uc_fail(err, UC_EINVAL,
                       "dominance is %g percent; it must be above 0 and below 100",
                       rules->dominance_percent);
    if (rules->p != 0 && !(rules->p > 0 && rules->p < rules->q && rules->q <= 100))
        return uc_fail(err, UC_EINVAL,
                       "p is %g and q %g percent; they must be 0 < p < q <= 100",
                       rules->p, rules->q);
    return UC_OK;
}

bool uc_primary_count(const uc_primary_rules *rules, double count)
{
    return count > 0 && count < rules->threshold;
}

static double sum_of(const double largest[], size_t n, size_t most)
{
    double sum = 0;

    for (size_t i = 0; i < n && i < most; i++)
        sum += largest[i];
    return sum;
}

bool uc_primary_magnitude(const uc_primary_rules *rules, const double largest[],
                          size_t n, double total, double *protection)
{
    double needed = 0;

    if (rules->dominance_n > 0)
        needed =
            100 / rules->dominance_percent * sum_of(largest, n, rules->dominance_n) -
            total;
    if (rules->p > 0 && n > 0)
        needed = fmax(needed, rules->p / rules->q * largest[0] -
                                  (total - sum_of(largest, n, 2)));
    if (!(needed > 0))
        return false;
    *protection = needed;
    return true;
}
