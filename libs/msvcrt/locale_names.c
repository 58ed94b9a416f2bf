/* SPDX-License-Identifier: MIT
 *
 * The languages and countries that setlocale knows, under the names that Windows gives them ("Language
 * Strings" and "Country/Region Strings"), with their number and currency formats.
 */
#include <string.h>
#include <strings.h>
#include <win/winnls.h>
#include "crt_locale.h"

#define NBSP "\xC2\xA0"
#define EURO "\xE2\x82\xAC"

static const struct crt_locale_data locales[] = {
    {"English", "ENU", "United States", "USA", 0x409, 1252, 437, ".", ",", "USD", "$", 2, 1, 0, 3, 0},
    {"English", "ENG", "United Kingdom", "GBR", 0x809, 1252, 850, ".", ",", "GBP", "\xC2\xA3", 2, 1, 0, 3, 3},
    {"English", "ENA", "Australia", "AUS", 0xC09, 1252, 850, ".", ",", "AUD", "$", 2, 1, 0, 3, 3},
    {"English", "ENC", "Canada", "CAN", 0x1009, 1252, 850, ".", ",", "CAD", "$", 2, 1, 0, 3, 3},
    {"German", "DEU", "Germany", "DEU", 0x407, 1252, 850, ",", ".", "EUR", EURO, 2, 0, 1, 1, 1},
    {"German", "DEA", "Austria", "AUT", 0xC07, 1252, 850, ",", ".", "EUR", EURO, 2, 1, 1, 1, 1},
    {"German", "DES", "Switzerland", "CHE", 0x807, 1252, 850, ".", "'", "CHF", "CHF", 2, 1, 1, 4, 4},
    {"French", "FRA", "France", "FRA", 0x40C, 1252, 850, ",", NBSP, "EUR", EURO, 2, 0, 1, 1, 1},
    {"French", "FRC", "Canada", "CAN", 0xC0C, 1252, 850, ",", NBSP, "CAD", "$", 2, 0, 1, 1, 0},
    {"Spanish", "ESP", "Spain", "ESP", 0xC0A, 1252, 850, ",", ".", "EUR", EURO, 2, 0, 1, 1, 1},
    {"Spanish", "ESM", "Mexico", "MEX", 0x80A, 1252, 850, ".", ",", "MXN", "$", 2, 1, 0, 3, 3},
    {"Italian", "ITA", "Italy", "ITA", 0x410, 1252, 850, ",", ".", "EUR", EURO, 2, 0, 1, 1, 1},
    {"Portuguese", "PTB", "Brazil", "BRA", 0x416, 1252, 850, ",", ".", "BRL", "R$", 2, 1, 1, 3, 3},
    {"Portuguese", "PTG", "Portugal", "PRT", 0x816, 1252, 850, ",", NBSP, "EUR", EURO, 2, 0, 1, 1, 1},
    {"Dutch", "NLD", "Netherlands", "NLD", 0x413, 1252, 850, ",", ".", "EUR", EURO, 2, 1, 1, 3, 4},
    {"Danish", "DAN", "Denmark", "DNK", 0x406, 1252, 850, ",", ".", "DKK", "kr.", 2, 0, 1, 1, 1},
    {"Swedish", "SVE", "Sweden", "SWE", 0x41D, 1252, 850, ",", NBSP, "SEK", "kr", 2, 0, 1, 1, 1},
    {"Finnish", "FIN", "Finland", "FIN", 0x40B, 1252, 850, ",", NBSP, "EUR", EURO, 2, 0, 1, 1, 1},
    {"Polish", "PLK", "Poland", "POL", 0x415, 1250, 852, ",", NBSP, "PLN", "z\xC5\x82", 2, 0, 1, 1, 1},
    {"Czech", "CSY", "Czech Republic", "CZE", 0x405, 1250, 852, ",", NBSP, "CZK", "K\xC4\x8D", 2, 0, 1, 1, 1},
    {"Hungarian", "HUN", "Hungary", "HUN", 0x40E, 1250, 852, ",", NBSP, "HUF", "Ft", 2, 0, 1, 1, 1},
    {"Russian", "RUS", "Russia", "RUS", 0x419, 1251, 866, ",", NBSP, "RUB", "\xE2\x82\xBD", 2, 0, 1, 1, 1},
    {"Greek", "ELL", "Greece", "GRC", 0x408, 1253, 737, ",", ".", "EUR", EURO, 2, 0, 1, 1, 1},
    {"Turkish", "TRK", "Turkey", "TUR", 0x41F, 1254, 857, ",", ".", "TRY", "\xE2\x82\xBA", 2, 1, 0, 3, 1},
    {"Hebrew", "HEB", "Israel", "ISR", 0x40D, 1255, 862, ".", ",", "ILS", "\xE2\x82\xAA", 2, 0, 1, 1, 1},
    {"Japanese", "JPN", "Japan", "JPN", 0x411, 932, 932, ".", ",", "JPY", "\xC2\xA5", 0, 1, 0, 3, 3},
    {"Korean", "KOR", "Korea", "KOR", 0x412, 949, 949, ".", ",", "KRW", "\xE2\x82\xA9", 0, 1, 0, 3, 3},
    {"Chinese (Simplified)", "CHS", "China", "CHN", 0x804, 936, 936, ".", ",", "CNY", "\xC2\xA5", 2, 1, 0, 3,
     3},
    {"Chinese (Traditional)", "CHT", "Taiwan", "TWN", 0x404, 950, 950, ".", ",", "TWD", "NT$", 2, 1, 0, 3, 3},
};

