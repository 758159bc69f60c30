/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AudioHook (Audio Connector) of Genesys Cloud: the request that opens the
 * WebSocket, and its text messages, one by one, as a list, or one a line.
 */
#include "core/rule/bots_int.h"

enum {
    MOST_MESSAGES = 4000,
    RATE = 8000,          /* samples a second */
    SIGNATURE_AGE = 10,   /* seconds: what the reference server still takes */
    NONCE_CHARACTERS = 22 /* at least */
};

static const char message_contract[] = "genesys.audiohook";
static const char upgrade_contract[] = "genesys.audiohook.upgrade";

/* ---- messages --------------------------------------------------------------------- */

struct message {
    struct baton_bots_side side; /* root: the message */
    size_t offset;               /* of its text in the part's, where it is a line of its own */
    struct baton_str type, id;
    bool client;                 /* Genesys Cloud's; else the server's */
    bool has_seq, has_seen;
    uint64_t seq, seen;          /* its own count, and the last of the other's that it has */
};

struct talk {
    struct message *items;
    size_t count, capacity;
};

static void add(const struct baton_check *check, struct talk *talk, struct baton_bots_side side,
                size_t offset)
{
    struct message m = {.side = side, .offset = offset};
    m.type = baton_bots_text(check, side, baton_bots_member(side, side.root, "type"));
    m.id = baton_bots_text(check, side, baton_bots_member(side, side.root, "id"));
    uint32_t seen = baton_bots_member(side, side.root, "serverseq");
    m.client = seen != BATON_JSON_NONE;
    if (!m.client)
        seen = baton_bots_member(side, side.root, "clientseq");
    m.has_seq = baton_bots_number(check, side, baton_bots_member(side, side.root, "seq"), &m.seq);
    m.has_seen = baton_bots_number(check, side, seen, &m.seen);
    struct message *slot =
        talk->count < MOST_MESSAGES
            ? BATON_PUSH(check->arena, talk->items, talk->count, talk->capacity) : NULL;
    if (slot)
        *slot = m;
}

/* Is it one of AudioHook's, as far as names tell? */
static bool is_message(const struct baton_json *doc, uint32_t at)
{
    return baton_json_is(doc, at, BATON_JSON_OBJECT) &&
           baton_json_member_z(doc, at, "version") != BATON_JSON_NONE &&
           baton_json_member_z(doc, at, "type") != BATON_JSON_NONE &&
           baton_json_member_z(doc, at, "seq") != BATON_JSON_NONE;
}

/* The lines after the first document; false if one of them is no message. */
static bool read_lines(const struct baton_check *check, struct talk *talk)
{
    struct baton_str text = check->part->text, rest = text, line;
    size_t first = check->body.doc.v[0].end;
    size_t before = talk->count;
    while (baton_str_next(&rest, '\n', &line)) {
        size_t offset = (size_t)(line.s - text.s);
        if (offset < first || !baton_str_trim(line).len)
            continue;
        struct baton_json *doc = BATON_NEW(check->arena, struct baton_json);
        if (!doc || baton_json_read(check->arena, baton_str_trim(line), &check->settings->limits,
                                    doc, NULL) != BATON_OK || !is_message(doc, 0))
            return false;
        offset += (size_t)(baton_str_trim(line).s - line.s);
        add(check, talk, (struct baton_bots_side){doc, check->part, false, 0}, offset);
    }
    return talk->count > before;
}

static bool is_talk(const struct baton_check *check)
{
    return baton_check_is_call(check, message_contract) && check->readable && check->part &&
           !check->body.derived;
}

static struct talk talk_of(const struct baton_check *check)
{
    struct talk talk = {0};
    struct baton_bots_side side = {&check->body.doc, check->part, check->body.derived, check->root};
    if (!is_talk(check))
        return talk;
    if (baton_json_is(side.doc, side.root, BATON_JSON_ARRAY)) {
        uint32_t list = side.root;
        BATON_JSON_EACH_ITEM(side.doc, list, item) {
            side.root = item;
            if (is_message(side.doc, item))
                add(check, &talk, side, 0);
        }
        return talk;
    }
    add(check, &talk, side, 0);
    if (check->body.doc.v[0].end < baton_str_trim(check->part->text).len)
        read_lines(check, &talk);
    return talk;
}

