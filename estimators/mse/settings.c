/* settings.c - what an estimate can be asked for, one row each */
#include "estimators/mse/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "estimators/mse/settings_bayes.h"

#define MAX_ITEM    64
#define DEFAULT_CUT 10.0

void uc_mse_settings_init(uc_mse_settings *settings)
{
    *settings = (uc_mse_settings){.p_threshold = 0.02,
                                  .level = {0.95},
                                  .n_levels = 1,
                                  .top = {UC_TOP_ALL},
                                  .n_tops = 1,
                                  .seed = 1,
                                  .cut = DEFAULT_CUT,
                                  .bayes = uc_bayes_defaults()};
}

void uc_mse_settings_clear(uc_mse_settings *settings)
{
    free(settings->model);
    *settings = (uc_mse_settings){0};
}

uc_status uc_mse_settings_copy(uc_mse_settings *to, const uc_mse_settings *from,
                               uc_error *err)
{
    char *model = uc_text_copy(from->model);

    if (from->model != NULL && model == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for settings");
    *to = *from;
    to->model = model;
    return UC_OK;
}

static uc_status read_count(const char *name, const char *text, uint64_t low,
                            uint64_t high, uint64_t *value, uc_error *err)
{
    uint64_t read = 0;
    const uc_number_fault fault = uc_number_count(text, &read);

    if (fault != UC_NUMBER_OK)
        return uc_fail(err, UC_EINVAL,
                       "%s '%.40s' %s; it must be a whole number from %llu to %llu",
                       name, text, uc_number_reason(fault), (unsigned long long)low,
                       (unsigned long long)high);
    if (read < low || read > high)
        return uc_fail(err, UC_EINVAL,
                       "%s '%.40s' is out of range; it must be from %llu to %llu", name,
                       text, (unsigned long long)low, (unsigned long long)high);
    *value = read;
    return UC_OK;
}

/* Copies the next comma-separated item, blanks trimmed, and moves on; false at the end.
 */
static bool next_item(const char **text, char item[MAX_ITEM])
{
    const size_t len = strcspn(*text, ",");
    size_t first = 0, last = len < MAX_ITEM - 1 ? len : MAX_ITEM - 1;

    if (**text == '\0')
        return false;
    while (first < last && (*text)[first] == ' ')
        first++;
    while (last > first && (*text)[last - 1] == ' ')
        last--;
    memcpy(item, *text + first, last - first);
    item[last - first] = '\0';
    *text += len + ((*text)[len] == ',');
    return true;
}

static uc_status read_model(uc_mse_settings *settings, const char *text, uc_error *err)
{
    char *copy = uc_text_copy(text);

    if (copy == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a model");
    free(settings->model);
    settings->model = copy;
    return UC_OK;
}

static void write_model(const uc_mse_settings *settings, char *out, size_t out_size)
{
    (void)snprintf(out, out_size, "%s", settings->model != NULL ? settings->model : "");
}

static uc_status read_max_order(uc_mse_settings *settings, const char *text,
                                uc_error *err)
{
    uint64_t value = 0;
    uc_status status = read_count("max-order", text, 1, 15, &value, err);

    if (status == UC_OK)
        settings->max_order = (unsigned)value;
    return status;
}

static void write_max_order(const uc_mse_settings *settings, char *out, size_t out_size)
{
    if (settings->max_order == 0)
        (void)snprintf(out, out_size, "lists - 1");
    else
        (void)snprintf(out, out_size, "%u", settings->max_order);
}

static uc_status read_p_threshold(uc_mse_settings *settings, const char *text,
                                  uc_error *err)
{
    double value;
    const uc_number_fault fault = uc_number_real(text, &value);

    if (fault != UC_NUMBER_OK || !(value > 0.0) || value > 1.0)
        return uc_fail(err, UC_EINVAL,
                       "p-threshold '%.40s' must be a number above 0, at most 1", text);
    settings->p_threshold = value;
    return UC_OK;
}

static void write_p_threshold(const uc_mse_settings *settings, char *out,
                              size_t out_size)
{
    char number[UC_NUMBER_TEXT];

    (void)snprintf(out, out_size, "%s",
                   uc_number_format(settings->p_threshold, 17, number));
}

static uc_status read_bootstrap(uc_mse_settings *settings, const char *text,
                                uc_error *err)
{
    uint64_t value = 0;
    uc_status status;

    if (strcmp(text, "auto") == 0) {
        settings->boot_auto = true;
        settings->n_boot = 1000;
        return UC_OK;
    }
    status = read_count("bootstrap", text, 0, UC_MAX_BOOTSTRAP, &value, err);
    if (status != UC_OK)
        return status;
    settings->boot_auto = false;
    settings->n_boot = (size_t)value;
    return UC_OK;
}

static void write_bootstrap(const uc_mse_settings *settings, char *out, size_t out_size)
{
    if (settings->boot_auto)
        (void)snprintf(out, out_size, "auto");
    else
        (void)snprintf(out, out_size, "%zu", settings->n_boot);
}

static const struct {
    const char *name;
    uc_interval_kind kind;
} kinds[] = {{"normal", UC_INTERVAL_NORMAL},
             {"percentile", UC_INTERVAL_PERCENTILE},
             {"bca", UC_INTERVAL_BCA},
             {"jackknife", UC_INTERVAL_JACKKNIFE},
             {"profile", UC_INTERVAL_PROFILE},
             {"profile-poisson", UC_INTERVAL_PROFILE_POISSON},
             {"credible", UC_INTERVAL_CREDIBLE},
             {"mixture", UC_INTERVAL_MIXTURE}}; /* last: not asked for by name */

#define N_ASKED (sizeof kinds / sizeof *kinds - 1)

#define N_KINDS (sizeof kinds / sizeof *kinds)

const char *uc_interval_kind_name(uc_interval_kind kind)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (kinds[i].kind == kind)
            return kinds[i].name;
    return "none";
}

static uc_status read_interval(uc_mse_settings *settings, const char *text,
                               uc_error *err)
{
    char item[MAX_ITEM];
    unsigned set = 0;

    while (next_item(&text, item)) {
        size_t i = 0;

        while (i < N_ASKED && strcmp(kinds[i].name, item) != 0)
            i++;
        if (i == N_ASKED)
            return uc_fail(err, UC_EINVAL,
                           "interval '%s' is none of bca, percentile, normal, "
                           "jackknife, profile, profile-poisson, "
                           "credible",
                           item);
        set |= kinds[i].kind;
    }
    if (set == 0)
        return uc_fail(err, UC_EINVAL,
                       "interval is blank; name bca, percentile, normal or jackknife");
    settings->intervals = set;
    return UC_OK;
}

unsigned uc_mse_settings_intervals(const uc_mse_settings *settings)
{
    if (settings->intervals != 0)
        return settings->intervals;
    if (settings->n_boot == 0)
        return UC_INTERVAL_NORMAL;
    return UC_INTERVAL_BCA | UC_INTERVAL_PERCENTILE | UC_INTERVAL_NORMAL;
}

static void write_interval(const uc_mse_settings *settings, char *out, size_t out_size)
{
    const unsigned set = uc_mse_settings_intervals(settings);
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < N_KINDS; i++)
        if ((set & kinds[i].kind) != 0 && len < out_size)
            len += (size_t)snprintf(out + len, out_size - len, "%s%s",
                                    len > 0 ? "," : "", kinds[i].name);
}

