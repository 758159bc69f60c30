/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts, certificates, clocks, and what an answer's status says. */
#include <string.h>

#include "apps/baton/doctor.h"
#include "core/rule.h"

enum { MOST_SKEW = 60 /* seconds */ };

#define PASS(...) BATON_DOCTOR_PASS(__VA_ARGS__)
#define WARN(...) BATON_DOCTOR_WARN(__VA_ARGS__)
#define FAIL(...) BATON_DOCTOR_FAIL(__VA_ARGS__)

/* ---- the host -------------------------------------------------------------------- */

bool baton_doctor_is_loopback(struct baton_str host)
{
    return baton_str_is_nocase(host, "localhost") || baton_str_is(host, "[::1]") ||
           baton_str_starts(host, BATON_STR("127."));
}

static bool is_below(struct baton_str host, struct baton_str domain)
{
    if (host.len == domain.len)
        return baton_str_eq_nocase(host, domain);
    return host.len > domain.len && host.s[host.len - domain.len - 1] == '.' &&
           baton_str_eq_nocase(baton_str_sub(host, host.len - domain.len, host.len), domain);
}

static bool is_familys(const struct baton_family *family, struct baton_str host)
{
    for (const char *const *d = family->domains; d && *d; d++)
        if (is_below(host, baton_str_from(*d)))
            return true;
    return false;
}

static bool says_which(const struct baton_doctor *d)
{
    static const char *const keys[] = {"base-url", "region", "environment", "issuer"};
    for (size_t i = 0; i < BATON_COUNT(keys); i++) {
        const struct baton_config_value *value = baton_config_get(d->config, keys[i]);
        if (value->text.s && value->origin != BATON_FROM_DEFAULT)
            return true;
    }
    return false;
}

void baton_doctor_vendor(struct baton_doctor *d, const struct baton_url *url)
{
    const char *vendor = baton_vendor_of(url->host);
    const char *own = d->family->domains ? d->family->vendor : NULL;
    if (baton_doctor_is_loopback(url->host))
        PASS(d, "host", "%.*s is this machine", BATON_ARG(url->host));
    else if (is_familys(d->family, url->host) && says_which(d))
        PASS(d, "host", "%.*s is a host of %s", BATON_ARG(url->host), own);
    else if (!says_which(d))
        WARN(d, "host", "set base-url, or the environment or region",
             "nothing says which %s is meant: it is %.*s by default", own ? "region" : "platform",
             BATON_ARG(url->host));
    else if (!vendor)
        WARN(d, "host",
             "right for middleware of your own; else look the host up in the vendor's list of "
             "regions", "%.*s is in the domain of no vendor that is known", BATON_ARG(url->host));
    else if (own)
        FAIL(d, "host", "correct base-url, or say by family whose calls are to be spoken",
             "%.*s is a host of %s, and the calls are those of %s", BATON_ARG(url->host), vendor,
             own);
    else if (strcmp(d->family->side, "platform") == 0 && strcmp(vendor, "Cognigy") == 0)
        FAIL(d, "host", "set base-url to the contact center's API",
             "%.*s is Cognigy's, and handovers go to the platform", BATON_ARG(url->host));
    else
        PASS(d, "host", "%.*s is a host of %s", BATON_ARG(url->host), vendor);
}

/* ---- where tokens come from ------------------------------------------------------ */

static struct baton_str below_first_label(struct baton_str host)
{
    size_t dot = baton_str_find_byte(host, '.');
    return baton_str_sub(host, dot == SIZE_MAX ? host.len : dot + 1, host.len);
}

/* "login" of "https://login.{environment}/oauth/token"; s NULL: no such label. */
static struct baton_str first_label(const char *pattern)
{
    struct baton_str host = baton_url(baton_str_from(pattern)).host, none = {NULL, 0};
    size_t dot = pattern ? baton_str_find_byte(host, '.') : SIZE_MAX;
    struct baton_str label = dot == SIZE_MAX ? none : baton_str_sub(host, 0, dot);
    return label.s && baton_str_find_byte(label, '{') == SIZE_MAX ? label : none;
}

