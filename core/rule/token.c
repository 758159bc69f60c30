/* SPDX-License-Identifier: Apache-2.0 */
/* HO2: tokens and scopes. A token's characters are never shown, unless it is none. */
#include "core/rule/rule_int.h"

enum { LEEWAY = 60, FUTURE = 300, HALF_HOUR = 1800, NEAR_HALF_HOUR = 120 };

static bool is_template(struct baton_str value)
{
    struct baton_span span;
    const char *product;
    return baton_is_template(value, &span, &product);
}

static bool bearer(const struct baton_check *check)
{
    return check->authorization &&
           baton_str_starts_nocase(check->authorization->value, BATON_STR("bearer "));
}

static bool wants_token(const struct baton_check *check)
{
    return check->contract && check->contract->needs_token;
}

/* ---- the header ------------------------------------------------------------------------ */

BATON_RULE(HO2001)
{
    if (!check->exchange->headers_known || !wants_token(check) || check->authorization)
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_request(check), "no Authorization header");
    baton_report_fix(check, f, BATON_FIX_VALUE, "add \"Authorization: Bearer\" and an access token");
}

BATON_RULE(HO2002)
{
    if (!check->authorization || !wants_token(check) || bearer(check))
        return;
    struct baton_str value = check->authorization->value;
    size_t blank = baton_str_find_byte(value, ' ');
    struct baton_finding *f;
    if (blank == SIZE_MAX) {
        f = baton_report_at(check, rule, baton_where_header(check->authorization),
                            "Authorization has no scheme before its value");
        struct baton_span at = check->authorization->value_span;
        baton_report_fix(check, f, BATON_FIX_REVIEW, "write \"Bearer\" before the token");
        if (at.end > at.start && value.len)
            baton_report_input_edit(check, f, (struct baton_edit){at.start, 0, BATON_STR("Bearer ")});
        return;
    }
    f = baton_report_at(check, rule, baton_where_header(check->authorization),
                        "Authorization is %.*s, not Bearer", (int)blank, value.s);
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "send \"Bearer\" and an access token; %.*s credentials are for the token "
                     "endpoint only", (int)blank, value.s);
}

BATON_RULE(HO2003)
{
    if (!check->authorization || !(bearer(check) || wants_token(check)) ||
        !(baton_is_placeholder(check->token) || is_template(check->token)))
        return;
    baton_report_at(check, rule, baton_where_header(check->authorization),
                    "the token \"%.*s\" is a placeholder", BATON_ARG(check->token));
}

/* What stands around a token and is not part of it; clean is what remains. */
static const char *stray(struct baton_str token, struct baton_str *clean)
{
    const char *what = NULL;
    *clean = token;
    if (baton_str_starts_nocase(token, BATON_STR("bearer "))) {
        *clean = baton_str_trim(baton_str_sub(token, 7, token.len));
        what = "the word Bearer stands twice";
    }
    if (clean->len > 2 && (clean->s[0] == '"' || clean->s[0] == '\'') &&
        clean->s[clean->len - 1] == clean->s[0]) {
        *clean = baton_str_sub(*clean, 1, clean->len - 1);
        what = "the token is in quotes";
    }
    return what;
}

/* Takes out what stands before and after the clean token; the token itself is not repeated. */
static void report_stray(struct baton_check *check, const struct baton_rule *rule,
                         const char *what, struct baton_str clean)
{
    const struct baton_http_header *header = check->authorization;
    struct baton_finding *f = baton_report_at(check, rule, baton_where_header(header), "%s", what);
    baton_report_fix(check, f, BATON_FIX_SAFE, "send \"Bearer\", a blank, and the bare token");
    size_t base = header->value_span.start;
    size_t before = (size_t)(check->token.s - header->value.s);
    size_t start = (size_t)(clean.s - header->value.s), end = start + clean.len;
    if (header->value_span.end - base != header->value.len)
        return;
    if (start > before)
        baton_report_input_edit(check, f, (struct baton_edit){base + before, start - before,
                                                              BATON_STR("")});
    if (end < header->value.len)
        baton_report_input_edit(check, f, (struct baton_edit){base + end, header->value.len - end,
                                                              BATON_STR("")});
}

