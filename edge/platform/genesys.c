/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The family `genesys`: Genesys Cloud's Platform API (contracts/genesys.yaml, which has
 * the sources). Client credentials by HTTP Basic at login., calls at api. of the region;
 * scopes do not count for such clients, roles and divisions do.
 */
#include "core/json.h"
#include "core/model.h"
#include "edge/platform/platform_int.h"

/* The hosts of purecloud-platform-client-v2 262.0.0, by the names of AWS' regions. */
const struct baton_family_region baton_platform__genesys_regions[] = {
    {"us-east-1", "mypurecloud.com"},
    {"us-east-2", "use2.us-gov-pure.cloud"},
    {"us-west-2", "usw2.pure.cloud"},
    {"ca-central-1", "cac1.pure.cloud"},
    {"mx-central-1", "mxc1.pure.cloud"},
    {"sa-east-1", "sae1.pure.cloud"},
    {"eu-west-1", "mypurecloud.ie"},
    {"eu-west-2", "euw2.pure.cloud"},
    {"eu-central-1", "mypurecloud.de"},
    {"eu-central-2", "euc2.pure.cloud"},
    {"eusc-de-east-1", "edee1.eusc-pure.cloud"},
    {"me-central-1", "mec1.pure.cloud"},
    {"ap-south-1", "aps1.pure.cloud"},
    {"ap-southeast-1", "apse1.pure.cloud"},
    {"ap-southeast-2", "mypurecloud.com.au"},
    {"ap-northeast-1", "mypurecloud.jp"},
    {"ap-northeast-2", "apne2.pure.cloud"},
    {"ap-northeast-3", "apne3.pure.cloud"},
    {NULL, NULL},
};

static const char *const domains[] = {
    "mypurecloud.com", "mypurecloud.ie", "mypurecloud.de",    "mypurecloud.jp",
    "mypurecloud.com.au", "pure.cloud",  "us-gov-pure.cloud", "eusc-pure.cloud",
    NULL,
};

/* A sandbox or a gateway has tokens where it has calls, as the SDK's setGateway() takes it. */
static const struct baton_family_default defaults[] = {
    {"token-url", "{base-url}/oauth/token", true},
    {"environment", "mypurecloud.com", false},
};

#define QUEUE "/api/v2/routing/queues/{id}"

static const struct baton_platform_call calls[] = {
    {BATON_DOC_CONVERSATION, BATON_OF_CONVERSATION, "GET", "/api/v2/conversations/{id}",
     "genesys.conversation.get", NULL},
    {BATON_DOC_ANALYTICS, BATON_OF_CONVERSATION, "GET",
     "/api/v2/analytics/conversations/{id}/details", "genesys.analytics.conversation", NULL},
    {BATON_DOC_QUEUE, BATON_OF_QUEUE, "GET", QUEUE, "genesys.queue.get", NULL},
    {BATON_DOC_WRAPUP_CODES, BATON_OF_QUEUE, "GET", QUEUE "/wrapupcodes?pageSize=100",
     "genesys.queue.wrapupcodes", NULL},
    {BATON_DOC_OTHER_QUEUE, BATON_OF_OTHER_QUEUE, "GET", QUEUE "/wrapupcodes?pageSize=100",
     "genesys.queue.wrapupcodes", NULL},
    {BATON_DOC_MEMBERS, BATON_OF_QUEUE, "GET", QUEUE "/members?pageSize=100",
     "genesys.queue.members", NULL},
    {BATON_DOC_WAIT, BATON_OF_QUEUE, "GET", QUEUE "/estimatedwaittime",
     "genesys.queue.estimatedwaittime", NULL},
};

static bool recent(const struct baton_recent_query *query, struct baton_buf *path,
                   struct baton_buf *body)
{
    struct baton_str from = baton_time_text(body->arena, query->from);
    struct baton_str to = baton_time_text(body->arena, query->to);
    baton_buf_puts(path, "/api/v2/analytics/conversations/details/query");
    baton_buf_fmt(body, "{\"interval\": \"%.*s/%.*s\", \"order\": \"desc\", "
                  "\"orderBy\": \"conversationStart\", "
                  "\"paging\": {\"pageSize\": %zu, \"pageNumber\": %zu}", BATON_ARG(from),
                  BATON_ARG(to), query->page_size, query->page);
    if (query->channel.len) {
        baton_buf_puts(body, ", \"segmentFilters\": [{\"type\": \"and\", \"predicates\": "
                       "[{\"type\": \"dimension\", \"dimension\": \"mediaType\", "
                       "\"operator\": \"matches\", \"value\": ");
        baton_json_put_string(body, query->channel);
        baton_buf_puts(body, "}]}]");
    }
    baton_buf_putc(body, '}');
    return !baton_buf_failed(path) && !baton_buf_failed(body);
}

/* The context is no part of it: it travels in the participants' attributes. */
static bool transfer(const struct baton_transfer *t, struct baton_buf *path,
                     struct baton_buf *body)
{
    bool some = false;
    baton_buf_puts(path, "/api/v2/conversations/");
    baton_platform__encode(path, t->conversation_id);
    baton_buf_puts(path, "/participants/");
    baton_platform__encode(path, t->participant_id);
    baton_buf_puts(path, "/replace/queue");
    baton_buf_putc(body, '{');
    baton_platform__member(body, &some, "queueId", t->queue_id);
    baton_platform__member(body, &some, "transferType", BATON_STR("Unattended"));
    baton_buf_putc(body, '}');
    return !baton_buf_failed(path) && !baton_buf_failed(body);
}

static const char *const needed[] = {"client-id", "client-secret", NULL};
static const char *const transfer_needs[] = {"participant-id", "queue-id", NULL};

const struct baton_family baton_platform__genesys = {
    .name = "genesys",
    .vendor = "Genesys Cloud",
    .side = "platform",
    .id_kind = "genesys.conversation-id",
    .id_words = "a conversation id (UUID)",
    .grant = BATON_GRANT_CLIENT,
    .basic = true,
    .base = "https://api.{environment}",
    .token_url = "https://login.{environment}/oauth/token",
    .regions = baton_platform__genesys_regions,
    .domains = domains,
    .defaults = defaults,
    .default_count = BATON_COUNT(defaults),
    .needed = needed,
    .variables = "GENESYSCLOUD_",
    .permissions_read = "conversation:communication:view analytics:conversationDetail:view "
                        "routing:queue:view",
    .permissions_transfer = "conversation:communication:blindTransferQueue",
    .calls = calls,
    .call_count = BATON_COUNT(calls),
    .recent = recent,
    .recent_contract = "genesys.analytics.details",
    .recent_shape = {.rows = "conversations", .id = "conversationId",
                     .started = "conversationStart", .ended = "conversationEnd",
                     .total = "totalHits"},
    .transfer = transfer,
    .transfer_contract = "genesys.transfer.queue",
    .transfer_needs = transfer_needs,
};
