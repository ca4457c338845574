/* indicators.c - rules over coded indicators */
#include "estimators/survey/indicators.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

/* Steps of a program: a value to push, or an operation. Values are numbered indicators,
 * then groups, then rules. */
enum { STEP_AND = -1, STEP_OR = -2, STEP_NOT = -3 };

#define MAX_DEPTH 64
#define MAX_WORD  128

typedef struct parser {
    const uc_indicator_rules *rules;
    size_t rule; /* being read */
    const char *at;
    char word[MAX_WORD]; /* the next word or bracket; "" at the end */
    int32_t *step;
    size_t n_steps;
    int depth;
    uc_error *err;
    uc_status status;
} parser;

static void refuse(parser *p, const char *what)
{
    char shown[160];

    if (p->status != UC_OK)
        return;
    p->status =
        uc_fail(p->err, UC_ECONFIG, "rule '%s': %s%s%s", p->rules->rule[p->rule].name,
                what, p->word[0] != '\0' ? " at " : "",
                p->word[0] != '\0'
                    ? uc_text_display(p->word, strlen(p->word), 60, shown, sizeof shown)
                    : "");
}

static void next(parser *p)
{
    size_t n = 0;

    while (*p->at == ' ' || *p->at == '\t' || *p->at == '\n')
        p->at++;
    if (*p->at == '(' || *p->at == ')') {
        p->word[n++] = *p->at++;
    } else {
        while (*p->at != '\0' && strchr(" \t\n()", *p->at) == NULL && n + 1 < MAX_WORD)
            p->word[n++] = *p->at++;
    }
    p->word[n] = '\0';
    if (n + 1 == MAX_WORD)
        refuse(p, "a word is too long");
}

static void emit(parser *p, int32_t step)
{
    if (p->n_steps == UC_RULES_MAX_STEPS)
        refuse(p, "the expression is too long");
    else
        p->step[p->n_steps++] = step;
}

static bool find_name(parser *p, int32_t *value)
{
    const uc_indicator_rules *r = p->rules;
    size_t i;

    for (i = 0; i < r->n_indicators; i++)
        if (strcmp(r->indicator[i], p->word) == 0) {
            *value = (int32_t)i;
            return true;
        }
    for (i = 0; i < r->n_groups; i++)
        if (strcmp(r->group[i].name, p->word) == 0) {
            *value = (int32_t)(r->n_indicators + i);
            return true;
        }
    for (i = 0; i < p->rule; i++)
        if (strcmp(r->rule[i].name, p->word) == 0) {
            *value = (int32_t)(r->n_indicators + r->n_groups + i);
            return true;
        }
    return false;
}

static void refuse_name(parser *p)
{
    const uc_indicator_rules *r = p->rules;
    const char *names[256], *near;
    char shown[160];
    size_t i, n = 0;

    for (i = 0; i < r->n_groups && n < 256; i++)
        names[n++] = r->group[i].name;
    for (i = 0; i < r->n_indicators && n < 256; i++)
        names[n++] = r->indicator[i];
    near = uc_text_nearest(p->word, names, n);
    (void)uc_text_display(p->word, strlen(p->word), 60, shown, sizeof shown);
    if (p->status == UC_OK)
        p->status = uc_fail(
            p->err, UC_ECONFIG, "rule '%s': no group or indicator is called '%s'%s%s%s",
            r->rule[p->rule].name, shown, near != NULL ? "; did you mean '" : "",
            near != NULL ? near : "", near != NULL ? "'?" : "");
}

static void parse_or(parser *p);

static void parse_value(parser *p)
{
    int32_t value = 0;

    if (p->status != UC_OK)
        return;
    if (strcmp(p->word, "not") == 0) {
        next(p);
        if (++p->depth > MAX_DEPTH)
            refuse(p, "the expression is nested too deeply");
        parse_value(p);
        p->depth--;
        emit(p, STEP_NOT);
    } else if (strcmp(p->word, "(") == 0) {
        next(p);
        if (++p->depth > MAX_DEPTH)
            refuse(p, "the expression is nested too deeply");
        parse_or(p);
        p->depth--;
        if (p->status == UC_OK && strcmp(p->word, ")") != 0)
            refuse(p, "a closing bracket is missing");
        next(p);
    } else if (p->word[0] == '\0' || strcmp(p->word, ")") == 0 ||
               strcmp(p->word, "and") == 0 || strcmp(p->word, "or") == 0) {
        refuse(p, "a group or indicator is missing");
    } else if (find_name(p, &value)) {
        emit(p, value);
        next(p);
    } else {
        refuse_name(p);
    }
}

static void parse_and(parser *p)
{
    parse_value(p);
    while (p->status == UC_OK && strcmp(p->word, "and") == 0) {
        next(p);
        parse_value(p);
        emit(p, STEP_AND);
    }
}

