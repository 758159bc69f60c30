/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The family `cxone`: NICE CXone (contracts/cxone.yaml, which has the sources). The
 * issuer tells where tokens come from; a token by an access key tells the tenant, and of
 * that tenant the issuer tells where the API is. A 204 is an answer: there is no data.
 */
#include "core/json.h"
#include "core/model.h"
#include "edge/platform/platform_int.h"

#define API "/incontactapi/services/v30.0"
#define CONTACT API "/contacts/{id}"

static const char *const domains[] = {
    "niceincontact.com", "nice-incontact.com", "incontact.com", "nicecxone-sov1.au",
    "nicecxone-sov1.eu", NULL,
};

static const struct baton_family_default defaults[] = {
    {"issuer", "{base-url}", true},
    {"issuer", "https://{environment}", false},
    {"environment", "cxone.niceincontact.com", false},
};

static const struct baton_discovery discovery[] = {
    {BATON_DOC_DISCOVERY, "{issuer}/.well-known/openid-configuration", "cxone.discovery",
     "token_endpoint", "token-url"},
    {BATON_DOC_TENANT, "{issuer}/.well-known/cxone-configuration?tenantId={tenant-id}",
     "cxone.discovery-tenant", "api_endpoint", "base-url"},
};

static const struct baton_platform_call calls[] = {
    {BATON_DOC_CONTACT, BATON_OF_CONVERSATION, "GET", CONTACT, "cxone.contact-read", NULL},
    {BATON_DOC_HISTORY, BATON_OF_CONVERSATION, "GET", CONTACT "/state-history",
     "cxone.contact-read-state-history", NULL},
    {BATON_DOC_CUSTOM_DATA, BATON_OF_CONVERSATION, "GET", CONTACT "/custom-data",
     "cxone.contact-read-custom-data", NULL},
    {BATON_DOC_MAIN_CONTACT, BATON_OF_MAIN_CONTACT, "GET", CONTACT, "cxone.contact-read", NULL},
    {BATON_DOC_SKILL, BATON_OF_SKILL, "GET", API "/skills/{id}", "", NULL},
};

static void put_time(struct baton_buf *path, const char *name, int64_t time)
{
    baton_buf_puts(path, name);
    baton_platform__encode(path, baton_time_text(path->arena, time));
}

/* Which number a medium has is not documented: all media are asked for. */
static bool recent(const struct baton_recent_query *query, struct baton_buf *path,
                   struct baton_buf *body)
{
    if (query->active) {
        baton_buf_puts(path, API "/contacts/active");
    } else {
        baton_buf_puts(path, API "/contacts/completed");
        put_time(path, "?startDate=", query->from);
        put_time(path, "&endDate=", query->to);
    }
    baton_buf_fmt(path, "%ctop=%zu&skip=%zu", query->active ? '?' : '&', query->page_size,
                  (query->page - 1) * query->page_size);
    return !baton_buf_failed(path) && !baton_buf_failed(body);
}

/* A script reads P2 as a list; false: there is nothing to pass on. */
static bool put_list(const struct baton_transfer *t, struct baton_buf *out)
{
    if (t->context && baton_json_is(t->context, t->context_at, BATON_JSON_ARRAY)) {
        baton_buf_put(out, baton_json_raw(t->context, t->context_at));
        return true;
    }
    baton_buf_putc(out, '[');
    bool some = baton_platform__context(out, t);
    baton_buf_putc(out, ']');
    return some;
}

/* Both in the body: what is large fails in a URL. */
static bool transfer(const struct baton_transfer *t, struct baton_buf *path,
                     struct baton_buf *body)
{
    bool some = false;
    struct baton_buf list;
    baton_buf_init(&list, body->arena, 0);
    baton_buf_puts(path, API "/interactions/");
    baton_platform__encode(path, t->conversation_id);
    baton_buf_puts(path, "/signal");
    baton_buf_putc(body, '{');
    baton_platform__member(body, &some, "p1", t->action.len ? t->action : BATON_STR("Escalate"));
    if (put_list(t, &list))
        baton_platform__member(body, &some, "p2", baton_buf_str(&list));
    baton_buf_putc(body, '}');
    return !baton_buf_failed(path) && !baton_buf_failed(body) && !baton_buf_failed(&list);
}

static const char *const needed[] = {"access-key-id", "access-key-secret", "client-id",
                                     "client-secret", NULL};

static const char *const transfer_needs[] = {"action", NULL};

const struct baton_family baton_platform__cxone = {
    .name = "cxone",
    .vendor = "NICE CXone",
    .side = "platform",
    .id_kind = "cxone.contact-id",
    .id_words = "a contact id (digits)",
    .grant = BATON_GRANT_PASSWORD,
    .basic = true,
    .refused_403 = true,
    .domains = domains,
    .defaults = defaults,
    .default_count = BATON_COUNT(defaults),
    .claim = "tenantId",
    .claim_becomes = "tenant-id",
    .discovery = discovery,
    .discovery_count = BATON_COUNT(discovery),
    .needed = needed,
    .variables = "CXONE_",
    .calls = calls,
    .call_count = BATON_COUNT(calls),
    .recent = recent,
    .recent_contract = "cxone.contacts-completed",
    .active_contract = "cxone.contacts-active",
    .recent_shape = {.rows = "completedContacts", .active = "activeContacts", .id = "contactId",
                     .started = "contactStart,contactStartDate", .state = "endReason",
                     .total = "totalRecords"},
    .transfer = transfer,
    .transfer_contract = "cxone.signal",
    .transfer_needs = transfer_needs,
};
