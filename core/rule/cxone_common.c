/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: what several of its rules look up. */
#include <string.h>

#include "core/rule/cxone_int.h"

/* ---- calls ----------------------------------------------------------------------- */

bool baton_cxone__is_signal(const struct baton_check *check)
{
    return baton_check_is_call(check, "cxone.signal") ||
           baton_check_is_call(check, "cxone.cognigy-exit-voice");
}

bool baton_cxone__is_ours(const struct baton_check *check)
{
    return check->contract && baton_str_is(check->contract->family, "cxone") &&
           !baton_str_is(check->contract->direction, "platform-to-bot");
}

bool baton_cxone__asks_token(const struct baton_check *check)
{
    return check->contract &&
           baton_str_starts(check->contract->id, BATON_STR("cxone.token-"));
}

bool baton_cxone__is_contact(const struct baton_id *id)
{
    return id->place == BATON_ID_PATH && baton_str_is(id->kind, "cxone.contact-id");
}

bool baton_cxone__is_collected(const struct baton_check *check, uint32_t value)
{
    for (size_t i = 0; i < check->id_count; i++)
        if (check->ids[i].place == BATON_ID_BODY && check->ids[i].at == value)
            return true;
    return false;
}

struct baton_str baton_cxone__signalled(const struct baton_check *check)
{
    for (size_t i = 0; baton_cxone__is_signal(check) && i < check->id_count; i++)
        if (baton_cxone__is_contact(&check->ids[i]))
            return baton_str_trim(check->ids[i].value);
    return BATON_STR("");
}

int baton_cxone__status(const struct baton_check *check)
{
    return check->exchange->response.present ? check->exchange->response.status : 0;
}

/* ---- values ------------------------------------------------------------------------ */

/* FNV-1a, 64 bits. */
uint64_t baton_cxone__hash(struct baton_str text)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.s[i]) * 0x100000001B3u;
    return h;
}

uint64_t baton_cxone__hash_value(const struct baton_json *doc, uint32_t value)
{
    uint64_t sum = 0;
    for (uint32_t i = value; i < doc->v[value].next; i++) {
        bool container = doc->v[i].type >= BATON_JSON_ARRAY;
        sum += container ? doc->v[i].type : baton_cxone__hash(baton_json_raw(doc, i));
    }
    return sum;
}

uint32_t baton_cxone__member(const struct baton_json *doc, uint32_t object, const char *name)
{
    if (object == BATON_JSON_NONE || !baton_json_is(doc, object, BATON_JSON_OBJECT))
        return BATON_JSON_NONE;
    return baton_json_member_z(doc, object, name);
}

struct baton_str baton_cxone__text(const struct baton_json *doc, uint32_t object, const char *name,
                                   struct baton_arena *arena)
{
    uint32_t at = baton_cxone__member(doc, object, name);
    if (at == BATON_JSON_NONE)
        return BATON_STR("");
    if (baton_json_is(doc, at, BATON_JSON_STRING))
        return baton_str_trim(baton_json_string(doc, at, arena));
    return baton_json_is(doc, at, BATON_JSON_NUMBER) ? baton_json_raw(doc, at) : BATON_STR("");
}

bool baton_cxone__is_sentinel(struct baton_str value)
{
    return baton_str_is(baton_str_trim(value), "100000000000");
}

bool baton_cxone__is_digits(struct baton_str value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.s[i] < '0' || value.s[i] > '9')
            return false;
    return value.len > 0 && value.len < 20;
}

bool baton_cxone__is_routing(struct baton_str name)
{
    static const char *const names[] = {"queue", "queueId", "queueName", "targetQueue", "skill",
                                        "skillId", "skillName", "transferTo", "routingData"};
    for (size_t i = 0; i < BATON_COUNT(names); i++)
        if (baton_str_is_nocase(name, names[i]))
            return true;
    return false;
}

