/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries of Cognigy's log (npm @cognigy/rest-api-client 0.19.0). It is the whole
 * project's: only what names this session, or names none and is near it in time, is told
 * of here. What the node that hands over to CXone writes of its Signal is no documented
 * form: it is taken by its words.
 */
#include "core/conversation/conversation_int.h"

typedef struct baton_conversation__reader reader;
typedef baton_conversation__names names;

enum { LOOKED_AT = 4, SHOWN = 100, NEAR = 120 /* seconds */, ANSWER = 60, CONTACT_DIGITS = 5 };

/* ---- which form ------------------------------------------------------------------- */

static bool is_entry(const struct baton_json *doc, uint32_t at)
{
    return baton_json_is(doc, at, BATON_JSON_OBJECT) &&
           baton_json_member_z(doc, at, "msg") != BATON_JSON_NONE &&
           (baton_json_member_z(doc, at, "traceId") != BATON_JSON_NONE ||
            baton_json_member_z(doc, at, "timestamp") != BATON_JSON_NONE);
}

static bool is_log(const struct baton_json *doc, uint32_t root)
{
    uint32_t list = baton_conversation__list(doc, root, "items");
    int looked = 0;
    if (list == BATON_JSON_NONE)
        return false;
    BATON_JSON_EACH_ITEM(doc, list, item) {
        if (is_entry(doc, item))
            return true;
        if (++looked == LOOKED_AT)
            break;
    }
    return false;
}

/* ---- whose entry it is ------------------------------------------------------------ */

/* When the session was, as its turns tell; INT64_MIN: not known. */
struct span {
    int64_t first, last;
};

static struct span span_of(const struct baton_conversation *c)
{
    struct span span = {c->started.seconds, c->started.seconds};
    for (size_t i = 0; i < c->message_count; i++) {
        int64_t time = c->messages[i].time.seconds;
        if (time == INT64_MIN)
            continue;
        span.first = span.first == INT64_MIN || time < span.first ? time : span.first;
        span.last = time > span.last ? time : span.last;
    }
    return span;
}

static bool is_word_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does the text name this id, and not one that it is a part of? */
static bool names_id(struct baton_str text, struct baton_str id)
{
    for (size_t from = 0; id.len && from < text.len;) {
        size_t at = baton_str_find(baton_str_sub(text, from, text.len), id);
        if (at == SIZE_MAX)
            return false;
        size_t end = from + at + id.len;
        if ((from + at == 0 || !is_word_char(text.s[from + at - 1])) &&
            (end == text.len || !is_word_char(text.s[end])))
            return true;
        from += at + 1;
    }
    return false;
}

/* The contact id of ".../interactions/459735900012/signal" in a text, or "". */
static struct baton_str contact_in(struct baton_str text)
{
    static const char before[] = "interactions/";
    size_t start = baton_str_find_nocase(text, BATON_STR("interactions/"));
    if (start == SIZE_MAX)
        return BATON_STR("");
    size_t from = start + sizeof before - 1, end = from;
    while (end < text.len && text.s[end] >= '0' && text.s[end] <= '9')
        end++;
    return end - from < CONTACT_DIGITS ? BATON_STR("") : baton_str_sub(text, from, end);
}

enum whose { OURS, NOBODYS, OTHERS };

/* By the contact that it names: one of this call's, as Voice Gateway had them. */
static enum whose whose_contact(const reader *r, struct baton_str contact)
{
    enum whose whose = NOBODYS;
    for (size_t i = 0; contact.len && i < r->c->key_count; i++) {
        if (!baton_str_starts(baton_str_from(r->c->keys[i].kind), BATON_STR("cxone.")))
            continue;
        if (baton_str_eq(r->c->keys[i].value.text, contact))
            return OURS;
        whose = OTHERS;
    }
    return whose;
}

static bool names_session(const reader *r, uint32_t object)
{
    if (!baton_json_is(r->doc, object, BATON_JSON_OBJECT))
        return false;
    BATON_JSON_EACH_MEMBER(r->doc, object, key)
        if (baton_conversation__is_session(baton_json_string(r->doc, key, r->arena)))
            return true;
    return false;
}

static enum whose whose_entry(const reader *r, uint32_t at, struct baton_str said,
                              const struct span *span)
{
    struct baton_str session = r->c->id.text;
    if (!session.len || names_id(baton_json_raw(r->doc, at), session))
        return OURS;
    if (names_session(r, at) || names_session(r, baton_conversation__member(r, at, "meta")))
        return OTHERS;
    enum whose whose = whose_contact(r, contact_in(said));
    int64_t time = baton_conversation__moment(r, at, (names){"timestamp"}).seconds;
    if (whose != NOBODYS || time == INT64_MIN || span->first == INT64_MIN)
        return whose;
    return time >= span->first - NEAR && time <= span->last + NEAR ? NOBODYS : OTHERS;
}

/* ---- Signals ---------------------------------------------------------------------- */

/* The first number of three digits by itself, from 200 to 599, or 0. */
static int status_in(struct baton_str text)
{
    for (size_t i = 0; i + 3 <= text.len; i++) {
        uint64_t number;
        bool alone = (i == 0 || !is_word_char(text.s[i - 1])) &&
                     (i + 3 == text.len || !is_word_char(text.s[i + 3]));
        if (alone && baton_str_to_u64(baton_str_sub(text, i, i + 3), &number) && number >= 200 &&
            number < 600)
            return (int)number;
    }
    return 0;
}

