/* SPDX-License-Identifier: Apache-2.0 */
/* HO2: tokens and scopes. A token's characters are never shown, unless it is none. */
#include <string.h>

#include "core/rule/cxone_int.h"
#include "core/rule/rule_int.h"

enum { LEEWAY = 60, FUTURE = 300, HALF_HOUR = 1800, NEAR_HALF_HOUR = 120 };

static bool is_template(struct baton_str value)
{
    struct baton_span span;
    const char *product;
    return baton_is_template(value, &span, &product);
}

static bool wants_token(const struct baton_check *check)
{
    return check->contract && check->contract->needs_token;
}

/*
 * A request that was answered with 2xx had a token that was good enough: what the
 * capture shows instead was taken out of it, as sanitized HAR files and proxies do.
 */
static bool was_accepted(const struct baton_check *check)
{
    const struct baton_http_message *response = &check->exchange->response;
    return response->present && response->status >= 200 && response->status < 300;
}

/* "Bearer abc" in two: the scheme, and what stands behind the blanks. */
static void split(struct baton_str value, struct baton_str *scheme, struct baton_str *rest)
{
    size_t end = 0;
    while (end < value.len && value.s[end] != ' ' && value.s[end] != '\t')
        end++;
    *scheme = baton_str_sub(value, 0, end);
    *rest = baton_str_trim(baton_str_sub(value, end, value.len));
}

/* The header, if it is there and what it shows is what was sent and refused, or is yet to be. */
static bool has_credentials(const struct baton_check *check, struct baton_str *scheme,
                            struct baton_str *rest)
{
    if (!check->authorization || !check->authorization->value.len || was_accepted(check))
        return false;
    split(check->authorization->value, scheme, rest);
    return true;
}

static bool is_all(struct baton_str str, char c)
{
    for (size_t i = 0; i < str.len; i++)
        if (str.s[i] != c)
            return false;
    return str.len > 0;
}

static bool ends_with(struct baton_str str, struct baton_str tail)
{
    return str.len > tail.len &&
           baton_str_eq(baton_str_sub(str, str.len - tail.len, str.len), tail);
}

/* Taken out before the capture was shared: nothing can be said of such a token. */
static bool is_redacted(struct baton_str token)
{
    static const char *const words[] = {"redacted", "removed", "hidden",   "masked",    "filtered",
                                        "omitted",  "stripped", "censored", "sanitized", "snip"};
    static const char fillers[] = "*xX#.";
    if (token.len > 2 && baton_str_find_byte(BATON_STR("<[({"), token.s[0]) != SIZE_MAX)
        token = baton_str_trim(baton_str_sub(token, 1, token.len - 1));
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_is_nocase(token, words[i]))
            return true;
    for (size_t i = 0; fillers[i]; i++)
        if (is_all(token, fillers[i]))
            return true;
    return ends_with(token, BATON_STR("...")) || ends_with(token, BATON_STR("…")) ||
           baton_str_find(token, BATON_STR("•")) != SIZE_MAX;
}

/* ---- the header ------------------------------------------------------------------------ */

BATON_RULE(HO2001)
{
    bool empty = check->authorization && !check->authorization->value.len;
    /* Evidence is kept without the header. */
    if (!wants_token(check) || was_accepted(check) || check->evidence ||
        (check->authorization ? !empty : !check->exchange->headers_known))
        return;
    struct baton_where where =
        empty ? baton_where_header(check->authorization) : baton_where_request(check);
    struct baton_finding *f =
        baton_report_at(check, rule, where, "%s",
                        empty ? "the Authorization header is empty" : "no Authorization header");
    baton_report_fix(check, f, BATON_FIX_VALUE, "%s",
                     empty ? "write \"Bearer\" and an access token into it"
                           : "add \"Authorization: Bearer\" and an access token");
}

static bool is_bearer(struct baton_str scheme)
{
    return baton_str_is_nocase(scheme, "bearer");
}

/* An edit of the header's value, where that stands in the input as it was read. */
static void edit_value(struct baton_check *check, struct baton_finding *f, size_t start, size_t end,
                       struct baton_str text)
{
    const struct baton_http_header *header = check->authorization;
    size_t base = header->value_span.start;
    if (header->value_span.end - base == header->value.len && header->value.len)
        baton_report_input_edit(check, f, (struct baton_edit){base + start, end - start, text});
}

