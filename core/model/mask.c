/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Masking works on text of any kind, well-formed or not: names that announce a
 * secret, and secrets that are known by their own looks. What it covers too much
 * is a pity; what it leaves is a leak.
 */
#include <string.h>

#include "core/model/mask_int.h"

/*
 * A name is one of these, or ends in one. In rows by the last letter, with a bit
 * for each letter that stands before it: most words are known to be none by these two.
 */
enum { MOST_NAMES = 6 };
#define NAME(text) {text, sizeof text - 1}
#define BIT(letter) ((uint32_t)1 << ((letter) - 'a'))
static const struct {
    uint32_t before;
    struct baton_str names[MOST_NAMES];
} secret_names['z' - 'a' + 1] = {
    ['c' - 'a'] = {BIT('v'), {NAME("cvc")}},
    ['d' - 'a'] = {BIT('r') | BIT('w') | BIT('i'),
                   {NAME("password"), NAME("passwd"), NAME("pwd"), NAME("accesskeyid")}},
    ['e' - 'a'] = {BIT('i') | BIT('s') | BIT('d'),
                   {NAME("cookie"), NAME("passphrase"), NAME("securitycode")}},
    ['l' - 'a'] = {BIT('a'), {NAME("credential")}},
    ['n' - 'a'] = {BIT('e') | BIT('o'),
                   {NAME("token"), NAME("authorization"), NAME("clientassertion")}},
    ['s' - 'a'] = {BIT('e') | BIT('l'), {NAME("cookies"), NAME("credentials")}},
    ['t' - 'a'] = {BIT('e') | BIT('w'), {NAME("secret"), NAME("jwt")}},
    ['v' - 'a'] = {BIT('v'), {NAME("cvv")}},
    ['y' - 'a'] = {BIT('e'), {NAME("apikey"), NAME("subscriptionkey"), NAME("privatekey"),
                              NAME("secretkey"), NAME("accesskey")}},
};

/* Options of curl whose argument is one; needs: a byte without which it is something else. */
static const struct {
    const char *name;
    char needs;
} secret_options[] = {
    {"-u", ':'},           {"--user", ':'}, {"-U", ':'},     {"--proxy-user", ':'}, {"-b", '='},
    {"--cookie", '='},     {"--pass", 0},   {"--proxy-pass", 0}, {"--oauth2-bearer", 0},
    {"--tlspassword", 0},  {"--proxy-tlspassword", 0},
};

