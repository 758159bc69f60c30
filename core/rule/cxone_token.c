/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: discovery, tokens, and the host that they lead to. */
#include "core/rule/cxone_int.h"

static bool is_password_call(const struct baton_check *check)
{
    return baton_check_is_call(check, "cxone.token-password");
}

static struct baton_str field(const struct baton_check *check, const char *name)
{
    return check->readable ? baton_cxone__text(&check->body.doc, check->root, name, check->arena)
                           : BATON_STR("");
}

static struct baton_where where_field(const struct baton_check *check, const char *name)
{
    uint32_t at = baton_cxone__member(&check->body.doc, check->root, name);
    return at == BATON_JSON_NONE ? baton_where_request(check) : baton_where_value(check, at);
}

/* ---- the grant --------------------------------------------------------------------------- */

BATON_RULE(HO2404)
{
    struct baton_str grant = field(check, "grant_type");
    static const char *const known[] = {"password", "authorization_code", "refresh_token",
                                        "urn:ietf:params:oauth:grant-type:token-exchange"};
    if (!is_password_call(check) || !grant.len)
        return;
    for (size_t i = 0; i < BATON_COUNT(known); i++)
        if (baton_str_is(grant, known[i]))
            return;
    baton_report_at(check, rule, where_field(check, "grant_type"),
                    "grant_type is %.*s; a back end of CXone's takes password, with an access key",
                    BATON_ARG(baton_str_sub(grant, 0, 60)));
}

/* What Genesys Cloud and tutorials call scopes has a colon: "conversations:read". */
BATON_RULE(HO2405)
{
    struct baton_str scope = field(check, "scope");
    if (!is_password_call(check) || baton_str_find_byte(scope, ':') == SIZE_MAX)
        return;
    baton_report_at(check, rule, where_field(check, "scope"),
                    "\"%.*s\" are no scopes of CXone's: the role of the access key's user decides",
                    BATON_ARG(baton_str_sub(scope, 0, 60)));
}

BATON_RULE(HO2406)
{
    if (!is_password_call(check) || !check->exchange->headers_known || !check->readable ||
        check->authorization || !baton_str_is(field(check, "grant_type"), "password") ||
        (field(check, "client_id").len && field(check, "client_secret").len))
        return;
    baton_report_at(check, rule, baton_where_request(check),
                    "the client does not say who it is: no Authorization: Basic, and no client_id "
                    "with client_secret");
}

/* Other grants have codes and refresh tokens that end; this one has a key. */
BATON_RULE(HO2420)
{
    struct baton_str grant = field(check, "grant_type");
    bool form = is_password_call(check);
    if (!baton_answer_is_mine(check, rule))
        return;
    bool key = !form || !grant.len || baton_str_is(grant, "password");
    struct baton_finding *f = baton_answer_report(
        check, rule, key ? "it knows no such access key, or its secret is another"
                         : "what was given for a token is not, or no longer, good");
    if (!key)
        baton_report_fix(check, f, BATON_FIX_VALUE, "ask for a new one of what grant_type names");
}

/* ---- the answer ---------- */

static struct baton_where where_answer(const struct baton_check *check, uint32_t value)
{
    const struct baton_json_value *v = &check->answer.doc.v[value];
    return baton_where_input(
        baton_part_map(&check->exchange->answer, (struct baton_span){v->start, v->end}));
}

BATON_RULE(HO2408)
{
    const struct baton_json *doc = &check->answer.doc;
    if (!is_password_call(check) || !check->answer_readable ||
        baton_cxone__status(check) / 100 != 2 ||
        !baton_str_is(field(check, "grant_type"), "password"))
        return;
    uint32_t at = baton_cxone__member(doc, 0, "id_token");
    if (at == BATON_JSON_NONE) {
        baton_report_at(check, rule, where_answer(check, 0), "the answer has no id_token");
        return;
    }
    struct baton_jwt jwt = baton_jwt_read(check->arena,
                                          baton_cxone__text(doc, 0, "id_token", check->arena));
    /* Evidence is often masked: what cannot be read tells nothing. */
    if (jwt.valid && (!jwt.issuer.len || !jwt.tenant.len))
        baton_report_at(check, rule, where_answer(check, at), "the id_token has no %s",
                        jwt.issuer.len ? "tenantId" : "iss");
}

/* ---- using it ---------- */

BATON_RULE(HO2401)
{
    const struct baton_memory *m = check->memory;
    int64_t began;
    bool ours = check->token.len && m && m->token.access && m->token.lifetime &&
                m->token.access == baton_cxone__hash(check->token);
    if (!ours || m->token.at == INT64_MIN || !baton_time_read(check->exchange->started, &began))
        return;
    int64_t age = began - m->token.at;
    if (age < m->token.lifetime)
        return;
    struct baton_str is = baton_check_duration(check, age);
    struct baton_str lives = baton_check_duration(check, m->token.lifetime);
    baton_report_at(check, rule, baton_where_header(check->authorization),
                    "the token of exchange %zu is %.*s old, and lives %.*s", m->token.exchange,
                    BATON_ARG(is), BATON_ARG(lives));
}

BATON_RULE(HO2402)
{
    const struct baton_memory *m = check->memory;
    if (!m || !m->refused.exchange || !check->token.len || !check->authorization ||
        baton_cxone__status(check) / 100 != 2 ||
        m->refused.url != baton_cxone__hash(check->exchange->url) ||
        m->refused.token == baton_cxone__hash(check->token))
        return;
    baton_report_at(check, rule, baton_where_header(check->authorization),
                    "the same call was answered %d in exchange %zu; with another token it was "
                    "taken: the first one was stale", m->refused.status, m->refused.exchange);
}

