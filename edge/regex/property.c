/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of Unicode properties (ECMA-262, tables 69 to 71, and the values of
 * General_Category and Script in PropertyValueAliases.txt). PCRE2 takes them in
 * any case and more of them; ECMA-262 does not.
 */
#include <stdio.h>
#include <string.h>

#include "edge/regex/regex_int.h"

struct name {
    const char *name, *known;
};

/* With the short name, which is PCRE2's. */
static const struct name categories[] = {
    {"C", "C"}, {"Cased_Letter", "L&"}, {"Cc", "Cc"}, {"Cf", "Cf"}, {"Close_Punctuation", "Pe"},
    {"Cn", "Cn"}, {"Co", "Co"}, {"Combining_Mark", "M"}, {"Connector_Punctuation", "Pc"},
    {"Control", "Cc"}, {"Cs", "Cs"}, {"Currency_Symbol", "Sc"}, {"Dash_Punctuation", "Pd"},
    {"Decimal_Number", "Nd"}, {"Enclosing_Mark", "Me"}, {"Final_Punctuation", "Pf"},
    {"Format", "Cf"}, {"Initial_Punctuation", "Pi"}, {"L", "L"}, {"LC", "L&"}, {"Letter", "L"},
    {"Letter_Number", "Nl"}, {"Line_Separator", "Zl"}, {"Ll", "Ll"}, {"Lm", "Lm"}, {"Lo", "Lo"},
    {"Lowercase_Letter", "Ll"}, {"Lt", "Lt"}, {"Lu", "Lu"}, {"M", "M"}, {"Mark", "M"},
    {"Math_Symbol", "Sm"}, {"Mc", "Mc"}, {"Me", "Me"}, {"Mn", "Mn"}, {"Modifier_Letter", "Lm"},
    {"Modifier_Symbol", "Sk"}, {"N", "N"}, {"Nd", "Nd"}, {"Nl", "Nl"}, {"No", "No"},
    {"Nonspacing_Mark", "Mn"}, {"Number", "N"}, {"Open_Punctuation", "Ps"}, {"Other", "C"},
    {"Other_Letter", "Lo"}, {"Other_Number", "No"}, {"Other_Punctuation", "Po"},
    {"Other_Symbol", "So"}, {"P", "P"}, {"Paragraph_Separator", "Zp"}, {"Pc", "Pc"}, {"Pd", "Pd"},
    {"Pe", "Pe"}, {"Pf", "Pf"}, {"Pi", "Pi"}, {"Po", "Po"}, {"Private_Use", "Co"}, {"Ps", "Ps"},
    {"Punctuation", "P"}, {"S", "S"}, {"Sc", "Sc"}, {"Separator", "Z"}, {"Sk", "Sk"}, {"Sm", "Sm"},
    {"So", "So"}, {"Space_Separator", "Zs"}, {"Spacing_Mark", "Mc"}, {"Surrogate", "Cs"},
    {"Symbol", "S"}, {"Titlecase_Letter", "Lt"}, {"Unassigned", "Cn"}, {"Uppercase_Letter", "Lu"},
    {"Z", "Z"}, {"Zl", "Zl"}, {"Zp", "Zp"}, {"Zs", "Zs"}, {"cntrl", "Cc"}, {"digit", "Nd"},
    {"punct", "P"},
};