enum { LONGEST_AUTHORITY = 512, SHORTEST_TOKEN = 20, SHORTEST_CREDENTIALS = 16,
       SHORTEST_WORD = 8 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* A byte of a name; one that a card number begins with; one that a JWT has, too; the others. */
enum { N = 1, C = N | 2, J = N | 4, O = 8 };
static const uint8_t kinds[256] = {
    [0x20] = 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, N, 0, 0,
    [0x30] = N, N, N, C, C, C, C, N, N, N, O, 0, 0, 0, 0, 0,
    [0x40] = 0, N, N, N, N, N, N, N, N, N, J, N, N, N, N, N,
    [0x50] = N, N, N, N, N, N, N, N, N, N, N, 0, 0, 0, 0, N,
    [0x60] = 0, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    [0x70] = N, N, N, N, N, N, N, N, N, N, N, O, 0, 0, 0, 0,
};

static unsigned kind_of(char c)
{
    return kinds[(unsigned char)c];
}

/* RFC 6750 section 2.1. */
static bool token_byte(char c)
{
    return kind_of(c) & N || c == '.' || c == '+' || c == '/' || c == '=' || c == '~';
}

/* Does the word end so, without regard to letter case, '_' and '-'? */
static bool ends_with(struct baton_str word, struct baton_str name)
{
    size_t at = word.len, len = name.len;
    while (len && at) {
        char c = word.s[--at];
        if (c == '_' || c == '-')
            continue;
        if ((char)(is_letter(c) ? c | 32 : c) != name.s[--len])
            return false;
    }
    return len == 0;
}

/* "password2" is one, too. */
static bool is_secret_name(struct baton_str word)
{
    while (word.len && !is_letter(word.s[word.len - 1]))
        word.len--;
    if (!word.len)
        return false;
    const struct baton_str *names = secret_names[(word.s[word.len - 1] | 32) - 'a'].names;
    for (size_t i = 0; i < MOST_NAMES && names[i].len; i++)
        if (ends_with(word, names[i]))
            return true;
    return false;
}

/* As above, but quick to say no. */
static bool may_be_secret_name(struct baton_str word)
{
    if (word.len < 2)
        return false;
    unsigned last = (unsigned)(word.s[word.len - 1] | 32) - 'a';
    unsigned before = (unsigned)(word.s[word.len - 2] | 32) - 'a';
    if (last <= 'z' - 'a' && before <= 'z' - 'a' && !(secret_names[last].before >> before & 1))
        return false;
    return is_secret_name(word);
}

/* ---- what a command is given ---------------------------------------------------------- */

static bool begins_word(struct baton_str text, size_t at)
{
    return !at || strchr(" \t\r\n\"'", text.s[at - 1]);
}

static size_t cover_argument(struct baton_mask *m, size_t at, char needs)
{
    struct baton_mask_quote quote = baton_mask__quote(m->text, at);
    size_t start = at + quote.len, end = start;
    if (quote.len)
        end = baton_mask__quoted(m->text, start, quote);
    while (!quote.len && end < m->text.len && !strchr(" \t\r\n\"'", m->text.s[end]))
        end++;
    struct baton_str value = baton_str_sub(m->text, start, end);
    size_t found = needs ? baton_str_find_byte(value, needs) : 0;
    bool url = baton_str_find(value, BATON_STR("://")) != SIZE_MAX;
    if (found == SIZE_MAX || (needs == ':' && url))
        return at;
    baton_mask__cover(m, start, end);
    return end;
}

/* An option and its argument; gives where to go on, `start` if it is no such option. */
static size_t mask_option(struct baton_mask *m, size_t start, size_t end)
{
    struct baton_str word = baton_str_sub(m->text, start, end);
    char after = end < m->text.len ? m->text.s[end] : '\0';
    if (word.len < 2 || word.s[0] != '-' || !begins_word(m->text, start))
        return start;
    if (baton_str_starts(word, BATON_STR("-u")) && word.len > 2 && after == ':')
        return cover_argument(m, start + 2, ':');
    for (size_t i = 0; i < BATON_COUNT(secret_options); i++)
        if (baton_str_is(word, secret_options[i].name) && (after == ' ' || after == '='))
            return cover_argument(m, baton_mask__blanks(m->text, end + 1, false),
                                  secret_options[i].needs);
    return start;
}

/* https://user:password@host */
static void mask_userinfo(struct baton_mask *m, size_t at)
{
    if (at + 2 >= m->text.len || m->text.s[at + 1] != '/' || m->text.s[at + 2] != '/')
        return;
    struct baton_str rest = baton_str_sub(m->text, at + 3, at + 3 + LONGEST_AUTHORITY);
    size_t end = 0, host = SIZE_MAX;
    for (; end < rest.len && rest.s[end] && !strchr("/?# \t\r\n\"'", rest.s[end]); end++)
        host = rest.s[end] == '@' ? end : host;
    size_t colon = host == SIZE_MAX ? SIZE_MAX
                                    : baton_str_find_byte(baton_str_sub(rest, 0, host), ':');
    if (colon != SIZE_MAX)
        baton_mask__cover(m, at + 3 + colon + 1, at + 3 + host);
}

/* ---- what is known by its looks ---------------------------------------------------------- */

static size_t past_token(struct baton_str text, size_t at)
{
    while (at < text.len && token_byte(text.s[at]))
        at++;
    return at;
}

/* A name's last letter, or the escape of a blank, may stand before a token: %20eyJ… */
static bool may_begin(struct baton_str text, size_t at)
{
    char before = at ? text.s[at - 1] : ' ';
    return (!is_letter(before) && !is_digit(before)) || (at > 2 && text.s[at - 3] == '%');
}

/* JSON in base64 begins with eyJ: a JWT, or what was cut off from one. */
static size_t mask_jwt(struct baton_mask *m, size_t start, size_t end)
{
    for (size_t at = start; at + 3 <= end; at++) {
        size_t step = baton_str_find(baton_str_sub(m->text, at, end), BATON_STR("eyJ"));
        if (step == SIZE_MAX)
            return start;
        at += step;
        if (!may_begin(m->text, at))
            continue;
        size_t stop = past_token(m->text, at);
        if (stop - at < SHORTEST_TOKEN)
            continue;
        baton_mask__cover(m, at, stop);
        return stop;
    }
    return start;
}

/* Words have neither digits nor capitals in the middle; credentials do. */
static bool is_random(struct baton_str text)
{
    for (size_t i = 1; i < text.len; i++)
        if (is_digit(text.s[i]) || (text.s[i] >= 'A' && text.s[i] <= 'Z'))
            return true;
    return false;
}

/* "Bearer abc" where no name announces it. */
static size_t mask_scheme(struct baton_mask *m, size_t start, size_t end)
{
    struct baton_str word = baton_str_sub(m->text, start, end);
    if ((word.s[0] | 32) != 'b' ||
        (!baton_str_is_nocase(word, "bearer") && !baton_str_is_nocase(word, "basic")))
        return start;
    size_t at = baton_mask__blanks(m->text, end, false), stop = past_token(m->text, at);
    if (at == end || stop - at < SHORTEST_CREDENTIALS ||
        !is_random(baton_str_sub(m->text, at, stop)))
        return start;
    baton_mask__cover(m, at, stop);
    return stop;
}

/* RFC 7468: what stands between the lines of a private key. */
static size_t mask_key(struct baton_mask *m, size_t start, size_t end)
{
    struct baton_str head = baton_str_sub(m->text, end, end + 40);
    if (m->text.s[start] != '-' || !baton_str_is(baton_str_sub(m->text, start, end), "-----BEGIN"))
        return start;
    size_t label = baton_str_find(head, BATON_STR("PRIVATE KEY"));
    if (label == SIZE_MAX)
        return start;
    size_t from = end + label + 11;
    size_t step = baton_str_find(baton_str_sub(m->text, from, m->text.len), BATON_STR("-----END"));
    size_t stop = step == SIZE_MAX ? m->text.len : from + step;
    baton_mask__cover(m, from, stop);
    return stop;
}

/* ---- all of it --------------------------------------------------------------------- */

typedef size_t looker(struct baton_mask *m, size_t start, size_t end);

static size_t mask_named(struct baton_mask *m, size_t start, size_t end)
{
    if (!is_secret_name(baton_str_sub(m->text, start, end)))
        return start;
    size_t at = baton_mask__value(m, start, end);
    return at > end ? at : start;
}

/*
 * "X-Api-Key abc", a header without its colon: one word that is none, to the end of the line.
 * What follows is looked at once a line: a token may be as long as the text.
 */
static size_t mask_spaced(struct baton_mask *m, size_t start, size_t end)
{
    if (start && m->text.s[start - 1] != '\n')
        return start;
    size_t at = baton_mask__blanks(m->text, end, false), stop = past_token(m->text, at);
    bool line = stop == m->text.len || m->text.s[stop] == '\n' || m->text.s[stop] == '\r';
    if (at == end || !line || stop - at < SHORTEST_WORD ||
        !is_random(baton_str_sub(m->text, at, stop)) ||
        !is_secret_name(baton_str_sub(m->text, start, end)))
        return start;
    baton_mask__cover(m, at, stop);
    return stop;
}

/* A word: the first one who knows what it is says where to go on. */
static size_t mask_known(struct baton_mask *m, size_t start, size_t end)
{
    static looker *const lookers[] = {mask_option, mask_named, mask_spaced, mask_key, mask_scheme,
                                      mask_jwt};
    for (size_t i = 0; i < BATON_COUNT(lookers); i++) {
        size_t at = lookers[i](m, start, end);
        if (at > start)
            return at;
    }
    return baton_mask__cards(m, start, end);
}

/* Most words are passed by the look of them: none of those who might know it would. */
static size_t mask_word(struct baton_mask *m, size_t start, size_t end, unsigned kind)
{
    struct baton_str word = {m->text.s + start, end - start};
    if (word.s[0] == '-' || (word.s[0] | 32) == 'b' || kind & (J & ~N) || may_be_secret_name(word))
        return mask_known(m, start, end);
    return kind & (C & ~N) ? baton_mask__cards(m, start, end) : end;
}

static size_t past_word(struct baton_str text, size_t at, unsigned *kind)
{
    unsigned all = 0, one;
    for (; at < text.len && (one = kind_of(text.s[at])) & N; at++)
        all |= one;
    *kind = all;
    return at;
}

static void mask_all(struct baton_mask *m)
{
    struct baton_str text = m->text, head = baton_str_trim(text);
    m->json = head.len && strchr("{[\"", head.s[0]) && head.s[0];
    for (size_t at = 0; at < text.len;) {
        unsigned kind = kind_of(text.s[at]);
        if (kind & N) {
            size_t end = past_word(text, at, &kind);
            at = mask_word(m, at, end, kind);
            continue;
        }
        if (kind && text.s[at] == '{')
            m->open = at;
        else if (kind)
            mask_userinfo(m, at);
        at++;
    }
}

/* Text with NULs between its letters is UTF-16: masked as what it is without them. */
static bool mask_wide(struct baton_arena *arena, struct baton_str text, char *out)
{
    struct baton_mask m = {.open = SIZE_MAX, .pairs = SIZE_MAX};
    char *narrow = baton_arena_take(arena, text.len), *masked = baton_arena_take(arena, text.len);
    size_t len = 0;
    if (!narrow || !masked)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.s[i])
            narrow[len++] = text.s[i];
    memcpy(masked, narrow, len);
    m.text = (struct baton_str){narrow, len};
    m.out = masked;
    mask_all(&m);
    for (size_t i = 0, k = 0; i < text.len; i++)
        if (text.s[i])
            out[i] = masked[k++];
    return true;
}

struct baton_str baton_mask(struct baton_arena *arena, struct baton_str text)
{
    struct baton_mask m = {.text = text, .open = SIZE_MAX, .pairs = SIZE_MAX};
    m.out = baton_arena_take(arena, text.len + 1);
    if (!m.out)
        return (struct baton_str){NULL, 0};
    if (text.len)
        memcpy(m.out, text.s, text.len);
    m.out[text.len] = '\0';
    if (baton_str_find_byte(text, '\0') == SIZE_MAX)
        mask_all(&m);
    else if (!mask_wide(arena, text, m.out))
        return (struct baton_str){NULL, 0};
    return (struct baton_str){m.out, text.len};
}
