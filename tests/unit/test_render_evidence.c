/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of evidence: places in several documents, and the timeline as a ladder. */
#include "core/evidence.h"
#include "core/schema.h"
#include "edge/os.h"
#include "edge/regex.h"
#include "tests/unit/diagnose_world.h"
#include "tests/unit/report_check.h"

#define ID "8f14e45f-ceea-467f-a83c-5a1d3b7e9c02"
#define GET(path) "GET " path " HTTP/1.1\r\nHost: api.example.com\r\n\r\n"
#define ANSWER "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
#define TOKEN "vq7Jt2mXc9LrB4nZ8yHk3WdS"

/* ---- evidence to show ---------------------------------------------------------------- */

static struct baton_file files[] = {
    {.role = BATON_DOC_CONVERSATION, .name = {"conversation.http", 17},
     .contract = {"", 0}},
    {.role = BATON_DOC_INTERACTION, .name = {"interaction.http", 16},
     .contract = {"", 0}},
    {.role = BATON_DOC_PAYLOAD, .name = {"payload.http", 12},
     .contract = {"shop.handover", 13}},
};

/* The queue, the last error and an agent have no time; the bot repeats its token in its words. */
static const char account[] =
    GET("/api/v2/interactions/conversations/" ID) ANSWER
    "{\"id\": \"" ID "\", \"startTime\": \"2026-01-05T09:12:03Z\", \"state\": \"queued\",\n"
    "\"participants\": [\n"
    "{\"id\": \"p1\", \"type\": \"customer\", \"joinTime\": \"2026-01-05T09:12:03Z\"},\n"
    "{\"id\": \"p2\", \"type\": \"bot\", \"joinTime\": \"2026-01-05T10:12:05+01:00\",\n"
    " \"messages\": [\n"
    "  {\"content\": \"Hello\", \"timestamp\": \"2026-01-05T09:12:06Z\"},\n"
    "  {\"content\": \"Handover requested\", \"timestamp\": \"2026-01-05T09:13:40Z\"},\n"
    "  {\"content\": \"Handover failed: 400 Bad Request for " TOKEN "\","
    " \"timestamp\": \"2026-01-05T09:47:41Z\"}]}],\n"
    "\"queue\": {\"id\": \"q1\", \"name\": \"Billing\"},\n"
    "\"metadata\": {\"errors\": [\"Session not found\"]}}";

static const char request[] =
    "POST /v1/sessions/q1/handover HTTP/1.1\r\nHost: api.example.com\r\n"
    "Authorization: Bearer " TOKEN "\r\nContent-Type: application/json\r\n\r\n"
    "{\n  \"sessionId\": \"session-123\",\n  \"medium\": \"phone\"\n}\n";

/* Reads and diagnoses the first `count` files. */
static bool diagnose_files(struct world *w, size_t count)
{
    struct baton_evidence evidence;
    struct baton_gathered from = {S(ID), S("community"), 1767607200, {0}, files, count, NULL, 0};
    files[0].text = S(GET("/api/v2/conversations/" ID) "HTTP/1.1 404 Not Found\r\n\r\n{}");
    files[1].text = S(account);
    files[2].text = S(request);
    return baton_evidence_read(&w->each, &from, NULL, &evidence) == BATON_OK &&
           baton_diagnose_evidence(&w->each, &w->diagnosis, &evidence, &w->report) == BATON_OK;
}

static struct baton_str text_of(struct world *w, struct baton_str input, size_t width, bool color)
{
    struct baton_style style = {color, width};
    struct baton_lines lines;
    struct baton_buf buf;
    if (baton_lines_init(&lines, &w->each, input) != BATON_OK)
        return (struct baton_str){NULL, 0};
    baton_buf_init(&buf, &w->each, 0);
    baton_render_text(&buf, &w->report, &lines, &style);
    return baton_buf_failed(&buf) || baton_arena_failed(&w->each) ? (struct baton_str){NULL, 0}
                                                                  : baton_buf_str(&buf);
}

static void assert_shows(struct baton_str text, const char *part)
{
    if (baton_str_find(text, baton_str_from(part)) == SIZE_MAX)
        fail_msg("'%s' is not in: %.*s", part, BATON_ARG(text));
}

