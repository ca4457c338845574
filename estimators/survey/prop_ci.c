/* prop_ci.c - intervals for a proportion estimated from a survey */
#include "estimators/survey/prop_ci.h"

#include <math.h>

#include "estimators/core/distribution.h"

#define BISECTIONS 200

const char *uc_prop_method_name(uc_prop_method method)
{
    static const char *const names[UC_N_PROP_METHODS] = {
        "logit", "xlogit", "asin", "mean", "likelihood", "beta", "wilson"};

    return (size_t)method < UC_N_PROP_METHODS ? names[method] : NULL;
}

static double expit(double x)
{
    return 1 / (1 + exp(-x));
}

static void by_logit(const uc_prop_data *d, double t, uc_prop_interval *ci)
{
    const double center = log(d->p / (1 - d->p));
    const double half =
        t * (d->se_logit > 0 ? d->se_logit : d->se / (d->p * (1 - d->p)));

    ci->low = expit(center - half);
    ci->high = expit(center + half);
}

static void by_asin(const uc_prop_data *d, double t, uc_prop_interval *ci)
{
    const double center = asin(sqrt(d->p));
    const double half = t * d->se / (2 * sqrt(d->p * (1 - d->p)));
    const double low = sin(center - half), high = sin(center + half);

    ci->low = low * low;
    ci->high = high * high;
}

static void by_wilson(const uc_prop_data *d, double t, uc_prop_interval *ci)
{
    const double n = ci->n_effective, k = t * t / n;
    const double center = (d->p + k / 2) / (1 + k);
    const double half = t * sqrt(d->p * (1 - d->p) / n + t * t / (4 * n * n)) / (1 + k);

    ci->low = center - half;
    ci->high = center + half;
}

static void by_beta(const uc_prop_data *d, double alpha, uc_prop_interval *ci)
{
    const double n = ci->n_effective, events = n * d->p, others = n * (1 - d->p);

    ci->low = uc_beta_quantile(alpha / 2, events, others + 1);
    ci->high = uc_beta_quantile(1 - alpha / 2, events + 1, others);
}

/* Twice the loss of log-likelihood per effective respondent at q. */
static double divergence(double p, double q)
{
    return 2 * (p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)));
}

static double likelihood_limit(const uc_prop_data *d, double most, double end)
{
    double inside = d->p, outside = end;
    int i;

    for (i = 0; i < BISECTIONS; i++) {
        const double q = 0.5 * (inside + outside);

        if (divergence(d->p, q) <= most)
            inside = q;
        else
            outside = q;
    }
    return 0.5 * (inside + outside);
}

/* The loss allowed is t^2, divided by the effective size because the working
 * likelihood counts it as 1 each. n/(n-1) is the dispersion of a working likelihood of
 * one parameter, by which the yardstick divides. */
static void by_likelihood(const uc_prop_data *d, double t, uc_prop_interval *ci)
{
    const double n = (double)d->n_domain;
    const double most = t * t * d->se * d->se / (d->p * (1 - d->p)) * n / (n - 1);

    ci->low = likelihood_limit(d, most, 0);
    ci->high = likelihood_limit(d, most, 1);
}

static void without_variation(const uc_prop_data *d, double alpha, double ratio,
                              uc_prop_interval *ci)
{
    const double deff = d->deff > d->kish ? d->deff : d->kish;
    double limit;

    ci->n_effective = (double)d->n_domain / (deff > 1 ? deff : 1) * ratio;
    limit = 1 - pow(alpha / 2, 1 / ci->n_effective);
    ci->outcome = d->p > 0 ? UC_PROP_ALL_EVENTS : UC_PROP_NO_EVENTS;
    ci->low = d->p > 0 ? 1 - limit : 0;
    ci->high = d->p > 0 ? 1 : limit;
}

void uc_prop_ci(uc_prop_method method, const uc_prop_data *d, double level,
                uc_prop_interval *ci)
{
    const double alpha = 1 - level;
    const double t = uc_student_quantile(1 - alpha / 2, d->df);
    const double t_n = uc_student_quantile(1 - alpha / 2, (double)d->n - 1);
    const double ratio = (t_n / t) * (t_n / t);

    *ci = (uc_prop_interval){UC_PROP_OK, NAN, NAN, NAN};
    if (isnan(d->p) || d->n_domain == 0) {
        ci->outcome = UC_PROP_NO_DATA;
        return;
    }
    if (d->p <= 0 || d->p >= 1) {
        without_variation(d, alpha, isnan(ratio) ? 1 : ratio, ci);
        return;
    }
    if (!(d->se > 0) || isnan(t)) {
        ci->outcome = UC_PROP_NO_VARIANCE;
        return;
    }
    ci->n_effective = d->p * (1 - d->p) / (d->se * d->se);
    if (method == UC_PROP_BETA && isfinite(ratio))
        ci->n_effective *= ratio;
    if (method == UC_PROP_ASIN)
        by_asin(d, t, ci);
    else if (method == UC_PROP_WILSON)
        by_wilson(d, t, ci);
    else if (method == UC_PROP_BETA)
        by_beta(d, alpha, ci);
    else if (method == UC_PROP_LIKELIHOOD)
        by_likelihood(d, t, ci);
    else if (method == UC_PROP_MEAN)
        *ci = (uc_prop_interval){UC_PROP_OK, d->p - t * d->se, d->p + t * d->se,
                                 ci->n_effective};
    else
        by_logit(d, t, ci);
}

uc_misclassified_outcome uc_misclassified_correct(const uc_misclassified *known,
                                                  double p, double se,
                                                  double *corrected,
                                                  double *corrected_se)
{
    const double youden = known->sensitivity + known->specificity - 1;
    double q, by_answer, by_sensitivity, by_specificity;

    *corrected = *corrected_se = NAN;
    if (!(youden > 0))
        return UC_MISCLASSIFIED_UNINFORMATIVE;
    q = (p + known->specificity - 1) / youden;
    by_answer = se / youden;
    by_sensitivity = q * known->se_sensitivity / youden;
    by_specificity = (1 - q) * known->se_specificity / youden;
    *corrected_se = sqrt(by_answer * by_answer + by_sensitivity * by_sensitivity +
                         by_specificity * by_specificity);
    *corrected = q < 0 ? 0 : q > 1 ? 1 : q;
    return q < 0 || q > 1 ? UC_MISCLASSIFIED_CLIPPED : UC_MISCLASSIFIED_OK;
}