/* "Bearer:" and "Bearer=": names and values are written so, a scheme is not. */
static bool report_punctuated(struct baton_check *check, const struct baton_rule *rule,
                              struct baton_str scheme)
{
    const size_t len = sizeof "bearer" - 1;
    if (scheme.len <= len || !is_bearer(baton_str_sub(scheme, 0, len)) ||
        baton_str_find_byte(BATON_STR(":=,"), scheme.s[len]) == SIZE_MAX)
        return false;
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_header(check->authorization), "\"%c\" stands behind Bearer",
        scheme.s[len]);
    baton_report_fix(check, f, BATON_FIX_SAFE, "write only a blank between Bearer and the token");
    edit_value(check, f, len, len + 1, scheme.len > len + 1 ? BATON_STR(" ") : BATON_STR(""));
    return true;
}

/* A word that may be shown: a token's first part would have digits, or be longer. */
static bool is_scheme(struct baton_str word)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = (char)(word.s[i] | 32);
        if ((c < 'a' || c > 'z') && word.s[i] != '-')
            return false;
    }
    return word.len > 0 && word.len <= 20;
}

static void report_scheme(struct baton_check *check, const struct baton_rule *rule,
                          struct baton_str scheme)
{
    static const char *const meant[] = {"token", "oauth", "jwt", "access-token"};
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_header(check->authorization),
                        "Authorization is %.*s, not Bearer", BATON_ARG(scheme));
    for (size_t i = 0; i < BATON_COUNT(meant); i++) {
        if (!baton_str_is_nocase(scheme, meant[i]))
            continue;
        baton_report_fix(check, f, BATON_FIX_REVIEW, "write \"Bearer\" for \"%.*s\"",
                         BATON_ARG(scheme));
        edit_value(check, f, 0, scheme.len, BATON_STR("Bearer"));
        return;
    }
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     baton_str_is_nocase(scheme, "basic")
                         ? "send \"Bearer\" and an access token; %.*s credentials are for the "
                           "token endpoint only"
                         : "send \"Bearer\" and an access token instead of %.*s credentials",
                     BATON_ARG(scheme));
}

BATON_RULE(HO2002)
{
    struct baton_str scheme, rest;
    if (!wants_token(check) || !has_credentials(check, &scheme, &rest) || is_bearer(scheme) ||
        is_redacted(check->authorization->value) || report_punctuated(check, rule, scheme))
        return;
    if (rest.len && is_scheme(scheme)) {
        report_scheme(check, rule, scheme);
        return;
    }
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_header(check->authorization),
                        "Authorization has no scheme before its value");
    baton_report_fix(check, f, BATON_FIX_REVIEW, "write \"Bearer\" before the token");
    edit_value(check, f, 0, 0, BATON_STR("Bearer "));
}

BATON_RULE(HO2003)
{
    struct baton_str scheme, rest;
    if (!has_credentials(check, &scheme, &rest) || !(is_bearer(scheme) || wants_token(check)))
        return;
    struct baton_str token = rest.len || is_bearer(scheme) ? rest : scheme;
    if (is_redacted(token))
        return;
    struct baton_where where = baton_where_header(check->authorization);
    if (is_template(token))
        baton_report_at(check, rule, where,
                        "the token \"%.*s\" is a template that nobody filled in", BATON_ARG(token));
    else if (baton_is_placeholder(token))
        baton_report_at(check, rule, where, "the token \"%.*s\" is a placeholder",
                        BATON_ARG(token));
}

/* What stands around a token and is not part of it; clean is what remains. */
static const char *stray(struct baton_str token, struct baton_str *clean)
{
    const char *what = NULL;
    struct baton_str scheme, rest;
    split(token, &scheme, &rest);
    *clean = token;
    if (is_bearer(scheme) && rest.len) {
        *clean = rest;
        what = "the word Bearer stands twice";
    }
    if (ends_with(*clean, BATON_STR(",")) || ends_with(*clean, BATON_STR(";"))) {
        clean->len--;
        what = "there is a comma or semicolon behind the token";
    }
    if (clean->len > 2 && (clean->s[0] == '"' || clean->s[0] == '\'') &&
        clean->s[clean->len - 1] == clean->s[0]) {
        *clean = baton_str_sub(*clean, 1, clean->len - 1);
        what = "the token is in quotes";
    }
    return what;
}