bool baton_bots_is_stream(const struct baton_check *check)
{
    struct talk talk = {0};
    return is_talk(check) && is_message(&check->body.doc, 0) && read_lines(check, &talk);
}

static struct baton_where where_of(const struct baton_check *check, const struct message *m,
                                   uint32_t value)
{
    const struct baton_json_value *v = &m->side.doc->v[value];
    if (m->side.doc == &check->body.doc)
        return baton_where_value(check, value);
    struct baton_where where = baton_where_body(
        check, (struct baton_span){v->start + m->offset, v->end + m->offset});
    where.pointer = baton_json_pointer_to(m->side.doc, value, check->arena);
    return where;
}

static struct baton_where where_member(const struct baton_check *check, const struct message *m,
                                       const char *name)
{
    uint32_t at = baton_bots_member(m->side, m->side.root, name);
    return where_of(check, m, at == BATON_JSON_NONE ? m->side.root : at);
}

static bool is_type(const struct message *m, const char *type)
{
    return baton_str_is(m->type, type);
}

static uint32_t parameter(const struct message *m, const char *name)
{
    return baton_bots_member(m->side, baton_bots_member(m->side, m->side.root, "parameters"), name);
}

/* ---- order ------------------------------------------------------------------------ */

struct counting {
    bool whole;        /* the capture begins with the session's first message */
    uint64_t last[2];  /* by side: its last seq */
    uint64_t seen[2];
    bool has[2];
};

static bool report_own(struct baton_check *check, const struct baton_rule *rule,
                       const struct counting *c, const struct message *m)
{
    uint64_t last = c->last[m->client];
    if (!c->has[m->client] || !m->has_seq || m->seq == last + 1)
        return false;
    struct baton_finding *f = baton_report_at(
        check, rule, where_member(check, m, "seq"), "seq %llu comes after %llu: %s",
        (unsigned long long)m->seq, (unsigned long long)last,
        m->seq <= last ? "it must rise by one with each message" : "messages between are missing");
    /* A part of a session may be what somebody picked out of it. */
    if (f && m->seq > last && !c->whole)
        f->severity = BATON_WARNING;
    return true;
}

static bool report_seen(struct baton_check *check, const struct baton_rule *rule,
                        const struct counting *c, const struct message *m)
{
    const char *name = m->client ? "serverseq" : "clientseq";
    uint64_t sent = c->last[!m->client];
    /* Of a capture with one side alone nothing can be said. */
    if (!m->has_seen || !c->whole || !c->has[!m->client])
        return false;
    if (m->seen > sent)
        baton_report_at(check, rule, where_member(check, m, name),
                        "%s %llu confirms a message that was not sent: the last one was %llu", name,
                        (unsigned long long)m->seen, (unsigned long long)sent);
    else if (m->seen < c->seen[m->client])
        baton_report_at(check, rule, where_member(check, m, name), "%s falls from %llu to %llu",
                        name, (unsigned long long)c->seen[m->client],
                        (unsigned long long)m->seen);
    else
        return false;
    return true;
}

BATON_RULE(HO4211)
{
    struct talk talk = talk_of(check);
    struct counting c = {.whole = false};
    struct baton_str id = talk.count ? talk.items[0].id : BATON_STR("");
    c.whole = talk.count > 1 && is_type(&talk.items[0], "open");
    for (size_t i = 0; talk.count > 1 && i < talk.count; i++) {
        const struct message *m = &talk.items[i];
        if (!baton_str_eq(m->id, id))
            continue;
        if (report_own(check, rule, &c, m) || report_seen(check, rule, &c, m))
            return;
        c.has[m->client] = c.has[m->client] || m->has_seq;
        c.last[m->client] = m->has_seq ? m->seq : c.last[m->client];
        c.seen[m->client] = m->has_seen ? m->seen : c.seen[m->client];
    }
}

