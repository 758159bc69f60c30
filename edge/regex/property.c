/* SPDX-License-Identifier: Apache-2.0 */
/* Names of Unicode properties: ECMA-262 has long ones, PCRE2 wants the short. */
#include <stdio.h>
#include <string.h>

#include "edge/regex/regex_int.h"

/* Values of General_Category (ECMA-262, table 70); "digit" and the like are aliases there. */
static const struct {
    const char *name, *brief;
} categories[] = {
    {"Cased_Letter", "L&"},
    {"Close_Punctuation", "Pe"},
    {"Connector_Punctuation", "Pc"},
    {"Control", "Cc"},
    {"Currency_Symbol", "Sc"},
    {"Dash_Punctuation", "Pd"},
    {"Decimal_Number", "Nd"},
    {"Enclosing_Mark", "Me"},
    {"Final_Punctuation", "Pf"},
    {"Format", "Cf"},
    {"Initial_Punctuation", "Pi"},
    {"LC", "L&"},
    {"Letter", "L"},
    {"Letter_Number", "Nl"},
    {"Line_Separator", "Zl"},
    {"Lowercase_Letter", "Ll"},
    {"Mark", "M"},
    {"Math_Symbol", "Sm"},
    {"Modifier_Letter", "Lm"},
    {"Modifier_Symbol", "Sk"},
    {"Nonspacing_Mark", "Mn"},
    {"Number", "N"},
    {"Open_Punctuation", "Ps"},
    {"Other", "C"},
    {"Other_Letter", "Lo"},
    {"Other_Number", "No"},
    {"Other_Punctuation", "Po"},
    {"Other_Symbol", "So"},
    {"Paragraph_Separator", "Zp"},
    {"Private_Use", "Co"},
    {"Punctuation", "P"},
    {"Separator", "Z"},
    {"Space_Separator", "Zs"},
    {"Spacing_Mark", "Mc"},
    {"Surrogate", "Cs"},
    {"Symbol", "S"},
    {"Titlecase_Letter", "Lt"},
    {"Unassigned", "Cn"},
    {"Uppercase_Letter", "Lu"},
    {"Combining_Mark", "M"},
    {"cntrl", "Cc"},
    {"digit", "Nd"},
    {"punct", "P"},
};

static struct baton_str brief_name(struct baton_str name)
{
    for (size_t i = 0; i < BATON_COUNT(categories); i++)
        if (baton_str_is(name, categories[i].name))
            return baton_str_from(categories[i].brief);
    return name;
}

bool baton_regex__property(struct baton_str name, char out[64])
{
    static const char *const prefixes[][2] = {
        {"General_Category=", ""}, {"gc=", ""}, {"Script_Extensions=", "scx:"},
        {"Script=", "sc:"},        {"scx=", "scx:"}, {"sc=", "sc:"},
    };
    const char *prefix = "";
    if (!name.len)
        return false;
    for (size_t i = 0; i < BATON_COUNT(prefixes); i++) {
        struct baton_str start = baton_str_from(prefixes[i][0]);
        if (!baton_str_starts(name, start))
            continue;
        name = baton_str_sub(name, start.len, name.len);
        prefix = prefixes[i][1];
        break;
    }
    if (!*prefix)
        name = brief_name(name);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.s[i], lower = (char)(c | 0x20);
        if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '&')
            return false;
    }
    int len = snprintf(out, 64, "%s%.*s", prefix, BATON_ARG(name));
    return len > 0 && len < 64;
}