static int compare_descending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x < y) - (x > y);
}

static uc_status read_level(uc_mse_settings *settings, const char *text, uc_error *err)
{
    double level[UC_MAX_LEVELS];
    char item[MAX_ITEM];
    size_t n = 0;

    while (next_item(&text, item)) {
        double value;

        if (n == UC_MAX_LEVELS)
            return uc_fail(err, UC_EINVAL, "more than %d levels", UC_MAX_LEVELS);
        if (uc_number_real(item, &value) != UC_NUMBER_OK || !(value > 0.0) ||
            !(value < 1.0))
            return uc_fail(err, UC_EINVAL,
                           "level '%s' must be a number between 0 and 1, such as 0.95",
                           item);
        level[n++] = value;
    }
    if (n == 0)
        return uc_fail(err, UC_EINVAL, "level is blank; write for instance 0.95,0.80");
    qsort(level, n, sizeof *level, compare_descending);
    for (size_t i = 0; i + 1 < n; i++)
        if (level[i] == level[i + 1])
            return uc_fail(err, UC_EINVAL, "level %g stands twice", level[i]);
    memcpy(settings->level, level, n * sizeof *level);
    settings->n_levels = n;
    return UC_OK;
}

static void write_level(const uc_mse_settings *settings, char *out, size_t out_size)
{
    char number[UC_NUMBER_TEXT];
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < settings->n_levels && len < out_size; i++)
        len += (size_t)snprintf(out + len, out_size - len, "%s%s", i > 0 ? "," : "",
                                uc_number_format(settings->level[i], 15, number));
}

