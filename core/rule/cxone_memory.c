/* SPDX-License-Identifier: Apache-2.0 */
/* What the exchanges of one input tell each other: contacts, token, host, the bot's session. */
#include <string.h>

#include "core/rule/cxone_int.h"

static void keep_id(struct baton_memory_id *id, struct baton_str text, size_t exchange)
{
    if (!baton_cxone__is_digits(text))
        return;
    memcpy(id->text, text.s, text.len);
    id->len = text.len;
    id->exchange = exchange;
}

static bool is_kept(const struct baton_memory_id *id, struct baton_str text)
{
    return baton_str_eq((struct baton_str){id->text, id->len}, text);
}

/* ---- contacts ---------------------------------------------------------------------- */

/* What a flow's context calls them (Context Init of NiCE's extension). */
static struct baton_cxone__pair of_context(const struct baton_check *check)
{
    static const char *const places[] = {"", "/data", "/context", "/context/data"};
    const struct baton_json *doc = &check->body.doc;
    struct baton_cxone__pair pair = {BATON_STR(""), BATON_STR(""), ""};
    for (size_t i = 0; i < BATON_COUNT(places) && !pair.spawned_contact.len; i++) {
        uint32_t at = baton_json_pointer(doc, 0, baton_str_from(places[i]));
        pair.main_contact = baton_cxone__text(doc, at, "contactId", check->arena);
        pair.spawned_contact = baton_cxone__text(doc, at, "spawnedContactId", check->arena);
    }
    return pair;
}

static void note_pair(struct baton_memory *m, const struct baton_check *check)
{
    const struct baton_json *doc = &check->body.doc;
    uint32_t headers = check->readable ? baton_cxone__invite(doc, 0) : BATON_JSON_NONE;
    if (!check->readable)
        return;
    struct baton_cxone__pair pair = headers == BATON_JSON_NONE
                                        ? of_context(check)
                                        : baton_cxone__pair_in(doc, headers, check->arena);
    if (!baton_cxone__is_digits(pair.main_contact) || !baton_cxone__is_digits(pair.spawned_contact))
        return;
    m->calls += !is_kept(&m->spawned_contact, pair.spawned_contact);
    keep_id(&m->main_contact, pair.main_contact, m->exchanges);
    keep_id(&m->spawned_contact, pair.spawned_contact, m->exchanges);
}

/* The number that a text gives under this name; "" if it does not. */
static struct baton_str value_said(struct baton_str text, const char *name)
{
    struct baton_str word = baton_str_from(name);
    size_t at = baton_str_find(text, word);
    return at == SIZE_MAX ? BATON_STR("") : baton_cxone__digits_after(text, at + word.len);
}

/* One line that names both contacts. */
static void hear_line(struct baton_memory *m, struct baton_str line)
{
    static const char *const names[][2] = {{"X-InContact-MasterId", "X-InContact-ContactId"},
                                           {"contactId", "spawnedContactId"}};
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        struct baton_str main_contact = value_said(line, names[i][0]);
        struct baton_str spawned = value_said(line, names[i][1]);
        if (!baton_cxone__is_digits(main_contact) || !baton_cxone__is_digits(spawned))
            continue;
        m->calls += !is_kept(&m->spawned_contact, spawned);
        keep_id(&m->main_contact, main_contact, m->exchanges);
        keep_id(&m->spawned_contact, spawned, m->exchanges);
    }
}

void baton_memory_hear(struct baton_memory *memory, struct baton_str said)
{
    struct baton_str line;
    while (said.len && baton_str_next(&said, '\n', &line))
        hear_line(memory, line);
}

static void note_transcript(struct baton_memory *m, const struct baton_check *check)
{
    int status = baton_cxone__status(check);
    if (!baton_check_is_call(check, "cxone.tms") || !check->readable)
        return;
    m->transcript_status = status;
    keep_id(&m->transcript_contact,
            baton_cxone__text(&check->body.doc, check->root, "contactId", check->arena),
            m->exchanges);
}

/* A contact that was read and is not active any more. */
static void note_contact(struct baton_memory *m, const struct baton_check *check)
{
    const struct baton_json *doc = check->is_answer ? &check->body.doc : &check->answer.doc;
    bool readable = check->is_answer ? check->readable : check->answer_readable;
    if (!readable || !baton_check_is_call(check, "cxone.contact-read"))
        return;
    uint32_t contact = baton_cxone__member(doc, 0, "contactId");
    uint32_t active = baton_cxone__member(doc, contact, "isActive");
    struct baton_str id = baton_cxone__text(doc, contact, "contactId", check->arena);
    if (active == BATON_JSON_NONE || !id.len)
        return;
    if (baton_json_is(doc, active, BATON_JSON_FALSE))
        keep_id(&m->ended_contact, id, m->exchanges);
    else if (is_kept(&m->ended_contact, id))
        m->ended_contact.len = 0;
}

/* ---- what the text names ----------------------------------------------------------- */

/* Does another one stand behind the same name, too? Then the text tells of several calls. */
static void read_ids(struct baton_memory_id *id, struct baton_str input, const char *name,
                     const char *behind)
{
    struct baton_str rest = input, word = baton_str_from(name);
    for (size_t at; (at = baton_str_find(rest, word)) != SIZE_MAX;) {
        struct baton_str digits = baton_cxone__digits_after(rest, at + word.len);
        rest = baton_str_sub(rest, at + word.len, rest.len);
        struct baton_str tail = digits.len ? baton_str_sub(rest, (size_t)(digits.s - rest.s) +
                                                           digits.len, rest.len) : rest;
        if (!digits.len || !baton_str_starts(tail, baton_str_from(behind)))
            continue;
        if (id->len && !is_kept(id, digits)) {
            id->len = 0;
            return;
        }
        keep_id(id, digits, 0);
    }
}

