/* program.c - sets the process up and dispatches to a command */
#include "pipeline/program.h"

#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/memory_limit.h"
#include "pipeline/message.h"
#include "pipeline/secrecy.h"

/* The stop flag: the one mutable global, passed down as a cancel token. */
static volatile sig_atomic_t stopped;

static void stop(int signal_number)
{
    (void)signal_number;
    stopped = 1;
}

/* A second signal ends the process at once. */
static void set_up_signals(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    (void)sigemptyset(&action.sa_mask);
    action.sa_handler = stop;
    action.sa_flags = (int)SA_RESETHAND;
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    action.sa_flags = 0;
    (void)sigaction(SIGPIPE, &action, NULL);
}

/* A standard stream that is closed is given a place where reading finds nothing and
 * writing fails; else the next file opened would take its number, and messages would
 * be written into it. */
static bool keep_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
            return false;
    return true;
}

static int usage(void)
{
    uc_sink out;

    uc_sink_stream(&out, stderr);
    uc_commands_write_usage(&out);
    return UC_EXIT_USAGE;
}

int uc_program(int argc, char **argv)
{
    const uc_command *command;
    const char *name = argc > 1 ? argv[1] : "";

    if (!keep_standard_streams())
        return UC_EXIT_IO;
    uc_secrecy_begin();
    uc_memory_limit_default();
    set_up_signals();
    uc_log_detect_journal();
    (void)setlocale(LC_ALL, "C");
    (void)gsl_set_error_handler_off();
    if (argc < 2)
        return usage();
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    else if (strcmp(name, "--version") == 0)
        name = "version";
    command = uc_commands_find(name);
    if (command == NULL)
        return uc_commands_unknown(name);
    return command->run(argc - 1, argv + 1, &stopped);
}
