/* SPDX-License-Identifier: Apache-2.0 */
#include <idn2.h>
#include <string.h>

#include "edge/idn.h"

enum {
    LONGEST_NAME = 253, /* RFC 1035: 255 with the length bytes */
    LONGEST_LABEL = 63,
    LABEL_BYTES = 512   /* of a label whose A-label may still be short enough */
};

/* What is known of the labels so far. */
struct name {
    size_t length;      /* in A-labels */
    bool right_to_left; /* some label is */
    bool digit_first;   /* some label begins with one */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_ascii(struct baton_str label)
{
    for (size_t i = 0; i < label.len; i++)
        if ((unsigned char)label.s[i] >= 0x80)
            return false;
    return true;
}

/* Letters, digits and hyphens (RFC 1123 section 2.1). */
static bool is_ldh(struct baton_str label)
{
    if (!label.len || label.len > LONGEST_LABEL || label.s[0] == '-' ||
        label.s[label.len - 1] == '-')
        return false;
    for (size_t i = 0; i < label.len; i++) {
        char c = label.s[i], lower = (char)(c | 0x20);
        if (!(lower >= 'a' && lower <= 'z') && !is_digit(c) && c != '-')
            return false;
    }
    return true;
}

static int answer(int code)
{
    return code == IDN2_OK ? 1 : code == IDN2_MALLOC ? -2 : 0;
}

/* Of the classes EN and AN of UAX #9 what IDNA2008 allows in labels. */
static bool is_european(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0x6F0 && c <= 0x6F9);
}

static bool is_arabic(uint32_t c)
{
    return (c >= 0x660 && c <= 0x669) || (c >= 0x10D30 && c <= 0x10D39);
}

static bool begins_with_digit(const char *label)
{
    uint32_t c = 0;
    (void)baton_utf8_decode(label, strlen(label), &c);
    return is_european(c);
}

/* Rule 4 of RFC 5893 section 2, which libidn2 2.3.3 does not look at. */
static bool mixes_digits(const char *label)
{
    struct baton_str text = baton_str_from(label);
    bool european = false, arabic = false;
    uint32_t c = 0;
    for (size_t at = 0, len; at < text.len; at += len) {
        len = baton_utf8_decode(text.s + at, text.len - at, &c);
        european |= len && is_european(c);
        arabic |= len && is_arabic(c);
        len = len ? len : 1;
    }
    return european && arabic;
}

/*
 * libidn2 does not tell the direction of a label. But a digit in front is an
 * offence against the rules for both directions only where one of its characters
 * goes from right to left. (Three, so that no hyphens come to stand where they
 * would be an offence, too.)
 */
static int note_direction(struct name *name, const char *label)
{
    char probe[LABEL_BYTES + 4] = "000";
    uint8_t *made = NULL;
    size_t len = strlen(label);
    if (len > LABEL_BYTES)
        return 0;
    memcpy(probe + 3, label, len + 1);
    int code = idn2_register_u8((const uint8_t *)probe, NULL, &made, IDN2_NFC_INPUT);
    idn2_free(made);
    name->right_to_left |= code == IDN2_BIDI;
    name->digit_first |= begins_with_digit(label);
    if (code == IDN2_MALLOC)
        return -2;
    return code != IDN2_BIDI || !mixes_digits(label);
}

static int add_u_label(struct name *name, const char *label)
{
    uint8_t *made = NULL;
    int code = idn2_register_u8((const uint8_t *)label, NULL, &made, IDN2_NFC_INPUT);
    if (code == IDN2_OK)
        name->length += strlen((const char *)made);
    idn2_free(made);
    return code == IDN2_OK ? note_direction(name, label) : answer(code);
}

static int add_a_label(struct name *name, char *label)
{
    uint8_t *made = NULL;
    char *unicode = NULL;
    /* It means the same in upper case, which libidn2 does not know. */
    for (char *c = label; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c | 0x20);
    int code = idn2_register_u8(NULL, (const uint8_t *)label, &made, 0);
    idn2_free(made);
    if (code == IDN2_OK)
        code = idn2_to_unicode_8z8z(label, &unicode, 0);
    int found = code == IDN2_OK ? note_direction(name, unicode) : answer(code);
    idn2_free(unicode);
    name->length += strlen(label);
    return found;
}

static int add_label(struct name *name, struct baton_str label)
{
    char text[LABEL_BYTES + 1];
    if (!label.len || label.len > LABEL_BYTES || baton_str_find_byte(label, '\0') != SIZE_MAX)
        return 0;
    memcpy(text, label.s, label.len);
    text[label.len] = '\0';
    if (!is_ascii(label))
        return add_u_label(name, text);
    if (!is_ldh(label))
        return 0;
    if (baton_str_starts_nocase(label, BATON_STR("xn--")))
        return add_a_label(name, text);
    name->length += label.len;
    name->digit_first |= is_digit(label.s[0]);
    return 1;
}

/* Length of the full stop here, or 0 (RFC 3490 section 3.1). */
static size_t full_stop(struct baton_str rest)
{
    static const char *const stops[] = {".", "\xe3\x80\x82", "\xef\xbc\x8e", "\xef\xbd\xa1"};
    for (size_t i = 0; i < BATON_COUNT(stops); i++)
        if (baton_str_starts(rest, baton_str_from(stops[i])))
            return strlen(stops[i]);
    return 0;
}

static int is_hostname(void *ctx, struct baton_str text)
{
    struct name name = {0};
    size_t start = 0;
    (void)ctx;
    if (baton_utf8_valid(text.s, text.len) != text.len)
        return 0;
    for (size_t at = 0; at <= text.len; at++) {
        size_t stop = full_stop(baton_str_sub(text, at, text.len));
        if (!stop && at < text.len)
            continue;
        int found = add_label(&name, baton_str_sub(text, start, at));
        name.length += stop > 0;
        if (found <= 0 || name.length > LONGEST_NAME)
            return found < 0 ? found : 0;
        if (at == text.len)
            break;
        start = at + stop;
        at = start - 1;
    }
    return !name.right_to_left || !name.digit_first;
}

void baton_idn_open(struct baton_idn *out)
{
    *out = (struct baton_idn){is_hostname, NULL};
}
