/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON with a place for everything (RFC 8259).
 *
 * A document is a tape: one 16-byte entry per value, in the order of the text,
 * each with the span of its bytes. A member of an object is two entries, the
 * key (a string with BATON_JSON_KEY) and the value. Nothing is copied and no
 * number is converted: the text is the value.
 *
 * Two readers make the same tape. The strict one accepts RFC 8259 and nothing
 * else, as fast as it can. The lenient one accepts what people really send,
 * makes the tape that was meant, and reports each departure once, with edits
 * that put it right. Text must outlive the document. Limits: 4 GiB - 1 bytes
 * of text, 2^32 - 2 entries.
 */
#ifndef BATON_CORE_JSON_H
#define BATON_CORE_JSON_H

#include "core/base.h"

enum baton_json_type {
    BATON_JSON_NULL,
    BATON_JSON_FALSE,
    BATON_JSON_TRUE,
    BATON_JSON_NUMBER,
    BATON_JSON_STRING,
    BATON_JSON_ARRAY,
    BATON_JSON_OBJECT,
};

enum {
    BATON_JSON_KEY = 1,     /* this string is a member's name */
    BATON_JSON_ESCAPED = 2, /* the string has backslashes: its text needs decoding */
    BATON_JSON_MENDED = 4,  /* the lenient reader had to guess at this value */
    BATON_JSON_TEMPLATE = 8 /* stands for an unrendered template outside a string */
};

struct baton_json_value {
    uint32_t start, end; /* bytes of the text, quotes and brackets included */
    uint32_t next;       /* index past this value and all within it */
    uint8_t type;        /* enum baton_json_type */
    uint8_t flags;
    uint8_t lead, trail; /* strings: bytes of the quote marks at either side */
};

struct baton_json {
    struct baton_str text;
    struct baton_json_value *v; /* v[0] is the root */
    uint32_t count;
};

/* ---- departures from the standard ------------------------------------------ */

/* Each departure from RFC 8259: code, and the message in plain words. */
#define BATON_JSON_CODES(X)                                                        \
    X(BATON_JSON_OK, "no fault")                                                   \
    X(BATON_JSON_EMPTY, "there is no JSON here: the text is empty")                \
    X(BATON_JSON_TYPOGRAPHIC_QUOTES, "typographic quotes where JSON wants \"")     \
    X(BATON_JSON_SINGLE_QUOTES, "single quotes where JSON wants \"")               \
    X(BATON_JSON_UNQUOTED_KEY, "a member's name without quotes")                   \
    X(BATON_JSON_TRAILING_COMMA, "a comma with nothing after it")                  \
    X(BATON_JSON_MISSING_COMMA, "a comma is missing")                              \
    X(BATON_JSON_EXTRA_COMMA, "a comma too many")                                  \
    X(BATON_JSON_COMMENT, "JSON has no comments")                                  \
    X(BATON_JSON_BOM, "a byte order mark before the JSON text")                    \
    X(BATON_JSON_UTF16, "the text is UTF-16, JSON is UTF-8")                       \
    X(BATON_JSON_INVALID_UTF8, "bytes that are not UTF-8")                         \
    X(BATON_JSON_CONTROL_CHARACTER, "a control character inside a string")         \
    X(BATON_JSON_INVALID_ESCAPE, "an escape that JSON does not have")              \
    X(BATON_JSON_LONE_SURROGATE, "half of a surrogate pair")                       \
    X(BATON_JSON_NAN, "NaN and Infinity are not JSON numbers")                     \
    X(BATON_JSON_BAD_NUMBER, "not the form of a JSON number")                      \
    X(BATON_JSON_BARE_WORD, "a word without quotes")                               \
    X(BATON_JSON_DUPLICATE_KEY, "the same name twice in one object")               \
    X(BATON_JSON_MISSING_COLON, "no colon between name and value")                 \
    X(BATON_JSON_EXTRA_COLON, "a colon too many")                                  \
    X(BATON_JSON_MISSING_NAME, "a member's name is missing")                       \
    X(BATON_JSON_MISSING_VALUE, "a value is missing")                              \
    X(BATON_JSON_INNER_QUOTE, "a quote inside a string without a backslash")       \
    X(BATON_JSON_UNTERMINATED_STRING, "a string without its closing quote")        \
    X(BATON_JSON_WRONG_BRACKET, "a bracket that closes nothing, or the wrong one") \
    X(BATON_JSON_MISSING_BRACES, "members of an object without braces around them") \
    X(BATON_JSON_TRUNCATED, "the text ends too early")                             \
    X(BATON_JSON_EXTRA_TEXT, "text that does not belong to the JSON value")        \
    X(BATON_JSON_ODD_BLANK, "a blank that JSON does not know")                     \
    X(BATON_JSON_SEVERAL_DOCUMENTS, "several JSON documents in one text")          \
    X(BATON_JSON_IN_STRING, "a JSON document inside a JSON string")                \
    X(BATON_JSON_FORM_ENCODED, "form-encoded text where JSON was expected")        \
    X(BATON_JSON_TEMPLATE_OUTSIDE_STRING, "an unrendered template in place of a value") \
    X(BATON_JSON_HTML, "HTML where JSON was expected")                             \
    X(BATON_JSON_NOT_JSON, "this is not JSON")                                     \
    X(BATON_JSON_TOO_DEEP, "nested deeper than the limit")                         \
    X(BATON_JSON_TOO_LARGE, "larger than the limit")                               \
    X(BATON_JSON_TOO_MANY, "more faults than are worth listing")

