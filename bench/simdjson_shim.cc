/* SPDX-License-Identifier: Apache-2.0 */
#include <simdjson.h>

#include <string>

#include "bench/simdjson_shim.h"

struct simdjson_text {
    simdjson::padded_string bytes;
    simdjson::dom::parser parser;
};

struct simdjson_text *simdjson_text_new(const char *s, size_t len)
{
    return new simdjson_text{simdjson::padded_string(s, len), simdjson::dom::parser()};
}

void simdjson_text_free(struct simdjson_text *text)
{
    delete text;
}

int simdjson_text_parse(struct simdjson_text *text)
{
    return text->parser.parse(text->bytes).error();
}

const char *simdjson_kernel(void)
{
    static const std::string name = simdjson::get_active_implementation()->name();
    return name.c_str();
}
