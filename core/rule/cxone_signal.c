/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: the parameters of a signal, and the form of its URL. */
#include "core/rule/cxone_int.h"

enum { PARAMETERS = 9, LONG_QUERY = 2048 };

struct parameter {
    bool in_query, in_body;
    struct baton_str text;  /* in the query, decoded; else the string in the body */
    uint32_t value;         /* in the body, or NONE */
};

struct parameters {
    struct parameter p[PARAMETERS];
    size_t last; /* the highest number that is used, 0: none */
};

/* 1 to 9 for p1 to p9, else 0. */
static size_t number_of(struct baton_str name)
{
    bool is = name.len == 2 && name.s[0] == 'p' && name.s[1] >= '1' && name.s[1] <= '9';
    return is ? (size_t)(name.s[1] - '0') : 0;
}

static void read_query(const struct baton_check *check, struct parameters *out)
{
    struct baton_str rest = check->url.query, piece;
    while (rest.len && baton_str_next(&rest, '&', &piece)) {
        size_t equals = baton_str_find_byte(piece, '=');
        size_t n = number_of(baton_str_sub(piece, 0, equals));
        if (!n)
            continue;
        struct baton_str value = equals == SIZE_MAX
                                     ? BATON_STR("")
                                     : baton_str_sub(piece, equals + 1, piece.len);
        out->p[n - 1].in_query = true;
        out->p[n - 1].text = baton_url_decode(check->arena, value, true);
        out->last = n > out->last ? n : out->last;
    }
}

static void read_body(const struct baton_check *check, struct parameters *out)
{
    const struct baton_json *doc = &check->body.doc;
    if (!check->readable || !baton_json_is(doc, check->root, BATON_JSON_OBJECT))
        return;
    BATON_JSON_EACH_MEMBER(doc, check->root, key) {
        size_t n = number_of(baton_json_string(doc, key, check->arena));
        if (!n)
            continue;
        out->p[n - 1].in_body = true;
        out->p[n - 1].value = key + 1;
        if (baton_json_is(doc, key + 1, BATON_JSON_STRING))
            out->p[n - 1].text = baton_json_string(doc, key + 1, check->arena);
        out->last = n > out->last ? n : out->last;
    }
}

static bool read(const struct baton_check *check, struct parameters *out)
{
    *out = (struct parameters){0};
    if (!baton_cxone__is_signal(check))
        return false;
    read_query(check, out);
    read_body(check, out);
    return true;
}

static struct baton_where where_of(const struct baton_check *check, const struct parameter *p)
{
    return p->in_body ? baton_where_value(check, p->value) : baton_where_request(check);
}

/* ---- p1 ----------------------------------------------------------------------------- */

static bool is_exit(const struct baton_check *check)
{
    return baton_check_is_call(check, "cxone.cognigy-exit-voice");
}

BATON_RULE(HO4401)
{
    static const char *const actions[] = {"Escalate", "End"};
    struct parameters all;
    if (!read(check, &all) || !(all.p[0].in_query || all.p[0].in_body) || !all.p[0].text.s)
        return;
    struct baton_str value = all.p[0].text, bare = baton_str_trim(value);
    const char *meant = NULL;
    for (size_t i = 0; i < BATON_COUNT(actions); i++) {
        if (baton_str_is(value, actions[i]))
            return;
        if (baton_str_is_nocase(bare, actions[i]))
            meant = actions[i];
    }
    if (!meant && !is_exit(check))
        return; /* a script of the site's own may wait for any word */
    struct baton_finding *f = baton_report_at(
        check, rule, where_of(check, &all.p[0]),
        "p1 is \"%.*s\": Cognigy's exit knows Escalate and End, written so",
        BATON_ARG(baton_str_sub(value, 0, 40)));
    if (f && is_exit(check))
        f->severity = BATON_ERROR;
    if (!meant) {
        baton_report_fix(check, f, BATON_FIX_VALUE, "send Escalate to reach an agent, End to end");
        return;
    }
    baton_report_fix(check, f, BATON_FIX_REVIEW, "send \"%s\"", meant);
    if (all.p[0].in_body)
        baton_report_edit(check, f,
                          baton_json_edit_replace(&check->body.doc, all.p[0].value,
                                                  baton_str_fmt(check->arena, "\"%s\"", meant),
                                                  check->arena));
}

