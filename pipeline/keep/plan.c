/* plan.c - which parts of a run have to be made anew, and why */
#include "pipeline/keep/plan.h"

#include <string.h>

uc_status uc_plan_init(uc_plan *plan, uc_error *err)
{
    memset(plan, 0, sizeof *plan);
    uc_sink_memory(&plan->lines);
    plan->codes = uc_pool_alloc();
    return plan->codes != NULL ? UC_OK
                               : uc_fail(err, UC_ENOMEM, "no memory for a plan");
}

void uc_plan_clear(uc_plan *plan)
{
    uc_cache_free(plan->cache);
    uc_pool_free(plan->codes);
    uc_sink_clear(&plan->lines);
    memset(plan, 0, sizeof *plan);
}

void uc_plan_note(uc_plan *plan, const char *stage, const char *label, const char *why)
{
    uc_sink_printf(&plan->lines, "  %s%s%s: %s\n", stage, label[0] != '\0' ? " " : "",
                   label, why);
}

bool uc_plan_fetch(uc_plan *plan, const uc_part *part, const void **bytes, size_t *len)
{
    const char *label = part->label != NULL ? part->label : "";
    uc_sink why;

    if (!plan->force && plan->cache != NULL &&
        uc_cache_find(plan->cache, part, bytes, len))
        return true;
    uc_sink_memory(&why);
    if (plan->force)
        uc_sink_puts(&why, "--force");
    else if (plan->cache == NULL)
        uc_sink_puts(&why, plan->absent != NULL ? plan->absent : "nothing is kept");
    else
        uc_cache_why(plan->cache, part, &why);
    uc_plan_note(plan, part->stage, label, why.text != NULL ? why.text : "");
    uc_sink_clear(&why);
    return false;
}

uc_status uc_plan_keep(uc_plan *plan, const uc_part *part, uc_sink *bytes,
                       uc_error *err)
{
    const uc_status status = uc_sink_finish(bytes, err);

    if (status != UC_OK || plan->cache == NULL)
        return status;
    return uc_cache_add(plan->cache, part, bytes->text, bytes->len, err);
}
