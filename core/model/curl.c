/* SPDX-License-Identifier: Apache-2.0 */
/* A curl command line as the request that curl would send (curl's manual page). */
#include <string.h>

#include "core/model/model_int.h"

enum { MAX_WORDS = 4096 };

/* ---- options ---------------------------------------------------------------------- */

/* FLAG, HEAD and GET take no argument, the others one. */
enum action { FLAG, HEAD, GET, SKIP, METHOD, HEADER, DATA, RAW, ENCODE, JSON, URL, USER, BEARER,
              FORM, UPLOAD };

/* Those that say something about the request. */
static const struct {
    const char *name;
    char letter;
    enum action action;
} options[] = {
    {"request", 'X', METHOD},    {"header", 'H', HEADER},       {"data", 'd', DATA},
    {"data-ascii", 0, DATA},     {"data-binary", 0, DATA},      {"data-raw", 0, RAW},
    {"json", 0, JSON},           {"data-urlencode", 0, ENCODE}, {"url", 0, URL},
    {"user", 'u', USER},         {"oauth2-bearer", 0, BEARER},  {"head", 'I', HEAD},
    {"get", 'G', GET},           {"form", 'F', FORM},           {"form-string", 0, FORM},
    {"upload-file", 'T', UPLOAD},
};

/* Those with an argument that says nothing about it. */
static const char skipped_letters[] = "AbcCDeEhKmoPQrtUwxyYz";
static const char *const skipped[] = {
    "abstract-unix-socket", "alt-svc", "aws-sigv4", "cacert", "capath", "cert", "cert-type",
    "ciphers", "config", "connect-timeout", "connect-to", "continue-at", "cookie", "cookie-jar",
    "create-file-mode", "crlfile", "curves", "delegation", "dns-interface", "dns-ipv4-addr",
    "dns-ipv6-addr", "dns-servers", "doh-url", "dump-header", "egd-file", "engine", "etag-compare",
    "etag-save", "expect100-timeout", "happy-eyeballs-timeout-ms", "hsts", "interface",
    "ipfs-gateway", "keepalive-time", "key", "key-type", "libcurl", "limit-rate", "local-port",
    "login-options", "max-filesize", "max-redirs", "max-time", "netrc-file", "noproxy", "output",
    "output-dir", "parallel-max", "pass", "pinnedpubkey", "preproxy", "proto", "proto-default",
    "proto-redir", "proxy", "proxy-cacert", "proxy-capath", "proxy-cert", "proxy-cert-type",
    "proxy-ciphers", "proxy-crlfile", "proxy-header", "proxy-key", "proxy-key-type", "proxy-pass",
    "proxy-pinnedpubkey", "proxy-service-name", "proxy-tls13-ciphers", "proxy-tlsauthtype",
    "proxy-tlspassword", "proxy-tlsuser", "proxy-user", "proxy1.0", "pubkey", "quote",
    "random-file", "range", "rate", "referer", "request-target", "resolve", "retry", "retry-delay",
    "retry-max-time", "sasl-authzid", "service-name", "socks4", "socks4a", "socks5",
    "socks5-gssapi-service", "socks5-hostname", "speed-limit", "speed-time", "stderr", "time-cond",
    "tls-max", "tls13-ciphers", "tlsauthtype", "tlspassword", "tlsuser", "trace", "trace-ascii",
    "trace-config", "unix-socket", "url-query", "user-agent", "variable", "write-out",
};

static enum action find_long(struct baton_str name)
{
    for (size_t i = 0; i < BATON_COUNT(options); i++)
        if (baton_str_is(name, options[i].name))
            return options[i].action;
    for (size_t i = 0; i < BATON_COUNT(skipped); i++)
        if (baton_str_is(name, skipped[i]))
            return SKIP;
    return FLAG;
}

static enum action find_short(char letter)
{
    for (size_t i = 0; i < BATON_COUNT(options); i++)
        if (letter && options[i].letter == letter)
            return options[i].action;
    return letter && strchr(skipped_letters, letter) ? SKIP : FLAG;
}

