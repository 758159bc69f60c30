/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <string.h>

#include "apps/sandbox/embedded.h"
#include "apps/sandbox/family.h"
#include "core/model.h"
#include "edge/os.h"

enum { MAX_FILE = 16 << 20, MAX_FAULTS = 20 };

#define BASE "base.json"

typedef struct baton_sandbox__reader reader;

/* ---- faults ------------------------------------------------------------------------------ */

static void fault_line(struct baton_arena *arena, struct baton_sandbox_faults *faults,
                       struct baton_str line)
{
    struct baton_str *kept;
    if (faults->count >= MAX_FAULTS)
        return;
    kept = BATON_PUSH(arena, faults->lines, faults->count, faults->capacity);
    if (kept)
        *kept = line;
}

void baton_sandbox__fault(reader *r, uint32_t value, const char *fmt, ...)
{
    struct baton_place at = {1, 1};
    va_list args;
    if (value < r->doc->count)
        at = baton_yaml_place(r->map, r->doc->v[value].start);
    va_start(args, fmt);
    struct baton_str message = baton_str_vfmt(r->arena, fmt, args);
    va_end(args);
    fault_line(r->arena, r->faults,
               baton_str_fmt(r->arena, "%.*s:%zu:%zu: %.*s", BATON_ARG(r->file), at.line,
                             at.column, BATON_ARG(message)));
}

struct baton_str baton_sandbox__unknown(struct baton_arena *arena, struct baton_str word,
                                        const char *const *known, size_t count)
{
    struct baton_near near;
    baton_near_init(&near, word);
    for (size_t i = 0; i < count; i++)
        baton_near_offer(&near, baton_str_from(known[i]));
    if (near.best.s)
        return baton_str_fmt(arena, "'%.*s' is not known here; did you mean '%.*s'?",
                             BATON_ARG(word), BATON_ARG(near.best));
    struct baton_buf out;
    baton_buf_init(&out, arena, 0);
    baton_buf_fmt(&out, "'%.*s' is not known here; what is:", BATON_ARG(word));
    for (size_t i = 0; i < count; i++)
        baton_buf_fmt(&out, "%s %s", i ? "," : "", known[i]);
    return baton_buf_str(&out);
}

/* ---- reading members --------------------------------------------------------------------- */

/* Is it an object, with no other members than these? */
bool baton_sandbox__object_of(reader *r, uint32_t value, const char *const *known, size_t count)
{
    bool good = baton_json_is(r->doc, value, BATON_JSON_OBJECT);
    if (!good) {
        baton_sandbox__fault(r, value, "a mapping is wanted here");
        return false;
    }
    BATON_JSON_EACH_MEMBER(r->doc, value, key) {
        struct baton_str name = baton_json_string(r->doc, key, r->arena);
        bool found = false;
        for (size_t i = 0; i < count; i++)
            found = found || baton_str_is(name, known[i]);
        if (!found) {
            struct baton_str what = baton_sandbox__unknown(r->arena, name, known, count);
            baton_sandbox__fault(r, key, "%.*s", BATON_ARG(what));
            good = false;
        }
    }
    return good;
}

struct baton_str baton_sandbox__text_at(reader *r, uint32_t object, const char *name, bool required)
{
    uint32_t at = baton_json_member_z(r->doc, object, name);
    if (at == BATON_JSON_NONE) {
        if (required)
            baton_sandbox__fault(r, object, "'%s' is missing", name);
        return BATON_STR("");
    }
    if (!baton_json_is(r->doc, at, BATON_JSON_STRING)) {
        baton_sandbox__fault(r, at, "'%s' is a text", name);
        return BATON_STR("");
    }
    return baton_json_string(r->doc, at, &r->sandbox->arena);
}

uint64_t baton_sandbox__number_at(reader *r, uint32_t object, const char *name, uint64_t otherwise)
{
    uint64_t number = otherwise;
    uint32_t at = baton_json_member_z(r->doc, object, name);
    if (at != BATON_JSON_NONE && (!baton_json_is(r->doc, at, BATON_JSON_NUMBER) ||
                                  !baton_str_to_u64(baton_json_raw(r->doc, at), &number) ||
                                  number > INT32_MAX))
        baton_sandbox__fault(r, at, "'%s' is a whole number", name);
    return number;
}

/* The list under a name; false where there is none. */
bool baton_sandbox__list_at(reader *r, uint32_t object, const char *name, uint32_t *list)
{
    *list = baton_json_member_z(r->doc, object, name);
    if (*list == BATON_JSON_NONE)
        return false;
    if (baton_json_is(r->doc, *list, BATON_JSON_ARRAY))
        return true;
    baton_sandbox__fault(r, *list, "'%s' is a list", name);
    return false;
}

