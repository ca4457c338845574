/** @file must.h
 * What has to hold in a fuzz target: else the input is a find.
 */
#ifndef UC_FUZZ_MUST_H
#define UC_FUZZ_MUST_H

#include <stdio.h>
#include <stdlib.h>

#define must(ok) ((ok) ? (void)0 : fuzz_give_up(#ok))

static inline _Noreturn void fuzz_give_up(const char *what)
{
    (void)fprintf(stderr, "not so: %s\n", what);
    abort();
}

#endif
