/* registry.c - the formats of a report */
#include <string.h>

#include "reports/writers/writer.h"

static const uc_writer *const writers[] = {&uc_writer_html, &uc_writer_latex,
                                           &uc_writer_sdmx, &uc_writer_xlsx};

#define N_WRITERS (sizeof writers / sizeof writers[0])

const uc_writer *const *uc_writers(size_t *n)
{
    *n = N_WRITERS;
    return writers;
}

const uc_writer *uc_writer_find(const char *name)
{
    size_t i;

    for (i = 0; i < N_WRITERS; i++)
        if (strcmp(writers[i]->name, name) == 0)
            return writers[i];
    return NULL;
}