BATON_RULE(HO2410)
{
    const struct baton_memory *m = check->memory;
    if (!m || !m->token.id || !check->token.len || !check->authorization ||
        m->token.id != baton_cxone__hash(check->token))
        return;
    baton_report_at(check, rule, baton_where_header(check->authorization),
                    "this is the id_token of exchange %zu, not its access_token",
                    m->token.exchange);
}

/* ---- discovery ---------- */

bool baton_rule_is_discovery(const struct baton_check *check)
{
    return baton_check_is_call(check, "cxone.discovery") ||
           baton_check_is_call(check, "cxone.discovery-tenant");
}

/* What the page calls itself; "" if it does not. */
static struct baton_str title_of(const struct baton_check *check)
{
    struct baton_str text = check->exchange->answer.text;
    size_t at = baton_str_find_nocase(text, BATON_STR("<title"));
    text = at == SIZE_MAX ? BATON_STR("") : baton_str_sub(text, at, text.len);
    at = baton_str_find_byte(text, '>');
    text = at == SIZE_MAX ? BATON_STR("") : baton_str_sub(text, at + 1, text.len);
    text = baton_str_trim(baton_str_sub(text, 0, baton_str_find_byte(text, '<')));
    bool plain = text.len <= 100 && baton_str_find_byte(text, '\n') == SIZE_MAX;
    return plain ? baton_mask(check->arena, text) : BATON_STR("");
}

/* A host that is known to be CXone's issuer does not answer so: something before it does. */
static void report_before_issuer(struct baton_check *check, const struct baton_rule *rule)
{
    struct baton_str title = title_of(check);
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_request(check),
        "discovery was answered (%d) with an HTML page%s%.*s%s: a proxy or filter before %.*s "
        "answers in its place", baton_cxone__status(check), title.len ? ", \"" : "",
        BATON_ARG(title), title.len ? "\"" : "", BATON_ARG(check->url.host));
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "let %.*s pass the proxy or filter that made this page, then ask again",
                     BATON_ARG(check->url.host));
}

static bool is_issuer(struct baton_str host)
{
    const char *vendor = baton_vendor_of(host);
    return vendor && baton_str_is(baton_str_from(vendor), "NICE CXone") &&
           baton_str_starts_nocase(host, BATON_STR("cxone."));
}

/* A page in place of the document. */
BATON_RULE(HO1403)
{
    if (!baton_rule_is_discovery(check) || !baton_answer_is_page(check))
        return;
    bool explained = false; /* by the host */
    for (size_t i = 0; i < check->finding_count; i++)
        explained |= check->findings[i].severity == BATON_ERROR &&
                     check->findings[i].stage == BATON_REACH;
    if (!explained && is_issuer(check->url.host) && baton_cxone__status(check) != 404) {
        report_before_issuer(check, rule);
        return;
    }
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_request(check),
        "discovery was answered (%d) with an HTML page: %.*s is no issuer, or a proxy is before it",
        baton_cxone__status(check), BATON_ARG(check->url.host));
    if (f && explained)
        f->severity = BATON_NOTE;
}

BATON_RULE(HO1406)
{
    bool tenant = baton_check_is_call(check, "cxone.discovery-tenant");
    const char *name = tenant ? "api_endpoint" : "token_endpoint";
    if (!baton_rule_is_discovery(check) || !check->is_answer || !check->readable)
        return;
    struct baton_str value = field(check, name);
    struct baton_url url = baton_url(value);
    if (url.absolute)
        return;
    struct baton_finding *f =
        value.len ? baton_report_at(check, rule, where_field(check, name),
                                    "%s is \"%.*s\", not an address", name,
                                    BATON_ARG(baton_str_sub(value, 0, 60)))
                  : baton_report_at(check, rule, baton_where_value(check, check->root),
                                    "the document has no %s", name);
    /* A tenant that cannot be is why there is none (HO3407). */
    if (f && tenant &&
        !baton_kind_is_uuid(baton_form_field(check->arena, check->url.query, "tenantId")) &&
        check->url.host.len)
        f->severity = BATON_NOTE;
    if (f && tenant)
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "ask with the tenantId of the id_token, at the issuer that its iss names");
}

/* ---- hosts that discovery did not name ---------- */

BATON_RULE(HO1404)
{
    const struct baton_memory *m = check->memory;
    bool api = baton_cxone__is_ours(check) && !baton_rule_is_discovery(check) &&
               !baton_cxone__asks_token(check);
    if (!m || !m->api_host.len || !api || !check->url.host.len)
        return;
    struct baton_str told = {m->api_host.text, m->api_host.len};
    if (baton_str_eq_nocase(told, check->url.host))
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_request(check),
        "the call goes to %.*s; discovery (exchange %zu) named %.*s", BATON_ARG(check->url.host),
        m->api_host.exchange, BATON_ARG(told));
    baton_report_fix(check, f, BATON_FIX_VALUE, "call %.*s", BATON_ARG(told));
    /* Older hosts may answer, too. */
    if (f && baton_cxone__status(check) / 100 == 2)
        f->severity = BATON_NOTE;
    else if (f && baton_cxone__status(check) >= 400)
        f->severity = BATON_ERROR;
}

BATON_RULE(HO9401)
{
    if (baton_check_is_call(check, "cxone.token-central"))
        baton_report_at(check, rule, baton_where_request(check),
                        "this is the legacy route to a token");
}
