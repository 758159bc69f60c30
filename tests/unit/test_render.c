/* SPDX-License-Identifier: Apache-2.0 */
/* Reports as text and as JSON: where the carets stand, what never reaches a terminal. */
#include "core/json.h"
#include "core/render.h"
#include "tests/unit/exchange.h"

/* ---- a report to show -------------------------------------------------------------------- */

static const struct baton_rule_info info = {
    .id = "HO4001", .name = "required-field-missing", .title = "A required field is missing",
    .provenance = "community", .confidence = "high", .sources = "RFC 8259 section 7\nanother one",
    .what = "", .why = "", .how = "", .families = "all", .since = "0.1.0",
};

static struct baton_finding finding_at(size_t start, size_t end)
{
    return (struct baton_finding){
        .rule = &info, .severity = BATON_ERROR, .stage = BATON_SHAPE, .pointer = S("/a"),
        .in_body = true, .span = {start, end}, .has_span = true, .message = S("it is wrong"),
        .because = S("nobody can read it"),
        .fix = {.text = S("write it"), .own = true, .applicability = BATON_FIX_SAFE},
    };
}

static struct baton_report report_of(struct baton_str source, struct baton_finding *findings,
                                     size_t count)
{
    struct baton_report r = {.findings = findings, .finding_count = count, .source = source};
    r.input.name = S("payload.json");
    r.input.kind = S("payload");
    r.input.contract = S("a.b");
    r.input.contract_summary = S("Does it");
    r.input.family = S("a");
    r.input.confidence = 0.625;
    r.input.guessed = true;
    r.input.index = 1;
    r.input.of = 1;
    r.verdict.outcome = BATON_OUTCOME_REJECTED;
    r.verdict.has_stage = true;
    r.verdict.stage = BATON_SHAPE;
    r.verdict.status = 400;
    r.verdict.by = S("CXone");
    r.verdict.text = S("Rejected.");
    r.verdict.root_cause = count ? 0 : SIZE_MAX;
    return r;
}

static bool to_text(struct baton_arena *arena, const struct baton_report *r, struct baton_str input,
                    size_t width, bool color, struct baton_str *out)
{
    struct baton_lines lines;
    struct baton_buf buf;
    struct baton_style style = {color, width};
    if (baton_lines_init(&lines, arena, input) != BATON_OK)
        return false;
    baton_buf_init(&buf, arena, 0);
    baton_render_text(&buf, r, &lines, &style);
    *out = baton_buf_str(&buf);
    return !baton_buf_failed(&buf);
}

static bool to_json(struct baton_arena *arena, const struct baton_report *r, struct baton_str input,
                    bool indented, struct baton_str *out)
{
    struct baton_lines lines;
    struct baton_buf buf;
    if (baton_lines_init(&lines, arena, input) != BATON_OK)
        return false;
    baton_buf_init(&buf, arena, 0);
    baton_render_json(&buf, r, &lines, indented);
    *out = baton_buf_str(&buf);
    return !baton_buf_failed(&buf);
}

/* ---- carets ---------------------------------------------------------------------- */

/* Columns that a terminal gives a text: wide characters take two, combining ones none. */
static size_t columns_of(struct baton_str text)
{
    size_t columns = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = 0;
        size_t n = baton_utf8_decode(text.s + at, text.len - at, &c);
        bool wide = c == 0x4E2D || c == 0x6587 || c == 0x1F600 || c == 0xAC00;
        columns += wide ? 2 : c != 0x301;
        at += n ? n : 1;
    }
    return columns;
}

