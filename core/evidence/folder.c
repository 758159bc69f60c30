/* SPDX-License-Identifier: Apache-2.0 */
/* evidence.json: what the files of a folder of evidence are. */
#include "core/evidence.h"

#define SCHEMA "baton.evidence/1"

enum { MOST_FILES = 1000, MOST_ABSENT = 100 };

/* ---- writing ----------------------------------------------------------------- */

static void put_member(struct baton_buf *out, const char *before, const char *name,
                       struct baton_str text)
{
    baton_buf_fmt(out, "%s\"%s\": ", before, name);
    baton_json_put_string(out, text);
}

static void put_token(struct baton_buf *out, const struct baton_token_facts *token)
{
    if (!token->known)
        return;
    baton_buf_puts(out, ",\n  \"token\": {");
    const char *before = "";
    if (token->scopes_known) {
        put_member(out, before, "scopes", token->scopes);
        before = ", ";
    }
    if (token->expires != INT64_MIN)
        put_member(out, before, "expires", baton_time_text(out->arena, token->expires));
    baton_buf_putc(out, '}');
}

static void put_file(struct baton_buf *out, const struct baton_file *file)
{
    put_member(out, "\n    {", "role", baton_str_from(baton_document_role_name(file->role)));
    put_member(out, ", ", "name", file->name);
    if (file->contract.len)
        put_member(out, ", ", "contract", file->contract);
    if (file->platform.len)
        put_member(out, ", ", "platform", file->platform);
    if (file->family.len)
        put_member(out, ", ", "family", file->family);
    if (file->failure.len)
        put_member(out, ", ", "failure", file->failure);
    baton_buf_putc(out, '}');
}

static void put_absent(struct baton_buf *out, const struct baton_gathered *from)
{
    if (!from->absent_count)
        return;
    baton_buf_puts(out, ",\n  \"absent\": [");
    for (size_t i = 0; i < from->absent_count; i++) {
        baton_buf_puts(out, i ? ",\n    " : "\n    ");
        baton_json_put_string(out, from->absent[i]);
    }
    baton_buf_puts(out, "\n  ]");
}

enum baton_err baton_evidence_put(struct baton_buf *out, const struct baton_gathered *from)
{
    put_member(out, "{\n  ", "schema", BATON_STR(SCHEMA));
    put_member(out, ",\n  ", "family", from->family);
    put_member(out, ",\n  ", "conversation", from->asked_id);
    if (from->now != INT64_MIN)
        put_member(out, ",\n  ", "now", baton_time_text(out->arena, from->now));
    put_token(out, &from->token);
    put_absent(out, from);
    baton_buf_puts(out, ",\n  \"files\": [");
    for (size_t i = 0; i < from->count; i++) {
        if (i)
            baton_buf_putc(out, ',');
        put_file(out, &from->files[i]);
    }
    baton_buf_puts(out, "\n  ]\n}\n");
    return baton_buf_failed(out) ? BATON_ENOMEM : BATON_OK;
}

/* ---- reading ----------------------------------------------------------------- */

struct manifest {
    struct baton_arena *arena;
    struct baton_json json;
    struct baton_str *why;
};

static struct baton_str text_of(const struct manifest *m, uint32_t object, const char *name)
{
    uint32_t at = baton_json_member_z(&m->json, object, name);
    return baton_json_is(&m->json, at, BATON_JSON_STRING)
               ? baton_json_string(&m->json, at, m->arena) : BATON_STR("");
}

static int64_t time_of(const struct manifest *m, uint32_t object, const char *name)
{
    int64_t seconds;
    return baton_time_read(text_of(m, object, name), &seconds) ? seconds : INT64_MIN;
}

static bool refuse(const struct manifest *m, const char *why)
{
    *m->why = baton_str_from(why);
    return false;
}

/* A name within the folder: nothing that leads out of it. */
static bool is_plain_name(struct baton_str name)
{
    if (!name.len || name.len > 255 || name.s[0] == '.')
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (name.s[i] == '/' || name.s[i] == '\\' || (unsigned char)name.s[i] < 0x20)
            return false;
    return true;
}

