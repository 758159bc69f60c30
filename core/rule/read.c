/* SPDX-License-Identifier: Apache-2.0 */
/* HO0: what the lenient reader found. One rule a code; the reader made the edits. */
#include "core/rule/bots_int.h"
#include "core/rule/rule_int.h"

/* These speak of the text as it came, the others of the text made from it. */
static bool of_original(enum baton_json_code code)
{
    return code == BATON_JSON_UTF16 || code == BATON_JSON_FORM_ENCODED ||
           code == BATON_JSON_IN_STRING;
}

static bool is_first_of_original(const struct baton_check *check,
                                 const struct baton_json_problem *problem)
{
    for (const struct baton_json_problem *p = check->body.problems; p < problem; p++)
        if (of_original(p->code))
            return false;
    return true;
}

/* The text that was made stands in for the whole body; what is wrong in it is mended after that. */
static void put_derived(struct baton_check *check, struct baton_finding *finding,
                        const struct baton_json_problem *problem)
{
    struct baton_str was = check->part->text, text = check->body.doc.text;
    struct baton_edit edit = {0, was.len, text};
    if (!check->readable || !is_first_of_original(check, problem))
        return;
    if (problem->code != BATON_JSON_UTF16) {
        struct baton_str trimmed = baton_str_trim(was);
        edit = (struct baton_edit){(size_t)(trimmed.s - was.s), trimmed.len, baton_str_trim(text)};
    }
    if (baton_part_edit(check->arena, check->part, edit, &edit))
        baton_report_input_edit(check, finding, edit);
}

static void add_edits(struct baton_check *check, struct baton_finding *finding,
                      const struct baton_json_problem *problem)
{
    if (!finding)
        return;
    if (check->body.derived) {
        if (of_original(problem->code))
            put_derived(check, finding, problem);
        return;
    }
    for (size_t i = 0; i < problem->edit_count; i++) {
        struct baton_edit edit;
        if (baton_part_edit(check->arena, check->part, problem->edits[i], &edit))
            baton_report_input_edit(check, finding, edit);
    }
    if (problem->edit_count)
        finding->fix.applicability = problem->safe ? BATON_FIX_SAFE : BATON_FIX_REVIEW;
}

/* " (3 places)", where the reader folded several into one. */
static struct baton_str places(struct baton_check *check, const struct baton_json_problem *problem)
{
    if (!problem->repeats)
        return BATON_STR("");
    return baton_str_fmt(check->arena, " (%zu places)", problem->repeats + 1);
}

/* The detail that a reader of the message wants to see; quote marks and commas are no news. */
static struct baton_str detail_of(struct baton_check *check,
                                  const struct baton_json_problem *problem)
{
    static const enum baton_json_code telling[] = {
        BATON_JSON_UNQUOTED_KEY, BATON_JSON_NAN,       BATON_JSON_BAD_NUMBER,
        BATON_JSON_BARE_WORD,    BATON_JSON_TRUNCATED, BATON_JSON_TEMPLATE_OUTSIDE_STRING,
        BATON_JSON_NOT_JSON,     BATON_JSON_INVALID_ESCAPE,
    };
    for (size_t i = 0; i < BATON_COUNT(telling); i++)
        if (telling[i] == problem->code)
            return baton_mask(check->arena, baton_str_sub(problem->detail, 0, 80));
    return BATON_STR("");
}

static const char *text_of(const struct baton_json_problem *problem)
{
    return problem->code == BATON_JSON_INNER_QUOTE && problem->detail.len
               ? "the quotes of the JSON text in a string have no backslashes"
               : baton_json_code_text(problem->code);
}

static void report_problem(struct baton_check *check, const struct baton_rule *rule,
                           const struct baton_json_problem *problem)
{
    struct baton_str count = places(check, problem);
    struct baton_str detail = detail_of(check, problem);
    struct baton_where where = baton_where_body(check, problem->span);
    struct baton_finding *finding =
        detail.len ? baton_report_at(check, rule, where, "%s: %.*s%.*s",
                                     text_of(problem), BATON_ARG(detail),
                                     BATON_ARG(count))
                   : baton_report_at(check, rule, where, "%s%.*s",
                                     text_of(problem), BATON_ARG(count));
    add_edits(check, finding, problem);
}

static void report_code(struct baton_check *check, const struct baton_rule *rule,
                        enum baton_json_code code)
{
    size_t before = check->finding_count;
    if (check->exchange->is_dump)
        return; /* a program's view of an object is not what was sent */
    for (size_t i = 0; i < check->body.problem_count; i++)
        if (check->body.problems[i].code == code)
            report_problem(check, rule, &check->body.problems[i]);
    /* An answer captured by itself may be plain text, and is nobody's mistake here. */
    bool captured = check->is_answer && check->exchange->kind != BATON_INPUT_CONVERSATION;
    for (size_t i = before; captured && i < check->finding_count; i++)
        check->findings[i].severity = BATON_NOTE;
}

/* A request that needs no body may well have none. */
BATON_RULE(HO0001)
{
    const struct baton_exchange *ex = check->exchange;
    bool wanted = check->contract ? check->contract->body_required : !ex->request.present;
    if (wanted)
        report_code(check, rule, BATON_JSON_EMPTY);
}

