/* SPDX-License-Identifier: Apache-2.0 */
/* HO1015 to HO1020: why a request got no answer. */
#include "core/rule/rule_int.h"

enum { SHOWN = 200 };

/*
 * What clients say, and whose rule that is: the names of baton's own client, those
 * of Chromium (net_error_list.h), which HAR files hold, and those of Node.js.
 */
static const struct {
    const char *words, *rule;
} failures[] = {
    {"certificate", "HO1016"},          {"ERR_CERT", "HO1016"},
    {"self-signed", "HO1016"},          {"self signed", "HO1016"},
    {"UNABLE_TO_VERIFY", "HO1016"},     {"too-large", "HO1019"},
    {"larger than the limit", "HO1019"}, {"no-host", "HO1017"},
    {"no-connection", "HO1017"},        {"proxy", "HO1017"},
    {"NAME_NOT_RESOLVED", "HO1017"},    {"CONNECTION_REFUSED", "HO1017"},
    {"TUNNEL_CONNECTION", "HO1017"},    {"ADDRESS_UNREACHABLE", "HO1017"},
    {"INTERNET_DISCONNECTED", "HO1017"}, {"ENOTFOUND", "HO1017"},
    {"ECONNREFUSED", "HO1017"},         {"EHOSTUNREACH", "HO1017"},
    {"could not resolve", "HO1017"},    {"timeout", "HO1018"},
    {"TIMED_OUT", "HO1018"},            {"ETIMEDOUT", "HO1018"},
    {"timed out", "HO1018"},            {"reset", "HO1020"},
    {"CONNECTION_CLOSED", "HO1020"},    {"CONNECTION_ABORTED", "HO1020"},
    {"EMPTY_RESPONSE", "HO1020"},       {"CONTENT_LENGTH_MISMATCH", "HO1020"},
    {"INCOMPLETE_CHUNKED", "HO1020"},   {"socket hang up", "HO1020"},
};

/* baton's own names stand first, before a colon, and count before any other word. */
static const char *rule_of(struct baton_str why)
{
    size_t colon = baton_str_find_byte(why, ':');
    struct baton_str name = baton_str_sub(why, 0, colon == SIZE_MAX ? why.len : colon);
    for (size_t i = 0; i < BATON_COUNT(failures); i++)
        if (baton_str_is(name, failures[i].words))
            return failures[i].rule;
    for (size_t i = 0; i < BATON_COUNT(failures); i++)
        if (baton_str_find_nocase(why, baton_str_from(failures[i].words)) != SIZE_MAX)
            return failures[i].rule;
    return NULL;
}

static bool is_of(struct baton_str why, const struct baton_rule *rule)
{
    const char *id = rule_of(why);
    return why.len && id && baton_str_is(baton_str_from(id), rule->info.id);
}

static struct baton_str shown(const struct baton_check *check, struct baton_str why)
{
    struct baton_str masked = baton_mask(check->arena, why);
    size_t end = SHOWN;
    if (masked.len <= SHOWN)
        return masked;
    while (end && ((unsigned char)masked.s[end] & 0xC0) == 0x80)
        end--;
    return baton_str_fmt(check->arena, "%.*s…", (int)end, masked.s);
}

static struct baton_str host_of(const struct baton_check *check, const struct baton_exchange *ex)
{
    struct baton_str host = baton_url(ex->url).host;
    return host.len ? baton_str_fmt(check->arena, "\"%.*s\"", BATON_ARG(host))
                    : BATON_STR("the host");
}

/* What the evidence lacks besides is background: the diagnosis went on without it. */
static void report_documents(struct baton_check *check, const struct baton_rule *rule,
                             const char *what)
{
    const struct baton_evidence *e = check->evidence;
    for (size_t i = 0; e && i < e->document_count; i++) {
        struct baton_str why = e->documents[i].failure;
        if (i == check->document || !is_of(why, rule))
            continue;
        struct baton_str host = host_of(check, &e->documents[i].exchange);
        struct baton_finding *f = baton_report_at(
            check, rule, baton_where_nowhere(), "%s could not be read: %s %.*s",
            baton_document_role_what(e->documents[i].role), what, BATON_ARG(host));
        if (f)
            f->severity = BATON_NOTE;
    }
}

static void report_failure(struct baton_check *check, const struct baton_rule *rule,
                           const char *what)
{
    struct baton_str why = check->exchange->failed;
    if (is_of(why, rule)) {
        struct baton_str host = host_of(check, check->exchange), words = shown(check, why);
        baton_report_at(check, rule, baton_where_request(check), "%s %.*s (%.*s)", what,
                        BATON_ARG(host), BATON_ARG(words));
    }
    report_documents(check, rule, what);
}

BATON_RULE(HO1015)
{
    struct baton_str why = shown(check, check->exchange->failed);
    if (why.len && !rule_of(check->exchange->failed))
        baton_report_at(check, rule, baton_where_request(check), "no answer came: %.*s",
                        BATON_ARG(why));
}

BATON_RULE(HO1016) { report_failure(check, rule, "no trust in the certificate of"); }
BATON_RULE(HO1017) { report_failure(check, rule, "no connection to"); }
BATON_RULE(HO1018) { report_failure(check, rule, "no answer in time from"); }
BATON_RULE(HO1019) { report_failure(check, rule, "too large an answer from"); }
BATON_RULE(HO1020) { report_failure(check, rule, "the connection broke to"); }
