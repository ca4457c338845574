/* run_analysis.c - what a run file asks of its comparisons */
#include "pipeline/run_sections.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "estimators/gap/cascade.h"

#define COUNT_OF(a)        (sizeof(a) / sizeof((a)[0]))
#define FIELD(type, field) offsetof(type, field)
#define MAX_BELOW          1000000

static void read_impute(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    if (node->kind == UC_YAML_SCALAR && node->text != NULL &&
        strcmp(node->text, "rate") == 0)
        *(bool *)field = true;
    else if (node->kind != UC_YAML_SCALAR || node->text == NULL ||
             strcmp(node->text, "none") != 0)
        uc_run_fault(reader, node, "impute must be none or rate");
}

static const uc_run_key regions_keys[] = {
    {"groupings", uc_run_read_list, FIELD(uc_run_regions, grouping)},
    {"impute", read_impute, FIELD(uc_run_regions, impute_rate)},
};

void uc_run_read_regions(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_regions *to = field;

    if (node->kind != UC_YAML_MAPPING) {
        uc_run_read_list(reader, node, &to->grouping);
        return;
    }
    (void)uc_run_mapping(reader, node, "regions", regions_keys, COUNT_OF(regions_keys),
                         to);
    if (uc_yaml_get(node, "groupings") == NULL)
        uc_run_fault(reader, node,
                     "regions need 'groupings': columns of the areas file");
}

static const uc_run_key synthesis_keys[] = {
    {"area", uc_run_read_text, FIELD(uc_run_synthesis, area)},
    {"period", uc_run_read_text, FIELD(uc_run_synthesis, period)},
    {"definition", uc_run_read_text, FIELD(uc_run_synthesis, definition)},
    {"disjoint", uc_run_read_bool, FIELD(uc_run_synthesis, disjoint)},
};

void uc_run_read_syntheses(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_file *run = reader->run;

    (void)field;
    if (node->kind != UC_YAML_SEQUENCE) {
        uc_run_fault(reader, node, "synthesis must be a list of entries");
        return;
    }
    run->synthesis = calloc(node->n + 1, sizeof *run->synthesis);
    if (run->synthesis == NULL) {
        reader->no_memory = true;
        return;
    }
    for (size_t i = 0; i < node->n; i++) {
        uc_run_synthesis *to = &run->synthesis[run->n_syntheses++];

        if (uc_run_mapping(reader, &node->child[i], "a synthesis", synthesis_keys,
                           COUNT_OF(synthesis_keys), to) &&
            to->area.text == NULL)
            uc_run_fault(reader, &node->child[i], "a synthesis needs 'area'");
    }
}

void uc_run_read_cascade(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_list *to = field;

    uc_run_read_list(reader, node, to);
    if (to->n > UC_CASCADE_MAX_STAGES)
        uc_run_fault(reader, node, "a cascade has at most %d stages",
                     UC_CASCADE_MAX_STAGES);
}

static const uc_run_key checklist_keys[] = {
    {"funding", uc_run_read_text, FIELD(uc_run_checklist, funding)},
    {"access", uc_run_read_text, FIELD(uc_run_checklist, access)},
    {"inclusion", uc_run_read_text, FIELD(uc_run_checklist, inclusion)},
    {"biases", uc_run_read_text, FIELD(uc_run_checklist, biases)},
    {"interpretation", uc_run_read_text, FIELD(uc_run_checklist, interpretation)},
    {"limitations", uc_run_read_text, FIELD(uc_run_checklist, limitations)},
};

void uc_run_read_checklist(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    reader->run->has_checklist = true;
    (void)uc_run_mapping(reader, node, "the checklist", checklist_keys,
                         COUNT_OF(checklist_keys), field);
}

void uc_run_read_below(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uint64_t k = 0;

    if (node->kind != UC_YAML_SCALAR || node->text == NULL ||
        uc_number_count(node->text, &k) != UC_NUMBER_OK || k < 2 || k > MAX_BELOW)
        uc_run_fault(reader, node, "suppress below must be a whole number from 2 to %d",
                     MAX_BELOW);
    else
        *(size_t *)field = (size_t)k;
}

void uc_run_clear_analysis(uc_run_file *run)
{
    for (size_t i = 0; i < run->n_syntheses; i++) {
        uc_run_text_clear(&run->synthesis[i].area);
        uc_run_text_clear(&run->synthesis[i].period);
        uc_run_text_clear(&run->synthesis[i].definition);
    }
    free(run->synthesis);
    uc_run_text_clear(&run->checklist.funding);
    uc_run_text_clear(&run->checklist.access);
    uc_run_text_clear(&run->checklist.inclusion);
    uc_run_text_clear(&run->checklist.biases);
    uc_run_text_clear(&run->checklist.interpretation);
    uc_run_text_clear(&run->checklist.limitations);
    uc_run_list_clear(&run->cascade);
    uc_run_list_clear(&run->regions.grouping);
}