static struct baton_transfer_told *open_signal(const reader *r, int64_t time)
{
    struct baton_transfer_told *t =
        r->c->transfer_count ? &r->c->transfers[r->c->transfer_count - 1] : NULL;
    bool open = t && t->by == BATON_TRANSFER_BY_SIGNAL && t->state == BATON_TRANSFER_PENDING;
    return open && time != INT64_MIN && t->time.seconds != INT64_MIN &&
                   time >= t->time.seconds && time - t->time.seconds <= ANSWER
               ? t : NULL;
}

/* An entry of the same second may stand before the request that it is about. */
static struct baton_transfer_told *without_contact(const reader *r, int64_t time)
{
    struct baton_transfer_told *t =
        r->c->transfer_count ? &r->c->transfers[r->c->transfer_count - 1] : NULL;
    bool fits = t && t->by == BATON_TRANSFER_BY_SIGNAL && !t->target.text.s &&
                time != INT64_MIN && t->time.seconds == time;
    return fits ? t : NULL;
}

static enum baton_transfer_state state_of(int status, bool error)
{
    if (status >= 300 || error)
        return BATON_TRANSFER_FAILED;
    return status ? BATON_TRANSFER_COMPLETE : BATON_TRANSFER_PENDING;
}

/* A request to signal, with its answer or before it; or an error, of that request or by itself. */
static void read_signal(reader *r, uint32_t at, struct baton_told msg, bool error,
                        struct baton_moment time)
{
    struct baton_str contact = contact_in(msg.text);
    size_t word = baton_str_find_nocase(msg.text, BATON_STR("signal"));
    if (word == SIZE_MAX || (!contact.len && !error))
        return;
    int status = status_in(baton_str_sub(msg.text, word, msg.text.len));
    struct baton_transfer_told *t = contact.len ? NULL : open_signal(r, time.seconds);
    struct baton_transfer_told *answered =
        contact.len && !status ? without_contact(r, time.seconds) : NULL;
    if (answered) {
        answered->state_text = msg;
        answered->target = (struct baton_told){msg.fact, contact};
        return;
    }
    if (t) {
        t->reason = msg;
    } else {
        t = baton_conversation__transfer(r, at, BATON_TRANSFER_BY_SIGNAL);
        if (!t)
            return;
        t->state_text = msg;
        t->type_text = (struct baton_told){msg.fact, BATON_STR("signal")};
        t->time = time;
        if (contact.len)
            t->target = (struct baton_told){msg.fact, contact};
        if (error)
            t->reason = msg;
    }
    t->state = state_of(status, error);
    t->final_status = status;
}

/* ---- the whole -------------------------------------------------------------------- */

static struct baton_str shortened(struct baton_str text)
{
    size_t end = text.len < SHOWN ? text.len : SHOWN;
    while (end && end < text.len && ((unsigned char)text.s[end] & 0xC0) == 0x80)
        end--;
    return baton_str_sub(text, 0, end);
}

static void read_entry(reader *r, uint32_t at, const struct span *span)
{
    struct baton_told msg = baton_conversation__text(r, at, "msg");
    struct baton_told type = baton_conversation__text(r, at, "type");
    bool error = type.text.s && baton_str_is_nocase(type.text, "error");
    struct baton_str said = msg.text.s ? msg.text : BATON_STR("an entry without words");
    struct baton_str words = shortened(said);
    enum whose whose = whose_entry(r, at, said, span);
    if (whose == OTHERS)
        return;
    struct baton_occurrence *o = baton_conversation__happened(
        r, at, BATON_ROLE_BOT,
        baton_str_fmt(r->arena, "logs%s: %.*s", error ? " an error" : "", BATON_ARG(words)));
    if (!o)
        return;
    if (msg.text.s)
        o->fact = msg.fact;
    o->time = baton_conversation__moment(r, at, (names){"timestamp"});
    o->bad = error;
    o->log = true;
    o->status = error ? baton_conversation__status(said) : 0;
    if (msg.text.s)
        read_signal(r, at, msg, error, o->time);
    if (whose != OURS)
        return;
    struct baton_told contact = {{r->index, at}, contact_in(said)};
    if (contact.text.len)
        baton_conversation__key(r, "cxone.contact-id", contact);
    baton_conversation__session_keys(r, baton_conversation__member(r, at, "meta"));
}

static int64_t time_of(const reader *r, uint32_t at)
{
    return baton_conversation__moment(r, at, (names){"timestamp"}).seconds;
}

/* The newest may stand first; a request is to be read before its answer. */
static void read_log(reader *r, uint32_t root)
{
    uint32_t list = baton_conversation__list(r->doc, root, "items");
    const struct span span = span_of(r->c);
    size_t count = 0, size = list == BATON_JSON_NONE ? 0 : baton_json_size(r->doc, list);
    uint32_t *items = BATON_NEW_N(r->arena, uint32_t, size + 1);
    if (!size || !items)
        return;
    BATON_JSON_EACH_ITEM(r->doc, list, item)
        if (is_entry(r->doc, item) && count < size)
            items[count++] = item;
    bool newest_first = count && time_of(r, items[0]) > time_of(r, items[count - 1]);
    for (size_t i = 0; i < count; i++)
        read_entry(r, items[newest_first ? count - 1 - i : i], &span);
}

const struct baton_conversation__form baton_conversation__cognigy_log = {"cognigy", is_log,
                                                                         read_log, true};