BATON_RULE(HO2008)
{
    struct baton_str clean;
    if (!bearer(check))
        return;
    struct baton_where where = baton_where_header(check->authorization);
    const char *what = stray(check->token, &clean);
    if (what)
        report_stray(check, rule, what, clean);
    else if (!check->token.len)
        baton_report_at(check, rule, where, "there is no token after Bearer");
    else if (baton_str_find_byte(check->token, ' ') != SIZE_MAX &&
             !baton_is_placeholder(check->token))
        baton_report_at(check, rule, where, "the token has a blank inside");
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

static void time_zone_hint(struct baton_check *check, struct baton_finding *f, int64_t difference)
{
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
    int64_t now = check->settings->now;
    if (!jwt->valid || now == INT64_MIN || jwt->expires == INT64_MIN || jwt->expires > now)
        return;
    struct baton_str when = baton_time_text(check->arena, jwt->expires);
    struct baton_str ago = duration(check->arena, now - jwt->expires);
    struct baton_finding *f =
        baton_report_at(check, rule, where, "the token expired at %.*s, %.*s before the given time",
                        BATON_ARG(when), BATON_ARG(ago));
    time_zone_hint(check, f, now - jwt->expires);
}

static void report_early(struct baton_check *check, const struct baton_rule *rule,
                         struct baton_where where, const struct baton_jwt *jwt)
{
    int64_t now = check->settings->now;
    int64_t from = jwt->not_before;
    if (!jwt->valid || now == INT64_MIN)
        return;
    if (from == INT64_MIN && jwt->issued != INT64_MIN && jwt->issued > now + FUTURE)
        from = jwt->issued;
    if (from == INT64_MIN || from <= now + LEEWAY)
        return;
    struct baton_str when = baton_time_text(check->arena, from);
    struct baton_str ahead = duration(check->arena, from - now);
    struct baton_finding *f = baton_report_at(
        check, rule, where, "the token is valid from %.*s on, %.*s after the given time",
        BATON_ARG(when), BATON_ARG(ahead));
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

/* ---- in the wrong place ------------------------------------------------------------------------ */

BATON_RULE(HO2006)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        if (baton_str_is(id->kind, "bearer-token") && id->place == BATON_ID_BODY)
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
            !id->value.len || is_template(id->value))
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

/* ---- scopes ------------------------------------------------------------------------------------- */

static bool has_scope(struct baton_str scopes, struct baton_str wanted)
{
    struct baton_str one;
    while (baton_str_next(&scopes, ' ', &one))
        if (baton_str_eq(one, wanted))
            return true;
    return false;
}

static struct baton_str joined(struct baton_check *check)
{
    struct baton_buf buf;
    baton_buf_init(&buf, check->arena, 0);
    for (size_t i = 0; i < check->contract->scope_count; i++) {
        if (i)
            baton_buf_puts(&buf, " or ");
        baton_buf_put(&buf, check->contract->scopes[i]);
    }
    return baton_buf_str(&buf);
}

BATON_RULE(HO2007)
{
    if (!check->contract || !check->contract->scope_count || !check->jwt.valid ||
        !check->jwt.has_scopes)
        return;
    for (size_t i = 0; i < check->contract->scope_count; i++)
        if (has_scope(check->jwt.scopes, check->contract->scopes[i]))
            return;
    struct baton_str wanted = joined(check);
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_header(check->authorization),
                        "the token has no scope %.*s", BATON_ARG(wanted));
    struct baton_str has = check->jwt.scopes.len ? check->jwt.scopes : BATON_STR("none");
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "add %.*s to the OAuth client and get a new token; this one has: %.*s",
                     BATON_ARG(wanted), BATON_ARG(has));
}
