/* SPDX-License-Identifier: Apache-2.0 */
/* Cognigy's Voice Gateway: what came of a transfer, and how one is asked for. */
#include "core/rule/bots_int.h"

#include <string.h>

enum { ACCEPTED = 202, OK = 200, GONE = 410, LOOP = 3 };

/* ---- SIP -------------------------------------------------------------------------- */

/*
 * Cognigy/Documentation at 62998e0, SIP response codes of the Voice Gateway (480, 488,
 * 503, 603); for the others RFC 3261 section 21.
 */
static const struct {
    uint64_t status;
    const char *meaning;
} statuses[] = {
    {403, "the carrier or the far end forbids it"},
    {404, "there is no such number or address there"},
    {408, "nobody answered in time"},
    {410, "it is gone"},
    {480, "nobody to take it: no application there, or no capacity"},
    {484, "the number is not complete"},
    {486, "busy"},
    {487, "it rang and was given up"},
    {488, "the two sides have no codec in common"},
    {500, "the far end failed"},
    {503, "no service: the account is not active, or its call limit is reached"},
    {600, "busy everywhere"},
    {603, "declined, or the endpoint of the Voice Gateway failed"},
};

static const char *status_meaning(uint64_t status)
{
    for (size_t i = 0; i < BATON_COUNT(statuses); i++)
        if (statuses[i].status == status)
            return statuses[i].meaning;
    return status >= 500 ? "the far end failed" : "the far end refused";
}

/* ---- events ----------------------------------------------------------------------- */

struct event {
    struct baton_bots_side side;
    uint32_t at, payload;
    struct baton_str name;
    bool has_refer, has_final, has_sip;
    uint64_t refer, final, sip;
    uint32_t refer_at, final_at, sip_at;
    bool is_told;           /* by a text: the words alone are known */
    struct baton_where told_at;
    struct baton_str state; /* call_status, dial_status */
    uint32_t state_at;
};

static void read_statuses(const struct baton_check *check, struct event *e, const char *refer,
                          const char *sip, const char *state)
{
    e->refer_at = baton_bots_member(e->side, e->payload, refer);
    e->final_at = baton_bots_member(e->side, e->payload, "final_referred_call_status");
    e->sip_at = baton_bots_member(e->side, e->payload, sip);
    e->state_at = baton_bots_member(e->side, e->payload, state);
    e->has_refer = baton_bots_number(check, e->side, e->refer_at, &e->refer);
    e->has_final = baton_bots_number(check, e->side, e->final_at, &e->final);
    e->has_sip = baton_bots_number(check, e->side, e->sip_at, &e->sip);
    e->state = baton_bots_text(check, e->side, e->state_at);
}

static bool read_event(const struct baton_check *check, struct baton_bots_side side, uint32_t at,
                       struct event *e)
{
    *e = (struct event){.side = side, .at = baton_bots_member(side, at, "event"),
                        .payload = baton_bots_member(side, at, "payload")};
    if (e->at == BATON_JSON_NONE || e->payload == BATON_JSON_NONE ||
        !baton_json_is(side.doc, e->payload, BATON_JSON_OBJECT))
        return false;
    e->name = baton_bots_text(check, side, e->at);
    read_statuses(check, e, "refer_status", "sip_status", "call_status");
    return e->name.len > 0;
}

/* A hook's result is told without an event's name: it gets the one that it would have. */
static bool read_hook(const struct baton_check *check, struct baton_bots_side side, uint32_t at,
                      struct event *e)
{
    bool dial = baton_bots_member(side, at, "dial_status") != BATON_JSON_NONE;
    bool refer = baton_bots_member(side, at, "referStatus") != BATON_JSON_NONE;
    *e = (struct event){.side = side, .at = at, .payload = at};
    if (!dial && !refer)
        return false;
    read_statuses(check, e, "referStatus", "dial_sip_status", "dial_status");
    bool good = dial ? baton_str_is(e->state, "completed") || baton_str_is(e->state, "queued")
                     : e->refer == ACCEPTED && (!e->has_final || e->final == OK);
    e->name = dial ? good ? BATON_STR("TRANSFER_DIAL_SUCCESS") : BATON_STR("TRANSFER_DIAL_ERROR")
                   : good ? BATON_STR("TRANSFER_REFER_SUCCESS")
                          : BATON_STR("TRANSFER_REFER_ERROR");
    e->at = dial ? e->state_at : e->refer_at;
    return true;
}

