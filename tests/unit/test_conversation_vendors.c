/* SPDX-License-Identifier: Apache-2.0 */
/* The accounts of Genesys Cloud, CXone and Cognigy, read into one shape. */
#include <string.h>

#include "core/conversation.h"
#include "core/evidence.h"
#include "tests/unit/oom.h"

#define GENESYS                                                                                \
    "{\"id\": \"c1\", \"startTime\": \"2026-01-05T10:00:00.000Z\", \"participants\": ["         \
    "{\"id\": \"p1\", \"purpose\": \"customer\", \"attributes\": {\"cognigySessionId\": \"s-7\"}," \
    " \"calls\": [{\"id\": \"l1\", \"state\": \"connected\"}]},"                                \
    "{\"id\": \"p2\", \"purpose\": \"ivr\", \"calls\": [{\"id\": \"l2\", \"state\": "           \
    "\"disconnected\", \"disconnectType\": \"transfer\"}]},"                                    \
    "{\"id\": \"p3\", \"purpose\": \"acd\", \"queueId\": \"q\", \"queueName\": \"Billing\","    \
    " \"calls\": [{\"id\": \"l3\", \"state\": \"connected\"}]},"                                \
    "{\"id\": \"p4\", \"purpose\": \"agent\", \"calls\": [{\"id\": \"l4\", \"state\": "         \
    "\"disconnected\", \"disconnectType\": \"transfer.noanswer\", \"errorInfo\": {\"code\": "   \
    "\"x\"}, \"disconnectReasons\": [{\"type\": \"sip\", \"code\": 480}, {\"type\": \"q850\","  \
    " \"code\": \"19\"}]}]}],"                                                                  \
    "\"recentTransfers\": [{\"id\": \"t\", \"state\": \"Failed\", \"destination\": "            \
    "{\"queueId\": \"q\"}}]}"

#define ANALYTICS                                                                              \
    "{\"totalHits\": 1, \"conversations\": [{\"conversationId\": \"c1\", \"participants\": ["   \
    "{\"participantId\": \"p2\", \"purpose\": \"ivr\", \"sessions\": [{\"mediaType\": "         \
    "\"voice\", \"protocolCallId\": \"call@host\", \"flow\": {\"exitReason\": \"TRANSFER\","    \
    " \"transferTargetName\": \"Billing\"}, \"segments\": [{\"segmentType\": \"ivr\","          \
    " \"segmentEnd\": \"2026-01-05T10:01:00.000Z\", \"disconnectType\": "    \
    "\"noAnswerTransfer\"}]}]}]}]}"

#define CONTACT                                                                                \
    "{\"businessUnitId\": 1, \"contactId\": {\"contactId\": 459735900012, \"masterContactId\":" \
    " 459735900011, \"stateName\": \"InQueue\", \"skillId\": 8801, \"skillName\": \"Billing\","  \
    " \"agentId\": 0, \"isActive\": true}}"

#define HISTORY                                                                                \
    "{\"contactStateHistory\": [{\"contactId\": \"459735900012\", \"contactStateName\": "       \
    "\"PreQueue\", \"startDate\": \"2026-01-05T10:00:00Z\"}, {\"contactId\": \"459735900012\"," \
    " \"contactStateId\": 17, \"startDate\": \"2026-01-05T10:00:05Z\"}]}"

#define TRANSCRIPT                                                                             \
    "{\"items\": [{\"sessionId\": \"s-7\", \"source\": \"bot\", \"inHandoverRequest\": true,"   \
    " \"timestamp\": \"2026-01-05T10:00:10Z\"}, {\"sessionId\": \"s-7\", \"source\": \"agent\"," \
    " \"inHandoverConversation\": true, \"timestamp\": \"2026-01-05T10:00:20Z\"}]}"

#define EVENTS                                                                                 \
    "[{\"event\": \"CALL_CREATED\", \"payload\": {\"call_id\": \"call@host\", \"sip\": "        \
    "{\"headers\": {\"x-incontact-contactid\": 459735900012, \"X-InContact-MasterId\": "        \
    "\" 459735900011 \"}}}}, {\"event\": \"TRANSFER_REFER_ERROR\", \"payload\": {\"sip_status\":" \
    " 200, \"refer_status\": 202, \"final_referred_call_status\": 603}}]"

