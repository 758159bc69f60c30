/* SPDX-License-Identifier: Apache-2.0 */
/* Verdict, root cause, what fails next, and repairs that are proved. */
#include "core/json.h"
#include "tests/unit/diagnose_world.h"
#include "tests/unit/report_check.h"

#define PATH "/v1/sessions/" SHOP_ID "/handover"
#define START "POST " PATH " HTTP/1.1\nHost: api.example.com\nAccept: application/json\n"
#define TOKEN "Authorization: Bearer vq7Jt2mXc9LrB4nZ8yHk3WdS\n"
#define TYPE "Content-Type: application/json\n"
#define GOOD "{\"sessionId\":\"s-8812\",\"medium\":\"voice\"}"
#define HEAD START TOKEN TYPE "\n"

/* ---- root cause and what comes next ---------------------------------------------------- */

/* next: rules of what fails next, in order. root "": none. */
static const struct {
    const char *what, *text;
    int status;
    const char *answer, *outcome, *stage, *root, *next;
} verdicts[] = {
    {"all is well", HEAD GOOD, 0, NULL, "accepted", "", "", ""},
    {"all is well, and was", HEAD GOOD, 200, NULL, "accepted", "", "", ""},
    {"a missing field", HEAD "{\"sessionId\":\"s-8812\"}", 0, NULL, "rejected", "shape", "HO4001",
     ""},
    {"no token", START TYPE "\n" GOOD, 0, NULL, "rejected", "authenticate", "HO2001", ""},
    {"no token, a missing field", START TYPE "\n{\"sessionId\":\"s-8812\"}", 0, NULL, "rejected",
     "authenticate", "HO2001", "HO4001"},
    {"the same, refused with 400", START TYPE "\n{\"sessionId\":\"s-8812\"}", 400, NULL, "rejected",
     "shape", "HO4001", "HO2001"},
    {"the same, refused with 401", START TYPE "\n{\"sessionId\":\"s-8812\"}", 401, NULL, "rejected",
     "authenticate", "HO2001", "HO4001"},
    {"the same, refused with 404", START TYPE "\n{\"sessionId\":\"s-8812\"}", 404, NULL, "rejected",
     "identify", "HO8004", "HO2001 HO4001"},
    {"the same, and it failed itself", START TYPE "\n{\"sessionId\":\"s-8812\"}", 503, NULL,
     "rejected", "answer", "HO8008", "HO2001 HO4001"},
    {"two at once: a platform tells both", HEAD "{\"sessionId\":7}", 0, NULL, "rejected", "shape",
     "HO4001", ""},
    {"the second one is named", HEAD "{\"sessionId\":7}", 400,
     "{\"message\":\"medium is required\"}",
     "rejected", "shape", "HO4001", ""},
    {"the first one is named", HEAD "{\"sessionId\":7}", 400, "sessionId", "rejected", "shape",
     "HO4002", ""},
    {"a placeholder in the path",
     "POST /v1/sessions/your-queue-id/handover HTTP/1.1\nHost: api.example.com\n"
     "Accept: application/json\n" TOKEN TYPE "\n" GOOD, 404, NULL, "rejected", "identify", "HO3001",
     ""},
    {"wrong media, then shape", START TOKEN "Content-Type: text/plain\n\n{\"sessionId\":\"s\"}", 0,
     NULL,
     "rejected", "media", "HO1002", "HO4001"},
    {"unreadable, then shape", HEAD "{\"sessionId\":\"s-8812\",}", 0, NULL, "rejected", "parse",
     "HO0005", "HO4001"},
    {"nothing explains it: 400", HEAD GOOD, 400, NULL, "rejected", "shape", "HO8001", ""},
    {"nothing explains it: 403", HEAD GOOD, 403, NULL, "rejected", "permit", "HO8003", ""},
    {"nothing explains it: 429", HEAD GOOD, 429, NULL, "rejected", "permit", "HO8007", ""},
    {"nothing explains it: 503", HEAD GOOD, 503, NULL, "rejected", "answer", "HO8008", ""},
    {"a sentence that is known", HEAD GOOD, 409, "{\"message\":\"Already Wrapped Up\"}", "rejected",
     "state", "HO8016", ""},
    {"accepted all the same", HEAD "{\"sessionId\":\"s-8812\"}", 200, NULL, "at-risk", "shape",
     "HO4001", ""},
    {"an interim answer is none", HEAD GOOD, 100, NULL, "accepted", "", "", ""},
    {"wrong method", "PUT " PATH " HTTP/1.1\nHost: api.example.com\nAccept: "
     "application/json\n" TOKEN
     TYPE "\n" GOOD, 405, NULL, "rejected", "route", "HO1006", ""},
    {"nobody knows it", "{\"a\":1}", 0, NULL, "unknown", "", "", ""},
};

