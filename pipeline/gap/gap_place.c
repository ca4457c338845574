/* gap_place.c - where the value of a stratum column belongs in the gap table */
#include "pipeline/gap/gap_place.h"

#include "data/base/text.h"

uc_gap_role uc_gap_role_of(const char *name)
{
    static const struct {
        const char *name;
        uc_gap_role role;
    } known[] = {
        {"area", UC_GAP_ROLE_AREA},         {"area_code", UC_GAP_ROLE_AREA},
        {"period", UC_GAP_ROLE_PERIOD},     {"year", UC_GAP_ROLE_PERIOD},
        {"sex", UC_GAP_ROLE_SEX},           {"gender", UC_GAP_ROLE_SEX},
        {"age", UC_GAP_ROLE_AGE},           {"age_group", UC_GAP_ROLE_AGE},
        {"form", UC_GAP_ROLE_FORM},         {"form_of_exploitation", UC_GAP_ROLE_FORM},
        {"exploitation", UC_GAP_ROLE_FORM},
    };
    size_t i;

    for (i = 0; i < sizeof known / sizeof known[0]; i++)
        if (uc_text_equal_nocase(known[i].name, name))
            return known[i].role;
    return UC_GAP_ROLE_OTHER;
}

void uc_gap_place(const char *name, const char *value, uc_gap_row *row, uc_gap_key *key,
                  uc_sink *group)
{
    switch (uc_gap_role_of(name)) {
    case UC_GAP_ROLE_AREA:
        row->area = value;
        return;
    case UC_GAP_ROLE_PERIOD:
        row->period = value;
        return;
    case UC_GAP_ROLE_SEX:
        key->sex = value;
        break;
    case UC_GAP_ROLE_AGE:
        key->age_group = value;
        break;
    case UC_GAP_ROLE_FORM:
        key->form = value;
        break;
    case UC_GAP_ROLE_OTHER:
        key->other_group = true;
        break;
    }
    uc_sink_printf(group, "%s%s=%s", group->len > 0 ? ", " : "", name, value);
}
