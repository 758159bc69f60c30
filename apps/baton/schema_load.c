/* SPDX-License-Identifier: Apache-2.0 */
/* Documents that a schema refers to: files, never the network. */
#include <string.h>

#include "apps/baton/schema.h"
#include "edge/os.h"

enum { MAX_DOCUMENTS = 4096, MAX_DOCUMENT = 64 << 20, MAX_ALL = 256 << 20 };

static const char scheme[] = "file://";

/* ---- URIs of files (RFC 8089) ---------------------------------------------------------------- */

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
           baton_str_find_byte(BATON_STR("/-._~!$&'()*+,;=:@"), c) != SIZE_MAX;
}

static void put_escaped(struct baton_buf *out, struct baton_str path)
{
    for (size_t i = 0; i < path.len; i++)
        if (is_plain(path.s[i]))
            baton_buf_putc(out, path.s[i]);
        else
            baton_buf_fmt(out, "%%%02X", (unsigned)(unsigned char)path.s[i]);
}

struct baton_str schema_file_uri(struct baton_arena *arena, const char *path)
{
    struct baton_str absolute = baton_os_absolute(arena, path);
    struct baton_buf buf;
    if (!absolute.s)
        return absolute;
    baton_buf_init(&buf, arena, 0);
    baton_buf_puts(&buf, scheme);
    put_escaped(&buf, absolute);
    return baton_buf_failed(&buf) ? (struct baton_str){NULL, 0} : baton_buf_str(&buf);
}

struct baton_str schema_shorten(struct baton_arena *arena, struct baton_str text)
{
    struct baton_str here = schema_file_uri(arena, "");
    struct baton_buf buf;
    size_t at = here.len ? baton_str_find(text, here) : SIZE_MAX;
    if (at == SIZE_MAX)
        return text;
    baton_buf_init(&buf, arena, 0);
    for (; at != SIZE_MAX; at = baton_str_find(text, here)) {
        baton_buf_put(&buf, baton_str_sub(text, 0, at));
        text = baton_str_sub(text, at + here.len, text.len);
    }
    baton_buf_put(&buf, text);
    return baton_buf_str(&buf);
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                                                : -1;
}