static void assert_hides(struct baton_str text, const char *part)
{
    if (baton_str_find(text, baton_str_from(part)) != SIZE_MAX)
        fail_msg("'%s' is in: %.*s", part, BATON_ARG(text));
}

/* ---- text ------------------------------------------------------------------------- */

static const char *const shown[] = {
    "conversation " ID "\n",
    "community, asked at 2026-01-05T10:00:00Z, looked at 3 documents: conversation.http, "
    "interaction.http,\n  payload.http\n",
    "  --> payload.http:8:13  /medium\n"
    "   8 |   \"medium\": \"phone\"\n     |             ^^^^^^^\n",
    "What happened 2026-01-05, UTC\n"
    "            caller          bot        platform        queue\n"
    "  09:12:03     ├─────────────┼────────────▶│             │    calls\n"
    "  09:12:05     │             ●             │             │    joins\n"
    "  09:13:40     │             ├────────────▶│             │    Handover requested\n"
    "  ⋮            ┆             ┆             ┆             ┆    34 min later\n",
    "  09:47:41     │             │◀────────────✗             │    "
    "Handover failed: 400 Bad Request for\n"
    "               │             │             │             │    "
    "************************  ← HO4003\n"
    "               │             │             ✗             │    "
    "notes an error: Session not found\n"
    "               │             │             │             ●    holds the call: Billing\n",
};

static bool findings_name_their_documents(struct baton_alloc alloc)
{
    struct world w;
    struct baton_str text = {NULL, 0};
    bool done = world_begin(&w, alloc) && diagnose_files(&w, 3) &&
                (text = text_of(&w, S(account), 107, false)).s != NULL;
    if (done) {
        const char *wrong = report_check(S(account), &w.report);
        if (wrong)
            fail_msg("%s", wrong);
        for (size_t i = 0; i < BATON_COUNT(shown); i++)
            assert_shows(text, shown[i]);
        assert_hides(text, TOKEN);
    }
    return world_end(&w, done);
}
OOM_TEST(findings_name_their_documents)

/* One document: there is a head of evidence, and too little for a ladder. */
static bool one_document_has_no_ladder(struct baton_alloc alloc)
{
    struct world w;
    struct baton_str text = {NULL, 0};
    bool done = world_begin(&w, alloc) && diagnose_files(&w, 1) &&
                (text = text_of(&w, files[0].text, 0, false)).s != NULL;
    if (done) {
        assert_shows(text, "looked at 1 document: conversation.http\n");
        assert_hides(text, "What happened");
        /* Nobody in the handover sent what baton asked for. */
        assert_int_equal(w.report.timeline_count, 1);
        assert_true(baton_str_is(w.report.timeline[0].actor, "platform"));
    }
    return world_end(&w, done);
}
OOM_TEST(one_document_has_no_ladder)

/* A finding that is of no document, or points beyond its end, has no place; it is told. */
static bool places_that_are_none_are_left_out(struct baton_alloc alloc)
{
    struct world w;
    struct baton_str text = {NULL, 0}, json = {NULL, 0};
    bool done = world_begin(&w, alloc) && diagnose_files(&w, 3);
    for (int far = 0; done && far < 2; far++) {
        struct baton_finding *f = &w.report.findings[w.report.verdict.root_cause];
        f->span.end = far ? f->span.end : 1 << 20;
        f->document = far ? 9 : f->document;
        text = text_of(&w, S(account), 0, false);
        json = report_json(&w, S(account));
        done = text.s && json.s;
        if (done) {
            assert_shows(text, far ? "  --> interaction.http  /medium\n"
                                   : "  --> payload.http  /medium\n");
            assert_shows(json, "\"pointer\":\"/medium\",\"line\":null,");
        }
    }
    return world_end(&w, done);
}
OOM_TEST(places_that_are_none_are_left_out)

/* ---- JSON ------------------------------------------------------------------------ */