/* Three digits behind the member's name: "sip_status": 403, sip_status=403. */
static bool told_number(struct baton_str line, const char *name, uint64_t *out)
{
    size_t at = baton_str_find(line, baton_str_from(name));
    if (at == SIZE_MAX)
        return false;
    struct baton_str rest = baton_str_sub(line, at + strlen(name), line.len);
    while (rest.len && baton_str_find_byte(BATON_STR(" :=\"'"), rest.s[0]) != SIZE_MAX)
        rest = baton_str_sub(rest, 1, rest.len);
    return rest.len >= 3 && baton_str_to_u64(baton_str_sub(rest, 0, 3), out);
}

static const char *const transfers[] = {"TRANSFER_DIAL_ERROR", "TRANSFER_DIAL_SUCCESS",
                                        "TRANSFER_REFER_ERROR", "TRANSFER_REFER_SUCCESS"};

/* The name of a transfer's event that the text begins with; NULL if it is none. */
static const char *transfer_named(struct baton_str text)
{
    for (size_t i = 0; i < BATON_COUNT(transfers); i++)
        if (baton_str_starts(text, baton_str_from(transfers[i])))
            return transfers[i];
    return NULL;
}

/* The last transfer that a log tells of: a later one makes up for an earlier. */
static bool read_told(const struct baton_check *check, struct event *e)
{
    struct baton_str rest = check->words->text, last = BATON_STR("");
    const char *name = NULL, *here;
    for (size_t at; (at = baton_str_find(rest, BATON_STR("TRANSFER_"))) != SIZE_MAX;) {
        rest = baton_str_sub(rest, at, rest.len);
        here = transfer_named(rest);
        if (here)
            name = here, last = rest;
        rest = baton_str_sub(rest, 9, rest.len);
    }
    if (!name)
        return false;
    struct baton_str line = baton_str_sub(last, 0, baton_str_find_byte(last, '\n'));
    *e = (struct event){.is_told = true, .name = baton_str_from(name), .at = BATON_JSON_NONE,
                        .payload = BATON_JSON_NONE};
    e->told_at = baton_where_words(check, baton_str_sub(last, 0, e->name.len));
    e->has_sip = told_number(line, "sip_status", &e->sip);
    e->has_refer = told_number(line, "refer_status", &e->refer);
    e->has_final = told_number(line, "final_referred_call_status", &e->final);
    return true;
}

static bool is_telling(const struct event *e)
{
    static const char *const ends[] = {"NO_ANSWER", "USER_BUSY", "CALL_FAILED"};
    for (size_t i = 0; i < BATON_COUNT(ends); i++)
        if (baton_str_is(e->name, ends[i]))
            return true;
    return transfer_named(e->name) != NULL;
}

/* Of a list the last that tells how a transfer went. */
static bool read_list(const struct baton_check *check, struct baton_bots_side side,
                      struct event *e)
{
    bool found = false;
    BATON_JSON_EACH_ITEM(side.doc, 0, item) {
        struct event here;
        if (!read_event(check, side, item, &here) || !is_telling(&here))
            continue;
        *e = here;
        found = true;
    }
    return found;
}

/* The event in the document: by itself, as a flow's input has it, or what a hook is told. */
static bool event_of(const struct baton_check *check, struct event *e)
{
    static const char *const places[] = {"", "/data", "/input/data", "/input"};
    struct baton_bots_side side = baton_bots_any(check);
    side.root = 0;
    *e = (struct event){.side = side};
    if (check->words)
        return read_told(check, e);
    if (side.doc && baton_json_is(side.doc, 0, BATON_JSON_ARRAY))
        return read_list(check, side, e);
    for (size_t i = 0; i < BATON_COUNT(places); i++) {
        uint32_t at = baton_bots_at(side, places[i]);
        if (at != BATON_JSON_NONE &&
            (read_event(check, side, at, e) || read_hook(check, side, at, e)))
            return true;
    }
    return false;
}

static bool is_event(const struct event *e, const char *name)
{
    return baton_str_is(e->name, name);
}

