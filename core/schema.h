/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON Schema, drafts 2020-12, 2019-09, 7, 6 and 4 (json-schema.org/specification),
 * and the schema objects of OpenAPI 3.0 and 3.1: compiled once, validated on the
 * tape of core/json.h, every independent fault reported once.
 *
 * A registry holds the schema documents that may refer to each other by URI.
 * Compiling resolves every reference that can be reached and makes a program;
 * the program is read-only and may be used by many threads, each with its own
 * arena. Documents given to the registry must outlive it, and the programs.
 */
#ifndef BATON_CORE_SCHEMA_H
#define BATON_CORE_SCHEMA_H

#include "core/base.h"
#include "core/json.h"

/* ---- regular expressions, handed in ---------------------------------------- */

/*
 * The engine for `pattern` and `patternProperties` (ECMA-262, unanchored). The
 * core has none. compile() returns NULL when the pattern is not valid and sets
 * *error to static text and *offset to the place in the pattern (*error NULL:
 * out of memory); match() gives 1, 0, -1 when a match limit was reached (what
 * has a pattern then counts as not matching), or -2 out of memory.
 */
struct baton_regex {
    void *(*compile)(void *ctx, struct baton_str pattern, const char **error, size_t *offset);
    int (*match)(void *ctx, void *compiled, struct baton_str text);
    void (*release)(void *ctx, void *compiled);
    void *ctx;
};

/*
 * What formats need of Unicode (RFC 5891, 5892, 5893): is the text, in UTF-8, an
 * internationalised host name? 1, 0, or -2 out of memory. NULL where there is no
 * library for it: `idn-hostname` and `idn-email` then assert no more than can be
 * told without one.
 */
struct baton_idn {
    int (*is_hostname)(void *ctx, struct baton_str text);
    void *ctx;
};

/* ---- dialects ------------------------------------------------------------------ */

/*
 * A schema says with $schema what it is written in: a dialect by its URI, or a
 * meta-schema that is made of one. So does each schema within it that has an
 * identifier of its own. A description of an API says it with `openapi` (3.0 or
 * 3.1, and jsonSchemaDialect) or `swagger` (2.0: as 3.0). What says nothing and
 * was loaded has the dialect of what led to it, all else that of the options.
 *
 * One row per dialect: enum, the name that users give it, the URI of its meta-schema.
 */
#define BATON_SCHEMA_DIALECTS(X)                                                           \
    X(BATON_DRAFT_2020_12, "draft2020-12", "https://json-schema.org/draft/2020-12/schema") \
    X(BATON_DRAFT_2019_09, "draft2019-09", "https://json-schema.org/draft/2019-09/schema") \
    X(BATON_DRAFT_7, "draft7", "http://json-schema.org/draft-07/schema")                   \
    X(BATON_DRAFT_6, "draft6", "http://json-schema.org/draft-06/schema")                   \
    X(BATON_DRAFT_4, "draft4", "http://json-schema.org/draft-04/schema")                   \
    X(BATON_OPENAPI_3_1, "openapi3.1", "https://spec.openapis.org/oas/3.1/dialect/base")   \
    X(BATON_OPENAPI_3_0, "openapi3.0", "https://spec.openapis.org/oas/3.0/dialect")

enum baton_schema_dialect {
#define BATON_DIALECT_ROW(code, name, uri) code,
    BATON_SCHEMA_DIALECTS(BATON_DIALECT_ROW)
#undef BATON_DIALECT_ROW
};

/* True and *out set if there is a dialect of this name ("draft7"). */
bool baton_schema_dialect_named(struct baton_str name, enum baton_schema_dialect *out);
const char *baton_schema_dialect_name(enum baton_schema_dialect dialect);
/* Has the dialect this keyword, where no meta-schema says which vocabularies apply? */
bool baton_schema_knows(enum baton_schema_dialect dialect, struct baton_str keyword);