BATON_RULE(HO3211)
{
    struct talk talk = talk_of(check);
    for (size_t i = 1; i < talk.count; i++) {
        const struct message *m = &talk.items[i];
        if (baton_str_eq(m->id, talk.items[0].id))
            continue;
        bool second = is_type(m, "open");
        struct baton_finding *f =
            second ? baton_report_at(check, rule, where_member(check, m, "id"),
                                     "a second session begins here: its messages are mixed with "
                                     "the first one's")
                   : baton_report_at(check, rule, where_member(check, m, "id"),
                                     "id \"%.*s\" is not the session's, \"%.*s\"", BATON_ARG(m->id),
                                     BATON_ARG(talk.items[0].id));
        if (f && second)
            f->severity = BATON_WARNING;
        return;
    }
}

/* ---- how it goes ------------------------------------------------------------------ */

BATON_RULE(HO8211)
{
    struct talk talk = talk_of(check);
    const struct message *open = NULL;
    for (size_t i = 0; i < talk.count; i++) {
        const struct message *m = &talk.items[i];
        if (is_type(m, "open"))
            open = m;
        else if (!m->client || is_type(m, "error") || (m->has_seen && m->seen))
            return; /* opened, if only in what was not captured; or another rule's end */
    }
    if (open && talk.count > 1)
        baton_report_at(check, rule, where_member(check, open, "type"),
                        "the server never answered open with opened");
}

static const struct {
    uint64_t code;
    const char *meaning;
} codes[] = {
    {400, "what the server sent is not as it must be, or its media were not offered"},
    {405, "the server may not do this"},
    {408, "the server did not answer in time: opened within 5 s, closed within 10 s"},
    {409, "a message came that the session's state does not allow"},
    {413, "a message is too large: binary ones have 64,000 bytes at the most"},
    {415, "binary data from a server that may send none"},
    {429, "too many messages"},
    {500, "Genesys Cloud failed"},
    {503, "Genesys Cloud is not available"},
};

BATON_RULE(HO8213)
{
    struct talk talk = talk_of(check);
    for (size_t i = 0; i < talk.count; i++) {
        const struct message *m = &talk.items[i];
        uint64_t code = 0;
        uint32_t at = parameter(m, "code");
        if (!is_type(m, "error") || !baton_bots_number(check, m->side, at, &code))
            continue;
        const char *meaning = "the session failed";
        for (size_t row = 0; row < BATON_COUNT(codes); row++)
            if (codes[row].code == code)
                meaning = codes[row].meaning;
        struct baton_str words =
            baton_check_shown(check, baton_bots_text(check, m->side, parameter(m, "message")));
        baton_report_at(check, rule, where_of(check, m, at),
                        "Genesys Cloud reports error %llu: %s%s%.*s%s", (unsigned long long)code,
                        meaning, words.len ? " (\"" : "", BATON_ARG(words), words.len ? "\")" : "");
        return;
    }
}

/* The first disconnect with this reason. */
static const struct message *ended_by(const struct baton_check *check, const struct talk *talk,
                                      const char *reason)
{
    for (size_t i = 0; i < talk->count; i++)
        if (is_type(&talk->items[i], "disconnect") &&
            baton_str_is(baton_bots_text(check, talk->items[i].side,
                                         parameter(&talk->items[i], "reason")), reason))
            return &talk->items[i];
    return NULL;
}

static struct baton_str info_of(const struct baton_check *check, const struct message *m)
{
    return baton_check_shown(check, baton_bots_text(check, m->side, parameter(m, "info")));
}

BATON_RULE(HO8212)
{
    struct talk talk = talk_of(check);
    const struct message *m = ended_by(check, &talk, "error");
    if (!m)
        return;
    struct baton_str info = info_of(check, m);
    bool order = baton_str_find_nocase(info, BATON_STR("sequence")) != SIZE_MAX ||
                 baton_str_find_nocase(info, BATON_STR("seq")) != SIZE_MAX;
    bool id = baton_str_find(info, BATON_STR("ID")) != SIZE_MAX ||
              baton_str_find_nocase(info, BATON_STR("session id")) != SIZE_MAX;
    baton_report_at(check, rule, where_of(check, m, parameter(m, "reason")),
                    "the server ended the session with an error%s%.*s%s: the flow takes its "
                    "Failure path", info.len ? " (\"" : "", BATON_ARG(info),
                    info.len ? "\")" : "");
    struct baton_finding *f = check->finding_count ? &check->findings[check->finding_count - 1]
                                                   : NULL;
    if (order || id)
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s",
                         order ? "count seq up by one with each message, and put into clientseq "
                                 "the seq of the last message from Genesys Cloud"
                               : "put into id the id of the message open, in every message");
}