struct baton_str baton_cxone__quoted(const struct baton_check *check, uint32_t value)
{
    struct baton_buf buf;
    baton_buf_init(&buf, check->arena, 0);
    baton_json_put_string(&buf, baton_json_raw(&check->body.doc, value));
    return baton_buf_str(&buf);
}

bool baton_cxone__is_json(const struct baton_check *check, struct baton_str text,
                          enum baton_json_type type)
{
    struct baton_json doc;
    return baton_json_read(check->arena, text, &check->settings->limits, &doc, NULL) == BATON_OK &&
           baton_json_is(&doc, 0, type);
}

/* ---- where ids come from -------------------------------------------------------------- */

static bool is_invite_name(const struct baton_json *doc, uint32_t key)
{
    struct baton_str raw = baton_json_raw(doc, key);
    raw = baton_str_sub(raw, 1, raw.len);
    return baton_str_starts_nocase(raw, BATON_STR("x-incontact-")) ||
           baton_str_starts_nocase(raw, BATON_STR("x-cxone"));
}

static bool has_invite_name(const struct baton_json *doc, uint32_t object)
{
    if (object == BATON_JSON_NONE || !baton_json_is(doc, object, BATON_JSON_OBJECT))
        return false;
    BATON_JSON_EACH_MEMBER(doc, object, key) {
        if (is_invite_name(doc, key))
            return true;
    }
    return false;
}

uint32_t baton_cxone__invite(const struct baton_json *doc, uint32_t root)
{
    static const char *const places[] = {
        "", "/headers", "/sip/headers", "/payload/sip/headers", "/data/payload/sip/headers",
        "/input/data/payload/sip/headers",
    };
    for (size_t i = 0; i < BATON_COUNT(places); i++) {
        uint32_t at = baton_json_pointer(doc, root, baton_str_from(places[i]));
        if (has_invite_name(doc, at))
            return at;
    }
    return BATON_JSON_NONE;
}

/* A header's name has no letter case. */
static struct baton_str header_of(const struct baton_json *doc, uint32_t headers, const char *name,
                                  struct baton_arena *arena)
{
    BATON_JSON_EACH_MEMBER(doc, headers, key) {
        struct baton_str found = baton_json_string(doc, key, arena);
        if (!baton_str_is_nocase(found, name))
            continue;
        bool text = baton_json_is(doc, key + 1, BATON_JSON_STRING);
        struct baton_str value = text ? baton_json_string(doc, key + 1, arena)
                                      : baton_json_raw(doc, key + 1);
        return baton_str_trim(value);
    }
    return BATON_STR("");
}

struct baton_cxone__pair baton_cxone__pair_in(const struct baton_json *doc, uint32_t headers,
                                              struct baton_arena *arena)
{
    return (struct baton_cxone__pair){header_of(doc, headers, "X-InContact-MasterId", arena),
                                      header_of(doc, headers, "X-InContact-ContactId", arena),
                                      "the INVITE's headers"};
}

static struct baton_str known(const struct baton_memory_id *id)
{
    return (struct baton_str){id->text, id->len};
}

static bool is_whole(const struct baton_cxone__pair *pair)
{
    return baton_cxone__is_digits(pair->main_contact) &&
           baton_cxone__is_digits(pair->spawned_contact);
}

static struct baton_str header_value(const struct baton_check *check, const char *name)
{
    const struct baton_http_header *h = baton_http_header(&check->exchange->request, name);
    return h ? baton_str_trim(h->value) : BATON_STR("");
}

struct baton_cxone__pair baton_cxone__pair_of(const struct baton_check *check)
{
    const struct baton_memory *m = check->memory;
    struct baton_cxone__pair pair = {header_value(check, "X-InContact-MasterId"),
                                     header_value(check, "X-InContact-ContactId"),
                                     "the request's headers"};
    if (!is_whole(&pair) && m)
        pair = (struct baton_cxone__pair){known(&m->main_contact), known(&m->spawned_contact),
                                          "an exchange before"};
    if (!is_whole(&pair) && m)
        pair = (struct baton_cxone__pair){known(&m->text.main_contact),
                                          known(&m->text.spawned_contact),
                                          "the headers of the INVITE elsewhere in this input"};
    if (!is_whole(&pair) || baton_str_eq(pair.main_contact, pair.spawned_contact))
        return (struct baton_cxone__pair){BATON_STR(""), BATON_STR(""), ""};
    return pair;
}