/* [ and ] stand around the span; the shown line has a window of the input's line. */
static const struct {
    const char *text, *line, *carets;
} excerpts[] = {
    {"{\"a\": [1]}", "   1 | {\"a\": 1}", "     |       ^"},
    {"[{]\"a\": 1}", "   1 | {\"a\": 1}", "     | ^"},
    {"{\"a\": 1[}]", "   1 | {\"a\": 1}", "     |        ^"},
    {"{\"a\": 1}[]", "   1 | {\"a\": 1}", "     |         ^"},
    {"{\n \"a\": [true],\n}", "   2 |  \"a\": true,", "     |       ^^^^"},
    {"{\r\n \"a\": [true],\r\n}", "   2 |  \"a\": true,", "     |       ^^^^"},
    {"{\r \"a\": [true],\r}", "   2 |  \"a\": true,", "     |       ^^^^"},
    {"{[\n \"a\": 1\n]}", "   1 | {", "     |  ^"},
    {"[{\n \"a\": 1\n}]", "   1 | {", "     | ^"},
    {"\t{\t\"a\":\t[1]}", "   1 |  { \"a\": 1}", "     |         ^"},
    {"{\"é\": \"ü\", \"b\": [\"ß\"]}", "   1 | {\"é\": \"ü\", \"b\": \"ß\"}",
     "     |                 ^^^"},
    {"{\"中文\": [\"中\"]}", "   1 | {\"中文\": \"中\"}", "     |          ^^^^"},
    {"{\"\xF0\x9F\x98\x80\": [1]}", "   1 | {\"\xF0\x9F\x98\x80\": 1}", "     |        ^"},
    {"{\"e\xCC\x81\": [1]}", "   1 | {\"e\xCC\x81\": 1}", "     |       ^"},
    {"{\"\xFF\xFE\": [1]}", "   1 | {\"\xEF\xBF\xBD\xEF\xBF\xBD\": 1}", "     |        ^"},
    {"{\"\x1b[31m\": []1}", "   1 | {\"·[31m\": 1}", "     |           ^"},
    {"", NULL, NULL},
};

static struct baton_str nth_line(struct baton_str text, const char *beginning, size_t skip)
{
    struct baton_str line;
    while (baton_str_next(&text, '\n', &line)) {
        if (!baton_str_starts(line, baton_str_from(beginning)))
            continue;
        while (skip-- && baton_str_next(&text, '\n', &line))
            ;
        return line;
    }
    return S("");
}

/* Takes the brackets out that stand around the span (the first [ and the last ]). */
static struct baton_str unmarked(struct baton_arena *arena, const char *text,
                                 struct baton_span *span)
{
    struct baton_str all = baton_str_from(text);
    struct baton_buf buf;
    size_t open = SIZE_MAX, close = SIZE_MAX;
    for (size_t i = 0; i < all.len; i++) {
        bool escape = i && all.s[i - 1] == '\x1b';
        open = all.s[i] == '[' && open == SIZE_MAX && !escape ? i : open;
        close = all.s[i] == ']' ? i : close;
    }
    *span = (struct baton_span){open, close - 1};
    baton_buf_init(&buf, arena, 0);
    baton_buf_put(&buf, baton_str_sub(all, 0, open));
    baton_buf_put(&buf, baton_str_sub(all, open + 1, close));
    baton_buf_put(&buf, baton_str_sub(all, close + 1, all.len));
    return baton_buf_str(&buf);
}

