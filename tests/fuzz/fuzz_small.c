/* fuzz_small.c - any bytes as the smaller inputs: given draws, clerks' decisions, the
 * numbers of a paper */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "data/cases/decisions.h"
#include "data/given_draws.h"
#include "data/paper.h"
#include "tests/fuzz/scratch.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Draws become estimates whose limits hold the median. */
static void read_draws(const char *path)
{
    uc_given_draws draws = {0};
    uc_published published = {0};
    uc_faults faults = {.max = 1};

    must(uc_given_draws_read(&draws, path, NULL, &faults, NULL) == UC_OK);
    if (faults.n_total == 0) {
        must(uc_given_draws_publish(&draws, &published, NULL) == UC_OK);
        for (size_t i = 0; i < published.n_rows; i++) {
            const uc_published_row *row = &published.row[i];

            must(!(row->low > row->estimate) && !(row->estimate > row->high));
        }
    }
    uc_published_clear(&published);
    uc_given_draws_clear(&draws);
    uc_faults_clear(&faults);
}

static void read_decisions(const char *path)
{
    uc_decisions decisions = {0};
    uc_faults faults = {.max = 1};

    must(uc_decisions_read(&decisions, path, &faults, NULL) == UC_OK);
    for (size_t i = 0; i < decisions.n_rows; i++)
        must(decisions.row[i].a > 0 && decisions.row[i].b > 0);
    uc_decisions_clear(&decisions);
    uc_faults_clear(&faults);
}

static void read_paper(const char *path)
{
    uc_paper paper = {0};
    uc_faults faults = {.max = 1};

    must(uc_paper_read(&paper, path, &faults, NULL) == UC_OK);
    for (size_t i = 0; i < paper.n_rows; i++)
        must(!(paper.row[i].error < 0) && paper.row[i].dataset != NULL);
    uc_paper_clear(&paper);
    uc_faults_clear(&faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const readers[])(const char *) = {read_draws, read_decisions,
                                                    read_paper};

    if (size == 0)
        return 0;
    readers[data[0] % 3u](fuzz_scratch(data + 1, size - 1, ".csv"));
    fuzz_scratch_remove(".csv");
    return 0;
}