/* ---- an answer of a bot to Virtual Agent Hub --------------------------------------------- */

static const char *const of_refusals[] = {"code", "traceId", "title", "type"};

bool baton_cxone__refused_turn(const struct baton_check *check, struct baton_cxone__refusal *out)
{
    static const char *const texts[] = {"detail", "title", "message", "type"};
    const struct baton_json *doc = &check->answer.doc;
    uint64_t status;
    size_t like = 0;
    if (!baton_check_is_call(check, "cxone.vah-exchange-request") || !check->answer_readable ||
        !check->answer.strict || baton_cxone__status(check) != 200 ||
        baton_cxone__member(doc, 0, "branchName") != BATON_JSON_NONE ||
        !baton_str_to_u64(baton_cxone__text(doc, 0, "status", check->arena), &status) ||
        status < 400 || status > 599)
        return false;
    for (size_t i = 0; i < BATON_COUNT(of_refusals); i++)
        like += baton_cxone__member(doc, 0, of_refusals[i]) != BATON_JSON_NONE;
    if (like < 2)
        return false;
    *out = (struct baton_cxone__refusal){.status = (int)status, .words = BATON_STR("")};
    for (size_t i = 0; i < BATON_COUNT(texts) && !out->words.len; i++)
        out->words = baton_mask(check->arena, baton_str_sub(
            baton_cxone__text(doc, 0, texts[i], check->arena), 0, 100));
    out->where = baton_where_input(baton_part_map(
        &check->exchange->answer, (struct baton_span){doc->v[0].start, doc->v[0].end}));
    return true;
}

struct baton_cxone__answer baton_cxone__vah(const struct baton_check *check)
{
    struct baton_cxone__answer answer = {0};
    struct baton_cxone__refusal refusal;
    if (baton_cxone__refused_turn(check, &refusal))
        return answer;
    if (baton_check_is_call(check, "cxone.vah-exchange-response") && check->readable) {
        answer = (struct baton_cxone__answer){&check->body.doc, check->root, true};
    } else if (baton_check_is_call(check, "cxone.vah-exchange-request") &&
               check->answer_readable && check->answer.strict &&
               baton_cxone__status(check) == 200) {
        answer = (struct baton_cxone__answer){&check->answer.doc, 0, false};
    }
    if (answer.doc && !baton_json_is(answer.doc, answer.root, BATON_JSON_OBJECT))
        answer.doc = NULL;
    return answer;
}

void baton_cxone__of_answer(const struct baton_cxone__answer *answer,
                            struct baton_finding *finding)
{
    if (finding && !answer->own)
        finding->stage = BATON_ANSWER;
}

struct baton_where baton_cxone__where(const struct baton_check *check,
                                      const struct baton_cxone__answer *answer, uint32_t value)
{
    const struct baton_json_value *v = &answer->doc->v[value];
    if (answer->own)
        return baton_where_value(check, value);
    return baton_where_input(
        baton_part_map(&check->exchange->answer, (struct baton_span){v->start, v->end}));
}

struct baton_str baton_cxone__digits_after(struct baton_str text, size_t at)
{
    enum { MARKS = 12 };
    size_t start = at, end;
    while (start < text.len && start < at + MARKS && strchr(" \t\"':=\\", text.s[start]) &&
           text.s[start])
        start++;
    for (end = start; end < text.len && text.s[end] >= '0' && text.s[end] <= '9';)
        end++;
    return baton_str_sub(text, start, end);
}