static int compare_sizes(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return (x > y) - (x < y);
}

static uc_status read_top(uc_mse_settings *settings, const char *text, uc_error *err)
{
    size_t top[UC_MAX_TOPS];
    char item[MAX_ITEM];
    size_t n = 0;

    while (next_item(&text, item)) {
        uint64_t value = 0;

        if (n == UC_MAX_TOPS)
            return uc_fail(err, UC_EINVAL, "more than %d values of top", UC_MAX_TOPS);
        if (strcmp(item, "all") == 0) {
            top[n++] = UC_TOP_ALL;
            continue;
        }
        if (uc_number_count(item, &value) != UC_NUMBER_OK || value < 1 || value > 10000)
            return uc_fail(err, UC_EINVAL,
                           "top '%s' must be 'all' or a number of models, 1 to 10000",
                           item);
        top[n++] = (size_t)value;
    }
    if (n == 0)
        return uc_fail(err, UC_EINVAL, "top is blank; write for instance 1,10,all");
    qsort(top, n, sizeof *top, compare_sizes);
    for (size_t i = 0; i + 1 < n; i++)
        if (top[i] == top[i + 1])
            return uc_fail(err, UC_EINVAL, "a value of top stands twice");
    memcpy(settings->top, top, n * sizeof *top);
    settings->n_tops = n;
    return UC_OK;
}

static void write_top(const uc_mse_settings *settings, char *out, size_t out_size)
{
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < settings->n_tops && len < out_size; i++) {
        const char *comma = i > 0 ? "," : "";

        if (settings->top[i] == UC_TOP_ALL)
            len += (size_t)snprintf(out + len, out_size - len, "%sall", comma);
        else
            len += (size_t)snprintf(out + len, out_size - len, "%s%zu", comma,
                                    settings->top[i]);
    }
}

static uc_status read_seed(uc_mse_settings *settings, const char *text, uc_error *err)
{
    return read_count("seed", text, 0, UC_NUMBER_MAX_COUNT, &settings->seed, err);
}

static void write_seed(const uc_mse_settings *settings, char *out, size_t out_size)
{
    (void)snprintf(out, out_size, "%llu", (unsigned long long)settings->seed);
}

static uc_status read_ties(uc_mse_settings *settings, const char *text, uc_error *err)
{
    if (strcmp(text, "none") != 0 && strcmp(text, "half") != 0)
        return uc_fail(err, UC_EINVAL, "ties '%.40s' must be none or half", text);
    settings->ties_half = strcmp(text, "half") == 0;
    return UC_OK;
}

static void write_ties(const uc_mse_settings *settings, char *out, size_t out_size)
{
    (void)snprintf(out, out_size, "%s", settings->ties_half ? "half" : "none");
}

static uc_status read_search_limit(uc_mse_settings *settings, const char *text,
                                   uc_error *err)
{
    return read_count("search-limit", text, 0, UC_NUMBER_MAX_COUNT,
                      &settings->search_limit, err);
}

static void write_search_limit(const uc_mse_settings *settings, char *out,
                               size_t out_size)
{
    (void)snprintf(out, out_size, "%llu", (unsigned long long)settings->search_limit);
}

static const char *const bootstrap_kinds[] = {[UC_BOOTSTRAP_USUAL] = "",
                                              [UC_BOOTSTRAP_PEOPLE] = "people",
                                              [UC_BOOTSTRAP_BATCHES] = "batches",
                                              [UC_BOOTSTRAP_PARAMETRIC] = "parametric"};

static uc_status read_bootstrap_kind(uc_mse_settings *settings, const char *text,
                                     uc_error *err)
{
    for (unsigned k = UC_BOOTSTRAP_PEOPLE; k <= UC_BOOTSTRAP_PARAMETRIC; k++)
        if (strcmp(text, bootstrap_kinds[k]) == 0) {
            settings->boot_kind = (uc_bootstrap_kind)k;
            return UC_OK;
        }
    return uc_fail(err, UC_EINVAL,
                   "bootstrap-kind '%.40s' is none of people, batches, parametric",
                   text);
}

