/* SPDX-License-Identifier: Apache-2.0 */
/* From the text of a value to what it means. */
#include <string.h>
#include <unistd.h>

#include "core/http.h"
#include "edge/config/config_int.h"

enum { LONGEST_SHOWN = 60 };

/* ---- ranges ---------------------------------------------------------------------------- */

static const struct {
    const char *name;
    int64_t ms;
} units[] = {{"m", 60000}, {"s", 1000}, {"ms", 1}};

static struct baton_str time_text(struct baton_arena *arena, int64_t ms)
{
    for (size_t i = 0; i < BATON_COUNT(units); i++)
        if (ms % units[i].ms == 0)
            return baton_str_fmt(arena, "%lld%s", (long long)(ms / units[i].ms), units[i].name);
    return BATON_STR("");
}

static struct baton_str words_text(struct baton_arena *arena, const char *words)
{
    struct baton_str rest = baton_str_from(words), word;
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    while (baton_str_next(&rest, '|', &word)) {
        if (buf.len)
            baton_buf_puts(&buf, " or ");
        baton_buf_put(&buf, word);
    }
    return baton_buf_str(&buf);
}

struct baton_str baton_config__range(struct baton_arena *arena, const struct baton_config_key *key)
{
    struct baton_str least, most;
    switch (key->type) {
    case BATON_CONFIG_NUMBER:
        return baton_str_fmt(arena, "%lld to %lld", (long long)key->least, (long long)key->most);
    case BATON_CONFIG_TIME:
        least = time_text(arena, key->least);
        most = time_text(arena, key->most);
        return baton_str_fmt(arena, "%.*s to %.*s", BATON_ARG(least), BATON_ARG(most));
    case BATON_CONFIG_WORD:
        return words_text(arena, key->words);
    case BATON_CONFIG_SWITCH:
        return BATON_STR("on or off");
    case BATON_CONFIG_URL:
        return BATON_STR("a URL with http or https");
    case BATON_CONFIG_PROXY:
        return BATON_STR("a URL with http, https, socks4, socks4a, socks5 or socks5h, or none");
    case BATON_CONFIG_HOST:
        return BATON_STR("letters, digits, '.', '-' and '_'");
    case BATON_CONFIG_FILE:
    case BATON_CONFIG_TEXT:
    case BATON_CONFIG_SECRET:
        break;
    }
    return BATON_STR("");
}

/* ---- one checker for each type --------------------------------------------------------- */

/* What is wrong, or NULL; the text and the number may be changed to what is meant. */
typedef const char *checker(const struct baton_config_key *key, struct baton_config_value *value);

static bool has_control(struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.s[i] < ' ' || text.s[i] == 0x7F)
            return true;
    return false;
}

static const char *check_text(const struct baton_config_key *key, struct baton_config_value *value)
{
    (void)key;
    return has_control(value->text) ? "has a line break or another control character in it" : NULL;
}

static const char *in_range(const struct baton_config_key *key, int64_t number)
{
    return number < key->least || number > key->most ? "is out of range" : NULL;
}

static const char *check_number(const struct baton_config_key *key,
                                struct baton_config_value *value)
{
    uint64_t number;
    if (!baton_str_to_u64(value->text, &number) || number > INT64_MAX)
        return "is not a whole number";
    value->number = (int64_t)number;
    return in_range(key, value->number);
}

static const char *check_time(const struct baton_config_key *key, struct baton_config_value *value)
{
    struct baton_str text = value->text;
    uint64_t number;
    size_t digits = 0;
    while (digits < text.len && text.s[digits] >= '0' && text.s[digits] <= '9')
        digits++;
    struct baton_str unit = baton_str_trim(baton_str_sub(text, digits, text.len));
    if (!baton_str_to_u64(baton_str_sub(text, 0, digits), &number))
        return "is not a time such as 500ms, 30s or 5m";
    if (!unit.len)
        return "has no unit: write ms, s or m behind it";
    for (size_t i = 0; i < BATON_COUNT(units); i++)
        if (baton_str_is(unit, units[i].name)) {
            value->number = number < 1u << 30 ? (int64_t)number * units[i].ms : INT64_MAX;
            return in_range(key, value->number);
        }
    return "is not a time such as 500ms, 30s or 5m";
}

static const char *check_word(const struct baton_config_key *key, struct baton_config_value *value)
{
    struct baton_str rest = baton_str_from(key->words), word;
    while (baton_str_next(&rest, '|', &word))
        if (baton_str_eq(word, value->text))
            return NULL;
    return "is no value that it takes";
}

static const char *check_switch(const struct baton_config_key *key,
                                struct baton_config_value *value)
{
    static const struct {
        const char *word;
        int64_t number;
    } words[] = {{"on", 1}, {"off", 0}, {"true", 1}, {"false", 0},
                 {"yes", 1}, {"no", 0}, {"1", 1}, {"0", 0}};
    (void)key;
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_is_nocase(value->text, words[i].word)) {
            value->number = words[i].number;
            return NULL;
        }
    return "is neither on nor off";
}