/* ---- what stands under a family's name --------------------------------------------------- */

/* Names that are known, and those of the families. */
struct names {
    const char *all[16 + BATON_SANDBOX__FAMILIES];
    size_t count;
};

static struct names with_families(const char *const *known, size_t count)
{
    struct names names = {{NULL}, 0};
    for (size_t i = 0; i < count && i < 16; i++)
        names.all[names.count++] = known[i];
    for (size_t i = 0; i < baton_sandbox__family_count; i++)
        names.all[names.count++] = baton_sandbox__families[i]->name;
    return names;
}

static bool is_known(reader *r, uint32_t at, const char *const *known, size_t count)
{
    struct names names = with_families(known, count);
    return baton_sandbox__object_of(r, at, names.all, names.count);
}

static uint32_t section_at(reader *r, uint32_t object, size_t family)
{
    uint32_t at = baton_json_member_z(r->doc, object, baton_sandbox__families[family]->name);
    if (at == BATON_JSON_NONE || baton_json_is(r->doc, at, BATON_JSON_OBJECT))
        return at;
    baton_sandbox__fault(r, at, "a mapping is wanted here");
    return BATON_JSON_NONE;
}

/* Keeps the sections for their families. */
static void read_sections(reader *r, uint32_t object, bool of_client,
                          struct baton_sandbox__section *out)
{
    for (size_t i = 0; i < baton_sandbox__family_count; i++) {
        const struct baton_sandbox__family *f = baton_sandbox__families[i];
        const char *const *known = of_client ? f->client_members : f->queue_members;
        uint32_t at = section_at(r, object, i);
        size_t count = 0;
        while (known && known[count])
            count++;
        if (at != BATON_JSON_NONE && baton_sandbox__object_of(r, at, known, count))
            out[i] = (struct baton_sandbox__section){r->doc, at};
    }
}

/* ---- clients, queues, users -------------------------------------------------------------- */

static void read_scopes(reader *r, uint32_t object, struct baton_sandbox__client *out)
{
    struct baton_buf scopes;
    uint32_t list;
    baton_buf_init(&scopes, &r->sandbox->arena, 0);
    if (baton_sandbox__list_at(r, object, "scopes", &list)) {
        BATON_JSON_EACH_ITEM(r->doc, list, item) {
            if (!baton_json_is(r->doc, item, BATON_JSON_STRING))
                baton_sandbox__fault(r, item, "a scope is a text");
            baton_buf_puts(&scopes, scopes.len ? " " : "");
            baton_buf_put(&scopes, baton_json_string(r->doc, item, r->arena));
        }
    }
    out->scopes = baton_buf_str(&scopes);
}

static bool read_client(reader *r, uint32_t at)
{
    static const char *const known[] = {"id", "secret", "scopes", "tokenLifetime", "about"};
    struct baton_sandbox *s = r->sandbox;
    if (!is_known(r, at, known, BATON_COUNT(known)))
        return true;
    struct baton_sandbox__client *c =
        BATON_PUSH(&s->arena, s->clients, s->client_count, s->client_capacity);
    if (!c)
        return false;
    c->id = baton_sandbox__text_at(r, at, "id", true);
    c->secret = baton_sandbox__text_at(r, at, "secret", true);
    c->lifetime = baton_sandbox__number_at(r, at, "tokenLifetime", 0);
    read_scopes(r, at, c);
    read_sections(r, at, true, c->own);
    return true;
}

static void read_code(reader *r, uint32_t at, struct baton_sandbox__code *out)
{
    static const char *const known[] = {"id", "name"};
    if (!baton_sandbox__object_of(r, at, known, BATON_COUNT(known)))
        return;
    out->id = baton_sandbox__text_at(r, at, "id", true);
    out->name = baton_sandbox__text_at(r, at, "name", false);
}

static bool read_codes(reader *r, uint32_t at, struct baton_sandbox__queue *q)
{
    uint32_t list;
    if (!baton_sandbox__list_at(r, at, "wrapupCodes", &list))
        return true;
    BATON_JSON_EACH_ITEM(r->doc, list, item) {
        struct baton_sandbox__code *code =
            BATON_PUSH(&r->sandbox->arena, q->codes, q->code_count, q->code_capacity);
        if (!code)
            return false;
        read_code(r, item, code);
    }
    return true;
}