static bool takes_argument(enum action action)
{
    return action > GET;
}

/* ---- the command so far -------------------------------------------------------------- */

struct command {
    struct baton_arena *arena;
    struct baton_exchange *ex;
    struct baton_model_shell sh;
    bool data, json, form, upload, get, head; /* data: there is some, if only in a file */
    bool unknown_data;                        /* part of it is in a file */
    bool encoded;                             /* part of it does not stand here as it is sent */
    bool no_type;                             /* -H 'Content-Type:' */
    struct baton_buf joined;                  /* several pieces of data */
    struct baton_origin_segment *segments;
    size_t segment_count, segment_capacity;
};

static struct baton_span all_of(const struct baton_part *part)
{
    return baton_part_map(part, (struct baton_span){0, part->text.len});
}

/* ---- headers ---------------------------------------------------------------------------- */

static bool put_header(struct command *cmd, const struct baton_part *part, struct baton_str name,
                       struct baton_str value)
{
    struct baton_str line = part->text;
    if (baton_http_add_header(cmd->arena, &cmd->ex->request, name, value) != BATON_OK)
        return false;
    struct baton_http_header *h = &cmd->ex->request.headers[cmd->ex->request.header_count - 1];
    size_t from = (size_t)(name.s - line.s), at = (size_t)(value.s - line.s);
    h->line = part->span;
    h->name_span = baton_part_map(part, (struct baton_span){from, from + name.len});
    h->value_span = baton_part_map(part, (struct baton_span){at, at + value.len});
    return true;
}

/* 'Name: value' sends it, 'Name:' leaves it out, 'Name;' sends it empty, '@file' is not here. */
static bool add_header(struct command *cmd, const struct baton_part *part)
{
    struct baton_str line = part->text;
    size_t colon = baton_str_find_byte(line, ':');
    cmd->ex->header_at = part->span.end;
    if (baton_str_starts(line, BATON_STR("@")))
        return true;
    if (colon == SIZE_MAX) {
        if (!line.len || line.s[line.len - 1] != ';')
            return true;
        return put_header(cmd, part, baton_str_trim(baton_str_sub(line, 0, line.len - 1)),
                          baton_str_sub(line, line.len, line.len));
    }
    struct baton_str name = baton_str_trim(baton_str_sub(line, 0, colon));
    struct baton_str value = baton_str_trim(baton_str_sub(line, colon + 1, line.len));
    if (value.len)
        return put_header(cmd, part, name, value);
    cmd->no_type = cmd->no_type || baton_str_is_nocase(name, "Content-Type");
    return true;
}

static bool add_plain_header(struct command *cmd, const char *name, struct baton_str value)
{
    return baton_http_add_header(cmd->arena, &cmd->ex->request, baton_str_from(name), value) ==
           BATON_OK;
}

/* ---- data --------------------------------------------------------------------------------- */

static bool append(struct command *cmd, const struct baton_part *piece)
{
    for (size_t i = 0; i < piece->origin.count; i++) {
        struct baton_origin_segment *segment =
            BATON_PUSH(cmd->arena, cmd->segments, cmd->segment_count, cmd->segment_capacity);
        if (!segment)
            return false;
        *segment = piece->origin.segments[i];
        segment->here += cmd->joined.len;
    }
    baton_buf_put(&cmd->joined, piece->text);
    return !baton_buf_failed(&cmd->joined);
}

/* Pieces of data are sent as one; there is no one place for an edit of them. */
static bool join(struct command *cmd, const struct baton_part *more)
{
    struct baton_part *body = &cmd->ex->body;
    if (!cmd->joined.arena) {
        baton_buf_init(&cmd->joined, cmd->arena, 0);
        if (!append(cmd, body))
            return false;
    }
    if (!cmd->json)
        baton_buf_putc(&cmd->joined, '&');
    if (!append(cmd, more))
        return false;
    body->text = baton_buf_str(&cmd->joined);
    body->origin = (struct baton_origin){cmd->segments, cmd->encoded ? 0 : cmd->segment_count};
    body->span.end = more->span.end;
    body->writing = BATON_WRITE_NOWHERE;
    return true;
}

