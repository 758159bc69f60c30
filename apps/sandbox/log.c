/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/sandbox/family.h"
#include "core/model.h"

enum { MAX_ENTRIES = 100000, MAX_TEXT = 4096, ROOM = 32 << 20 };

/*
 * Entries stand one after another in a ring; an entry never wraps: where the end
 * of the ring is too near, the rest is a gap (an entry without a time).
 */
struct entry {
    uint32_t size;             /* with this head and what fills it up */
    uint16_t status, method, path, headers; /* lengths of the texts after the head */
    bool changed, is_gap;
    uint8_t family;            /* which one's door it came to */
    int64_t time;
};

enum { HEAD = (sizeof(struct entry) + 7) / 8 * 8 };

/* ---- the ring ---------------------------------------------------------------------------- */

static struct entry head_at(const struct baton_sandbox__log *log, size_t at)
{
    struct entry head;
    memcpy(&head, log->bytes + at, sizeof head);
    return head;
}

static void drop_oldest(struct baton_sandbox__log *log)
{
    struct entry head = head_at(log, log->from);
    log->from = (log->from + head.size) % log->capacity;
    log->used -= head.size;
    if (!head.is_gap) {
        log->count--;
        log->first++;
    }
}

void baton_sandbox__clear_log(struct baton_sandbox__log *log)
{
    log->first += log->count;
    log->from = log->used = log->count = 0;
}

static void make_gap(struct baton_sandbox__log *log, size_t at, size_t size)
{
    struct entry gap = {.size = (uint32_t)size, .is_gap = true};
    memcpy(log->bytes + at, &gap, sizeof gap);
    log->used += size;
}

/* Room for an entry; what is oldest goes. */
static char *make_room(struct baton_sandbox__log *log, size_t size)
{
    while (log->count >= MAX_ENTRIES)
        drop_oldest(log);
    for (;;) {
        size_t end = (log->from + log->used) % log->capacity, rest = log->capacity - end;
        size_t wanted = rest < size + HEAD ? rest + size : size;
        if (log->used && log->used + wanted > log->capacity) {
            drop_oldest(log);
            continue;
        }
        if (wanted != size) {
            make_gap(log, end, rest);
            end = 0;
        }
        log->used += size;
        return log->bytes + end;
    }
}

/* ---- an entry ---------------------------------------------------------------------------- */

static bool is_secret(struct baton_str name)
{
    static const char *const words[] = {"authorization", "cookie", "token", "secret", "key"};
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_find_nocase(name, baton_str_from(words[i])) != SIZE_MAX)
            return true;
    return false;
}

/* The scheme of a secret may be told: "Bearer ***". */
static void put_value(struct baton_buf *out, const struct baton_httpd_header *h)
{
    size_t blank = baton_str_find_byte(h->value, ' ');
    if (!is_secret(h->name)) {
        baton_buf_put(out, h->value);
        return;
    }
    if (blank != SIZE_MAX && baton_str_is_nocase(h->name, "Authorization")) {
        baton_buf_put(out, baton_str_sub(h->value, 0, blank));
        baton_buf_putc(out, ' ');
    }
    baton_buf_puts(out, "***");
}

static struct baton_str headers_of(struct baton_sandbox__call *call)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    for (size_t i = 0; i < call->request->header_count && out.len < MAX_TEXT; i++) {
        baton_buf_put(&out, call->request->headers[i].name);
        baton_buf_putc(&out, '\n');
        put_value(&out, &call->request->headers[i]);
        baton_buf_putc(&out, '\n');
    }
    struct baton_str all = baton_buf_str(&out);
    return all.len > MAX_TEXT ? baton_str_sub(all, 0, MAX_TEXT) : all;
}

static struct baton_str target_of(struct baton_sandbox__call *call)
{
    const struct baton_httpd_request *r = call->request;
    struct baton_str path = r->path;
    if (r->query.len) {
        struct baton_str query = baton_mask(call->arena, r->query);
        path = baton_str_fmt(call->arena, "%.*s?%.*s", BATON_ARG(r->path), BATON_ARG(query));
    }
    return path.len > MAX_TEXT ? baton_str_sub(path, 0, MAX_TEXT) : path;
}

