/* SPDX-License-Identifier: Apache-2.0 */
/* What rules over conversations share: what the platform's own words say, and when. */
#include "core/rule/rule_int.h"

enum { SHOWN = 120 };

struct baton_str baton_check_duration(const struct baton_check *check, int64_t seconds)
{
    struct baton_arena *arena = check->arena;
    if (seconds < 60)
        return baton_str_fmt(arena, "%d s", (int)seconds);
    if (seconds >= 2 * 86400)
        return baton_str_fmt(arena, "%lld days", (long long)(seconds / 86400));
    if (seconds >= 3600)
        return baton_str_fmt(arena, "%d h %02d min", (int)(seconds / 3600),
                             (int)(seconds / 60 % 60));
    if (seconds % 60 == 0 || seconds >= 600)
        return baton_str_fmt(arena, "%d min", (int)(seconds / 60));
    return baton_str_fmt(arena, "%d min %02d s", (int)(seconds / 60), (int)(seconds % 60));
}

struct baton_str baton_check_shown(const struct baton_check *check, struct baton_str text)
{
    struct baton_str masked = baton_mask(check->arena, baton_str_trim(text));
    size_t end = masked.len;
    if (end <= SHOWN)
        return masked;
    for (end = SHOWN; end && ((unsigned char)masked.s[end] & 0xC0) == 0x80;)
        end--;
    return baton_str_fmt(check->arena, "%.*s…", (int)end, masked.s);
}

bool baton_check_is_call(const struct baton_check *check, const char *contract)
{
    return check->contract && baton_str_is(check->contract->id, contract);
}

/* ---- whose ----------------------------------------------------------------------------- */

const struct baton_conversation *baton_talk(const struct baton_check *check)
{
    const struct baton_conversation *c = check->conversation;
    return c && !baton_conversation_is_vendors(c) ? c : NULL;
}

const struct baton_conversation *baton_side(const struct baton_check *check, const char *family)
{
    const struct baton_conversation *c = check->conversation;
    const struct baton_evidence *e = check->evidence;
    if (c && baton_str_is(c->family, family))
        return c;
    return e && e->has_bot_side && baton_str_is(e->bot_side.family, family) ? &e->bot_side : NULL;
}

bool baton_side_worked(const struct baton_check *check)
{
    const struct baton_evidence *e = check->evidence;
    return (check->conversation && baton_conversation_worked(check->conversation)) ||
           (e && e->has_bot_side && baton_conversation_worked(&e->bot_side));
}

/* ---- when ---------------------------------------------------------------------------- */

struct baton_moment baton_talk_tried(const struct baton_conversation *c)
{
    struct baton_tries tries = baton_conversation_tries(c);
    if (tries.first && tries.first->time.seconds != INT64_MIN)
        return tries.first->time;
    for (size_t i = 0; i < c->error_count; i++)
        if (c->errors[i].time.seconds != INT64_MIN)
            return c->errors[i].time;
    if (c->handover_asked.at != BATON_JSON_NONE)
        return c->asked;
    return (struct baton_moment){{0, BATON_JSON_NONE}, {NULL, 0}, INT64_MIN};
}

/* ---- sentences ------------------------------------------------------------------------- */

/* Equal but for case, and dashes, blanks and underscores: "WRAPUP_CODE_NOT_FOUND". */
static struct baton_str plain(char *room, size_t size, struct baton_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len && n < size; i++) {
        char c = text.s[i];
        if (c != '-' && c != '_' && c != ' ')
            room[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    return (struct baton_str){room, n};
}

static bool says(struct baton_str text, const char *words)
{
    char a[400], b[64];
    struct baton_str told = plain(a, sizeof a, text);
    return text.s && baton_str_find(told, plain(b, sizeof b, baton_str_from(words))) != SIZE_MAX;
}

struct baton_fact baton_talk_says(const struct baton_conversation *c, const char *words)
{
    for (size_t i = 0; i < c->error_count; i++)
        if (says(c->errors[i].text.text, words) || says(c->errors[i].code.text, words))
            return c->errors[i].fact;
    for (size_t i = 0; i < c->message_count; i++)
        if (c->messages[i].kind == BATON_MESSAGE_HANDOVER_FAILED &&
            says(c->messages[i].text.text, words))
            return c->messages[i].fact;
    return (struct baton_fact){0, BATON_JSON_NONE};
}

bool baton_talk_is_known(const struct baton_noted_error *error)
{
    static const char *const known[] = {"Invalid Transfer Target", "Already Wrapped Up",
                                        "Wrap-up Code Not Found", "Insufficient Permissions"};
    for (size_t i = 0; i < BATON_COUNT(known); i++)
        if (says(error->text.text, known[i]) || says(error->code.text, known[i]))
            return true;
    return false;
}

bool baton_talk_report(struct baton_check *check, const struct baton_rule *rule, const char *words,
                       const char *meaning)
{
    if (!baton_talk(check))
        return false;
    struct baton_fact fact = baton_talk_says(check->conversation, words);
    if (fact.at == BATON_JSON_NONE)
        return false;
    int status = baton_conversation_status(check->conversation);
    if (status)
        baton_report_at(check, rule, baton_where_fact(check, fact),
                        "the handover got %d \"%s\": %s", status, words, meaning);
    else
        baton_report_at(check, rule, baton_where_fact(check, fact), "the handover got \"%s\": %s",
                        words, meaning);
    return true;
}
