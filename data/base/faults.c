/* faults.c - all faults of all inputs */
#include "data/base/faults.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* How grave a code is; see uc_faults_code(). */
static int gravity(uc_status code)
{
    switch (code) {
    case UC_OK:
        return 0;
    case UC_ENOINPUT:
        return 1;
    case UC_EDATA:
        return 2;
    case UC_ECONFIG:
        return 3;
    default:
        return 4;
    }
}

static size_t limit(const uc_faults *faults)
{
    return faults->max != 0 ? faults->max : UC_FAULTS_DEFAULT_MAX;
}

void uc_faults_init(uc_faults *faults, size_t max)
{
    *faults = (uc_faults){.max = max};
}

void uc_faults_clear(uc_faults *faults)
{
    free(faults->item);
    *faults = (uc_faults){.max = faults->max};
}

/* The slot for a fault of this code, or NULL. A full list gives up its last item to a
 * code graver than any kept, so that the exit code never hides it. */
static uc_error *slot(uc_faults *faults, uc_status code)
{
    uc_error *item;

    if (faults->n_kept == limit(faults)) {
        if (gravity(code) <= gravity(uc_faults_code(faults)))
            return NULL;
        return &faults->item[faults->n_kept - 1];
    }
    item = realloc(faults->item, (faults->n_kept + 1) * sizeof *item);
    if (item == NULL)
        return NULL;
    faults->item = item;
    return &item[faults->n_kept++];
}

void uc_faults_add(uc_faults *faults, uc_status code, const char *path, size_t line,
                   size_t column, const char *fmt, ...)
{
    va_list args;
    uc_error *item = slot(faults, code);

    faults->n_total++;
    if (item == NULL)
        return;
    *item = (uc_error){.code = code, .line = line, .column = column};
    (void)snprintf(item->path, sizeof item->path, "%s", path != NULL ? path : "");
    va_start(args, fmt);
    (void)vsnprintf(item->msg, sizeof item->msg, fmt, args);
    va_end(args);
}

void uc_faults_add_error(uc_faults *faults, const uc_error *err)
{
    uc_faults_add(faults, err->code, err->path, err->line, err->column, "%s", err->msg);
}

uc_status uc_faults_code(const uc_faults *faults)
{
    uc_status gravest = UC_OK;

    if (faults->n_total > 0 && faults->n_kept == 0)
        return UC_ENOMEM;
    for (size_t i = 0; i < faults->n_kept; i++)
        if (gravity(faults->item[i].code) > gravity(gravest))
            gravest = faults->item[i].code;
    return gravest;
}