BATON_RULE(HO2213)
{
    struct talk talk = talk_of(check);
    const struct message *m = ended_by(check, &talk, "unauthorized");
    if (m) {
        struct baton_str info = info_of(check, m);
        baton_report_at(check, rule, where_of(check, m, parameter(m, "reason")),
                        "the server does not accept who calls%s%.*s%s", info.len ? " (\"" : "",
                        BATON_ARG(info), info.len ? "\")" : "");
    } else if (baton_answer_is_mine(check, rule)) {
        baton_answer_report(check, rule, "key or signature were not accepted");
    }
}

/* ---- what is in them -------------------------------------------------------------- */

static const char *media_fault(const struct baton_check *check, const struct message *m,
                               uint32_t media)
{
    uint32_t format = baton_bots_member(m->side, media, "format");
    uint32_t rate = baton_bots_member(m->side, media, "rate");
    struct baton_str name = baton_bots_text(check, m->side, format);
    uint64_t number = RATE;
    if (format != BATON_JSON_NONE && !baton_str_is(name, "PCMU") && !baton_str_is(name, "L16"))
        return "format";
    if (rate != BATON_JSON_NONE &&
        (!baton_bots_number(check, m->side, rate, &number) || number != RATE))
        return "rate";
    return NULL;
}

BATON_RULE(HO4212)
{
    struct talk talk = talk_of(check);
    for (size_t i = 0; i < talk.count; i++) {
        const struct message *m = &talk.items[i];
        uint32_t media = parameter(m, "media");
        if (media == BATON_JSON_NONE || !baton_json_is(m->side.doc, media, BATON_JSON_ARRAY) ||
            (!is_type(m, "open") && !is_type(m, "opened")))
            continue;
        BATON_JSON_EACH_ITEM(m->side.doc, media, item) {
            const char *fault = media_fault(check, m, item);
            if (!fault)
                continue;
            uint32_t at = baton_bots_member(m->side, item, fault);
            baton_report_at(check, rule, where_of(check, m, at),
                            "%s is %.*s: AudioHook has PCMU or L16 with 8000 samples a second",
                            fault, BATON_ARG(baton_json_raw(m->side.doc, at)));
            return;
        }
    }
}

static void report_variables(struct baton_check *check, const struct baton_rule *rule,
                             const struct message *m, uint32_t variables)
{
    BATON_JSON_EACH_MEMBER(m->side.doc, variables, key) {
        if (baton_json_is(m->side.doc, key + 1, BATON_JSON_STRING))
            continue;
        struct baton_str name = baton_json_string(m->side.doc, key, check->arena);
        struct baton_str raw = baton_json_raw(m->side.doc, key + 1);
        struct baton_buf text;
        baton_buf_init(&text, check->arena, 0);
        baton_json_put_string(&text, raw);
        struct baton_finding *f =
            baton_report_at(check, rule, where_of(check, m, key + 1),
                            "the output variable \"%.*s\" is not a string", BATON_ARG(name));
        if (m->side.doc == &check->body.doc)
            baton_report_edit(check, f, baton_json_edit_replace(m->side.doc, key + 1,
                                                                baton_buf_str(&text),
                                                                check->arena));
    }
}

BATON_RULE(HO5211)
{
    struct talk talk = talk_of(check);
    for (size_t i = 0; i < talk.count; i++) {
        const struct message *m = &talk.items[i];
        uint32_t variables = parameter(m, "outputVariables");
        if (is_type(m, "disconnect") && variables != BATON_JSON_NONE &&
            baton_json_is(m->side.doc, variables, BATON_JSON_OBJECT))
            report_variables(check, rule, m, variables);
    }
}

/* ---- the upgrade ------------------------------------------------------------------ */

static const char *const signed_headers[] = {
    "audiohook-organization-id", "audiohook-session-id", "audiohook-correlation-id", "x-api-key",
};

static bool is_upgrade(const struct baton_check *check)
{
    return baton_check_is_call(check, upgrade_contract) && check->exchange->headers_known;
}

