/* SPDX-License-Identifier: Apache-2.0 */
/* HO1: host, path, method, headers. */
#include "core/rule/host_int.h"
#include "core/rule/rule_int.h"

static const struct baton_http_header *request_header(const struct baton_check *check,
                                                      const char *name)
{
    return baton_http_header(&check->exchange->request, name);
}

static bool has_body(const struct baton_check *check)
{
    return check->exchange->body.present && baton_str_trim(check->exchange->body.text).len > 0;
}

/* The media type that the contract wants; JSON where there is none to ask. */
static const char *wanted_media(const struct baton_check *check)
{
    if (!check->contract || !check->contract->media_type_count)
        return "application/json";
    struct baton_str copy = baton_str_copy(check->arena, check->contract->media_types[0]);
    return copy.s ? copy.s : "application/json";
}

static bool wants_json(const struct baton_check *check)
{
    struct baton_media_type media = baton_media_type(baton_str_from(wanted_media(check)));
    return baton_media_is_json(&media);
}

/* Is the body JSON, well-formed or not? */
static bool body_is_json(const struct baton_check *check)
{
    struct baton_str text = baton_str_trim(check->exchange->body.text);
    return has_body(check) && (text.s[0] == '{' || text.s[0] == '[');
}

/* ---- media -------------------------------------------------------------------------- */

BATON_RULE(HO1001)
{
    if (!check->exchange->headers_known || !has_body(check) || check->exchange->has_implied ||
        request_header(check, "Content-Type") || !(check->contract || body_is_json(check)))
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_request(check), "no Content-Type header");
    const char *wanted = wanted_media(check);
    baton_report_fix(check, f, BATON_FIX_SAFE, "add the header \"Content-Type: %s\"", wanted);
    baton_report_header(check, f, "Content-Type", wanted);
}

/* application/x-www-form-urlencoded (WHATWG URL, section 5.2). */
static void put_encoded(struct baton_buf *buf, struct baton_str text)
{
    static const char kept[] = "*-._0123456789"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        if (baton_str_find_byte(BATON_STR(kept), c) != SIZE_MAX)
            baton_buf_putc(buf, c);
        else if (c == ' ')
            baton_buf_putc(buf, '+');
        else
            baton_buf_fmt(buf, "%%%02X", (unsigned)(unsigned char)c);
    }
}

/* An object of plain values as a form; "" if it is none. */
static struct baton_str as_form(const struct baton_check *check)
{
    const struct baton_json *doc = &check->body.doc;
    struct baton_buf buf;
    if (!check->readable || !check->body.strict || !baton_json_is(doc, 0, BATON_JSON_OBJECT))
        return BATON_STR("");
    baton_buf_init(&buf, check->arena, 0);
    BATON_JSON_EACH_MEMBER(doc, 0, key) {
        if (baton_json_is(doc, key + 1, BATON_JSON_OBJECT) ||
            baton_json_is(doc, key + 1, BATON_JSON_ARRAY) ||
            baton_json_is(doc, key + 1, BATON_JSON_NULL))
            return BATON_STR("");
        if (buf.len)
            baton_buf_putc(&buf, '&');
        put_encoded(&buf, baton_json_string(doc, key, check->arena));
        baton_buf_putc(&buf, '=');
        put_encoded(&buf, baton_check_text(check, key + 1));
    }
    return baton_buf_str(&buf);
}

/* The header alone would make it worse: what is JSON must become what the header says. */
static void fix_form(struct baton_check *check, struct baton_finding *f)
{
    struct baton_str form = as_form(check);
    baton_report_because(check, f, "A form is read, and this body is JSON: not one field is found "
                                   "in it.");
    baton_report_fix(check, f, form.len ? BATON_FIX_REVIEW : BATON_FIX_VALUE,
                     "send the fields as a form, with \"Content-Type: %s\"", wanted_media(check));
    if (!form.len)
        return;
    const struct baton_json_value *all = &check->body.doc.v[0];
    baton_report_edit(check, f,
                      (struct baton_edit){all->start, all->end - all->start, form});
    if (f && f->fix.edit_count)
        baton_report_header(check, f, "Content-Type", wanted_media(check));
}

static void wrong_media(struct baton_check *check, const struct baton_rule *rule,
                        const struct baton_http_header *header)
{
    const char *wanted = wanted_media(check);
    struct baton_str value = header->value.len ? header->value : BATON_STR("empty");
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_header(header), "Content-Type is %.*s, not %s",
                        BATON_ARG(value), wanted);
    if (!wants_json(check) && body_is_json(check)) {
        fix_form(check, f);
        return;
    }
    baton_report_fix(check, f, BATON_FIX_SAFE, "send \"Content-Type: %s\"", wanted);
    baton_report_header(check, f, "Content-Type", wanted);
}

