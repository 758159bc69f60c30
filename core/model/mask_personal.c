/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Personal data: by its looks anywhere (telephone numbers, e-mail addresses), and
 * by the member that holds it where the text has JSON in it.
 */
#include <string.h>

#include "core/model.h"

enum { LEAST_DIGITS = 7, MOST_DIGITS = 15, MOST_EXCHANGES = 1000 };

struct personal {
    struct baton_arena *arena;
    struct baton_str text;
    char *out; /* as long as the text */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static char byte(const struct personal *p, size_t at)
{
    return at < p->text.len ? p->text.s[at] : '\0';
}

static void cover(struct personal *p, size_t start, size_t end)
{
    if (start < end && end <= p->text.len)
        memset(p->out + start, '*', end - start);
}

/* ---- telephone numbers ----------------------------------------------------------- */

static void cover_digits(struct personal *p, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        if (is_digit(p->text.s[i]))
            p->out[i] = '*';
}

/* E.164 with what people put between digits; 0 if that is no such number. */
static size_t international(const struct personal *p, size_t at)
{
    size_t digits = 0, end = at;
    for (; at < p->text.len && digits <= MOST_DIGITS; at++) {
        char c = p->text.s[at];
        if (is_digit(c)) {
            digits++;
            end = at + 1;
        } else if (!strchr(" -.()/", c) || !c || at - end > 1) {
            break;
        }
    }
    return digits >= LEAST_DIGITS && digits <= MOST_DIGITS && !is_word(byte(p, end)) ? end : 0;
}

/* "(555) 555-0100", "555-555-0100", "555-0100": N a digit; the whole stands alone. */
static size_t national(const struct personal *p, size_t at)
{
    static const char *const forms[] = {"(NNN) NNN-NNNN", "(NNN)NNN-NNNN", "NNN-NNN-NNNN",
                                        "NNN.NNN.NNNN",   "NNN NNN NNNN",  "NNN-NNNN"};
    for (size_t i = 0; i < BATON_COUNT(forms); i++) {
        size_t len = strlen(forms[i]), k = 0;
        while (k < len && (forms[i][k] == 'N' ? is_digit(byte(p, at + k))
                                              : byte(p, at + k) == forms[i][k]))
            k++;
        char after = byte(p, at + len);
        if (k == len && !is_word(after) && after != '-')
            return at + len;
    }
    return 0;
}

static size_t mask_number(struct personal *p, size_t at)
{
    char c = p->text.s[at], before = at ? p->text.s[at - 1] : ' ';
    size_t end = 0, plus = c == '+' ? 1
                           : c == '%' && byte(p, at + 1) == '2' && (byte(p, at + 2) | 32) == 'b'
                               ? 3 : 0;
    if (plus)
        end = international(p, at + plus);
    else if ((is_digit(c) || c == '(') && !is_word(before) && before != '-' && before != '.')
        end = national(p, at);
    if (!end)
        return at + 1;
    cover_digits(p, at + plus, end);
    return end;
}

/* ---- e-mail addresses ------------------------------------------------------------ */

static bool is_local(char c)
{
    return is_word(c) || (c && strchr(".!#$&'*+-=?^_`{|}~", c));
}

static bool is_domain(char c)
{
    return is_word(c) || c == '-' || c == '.';
}

/* Case, '_' and '-' do not count. */
static bool ends_with_call_id(const struct personal *p, size_t end)
{
    static const char word[] = "callid";
    size_t left = sizeof word - 1;
    while (left && end) {
        char c = p->text.s[end - 1];
        if (c != '_' && c != '-' && (c | 32) != word[--left])
            return false;
        end--;
    }
    return !left;
}

/*
 * Is what begins there the value of a SIP Call-ID ("Call-ID: …", "protocolCallId": "…",
 * call_id=…)? It has the form of an address (RFC 3261 section 25.1), and joins two sides.
 */
static bool is_call_id(const struct personal *p, size_t start, size_t at)
{
    enum { MOST_BETWEEN = 16 };
    size_t equals = baton_str_find_byte(baton_str_sub(p->text, start, at), '=');
    size_t end = equals == SIZE_MAX ? start : start + equals;
    for (size_t i = 0; i < MOST_BETWEEN && end && strchr(" \t\r\n\"'\\:=", byte(p, end - 1)); i++)
        end--;
    return (end < start || equals != SIZE_MAX) && ends_with_call_id(p, end);
}

/* What stands before and behind '@' (or %40), if there is a dot in the domain. */
static size_t mask_address(struct personal *p, size_t at, size_t low, size_t width)
{
    size_t start = at, end = at + width, dots = 0;
    while (start > low && is_local(p->text.s[start - 1]))
        start--;
    for (; end < p->text.len && is_domain(p->text.s[end]); end++)
        dots += p->text.s[end] == '.';
    if (start == at || !dots)
        return at + width;
    if (is_call_id(p, start, at))
        return end;
    cover(p, start, at);
    for (size_t i = at + width; i < end; i++)
        if (is_word(p->text.s[i]))
            p->out[i] = '*';
    return end;
}

static void mask_looks(struct personal *p)
{
    size_t low = 0;
    for (size_t at = 0; at < p->text.len;) {
        char c = p->text.s[at];
        if (c == '@' || (c == '%' && byte(p, at + 1) == '4' && byte(p, at + 2) == '0')) {
            at = mask_address(p, at, low, c == '@' ? 1 : 3);
            low = at;
        } else {
            at = c == '+' || c == '%' || c == '(' || is_digit(c) ? mask_number(p, at) : at + 1;
        }
    }
}

/* ---- members --------------------------------------------------------------------- */

static const char *const person_names[] = {
    "name", "firstName", "lastName", "fullName", "displayName", "givenName", "familyName",
    "surname", "middleName", NULL};
static const char *const direct_names[] = {
    "customerName", "callerName", "phone", "phoneNumber", "telephone", "tel", "mobile",
    "mobileNumber", "msisdn", "ani", "callerId", "email", "emailAddress", NULL};
static const char *const holders[] = {"customerInfo", "customer", "caller", NULL};
static const char *const role_names[] = {"type", "purpose", "participantType", "role", NULL};
static const char *const customers[] = {"customer", "external", "caller", "user", "contact", NULL};

/* Case, '_' and '-' do not count. */
static bool is_same_word(struct baton_str a, const char *b)
{
    size_t at = 0;
    for (; *b; b++, at++) {
        while (at < a.len && (a.s[at] == '_' || a.s[at] == '-'))
            at++;
        if (at == a.len || (a.s[at] | 32) != (*b | 32))
            return false;
    }
    return at == a.len;
}

static bool is_among(struct baton_str word, const char *const *list)
{
    for (; *list; list++)
        if (is_same_word(word, *list))
            return true;
    return false;
}

struct document {
    struct personal *p;
    const struct baton_part *part;
    const struct baton_json *json;
};

static struct baton_str text_of(const struct document *d, uint32_t at)
{
    return baton_json_is(d->json, at, BATON_JSON_STRING)
               ? baton_json_string(d->json, at, d->p->arena) : BATON_STR("");
}

/* A number stays one. */
static void cover_value(const struct document *d, uint32_t at)
{
    const struct baton_json_value *v = &d->json->v[at];
    struct baton_span span = {v->start, v->end};
    bool number = v->type == BATON_JSON_NUMBER;
    if (v->type != BATON_JSON_STRING && !number)
        return;
    span.start += v->lead;
    span.end -= v->trail;
    span = baton_part_map(d->part, span);
    if (!number)
        cover(d->p, span.start, span.end);
    for (size_t i = span.start; number && i < span.end && i < d->p->text.len; i++)
        if (is_digit(d->p->text.s[i]))
            d->p->out[i] = '1';
}

static void cover_names(const struct document *d, uint32_t object)
{
    if (!baton_json_is(d->json, object, BATON_JSON_OBJECT))
        return;
    BATON_JSON_EACH_MEMBER(d->json, object, key)
        if (is_among(text_of(d, key), person_names))
            cover_value(d, key + 1);
}

/* A bot may be known by its name alone. */
static bool is_machine(struct baton_str name)
{
    static const char *const words[] = {"bot", "cognigy", "assistant", "ivr", "queue", "agent"};
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_find_nocase(name, baton_str_from(words[i])) != SIZE_MAX)
            return true;
    return false;
}