static struct baton_where where_of(const struct baton_check *check, const struct event *e,
                                   uint32_t at)
{
    return e->is_told ? e->told_at
                      : baton_bots_where(check, e->side, at == BATON_JSON_NONE ? e->at : at);
}

/* ---- refer ------------------------------------------------------------------------ */

BATON_RULE(HO8321)
{
    struct event e;
    if (!event_of(check, &e) || !is_event(&e, "TRANSFER_REFER_ERROR") || !e.has_refer ||
        e.refer == ACCEPTED)
        return;
    bool unable = e.refer == 405 || e.refer == 501 || e.refer == 420;
    baton_report_at(check, rule, where_of(check, &e, e.refer_at),
                    "the REFER was refused with %llu%s",
                    (unsigned long long)e.refer,
                    unable ? ", as by a trunk that has no REFER" : "");
}

BATON_RULE(HO8322)
{
    struct event e;
    if (!event_of(check, &e) || !is_event(&e, "TRANSFER_REFER_ERROR") || !e.has_refer ||
        e.refer != ACCEPTED || (e.has_final && (e.final == OK || e.final == GONE)))
        return;
    if (e.has_final)
        baton_report_at(check, rule, where_of(check, &e, e.final_at),
                        "the REFER was accepted (202), and then the far end answered %llu (%s)",
                        (unsigned long long)e.final,
                        status_meaning(e.final));
    else
        baton_report_at(check, rule, where_of(check, &e, e.refer_at),
                        "the REFER was accepted (202), and nothing tells that the far end took "
                        "the call");
}

BATON_RULE(HO8323)
{
    struct event e;
    bool error = event_of(check, &e) && is_event(&e, "TRANSFER_REFER_ERROR");
    if ((!error && !is_event(&e, "TRANSFER_REFER_SUCCESS")) || !e.has_final ||
        e.final != GONE || e.refer != ACCEPTED)
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, where_of(check, &e, e.final_at),
        "the REFER was accepted, and the referred call ended with 410: Cognigy's notes of 4.80 "
        "call that a success, its pages of 2026.11 an error%s",
        error ? ", and this event is one" : "; this event says success");
    if (f && !error)
        f->severity = BATON_WARNING;
}

BATON_RULE(HO8324)
{
    struct event e;
    if (!event_of(check, &e))
        return;
    bool success = is_event(&e, "TRANSFER_REFER_SUCCESS");
    bool good = e.refer == ACCEPTED && (!e.has_final || e.final == OK);
    if (success && e.has_refer && !good && !(e.refer == ACCEPTED && e.final == GONE))
        baton_report_at(check, rule, where_of(check, &e, e.refer == ACCEPTED ? e.final_at
                                                                             : e.refer_at),
                        "the event says success, and the statuses do not: refer_status %llu%s",
                        (unsigned long long)e.refer,
                        e.refer == ACCEPTED ? ", but the referred call was not answered with 200"
                                            : " is not 202");
    if (is_event(&e, "TRANSFER_REFER_ERROR") && e.has_refer && e.has_final && good)
        baton_report_at(check, rule, where_of(check, &e, e.at),
                        "the event says error, and the statuses say that it worked (202, 200)");
}

/* ---- dial ------------------------------------------------------------------------- */

enum dial { NO_DIAL, DIAL_REFUSED, DIAL_UNANSWERED, DIAL_BUSY, DIAL_FAILED };

static enum dial dial_of(const struct event *e)
{
    if (is_event(e, "NO_ANSWER"))
        return DIAL_UNANSWERED;
    if (is_event(e, "USER_BUSY"))
        return DIAL_BUSY;
    if (!is_event(e, "TRANSFER_DIAL_ERROR"))
        return NO_DIAL;
    if (e->has_sip && e->sip == 403)
        return DIAL_REFUSED;
    if ((e->has_sip && (e->sip == 486 || e->sip == 600)) || baton_str_is(e->state, "busy"))
        return DIAL_BUSY;
    if ((e->has_sip && (e->sip == 487 || e->sip == 408)) || baton_str_is(e->state, "no-answer"))
        return DIAL_UNANSWERED;
    return DIAL_FAILED;
}

static bool is_dial(const struct baton_check *check, struct event *e, enum dial kind)
{
    return event_of(check, e) && dial_of(e) == kind;
}

