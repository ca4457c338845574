/* run_compares.c - what a run file asks to compare */
#include "pipeline/run_sections.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/network/run_network.h"

#define COUNT_OF(a)        (sizeof(a) / sizeof((a)[0]))
#define FIELD(type, field) offsetof(type, field)

static const uc_run_key published_keys[] = {
    {"published", uc_run_read_text, FIELD(uc_run_compare, definition)},
    {"area", uc_run_read_list, FIELD(uc_run_compare, area)},
    {"period", uc_run_read_text, FIELD(uc_run_compare, period)},
    {"source", uc_run_read_text, FIELD(uc_run_compare, source)},
};

static const uc_run_key scaleup_keys[] = {
    {"scaleup", uc_run_read_text, FIELD(uc_run_compare, of_survey)},
    {"of", uc_run_read_text, FIELD(uc_run_compare, of)},
};
static const uc_run_key rds_keys[] = {
    {"rds", uc_run_read_text, FIELD(uc_run_compare, of_survey)},
    {"of", uc_run_read_text, FIELD(uc_run_compare, of)},
    {"method", uc_run_read_text, FIELD(uc_run_compare, method)},
};
static const uc_run_key survey_keys[] = {
    {"survey", uc_run_read_text, FIELD(uc_run_compare, of_survey)},
    {"of", uc_run_read_text, FIELD(uc_run_compare, of)},
};

/* An estimate of a survey of this run file; it is published under a name of its own. */
static void read_surveyed(uc_run_reader *reader, const uc_yaml_node *node,
                          uc_run_survey_kind kind, uc_run_compare *to)
{
    const uc_run_key *keys = kind == UC_RUN_OF_SCALEUP ? scaleup_keys
                             : kind == UC_RUN_OF_RDS   ? rds_keys
                                                       : survey_keys;
    uc_sink text;

    to->published = true;
    to->survey_kind = kind;
    (void)uc_run_mapping(
        reader, node, "an estimate to compare", keys,
        kind == UC_RUN_OF_RDS ? COUNT_OF(rds_keys) : COUNT_OF(survey_keys), to);
    if (to->of.text == NULL && uc_yaml_get(node, "of") == NULL)
        uc_run_fault(reader, node,
                     "say with 'of' which estimate is compared: a group of a scale-up, "
                     "VARIABLE=CATEGORY of a sample, a column of a survey");
    if (to->of.text == NULL || to->of_survey.text == NULL)
        return;
    uc_sink_memory(&text);
    uc_network_definition(&text, to->of_survey.text, to->of.text, to->method.text);
    to->definition = to->of;
    to->definition.text = uc_sink_take(&text);
    uc_sink_clear(&text);
    reader->no_memory = reader->no_memory || to->definition.text == NULL;
}

static void read_compared(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_compare *to = field;

    if (node->kind != UC_YAML_MAPPING) {
        (void)uc_run_find_capture(reader, node, &to->capture);
        return;
    }
    if (uc_yaml_get(node, "scaleup") != NULL) {
        read_surveyed(reader, node, UC_RUN_OF_SCALEUP, to);
        return;
    }
    if (uc_yaml_get(node, "rds") != NULL) {
        read_surveyed(reader, node, UC_RUN_OF_RDS, to);
        return;
    }
    if (uc_yaml_get(node, "survey") != NULL) {
        read_surveyed(reader, node, UC_RUN_OF_SURVEY, to);
        return;
    }
    to->published = true;
    (void)uc_run_mapping(reader, node, "an estimate to compare", published_keys,
                         COUNT_OF(published_keys), to);
    if (uc_yaml_get(node, "published") == NULL)
        uc_run_fault(reader, node,
                     "a published estimate needs 'published', its definition; others "
                     "need 'scaleup', 'rds' or 'survey'");
}

/* "area" and "period" beside "estimate" and "identified" hold for both. */
typedef struct compare_entry {
    uc_run_compare compare;
    uc_run_text area, period;
} compare_entry;

static const uc_run_key compare_keys[] = {
    {"estimate", read_compared, FIELD(compare_entry, compare)},
    {"identified", uc_run_read_identified, FIELD(compare_entry, compare.identified)},
    {"note", uc_run_read_text, FIELD(compare_entry, compare.note)},
    {"area", uc_run_read_text, FIELD(compare_entry, area)},
    {"period", uc_run_read_text, FIELD(compare_entry, period)},
    {"by", uc_run_read_list, FIELD(compare_entry, compare.by)},
};

