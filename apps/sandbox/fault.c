/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdlib.h>

#include "apps/sandbox/family.h"

enum { MAX_FAULTS = 1000 };

typedef struct baton_sandbox__fault fault;

/* ---- their form -------------------------------------------------------------------------- */

enum type { TEXT, NUMBER, FLAG, MATCH };

static const struct member {
    const char *name;
    enum type type;
    size_t at;
} members[] = {
    {"match", MATCH, 0},
    {"family", TEXT, offsetof(fault, family)},
    {"method", TEXT, offsetof(fault, method)},
    {"path", TEXT, offsetof(fault, path)},
    {"nth", NUMBER, offsetof(fault, nth)},
    {"status", NUMBER, offsetof(fault, status)},
    {"delay_ms", NUMBER, offsetof(fault, delay_ms)},
    {"retry_after", NUMBER, offsetof(fault, retry_after)},
    {"times", NUMBER, offsetof(fault, times)},
    {"body_size", NUMBER, offsetof(fault, body_size)},
    {"body", TEXT, offsetof(fault, body)},
    {"content_type", TEXT, offsetof(fault, content_type)},
    {"location", TEXT, offsetof(fault, location)},
    {"reset", FLAG, offsetof(fault, reset)},
    {"truncate", FLAG, offsetof(fault, truncate)},
    {"hang", FLAG, offsetof(fault, hang)},
    {"expire_tokens", FLAG, offsetof(fault, expire_tokens)},
    {"act", FLAG, offsetof(fault, act)},
};
enum { FIRST_IN_MATCH = 1, PAST_MATCH = 5 };

static bool refuse(struct baton_sandbox__call *call, struct baton_str text)
{
    baton_sandbox__error(call, 400, "bad.request", "%.*s", BATON_ARG(text));
    return false;
}

static const struct member *member_of(struct baton_str name, bool in_match)
{
    for (size_t i = 0; i < BATON_COUNT(members); i++)
        if (baton_str_is(name, members[i].name) &&
            in_match == (i >= FIRST_IN_MATCH && i < PAST_MATCH))
            return &members[i];
    return NULL;
}

static bool unknown(struct baton_sandbox__call *call, struct baton_str name, bool in_match)
{
    const char *known[BATON_COUNT(members)];
    size_t count = 0;
    for (size_t i = 0; i < BATON_COUNT(members); i++)
        if (in_match == (i >= FIRST_IN_MATCH && i < PAST_MATCH))
            known[count++] = members[i].name;
    return refuse(call, baton_sandbox__unknown(call->arena, name, known, count));
}

static bool read_members(struct baton_sandbox__call *call, uint32_t object, bool in_match,
                         fault *out);

static bool read_number(struct baton_sandbox__call *call, const struct member *m, uint32_t at,
                        void *place)
{
    uint64_t *number = place;
    if (baton_json_is(&call->body, at, BATON_JSON_NUMBER) &&
        baton_str_to_u64(baton_json_raw(&call->body, at), number) && *number <= INT64_C(1) << 40)
        return true;
    return refuse(call, baton_str_fmt(call->arena, "'%s' is a whole number", m->name));
}

static bool read_text(struct baton_sandbox__call *call, const struct member *m, uint32_t at,
                      void *place)
{
    struct baton_str *text = place;
    if (!baton_json_is(&call->body, at, BATON_JSON_STRING))
        return refuse(call, baton_str_fmt(call->arena, "'%s' is a text", m->name));
    *text = baton_str_copy(&call->sandbox->state,
                           baton_json_string(&call->body, at, call->arena));
    return text->s != NULL;
}

static bool read_flag(struct baton_sandbox__call *call, const struct member *m, uint32_t at,
                      void *place)
{
    bool *flag = place;
    *flag = baton_json_is(&call->body, at, BATON_JSON_TRUE);
    if (*flag || baton_json_is(&call->body, at, BATON_JSON_FALSE))
        return true;
    return refuse(call, baton_str_fmt(call->arena, "'%s' is true or false", m->name));
}

static bool read_member(struct baton_sandbox__call *call, const struct member *m, uint32_t at,
                        fault *out)
{
    void *place = (char *)out + m->at;
    switch (m->type) {
    case MATCH:
        return read_members(call, at, true, out);
    case NUMBER:
        out->has_retry_after = out->has_retry_after || m->at == offsetof(fault, retry_after);
        return read_number(call, m, at, place);
    case FLAG:
        return read_flag(call, m, at, place);
    case TEXT:
    default:
        out->has_body = out->has_body || m->at == offsetof(fault, body);
        return read_text(call, m, at, place);
    }
}

static bool read_members(struct baton_sandbox__call *call, uint32_t object, bool in_match,
                         fault *out)
{
    if (!baton_json_is(&call->body, object, BATON_JSON_OBJECT))
        return refuse(call, BATON_STR("an object is wanted"));
    BATON_JSON_EACH_MEMBER(&call->body, object, key) {
        struct baton_str name = baton_json_string(&call->body, key, call->arena);
        const struct member *m = member_of(name, in_match);
        if (!m)
            return unknown(call, name, in_match);
        if (!read_member(call, m, key + 1, out))
            return false;
    }
    return true;
}

/* ---- making and listing them ------------------------------------------------------------- */

static fault **end_of(struct baton_sandbox *s, size_t *count)
{
    fault **at = &s->faults;
    for (*count = 0; *at; at = &(*at)->next)
        ++*count;
    return at;
}

