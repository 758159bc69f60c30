/* SPDX-License-Identifier: Apache-2.0 */
/* HO81: Genesys Cloud's limits, and those who answer in its place, by headers and status. */
#include "core/rule/rule_int.h"

static bool number_of(const struct baton_check *check, const char *name, uint64_t *out)
{
    const struct baton_http_header *h = baton_http_header(&check->exchange->response, name);
    return h && baton_str_to_u64(baton_str_trim(h->value), out);
}

static bool is_genesys(const struct baton_check *check)
{
    const char *vendor = baton_vendor_of(check->url.host);
    if (vendor)
        return baton_str_is(baton_str_from(vendor), "Genesys Cloud");
    return check->contract && baton_str_is(check->contract->family, "genesys");
}

/* How long, and who says so: in the order of who knows best. */
static void report_wait(struct baton_check *check, struct baton_finding *f)
{
    static const char *const names[] = {"Retry-After", "inin-ratelimit-reset"};
    uint64_t seconds;
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        if (!number_of(check, names[i], &seconds))
            continue;
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "wait for %llu seconds, as %s says, then send it again; and find out what "
                         "else uses this token", (unsigned long long)seconds, names[i]);
        return;
    }
}

/* Which limit it is, where the answer tells: {"limit": {"key": …, "value": …}}. */
static struct baton_str limit_of(const struct baton_check *check)
{
    const struct baton_json *doc = baton_answer_json(check);
    uint32_t key = doc ? baton_json_pointer(doc, 0, BATON_STR("/limit/key")) : BATON_JSON_NONE;
    if (key == BATON_JSON_NONE || !baton_json_is(doc, key, BATON_JSON_STRING))
        return BATON_STR("");
    struct baton_str text = baton_json_string(doc, key, check->arena);
    struct baton_str name = baton_check_shown(check, text);
    return baton_str_fmt(check->arena, " The limit is %.*s.", BATON_ARG(name));
}

/* Without a status line, the code of the answer's body is the place. */
static void put_place(const struct baton_check *check, struct baton_finding *f)
{
    const struct baton_json *doc = baton_answer_json(check);
    uint32_t code = doc && check->is_answer ? baton_json_pointer(doc, 0, BATON_STR("/code"))
                                            : BATON_JSON_NONE;
    if (code != BATON_JSON_NONE)
        baton_report_move(f, baton_where_value(check, code));
}

BATON_RULE(HO8126)
{
    uint64_t allowed, count;
    if (!baton_answer_is_mine(check, rule)) {
        baton_told_report(check, rule, "too many requests");
        return;
    }
    struct baton_finding *f = baton_answer_report(check, rule, "too many requests");
    struct baton_str limit = limit_of(check);
    if (!f)
        return;
    put_place(check, f);
    report_wait(check, f);
    if (number_of(check, "inin-ratelimit-allowed", &allowed) &&
        number_of(check, "inin-ratelimit-count", &count))
        baton_report_because(check, f,
                             "%llu requests came in the window, and %llu are allowed, for "
                             "everything that uses this token.%.*s",
                             (unsigned long long)count, (unsigned long long)allowed,
                             BATON_ARG(limit));
    else if (limit.len)
        baton_report_because(check, f, "%.*s%.*s", BATON_ARG(f->because), BATON_ARG(limit));
}

/* Nine of ten are used up: the next one may be the handover. */
BATON_RULE(HO8127)
{
    uint64_t allowed, count, reset;
    int status = check->exchange->response.status;
    if (!check->exchange->response.present || status >= 400 || !is_genesys(check) ||
        !number_of(check, "inin-ratelimit-allowed", &allowed) || !allowed ||
        allowed > UINT32_MAX || !number_of(check, "inin-ratelimit-count", &count) ||
        count > UINT32_MAX || count * 10 < allowed * 9)
        return;
    struct baton_finding *f = baton_report_at(
        check, rule,
        baton_where_header(baton_http_header(&check->exchange->response, "inin-ratelimit-count")),
        "%llu of the %llu requests that the token is allowed are used up",
        (unsigned long long)count, (unsigned long long)allowed);
    if (number_of(check, "inin-ratelimit-reset", &reset))
        baton_report_because(check, f, "The window ends in %llu seconds; until then the next "
                                       "requests may get 429.", (unsigned long long)reset);
}

/* The specification of each of these calls lists its statuses, and this one is not among them. */
BATON_RULE(HO8131)
{
    if (!baton_answer_is_mine(check, rule))
        return;
    struct baton_str own = baton_answer_words(check);
    struct baton_finding *f = baton_answer_report(check, rule, "");
    if (!f)
        return;
    f->message = baton_str_fmt(check->arena,
                               "%d is no answer that Genesys Cloud gives to this call: something "
                               "before it answered%s%.*s%s", check->exchange->response.status,
                               own.len ? ": \"" : "", BATON_ARG(own), own.len ? "\"" : "");
}
