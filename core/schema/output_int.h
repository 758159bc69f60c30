/* SPDX-License-Identifier: Apache-2.0 */
/* Output units (JSON Schema Core, section 12.4): made by output.c, written by output_write.c. */
#ifndef BATON_CORE_SCHEMA_OUTPUT_INT_H
#define BATON_CORE_SCHEMA_OUTPUT_INT_H

#include "core/schema/run_int.h"
#include "core/schema/trace_int.h"
#include "core/schema_output.h"

enum { SCHEMA_UNITS = 1 << 20, SCHEMA_OUTPUT_WORK = 1 << 26 };

/* What a unit adds to the keyword location of the one above it. */
enum schema_token { TOKEN_NONE, TOKEN_KEY, TOKEN_INDEX };

/* What the annotation is. */
enum schema_say {
    SAY_NOTHING,
    SAY_VALUE,   /* the keyword's value */
    SAY_NAMES,   /* of the members that it was applied to */
    SAY_TRUE,
    SAY_LAST,    /* the index of the last item that it was applied to */
    SAY_INDEXES  /* of the items that fit */
};

/*
 * Of a keyword, or of a schema within a keyword's value. A reference, `then` and
 * `else` have one unit for both, with the keywords of that schema below it.
 */
struct schema_unit {
    struct schema_unit *next, *first, *last;
    const struct schema_trace *trace; /* of the schema that was applied; NULL: none was */
    const struct baton_json *json;    /* the schema's document */
    uint32_t key;                     /* TOKEN_KEY: of the keyword or member; TOKEN_INDEX: which */
    uint32_t instance, ordinal;       /* the value, and the how-manieth of its container */
    uint32_t shown;                   /* units below this one that are written */
    uint8_t token, say, sort;
    bool valid;
    bool is_keyword;
    bool is_target; /* its absolute location is not that of the one above and a token */
    bool alone;     /* what is below is not why it fails */
    bool kept;      /* it is written */
};

struct schema_output {
    struct schema_run run;
    const struct schema_traces *traces;
    struct baton_arena *arena;
    uint64_t *evaluated; /* a bit per value of the instance; all 0 but while they are used */
    size_t unit_count;
    uint64_t work;       /* looks at units for unevaluated… */
    uint32_t depth;
    enum baton_err err;
};

void baton_schema__write_units(struct schema_output *o, struct schema_unit *root,
                               enum baton_schema_form form, struct baton_buf *out);

#endif