static bool find_role(struct baton_str name, enum baton_document_role *out)
{
    for (int i = 0; i < BATON_DOC_ROLE_COUNT; i++)
        if (baton_str_is(name, baton_document_role_name((enum baton_document_role)i))) {
            *out = (enum baton_document_role)i;
            return true;
        }
    return false;
}

static bool get_file(const struct manifest *m, uint32_t item, struct baton_file *out)
{
    if (!baton_json_is(&m->json, item, BATON_JSON_OBJECT))
        return refuse(m, "a file of evidence.json is not an object");
    out->name = text_of(m, item, "name");
    out->contract = text_of(m, item, "contract");
    out->failure = text_of(m, item, "failure");
    out->platform = text_of(m, item, "platform");
    out->family = text_of(m, item, "family");
    if (!is_plain_name(out->name))
        return refuse(m, "a file's name in evidence.json is not the name of a file beside it");
    if (!find_role(text_of(m, item, "role"), &out->role))
        return refuse(m, "a file's role in evidence.json is not known");
    return true;
}

static bool get_files(const struct manifest *m, struct baton_gathered *out)
{
    uint32_t list = baton_json_member_z(&m->json, 0, "files");
    if (!baton_json_is(&m->json, list, BATON_JSON_ARRAY))
        return refuse(m, "evidence.json lists no files");
    size_t count = baton_json_size(&m->json, list), at = 0;
    if (count > MOST_FILES)
        return refuse(m, "evidence.json lists more than 1000 files");
    struct baton_file *files = BATON_NEW_N(m->arena, struct baton_file, count);
    if (!files)
        return false;
    BATON_JSON_EACH_ITEM(&m->json, list, item)
        if (!get_file(m, item, &files[at++]))
            return false;
    out->files = files;
    out->count = count;
    return true;
}

static void get_absent(const struct manifest *m, struct baton_gathered *out)
{
    uint32_t list = baton_json_member_z(&m->json, 0, "absent");
    struct baton_str *lines = BATON_NEW_N(m->arena, struct baton_str, MOST_ABSENT);
    if (!lines || !baton_json_is(&m->json, list, BATON_JSON_ARRAY))
        return;
    out->absent = lines;
    BATON_JSON_EACH_ITEM(&m->json, list, item)
        if (baton_json_is(&m->json, item, BATON_JSON_STRING) && out->absent_count < MOST_ABSENT)
            lines[out->absent_count++] = baton_json_string(&m->json, item, m->arena);
}

static void get_token(const struct manifest *m, struct baton_token_facts *out)
{
    uint32_t token = baton_json_member_z(&m->json, 0, "token");
    *out = (struct baton_token_facts){.expires = INT64_MIN};
    if (!baton_json_is(&m->json, token, BATON_JSON_OBJECT))
        return;
    out->known = true;
    out->scopes_known = baton_json_member_z(&m->json, token, "scopes") != BATON_JSON_NONE;
    out->scopes = text_of(m, token, "scopes");
    out->expires = time_of(m, token, "expires");
}

enum baton_err baton_evidence_get(struct baton_arena *arena, struct baton_str json,
                                  struct baton_gathered *out, struct baton_str *why)
{
    struct manifest m = {.arena = arena, .why = why};
    struct baton_gathered gathered = {0};
    enum baton_err err = baton_json_read(arena, json, NULL, &m.json, NULL);
    if (err == BATON_ENOMEM)
        return err;
    if (err || !baton_str_is(text_of(&m, 0, "schema"), SCHEMA)) {
        *why = BATON_STR("evidence.json is not one: its \"schema\" is not \"" SCHEMA "\"");
        return baton_arena_failed(arena) ? BATON_ENOMEM : BATON_ESYNTAX;
    }
    gathered.family = text_of(&m, 0, "family");
    gathered.asked_id = text_of(&m, 0, "conversation");
    gathered.now = time_of(&m, 0, "now");
    get_token(&m, &gathered.token);
    get_absent(&m, &gathered);
    bool good = get_files(&m, &gathered);
    if (baton_arena_failed(arena))
        return BATON_ENOMEM;
    if (!good)
        return BATON_ESYNTAX;
    *out = gathered;
    return BATON_OK;
}
