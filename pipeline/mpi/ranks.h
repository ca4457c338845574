/** @file ranks.h
 * The ranks of an MPI job: rank 0 runs the program, the others do its tasks.
 */
#ifndef UC_RANKS_H
#define UC_RANKS_H

/** Does tasks for rank 0 until it says that there are no more. @return the exit code.
 */
int uc_ranks_work(void);

/** Says to all other ranks that there is no more work. */
void uc_ranks_dismiss(void);

#endif