/* Between Bearer and the token there is to be one blank, behind it nothing. */
static void report_stray(struct baton_check *check, const struct baton_rule *rule,
                         const char *what, size_t scheme_len, struct baton_str clean)
{
    struct baton_str value = check->authorization->value;
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_header(check->authorization), "%s", what);
    baton_report_fix(check, f, BATON_FIX_SAFE, "send \"Bearer\", a blank, and the bare token");
    size_t start = (size_t)(clean.s - value.s), end = start + clean.len;
    if (!is_all(baton_str_sub(value, scheme_len, start), ' '))
        edit_value(check, f, scheme_len, start, BATON_STR(" "));
    if (end < value.len)
        edit_value(check, f, end, value.len, BATON_STR(""));
}

/* RFC 6750 section 2.1: letters, digits, - . _ ~ + / and = may be in a token. */
static bool is_token_byte(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '.' ||
           c == '_' || c == '~' || c == '+' || c == '/' || c == '=';
}

static void report_odd_byte(struct baton_check *check, const struct baton_rule *rule,
                            struct baton_str token)
{
    struct baton_where where = baton_where_header(check->authorization);
    size_t at = 0;
    while (at < token.len && is_token_byte(token.s[at]))
        at++;
    if (at == token.len)
        return;
    char c = token.s[at];
    const char *what = c == ' ' || c == '\t'     ? "a blank inside"
                       : c > ' ' && c < 0x7F     ? "a character in it that no token has: "
                                                 : "a character in it that is not plain ASCII";
    struct baton_str shown = c > ' ' && c < 0x7F ? baton_str_sub(token, at, at + 1) : BATON_STR("");
    struct baton_finding *f = baton_report_at(check, rule, where, "the token has %s%.*s", what,
                                              BATON_ARG(shown));
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "send the token as the token endpoint gave it: letters, digits and "
                     "- . _ ~ + / =");
}

BATON_RULE(HO2008)
{
    struct baton_str scheme, token, clean;
    if (!has_credentials(check, &scheme, &token) || !is_bearer(scheme))
        return;
    if (!token.len) {
        struct baton_finding *f =
            baton_report_at(check, rule, baton_where_header(check->authorization),
                            "there is no token after Bearer");
        baton_report_because(check, f, "An empty token is no token: the answer is 401.");
        baton_report_fix(check, f, BATON_FIX_VALUE, "write an access token behind \"Bearer\"");
        return;
    }
    const char *what = stray(token, &clean);
    size_t before = (size_t)(token.s - check->authorization->value.s);
    if (!what && !is_all(baton_str_sub(check->authorization->value, scheme.len, before), ' '))
        what = "what stands between Bearer and the token is not a blank";
    if (what)
        report_stray(check, rule, what, scheme.len, clean);
    else if (!is_redacted(token) && !is_template(token) && !baton_is_placeholder(token))
        report_odd_byte(check, rule, token);
}

/* ---- time --------------------------------------------------------------------------------- */

/* A difference of whole or half hours up to 14 hours is a time zone, not an old token. */
static bool like_time_zone(int64_t seconds)
{
    int64_t off = seconds % HALF_HOUR;
    if (off > HALF_HOUR / 2)
        off = HALF_HOUR - off;
    return seconds >= HALF_HOUR - NEAR_HALF_HOUR && seconds <= 14 * 3600 + NEAR_HALF_HOUR &&
           off <= NEAR_HALF_HOUR;
}

static struct baton_str duration(struct baton_arena *arena, int64_t seconds)
{
    if (seconds >= 2 * 86400)
        return baton_str_fmt(arena, "%d days", (int)(seconds / 86400));
    if (seconds >= 3600)
        return baton_str_fmt(arena, "%d h %02d min", (int)(seconds / 3600),
                             (int)(seconds / 60 % 60));
    return baton_str_fmt(arena, "%d min %02d s", (int)(seconds / 60), (int)(seconds % 60));
}

/* An answer that tells of another stage was not given for the token's time. */
static void weigh_time(const struct baton_check *check, struct baton_finding *f)
{
    const struct baton_http_message *response = &check->exchange->response;
    if (f && response->present &&
        !(baton_status_stages(response->status) & 1u << BATON_AUTHENTICATE))
        f->severity = BATON_WARNING;
}

