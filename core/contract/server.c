/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts and paths: where an operation is found. */
#include "core/contract/contract_int.h"

enum { MOST_VALUES = 8 };

/* ---- path templates --------------------------------------------------------------------- */

static struct baton_contract__segment segment_of(struct baton_str piece)
{
    struct baton_contract__segment segment = {
        .prefix = piece, .name = {"", 0}, .suffix = {"", 0}};
    size_t open = baton_str_find_byte(piece, '{');
    if (open == SIZE_MAX)
        return segment;
    struct baton_str rest = baton_str_sub(piece, open + 1, piece.len);
    size_t close = baton_str_find_byte(rest, '}');
    if (close == SIZE_MAX)
        return segment;
    segment.parameter = true;
    segment.prefix = baton_str_sub(piece, 0, open);
    segment.name = baton_str_sub(rest, 0, close);
    segment.suffix = baton_str_sub(rest, close + 1, rest.len);
    return segment;
}

/* The path begins with a slash; what stands before the first one is nothing. */
static void split(struct baton_contract__loader *l, struct baton_str text,
                  struct baton_contract__path *path)
{
    struct baton_str piece;
    size_t capacity = 0;
    bool first = true;
    while (baton_str_next(&text, '/', &piece)) {
        if (first) {
            first = false;
            continue;
        }
        struct baton_contract__segment *segment =
            BATON_PUSH(l->arena, path->segments, path->count, capacity);
        if (!segment)
            return;
        *segment = segment_of(piece);
        path->literals += !segment->parameter;
    }
}

static void add_path(struct baton_contract__loader *l, struct baton_contract__entry *entry,
                     struct baton_str base)
{
    struct baton_str whole =
        baton_str_fmt(l->arena, "%.*s%.*s", BATON_ARG(base), BATON_ARG(entry->contract.path));
    if (whole.s)
        split(l, whole, &entry->paths[entry->path_count++]);
}

/* ---- servers ------------------------------------------------------------------------------ */

/* "api.{region}" -> "api.*" */
static struct baton_str glob_of(struct baton_contract__loader *l, struct baton_str host)
{
    struct baton_buf buf;
    baton_buf_init(&buf, l->arena, 0);
    bool inside = false;
    for (size_t i = 0; i < host.len; i++) {
        if (!inside && host.s[i] != '{')
            baton_buf_putc(&buf, host.s[i]);
        else if (!inside)
            baton_buf_putc(&buf, '*');
        inside = host.s[i] == '{' || (inside && host.s[i] != '}');
    }
    return baton_buf_str(&buf);
}

static void add_host(struct baton_contract__loader *l, struct baton_contract *contract,
                     size_t *capacity, struct baton_str host)
{
    struct baton_str *added =
        BATON_PUSH(l->arena, contract->hosts, contract->host_count, *capacity);
    if (added)
        *added = host;
}

struct baton_str baton_contract__domain(struct baton_str glob)
{
    size_t dots = 0, start = 0;
    for (size_t i = glob.len; i--;) {
        if (glob.s[i] == '*' || glob.s[i] == '?') {
            start = i + 1;
            break;
        }
        dots += glob.s[i] == '.';
    }
    struct baton_str fixed = baton_str_sub(glob, start, glob.len);
    size_t dot = baton_str_find_byte(fixed, '.');
    /* The first of its names is the machine's, where there is more than a domain. */
    if (dot == SIZE_MAX || (dots < 2 && start))
        return BATON_STR("");
    return dots < 2 ? fixed : baton_str_sub(fixed, dot + 1, fixed.len);
}

static struct baton_str base_of(struct baton_str path)
{
    while (path.len && path.s[path.len - 1] == '/')
        path.len--;
    return path;
}

static void read_server(struct baton_contract__loader *l, struct baton_contract__entry *entry,
                        size_t *capacity, uint32_t server)
{
    if (!baton_contract__is(l, server, BATON_JSON_OBJECT, "a server"))
        return;
    uint32_t member = baton_contract__member(l, server, "url", BATON_JSON_STRING);
    if (member == BATON_JSON_NONE) {
        baton_contract__problem(l, server, "a server must have a url");
        return;
    }
    struct baton_url url = baton_url(baton_contract__string(l, member));
    if (url.host.len)
        add_host(l, &entry->contract, capacity, glob_of(l, url.host));
    struct baton_str base = base_of(url.path);
    if (base.len && base.s[0] != '/') {
        baton_contract__problem(l, member, "a server's url must be absolute or begin with /");
        return;
    }
    add_path(l, entry, base);
}

