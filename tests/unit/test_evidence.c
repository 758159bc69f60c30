/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence: documents read together, and the folder they are kept in. */
#include <string.h>

#include "core/evidence.h"
#include "tests/unit/oom.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: api.example.com\r\n\r\n"
#define ANSWER "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
#define S(text) baton_str_from(text)

static struct baton_file files[] = {
    {.role = BATON_DOC_CONVERSATION, .name = {"conversation.http", 17},
     .contract = {"community.conversation", 22}},
    {.role = BATON_DOC_INTERACTION, .name = {"interaction.http", 16},
     .contract = {"community.interaction", 21}},
    {.role = BATON_DOC_QUEUE, .name = {"queue.http", 10},
     .contract = {"community.queue", 15}},
    {.role = BATON_DOC_WRAPUP_CODES, .name = {"wrapupcodes.http", 16},
     .contract = {"", 0}},
    {.role = BATON_DOC_OTHER_QUEUE, .name = {"other-queue.http", 16},
     .contract = {"", 0}},
    {.role = BATON_DOC_PAYLOAD, .name = {"payload.json", 12},
     .contract = {"", 0}},
};

static const char *const texts[] = {
    GET("/api/v2/conversations/c1") "HTTP/1.1 404 Not Found\r\n\r\n{\"status\": 404}",
    GET("/api/v2/interactions/conversations/c1") ANSWER
    "{\"id\": \"c1\", \"participants\": [{\"type\": \"bot\", \"context\": {\"routingData\": "
    "{\"queueId\": \"q1\", \"wrapupCodeId\": \"w9\"}}}]}",
    GET("/api/v2/routing/queues/q1") ANSWER
    "{\"id\": \"q1\", \"name\": \"Billing\", \"state\": \"inactive\", \"memberCount\": 4,"
    " \"availableAgents\": 0}",
    GET("/api/v2/routing/queues/q1/wrapupcodes") ANSWER
    "{\"entities\": [{\"id\": \"w1\", \"name\": \"Resolved\"}]}",
    GET("/api/v2/routing/queues/q%202/wrapupcodes") ANSWER "{\"entities\": [{\"id\": \"w9\"}]}",
    "{\"transferTo\": {\"type\": \"queue\", \"id\": \"q7\"}, \"transferType\": \"blind\"}",
};

static struct baton_gathered gathered(size_t count)
{
    for (size_t i = 0; i < BATON_COUNT(files); i++)
        files[i].text = S(texts[i]);
    return (struct baton_gathered){S("c1"), S("community"), 1767607200,
                                   {true, true, S("conversations:read"), 1767610800}, files,
                                   count, NULL, 0};
}

static bool reads_documents_together(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_evidence e;
    struct baton_gathered from = gathered(BATON_COUNT(files));
    baton_arena_init(&arena, alloc, 0);
    bool done = baton_evidence_read(&arena, &from, NULL, &e) == BATON_OK;
    if (done) {
        assert_int_equal(e.documents[0].exchange.response.status, 404);
        assert_true(e.has_conversation);
        assert_true(baton_str_is(e.conversation.id.text, "c1"));
        assert_int_equal(e.conversation.id.fact.account, 1);
        assert_int_equal(e.queue.document, 2);
        assert_int_equal(e.queue.active, BATON_NO);
        assert_int_equal(e.queue.members, 4);
        assert_int_equal(e.queue.available, 0);
        assert_int_equal(e.wrapup.count, 1);
        assert_true(baton_str_is(e.wrapup.codes[0].name.text, "Resolved"));
        assert_int_equal(e.payload, 5);
        assert_true(baton_str_is(e.queue_wanted.text, "q7"));
        assert_int_equal(e.queue_wanted.fact.account, 5);
        assert_true(baton_str_is(e.wrapup_wanted.text, "w9"));
        struct baton_str queue = baton_evidence_queue_of_code(&arena, &e, S("w9"));
        done = queue.s != NULL;
        assert_true(!done || baton_str_is(queue, "q 2"));
        queue = baton_evidence_queue_of_code(&arena, &e, S("w1"));
        assert_null(queue.s);
    }
    done = done && !baton_arena_failed(&arena);
    baton_arena_release(&arena);
    return done;
}
OOM_TEST(reads_documents_together)

