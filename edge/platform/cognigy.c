/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The family `cognigy`: the REST API of Cognigy.AI (contracts/cognigy.yaml, which has the
 * sources). A key in a header, no token; only reading. Transcripts are kept for 30 days,
 * the project's log for one.
 */
#include "edge/platform/platform_int.h"

#define API "/new/v2.0"
#define PROJECT "?projectId={project-id}"

/* Names of the shared installations; others are COMPANY.cognigy.cloud. */
static const struct baton_family_region installations[] = {
    {"trial", "trial.cognigy.ai"},
    {"app", "app.cognigy.ai"},
    {"app-us", "app-us.cognigy.ai"},
    {NULL, NULL},
};

static const char *const domains[] = {"cognigy.ai", "cognigy.cloud", NULL};

static const struct baton_platform_call calls[] = {
    {BATON_DOC_TRANSCRIPT, BATON_OF_CONVERSATION, "GET", API "/conversations/{id}" PROJECT,
     "cognigy.conversation", NULL},
    {BATON_DOC_LOGS, BATON_OF_NOTHING, "GET", API "/projects/{project-id}/logs?limit=100",
     "cognigy.logs", NULL},
    {BATON_DOC_ENDPOINT, BATON_OF_ENDPOINT, "GET", API "/endpoints/{id}", "cognigy.endpoint",
     NULL},
};

/* All there is of the project, a row for each thing said: of pages, nothing is documented. */
static bool recent(const struct baton_recent_query *query, struct baton_buf *path,
                   struct baton_buf *body)
{
    (void)query;
    baton_buf_puts(path, API "/conversations" PROJECT);
    return !baton_buf_failed(path) && !baton_buf_failed(body);
}

static const char *const needed[] = {"api-key", "project-id", "environment|base-url", NULL};

const struct baton_family baton_platform__cognigy = {
    .name = "cognigy",
    .vendor = "Cognigy",
    .side = "bot",
    .id_kind = "cognigy.session-id",
    .id_words = "a session id",
    .grant = BATON_GRANT_API_KEY,
    .api_key_header = "X-API-Key",
    .base = "https://api-{environment}",
    .regions = installations,
    .domains = domains,
    .needed = needed,
    .variables = "COGNIGY_",
    .calls = calls,
    .call_count = BATON_COUNT(calls),
    .recent = recent,
    .recent_contract = "cognigy.conversations",
    .recent_shape = {.rows = "items", .id = "sessionId", .started = "timestamp",
                     .total = "total"},
};
