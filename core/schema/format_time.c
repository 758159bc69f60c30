/* SPDX-License-Identifier: Apache-2.0 */
/* Dates and times (RFC 3339). */
#include "core/schema/format_int.h"

/* ---- dates and times (RFC 3339 section 5.6) ---------------------------------------- */

/* Two digits at `at`, or -1. */
static int two(struct baton_str text, size_t at)
{
    if (at + 2 > text.len || !is_digit(text.s[at]) || !is_digit(text.s[at + 1]))
        return -1;
    return (text.s[at] - '0') * 10 + (text.s[at + 1] - '0');
}

bool baton_schema__is_date(struct baton_str text, struct schema_engines *engines)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    (void)engines;
    int century = two(text, 0), year = two(text, 2), month = two(text, 5), day = two(text, 8);
    if (text.len != 10 || century < 0 || year < 0 || month < 1 || month > 12 || day < 1 ||
        !is_at(text, 4, '-') || !is_at(text, 7, '-'))
        return false;
    bool leap = year ? year % 4 == 0 : century % 4 == 0;
    return day <= days[month - 1] + (leap && month == 2);
}

/* "Z" or "+hh:mm"; minutes east of Greenwich in *offset. */
static bool is_zone(struct baton_str text, int *offset)
{
    *offset = 0;
    if (text.len == 1)
        return text.s[0] == 'Z' || text.s[0] == 'z';
    int hours = two(text, 1), minutes = two(text, 4);
    if (text.len != 6 || !is_one_of(text.s[0], "+-") || hours < 0 || hours > 23 || minutes < 0 ||
        minutes > 59 || text.s[3] != ':')
        return false;
    *offset = (hours * 60 + minutes) * (text.s[0] == '-' ? -1 : 1);
    return true;
}

bool baton_schema__is_time(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
    int hour = two(text, 0), minute = two(text, 3), second = two(text, 6), offset;
    size_t at = 8;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 ||
        !is_at(text, 2, ':') || !is_at(text, 5, ':'))
        return false;
    if (is_at(text, at, '.')) {
        if (++at >= text.len || !is_digit(text.s[at]))
            return false;
        while (at < text.len && is_digit(text.s[at]))
            at++;
    }
    if (!is_zone(baton_str_sub(text, at, text.len), &offset))
        return false;
    /* A leap second is the last of a day in UTC. */
    int utc = ((hour * 60 + minute - offset) % 1440 + 1440) % 1440;
    return second < 60 || utc == 1439;
}

bool baton_schema__is_date_time(struct baton_str text, struct schema_engines *engines)
{
    return text.len > 11 && is_one_of(text.s[10], "Tt") &&
           baton_schema__is_date(baton_str_sub(text, 0, 10), engines) &&
           baton_schema__is_time(baton_str_sub(text, 11, text.len), engines);
}

/* ---- durations (RFC 3339, appendix A) ----------------------------------------------- */

/* Numbers with units, each the next one of those; where they end, or SIZE_MAX if one is wrong. */
static size_t read_units(struct baton_str text, size_t at, const char *units)
{
    const char *next = NULL;
    while (at < text.len && is_digit(text.s[at])) {
        while (at < text.len && is_digit(text.s[at]))
            at++;
        const char *unit = at < text.len && text.s[at] ? strchr(units, text.s[at]) : NULL;
        if (!unit || (next && unit != next))
            return SIZE_MAX;
        next = unit + 1;
        at++;
    }
    return at;
}

bool baton_schema__is_duration(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
    if (!is_at(text, 0, 'P') || text.len < 3)
        return false;
    if (text.s[text.len - 1] == 'W') {
        size_t end = read_units(text, 1, "W");
        return end == text.len;
    }
    size_t at = read_units(text, 1, "YMD");
    if (at == SIZE_MAX || at == text.len)
        return at == text.len;
    return text.s[at] == 'T' && at + 1 < text.len && is_digit(text.s[at + 1]) &&
           read_units(text, at + 1, "HMS") == text.len;
}
