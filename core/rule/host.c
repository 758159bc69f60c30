/* SPDX-License-Identifier: Apache-2.0 */
/* HO1101 to HO1105: which of a vendor's hosts it is, and whether the call is the vendor's. */
#include "core/rule/host_int.h"
#include "core/rule/rule_int.h"

static const char genesys[] = "Genesys Cloud";
static const char cxone[] = "NICE CXone";

static int status_of(const struct baton_check *check)
{
    return check->exchange->response.present ? check->exchange->response.status : 0;
}

static bool is(const char *vendor, const char *name)
{
    return vendor && baton_str_is(baton_str_from(vendor), name);
}

static struct baton_str finish(struct baton_str host, struct baton_str first)
{
    return baton_str_sub(host, first.len, host.len);
}

static bool begins(struct baton_str host, const char *first)
{
    return baton_str_starts_nocase(host, baton_str_from(first));
}

/* ---- what contracts say of hosts ------------------------------------------------------ */

static bool is_lore(const struct baton_contract *contract)
{
    return contract->provenance == BATON_COMMUNITY;
}

/* Does a host of the contract's own fit, one that names its vendor? */
static bool has_host(const struct baton_contract *contract, struct baton_str host)
{
    for (size_t i = 0; i < contract->host_count; i++)
        if (baton_vendor_of(contract->hosts[i]) && baton_str_glob(host, contract->hosts[i]))
            return true;
    return false;
}

static const char *vendor_of_contract(const struct baton_contract *contract)
{
    for (size_t i = 0; i < contract->host_count; i++)
        if (baton_vendor_of(contract->hosts[i]))
            return baton_vendor_of(contract->hosts[i]);
    return NULL;
}

bool baton_host_is_one_of(const struct baton_contract *contract, struct baton_str host,
                          const char *vendor)
{
    for (size_t i = 0; i < contract->host_count; i++) {
        struct baton_str glob = contract->hosts[i];
        /* Another region of the same vendor will do. */
        if (baton_str_glob(host, glob) || is(baton_vendor_of(glob), vendor))
            return true;
    }
    return contract->host_count == 0;
}

/* A documented call that this host is for, or NULL. */
static const struct baton_contract *served_by(const struct baton_check *check)
{
    for (size_t i = 0; i < baton_contracts_count(check->contracts); i++) {
        const struct baton_contract *contract = baton_contracts_at(check->contracts, i);
        if (!is_lore(contract) && has_host(contract, check->url.host))
            return contract;
    }
    return NULL;
}

/* The vendor's own call of this method and path: the contract itself, or what it tells of. */
static const struct baton_contract *documented(const struct baton_check *check,
                                               const char *vendor)
{
    const struct baton_contract *own = check->contract;
    if (!is_lore(own))
        return is(vendor_of_contract(own), vendor) ? own : NULL;
    for (size_t i = 0; i < baton_contracts_count(check->contracts); i++) {
        const struct baton_contract *contract = baton_contracts_at(check->contracts, i);
        if (!is_lore(contract) && is(vendor_of_contract(contract), vendor) &&
            baton_str_eq(contract->path, own->path) &&
            baton_str_eq(contract->method, own->method))
            return contract;
    }
    return NULL;
}

/* ---- calls that no vendor has ------------------------------------------------------------ */

/* An answer that tells of the thing it did not find has found the path. */
static bool tells_of_a_thing(const struct baton_check *check)
{
    static const char *const things[] = {"conversation", "interaction", "session", "participant",
                                         "queue"};
    struct baton_str text = check->exchange->answer.text;
    if (baton_answer_is_page(check) || baton_str_find_nocase(text, BATON_STR("/api/")) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < BATON_COUNT(things); i++)
        if (baton_str_find_nocase(text, baton_str_from(things[i])) != SIZE_MAX)
            return true;
    return false;
}

static bool says_no_path(const struct baton_check *check)
{
    int status = status_of(check);
    bool missing = status == 404 || status == 405 || status == 410 || status == 501;
    return missing && !tells_of_a_thing(check);
}

enum baton_lore_fault baton_lore_fault(const struct baton_check *check)
{
    const struct baton_contract *contract = check->contract;
    const char *vendor = baton_vendor_of(check->url.host);
    bool chosen = contract && (contract == check->match.contract ||
                               contract == check->match.path_only);
    if (!vendor || !chosen || !is_lore(contract) || documented(check, vendor))
        return BATON_LORE_NONE;
    if (status_of(check))
        return says_no_path(check) ? BATON_LORE_SURE : BATON_LORE_NONE;
    /*
     * Where nobody knows what a host of the vendor's answers, nothing is known of the call;
     * one that is told of another vendor's host is HO1007's.
     */
    if (!served_by(check) || !baton_host_is_one_of(contract, check->url.host, vendor))
        return BATON_LORE_NONE;
    return has_host(contract, check->url.host) ? BATON_LORE_LIKELY : BATON_LORE_SURE;
}

