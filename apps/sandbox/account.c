/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/sandbox/sandbox_int.h"

enum { UUID = 36 };

/* ---- forms ------------------------------------------------------------------------------- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool baton_sandbox__is_uuid(struct baton_str text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (text.len != UUID)
        return false;
    for (size_t i = 0; i < UUID; i++)
        if (form[i] == 'x' ? !is_hex(text.s[i]) : text.s[i] != '-')
            return false;
    return true;
}

static int64_t unit(char c)
{
    return c == 's' ? 1 : c == 'm' ? 60 : c == 'h' ? 3600 : c == 'd' ? 86400 : 0;
}

bool baton_sandbox__span(struct baton_str text, int64_t *seconds)
{
    int64_t sum = 0, number = -1;
    if (baton_str_is(text, "now")) {
        *seconds = 0;
        return true;
    }
    if (text.len < 3 || text.len > 32 || (text.s[0] != '-' && text.s[0] != '+'))
        return false;
    for (size_t i = 1; i < text.len; i++) {
        char c = text.s[i];
        if (c >= '0' && c <= '9') {
            number = (number < 0 ? 0 : number) * 10 + (c - '0');
            if (number > 100000000)
                return false;
            continue;
        }
        if (number < 0 || !unit(c))
            return false;
        sum += number * unit(c);
        number = -1;
    }
    *seconds = text.s[0] == '-' ? -sum : sum;
    return number < 0;
}

static bool ends_with(struct baton_str name, const char *end)
{
    size_t len = strlen(end);
    return name.len > len && baton_str_is(baton_str_sub(name, name.len - len, name.len), end);
}

/* Does a member of this name hold a time? */
static bool tells_time(struct baton_str name)
{
    return baton_str_is(name, "timestamp") || baton_str_is(name, "dateIssued") ||
           ends_with(name, "Time") || ends_with(name, "Date") || ends_with(name, "Start") ||
           ends_with(name, "End");
}

void baton_sandbox__id_from(struct baton_str text, uint64_t number, char out[37])
{
    uint64_t sum = 0;
    for (size_t i = 0; i < text.len; i++)
        sum = baton_sandbox__mix(sum, (unsigned char)text.s[i]);
    sum = number ? baton_sandbox__mix(sum, number) : sum;
    baton_sandbox__uuid(sum, baton_sandbox__mix(sum, 1), out);
}

/* ---- pieces ------------------------------------------------------------------------------ */

struct maker {
    struct baton_sandbox *sandbox;
    struct baton_sandbox__pattern *pattern;
    struct baton_sandbox__account *account;
};

static bool add(struct maker *m, struct baton_sandbox__piece piece)
{
    struct baton_sandbox__account *a = m->account;
    if (piece.gap == BATON_SANDBOX__TEXT && !piece.text.len)
        return true;
    struct baton_sandbox__piece *p =
        BATON_PUSH(&m->sandbox->arena, a->pieces, a->count, a->capacity);
    if (p)
        *p = piece;
    return p != NULL;
}

/* Ids of queues and codes are the platform's; all others are the conversation's own. */
static bool is_shared(const struct baton_sandbox *sandbox, struct baton_str id)
{
    for (size_t i = 0; i < sandbox->queue_count; i++) {
        const struct baton_sandbox__queue *q = &sandbox->queues[i];
        if (baton_str_eq_nocase(q->id, id))
            return true;
        for (size_t j = 0; j < q->code_count; j++)
            if (baton_str_eq_nocase(q->codes[j].id, id))
                return true;
    }
    return baton_sandbox__is_user(sandbox, id);
}

/* The number of an own id, or UINT32_MAX for what is kept as it stands. */
static uint32_t own_id(struct maker *m, struct baton_str id)
{
    struct baton_sandbox__pattern *p = m->pattern;
    for (size_t i = 0; i < p->id_count; i++)
        if (baton_str_eq_nocase(p->ids[i], id))
            return (uint32_t)i;
    if (p->id_count == BATON_COUNT(p->ids) || is_shared(m->sandbox, id))
        return UINT32_MAX;
    p->ids[p->id_count] = id;
    return (uint32_t)p->id_count++;
}

