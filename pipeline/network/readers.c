/* readers.c - readers of settings of network methods */
#include "pipeline/network/readers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "pipeline/survey/plan.h"

uc_status uc_network_read_survey(const char *name, void *target, const char *text,
                                 uc_error *err)
{
    size_t i;

    for (i = 0; i < UC_SURVEY_N_OPTIONS; i++)
        if (strcmp(uc_survey_option_table[i].name, name) == 0)
            return uc_survey_option_table[i].read(target, text, err);
    return uc_fail(err, UC_EINVAL, "no setting '%s'", name);
}

uc_status uc_network_read_text(char **to, const char *text, uc_error *err)
{
    char *made;

    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    made = uc_text_copy(text);
    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the settings");
    free(*to);
    *to = made;
    return UC_OK;
}

uc_status uc_network_read_real(const char *text, double min, double max, double *value,
                               uc_error *err)
{
    double number = 0;
    const uc_number_fault fault = uc_number_real(text, &number);
    char shown[128];

    (void)uc_text_display(text, strlen(text), 60, shown, sizeof shown);
    if (fault != UC_NUMBER_OK)
        return uc_fail(err, UC_EUSAGE, "'%s' %s; allowed is a number from %g to %g",
                       shown, uc_number_reason(fault), min, max);
    if (!(number >= min && number <= max))
        return uc_fail(err, UC_EUSAGE, "'%s' is not from %g to %g", shown, min, max);
    *value = number;
    return UC_OK;
}

uc_status uc_network_read_with_error(const char *text, double min, double max,
                                     double *value, double *se, uc_error *err)
{
    char **part = NULL;
    size_t n = 0;
    double v = 0, e = 0;
    uc_status status = uc_split_commas(text, &part, &n, err);

    if (status == UC_OK && n > 2)
        status = uc_fail(err, UC_EUSAGE,
                         "give a value, or a value and its standard "
                         "error: VALUE,SE");
    if (status == UC_OK)
        status = uc_network_read_real(part[0], min, max, &v, err);
    if (status == UC_OK && n == 2)
        status = uc_network_read_real(part[1], 0, max, &e, err);
    if (status == UC_OK) {
        *value = v;
        *se = e;
    }
    uc_free_strings(part, n);
    return status;
}

uc_status uc_network_read_choice(const char *text, const char *const names[], size_t n,
                                 size_t *choice, uc_error *err)
{
    const char *near = uc_text_nearest(text, names, n);
    char shown[128], list[200] = "";
    size_t i, end = 0;

    for (i = 0; i < n; i++)
        if (strcmp(names[i], text) == 0) {
            *choice = i;
            return UC_OK;
        }
    (void)uc_text_display(text, strlen(text), 60, shown, sizeof shown);
    if (near != NULL)
        return uc_fail(err, UC_EUSAGE, "unknown value '%s'; did you mean '%s'?", shown,
                       near);
    for (i = 0; i < n; i++)
        if (end + strlen(names[i]) + 3 < sizeof list)
            end += (size_t)snprintf(list + end, sizeof list - end, "%s%s",
                                    end > 0 ? ", " : "", names[i]);
    return uc_fail(err, UC_EUSAGE, "unknown value '%s'; allowed are %s", shown, list);
}