/* CXone's own calls have other paths, whatever follows there. */
bool baton_host_is_foreign_path(const struct baton_check *check)
{
    return is(baton_vendor_of(check->url.host), cxone) && !check->match.contract &&
           !check->match.path_only && status_of(check) / 100 != 2 &&
           baton_str_starts(check->url.path, BATON_STR("/api/v2/"));
}

const struct baton_contract *baton_lore_documented(const struct baton_check *check)
{
    for (size_t i = 0; i < baton_contracts_count(check->contracts); i++) {
        const struct baton_contract *contract = baton_contracts_at(check->contracts, i);
        if (!is_lore(contract) && baton_str_eq(contract->path, check->contract->path) &&
            baton_str_eq(contract->method, check->contract->method))
            return contract;
    }
    return NULL;
}

BATON_RULE(HO1101)
{
    const char *vendor = baton_vendor_of(check->url.host);
    enum baton_lore_fault fault = baton_lore_fault(check);
    if (fault == BATON_LORE_NONE && baton_host_is_foreign_path(check)) {
        struct baton_finding *f =
            baton_report_at(check, rule, baton_where_request(check),
                            "%s has no calls below /api/v2: that is Genesys Cloud's form", vendor);
        if (f && !says_no_path(check))
            f->severity = BATON_WARNING;
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "use CXone's own call, below {api_endpoint}/inContactAPI/services/v30.0; "
                         "or send this one to Genesys Cloud, if the agents work there");
        return;
    }
    if (fault == BATON_LORE_NONE)
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_request(check),
        "%.*s is in no document of %s: tutorials tell of it", BATON_ARG(check->contract->path),
        vendor);
    if (f && fault == BATON_LORE_LIKELY)
        f->severity = BATON_WARNING;
    if (check->contract->instead.len)
        baton_report_fix(check, f, BATON_FIX_VALUE, "use what is documented: %.*s",
                         BATON_ARG(check->contract->instead));
}

/* ---- regions -------------------------------------------------------------------------------- */

/* Genesys Cloud's regions: the list of npm purecloud-platform-client-v2 262.0.0. */
static const char *const regions[] = {
    "mypurecloud.com",   "mypurecloud.ie",         "mypurecloud.com.au",     "mypurecloud.jp",
    "mypurecloud.de",    "usw2.pure.cloud",        "cac1.pure.cloud",        "apne2.pure.cloud",
    "euw2.pure.cloud",   "aps1.pure.cloud",        "use2.us-gov-pure.cloud", "sae1.pure.cloud",
    "mec1.pure.cloud",   "apne3.pure.cloud",       "euc2.pure.cloud",        "mxc1.pure.cloud",
    "apse1.pure.cloud",  "edee1.eusc-pure.cloud",
};

/* The region that the host belongs to, with what stands before it; "" if it is none. */
static struct baton_str region_of(struct baton_str host)
{
    for (size_t i = 0; i < BATON_COUNT(regions); i++) {
        struct baton_str region = baton_str_from(regions[i]);
        if (host.len < region.len)
            continue;
        size_t start = host.len - region.len;
        if (baton_str_eq_nocase(baton_str_sub(host, start, host.len), region) &&
            (!start || host.s[start - 1] == '.'))
            return region;
    }
    return BATON_STR("");
}

/* ---- the vendor's other host ---------------------------------------------------------------- */

static bool fits(const struct baton_contract *contract, struct baton_str host)
{
    for (size_t i = 0; i < contract->host_count; i++)
        if (baton_str_glob(host, contract->hosts[i]))
            return true;
    return contract->host_count == 0;
}

/* The region's host of that kind: "login." for "api.", else what the contract names first. */
static struct baton_str right_host(const struct baton_check *check,
                                   const struct baton_contract *contract)
{
    static const char *const firsts[] = {"api.", "login.", "apps."};
    struct baton_str host = check->url.host, wanted = contract->hosts[0];
    for (size_t i = 0; i < BATON_COUNT(firsts); i++) {
        struct baton_str first = baton_str_from(firsts[i]);
        size_t dot = baton_str_find_byte(wanted, '.');
        if (begins(host, firsts[i]) && is(baton_vendor_of(host), genesys) && dot != SIZE_MAX) {
            struct baton_str rest = finish(host, first);
            return baton_str_fmt(check->arena, "%.*s.%.*s", (int)dot, wanted.s, BATON_ARG(rest));
        }
    }
    return wanted;
}

static bool fails_elsewhere(const struct baton_check *check)
{
    int status = status_of(check);
    return status == 404 || status == 405 || baton_answer_is_page(check);
}