void baton_sandbox__add_fault(struct baton_sandbox__call *call)
{
    struct baton_sandbox *s = call->sandbox;
    struct baton_buf out;
    size_t count;
    fault **end = end_of(s, &count);
    fault *made = BATON_NEW(&s->state, fault);
    if (baton_json_read(call->arena, call->request->body, NULL, &call->body, NULL) != BATON_OK) {
        refuse(call, BATON_STR("the body is not JSON"));
        return;
    }
    if (!made || count >= MAX_FAULTS) {
        baton_sandbox__error(call, 503, "service.unavailable", "there are too many faults");
        return;
    }
    if (!read_members(call, 0, false, made))
        return;
    if (made->status && (made->status < 200 || made->status > 599)) {
        refuse(call, BATON_STR("'status' is from 200 to 599"));
        return;
    }
    made->id = ++s->faults_made;
    if (made->nth && !made->times)
        made->times = 1;
    if (made->has_retry_after && !made->status)
        made->status = 429;
    *end = made;
    baton_buf_init(&out, call->arena, 0);
    baton_buf_fmt(&out, "{\"id\":%llu}", (unsigned long long)made->id);
    baton_sandbox__json(call, 201, &out);
}

static void put_member(struct baton_json_writer *w, const fault *f, const struct member *m)
{
    const void *place = (const char *)f + m->at;
    if (m->type == NUMBER && *(const uint64_t *)place) {
        baton_json_name(w, m->name);
        baton_json_put_number(w, *(const uint64_t *)place);
    } else if (m->type == FLAG && *(const bool *)place) {
        baton_json_name(w, m->name);
        baton_json_put_bool(w, true);
    } else if (m->type == TEXT && ((const struct baton_str *)place)->s) {
        baton_sandbox__put_pair(w, m->name, *(const struct baton_str *)place);
    }
}

static void put_fault(struct baton_json_writer *w, const fault *f)
{
    const struct { const char *name; uint64_t value; } counts[] = {
        {"id", f->id}, {"seen", f->seen}, {"fired", f->fired}};
    baton_json_begin(w, '{');
    for (size_t i = 0; i < BATON_COUNT(counts); i++) {
        baton_json_name(w, counts[i].name);
        baton_json_put_number(w, counts[i].value);
    }
    baton_json_name(w, "match");
    baton_json_begin(w, '{');
    for (size_t i = FIRST_IN_MATCH; i < PAST_MATCH; i++)
        put_member(w, f, &members[i]);
    baton_json_end(w, '}');
    for (size_t i = PAST_MATCH; i < BATON_COUNT(members); i++)
        put_member(w, f, &members[i]);
    baton_json_end(w, '}');
}

void baton_sandbox__list_faults(struct baton_sandbox__call *call)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '[');
    for (const fault *f = call->sandbox->faults; f; f = f->next)
        put_fault(&w, f);
    baton_json_end(&w, ']');
    baton_sandbox__json(call, 200, &out);
}

/* ---- what they do ------------------------------------------------------------------------ */

static bool is_meant(const fault *f, const struct baton_sandbox__call *call)
{
    const struct baton_httpd_request *request = call->request;
    return (!f->family.len || baton_str_is(f->family, call->door->family->name)) &&
           (!f->method.len || baton_str_eq_nocase(f->method, request->method)) &&
           (!f->path.len || baton_str_glob(request->path, f->path));
}

fault *baton_sandbox__meets(struct baton_sandbox__call *call)
{
    fault *met = NULL;
    for (fault *f = call->sandbox->faults; f; f = f->next) {
        if (!is_meant(f, call))
            continue;
        f->seen++;
        if (!met && f->seen >= f->nth && (!f->times || f->fired < f->times))
            met = f;
    }
    if (met)
        met->fired++;
    return met;
}

static void put_given(struct baton_sandbox__call *call, const fault *f)
{
    static const char stands_in[] = "{\"message\":\"a fault that was asked for\"}";
    struct baton_httpd_response *r = call->response;
    r->status = f->status ? (int)f->status : 200;
    r->header_count = 0;
    if (!f->has_body && !f->body_size && r->status >= 400 && call->family->code_of) {
        baton_sandbox__error(call, r->status, call->family->code_of(r->status),
                             "a fault that was asked for");
        return;
    }
    r->body = f->has_body ? f->body : BATON_STR(stands_in);
    baton_sandbox__header(r, "Content-Type",
                          f->content_type.len ? f->content_type : BATON_STR("application/json"));
}

bool baton_sandbox__instead(struct baton_sandbox__call *call, const fault *f)
{
    if (f->expire_tokens)
        baton_sandbox__expire_all(call->sandbox);
    bool replaced = f->status || f->has_body || f->reset || f->hang || f->body_size;
    if (!replaced || f->act)
        return false;
    baton_sandbox__spoil(call, f);
    return true;
}

void baton_sandbox__spoil(struct baton_sandbox__call *call, const fault *f)
{
    struct baton_httpd_response *r = call->response;
    if (f->status || f->has_body || f->body_size)
        put_given(call, f);
    if (f->has_retry_after) {
        struct baton_str text =
            baton_str_fmt(call->arena, "%llu", (unsigned long long)f->retry_after);
        baton_sandbox__header(r, "Retry-After", text.s ? text : BATON_STR("1"));
    }
    if (f->location.len)
        baton_sandbox__header(r, "Location", f->location);
    r->stretch = f->body_size;
    r->delay_ms = f->delay_ms > INT32_MAX ? INT32_MAX : (int)f->delay_ms;
    r->fault = f->reset ? BATON_HTTPD_RESET : f->hang ? BATON_HTTPD_HANG
               : f->truncate ? BATON_HTTPD_TRUNCATE : BATON_HTTPD_ANSWER;
}
