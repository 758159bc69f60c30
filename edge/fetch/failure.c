/* SPDX-License-Identifier: Apache-2.0 */
/* How a transfer ended, in words that help. */
#include <stdio.h>
#include <string.h>

#include "core/http.h"
#include "edge/fetch/fetch_int.h"

static const struct {
    const char *name, *text;
} failures[] = {
#define ROW(code, name, text) {name, text},
    BATON_FETCH_FAILURES(ROW)
#undef ROW
};

const char *baton_fetch_failure_name(enum baton_fetch_failure failure)
{
    return (size_t)failure < BATON_COUNT(failures) ? failures[failure].name : "failed";
}

const char *baton_fetch_failure_text(enum baton_fetch_failure failure)
{
    return (size_t)failure < BATON_COUNT(failures) ? failures[failure].text : "";
}

static const struct {
    CURLcode code;
    enum baton_fetch_failure failure;
    const char *detail; /* before libcurl's words; NULL: those alone */
} codes[] = {
    {CURLE_URL_MALFORMAT, BATON_FETCH_BAD_URL, NULL},
    {CURLE_COULDNT_RESOLVE_HOST, BATON_FETCH_NO_HOST, NULL},
    {CURLE_COULDNT_CONNECT, BATON_FETCH_NO_CONNECTION, NULL},
    {CURLE_COULDNT_RESOLVE_PROXY, BATON_FETCH_PROXY, "the proxy's name is not known to DNS"},
    {CURLE_PROXY, BATON_FETCH_PROXY, NULL},
    {CURLE_SSL_CONNECT_ERROR, BATON_FETCH_TLS, NULL},
    {CURLE_SSL_CACERT_BADFILE, BATON_FETCH_TLS, "the file of trusted certificates cannot be read"},
    {CURLE_SSL_CIPHER, BATON_FETCH_TLS, NULL},
    {CURLE_SSL_CERTPROBLEM, BATON_FETCH_TLS, NULL},
    {CURLE_PEER_FAILED_VERIFICATION, BATON_FETCH_CERTIFICATE, NULL},
    {CURLE_SSL_ISSUER_ERROR, BATON_FETCH_CERTIFICATE, NULL},
    {CURLE_OPERATION_TIMEDOUT, BATON_FETCH_TIMEOUT, NULL},
    {CURLE_SEND_ERROR, BATON_FETCH_RESET, NULL},
    {CURLE_RECV_ERROR, BATON_FETCH_RESET, NULL},
    {CURLE_GOT_NOTHING, BATON_FETCH_RESET, NULL},
    {CURLE_PARTIAL_FILE, BATON_FETCH_RESET, NULL},
    {CURLE_HTTP2, BATON_FETCH_RESET, NULL},
    {CURLE_HTTP2_STREAM, BATON_FETCH_RESET, NULL},
    {CURLE_UNSUPPORTED_PROTOCOL, BATON_FETCH_NOT_HTTP, NULL},
    {CURLE_WEIRD_SERVER_REPLY, BATON_FETCH_NOT_HTTP, NULL},
    {CURLE_BAD_CONTENT_ENCODING, BATON_FETCH_RESET, "the answer's compression is broken"},
};

/* X509_V_ERR_… of OpenSSL, the library that TLS comes from on Debian. */
static const struct {
    long result;
    const char *text;
} verify_results[] = {
    {9, "the certificate is not valid yet: is the clock right?"},
    {10, "the certificate has expired"},
    {18, "the certificate is self-signed"},
    {19, "the certificate is signed by one that signed itself and is not trusted"},
    {20, "the certificate's issuer is not known"},
    {21, "the certificate's issuer is not known, or the server does not send it"},
    {23, "the certificate was revoked"},
    {62, "the certificate is for another host"},
};

static const char *certificate_detail(CURL *easy, const char *error)
{
    long result = 0;
    (void)LIB(easy_getinfo)(easy, CURLINFO_SSL_VERIFYRESULT, &result);
    for (size_t i = 0; i < BATON_COUNT(verify_results); i++)
        if (verify_results[i].result == result)
            return verify_results[i].text;
    return strstr(error, "match") ? "the certificate is for another host" : NULL;
}

/* ---- secrets --------------------------------------------------------------------------- */

enum { SHORTEST_SECRET = 3 };

static void cover(char *text, size_t len, struct baton_str secret)
{
    size_t at = 0, step;
    if (secret.len < SHORTEST_SECRET)
        return;
    while ((step = baton_str_find((struct baton_str){text + at, len - at}, secret)) != SIZE_MAX) {
        memset(text + at + step, '*', secret.len);
        at += step + secret.len;
    }
}

