/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files of the JSON module only. */
#ifndef BATON_CORE_JSON_INT_H
#define BATON_CORE_JSON_INT_H

#include <string.h>

#include "core/json.h"

#define BATON_JSON__INLINE static inline __attribute__((always_inline))

enum {
    BATON_JSON__DEPTH = 512,  /* where the caller gives no limit */
    BATON_JSON__STRIDE = 2048 /* bytes of text indexed at a time, a multiple of 64 */
};

/* What one block of text leaves for the next to know. */
struct baton_json__carry {
    uint64_t escaped; /* 1: the next byte is escaped by a backslash */
    uint64_t inside;  /* all ones: the next byte is inside a string */
    uint64_t word;    /* 1: the last byte was part of a number or word */
};

/*
 * The first of the two steps of the strict reader: finds the offsets of all
 * that the second step has to look at, a stretch of text at a time. These are
 * brackets, ':' and ',' outside strings; both quotes of a string; the
 * backslash that begins an escape; the first byte of any other run of bytes.
 * It also finds control characters in strings and bytes that are not UTF-8.
 */
struct baton_json__scan {
    const unsigned char *text;
    size_t len, at; /* at: bytes indexed so far */
    size_t utf8_at; /* bytes known to be UTF-8, where a kernel goes by characters */
    struct baton_json__carry carry;
    void (*run)(struct baton_json__scan *scan, size_t end);
    enum baton_json_code fault; /* found while indexing; no offset is past it */
    size_t fault_at;
    size_t count;
    uint32_t index[BATON_JSON__STRIDE + 64];
};

void baton_json__scan_init(struct baton_json__scan *scan, struct baton_str text);
/* Indexes the next stretch that has anything in it; false at the end or a fault. */
bool baton_json__scan_more(struct baton_json__scan *scan);

/* Whether c is one of the bytes; 0 is none. */
BATON_JSON__INLINE bool baton_json__is_one_of(char c, const char *bytes)
{
    return c && strchr(bytes, c);
}

/* A blank of RFC 8259. */
BATON_JSON__INLINE bool baton_json__is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* end, moved back over blanks, as far as start. */
BATON_JSON__INLINE size_t baton_json__trim_end(struct baton_str text, size_t start, size_t end)
{
    while (end > start && baton_json__is_blank(text.s[end - 1]))
        end--;
    return end;
}

/* Value of a hexadecimal digit, or -1. */
int baton_json__hex(unsigned char c);
/*
 * Length of the valid escape at s (which begins with a backslash), or 0. A
 * surrogate pair is two escapes here.
 */
size_t baton_json__escape(const char *s, size_t len);
/*
 * As above, with the character it stands for; a pair gives one, half a pair its
 * own number. Knows \' too, which strings in single quotes have.
 */
size_t baton_json__unescape(const char *s, size_t len, uint32_t *code_point);
/* UTF-8 of a code point, U+FFFD for half a pair; returns the length. */
size_t baton_json__encode(uint32_t c, char out[4]);
/* A string's text between its quotes. */
struct baton_str baton_json__inner(const struct baton_json *doc, uint32_t value);
/* Compares the characters of two strings, given as they stand. */
bool baton_json__same_text(struct baton_str a, bool escaped, struct baton_str b);
/* Whether the characters of a string, given as it stands, are those of a pointer's token. */
bool baton_json__is_token(struct baton_str inner, struct baton_str token);
/* Appends text with its escapes decoded. */
void baton_json__decode(struct baton_buf *buf, struct baton_str text);
/* Length of the number of RFC 8259 at the start of s, or 0. */
size_t baton_json__number(const char *s, size_t len);

#endif