/* The short names, and the long ones. */
static const struct name scripts[] = {
    {"Adlm", "Adlam"}, {"Ahom", "Ahom"}, {"Hluw", "Anatolian_Hieroglyphs"}, {"Arab", "Arabic"},
    {"Armn", "Armenian"}, {"Avst", "Avestan"}, {"Bali", "Balinese"}, {"Bamu", "Bamum"},
    {"Bass", "Bassa_Vah"}, {"Batk", "Batak"}, {"Beng", "Bengali"}, {"Bhks", "Bhaiksuki"},
    {"Bopo", "Bopomofo"}, {"Brah", "Brahmi"}, {"Brai", "Braille"}, {"Bugi", "Buginese"},
    {"Buhd", "Buhid"}, {"Cans", "Canadian_Aboriginal"}, {"Cari", "Carian"},
    {"Aghb", "Caucasian_Albanian"}, {"Cakm", "Chakma"}, {"Cham", "Cham"}, {"Cher", "Cherokee"},
    {"Chrs", "Chorasmian"}, {"Zyyy", "Common"}, {"Copt", "Coptic"}, {"Qaac", "Coptic"},
    {"Xsux", "Cuneiform"}, {"Cprt", "Cypriot"}, {"Cpmn", "Cypro_Minoan"}, {"Cyrl", "Cyrillic"},
    {"Dsrt", "Deseret"}, {"Deva", "Devanagari"}, {"Diak", "Dives_Akuru"}, {"Dogr", "Dogra"},
    {"Dupl", "Duployan"}, {"Egyp", "Egyptian_Hieroglyphs"}, {"Elba", "Elbasan"},
    {"Elym", "Elymaic"}, {"Ethi", "Ethiopic"}, {"Geor", "Georgian"}, {"Glag", "Glagolitic"},
    {"Goth", "Gothic"}, {"Gran", "Grantha"}, {"Grek", "Greek"}, {"Gujr", "Gujarati"},
    {"Gong", "Gunjala_Gondi"}, {"Guru", "Gurmukhi"}, {"Hani", "Han"}, {"Hang", "Hangul"},
    {"Rohg", "Hanifi_Rohingya"}, {"Hano", "Hanunoo"}, {"Hatr", "Hatran"}, {"Hebr", "Hebrew"},
    {"Hira", "Hiragana"}, {"Armi", "Imperial_Aramaic"}, {"Qaai", "Inherited"},
    {"Zinh", "Inherited"}, {"Phli", "Inscriptional_Pahlavi"}, {"Prti", "Inscriptional_Parthian"},
    {"Java", "Javanese"}, {"Kthi", "Kaithi"}, {"Knda", "Kannada"}, {"Kana", "Katakana"},
    {"Kali", "Kayah_Li"}, {"Khar", "Kharoshthi"}, {"Kits", "Khitan_Small_Script"},
    {"Khmr", "Khmer"}, {"Khoj", "Khojki"}, {"Sind", "Khudawadi"}, {"Laoo", "Lao"},
    {"Latn", "Latin"}, {"Lepc", "Lepcha"}, {"Limb", "Limbu"}, {"Lina", "Linear_A"},
    {"Linb", "Linear_B"}, {"Lisu", "Lisu"}, {"Lyci", "Lycian"}, {"Lydi", "Lydian"},
    {"Mahj", "Mahajani"}, {"Maka", "Makasar"}, {"Mlym", "Malayalam"}, {"Mand", "Mandaic"},
    {"Mani", "Manichaean"}, {"Marc", "Marchen"}, {"Gonm", "Masaram_Gondi"}, {"Medf", "Medefaidrin"},
    {"Mtei", "Meetei_Mayek"}, {"Mend", "Mende_Kikakui"}, {"Merc", "Meroitic_Cursive"},
    {"Mero", "Meroitic_Hieroglyphs"}, {"Plrd", "Miao"}, {"Modi", "Modi"}, {"Mong", "Mongolian"},
    {"Mroo", "Mro"}, {"Mult", "Multani"}, {"Mymr", "Myanmar"}, {"Nbat", "Nabataean"},
    {"Nand", "Nandinagari"}, {"Talu", "New_Tai_Lue"}, {"Newa", "Newa"}, {"Nkoo", "Nko"},
    {"Nshu", "Nushu"}, {"Hmnp", "Nyiakeng_Puachue_Hmong"}, {"Ogam", "Ogham"}, {"Olck", "Ol_Chiki"},
    {"Hung", "Old_Hungarian"}, {"Ital", "Old_Italic"}, {"Narb", "Old_North_Arabian"},
    {"Perm", "Old_Permic"}, {"Xpeo", "Old_Persian"}, {"Sogo", "Old_Sogdian"},
    {"Sarb", "Old_South_Arabian"}, {"Orkh", "Old_Turkic"}, {"Ougr", "Old_Uyghur"},
    {"Orya", "Oriya"}, {"Osge", "Osage"}, {"Osma", "Osmanya"}, {"Hmng", "Pahawh_Hmong"},
    {"Palm", "Palmyrene"}, {"Pauc", "Pau_Cin_Hau"}, {"Phag", "Phags_Pa"}, {"Phnx", "Phoenician"},
    {"Phlp", "Psalter_Pahlavi"}, {"Rjng", "Rejang"}, {"Runr", "Runic"}, {"Samr", "Samaritan"},
    {"Saur", "Saurashtra"}, {"Shrd", "Sharada"}, {"Shaw", "Shavian"}, {"Sidd", "Siddham"},
    {"Sgnw", "SignWriting"}, {"Sinh", "Sinhala"}, {"Sogd", "Sogdian"}, {"Sora", "Sora_Sompeng"},
    {"Soyo", "Soyombo"}, {"Sund", "Sundanese"}, {"Sylo", "Syloti_Nagri"}, {"Syrc", "Syriac"},
    {"Tglg", "Tagalog"}, {"Tagb", "Tagbanwa"}, {"Tale", "Tai_Le"}, {"Lana", "Tai_Tham"},
    {"Tavt", "Tai_Viet"}, {"Takr", "Takri"}, {"Taml", "Tamil"}, {"Tnsa", "Tangsa"},
    {"Tang", "Tangut"}, {"Telu", "Telugu"}, {"Thaa", "Thaana"}, {"Thai", "Thai"},
    {"Tibt", "Tibetan"}, {"Tfng", "Tifinagh"}, {"Tirh", "Tirhuta"}, {"Toto", "Toto"},
    {"Ugar", "Ugaritic"}, {"Zzzz", "Unknown"}, {"Vaii", "Vai"}, {"Vith", "Vithkuqi"},
    {"Wcho", "Wancho"}, {"Wara", "Warang_Citi"}, {"Yezi", "Yezidi"}, {"Yiii", "Yi"},
    {"Zanb", "Zanabazar_Square"},
};

