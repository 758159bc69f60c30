/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The family `community`: the calls of the tutorials (contracts/community.yaml).
 * Two paths give an account of a conversation; sites have one or the other.
 */
#include "core/json.h"
#include "core/model.h"
#include "edge/platform/platform_int.h"

static const struct baton_platform_call calls[] = {
    {BATON_DOC_INTERACTION, BATON_OF_CONVERSATION, "GET",
     "/api/v2/interactions/conversations/{id}",
     "community.interaction", "api:interaction:read,api:conversation:read"},
    {BATON_DOC_CONVERSATION, BATON_OF_CONVERSATION, "GET",
     "/api/v2/conversations/{id}?expand=participants,wrapup,queue", "community.conversation",
     "conversations:read"},
    {BATON_DOC_QUEUE, BATON_OF_QUEUE, "GET",
     "/api/v2/routing/queues/{id}", "community.queue", NULL},
    {BATON_DOC_WRAPUP_CODES, BATON_OF_QUEUE, "GET",
     "/api/v2/routing/queues/{id}/wrapupcodes",
     "community.queue-wrapupcodes", NULL},
    {BATON_DOC_OTHER_QUEUE, BATON_OF_OTHER_QUEUE, "GET",
     "/api/v2/routing/queues/{id}/wrapupcodes",
     "community.queue-wrapupcodes", NULL},
};

/* The tutorial's query, with the page that it leaves out. */
static bool recent(const struct baton_recent_query *query, struct baton_buf *path,
                   struct baton_buf *body)
{
    baton_buf_puts(path, "/api/v2/analytics/conversations/details/query");
    struct baton_str from = baton_time_text(body->arena, query->from);
    struct baton_str to = baton_time_text(body->arena, query->to);
    baton_buf_fmt(body, "{\"dateFrom\": \"%.*s\", \"dateTo\": \"%.*s\", "
                  "\"groupings\": [\"conversation\"], \"metrics\": [\"conversationDuration\"], ",
                  BATON_ARG(from), BATON_ARG(to));
    if (query->channel.len) {
        baton_buf_puts(body, "\"filters\": [{\"type\": \"string\", \"field\": \"channelType\", "
                       "\"values\": [");
        baton_json_put_string(body, query->channel);
        baton_buf_puts(body, "]}], ");
    }
    baton_buf_fmt(body, "\"pageSize\": %zu, \"pageNumber\": %zu, \"sortBy\": "
                  "[{\"field\": \"conversation.startTime\", \"type\": \"string\", "
                  "\"ascending\": false}]}", query->page_size, query->page);
    return !baton_buf_failed(path) && !baton_buf_failed(body);
}

static bool transfer(const struct baton_transfer *t, struct baton_buf *path,
                     struct baton_buf *body)
{
    bool some = true;
    baton_buf_puts(path, "/api/v2/conversations/voice/");
    baton_platform__encode(path, t->conversation_id);
    baton_buf_puts(path, "/transfer");
    baton_buf_puts(body, "{\"transferTo\": {\"type\": \"queue\"");
    baton_platform__member(body, &some, "id", t->queue_id);
    baton_buf_puts(body, "}, \"transferType\": \"blind\", \"wrapupCode\": {");
    some = false;
    baton_platform__member(body, &some, "id", t->wrapup_code_id);
    baton_buf_putc(body, '}');
    baton_buf_puts(body, ", \"contextData\": ");
    baton_platform__context(body, t);
    baton_buf_putc(body, '}');
    return !baton_buf_failed(path) && !baton_buf_failed(body);
}

static const char *const needed[] = {"client-id", "client-secret", NULL};

static const char *const transfer_needs[] = {"queue-id", "wrapup-code-id", NULL};

const struct baton_family baton_platform__community = {
    .name = "community",
    .vendor = "the platform",
    .side = "platform",
    .id_kind = "genesys.conversation-id",
    .id_words = "a conversation id",
    .grant = BATON_GRANT_CLIENT,
    .base = "https://api.{environment}",
    .token_url = "{base-url}/oauth/token",
    .regions = baton_platform__genesys_regions,
    .needed = needed,
    .variables = "CXONE_",
    .scopes_read = "api:interaction:read conversations:read api:analytics:read",
    .calls = calls,
    .call_count = BATON_COUNT(calls),
    .recent = recent,
    .recent_contract = "community.analytics-details",
    .transfer = transfer,
    .transfer_contract = "community.voice-transfer",
    .transfer_needs = transfer_needs,
};