/* A gap that begins at an offset of the text, or one without text. */
static struct baton_sandbox__piece gap_at(struct maker *m, struct baton_str text, size_t at)
{
    struct baton_str rest = baton_str_sub(text, at, text.len);
    struct baton_sandbox__piece piece = {BATON_SANDBOX__TEXT, {NULL, 0}, 0, 0};
    if (m->pattern->customer.len && baton_str_starts(rest, m->pattern->customer)) {
        piece.gap = BATON_SANDBOX__NAME;
        piece.text = m->pattern->customer;
    } else if (m->pattern->phone.len && baton_str_starts(rest, m->pattern->phone)) {
        piece.gap = BATON_SANDBOX__PHONE;
        piece.text = m->pattern->phone;
    } else if (rest.len >= UUID && rest.s[8] == '-' &&
               baton_sandbox__is_uuid(baton_str_sub(rest, 0, UUID))) {
        struct baton_str id = baton_str_sub(rest, 0, UUID);
        piece.id = own_id(m, id);
        if (piece.id != UINT32_MAX) {
            piece.gap = BATON_SANDBOX__ID;
            piece.text = id;
        }
    }
    return piece;
}

/* Text with gaps for ids, the name and the number. */
static bool add_text(struct maker *m, struct baton_str text)
{
    size_t from = 0, at = 0;
    while (at < text.len) {
        struct baton_sandbox__piece gap = gap_at(m, text, at);
        if (gap.gap == BATON_SANDBOX__TEXT) {
            at++;
            continue;
        }
        struct baton_sandbox__piece before = {BATON_SANDBOX__TEXT, baton_str_sub(text, from, at),
                                              0, 0};
        if (!add(m, before) || !add(m, gap))
            return false;
        at += gap.text.len;
        from = at;
    }
    return add(m, (struct baton_sandbox__piece){BATON_SANDBOX__TEXT,
                                                baton_str_sub(text, from, text.len), 0, 0});
}

/* A member whose value is a time told from now: adds what stands before it, and the time. */
static bool add_time(struct maker *m, const struct baton_json *doc, uint32_t value, size_t *from)
{
    const struct baton_json_value *v = &doc->v[value];
    struct baton_str text = {doc->text.s + v->start + 1, v->end - v->start - 2};
    int64_t seconds;
    if (!baton_sandbox__span(text, &seconds))
        return true;
    struct baton_sandbox__piece piece = {
        BATON_SANDBOX__TIME, text, seconds + m->sandbox->began - m->pattern->start, 0};
    if (!add_text(m, baton_str_sub(doc->text, *from, v->start + 1)) || !add(m, piece))
        return false;
    *from = v->end - 1;
    return true;
}

enum baton_err baton_sandbox__make_view(struct baton_sandbox *sandbox,
                                        struct baton_sandbox__pattern *pattern,
                                        struct baton_str json, struct baton_sandbox__account *out)
{
    struct maker maker = {sandbox, pattern, out}, *m = &maker;
    struct baton_json doc;
    size_t from = 0;
    enum baton_err err = json.s ? baton_json_read(&sandbox->arena, json, NULL, &doc, NULL)
                                : BATON_ENOMEM;
    if (err != BATON_OK)
        return err;
    for (uint32_t i = 0; i + 1 < doc.count; i++) {
        if (!(doc.v[i].flags & BATON_JSON_KEY) || doc.v[i + 1].type != BATON_JSON_STRING)
            continue;
        if (tells_time(baton_str_sub(doc.text, doc.v[i].start + 1, doc.v[i].end - 1)) &&
            !add_time(m, &doc, i + 1, &from))
            return BATON_ENOMEM;
    }
    return add_text(m, baton_str_sub(doc.text, from, doc.text.len)) ? BATON_OK : BATON_ENOMEM;
}
