/* SPDX-License-Identifier: Apache-2.0 */
/* baton.yaml, and config.yaml in the user's folder. */
#include <string.h>
#include <sys/stat.h>

#include "core/json.h"
#include "edge/config/config_int.h"
#include "edge/os.h"
#include "edge/yaml.h"

/* Parts of the file that are read elsewhere. */
static const char *const other_parts[] = {
    "routes", "gateway", "sandbox", "serve", "store", "journal", "rules", "policy", "contracts",
    "redact", "scan",
};

struct file {
    struct baton_config__reader *r;
    const char *shown;
    enum baton_config_origin origin;
    struct baton_json doc;
    struct baton_yaml_map map;
    bool open_to_others;
};

static struct baton_str where(const struct file *f, uint32_t at)
{
    struct baton_place place = baton_yaml_place(&f->map, f->doc.v[at].start);
    return baton_str_fmt(f->r->arena, "%s:%zu", f->shown, place.line);
}

/* ---- values ---------------------------------------------------------------------------- */

static bool is_scalar(const struct file *f, uint32_t at)
{
    return !baton_json_is(&f->doc, at, BATON_JSON_ARRAY) &&
           !baton_json_is(&f->doc, at, BATON_JSON_OBJECT);
}

static struct baton_str scalar(const struct file *f, uint32_t at)
{
    if (baton_json_is(&f->doc, at, BATON_JSON_NULL))
        return BATON_STR("");
    if (baton_json_is(&f->doc, at, BATON_JSON_STRING))
        return baton_json_string(&f->doc, at, f->r->arena);
    return baton_json_raw(&f->doc, at);
}

/* A list of words for a key that takes text: as if they stood there with blanks between. */
static bool list(const struct file *f, uint32_t at, struct baton_str *out)
{
    struct baton_buf buf;
    baton_buf_init(&buf, f->r->arena, 0);
    if (!baton_json_is(&f->doc, at, BATON_JSON_ARRAY))
        return false;
    BATON_JSON_EACH_ITEM(&f->doc, at, item) {
        if (!is_scalar(f, item))
            return false;
        if (buf.len)
            baton_buf_putc(&buf, ' ');
        baton_buf_put(&buf, scalar(f, item));
    }
    *out = baton_buf_str(&buf);
    return true;
}

bool baton_config__is_open(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && (info.st_mode & 044);
}

void baton_config__warn_open(struct baton_config__reader *r, size_t key, struct baton_str where,
                             const char *shown)
{
    baton_config__problem(r, BATON_CONFIG_WARNING, where,
                          "%s: a secret in a file that others may read; chmod 600 %s",
                          baton_config_keys[key].name, shown);
}

static void set(struct file *f, size_t key, uint32_t name, bool keep)
{
    const struct baton_config_key *k = &baton_config_keys[key];
    struct baton_str text, place = where(f, name);
    if (is_scalar(f, name + 1))
        text = scalar(f, name + 1);
    else if (k->type != BATON_CONFIG_TEXT || !list(f, name + 1, &text)) {
        baton_config__problem(f->r, BATON_CONFIG_ERROR, place, "%s: takes one value", k->name);
        return;
    }
    if (k->type == BATON_CONFIG_SECRET && text.len && f->open_to_others)
        baton_config__warn_open(f->r, key, place, f->shown);
    baton_config__set(f->r, key, text, f->origin, place, keep);
}

/* ---- keys ------------------------------------------------------------------------------ */

static void unknown(struct file *f, uint32_t name, bool top)
{
    struct baton_str text = baton_json_string(&f->doc, name, f->r->arena);
    struct baton_near near;
    baton_near_init(&near, text);
    baton_config__offer_keys(&near);
    for (size_t i = 0; top && i < BATON_COUNT(other_parts); i++)
        baton_near_offer(&near, baton_str_from(other_parts[i]));
    if (top) {
        baton_near_offer(&near, BATON_STR("platform"));
        baton_near_offer(&near, BATON_STR("platforms"));
    }
    if (top && !near.best.s && !is_scalar(f, name + 1))
        return;
    text = baton_str_sub(text, 0, 60);
    baton_config__problem(f->r, BATON_CONFIG_ERROR, where(f, name),
                          "'%.*s': there is no such key%s%.*s%s", BATON_ARG(text),
                          near.best.s ? "; did you mean '" : "", (int)near.best.len,
                          near.best.s ? near.best.s : "",
                          near.best.s ? "'?" : "");
}

static void read_section(struct file *f, uint32_t object, bool keep)
{
    BATON_JSON_EACH_MEMBER(&f->doc, object, name) {
        size_t key = baton_config__find(baton_json_string(&f->doc, name, f->r->arena));
        if (key == SIZE_MAX)
            unknown(f, name, false);
        else
            set(f, key, name, keep);
    }
    for (size_t i = 0; keep && f->r->sources->besides && i < baton_config_key_count; i++)
        f->r->fixed[i] |= f->r->values[i].origin == f->origin &&
                          baton_json_member_z(&f->doc, object, baton_config_keys[i].name) !=
                              BATON_JSON_NONE;
}

static void add_section(struct baton_config__reader *r, struct baton_str name)
{
    for (size_t i = 0; i < r->section_count; i++)
        if (baton_str_eq(r->sections[i], name))
            return;
    struct baton_str *section = NULL;
    if (r->section_count < BATON_CONFIG_PLATFORMS)
        section = BATON_PUSH(r->arena, r->sections, r->section_count, r->section_capacity);
    if (section)
        *section = name;
}

static bool is_other_part(struct baton_str name)
{
    for (size_t i = 0; i < BATON_COUNT(other_parts); i++)
        if (baton_str_is(name, other_parts[i]))
            return true;
    return baton_str_is(name, "platform") || baton_str_is(name, "platforms");
}