BATON_RULE(HO8325)
{
    struct event e;
    if (is_dial(check, &e, DIAL_REFUSED))
        baton_report_at(check, rule, where_of(check, &e, e.sip_at),
                        "the call to the agent's side was forbidden with 403: the carrier may not "
                        "accept the caller id");
}

BATON_RULE(HO8326)
{
    struct event e;
    if (is_dial(check, &e, DIAL_UNANSWERED))
        baton_report_at(check, rule, where_of(check, &e, e.has_sip ? e.sip_at : e.state_at),
                        "it rang, and nobody answered within dialTimeout");
}

BATON_RULE(HO8327)
{
    struct event e;
    if (is_dial(check, &e, DIAL_BUSY))
        baton_report_at(check, rule, where_of(check, &e, e.has_sip ? e.sip_at : e.state_at),
                        "the agent's side is busy");
}

BATON_RULE(HO8328)
{
    struct event e;
    if (!is_dial(check, &e, DIAL_FAILED))
        return;
    if (e.has_sip)
        baton_report_at(check, rule, where_of(check, &e, e.sip_at),
                        "the call to the agent's side failed with %llu (%s)",
                        (unsigned long long)e.sip, status_meaning(e.sip));
    else
        baton_report_at(check, rule, where_of(check, &e, e.state_at),
                        "the call to the agent's side failed");
}

BATON_RULE(HO8329)
{
    struct event e;
    if (!event_of(check, &e) || !is_event(&e, "CALL_FAILED"))
        return;
    if (e.has_sip)
        baton_report_at(check, rule, where_of(check, &e, e.sip_at),
                        "the call itself failed with %llu (%s)", (unsigned long long)e.sip,
                        status_meaning(e.sip));
    else
        baton_report_at(check, rule, where_of(check, &e, e.at), "the call itself failed");
}

BATON_RULE(HO3321)
{
    struct event e;
    if (!event_of(check, &e) || !baton_str_starts(e.name, BATON_STR("TRANSFER_DIAL_")) ||
        e.payload == e.at || !baton_json_is(e.side.doc, e.at, BATON_JSON_STRING) ||
        baton_bots_member(e.side, e.payload, "dial_status") != BATON_JSON_NONE)
        return;
    uint32_t own = baton_bots_member(e.side, e.payload, "call_sid");
    uint32_t parent = baton_bots_member(e.side, e.payload, "parent_call_sid");
    struct baton_str sid = baton_bots_text(check, e.side, own);
    if (!sid.len || !baton_str_eq(sid, baton_bots_text(check, e.side, parent)))
        return;
    baton_report_at(check, rule, where_of(check, &e, parent),
                    "parent_call_sid is the new leg's own call_sid: the caller's call is not told");
}

/* ---- events in a list ------------------------------------------------------------- */

static bool is_transfer_error(const struct event *e)
{
    return is_event(e, "TRANSFER_DIAL_ERROR") || is_event(e, "TRANSFER_REFER_ERROR");
}

BATON_RULE(HO7321)
{
    struct baton_bots_side side = baton_bots_any(check);
    struct baton_str name = BATON_STR("");
    size_t count = 0;
    if (!side.doc || !baton_json_is(side.doc, side.root, BATON_JSON_ARRAY))
        return;
    BATON_JSON_EACH_ITEM(side.doc, side.root, item) {
        struct event e;
        if (!read_event(check, side, item, &e) || !is_transfer_error(&e)) {
            count = 0;
            continue;
        }
        count = baton_str_eq(name, e.name) ? count + 1 : 1;
        name = e.name;
        if (count < LOOP)
            continue;
        baton_report_at(check, rule, where_of(check, &e, e.at),
                        "%.*s comes again and again: the flow tries the same transfer on its "
                        "failure", BATON_ARG(name));
        return;
    }
}

/* ---- the Transfer node ------------------------------------------------------------ */

struct transfer {
    struct baton_bots_side side;
    uint32_t type, target;
    struct baton_str type_text, target_text;
};