static void time_zone_hint(struct baton_check *check, struct baton_finding *f, int64_t difference)
{
    weigh_time(check, f);
    if (f && like_time_zone(difference))
        baton_report_because(check, f,
                             "%.*s The difference is almost exactly a number of half hours: before "
                             "anything else, see whether a clock or a log is in local time while "
                             "the token's times are UTC.",
                             BATON_ARG(f->because));
}

static void report_expired(struct baton_check *check, const struct baton_rule *rule,
                           struct baton_where where, const struct baton_jwt *jwt)
{
    int64_t now = check->now;
    if (!jwt->valid || now == INT64_MIN || jwt->expires == INT64_MIN || jwt->expires > now ||
        was_accepted(check))
        return;
    struct baton_str when = baton_time_text(check->arena, jwt->expires);
    struct baton_str ago = duration(check->arena, now - jwt->expires);
    struct baton_finding *f =
        baton_report_at(check, rule, where, "the token expired at %.*s, %.*s before %s",
                        BATON_ARG(when), BATON_ARG(ago), check->now_words);
    time_zone_hint(check, f, now - jwt->expires);
}

static void report_early(struct baton_check *check, const struct baton_rule *rule,
                         struct baton_where where, const struct baton_jwt *jwt)
{
    int64_t now = check->now;
    int64_t from = jwt->not_before;
    if (!jwt->valid || now == INT64_MIN || was_accepted(check))
        return;
    if (from == INT64_MIN && jwt->issued != INT64_MIN && jwt->issued > now + FUTURE)
        from = jwt->issued;
    if (from == INT64_MIN || from <= now + LEEWAY)
        return;
    struct baton_str when = baton_time_text(check->arena, from);
    struct baton_str ahead = duration(check->arena, from - now);
    struct baton_finding *f = baton_report_at(
        check, rule, where, "the token is valid from %.*s on, %.*s after %s", BATON_ARG(when),
        BATON_ARG(ahead), check->now_words);
    time_zone_hint(check, f, from - now);
}

typedef void report_time_fn(struct baton_check *, const struct baton_rule *, struct baton_where,
                            const struct baton_jwt *);

/* The token of the header, and those that the contract has in the body. */
static void each_jwt(struct baton_check *check, const struct baton_rule *rule,
                     report_time_fn *report)
{
    if (check->authorization)
        report(check, rule, baton_where_header(check->authorization), &check->jwt);
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = baton_kind_find(id->kind);
        if (!kind || !kind->is_token || id->place != BATON_ID_BODY)
            continue;
        struct baton_jwt jwt = baton_jwt_read(check->arena, id->value);
        size_t before = check->finding_count;
        report(check, rule, baton_where_value(check, id->at), &jwt);
        if (check->finding_count > before)
            check->findings[before].stage = BATON_IDENTIFY;
    }
}

BATON_RULE(HO2004) { each_jwt(check, rule, report_expired); }
BATON_RULE(HO2005) { each_jwt(check, rule, report_early); }

/* ---- in the wrong place --------------------------------------------------------------- */

/* What is plainly no token carries none. */
static bool may_be_token(struct baton_str value)
{
    const struct baton_kind *kind = baton_kind_find(BATON_STR("bearer-token"));
    struct baton_span span;
    const char *product;
    return value.len && !baton_is_placeholder(value) &&
           !baton_is_template(value, &span, &product) && kind &&
           kind->fit(value) != BATON_KIND_WRONG;
}

BATON_RULE(HO2006)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        /* The answer of a token endpoint is where a token belongs. */
        if (baton_str_is(id->kind, "bearer-token") && id->place == BATON_ID_BODY &&
            !check->is_answer && may_be_token(id->value))
            baton_report_at(check, rule, baton_where_value(check, id->at),
                            "\"%.*s\" carries an access token in the body", BATON_ARG(id->name));
    }
}