static bool add_data(struct command *cmd, const struct baton_part *part)
{
    struct baton_part *body = &cmd->ex->body;
    if (!cmd->data)
        cmd->ex->implied.line = part->span;
    cmd->data = true;
    if (body->present)
        return join(cmd, part);
    *body = *part;
    body->span = all_of(part);
    return true;
}

/* The content stands in a file that is not here. */
static bool add_file(struct command *cmd, const struct baton_part *part)
{
    if (!cmd->data)
        cmd->ex->implied.line = part->span;
    cmd->data = cmd->unknown_data = true;
    return true;
}

/* RFC 3986 section 2.3. */
static bool is_unreserved(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void baton_model__put_encoded(struct baton_buf *buf, struct baton_str text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (is_unreserved(text.s[i])) {
            baton_buf_putc(buf, text.s[i]);
            continue;
        }
        baton_buf_putc(buf, '%');
        baton_buf_putc(buf, digits[c >> 4]);
        baton_buf_putc(buf, digits[c & 15]);
    }
}

/* "content", "=content", "name=content", "@file", "name@file": the content is encoded. */
static bool add_encoded(struct command *cmd, const struct baton_part *part)
{
    struct baton_str text = part->text;
    struct baton_part encoded = *part;
    struct baton_buf buf;
    size_t equals = baton_str_find_byte(text, '='), at = baton_str_find_byte(text, '@');
    if (equals == SIZE_MAX && at != SIZE_MAX)
        return add_file(cmd, part);
    size_t start = equals == SIZE_MAX ? 0 : equals + 1;
    baton_buf_init(&buf, cmd->arena, 0);
    baton_buf_put(&buf, baton_str_sub(text, 0, start > 1 ? start : 0));
    baton_model__put_encoded(&buf, baton_str_sub(text, start, text.len));
    encoded.text = baton_buf_str(&buf);
    encoded.origin.count = 0;
    encoded.writing = BATON_WRITE_NOWHERE;
    cmd->encoded = true;
    return !baton_buf_failed(&buf) && add_data(cmd, &encoded);
}

/* ---- acting on options ------------------------------------------------------------- */

static void set_url(struct command *cmd, const struct baton_part *part)
{
    if (cmd->ex->url.len)
        return;
    cmd->ex->url = part->text;
    cmd->ex->url_span = all_of(part);
    if (cmd->ex->url_span.end - cmd->ex->url_span.start != part->text.len)
        cmd->ex->url_span = (struct baton_span){0, 0};
    if (cmd->ex->header_at == SIZE_MAX)
        cmd->ex->header_at = part->span.end;
}

static bool act(struct command *cmd, enum action action, const struct baton_part *part)
{
    bool file = baton_str_starts(part->text, BATON_STR("@"));
    switch (action) {
    case METHOD:
        cmd->ex->request.method = part->text;
        cmd->ex->request.method_span = all_of(part);
        return true;
    case HEADER: return add_header(cmd, part);
    case JSON: cmd->json = true; return file ? add_file(cmd, part) : add_data(cmd, part);
    case DATA: return file ? add_file(cmd, part) : add_data(cmd, part);
    case RAW: return add_data(cmd, part);
    case ENCODE: return add_encoded(cmd, part);
    case URL: set_url(cmd, part); return true;
    case USER: return add_plain_header(cmd, "Authorization", BATON_STR("Basic (-u)"));
    case BEARER:
        return add_plain_header(cmd, "Authorization",
                                baton_str_fmt(cmd->arena, "Bearer %.*s", BATON_ARG(part->text)));
    case FORM: cmd->form = true; cmd->ex->implied.line = part->span; return true;
    case UPLOAD: cmd->upload = true; return true;
    case SKIP: case FLAG: case HEAD: case GET: break;
    }
    return true;
}

