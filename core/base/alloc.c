/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base.h"

/*
 * Chunks form a list, the newest first; small requests are cut from the newest
 * small one. A request that is large for a chunk gets one of its own, at the
 * second place of the list, so that the space left in the newest is not lost.
 */
struct baton_chunk {
    struct baton_chunk *next;
    size_t size; /* of the whole block, this header included */
    bool alone;  /* holds one large block, and may be resized with it */
};

enum { ALIGN = 16, FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20, LOOK_BACK = 16 };

static const size_t header = (sizeof(struct baton_chunk) + ALIGN - 1) / ALIGN * ALIGN;

void baton_arena_init(struct baton_arena *arena, struct baton_alloc alloc, size_t limit)
{
    *arena = (struct baton_arena){.alloc = alloc, .limit = limit, .next_size = FIRST_CHUNK};
}

static void release_chunk(struct baton_arena *arena, struct baton_chunk *chunk)
{
    arena->used -= chunk->size;
    (void)arena->alloc.resize(arena->alloc.ctx, chunk, chunk->size, 0);
}

void baton_arena_release(struct baton_arena *arena)
{
    while (arena->chunks) {
        struct baton_chunk *next = arena->chunks->next;
        release_chunk(arena, arena->chunks);
        arena->chunks = next;
    }
    arena->at = arena->end = NULL;
}

static struct baton_chunk *largest(struct baton_chunk *chunks)
{
    struct baton_chunk *best = chunks;
    for (struct baton_chunk *c = chunks; c; c = c->next)
        if (c->size > best->size)
            best = c;
    return best;
}

void baton_arena_clear(struct baton_arena *arena)
{
    struct baton_chunk *keep = largest(arena->chunks);
    struct baton_chunk *next;
    for (struct baton_chunk *c = arena->chunks; c; c = next) {
        next = c->next;
        if (c != keep)
            release_chunk(arena, c);
    }
    arena->chunks = keep;
    arena->failed = false;
    arena->at = arena->end = NULL;
    if (!keep)
        return;
    keep->next = NULL;
    keep->alone = false;
    arena->at = (unsigned char *)keep + header;
    arena->end = (unsigned char *)keep + keep->size;
}

bool baton_arena_failed(const struct baton_arena *arena)
{
    return arena->failed;
}

static void *fail(struct baton_arena *arena)
{
    arena->failed = true;
    return NULL;
}

static bool within_limit(const struct baton_arena *arena, size_t more)
{
    return !arena->limit || (arena->used <= arena->limit && more <= arena->limit - arena->used);
}

static struct baton_chunk *new_chunk(struct baton_arena *arena, size_t size)
{
    if (!within_limit(arena, size))
        return NULL;
    struct baton_chunk *chunk = arena->alloc.resize(arena->alloc.ctx, NULL, 0, size);
    if (!chunk)
        return NULL;
    chunk->size = size;
    chunk->alone = false;
    arena->used += size;
    return chunk;
}

static void *take_alone(struct baton_arena *arena, size_t size)
{
    struct baton_chunk *chunk = new_chunk(arena, header + size);
    if (!chunk)
        return fail(arena);
    chunk->alone = true;
    if (arena->chunks) {
        chunk->next = arena->chunks->next;
        arena->chunks->next = chunk;
    } else {
        chunk->next = NULL;
        arena->chunks = chunk;
    }
    return (unsigned char *)chunk + header;
}

static void *take_from_new(struct baton_arena *arena, size_t size)
{
    struct baton_chunk *chunk = new_chunk(arena, arena->next_size);
    if (!chunk)
        return fail(arena);
    if (arena->next_size < LARGEST_CHUNK)
        arena->next_size *= 2;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->at = (unsigned char *)chunk + header;
    arena->end = (unsigned char *)chunk + chunk->size;
    void *p = arena->at;
    arena->at += size;
    return p;
}

void *baton_arena_take(struct baton_arena *arena, size_t size)
{
    if (arena->failed || size > SIZE_MAX / 2)
        return fail(arena);
    size = size ? (size + ALIGN - 1) / ALIGN * ALIGN : ALIGN;
    if ((size_t)(arena->end - arena->at) >= size) {
        void *p = arena->at;
        arena->at += size;
        return p;
    }
    if (size + header > arena->next_size / 2)
        return take_alone(arena, size);
    return take_from_new(arena, size);
}

void *baton_arena_zero(struct baton_arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 2 / size)
        return fail(arena);
    void *p = baton_arena_take(arena, count * size);
    return p ? memset(p, 0, count * size) : NULL;
}

/*
 * The chunk that holds p alone: it can be resized in place. Only the latest few
 * are looked at; what grows is among them, and an arena may have very many.
 */
static struct baton_chunk **alone(struct baton_arena *arena, const void *p)
{
    struct baton_chunk **c = &arena->chunks;
    for (int i = 0; i < LOOK_BACK && *c; i++, c = &(*c)->next)
        if ((*c)->alone && (unsigned char *)*c + header == p)
            return c;
    return NULL;
}

static void *grow_alone(struct baton_arena *arena, struct baton_chunk **at, size_t size)
{
    struct baton_chunk *chunk = *at;
    size = header + (size + ALIGN - 1) / ALIGN * ALIGN;
    if (size <= chunk->size)
        return (unsigned char *)chunk + header;
    if (!within_limit(arena, size - chunk->size))
        return fail(arena);
    struct baton_chunk *moved = arena->alloc.resize(arena->alloc.ctx, chunk, chunk->size, size);
    if (!moved)
        return fail(arena);
    arena->used += size - moved->size;
    moved->size = size;
    *at = moved;
    return (unsigned char *)moved + header;
}

void *baton_arena_grow(struct baton_arena *arena, void *p, size_t old, size_t size)
{
    if (arena->failed || size > SIZE_MAX / 2)
        return fail(arena);
    if (p && size <= old)
        return p;
    unsigned char *bytes = p;
    size_t had = (old + ALIGN - 1) / ALIGN * ALIGN;
    size_t want = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (p && bytes + had == arena->at && want - had <= (size_t)(arena->end - arena->at)) {
        arena->at += want - had;
        return p;
    }
    /* Only what is large stands alone; for the rest the search is not worth it. */
    struct baton_chunk **own = p && old >= FIRST_CHUNK / 4 ? alone(arena, p) : NULL;
    if (own)
        return grow_alone(arena, own, size);
    void *fresh = baton_arena_take(arena, size);
    return fresh && old ? memcpy(fresh, p, old) : fresh;
}

bool baton_push(struct baton_arena *arena, void **items, size_t *count, size_t *capacity,
                size_t size)
{
    if (*count == *capacity) {
        size_t more = *capacity ? *capacity * 2 : 8;
        if (more > SIZE_MAX / 2 / size)
            return fail(arena) != NULL;
        void *grown = baton_arena_grow(arena, *items, *capacity * size, more * size);
        if (!grown)
            return false;
        *items = grown;
        *capacity = more;
    }
    memset((unsigned char *)*items + *count * size, 0, size);
    ++*count;
    return true;
}
