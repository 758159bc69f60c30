/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: what Cognigy's Exit Interaction leaves in a flow's context and in its log. */
#include "core/rule/cxone_int.h"

/* The object that holds what Context Init stored; NONE if the document is no such context. */
static uint32_t context_of(const struct baton_check *check)
{
    static const char *const places[] = {"", "/data", "/context", "/context/data", "/config",
                                         "/input/config"};
    const struct baton_json *doc = &check->body.doc;
    for (size_t i = 0; check->readable && i < BATON_COUNT(places); i++) {
        uint32_t at = baton_json_pointer(doc, 0, baton_str_from(places[i]));
        if (baton_cxone__member(doc, at, "spawnedContactId") != BATON_JSON_NONE)
            return at;
    }
    return BATON_JSON_NONE;
}

/* input.channel, as far as the document has it; NONE otherwise. */
static uint32_t channel_of(const struct baton_check *check)
{
    static const char *const places[] = {"/input/channel", "/channel"};
    const struct baton_json *doc = &check->body.doc;
    for (size_t i = 0; check->readable && i < BATON_COUNT(places); i++) {
        uint32_t at = baton_json_pointer(doc, 0, baton_str_from(places[i]));
        if (at != BATON_JSON_NONE && baton_json_is(doc, at, BATON_JSON_STRING))
            return at;
    }
    return BATON_JSON_NONE;
}

/* Is it known to be no call, or taken for none? The node does not look at the ids then. */
static bool is_chat(const struct baton_check *check)
{
    uint32_t at = channel_of(check);
    return at != BATON_JSON_NONE &&
           baton_str_find_nocase(baton_check_text(check, at), BATON_STR("voice")) == SIZE_MAX;
}

/* ---- ids ------------------------------------------------------------------------------ */

static void report_id(struct baton_check *check, const struct baton_rule *rule, uint32_t context,
                      const char *name)
{
    const struct baton_json *doc = &check->body.doc;
    uint32_t at = baton_cxone__member(doc, context, name);
    struct baton_str value = baton_cxone__text(doc, context, name, check->arena);
    bool sentinel = baton_cxone__is_sentinel(value) && !baton_cxone__is_collected(check, at);
    if ((value.len && !sentinel) ||
        (at != BATON_JSON_NONE && check->body.doc.v[at].type >= BATON_JSON_ARRAY))
        return;
    baton_report_at(check, rule,
                    at == BATON_JSON_NONE
                        ? baton_where_missing(check, context, baton_str_from(name))
                        : baton_where_value(check, at),
                    sentinel ? "%s is 100000000000, which stands for no call: the node sends "
                               "nothing, and says nothing"
                             : "%s is empty: the node sends nothing, and says nothing", name);
}

BATON_RULE(HO5402)
{
    uint32_t context = context_of(check);
    if (context == BATON_JSON_NONE || is_chat(check) ||
        baton_check_is_call(check, "cognigy.exit-interaction"))
        return; /* the node's own fields are required by their contract */
    report_id(check, rule, context, "spawnedContactId");
    report_id(check, rule, context, "contactId");
}

/* ---- the channel ------------------------------------------------------------------------- */

/* Only a call over the SIP backchannel has a spawned contact. */
static bool has_spawned(const struct baton_check *check)
{
    struct baton_str id = baton_cxone__text(&check->body.doc, context_of(check),
                                            "spawnedContactId", check->arena);
    return id.len && !baton_cxone__is_sentinel(id);
}

/* "channel=webchat3", "channel": "webchat3"; "" if none is told. */
static struct baton_str channel_told(const struct baton_check *check)
{
    struct baton_said said;
    if (!baton_words_find(check, "channel", &said))
        return BATON_STR("");
    struct baton_str rest = baton_str_sub(said.rest, 7, said.rest.len);
    size_t start = 0, end;
    bool told = false;
    while (start < rest.len &&
           baton_str_find_byte(BATON_STR(" :=\"'"), rest.s[start]) != SIZE_MAX) {
        told = told || rest.s[start] == ':' || rest.s[start] == '=';
        start++;
    }
    for (end = start; end < rest.len; end++)
        if (baton_str_find_byte(BATON_STR(" \t\r,;\"'"), rest.s[end]) != SIZE_MAX)
            break;
    return told ? baton_str_sub(rest, start, end) : BATON_STR("");
}

/* A log of the node's: it names the channel, and the node. */
static void channel_of_log(struct baton_check *check, const struct baton_rule *rule)
{
    static const char *const names[] = {"Exit Interaction", "exitInteraction", "CXoneHandover"};
    struct baton_str channel = channel_told(check);
    struct baton_said said;
    if (!channel.len || baton_str_find_nocase(channel, BATON_STR("voice")) != SIZE_MAX)
        return;
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        if (!baton_words_find(check, names[i], &said))
            continue;
        baton_report_at(check, rule, baton_where_words(check, channel),
                        "the channel \"%.*s\" has no \"voice\" in it: the node does not signal",
                        BATON_ARG(baton_str_sub(channel, 0, 40)));
        return;
    }
}

