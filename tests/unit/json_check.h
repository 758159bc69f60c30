/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold for every reading of every text. Used by unit tests, by the
 * suite's runner and by the fuzz target.
 */
#ifndef BATON_TESTS_UNIT_JSON_CHECK_H
#define BATON_TESTS_UNIT_JSON_CHECK_H

#include "core/json.h"

/* The problems after which edits cannot make JSON of a text. */
static inline bool json_is_hopeless(const struct baton_json_reading *reading)
{
    static const enum baton_json_code codes[] = {
        BATON_JSON_EMPTY,    BATON_JSON_NOT_JSON,  BATON_JSON_HTML, BATON_JSON_SEVERAL_DOCUMENTS,
        BATON_JSON_TOO_DEEP, BATON_JSON_TOO_LARGE, BATON_JSON_TOO_MANY,
    };
    for (size_t i = 0; i < reading->problem_count; i++)
        for (size_t k = 0; k < BATON_COUNT(codes); k++)
            if (reading->problems[i].code == codes[k] && !reading->problems[i].edit_count)
                return true;
    return false;
}

/* The text with the edits of all problems, or of the safe ones. */
static inline enum baton_err json_repair(struct baton_arena *arena,
                                         const struct baton_json_reading *reading,
                                         bool only_safe, struct baton_str *out, size_t *skipped)
{
    size_t count = 0, n = 0;
    for (size_t i = 0; i < reading->problem_count; i++)
        count += reading->problems[i].edit_count;
    struct baton_edit *edits = BATON_NEW_N(arena, struct baton_edit, count);
    if (!edits)
        return BATON_ENOMEM;
    for (size_t i = 0; i < reading->problem_count; i++)
        for (size_t k = 0; k < reading->problems[i].edit_count; k++)
            if (!only_safe || reading->problems[i].safe)
                edits[n++] = reading->problems[i].edits[k];
    return baton_edits_apply(arena, reading->doc.text, edits, n, out, skipped);
}

static inline bool json_is_derived_code(enum baton_json_code code)
{
    return code == BATON_JSON_UTF16 || code == BATON_JSON_FORM_ENCODED ||
           code == BATON_JSON_IN_STRING;
}

static inline const char *json_check_tape(const struct baton_json *doc)
{
    for (uint32_t i = 0; i < doc->count; i++) {
        const struct baton_json_value *v = &doc->v[i];
        if (v->start > v->end || v->end > doc->text.len)
            return "a value lies outside the text";
        if (v->next <= i || v->next > doc->count)
            return "a value ends outside the tape";
        if ((uint32_t)v->lead + v->trail > v->end - v->start)
            return "quote marks are longer than their string";
        if (i && v->start < v[-1].start)
            return "the tape is not in the order of the text";
    }
    return NULL;
}

static inline const char *json_check_problems(const struct baton_json_reading *reading)
{
    for (size_t i = 0; i < reading->problem_count; i++) {
        const struct baton_json_problem *p = &reading->problems[i];
        if (p->span.start > p->span.end)
            return "a problem ends before it starts";
        if (!json_is_derived_code(p->code) && p->span.end > reading->doc.text.len)
            return "a problem lies outside the text";
        if (i && p->span.start < p[-1].span.start)
            return "the problems are not in order";
        if (json_is_derived_code(p->code) && p->edit_count)
            return "a derived text needs no edits";
    }
    return NULL;
}

/* The lenient reader's tape is that of the repaired text. */
static inline const char *json_check_same(const struct baton_json *a, const struct baton_json *b)
{
    if (a->count != b->count)
        return "the repaired text has another number of values";
    for (uint32_t i = 0; i < a->count; i++)
        if (a->v[i].type != b->v[i].type || a->v[i].next != b->v[i].next ||
            (a->v[i].flags & BATON_JSON_KEY) != (b->v[i].flags & BATON_JSON_KEY))
            return "the repaired text has other values";
    return NULL;
}

/* Reads text in both ways; NULL if all holds (or memory is out, which *err says). */
static inline const char *json_check(struct baton_arena *arena, struct baton_str text,
                                     enum baton_err *err)
{
    struct baton_json doc, again;
    struct baton_json_reading reading;
    struct baton_str repaired;
    size_t skipped;
    enum baton_err strict = baton_json_read(arena, text, NULL, &doc, NULL);
    *err = baton_json_read_lenient(arena, text, NULL, &reading);
    if (strict == BATON_ENOMEM || *err != BATON_OK)
        return NULL;
    if (reading.strict != (strict == BATON_OK))
        return "the two readers do not agree on what is strict";
    const char *wrong = json_check_tape(&reading.doc);
    if (!wrong)
        wrong = json_check_problems(&reading);
    if (wrong)
        return wrong;
    if ((*err = json_repair(arena, &reading, false, &repaired, &skipped)) != BATON_OK)
        return NULL;
    if (skipped)
        return "edits overlap";
    if (json_is_hopeless(&reading))
        return NULL;
    *err = baton_json_read(arena, repaired, NULL, &again, NULL);
    if (*err == BATON_ENOMEM)
        return NULL;
    if (*err != BATON_OK)
        return "the repaired text is not JSON";
    bool removes_members = strict == BATON_OK || (reading.derived && !reading.strict);
    return removes_members ? NULL : json_check_same(&reading.doc, &again);
}

#endif