static void cover_both(struct baton_fetch__transfer *t, struct baton_str text, char *s,
                       struct baton_str secret)
{
    cover(s, text.len, secret);
    cover(s, text.len, baton_url_decode(&t->own, secret, false));
}

static void cover_url(struct baton_fetch__transfer *t, struct baton_str text, char *s,
                      struct baton_str url_text)
{
    struct baton_url url = baton_url(url_text);
    struct baton_str rest, piece;
    cover_both(t, text, s, url.userinfo);
    for (rest = url.userinfo; baton_str_next(&rest, ':', &piece);)
        cover_both(t, text, s, piece);
    cover_both(t, text, s, url.query);
    for (rest = url.query; baton_str_next(&rest, '&', &piece);) {
        size_t equals = baton_str_find_byte(piece, '=');
        cover_both(t, text, s, baton_str_sub(piece, equals == SIZE_MAX ? 0 : equals + 1,
                                             piece.len));
    }
}

struct baton_str baton_fetch__scrub(struct baton_fetch__transfer *t, struct baton_str text)
{
    char *s = baton_arena_take(t->arena, text.len + 1);
    if (!s)
        return (struct baton_str){NULL, 0};
    memcpy(s, text.s, text.len);
    s[text.len] = '\0';
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)s[i] < 0x20)
            s[i] = ' ';
    cover_url(t, text, s, t->request.url);
    cover_url(t, text, s, baton_str_from(t->fetch->options.proxy));
    return (struct baton_str){s, text.len};
}

/* ---- what became of it ----------------------------------------------------------------- */

static double seconds_of(CURL *easy, CURLINFO info)
{
    curl_off_t us = 0;
    return LIB(easy_getinfo)(easy, info, &us) == CURLE_OK ? (double)us / 1e6 : 0;
}

static long number_of(CURL *easy, CURLINFO info)
{
    long number = 0;
    return LIB(easy_getinfo)(easy, info, &number) == CURLE_OK ? number : 0;
}

struct verdict {
    enum baton_fetch_failure failure;
    const char *detail, *words; /* ours, libcurl's; either may be NULL */
};

static bool is_https(const struct baton_fetch__transfer *t)
{
    return baton_str_starts_nocase(t->request.url, BATON_STR("https:"));
}

/* Where it stood when time was up. What was sent had a connection: a kept one has no times. */
static struct verdict time_verdict(struct baton_fetch__transfer *t)
{
    bool sent = number_of(t->easy, CURLINFO_REQUEST_SIZE) > 0;
    if (sent && t->heard >= 0)
        return (struct verdict){BATON_FETCH_TIMEOUT, "the answer is not complete", t->error};
    if (sent)
        return (struct verdict){BATON_FETCH_TIMEOUT, NULL, t->error};
    if (seconds_of(t->easy, CURLINFO_NAMELOOKUP_TIME_T) <= 0)
        return (struct verdict){BATON_FETCH_NO_HOST, "DNS gave no answer in time", t->error};
    if (seconds_of(t->easy, CURLINFO_CONNECT_TIME_T) <= 0)
        return (struct verdict){BATON_FETCH_NO_CONNECTION, "no connection came about in time",
                                t->error};
    if (is_https(t) && seconds_of(t->easy, CURLINFO_APPCONNECT_TIME_T) <= 0)
        return (struct verdict){BATON_FETCH_TIMEOUT, "connected, but TLS did not come about",
                                t->error};
    return (struct verdict){BATON_FETCH_TIMEOUT, NULL, t->error};
}

/* libcurl names whom it could not connect to: the proxy, where that is not the URL's host. */
static bool is_proxys(struct baton_fetch__transfer *t)
{
    struct baton_str host = baton_url(t->request.url).host, error = baton_str_from(t->error);
    static const char failed[] = "Failed to connect to ";
    if (!baton_str_starts(error, BATON_STR(failed)))
        return false;
    error = baton_str_sub(error, sizeof failed - 1, error.len);
    error.len = baton_str_find_byte(error, ' ') < error.len ? baton_str_find_byte(error, ' ')
                                                            : error.len;
    /* An address in brackets stands there without them. */
    if (host.len > 1 && host.s[0] == '[')
        host = baton_str_sub(host, 1, host.len - 1);
    return error.len && !baton_str_eq_nocase(error, host);
}

static struct verdict connect_verdict(struct baton_fetch__transfer *t)
{
    if (is_proxys(t))
        return (struct verdict){BATON_FETCH_PROXY, "the proxy accepts no connections", t->error};
    return (struct verdict){BATON_FETCH_NO_CONNECTION, NULL, t->error};
}