static bool has_ring(struct baton_sandbox *s)
{
    if (!s->log.bytes) {
        s->log.bytes = s->alloc.resize(s->alloc.ctx, NULL, 0, ROOM);
        s->log.capacity = s->log.bytes ? ROOM : 0;
    }
    return s->log.bytes != NULL;
}

void baton_sandbox__note(struct baton_sandbox__call *call)
{
    struct baton_sandbox *s = call->sandbox;
    const struct baton_httpd_response *answer = call->response;
    struct baton_str method = call->request->method, path = target_of(call);
    struct baton_str headers = headers_of(call);
    if (!has_ring(s) || !path.s)
        return;
    method.len = method.len > MAX_TEXT ? MAX_TEXT : method.len;
    bool answered = answer->fault != BATON_HTTPD_RESET && answer->fault != BATON_HTTPD_HANG;
    struct entry head = {.status = answered ? (uint16_t)answer->status : 0,
                         .method = (uint16_t)method.len, .path = (uint16_t)path.len,
                         .headers = (uint16_t)headers.len, .changed = call->changed,
                         .family = (uint8_t)call->door->index,
                         .time = baton_sandbox__ms()};
    head.size = (uint32_t)((HEAD + method.len + path.len + headers.len + 7) / 8 * 8);
    char *at = make_room(&s->log, head.size);
    memcpy(at, &head, sizeof head);
    at += HEAD;
    memcpy(at, method.s, method.len);
    memcpy(at + method.len, path.s, path.len);
    if (headers.len)
        memcpy(at + method.len + path.len, headers.s, headers.len);
    s->log.count++;
}

/* ---- the list ---------------------------------------------------------------------------- */

static void put_headers(struct baton_json_writer *w, struct baton_arena *arena,
                        struct baton_str headers)
{
    struct baton_str name, value;
    baton_json_name(w, "headers");
    baton_json_begin(w, '{');
    while (baton_str_next(&headers, '\n', &name) && baton_str_next(&headers, '\n', &value)) {
        struct baton_str own = baton_str_copy(arena, name);
        baton_sandbox__put_pair(w, own.s ? own.s : "", value);
    }
    baton_json_end(w, '}');
}

static void put_entry(struct baton_sandbox__call *call, struct baton_json_writer *w, size_t at,
                      uint64_t number)
{
    const struct baton_sandbox__log *log = &call->sandbox->log;
    struct entry head = head_at(log, at);
    const char *text = log->bytes + at + HEAD;
    struct baton_buf time;
    baton_buf_init(&time, call->arena, 0);
    baton_sandbox__put_time(&time, head.time);
    baton_json_begin(w, '{');
    baton_json_name(w, "number");
    baton_json_put_number(w, number);
    baton_sandbox__put_pair(w, "time", baton_buf_str(&time));
    baton_sandbox__put_pair(w, "family",
                            baton_str_from(baton_sandbox__families[head.family]->name));
    baton_sandbox__put_pair(w, "method", (struct baton_str){text, head.method});
    baton_sandbox__put_pair(w, "path", (struct baton_str){text + head.method, head.path});
    baton_json_name(w, "status");
    baton_json_put_number(w, head.status);
    baton_json_name(w, "changed");
    baton_json_put_bool(w, head.changed);
    put_headers(w, call->arena,
                (struct baton_str){text + head.method + head.path, head.headers});
    baton_json_end(w, '}');
}

void baton_sandbox__list_log(struct baton_sandbox__call *call)
{
    const struct baton_sandbox__log *log = &call->sandbox->log;
    uint64_t since = 0, number = log->first;
    struct baton_buf out;
    struct baton_str given = baton_sandbox__parameter(call, "since");
    if (given.s && !baton_str_to_u64(given, &since))
        since = 0;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '[');
    for (size_t passed = 0, at = log->from; passed < log->used;) {
        struct entry head = head_at(log, at);
        if (!head.is_gap) {
            if (number >= since)
                put_entry(call, &w, at, number);
            number++;
        }
        passed += head.size;
        at = (at + head.size) % log->capacity;
    }
    baton_json_end(&w, ']');
    baton_sandbox__json(call, 200, &out);
}