BATON_RULE(HO1002)
{
    const struct baton_http_header *header = request_header(check, "Content-Type");
    if (!header || !has_body(check))
        return;
    struct baton_media_type media = baton_media_type(header->value);
    if (!wants_json(check)) {
        if (!baton_media_is_form(&media))
            wrong_media(check, rule, header);
    } else if (!baton_media_is_json(&media) && !baton_media_is_form(&media) &&
               (check->contract || body_is_json(check))) {
        wrong_media(check, rule, header);
    }
}

/* A SNIPPET that posts and never says what: GetRESTProxy then declares a form. */
static void form_of_code(struct baton_check *check, const struct baton_rule *rule)
{
    static const char *const methods[] = {"\"POST\"", "\"PUT\"", "\"PATCH\""};
    struct baton_said proxy, other;
    bool posts = false;
    for (size_t i = 0; i < BATON_COUNT(methods); i++)
        posts = posts || baton_words_find(check, methods[i], &other);
    if (!baton_words_code(check).len || !posts ||
        !baton_words_find(check, "GetRESTProxy()", &proxy) ||
        baton_words_find(check, "ContentType", &other) ||
        baton_words_find(check, "\"Content-Type\"", &other))
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, proxy.where, "ContentType of GetRESTProxy() is not set: it sends a form");
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "set proxy.ContentType = \"application/json\" before MakeRestRequest");
}

BATON_RULE(HO1003)
{
    form_of_code(check, rule);
    const struct baton_exchange *ex = check->exchange;
    const struct baton_http_header *header = request_header(check, "Content-Type");
    const struct baton_http_header *form = ex->has_implied ? &ex->implied : header;
    if (!form || !wants_json(check) || !body_is_json(check))
        return;
    struct baton_media_type media = baton_media_type(form->value);
    if (!baton_media_is_form(&media))
        return;
    struct baton_finding *f =
        ex->has_implied
            ? baton_report_at(check, rule, baton_where_header(form),
                              "curl -d sends this JSON as %.*s", BATON_ARG(form->value))
            : baton_report_at(check, rule, baton_where_header(form),
                              "a JSON body is declared as %.*s", BATON_ARG(form->value));
    baton_report_fix(check, f, BATON_FIX_SAFE, "send \"Content-Type: application/json\"%s",
                     baton_check_is_call(check, "cxone.studio-rest-callout")
                         ? ": set ContentType of GetRESTProxy, which sends a form unless told"
                         : "");
    baton_report_header(check, f, "Content-Type", "application/json");
}

BATON_RULE(HO1004)
{
    const struct baton_exchange *ex = check->exchange;
    /* curl sends "Accept: any" by itself; what a platform sends nobody here can change. */
    if (!ex->headers_known || !check->contract ||
        (baton_str_is(check->contract->direction, "platform-to-bot") &&
         check->contract->provenance != BATON_COMMUNITY) || ex->kind == BATON_INPUT_CURL ||
        !ex->request.present || request_header(check, "Accept"))
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_request(check), "no Accept header");
    baton_report_fix(check, f, BATON_FIX_SAFE, "add the header \"Accept: application/json\"");
    baton_report_header(check, f, "Accept", "application/json");
}

BATON_RULE(HO1009)
{
    const struct baton_http_header *header = request_header(check, "Accept");
    if (!header || !check->contract || baton_media_accepts_json(header->value))
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_header(header),
                        "Accept is %.*s, which leaves out JSON", BATON_ARG(header->value));
    baton_report_fix(check, f, BATON_FIX_SAFE, "send \"Accept: application/json\"");
    baton_report_header(check, f, "Accept", "application/json");
}

BATON_RULE(HO1010)
{
    const struct baton_http_message *msg = &check->exchange->request;
    for (size_t i = 0; i < msg->problem_count; i++) {
        const struct baton_http_problem *p = &msg->problems[i];
        if (p->code != BATON_HTTP_LENGTH_SHORT && p->code != BATON_HTTP_LENGTH_LONG &&
            p->code != BATON_HTTP_BAD_LENGTH)
            continue;
        struct baton_finding *f = baton_report_at(check, rule, baton_where_input(p->span), "%s",
                                                  baton_http_code_text(p->code));
        struct baton_str length =
            baton_str_fmt(check->arena, "%zu", msg->body.end - msg->body.start);
        if (!length.s)
            return;
        baton_report_fix(check, f, BATON_FIX_SAFE, "the body is %s bytes long", length.s);
        baton_report_header(check, f, "Content-Length", length.s);
    }
}

