/* SPDX-License-Identifier: Apache-2.0 */
/* The first step of the strict reader, for any processor. */
#include <string.h>

#include "core/base.h"
#include "core/json/json_int.h"

enum { OTHER, BLANK, MARK, STRING_QUOTE, BACKSLASH };

static const uint8_t kinds[256] = {
    [' '] = BLANK, ['\t'] = BLANK, ['\n'] = BLANK, ['\r'] = BLANK, [','] = MARK, [':'] = MARK,
    ['['] = MARK,  [']'] = MARK,   ['{'] = MARK,   ['}'] = MARK,   ['"'] = STRING_QUOTE,
    ['\\'] = BACKSLASH,
};

static void run(struct baton_json__scan *scan, size_t end)
{
    for (; scan->at < end; scan->at++) {
        unsigned char c = scan->text[scan->at];
        unsigned kind = kinds[c];
        bool put;
        if (scan->inside) {
            if (c < 0x20) {
                scan->fault = BATON_JSON_CONTROL_CHARACTER;
                scan->fault_at = scan->at;
                return;
            }
            put = !scan->escaped && (kind == STRING_QUOTE || kind == BACKSLASH);
            scan->escaped = !scan->escaped && kind == BACKSLASH;
            if (put && kind == STRING_QUOTE)
                scan->inside = 0;
        } else {
            bool in_word = kind == OTHER || kind == BACKSLASH;
            put = kind == MARK || kind == STRING_QUOTE || (in_word && !scan->word);
            scan->word = in_word;
            if (kind == STRING_QUOTE)
                scan->inside = ~(uint64_t)0;
        }
        if (put)
            scan->index[scan->count++] = (uint32_t)scan->at;
    }
}

void baton_json__scan_init(struct baton_json__scan *scan, struct baton_str text)
{
    size_t valid = baton_utf8_valid(text.s, text.len);
    scan->text = (const unsigned char *)text.s;
    scan->len = valid;
    scan->at = scan->utf8_at = 0;
    scan->escaped = scan->inside = scan->word = 0;
    scan->run = run;
    scan->fault = valid == text.len ? BATON_JSON_OK : BATON_JSON_INVALID_UTF8;
    scan->fault_at = valid;
    scan->count = 0;
}

bool baton_json__scan_more(struct baton_json__scan *scan)
{
    scan->count = 0;
    while (!scan->count && scan->at < scan->len) {
        size_t left = scan->len - scan->at;
        size_t stretch = left < BATON_JSON__STRIDE ? left : BATON_JSON__STRIDE;
        scan->run(scan, scan->at + stretch);
        if (scan->fault == BATON_JSON_CONTROL_CHARACTER)
            scan->len = scan->at;
    }
    return scan->count > 0;
}
