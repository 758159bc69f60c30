/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers that nobody captured and an account tells of: a Signal's status in the bot's log,
 * the code that a bot noted in a participant's attributes. Which rule such an answer has,
 * the contract's observations say, as they do of one that was seen.
 */
#include "core/rule/rule_int.h"

enum { LONGEST_CODE = 160, MOST_ATTRIBUTES = 200 };

struct answer {
    struct baton_fact at;
    struct baton_str rule;        /* "" if the contract knows none */
    struct baton_str code, name;  /* of an attribute */
    int status;                   /* of a Signal */
};

static struct baton_str rule_of(const struct baton_check *check, const char *contract, int status,
                                struct baton_str words)
{
    const struct baton_contract *c = baton_contracts_find(check->contracts,
                                                          baton_str_from(contract));
    for (size_t i = 0; c && i < c->observed_count; i++)
        if ((status || c->observed[i].says.len) &&
            baton_observed_fits(&c->observed[i], status, words))
            return c->observed[i].rule;
    return BATON_STR("");
}

/* ---- a Signal --------------------------------------------------------------------- */

const struct baton_transfer_told *baton_told_signal(const struct baton_check *check)
{
    const struct baton_conversation *c = baton_side(check, "cognigy");
    const struct baton_transfer_told *found = NULL;
    for (size_t i = 0; check->evidence && c && i < c->transfer_count; i++)
        if (c->transfers[i].by == BATON_TRANSFER_BY_SIGNAL)
            found = &c->transfers[i];
    return found;
}

static bool find_signal(const struct baton_check *check, struct answer *out)
{
    const struct baton_transfer_told *t = baton_told_signal(check);
    if (!t || t->state != BATON_TRANSFER_FAILED || !t->final_status)
        return false;
    *out = (struct answer){.at = t->reason.text.s ? t->reason.fact : t->state_text.fact,
                           .status = t->final_status};
    out->rule = rule_of(check, "cxone.signal", t->final_status, BATON_STR(""));
    return true;
}

/* ---- a code among attributes ------------------------------------------------------ */

/* Words with dots between them and nothing else, "conversations.error.queue.not.found". */
static bool is_code(struct baton_str value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.s[i] != '.' && (value.s[i] < 'a' || value.s[i] > 'z'))
            return false;
    return true;
}

/* An attribute that is named as an error may have a code within a text. */
static bool may_tell(struct baton_str name, struct baton_str value)
{
    return is_code(value) || baton_str_find_nocase(name, BATON_STR("error")) != SIZE_MAX ||
           baton_str_find_nocase(name, BATON_STR("fail")) != SIZE_MAX;
}

static bool find_code(const struct baton_check *check, const struct baton_conversation *c,
                      struct baton_fact attributes, struct answer *out)
{
    const struct baton_json *doc = c->accounts[attributes.account];
    size_t looked = 0;
    BATON_JSON_EACH_MEMBER(doc, attributes.at, key) {
        if (looked++ == MOST_ATTRIBUTES)
            return false;
        struct baton_fact fact = {attributes.account, key + 1};
        struct baton_str value = doc->v[key + 1].type == BATON_JSON_STRING
                                     ? baton_json_string(doc, key + 1, check->arena)
                                     : BATON_STR("");
        struct baton_str name = baton_json_string(doc, key, check->arena);
        if (!value.len || value.len > LONGEST_CODE || !may_tell(name, value))
            continue;
        struct baton_str rule = rule_of(check, "genesys.transfer.queue", 0, value);
        if (!rule.len)
            continue;
        *out = (struct answer){.at = fact, .rule = rule, .code = value, .name = name};
        return true;
    }
    return false;
}

static bool find_noted(const struct baton_check *check, struct answer *out)
{
    const struct baton_conversation *c = baton_side(check, "genesys");
    for (size_t i = 0; c && i < c->participant_count; i++) {
        struct baton_fact at = c->participants[i].attributes;
        if (at.at != BATON_JSON_NONE && find_code(check, c, at, out))
            return true;
    }
    return false;
}

bool baton_told_noted(const struct baton_check *check)
{
    struct answer answer;
    return find_noted(check, &answer);
}

/* ---- reports ---------------------------------------------------------------------- */

bool baton_told_is_known(const struct baton_check *check, struct baton_fact fact)
{
    struct answer answer;
    return find_signal(check, &answer) && answer.rule.len && answer.at.at == fact.at &&
           answer.at.account == fact.account;
}

struct baton_finding *baton_told_report(struct baton_check *check, const struct baton_rule *rule,
                                        const char *meaning)
{
    struct answer answer;
    if (!check->conversation || baton_side_worked(check))
        return NULL;
    if (find_signal(check, &answer) && baton_str_is(answer.rule, rule->info.id))
        return baton_report_at(check, rule, baton_where_fact(check, answer.at),
                               "the Signal was answered %d, as the bot's log tells: %s",
                               answer.status, meaning);
    if (!find_noted(check, &answer) || !baton_str_is(answer.rule, rule->info.id))
        return NULL;
    struct baton_str code = baton_check_shown(check, answer.code);
    struct baton_str name = baton_check_shown(check, answer.name);
    return baton_report_at(check, rule, baton_where_fact(check, answer.at),
                           "Genesys Cloud answered \"%.*s\", as the bot noted (%.*s): %s",
                           BATON_ARG(code), BATON_ARG(name), meaning);
}

/* ---- the contact that stands for no call ------------------------------------------ */

void baton_told_no_call(struct baton_check *check, const struct baton_rule *rule)
{
    const struct baton_conversation *c = baton_side(check, "cognigy");
    for (size_t i = 0; check->evidence && c && i < c->key_count; i++) {
        const struct baton_join_key *key = &c->keys[i];
        if (!baton_str_is(baton_str_from(key->kind), "no-call") || baton_side_worked(check))
            continue;
        baton_report_at(check, rule, baton_where_fact(check, key->value.fact),
                        "the call came with the contact id 100000000000, which stands for no "
                        "call: nothing is sent for it");
        return;
    }
}
