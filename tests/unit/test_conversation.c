/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts of a conversation, read into one. */
#include <stdio.h>
#include <string.h>

#include "core/conversation.h"
#include "tests/unit/oom.h"

static const char interaction[] =
    "{\"id\": \"d1e60b47\", \"startTime\": \"2026-01-05T10:00:00Z\", \"state\": \"queued\","
    " \"participants\": ["
    "  {\"id\": \"c\", \"type\": \"customer\", \"name\": \"Jo Miller\","
    "   \"messages\": [{\"content\": \"Is this a handover that failed?\","
    "                   \"timestamp\": \"2026-01-05T10:00:30Z\"}]},"
    "  {\"id\": \"b\", \"type\": \"bot\", \"joinTime\": \"2026-01-05T10:00:01Z\", \"messages\": ["
    "    {\"id\": \"2\", \"content\": \"Handover failed: 422 Wrap-up Code Not Found\","
    "     \"timestamp\": \"2026-01-05T10:02:00Z\"},"
    "    {\"id\": \"1\", \"content\": {\"text\": \"Handover requested\"},"
    "     \"timestamp\": \"2026-01-05T10:01:00Z\"}],"
    "   \"context\": {\"routingData\": {\"queueId\": \"q\"}, \"customerInfo\": null,"
    "                 \"sessionId\": 77}},"
    "  {\"id\": \"a\", \"type\": \"agent\", \"name\": \"Kim Berger\"}],"
    " \"queue\": {\"id\": \"q\", \"name\": \"Billing\"},"
    " \"metadata\": {\"errors\": [\"Timeout\", {\"code\": \"WRAPUP\", \"status\": 422,"
    "   \"message\": \"Wrap-up Code Not Found\", \"timestamp\": \"2026-01-05T10:02:00Z\"}]}}";

static const char conversation[] =
    "{\"id\": \"d1e60b47\", \"state\": \"wrappedUp\", \"endTime\": \"2026-01-05T10:03:00Z\","
    " \"legs\": [{\"id\": \"l\", \"state\": \"wrapped_up\", \"participants\": ["
    "   {\"id\": \"c\", \"address\": {\"name\": \"Other Name\"}}, {\"id\": \"b\"}],"
    "   \"wrapup\": {\"code\": \"w\", \"timestamp\": \"2026-01-05T10:02:30Z\"}}]}";

struct fixture {
    struct baton_arena arena;
    struct baton_json docs[2];
    struct baton_account accounts[2];
    struct baton_conversation c;
    bool cut;
};

static enum baton_err read_two(struct fixture *f, struct baton_alloc alloc, const char *first,
                               const char *second)
{
    const char *texts[] = {first, second};
    size_t count = 0;
    baton_arena_init(&f->arena, alloc, 0);
    for (size_t i = 0; i < 2 && texts[i]; i++) {
        if (baton_json_read(&f->arena, baton_str_from(texts[i]), NULL, &f->docs[i], NULL))
            return BATON_ENOMEM;
        f->accounts[count++] = (struct baton_account){&f->docs[i], 0};
    }
    return baton_conversation_read(&f->arena, f->accounts, count, &f->c, &f->cut);
}

static bool is_told(const struct fixture *f, struct baton_told told, const char *text)
{
    (void)f;
    return told.text.s && baton_str_is(told.text, text) && told.fact.at != BATON_JSON_NONE;
}

