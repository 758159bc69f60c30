/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that something else was wrapped around. */
#ifndef BATON_CORE_JSON_DERIVE_INT_H
#define BATON_CORE_JSON_DERIVE_INT_H

#include "core/json.h"
#include "core/json/problems_int.h"

/*
 * The JSON text that a text in another encoding stands for (UTF-16, a form, a
 * string's inside without its quotes), made in the arena, and the code that
 * says so; BATON_JSON_OK if it is none of these.
 */
enum baton_json_code baton_json__derive(struct baton_arena *arena, struct baton_str text,
                                        const struct baton_json_limits *limits,
                                        struct baton_str *out);
/* Says why a text is not worth mending: HTML, or NOT_JSON with what it is; or OK. */
enum baton_json_code baton_json__recognise(struct baton_str text, struct baton_str *what);

/* Reports equal names in one object, and, where asked, halves of surrogate pairs. */
enum baton_err baton_json__find_repeats(const struct baton_json *doc, bool strict,
                                        struct baton_json__problems *problems) BATON_MUST_USE;

#endif