static bool read_queue(reader *r, uint32_t at)
{
    static const char *const known[] = {"id", "name", "state", "memberCount", "availableAgents",
                                        "wrapupCodes", "about"};
    struct baton_sandbox *s = r->sandbox;
    if (!is_known(r, at, known, BATON_COUNT(known)))
        return true;
    struct baton_sandbox__queue *q =
        baton_sandbox__queue_of(s, baton_sandbox__text_at(r, at, "id", true));
    if (!q)
        q = BATON_PUSH(&s->arena, s->queues, s->queue_count, s->queue_capacity);
    if (!q)
        return false;
    struct baton_str state = baton_sandbox__text_at(r, at, "state", false);
    *q = (struct baton_sandbox__queue){.id = baton_sandbox__text_at(r, at, "id", false),
                                       .name = baton_sandbox__text_at(r, at, "name", true)};
    q->active = !state.len || baton_str_is(state, "active");
    if (!q->active && !baton_str_is(state, "inactive"))
        baton_sandbox__fault(r, baton_json_member_z(r->doc, at, "state"),
                             "a queue is 'active' or 'inactive'");
    q->members = baton_sandbox__number_at(r, at, "memberCount", 4);
    q->available = baton_sandbox__number_at(r, at, "availableAgents", q->members / 2);
    read_sections(r, at, false, q->own);
    return read_codes(r, at, q);
}

static bool read_user(reader *r, uint32_t at)
{
    struct baton_sandbox *s = r->sandbox;
    struct baton_sandbox__code *user =
        BATON_PUSH(&s->arena, s->users, s->user_count, s->user_capacity);
    if (user)
        read_code(r, at, user);
    return user != NULL;
}

/* ---- conversations ----------------------------------------------------------------------- */

void baton_sandbox__start_at(reader *r, uint32_t account, struct baton_sandbox__pattern *p)
{
    int64_t ago = 0;
    uint32_t at = baton_json_member_z(r->doc, account, "startTime");
    struct baton_str text = baton_sandbox__text_at(r, account, "startTime", true);
    p->start = r->sandbox->began;
    p->relative = baton_sandbox__span(text, &ago);
    if (p->relative) {
        p->start += ago;
        p->extent = -ago;
    } else if (text.len && !baton_time_read(text, &p->start)) {
        baton_sandbox__fault(r, at, "neither a time such as 2026-01-05T10:00:00Z nor one from now "
                             "such as -34m: '%.*s'", BATON_ARG(text));
    }
}

uint32_t baton_sandbox__participant(reader *r, uint32_t account, const char *type)
{
    uint32_t list;
    if (!baton_sandbox__list_at(r, account, "participants", &list))
        return BATON_JSON_NONE;
    BATON_JSON_EACH_ITEM(r->doc, list, item) {
        uint32_t at = baton_json_member_z(r->doc, item, "type");
        if (at != BATON_JSON_NONE &&
            baton_json_string_is(r->doc, at, baton_str_from(type)))
            return item;
    }
    return BATON_JSON_NONE;
}

/* A rule's id, or null; what it is of a family is said with it, else of all. */
static void read_cause(reader *r, uint32_t at, struct baton_sandbox__told *told)
{
    uint32_t cause = at == BATON_JSON_NONE ? at : baton_json_member_z(r->doc, at, "rootCause");
    if (cause == BATON_JSON_NONE)
        return;
    told->has_cause = true;
    told->root_cause = (struct baton_str){NULL, 0};
    if (!baton_json_is(r->doc, cause, BATON_JSON_NULL))
        told->root_cause = baton_sandbox__text_at(r, at, "rootCause", true);
}

void baton_sandbox__own_id(reader *r, uint32_t object, struct baton_sandbox__pattern *p)
{
    if (p->id.len && !baton_sandbox__is_uuid(p->id))
        baton_sandbox__fault(r, baton_json_member_z(r->doc, object, "id"),
                             "a conversation's id is a UUID, not '%.*s'", BATON_ARG(p->id));
    p->ids[0] = p->id;
    p->id_count = 1;
}

/* What each family makes of it. */
static enum baton_err tell_all(reader *r, uint32_t at, uint32_t account,
                               struct baton_sandbox__pattern *p)
{
    enum baton_err err = BATON_OK;
    for (size_t i = 0; err == BATON_OK && i < baton_sandbox__family_count; i++) {
        const struct baton_sandbox__family *f = baton_sandbox__families[i];
        uint32_t own = i ? section_at(r, at, i) : at;
        if (f->tell && (own != BATON_JSON_NONE || account != BATON_JSON_NONE))
            err = f->tell(r, own, account, i, p);
        /* An account in another dialect may tell of another cause, or of none. */
        if (!i)
            read_cause(r, at, &p->told[i]);
        else
            read_cause(r, own, &p->told[i]);
    }
    return err;
}