static void write_bootstrap_kind(const uc_mse_settings *settings, char *out,
                                 size_t out_size)
{
    (void)snprintf(out, out_size, "%s", bootstrap_kinds[settings->boot_kind]);
}

static uc_status read_cut(uc_mse_settings *settings, const char *text, uc_error *err)
{
    double value;

    if (uc_number_real(text, &value) != UC_NUMBER_OK || !(value > 0.0) || value > 100.0)
        return uc_fail(err, UC_EINVAL,
                       "cut '%.40s' must be a number above 0, at most 100", text);
    settings->cut = value;
    return UC_OK;
}

static void write_cut(const uc_mse_settings *settings, char *out, size_t out_size)
{
    char number[UC_NUMBER_TEXT];

    (void)snprintf(out, out_size, "%s",
                   settings->cut != DEFAULT_CUT
                       ? uc_number_format(settings->cut, 17, number)
                       : "");
}

static uc_status read_existence(uc_mse_settings *settings, const char *text,
                                uc_error *err)
{
    if (strcmp(text, "strict") != 0 && strcmp(text, "facial") != 0)
        return uc_fail(err, UC_EINVAL, "existence '%.40s' must be strict or facial",
                       text);
    settings->facial = strcmp(text, "facial") == 0;
    return UC_OK;
}

static void write_existence(const uc_mse_settings *settings, char *out, size_t out_size)
{
    (void)snprintf(out, out_size, "%s", settings->facial ? "facial" : "");
}

static uc_status read_theta(uc_mse_settings *settings, const char *text, uc_error *err)
{
    double value;

    if (uc_number_real(text, &value) != UC_NUMBER_OK || !(value >= 0.01) ||
        value > 1000.0 || value == 1.0)
        return uc_fail(err, UC_EINVAL,
                       "theta '%.40s' must be a number from 0.01 to 1000, other than 1",
                       text);
    settings->theta = value;
    return UC_OK;
}

static void write_theta(const uc_mse_settings *settings, char *out, size_t out_size)
{
    char number[UC_NUMBER_TEXT];

    (void)snprintf(out, out_size, "%s",
                   settings->theta > 0.0 ? uc_number_format(settings->theta, 17, number)
                                         : "");
}

/* A flag: given alone on the command line, as yes or no in the run file. */
static uc_status read_flag(const char *name, const char *text, bool *flag,
                           uc_error *err)
{
    const bool yes =
        text == NULL || strcmp(text, "yes") == 0 || strcmp(text, "true") == 0;

    if (!yes && strcmp(text, "no") != 0 && strcmp(text, "false") != 0)
        return uc_fail(err, UC_EINVAL, "%s '%.40s' must be yes or no", name, text);
    *flag = yes;
    return UC_OK;
}

static uc_status read_corrected(uc_mse_settings *settings, const char *text,
                                uc_error *err)
{
    return read_flag("bias-corrected", text, &settings->corrected, err);
}

static void write_corrected(const uc_mse_settings *settings, char *out, size_t out_size)
{
    (void)snprintf(out, out_size, "%s", settings->corrected ? "yes" : "");
}

static uc_status read_ordered(uc_mse_settings *settings, const char *text,
                              uc_error *err)
{
    return read_flag("ordered", text, &settings->ordered, err);
}

static void write_ordered(const uc_mse_settings *settings, char *out, size_t out_size)
{
    (void)snprintf(out, out_size, "%s", settings->ordered ? "yes" : "");
}

