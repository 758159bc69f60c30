/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program that a schema is compiled to, and the values both runners look at.
 *
 * A program is a graph of nodes, one per schema (and dynamic scope, see
 * compile_int.h) that can be reached. A node holds what must be true of one
 * value, sorted by the type of that value, so that a runner looks only at what
 * concerns the value it has. Nothing in here is written to after compiling.
 *
 * Files: uri, registry, scan, place, dialect (registry_int.h) and compile
 * and survey (compile_int.h) turn documents into a program; vocab_*.c hold the keywords, one
 * file per vocabulary: how a keyword is compiled, and the tests that it makes
 * (those of formats are in format*.c); link, quick, choose and simple prepare what
 * makes a program fast; accept.c and check.c are the two runners, with branch,
 * discriminator, suggest, follow and fault for what the second one tells, branches,
 * message and words for what is told on request; trace and output for the output
 * formats of the specification; number, value, names and memo are what all stand on.
 */
#ifndef BATON_CORE_SCHEMA_SCHEMA_INT_H
#define BATON_CORE_SCHEMA_SCHEMA_INT_H

#include "core/base.h"
#include "core/json.h"
#include "core/schema.h"
#include "core/schema/number_int.h"
#include "core/schema/quick_int.h"

enum {
    SCHEMA_ANY = 0x7f,     /* all types: a bit 1 << enum baton_json_type each */
    SCHEMA_DEPTH = 1024    /* nodes within nodes while a value is looked at */
};

#define SCHEMA_BIT(type) ((uint8_t)(1u << (type)))
#define SCHEMA_NONE UINT32_MAX

struct schema_traces;

/* ---- values (value.c) ------------------------------------------------------------ */

uint64_t baton_schema__mix(uint64_t a, uint64_t b);
uint64_t baton_schema__hash_text(struct baton_str text);
/* Equal values have equal hashes. Memory is taken only for strings with escapes. */
uint64_t baton_schema__hash(const struct baton_json *doc, uint32_t value);

/* ---- names (names.c) --------------------------------------------------------------- */

/*
 * A name in a table. The members below the line are for tables of properties:
 * which bit says that the name was seen (mask 0: nobody asks), what applies to
 * the value (properties, or for a name that is in no `properties` and matches
 * no pattern, additionalProperties), and what else (patternProperties).
 */
struct schema_name {
    uint64_t head, tail; /* the first and last 8 bytes, or all of a short one */
    uint64_t keep;       /* the bytes of head that are the name's, all ones */
    uint32_t len;
    bool listed; /* in properties, or matched by a pattern */
    uint64_t mask;
    struct schema_quick quick; /* of node and extra */
    /* What follows is not needed of most names, and is a cache line of its own. */
    const char *s;
    /* ---- */
    const struct schema_node *node;
    const struct schema_node *const *extra; /* NULL-terminated, or NULL */
    uint32_t word;
};

struct schema_names {
    struct schema_name *items; /* after the last stands one that nothing is equal to */
    uint32_t *slots; /* index + 1, 0: empty; a power of two of them */
    uint32_t count, mask;
    uint64_t factor;
};

/* Names must differ. Items are set up but for what is below the line. */
bool baton_schema__names_build(struct schema_names *names, struct baton_arena *arena,
                               const struct baton_str *texts, uint32_t count);

/* ---- documents ----------------------------------------------------------------------- */

struct schema_doc {
    const struct baton_json *json;
    struct baton_str uri;  /* it was added under */
    uint32_t *parent;      /* container of each value and key; the root's is SCHEMA_NONE */
    uint8_t *scanned;      /* a bit per value: is a schema that was looked at for $id */
    uint8_t *compiled, *surveyed; /* and for what is wrong with it; those in it, too (survey.c) */
    uint8_t *aside;        /* schemas where only a pointer leads, not a keyword for schemas */
    bool marked;           /* one of compiled or surveyed is set */
    bool built_in;         /* a meta-schema of the specifications */
    struct schema_index *wide; /* members of large objects, once a pointer asked */
};

/* ---- nodes --------------------------------------------------------------------------- */

enum { SCHEMA_WORDS = 8 };

/* `enum` or `const`: a value must be one of these. */
struct schema_values {
    const struct schema_values *next; /* the other of the two, if both are given */
    enum baton_schema_keyword keyword;
    uint32_t at;          /* the keyword's value, as everywhere below */
    uint8_t literals;     /* bits of null, false, true */
    uint8_t types;        /* bits of all that is in the list */
    struct schema_names strings;
    bool wordy; /* all of strings are words: at most SCHEMA_WORDS, of at most 16 bytes */
    const struct schema_index *others; /* numbers, arrays, objects by hash: row is the value */
    const struct schema_doc *doc;
};

/* What formats are handed besides the text; failed: out of memory. */
struct schema_engines {
    const struct baton_regex *regex;
    const struct baton_idn *idn;
    bool failed;
};

typedef bool schema_format(struct baton_str text, struct schema_engines *engines);

/* contentEncoding and contentMediaType where they assert. */
struct schema_content {
    bool base64, json;
    uint32_t encoding_at, media_at;
};

struct schema_simple;