static void act_flag(struct command *cmd, enum action action)
{
    cmd->head = cmd->head || action == HEAD;
    cmd->get = cmd->get || action == GET;
}

/* The rest of a word such as -XPOST, as a word of its own. */
static bool rest_of(struct command *cmd, const struct baton_model_word *word, size_t from,
                    struct baton_part *out)
{
    const struct baton_origin *origin = &word->part.origin;
    struct baton_origin_segment *segments =
        BATON_NEW_N(cmd->arena, struct baton_origin_segment, origin->count + 1);
    size_t count = 1;
    if (!segments)
        return false;
    segments[0].there = baton_origin_map(origin, from);
    for (size_t i = 0; i < origin->count; i++) {
        if (origin->segments[i].here <= from)
            continue;
        segments[count] = origin->segments[i];
        segments[count++].here -= from;
    }
    *out = word->part;
    out->text = baton_str_sub(word->part.text, from, word->part.text.len);
    out->origin = (struct baton_origin){segments, count};
    out->writing = word->bare == from ? word->rest : BATON_WRITE_NOWHERE;
    return true;
}

static bool next_word(struct command *cmd, enum action action)
{
    struct baton_model_word word;
    if (!baton_model__word(&cmd->sh, &word))
        return !baton_arena_failed(cmd->arena);
    return act(cmd, action, &word.part);
}

static bool short_options(struct command *cmd, const struct baton_model_word *word)
{
    struct baton_str text = word->part.text;
    for (size_t i = 1; i < text.len; i++) {
        enum action action = find_short(text.s[i]);
        struct baton_part argument;
        if (!takes_argument(action)) {
            act_flag(cmd, action);
            continue;
        }
        if (i + 1 == text.len)
            return next_word(cmd, action);
        return rest_of(cmd, word, i + 1, &argument) && act(cmd, action, &argument);
    }
    return true;
}

static bool one_word(struct command *cmd, const struct baton_model_word *word)
{
    struct baton_str text = word->part.text;
    if (baton_str_starts(text, BATON_STR("--")) && text.len > 2) {
        enum action action = find_long(baton_str_sub(text, 2, text.len));
        if (takes_argument(action))
            return next_word(cmd, action);
        act_flag(cmd, action);
        return true;
    }
    if (text.len > 1 && text.s[0] == '-')
        return short_options(cmd, word);
    set_url(cmd, &word->part);
    return true;
}

/* ---- what curl does by itself ------------------------------------------------------ */

/* -G: the data goes into the query, so that the URL no longer stands in the input as it is. */
static bool move_data_to_query(struct command *cmd)
{
    struct baton_exchange *ex = cmd->ex;
    const char *mark = baton_str_find_byte(ex->url, '?') == SIZE_MAX ? "?" : "&";
    if (ex->body.present && ex->url.len) {
        ex->url = baton_str_fmt(cmd->arena, "%.*s%s%.*s", BATON_ARG(ex->url), mark,
                                BATON_ARG(ex->body.text));
        ex->url_span = (struct baton_span){0, 0};
    }
    ex->body = (struct baton_part){0};
    cmd->data = false;
    return ex->url.s || !ex->url.len;
}

static const char *default_method(const struct command *cmd)
{
    if (cmd->head)
        return "HEAD";
    if (cmd->upload)
        return "PUT";
    return cmd->data || cmd->form ? "POST" : "GET";
}

static void imply_type(struct command *cmd)
{
    struct baton_exchange *ex = cmd->ex;
    if (cmd->no_type || !(cmd->data || cmd->form) ||
        baton_http_header(&ex->request, "Content-Type"))
        return;
    ex->has_implied = true;
    ex->implied.name = BATON_STR("Content-Type");
    ex->implied.value = cmd->form ? BATON_STR("multipart/form-data")
                                  : BATON_STR("application/x-www-form-urlencoded");
}