#define CALL                                                                                   \
    "{\"items\": [{\"sessionId\": \"s-7\", \"source\": \"user\", \"timestamp\": "              \
    "\"2026-01-05T10:00:00Z\", \"inputText\": \"\", \"inputData\": {\"event\": "               \
    "\"CALL_CREATED\", \"payload\": {\"call_id\": \"call@host\", \"sip\": {\"headers\": "       \
    "{\"X-InContact-ContactId\": \"459735900012\", \"X-InContact-MasterId\": "                  \
    "\"100000000000\"}}}}}, {\"sessionId\": \"s-7\", \"source\": \"bot\", \"timestamp\": "      \
    "\"2026-01-05T10:00:10Z\", \"inputText\": \"Hello\"}]}"

/* The newest first: of this session, of its contact, near it, of others, of another day. */
#define LOG                                                                                    \
    "{\"items\": [{\"timestamp\": \"2026-01-06T10:00:00Z\", \"msg\": \"a\", \"type\": "         \
    "\"error\", \"traceId\": \"t\"}, {\"timestamp\": \"2026-01-05T10:00:21Z\", \"msg\": "       \
    "\"Error sending handover signal: 403: Forbidden\", \"type\": \"error\", \"meta\": "        \
    "{\"sessionId\": \"s-7\"}}, {\"timestamp\": \"2026-01-05T10:00:20Z\", \"msg\": \"POST "     \
    "/services/v30.0/interactions/459735900012/signal\", \"type\": \"info\"}, {\"timestamp\": " \
    "\"2026-01-05T10:00:19Z\", \"msg\": \"POST /services/v30.0/interactions/459735900099/"      \
    "signal: 404\", \"type\": \"error\"}, {\"timestamp\": \"2026-01-05T10:00:18Z\", \"msg\": "  \
    "\"b\", \"type\": \"error\", \"meta\": {\"sessionId\": \"s-77\"}}, {\"timestamp\": "        \
    "\"2026-01-05T10:00:17Z\", \"msg\": \"c\", \"type\": \"error\"}]}"

struct fixture {
    struct baton_arena arena;
    struct baton_json docs[2];
    struct baton_account accounts[2];
    struct baton_conversation c;
};

/* false: no memory. */
static bool read_accounts(struct fixture *f, struct baton_alloc alloc, const char *first,
                          const char *second)
{
    const char *texts[] = {first, second};
    size_t count = 0;
    bool cut;
    baton_arena_init(&f->arena, alloc, 0);
    for (size_t i = 0; i < 2 && texts[i]; i++) {
        if (baton_json_read(&f->arena, baton_str_from(texts[i]), NULL, &f->docs[i], NULL))
            return false;
        f->accounts[count++] = (struct baton_account){&f->docs[i], 0};
    }
    return baton_conversation_read(&f->arena, f->accounts, count, &f->c, &cut) == BATON_OK;
}

static bool has_key(const struct baton_conversation *c, const char *kind, const char *value)
{
    for (size_t i = 0; i < c->key_count; i++)
        if (!strcmp(c->keys[i].kind, kind) && baton_str_is(c->keys[i].value.text, value))
            return true;
    return false;
}