static bool is_customer(const struct document *d, uint32_t object)
{
    uint32_t address = baton_json_member_z(d->json, object, "address");
    BATON_JSON_EACH_MEMBER(d->json, object, key)
        if (is_among(text_of(d, key), role_names) &&
            baton_json_is(d->json, key + 1, BATON_JSON_STRING))
            return is_among(text_of(d, key + 1), customers);
    uint32_t name = baton_json_member_z(d->json, object, "name"), other = BATON_JSON_NONE;
    if (baton_json_is(d->json, address, BATON_JSON_OBJECT))
        other = baton_json_member_z(d->json, address, "name");
    return !is_machine(text_of(d, name)) && !is_machine(text_of(d, other));
}

static void mask_participants(const struct document *d, uint32_t list)
{
    if (!baton_json_is(d->json, list, BATON_JSON_ARRAY))
        return;
    BATON_JSON_EACH_ITEM(d->json, list, item) {
        if (!baton_json_is(d->json, item, BATON_JSON_OBJECT) || !is_customer(d, item))
            continue;
        cover_names(d, item);
        cover_names(d, baton_json_member_z(d->json, item, "address"));
    }
}

static void mask_members(const struct document *d)
{
    for (uint32_t at = 0; at + 1 < d->json->count; at++) {
        if (!(d->json->v[at].flags & BATON_JSON_KEY))
            continue;
        struct baton_str name = text_of(d, at);
        if (is_among(name, direct_names))
            cover_value(d, at + 1);
        else if (is_among(name, holders))
            cover_names(d, at + 1);
        else if (baton_str_is_nocase(name, "participants"))
            mask_participants(d, at + 1);
    }
}