/* ---- registry ---------------------------------------------------------------- */

/*
 * Gives the document that has a URI (absolute, no fragment) when a reference
 * leads to one that was not added: sets *out, or leaves it NULL if there is none.
 * The document must live as long as the registry's arena, from which memory may
 * be taken. Asked once for each URI, for at most 4096 documents. BATON_OK, or
 * what ends the compilation (BATON_ENOMEM, BATON_ELIMIT); a document that exists
 * and is of no use is told with *why (static, or of the arena).
 */
struct baton_schema_loader {
    enum baton_err (*load)(void *ctx, struct baton_str uri, struct baton_arena *arena,
                           const struct baton_json **out, struct baton_str *why);
    void *ctx;
};

struct baton_schema_registry;

/* What is wrong with a schema: a place in one of its documents. */
struct baton_schema_problem {
    struct baton_str uri;     /* the document */
    uint32_t value;           /* index in that document's tape */
    struct baton_str pointer; /* to that value */
    struct baton_str message;
};

struct baton_schema_options {
    enum baton_schema_dialect dialect; /* of what does not say it, see above */
    struct baton_regex regex; /* compile may be NULL: patterns are then a problem */
    struct baton_idn idn;     /* is_hostname may be NULL */
    struct baton_schema_loader loader; /* load may be NULL: what was not added is a problem */
    bool assert_format;       /* `format` asserts (where known) instead of annotating */
    /*
     * The program keeps all places of the schema as they were written, so that
     * baton_schema_output() can be asked of it; it is slower then: it takes no short cuts.
     */
    bool traceable;
    /*
     * Extension keywords (x-…) whose values are collected per instance place;
     * see struct baton_schema_note. NULL-terminated; may be NULL.
     */
    const char *const *collect;
};

enum baton_err baton_schema_registry_init(struct baton_arena *arena,
                                          const struct baton_schema_options *options,
                                          struct baton_schema_registry **out) BATON_MUST_USE;
/* Frees what the regex engine holds; memory itself goes with the arena. */
void baton_schema_registry_release(struct baton_schema_registry *registry);
/*
 * Adds a document under its retrieval URI ($id inside may give it more).
 * BATON_EUSAGE if there is one with this URI already. The meta-schemas of all
 * dialects are known without being added.
 */
enum baton_err baton_schema_add(struct baton_schema_registry *registry, struct baton_str uri,
                                const struct baton_json *doc) BATON_MUST_USE;

/* ---- compile ------------------------------------------------------------------- */

struct baton_schema;

/*
 * Compiles the schema at a value of a document (added before under uri), with all it
 * refers to. BATON_OK; BATON_ESYNTAX if the schema is not valid, used or not (the
 * problems say where, at most 100; both pointers may be NULL); BATON_EUSAGE if no such
 * document or value was added; BATON_ENOMEM; BATON_ELIMIT.
 */
enum baton_err baton_schema_compile(struct baton_schema_registry *registry, struct baton_str uri,
                                    uint32_t value, const struct baton_schema **out,
                                    struct baton_schema_problem **problems,
                                    size_t *problem_count) BATON_MUST_USE;

/* ---- validate ------------------------------------------------------------------ */