static bool reads_genesys(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_accounts(&f, alloc, GENESYS, NULL);
    if (done) {
        const struct baton_conversation *c = &f.c;
        assert_true(baton_str_is(c->family, "genesys"));
        assert_true(baton_conversation_is_vendors(c));
        assert_int_equal(c->leg_count, 4);
        assert_int_equal(c->participants[c->bot].role, BATON_ROLE_BOT);
        assert_int_equal(c->agent, SIZE_MAX); /* it rang, and nobody answered */
        assert_int_equal(c->state, BATON_CALL_QUEUED);
        assert_true(baton_str_is(c->queue_name.text, "Billing"));
        assert_int_equal(c->legs[3].disconnect, BATON_DISCONNECT_TRANSFER_FAILED);
        assert_int_equal(c->legs[3].sip_status, 480);
        assert_int_equal(c->legs[3].q850, 19);
        assert_int_equal(c->transfers[0].state, BATON_TRANSFER_FAILED);
        assert_true(baton_str_is(c->transfers[0].target.text, "q"));
        assert_true(has_key(c, "cognigy.session-id", "s-7"));
        assert_true(has_key(c, "genesys.conversation-id", "c1"));
    }
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(reads_genesys)

/* Both spellings of how a leg ended are one, and a leg told twice is one. */
static bool reads_analytics_beside(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_accounts(&f, alloc, GENESYS, ANALYTICS);
    if (done) {
        const struct baton_conversation *c = &f.c;
        assert_int_equal(c->leg_count, 4);
        assert_int_equal(c->participant_count, 4);
        assert_int_equal(c->legs[1].disconnect, BATON_DISCONNECT_TRANSFER);
        assert_true(baton_str_is(c->legs[1].media.text, "voice"));
        assert_int_equal(c->transfers[1].by, BATON_TRANSFER_BY_FLOW);
        assert_int_equal(c->transfers[1].state, BATON_TRANSFER_COMPLETE);
        assert_true(has_key(c, "sip-call-id", "call@host"));
    }
    baton_arena_release(&f.arena);
    if (!done)
        return false;
    done = read_accounts(&f, alloc, ANALYTICS, NULL);
    if (done)
        assert_int_equal(f.c.legs[0].disconnect, BATON_DISCONNECT_TRANSFER_FAILED);
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(reads_analytics_beside)

static bool reads_cxone(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_accounts(&f, alloc, CONTACT, HISTORY);
    if (done) {
        const struct baton_conversation *c = &f.c;
        assert_true(baton_str_is(c->family, "cxone"));
        assert_int_equal(c->contact_count, 1);
        assert_null(c->contacts[0].agent_id.text.s);
        assert_int_equal(c->contacts[0].state, BATON_CALL_QUEUED);
        assert_int_equal(c->state, BATON_CALL_QUEUED);
        assert_int_equal(c->occurrence_count, 2);
        assert_true(baton_str_is(c->occurrences[1].text,
                                 "state number 17 (no document says what it is)"));
        assert_true(has_key(c, "cxone.contact-id", "459735900012"));
        assert_true(has_key(c, "cxone.main-contact-id", "459735900011"));
    }
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(reads_cxone)

static bool reads_cognigy(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_accounts(&f, alloc, TRANSCRIPT, EVENTS);
    if (done) {
        const struct baton_conversation *c = &f.c;
        assert_true(baton_str_is(c->family, "cognigy"));
        assert_true(c->handover_asked.at != BATON_JSON_NONE);
        assert_true(baton_str_is(c->with_agent.text, "2026-01-05T10:00:20Z"));
        assert_true(baton_conversation_worked(c));
        assert_int_equal(c->transfers[0].by, BATON_TRANSFER_BY_GATEWAY);
        assert_int_equal(c->transfers[0].refer_status, 202);
        assert_int_equal(c->transfers[0].final_status, 603);
        assert_true(has_key(c, "cxone.contact-id", "459735900012"));
        assert_true(has_key(c, "cxone.main-contact-id", "459735900011"));
        assert_true(has_key(c, "sip-call-id", "call@host"));
    }
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(reads_cognigy)

#define ANSWER(path, body) \
    "GET " path " HTTP/1.1\nHost: api.example.com\n\nHTTP/1.1 200 OK\n\n" body "\n"

#define TEXT(literal) {(literal), sizeof(literal) - 1}

static const struct baton_file files[] = {
    {.role = BATON_DOC_CONVERSATION, .name = TEXT("conversation.http"),
     .contract = {"", 0}, .failure = {"", 0},
     .text = TEXT(ANSWER("/api/v2/conversations/c1", GENESYS))},
    {.role = BATON_DOC_TRANSCRIPT, .name = TEXT("transcript.http"),
     .contract = {"", 0}, .failure = {"", 0}, .platform = TEXT("bots"),
     .family = TEXT("cognigy"),
     .text = TEXT(ANSWER("/new/v2.0/conversations/s-7", TRANSCRIPT))},
    {.role = BATON_DOC_PAYLOAD, .name = TEXT("events.json"), .contract = {"", 0},
     .failure = {"", 0}, .text = TEXT(EVENTS)},
};

static bool splits_the_sides(struct baton_alloc alloc)
{
    const struct baton_gathered from = {.asked_id = BATON_STR("c1"), .family = BATON_STR("genesys"),
                                        .now = 1767607200, .files = files, .count = 3};
    struct baton_arena arena;
    struct baton_evidence e;
    struct baton_join_key *keys;
    size_t count;
    baton_arena_init(&arena, alloc, 0);
    bool done = baton_evidence_read(&arena, &from, NULL, &e) == BATON_OK &&
                baton_evidence_keys(&arena, &e, &keys, &count) == BATON_OK;
    if (done) {
        assert_true(e.has_bot_side);
        assert_true(baton_str_is(e.conversation.family, "genesys"));
        assert_true(baton_str_is(e.bot_side.family, "cognigy"));
        assert_non_null(e.joined.platform);
        assert_true(baton_str_is(e.joined.bot->value.text, "s-7"));
        assert_int_equal(count, 5); /* conversation, session, call, two contacts */
        assert_true(baton_str_is(e.documents[1].platform, "bots"));
    }
    baton_arena_release(&arena);
    return done;
}
OOM_TEST(splits_the_sides)

/* Platform and family are written, and read; a folder without them is read, too. */
static bool keeps_platforms(struct baton_alloc alloc)
{
    const struct baton_gathered from = {.asked_id = BATON_STR("c1"), .family = BATON_STR("genesys"),
                                        .now = 1767607200, .files = files, .count = 2};
    struct baton_gathered back;
    struct baton_arena arena;
    struct baton_buf buf;
    struct baton_str why;
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&buf, &arena, 0);
    bool done = baton_evidence_put(&buf, &from) == BATON_OK &&
                baton_evidence_get(&arena, baton_buf_str(&buf), &back, &why) == BATON_OK;
    if (done) {
        assert_int_equal(back.count, 2);
        assert_int_equal(back.files[0].platform.len, 0);
        assert_true(baton_str_is(back.files[1].platform, "bots"));
        assert_true(baton_str_is(back.files[1].family, "cognigy"));
    }
    baton_arena_release(&arena);
    return done;
}
OOM_TEST(keeps_platforms)

static const struct {
    const char *text, *family;
} forms[] = {
    {GENESYS, "genesys"},       {ANALYTICS, "genesys"}, {CONTACT, "cxone"}, {HISTORY, "cxone"},
    {TRANSCRIPT, "cognigy"},    {EVENTS, "cognigy"},
    {"{\"input\": {\"handover\": {\"status\": \"error\"}}}", "cognigy"},
    {"{\"channel\": \"rest\", \"URLToken\": \"t\"}", "cognigy"},
    {"{\"participants\": [{\"type\": \"bot\", \"purpose\": \"x\"}]}", "community"},
    {"{\"legs\": []}", "community"}, {"{\"contactId\": 5}", NULL}, {"[]", NULL}, {"7", NULL},
};

static bool tells_forms_apart(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool done = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; done && i < BATON_COUNT(forms); i++) {
        struct baton_json doc;
        done = baton_json_read(&arena, baton_str_from(forms[i].text), NULL, &doc, NULL) == BATON_OK;
        const char *family = done ? baton_conversation_family(&doc, 0) : NULL;
        if (done && (forms[i].family ? !family || strcmp(family, forms[i].family) : family != NULL))
            fail_msg("%s is read as %s", forms[i].text, family ? family : "nothing");
    }
    baton_arena_release(&arena);
    return done;
}
OOM_TEST(tells_forms_apart)

/* The log may come first: it is judged by the transcript all the same. */
static bool reads_its_own_log(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_accounts(&f, alloc, LOG, CALL);
    if (done) {
        assert_int_equal(f.c.message_count, 1);
        assert_int_equal(f.c.occurrence_count, 4); /* the call, c, the request and its answer */
        assert_int_equal(f.c.transfer_count, 1);
        assert_int_equal(f.c.transfers[0].by, BATON_TRANSFER_BY_SIGNAL);
        assert_int_equal(f.c.transfers[0].state, BATON_TRANSFER_FAILED);
        assert_int_equal(f.c.transfers[0].final_status, 403);
        assert_true(baton_str_is(f.c.transfers[0].target.text, "459735900012"));
        assert_true(has_key(&f.c, "sip-call-id", "call@host"));
        assert_true(has_key(&f.c, "cxone.contact-id", "459735900012"));
        assert_true(has_key(&f.c, "no-call", "100000000000"));
        assert_false(has_key(&f.c, "cognigy.session-id", "s-77"));
    }
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(reads_its_own_log)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_genesys),
        cmocka_unit_test(test_reads_analytics_beside),
        cmocka_unit_test(test_reads_cxone),
        cmocka_unit_test(test_reads_cognigy),
        cmocka_unit_test(test_reads_its_own_log),
        cmocka_unit_test(test_splits_the_sides),
        cmocka_unit_test(test_keeps_platforms),
        cmocka_unit_test(test_tells_forms_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
