/* exit_code.c - exit codes of the program */
#include "pipeline/exit_code.h"

int uc_exit_code(uc_status status)
{
    switch (status) {
    case UC_OK:
        return UC_EXIT_OK;
    case UC_EUSAGE:
        return UC_EXIT_USAGE;
    case UC_ECONFIG:
        return UC_EXIT_CONFIG;
    case UC_EDATA:
        return UC_EXIT_DATA;
    case UC_ENOINPUT:
        return UC_EXIT_NOINPUT;
    case UC_ECREATE:
        return UC_EXIT_CREATE;
    case UC_EIO:
        return UC_EXIT_IO;
    case UC_ELOCKED:
        return UC_EXIT_LOCKED;
    case UC_ECANCELED:
        return UC_EXIT_SIGNAL;
    case UC_EINVAL:
    case UC_ENOMEM:
    case UC_ENUMERIC:
    case UC_N_STATUS:
        break;
    }
    return UC_EXIT_SOFTWARE;
}