static bool put_next(struct world *w, struct baton_str *out)
{
    struct baton_buf buf;
    baton_buf_init(&buf, &w->each, 0);
    for (size_t i = 0; i < w->report.next_count; i++)
        baton_buf_fmt(&buf, "%s%s", i ? " " : "",
                      w->report.findings[w->report.next[i].finding].rule->id);
    *out = baton_buf_str(&buf);
    return !baton_buf_failed(&buf);
}

static bool the_root_cause_fits_the_answer(struct baton_alloc alloc)
{
    struct world w;
    bool whole = world_begin(&w, alloc);
    for (size_t i = 0; whole && i < BATON_COUNT(verdicts); i++) {
        const struct baton_report *r = &w.report;
        struct baton_str next;
        w.given = (struct baton_given){.status = verdicts[i].status,
                                       .response = baton_str_from(verdicts[i].answer)};
        whole = diagnose(&w, baton_str_from(verdicts[i].text)) && put_next(&w, &next);
        if (!whole)
            break;
        const char *what = verdicts[i].what;
        bool root = r->verdict.root_cause != SIZE_MAX;
        assert_text(what, baton_str_from(baton_outcome_name(r->verdict.outcome)),
                    verdicts[i].outcome);
        assert_text(what, baton_str_from(root ? r->findings[r->verdict.root_cause].rule->id : ""),
                    verdicts[i].root);
        assert_text(what, baton_str_from(r->verdict.has_stage ? baton_stage_name(r->verdict.stage)
                                                              : ""), verdicts[i].stage);
        assert_text(what, next, verdicts[i].next);
        assert_number(what, r->verdict.predicted, verdicts[i].status < 200);
        if (verdicts[i].status >= 200)
            assert_number(what, r->verdict.status, verdicts[i].status);
    }
    return world_end(&w, whole);
}
OOM_TEST(the_root_cause_fits_the_answer)

/* ---- what holds of every report ------------------------------------------------------------ */

#define ENTRY(body) \
    "{\"request\":{\"method\":\"POST\",\"url\":\"https://api.example.com" PATH "\"," \
    "\"headers\":[],\"postData\":{\"text\":\"" body "\"}}}"

