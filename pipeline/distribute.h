/** @file distribute.h
 * Who does the tasks of a batch: the threads of this process, or the ranks of an MPI
 * job.
 *
 * Which of the two is decided when the program is linked: distribute.c or
 * mpi/distribute_mpi.c.
 */
#ifndef UC_DISTRIBUTE_H
#define UC_DISTRIBUTE_H

#include "estimators/mse/batch.h"

/** Puts into the options how tasks are distributed; leaves them alone where this
 * process does them itself. */
void uc_distribute_set(uc_batch_opts *opts);

#endif
