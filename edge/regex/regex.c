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
    bool own; /* PCRE2 is not asked */
};

struct compiled {
    pcre2_code *code; /* or NULL, and there is a program */
    struct regex_program program;
    struct baton_arena arena; /* of the program */
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

static pcre2_code *compile_text(const struct engine *engine, const struct baton_buf *buf,
                                bool *no_memory)
{
    const uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS |
                             PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C |
                             PCRE2_NEVER_UCP;
    struct baton_str text = baton_buf_str(buf);
    int code = 0;
    PCRE2_SIZE at = 0;
    if (baton_buf_failed(buf)) {
        *no_memory = true;
        return NULL;
    }
    pcre2_code *made = pcre2_compile((PCRE2_SPTR)(text.len ? text.s : ""), text.len, options,
                                     &code, &at, engine->compiling);
    *no_memory |= !made && (code == PCRE2_ERROR_HEAP_FAILED || code == PCRE2_ERROR_NOMEMORY);
    return made;
}

/* Sets with properties of Unicode are asked of PCRE2. */
static bool compile_sets(const struct engine *engine, struct compiled *c, const char **error)
{
    bool no_memory = false;
    size_t sets = 0;
    for (size_t i = 0; i < c->program.count && !no_memory; i++) {
        struct regex_step *step = &c->program.steps[i];
        struct baton_buf buf;
        if (step->op != OP_SET || !step->node->set->property_count)
            continue;
        if (++sets > REGEX_SETS) {
            *error = "the pattern is too large";
            return false;
        }
        baton_buf_init(&buf, &c->arena, 0);
        baton_regex__emit_set(&buf, step->node->set);
        step->property_set = compile_text(engine, &buf, &no_memory);
        no_memory |= !step->property_set;
    }
    return !no_memory;
}

static void release(void *ctx, void *compiled)
{
    const struct engine *engine = ctx;
    struct compiled *c = compiled;
    for (size_t i = 0; i < c->program.count; i++)
        pcre2_code_free(c->program.steps[i].property_set);
    pcre2_match_data_free(atomic_load(&c->spare));
    pcre2_code_free(c->code);
    baton_arena_release(&c->arena);
    (void)engine->alloc.resize(engine->alloc.ctx, c, sizeof *c, 0);
}

static bool compile_common(const struct engine *engine, struct compiled *c,
                           const struct regex_tree *tree, bool *no_memory)
{
    struct baton_buf buf;
    baton_buf_init(&buf, &c->arena, 0);
    baton_regex__emit(&buf, tree);
    c->code = compile_text(engine, &buf, no_memory);
    if (!c->code)
        return false;
    /* Where there is no machine code to be had, patterns are interpreted. */
    if (engine->fast)
        (void)pcre2_jit_compile(c->code, PCRE2_JIT_COMPLETE);
    return true;
}

/* What PCRE2 cannot do, or not in the same way, is a program of our own. */
static bool compile_tree(const struct engine *engine, struct compiled *c,
                         const struct regex_tree *tree, const char **error)
{
    bool no_memory = false;
    if (!engine->own && baton_regex__is_common(tree) &&
        compile_common(engine, c, tree, &no_memory)) {
        baton_arena_release(&c->arena);
        return true;
    }
    if (no_memory)
        return false;
    baton_regex__program(&c->program, &c->arena, tree);
    if (!baton_arena_failed(&c->arena))
        return compile_sets(engine, c, error);
    c->program.count = 0;
    return false;
}

static void *compile(void *ctx, struct baton_str pattern, const char **error, size_t *offset)
{
    const struct engine *engine = ctx;
    struct regex_tree tree;
    *error = NULL;
    *offset = 0;
    struct compiled *c = engine->alloc.resize(engine->alloc.ctx, NULL, 0, sizeof *c);
    if (!c)
        return NULL;
    *c = (struct compiled){.code = NULL};
    atomic_init(&c->spare, NULL);
    baton_arena_init(&c->arena, engine->alloc, 0);
    baton_regex__parse(&tree, &c->arena, pattern);
    bool whole = !baton_arena_failed(&c->arena);
    if (whole && tree.error) {
        *error = tree.error;
        *offset = tree.error_at;
    }
    if (whole && !tree.error && compile_tree(engine, c, &tree, error))
        return c;
    release(ctx, c);
    return NULL;
}

/* ---- matches ------------------------------------------------------------------------- */

static bool is_utf_error(int code)
{
    return code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21;
}

static int run_pcre2(const struct engine *engine, const pcre2_code *code, struct baton_str text,
                     pcre2_match_data *data)
{
    PCRE2_SPTR s = (PCRE2_SPTR)(text.len ? text.s : "");
    int found = pcre2_match(code, s, text.len, 0, 0, data, engine->matching);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT)
        found = pcre2_match(code, s, text.len, 0, PCRE2_NO_JIT, data, engine->matching);
    if (found >= 0)
        return 1;
    /* Nothing is said about text that is not UTF-8: it does not match. */
    if (found == PCRE2_ERROR_NOMATCH || is_utf_error(found))
        return 0;
    return found == PCRE2_ERROR_NOMEMORY ? -2 : -1;
}

static pcre2_match_data *take_data(const struct engine *engine, struct compiled *c)
{
    pcre2_match_data *data = atomic_exchange(&c->spare, NULL);
    return data ? data : pcre2_match_data_create(1, engine->general);
}

static void give_data(struct compiled *c, pcre2_match_data *data)
{
    pcre2_match_data *none = NULL;
    if (!atomic_compare_exchange_strong(&c->spare, &none, data))
        pcre2_match_data_free(data);
}

struct asked {
    const struct engine *engine;
    pcre2_match_data *data;
};

static int in_set(void *ctx, void *property_set, const char *s, size_t len)
{
    const struct asked *asked = ctx;
    return run_pcre2(asked->engine, property_set, (struct baton_str){s, len}, asked->data);
}

static int run_program(const struct engine *engine, const struct compiled *c,
                       struct baton_str text, pcre2_match_data *data)
{
    struct asked asked = {engine, data};
    struct regex_limits limits = {
        .alloc = engine->alloc, .steps = BATON_REGEX_STEP_LIMIT,
        .memory = (size_t)BATON_REGEX_HEAP_LIMIT * 1024, .in_set = in_set, .ctx = &asked};
    return baton_regex__run(&c->program, text, &limits);
}

static int match(void *ctx, void *compiled, struct baton_str text)
{
    const struct engine *engine = ctx;
    struct compiled *c = compiled;
    pcre2_match_data *data = take_data(engine, c);
    if (!data)
        return -2;
    int found = c->code ? run_pcre2(engine, c->code, text, data)
                        : run_program(engine, c, text, data);
    give_data(c, data);
    return found;
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

static enum baton_err open_engine(struct baton_alloc alloc, bool fast, bool own,
                                  struct baton_regex *out)
{
    struct engine *engine = alloc.resize(alloc.ctx, NULL, 0, sizeof *engine);
    if (!engine)
        return BATON_ENOMEM;
    *engine = (struct engine){.alloc = alloc, .fast = fast, .own = own};
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

enum baton_err baton_regex_open(struct baton_alloc alloc, bool fast, struct baton_regex *out)
{
    return open_engine(alloc, fast, false, out);
}

enum baton_err baton_regex_open_own(struct baton_alloc alloc, struct baton_regex *out)
{
    return open_engine(alloc, false, true, out);
}

void baton_regex_close(struct baton_regex *regex)
{
    if (regex->ctx)
        close_engine(regex->ctx);
    *regex = (struct baton_regex){.compile = NULL};
}