static void parse_or(parser *p)
{
    parse_and(p);
    while (p->status == UC_OK && strcmp(p->word, "or") == 0) {
        next(p);
        parse_and(p);
        emit(p, STEP_OR);
    }
}

static uc_status check_group(const uc_indicator_group *g, uc_error *err)
{
    if (g->at_least == 0 || g->at_least > g->n || g->strong_at_least > g->n_strong)
        return uc_fail(
            err, UC_ECONFIG,
            "group '%s' cannot be met: it has %zu indicators and asks for %zu", g->name,
            g->n, g->at_least);
    return UC_OK;
}

uc_status uc_rules_compile(const uc_indicator_rules *rules, uc_rule_program *program,
                           uc_error *err)
{
    uc_rule_program made = {.rules = rules};
    uc_status status = UC_OK;
    size_t i;

    made.step = malloc((rules->n_rules * UC_RULES_MAX_STEPS + 1) * sizeof *made.step);
    made.n_steps = calloc(rules->n_rules + 1, sizeof *made.n_steps);
    if (made.step == NULL || made.n_steps == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for the rules");
    for (i = 0; status == UC_OK && i < rules->n_groups; i++)
        status = check_group(&rules->group[i], err);
    for (i = 0; status == UC_OK && i < rules->n_rules; i++) {
        parser p = {.rules = rules,
                    .rule = i,
                    .at = rules->rule[i].expression,
                    .step = made.step + i * UC_RULES_MAX_STEPS,
                    .err = err};

        next(&p);
        parse_or(&p);
        if (p.status == UC_OK && p.word[0] != '\0')
            refuse(&p, "'and' or 'or' is missing");
        made.n_steps[i] = p.n_steps;
        status = p.status;
    }
    if (status == UC_OK)
        *program = made;
    else
        uc_rule_program_clear(&made);
    return status;
}

void uc_rule_program_clear(uc_rule_program *program)
{
    free(program->step);
    free(program->n_steps);
    *program = (uc_rule_program){.step = NULL};
}

/* -- Rows ------------------------------------------------------------------------ */

static uc_truth enough(const uint8_t answer[], const size_t indicator[], size_t n,
                       size_t at_least)
{
    size_t i, yes = 0, unknown = 0;

    for (i = 0; i < n; i++) {
        yes += answer[indicator[i]] == UC_YES;
        unknown += answer[indicator[i]] == UC_UNKNOWN;
    }
    if (yes >= at_least)
        return UC_YES;
    return yes + unknown >= at_least ? UC_UNKNOWN : UC_NO;
}

static uc_truth both(uc_truth a, uc_truth b)
{
    if (a == UC_NO || b == UC_NO)
        return UC_NO;
    return a == UC_YES && b == UC_YES ? UC_YES : UC_UNKNOWN;
}

static uc_truth negated(uc_truth a)
{
    return a == UC_UNKNOWN ? UC_UNKNOWN : a == UC_YES ? UC_NO : UC_YES;
}

static uc_truth either(uc_truth a, uc_truth b)
{
    return negated(both(negated(a), negated(b)));
}

static uc_truth value_of(const uc_indicator_rules *r, int32_t step,
                         const uint8_t answer[], const uint8_t group[],
                         const uint8_t rule[])
{
    size_t k = (size_t)step;

    if (k < r->n_indicators)
        return (uc_truth)answer[k];
    k -= r->n_indicators;
    return (uc_truth)(k < r->n_groups ? group[k] : rule[k - r->n_groups]);
}

void uc_rules_evaluate(const uc_rule_program *program, const uint8_t answer[],
                       uint8_t group[], uint8_t rule[])
{
    const uc_indicator_rules *r = program->rules;
    uc_truth stack[UC_RULES_MAX_STEPS];
    size_t i, k, top;

    for (i = 0; i < r->n_groups; i++) {
        const uc_indicator_group *g = &r->group[i];

        group[i] = (uint8_t)enough(answer, g->indicator, g->n, g->at_least);
        if (g->strong_at_least > 0)
            group[i] = (uint8_t)either(
                (uc_truth)group[i],
                enough(answer, g->strong, g->n_strong, g->strong_at_least));
    }
    for (i = 0; i < r->n_rules; i++) {
        const int32_t *step = program->step + i * UC_RULES_MAX_STEPS;

        top = 0;
        for (k = 0; k < program->n_steps[i]; k++) {
            if (step[k] >= 0) {
                stack[top++] = value_of(r, step[k], answer, group, rule);
            } else if (step[k] == STEP_NOT) {
                stack[top - 1] = negated(stack[top - 1]);
            } else {
                top--;
                stack[top - 1] = step[k] == STEP_AND
                                     ? both(stack[top - 1], stack[top])
                                     : either(stack[top - 1], stack[top]);
            }
        }
        rule[i] = (uint8_t)stack[0];
    }
}
