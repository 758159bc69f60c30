/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every module stands on: errors, memory, text, edits to text.
 *
 * Memory. All of the core allocates from an arena that the caller owns, and
 * releases nothing itself: one baton_arena_release() ends a whole diagnosis.
 * An arena that could not get memory is "failed" for good: every later
 * allocation from it returns NULL, so that a caller may check once, at the
 * end, with baton_arena_failed().
 *
 * Text. A struct baton_str is a view: pointer and length, not terminated, never
 * owned. Offsets are bytes from 0; lines and columns are from 1, and exist only
 * for display (struct baton_lines).
 */
#ifndef BATON_CORE_BASE_H
#define BATON_CORE_BASE_H

#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define BATON_MUST_USE __attribute__((warn_unused_result))
#define BATON_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define BATON_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- errors ------------------------------------------------------------ */

/*
 * What can go wrong with baton itself: code, text, and the exit status that a
 * command ends with. A faulty payload is never an error: it is a finding.
 */
#define BATON_ERRORS(X)                                         \
    X(BATON_OK, "no error", 0)                                  \
    X(BATON_ENOMEM, "out of memory", 5)                         \
    X(BATON_ELIMIT, "a limit was reached", 3)                   \
    X(BATON_EUSAGE, "wrong usage", 2)                           \
    X(BATON_ECONFIG, "wrong configuration", 2)                  \
    X(BATON_EREAD, "input cannot be read", 3)                   \
    X(BATON_ESYNTAX, "input does not have the expected form", 3) \
    X(BATON_EPLATFORM, "the platform did not answer as expected", 4) \
    X(BATON_EINTERNAL, "internal error", 5)

enum baton_err {
#define BATON_ERR_ENUM(code, text, status) code,
    BATON_ERRORS(BATON_ERR_ENUM)
#undef BATON_ERR_ENUM
};

const char *baton_err_text(enum baton_err err);
int baton_err_status(enum baton_err err);

/* ---- memory ------------------------------------------------------------ */

/*
 * An allocator, handed in by the program. resize() with p NULL allocates, with
 * size 0 releases and returns NULL, else resizes; NULL for a size above 0 is
 * failure and leaves p as it was. old is the size p was given.
 */
struct baton_alloc {
    void *(*resize)(void *ctx, void *p, size_t old, size_t size);
    void *ctx;
};

struct baton_chunk;

/* Members are private; zero is not a valid arena, use baton_arena_init(). */
struct baton_arena {
    struct baton_alloc alloc;
    struct baton_chunk *chunks;
    unsigned char *at, *end;
    size_t used, limit, next_size;
    bool failed;
};

/* limit: the most bytes this arena may take from alloc; 0 for no limit. */
void baton_arena_init(struct baton_arena *arena, struct baton_alloc alloc, size_t limit);
void baton_arena_release(struct baton_arena *arena);
/* Forgets all that was allocated and the failure, keeps the largest chunk. */
void baton_arena_clear(struct baton_arena *arena);
bool baton_arena_failed(const struct baton_arena *arena);
/* Aligned to 16, not cleared; NULL on failure. size 0 gives a valid pointer. */
void *baton_arena_take(struct baton_arena *arena, size_t size);
/* Cleared, count * size with overflow checked. */
void *baton_arena_zero(struct baton_arena *arena, size_t count, size_t size);
/* Like realloc for a block that came from this arena. */
void *baton_arena_grow(struct baton_arena *arena, void *p, size_t old, size_t size);

#define BATON_NEW(arena, type) ((type *)baton_arena_zero((arena), 1, sizeof(type)))
#define BATON_NEW_N(arena, type, n) ((type *)baton_arena_zero((arena), (n), sizeof(type)))

/*
 * Appends to an array kept as items, count, capacity in an arena: makes room
 * for one more element and yields a pointer to it (cleared), or NULL.
 *   T *t = BATON_PUSH(arena, v.items, v.count, v.capacity);
 */
#define BATON_PUSH(arena, items, count, capacity) \
    (baton_push((arena), (void **)&(items), &(count), &(capacity), sizeof *(items)) \
         ? &(items)[(count) - 1] : NULL)
bool baton_push(struct baton_arena *arena, void **items, size_t *count, size_t *capacity,
                size_t size);

/* ---- text -------------------------------------------------------------- */

struct baton_str {
    const char *s;
    size_t len;
};

#define BATON_STR(literal) ((struct baton_str){(literal), sizeof(literal) - 1})
/* For printf's "%.*s". */
#define BATON_ARG(str) (int)(str).len, (str).s

