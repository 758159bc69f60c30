/* SPDX-License-Identifier: Apache-2.0 */
#define PCRE2_CODE_UNIT_WIDTH 8

#include <pcre2.h>
#include <stdatomic.h>
#include <string.h>

#include "edge/regex.h"
#include "edge/regex/regex_int.h"

struct engine {
    struct baton_alloc alloc;
    pcre2_general_context *general;
    pcre2_compile_context *compiling;
    pcre2_match_context *matching;
    bool fast;
};

struct compiled {
    pcre2_code *code;
    _Atomic(pcre2_match_data *) spare; /* of the thread that comes next */
};

/* ---- memory ------------------------------------------------------------------------ */

/* PCRE2 does not say how large what it releases was; it is written before the block. */
union head {
    size_t size;
    max_align_t align;
};

static void *take(size_t size, void *ctx)
{
    const struct baton_alloc *alloc = ctx;
    if (size > SIZE_MAX - sizeof(union head))
        return NULL;
    union head *head = alloc->resize(alloc->ctx, NULL, 0, size + sizeof *head);
    if (!head)
        return NULL;
    head->size = size;
    return head + 1;
}

static void give(void *p, void *ctx)
{
    const struct baton_alloc *alloc = ctx;
    if (!p)
        return;
    union head *head = (union head *)p - 1;
    (void)alloc->resize(alloc->ctx, head, head->size + sizeof *head, 0);
}

/* ---- patterns ------------------------------------------------------------------------ */

/* What PCRE2 finds wrong, in words that do not need a buffer. */
static const struct {
    int code;
    const char *text;
} errors[] = {
    {PCRE2_ERROR_QUANTIFIER_OUT_OF_ORDER, "the numbers in {} are in the wrong order"},
    {PCRE2_ERROR_QUANTIFIER_TOO_BIG, "a number in {} is too large"},
    {PCRE2_ERROR_MISSING_SQUARE_BRACKET, "a ] is missing"},
    {PCRE2_ERROR_CLASS_RANGE_ORDER, "a range in [] is in the wrong order"},
    {PCRE2_ERROR_CLASS_INVALID_RANGE, "a range in [] has an end that is no character"},
    {PCRE2_ERROR_QUANTIFIER_INVALID, "there is nothing to repeat here"},
    {PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS, "a ) is missing"},
    {PCRE2_ERROR_UNMATCHED_CLOSING_PARENTHESIS, "a ) closes nothing"},
    {PCRE2_ERROR_BAD_SUBPATTERN_REFERENCE, "there is no such group"},
    {PCRE2_ERROR_PATTERN_TOO_LARGE, "the pattern is too large"},
    {PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH, "a lookbehind must have a fixed length"},
    {PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP, "groups are nested too deeply"},
    {PCRE2_ERROR_DUPLICATE_SUBPATTERN_NAME, "two groups have the same name"},
    {PCRE2_ERROR_UNKNOWN_UNICODE_PROPERTY, "there is no such Unicode property"},
    {PCRE2_ERROR_MISSING_NAME_TERMINATOR, "the name of a group does not end"},
};

static const char *error_text(int code)
{
    for (size_t i = 0; i < BATON_COUNT(errors); i++)
        if (errors[i].code == code)
            return errors[i].text;
    return code < 0 ? "the pattern is not valid UTF-8" : "the pattern is not valid";
}

static pcre2_code *compile_translation(const struct engine *engine,
                                       const struct baton_regex__translation *t,
                                       size_t pattern_len, const char **error, size_t *offset)
{
    const uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS |
                             PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C |
                             PCRE2_NEVER_UCP;
    int code = 0;
    PCRE2_SIZE at = 0;
    PCRE2_SPTR text = (PCRE2_SPTR)t->s;
    pcre2_code *made = pcre2_compile(text, t->len, options, &code, &at, engine->compiling);
    if (made)
        return made;
    /* Out of memory: no text. */
    *error = code == PCRE2_ERROR_HEAP_FAILED || code == PCRE2_ERROR_NOMEMORY ? NULL
                                                                            : error_text(code);
    if (code == PCRE2_ERROR_UNKNOWN_UNICODE_PROPERTY && at)
        at--; /* it is found at its end */
    *offset = at < t->len ? t->from[at] : pattern_len;
    return NULL;
}