static const char *const inputs[] = {
    "", " ", "{", "}", "[", "nonsense", "{}", "[]", "null", "\"x\"",
    "{\"a\":{\"b\":[1,2,{\"c\":null}]}}",
    GOOD,
    HEAD GOOD,
    HEAD "{}",
    HEAD "{\"medium\":null,\"source\":null}",
    HEAD "{\"sessionId\":\"s\",\"medium\":\"phone\",\"count\":\"7\",\"x\":1}",
    HEAD "{'sessionId': 's', medium: voice, // why\n}",
    HEAD "{“sessionId”: “s”, “medium”: “voice”}",
    HEAD "{\"sessionId\": \"s\", \"medium\": \"voice\"",
    HEAD "\xEF\xBB\xBF" GOOD,
    HEAD "sessionId=s&medium=voice",
    HEAD "\"{\\\"sessionId\\\":\\\"s\\\"}\"",
    HEAD "<html>no</html>",
    HEAD "",
    HEAD "{\"sessionId\":\"{{session}}\",\"medium\":\"voice\"}",
    HEAD "{\"payload\":" GOOD "}",
    HEAD "{\"session_id\":\"s\",\"Medium\":\"voice\"}",
    HEAD "{\"customer\":{},\"sessionId\":\"s\",\"medium\":\"voice\"}",
    HEAD "{\"customer\":\"{\\\"name\\\":\\\"n\\\"}\",\"sessionId\":\"s\",\"medium\":\"voice\"}",
    HEAD GOOD "\nHTTP/1.1 400 Bad Request\n\n{\"message\":\"sessionId\"}",
    START "\n" GOOD,
    "POST " PATH,
    "POST " PATH " HTTP/1.1",
    "POST " PATH " HTTP/1.1\r\nContent-Length: 3\r\n\r\n{}",
    "GET http://api.example.com" PATH " HTTP/1.1\n\n" GOOD,
    "POST /v1/sessions/abc-123/handover HTTP/1.1\nHost: api.example.com\nAuthorization: x\n\n{}",
    "curl -X POST https://api.example.com" PATH " -d '{\"sessionId\":\"s\"}'",
    "curl https://api.example.com" PATH " -d \"{\\\"sessionId\\\":\\\"s\\\",}\"",
    "curl https://api.example.com" PATH " -d '{\"sessionId\":\"it'\\''s\",}'",
    "curl -XPUT https://api.example.com" PATH " -H'Content-Type: text/plain' -d'{\"medium\":7}'",
    "curl https://api.example.com" PATH " -d {sessionId:1}",
    "curl https://api.example.com" PATH " -d a=1 -d @b",
    "{\"log\":{\"entries\":[" ENTRY("{\\\"sessionId\\\":\\\"\\u0073\\\",}") "]}}",
    "{\"log\":{\"entries\":[" ENTRY("") "," ENTRY("{}") "]}}",
    ENTRY("{\\\"sessionId\\\":7}"),
    "\n" ENTRY("{'a':1}") "\n{broken\n",
    "{\"request\":{\"url\":\"http:\\/\\/api.example.com\\/v1\\/sessions\\/your-id\\/handover\","
    "\"method\":\"P\\u0055T\",\"headers\":[{\"name\":\"content-type\",\"value\":\"text\\/plain\"}],"
    "\"postData\":{\"text\":\"{}\"}}}",
    "{\"participants\":[{\"a\":1}]}",
    "We get a 400 for\n{\"sessionId\": \"s\",}\nso?",
    "> We get a 400 for\n> {\n>  \"sessionId\": 's',\n> }\n",
    "* Connected\n> POST /a \nHost:{\"transferTo\":{\"type\":\"q\",\"id\":\"2c1f\n'/sUhand",
    "\xFF\xFE{\0",
};

static const int statuses[] = {0, 100, 200, 204, 301, 400, 401, 403, 404, 405, 406, 408, 409, 410,
                               411, 413, 415, 418, 422, 429, 500, 503, 599};

static bool report_is_in_order(struct world *w, struct baton_str text)
{
    if (!diagnose(w, text))
        return false;
    int status = w->exchange.response.present ? w->exchange.response.status : 0;
    bool rejected = w->report.verdict.outcome == BATON_OUTCOME_REJECTED;
    const char *wrong = report_check(text, &w->report);
    if (wrong)
        fail_msg("%s, where %d answers\n%.*s", wrong, status, BATON_ARG(text));
    assert_true(status < 300 || rejected);
    assert_true(status < 200 || status >= 300 || !rejected);
    return true;
}