/* Names without a country that mean another row than the language's first, and other names of the same. */
static const struct {
    const char *name, *shorthand;
} language_aliases[] = {
    {"american", "ENU"},
    {"american english", "ENU"},
    {"american-english", "ENU"},
    {"english-american", "ENU"},
    {"english-us", "ENU"},
    {"english-usa", "ENU"},
    {"us", "ENU"},
    {"usa", "ENU"},
    {"uk", "ENG"},
    {"english-uk", "ENG"},
    {"australian", "ENA"},
    {"english-aus", "ENA"},
    {"canadian", "ENC"},
    {"english-can", "ENC"},
    {"german-austrian", "DEA"},
    {"german-swiss", "DES"},
    {"swiss", "DES"},
    {"french-canadian", "FRC"},
    {"spanish-mexican", "ESM"},
    {"portuguese-brazilian", "PTB"},
    {"chinese-simplified", "CHS"},
    {"chinese-traditional", "CHT"},
};
static const struct {
    const char *name, *country;
} country_aliases[] = {
    {"america", "USA"},     {"us", "USA"},       {"united-states", "USA"}, {"united-kingdom", "GBR"},
    {"uk", "GBR"},          {"britain", "GBR"},  {"england", "GBR"},       {"great britain", "GBR"},
    {"pr china", "CHN"},    {"pr-china", "CHN"}, {"czech", "CZE"},         {"holland", "NLD"},
    {"south korea", "KOR"},
};

static bool same(const char *name, const char *text, size_t length)
{
    return strlen(name) == length && !strncasecmp(name, text, length);
}

/* The language's whole name, its short one, or, of "Chinese (Simplified)", the first word. */
static bool is_language(const struct crt_locale_data *row, const char *text, size_t length)
{
    const char *variant = strstr(row->language, " (");
    return same(row->language, text, length) || same(row->language_short, text, length) ||
           (variant && (size_t)(variant - row->language) == length &&
            !strncasecmp(row->language, text, length));
}

const struct crt_locale_data *crt_locale_find(const char *language, size_t language_length,
                                              const char *country, size_t country_length)
{
    for (size_t i = 0; i < countof(language_aliases); i++)
        if (same(language_aliases[i].name, language, language_length)) {
            language = language_aliases[i].shorthand;
            language_length = strlen(language);
            break;
        }
    for (size_t i = 0; i < countof(country_aliases) && country_length; i++)
        if (same(country_aliases[i].name, country, country_length)) {
            country = country_aliases[i].country;
            country_length = strlen(country);
            break;
        }
    for (size_t i = 0; i < countof(locales); i++) {
        const struct crt_locale_data *row = &locales[i];
        if (language_length && !is_language(row, language, language_length))
            continue;
        if (country_length && !same(row->country, country, country_length) &&
            !same(row->country_short, country, country_length))
            continue;
        return row;
    }
    return NULL;
}

/* A name with a hyphen, or the same with an underscore, as other systems write it. */
static bool same_tag(const char *tag, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((tag[i] == '-' ? text[i] != '-' && text[i] != '_' : (tag[i] | 0x20) != (text[i] | 0x20)))
            return false;
    return true;
}

const struct crt_locale_data *crt_locale_find_tag(const char *name, size_t length, char tag[CRT_LOCALE_TAG])
{
    for (size_t i = 0; i < countof(locales); i++) {
        WCHAR wide[CRT_LOCALE_TAG];
        int size = LCIDToLocaleName(locales[i].lcid, wide, CRT_LOCALE_TAG, 0);
        for (int at = 0; at < size; at++)
            tag[at] = (char)wide[at];
        if (size <= 0 || length >= (size_t)size || !same_tag(tag, name, length))
            continue;
        if (tag[length] && tag[length] != '-')
            continue;
        tag[length] = 0;
        return &locales[i];
    }
    return NULL;
}