BATON_RULE(HO2009)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = baton_kind_find(id->kind);
        if (!kind || !baton_str_is(id->kind, "bearer-token") || id->place != BATON_ID_BODY ||
            !id->value.len || is_template(id->value) || is_redacted(id->value))
            continue;
        if (baton_is_placeholder(id->value))
            baton_report_at(check, rule, baton_where_value(check, id->at),
                            "\"%.*s\" is the placeholder \"%.*s\", not an access token",
                            BATON_ARG(id->name), BATON_ARG(id->value));
        else if (kind->fit(id->value) == BATON_KIND_WRONG)
            baton_report_at(check, rule, baton_where_value(check, id->at),
                            "\"%.*s\" does not look like an access token", BATON_ARG(id->name));
    }
}

BATON_RULE(HO2010)
{
    static const char *const names[] = {"access_token", "token", "bearer", "sessionToken"};
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        if (baton_form_field(check->arena, check->url.query, names[i]).s)
            baton_report_at(check, rule, baton_where_request(check),
                            "the URL's query carries \"%s\"", names[i]);
    }
}

/* ---- scopes ---------------------------------------------------------------------------- */

/* "conversations" and "conversations:*" include conversations:read, "*" includes all. */
static bool covers(struct baton_str scope, struct baton_str wanted)
{
    if (baton_str_eq(scope, wanted) || baton_str_is(scope, "*"))
        return true;
    if (ends_with(scope, BATON_STR(":*")))
        scope.len -= 2;
    return scope.len && scope.len < wanted.len && baton_str_starts(wanted, scope) &&
           wanted.s[scope.len] == ':';
}

/* Between scopes there are blanks (RFC 6749 section 3.3); some issuers write commas. */
static bool has_scope(struct baton_str scopes, struct baton_str wanted)
{
    struct baton_str part, one;
    while (baton_str_next(&scopes, ' ', &part))
        while (baton_str_next(&part, ',', &one))
            if (covers(one, wanted))
                return true;
    return false;
}

bool baton_scopes_cover(struct baton_str scopes, const struct baton_contract *contract)
{
    /* What its contracts name are permissions of roles, which no token tells. */
    if (baton_str_is(contract->family, "genesys"))
        return true;
    for (size_t i = 0; i < contract->scope_count; i++)
        if (has_scope(scopes, contract->scopes[i]))
            return true;
    return false;
}

struct baton_str baton_scopes_wanted(struct baton_arena *arena,
                                     const struct baton_contract *contract)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    for (size_t i = 0; i < contract->scope_count; i++) {
        if (i)
            baton_buf_puts(&buf, " or ");
        baton_buf_put(&buf, contract->scopes[i]);
    }
    return baton_buf_str(&buf);
}

BATON_RULE(HO2007)
{
    if (!check->contract || !check->contract->scope_count || !check->jwt.valid ||
        !check->jwt.has_scopes || was_accepted(check))
        return;
    if (baton_scopes_cover(check->jwt.scopes, check->contract))
        return;
    struct baton_str wanted = baton_scopes_wanted(check->arena, check->contract);
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_header(check->authorization),
                        "the token has no scope %.*s", BATON_ARG(wanted));
    struct baton_str has = check->jwt.scopes.len ? check->jwt.scopes : BATON_STR("none");
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "add %.*s to the OAuth client and get a new token; this one has: %.*s",
                     BATON_ARG(wanted), BATON_ARG(has));
}

/* An answer of 403 whose call takes a scope that the token is known not to have. */
static void report_refused(struct baton_check *check, const struct baton_rule *rule, size_t index)
{
    const struct baton_evidence *e = check->evidence;
    const struct baton_contract *contract =
        baton_contracts_find(check->contracts, e->documents[index].contract);
    if (e->documents[index].exchange.response.status != 403 || !contract ||
        !contract->scope_count || baton_scopes_cover(e->token.scopes, contract))
        return;
    struct baton_str wanted = baton_scopes_wanted(check->arena, contract);
    struct baton_str has = e->token.scopes.len ? e->token.scopes : BATON_STR("none");
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_answer(check, index),
                        "for %s the token needs %.*s, and it has: %.*s",
                        baton_document_role_what(e->documents[index].role), BATON_ARG(wanted),
                        BATON_ARG(has));
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "give the OAuth client %.*s, then get a new token", BATON_ARG(wanted));
    if (f && e->has_conversation && e->documents[index].role != BATON_DOC_TRANSFER)
        f->severity = BATON_WARNING;
}