static enum baton_err mask_part(struct personal *p, const struct baton_part *part)
{
    struct baton_json_reading reading;
    if (!part->present || !part->text.len)
        return BATON_OK;
    enum baton_err err = baton_json_read_lenient(p->arena, part->text, NULL, &reading);
    if (err != BATON_OK || !reading.doc.count || reading.derived)
        return err;
    mask_members(&(struct document){p, part, &reading.doc});
    return BATON_OK;
}

static enum baton_err mask_exchanges(struct personal *p)
{
    static const struct baton_given nothing = {0};
    struct baton_input *input;
    struct baton_exchange ex;
    bool more = true;
    enum baton_err err = baton_input_open(p->arena, p->text, NULL, &nothing, &input);
    for (size_t i = 0; err == BATON_OK && i < MOST_EXCHANGES; i++) {
        err = baton_input_next(input, p->arena, &ex, &more);
        if (err != BATON_OK || !more)
            break;
        err = mask_part(p, &ex.body);
        if (err == BATON_OK)
            err = mask_part(p, &ex.answer);
    }
    return err;
}

struct baton_str baton_mask_personal(struct baton_arena *arena, struct baton_str text)
{
    struct personal p = {arena, text, baton_arena_take(arena, text.len + 1)};
    if (!p.out)
        return (struct baton_str){NULL, 0};
    if (text.len)
        memcpy(p.out, text.s, text.len);
    p.out[text.len] = '\0';
    mask_looks(&p);
    if (mask_exchanges(&p) == BATON_ENOMEM || baton_arena_failed(arena))
        return (struct baton_str){NULL, 0};
    return (struct baton_str){p.out, text.len};
}