void baton_memory_read(struct baton_memory *memory, struct baton_str input)
{
    read_ids(&memory->text.main_contact, input, "X-InContact-MasterId", "");
    read_ids(&memory->text.spawned_contact, input, "X-InContact-ContactId", "");
    read_ids(&memory->text.signalled, input, "/interactions/", "/signal");
}

/* ---- token and host ------------------------------------------------------------------ */

static void note_token(struct baton_memory *m, const struct baton_check *check)
{
    const struct baton_json *doc = &check->answer.doc;
    uint64_t lifetime;
    if (!baton_cxone__asks_token(check) || !check->answer_readable ||
        baton_cxone__status(check) / 100 != 2)
        return;
    struct baton_str access = baton_cxone__text(doc, 0, "access_token", check->arena);
    struct baton_str id = baton_cxone__text(doc, 0, "id_token", check->arena);
    struct baton_str expires = baton_cxone__text(doc, 0, "expires_in", check->arena);
    m->token.access = access.len ? baton_cxone__hash(access) : 0;
    m->token.id = id.len ? baton_cxone__hash(id) : 0;
    m->token.at = INT64_MIN;
    if (!baton_time_read(check->exchange->started, &m->token.at))
        m->token.at = INT64_MIN;
    bool told = baton_str_to_u64(expires, &lifetime) && lifetime && lifetime < INT32_MAX;
    m->token.lifetime = told ? (int64_t)lifetime : 0;
    m->token.exchange = m->exchanges;
}

/* A masked token is like any other one that was masked. */
static bool is_whole_token(struct baton_str token)
{
    enum { SHORTEST = 20, DIFFERENT = 6 };
    uint64_t seen[4] = {0};
    int count = 0;
    for (size_t i = 0; i < token.len; i++) {
        unsigned char c = (unsigned char)token.s[i];
        count += !(seen[c / 64] >> c % 64 & 1);
        seen[c / 64] |= UINT64_C(1) << c % 64;
    }
    return token.len >= SHORTEST && count >= DIFFERENT && !baton_is_placeholder(token);
}

static void note_issued(struct baton_memory *m, const struct baton_check *check)
{
    const char *vendor = baton_vendor_of(check->url.host);
    if (!vendor || !check->answer_readable || baton_cxone__status(check) / 100 != 2 ||
        baton_str_find_nocase(check->url.path, BATON_STR("token")) == SIZE_MAX)
        return;
    struct baton_str access = baton_cxone__text(&check->answer.doc, 0, "access_token",
                                                check->arena);
    if (is_whole_token(access))
        m->issued[m->issued_count++ % BATON_MEMORY_TOKENS] = (struct baton_memory_token){
            baton_cxone__hash(access), vendor, m->exchanges};
}

static void note_refusal(struct baton_memory *m, const struct baton_check *check)
{
    int status = baton_cxone__status(check);
    if ((status != 401 && status != 403) || !check->token.len || !baton_cxone__is_ours(check))
        return;
    m->refused.token = baton_cxone__hash(check->token);
    m->refused.url = baton_cxone__hash(check->exchange->url);
    m->refused.exchange = m->exchanges;
    m->refused.status = status;
}

static void note_host(struct baton_memory *m, const struct baton_check *check)
{
    const struct baton_json *doc = check->is_answer ? &check->body.doc : &check->answer.doc;
    bool readable = check->is_answer ? check->readable : check->answer_readable;
    if (!readable || !baton_check_is_call(check, "cxone.discovery-tenant"))
        return;
    struct baton_url url = baton_url(baton_cxone__text(doc, 0, "api_endpoint", check->arena));
    if (!url.host.len || url.host.len > sizeof m->api_host.text)
        return;
    memcpy(m->api_host.text, url.host.s, url.host.len);
    m->api_host.len = url.host.len;
    m->api_host.exchange = m->exchanges;
}

/* ---- the bot's session ------------------------------------------------------------------ */

static void note_bot(struct baton_memory *m, const struct baton_check *check)
{
    struct baton_cxone__answer answer = baton_cxone__vah(check);
    if (!answer.doc || answer.own)
        return;
    const struct baton_json *doc = &check->body.doc;
    uint32_t info = baton_cxone__member(doc, check->root, "executionInfo");
    struct baton_str contact = baton_cxone__text(doc, info, "contactId", check->arena);
    uint32_t state = baton_cxone__member(answer.doc, 0, "botSessionState");
    bool open = state != BATON_JSON_NONE && !baton_json_is(answer.doc, state, BATON_JSON_NULL) &&
                baton_str_is(baton_cxone__text(answer.doc, 0, "branchName", check->arena),
                             "PromptAndCollectNextResponse");
    if (!contact.len)
        return;
    uint64_t key = baton_cxone__hash(contact);
    m->bots[key % BATON_MEMORY_BOTS] = (struct baton_memory_bot){
        .contact = key, .state = open ? baton_cxone__hash_value(answer.doc, state) : 0,
        .exchange = m->exchanges, .open = open,
        .is_text = open && baton_json_is(answer.doc, state, BATON_JSON_STRING)};
}

void baton_memory_note(struct baton_memory *memory, const struct baton_check *check)
{
    memory->exchanges++;
    note_pair(memory, check);
    note_transcript(memory, check);
    note_contact(memory, check);
    note_token(memory, check);
    note_issued(memory, check);
    note_refusal(memory, check);
    note_host(memory, check);
    note_bot(memory, check);
    baton_memory_note_genesys(memory, check);
}