/* Percent-decoded and terminated; NULL if a NUL is in it, or out of memory. */
static char *decoded(struct baton_arena *arena, const char *before, struct baton_str text)
{
    size_t len = strlen(before), at = 0;
    char *out = baton_arena_take(arena, len + text.len + 1);
    if (!out)
        return NULL;
    memcpy(out, before, len);
    while (at < text.len) {
        int high = text.s[at] == '%' && at + 2 < text.len ? hex(text.s[at + 1]) : -1;
        int low = high >= 0 ? hex(text.s[at + 2]) : -1;
        char c = low >= 0 ? (char)(high * 16 + low) : text.s[at];
        at += low >= 0 ? 3 : 1;
        if (!c)
            return NULL;
        out[len++] = c;
    }
    out[len] = 0;
    return out;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The path as the user knows it: from the folder that baton was started in. */
static struct baton_str shown(struct baton_arena *arena, const char *path)
{
    struct baton_str here = baton_os_absolute(arena, ""), all = baton_str_from(path);
    if (strcmp(path, "-") == 0)
        return BATON_STR("<stdin>");
    return here.s && here.len > 1 && baton_str_starts(all, here)
               ? baton_str_sub(all, here.len, all.len)
               : all;
}

static enum baton_err read_text(struct schema_command *c, const char *path,
                                struct schema_source *source, struct baton_str *why)
{
    struct baton_str text;
    const char *said = "";
    enum baton_err err = baton_os_read(path, MAX_DOCUMENT, &text, &said);
    if (err == BATON_ENOMEM)
        return err;
    if (err != BATON_OK) {
        *why = baton_str_fmt(&c->app->arena, "%.*s: %s", BATON_ARG(source->name), said);
        return BATON_EREAD;
    }
    source->text = baton_str_copy(&c->app->arena, text);
    baton_os_free(text);
    c->schema_bytes += source->text.len;
    return source->text.s ? BATON_OK : BATON_ENOMEM;
}

static bool within_ceilings(struct schema_command *c, struct baton_str *why)
{
    if (c->schema_count < MAX_DOCUMENTS && c->schema_bytes < MAX_ALL)
        return true;
    *why = baton_str_fmt(&c->app->arena, "not read: at most %d documents of %d MiB in all are",
                         MAX_DOCUMENTS, MAX_ALL >> 20);
    return false;
}

static enum baton_err parse(struct schema_command *c, struct schema_source *source,
                            struct baton_str *why)
{
    struct baton_arena *arena = &c->app->arena;
    enum baton_err err = schema_source_read(arena, source);
    if (err != BATON_ESYNTAX && err != BATON_ELIMIT)
        return err == BATON_OK ? schema_source_prepare(arena, source) : err;
    err = schema_source_prepare(arena, source);
    if (err != BATON_OK)
        return err;
    const struct schema_flaw *flaw = source->flaws;
    struct baton_place at = flaw->place.line
                                ? flaw->place
                                : baton_lines_place(&source->lines, flaw->span.start);
    *why = baton_str_fmt(arena, "%.*s:%zu:%zu: %.*s", BATON_ARG(source->name), at.line, at.column,
                         BATON_ARG(flaw->message));
    return BATON_EREAD;
}

enum baton_err schema_load_file(struct schema_command *c, const char *path, struct baton_str uri,
                                struct schema_source **out, struct baton_str *why)
{
    struct baton_arena *arena = &c->app->arena;
    struct schema_source *source = BATON_NEW(arena, struct schema_source);
    *out = NULL;
    if (!within_ceilings(c, why))
        return BATON_OK;
    struct schema_source **slot = BATON_PUSH(arena, c->schemas, c->schema_count,
                                             c->schema_capacity);
    if (!source || !slot)
        return BATON_ENOMEM;
    source->name = shown(arena, path);
    source->uri = uri;
    source->first_line = 1;
    source->yaml = !baton_str_glob(baton_str_from(path), BATON_STR("*.json"));
    *slot = source;
    enum baton_err err = read_text(c, path, source, why);
    if (err == BATON_OK)
        err = parse(c, source, why);
    if (err == BATON_OK)
        *out = source;
    return err == BATON_EREAD ? BATON_OK : err;
}

/* ---- URI -> file ----------------------------------------------------------------------------- */

/* A part of a URI cannot lead out of the folder that is named for it. */
static bool climbs(const char *path)
{
    struct baton_str rest = baton_str_from(path), segment;
    while (baton_str_next(&rest, '/', &segment))
        if (baton_str_is(segment, ".."))
            return true;
    return false;
}

static const struct schema_mapping *mapping_of(const struct schema_command *c,
                                               struct baton_str uri)
{
    const struct schema_mapping *best = NULL;
    for (size_t i = 0; i < c->mapping_count; i++) {
        const struct schema_mapping *m = &c->mappings[i];
        if (m->folder ? baton_str_starts(uri, m->uri) : baton_str_eq(uri, m->uri))
            if (!best || m->uri.len > best->uri.len)
                best = m;
    }
    return best;
}

static const char *mapped_path(struct schema_command *c, const struct schema_mapping *m,
                               struct baton_str uri)
{
    struct baton_arena *arena = &c->app->arena;
    if (!m->folder)
        return m->path;
    size_t len = strlen(m->path);
    struct baton_str folder = baton_str_fmt(arena, "%s%s", m->path,
                                            len && m->path[len - 1] == '/' ? "" : "/");
    struct baton_str rest = baton_str_sub(uri, m->uri.len, uri.len);
    char *inside = decoded(arena, "", rest);
    if (!folder.s || !inside || climbs(inside))
        return NULL;
    return decoded(arena, folder.s, rest);
}

/* The path in a file: URI of this machine. */
static const char *local_path(struct schema_command *c, struct baton_str uri)
{
    struct baton_str local = BATON_STR("file://localhost/");
    if (baton_str_starts_nocase(uri, local))
        return decoded(&c->app->arena, "", baton_str_sub(uri, local.len - 1, uri.len));
    if (baton_str_starts_nocase(uri, BATON_STR("file:///")))
        return decoded(&c->app->arena, "", baton_str_sub(uri, sizeof scheme - 1, uri.len));
    return NULL;
}

enum baton_err schema_load_uri(void *ctx, struct baton_str uri, struct baton_arena *arena,
                               const struct baton_json **out, struct baton_str *why)
{
    struct schema_command *c = ctx;
    const struct schema_mapping *mapping = mapping_of(c, uri);
    const char *path = mapping ? mapped_path(c, mapping, uri) : local_path(c, uri);
    struct baton_str own = baton_str_copy(&c->app->arena, uri);
    struct schema_source *source = NULL;
    (void)arena;
    if (!own.s || baton_arena_failed(&c->app->arena))
        return BATON_ENOMEM;
    if (!path) {
        *why = baton_str_fmt(&c->app->arena, "nothing is fetched; name its file with --ref "
                             "%.*s=FILE", BATON_ARG(own));
        return why->s ? BATON_OK : BATON_ENOMEM;
    }
    enum baton_err err = schema_load_file(c, path, own, &source, why);
    if (err != BATON_OK || !source)
        return err;
    source->local = !mapping;
    *out = &source->json;
    return BATON_OK;
}
