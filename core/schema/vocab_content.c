/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The content keywords (JSON Schema Validation, section 8). From draft 2019-09 on
 * they only say something about a string. In draft 7 they may assert, which
 * they do here for base64 and JSON if formats are asserted.
 */
#include <string.h>

#include "core/schema/compile_int.h"
#include "core/schema/format_int.h"
#include "core/schema/run_int.h"

static void compile_string(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    (void)baton_schema__wants(c, d, value, BATON_JSON_STRING, "a string");
}

/* What is in the string is not looked at; but the schema for it must be one. */
static void compile_content_schema(struct schema_compiler *c, struct schema_draft *d,
                                   uint32_t value)
{
    (void)baton_schema__is_schema(c, d, value);
}

static const struct schema_keyword content[] = {
    {"contentEncoding", SHAPE_NONE, compile_string},
    {"contentMediaType", SHAPE_NONE, compile_string},
    {"contentSchema", SHAPE_ONE, compile_content_schema},
};

const struct schema_vocabulary baton_schema__content = {
    "https://json-schema.org/draft/2020-12/vocab/content", content, BATON_COUNT(content)};

/* ---- draft 7 --------------------------------------------------------------------------- */

/* NULL if nothing is asserted. */
static struct schema_content *content_of(struct schema_compiler *c, struct schema_draft *d,
                                         uint32_t value)
{
    if (!baton_schema__wants(c, d, value, BATON_JSON_STRING, "a string") ||
        !c->registry->options.assert_format)
        return NULL;
    struct schema_text *text = baton_schema__text_of(c, d);
    if (!text)
        return NULL;
    struct schema_content *made = SCHEMA_NEW_N(c, struct schema_content, 1);
    if (!made)
        return NULL;
    *made = text->content ? *text->content
                          : (struct schema_content){.encoding_at = SCHEMA_NONE,
                                                    .media_at = SCHEMA_NONE};
    text->content = made;
    return made;
}

static void compile_encoding(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_content *made = content_of(c, d, value);
    if (!made)
        return;
    made->base64 = baton_str_is_nocase(baton_schema__string(c, d, value), "base64");
    made->encoding_at = value;
}

/* Parameters do not make it another type (RFC 2046 section 1). */
static void compile_media_type(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_content *made = content_of(c, d, value);
    struct baton_str type = baton_schema__string(c, d, value), name = {NULL, 0};
    if (!made)
        return;
    (void)baton_str_next(&type, ';', &name);
    made->json = baton_str_is_nocase(baton_str_trim(name), "application/json");
    made->media_at = value;
}

static const struct schema_keyword content_draft7[] = {
    {"contentEncoding", SHAPE_NONE, compile_encoding},
    {"contentMediaType", SHAPE_NONE, compile_media_type},
};

const struct schema_vocabulary baton_schema__content_draft7 = {
    NULL, content_draft7, BATON_COUNT(content_draft7)};

/* ---- tests ----------------------------------------------------------------------------- */

static uint32_t sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (uint32_t)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (uint32_t)(c - 'a' + 26);
    return is_digit(c) ? (uint32_t)(c - '0' + 52) : c == '+' ? 62 : 63;
}

/* Text that is base64; s is NULL out of memory. */
static struct baton_str decode_base64(struct baton_arena *arena, struct baton_str text)
{
    char *out = baton_arena_take(arena, text.len / 4 * 3 + 1);
    size_t len = 0;
    uint32_t bits = 0;
    for (size_t i = 0; out && i < text.len && text.s[i] != '='; i++) {
        bits = bits << 6 | sextet(text.s[i]);
        if (i % 4)
            out[len++] = (char)(unsigned char)(bits >> (6 - 2 * (i % 4)) & 0xFF);
    }
    return (struct baton_str){out, out ? len : 0};
}

bool baton_schema__encoding_fits(struct schema_run *run, const struct schema_content *wanted,
                                 uint32_t at)
{
    struct schema_engines engines = {run->regex, run->idn, false};
    struct baton_str text;
    if (!wanted->base64)
        return true;
    return baton_schema__decode(run, at, &text) && baton_schema__is_base64(text, &engines);
}

/* What is too deep or too large to be read is not told to be wrong. */
bool baton_schema__media_fits(struct schema_run *run, const struct schema_content *wanted,
                              uint32_t at)
{
    struct baton_str text;
    struct baton_json doc;
    if (!wanted->json || !baton_schema__encoding_fits(run, wanted, at))
        return true;
    if (!baton_schema__decode(run, at, &text))
        return false;
    if (wanted->base64)
        text = decode_base64(run->arena, text);
    enum baton_err err = text.s ? baton_json_read(run->arena, text, NULL, &doc, NULL)
                                : BATON_ENOMEM;
    run->failed |= err == BATON_ENOMEM;
    return err != BATON_ESYNTAX;
}
