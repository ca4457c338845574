/* main_mpi.c - the program over the ranks of an MPI job
 *
 * Rank 0 reads, writes and hands out the tasks; the others compute. When a rank is
 * lost, mpirun and srun say which, end the job, and nothing has been written: rank 0
 * writes only when everything is there.
 */
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <mpi.h>
#include <stdio.h>

#include "pipeline/exit_code.h"
#include "pipeline/mpi/ranks.h"
#include "pipeline/program.h"

int main(int argc, char **argv)
{
    int rank, code;

    if (MPI_Init(&argc, &argv) != MPI_SUCCESS) {
        (void)fputs("undercount-mpi: MPI cannot be started\n", stderr);
        return UC_EXIT_SOFTWARE;
    }
    (void)MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank == 0) {
        code = uc_program(argc, argv);
        uc_ranks_dismiss();
    } else {
        (void)setlocale(LC_ALL, "C");
        (void)gsl_set_error_handler_off();
        code = uc_ranks_work();
    }
    (void)MPI_Finalize();
    return code;
}