static void read_own_hosts(struct baton_contract__loader *l, struct baton_contract__entry *entry,
                           size_t *capacity, uint32_t xbaton)
{
    if (xbaton == BATON_JSON_NONE)
        return;
    uint32_t hosts = baton_json_member_z(l->doc, xbaton, "hosts");
    if (hosts == BATON_JSON_NONE || !baton_contract__is_list(l, hosts, "hosts"))
        return;
    BATON_JSON_EACH_ITEM(l->doc, hosts, host)
        if (baton_contract__is(l, host, BATON_JSON_STRING, "a host"))
            add_host(l, &entry->contract, capacity, baton_contract__string(l, host));
}

static bool has_parameter(const struct baton_contract *contract, struct baton_str name)
{
    for (size_t i = 0; i < contract->parameter_count; i++)
        if (baton_str_is(contract->parameters[i].in, "path") &&
            baton_str_eq(contract->parameters[i].name, name))
            return true;
    return false;
}

static bool has_segment(const struct baton_contract__path *path, struct baton_str name)
{
    for (size_t i = 0; i < path->count; i++)
        if (path->segments[i].parameter && baton_str_eq(path->segments[i].name, name))
            return true;
    return false;
}

/* The path as it stands in the document, without base, and its parameters must agree. */
static void check_parameters(struct baton_contract__loader *l,
                             struct baton_contract__entry *entry, uint32_t operation)
{
    struct baton_contract__path path = {.segments = NULL};
    size_t values = 0;
    split(l, entry->contract.path, &path);
    for (size_t i = 0; i < path.count; i++) {
        struct baton_contract__segment *s = &path.segments[i];
        values += s->parameter;
        if (s->parameter && !has_parameter(&entry->contract, s->name))
            baton_contract__problem(l, operation, "the path has {%.*s}, no parameter describes it",
                                    BATON_ARG(s->name));
        if (!s->parameter && (baton_str_find_byte(s->prefix, '{') != SIZE_MAX ||
                              baton_str_find_byte(s->prefix, '}') != SIZE_MAX))
            baton_contract__problem(l, operation, "a brace of the path stands alone");
    }
    for (size_t i = 0; i < entry->contract.parameter_count; i++) {
        const struct baton_parameter *p = &entry->contract.parameters[i];
        if (baton_str_is(p->in, "path") && !has_segment(&path, p->name))
            baton_contract__problem(l, operation, "the path has no {%.*s}", BATON_ARG(p->name));
    }
    if (values > MOST_VALUES)
        baton_contract__problem(l, operation, "a path may have %d parameters at most",
                                MOST_VALUES);
}

void baton_contract__read_servers(struct baton_contract__loader *l,
                                  struct baton_contract__entry *entry, uint32_t servers)
{
    bool listed = servers != BATON_JSON_NONE &&
                  baton_contract__is_list(l, servers, "servers");
    size_t count = listed ? baton_json_size(l->doc, servers) : 0;
    size_t capacity = 0;
    entry->paths = BATON_NEW_N(l->arena, struct baton_contract__path, count ? count : 1);
    if (!entry->paths)
        return;
    if (listed)
        BATON_JSON_EACH_ITEM(l->doc, servers, server)
            read_server(l, entry, &capacity, server);
    if (!count)
        add_path(l, entry, BATON_STR(""));
    for (size_t i = 0; i < BATON_COUNT(l->defaults); i++)
        read_own_hosts(l, entry, &capacity, l->defaults[i]);
    uint32_t own = baton_json_member_z(l->doc, entry->contract.operation, "x-baton");
    if (own != BATON_JSON_NONE && baton_json_is(l->doc, own, BATON_JSON_OBJECT))
        read_own_hosts(l, entry, &capacity, own);
    check_parameters(l, entry, entry->contract.operation);
}