static void read_top(struct file *f)
{
    BATON_JSON_EACH_MEMBER(&f->doc, 0, name) {
        struct baton_str text = baton_json_string(&f->doc, name, f->r->arena);
        size_t key = baton_config__find(text);
        if (key != SIZE_MAX)
            set(f, key, name, true);
        else if (!is_other_part(text))
            unknown(f, name, true);
    }
}

/* ---- platforms ------------------------------------------------------------------------- */

/* What the file asks for, where nobody who counts more has asked. */
static void choose(struct file *f)
{
    uint32_t at = baton_json_member_z(&f->doc, 0, "platform");
    if (f->r->platform.len || at == BATON_JSON_NONE || baton_json_is(&f->doc, at, BATON_JSON_NULL))
        return;
    if (!is_scalar(f, at)) {
        baton_config__problem(f->r, BATON_CONFIG_ERROR, where(f, at),
                              "platform: takes the name of one of the platforms");
        return;
    }
    f->r->platform = scalar(f, at);
    f->r->platform_where = where(f, at);
    baton_near_init(&f->r->platform_near, f->r->platform);
}

static void read_platform(struct file *f, uint32_t name, bool only)
{
    struct baton_config__reader *r = f->r;
    struct baton_str text = baton_json_string(&f->doc, name, r->arena);
    if (!baton_json_is(&f->doc, name + 1, BATON_JSON_OBJECT)) {
        baton_config__problem(r, BATON_CONFIG_ERROR, where(f, name),
                              "platforms: '%.*s' takes keys and values",
                              BATON_ARG(baton_str_sub(text, 0, 60)));
        return;
    }
    if (only && !r->platform.len)
        r->platform = text;
    bool chosen = r->platform.len && baton_str_eq(r->platform, text);
    r->platform_found = r->platform_found || chosen;
    baton_near_offer(&r->platform_near, text);
    add_section(r, text);
    read_section(f, name + 1, chosen);
}

static void read_platforms(struct file *f)
{
    uint32_t at = baton_json_member_z(&f->doc, 0, "platforms");
    if (at == BATON_JSON_NONE || baton_json_is(&f->doc, at, BATON_JSON_NULL))
        return;
    if (!baton_json_is(&f->doc, at, BATON_JSON_OBJECT)) {
        baton_config__problem(f->r, BATON_CONFIG_ERROR, where(f, at),
                              "platforms: takes names, each with its keys");
        return;
    }
    bool only = baton_json_size(&f->doc, at) == 1;
    BATON_JSON_EACH_MEMBER(&f->doc, at, name)
        read_platform(f, name, only);
}

/* ---- the file -------------------------------------------------------------------------- */

struct baton_str baton_config__read_text(struct baton_config__reader *r, const char *path,
                                         const char *shown)
{
    struct baton_str text, copy = {NULL, 0};
    struct stat info;
    const char *why = "";
    if (stat(path, &info) != 0)
        return copy;
    enum baton_err err = baton_os_read(path, BATON_CONFIG__MAX_FILE, &text, &why);
    if (err != BATON_OK) {
        baton_config__problem(r, BATON_CONFIG_ERROR, baton_str_from(shown),
                              "the file cannot be read: %s", why);
        return copy;
    }
    copy = baton_str_copy(r->arena, text);
    baton_os_free(text);
    return copy;
}

/* false: a problem says why. */
static bool parse(struct file *f, struct baton_str text)
{
    struct baton_str json;
    struct baton_yaml_fault fault;
    struct baton_json_fault json_fault;
    enum baton_err err = baton_yaml_to_json(f->r->arena, text, NULL, &json, &f->map, &fault);
    if (err == BATON_ENOMEM)
        return false;
    if (err != BATON_OK) {
        struct baton_str place = baton_str_fmt(f->r->arena, "%s:%zu", f->shown, fault.place.line);
        baton_config__problem(f->r, BATON_CONFIG_ERROR, place, "%.*s", BATON_ARG(fault.message));
        return false;
    }
    err = baton_json_read(f->r->arena, json, NULL, &f->doc, &json_fault);
    if (err == BATON_OK || err == BATON_ENOMEM)
        return err == BATON_OK;
    struct baton_place at = baton_yaml_place(&f->map, json_fault.offset);
    baton_config__problem(f->r, BATON_CONFIG_ERROR,
                          baton_str_fmt(f->r->arena, "%s:%zu", f->shown, at.line), "%s",
                          baton_json_code_text(json_fault.code));
    return false;
}

/* Nothing but blanks and comments is nothing to read. */
static bool is_empty(struct baton_str text)
{
    struct baton_str line;
    while (baton_str_next(&text, '\n', &line)) {
        line = baton_str_trim(line);
        if (line.len && line.s[0] != '#')
            return false;
    }
    return true;
}

void baton_config__read_file(struct baton_config__reader *r, const char *path, const char *shown,
                             enum baton_config_origin origin)
{
    struct file f = {.r = r, .shown = shown, .origin = origin};
    struct baton_str text = baton_config__read_text(r, path, shown);
    if (!text.s || is_empty(text) || !parse(&f, text) ||
        baton_json_is(&f.doc, 0, BATON_JSON_NULL))
        return;
    f.open_to_others = baton_config__is_open(path);
    if (!baton_json_is(&f.doc, 0, BATON_JSON_OBJECT)) {
        baton_config__problem(r, BATON_CONFIG_ERROR, where(&f, 0), "keys and values are expected");
        return;
    }
    choose(&f);
    read_top(&f);
    read_platforms(&f);
}