static const char *const members[] = {
    "\"conversation\":\"" ID "\",\"asked\":\"2026-01-05T10:00:00Z\"}",
    "\"documents\":[{\"name\":\"conversation.http\",\"what\":\"the conversation\"},"
    "{\"name\":\"interaction.http\",\"what\":\"what happened in it\"},"
    "{\"name\":\"payload.http\",\"what\":\"the bot's captured request\"}],\"findings\"",
    "\"document\":\"payload.http\",\"pointer\":\"/medium\",\"line\":8,\"column\":13,\"endLine\":8,",
    "{\"time\":\"2026-01-05T09:13:40Z\",\"actor\":\"bot\",\"event\":\"Handover requested\","
    "\"ref\":\"interaction.http#/participants/1/messages/1\",\"to\":\"platform\"}",
    "{\"time\":null,\"actor\":\"queue\",\"event\":\"holds the call: Billing\","
    "\"ref\":\"interaction.http#/state\"}",
};

struct judge {
    struct baton_arena arena;
    struct baton_regex regex;
    struct baton_schema_registry *registry;
    struct baton_json doc;
    struct baton_str text;
    const struct baton_schema *schema;
};

static void judge_open(struct judge *j)
{
    struct baton_schema_problem *problems;
    const char *why;
    size_t count;
    *j = (struct judge){.registry = NULL};
    baton_arena_init(&j->arena, baton_os_alloc(), 0);
    assert_int_equal(baton_regex_open(baton_os_alloc(), false, &j->regex), BATON_OK);
    struct baton_schema_options options = {.regex = j->regex, .assert_format = true};
    assert_int_equal(baton_os_read("docs/report.schema.json", 1 << 20, &j->text, &why), BATON_OK);
    assert_int_equal(baton_json_read(&j->arena, j->text, NULL, &j->doc, NULL), BATON_OK);
    assert_int_equal(baton_schema_registry_init(&j->arena, &options, &j->registry), BATON_OK);
    assert_int_equal(baton_schema_add(j->registry, S("report"), &j->doc), BATON_OK);
    assert_int_equal(baton_schema_compile(j->registry, S("report"), 0, &j->schema, &problems,
                                          &count), BATON_OK);
}

static void judge_close(struct judge *j)
{
    baton_schema_registry_release(j->registry);
    baton_regex_close(&j->regex);
    baton_arena_release(&j->arena);
    baton_os_free(j->text);
}

static void assert_fits(struct judge *j, struct baton_str report)
{
    struct baton_json doc;
    struct baton_schema_result result;
    assert_int_equal(baton_json_read(&j->arena, report, NULL, &doc, NULL), BATON_OK);
    assert_int_equal(baton_schema_validate(j->schema, &doc, 0, &j->arena, &result), BATON_OK);
    for (size_t i = 0; i < result.fault_count; i++)
        fail_msg("%.*s: %.*s", BATON_ARG(baton_json_raw(&doc, result.faults[i].instance)),
                 BATON_ARG(result.faults[i].schema_pointer));
    assert_true(result.valid);
}

static void test_reports_fit_their_schema(void **unused)
{
    (void)unused;
    for (size_t count = 1; count <= BATON_COUNT(files); count++) {
        struct judge j;
        struct world w;
        judge_open(&j);
        assert_true(world_begin(&w, baton_os_alloc()) && diagnose_files(&w, count));
        assert_fits(&j, report_json(&w, count == 1 ? files[0].text : S(account)));
        world_end(&w, true);
        judge_close(&j);
    }
}

static bool machines_are_told_of_documents(struct baton_alloc alloc)
{
    struct world w;
    struct baton_str json = {NULL, 0};
    bool done = world_begin(&w, alloc) && diagnose_files(&w, 3) &&
                (json = report_json(&w, S(account))).s != NULL && !baton_arena_failed(&w.each);
    for (size_t i = 0; done && i < BATON_COUNT(members); i++)
        assert_shows(json, members[i]);
    if (done)
        assert_hides(json, TOKEN);
    return world_end(&w, done);
}
OOM_TEST(machines_are_told_of_documents)

/* ---- the ladder, row by row --------------------------------------------------------------- */

#define TEXT(literal) {literal, sizeof(literal) - 1}
#define EVENT(clock, who, whom, words) \
    {.at = TEXT("2026-01-05T" clock "Z"), .actor = TEXT(who), .to = TEXT(whom), \
     .event = TEXT(words)}