static struct verdict tls_verdict(struct baton_fetch__transfer *t)
{
    bool plain = strstr(t->error, "wrong version number") || strstr(t->error, "packet length");
    return (struct verdict){BATON_FETCH_TLS,
                            plain ? "what answers there does not speak TLS" : NULL, t->error};
}

/* A tunnel that was not granted ends as if the connection had broken. */
static bool is_tunnel_refused(struct baton_fetch__transfer *t)
{
    long status = number_of(t->easy, CURLINFO_HTTP_CONNECTCODE);
    return status && status / 100 != 2;
}

static struct verdict code_verdict(struct baton_fetch__transfer *t, CURLcode code)
{
    for (size_t i = 0; i < BATON_COUNT(codes); i++)
        if (codes[i].code == code)
            return (struct verdict){codes[i].failure, codes[i].detail, t->error};
    return (struct verdict){BATON_FETCH_FAILED, NULL, t->error};
}

static struct verdict judge(struct baton_fetch__transfer *t, CURLcode code)
{
    if (t->too_large)
        return (struct verdict){BATON_FETCH_TOO_LARGE, NULL, NULL};
    if (t->stalled)
        return (struct verdict){BATON_FETCH_TIMEOUT, "the answer began, but does not go on", NULL};
    if (code == CURLE_OK && t->response.status == 407)
        return (struct verdict){BATON_FETCH_PROXY, "the proxy wants credentials", NULL};
    if (code == CURLE_OK)
        return (struct verdict){BATON_FETCH_OK, NULL, NULL};
    if (is_tunnel_refused(t))
        return (struct verdict){BATON_FETCH_PROXY, "the proxy does not let the connection through",
                                t->error};
    if (code == CURLE_OPERATION_TIMEDOUT)
        return time_verdict(t);
    if (code == CURLE_COULDNT_CONNECT)
        return connect_verdict(t);
    if (code == CURLE_SSL_CONNECT_ERROR)
        return tls_verdict(t);
    struct verdict v = code_verdict(t, code);
    if (v.failure == BATON_FETCH_CERTIFICATE)
        v.detail = certificate_detail(t->easy, t->error);
    if (!t->error[0])
        v.words = LIB(easy_strerror)(code);
    return v;
}

static struct baton_str join(struct baton_fetch__transfer *t, struct verdict v)
{
    bool both = v.detail && v.words && v.words[0];
    char text[2 * CURL_ERROR_SIZE];
    snprintf(text, sizeof text, "%s%s%s", v.detail ? v.detail : "", both ? ": " : "",
             v.words ? v.words : "");
    return baton_fetch__scrub(t, baton_str_from(text));
}

static struct baton_str peer(struct baton_fetch__transfer *t)
{
    const char *ip = NULL;
    long port = number_of(t->easy, CURLINFO_PRIMARY_PORT);
    if (LIB(easy_getinfo)(t->easy, CURLINFO_PRIMARY_IP, &ip) != CURLE_OK || !ip || !ip[0])
        return BATON_STR("");
    return baton_str_fmt(t->arena, strchr(ip, ':') ? "[%s]:%ld" : "%s:%ld", ip, port);
}

/* What asks a proxy for a tunnel counts as sent with libcurl; the request itself needs TLS. */
static bool has_left(struct baton_fetch__transfer *t)
{
    return number_of(t->easy, CURLINFO_REQUEST_SIZE) > 0 &&
           (!is_https(t) || seconds_of(t->easy, CURLINFO_APPCONNECT_TIME_T) > 0);
}

void baton_fetch__conclude(struct baton_fetch__transfer *t, CURLcode code)
{
    struct baton_fetch_response *r = &t->response;
    long status = number_of(t->easy, CURLINFO_RESPONSE_CODE);
    t->sent = t->sent || has_left(t);
    r->status = status >= 200 ? (int)status : 0;
    r->ms = seconds_of(t->easy, CURLINFO_TOTAL_TIME_T) * 1e3;
    r->body = baton_buf_str(&t->body);
    r->address = peer(t);
    struct verdict v = judge(t, code);
    r->failure = v.failure;
    r->detail = join(t, v);
    r->retry_after_ms = baton_fetch__retry_after(r);
    bool refused = r->status / 100 == 4 && r->status != 408;
    r->may_have_acted = !t->request.changes_nothing && t->sent && !refused;
    t->no_memory = t->no_memory || !r->detail.s || !r->address.s;
}
