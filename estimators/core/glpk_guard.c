/* glpk_guard.c - GLPK without abort() */
#include "estimators/core/glpk_guard.h"

#include <glpk.h>
#include <setjmp.h>

static void leave(void *info)
{
    longjmp(*(jmp_buf *)info, 1);
}

uc_status uc_glpk_run(uc_glpk_work *work, void *context, const char *what,
                      uc_error *err)
{
    jmp_buf on_error;
    volatile uc_status status = UC_OK;

    if (setjmp(on_error) != 0) {
        /* after its error hook GLPK's state may only be thrown away */
        glp_error_hook(NULL, NULL);
        glp_free_env();
        return uc_fail(err, UC_ENUMERIC, "GLPK gave up %s", what);
    }
    glp_error_hook(leave, &on_error);
    glp_term_out(GLP_OFF);
    status = work(context, err);
    glp_error_hook(NULL, NULL);
    glp_free_env();
    return status;
}