/* Genesys Cloud gives tokens at login.{region}: its api host is known, and is another. */
static bool asks_api_for_token(const struct baton_check *check, const struct baton_contract *own)
{
    return baton_str_is(own->id, "genesys.oauth") && begins(check->url.host, "api.");
}

/* What names CXone's host for this call. */
static const char *where_told(const struct baton_contract *own)
{
    if (baton_str_starts(own->id, BATON_STR("cxone.discovery")))
        return "the issuer of the tenant (iss of its id_token)";
    if (baton_str_starts(own->id, BATON_STR("cxone.token-")))
        return "discovery: token_endpoint of {issuer}/.well-known/openid-configuration";
    return "discovery: api_endpoint of {issuer}/.well-known/cxone-configuration?tenantId=…";
}

static bool is_sure(const struct baton_check *check, const struct baton_contract *own,
                    const struct baton_contract *other)
{
    if (status_of(check) && !fails_elsewhere(check))
        return false;
    return other && (!is_lore(check->contract) || asks_api_for_token(check, own));
}

/* The host of the tenant's API, where the capture has told it and the call goes there. */
static struct baton_str host_told(const struct baton_check *check,
                                  const struct baton_contract *own)
{
    const struct baton_memory *m = check->memory;
    struct baton_str host = m ? (struct baton_str){m->api_host.text, m->api_host.len}
                              : BATON_STR("");
    return host.len && fits(own, host) ? host : BATON_STR("");
}

BATON_RULE(HO1102)
{
    const char *vendor = baton_vendor_of(check->url.host);
    const struct baton_contract *contract = check->contract;
    if (!vendor || !contract || check->guessed ||
        (status_of(check) / 100 == 2 && !baton_answer_is_page(check)))
        return;
    const struct baton_contract *own = documented(check, vendor);
    const struct baton_contract *other = served_by(check);
    bool of_region = is(vendor, genesys) && region_of(check->url.host).len &&
                     region_of(check->url.host).len < check->url.host.len;
    /* A host that no contract names may well be one of this kind; Genesys Cloud's are known. */
    if (!own || !(other || of_region) || fits(own, check->url.host))
        return;
    /* HO2012 and HO2013 tell what a token request of the tutorials' was answered. */
    if (is_lore(contract) && status_of(check))
        return;
    struct baton_str told = host_told(check, own);
    struct baton_str host = told.len ? told : right_host(check, own);
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_request(check), "%.*s is not the host of this call: %.*s is",
        BATON_ARG(check->url.host), BATON_ARG(host));
    if (f && !is_sure(check, own, other))
        f->severity = BATON_WARNING;
    if (!is(vendor, cxone))
        baton_report_fix(check, f, BATON_FIX_VALUE, "send it to https://%.*s%.*s",
                         BATON_ARG(host), BATON_ARG(check->url.path));
    else if (told.len)
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "send it to %.*s, which discovery named in exchange %zu",
                         BATON_ARG(told), check->memory->api_host.exchange);
    else
        baton_report_fix(check, f, BATON_FIX_VALUE, "take the host from %s, as %.*s",
                         where_told(own), BATON_ARG(host));
}

static struct baton_str without_first(struct baton_str host)
{
    size_t dot = baton_str_find_byte(host, '.');
    return dot == SIZE_MAX ? BATON_STR("") : baton_str_sub(host, dot + 1, host.len);
}

static struct baton_str nearest_region(struct baton_str name)
{
    struct baton_near near;
    baton_near_init(&near, name);
    for (size_t i = 0; i < BATON_COUNT(regions); i++)
        baton_near_offer(&near, baton_str_from(regions[i]));
    return near.best.s ? near.best : BATON_STR("");
}

/* "mypurecloud.fr", "mypurecluod.de": nearly a region, and nobody else's domain. */
static bool is_misspelt(struct baton_str host, struct baton_str *name)
{
    static const char *const labels[] = {"mypurecloud", "purecloud"};
    if (!begins(host, "api.") && !begins(host, "login."))
        return false;
    *name = without_first(host);
    struct baton_str label = baton_str_sub(*name, 0, baton_str_find_byte(*name, '.'));
    for (size_t i = 0; i < BATON_COUNT(labels); i++)
        if (label.len && label.s[0] == labels[i][0] &&
            baton_near_distance(label, baton_str_from(labels[i]), 4) <= 4)
            return true;
    return false;
}

static void report_region(struct baton_check *check, const struct baton_rule *rule,
                          struct baton_str name)
{
    struct baton_str near = nearest_region(name);
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_request(check),
                        "%.*s is no region of Genesys Cloud that is known", BATON_ARG(name));
    if (near.len)
        baton_report_fix(check, f, BATON_FIX_VALUE, "did you mean %.*s?", BATON_ARG(near));
}

