/* run_keeping.c - what a run keeps and what stops it: history, cache, thresholds */
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "pipeline/run_sections.h"
#include "pipeline/warning_codes.h"

#define COUNT_OF(a)  (sizeof(a) / sizeof((a)[0]))
#define FIELD(field) offsetof(uc_run_thresholds, field)

void uc_run_read_cache(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_cache *cache = field;
    const bool is_word =
        node->kind == UC_YAML_SCALAR && node->text != NULL && !node->quoted &&
        (strcmp(node->text, "true") == 0 || strcmp(node->text, "false") == 0);

    cache->off = is_word && node->text[0] == 'f';
    if (!is_word)
        uc_run_read_path(reader, node, &cache->file);
}

/* "30 %" or "30%": a share of the old figure, as a proportion. The sign is asked for
 * because 0.3 and 30 would both be believed. */
static void read_percent(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_percent *percent = field;
    char text[32] = "", shown[128];
    const char *given = node->kind == UC_YAML_SCALAR ? node->text : NULL;
    size_t len = given != NULL ? strlen(given) : 0;
    double value = 0.0;
    bool good = len > 1 && len < sizeof text && given[len - 1] == '%';

    if (good) {
        memcpy(text, given, --len);
        while (len > 0 && text[len - 1] == ' ')
            len--;
        text[len] = '\0';
        good = uc_number_real(text, &value) == UC_NUMBER_OK && value >= 0.0 &&
               value <= 1e6;
    }
    if (!good) {
        uc_run_fault(reader, node, "'%s' must be a percentage of 0 or more: 30 %%",
                     given != NULL ? uc_run_shown(given, shown) : "a list");
        return;
    }
    percent->given = true;
    percent->share = value / 100.0;
}

/* The codes of warnings that stop publication. */
static void read_codes(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    const char *codes[UC_MAX_WARNING_CODES], *near;
    uc_run_list *list = field;
    const size_t n_codes = uc_warning_codes(codes);
    char shown[128];

    uc_run_read_list(reader, node, list);
    for (size_t i = 0; i < list->n; i++) {
        const uc_yaml_node at = {.line = list->item[i].line,
                                 .column = list->item[i].column};

        if (uc_warning_code_known(list->item[i].text))
            continue;
        near = uc_text_nearest(list->item[i].text, codes, n_codes);
        uc_run_fault(reader, &at, "unknown warning '%s'%s%s%s",
                     uc_run_shown(list->item[i].text, shown),
                     near != NULL ? "; did you mean '"
                                  : "; undercount-run(5) lists them",
                     near != NULL ? near : "", near != NULL ? "'?" : "");
    }
}

static const uc_run_key keys[] = {
    {"revised above", read_percent, FIELD(revised_above)},
    {"fail above", read_percent, FIELD(fail_above)},
    {"fail on", read_codes, FIELD(fail_on)},
};

void uc_run_read_thresholds(uc_run_reader *reader, const uc_yaml_node *node,
                            void *field)
{
    uc_run_thresholds *thresholds = field;

    thresholds->line = node->line;
    thresholds->column = node->column;
    (void)uc_run_mapping(reader, node, "thresholds", keys, COUNT_OF(keys), field);
}

void uc_run_check_keeping(uc_run_reader *reader)
{
    const uc_run_file *run = reader->run;
    const uc_yaml_node at = {.line = run->thresholds.line,
                             .column = run->thresholds.column};

    if (run->history.text == NULL &&
        (run->thresholds.fail_above.given || run->thresholds.revised_above.given))
        uc_run_fault(reader, &at,
                     "'revised above' and 'fail above' compare with the last report; "
                     "'history: FILE' keeps it");
}