BATON_RULE(HO5410)
{
    bool invite = check->readable &&
                  baton_cxone__invite(&check->body.doc, 0) != BATON_JSON_NONE;
    channel_of_log(check, rule);
    if ((!invite && !has_spawned(check)) || !is_chat(check))
        return;
    uint32_t at = channel_of(check);
    baton_report_at(check, rule, baton_where_value(check, at),
                    "the channel \"%.*s\" has no \"voice\" in it: the node does not signal",
                    BATON_ARG(baton_str_sub(baton_check_text(check, at), 0, 40)));
}

/* ---- what the log says ---------- */

/* Where a status that the node was answered with comes from. */
static enum baton_stage stage_of(uint64_t status)
{
    switch (status) {
    case 401: return BATON_AUTHENTICATE;
    case 403: return BATON_PERMIT;
    case 413:
    case 414:
    case 415: return BATON_MEDIA;
    case 429: return BATON_PERMIT;
    default: return status >= 400 && status < 500 ? BATON_IDENTIFY : BATON_ANSWER;
    }
}

/* The number after the words, 0 if there is none. */
static uint64_t status_after(struct baton_str text, struct baton_str words)
{
    uint64_t status = 0;
    size_t at = baton_str_find_nocase(text, words), end;
    struct baton_str rest = baton_str_sub(text, at + words.len, text.len);
    while (rest.len && (rest.s[0] == ' ' || rest.s[0] == ':'))
        rest = baton_str_sub(rest, 1, rest.len);
    for (end = 0; end < rest.len && rest.s[end] >= '0' && rest.s[end] <= '9'; end++)
        ;
    return end == 3 && baton_str_to_u64(baton_str_sub(rest, 0, 3), &status) ? status : 0;
}

/* The first string that has these words; NONE if none has. */
static uint32_t saying(const struct baton_check *check, struct baton_str words)
{
    const struct baton_json *doc = &check->body.doc;
    if (!check->readable || baton_str_find_nocase(doc->text, words) == SIZE_MAX)
        return BATON_JSON_NONE;
    for (uint32_t i = 0; i < doc->count; i++)
        if (baton_json_is(doc, i, BATON_JSON_STRING) && !(doc->v[i].flags & BATON_JSON_KEY) &&
            baton_str_find_nocase(baton_json_raw(doc, i), words) != SIZE_MAX)
            return i;
    return BATON_JSON_NONE;
}

/* Where these words stand, in the document or in a text; false if nowhere. */
static bool says(const struct baton_check *check, const char *words, struct baton_said *out)
{
    uint32_t at = saying(check, baton_str_from(words));
    if (at == BATON_JSON_NONE)
        return baton_words_find(check, words, out);
    *out = (struct baton_said){baton_where_value(check, at), baton_check_text(check, at)};
    return true;
}

BATON_RULE(HO8413)
{
    static const char words[] = "Error sending handover signal";
    struct baton_said said;
    if (!says(check, words, &said))
        return;
    uint64_t status = status_after(said.rest, baton_str_from(words));
    struct baton_finding *f =
        status ? baton_report_at(check, rule, said.where,
                                 "the node's signal was refused with %d", (int)status)
               : baton_report_at(check, rule, said.where,
                                 "the node's signal failed, and no status is told");
    if (f)
        f->stage = stage_of(status);
    if (status == 401 || status == 403)
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "drop the cached token (cxoneEncryptedToken) and get a new one; if that "
                         "does not help, look at the role of the access key's user");
    else if (status == 414)
        baton_report_fix(check, f, BATON_FIX_VALUE, "send p2 to p9 in a JSON body");
}

BATON_RULE(HO2412)
{
    static const char words[] = "Error getting bearer token";
    struct baton_said said;
    if (!says(check, words, &said))
        return;
    uint64_t status = status_after(said.rest, baton_str_from(words));
    if (status)
        baton_report_at(check, rule, said.where, "the node got no token: CXone answered %d",
                        (int)status);
    else
        baton_report_at(check, rule, said.where, "the node got no token");
}

BATON_RULE(HO8414)
{
    static const char *const places[] = {"", "/data", "/context", "/context/data"};
    const struct baton_json *doc = &check->body.doc;
    for (size_t i = 0; check->readable && i < BATON_COUNT(places); i++) {
        uint32_t object = baton_json_pointer(doc, 0, baton_str_from(places[i]));
        uint32_t at = baton_cxone__member(doc, object, "cxoneTmsTranscriptPostedStatus");
        if (at != BATON_JSON_NONE && baton_json_string_is(doc, at, BATON_STR("failed")))
            baton_report_at(check, rule, baton_where_value(check, at),
                            "the transcript was not posted; that does not touch the handover");
    }
}
