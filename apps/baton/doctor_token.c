/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery, the token, and its scopes. */
#include "apps/baton/doctor.h"
#include "edge/os.h"

enum { SOON = 600 /* seconds */ };

#define PASS(...) BATON_DOCTOR_PASS(__VA_ARGS__)
#define WARN(...) BATON_DOCTOR_WARN(__VA_ARGS__)
#define FAIL(...) BATON_DOCTOR_FAIL(__VA_ARGS__)

/* ---- the token ------------------------------------------------------------------- */

static const struct {
    const char *text, *fix;
} ways[] = {
    [BATON_GRANT_CLIENT] = {"client id and secret do not fit, or the client may not ask so",
                            "copy both anew from the platform's OAuth client; try auth: basic; is "
                            "the client one for client credentials, and of this region?"},
    [BATON_GRANT_PASSWORD] = {"client and access key do not fit, or the client may not ask so",
                              "copy client-id, client-secret, access-key-id and "
                              "access-key-secret anew; is the key active, and of this issuer?"},
    [BATON_GRANT_API_KEY] = {"the key is refused", "copy api-key anew"},
};

static void token_refused(struct baton_doctor *d, const struct baton_fetch_response *r)
{
    baton_doctor_failed(d, baton_err_status(BATON_EPLATFORM));
    if ((r->status == 400 || r->status == 401 || r->status == 403) && baton_doctor_is_json(r))
        FAIL(d, "token", ways[d->family->grant].fix, "refused with %d: %s", r->status,
             ways[d->family->grant].text);
    else if (r->status / 100 == 3)
        baton_doctor_redirected(d, "token", r);
    else if (r->status >= 500 || r->status == 429)
        FAIL(d, "token", "try again later", "the token's endpoint answers %d", r->status);
    else
        FAIL(d, "token", "set token-url; on Genesys Cloud tokens come from login., not from api.",
             "what answers at the token's path (%d) is no token endpoint", r->status);
}

static void token_obtained(struct baton_doctor *d)
{
    const struct baton_token_facts token = baton_platform_token(d->platform);
    int64_t left = token.expires - baton_os_now();
    bool soon = token.expires != INT64_MIN && left < SOON;
    if (token.expires == INT64_MIN)
        PASS(d, "token", "obtained; it does not say when it ends");
    else
        baton_marks_add(&d->marks, soon ? BATON_WARN : BATON_PASS, "token",
                        soon ? "have the client's tokens live longer: a handover late in a "
                               "session will meet one that has ended" : NULL,
                        "obtained; ends in %lld min", (long long)(left / 60));
    if (token.scopes_known)
        PASS(d, "scopes", "granted: %.*s", BATON_ARG(token.scopes));
    else if (d->family->scopes_read)
        WARN(d, "scopes", "a 403 will tell; roles decide where scopes do not",
             "the answer does not say which scopes were granted");
    else if (d->family->permissions_read)
        PASS(d, "scopes", "do not count here: the role of the client decides; reading takes %s",
             d->family->permissions_read);
}

static bool is_granted_scope(struct baton_str granted, struct baton_str scope)
{
    struct baton_str word;
    while (baton_str_next(&granted, ' ', &word))
        if (baton_str_eq(word, scope))
            return true;
    return false;
}

/* Any one of a call's scopes will do: those of its contract. */
static void check_scopes_of(struct baton_doctor *d, const char *contract_id, bool writes)
{
    const struct baton_token_facts token = baton_platform_token(d->platform);
    const struct baton_contract *c =
        contract_id ? baton_contracts_find(d->live->app->contracts, baton_str_from(contract_id))
                    : NULL;
    struct baton_buf wanted;
    if (!c || !c->scope_count || !token.scopes_known)
        return;
    baton_buf_init(&wanted, d->arena, 0);
    for (size_t i = 0; i < c->scope_count; i++) {
        if (is_granted_scope(token.scopes, c->scopes[i])) {
            PASS(d, "scopes", "%.*s: has %.*s", BATON_ARG(c->id), BATON_ARG(c->scopes[i]));
            return;
        }
        baton_buf_fmt(&wanted, "%s%.*s", i ? " or " : "", BATON_ARG(c->scopes[i]));
    }
    WARN(d, "scopes",
         writes ? "only 'replay --confirm' and bots need it: add it to that client" : "add it to "
         "the OAuth client, and ask for it (scopes)", "%.*s: lacks %.*s", BATON_ARG(c->id),
         (int)wanted.len, wanted.s);
}

static void check_scopes(struct baton_doctor *d)
{
    const struct baton_family *family = d->family;
    for (size_t i = 0; i < family->call_count; i++)
        check_scopes_of(d, family->calls[i].contract, false);
    check_scopes_of(d, family->recent_contract, false);
    check_scopes_of(d, family->transfer_contract, true);
}

/* ---- discovery ------------------------------------------------------------------- */

static const char *discovered(enum baton_document_role role)
{
    return role == BATON_DOC_TENANT ? "tenant" : "discovery";
}

static void not_discovered(struct baton_doctor *d, const struct baton_answer *answer)
{
    const struct baton_fetch_response *r = &answer->response;
    const char *name = discovered(answer->role);
    const char *fix = "correct issuer, environment or tenant-id; what is found there may be set by "
                      "hand, too: token-url, base-url";
    if (!baton_doctor_has_answer(d, r))
        return;
    baton_doctor_wire(d, r);
    baton_doctor_failed(d, baton_err_status(BATON_EPLATFORM));
    if (r->status / 100 == 3)
        baton_doctor_redirected(d, name, r);
    else
        FAIL(d, name, fix, "%.*s is answered with %d%s%.*s",
             BATON_ARG(baton_mask(d->arena, answer->url)), r->status, answer->why.len ? ": " : "",
             BATON_ARG(answer->why));
}

static void show_discovered(struct baton_doctor *d)
{
    for (size_t i = 0; i < d->family->discovery_count; i++) {
        const struct baton_discovery *row = &d->family->discovery[i];
        struct baton_str value = baton_platform_setting(d->platform, row->becomes);
        if (value.len)
            PASS(d, discovered(row->role), "%s is %.*s%s", row->becomes, BATON_ARG(value),
                 baton_doctor_setting(d, row->becomes).len ? ", as it is configured" : "");
    }
}

bool baton_doctor_prepare(struct baton_doctor *d)
{
    struct baton_answer answer = {.role = BATON_DOC_ROLE_COUNT};
    bool ready = false;
    const struct baton_url url = baton_url(baton_platform_base(d->platform));
    baton_doctor_vendor(d, &url);
    baton_live_progress(d->live, "asking %.*s", BATON_ARG(url.host));
    enum baton_err err = baton_platform_prepare(d->platform, d->arena, &answer, &ready);
    baton_live_progress(d->live, "%s", "");
    if (err != BATON_OK) {
        baton_doctor_failed(d, baton_err_status(err));
        return false;
    }
    if (!ready && answer.role != BATON_DOC_TOKEN) {
        not_discovered(d, &answer);
        return false;
    }
    if (!ready && !baton_doctor_has_answer(d, &answer.response))
        return false;
    show_discovered(d);
    baton_doctor_login(d);
    if (!ready) {
        baton_doctor_wire(d, &answer.response);
        if (answer.why.len)
            FAIL(d, "token", "set it by hand", "%.*s", BATON_ARG(answer.why));
        else
            token_refused(d, &answer.response);
        baton_doctor_failed(d, baton_err_status(BATON_EPLATFORM));
        return false;
    }
    if (d->family->grant != BATON_GRANT_API_KEY) {
        token_obtained(d);
        check_scopes(d);
    }
    return true;
}