static const struct row {
    struct baton_event event;
    const char *line;
} rows[] = {
    {EVENT("10:00:00", "caller", "bot", "a"), "  10:00:00     ├───────▶│        │        │    a"},
    {EVENT("10:00:00", "agent", "caller", "b"), "  10:00:00     │◀───────┼────────┼────────┤    b"},
    {EVENT("10:00:00", "bot", "bot", "c"), "  10:00:00     │        ●        │        │    c"},
    {EVENT("10:00:00", "bot", "nobody", "d"), "  10:00:00     │        ●        │        │    d"},
    {EVENT("10:00:00", "nobody", "", "e"),
     "  10:00:00     │        │        │        │    nobody: e"},
    {{.time = {"at ten o'clock", 14}, .actor = {"platform", 8}, .event = {"f", 1},
      .kind = BATON_EVENT_GOOD}, "  at ten …     │        │        ✓        │    f"},
    {{.actor = {"platform", 8}, .event = {"g", 1}, .to = {"bot", 3}, .kind = BATON_EVENT_BAD},
     "               │        │◀───────✗        │    g"},
    {{.actor = {"bot", 3}, .event = {"h", 1}, .to = {"platform", 8}, .root = true},
     "               │        ✗───────▶│        │    h  ← HO4003"},
};

/* A report whose timeline is these events; its documents are of no matter. */
static bool with_events(struct world *w, struct baton_event *events, size_t count)
{
    bool done = diagnose_files(w, 3);
    w->report.timeline = events;
    w->report.timeline_count = count;
    return done;
}

static bool rows_are_drawn(struct baton_alloc alloc)
{
    struct world w;
    struct baton_event events[BATON_COUNT(rows)];
    struct baton_str text = {NULL, 0};
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        events[i] = rows[i].event;
    bool done = world_begin(&w, alloc) && with_events(&w, events, BATON_COUNT(rows)) &&
                (text = text_of(&w, S(account), 92, false)).s != NULL;
    for (size_t i = 0; done && i < BATON_COUNT(rows); i++)
        assert_shows(text, rows[i].line);
    return world_end(&w, done);
}
OOM_TEST(rows_are_drawn)

/* Of many events both ends are shown, and what is around the root cause. */
static void test_many_events_are_left_out(void **unused)
{
    enum { MANY = 200 };
    struct world w;
    struct baton_event events[MANY] = {EVENT("10:00:00", "bot", "platform", "asks")};
    (void)unused;
    for (size_t i = 1; i < MANY; i++)
        events[i] = events[0];
    events[100].root = true;
    assert_true(world_begin(&w, baton_os_alloc()) && with_events(&w, events, MANY));
    struct baton_str text = text_of(&w, S(account), 80, false), line;
    assert_shows(text, "… 86 more\n");
    assert_shows(text, "… 85 more\n");
    assert_shows(text, "asks  ← HO4003\n");
    size_t shown_rows = 0;
    while (baton_str_next(&text, '\n', &line))
        shown_rows += baton_str_starts(line, S("  10:00:00"));
    assert_int_equal(shown_rows, 29);
    world_end(&w, true);
}

static const struct {
    struct baton_event first, second;
    int64_t seconds;
    const char *line; /* NULL: none */
} gaps[] = {
    {EVENT("10:00:00", "bot", "", "x"), EVENT("10:04:59", "bot", "", "x"), 299, NULL},
    {EVENT("10:00:00", "bot", "", "x"), EVENT("10:05:00", "bot", "", "x"), 300, "5 min later\n"},
    {EVENT("10:00:00", "bot", "", "x"), EVENT("13:30:00", "bot", "", "x"), 12600, "3 h later\n"},
    {EVENT("23:59:59", "bot", "", "x"),
     {.at = {"2026-01-06T00:00:01Z", 20}, .actor = {"bot", 3}, .event = {"x", 1}}, 2,
     "  ⋮          ┆       ┆    2026-01-06\n"},
    {EVENT("10:00:00", "bot", "", "x"),
     {.at = {"2026-01-08T10:00:00Z", 20}, .actor = {"bot", 3}, .event = {"x", 1}}, 3 * 86400,
     "3 days later, 2026-01-08\n"},
    {EVENT("10:00:00", "bot", "", "x"), {.actor = {"bot", 3}, .event = {"x", 1}}, 900, NULL},
};