static bool every_report_is_in_order(struct baton_alloc alloc)
{
    struct world w;
    bool whole = world_begin(&w, alloc);
    for (size_t i = 0; whole && i < BATON_COUNT(inputs); i++) {
        for (size_t k = 0; whole && k < BATON_COUNT(statuses); k++) {
            struct baton_str text = exact(inputs[i]);
            w.given = (struct baton_given){.status = statuses[k]};
            whole = report_is_in_order(&w, text);
            exact_free(text);
        }
    }
    return world_end(&w, whole);
}

static void test_every_report_is_in_order(void **unused)
{
    struct oom_state state = {.fail_at = SIZE_MAX};
    (void)unused;
    assert_true(every_report_is_in_order((struct baton_alloc){oom_resize, &state}));
    assert_int_equal(state.live, 0);
}

/* Somebody says --as har of what is none: it is read as far as it goes. */
static bool any_text_can_be_said_to_be_of_any_kind(struct baton_alloc alloc)
{
    struct world w;
    bool whole = world_begin(&w, alloc);
    for (size_t i = 0; whole && i < BATON_COUNT(inputs) * BATON_INPUT_KIND_COUNT; i++) {
        enum baton_input_kind kind = (enum baton_input_kind)(i % BATON_INPUT_KIND_COUNT);
        struct baton_str text = exact(inputs[i / BATON_INPUT_KIND_COUNT]);
        struct baton_input *input;
        bool more = true;
        baton_arena_clear(&w.each);
        whole = baton_input_open(&w.each, text, &kind, NULL, &input) == BATON_OK;
        while (whole && more) {
            whole = baton_input_next(input, &w.each, &w.exchange, &more) == BATON_OK;
            if (!whole || !more)
                break;
            whole = baton_diagnose(&w.each, &w.diagnosis, text, &w.exchange, &w.report) == BATON_OK;
            const char *wrong = whole ? report_check(text, &w.report) : NULL;
            if (wrong)
                fail_msg("%s, read as %s\n%s", wrong, baton_input_kind_name(kind),
                         inputs[i / BATON_INPUT_KIND_COUNT]);
        }
        exact_free(text);
    }
    return world_end(&w, whole);
}
OOM_TEST(any_text_can_be_said_to_be_of_any_kind)

/* The same evidence gives the same report, byte for byte, and that is JSON. */
static bool a_report_comes_out_the_same_twice(struct baton_alloc alloc)
{
    struct world w;
    bool whole = world_begin(&w, alloc);
    for (size_t i = 0; whole && i < BATON_COUNT(inputs); i++) {
        struct baton_str text = exact(inputs[i]), first, again = {NULL, 0};
        struct baton_json doc;
        whole = diagnose(&w, text);
        first = whole ? report_json(&w, text) : again;
        struct baton_str copy = first.s ? baton_str_copy(&w.arena, first) : again;
        enum baton_err err = first.s ? baton_json_read(&w.each, first, NULL, &doc, NULL)
                                     : BATON_ENOMEM;
        assert_true(err == BATON_OK || err == BATON_ENOMEM);
        whole = err == BATON_OK && copy.s && diagnose(&w, text);
        again = whole ? report_json(&w, text) : again;
        whole = whole && again.s;
        if (whole && !baton_str_eq(copy, again))
            fail_msg("%s\ngives\n%.*s\nthen\n%.*s", inputs[i], BATON_ARG(copy), BATON_ARG(again));
        exact_free(text);
    }
    return world_end(&w, whole);
}
OOM_TEST(a_report_comes_out_the_same_twice)

/* ---- repair --------------------------------------------------------------------------------- */