/* One row per keyword that can fail: enum, the keyword's name, what a fault says. */
#define BATON_SCHEMA_KEYWORDS(X)                                       \
    X(BATON_KW_FALSE, "false", "nothing is allowed here")              \
    X(BATON_KW_TYPE, "type", "has the wrong type")                     \
    X(BATON_KW_ENUM, "enum", "is not one of the allowed values")       \
    X(BATON_KW_CONST, "const", "is not the required value")            \
    X(BATON_KW_MULTIPLE_OF, "multipleOf", "is not a multiple")         \
    X(BATON_KW_MAXIMUM, "maximum", "is too large")                     \
    X(BATON_KW_EXCLUSIVE_MAXIMUM, "exclusiveMaximum", "is too large")  \
    X(BATON_KW_MINIMUM, "minimum", "is too small")                     \
    X(BATON_KW_EXCLUSIVE_MINIMUM, "exclusiveMinimum", "is too small")  \
    X(BATON_KW_MAX_LENGTH, "maxLength", "is too long")                 \
    X(BATON_KW_MIN_LENGTH, "minLength", "is too short")                \
    X(BATON_KW_PATTERN, "pattern", "does not match the pattern")       \
    X(BATON_KW_FORMAT, "format", "is not of the required format")      \
    X(BATON_KW_CONTENT_ENCODING, "contentEncoding", "is not encoded as it should be")  \
    X(BATON_KW_CONTENT_MEDIA_TYPE, "contentMediaType", "is not of the required media type") \
    X(BATON_KW_MAX_ITEMS, "maxItems", "has too many items")            \
    X(BATON_KW_MIN_ITEMS, "minItems", "has too few items")             \
    X(BATON_KW_UNIQUE_ITEMS, "uniqueItems", "has equal items")         \
    X(BATON_KW_MAX_CONTAINS, "maxContains", "has too many matches")    \
    X(BATON_KW_MIN_CONTAINS, "minContains", "has too few matches")     \
    X(BATON_KW_CONTAINS, "contains", "has no item of the required kind") \
    X(BATON_KW_MAX_PROPERTIES, "maxProperties", "has too many properties") \
    X(BATON_KW_MIN_PROPERTIES, "minProperties", "has too few properties") \
    X(BATON_KW_REQUIRED, "required", "is missing")                     \
    X(BATON_KW_DEPENDENT_REQUIRED, "dependentRequired", "is missing, another property needs it") \
    X(BATON_KW_PROPERTY_NAMES, "propertyNames", "is not an allowed name") \
    X(BATON_KW_ADDITIONAL_PROPERTIES, "additionalProperties", "is not a known property") \
    X(BATON_KW_UNEVALUATED_PROPERTIES, "unevaluatedProperties", "is not a known property") \
    X(BATON_KW_ITEMS, "items", "is one item too many")                 \
    X(BATON_KW_UNEVALUATED_ITEMS, "unevaluatedItems", "is one item too many") \
    X(BATON_KW_ANY_OF, "anyOf", "fits none of the alternatives")       \
    X(BATON_KW_ONE_OF, "oneOf", "does not fit exactly one alternative") \
    X(BATON_KW_NOT, "not", "is what is excluded")                      \
    X(BATON_KW_DEPTH, "$ref", "is nested too deeply to be validated")

enum baton_schema_keyword {
#define BATON_KW_ENUM_ROW(code, name, text) code,
    BATON_SCHEMA_KEYWORDS(BATON_KW_ENUM_ROW)
#undef BATON_KW_ENUM_ROW
};

const char *baton_schema_keyword_name(enum baton_schema_keyword keyword);
const char *baton_schema_keyword_text(enum baton_schema_keyword keyword);

/* Why one alternative of a failed anyOf or oneOf is taken for the one that was meant. */
enum baton_schema_meant {
    BATON_MEANT_NONE,          /* none is: the fault is the choice itself */
    BATON_MEANT_ONLY,          /* there is one alternative */
    BATON_MEANT_TYPE,          /* only this one is for values of this type */
    BATON_MEANT_DISCRIMINATOR, /* a property has a value (nearly) that only this one has */
    BATON_MEANT_NEAREST        /* it is violated least */
};

/*
 * One fault of an instance. Nearly all that is told of a choice (anyOf, oneOf) is told
 * of the innermost one that the value stands in; an outer one is told of where the inner
 * one was plain (BATON_MEANT_ONLY, BATON_MEANT_TYPE) and the outer one was not, and of
 * the value that tells the alternatives of both apart.
 */