static void release(void *ctx, void *compiled)
{
    const struct engine *engine = ctx;
    struct compiled *c = compiled;
    pcre2_match_data_free(atomic_load(&c->spare));
    pcre2_code_free(c->code);
    (void)engine->alloc.resize(engine->alloc.ctx, c, sizeof *c, 0);
}

static struct compiled *wrap(const struct engine *engine, pcre2_code *code)
{
    struct compiled *c = code ? engine->alloc.resize(engine->alloc.ctx, NULL, 0, sizeof *c) : NULL;
    if (!c) {
        pcre2_code_free(code);
        return NULL;
    }
    c->code = code;
    atomic_init(&c->spare, NULL);
    /* Where there is no machine code to be had, patterns are interpreted. */
    if (engine->fast)
        (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return c;
}

static void *compile(void *ctx, struct baton_str pattern, const char **error, size_t *offset)
{
    const struct engine *engine = ctx;
    struct baton_regex__translation t = {.alloc = engine->alloc};
    *error = NULL;
    *offset = 0;
    if (pattern.len > UINT32_MAX / 64) {
        *error = "the pattern is too large";
        return NULL;
    }
    baton_regex__translate(&t, pattern);
    pcre2_code *code = NULL;
    if (!t.failed && !t.error)
        code = compile_translation(engine, &t, pattern.len, error, offset);
    if (!t.failed && t.error) {
        *error = t.error;
        *offset = t.error_at;
    }
    baton_regex__translation_release(&t);
    return wrap(engine, code);
}

static bool is_utf_error(int code)
{
    return code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21;
}

static int match(void *ctx, void *compiled, struct baton_str text)
{
    const struct engine *engine = ctx;
    struct compiled *c = compiled;
    pcre2_match_data *data = atomic_exchange(&c->spare, NULL);
    if (!data)
        data = pcre2_match_data_create(1, engine->general);
    if (!data)
        return -2;
    PCRE2_SPTR s = (PCRE2_SPTR)(text.len ? text.s : "");
    int found = pcre2_match(c->code, s, text.len, 0, 0, data, engine->matching);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT)
        found = pcre2_match(c->code, s, text.len, 0, PCRE2_NO_JIT, data, engine->matching);
    pcre2_match_data *none = NULL;
    if (!atomic_compare_exchange_strong(&c->spare, &none, data))
        pcre2_match_data_free(data);
    if (found >= 0)
        return 1;
    /* Nothing is said about text that is not UTF-8: it does not match. */
    if (found == PCRE2_ERROR_NOMATCH || is_utf_error(found))
        return 0;
    return found == PCRE2_ERROR_NOMEMORY ? -2 : -1;
}

/* ---- the engine --------------------------------------------------------------------------- */

static void close_engine(struct engine *engine)
{
    struct baton_alloc alloc = engine->alloc;
    pcre2_match_context_free(engine->matching);
    pcre2_compile_context_free(engine->compiling);
    pcre2_general_context_free(engine->general);
    (void)alloc.resize(alloc.ctx, engine, sizeof *engine, 0);
}

enum baton_err baton_regex_open(struct baton_alloc alloc, bool fast, struct baton_regex *out)
{
    struct engine *engine = alloc.resize(alloc.ctx, NULL, 0, sizeof *engine);
    if (!engine)
        return BATON_ENOMEM;
    *engine = (struct engine){.alloc = alloc, .fast = fast};
    engine->general = pcre2_general_context_create(take, give, &engine->alloc);
    if (engine->general) {
        engine->compiling = pcre2_compile_context_create(engine->general);
        engine->matching = pcre2_match_context_create(engine->general);
    }
    if (!engine->compiling || !engine->matching) {
        close_engine(engine);
        return BATON_ENOMEM;
    }
    (void)pcre2_set_match_limit(engine->matching, BATON_REGEX_MATCH_LIMIT);
    (void)pcre2_set_depth_limit(engine->matching, BATON_REGEX_MATCH_LIMIT);
    (void)pcre2_set_heap_limit(engine->matching, BATON_REGEX_HEAP_LIMIT);
    *out = (struct baton_regex){compile, match, release, engine};
    return BATON_OK;
}

void baton_regex_close(struct baton_regex *regex)
{
    if (regex->ctx)
        close_engine(regex->ctx);
    *regex = (struct baton_regex){.compile = NULL};
}
