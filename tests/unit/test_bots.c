/* SPDX-License-Identifier: Apache-2.0 */
/* What platforms send to bots: each rule says it of the right text, and of no other. */
#include "core/rule.h"
#include "tests/unit/diagnose_world.h"

#define OPERATION(path, id) \
    "\"" path "\":{\"post\":{\"operationId\":\"" id "\",\"x-baton\":{\"id\":\"" id "\"}," \
    "\"requestBody\":{\"content\":{\"application/json\":{\"schema\":{}}}}," \
    "\"responses\":{\"200\":{\"description\":\"ok\"}}}}"

static const char bots_contract[] =
    "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Bots\",\"version\":\"1\"},"
    "\"x-baton\":{\"family\":\"cognigy\",\"provenance\":\"community\"},\"paths\":{"
    OPERATION("/a", "genesys.audiohook") "," OPERATION("/b", "genesys.botconnector.v1-response") ","
    OPERATION("/c", "genesys.open.webhook") "," OPERATION("/d", "cognigy.vg.event") ","
    OPERATION("/e", "cognigy.rest-request") "," OPERATION("/f", "cognigy.vg.transfer") ","
    OPERATION("/g", "cognigy.error") "," OPERATION("/h", "cognigy.handover.genesysCloudOM") ","
    OPERATION("/i", "genesys.audiohook.upgrade") "," OPERATION("/j", "genesys.open.receipt") "}}";

#define AUDIOHOOK(id, type, more) \
    "{\"version\":\"2\",\"id\":\"" id "\",\"type\":\"" type "\"," more "}"
#define OPEN AUDIOHOOK("s-1", "open", "\"seq\":1,\"serverseq\":0,\"parameters\":{}")
#define OPENED(seq, id) AUDIOHOOK(id, "opened", "\"seq\":" seq ",\"clientseq\":1,\"parameters\":{}")
#define REFER(event, statuses) "{\"event\":\"" event "\",\"payload\":{" statuses "}}"
#define SIGNED(value) "POST /c HTTP/1.1\nX-Hub-Signature-256: " value "\n\n{\"text\":\"Hi\"}"
#define UPGRADE(input) \
    "GET /x HTTP/1.1\naudiohook-session-id: s\naudiohook-organization-id: o\n" \
    "audiohook-correlation-id: c\nx-api-key: k\nsignature: s\nsignature-input: " input "\n\n"
#define COVERED \
    "sig1=(\"@request-target\" \"@authority\" \"audiohook-organization-id\" " \
    "\"audiohook-session-id\" \"audiohook-correlation-id\" \"x-api-key\")"