static void test_time_that_passes_is_told(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(gaps); i++) {
        struct world w;
        struct baton_event events[] = {gaps[i].first, gaps[i].first, gaps[i].second,
                                       {.actor = S("queue"), .event = S("holds")}};
        events[2].seconds = gaps[i].seconds;
        assert_true(world_begin(&w, baton_os_alloc()) && with_events(&w, events, 4));
        struct baton_str text = text_of(&w, S(account), 70, false);
        if (gaps[i].line)
            assert_shows(text, gaps[i].line);
        else
            assert_hides(text, "⋮");
        world_end(&w, true);
    }
}

/* ---- whatever is said ------------------------------------------------------------------------ */

static const struct baton_str hostile[] = {
    {"\x1b[2J\x1b]0;title\x07", 14}, {"a\rb\nc\td\0e", 9}, {"\xE2\x80\xAE" "evil", 7},
    {"\xC3", 1}, {"%s%n%d", 6}, {"", 0}, {"   ", 3}, {"中文中文中文中文中文中文中文中文中文中", 57},
    {"an-event-in-one-word-that-is-longer-than-any-row-which-is-there-for-it-to-stand-in", 82},
    {"words and words and words and words and words and words and words and words", 75},
};

static bool is_wide(uint32_t c)
{
    return c >= 0x4E00 && c <= 0x9FFF;
}

static void assert_within(struct baton_str text, size_t width)
{
    struct baton_str line;
    size_t start = baton_str_find(text, S("What happened"));
    size_t end = baton_str_find(text, S("\nerror["));
    assert_true(start < end && end != SIZE_MAX);
    text = baton_str_sub(text, start, end);
    while (baton_str_next(&text, '\n', &line)) {
        size_t columns = 0;
        for (size_t at = 0; at < line.len;) {
            uint32_t c = 0;
            size_t n = baton_utf8_decode(line.s + at, line.len - at, &c);
            assert_true(n && c >= 0x20 && c != 0x202E && !(c >= 0x7F && c < 0xA0));
            columns += is_wide(c) ? 2 : 1;
            at += n;
        }
        if (columns > width)
            fail_msg("width %zu, but %zu: %.*s", width, columns, BATON_ARG(line));
    }
}

static struct baton_str without_color(struct baton_arena *arena, struct baton_str text)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    for (size_t at = 0; at < text.len; at++) {
        bool code = text.s[at] == '\x1b';
        while (code && text.s[at] != 'm')
            at++;
        if (!code)
            baton_buf_putc(&buf, text.s[at]);
    }
    return baton_buf_str(&buf);
}

static void test_nothing_leaves_its_row(void **unused)
{
    static const size_t widths[] = {40, 50, 64, 70, 80, 100, 120, 300};
    static const char *const names[] = {"caller", "bot", "gateway", "platform", "queue", "agent"};
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(widths) * BATON_COUNT(hostile); i++) {
        struct baton_str text = hostile[i / BATON_COUNT(widths)];
        size_t width = widths[i % BATON_COUNT(widths)];
        struct baton_event events[18];
        struct world w;
        for (size_t n = 0; n < BATON_COUNT(events); n++)
            events[n] = (struct baton_event){
                .time = text, .actor = baton_str_from(names[n % 6]), .event = text,
                .to = n / 6 == 1 ? text : baton_str_from(names[n * 5 % 6]),
                .kind = (enum baton_event_kind)(n % 3), .root = n == 7};
        events[11].actor = text;
        assert_true(world_begin(&w, baton_os_alloc()) &&
                    with_events(&w, events, BATON_COUNT(events)));
        struct baton_str plain = text_of(&w, S(account), width, false);
        assert_within(plain, width);
        struct baton_str color = text_of(&w, S(account), width, true);
        assert_true(baton_str_eq(without_color(&w.each, color), plain));
        world_end(&w, true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_findings_name_their_documents),
        cmocka_unit_test(test_one_document_has_no_ladder),
        cmocka_unit_test(test_places_that_are_none_are_left_out),
        cmocka_unit_test(test_reports_fit_their_schema),
        cmocka_unit_test(test_machines_are_told_of_documents),
        cmocka_unit_test(test_rows_are_drawn),
        cmocka_unit_test(test_many_events_are_left_out),
        cmocka_unit_test(test_time_that_passes_is_told),
        cmocka_unit_test(test_nothing_leaves_its_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