enum baton_json_code {
#define BATON_JSON_ENUM(code, text) code,
    BATON_JSON_CODES(BATON_JSON_ENUM)
#undef BATON_JSON_ENUM
};

const char *baton_json_code_name(enum baton_json_code code); /* "BATON_JSON_HTML" */
const char *baton_json_code_text(enum baton_json_code code);

/* ---- strict -------------------------------------------------------------- */

struct baton_json_limits {
    size_t max_bytes; /* 0: 4 GiB - 1 */
    size_t max_depth; /* 0: 512; the root container is at depth 1 */
};

/* Where and why the strict reader stopped; code BATON_JSON_OK if it did not. */
struct baton_json_fault {
    enum baton_json_code code;
    size_t offset;
};

/*
 * BATON_OK, BATON_ESYNTAX (see *fault), BATON_ELIMIT (bytes or depth, see
 * *fault) or BATON_ENOMEM. The tape is in the arena. fault may be NULL.
 */
enum baton_err baton_json_read(struct baton_arena *arena, struct baton_str text,
                               const struct baton_json_limits *limits, struct baton_json *out,
                               struct baton_json_fault *fault) BATON_MUST_USE;

/* ---- lenient ------------------------------------------------------------- */

/*
 * One departure. span is what is wrong; other is the second place where the
 * problem has one (the first of two equal names; the bracket that stays open).
 * detail is the name, word or list that a message wants to show: the duplicate
 * name, the bad word, for TRUNCATED the closers that were missing ("]}"), "JSON" for the
 * quotes of JSON text in a string.
 * edits put the text right (none where only a person can); safe says that a
 * machine may apply them, else they are probably right. No two edits of a
 * reading overlap (insertions at one offset go in the order of the problems),
 * and all of them together turn doc.text into valid JSON, unless a problem
 * without edits says why that cannot be (EMPTY, NOT_JSON, HTML,
 * SEVERAL_DOCUMENTS, TOO_DEEP, TOO_LARGE, TOO_MANY). UTF16, FORM_ENCODED and
 * IN_STRING have none and need none: doc.text is their repair.
 */
struct baton_json_problem {
    enum baton_json_code code;
    struct baton_span span, other;
    struct baton_str detail;
    struct baton_edit *edits;
    size_t edit_count;
    size_t repeats; /* further occurrences folded into this one (same code) */
    bool safe;
};

/*
 * The reading of a text that may be anything. doc.text is the given text, or,
 * where that was UTF-16, form-encoded or JSON inside a string, the JSON text
 * made from it in the arena; then `derived` is true and offsets of doc and of
 * all problems but the one that says so are offsets of the derived text.
 * doc.count is 0 if nothing could be made of it. strict is true when the text
 * is exactly RFC 8259 (duplicate names and lone surrogates may still be
 * reported).
 */
struct baton_json_reading {
    struct baton_json doc;
    bool strict, derived;
    struct baton_json_problem *problems; /* in order of span.start */
    size_t problem_count;
};