static enum baton_err read_conversation(reader *r, uint32_t at)
{
    static const char *const known[] = {"about", "scenario", "rootCause", "channel", "weight",
                                        "hashedKey", "account", "legs"};
    struct baton_sandbox *s = r->sandbox;
    if (!is_known(r, at, known, BATON_COUNT(known)))
        return BATON_OK;
    uint32_t account = baton_json_member_z(r->doc, at, "account");
    struct baton_sandbox__pattern *p = BATON_NEW(&s->arena, struct baton_sandbox__pattern);
    struct baton_sandbox__pattern **kept =
        BATON_PUSH(&s->arena, s->patterns, s->pattern_count, s->pattern_capacity);
    if (!p || !kept)
        return BATON_ENOMEM;
    *kept = p;
    p->scenario = baton_sandbox__text_at(r, at, "scenario", false);
    if (!p->scenario.len)
        p->scenario = r->name;
    p->channel = baton_sandbox__text_at(r, at, "channel", false);
    if (!p->channel.len)
        p->channel = BATON_STR("voice");
    /* What one family alone knows is not among those that are generated for all. */
    p->weight = baton_sandbox__number_at(r, at, "weight", account != BATON_JSON_NONE);
    uint32_t hashed = baton_json_member_z(r->doc, at, "hashedKey");
    p->hashed = hashed != BATON_JSON_NONE && baton_json_is(r->doc, hashed, BATON_JSON_TRUE);
    if (account != BATON_JSON_NONE && !baton_json_is(r->doc, account, BATON_JSON_OBJECT)) {
        baton_sandbox__fault(r, account, "a mapping is wanted here");
        return BATON_OK;
    }
    if (account != BATON_JSON_NONE &&
        baton_json_member_z(r->doc, at, "rootCause") == BATON_JSON_NONE)
        baton_sandbox__fault(r, at, "'rootCause' is missing: a rule's id, or null");
    enum baton_err err = tell_all(r, at, account, p);
    if (err == BATON_OK && !p->id_count)
        baton_sandbox__fault(r, at, "'account' is missing: what the platform tells of it");
    return err;
}

/* ---- files ------------------------------------------------------------------------------- */

static bool each(reader *r, const char *name, bool (*read)(reader *, uint32_t))
{
    uint32_t list;
    if (!baton_sandbox__list_at(r, 0, name, &list))
        return true;
    BATON_JSON_EACH_ITEM(r->doc, list, item)
        if (!read(r, item))
            return false;
    return true;
}

static enum baton_err read_world(reader *r)
{
    static const char *const known[] = {"about", "clients", "queues", "users", "conversations"};
    uint32_t list;
    enum baton_err err = BATON_OK;
    if (!baton_sandbox__object_of(r, 0, known, BATON_COUNT(known)))
        return BATON_OK;
    if (!each(r, "clients", read_client) || !each(r, "queues", read_queue) ||
        !each(r, "users", read_user))
        return BATON_ENOMEM;
    if (!baton_sandbox__list_at(r, 0, "conversations", &list))
        return BATON_OK;
    BATON_JSON_EACH_ITEM(r->doc, list, item)
        if (err == BATON_OK)
            err = read_conversation(r, item);
    return err;
}

static enum baton_err read_json(reader *r, struct baton_str json)
{
    struct baton_json_fault fault;
    struct baton_json *doc = BATON_NEW(&r->sandbox->arena, struct baton_json);
    if (!doc)
        return BATON_ENOMEM;
    r->doc = doc;
    enum baton_err err = baton_json_read(&r->sandbox->arena, json, NULL, doc, &fault);
    if (err != BATON_ESYNTAX && err != BATON_ELIMIT)
        return err == BATON_OK ? read_world(r) : err;
    struct baton_place at = baton_yaml_place(r->map, fault.offset);
    fault_line(r->arena, r->faults,
               baton_str_fmt(r->arena, "%.*s:%zu:%zu: %s", BATON_ARG(r->file), at.line, at.column,
                             baton_json_code_text(fault.code)));
    return BATON_OK;
}

/* The file's name without folder and suffix is the scenario's. */
static struct baton_str bare(struct baton_str path)
{
    for (size_t i = path.len; i > 0; i--)
        if (path.s[i - 1] == '/')
            return bare(baton_str_sub(path, i, path.len));
    size_t dot = baton_str_find_byte(path, '.');
    return dot == SIZE_MAX ? path : baton_str_sub(path, 0, dot);
}

