/* SPDX-License-Identifier: Apache-2.0 */
/* Is the output of the specification valid by its own schema, and does it say what it must? */
#ifndef BATON_TESTS_UNIT_SCHEMA_OUTPUT_CHECK_H
#define BATON_TESTS_UNIT_SCHEMA_OUTPUT_CHECK_H

#include "core/json.h"
#include "core/schema.h"
#include "core/schema_output.h"

/*
 * NULL, or what is wrong. schema is traceable; unit is the schema of an output unit
 * (tests/schema/output-unit.schema.json).
 */
static inline const char *output_fault(const struct baton_schema *schema,
                                       const struct baton_schema *unit,
                                       const struct baton_json *doc, uint32_t value, bool valid,
                                       struct baton_arena *arena)
{
    for (int i = BATON_FORM_FLAG; i <= BATON_FORM_VERBOSE; i++) {
        struct baton_buf out;
        struct baton_json said;
        bool answer = !valid;
        baton_buf_init(&out, arena, 0);
        if (baton_schema_output(schema, doc, value, (enum baton_schema_form)i, arena, &out,
                                &answer))
            return "output() ends with an error";
        if (answer != valid)
            return "output() is wrong";
        if (baton_json_read(arena, baton_buf_str(&out), NULL, &said, NULL))
            return "output() is not JSON";
        uint32_t place = baton_json_member_z(&said, 0, "valid");
        if (baton_json_is(&said, place, BATON_JSON_TRUE) != valid)
            return "output() does not say what it means";
        if (i != BATON_FORM_FLAG && baton_schema_accepts(unit, &said, 0, arena) != 1)
            return "output() is no output unit";
    }
    return NULL;
}

#endif
