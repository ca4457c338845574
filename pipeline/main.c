/* main.c - the program on one machine */
#include "pipeline/program.h"

int main(int argc, char **argv)
{
    return uc_program(argc, argv);
}
