/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: what a Studio script's call to a service can bear. */
#include "core/rule/cxone_int.h"

enum { REPLY_LIMIT = 32 * 1024, PROXY_MS = 10 * 1000, ACTION_MS = 90 * 1000 };

static bool is_callout(const struct baton_check *check)
{
    return baton_check_is_call(check, "cxone.studio-rest-callout");
}

/* " = -1" */
static bool is_minus_one(struct baton_str rest)
{
    while (rest.len && baton_str_find_byte(BATON_STR(" :="), rest.s[0]) != SIZE_MAX)
        rest = baton_str_sub(rest, 1, rest.len);
    return baton_str_starts(rest, BATON_STR("-1")) &&
           (rest.len == 2 || rest.s[2] < '0' || rest.s[2] > '9');
}

/* A trace of the script: StatusCode is -1, and perhaps the limit is told by its name. */
static bool told_of_reply(struct baton_check *check, const struct baton_rule *rule)
{
    struct baton_str name = BATON_STR("StatusCode");
    struct baton_str rest = check->words ? check->words->text : BATON_STR("");
    struct baton_said said;
    for (size_t at; (at = baton_str_find_nocase(rest, name)) != SIZE_MAX;) {
        struct baton_str here = baton_str_sub(rest, at, at + name.len);
        rest = baton_str_sub(rest, at + name.len, rest.len);
        if (!is_minus_one(rest))
            continue;
        bool large = baton_words_find(check, "32 KB", &said) ||
                     baton_words_find(check, "32KB", &said);
        baton_report_at(check, rule, baton_where_words(check, here),
                        large ? "StatusCode -1: the reply is over Studio's 32 KB"
                              : "StatusCode -1: Studio could not take the reply, most likely one "
                                "over 32 KB");
        return true;
    }
    return false;
}

BATON_RULE(HO8410)
{
    size_t size = check->exchange->answer.text.len;
    if (told_of_reply(check, rule))
        return;
    if (!is_callout(check) || check->is_answer || size <= REPLY_LIMIT)
        return;
    baton_report_at(check, rule, baton_answer_where(check),
                    "the reply has %zu bytes; Studio takes 32 KB at most", size);
}

BATON_RULE(HO8411)
{
    int64_t took = check->exchange->milliseconds;
    if (!is_callout(check) || took <= PROXY_MS)
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_request(check),
        took > ACTION_MS ? "it took %lld s: longer than Studio waits in any case (90 s)"
                         : "it took %lld s: GetRESTProxy waits 10 s unless told otherwise",
        (long long)(took / 1000));
    if (f && took > ACTION_MS)
        f->severity = BATON_ERROR;
}

BATON_RULE(HO1407)
{
    const struct baton_exchange *ex = check->exchange;
    if (!is_callout(check) || !ex->body.present || !ex->request.present ||
        baton_str_find_byte(baton_str_trim(ex->body.text), '\n') == SIZE_MAX)
        return;
    baton_report_at(check, rule, baton_where_request(check),
                    "the JSON body takes several lines; the REST API action wants one");
}