/* These PCRE2 has under the same names. */
static const char *const binary[] = {
    "ASCII", "ASCII_Hex_Digit", "AHex", "Alphabetic", "Alpha", "Any", "Bidi_Control", "Bidi_C",
    "Bidi_Mirrored", "Bidi_M", "Case_Ignorable", "CI", "Cased", "Changes_When_Casefolded", "CWCF",
    "Changes_When_Casemapped", "CWCM", "Changes_When_Lowercased", "CWL",
    "Changes_When_Titlecased", "CWT",
    "Changes_When_Uppercased", "CWU", "Dash", "Default_Ignorable_Code_Point", "DI", "Deprecated",
    "Dep", "Diacritic", "Dia", "Emoji", "Emoji_Component", "EComp", "Emoji_Modifier", "EMod",
    "Emoji_Modifier_Base", "EBase", "Emoji_Presentation", "EPres", "Extended_Pictographic",
    "ExtPict", "Extender", "Ext", "Grapheme_Base", "Gr_Base", "Grapheme_Extend", "Gr_Ext",
    "Hex_Digit", "Hex", "IDS_Binary_Operator", "IDSB", "IDS_Trinary_Operator", "IDST",
    "ID_Continue", "IDC", "ID_Start", "IDS", "Ideographic", "Ideo", "Join_Control", "Join_C",
    "Logical_Order_Exception", "LOE", "Lowercase", "Lower", "Math", "Noncharacter_Code_Point",
    "NChar", "Pattern_Syntax", "Pat_Syn", "Pattern_White_Space", "Pat_WS", "Quotation_Mark",
    "QMark", "Radical", "Regional_Indicator", "RI", "Sentence_Terminal", "STerm", "Soft_Dotted",
    "SD", "Terminal_Punctuation", "Term", "Unified_Ideograph", "UIdeo", "Uppercase", "Upper",
    "Variation_Selector", "VS", "White_Space", "space", "XID_Continue", "XIDC", "XID_Start", "XIDS",
};

static const char *find_category(struct baton_str name)
{
    for (size_t i = 0; i < BATON_COUNT(categories); i++)
        if (baton_str_is(name, categories[i].name))
            return categories[i].known;
    return NULL;
}

static const char *find_script(struct baton_str name)
{
    for (size_t i = 0; i < BATON_COUNT(scripts); i++)
        if (baton_str_is(name, scripts[i].name) || baton_str_is(name, scripts[i].known))
            return scripts[i].known;
    return NULL;
}

static const char *find_binary(struct baton_str name)
{
    if (baton_str_is(name, "Assigned"))
        return "^Cn";
    for (size_t i = 0; i < BATON_COUNT(binary); i++)
        if (baton_str_is(name, binary[i]))
            return binary[i];
    return NULL;
}

bool baton_regex__property(struct baton_str name, char out[64])
{
    static const struct {
        const char *start, *prefix;
        const char *(*find)(struct baton_str name);
    } forms[] = {
        {"General_Category=", "", find_category}, {"gc=", "", find_category},
        {"Script_Extensions=", "scx:", find_script}, {"scx=", "scx:", find_script},
        {"Script=", "sc:", find_script}, {"sc=", "sc:", find_script},
    };
    const char *prefix = "", *known = NULL;
    size_t i = 0;
    while (i < BATON_COUNT(forms) && !baton_str_starts(name, baton_str_from(forms[i].start)))
        i++;
    if (i < BATON_COUNT(forms)) {
        prefix = forms[i].prefix;
        known = forms[i].find(baton_str_sub(name, strlen(forms[i].start), name.len));
    } else {
        known = find_category(name);
        known = known ? known : find_binary(name);
    }
    return known && snprintf(out, 64, "%s%s", prefix, known) < 64;
}