static bool knows_nothing_of_what_was_not_asked(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_evidence e;
    struct baton_gathered from = gathered(1);
    baton_arena_init(&arena, alloc, 0);
    bool done = baton_evidence_read(&arena, &from, NULL, &e) == BATON_OK;
    if (done) {
        assert_false(e.has_conversation);
        assert_int_equal(e.queue.document, SIZE_MAX);
        assert_int_equal(e.queue.members, -1);
        assert_int_equal(e.payload, SIZE_MAX);
        assert_null(e.queue_wanted.text.s);
    }
    baton_arena_release(&arena);
    return done;
}
OOM_TEST(knows_nothing_of_what_was_not_asked)

static bool keeps_a_folder(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_buf out;
    const struct baton_str absent[] = {S("bot: not asked: nothing names a \"session id\"")};
    struct baton_gathered from = gathered(BATON_COUNT(files)), back;
    struct baton_str why;
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&out, &arena, 0);
    from.absent = absent;
    from.absent_count = 1;
    bool done = baton_evidence_put(&out, &from) == BATON_OK &&
                baton_evidence_get(&arena, baton_buf_str(&out), &back, &why) == BATON_OK;
    if (done) {
        assert_int_equal(back.count, BATON_COUNT(files));
        assert_int_equal(back.now, from.now);
        assert_int_equal(back.token.expires, from.token.expires);
        assert_int_equal(back.absent_count, 1);
        assert_true(baton_str_eq(back.absent[0], absent[0]));
        assert_true(baton_str_is(back.token.scopes, "conversations:read"));
        for (size_t i = 0; i < back.count; i++) {
            assert_int_equal(back.files[i].role, files[i].role);
            assert_true(baton_str_eq(back.files[i].name, files[i].name));
            assert_true(baton_str_eq(back.files[i].contract, files[i].contract));
        }
    }
    baton_arena_release(&arena);
    return done;
}
OOM_TEST(keeps_a_folder)

static const char *const refused[] = {
    "", "[]", "{}", "{\"schema\": \"baton.evidence/2\", \"files\": []}",
    "{\"schema\": \"baton.evidence/1\"}",
    "{\"schema\": \"baton.evidence/1\", \"files\": [1]}",
    "{\"schema\": \"baton.evidence/1\", \"files\": [{\"role\": \"queue\", \"name\": \"../x\"}]}",
    "{\"schema\": \"baton.evidence/1\", \"files\": [{\"role\": \"queue\", \"name\": \".x\"}]}",
    "{\"schema\": \"baton.evidence/1\", \"files\": [{\"role\": \"queue\", \"name\": \"\"}]}",
    "{\"schema\": \"baton.evidence/1\", \"files\": [{\"role\": \"keys\", \"name\": \"x\"}]}",
};

static bool refuses_other_files(struct baton_alloc alloc)
{
    for (size_t i = 0; i < BATON_COUNT(refused); i++) {
        struct baton_arena arena;
        struct baton_gathered back;
        struct baton_str why = {NULL, 0};
        baton_arena_init(&arena, alloc, 0);
        enum baton_err err = baton_evidence_get(&arena, S(refused[i]), &back, &why);
        baton_arena_release(&arena);
        if (err == BATON_ENOMEM)
            return false;
        assert_int_equal(err, BATON_ESYNTAX);
        assert_true(why.len > 20);
    }
    return true;
}
OOM_TEST(refuses_other_files)

static void test_roles_have_names(void **unused)
{
    (void)unused;
    assert_string_equal(baton_document_role_name(BATON_DOC_WRAPUP_CODES), "wrapupcodes");
    assert_string_equal(baton_document_role_what(BATON_DOC_QUEUE), "the queue");
    assert_string_equal(baton_document_role_name(BATON_DOC_ROLE_COUNT), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_documents_together),
        cmocka_unit_test(test_knows_nothing_of_what_was_not_asked),
        cmocka_unit_test(test_keeps_a_folder),
        cmocka_unit_test(test_refuses_other_files),
        cmocka_unit_test(test_roles_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
