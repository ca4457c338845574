/* distribute.c - this process does all tasks */
#include "pipeline/distribute.h"

void uc_distribute_set(uc_batch_opts *opts)
{
    (void)opts;
}
