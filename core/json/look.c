/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a document: values, members, JSON Pointer (RFC 6901). */
#include <string.h>

#include "core/base.h"
#include "core/json.h"
#include "core/json/json_int.h"

struct baton_str baton_json_raw(const struct baton_json *doc, uint32_t value)
{
    return baton_str_sub(doc->text, doc->v[value].start, doc->v[value].end);
}

bool baton_json_is(const struct baton_json *doc, uint32_t value, enum baton_json_type type)
{
    return value < doc->count && doc->v[value].type == type;
}

static bool is_container(const struct baton_json *doc, uint32_t value)
{
    return value < doc->count && doc->v[value].type >= BATON_JSON_ARRAY;
}

uint32_t baton_json_first(const struct baton_json *doc, uint32_t container)
{
    if (!is_container(doc, container) || doc->v[container].next == container + 1)
        return BATON_JSON_NONE;
    return container + 1;
}

uint32_t baton_json_member(const struct baton_json *doc, uint32_t object, struct baton_str name)
{
    uint32_t found = BATON_JSON_NONE;
    if (!baton_json_is(doc, object, BATON_JSON_OBJECT))
        return found;
    BATON_JSON_EACH_MEMBER(doc, object, key)
        if (baton_json_string_is(doc, key, name))
            found = key + 1;
    return found;
}

uint32_t baton_json_member_z(const struct baton_json *doc, uint32_t object, const char *name)
{
    return baton_json_member(doc, object, baton_str_from(name));
}

size_t baton_json_size(const struct baton_json *doc, uint32_t container)
{
    size_t size = 0;
    if (baton_json_is(doc, container, BATON_JSON_OBJECT)) {
        BATON_JSON_EACH_MEMBER(doc, container, key)
            size++;
    } else if (baton_json_is(doc, container, BATON_JSON_ARRAY)) {
        BATON_JSON_EACH_ITEM(doc, container, item)
            size++;
    }
    return size;
}

/* ---- JSON Pointer -------------------------------------------------------- */

static uint32_t step_member(const struct baton_json *doc, uint32_t object, struct baton_str token)
{
    uint32_t found = BATON_JSON_NONE;
    if (!memchr(token.s, '~', token.len))
        return baton_json_member(doc, object, token);
    BATON_JSON_EACH_MEMBER(doc, object, key)
        if (baton_json__is_token(baton_json__inner(doc, key), token))
            found = key + 1;
    return found;
}

static uint32_t step_item(const struct baton_json *doc, uint32_t array, struct baton_str token)
{
    uint64_t index;
    if (!baton_str_to_u64(token, &index) || (token.len > 1 && token.s[0] == '0'))
        return BATON_JSON_NONE;
    BATON_JSON_EACH_ITEM(doc, array, item)
        if (!index--)
            return item;
    return BATON_JSON_NONE;
}

uint32_t baton_json_pointer(const struct baton_json *doc, uint32_t from, struct baton_str pointer)
{
    uint32_t at = from < doc->count ? from : BATON_JSON_NONE;
    while (pointer.len && at != BATON_JSON_NONE) {
        if (pointer.s[0] != '/')
            return BATON_JSON_NONE;
        struct baton_str rest = baton_str_sub(pointer, 1, pointer.len);
        size_t end = baton_str_find_byte(rest, '/');
        if (end == SIZE_MAX)
            end = rest.len;
        struct baton_str token = baton_str_sub(rest, 0, end);
        pointer = baton_str_sub(rest, end, rest.len);
        if (baton_json_is(doc, at, BATON_JSON_OBJECT))
            at = step_member(doc, at, token);
        else if (baton_json_is(doc, at, BATON_JSON_ARRAY))
            at = step_item(doc, at, token);
        else
            at = BATON_JSON_NONE;
    }
    return at;
}

void baton_json_pointer_put(struct baton_buf *buf, struct baton_str token)
{
    baton_buf_putc(buf, '/');
    for (size_t i = 0; i < token.len; i++) {
        if (token.s[i] == '~')
            baton_buf_puts(buf, "~0");
        else if (token.s[i] == '/')
            baton_buf_puts(buf, "~1");
        else
            baton_buf_putc(buf, token.s[i]);
    }
}

/* The child of an object that value is or lies in; its token is appended. */
static uint32_t into_object(const struct baton_json *doc, uint32_t object, uint32_t value,
                            struct baton_buf *buf)
{
    BATON_JSON_EACH_MEMBER(doc, object, key) {
        if (value >= doc->v[key + 1].next)
            continue;
        baton_json_pointer_put(buf, baton_json_string(doc, key, buf->arena));
        return value == key ? value : key + 1;
    }
    return value;
}

static uint32_t into_array(const struct baton_json *doc, uint32_t array, uint32_t value,
                           struct baton_buf *buf)
{
    size_t index = 0;
    BATON_JSON_EACH_ITEM(doc, array, item) {
        if (value < doc->v[item].next) {
            baton_buf_fmt(buf, "/%zu", index);
            return item;
        }
        index++;
    }
    return value;
}

struct baton_str baton_json_pointer_to(const struct baton_json *doc, uint32_t value,
                                       struct baton_arena *arena)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    for (uint32_t at = 0; at != value && value < doc->count;)
        at = doc->v[at].type == BATON_JSON_OBJECT ? into_object(doc, at, value, &buf)
                                                  : into_array(doc, at, value, &buf);
    return baton_buf_str(&buf);
}