BATON_RULE(HO0002) { report_code(check, rule, BATON_JSON_TYPOGRAPHIC_QUOTES); }
BATON_RULE(HO0003) { report_code(check, rule, BATON_JSON_SINGLE_QUOTES); }
BATON_RULE(HO0004) { report_code(check, rule, BATON_JSON_UNQUOTED_KEY); }

BATON_RULE(HO0005)
{
    report_code(check, rule, BATON_JSON_TRAILING_COMMA);
    report_code(check, rule, BATON_JSON_EXTRA_COMMA);
}

BATON_RULE(HO0006) { report_code(check, rule, BATON_JSON_MISSING_COMMA); }
BATON_RULE(HO0007) { report_code(check, rule, BATON_JSON_COMMENT); }
BATON_RULE(HO0008)
{
    size_t before = check->finding_count;
    bool sent = check->exchange->url.len || check->exchange->request.present;
    report_code(check, rule, BATON_JSON_BOM);
    /* In a file by itself the mark may be the editor's, and is not known to be sent. */
    for (size_t i = before; !sent && i < check->finding_count; i++)
        check->findings[i].severity = BATON_NOTE;
}
BATON_RULE(HO0009) { report_code(check, rule, BATON_JSON_UTF16); }
BATON_RULE(HO0010) { report_code(check, rule, BATON_JSON_INVALID_UTF8); }
BATON_RULE(HO0011) { report_code(check, rule, BATON_JSON_CONTROL_CHARACTER); }
BATON_RULE(HO0012) { report_code(check, rule, BATON_JSON_NAN); }
BATON_RULE(HO0013) { report_code(check, rule, BATON_JSON_BAD_NUMBER); }

static void report_duplicate(struct baton_check *check, const struct baton_rule *rule,
                             const struct baton_json_problem *p, const struct baton_lines *lines)
{
    struct baton_place first = baton_lines_place(lines, p->other.start);
    struct baton_finding *f = baton_report_at(check, rule, baton_where_body(check, p->span),
                                              "\"%.*s\" stands twice in one object",
                                              BATON_ARG(p->detail));
    baton_report_because(check, f,
                         "The first stands at line %zu, column %zu of the body. Which of the two "
                         "counts is up to the reader (RFC 8259 section 4): most take the last, "
                         "some the first, some refuse the text.",
                         first.line, first.column);
    add_edits(check, f, p);
}

BATON_RULE(HO0014)
{
    struct baton_lines lines = {.count = 0};
    for (size_t i = 0; i < check->body.problem_count; i++) {
        if (check->body.problems[i].code != BATON_JSON_DUPLICATE_KEY)
            continue;
        if (!lines.count &&
            baton_lines_init(&lines, check->arena, check->body.doc.text) != BATON_OK)
            return;
        report_duplicate(check, rule, &check->body.problems[i], &lines);
    }
}

BATON_RULE(HO0015) { report_code(check, rule, BATON_JSON_TRUNCATED); }
/* Messages of a WebSocket are kept one a line. */
BATON_RULE(HO0016)
{
    if (!baton_bots_is_stream(check))
        report_code(check, rule, BATON_JSON_SEVERAL_DOCUMENTS);
}
BATON_RULE(HO0017) { report_code(check, rule, BATON_JSON_IN_STRING); }
BATON_RULE(HO0018) { report_code(check, rule, BATON_JSON_FORM_ENCODED); }
BATON_RULE(HO0019) { report_code(check, rule, BATON_JSON_TEMPLATE_OUTSIDE_STRING); }
BATON_RULE(HO0020) { report_code(check, rule, BATON_JSON_HTML); }
BATON_RULE(HO0021) { report_code(check, rule, BATON_JSON_TOO_DEEP); }
BATON_RULE(HO0022) { report_code(check, rule, BATON_JSON_TOO_LARGE); }
BATON_RULE(HO0023) { report_code(check, rule, BATON_JSON_INVALID_ESCAPE); }
BATON_RULE(HO0024) { report_code(check, rule, BATON_JSON_BARE_WORD); }

BATON_RULE(HO0025)
{
    report_code(check, rule, BATON_JSON_MISSING_NAME);
    report_code(check, rule, BATON_JSON_MISSING_COLON);
    report_code(check, rule, BATON_JSON_EXTRA_COLON);
    report_code(check, rule, BATON_JSON_MISSING_VALUE);
}

BATON_RULE(HO0026) { report_code(check, rule, BATON_JSON_UNTERMINATED_STRING); }
BATON_RULE(HO0027) { report_code(check, rule, BATON_JSON_NOT_JSON); }
BATON_RULE(HO0028) { report_code(check, rule, BATON_JSON_WRONG_BRACKET); }
BATON_RULE(HO0029) { report_code(check, rule, BATON_JSON_LONE_SURROGATE); }
BATON_RULE(HO0030) { report_code(check, rule, BATON_JSON_EXTRA_TEXT); }

BATON_RULE(HO0031)
{
    report_code(check, rule, BATON_JSON_TOO_MANY);
    if (check->left_out)
        baton_report_at(check, rule, baton_where_nowhere(),
                        "%zu further faults of the body's shape are not listed", check->left_out);
}

BATON_RULE(HO0032) { report_code(check, rule, BATON_JSON_INNER_QUOTE); }
BATON_RULE(HO0033) { report_code(check, rule, BATON_JSON_ODD_BLANK); }
BATON_RULE(HO0034) { report_code(check, rule, BATON_JSON_MISSING_BRACES); }