static const char *check_address(struct baton_str text, const char *const *schemes)
{
    struct baton_url url = baton_url(text);
    if (!url.absolute || !url.host.len || has_control(text) ||
        baton_str_find_byte(text, ' ') != SIZE_MAX)
        return "is not a URL";
    for (; *schemes; schemes++)
        if (baton_str_is_nocase(url.scheme, *schemes))
            return NULL;
    return "has a scheme that cannot be used";
}

static const char *check_url(const struct baton_config_key *key, struct baton_config_value *value)
{
    static const char *const schemes[] = {"https", "http", NULL};
    const char *fault = check_address(value->text, schemes);
    bool base = key->words && strcmp(key->words, "base") == 0;
    if (fault)
        return fault;
    if (baton_url(value->text).userinfo.len)
        return "has a user or a password in it: client-id and client-secret are for these";
    if (base && (baton_str_find_byte(value->text, '?') != SIZE_MAX ||
                 baton_str_find_byte(value->text, '#') != SIZE_MAX))
        return "has a query, but paths are put behind it";
    while (base && value->text.s[value->text.len - 1] == '/')
        value->text.len--;
    return NULL;
}

static const char *check_proxy(const struct baton_config_key *key,
                               struct baton_config_value *value)
{
    static const char *const schemes[] = {"http",   "https",   "socks4", "socks4a",
                                          "socks5", "socks5h", NULL};
    (void)key;
    if (!baton_str_is_nocase(value->text, "none"))
        return check_address(value->text, schemes);
    value->text.len = 0;
    return NULL;
}

static const char *check_host(const struct baton_config_key *key, struct baton_config_value *value)
{
    (void)key;
    if (baton_str_find(value->text, BATON_STR("://")) != SIZE_MAX)
        return "is a URL, not a domain: base-url is for URLs";
    for (size_t i = 0; i < value->text.len; i++) {
        char c = value->text.s[i];
        bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
        if (!plain && c != '.' && c != '-' && c != '_')
            return "is not a domain";
    }
    return NULL;
}

static const char *check_file(const struct baton_config_key *key, struct baton_config_value *value)
{
    const char *fault = check_text(key, value);
    return fault || access(value->text.s, R_OK) == 0 ? fault : "cannot be read";
}

static checker *const checkers[] = {
    [BATON_CONFIG_TEXT] = check_text,     [BATON_CONFIG_SECRET] = check_text,
    [BATON_CONFIG_URL] = check_url,       [BATON_CONFIG_NUMBER] = check_number,
    [BATON_CONFIG_TIME] = check_time,     [BATON_CONFIG_WORD] = check_word,
    [BATON_CONFIG_FILE] = check_file,     [BATON_CONFIG_SWITCH] = check_switch,
    [BATON_CONFIG_HOST] = check_host,     [BATON_CONFIG_PROXY] = check_proxy,
};

/* ---- problems -------------------------------------------------------------------------- */

/* A secret is not shown, and neither is what may hold one. */
static struct baton_str shown(struct baton_arena *arena, const struct baton_config_key *key,
                              struct baton_str text)
{
    bool secret = key->type == BATON_CONFIG_SECRET || key->type == BATON_CONFIG_PROXY ||
                  baton_str_find_byte(text, '@') != SIZE_MAX ||
                  baton_str_find_byte(text, '?') != SIZE_MAX;
    if (secret || text.len > LONGEST_SHOWN || has_control(text))
        return BATON_STR("its value");
    return baton_str_fmt(arena, "'%.*s'", BATON_ARG(text));
}

static struct baton_str meant(struct baton_arena *arena, const struct baton_config_key *key,
                              struct baton_str text)
{
    struct baton_str rest = baton_str_from(key->type == BATON_CONFIG_WORD ? key->words : ""), word;
    struct baton_near near;
    baton_near_init(&near, text);
    while (baton_str_next(&rest, '|', &word))
        baton_near_offer(&near, word);
    return near.best.s ? baton_str_fmt(arena, "; did you mean '%.*s'?", BATON_ARG(near.best))
                       : BATON_STR("");
}

static void complain(struct baton_config__reader *r, const struct baton_config_key *key,
                     struct baton_str text, struct baton_str where, const char *fault)
{
    struct baton_str value = shown(r->arena, key, text), range = baton_config__range(r->arena, key);
    struct baton_str near = meant(r->arena, key, text);
    baton_config__problem(r, BATON_CONFIG_ERROR, where, "%s: %.*s %s%s%.*s%s%.*s", key->name,
                          BATON_ARG(value), fault, range.len ? " (" : "", BATON_ARG(range),
                          range.len ? ")" : "", BATON_ARG(near));
}

void baton_config__set(struct baton_config__reader *r, size_t key, struct baton_str text,
                       enum baton_config_origin origin, struct baton_str where, bool keep)
{
    const struct baton_config_key *k = &baton_config_keys[key];
    struct baton_config_value value = {.origin = origin, .where = where};
    text = baton_str_trim(text);
    if (!text.len)
        return;
    value.text = baton_str_copy(r->arena, text);
    if (!value.text.s)
        return;
    const char *fault = checkers[k->type](k, &value);
    if (fault)
        complain(r, k, text, where, fault);
    else if (keep && origin >= r->values[key].origin && !r->fixed[key])
        r->values[key] = value;
}