/* raw: what the input is to be replaced by; NULL: nothing can be repaired. */
static const struct {
    const char *text, *raw;
    bool complete;
} repairs[] = {
    {HEAD GOOD, NULL, false},
    {HEAD "{\"sessionId\":\"s-8812\"}", HEAD "{\"sessionId\":\"s-8812\",\"medium\":\"voice\"}",
     true},
    {HEAD "{}", HEAD "{\"medium\": \"voice\"}", false},
    {HEAD "{\"sessionId\":\"s-8812\",}", HEAD GOOD, true},
    {START TOKEN "\n" GOOD, HEAD GOOD, true},
    {START TOKEN "Content-Type: text/plain\n\n{'sessionId':'s-8812'}",
     HEAD "{\"sessionId\":\"s-8812\",\"medium\":\"voice\"}", true},
    {HEAD "{\"sessionId\":\"s-8812\",}\nHTTP/1.1 400 Bad Request\n\n{\"a\":", HEAD GOOD, true},
    {"curl https://api.example.com" PATH " -H 'Authorization: Bearer vq7Jt2mXc9LrB4nZ8yHk3WdS' "
     "-d '{\"sessionId\":\"it'\\''s\",}'",
     "curl https://api.example.com" PATH " -H 'Authorization: Bearer vq7Jt2mXc9LrB4nZ8yHk3WdS' "
     "-H 'Content-Type: application/json' -d '{\"sessionId\":\"it'\\''s\",\"medium\":\"voice\"}'",
     true},
    {"{\"log\":{\"entries\":[{\"request\":{\"method\":\"POST\",\"url\":\"https://api.example.com"
     "" PATH
     "\",\"headers\":[{\"name\":\"Authorization\",\"value\":\"Bearer vq7Jt2mXc9LrB4nZ8yHk3WdS\"},"
     "{\"name\":\"Accept\",\"value\":\"*/*\"}],\"postData\":{\"mimeType\":\"application/json\","
     "\"text\":\"{\\\"sessionId\\\":\\\"\\u0073-8812\\\",}\"}}}]}}",
     "{\"request\":{\"method\":\"POST\",\"url\":\"https://api.example.com" PATH
     "\",\"headers\":[{\"name\":\"Authorization\",\"value\":\"Bearer vq7Jt2mXc9LrB4nZ8yHk3WdS\"},"
     "{\"name\":\"Accept\",\"value\":\"*/*\"}],\"postData\":{\"mimeType\":\"application/json\","
     "\"text\":\"{\\\"sessionId\\\":\\\"\\u0073-8812\\\",\\\"medium\\\":\\\"voice\\\"}\"}}}", true},
    {"{\"request\":{\"method\":\"POST\",\"url\":\"https://api.example.com" PATH "\","
     "\"headers\":[{\"name\":\"Authorization\",\"value\":\"Bearer vq7Jt2mXc9LrB4nZ8yHk3WdS\"}],"
     "\"postData\":{\"mimeType\":\"text/plain\",\"text\":\"{\\\"sessionId\\\":\\\"s\\\"}\"}}}",
     "{\"request\":{\"method\":\"POST\",\"url\":\"https://api.example.com" PATH "\","
     "\"headers\":[{\"name\":\"Accept\",\"value\":\"application/json\"},"
     "{\"name\":\"Authorization\",\"value\":\"Bearer vq7Jt2mXc9LrB4nZ8yHk3WdS\"}],"
     "\"postData\":{\"mimeType\":\"application/json\","
     "\"text\":\"{\\\"sessionId\\\":\\\"s\\\",\\\"medium\\\":\\\"voice\\\"}\"}}}", true},
    {"We get a 400 for\n{\"sessionId\": 's-8812', \"medium\": \"voice\"}\nso?",
     "{\"sessionId\": \"s-8812\", \"medium\": \"voice\"}", true},
};