static const uc_setting table[] = {
    {"model", "'[12,3]'", "", "bracket notation, lists by number",
     "The model of method fixed; lists not named enter with their main effect",
     read_model, write_model},
    {"max-order", "K", "lists - 1", "1 or more",
     "Largest number of lists in one interaction", read_max_order, write_max_order},
    {"p-threshold", "P", "0.02", "above 0, at most 1",
     "stepwise: add a pair while its p value is below P", read_p_threshold,
     write_p_threshold},
    {"bootstrap", "B|auto", "0", "0 to 1000000, or auto",
     "Bootstrap replicates, the model chosen anew in each; auto: from 1000 up, until "
     "every "
     "limit has replicates beyond it",
     read_bootstrap, write_bootstrap},
    {"interval", "KIND[,KIND]", "normal; with a bootstrap bca,percentile,normal",
     "bca, percentile, normal, jackknife, profile, profile-poisson, credible",
     "Kinds of interval; methods with a posterior give credible ones and no others",
     read_interval, write_interval},
    {"level", "L[,L]", "0.95", "between 0 and 1", "Confidence levels", read_level,
     write_level},
    {"top", "K[,K]|all", "all", "1 to 10000, or all",
     "Models that the replicates may choose from: the K best on the data", read_top,
     write_top},
    {"seed", "S", "1", "a whole number", "Seed of the random numbers", read_seed,
     write_seed},
    {"ties", "none|half", "none", "none or half",
     "bca: how replicates equal to the estimate count as below it", read_ties,
     write_ties},
    {"search-limit", "FITS", "0", "a whole number; 0: no limit",
     "End each search after so many fits and say what is proved", read_search_limit,
     write_search_limit},
    {"bootstrap-kind", "KIND", "batches where there is a batch column, else people",
     "people, batches, parametric",
     "What replicates are drawn from: people, batches of people, the fitted model",
     read_bootstrap_kind, write_bootstrap_kind},
    {"cut", "UNITS", "10", "above 0, at most 100",
     "average, aic-average, bma: models within UNITS of the best by the criterion",
     read_cut, write_cut},
    {"existence", "strict|facial", "strict", "strict or facial",
     "facial: admit models without a finite estimate whose hidden count can still be "
     "estimated, on a face",
     read_existence, write_existence},
    {"theta", "T", "2 for Poisson, 3.5 for Gamma", "0.01 to 1000, not 1",
     "Capture models: theta of Poisson and Gamma heterogeneity", read_theta,
     write_theta},
    {"bias-corrected", NULL, "", "yes or no",
     "Capture models: take away the bias of order 1", read_corrected, write_corrected},
    {"ordered", NULL, "", "yes or no",
     "The lists are capture occasions in time order, as mb and mbh need", read_ordered,
     write_ordered},
    {"population-prior", "P", "1/N", "1/N, uniform, negbin:MEAN,SIZE, gamma:SHAPE,RATE",
     "decomposable: prior of the number of persons", uc_read_population_prior,
     uc_write_population_prior},
    {"delta", "D", "2^-lists", "above 0, at most 1000",
     "decomposable: Dirichlet prior count of one cell", uc_read_delta, uc_write_delta},
    {"classes", "K", "10", "1 to 64", "latent-class: classes, at most", uc_read_classes,
     uc_write_classes},
    {"chains", "C", "4", "4 to 64", "Markov chains, from dispersed starts",
     uc_read_chains, uc_write_chains},
    {"effective", "N", "400", "50 to 100000",
     "Effective draws that chains are run for, in bulk and tails", uc_read_effective,
     uc_write_effective},
    {"iterations", "I", "200000", "1000 to 100000000",
     "Iterations of one chain, at most; half or more are warm-up", uc_read_iterations,
     uc_write_iterations},
    {"effect-variance", "V|flat", "1", "above 0, at most 10000, or flat",
     "bayes-threshold: variance of the normal prior of interactions",
     uc_read_effect_variance, uc_write_effect_variance},
    {"threshold", "T", "2", "0 to 100",
     "bayes-threshold: keep interactions whose |mean|/sd is T or more",
     uc_read_threshold, uc_write_threshold},
    {"weights", "W", "unit-information", "unit-information, jeffreys, bic",
     "bma: how models are weighted", uc_read_weights, uc_write_weights},
};

#define N_SETTINGS (sizeof table / sizeof *table)

const uc_setting *uc_mse_settings_table(size_t *n_settings)
{
    *n_settings = N_SETTINGS;
    return table;
}

static bool same_name(const char *a, const char *b)
{
    while (*a != '\0' && (*a == *b || (*a == '-' && *b == ' '))) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

const uc_setting *uc_mse_setting_find(const char *name)
{
    for (size_t i = 0; i < N_SETTINGS; i++)
        if (same_name(table[i].name, name))
            return &table[i];
    return NULL;
}
