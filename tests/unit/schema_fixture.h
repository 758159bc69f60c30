/* SPDX-License-Identifier: Apache-2.0 */
/* A schema, compiled, with all that it stands on; what it says of an instance, as text. */
#ifndef BATON_TESTS_UNIT_SCHEMA_FIXTURE_H
#define BATON_TESTS_UNIT_SCHEMA_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "core/schema.h"
#include "edge/idn.h"
#include "edge/regex.h"
#include "tests/unit/oom.h"

struct fixture {
    struct baton_arena arena;
    struct baton_regex regex;
    struct baton_schema_registry *registry;
    struct baton_json doc, instance;
    const struct baton_schema *schema;
    struct baton_schema_problem *problems;
    size_t problem_count;
    enum baton_err err;
};

static const char *const collected[] = {"x-kind", "x-rule", NULL};

/* Schemas are written with single quotes, for legibility. */
static inline struct baton_json read_quoted(struct fixture *f, const char *text)
{
    struct baton_json doc = {.count = 0};
    struct baton_str copy = baton_str_copy(&f->arena, baton_str_from(text));
    for (size_t i = 0; copy.s && i < copy.len; i++)
        if (copy.s[i] == '\'')
            ((char *)(uintptr_t)copy.s)[i] = '"';
    if (!copy.s)
        f->err = BATON_ENOMEM;
    else
        f->err = baton_json_read(&f->arena, copy, NULL, &doc, NULL);
    return doc;
}

/* With options of its own, but for the engine and what is collected. */
static inline bool open_with(struct fixture *f, struct baton_alloc alloc,
                             struct baton_schema_options options, const char *schema)
{
    *f = (struct fixture){.err = BATON_OK};
    baton_arena_init(&f->arena, alloc, 0);
    f->err = baton_regex_open(alloc, false, &f->regex);
    if (f->err)
        return false;
    options.regex = f->regex;
    options.collect = collected;
    baton_idn_open(&options.idn);
    f->err = baton_schema_registry_init(&f->arena, &options, &f->registry);
    if (!f->err)
        f->doc = read_quoted(f, schema);
    if (!f->err)
        f->err = baton_schema_add(f->registry, BATON_STR("https://example.com/s"), &f->doc);
    if (!f->err)
        f->err = baton_schema_compile(f->registry, BATON_STR("https://example.com/s"), 0,
                                      &f->schema, &f->problems, &f->problem_count);
    return !f->err;
}

static inline bool open_fixture(struct fixture *f, struct baton_alloc alloc, const char *schema)
{
    return open_with(f, alloc, (struct baton_schema_options){.assert_format = true}, schema);
}

static inline void close_fixture(struct fixture *f)
{
    baton_schema_registry_release(f->registry);
    baton_regex_close(&f->regex);
    baton_arena_release(&f->arena);
}

/* ---- faults as text ------------------------------------------------------------------ */

static inline void put_fault(struct baton_buf *buf, const struct fixture *f,
                      const struct baton_schema_fault *fault)
{
    struct baton_str at = baton_json_pointer_to(&f->instance, fault->instance, buf->arena);
    baton_buf_fmt(buf, "%s%s at '%.*s'", buf->len ? "; " : "",
                  baton_schema_keyword_name(fault->keyword), BATON_ARG(at));
    if (fault->name.len)
        baton_buf_fmt(buf, " name %.*s", BATON_ARG(fault->name));
    if (fault->suggestion.len)
        baton_buf_fmt(buf, " like %.*s", BATON_ARG(fault->suggestion));
    if (fault->branch >= 0)
        baton_buf_fmt(buf, " of %d", fault->branch);
    if (fault->matched && fault->keyword == BATON_KW_ONE_OF)
        baton_buf_fmt(buf, " matched %d", fault->matched);
    /* The places in the schema belong to each other. */
    struct baton_str pointer = baton_json_pointer_to(&f->doc, fault->schema, buf->arena);
    if (!baton_arena_failed(buf->arena) && fault->schema_doc == &f->doc) {
        assert_true(baton_str_eq(pointer, fault->schema_pointer));
        assert_true(fault->subschema <= fault->schema);
    }
}

/* Validates with both runners; the faults as text, or {NULL, 0} for want of memory. */
static inline struct baton_str faults_of(struct fixture *f, const char *instance)
{
    struct baton_str none = {NULL, 0};
    struct baton_schema_result result;
    f->instance = read_quoted(f, instance);
    if (f->err)
        return none;
    int accepted = baton_schema_accepts(f->schema, &f->instance, 0, &f->arena);
    if (accepted < 0)
        return none;
    f->err = baton_schema_validate(f->schema, &f->instance, 0, &f->arena, &result);
    if (f->err)
        return none;
    assert_int_equal(accepted, result.valid);
    assert_int_equal(result.valid, result.fault_count == 0);
    struct baton_buf buf;
    baton_buf_init(&buf, &f->arena, 0);
    for (size_t i = 0; i < result.fault_count; i++) {
        if (i)
            assert_true(result.faults[i - 1].instance <= result.faults[i].instance);
        put_fault(&buf, f, &result.faults[i]);
    }
    baton_buf_putc(&buf, '\0');
    return baton_arena_failed(&f->arena) ? none : baton_buf_str(&buf);
}

struct expected {
    const char *schema, *instance, *faults;
};

static inline bool run_expected(struct baton_alloc alloc, const struct expected *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture f;
        struct baton_str text = {NULL, 0};
        bool opened = open_fixture(&f, alloc, rows[i].schema);
        if (opened)
            text = faults_of(&f, rows[i].instance);
        if (text.s && strcmp(text.s, rows[i].faults) != 0)
            fail_msg("%s\nwith %s\ngives    %s\nexpected %s", rows[i].schema, rows[i].instance,
                     text.s, rows[i].faults);
        if (f.err && f.err != BATON_ENOMEM)
            fail_msg("%s\nwith %s: %s", rows[i].schema, rows[i].instance,
                     baton_err_text(f.err));
        close_fixture(&f);
        if (!text.s)
            return false;
    }
    return true;
}

#endif