static bool repairs_put_it_right(struct baton_alloc alloc)
{
    struct world w;
    bool whole = world_begin(&w, alloc);
    for (size_t i = 0; whole && i < BATON_COUNT(repairs); i++) {
        const char *text = repairs[i].text;
        w.given = (struct baton_given){0};
        whole = diagnose(&w, baton_str_from(text));
        if (!whole)
            break;
        assert_number(text, w.report.repaired.present, repairs[i].raw != NULL);
        assert_number(text, w.report.repaired.complete, repairs[i].complete);
        if (repairs[i].raw)
            assert_text(text, w.report.repaired.raw, repairs[i].raw);
        assert_number(text, w.report.repaired.missing.len > 0,
                      repairs[i].raw != NULL && !repairs[i].complete);
    }
    return world_end(&w, whole);
}
OOM_TEST(repairs_put_it_right)

/* Diagnosed again, what was repaired has no more errors than before, and nothing left to mend. */
static bool never_worse(struct world *w, struct baton_str text)
{
    if (!diagnose(w, text))
        return false;
    size_t before = errors_of(&w->report);
    bool unread = before && w->report.findings[0].stage <= BATON_PARSE;
    bool complete = w->report.repaired.complete;
    enum baton_input_kind kind =
        w->exchange.kind == BATON_INPUT_RECORDS ? BATON_INPUT_HAR : w->exchange.kind;
    struct baton_str raw = baton_str_copy(&w->arena, w->report.repaired.raw);
    if (!w->report.repaired.present)
        return true;
    w->given.status = 0;
    if (!raw.s || !diagnose_as(w, raw, &kind))
        return false;
    if (complete && errors_of(&w->report))
        fail_msg("%.*s\nis not repaired by\n%.*s\n%.*s", BATON_ARG(text), BATON_ARG(raw),
                 BATON_ARG(w->report.findings[0].message));
    if (!unread && errors_of(&w->report) > before)
        fail_msg("%.*s\nis made worse by\n%.*s", BATON_ARG(text), BATON_ARG(raw));
    if (w->report.repaired.present)
        fail_msg("%.*s\nis not all repaired by\n%.*s\nbut by\n%.*s", BATON_ARG(text),
            BATON_ARG(raw),
                 BATON_ARG(w->report.repaired.raw));
    return true;
}

static bool a_repair_is_never_worse(struct baton_alloc alloc)
{
    struct world w;
    bool whole = world_begin(&w, alloc);
    for (size_t i = 0; whole && i < BATON_COUNT(inputs); i++) {
        struct baton_str text = exact(inputs[i]);
        w.given = (struct baton_given){.status = i % 2 ? 400 : 0};
        whole = never_worse(&w, text);
        exact_free(text);
    }
    return world_end(&w, whole);
}
OOM_TEST(a_repair_is_never_worse)

/* ---- secrets --------------------------------------------------------------------- */

#define C "c4n4ryQ7x"
#define CARD "4111111111111111"

