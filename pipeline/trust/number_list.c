/* number_list.c - lists of numbers on the command line */
#include "pipeline/trust/number_list.h"

#include <math.h>
#include <string.h>

#include "data/base/number.h"
#include "pipeline/options.h"

uc_status uc_read_numbers(const char *text, double low, int closed, double high,
                          size_t most, double values[], size_t *n, uc_error *err)
{
    double read[64];
    char **parts = NULL;
    size_t n_parts = 0;
    uc_status status = uc_split_commas(text, &parts, &n_parts, err);

    if (status != UC_OK)
        return status;
    if (n_parts > most || n_parts > sizeof read / sizeof read[0])
        status = uc_fail(err, UC_EUSAGE, "more than %zu numbers", most);
    for (size_t i = 0; i < n_parts && status == UC_OK; i++)
        if (uc_number_real(parts[i], &read[i]) != UC_NUMBER_OK ||
            !(closed ? read[i] >= low : read[i] > low) || !(read[i] < high))
            status = uc_fail(err, UC_EUSAGE,
                             isinf(high) ? "'%.40s' must be a number %s %g"
                                         : "'%.40s' must be a number %s %g and "
                                           "below %g",
                             parts[i], closed ? "not below" : "above", low, high);
    if (status == UC_OK) {
        memcpy(values, read, n_parts * sizeof *read);
        *n = n_parts;
    }
    uc_free_strings(parts, n_parts);
    return status;
}