BATON_RULE(HO1103)
{
    struct baton_str host = check->url.host, name;
    bool theirs = is(baton_vendor_of(host), genesys);
    struct baton_str region = region_of(host);
    if (!host.len || status_of(check) / 100 == 2)
        return;
    if (!theirs && is_misspelt(host, &name)) {
        report_region(check, rule, name);
        return;
    }
    if (!theirs || (region.len && region.len < host.len))
        return;
    if (!region.len) {
        bool full = begins(host, "api.") || begins(host, "login.") || begins(host, "apps.");
        report_region(check, rule, full ? without_first(host) : host);
        return;
    }
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_request(check), "%.*s is a region's name, not a host of its API",
        BATON_ARG(host));
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "send calls to api.%.*s, requests for tokens to login.%.*s", BATON_ARG(host),
                     BATON_ARG(host));
}

static struct baton_str host_of_token(const struct baton_evidence *e)
{
    for (size_t i = 0; e && i < e->document_count; i++)
        if (e->documents[i].role == BATON_DOC_TOKEN)
            return baton_url(e->documents[i].exchange.url).host;
    return BATON_STR("");
}

static bool differ(const struct baton_str from, struct baton_str host)
{
    struct baton_str got = region_of(from), used = region_of(host);
    return got.len && used.len && !baton_str_eq(got, used);
}

static void report_regions(struct baton_check *check, const struct baton_rule *rule,
                           struct baton_where where, struct baton_str from, struct baton_str host)
{
    struct baton_str used = region_of(host);
    struct baton_finding *f =
        baton_report_at(check, rule, where, "the token is from %.*s, the call goes to %.*s",
                        BATON_ARG(from), BATON_ARG(host));
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "use the region that the organisation is in for both: login.%.*s and api.%.*s",
                     BATON_ARG(used), BATON_ARG(used));
}

/* Where the token was got, and where it is used: in evidence, or in one input. */
BATON_RULE(HO1104)
{
    const struct baton_evidence *e = check->evidence;
    struct baton_str from = host_of_token(e), host = check->url.host;
    bool asks = baton_str_find(check->url.path, BATON_STR("/oauth/token")) != SIZE_MAX;
    if (!e && !asks && status_of(check) / 100 != 2 && differ(check->token_host, host))
        report_regions(check, rule, baton_where_request(check), check->token_host, host);
    for (size_t i = 0; e && i < e->document_count; i++) {
        const struct baton_document *d = &e->documents[i];
        host = baton_url(d->exchange.url).host;
        if (d->role == BATON_DOC_TOKEN || !differ(from, host) ||
            d->exchange.response.status / 100 == 2)
            continue;
        report_regions(check, rule,
                       i == check->document ? baton_where_request(check)
                                            : baton_where_answer(check, i), from, host);
        return;
    }
}

/* ---- CXone's API host --------------------------------------------------------------------- */

/* The host of api_endpoint, as the tenant's discovery document in the evidence has it. */
static struct baton_str discovered(const struct baton_check *check)
{
    const struct baton_evidence *e = check->evidence;
    for (size_t i = 0; e && i < e->document_count; i++) {
        const struct baton_document *d = &e->documents[i];
        const struct baton_json *doc = &d->reading.doc;
        if (d->role != BATON_DOC_TENANT || !d->readable ||
            !baton_json_is(doc, 0, BATON_JSON_OBJECT))
            continue;
        uint32_t at = baton_json_member_z(doc, 0, "api_endpoint");
        if (at != BATON_JSON_NONE && baton_json_is(doc, at, BATON_JSON_STRING))
            return baton_url(baton_json_string(doc, at, check->arena)).host;
    }
    return BATON_STR("");
}

BATON_RULE(HO1105)
{
    const struct baton_evidence *e = check->evidence;
    struct baton_str right = discovered(check);
    for (size_t i = 0; right.len && i < e->document_count; i++) {
        const struct baton_document *d = &e->documents[i];
        struct baton_url url = baton_url(d->exchange.url);
        if (!is(baton_vendor_of(url.host), cxone) || baton_str_eq_nocase(url.host, right) ||
            baton_str_find_nocase(url.path, BATON_STR("incontactapi/services")) == SIZE_MAX)
            continue;
        struct baton_finding *f = baton_report_at(
            check, rule, i == check->document ? baton_where_request(check)
                                              : baton_where_answer(check, i),
            "the call went to %.*s, the tenant's API host is %.*s", BATON_ARG(url.host),
            BATON_ARG(right));
        baton_report_fix(check, f, BATON_FIX_VALUE, "call %.*s, as discovery names it",
                         BATON_ARG(right));
        return;
    }
}