struct baton_schema_fault {
    enum baton_schema_keyword keyword;
    uint32_t instance;        /* the value; for unknown properties and bad names: the key */
    struct baton_str name;    /* required: the missing name; unknown property: its name */
    /*
     * Did you mean: enum, const and choices of these: the JSON text of a value;
     * unknown properties and bad names: a name that the schema knows; missing
     * names: the name of a member that is there and looks like it (the same slip,
     * seen from both sides).
     */
    struct baton_str suggestion;
    const struct baton_json *schema_doc;
    uint32_t schema;          /* the keyword's value in schema_doc */
    uint32_t subschema;       /* the schema object that holds the keyword */
    struct baton_str schema_pointer; /* to the keyword, in schema_doc */
    int branch;               /* anyOf, oneOf: the alternative that was meant, or -1 */
    int matched;              /* oneOf: how many alternatives fit; contains: how many items */
    int fits[2];              /* oneOf: the first two alternatives that fit, else -1 */
    /*
     * The fault that this one comes from, as an index: mend that, and this one is gone.
     * A name is missing because it is misspelt, a pattern does not match because another
     * value was wanted. -1 for what is a fault of its own; only these need be shown.
     */
    int follows;
    enum baton_schema_meant meant; /* with branch: why */
    /*
     * The key of that property, or BATON_JSON_NONE. A failed choice that has one: the
     * property's value is that of no alternative, and is what `instance` is.
     */
    uint32_t discriminator;
    uint32_t choice_instance; /* with branch, or a failed choice: the value that was to fit */
    const struct baton_json *choice_doc;
    uint32_t choice;          /* the list of alternatives in it, or BATON_JSON_NONE */
    const void *choice_step;  /* private: the choice in the program, which must live on */
};

/* A collected extension keyword: it stands in a schema that applies to `instance`. */
struct baton_schema_note {
    uint32_t instance;
    const struct baton_json *schema_doc;
    uint32_t schema;          /* the keyword's value in schema_doc */
    uint32_t subschema;       /* the schema object that holds it */
    const char *keyword;      /* the pointer given in options.collect */
};

/* At most this many faults are listed. */
enum { BATON_SCHEMA_MAX_FAULTS = 4096 };

struct baton_schema_result {
    bool valid;
    struct baton_schema_fault *faults; /* in order of the instance's text */
    size_t fault_count;
    struct baton_schema_note *notes;
    size_t note_count;
};

/*
 * Only whether the value is valid: stops at the first fault, tells nothing,
 * takes scratch memory from the arena only where a keyword needs it.
 * 1 valid, 0 not, -1 out of memory (the arena is failed).
 */
int baton_schema_accepts(const struct baton_schema *schema, const struct baton_json *doc,
                         uint32_t value, struct baton_arena *scratch);

/*
 * Every independent fault, and the collected notes. A failed anyOf or oneOf is
 * one fault when no branch was clearly meant; when one was (`branch`), the
 * faults of that branch are reported in its stead, each with `branch` set.
 * Notes are collected from every schema that applies, failed or not, but of
 * anyOf, oneOf, if and not only from what held (or from the branch meant).
 * BATON_OK (also when not valid), BATON_ENOMEM or BATON_ELIMIT.
 */
enum baton_err baton_schema_validate(const struct baton_schema *schema,
                                     const struct baton_json *doc, uint32_t value,
                                     struct baton_arena *arena,
                                     struct baton_schema_result *out) BATON_MUST_USE;

/* ---- values ---------------------------------------------------------------------- */

/* Equality as JSON Schema means it: 1 = 1.0, member order does not count, escapes do not. */
bool baton_json_equal(const struct baton_json *a, uint32_t x, const struct baton_json *b,
                      uint32_t y);
/*
 * Compares two JSON numbers by value, exact at any size: below, equal, above 0.
 * Exponents of more than 18 digits all count as the same.
 */
int baton_number_compare(struct baton_str a, struct baton_str b);

#endif