BATON_RULE(HO1011)
{
    const struct baton_http_header *header = request_header(check, "Content-Type");
    if (!header || !body_is_json(check))
        return;
    struct baton_media_type media = baton_media_type(header->value);
    if (!media.charset.len || baton_str_is_nocase(media.charset, "utf-8") ||
        baton_str_is_nocase(media.charset, "utf8") ||
        baton_str_is_nocase(media.charset, "us-ascii"))
        return;
    struct baton_finding *f = baton_report_at(check, rule, baton_where_header(header),
                                              "the charset is %.*s", BATON_ARG(media.charset));
    baton_report_header(check, f, "Content-Type", "application/json");
}

BATON_RULE(HO1012)
{
    const struct baton_http_message *msg = &check->exchange->request;
    for (size_t i = 0; i < msg->problem_count; i++) {
        const struct baton_http_problem *p = &msg->problems[i];
        bool form = p->code == BATON_HTTP_BAD_START_LINE || p->code == BATON_HTTP_BAD_HEADER ||
                    p->code == BATON_HTTP_BLANK_IN_NAME || p->code == BATON_HTTP_FOLDED ||
                    p->code == BATON_HTTP_NO_BLANK_LINE || p->code == BATON_HTTP_BAD_CHUNK ||
                    p->code == BATON_HTTP_TOO_MANY_HEADERS;
        if (!form)
            continue;
        struct baton_where where = baton_where_input(p->span);
        where.has_span = true; /* what is missing has a place, too */
        baton_report_at(check, rule, where, "%s", baton_http_code_text(p->code));
    }
}

BATON_RULE(HO1014)
{
    const struct baton_http_message *msg = &check->exchange->request;
    for (size_t i = 0; i < msg->problem_count; i++) {
        const struct baton_http_problem *p = &msg->problems[i];
        if (p->code == BATON_HTTP_DUPLICATE_HEADER)
            baton_report_at(check, rule, baton_where_input(p->span), "the header %.*s stands twice",
                            BATON_ARG(p->detail));
    }
}

/* ---- reach and route -------------------------------------------------------------------- */

static bool host_is_known(const struct baton_check *check)
{
    return check->url.host.len && baton_vendor_of(check->url.host);
}

static struct baton_str last_piece(struct baton_str path)
{
    size_t from = path.len;
    while (from && path.s[from - 1] != '/')
        from--;
    return baton_str_sub(path, from, path.len);
}

static bool ends_alike(const struct baton_check *check, const struct baton_contract *contract)
{
    struct baton_str last = last_piece(check->url.path);
    return last.len && baton_str_eq(last_piece(contract->path), last) &&
           baton_str_eq(contract->method, check->exchange->request.method);
}

/* The verb that a path ends in says more of what was meant than the collection before it. */
static const struct baton_contract *meant(const struct baton_check *check)
{
    const char *vendor = baton_vendor_of(check->url.host);
    const struct baton_contract *near = check->match.nearest;
    if (!vendor || !near || check->match.slip || ends_alike(check, near))
        return near;
    for (size_t i = 0; i < baton_contracts_count(check->contracts); i++) {
        const struct baton_contract *one = baton_contracts_at(check->contracts, i);
        if (one->provenance != BATON_COMMUNITY && one->host_count && ends_alike(check, one) &&
            baton_host_is_one_of(one, check->url.host, vendor))
            return one;
    }
    return near;
}

/* Cognigy's OData API: paths of its own, which no contract here has. */
static bool is_odata(const struct baton_check *check)
{
    return baton_str_starts_nocase(check->url.host, BATON_STR("odata-"));
}

/*
 * Only what is a slip of a known path is wrong: a vendor has more calls than there are
 * contracts here. What is less near may be one of those, unless the answer says that it
 * is not. On a host that is no vendor's it may be a site's own, such as its webhook.
 */
BATON_RULE(HO1005)
{
    const struct baton_exchange *ex = check->exchange;
    const struct baton_contract *near = meant(check);
    bool elsewhere = check->url.host.len && !host_is_known(check);
    int status = ex->response.present ? ex->response.status : 0;
    bool missing = status == 404 || status == 405;
    bool taken = status / 100 == 2 || status == 409 || status == 415 || status == 422;
    if (!ex->url.len || check->match.contract || check->match.path_only || !near ||
        (check->url.host.len && !check->match.slip && !missing) ||
        (check->match.slip && taken) || baton_host_is_foreign_path(check) ||
        baton_rule_is_signal_to_none(check) || baton_rule_is_without_version(check) ||
        is_odata(check))
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_request(check), "no contract knows the path %.*s",
                        BATON_ARG(check->url.path));
    if (f && elsewhere)
        f->severity = BATON_WARNING;
    if (near)
        baton_report_fix(check, f, BATON_FIX_REVIEW, "did you mean %.*s %.*s (%.*s)?",
                         BATON_ARG(near->method), BATON_ARG(near->path), BATON_ARG(near->id));
}

