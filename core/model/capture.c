/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captures that follow each other in one text: where one of raw HTTP or SIP begins and ends,
 * and the lines of a log that tell of a request and its status.
 */
#include "core/model/model_int.h"

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};

static size_t past_line(struct baton_str text, size_t at)
{
    size_t step = baton_str_find_byte(baton_str_sub(text, at, text.len), '\n');
    return step == SIZE_MAX ? text.len : at + step + 1;
}

/* A line without blanks around it, and without the mark of "curl -v" or a quotation. */
static struct baton_str bare_line(struct baton_str text, size_t at)
{
    struct baton_str line = baton_str_trim(baton_str_sub(text, at, past_line(text, at)));
    if (line.len && (line.s[0] == '>' || line.s[0] == '<') && (line.len == 1 || line.s[1] == ' '))
        line = baton_str_trim(baton_str_sub(line, 1, line.len));
    return line;
}

static bool is_method(struct baton_str word)
{
    for (size_t i = 0; i < BATON_COUNT(methods); i++)
        if (baton_str_is(word, methods[i]))
            return true;
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- first lines ---------------------------------------------------------------------- */

/* "POST /path HTTP/1.1"; without its version only after a blank line. */
static bool is_request(struct baton_str line, bool after_blank)
{
    struct baton_str rest = line, method, target, version;
    if (!baton_str_next(&rest, ' ', &method) || !is_method(method) ||
        !baton_str_next(&rest, ' ', &target) || !target.len)
        return false;
    bool path = target.s[0] == '/' || baton_str_starts(target, BATON_STR("https://")) ||
                baton_str_starts(target, BATON_STR("http://"));
    if (!rest.len)
        return after_blank && path;
    size_t blank = SIZE_MAX;
    for (size_t i = 0; i < rest.len; i++)
        blank = rest.s[i] == ' ' ? i : blank;
    version = blank == SIZE_MAX ? rest : baton_str_sub(rest, blank + 1, rest.len);
    return path && baton_str_starts(version, BATON_STR("HTTP/")) && version.len > 5 &&
           is_digit(version.s[5]);
}

static bool is_status_line(struct baton_str line)
{
    return baton_str_starts(line, BATON_STR("HTTP/")) && baton_http_looks_like(line);
}

/* Requests, and the answers that refuse one; what acknowledges tells nothing. */
static bool is_sip(struct baton_str line)
{
    if (!baton_model__is_sip(line) || baton_str_starts(line, BATON_STR("ACK ")))
        return false;
    return !baton_str_starts_nocase(line, BATON_STR("SIP/2.0 ")) || line.len < 9 ||
           line.s[8] > '2';
}

static bool begins_capture(struct baton_str text, size_t at, bool after_blank)
{
    struct baton_str line = bare_line(text, at);
    char first = line.len ? line.s[0] : ' ';
    return first >= 'A' && first <= 'Z' && (is_request(line, after_blank) || is_sip(line));
}

size_t baton_model__next_capture(struct baton_str text, size_t at)
{
    bool blank = false;
    while (at < text.len) {
        blank = !bare_line(text, at).len;
        at = past_line(text, at);
        if (at < text.len && begins_capture(text, at, blank))
            return at;
    }
    return text.len;
}

bool baton_model__begins_capture(struct baton_str text, size_t at, bool after_blank)
{
    return at < text.len && begins_capture(text, at, after_blank);
}

/* Past the blank lines that a text begins with. */
bool baton_model__is_capture(struct baton_str text)
{
    struct baton_str rest = baton_str_trim(text);
    return rest.len && (begins_capture(rest, 0, true) || is_status_line(bare_line(rest, 0)) ||
                        rest.s[0] == '{');
}

/* ---- where one ends ------------------------------------------------------------------- */

struct walk {
    struct baton_arena *arena;
    struct baton_str text; /* up to the next capture */
    size_t end;
    bool alone;            /* no prose around it: what follows a body belongs to it */
    bool in_head, done;    /* done: there is a body already, or can be none */
    bool all;              /* a body that is not JSON: nobody knows where prose goes on */
    struct baton_model_capture *out;
};

static bool ends_body(struct baton_str line, bool response)
{
    uint64_t length;
    if (response && (baton_str_find(line, BATON_STR(" 204")) != SIZE_MAX ||
                     baton_str_find(line, BATON_STR(" 304")) != SIZE_MAX))
        return true;
    size_t colon = baton_str_find_byte(line, ':');
    return !response && colon != SIZE_MAX &&
           baton_str_is_nocase(baton_str_sub(line, 0, colon), "Content-Length") &&
           baton_str_to_u64(baton_str_trim(baton_str_sub(line, colon + 1, line.len)), &length) &&
           length == 0;
}

static bool is_dated(struct baton_str line)
{
    return line.len > 10 && is_digit(line.s[0]) && is_digit(line.s[3]) && line.s[4] == '-' &&
           is_digit(line.s[5]) && line.s[7] == '-' && is_digit(line.s[9]);
}

/* What stands by itself after a message that is whole: an event, a line of a log, prose. */
static bool is_other(struct walk *w, struct baton_str line)
{
    struct baton_json doc;
    if (!w->done)
        return false;
    if (is_dated(line) || (!w->alone && !w->all))
        return true;
    return line.s[0] == '{' && baton_json_read(w->arena, line, NULL, &doc, NULL) == BATON_OK &&
           baton_model__is_record(&doc, 0);
}

static void begin_head(struct walk *w, struct baton_str line, bool response)
{
    w->in_head = true;
    w->out->answered = w->out->answered || response;
    w->done = response && ends_body(line, true);
}

static size_t past_body_line(struct walk *w, size_t at, struct baton_str line)
{
    size_t start = (size_t)(line.s - w->text.s), next = past_line(w->text, at);
    if (w->done || (line.s[0] != '{' && line.s[0] != '[')) {
        w->done = w->all = true;
        return next;
    }
    w->done = true;
    w->end = baton_model__past_brackets(w->text, start);
    return past_line(w->text, w->end - 1);
}

/* The line at `at`, which is not one of a body. */
static bool step_head(struct walk *w, size_t at, struct baton_str line, bool sip)
{
    if (is_status_line(line) && !(w->out->answered && w->done))
        begin_head(w, line, true);
    else if (w->in_head)
        w->done = w->done || ends_body(line, false) || (sip && !line.len);
    else
        return false;
    w->in_head = line.len > 0;
    w->end = past_line(w->text, at);
    return true;
}

void baton_model__capture(struct baton_arena *arena, struct baton_str text, size_t at, bool alone,
                          struct baton_model_capture *out)
{
    struct walk w = {.arena = arena, .alone = alone, .out = out};
    w.text = baton_str_sub(text, 0, baton_model__next_capture(text, at));
    struct baton_str line = bare_line(w.text, at);
    bool sip = baton_model__is_sip(line), cut = false;
    *out = (struct baton_model_capture){.kind = sip ? BATON_INPUT_SIP : BATON_INPUT_HTTP,
                                        .has_request = !is_status_line(line)};
    begin_head(&w, line, !out->has_request);
    at = w.end = past_line(w.text, at);
    while (at < w.text.len && !cut) {
        line = bare_line(w.text, at);
        if (step_head(&w, at, line, sip) || !line.len)
            at = past_line(w.text, at);
        else if (is_other(&w, line))
            cut = true;
        else
            at = past_body_line(&w, at, line);
    }
    out->end = alone || w.all ? at : w.end;
}

/* ---- lines of a log ------------------------------------------------------------------- */

static size_t past_blanks(struct baton_str text, size_t at)
{
    while (at < text.len && (text.s[at] == ' ' || text.s[at] == '\t'))
        at++;
    return at;
}

static size_t past_word(struct baton_str text, size_t at)
{
    while (at < text.len && baton_str_find_byte(BATON_STR(" \t\r\n\"'`,"), text.s[at]) == SIZE_MAX)
        at++;
    return at;
}

/* Past "->", "=>" or an arrow; `at` if there is none. */
static size_t past_arrow(struct baton_str text, size_t at)
{
    static const char *const arrows[] = {"->", "=>", "-->", "\xE2\x86\x92"};
    for (size_t i = 0; i < BATON_COUNT(arrows); i++)
        if (baton_str_starts(baton_str_sub(text, at, text.len), baton_str_from(arrows[i])))
            return past_blanks(text, at + baton_str_from(arrows[i]).len);
    return at;
}

/* "https://host/path -> 204" at `at`. */
static bool read_rest(struct baton_str text, size_t at, struct baton_model_logged *out)
{
    struct baton_str rest = baton_str_sub(text, at, text.len);
    uint64_t status;
    if (!baton_str_starts(rest, BATON_STR("https://")) &&
        !baton_str_starts(rest, BATON_STR("http://")))
        return false;
    out->url = (struct baton_span){at, past_word(text, at)};
    size_t arrow = past_blanks(text, out->url.end), number = past_arrow(text, arrow);
    if (baton_str_starts(baton_str_sub(text, number, text.len), BATON_STR("HTTP ")))
        number += 5;
    struct baton_str digits = baton_str_sub(text, number, number + 3);
    if (number == arrow || digits.len != 3 || !baton_str_to_u64(digits, &status) ||
        status < 100 || status > 599 ||
        (number + 3 < text.len && (is_digit(text.s[number + 3]) || text.s[number + 3] == '.')))
        return false;
    out->status_at = (struct baton_span){number, number + 3};
    out->status = (int)status;
    return true;
}

bool baton_model__logged(struct baton_str text, size_t at, struct baton_model_logged *out)
{
    size_t end = past_line(text, at);
    struct baton_str line = baton_str_sub(text, 0, end);
    if (baton_str_find(baton_str_sub(line, at, end), BATON_STR("://")) == SIZE_MAX)
        return false;
    out->line = (struct baton_span){at, end};
    while (at < end) {
        size_t past = past_word(line, at);
        if (is_method(baton_str_sub(line, at, past)) &&
            read_rest(line, past_blanks(line, past), out)) {
            out->method = (struct baton_span){at, past};
            return true;
        }
        at = past > at ? past : at + 1;
    }
    return false;
}

/* A line with the URL, as an exchange of which neither headers nor bodies are known. */
void baton_model__logged_exchange(struct baton_str text, const struct baton_model_logged *line,
                                  struct baton_exchange *ex)
{
    *ex = (struct baton_exchange){.kind = BATON_INPUT_TEXT, .header_at = SIZE_MAX,
                                  .extent = line->line, .url_span = line->url};
    ex->url = baton_str_sub(text, line->url.start, line->url.end);
    ex->request = (struct baton_http_message){
        .present = true, .method = baton_str_sub(text, line->method.start, line->method.end),
        .target = ex->url, .method_span = line->method, .target_span = line->url,
        .start_line = {line->method.start, line->url.end}};
    ex->response = (struct baton_http_message){.present = true, .is_response = true,
                                               .status = line->status,
                                               .start_line = line->status_at};
    struct baton_str when = baton_str_sub(text, line->line.start, line->line.end);
    int64_t seconds;
    when = baton_str_sub(when, 0, baton_str_find_byte(when, ' '));
    if (baton_time_read(when, &seconds))
        ex->started = when;
}

static const char *const complaints[] = {"error", "fail", "warn", "exception", "timed out",
                                         "timeout", "refuse", "reject", "denied", "not found",
                                         "expired", "invalid", "unsupported"};

bool baton_model__complains(struct baton_str words)
{
    for (size_t i = 0; i < BATON_COUNT(complaints); i++)
        if (baton_str_find_nocase(words, baton_str_from(complaints[i])) != SIZE_MAX)
            return true;
    return false;
}
