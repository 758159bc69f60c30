/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to a handle of libcurl that is set for it. */
#include <string.h>

#include "core/http.h"
#include "edge/fetch/fetch_int.h"

/* ---- what cannot be sent --------------------------------------------------------------- */

/* RFC 9110 section 5.6.2. */
static bool is_token(struct baton_str str)
{
    for (size_t i = 0; i < str.len; i++) {
        char c = str.s[i];
        bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
        if (!plain && (!c || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return str.len > 0;
}

static bool has_control(struct baton_str str)
{
    for (size_t i = 0; i < str.len; i++)
        if ((unsigned char)str.s[i] < 0x20 && str.s[i] != '\t')
            return true;
    return false;
}

static const char *fault_of_url(struct baton_str text)
{
    struct baton_url url = baton_url(text);
    if (!url.absolute || !url.host.len)
        return "it has no scheme and host";
    if (!baton_str_is_nocase(url.scheme, "http") && !baton_str_is_nocase(url.scheme, "https"))
        return "its scheme is neither http nor https";
    if (has_control(text) || baton_str_find_byte(text, ' ') != SIZE_MAX ||
        baton_str_find_byte(text, '\t') != SIZE_MAX)
        return "it has blanks or line breaks in it";
    return NULL;
}

/* A line break in a value would begin a header that nobody meant, or another request. */
static const char *fault_of_rest(const struct baton_fetch_request *request)
{
    if (!is_token(request->method))
        return "the method is not one";
    for (size_t i = 0; i < request->header_count; i++)
        if (!is_token(request->headers[i].name) || has_control(request->headers[i].value))
            return "a header cannot be sent: its name or value has bytes that headers do not allow";
    return NULL;
}

static void refuse(struct baton_fetch__transfer *t, enum baton_fetch_failure failure,
                   const char *why)
{
    t->response.failure = failure;
    t->response.detail = baton_str_from(why);
}

static bool find_faults(struct baton_fetch__transfer *t)
{
    const char *url = fault_of_url(t->request.url), *rest = fault_of_rest(&t->request);
    if (url)
        refuse(t, BATON_FETCH_BAD_URL, url);
    else if (rest)
        refuse(t, BATON_FETCH_FAILED, rest);
    return url || rest;
}

/* ---- the copy -------------------------------------------------------------------------- */

static bool copy(struct baton_fetch__transfer *t, struct baton_str *str)
{
    if (!str->s)
        return true;
    *str = baton_str_copy(&t->own, *str);
    return str->s != NULL;
}

static bool copy_headers(struct baton_fetch__transfer *t)
{
    size_t count = t->request.header_count;
    struct baton_fetch_header *headers = BATON_NEW_N(&t->own, struct baton_fetch_header, count);
    for (size_t i = 0; headers && i < count; i++) {
        headers[i] = t->request.headers[i];
        if (!copy(t, &headers[i].name) || !copy(t, &headers[i].value))
            return false;
    }
    t->request.headers = headers;
    return headers != NULL;
}

enum baton_err baton_fetch__take(struct baton_fetch__transfer *t,
                                 const struct baton_fetch_request *request)
{
    t->request = *request;
    baton_fetch__begin_answer(t);
    if (!copy(t, &t->request.method) || !copy(t, &t->request.url) || !copy(t, &t->request.body) ||
        !copy_headers(t))
        return BATON_ENOMEM;
    t->url = t->request.url.s ? t->request.url.s : "";
    (void)find_faults(t);
    return BATON_OK;
}

/* ---- header lines ---------------------------------------------------------------------- */

static bool add_line(struct baton_fetch__transfer *t, struct baton_str line)
{
    struct curl_slist *longer = line.s ? LIB(slist_append)(t->lines, line.s) : NULL;
    if (longer)
        t->lines = longer;
    return longer != NULL;
}

static bool has_header(const struct baton_fetch_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (baton_str_is_nocase(request->headers[i].name, name))
            return true;
    return false;
}

/* A header that libcurl would add by itself is left out by a name without a value. */
static bool leave_out(struct baton_fetch__transfer *t, const char *name)
{
    return has_header(&t->request, name) || add_line(t, baton_str_fmt(&t->own, "%s:", name));
}

/* A name with a semicolon is libcurl's way to say that a header has no value. */
static struct baton_str line_of(struct baton_fetch__transfer *t,
                                const struct baton_fetch_header *header)
{
    if (!header->value.len)
        return baton_str_fmt(&t->own, "%.*s;", BATON_ARG(header->name));
    return baton_str_fmt(&t->own, "%.*s: %.*s", BATON_ARG(header->name),
                         BATON_ARG(header->value));
}

static bool add_lines(struct baton_fetch__transfer *t)
{
    for (size_t i = 0; i < t->request.header_count; i++)
        if (!add_line(t, line_of(t, &t->request.headers[i])))
            return false;
    return leave_out(t, "Expect") && leave_out(t, "Content-Type") && leave_out(t, "Accept");
}

/* ---- options --------------------------------------------------------------------------- */

static bool set_number(struct baton_fetch__transfer *t, CURLoption option, long value)
{
    return LIB(easy_setopt)(t->easy, option, value) == CURLE_OK;
}

static bool set_text(struct baton_fetch__transfer *t, CURLoption option, const char *value)
{
    return !value || LIB(easy_setopt)(t->easy, option, value) == CURLE_OK;
}

static bool set_method(struct baton_fetch__transfer *t)
{
    const struct baton_fetch_request *r = &t->request;
    bool body = r->body.s || baton_str_is(r->method, "POST") || baton_str_is(r->method, "PUT") ||
                baton_str_is(r->method, "PATCH");
    if (baton_str_is(r->method, "HEAD"))
        return set_number(t, CURLOPT_NOBODY, 1);
    if (!body)
        return set_number(t, CURLOPT_HTTPGET, 1) &&
               set_text(t, CURLOPT_CUSTOMREQUEST, r->method.s);
    return set_number(t, CURLOPT_POST, 1) &&
           set_text(t, CURLOPT_CUSTOMREQUEST, r->method.s) &&
           LIB(easy_setopt)(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len) ==
               CURLE_OK &&
           set_text(t, CURLOPT_POSTFIELDS, r->body.s ? r->body.s : "");
}

/*
 * A request that fails on a kept connection is sent again by libcurl itself, on a
 * new one. What changes something is therefore sent on a new one to begin with.
 */
static bool set_limits(struct baton_fetch__transfer *t)
{
    static const struct {
        CURLoption option;
        long value;
    } rows[] = {
        {CURLOPT_NOSIGNAL, 1},       {CURLOPT_FOLLOWLOCATION, 0}, {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2}, {CURLOPT_TCP_KEEPALIVE, 1},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS},
        {CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
        {CURLOPT_NETRC, CURL_NETRC_IGNORED},
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (!set_number(t, rows[i].option, rows[i].value))
            return false;
    return set_number(t, CURLOPT_FRESH_CONNECT, !t->request.changes_nothing) &&
           set_number(t, CURLOPT_CONNECTTIMEOUT_MS, t->fetch->options.connect_ms) &&
           set_number(t, CURLOPT_TIMEOUT_MS, t->fetch->options.total_ms);
}

static bool set_texts(struct baton_fetch__transfer *t)
{
    const struct baton_fetch_options *o = &t->fetch->options;
    return set_text(t, CURLOPT_URL, t->url) && set_text(t, CURLOPT_PROTOCOLS_STR, "http,https") &&
           set_text(t, CURLOPT_ACCEPT_ENCODING, "") && set_text(t, CURLOPT_PROXY, o->proxy) &&
           set_text(t, CURLOPT_CAINFO, o->ca_file) &&
           set_text(t, CURLOPT_PROXY_CAINFO, o->ca_file) &&
           set_text(t, CURLOPT_USERAGENT, o->user_agent);
}

static bool set_callbacks(struct baton_fetch__transfer *t)
{
    CURL *easy = t->easy;
    return LIB(easy_setopt)(easy, CURLOPT_HEADERFUNCTION, baton_fetch__take_header) == CURLE_OK &&
           LIB(easy_setopt)(easy, CURLOPT_HEADERDATA, t) == CURLE_OK &&
           LIB(easy_setopt)(easy, CURLOPT_WRITEFUNCTION, baton_fetch__take_body) == CURLE_OK &&
           LIB(easy_setopt)(easy, CURLOPT_WRITEDATA, t) == CURLE_OK &&
           LIB(easy_setopt)(easy, CURLOPT_ERRORBUFFER, t->error) == CURLE_OK &&
           LIB(easy_setopt)(easy, CURLOPT_HTTPHEADER, t->lines) == CURLE_OK &&
           LIB(easy_setopt)(easy, CURLOPT_SHARE, t->fetch->share) == CURLE_OK &&
           LIB(easy_setopt)(easy, CURLOPT_PRIVATE, t) == CURLE_OK;
}

enum baton_err baton_fetch__prepare(struct baton_fetch__transfer *t)
{
    baton_buf_init(&t->body, t->arena, 0);
    t->easy = LIB(easy_init)();
    if (!t->easy || !add_lines(t) || !set_method(t) || !set_limits(t) || !set_texts(t) ||
        !set_callbacks(t))
        return BATON_ENOMEM;
    return BATON_OK;
}
