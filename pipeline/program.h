/** @file program.h
 * The program, for every main() that starts it.
 */
#ifndef UC_PROGRAM_H
#define UC_PROGRAM_H

/** Sets the process up (signals, locale, GSL) and runs the command that argv names.
 * @return the exit code. */
int uc_program(int argc, char **argv);

#endif