/* BATON_OK or BATON_ENOMEM; all else is a problem. */
enum baton_err baton_json_read_lenient(struct baton_arena *arena, struct baton_str text,
                                       const struct baton_json_limits *limits,
                                       struct baton_json_reading *out) BATON_MUST_USE;

/* ---- looking ------------------------------------------------------------- */

/* Not found, everywhere below. */
#define BATON_JSON_NONE UINT32_MAX

/* The text of a value as it stands, quotes included. */
struct baton_str baton_json_raw(const struct baton_json *doc, uint32_t value);
/*
 * The characters of a string, decoded into the arena only if it has escapes
 * (else a view of the text). Bad escapes stay as they stand.
 */
struct baton_str baton_json_string(const struct baton_json *doc, uint32_t value,
                                   struct baton_arena *arena);
/* Compares a string's characters with text, escapes decoded, without memory. */
bool baton_json_string_is(const struct baton_json *doc, uint32_t value, struct baton_str text);
bool baton_json_is(const struct baton_json *doc, uint32_t value, enum baton_json_type type);

/* First child (for objects: its key), or NONE. Next sibling: v[i].next; the end: v[parent].next. */
uint32_t baton_json_first(const struct baton_json *doc, uint32_t container);
/* for (key of object): the member's value is key + 1. */
#define BATON_JSON_EACH_MEMBER(doc, object, key)                                  \
    for (uint32_t key = (object) + 1; key < (doc)->v[(object)].next;              \
         key = (doc)->v[key + 1].next)
#define BATON_JSON_EACH_ITEM(doc, array, item)                                    \
    for (uint32_t item = (array) + 1; item < (doc)->v[(array)].next; item = (doc)->v[item].next)

/* The value of the member called name (the last, if there are two), or NONE. */
uint32_t baton_json_member(const struct baton_json *doc, uint32_t object, struct baton_str name);
uint32_t baton_json_member_z(const struct baton_json *doc, uint32_t object, const char *name);
/* Members or items: for objects the number of members. */
size_t baton_json_size(const struct baton_json *doc, uint32_t container);

/* JSON Pointer (RFC 6901) from a value of the document; NONE if it leads nowhere. */
uint32_t baton_json_pointer(const struct baton_json *doc, uint32_t from, struct baton_str pointer);
/* The pointer to a value (to a member's value, for a key), made in the arena. */
struct baton_str baton_json_pointer_to(const struct baton_json *doc, uint32_t value,
                                       struct baton_arena *arena);
/*
 * The same for many values: fast where each is near the one before. Begin with doc
 * set and all else 0; the arena must be the same each time.
 */
struct baton_json_track {
    const struct baton_json *doc;
    struct baton_json_step *steps; /* private */
    size_t count, capacity;
};
struct baton_str baton_json_track_to(struct baton_json_track *track, uint32_t value,
                                     struct baton_arena *arena);
/* Appends "/" and the token with ~ and / escaped. */
void baton_json_pointer_put(struct baton_buf *buf, struct baton_str token);

/* ---- writing -------------------------------------------------------------- */

/* Appends text as a JSON string, quotes included; invalid UTF-8 becomes U+FFFD. */
void baton_json_put_string(struct baton_buf *buf, struct baton_str text);

/*
 * Edits that change a document and keep its formatting: indentation, line ends,
 * blanks after ':' and ',' are taken from what stands around. json is the JSON
 * text of the new value (compact or not; it is re-indented when it has lines).
 * An edit's text is in the arena; on memory failure it is empty and the arena
 * is failed.
 */
struct baton_edit baton_json_edit_replace(const struct baton_json *doc, uint32_t value,
                                          struct baton_str json, struct baton_arena *arena);
struct baton_edit baton_json_edit_insert(const struct baton_json *doc, uint32_t object,
                                         struct baton_str name, struct baton_str json,
                                         struct baton_arena *arena);
/* Removes a member (given its key) or an array item, with one comma. */
struct baton_edit baton_json_edit_remove(const struct baton_json *doc, uint32_t value);
struct baton_edit baton_json_edit_rename(const struct baton_json *doc, uint32_t key,
                                         struct baton_str name, struct baton_arena *arena);
/* value -> {"name": value}, as two edits. */
void baton_json_edit_wrap(const struct baton_json *doc, uint32_t value, struct baton_str name,
                          struct baton_arena *arena, struct baton_edit out[2]);

#endif
