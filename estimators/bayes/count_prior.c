/* count_prior.c - priors of the number of persons */
#include "estimators/bayes/count_prior.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "data/base/number.h"
#include "estimators/core/elementary.h"

/* The parameters "A,B" of a prior, both above 0. */
static uc_status read_two(const char *text, uc_count_prior *made, uc_error *err)
{
    const char *comma = strchr(text, ',');
    const size_t len = comma != NULL ? (size_t)(comma - text) : 0;
    char first[64];

    if (len > 0 && len < sizeof first) {
        memcpy(first, text, len);
        first[len] = '\0';
        if (uc_number_real(first, &made->first) == UC_NUMBER_OK &&
            uc_number_real(comma + 1, &made->second) == UC_NUMBER_OK &&
            made->first > 0.0 && made->second > 0.0 && made->first < 1e12 &&
            made->second < 1e12)
            return UC_OK;
    }
    return uc_fail(err, UC_EINVAL,
                   "'%.40s' must be two numbers above 0 joined by a comma, such as "
                   "negbin:5000,1 (mean, size) or gamma:1,0.0002 (shape, rate)",
                   text);
}

uc_status uc_count_prior_read(const char *text, uc_count_prior *prior, uc_error *err)
{
    uc_count_prior made = {0};
    uc_status status = UC_OK;

    if (strcmp(text, "1/N") == 0) {
        made.kind = UC_PRIOR_RECIPROCAL;
    } else if (strcmp(text, "uniform") == 0) {
        made.kind = UC_PRIOR_UNIFORM;
    } else if (strncmp(text, "negbin:", 7) == 0) {
        made.kind = UC_PRIOR_NEGBIN;
        status = read_two(text + 7, &made, err);
    } else if (strncmp(text, "gamma:", 6) == 0) {
        made.kind = UC_PRIOR_GAMMA;
        status = read_two(text + 6, &made, err);
    } else {
        return uc_fail(err, UC_EINVAL,
                       "population-prior '%.40s' is none of 1/N, uniform, "
                       "negbin:MEAN,SIZE, gamma:SHAPE,RATE",
                       text);
    }
    if (status == UC_OK)
        *prior = made;
    return status;
}

void uc_count_prior_write(const uc_count_prior *prior, char *out, size_t out_size)
{
    char first[UC_NUMBER_TEXT], second[UC_NUMBER_TEXT];

    if (prior->kind == UC_PRIOR_RECIPROCAL)
        (void)snprintf(out, out_size, "1/N");
    else if (prior->kind == UC_PRIOR_UNIFORM)
        (void)snprintf(out, out_size, "uniform");
    else
        (void)snprintf(out, out_size, "%s:%s,%s",
                       prior->kind == UC_PRIOR_NEGBIN ? "negbin" : "gamma",
                       uc_number_format(prior->first, 15, first),
                       uc_number_format(prior->second, 15, second));
}

/* The negative binomial's size and mean over size: a gamma of that shape, and the mean
 * of the rate over the shape. */
static void as_negbin(const uc_count_prior *prior, double *size, double *ratio)
{
    if (prior->kind == UC_PRIOR_NEGBIN) {
        *size = prior->second;
        *ratio = prior->first / prior->second;
    } else {
        *size = prior->first;
        *ratio = 1.0 / prior->second;
    }
}

double uc_count_prior_log(const uc_count_prior *prior, double n)
{
    double size, ratio;

    if (prior->kind == UC_PRIOR_UNIFORM)
        return 0.0;
    if (prior->kind == UC_PRIOR_RECIPROCAL)
        return -uc_log(n);
    as_negbin(prior, &size, &ratio);
    return uc_log_gamma(n + size) - uc_log_gamma(size) - uc_log_gamma(n + 1.0) -
           size * uc_log(1.0 + ratio) + n * uc_log(ratio / (1.0 + ratio));
}

double uc_count_prior_step(const uc_count_prior *prior, double n)
{
    double size, ratio;

    if (prior->kind == UC_PRIOR_UNIFORM)
        return 0.0;
    if (prior->kind == UC_PRIOR_RECIPROCAL)
        return uc_log(n / (n + 1.0));
    as_negbin(prior, &size, &ratio);
    return uc_log((n + size) / (n + 1.0)) + uc_log(ratio / (1.0 + ratio));
}

double uc_count_prior_tail(const uc_count_prior *prior)
{
    if (prior->kind == UC_PRIOR_UNIFORM)
        return 0.0;
    return prior->kind == UC_PRIOR_RECIPROCAL ? -1.0 : -INFINITY;
}
