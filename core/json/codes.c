/* SPDX-License-Identifier: Apache-2.0 */
#include "core/json.h"

static const struct {
    const char *name, *text;
} codes[] = {
#define ROW(code, text) {#code, text},
    BATON_JSON_CODES(ROW)
#undef ROW
};

const char *baton_json_code_name(enum baton_json_code code)
{
    return (size_t)code < BATON_COUNT(codes) ? codes[code].name : "?";
}

const char *baton_json_code_text(enum baton_json_code code)
{
    return (size_t)code < BATON_COUNT(codes) ? codes[code].text : "?";
}