void baton_doctor_login(struct baton_doctor *d)
{
    struct baton_str login = baton_url(baton_platform_setting(d->platform, "token-url")).host;
    struct baton_str calls = baton_url(baton_platform_base(d->platform)).host;
    struct baton_str label = first_label(d->family->token_url);
    if (d->family->grant == BATON_GRANT_API_KEY || !login.len || !label.s ||
        !is_familys(d->family, login) || !is_familys(d->family, calls))
        return;
    if (!baton_str_eq_nocase(below_first_label(login), below_first_label(calls)))
        FAIL(d, "login", "take both of one region: set environment or region alone",
             "tokens come from %.*s, calls go to %.*s: of another region", BATON_ARG(login),
             BATON_ARG(calls));
    else if (!baton_str_starts_nocase(login, label))
        FAIL(d, "login", "leave token-url out, or correct its host",
             "tokens come from %.*s., not from %.*s", BATON_ARG(label), BATON_ARG(login));
    else
        PASS(d, "login", "tokens come from %.*s, of the region that calls go to",
             BATON_ARG(login));
}

/* ---- the wire -------------------------------------------------------------------- */

static const struct {
    enum baton_fetch_failure failure;
    const char *name, *fix;
} unreachable[] = {
    {BATON_FETCH_BAD_URL, "host", "correct base-url: https:// and a host"},
    {BATON_FETCH_NO_HOST, "host",
     "correct the host in base-url or environment; is there a network?"},
    {BATON_FETCH_NO_CONNECTION, "host", "is it up, is the port right, does a firewall block it?"},
    {BATON_FETCH_PROXY, "host", "correct proxy (https_proxy), with its credentials if it has some"},
    {BATON_FETCH_TLS, "tls", "is it an https server? A proxy between may break TLS open"},
    {BATON_FETCH_CERTIFICATE, "tls", "where a proxy of the company stands between, give its "
                                     "certificate by ca-file; else somebody is listening in"},
    {BATON_FETCH_TIMEOUT, "host", "try a longer timeout; does a firewall swallow the answer?"},
    {BATON_FETCH_RESET, "host", "try again; what stands between breaks connections"},
    {BATON_FETCH_TOO_LARGE, "host", "that is no API: correct base-url"},
    {BATON_FETCH_NOT_HTTP, "host", "that is no API: correct base-url and its port"},
    {BATON_FETCH_FAILED, "host", "the words of the network library say more"},
};

bool baton_doctor_has_answer(struct baton_doctor *d, const struct baton_fetch_response *r)
{
    if (r->failure == BATON_FETCH_OK)
        return true;
    baton_doctor_failed(d, baton_err_status(BATON_EPLATFORM));
    for (size_t i = 0; i < BATON_COUNT(unreachable); i++)
        if (unreachable[i].failure == r->failure)
            FAIL(d, unreachable[i].name, unreachable[i].fix, "%s%s%.*s%s",
                 baton_fetch_failure_text(r->failure), r->detail.len ? " (" : "",
                 BATON_ARG(r->detail), r->detail.len ? ")" : "");
    return false;
}

static void check_tls(struct baton_doctor *d, const struct baton_fetch_response *r)
{
    const struct baton_url base = baton_url(baton_platform_base(d->platform)), *url = &base;
    struct baton_str at = r->address.len ? r->address : url->host;
    PASS(d, "host", "%.*s answers", BATON_ARG(at));
    if (baton_str_is_nocase(url->scheme, "https"))
        PASS(d, "tls", "the certificate is trusted, and valid for the host");
    else if (baton_doctor_is_loopback(url->host))
        PASS(d, "tls", "none, and none is needed on this machine");
    else
        WARN(d, "tls", "use https:// in base-url", "none: everybody on the way can read the token");
}