static bool reads_an_interaction(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_two(&f, alloc, interaction, NULL) == BATON_OK;
    if (done) {
        const struct baton_conversation *c = &f.c;
        assert_true(is_told(&f, c->id, "d1e60b47"));
        assert_int_equal(c->state, BATON_CALL_QUEUED);
        assert_int_equal(c->started.seconds, 1767607200);
        assert_int_equal(c->participant_count, 3);
        assert_int_equal(c->customer, 0);
        assert_int_equal(c->bot, 1);
        assert_int_equal(c->agent, 2);
        assert_true(is_told(&f, c->queue_id, "q"));
        assert_true(is_told(&f, c->queue_name, "Billing"));
        assert_false(c->has_legs);
        assert_false(f.cut);
    }
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(reads_an_interaction)

static bool puts_messages_in_order(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_two(&f, alloc, interaction, NULL) == BATON_OK;
    if (done) {
        assert_int_equal(f.c.message_count, 3);
        assert_int_equal(f.c.messages[0].kind, BATON_MESSAGE_PLAIN);
        assert_int_equal(f.c.messages[0].participant, 0);
        assert_int_equal(f.c.messages[1].kind, BATON_MESSAGE_HANDOVER);
        assert_int_equal(f.c.messages[2].kind, BATON_MESSAGE_HANDOVER_FAILED);
        assert_int_equal(f.c.messages[2].status, 422);
    }
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(puts_messages_in_order)

static bool reads_errors_of_both_forms(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_two(&f, alloc, interaction, NULL) == BATON_OK;
    if (done) {
        assert_int_equal(f.c.error_count, 2);
        assert_true(is_told(&f, f.c.errors[0].text, "Timeout"));
        assert_int_equal(f.c.errors[0].status, 0);
        assert_true(is_told(&f, f.c.errors[1].code, "WRAPUP"));
        assert_int_equal(f.c.errors[1].status, 422);
    }
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(reads_errors_of_both_forms)

static bool finds_the_context(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_two(&f, alloc, interaction, NULL) == BATON_OK;
    if (done) {
        struct baton_fact info = baton_conversation_context(&f.c, "customerInfo");
        struct baton_fact session = baton_conversation_context(&f.c, "sessionId");
        assert_true(baton_json_is(&f.docs[0], info.at, BATON_JSON_NULL));
        struct baton_str text = baton_conversation_text(&f.c, session, &f.arena);
        assert_true(baton_str_is(text, "77"));
        assert_int_equal(baton_conversation_context(&f.c, "intent").at, BATON_JSON_NONE);
    }
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(finds_the_context)

static bool joins_two_accounts(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_two(&f, alloc, interaction, conversation) == BATON_OK;
    if (done) {
        const struct baton_conversation *c = &f.c;
        assert_int_equal(c->participant_count, 3);
        assert_true(is_told(&f, c->participants[0].name, "Jo Miller"));
        assert_int_equal(c->participants[0].leg, 0);
        assert_int_equal(c->participants[2].leg, SIZE_MAX);
        assert_int_equal(c->leg_count, 1);
        assert_int_equal(c->legs[0].state, BATON_CALL_WRAP_UP);
        assert_int_equal(c->legs[0].fact.account, 1);
        assert_int_equal(c->state, BATON_CALL_QUEUED);
        assert_true(is_told(&f, c->contrary_state, "wrappedUp"));
        assert_int_equal(c->ended.seconds, 1767607380);
        assert_true(is_told(&f, c->wrapup_code, "w"));
        assert_int_equal(c->wrapped_up.seconds, 1767607350);
    }
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(joins_two_accounts)

static bool takes_the_first_of_a_leg_for_the_customer(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_two(&f, alloc, conversation, NULL) == BATON_OK;
    if (done) {
        assert_int_equal(f.c.customer, 0);
        assert_true(is_told(&f, f.c.participants[0].name, "Other Name"));
        assert_int_equal(f.c.bot, SIZE_MAX);
    }
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(takes_the_first_of_a_leg_for_the_customer)

static bool reads_what_is_of_the_wrong_form(struct baton_alloc alloc)
{
    struct fixture f;
    bool done = read_two(&f, alloc,
                         "{\"participants\": [1, null, {\"id\": {}, \"messages\": {}}, {\"type\":"
                         " 3,"
                         " \"messages\": [7, \"handover\"]}], \"legs\": 5, \"state\": [],"
                         " \"metadata\": {\"errors\": \"broken\"}}", NULL) == BATON_OK;
    if (done) {
        assert_int_equal(f.c.participant_count, 2);
        assert_int_equal(f.c.message_count, 2);
        assert_int_equal(f.c.messages[1].kind, BATON_MESSAGE_HANDOVER);
        assert_int_equal(f.c.error_count, 1);
        assert_null(f.c.id.text.s);
        assert_int_equal(f.c.state, BATON_CALL_UNKNOWN);
    }
    baton_arena_release(&f.arena);
    return done;
}
OOM_TEST(reads_what_is_of_the_wrong_form)

static bool joins_very_many_participants(struct baton_alloc alloc)
{
    struct fixture f;
    struct baton_buf text;
    struct baton_arena own;
    baton_arena_init(&own, alloc, 0);
    baton_buf_init(&text, &own, 0);
    baton_buf_puts(&text, "{\"participants\": [");
    for (int i = 0; i < 600; i++)
        baton_buf_fmt(&text, "%s{\"id\": \"p%d\"}", i ? "," : "", i % 300);
    baton_buf_puts(&text, "]}");
    baton_buf_putc(&text, '\0');
    bool done = !baton_buf_failed(&text);
    if (done) {
        done = read_two(&f, alloc, text.s, NULL) == BATON_OK;
        if (done)
            assert_int_equal(f.c.participant_count, 300);
        baton_arena_release(&f.arena);
    }
    baton_arena_release(&own);
    return done;
}
OOM_TEST(joins_very_many_participants)

/* ---- words --------------------------------------------------------------------- */

static const struct {
    const char *text;
    enum baton_message_kind kind;
    int status;
} said[] = {
    {"Good morning", BATON_MESSAGE_PLAIN, 0},
    {"Handover requested", BATON_MESSAGE_HANDOVER, 0},
    {"HANDOVER to queue 4231", BATON_MESSAGE_HANDOVER, 0},
    {"Handover failed: 400 Bad Request", BATON_MESSAGE_HANDOVER_FAILED, 400},
    {"handover: HTTP 409", BATON_MESSAGE_HANDOVER_FAILED, 409},
    {"Handover not completed", BATON_MESSAGE_HANDOVER_FAILED, 0},
    {"Handover completed", BATON_MESSAGE_HANDOVER_DONE, 0},
    {"Handover unsuccessful", BATON_MESSAGE_HANDOVER_FAILED, 0},
    {"Session expired before the handover", BATON_MESSAGE_SESSION_EXPIRED, 0},
    {"order #400 is on its way", BATON_MESSAGE_PLAIN, 0},
    {"Handover of order #400", BATON_MESSAGE_HANDOVER, 0},
};

static bool tells_what_messages_are_about(struct baton_alloc alloc)
{
    for (size_t i = 0; i < BATON_COUNT(said); i++) {
        char text[300];
        struct fixture f;
        snprintf(text, sizeof text, "{\"participants\": [{\"type\": \"bot\", \"messages\": "
                 "[{\"content\": \"%s\"}]}]}", said[i].text);
        bool done = read_two(&f, alloc, text, NULL) == BATON_OK;
        if (done && (f.c.messages[0].kind != said[i].kind ||
                     f.c.messages[0].status != said[i].status))
            fail_msg("%s: kind %d, status %d", said[i].text, (int)f.c.messages[0].kind,
                     f.c.messages[0].status);
        baton_arena_release(&f.arena);
        if (!done)
            return false;
    }
    return true;
}
OOM_TEST(tells_what_messages_are_about)

static void test_states_and_roles_have_names(void **unused)
{
    (void)unused;
    assert_string_equal(baton_role_name(BATON_ROLE_BOT), "bot");
    assert_string_equal(baton_call_state_name(BATON_CALL_WRAP_UP), "wrapped up");
    assert_string_equal(baton_call_state_name((enum baton_call_state)99), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_an_interaction),
        cmocka_unit_test(test_puts_messages_in_order),
        cmocka_unit_test(test_reads_errors_of_both_forms),
        cmocka_unit_test(test_finds_the_context),
        cmocka_unit_test(test_joins_two_accounts),
        cmocka_unit_test(test_takes_the_first_of_a_leg_for_the_customer),
        cmocka_unit_test(test_reads_what_is_of_the_wrong_form),
        cmocka_unit_test(test_joins_very_many_participants),
        cmocka_unit_test(test_tells_what_messages_are_about),
        cmocka_unit_test(test_states_and_roles_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