static enum baton_err read_embedded(reader *r, size_t index)
{
    struct baton_yaml_map none = {.identity = false};
    struct baton_str json = {baton_embedded_scenarios_texts[index],
                             baton_embedded_scenarios_sizes[index]};
    r->file = baton_str_from(baton_embedded_scenarios_names[index]);
    r->name = bare(r->file);
    r->map = &none;
    return read_json(r, json);
}

static enum baton_err read_file(reader *r, const char *path)
{
    struct baton_arena *arena = &r->sandbox->arena;
    struct baton_str text, json;
    struct baton_yaml_map map;
    struct baton_yaml_fault fault;
    const char *why = "";
    enum baton_err err = baton_os_read(path, MAX_FILE, &text, &why);
    if (err == BATON_EREAD || err == BATON_ELIMIT) {
        fault_line(r->arena, r->faults, baton_str_fmt(r->arena, "%s: %s", path, why));
        return BATON_OK;
    }
    if (err != BATON_OK)
        return err;
    struct baton_str own = baton_str_copy(arena, text);
    baton_os_free(text);
    if (!own.s)
        return BATON_ENOMEM;
    r->file = baton_str_from(path);
    r->name = bare(r->file);
    r->map = &map;
    err = baton_yaml_to_json(arena, own, NULL, &json, &map, &fault);
    if (err == BATON_OK && map.identity)
        err = baton_lines_init(&map.lines, arena, own);
    if (err == BATON_ESYNTAX || err == BATON_ELIMIT) {
        fault_line(r->arena, r->faults,
                   baton_str_fmt(r->arena, "%s:%zu:%zu: %.*s", path, fault.place.line,
                                 fault.place.column, BATON_ARG(fault.message)));
        return BATON_OK;
    }
    return err == BATON_OK ? read_json(r, json) : err;
}

/* ---- which ------------------------------------------------------------------------------- */

size_t baton_sandbox_scenario_count(void)
{
    return baton_embedded_scenarios_count - 1;
}

/* The first file is what all scenarios stand on, and is none. */
struct baton_str baton_sandbox_scenario_name(size_t index)
{
    return bare(baton_str_from(baton_embedded_scenarios_names[index + 1]));
}

static bool looks_like_file(struct baton_str name)
{
    return baton_str_find_byte(name, '/') != SIZE_MAX || baton_str_find_byte(name, '.') != SIZE_MAX;
}

static enum baton_err unknown_scenario(reader *r, struct baton_str name)
{
    const char *names[64];
    size_t count = baton_sandbox_scenario_count();
    for (size_t i = 0; i < count && i < BATON_COUNT(names); i++) {
        names[i] = baton_str_copy(r->arena, baton_sandbox_scenario_name(i)).s;
        if (!names[i])
            return BATON_ENOMEM;
    }
    struct baton_str what = baton_sandbox__unknown(r->arena, name, names, count);
    fault_line(r->arena, r->faults, baton_str_fmt(r->arena, "--scenario: %.*s", BATON_ARG(what)));
    return BATON_OK;
}

static enum baton_err read_named(reader *r, const char *name)
{
    bool all = strcmp(name, "all") == 0, found = false;
    enum baton_err err = BATON_OK;
    for (size_t i = 0; err == BATON_OK && i < baton_sandbox_scenario_count(); i++) {
        if (!all && !baton_str_is(baton_sandbox_scenario_name(i), name))
            continue;
        found = true;
        err = read_embedded(r, i + 1);
    }
    if (found)
        return err;
    return looks_like_file(baton_str_from(name)) ? read_file(r, name)
                                                 : unknown_scenario(r, baton_str_from(name));
}

enum baton_err baton_sandbox__read_scenarios(struct baton_sandbox *sandbox,
                                             struct baton_arena *arena,
                                             struct baton_sandbox_faults *faults)
{
    reader r = {.sandbox = sandbox, .arena = arena, .faults = faults};
    const struct baton_sandbox_options *o = &sandbox->options;
    enum baton_err err = read_embedded(&r, 0);
    if (err == BATON_OK && !o->scenario_count)
        err = read_named(&r, "all");
    for (size_t i = 0; err == BATON_OK && i < o->scenario_count; i++)
        err = read_named(&r, o->scenarios[i]);
    return err == BATON_OK && (baton_arena_failed(arena) || baton_arena_failed(&sandbox->arena))
               ? BATON_ENOMEM : err;
}