static bool transfer_of(const struct baton_check *check, struct transfer *t)
{
    *t = (struct transfer){.side = baton_bots_any(check)};
    t->type = baton_bots_member(t->side, t->side.root, "transferType");
    t->target = baton_bots_member(t->side, t->side.root, "transferTarget");
    t->type_text = baton_bots_text(check, t->side, t->type);
    t->target_text = baton_str_trim(baton_bots_text(check, t->side, t->target));
    return baton_check_is_call(check, "cognigy.vg.transfer");
}

static bool is_digits(struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.s[i] < '0' || text.s[i] > '9')
            return false;
    return text.len > 0;
}

BATON_RULE(HO4321)
{
    struct transfer t;
    if (!transfer_of(check, &t) || !is_digits(t.target_text))
        return;
    baton_report_at(check, rule, baton_bots_where(check, t.side, t.target),
                    "\"%.*s\" has no + and country code: it is no number in E.164 form",
                    BATON_ARG(t.target_text));
}

/* The UUI header among those of the node: a map, or a list of name and value; or NONE. */
static uint32_t uui_header(const struct baton_check *check, const struct transfer *t)
{
    uint32_t headers = baton_bots_member(t->side, t->side.root, "transferSipHeaders");
    if (headers == BATON_JSON_NONE)
        return BATON_JSON_NONE;
    if (baton_json_is(t->side.doc, headers, BATON_JSON_OBJECT)) {
        BATON_JSON_EACH_MEMBER(t->side.doc, headers, key) {
            if (baton_str_is_nocase(baton_json_string(t->side.doc, key, check->arena),
                                    "User-to-User"))
                return key;
        }
    }
    if (!baton_json_is(t->side.doc, headers, BATON_JSON_ARRAY))
        return BATON_JSON_NONE;
    BATON_JSON_EACH_ITEM(t->side.doc, headers, item) {
        uint32_t name = baton_bots_member(t->side, item, "name");
        if (baton_str_is_nocase(baton_bots_text(check, t->side, name), "User-to-User"))
            return name;
    }
    return BATON_JSON_NONE;
}

BATON_RULE(HO5321)
{
    struct transfer t;
    if (!transfer_of(check, &t) || !baton_str_is_nocase(t.type_text, "refer"))
        return;
    uint32_t header = uui_header(check, &t);
    uint32_t key = baton_bots_member(t.side, t.side.root, "agentAssistHeadersKey");
    if (header != BATON_JSON_NONE)
        baton_report_at(check, rule, baton_bots_where(check, t.side, header),
                        "User-to-User as a header of the REFER is ignored by Genesys Cloud");
    else if (baton_str_is_nocase(baton_bots_text(check, t.side, key), "User-to-User"))
        baton_report_at(check, rule, baton_bots_where(check, t.side, key),
                        "agentAssistHeadersKey works with dial alone, and this is a REFER");
}

/* What is wrong with the User-to-User of a SIP URI; NULL if nothing is, or there is none. */
static const char *uui_fault(struct baton_str target)
{
    static const char name[] = "User-to-User=";
    static const char hex[] = "0123456789abcdefABCDEF";
    size_t at = baton_str_find_nocase(target, baton_str_from(name));
    if (at == SIZE_MAX)
        return NULL;
    struct baton_str value = baton_str_sub(target, at + sizeof name - 1, target.len);
    if (baton_str_find(target, baton_str_from(name)) == SIZE_MAX)
        return "User-to-User must be written so: its case counts";
    if (!at || (target.s[at - 1] != '?' && target.s[at - 1] != '&'))
        return "User-to-User must stand behind the ? of the SIP URI";
    size_t digits = 0;
    while (digits < value.len && value.s[digits] && strchr(hex, value.s[digits]))
        digits++;
    value = baton_str_sub(value, digits, value.len);
    if (!digits || digits % 2)
        return "the value of User-to-User is not in hexadecimal";
    return baton_str_starts_nocase(value, BATON_STR("%3Bencoding%3Dhex"))
               ? NULL : "%3Bencoding%3Dhex must follow the value of User-to-User";
}

BATON_RULE(HO5322)
{
    struct transfer t;
    if (!transfer_of(check, &t) || !baton_str_is_nocase(t.type_text, "refer"))
        return;
    const char *fault = uui_fault(t.target_text);
    if (fault)
        baton_report_at(check, rule, baton_bots_where(check, t.side, t.target), "%s", fault);
}