BATON_RULE(HO4402)
{
    struct parameters all;
    if (!read(check, &all) || all.last || !check->exchange->url.len)
        return;
    const struct baton_json *doc = &check->body.doc;
    if (check->readable && (!baton_json_is(doc, check->root, BATON_JSON_OBJECT) ||
                            baton_json_size(doc, check->root)))
        return; /* what is there instead has a rule of its own */
    if (!check->exchange->body.present && !check->exchange->headers_known)
        return; /* of a log's line nobody knows the body */
    if (check->exchange->body.present && !check->readable &&
        baton_str_trim(check->exchange->body.text).len)
        return;
    baton_report_at(check, rule, baton_where_request(check),
                    "the signal has no parameters: neither the query nor a body has a p1");
}

/* ---- values --------------------------------------------------------------------------- */

BATON_RULE(HO4403)
{
    struct parameters all;
    if (!read(check, &all))
        return;
    for (size_t i = 0; i < all.last; i++) {
        const struct parameter *p = &all.p[i];
        if (!p->in_body || baton_json_is(&check->body.doc, p->value, BATON_JSON_STRING))
            continue;
        bool null = baton_json_is(&check->body.doc, p->value, BATON_JSON_NULL);
        bool list = check->body.doc.v[p->value].type >= BATON_JSON_ARRAY;
        struct baton_finding *f = baton_report_at(
            check, rule, baton_where_value(check, p->value), "p%zu is %s, not a string", i + 1,
            null ? "null" : list ? "JSON itself" : "a bare value");
        if (null) {
            baton_report_fix(check, f, BATON_FIX_VALUE, "leave it out, or send a string");
            continue;
        }
        baton_report_fix(check, f, BATON_FIX_SAFE,
                         list ? "send its JSON text, as a string" : "write it in quotes");
        baton_report_edit(check, f,
                          baton_json_edit_replace(&check->body.doc, p->value,
                                                  baton_cxone__quoted(check, p->value),
                                                  check->arena));
    }
}

BATON_RULE(HO4404)
{
    struct parameters all;
    if (!read(check, &all) || !all.p[1].text.s || !baton_str_trim(all.p[1].text).len)
        return;
    struct baton_str first = all.p[0].text, second = all.p[1].text;
    bool cognigys = is_exit(check) || (first.s && (baton_str_is(first, "Escalate") ||
                                                   baton_str_is(first, "End")));
    bool object = baton_cxone__is_json(check, second, BATON_JSON_OBJECT);
    if (!cognigys || baton_cxone__is_json(check, second, BATON_JSON_ARRAY) ||
        !(object || is_exit(check)))
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, where_of(check, &all.p[1]), "p2 is the text of %s, not of a JSON array",
        object ? "a JSON object" : "no JSON array");
    if (f && !object)
        f->message = baton_str_fmt(check->arena, "p2 is not the text of a JSON array");
    if (f && is_exit(check))
        f->severity = BATON_ERROR;
    if (!object || !all.p[1].in_body)
        return;
    struct baton_buf json;
    baton_buf_init(&json, check->arena, 0);
    baton_json_put_string(&json, baton_str_fmt(check->arena, "[%.*s]", BATON_ARG(second)));
    baton_report_fix(check, f, BATON_FIX_REVIEW, "put brackets around it: a list of one");
    baton_report_edit(check, f, baton_json_edit_replace(&check->body.doc, all.p[1].value,
                                                        baton_buf_str(&json), check->arena));
}

/* ---- names ------------------------------------------------------------------------------ */

/* What is wrong with a name that is none of p1 to p9. */
static const char *about(struct baton_str name)
{
    struct baton_str digits = baton_str_sub(name, 1, name.len);
    uint64_t number;
    bool letter = name.len > 1 && (name.s[0] | 32) == 'p' && baton_str_to_u64(digits, &number);
    if (letter && number > PARAMETERS)
        return "a signal has nine parameters, p1 to p9";
    if (letter && number > 0 && name.s[0] == 'P')
        return "the names are written p1 to p9";
    if (letter && !number)
        return "the first parameter is p1";
    return "a signal has p1 to p9 and nothing else: the script never sees it";
}