static bool defaults(struct command *cmd)
{
    struct baton_exchange *ex = cmd->ex;
    if (cmd->get && !move_data_to_query(cmd))
        return false;
    if (cmd->unknown_data)
        ex->body = (struct baton_part){0};
    if (!ex->request.method.len)
        ex->request.method = baton_str_from(default_method(cmd));
    if (cmd->json && !baton_http_header(&ex->request, "Content-Type") &&
        !(add_plain_header(cmd, "Content-Type", BATON_STR("application/json")) &&
          add_plain_header(cmd, "Accept", BATON_STR("application/json"))))
        return false;
    imply_type(cmd);
    return true;
}

/* ---- the command ------------------------------------------------------------------- */

/* What stands between words, continued lines included. */
static bool is_gap(char c)
{
    return baton_str_find_byte(BATON_STR(" \t\r\n\\"), c) != SIZE_MAX;
}

/* An option, something quoted or a variable, a URL or a host with a dot or a port. */
static bool may_follow(struct baton_str word)
{
    if (!word.len)
        return false;
    if (strchr("-\"'$^{", word.s[0]) || (unsigned char)word.s[0] >= 0x80)
        return true;
    for (size_t i = 0; i + 1 < word.len; i++)
        if (strchr("/.:", word.s[i]) && word.s[i + 1] > ' ')
            return true;
    return baton_str_is(word, "localhost");
}

bool baton_model__is_curl(struct baton_str text)
{
    size_t at = baton_str_starts(text, BATON_STR("curl.exe")) ? 8 : 4;
    struct baton_str word = baton_str_sub(text, at, at + 200);
    if (!baton_str_starts(text, BATON_STR("curl")) || !word.len || !is_gap(word.s[0]))
        return false;
    while (word.len && is_gap(word.s[0]))
        word = baton_str_sub(word, 1, word.len);
    size_t end = 0;
    while (end < word.len && !is_gap(word.s[end]))
        end++;
    return may_follow(baton_str_sub(word, 0, end));
}

size_t baton_model__past_prompt(struct baton_str text, size_t at)
{
    while (at < text.len && text.s[at] != '\\' && is_gap(text.s[at]))
        at++;
    struct baton_str line = baton_str_sub(text, at, at + 200);
    line = baton_str_sub(line, 0, baton_str_find_byte(line, '\n'));
    size_t command = baton_str_find(line, BATON_STR("curl"));
    struct baton_str prompt = baton_str_trim(baton_str_sub(line, 0, command));
    if (command == SIZE_MAX || !prompt.len ||
        baton_str_find_byte(BATON_STR("$%>#"), prompt.s[prompt.len - 1]) == SIZE_MAX)
        return at;
    return at + command;
}

enum baton_err baton_model__curl(struct baton_arena *arena, struct baton_str text, size_t start,
                                 struct baton_exchange *ex)
{
    struct command cmd = {.arena = arena, .ex = ex};
    struct baton_model_word word;
    start = baton_model__past_prompt(text, start);
    baton_model__shell(&cmd.sh, arena, text, start);
    *ex = (struct baton_exchange){.kind = BATON_INPUT_CURL, .header_at = SIZE_MAX,
                                  .headers_known = true};
    ex->header_before = ex->header_after = cmd.sh.caret ? BATON_STR("\"") : BATON_STR("'");
    if (baton_model__word(&cmd.sh, &word)) /* "curl" itself */
        ex->request.present = true;
    for (size_t n = 0; n < MAX_WORDS && baton_model__word(&cmd.sh, &word); n++)
        if (!one_word(&cmd, &word))
            return BATON_ENOMEM;
    if (baton_arena_failed(arena) || !defaults(&cmd))
        return BATON_ENOMEM;
    ex->request.target = ex->url;
    ex->request.target_span = ex->url_span;
    ex->extent = (struct baton_span){start, cmd.sh.at};
    return BATON_OK;
}