static void default_text(uc_run_reader *reader, uc_run_text *to,
                         const uc_run_text *from)
{
    if (to->text != NULL || from->text == NULL)
        return;
    *to = *from;
    to->text = uc_text_copy(from->text);
    reader->no_memory = reader->no_memory || to->text == NULL;
}

static void default_area(uc_run_reader *reader, uc_run_list *to,
                         const uc_run_text *from)
{
    if (to->n != 0 || from->text == NULL)
        return;
    to->item = calloc(1, sizeof *to->item);
    reader->no_memory = reader->no_memory || to->item == NULL;
    if (to->item == NULL)
        return;
    to->n = 1;
    default_text(reader, &to->item[0], from);
}

static void check_compare(uc_run_reader *reader, const uc_yaml_node *node,
                          const uc_run_compare *to)
{
    const uc_run_identified_kind kind = to->identified.kind;

    if (uc_yaml_get(node, "estimate") == NULL)
        uc_run_fault(reader, node,
                     "a comparison needs 'estimate': the name of a capture, or "
                     "{published: DEFINITION, ...}");
    if (kind == UC_RUN_IDENTIFIED_STAGE)
        uc_run_fault(reader, node,
                     "a rule over stages stands under the capture whose cases it is "
                     "about");
    if (to->published &&
        (kind == UC_RUN_IDENTIFIED_ANY_LIST || kind == UC_RUN_IDENTIFIED_LIST))
        uc_run_fault(reader, node,
                     "a published estimate has no lists; identified must be a mapping "
                     "with area, period, stage");
}

static bool is_divided_by(const uc_run_capture *capture, const char *column)
{
    const uc_case_words *words = &capture->source_files.rules.by;

    for (size_t i = 0; i < capture->by.n; i++)
        if (strcmp(capture->by.item[i].text, column) == 0)
            return true;
    for (size_t i = 0; i < words->n; i++)
        if (strcmp(words->word[i], column) == 0)
            return true;
    return false;
}

/* "by" names columns that the capture is divided by. */
static void check_by(uc_run_reader *reader, const uc_yaml_node *node,
                     const uc_run_compare *to)
{
    const uc_yaml_node *by = uc_yaml_get(node, "by");

    if (by != NULL && to->published)
        uc_run_fault(reader, by, "'by' goes with the estimates of a capture");
    if (by == NULL || to->published || to->capture >= reader->run->n_captures)
        return;
    for (size_t i = 0; i < to->by.n; i++)
        if (!is_divided_by(&reader->run->capture[to->capture], to->by.item[i].text))
            uc_run_fault(reader, by, "'by': the capture is not divided by '%.80s'",
                         to->by.item[i].text);
}

static void read_compare(uc_run_reader *reader, const uc_yaml_node *node,
                         uc_run_compare *to)
{
    compare_entry entry;

    memset(&entry, 0, sizeof entry);
    if (uc_run_mapping(reader, node, "a comparison", compare_keys,
                       COUNT_OF(compare_keys), &entry)) {
        default_text(reader, &entry.compare.identified.area, &entry.area);
        default_text(reader, &entry.compare.identified.period, &entry.period);
        default_text(reader, &entry.compare.period, &entry.period);
        default_area(reader, &entry.compare.area, &entry.area);
        check_compare(reader, node, &entry.compare);
        check_by(reader, node, &entry.compare);
    }
    uc_run_text_clear(&entry.area);
    uc_run_text_clear(&entry.period);
    *to = entry.compare;
    to->line = node->line;
    to->column = node->column;
}

void uc_run_read_compares(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_file *run = reader->run;
    size_t i;

    (void)field;
    if (node->kind != UC_YAML_SEQUENCE) {
        uc_run_fault(reader, node, "compare must be a list of entries");
        return;
    }
    run->compare = calloc(node->n + 1, sizeof *run->compare);
    if (run->compare == NULL) {
        reader->no_memory = true;
        return;
    }
    for (i = 0; i < node->n; i++)
        read_compare(reader, &node->child[i], &run->compare[run->n_compares++]);
}
