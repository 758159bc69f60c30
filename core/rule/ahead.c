/* SPDX-License-Identifier: Apache-2.0 */
/* What later exchanges of one input say of this one: HO8022. */
#include "core/rule/rule_int.h"

static uint64_t hash(uint64_t h, struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.s[i]) * 0x100000001B3u;
    return h * 31 + text.len;
}

static uint64_t hash_of(struct baton_str text)
{
    return hash(14695981039346656037u, text);
}

/* The conversation of .../conversations/{medium}/{id}/…, where what follows is a transfer. */
static uint64_t handed_over(const struct baton_exchange *ex)
{
    static const char *const calls[] = {"replace", "transfer", "consult"};
    struct baton_str path = baton_url(ex->url).path, step;
    uint64_t id = 0;
    bool of_conversation = false;
    if (!baton_str_is_nocase(ex->request.method, "POST"))
        return 0;
    while (baton_str_next(&path, '/', &step)) {
        of_conversation |= baton_str_is(step, "conversations");
        if (of_conversation && !id && baton_kind_is_uuid(step))
            id = hash_of(step);
        for (size_t i = 0; id && i < BATON_COUNT(calls); i++)
            if (baton_str_starts(step, baton_str_from(calls[i])))
                return id;
    }
    return 0;
}

struct baton_ahead baton_ahead_of(const struct baton_exchange *exchange)
{
    const struct baton_http_header *token =
        baton_http_header(&exchange->request, "Authorization");
    uint64_t h = hash(hash_of(exchange->request.method), exchange->url);
    return (struct baton_ahead){
        .request = exchange->url.len ? hash(h, exchange->body.text) : 0,
        .token = token ? hash_of(token->value) : 0,
        .handed_over = handed_over(exchange),
        .status = exchange->response.present ? exchange->response.status : 0,
    };
}

/* Statuses that a later try, or another token, gets another answer than. */
static bool may_pass(int status)
{
    return status == 401 || status == 403 || status == 408 || status == 425 || status == 429 ||
           status >= 500;
}

static const struct baton_ahead *own(const struct baton_check *check)
{
    size_t index = check->exchange->index;
    return index && index <= check->ahead_count ? &check->ahead[index - 1] : NULL;
}

size_t baton_check_cured(const struct baton_check *check)
{
    const struct baton_ahead *mine = own(check);
    if (!mine || !mine->request || !may_pass(mine->status))
        return 0;
    for (size_t i = check->exchange->index; i < check->ahead_count; i++)
        if (check->ahead[i].request == mine->request && check->ahead[i].status / 100 == 2)
            return i + 1;
    return 0;
}

size_t baton_check_hands_over(const struct baton_check *check, struct baton_str conversation)
{
    uint64_t id = hash_of(conversation);
    for (size_t i = 0; i < check->ahead_count; i++)
        if (check->ahead[i].handed_over == id)
            return i + 1;
    return 0;
}

BATON_RULE(HO8022)
{
    size_t cured = baton_check_cured(check);
    const struct baton_ahead *mine = own(check);
    if (!cured || !mine)
        return;
    const struct baton_ahead *then = &check->ahead[cured - 1];
    baton_report_at(check, rule, baton_answer_where(check),
                    "answered %d, and exchange %zu sent the same call again%s and got %d: this is "
                    "cured", mine->status, cured,
                    then->token == mine->token ? "" : " with another token", then->status);
}