struct schema_text {
    uint64_t min, max; /* code points */
    void *pattern;     /* of the regex engine, or NULL */
    const struct schema_simple *simple; /* the same pattern, if it needs no engine */
    schema_format *format;
    const struct schema_content *content; /* or NULL */
    uint32_t min_at, max_at, pattern_at, format_at;
};

/* One of the keywords for numbers. */
struct schema_bound {
    enum baton_schema_keyword keyword;
    uint32_t at;
    bool is_brief; /* brief is set, too */
    bool is_easy;  /* and may be multiplied by 10^SCHEMA_EASY_SCALE */
    struct schema_short brief;
    struct schema_decimal value;
};

enum {
    SCHEMA_BOUNDS = 5,
    SCHEMA_EASY_WHOLE = 18, /* digits before the point */
    SCHEMA_EASY_SCALE = 9,
    SCHEMA_EASY_DIGITS = 1000000000
};

struct schema_number {
    bool integer; /* `type` wants an integer */
    bool written; /* and one that is written as one (draft 4): 1.0 is none */
    uint8_t bits; /* `format` wants an integer of so many, or 0 */
    uint32_t bits_at;
    bool easy;    /* whole numbers from low to high fit, and no others that are not negative */
    uint64_t low, high;
    uint32_t count;
    struct schema_bound bounds[SCHEMA_BOUNDS];
};

struct schema_array {
    uint64_t min, max;
    bool unique;
    bool contains_marks; /* what `contains` finds is evaluated (since draft 2020-12) */
    uint32_t prefix_count;
    const struct schema_node **prefix;
    const struct schema_node *items, *contains;
    uint64_t min_contains, max_contains;
    uint32_t min_at, max_at, unique_at, items_at, contains_at, min_contains_at, max_contains_at;
};

struct schema_pattern {
    void *compiled;
    const struct schema_simple *simple; /* the same, if it needs no engine */
    const struct schema_node *node;
    uint32_t at; /* its schema */
};

/* dependentSchemas: a schema applies where a name is there. */
struct schema_dependent {
    uint32_t name; /* index of the name */
    uint32_t at;
    const struct schema_node *node;
};

/* dependentRequired: names are needed where a name is there. */
struct schema_requirement {
    uint32_t name;
    uint32_t at;
    uint32_t need_count;
    const uint32_t *needs; /* indexes of names */
};

struct schema_object {
    struct schema_names names;
    const uint64_t *need; /* bits of the required names */
    uint32_t words;       /* of need, and of the bits that are gathered */
    bool brief;           /* one word is enough, and nobody asks for it but `required` */
    bool others;          /* names not in the table have to be looked at */
    const struct schema_node *additional, *name_rule;
    const struct schema_pattern *patterns;
    const struct schema_dependent *dependents;
    const struct schema_requirement *requirements;
    uint32_t pattern_count, dependent_count, requirement_count;
    uint64_t min, max;
    uint32_t min_at, max_at, required_at, additional_at, name_rule_at;
};

/* What applies to the same value: allOf and $ref are one STEP_ALL per schema. */
enum schema_op { STEP_ALL, STEP_ANY, STEP_ONE, STEP_NOT, STEP_IF };

struct schema_chooser;

struct schema_step {
    enum schema_op op;
    uint32_t at;
    uint32_t count;
    const struct schema_node **nodes; /* STEP_IF: if, then or NULL, else or NULL */
    const struct schema_chooser *chooser; /* of alternatives that can be told apart, or NULL */
};

/* An extension keyword to be collected. */
struct schema_remark {
    const char *keyword;
    uint32_t at;
};

struct schema_node {
    struct schema_quick quick;
    uint8_t types; /* that are allowed */
    uint8_t plain; /* of those: nothing else is asked */
    bool leaf;     /* refers to no other node */
    bool simple;   /* has no steps, no values and no rest */
    bool marks;    /* may mark members or items as evaluated */
    bool remarkable; /* it or what it refers to has remarks */
    uint32_t step_count;
    const struct schema_values *values;
    const struct schema_text *text;
    const struct schema_number *number;
    const struct schema_array *array;
    const struct schema_object *object;
    const struct schema_step *steps;
    const struct schema_node *rest_members, *rest_items; /* unevaluated… */
    /* What follows is for messages. */
    const struct schema_doc *doc;
    uint32_t at, type_at, rest_members_at, rest_items_at;
    const struct schema_remark *remarks;
    uint32_t remark_count;
};

struct baton_schema {
    const struct schema_node *root;
    bool thorough; /* the runner that reports relies on no other (it is to be compared) */
    struct baton_regex regex;
    struct baton_idn idn;
    const struct schema_traces *traces; /* NULL if it is not traceable */
};

/* ---- hash index (value.c) ------------------------------------------------------------ */

/* Rows by hash; who asks compares the rows that are offered. */
struct schema_index {
    uint64_t *hashes;
    uint32_t *rows; /* SCHEMA_NONE: empty */
    uint32_t count, mask;
};

bool baton_schema__index_add(struct schema_index *index, struct baton_arena *arena, uint64_t hash,
                             uint32_t row);
/* The next row with this hash; *cursor begins as SCHEMA_NONE. SCHEMA_NONE at the end. */
uint32_t baton_schema__index_next(const struct schema_index *index, uint64_t hash,
                                  uint32_t *cursor);

#endif