static const char *const secrets[] = {
    START "Authorization: Bearer " C "\n" TYPE "\n" GOOD,
    START "Authorization: Bearer:" C "\n" TYPE "\n" GOOD,
    START "Authorization: Bearer Bearer " C ",\n" TYPE "\n" GOOD,
    START "Authorization: Token " C "\n" TYPE "\n" GOOD,
    START "Authorization: " C "\n" TYPE "\n" GOOD,
    START "Authorization: Basic bWU6" C "\n" TYPE "\n" GOOD,
    START "Authorization: Bearer " C "{{token}}\n" TYPE "\n" GOOD,
    START "Authorization: Bearer \"" C "\"\n" TYPE "\n" GOOD,
    START "Cookie: sid=" C "\n" TOKEN TYPE "\n" GOOD,
    START "Authorization: Bearer " C " " C "\n" TYPE "\n" GOOD,
    START "X-Api-Key " C "\nAuthorization " C "\n" TYPE "\n" GOOD,
    "POST " PATH "?access_token=" C " HTTP/1.1\nHost: api.example.com\n\n" GOOD,
    "POST https://me:" C "@api.example.com" PATH " HTTP/1.1\n\n" GOOD,
    HEAD "{\"client_secret\":\"" C "\"}",
    HEAD "{\"client_secret\":\"it's " C "\",\"sessionId\":7,}",
    HEAD "{'client_secret': '" C "',}",
    HEAD "{“client_secret”: “" C "”}",
    HEAD "{\"client_secret\":\"" C "}",
    HEAD "{\"client_secret\":[\"" C "\"]}",
    HEAD "{\"client_secret\":{\"a\":\"" C "\"}}",
    HEAD "{client_secret:" C "}",
    HEAD "client_secret=" C "&x=y",
    HEAD "{\"accessToken\":\"" C "\",\"clientSecret\":\"" C "\",\"password\":\"" C "\"}",
    HEAD "\"{\\\"client_secret\\\":\\\"" C "\\\"}\"",
    HEAD "{\"sessionId\":\"eyJhbGciOiJub25lIn0.eyJhIjoxfQ." C "\",\"medium\":\"voice\"}",
    HEAD "{\"sessionId\":{\"token\":\"" C "\"}}",
    HEAD GOOD "\nHTTP/1.1 302 Found\nLocation: https://h/?code=1&access_token=" C "\n\n",
    HEAD GOOD "\nHTTP/1.1 400 No\nSet-Cookie: sid=" C "\n\n{\"message\":\"token=" C " is bad\"}",
    HEAD GOOD "\nHTTP/1.1 400 No\n\n{\"message\":\"no\",\"access_token\":\"" C "\"}",
    HEAD GOOD "\nHTTP/1.1 400 No\n\naccess_token: " C,
    "curl -u me:" C " https://api.example.com" PATH " -d '{\"client_secret\":\"" C "\"}'",
    "curl -H'Authorization: Bearer " C "' https://api.example.com" PATH " -d '{\"a\":1,}' -b "
    "'a=" C "'",
    "curl https://api.example.com" PATH " --oauth2-bearer " C " -d \"{\\\"password\\\":\\\"" C "\\"
    "\"}\"",
    "{\"log\":{\"entries\":[{\"request\":{\"method\":\"POST\",\"url\":\"https://api.example.com"
    "" PATH
    "?token=" C "\",\"headers\":[{\"value\":\"Bearer " C "\",\"name\":\"Authorization\"}],"
    "\"cookies\":[{\"name\":\"sid\",\"value\":\"" C "\"}],"
    "\"postData\":{\"text\":\"{\\\"client_secret\\\":\\\"" C "\\\"}\"}}}]}}",
    "Why 401?\nAuthorization: Bearer " C "\n{\"password\": \"" C "\", 'x': 1}",
};

/* Numbers, which cannot hold letters. */
static const char *const numbers[] = {
    HEAD "{\"sessionId\":\"s\",\"medium\":\"voice\",\"x\":" CARD "}",
    HEAD "{\"sessionId\":" CARD ",\"medium\":\"voice\"}",
    HEAD "{\"sessionId\":\"s\",\"medium\":" CARD "}",
    HEAD "{\"sessionId\":\"s\",\"medium\":\"" CARD "\"}",
    HEAD "{\"sessionId\":\"s\",\"medium\":\"voice\",\"client_secret\":" CARD "}",
    HEAD "{\"sessionId\":\"s\",\"medium\":\"voice\",\"note\":\"it is " CARD "\"}",
    HEAD "{sessionId: " CARD ", medium: voice}",
};

static bool does_not_show(struct world *w, const char *input, struct baton_str what)
{
    struct baton_str text = exact(input), json, plain;
    bool whole = diagnose(w, text);
    json = whole ? report_json(w, text) : S("");
    plain = whole ? report_text(w, text) : S("");
    whole = whole && json.s && plain.s;
    if (whole && baton_str_find(json, what) != SIZE_MAX)
        fail_msg("%s\nis shown in\n%.*s", input, BATON_ARG(json));
    if (whole && baton_str_find(plain, what) != SIZE_MAX)
        fail_msg("%s\nis shown in\n%.*s", input, BATON_ARG(plain));
    exact_free(text);
    return whole;
}