struct baton_str baton_str_from(const char *terminated);
struct baton_str baton_str_sub(struct baton_str str, size_t start, size_t end);
struct baton_str baton_str_trim(struct baton_str str);
bool baton_str_eq(struct baton_str a, struct baton_str b);
bool baton_str_is(struct baton_str a, const char *b);
/* ASCII letters compare without regard to case in these. */
bool baton_str_eq_nocase(struct baton_str a, struct baton_str b);
bool baton_str_is_nocase(struct baton_str a, const char *b);
bool baton_str_starts(struct baton_str str, struct baton_str prefix);
bool baton_str_starts_nocase(struct baton_str str, struct baton_str prefix);
/* Offset of the first occurrence, or SIZE_MAX. */
size_t baton_str_find(struct baton_str str, struct baton_str what);
size_t baton_str_find_nocase(struct baton_str str, struct baton_str what);
size_t baton_str_find_byte(struct baton_str str, char byte);
/* '*' any run, '?' any one byte, ASCII case ignored. */
bool baton_str_glob(struct baton_str str, struct baton_str pattern);
/* Copies; s is terminated in the copy. {NULL, 0} on failure. */
struct baton_str baton_str_copy(struct baton_arena *arena, struct baton_str str);
struct baton_str baton_str_fmt(struct baton_arena *arena, const char *fmt, ...) BATON_PRINTF(2, 3);
struct baton_str baton_str_vfmt(struct baton_arena *arena, const char *fmt, va_list args)
    BATON_PRINTF(2, 0);
/* The next piece of *rest up to sep (or its end); false when nothing is left. */
bool baton_str_next(struct baton_str *rest, char sep, struct baton_str *piece);
/* Decimal digits only; false if empty, other bytes, or above UINT64_MAX. */
bool baton_str_to_u64(struct baton_str str, uint64_t *out);

/*
 * Text being built in an arena. Once memory or the limit is exhausted the
 * buffer is failed and further puts do nothing; ask baton_buf_failed().
 */
struct baton_buf {
    struct baton_arena *arena;
    char *s;
    size_t len, capacity, limit;
    bool failed;
};

void baton_buf_init(struct baton_buf *buf, struct baton_arena *arena, size_t limit);
void baton_buf_put(struct baton_buf *buf, struct baton_str str);
void baton_buf_puts(struct baton_buf *buf, const char *terminated);
void baton_buf_putc(struct baton_buf *buf, char c);
void baton_buf_fill(struct baton_buf *buf, char c, size_t count);
void baton_buf_fmt(struct baton_buf *buf, const char *fmt, ...) BATON_PRINTF(2, 3);
/* The code point as UTF-8; U+FFFD for what is none. */
void baton_buf_put_utf8(struct baton_buf *buf, uint32_t code_point);
bool baton_buf_failed(const struct baton_buf *buf);
struct baton_str baton_buf_str(const struct baton_buf *buf);

/* ---- UTF-8 (RFC 3629) --------------------------------------------------- */

/*
 * Length in bytes of the valid sequence at s (1..4), with its code point, or 0
 * if the bytes there are not valid UTF-8 (overlong forms and surrogates are not).
 */
size_t baton_utf8_decode(const char *s, size_t len, uint32_t *code_point);
/* Offset of the first byte that is not valid UTF-8, or len. */
size_t baton_utf8_valid(const char *s, size_t len);

/* ---- places ------------------------------------------------------------- */

struct baton_span {
    size_t start, end; /* bytes; end is past the last */
};

/* Line starts of a text, for many look-ups: O(n) once, O(log n) each, however long a line is. */
struct baton_lines {
    struct baton_str text;
    size_t *starts;
    size_t count;
    struct baton_lines_mark *marks; /* private */
};

/* Both from 1; a column is a code point (a byte, where bytes are not UTF-8). */
struct baton_place {
    size_t line, column;
};

/* A line ends with LF, CR LF or CR. */
enum baton_err baton_lines_init(struct baton_lines *lines, struct baton_arena *arena,
                                struct baton_str text) BATON_MUST_USE;
struct baton_place baton_lines_place(const struct baton_lines *lines, size_t offset);
/* The line (from 1) without its end, as a span of the text. */
struct baton_span baton_lines_span(const struct baton_lines *lines, size_t line);

/* ---- edits -------------------------------------------------------------- */

/* Replace length bytes at offset of the original text by text. */
struct baton_edit {
    size_t offset, length;
    struct baton_str text;
};

/*
 * Applies edits to text. They are sorted by offset first (in place; of several at
 * one offset what only inserts comes first, else they keep their order); one that
 * overlaps an earlier one is left out, and *skipped says how many. skipped may be NULL.
 */
enum baton_err baton_edits_apply(struct baton_arena *arena, struct baton_str text,
                                 struct baton_edit *edits, size_t count,
                                 struct baton_str *out, size_t *skipped) BATON_MUST_USE;

/* ---- "did you mean" ------------------------------------------------------ */

/*
 * Edit distance (insert, delete, replace, swap of neighbours; ASCII case and
 * '_', '-', ' ' differences count half: the result is doubled), or SIZE_MAX
 * when above limit or either is longer than 64 bytes.
 */
size_t baton_near_distance(struct baton_str a, struct baton_str b, size_t limit);

struct baton_near {
    struct baton_str word, best;
    size_t distance;
};

/* Offer candidates one by one; best.s stays NULL if none is near enough. */
void baton_near_init(struct baton_near *near, struct baton_str word);
void baton_near_offer(struct baton_near *near, struct baton_str candidate);

#endif