BATON_RULE(HO2014)
{
    const struct baton_evidence *e = check->evidence;
    for (size_t i = 0; e && e->token.scopes_known && i < e->document_count; i++)
        if (e->has_conversation || i == check->document)
            report_refused(check, rule, i);
}

/* ---- tokens that end too soon ------------------------------------------------------------ */

enum { SOON = 300 };

/* The bot's token ended while the call was still on its way to the handover. */
static void report_ended_in_call(struct baton_check *check, const struct baton_rule *rule)
{
    const struct baton_jwt *jwt = &check->payload->jwt;
    const struct baton_moment tried = baton_talk_tried(check->conversation);
    const struct baton_moment *began = &check->conversation->started;
    if (!jwt->valid || jwt->expires == INT64_MIN || tried.seconds == INT64_MIN ||
        began->seconds == INT64_MIN || jwt->expires < began->seconds ||
        jwt->expires > tried.seconds)
        return;
    struct baton_str gap = baton_check_duration(check, tried.seconds - jwt->expires);
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_fact(check, tried.fact),
                        "the bot's token ended %.*s before the handover", BATON_ARG(gap));
    if (f && !baton_conversation_worked(check->conversation))
        f->severity = BATON_ERROR;
}

BATON_RULE(HO2011)
{
    if (check->conversation && check->payload) {
        report_ended_in_call(check, rule);
        return;
    }
    int64_t ends = check->jwt.expires;
    if (!check->jwt.valid || ends == INT64_MIN || check->now == INT64_MIN || ends <= check->now ||
        ends - check->now >= SOON || was_accepted(check))
        return;
    struct baton_str left = baton_check_duration(check, ends - check->now);
    baton_report_at(check, rule, baton_where_header(check->authorization),
                    "the token ends %.*s after %s", BATON_ARG(left), check->now_words);
}

/* ---- the token endpoint --------------------------------------------------------------------- */

BATON_RULE(HO2012)
{
    if (!baton_answer_is_mine(check, rule))
        return;
    struct baton_finding *f =
        baton_answer_report(check, rule, "it does not accept the client's credentials");
    if (check->contract && baton_str_starts(check->contract->id, BATON_STR("cxone.token-")))
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "copy client id and secret again, as they were issued for this "
                         "application, and send them in Authorization: Basic, with an access key "
                         "of this tenant's in the form (grant_type=password)");
}

/* HO1007, HO1102: then that nobody gives tokens there follows from it. */
static bool is_at_wrong_host(const struct baton_check *check)
{
    for (size_t i = 0; i < check->finding_count; i++)
        if (check->findings[i].stage == BATON_REACH && check->findings[i].severity == BATON_ERROR)
            return true;
    return false;
}

BATON_RULE(HO2013)
{
    bool page = check->exchange->response.present && baton_answer_is_tokens_page(check);
    if (!page && !baton_answer_is_mine(check, rule))
        return;
    struct baton_finding *f =
        baton_answer_report(check, rule, page ? "a page, where a token belongs"
                                              : "no token endpoint is there");
    if (!f || is_at_wrong_host(check))
        return;
    f->severity = BATON_ERROR;
    /* A page comes from another place than the platform that was meant. */
    if (page)
        f->stage = BATON_REACH;
}

/* A contact centre's own API takes its own tokens alone; a bot's endpoint may hand one on. */
static bool is_centre(const char *vendor)
{
    return vendor && !baton_str_is(baton_str_from(vendor), "Cognigy");
}

BATON_RULE(HO2015)
{
    const struct baton_memory *m = check->memory;
    const char *vendor = baton_vendor_of(check->url.host);
    if (!m || !check->token.len || !check->authorization || !is_centre(vendor) ||
        was_accepted(check))
        return;
    uint64_t hash = baton_cxone__hash(check->token);
    for (size_t i = 0; i < m->issued_count && i < BATON_MEMORY_TOKENS; i++) {
        const struct baton_memory_token *t = &m->issued[i];
        if (t->access != hash || strcmp(t->vendor, vendor) == 0)
            continue;
        struct baton_finding *f = baton_report_at(
            check, rule, baton_where_header(check->authorization),
            "this is the very token that %s gave in exchange %zu; the call goes to %s", t->vendor,
            t->exchange, vendor);
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "get a token from %s itself, with credentials that were made there; or "
                         "send the call to %s, if the agents work there", vendor, t->vendor);
        return;
    }
}