static bool secrets_are_not_in_a_report(struct baton_alloc alloc)
{
    struct world w;
    bool whole = world_begin(&w, alloc);
    for (size_t i = 0; whole && i < BATON_COUNT(secrets); i++)
        whole = does_not_show(&w, secrets[i], S("c4n4ry"));
    for (size_t i = 0; whole && i < BATON_COUNT(numbers); i++)
        whole = does_not_show(&w, numbers[i], S("41111111"));
    return world_end(&w, whole);
}
OOM_TEST(secrets_are_not_in_a_report)

/* ---- what comes later ----------------------------------------------------------------- */

static const char refused_call[] =
    "POST /v1/sessions/" SHOP_ID "/handover HTTP/1.1\r\nHost: api.example.com\r\n"
    "Authorization: Bearer vq7Jt2mXc9LrB4nZ8yHk3WdS\r\nContent-Type: application/json\r\n"
    "Accept: application/json\r\n\r\n"
    "{\"sessionId\":\"" SHOP_ID "\",\"medium\":\"voice\"}\r\n\r\n"
    "HTTP/1.1 401 Unauthorized\r\n\r\n";

/* The same call later, answered so; another: for something else. */
static bool is_cured_by(struct world *w, int status, bool another, bool expected)
{
    struct baton_ahead ahead[2] = {{0}, {0}};
    bool whole = diagnose(w, S(refused_call));
    ahead[0] = ahead[1] = baton_ahead_of(&w->exchange);
    ahead[1].status = status;
    ahead[1].request += another;
    w->diagnosis.ahead = ahead;
    w->diagnosis.ahead_count = 2;
    whole = whole && diagnose(w, S(refused_call));
    w->diagnosis.ahead_count = 0;
    if (!whole)
        return false;
    assert_int_equal(w->report.verdict.outcome,
                     expected ? BATON_OUTCOME_ACCEPTED : BATON_OUTCOME_REJECTED);
    assert_int_equal(w->report.verdict.status, 401);
    assert_int_equal(errors_of(&w->report) == 0, expected);
    return true;
}

static bool a_later_success_cures(struct baton_alloc alloc)
{
    struct world w;
    bool whole = world_begin(&w, alloc) && is_cured_by(&w, 204, false, true) &&
                 is_cured_by(&w, 401, false, false) && is_cured_by(&w, 204, true, false);
    return world_end(&w, whole);
}
OOM_TEST(a_later_success_cures)

/* ---- the worst ------------------------------------------------------------------- */

static void test_the_worst_severity_is_found(void **unused)
{
    struct baton_finding findings[3] = {{.severity = BATON_NOTE}, {.severity = BATON_ERROR},
                                        {.severity = BATON_WARNING}};
    struct baton_report report = {.findings = findings, .finding_count = 3};
    enum baton_severity worst = BATON_NOTE;
    (void)unused;
    assert_true(baton_report_worst(&report, &worst));
    assert_int_equal(worst, BATON_ERROR);
    report.finding_count = 1;
    assert_true(baton_report_worst(&report, &worst));
    assert_int_equal(worst, BATON_NOTE);
    report.finding_count = 0;
    assert_false(baton_report_worst(&report, &worst));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_root_cause_fits_the_answer),
        cmocka_unit_test(test_every_report_is_in_order),
        cmocka_unit_test(test_any_text_can_be_said_to_be_of_any_kind),
        cmocka_unit_test(test_a_report_comes_out_the_same_twice),
        cmocka_unit_test(test_repairs_put_it_right),
        cmocka_unit_test(test_a_repair_is_never_worse),
        cmocka_unit_test(test_secrets_are_not_in_a_report),
        cmocka_unit_test(test_a_later_success_cures),
        cmocka_unit_test(test_the_worst_severity_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