/* Where CXone refused the signal, such a name is what it refused. */
static bool is_refused(const struct baton_check *check)
{
    int status = baton_cxone__status(check);
    return status == 400 || status == 404;
}

static void report_name(struct baton_check *check, const struct baton_rule *rule,
                        struct baton_where where, struct baton_str name)
{
    struct baton_finding *f =
        baton_report_at(check, rule, where, "\"%.*s\": %s",
                        BATON_ARG(baton_str_sub(name, 0, 40)), about(name));
    if (f && is_refused(check))
        f->severity = BATON_ERROR;
    if (baton_cxone__is_routing(name))
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "leave it out: the script chooses the skill; say why in p2 to p9");
}

BATON_RULE(HO4405)
{
    struct baton_str rest = check->url.query, piece;
    const struct baton_json *doc = &check->body.doc;
    if (!baton_cxone__is_signal(check))
        return;
    while (rest.len && baton_str_next(&rest, '&', &piece)) {
        struct baton_str name = baton_str_sub(piece, 0, baton_str_find_byte(piece, '='));
        if (name.len && !number_of(name))
            report_name(check, rule, baton_where_request(check), name);
    }
    if (!check->readable || !baton_json_is(doc, check->root, BATON_JSON_OBJECT))
        return;
    BATON_JSON_EACH_MEMBER(doc, check->root, key) {
        struct baton_str name = baton_json_string(doc, key, check->arena);
        if (!number_of(name))
            report_name(check, rule, baton_where_value(check, key), name);
    }
}

BATON_RULE(HO4406)
{
    struct parameters all;
    if (!read(check, &all))
        return;
    for (size_t i = 0; i < all.last; i++) {
        if (all.p[i].in_query || all.p[i].in_body || (!i && all.last == 1))
            continue;
        baton_report_at(check, rule, where_of(check, &all.p[all.last - 1]),
                        "p%zu is used, and p%zu before it is left out", all.last, i + 1);
        return;
    }
}

BATON_RULE(HO4407)
{
    struct parameters all;
    if (!read(check, &all))
        return;
    for (size_t i = 0; i < all.last; i++)
        if (all.p[i].in_query && all.p[i].in_body)
            baton_report_at(check, rule, baton_where_value(check, all.p[i].value),
                            "p%zu stands in the query and in the body", i + 1);
}

/* ---- routing is the script's ---------- */

static void report_routing(struct baton_check *check, const struct baton_rule *rule,
                           const struct baton_cxone__answer *doc)
{
    BATON_JSON_EACH_MEMBER(doc->doc, doc->root, key) {
        struct baton_str name = baton_json_string(doc->doc, key, check->arena);
        if (baton_cxone__is_routing(name))
            baton_report_at(check, rule, baton_cxone__where(check, doc, key),
                            "\"%.*s\" names a queue or a skill, and nobody at CXone reads it",
                            BATON_ARG(name));
    }
}

BATON_RULE(HO6401)
{
    struct baton_cxone__answer doc = baton_cxone__vah(check);
    if (doc.doc)
        report_routing(check, rule, &doc);
}

/* ---- the URL ---------- */

BATON_RULE(HO1401)
{
    int status = baton_cxone__status(check);
    bool refused = status == 414 || ((status == 400 || status == 404 || status == 413) &&
                                     check->url.query.len > LONG_QUERY);
    if (!baton_cxone__is_signal(check) || !(status == 414 || check->url.query.len > LONG_QUERY) ||
        (status >= 200 && status < 300))
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_request(check),
                        status == 414 && check->url.query.len <= LONG_QUERY
                            ? "something on the way found the URL too long (414); its parameters "
                              "take %zu bytes"
                            : "the parameters take %zu bytes of the URL", check->url.query.len);
    if (f && refused)
        f->severity = BATON_ERROR;
}