/* rule NULL: no rule of the hundreds 2 and 3 fires. */
static const struct {
    const char *contract, *text, *rule;
} rows[] = {
    {"genesys.audiohook", OPEN "\n" OPENED("1", "s-1") "\n" OPENED("2", "s-1"), NULL},
    {"genesys.audiohook", OPEN "\n" OPENED("1", "s-1") "\n" OPENED("1", "s-1"), "HO4211"},
    {"genesys.audiohook", "[" OPEN "," OPENED("1", "s-1") "," OPENED("4", "s-1") "]", "HO4211"},
    {"genesys.audiohook", "[" OPEN "," OPENED("1", "s-2") "]", "HO3211"},
    {"genesys.audiohook", "[" OPEN "," AUDIOHOOK("s-1", "ping", "\"seq\":2,\"serverseq\":0") "]",
     "HO8211"},
    {"genesys.audiohook", "[" OPEN "," AUDIOHOOK("s-1", "ping", "\"seq\":2,\"serverseq\":1") "]",
     NULL},
    {"genesys.audiohook",
     AUDIOHOOK("s", "disconnect", "\"seq\":1,\"clientseq\":1,\"parameters\":{\"reason\":"
                                  "\"completed\",\"outputVariables\":{\"a\":{\"b\":1}}}"),
     "HO5211"},
    {"genesys.audiohook", "[1,{},[],\"x\"]", NULL},
    {"genesys.botconnector.v1-response", "{\"botState\":\"COMPLETE\"}", "HO4201"},
    {"genesys.botconnector.v1-response", "{\"botState\":\"MoreData\",\"replyMessages\":[]}",
     "HO4202"},
    {"genesys.botconnector.v1-response", "{\"botState\":\"complete\",\"intent\":\"a\"}", NULL},
    {"genesys.botconnector.v1-response", "[\"botState\"]", NULL},
    {"genesys.open.webhook",
     SIGNED("sha256=mH0qV6z2s8yJ5cR1xT4uW7aB9dE3fG6hK0lN2pQ5rSg="), NULL},
    {"genesys.open.webhook",
     SIGNED("7d38cdd689735b008b3c702edd92eea23791c5f6c0ee0f0e6b0d4f8b0c1d2e3f"), "HO2205"},
    {"genesys.open.webhook", SIGNED("sha256="), "HO2205"},
    {"genesys.open.webhook", SIGNED("sha256=mH0qV6z2s8yJ5cR1xT4uW7aB9dE3fG6hK0lN2pQ5r-_="),
     "HO2205"},
    {"genesys.open.webhook", "POST /c HTTP/1.1\nA: b\n\n{\"text\":\"Hi\"}", "HO2204"},
    {"genesys.open.receipt", "{\"status\":\"Failed\",\"reasons\":[\"RateLimited\"]}", "HO8208"},
    {"genesys.open.receipt", "{\"status\":\"Delivered\",\"reasons\":[]}", NULL},
    {"genesys.audiohook.upgrade", UPGRADE(COVERED ";nonce=\"Vb0yqPz4tKs9mXw2LcJdHr\""), NULL},
    {"genesys.audiohook.upgrade", UPGRADE(COVERED ";nonce=\"\""), "HO2212"},
    {"genesys.audiohook.upgrade", UPGRADE(COVERED), "HO2212"},
    {"genesys.audiohook.upgrade", UPGRADE("sig1=();nonce=\"Vb0yqPz4tKs9mXw2LcJdHr\""), "HO2212"},
    {"genesys.audiohook.upgrade", "GET /x HTTP/1.1\nx-api-key: k\n\n", "HO2211"},
    {"cognigy.vg.event", REFER("TRANSFER_REFER_ERROR", "\"sip_status\":200,\"refer_status\":405"),
     "HO8321"},
    {"cognigy.vg.event", REFER("TRANSFER_REFER_ERROR", "\"refer_status\":202"), "HO8322"},
    {"cognigy.vg.event",
     REFER("TRANSFER_REFER_SUCCESS", "\"refer_status\":202,\"final_referred_call_status\":410"),
     "HO8323"},
    {"cognigy.vg.event",
     REFER("TRANSFER_REFER_SUCCESS", "\"refer_status\":202,\"final_referred_call_status\":503"),
     "HO8324"},
    {"cognigy.vg.event",
     REFER("TRANSFER_REFER_SUCCESS", "\"refer_status\":202,\"final_referred_call_status\":200"),
     NULL},
    {"cognigy.vg.event", REFER("TRANSFER_DIAL_ERROR", "\"sip_status\":403"), "HO8325"},
    {"cognigy.vg.event", REFER("TRANSFER_DIAL_ERROR", "\"sip_status\":487"), "HO8326"},
    {"cognigy.vg.event", REFER("TRANSFER_DIAL_ERROR", "\"call_status\":\"busy\""), "HO8327"},
    {"cognigy.vg.event", REFER("TRANSFER_DIAL_ERROR", "\"call_status\":\"failed\""), "HO8328"},
    {"cognigy.vg.event", REFER("CALL_CREATED", "\"sip_status\":100"), NULL},
    {"cognigy.vg.event", "{\"event\":7,\"payload\":[]}", NULL},
    {"cognigy.rest-request", "{\"userId\":18446744073709551615,\"sessionId\":\"s\"}", "HO3302"},
    {"cognigy.rest-request", "{\"userId\":\"u\",\"sessionId\":1}", "HO3302"},
    {"cognigy.vg.transfer",
     "{\"transferType\":\"refer\",\"transferTarget\":\"sip:a@b?User-to-User=0\"}", "HO5322"},
    {"cognigy.vg.transfer",
     "{\"transferType\":\"refer\",\"transferTarget\":\"sip:a@b?User-to-User=0a%3bencoding%3dhex\"}",
     NULL},
    {"cognigy.vg.transfer",
     "{\"transferType\":\"refer\",\"transferSipHeaders\":[{\"name\":\"user-to-user\"}]}", "HO5321"},
    {"cognigy.vg.transfer", "{\"transferType\":\"dial\",\"transferTarget\":\"0555\"}", "HO4321"},
    {"cognigy.error", "{\"status\":404,\"code\":1002}", "HO8308"},
    {"cognigy.error", "{\"status\":200}", NULL},
    {"cognigy.handover.genesysCloudOM", "{\"host\":\"https://login.usw2.pure.cloud/x\"}", "HO9302"},
    {"cognigy.handover.genesysCloudOM", "{\"host\":\"mypurecloud.de\",\"deploymentName\":\"a b\"}",
     "HO9303"},
    {"cognigy.handover.genesysCloudOM", "{\"host\":\"mypurecloud.de\"}", NULL},
};

static bool bots_begin(struct world *w, struct baton_alloc alloc)
{
    struct baton_contract_problem *problems;
    size_t count;
    return world_begin(w, alloc) &&
           baton_contracts_add(w->contracts, S("bots"), S(bots_contract), &problems, &count) ==
               BATON_OK;
}

/* The only rule about bots that is no note; "" if there is none, "several" of more than one. */
static struct baton_str rule_of(const struct baton_report *report)
{
    struct baton_str found = S("");
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct baton_finding *f = &report->findings[i];
        bool ours = f->rule->id[3] == '2' || f->rule->id[3] == '3';
        if (!ours || f->severity == BATON_NOTE)
            continue;
        if (found.len && !baton_str_is(found, f->rule->id))
            return S("several");
        found = baton_str_from(f->rule->id);
    }
    return found;
}

static bool each_says_what_is_wrong(struct baton_alloc alloc)
{
    struct world w;
    bool whole = bots_begin(&w, alloc);
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++) {
        enum baton_input_kind payload = BATON_INPUT_PAYLOAD;
        char first = rows[i].text[0];
        w.diagnosis.contract = baton_str_from(rows[i].contract);
        whole = diagnose_as(&w, baton_str_from(rows[i].text),
                            first == '{' || first == '[' ? &payload : NULL);
        if (whole)
            assert_text(rows[i].text, rule_of(&w.report), rows[i].rule ? rows[i].rule : "");
    }
    return world_end(&w, whole);
}
OOM_TEST(each_says_what_is_wrong)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
