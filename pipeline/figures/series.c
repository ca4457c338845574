/* series.c - which colour and shape a method has */
#include <string.h>

#include "pipeline/figures.h"

size_t uc_figures_series(const uc_estimates views[], size_t n_views, const char *method)
{
    static const size_t of_methods[] = {0, 2, 3}; /* 1 is for those identified */
    const uc_method *seen[64];
    size_t n = 0, i;

    for (size_t v = 0; method != NULL && v < n_views; v++)
        for (size_t m = 0; m < views[v].n_methods; m++) {
            for (i = 0; i < n && seen[i] != views[v].method[m]; i++)
                ;
            if (i == n && n < sizeof seen / sizeof *seen)
                seen[n++] = views[v].method[m];
        }
    for (i = 0; i < n && strcmp(seen[i]->name, method) != 0; i++)
        ;
    return of_methods[(i < n ? i : 0) % (sizeof of_methods / sizeof *of_methods)];
}