static bool carets_stand_under_the_span(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && excerpts[i].line; i++) {
        struct baton_arena arena;
        struct baton_span span;
        struct baton_str out;
        baton_arena_init(&arena, alloc, 0);
        struct baton_str text = unmarked(&arena, excerpts[i].text, &span);
        struct baton_finding finding = finding_at(span.start, span.end);
        struct baton_report report = report_of(text, &finding, 1);
        whole = text.s && to_text(&arena, &report, text, 0, false, &out);
        if (whole) {
            struct baton_str line = nth_line(out, "  -->", 1), below = nth_line(out, "  -->", 2);
            assert_text(excerpts[i].text, line, excerpts[i].line);
            assert_text(excerpts[i].text, below, excerpts[i].carets);
        }
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(carets_stand_under_the_span)

/* Numbers of five digits and more push the carets, too. */
static bool carets_of_late_lines_stand_under_them(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_buf text;
    struct baton_str out;
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&text, &arena, 0);
    baton_buf_fill(&text, '\n', 12344);
    baton_buf_puts(&text, "ab");
    struct baton_finding finding = finding_at(12345, 12346);
    struct baton_report report = report_of(baton_buf_str(&text), &finding, 1);
    bool whole = !baton_buf_failed(&text) &&
                 to_text(&arena, &report, baton_buf_str(&text), 0, false, &out);
    if (whole)
        assert_true(baton_str_find(out, S("12345 | ab\n      |  ^\n")) != SIZE_MAX);
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(carets_of_late_lines_stand_under_them)

/* A long line is cut, and the caret stands under what it points at all the same. */
static bool long_lines_are_cut_to_the_width(struct baton_alloc alloc)
{
    static const size_t widths[] = {0, 30, 40, 61, 80, 100, 200};
    static const size_t places[] = {0, 10, 60, 75, 80, 95, 100, 101, 500, 990, 998, 999, 1000};
    static const char *const fillers[] = {"x", "é", "中", "\t", "\xFF", "\x1b"};
    bool whole = true;
    enum { ALL = BATON_COUNT(widths) * BATON_COUNT(places) * BATON_COUNT(fillers) };
    for (size_t i = 0; whole && i < ALL; i++) {
        size_t width = widths[i % BATON_COUNT(widths)];
        size_t place = places[i / BATON_COUNT(widths) % BATON_COUNT(places)];
        const char *filler = fillers[i / BATON_COUNT(widths) / BATON_COUNT(places)];
        struct baton_arena arena;
        struct baton_buf text;
        struct baton_str out;
        baton_arena_init(&arena, alloc, 0);
        baton_buf_init(&text, &arena, 0);
        for (size_t n = 0; n < 1000; n++)
            baton_buf_puts(&text, n == place ? "!" : filler);
        size_t at = place * strlen(filler);
        struct baton_finding finding = finding_at(at, at + (place < 1000));
        struct baton_report report = report_of(baton_buf_str(&text), &finding, 1);
        whole = !baton_buf_failed(&text) &&
                to_text(&arena, &report, baton_buf_str(&text), width, false, &out);
        if (whole) {
            struct baton_str line = nth_line(out, "  -->", 1), below = nth_line(out, "  -->", 2);
            size_t most = width ? width < 40 ? 40 : width : 100;
            size_t caret = baton_str_find_byte(below, '^');
            size_t mark = baton_str_find_byte(line, '!');
            if (columns_of(line) > most || columns_of(below) > most + 1)
                fail_msg("width %zu: '%.*s' is wider", width, BATON_ARG(line));
            assert_number(filler, (long long)caret,
                          place == 1000 ? (long long)columns_of(line)
                                        : (long long)columns_of(baton_str_sub(line, 0, mark)));
        }
        baton_arena_release(&arena);
    }
    return whole;
}

static void test_long_lines_are_cut_to_the_width(void **unused)
{
    struct oom_state state = {.fail_at = SIZE_MAX};
    (void)unused;
    assert_true(long_lines_are_cut_to_the_width((struct baton_alloc){oom_resize, &state}));
    assert_int_equal(state.live, 0);
}

/* Two hundred findings in a line of megabytes: each is shown by what is near it. */
static void test_a_long_line_is_not_read_for_each_finding(void **unused)
{
    enum { COUNT = 200, LENGTH = 8 << 20 };
    struct oom_state state = {.fail_at = SIZE_MAX};
    struct baton_finding findings[COUNT];
    struct baton_arena arena;
    struct baton_buf text;
    struct baton_str out;
    (void)unused;
    baton_arena_init(&arena, (struct baton_alloc){oom_resize, &state}, 0);
    baton_buf_init(&text, &arena, 0);
    baton_buf_fill(&text, 'x', LENGTH);
    for (size_t i = 0; i < COUNT; i++)
        findings[i] = finding_at(LENGTH - i * 100 - 1, LENGTH);
    struct baton_report report = report_of(baton_buf_str(&text), findings, COUNT);
    assert_true(to_text(&arena, &report, baton_buf_str(&text), 0, false, &out));
    assert_true(out.len < 200000);
    baton_arena_release(&arena);
}

/* Of a line that several exchanges share, only what is masked for this one is shown. */
static bool other_exchanges_are_not_shown(struct baton_alloc alloc)
{
    struct baton_str text = S("[secret, ours, secret]"), out;
    struct baton_finding inside = finding_at(9, 13), outside = finding_at(2, 4);
    struct baton_finding findings[2];
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    findings[0] = inside;
    findings[1] = outside;
    struct baton_report report = report_of(S("ours"), findings, 2);
    report.source_at = 9;
    bool whole = to_text(&arena, &report, text, 0, false, &out);
    if (whole) {
        assert_true(baton_str_find(out, S("   1 | ours\n     | ^^^^\n")) != SIZE_MAX);
        assert_true(baton_str_find(out, S("secret")) == SIZE_MAX);
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(other_exchanges_are_not_shown)

/* ---- what never reaches a terminal ----------------------------------------------------------- */

static const struct baton_str hostile[] = {
    {"\x1b[2J\x1b]0;title\x07", 14}, {"\x9b" "31m", 4},      {"\xC2\x9B" "31m", 5},
    {"a\rb\nc\td\0e", 9},            {"\x7F\b\b\v\f", 5},    {"\xE2\x80\xAE" "evil", 7},
    {"\xE2\x81\xA6\xE2\x80\x8F", 6}, {"\xEF\xBB\xBF", 3},    {"\xE2\x80\xA8\xE2\x80\xA9", 6},
    {"\xC3", 1},                     {"\xED\xA0\x80", 3},    {"\xF5\x80\x80\x80", 4},
    {"\xD8\x9C", 2},                 {"%s%n%d", 6},          {"\"quotes\\", 8},
};

static struct baton_report hostile_report(struct baton_str text, struct baton_finding *finding,
                                          struct baton_next *next, struct baton_event *event)
{
    *finding = finding_at(0, text.len);
    finding->message = finding->because = finding->fix.text = finding->pointer = text;
    *next = (struct baton_next){BATON_SHAPE, 0};
    *event = (struct baton_event){.time = text, .actor = text, .event = text, .ref = text};
    struct baton_report r = report_of(text, finding, 1);
    r.input.name = r.input.contract = r.input.contract_summary = r.input.family = text;
    r.verdict.text = r.verdict.by = text;
    r.next = next;
    r.next_count = 1;
    r.timeline = event;
    r.timeline_count = 1;
    r.repaired.present = true;
    r.repaired.text = r.repaired.body = r.repaired.raw = r.repaired.missing = text;
    return r;
}

static bool is_safe_character(uint32_t c)
{
    return c >= 0x20 && !(c >= 0x7F && c < 0xA0) && c != 0x202E && c != 0x2066 && c != 0x200F &&
           c != 0xFEFF && c != 0x2028 && c != 0x2029 && c != 0x61C;
}

static void assert_safe(struct baton_str text, bool bidi)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = 0;
        size_t n = baton_utf8_decode(text.s + at, text.len - at, &c);
        if (!n || (c != '\n' && !is_safe_character(c) && (bidi || c < 0xA0)))
            fail_msg("byte %zu (U+%04X) of: %.*s", at, (unsigned)c, BATON_ARG(text));
        at += n;
    }
}

/* The text without the colours that we give it. */
static struct baton_str without_color(struct baton_arena *arena, struct baton_str text)
{
    static const char *const codes[] = {"\x1b[0m",  "\x1b[1m",  "\x1b[2m", "\x1b[1;31m",
                                        "\x1b[33m", "\x1b[36m", "\x1b[32m"};
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    for (size_t at = 0; at < text.len;) {
        struct baton_str rest = baton_str_sub(text, at, text.len);
        size_t code = 0;
        for (size_t i = 0; i < BATON_COUNT(codes) && !code; i++)
            code = baton_str_starts(rest, baton_str_from(codes[i])) ? strlen(codes[i]) : 0;
        if (!code)
            baton_buf_putc(&buf, text.s[at]);
        at += code ? code : 1;
    }
    return baton_buf_str(&buf);
}

static bool nothing_steers_the_terminal(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(hostile); i++) {
        struct baton_finding finding;
        struct baton_next next;
        struct baton_event event;
        struct baton_arena arena;
        struct baton_str plain, color;
        baton_arena_init(&arena, alloc, 0);
        struct baton_report report = hostile_report(hostile[i], &finding, &next, &event);
        whole = to_text(&arena, &report, hostile[i], 80, false, &plain) &&
                to_text(&arena, &report, hostile[i], 80, true, &color);
        if (whole) {
            assert_safe(plain, true);
            struct baton_str same = without_color(&arena, color);
            whole = !baton_arena_failed(&arena);
            if (whole)
                assert_true(baton_str_eq(same, plain));
        }
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(nothing_steers_the_terminal)

/* ---- JSON ------------------------------------------------------------------------ */

static bool json_is_well_formed_whatever_is_said(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < 2 * BATON_COUNT(hostile); i++) {
        struct baton_str text = hostile[i / 2], out;
        struct baton_finding finding;
        struct baton_next next;
        struct baton_event event;
        struct baton_arena arena;
        struct baton_json doc;
        bool indented = i % 2;
        baton_arena_init(&arena, alloc, 0);
        struct baton_report report = hostile_report(text, &finding, &next, &event);
        whole = to_json(&arena, &report, text, indented, &out);
        if (whole) {
            enum baton_err err = baton_json_read(&arena, out, NULL, &doc, NULL);
            whole = err != BATON_ENOMEM;
            assert_true(err == BATON_OK || !whole);
            assert_safe(out, false);
            assert_true(indented || baton_str_find_byte(out, '\n') == SIZE_MAX);
        }
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(json_is_well_formed_whatever_is_said)

/* What stands at a pointer of the JSON report. */
static const struct {
    const char *pointer, *value;
} members[] = {
    {"/schema", "\"baton.report/1\""},
    {"/tool/name", "\"baton\""},
    {"/input/confidence", "0.63"},
    {"/input/guessed", "true"},
    {"/input/exchange", "1"},
    {"/verdict/stage", "\"shape\""},
    {"/verdict/status", "400"},
    {"/verdict/rootCause", "0"},
    {"/findings/0/rule", "\"HO4001\""},
    {"/findings/0/pointer", "\"/a\""},
    {"/findings/0/line", "2"},
    {"/findings/0/column", "3"},
    {"/findings/0/endLine", "2"},
    {"/findings/0/endColumn", "5"},
    {"/findings/0/fix/applicability", "\"safe\""},
    {"/findings/0/fix/edits/0/offset", "7"},
    {"/findings/0/fix/edits/0/text", "\"\\u001b\\\"é\""},
    {"/findings/0/sources/1", "\"another one\""},
    {"/next", "[]"},
    {"/timeline", "[]"},
    {"/repaired", "null"},
};

static bool members_are_where_they_belong(struct baton_alloc alloc)
{
    struct baton_str text = S("{\r\n \"éé\": 1}"), out;
    struct baton_edit edit = {7, 2, S("\x1b\"é")};
    struct baton_finding finding = finding_at(5, 9);
    struct baton_arena arena;
    struct baton_json doc;
    baton_arena_init(&arena, alloc, 0);
    finding.fix.edits = &edit;
    finding.fix.edit_count = 1;
    struct baton_report report = report_of(text, &finding, 1);
    bool whole = to_json(&arena, &report, text, false, &out) &&
                 baton_json_read(&arena, out, NULL, &doc, NULL) == BATON_OK;
    for (size_t i = 0; whole && i < BATON_COUNT(members); i++) {
        uint32_t at = baton_json_pointer(&doc, 0, baton_str_from(members[i].pointer));
        assert_int_not_equal(at, BATON_JSON_NONE);
        assert_text(members[i].pointer, baton_json_raw(&doc, at), members[i].value);
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(members_are_where_they_belong)

static bool the_writer_puts_commas_where_they_belong(struct baton_alloc alloc)
{
    static const char wanted[] = "{\"a\":[1,true,null,\"x\",{}],\"b\":{\"c\":[]},\"d\":1e3}";
    static const char indented[] = "{\n  \"a\": [\n    1,\n    {}\n  ]\n}";
    struct baton_arena arena;
    struct baton_buf buf, lines;
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&buf, &arena, 0);
    baton_buf_init(&lines, &arena, 0);
    struct baton_json_writer w = {.out = &buf};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "a");
    baton_json_begin(&w, '[');
    baton_json_put_number(&w, 1);
    baton_json_put_bool(&w, true);
    baton_json_put_null(&w);
    baton_json_put_text(&w, S("x"));
    baton_json_begin(&w, '{');
    baton_json_end(&w, '}');
    baton_json_end(&w, ']');
    baton_json_name(&w, "b");
    baton_json_begin(&w, '{');
    baton_json_name(&w, "c");
    baton_json_begin(&w, '[');
    baton_json_end(&w, ']');
    baton_json_end(&w, '}');
    baton_json_name(&w, "d");
    baton_json_put_raw(&w, S("1e3"));
    baton_json_end(&w, '}');
    w = (struct baton_json_writer){.out = &lines, .indented = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "a");
    baton_json_begin(&w, '[');
    baton_json_put_number(&w, 1);
    baton_json_begin(&w, '{');
    baton_json_end(&w, '}');
    baton_json_end(&w, ']');
    baton_json_end(&w, '}');
    bool whole = !baton_buf_failed(&buf) && !baton_buf_failed(&lines);
    if (whole) {
        assert_text("one line", baton_buf_str(&buf), wanted);
        assert_text("indented", baton_buf_str(&lines), indented);
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(the_writer_puts_commas_where_they_belong)

/* ---- the repaired text ----------------------------------------------------------- */

static bool lines_of_a_repaired_text_end_cleanly(struct baton_alloc alloc)
{
    struct baton_str text = S("{\r\n  \"a\": 1\r\n}\r\n"), out;
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    struct baton_report report = report_of(text, NULL, 0);
    report.repaired.present = report.repaired.complete = true;
    report.repaired.text = text;
    bool whole = to_text(&arena, &report, text, 0, false, &out);
    if (whole)
        assert_true(baton_str_find(out, S("    {\n      \"a\": 1\n    }\n")) != SIZE_MAX);
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(lines_of_a_repaired_text_end_cleanly)

/* Paragraphs are broken at blanks, by columns and not by bytes. */
static bool paragraphs_stay_within_the_width(struct baton_alloc alloc)
{
    static const char words[] = "Größe über äußere Maße örtlich übt Übung ähnlich öde Züge früh ";
    struct baton_arena arena;
    struct baton_buf text;
    struct baton_str out, line;
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&text, &arena, 0);
    for (size_t i = 0; i < 10; i++)
        baton_buf_puts(&text, words);
    struct baton_report report = report_of(S(""), NULL, 0);
    report.verdict.text = report.repaired.missing = baton_buf_str(&text);
    report.repaired.present = true;
    bool whole = !baton_buf_failed(&text) && to_text(&arena, &report, S(""), 70, false, &out);
    size_t full = 0;
    for (size_t n = 0; whole && baton_str_next(&out, '\n', &line); n++) {
        if (columns_of(line) > 70)
            fail_msg("%zu columns: %.*s", columns_of(line), BATON_ARG(line));
        full += columns_of(line) > 60;
    }
    assert_true(!whole || full >= 8);
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(paragraphs_stay_within_the_width)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_carets_stand_under_the_span),
        cmocka_unit_test(test_carets_of_late_lines_stand_under_them),
        cmocka_unit_test(test_long_lines_are_cut_to_the_width),
        cmocka_unit_test(test_a_long_line_is_not_read_for_each_finding),
        cmocka_unit_test(test_other_exchanges_are_not_shown),
        cmocka_unit_test(test_nothing_steers_the_terminal),
        cmocka_unit_test(test_json_is_well_formed_whatever_is_said),
        cmocka_unit_test(test_members_are_where_they_belong),
        cmocka_unit_test(test_the_writer_puts_commas_where_they_belong),
        cmocka_unit_test(test_lines_of_a_repaired_text_end_cleanly),
        cmocka_unit_test(test_paragraphs_stay_within_the_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
