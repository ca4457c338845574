/* settings_bayes.c - settings of methods with a posterior */
#include "estimators/mse/settings_bayes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "data/base/number.h"

uc_bayes_settings uc_bayes_defaults(void)
{
    return (uc_bayes_settings){.classes = 10,
                               .chains = 4,
                               .effective = 400.0,
                               .iterations = 200000,
                               .effect_variance = 1.0,
                               .threshold = 2.0};
}

static uc_status read_whole(const char *name, const char *text, uint64_t low,
                            uint64_t high, uint64_t *value, uc_error *err)
{
    uint64_t read = 0;

    if (uc_number_count(text, &read) != UC_NUMBER_OK || read < low || read > high)
        return uc_fail(err, UC_EINVAL,
                       "%s '%.40s' must be a whole number from %llu to %llu", name,
                       text, (unsigned long long)low, (unsigned long long)high);
    *value = read;
    return UC_OK;
}

/* A number above `low` (or at it, with `closed`), at most `high`. */
static uc_status read_number(const char *name, const char *text, double low,
                             bool closed, double high, double *value, uc_error *err)
{
    double read = NAN;

    if (uc_number_real(text, &read) != UC_NUMBER_OK ||
        !(closed ? read >= low : read > low) || read > high)
        return uc_fail(err, UC_EINVAL, "%s '%.40s' must be a number %s %g, at most %g",
                       name, text, closed ? "at or above" : "above", low, high);
    *value = read;
    return UC_OK;
}

static void write_number(double value, char *out, size_t out_size)
{
    char number[UC_NUMBER_TEXT];

    (void)snprintf(out, out_size, "%s", uc_number_format(value, 15, number));
}

uc_status uc_read_population_prior(uc_mse_settings *settings, const char *text,
                                   uc_error *err)
{
    return uc_count_prior_read(text, &settings->bayes.prior, err);
}

void uc_write_population_prior(const uc_mse_settings *settings, char *out,
                               size_t out_size)
{
    uc_count_prior_write(&settings->bayes.prior, out, out_size);
}

void uc_write_delta(const uc_mse_settings *settings, char *out, size_t out_size)
{
    if (settings->bayes.delta > 0.0)
        write_number(settings->bayes.delta, out, out_size);
    else
        (void)snprintf(out, out_size, "2^-lists");
}

uc_status uc_read_effect_variance(uc_mse_settings *settings, const char *text,
                                  uc_error *err)
{
    if (strcmp(text, "flat") != 0)
        return read_number("effect-variance", text, 0.0, false, 1e4,
                           &settings->bayes.effect_variance, err);
    settings->bayes.effect_variance = INFINITY;
    return UC_OK;
}

void uc_write_effect_variance(const uc_mse_settings *settings, char *out,
                              size_t out_size)
{
    if (isfinite(settings->bayes.effect_variance))
        write_number(settings->bayes.effect_variance, out, out_size);
    else
        (void)snprintf(out, out_size, "flat");
}

static const char *const weight_names[] = {[UC_WEIGHTS_UNIT] = "unit-information",
                                           [UC_WEIGHTS_JEFFREYS] = "jeffreys",
                                           [UC_WEIGHTS_BIC] = "bic"};

const char *uc_bma_weights_name(uc_bma_weights weights)
{
    return weight_names[weights];
}

uc_status uc_read_weights(uc_mse_settings *settings, const char *text, uc_error *err)
{
    for (unsigned i = 0; i < sizeof weight_names / sizeof *weight_names; i++)
        if (strcmp(text, weight_names[i]) == 0) {
            settings->bayes.weights = (uc_bma_weights)i;
            return UC_OK;
        }
    return uc_fail(err, UC_EINVAL,
                   "weights '%.40s' is none of unit-information, jeffreys, bic", text);
}

void uc_write_weights(const uc_mse_settings *settings, char *out, size_t out_size)
{
    (void)snprintf(out, out_size, "%s", weight_names[settings->bayes.weights]);
}

uc_status uc_read_classes(uc_mse_settings *settings, const char *text, uc_error *err)
{
    uint64_t value = 0;
    const uc_status status = read_whole("classes", text, 1, 64, &value, err);

    if (status == UC_OK)
        settings->bayes.classes = (size_t)value;
    return status;
}

void uc_write_classes(const uc_mse_settings *settings, char *out, size_t out_size)
{
    (void)snprintf(out, out_size, "%zu", settings->bayes.classes);
}

uc_status uc_read_chains(uc_mse_settings *settings, const char *text, uc_error *err)
{
    uint64_t value = 0;
    const uc_status status = read_whole("chains", text, 4, 64, &value, err);

    if (status == UC_OK)
        settings->bayes.chains = (size_t)value;
    return status;
}

void uc_write_chains(const uc_mse_settings *settings, char *out, size_t out_size)
{
    (void)snprintf(out, out_size, "%zu", settings->bayes.chains);
}

uc_status uc_read_iterations(uc_mse_settings *settings, const char *text, uc_error *err)
{
    uint64_t value = 0;
    const uc_status status =
        read_whole("iterations", text, 1000, 100000000, &value, err);

    if (status == UC_OK)
        settings->bayes.iterations = (size_t)value;
    return status;
}

void uc_write_iterations(const uc_mse_settings *settings, char *out, size_t out_size)
{
    (void)snprintf(out, out_size, "%zu", settings->bayes.iterations);
}

uc_status uc_read_delta(uc_mse_settings *settings, const char *text, uc_error *err)
{
    return read_number("delta", text, 0.0, false, 1000.0, &settings->bayes.delta, err);
}

uc_status uc_read_effective(uc_mse_settings *settings, const char *text, uc_error *err)
{
    return read_number("effective", text, 50.0, true, 1e5, &settings->bayes.effective,
                       err);
}

void uc_write_effective(const uc_mse_settings *settings, char *out, size_t out_size)
{
    write_number(settings->bayes.effective, out, out_size);
}

uc_status uc_read_threshold(uc_mse_settings *settings, const char *text, uc_error *err)
{
    return read_number("threshold", text, 0.0, true, 100.0, &settings->bayes.threshold,
                       err);
}

void uc_write_threshold(const uc_mse_settings *settings, char *out, size_t out_size)
{
    write_number(settings->bayes.threshold, out, out_size);
}
