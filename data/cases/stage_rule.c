/* stage_rule.c - rules over the stages of a case */
#include "data/cases/stage_rule.h"

#include <string.h>

enum { OP_NOT = -1, OP_AND = -2, OP_OR = -3 };

#define MAX_DEPTH 16

typedef struct parser {
    const char *at;
    const uc_case_rules *rules;
    uc_stage_rule *rule;
    unsigned depth;
    uc_error *err;
    uc_status status;
} parser;

static void skip_blanks(parser *p)
{
    while (*p->at == ' ' || *p->at == '\t')
        p->at++;
}

/* Length of the word at this place; a word ends at a blank or a parenthesis. */
static size_t word_length(const parser *p)
{
    return strcspn(p->at, " \t()");
}

static bool take_word(parser *p, const char *word)
{
    skip_blanks(p);
    if (word_length(p) != strlen(word) || strncmp(p->at, word, strlen(word)) != 0)
        return false;
    p->at += strlen(word);
    return true;
}

static void emit(parser *p, int op)
{
    if (p->status == UC_OK && p->rule->n == UC_STAGE_RULE_MAX)
        p->status = uc_fail(p->err, UC_EINVAL, "the rule is too long");
    if (p->status == UC_OK)
        p->rule->op[p->rule->n++] = (short)op;
}

static void parse_or(parser *p);

static void parse_stage(parser *p)
{
    const size_t len = word_length(p);

    for (size_t i = 0; i < p->rules->n_stages && len > 0; i++)
        if (strncmp(p->rules->stage[i].name, p->at, len) == 0 &&
            p->rules->stage[i].name[len] == '\0') {
            p->at += len;
            emit(p, (int)i);
            return;
        }
    if (p->status == UC_OK)
        p->status = uc_fail(p->err, UC_EINVAL,
                            "the rule of who is identified names no stage at '%.40s'; "
                            "it has stages, 'and', 'or', 'not' and parentheses",
                            p->at);
}

static void parse_not(parser *p)
{
    skip_blanks(p);
    if (p->status != UC_OK)
        return;
    if (++p->depth > MAX_DEPTH) {
        p->status = uc_fail(p->err, UC_EINVAL, "the rule is nested too deep");
    } else if (take_word(p, "not")) {
        parse_not(p);
        emit(p, OP_NOT);
    } else if (*p->at == '(') {
        p->at++;
        parse_or(p);
        skip_blanks(p);
        if (p->status == UC_OK && *p->at != ')')
            p->status = uc_fail(p->err, UC_EINVAL, "a parenthesis is not closed");
        p->at += *p->at == ')';
    } else {
        parse_stage(p);
    }
    p->depth--;
}

static void parse_and(parser *p)
{
    parse_not(p);
    while (p->status == UC_OK && take_word(p, "and")) {
        parse_not(p);
        emit(p, OP_AND);
    }
}

static void parse_or(parser *p)
{
    parse_and(p);
    while (p->status == UC_OK && take_word(p, "or")) {
        parse_and(p);
        emit(p, OP_OR);
    }
}

uc_status uc_stage_rule_parse(const char *text, const uc_case_rules *rules,
                              uc_stage_rule *rule, uc_error *err)
{
    uc_stage_rule made = {.n = 0};
    parser p = {.at = text, .rules = rules, .rule = &made, .err = err};

    parse_or(&p);
    skip_blanks(&p);
    if (p.status == UC_OK && *p.at != '\0')
        p.status = uc_fail(err, UC_EINVAL,
                           "the rule of who is identified goes on with '%.40s'", p.at);
    if (p.status == UC_OK)
        *rule = made;
    return p.status;
}

bool uc_stage_rule_holds(const uc_stage_rule *rule, uint32_t stages)
{
    bool stack[UC_STAGE_RULE_MAX + 2] = {false};
    size_t top = 0;

    for (size_t i = 0; i < rule->n; i++) {
        const int op = rule->op[i];

        if (op >= 0) {
            stack[top++] = (stages >> op & 1u) != 0;
        } else if (op == OP_NOT && top > 0) {
            stack[top - 1] = !stack[top - 1];
        } else if (top > 1) {
            top--;
            stack[top - 1] = op == OP_AND ? stack[top - 1] && stack[top]
                                          : stack[top - 1] || stack[top];
        }
    }
    return top > 0 && stack[0];
}