BATON_RULE(HO2211)
{
    static const char *const names[] = {"signature", "signature-input"};
    if (!is_upgrade(check))
        return;
    struct baton_buf lacking;
    baton_buf_init(&lacking, check->arena, 0);
    for (size_t i = 0; i < BATON_COUNT(signed_headers) + BATON_COUNT(names); i++) {
        const char *name = i < BATON_COUNT(signed_headers) ? signed_headers[i]
                                                           : names[i - BATON_COUNT(signed_headers)];
        if (!baton_bots_header(check, name))
            baton_buf_fmt(&lacking, "%s%s", lacking.len ? ", " : "", name);
    }
    struct baton_str list = baton_buf_str(&lacking);
    if (list.len)
        baton_report_at(check, rule, baton_where_request(check),
                        "the request to open AudioHook lacks %.*s", BATON_ARG(list));
}

/* A parameter of signature-input, without quotes; s NULL if it is not there. */
static struct baton_str signature_part(struct baton_str value, const char *name)
{
    size_t list = baton_str_find_byte(value, ')');
    struct baton_str rest = baton_str_sub(value, list == SIZE_MAX ? 0 : list + 1, value.len), part;
    while (baton_str_next(&rest, ';', &part)) {
        size_t equals = baton_str_find_byte(part, '=');
        struct baton_str own = baton_str_trim(baton_str_sub(part, 0, equals));
        if (equals == SIZE_MAX || !baton_str_is(own, name))
            continue;
        part = baton_str_trim(baton_str_sub(part, equals + 1, part.len));
        if (part.len > 1 && part.s[0] == '"')
            part = baton_str_sub(part, 1, part.len - 1);
        return part;
    }
    return (struct baton_str){NULL, 0};
}

/* The time that the capture itself tells; a clock of today says nothing of it. */
static bool known_time(const struct baton_check *check)
{
    return !baton_str_is(baton_str_from(check->now_words), "now") && check->now != INT64_MIN;
}

static struct baton_str age_fault(const struct baton_check *check, struct baton_str value)
{
    struct baton_str created = signature_part(value, "created");
    uint64_t at;
    if (!created.s || !baton_str_to_u64(created, &at) || !known_time(check) || at > INT64_MAX ||
        check->now < 0)
        return BATON_STR("");
    uint64_t now = (uint64_t)check->now, off = now > at ? now - at : at - now;
    if (off <= SIGNATURE_AGE || baton_bots_status(check) == 101)
        return BATON_STR("");
    return baton_str_fmt(check->arena, "the signature is %llu s %s: servers take 10 s",
                         (unsigned long long)off, now > at ? "old" : "ahead of the server's time");
}

static struct baton_str form_fault(const struct baton_check *check, struct baton_str value)
{
    struct baton_str nonce = signature_part(value, "nonce"), alg = signature_part(value, "alg");
    if (alg.s && !baton_str_is(alg, "hmac-sha256"))
        return baton_str_fmt(check->arena, "the signature is by %.*s, not by hmac-sha256",
                             BATON_ARG(alg));
    if (!nonce.s || nonce.len < NONCE_CHARACTERS)
        return baton_str_fmt(check->arena, "the signature's nonce has %zu characters, and needs 22",
                             nonce.s ? nonce.len : 0);
    static const char *const derived[] = {"@request-target", "@authority"};
    for (size_t i = 0; i < BATON_COUNT(signed_headers) + BATON_COUNT(derived); i++) {
        const char *name = i < BATON_COUNT(derived) ? derived[i]
                                                    : signed_headers[i - BATON_COUNT(derived)];
        if (baton_str_find(value, baton_str_from(name)) == SIZE_MAX)
            return baton_str_fmt(check->arena, "the signature does not cover %s", name);
    }
    return BATON_STR("");
}

BATON_RULE(HO2212)
{
    const struct baton_http_header *input = baton_bots_header(check, "signature-input");
    if (!is_upgrade(check) || !input || baton_str_find(input->value, BATON_STR("**")) != SIZE_MAX)
        return;
    struct baton_str fault = form_fault(check, input->value);
    if (!fault.len)
        fault = age_fault(check, input->value);
    if (fault.len)
        baton_report_at(check, rule, baton_where_header(input), "%.*s", BATON_ARG(fault));
}