BATON_RULE(HO1006)
{
    const struct baton_contract *known = check->match.path_only;
    const struct baton_http_message *msg = &check->exchange->request;
    /* A browser asks by OPTIONS whether it may send the request (Fetch, CORS preflight). */
    if (check->match.contract || !known || baton_str_is(msg->method, "OPTIONS") ||
        baton_lore_fault(check) == BATON_LORE_SURE)
        return;
    struct baton_where where = msg->method_span.end > msg->method_span.start
                                   ? baton_where_input(msg->method_span)
                                   : baton_where_request(check);
    struct baton_finding *f =
        baton_report_at(check, rule, where, "%.*s does not answer to %.*s, but to %.*s",
                        BATON_ARG(known->path), BATON_ARG(msg->method), BATON_ARG(known->method));
    baton_report_fix(check, f, BATON_FIX_REVIEW, "send %.*s", BATON_ARG(known->method));
    if (msg->method_span.end > msg->method_span.start)
        baton_report_input_edit(check, f,
                                (struct baton_edit){msg->method_span.start,
                                                    msg->method_span.end - msg->method_span.start,
                                                    known->method});
}

/* How a bot hands over there, as the vendors document it. */
static const char *handover_at(const char *vendor)
{
    static const struct {
        const char *vendor, *call;
    } calls[] = {
        {"NICE CXone", "POST {api_endpoint}/inContactAPI/services/v30.0/interactions/{contactId}"
                       "/signal"},
        {"Genesys Cloud", "POST /api/v2/conversations/{conversationId}/participants"
                          "/{participantId}/replace/queue"},
    };
    for (size_t i = 0; i < BATON_COUNT(calls); i++)
        if (baton_str_is(baton_str_from(vendor), calls[i].vendor))
            return calls[i].call;
    return "a call of its own (baton contracts)";
}

/* What is documented in place of a call of this path that tutorials tell of; "" if none does. */
static struct baton_str instead_of(const struct baton_check *check)
{
    for (size_t i = 0; i < baton_contracts_count(check->contracts); i++) {
        const struct baton_contract *told = baton_contracts_at(check->contracts, i);
        if (told->provenance == BATON_COMMUNITY && told->instead.len &&
            baton_str_eq(told->path, check->contract->path) &&
            baton_str_eq(told->method, check->contract->method))
            return told->instead;
    }
    return BATON_STR("");
}

BATON_RULE(HO1007)
{
    const char *vendor = baton_vendor_of(check->url.host);
    const struct baton_contract *contract = check->contract;
    if (!vendor || !contract || baton_host_is_one_of(contract, check->url.host, vendor))
        return;
    /* What no vendor documents is no other vendor's call, where the answer says so. */
    if (check->exchange->response.present && baton_lore_fault(check) == BATON_LORE_SURE)
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_request(check), "%.*s is a host of %s; %.*s is answered by %.*s",
        BATON_ARG(check->url.host), vendor, BATON_ARG(contract->id), BATON_ARG(contract->hosts[0]));
    struct baton_str instead = instead_of(check);
    if (instead.len)
        baton_report_fix(check, f, BATON_FIX_VALUE, "use what is documented: %.*s",
                         BATON_ARG(instead));
    else
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "send it to %.*s, if the agents work there; on %s a handover is %s",
                         BATON_ARG(contract->hosts[0]), vendor, handover_at(vendor));
}

/* Not worth a word: the developer's own machine, or a private network. */
static bool is_local(struct baton_str host)
{
    static const char *const globs[] = {"localhost", "127.*", "[::1]", "10.*", "192.168.*",
                                        "*.local", "*.internal", "*.localhost", "host.docker.*"};
    for (size_t i = 0; i < BATON_COUNT(globs); i++)
        if (baton_str_glob(host, baton_str_from(globs[i])))
            return true;
    return false;
}

BATON_RULE(HO1008)
{
    if (!baton_str_is_nocase(check->url.scheme, "http") || is_local(check->url.host))
        return;
    struct baton_finding *f = baton_report_at(check, rule, baton_where_request(check),
                                              "plain http to %.*s", BATON_ARG(check->url.host));
    if (f && !host_is_known(check))
        f->severity = BATON_WARNING;
    const struct baton_span *target = &check->exchange->url_span;
    struct baton_str whole = check->exchange->url;
    if (target->end - target->start == whole.len)
        baton_report_input_edit(check, f,
                                (struct baton_edit){target->start, 4, BATON_STR("https")});
}

BATON_RULE(HO1013)
{
    const struct baton_str method = check->exchange->request.method;
    if (has_body(check) && (baton_str_is(method, "GET") || baton_str_is(method, "HEAD")) &&
        check->match.contract)
        baton_report_at(check, rule, baton_where_request(check), "a %.*s request with a body",
                        BATON_ARG(method));
}
