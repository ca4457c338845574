/* glpk_guard.c - GLPK without abort() */
#include "estimators/core/glpk_guard.h"

#include <glpk.h>
#include <setjmp.h>
#include <stdbool.h>
#include <string.h>

/* Where to go when GLPK reports an error, and what it said. */
typedef struct way_out {
    jmp_buf from;
    volatile bool no_memory;
} way_out;

static void leave(void *info)
{
    longjmp(((way_out *)info)->from, 1);
}

/* GLPK says what is wrong before it calls the hook. Nothing of it is printed. */
static int listen(void *info, const char *text)
{
    way_out *out = info;

    if (strstr(text, "memory") != NULL)
        out->no_memory = true;
    return 1;
}

static void let_go(void)
{
    glp_error_hook(NULL, NULL);
    glp_term_hook(NULL, NULL);
    glp_free_env();
}

uc_status uc_glpk_run(uc_glpk_work *work, void *context, const char *what,
                      uc_error *err)
{
    way_out out = {.no_memory = false};
    volatile uc_status status = UC_OK;

    /* without its environment every other call would abort */
    if (glp_init_env() > 1)
        return uc_fail(err, UC_ENOMEM, "no memory for %s", what);
    if (setjmp(out.from) != 0) {
        /* after its error hook GLPK's state may only be thrown away */
        let_go();
        return out.no_memory ? uc_fail(err, UC_ENOMEM, "no memory for %s", what)
                             : uc_fail(err, UC_ENUMERIC, "GLPK gave up %s", what);
    }
    glp_error_hook(leave, &out);
    glp_term_hook(listen, &out);
    glp_term_out(GLP_OFF);
    status = work(context, err);
    let_go();
    return status;
}
