/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pattern of ECMA-262 is read to a tree (parse, escape, class, property). The tree
 * is written anew for PCRE2 (emit), which runs nearly all patterns; what PCRE2
 * cannot express is turned into a program of our own (code) and run step by
 * step as the specification does (run).
 */
#ifndef BATON_EDGE_REGEX_REGEX_INT_H
#define BATON_EDGE_REGEX_REGEX_INT_H

#include "core/base.h"

enum {
    REGEX_DEPTH = 200,       /* groups within groups */
    REGEX_GROUPS = 1000,     /* that capture */
    REGEX_PATTERN = 1 << 18, /* bytes */
    REGEX_SETS = 1000,       /* with properties, in a program of our own */
    REGEX_LAST = 0x10FFFF
};

#define REGEX_ENDLESS UINT32_MAX

/* ---- the tree ------------------------------------------------------------------------ */

enum regex_kind {
    REGEX_CHAR, REGEX_SET, REGEX_START, REGEX_END, REGEX_EDGE, REGEX_BACK, REGEX_CAPTURE,
    REGEX_LOOK, REGEX_REPEAT, REGEX_SEQUENCE, REGEX_CHOICE
};

struct regex_range {
    uint32_t lo, hi;
};

struct regex_property {
    char name[64]; /* as PCRE2 has it */
    bool negated;
};

struct regex_set {
    struct regex_range *ranges; /* in order, none touching another */
    size_t range_count, range_capacity;
    struct regex_property *properties;
    size_t property_count, property_capacity;
    bool negated;
};

struct regex_node {
    enum regex_kind kind;
    struct regex_node *first, *last, *next, *parent;
    uint32_t c;        /* the character; of a capture: its number */
    uint32_t at;       /* offset in the pattern */
    uint32_t min, max; /* of a repetition */
    uint32_t groups_from, groups_to; /* the captures in it: numbers above from, up to to */
    bool lazy, negated, behind;
    struct regex_set *set;
    const uint32_t *groups; /* of a reference: captures, one of which may have taken part */
    size_t group_count;
    struct baton_str name;  /* of a capture or reference; s NULL: it has none */
};

struct regex_tree {
    struct baton_arena *arena;
    struct regex_node *root;
    struct regex_node **captures; /* by number - 1 */
    size_t capture_count, capture_capacity;
    struct regex_node **references;
    size_t reference_count, reference_capacity;
    const char *error; /* static text, or NULL */
    size_t error_at;   /* in the pattern */
};

/* ---- reading ------------------------------------------------------------------------- */

struct regex_reader {
    struct regex_tree *tree;
    struct baton_str in;
    size_t at;
    uint32_t depth;
};

/* Reads all of it; out of memory if the arena failed. */
void baton_regex__parse(struct regex_tree *tree, struct baton_arena *arena,
                        struct baton_str pattern);
/* Resolves references and looks at the names of groups. */
void baton_regex__link(struct regex_tree *tree);
void baton_regex__fail(struct regex_reader *r, const char *error, size_t at);
/* What an escape stands for. */
struct regex_escape {
    enum { ESCAPE_CHAR, ESCAPE_SET, ESCAPE_EDGE, ESCAPE_BACK } kind;
    uint32_t c; /* of ESCAPE_BACK: the group, or 0 for one with a name */
    bool negated;
    struct baton_str name;
};
/* The reader is on the backslash; sets are added to the set. */
bool baton_regex__escape(struct regex_reader *r, struct regex_set *set, bool in_class,
                         struct regex_escape *out);
/* The reader is after '(?<' or '\k<'. s is NULL if there is none. */
struct baton_str baton_regex__group_name(struct regex_reader *r);
/* The reader is on '['; NULL with an error or out of memory. */
struct regex_set *baton_regex__class(struct regex_reader *r);
struct regex_set *baton_regex__dot(struct regex_reader *r);
void baton_regex__add_range(struct regex_reader *r, struct regex_set *set, uint32_t lo,
                            uint32_t hi);
/* Is there such a property in ECMA-262? PCRE2's name of it goes to out. */
bool baton_regex__property(struct baton_str name, char out[64]);

static inline char baton_regex__peek(const struct regex_reader *r, size_t ahead)
{
    return r->at + ahead < r->in.len ? r->in.s[r->at + ahead] : '\0';
}

/* ---- PCRE2 ---------------------------------------------------------------------------- */

/* Can PCRE2 do it with the same meaning? */
bool baton_regex__is_common(const struct regex_tree *tree);
void baton_regex__emit(struct baton_buf *buf, const struct regex_tree *tree);
void baton_regex__emit_set(struct baton_buf *buf, const struct regex_set *set);

/* ---- a program of our own ------------------------------------------------------------- */

enum regex_op {
    OP_CHAR, OP_SET, OP_START, OP_END, OP_EDGE, OP_BACK, OP_OPEN, OP_CLOSE, OP_FORK, OP_JUMP,
    OP_LOOP, OP_HEAD, OP_ENTER, OP_NEXT, OP_LOOK, OP_LOOKED, OP_MATCH
};

struct regex_step {
    enum regex_op op;
    bool back; /* goes towards the start of the text */
    uint32_t c, slot, target, from;
    const struct regex_node *node;
    void *property_set; /* compiled by PCRE2, if the set has properties */
};

struct regex_program {
    struct regex_step *steps;
    size_t count, capacity;
    uint32_t slots;
    bool from_start; /* can only match at the start of the text */
};

/* Three slots for each capture: from, to, and where it was opened. */
enum { SLOTS_PER_GROUP = 3 };

void baton_regex__program(struct regex_program *program, struct baton_arena *arena,
                          const struct regex_tree *tree);

struct regex_limits {
    struct baton_alloc alloc;
    uint64_t steps;
    size_t memory;
    int (*in_set)(void *ctx, void *property_set, const char *s, size_t len);
    void *ctx;
};

/* 1, 0, -1 at a limit, -2 out of memory. The text is UTF-8. */
int baton_regex__run(const struct regex_program *program, struct baton_str text,
                     const struct regex_limits *limits);

#endif
