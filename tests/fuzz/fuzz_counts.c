/* fuzz_counts.c - any bytes as counts, published estimates, populations and areas */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "data/areas.h"
#include "data/counts.h"
#include "data/population.h"
#include "data/published.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The same bytes twice: if the first reading is good, every row of the second repeats.
 */
static void read_counts(uc_source *first, uc_source *second)
{
    uc_faults faults = {.max = 1};
    uc_counts counts = {0};

    if (uc_counts_read_source(&counts, first, NULL, &faults, NULL) != UC_OK)
        abort();
    if (faults.n_total == 0) {
        const size_t n = counts.n_rows;

        if (uc_counts_read_source(&counts, second, NULL, &faults, NULL) != UC_OK ||
            faults.n_total != n || counts.n_rows != n)
            abort();
    }
    uc_counts_clear(&counts);
    uc_faults_clear(&faults);
}

static void read_published(uc_source *source)
{
    uc_faults faults = {.max = 1};
    uc_published published = {0};

    if (uc_published_read_source(&published, source, NULL, &faults, NULL) != UC_OK)
        abort();
    for (size_t i = 0; i < published.n_rows; i++) {
        const uc_published_row *row = &published.row[i];

        if (row->low > row->estimate || row->estimate > row->high ||
            !(isnan(row->level) || (row->level > 0 && row->level < 1)))
            abort();
    }
    uc_published_clear(&published);
    uc_faults_clear(&faults);
}

static void read_population(uc_source *source)
{
    uc_faults faults = {.max = 1};
    uc_population population = {0};

    if (uc_population_read_source(&population, source, NULL, &faults, NULL) != UC_OK)
        abort();
    uc_population_clear(&population);
    uc_faults_clear(&faults);
}

static void read_areas(uc_source *source)
{
    uc_faults faults = {.max = 1};
    uc_areas areas = {0};

    if (uc_areas_read_source(source, NULL, &faults, &areas, NULL) != UC_OK)
        abort();
    for (size_t i = 0; i < areas.n_rows; i++)
        if (uc_areas_find(&areas, areas.row[i].code) != &areas.row[i])
            abort();
    uc_areas_clear(&areas);
    uc_faults_clear(&faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uc_source *source[2] = {NULL, NULL};
    const size_t skip = size > 0;

    for (int i = 0; i < 2; i++)
        if (uc_source_open_memory("fuzz", data + skip, size - skip, &source[i], NULL) !=
            UC_OK)
            abort();
    /* The first byte chooses the reader. */
    switch (size > 0 ? data[0] & 3 : 0) {
    case 0:
        read_counts(source[0], source[1]);
        break;
    case 1:
        read_published(source[0]);
        break;
    case 2:
        read_population(source[0]);
        break;
    default:
        read_areas(source[0]);
        break;
    }
    uc_source_close(source[0]);
    uc_source_close(source[1]);
    return 0;
}
