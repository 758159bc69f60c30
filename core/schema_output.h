/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can be told of a schema and an instance besides the faults of
 * core/schema.h: what each alternative says, the output formats of the
 * specification, the program itself.
 */
#ifndef BATON_CORE_SCHEMA_OUTPUT_H
#define BATON_CORE_SCHEMA_OUTPUT_H

#include "core/base.h"
#include "core/json.h"
#include "core/schema.h"

/* ---- messages ------------------------------------------------------------------ */

/*
 * One line, without places: what is wrong, what is there, what was expected, what
 * was perhaps meant. Values of the instance are quoted where they are short, for
 * the caller to mask. An empty string out of memory.
 */
struct baton_str baton_schema_message(const struct baton_json *doc,
                                      const struct baton_schema_fault *fault,
                                      struct baton_arena *arena);

/* ---- alternatives, on request -------------------------------------------------- */

/* One alternative of an anyOf or oneOf, asked of a value. */
struct baton_schema_branch {
    uint32_t schema;          /* in the document of the choice */
    struct baton_str title;   /* its title, or what its discriminating const is; may be empty */
    struct baton_schema_result result;
};

/*
 * What each alternative of a choice that failed has against the value: for a
 * fault with `choice` set. *count alternatives, in the order of the schema.
 */
enum baton_err baton_schema_branches(const struct baton_schema *schema,
                                     const struct baton_json *doc,
                                     const struct baton_schema_fault *fault,
                                     struct baton_arena *arena,
                                     struct baton_schema_branch **out,
                                     size_t *count) BATON_MUST_USE;

/* ---- output of the specification ------------------------------------------------ */

/* JSON Schema Core 2020-12, section 12.4; used for all dialects. */
enum baton_schema_form { BATON_FORM_FLAG, BATON_FORM_BASIC, BATON_FORM_DETAILED,
                         BATON_FORM_VERBOSE };

/*
 * Writes the output unit as one line of JSON, without a newline. The schema must
 * be traceable but for BATON_FORM_FLAG. *valid is what the unit says. BATON_OK,
 * BATON_EUSAGE (not traceable), BATON_ENOMEM or BATON_ELIMIT (also when the
 * output grows beyond BATON_SCHEMA_OUTPUT_MAX bytes).
 */
enum { BATON_SCHEMA_OUTPUT_MAX = 1 << 28 };
enum baton_err baton_schema_output(const struct baton_schema *schema,
                                   const struct baton_json *doc, uint32_t value,
                                   enum baton_schema_form form, struct baton_arena *arena,
                                   struct baton_buf *out, bool *valid) BATON_MUST_USE;

/*
 * The program as text, for people: one paragraph per node. Its form may change.
 */
enum baton_err baton_schema_print(const struct baton_schema *schema, struct baton_arena *arena,
                                  struct baton_buf *out) BATON_MUST_USE;

#endif