static void check_clock(struct baton_doctor *d, const struct baton_fetch_response *r)
{
    int64_t theirs, ours = (r->started_ms + (int64_t)r->ms) / 1000;
    struct baton_str date = baton_fetch_header_of(r, "Date");
    if (d->dated || !date.s || !baton_time_read_http(date, &theirs))
        return;
    d->dated = true;
    int64_t skew = ours - theirs, size = skew < 0 ? -skew : skew;
    if (size <= MOST_SKEW)
        PASS(d, "clock", "%lld s from the server's", (long long)size);
    else
        WARN(d, "clock", "set the clock (NTP): tokens seem to end too early, or too late",
             "this machine's clock is %lld s %s the server's", (long long)size,
             skew > 0 ? "ahead of" : "behind");
}

void baton_doctor_wire(struct baton_doctor *d, const struct baton_fetch_response *r)
{
    if (r->failure == BATON_FETCH_OK && !d->dated)
        check_tls(d, r);
    check_clock(d, r);
}

/* ---- answers --------------------------------------------------------------------- */

bool baton_doctor_is_json(const struct baton_fetch_response *r)
{
    const struct baton_media_type media =
        baton_media_type(baton_fetch_header_of(r, "Content-Type"));
    return baton_media_is_json(&media);
}

void baton_doctor_redirected(struct baton_doctor *d, const char *name,
                             const struct baton_fetch_response *r)
{
    struct baton_str to = baton_url(baton_fetch_header_of(r, "Location")).host;
    baton_doctor_failed(d, baton_err_status(BATON_EPLATFORM));
    FAIL(d, name, "set base-url to where the API really is",
         "the answer is %d, a redirect to %.*s, which is not followed: the token would go there",
         r->status, BATON_ARG(to.len ? to : BATON_STR("another place")));
}

static const char *permissions_fix(struct baton_doctor *d)
{
    const char *general = "give the client's role the permission, and its divisions";
    if (!d->family->permissions_read)
        return general;
    struct baton_str fix =
        baton_str_fmt(d->arena, "give the client's role what reading takes (%s), and its divisions",
                      d->family->permissions_read);
    return fix.s ? fix.s : general;
}

static const char *refused_fix(const struct baton_doctor *d)
{
    return d->family->grant == BATON_GRANT_API_KEY
               ? "copy api-key anew; is it active, and of this environment?"
               : "is the client of this region and organization?";
}

bool baton_doctor_is_granted(struct baton_doctor *d, const char *name,
                             const struct baton_fetch_response *r, const char *not_found)
{
    const struct {
        int from, to;
        bool platform;
        const char *text, *fix;
    } rows[] = {
        {401, 401, true, d->family->grant == BATON_GRANT_API_KEY ? "the key is refused"
                                                                : "the token is refused",
         refused_fix(d)},
        {403, 403, false, "reading is not permitted", permissions_fix(d)},
        {405, 405, true, "the method is not allowed there", "is base-url that of the API?"},
        {429, 429, true, "too many requests", "wait a minute, and try again"},
        {500, 599, true, "the platform itself failed", "try again; look at its status page"},
    };
    if (!baton_doctor_has_answer(d, r))
        return false;
    if ((r->status / 100 == 2 && baton_doctor_is_json(r)) || r->status == 204)
        return true;
    if (r->status / 100 == 3) {
        baton_doctor_redirected(d, name, r);
        return false;
    }
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (r->status >= rows[i].from && r->status <= rows[i].to) {
            if (rows[i].platform)
                baton_doctor_failed(d, baton_err_status(BATON_EPLATFORM));
            FAIL(d, name, rows[i].fix, "%d: %s", r->status, rows[i].text);
            return false;
        }
    if (r->status == 404) {
        FAIL(d, name, "correct it; ids are of one region and organization", "404: %s", not_found);
        return false;
    }
    baton_doctor_failed(d, baton_err_status(BATON_EPLATFORM));
    FAIL(d, name, "is base-url that of the API, and not of a page?",
         "%d, and what came is not what an API answers", r->status);
    return false;
}

