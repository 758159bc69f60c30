/* SPDX-License-Identifier: Apache-2.0 */
#include "core/model.h"

/* Days since 1970-01-01 of a date of the Gregorian calendar, and back (years begin in March). */
static int64_t days_from(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_from(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *day = of_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = y + era * 400 + (*month <= 2);
}

static bool digits(struct baton_str s, size_t at, size_t count, int64_t *out)
{
    uint64_t value;
    if (at + count > s.len || !baton_str_to_u64(baton_str_sub(s, at, at + count), &value))
        return false;
    *out = (int64_t)value;
    return true;
}

/* "Z", "+02:00", "-0530" at the end of a date-time: seconds east of UTC. */
static bool zone(struct baton_str s, int64_t *offset)
{
    int64_t hours = 0, minutes = 0;
    if (baton_str_is_nocase(s, "z")) {
        *offset = 0;
        return true;
    }
    if (s.len < 5 || (s.s[0] != '+' && s.s[0] != '-') || !digits(s, 1, 2, &hours) ||
        !digits(s, s.s[3] == ':' ? 4 : 3, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset = (hours * 3600 + minutes * 60) * (s.s[0] == '-' ? -1 : 1);
    return s.len == (s.s[3] == ':' ? 6u : 5u);
}

static int64_t days_in(int64_t year, int64_t month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

static bool in_range(int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute,
                     int64_t second)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month) && hour <= 23 &&
           minute <= 59 && second <= 60;
}

bool baton_time_read(struct baton_str s, int64_t *seconds)
{
    int64_t year, month, day, hour, minute, second, offset;
    if (s.len < 20 || !digits(s, 0, 4, &year) || s.s[4] != '-' || !digits(s, 5, 2, &month) ||
        s.s[7] != '-' || !digits(s, 8, 2, &day) ||
        (s.s[10] != 'T' && s.s[10] != 't' && s.s[10] != ' ') || !digits(s, 11, 2, &hour) ||
        s.s[13] != ':' || !digits(s, 14, 2, &minute) || s.s[16] != ':' ||
        !digits(s, 17, 2, &second) || !in_range(year, month, day, hour, minute, second))
        return false;
    size_t at = 19;
    if (s.s[at] == '.')
        for (at++; at < s.len && s.s[at] >= '0' && s.s[at] <= '9';)
            at++;
    if (at == 20 || !zone(baton_str_sub(s, at, s.len), &offset))
        return false;
    *seconds = days_from(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
    return true;
}

bool baton_time_read_http(struct baton_str s, int64_t *seconds)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t year, day, hour, minute, second;
    size_t comma = baton_str_find(s, BATON_STR(", "));
    s = comma == SIZE_MAX ? s : baton_str_sub(s, comma + 2, s.len);
    if (s.len < 20 || !digits(s, 0, 2, &day) || !digits(s, 7, 4, &year) ||
        !digits(s, 12, 2, &hour) || !digits(s, 15, 2, &minute) || !digits(s, 18, 2, &second))
        return false;
    size_t month = baton_str_find(BATON_STR(months), baton_str_sub(s, 3, 6));
    if (month == SIZE_MAX || month % 3 ||
        !in_range(year, (int64_t)month / 3 + 1, day, hour, minute, second))
        return false;
    *seconds = days_from(year, (int64_t)month / 3 + 1, day) * 86400 + hour * 3600 + minute * 60 +
               second;
    return true;
}

struct baton_str baton_time_text(struct baton_arena *arena, int64_t seconds)
{
    int64_t days = seconds / 86400, rest = seconds % 86400, year, month, day;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    date_from(days, &year, &month, &day);
    return baton_str_fmt(arena, "%04lld-%02d-%02dT%02d:%02d:%02dZ", (long long)year, (int)month,
                         (int)day, (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
}
