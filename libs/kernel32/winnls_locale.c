/* SPDX-License-Identifier: MIT
 *
 * winnls.h: locales. There are two, English (United States), which is the user's and the system's whatever
 * LANG says, and the invariant one; "en" is the first without its country. Their ANSI and OEM code pages are
 * those of the process. Names and identifiers of other locales are known, their data is not, and so they
 * count as not installed. Source: "Locale Information Constants".
 */
#include <stdatomic.h>
#include <string.h>
#include "common/wide.h"
#include "nls.h"

static const struct locale locales[] = {
    {0x0409, u"en-US", 0},
    {0x0009, u"en", 0},
    {LOCALE_INVARIANT, u"", 1},
};

/* LCTYPE, en-US, invariant (NULL: the same). */
static const struct {
    uint16_t type;
    const WCHAR *text[2];
} locale_data[] = {
    {0x0001, {u"0409", u"007f"}},
    {0x0002, {u"English (United States)", u"Invariant Language (Invariant Country)"}},
    {0x0003, {u"ENU", u"IVL"}},
    {0x0004, {u"English", u"Invariant Language"}},
    {0x0005, {u"1", NULL}},
    {0x0006, {u"United States", u"Invariant Country"}},
    {0x0007, {u"USA", u"IVC"}},
    {0x0008, {u"United States", u"Invariant Country"}},
    {0x0009, {u"0409", NULL}},
    {0x000A, {u"1", NULL}},
    {0x000C, {u",", NULL}},
    {0x000D, {u"1", u"0"}},
    {0x000E, {u".", NULL}},
    {0x000F, {u",", NULL}},
    {0x0010, {u"3;0", NULL}},
    {0x0011, {u"2", NULL}},
    {0x0012, {u"1", NULL}},
    {0x0013, {u"0123456789", NULL}},
    {0x0014, {u"$", u"\u00A4"}},
    {0x0015, {u"USD", u"XDR"}},
    {0x0016, {u".", NULL}},
    {0x0017, {u",", NULL}},
    {0x0018, {u"3;0", NULL}},
    {0x0019, {u"2", NULL}},
    {0x001A, {u"2", NULL}},
    {0x001B, {u"0", NULL}},
    {0x001C, {u"0", NULL}},
    {0x001D, {u"/", NULL}},
    {0x001E, {u":", NULL}},
    {0x001F, {u"M/d/yyyy", u"MM/dd/yyyy"}},
    {0x0020, {u"dddd, MMMM d, yyyy", u"dddd, dd MMMM yyyy"}},
    {0x0021, {u"0", NULL}},
    {0x0022, {u"0", u"1"}},
    {0x0023, {u"0", u"1"}},
    {0x0024, {u"1", NULL}},
    {0x0025, {u"0", u"1"}},
    {0x0026, {u"0", u"1"}},
    {0x0027, {u"0", u"1"}},
    {0x0028, {u"AM", NULL}},
    {0x0029, {u"PM", NULL}},
    {0x002A, {u"Monday", NULL}},
    {0x002B, {u"Tuesday", NULL}},
    {0x002C, {u"Wednesday", NULL}},
    {0x002D, {u"Thursday", NULL}},
    {0x002E, {u"Friday", NULL}},
    {0x002F, {u"Saturday", NULL}},
    {0x0030, {u"Sunday", NULL}},
    {0x0031, {u"Mon", NULL}},
    {0x0032, {u"Tue", NULL}},
    {0x0033, {u"Wed", NULL}},
    {0x0034, {u"Thu", NULL}},
    {0x0035, {u"Fri", NULL}},
    {0x0036, {u"Sat", NULL}},
    {0x0037, {u"Sun", NULL}},
    {0x0038, {u"January", NULL}},
    {0x0039, {u"February", NULL}},
    {0x003A, {u"March", NULL}},
    {0x003B, {u"April", NULL}},
    {0x003C, {u"May", NULL}},
    {0x003D, {u"June", NULL}},
    {0x003E, {u"July", NULL}},
    {0x003F, {u"August", NULL}},
    {0x0040, {u"September", NULL}},
    {0x0041, {u"October", NULL}},
    {0x0042, {u"November", NULL}},
    {0x0043, {u"December", NULL}},
    {0x0044, {u"Jan", NULL}},
    {0x0045, {u"Feb", NULL}},
    {0x0046, {u"Mar", NULL}},
    {0x0047, {u"Apr", NULL}},
    {0x0048, {u"May", NULL}},
    {0x0049, {u"Jun", NULL}},
    {0x004A, {u"Jul", NULL}},
    {0x004B, {u"Aug", NULL}},
    {0x004C, {u"Sep", NULL}},
    {0x004D, {u"Oct", NULL}},
    {0x004E, {u"Nov", NULL}},
    {0x004F, {u"Dec", NULL}},
    {0x0050, {u"", NULL}},
    {0x0051, {u"-", NULL}},
    {0x0052, {u"3", NULL}},
    {0x0053, {u"0", NULL}},
    {0x0054, {u"1", NULL}},
    {0x0055, {u"0", NULL}},
    {0x0056, {u"1", NULL}},
    {0x0057, {u"0", NULL}},
    {0x0059, {u"en", u"iv"}},
    {0x005A, {u"US", u"IV"}},
    {0x005B, {u"244", NULL}},
    {0x005C, {u"en-US", u""}},
    {0x005D, {u"h:mm:ss", u"HH:mm:ss"}},
    {0x005E, {u"0409:00000409", NULL}},
    {0x0060, {u"Mo", NULL}},
    {0x0061, {u"Tu", NULL}},
    {0x0062, {u"We", NULL}},
    {0x0063, {u"Th", NULL}},
    {0x0064, {u"Fr", NULL}},
    {0x0065, {u"Sa", NULL}},
    {0x0066, {u"Su", NULL}},
    {0x0067, {u"eng", u"ivl"}},
    {0x0068, {u"USA", u"ivc"}},
    {0x0069, {u"NaN", NULL}},
    {0x006A, {u"\u221E", u"Infinity"}},
    {0x006B, {u"-\u221E", u"-Infinity"}},
    {0x006C, {u"Latn;", NULL}},
    {0x006D, {u"en", u""}},
    {0x006E, {u"en-US", NULL}},
    {0x006F, {u"English", u"Invariant Language"}},
    {0x0070, {u"0", NULL}},
    {0x0071, {u"0", NULL}},
    {0x0072, {u"English (United States)", u"Invariant Language (Invariant Country)"}},
    {0x0073, {u"English (United States)", u"Invariant Language (Invariant Country)"}},
    {0x0074, {u"1", u"0"}},
    {0x0075, {u"1", u"0"}},
    {0x0076, {u"%", NULL}},
    {0x0077, {u"\u2030", NULL}},
    {0x0078, {u"MMMM d", u"MMMM dd"}},
    {0x0079, {u"h:mm tt", u"HH:mm"}},
    {0x007A, {u"ENG ", NULL}},
    {0x007B, {u"en-US", u""}},
    {0x1001, {u"English", u"Invariant Language"}},
    {0x1002, {u"United States", u"Invariant Country"}},
    {0x1003, {u"h:mm:ss tt", u"HH:mm:ss"}},
    {0x1005, {u"0", NULL}},
    {0x1006, {u"MMMM yyyy", u"yyyy MMMM"}},
    {0x1007, {u"US Dollar", u"International Monetary Fund"}},
    {0x1008, {u"US Dollar", u"International Monetary Fund"}},
    {0x1009, {u"1", NULL}},
    {0x100A, {u"1", u"9"}},
    {0x100B, {u"0", NULL}},
    {0x100C, {u"6", NULL}},
    {0x100D, {u"0", NULL}},
    {0x100E, {u"", NULL}},
    {0x100F, {u"", NULL}},
    {0x1010, {u"1", NULL}},
    {0x1011, {u"10000", NULL}},
    {0x1012, {u"037", NULL}},
    {0x1013, {u"Default", u"Math Alphanumerics"}},
    {0x1014, {u"1", NULL}},
};

/* Other locales' names and identifiers ([MS-LCID]), sorted by identifier. */
static const struct {
    uint16_t lcid;
    const char *name;
} known_names[] = {
    {0x0001, "ar"},      {0x0002, "bg"},    {0x0003, "ca"},    {0x0004, "zh-Hans"}, {0x0005, "cs"},
    {0x0006, "da"},      {0x0007, "de"},    {0x0008, "el"},    {0x0009, "en"},      {0x000A, "es"},
    {0x000B, "fi"},      {0x000C, "fr"},    {0x000D, "he"},    {0x000E, "hu"},      {0x000F, "is"},
    {0x0010, "it"},      {0x0011, "ja"},    {0x0012, "ko"},    {0x0013, "nl"},      {0x0014, "no"},
    {0x0015, "pl"},      {0x0016, "pt"},    {0x0018, "ro"},    {0x0019, "ru"},      {0x001A, "hr"},
    {0x001B, "sk"},      {0x001D, "sv"},    {0x001E, "th"},    {0x001F, "tr"},      {0x0022, "uk"},
    {0x0024, "sl"},      {0x0025, "et"},    {0x0026, "lv"},    {0x0027, "lt"},      {0x002A, "vi"},
    {0x0039, "hi"},      {0x0401, "ar-SA"}, {0x0402, "bg-BG"}, {0x0403, "ca-ES"},   {0x0404, "zh-TW"},
    {0x0405, "cs-CZ"},   {0x0406, "da-DK"}, {0x0407, "de-DE"}, {0x0408, "el-GR"},   {0x0409, "en-US"},
    {0x040B, "fi-FI"},   {0x040C, "fr-FR"}, {0x040D, "he-IL"}, {0x040E, "hu-HU"},   {0x040F, "is-IS"},
    {0x0410, "it-IT"},   {0x0411, "ja-JP"}, {0x0412, "ko-KR"}, {0x0413, "nl-NL"},   {0x0414, "nb-NO"},
    {0x0415, "pl-PL"},   {0x0416, "pt-BR"}, {0x0418, "ro-RO"}, {0x0419, "ru-RU"},   {0x041A, "hr-HR"},
    {0x041B, "sk-SK"},   {0x041D, "sv-SE"}, {0x041E, "th-TH"}, {0x041F, "tr-TR"},   {0x0421, "id-ID"},
    {0x0422, "uk-UA"},   {0x0424, "sl-SI"}, {0x0425, "et-EE"}, {0x0426, "lv-LV"},   {0x0427, "lt-LT"},
    {0x042A, "vi-VN"},   {0x0439, "hi-IN"}, {0x0804, "zh-CN"}, {0x0807, "de-CH"},   {0x0809, "en-GB"},
    {0x080A, "es-MX"},   {0x080C, "fr-BE"}, {0x0816, "pt-PT"}, {0x0C04, "zh-HK"},   {0x0C07, "de-AT"},
    {0x0C09, "en-AU"},   {0x0C0A, "es-ES"}, {0x0C0C, "fr-CA"}, {0x1009, "en-CA"},   {0x1409, "en-NZ"},
    {0x7C04, "zh-Hant"},
};

const struct locale *locale_find(LCID lcid)
{
    lcid &= 0xFFFF; /* the sort order above it changes nothing here */
    if (lcid == LOCALE_NEUTRAL || lcid == LOCALE_USER_DEFAULT || lcid == LOCALE_SYSTEM_DEFAULT ||
        lcid == LOCALE_CUSTOM_DEFAULT)
        return &locales[0];
    for (unsigned i = 0; i < countof(locales); i++)
        if (locales[i].lcid == lcid)
            return &locales[i];
    return NULL;
}

const struct locale *locale_find_name(LPCWSTR name)
{
    if (!name || !wide_compare_ascii(name, u"!x-sys-default-locale"))
        return &locales[0];
    for (unsigned i = 0; i < countof(locales); i++)
        if (!wide_compare_ascii(locales[i].name, name))
            return &locales[i];
    return NULL;
}

/* A code page as decimal digits; the two values that a process has live for ever. The first unit is written
 * last: a thread that sees it sees the rest. */
static const WCHAR *page_text(unsigned page, WCHAR buffer[8])
{
    if (*buffer)
        return buffer;
    unsigned count = page > 9999 ? 5 : page > 999 ? 4 : 3;
    for (unsigned i = count - 1; i > 0; i--, page /= 10)
        buffer[i] = (WCHAR)('0' + page % 10);
    atomic_thread_fence(memory_order_release);
    buffer[0] = (WCHAR)('0' + page);
    return buffer;
}

const WCHAR *locale_text(const struct locale *locale, LCTYPE type)
{
    static WCHAR acp_text[8], oem_text[8];
    type &= 0xFFFF;
    if (type == LOCALE_IDEFAULTCODEPAGE)
        return page_text(nls_oemcp(), oem_text);
    if (type == LOCALE_IDEFAULTANSICODEPAGE)
        return page_text(nls_acp(), acp_text);
    if (locale->lcid == 0x0009) { /* where the neutral locale differs from its default country's */
        if (type == LOCALE_SNAME)
            return u"en";
        if (type == LOCALE_ILANGUAGE)
            return u"0009";
        if (type == 0x0071)
            return u"1";
        if (type == 0x006D)
            return u"";
        if (type == 0x0002 || type == 0x0072 || type == 0x0073)
            return u"English";
    }
    unsigned low = 0, high = countof(locale_data);
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (locale_data[middle].type == type) {
            const WCHAR *text = locale_data[middle].text[locale->column];
            return text ? text : locale_data[middle].text[0];
        }
        if (locale_data[middle].type < type)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

INT text_return(const WCHAR *text, size_t length, LPWSTR to, INT size)
{
    if (!size)
        return (INT)length;
    if ((size_t)size < length)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    memcpy(to, text, length * sizeof(WCHAR));
    return (INT)length;
}

INT text_return_ansi(const WCHAR *text, size_t length, LPSTR to, INT size)
{
    size_t bytes = nls_ansi_from_wide(text, length, NULL, 0);
    if (!size)
        return (INT)bytes;
    if ((size_t)size < bytes)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    return (INT)nls_ansi_from_wide(text, length, to, (size_t)size);
}

/* ---- GetLocaleInfo ---- */

/* The types whose value is a number: those named LOCALE_I… */
static bool is_number(LCTYPE type)
{
    static const uint16_t numbers[] = {
        0x01,   0x05,   0x09,   0x0A,   0x0B,   0x0D,   0x11,   0x12,   0x19,   0x1A,   0x1B,
        0x1C,   0x21,   0x22,   0x23,   0x24,   0x25,   0x26,   0x27,   0x52,   0x53,   0x54,
        0x55,   0x56,   0x57,   0x5B,   0x70,   0x71,   0x74,   0x75,   0x1004, 0x1005, 0x1009,
        0x100A, 0x100B, 0x100C, 0x100D, 0x1010, 0x1011, 0x1012, 0x1014,
    };
    for (unsigned i = 0; i < countof(numbers); i++)
        if (numbers[i] == (type & 0xFFFF))
            return true;
    return false;
}

static DWORD number_of(const WCHAR *text, unsigned base)
{
    DWORD value = 0;
    for (; *text; text++) {
        WCHAR c = ascii_lower(*text);
        value = value * base + (DWORD)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return value;
}

static bool base_is_hexadecimal(LCTYPE type)
{
    return (type & 0xFFFF) == LOCALE_ILANGUAGE || (type & 0xFFFF) == LOCALE_IDEFAULTLANGUAGE;
}

static INT locale_info(const struct locale *locale, LCTYPE type, LPWSTR to, INT size)
{
    if (!locale || size < 0 || (size && !to))
        return win32_fail(ERROR_INVALID_PARAMETER);
    const WCHAR *text = locale_text(locale, type);
    if (!text)
        return win32_fail(ERROR_INVALID_FLAGS);
    if (!(type & LOCALE_RETURN_NUMBER))
        return text_return(text, wide_length(text) + 1, to, size);
    if (!is_number(type))
        return win32_fail(ERROR_INVALID_FLAGS);
    DWORD value = number_of(text, base_is_hexadecimal(type) ? 16 : 10);
    if (!size)
        return 2;
    if (size < 2)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    memcpy(to, &value, sizeof(value));
    return 2;
}

INT WINAPI GetLocaleInfoW(LCID Locale, LCTYPE LCType, LPWSTR lpLCData, INT cchData)
{
    return locale_info(locale_find(Locale), LCType, lpLCData, cchData);
}

INT WINAPI GetLocaleInfoEx(LPCWSTR lpLocaleName, LCTYPE LCType, LPWSTR lpLCData, INT cchData)
{
    return locale_info(locale_find_name(lpLocaleName), LCType, lpLCData, cchData);
}

INT WINAPI GetLocaleInfoA(LCID Locale, LCTYPE LCType, LPSTR lpLCData, INT cchData)
{
    WCHAR text[128];
    if (cchData < 0 || (cchData && !lpLCData))
        return win32_fail(ERROR_INVALID_PARAMETER);
    INT units = GetLocaleInfoW(Locale, LCType, text, countof(text));
    if (!units || !(LCType & LOCALE_RETURN_NUMBER))
        return units ? text_return_ansi(text, (size_t)units, lpLCData, cchData) : 0;
    if (cchData && cchData < (INT)sizeof(DWORD))
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    if (cchData)
        memcpy(lpLCData, text, sizeof(DWORD));
    return sizeof(DWORD);
}

/* ---- names and identifiers ---- */

LCID WINAPI LocaleNameToLCID(LPCWSTR lpName, DWORD dwFlags)
{
    const struct locale *locale = locale_find_name(lpName);
    char name[16];
    if (dwFlags & ~0x08000000u) /* LOCALE_ALLOW_NEUTRAL_NAMES */
        return (LCID)win32_fail(ERROR_INVALID_PARAMETER);
    if (locale)
        return locale->lcid == 0x0009 && !(dwFlags & 0x08000000u) ? 0x0409 : locale->lcid;
    if (wide_length(lpName) < sizeof(name)) {
        for (unsigned i = 0; i < countof(known_names); i++) {
            const char *other = known_names[i].name;
            size_t k = 0;
            while (other[k] && ascii_lower(lpName[k]) == ascii_lower((WCHAR)other[k]))
                k++;
            if (!other[k] && !lpName[k])
                return known_names[i].lcid;
        }
    }
    return (LCID)win32_fail(ERROR_INVALID_PARAMETER);
}

INT WINAPI LCIDToLocaleName(LCID Locale, LPWSTR lpName, INT cchName, DWORD dwFlags)
{
    WCHAR name[16];
    const struct locale *locale = locale_find(Locale);
    if (cchName < 0 || (cchName && !lpName))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (locale)
        return text_return(locale->name, wide_length(locale->name) + 1, lpName, cchName);
    for (unsigned i = 0; i < countof(known_names); i++) {
        if (known_names[i].lcid != Locale)
            continue;
        size_t length = 0;
        for (; known_names[i].name[length]; length++)
            name[length] = (WCHAR)known_names[i].name[length];
        name[length] = 0;
        return text_return(name, length + 1, lpName, cchName);
    }
    return win32_fail(ERROR_INVALID_PARAMETER);
}

INT WINAPI ResolveLocaleName(LPCWSTR lpNameToResolve, LPWSTR lpLocaleName, INT cchLocaleName)
{
    const struct locale *locale = locale_find_name(lpNameToResolve);
    if (cchLocaleName < 0 || (cchLocaleName && !lpLocaleName))
        return win32_fail(ERROR_INVALID_PARAMETER);
    const WCHAR *name = !locale ? u"" : locale->lcid == 0x0009 ? u"en-US" : locale->name;
    return text_return(name, wide_length(name) + 1, lpLocaleName, cchLocaleName);
}

LCID WINAPI GetUserDefaultLCID(void)
{
    return locales[0].lcid;
}

LCID WINAPI GetSystemDefaultLCID(void)
{
    return locales[0].lcid;
}

LANGID WINAPI GetUserDefaultLangID(void)
{
    return (LANGID)locales[0].lcid;
}

LANGID WINAPI GetSystemDefaultLangID(void)
{
    return (LANGID)locales[0].lcid;
}

LANGID WINAPI GetUserDefaultUILanguage(void)
{
    return (LANGID)locales[0].lcid;
}

LANGID WINAPI GetSystemDefaultUILanguage(void)
{
    return (LANGID)locales[0].lcid;
}

INT WINAPI GetUserDefaultLocaleName(LPWSTR lpLocaleName, INT cchLocaleName)
{
    if (!lpLocaleName || cchLocaleName <= 0)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return text_return(locales[0].name, wide_length(locales[0].name) + 1, lpLocaleName, cchLocaleName);
}

INT WINAPI GetSystemDefaultLocaleName(LPWSTR lpLocaleName, INT cchLocaleName)
{
    return GetUserDefaultLocaleName(lpLocaleName, cchLocaleName);
}

BOOL WINAPI IsValidLocale(LCID Locale, DWORD dwFlags)
{
    const struct locale *locale = locale_find(Locale);
    return locale && Locale && locale->lcid != LOCALE_INVARIANT;
}

BOOL WINAPI IsValidLocaleName(LPCWSTR lpLocaleName)
{
    return lpLocaleName && locale_find_name(lpLocaleName) != NULL;
}

LCID WINAPI ConvertDefaultLocale(LCID Locale)
{
    const struct locale *locale = locale_find(Locale);
    if (!locale)
        return Locale;
    return locale->lcid == 0x0009 ? 0x0409 : locale->lcid;
}

LCID WINAPI GetThreadLocale(void)
{
    LCID locale = NtCurrentTeb()->CurrentLocale;
    return locale ? locale : locales[0].lcid;
}

BOOL WINAPI SetThreadLocale(LCID Locale)
{
    const struct locale *locale = locale_find(Locale);
    if (!locale)
        return win32_fail(ERROR_INVALID_PARAMETER);
    NtCurrentTeb()->CurrentLocale = locale->lcid;
    return TRUE;
}

/* ---- user interface languages: English is all there is ---- */

LANGID WINAPI GetThreadUILanguage(void)
{
    return (LANGID)locales[0].lcid;
}

LANGID WINAPI SetThreadUILanguage(LANGID LangId)
{
    return LangId && LangId != locales[0].lcid ? 0 : (LANGID)locales[0].lcid;
}

#define MUI_LANGUAGE_ID   0x4u
#define MUI_LANGUAGE_NAME 0x8u

static BOOL preferred_languages(DWORD flags, PULONG count, LPWSTR buffer, PULONG size)
{
    const WCHAR *list = flags & MUI_LANGUAGE_ID ? u"0409\0" : u"en-US\0";
    ULONG needed = flags & MUI_LANGUAGE_ID ? 6 : 7;
    if (!count || !size || (*size && !buffer) ||
        (flags & (MUI_LANGUAGE_ID | MUI_LANGUAGE_NAME)) == (MUI_LANGUAGE_ID | MUI_LANGUAGE_NAME))
        return win32_fail(ERROR_INVALID_PARAMETER);
    *count = 1;
    if (buffer && *size < needed) {
        *size = needed;
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    }
    if (buffer)
        memcpy(buffer, list, needed * sizeof(WCHAR));
    *size = needed;
    return TRUE;
}

BOOL WINAPI GetUserPreferredUILanguages(DWORD dwFlags, PULONG pulNumLanguages, LPWSTR pwszLanguagesBuffer,
                                        PULONG pcchLanguagesBuffer)
{
    return preferred_languages(dwFlags, pulNumLanguages, pwszLanguagesBuffer, pcchLanguagesBuffer);
}

BOOL WINAPI GetSystemPreferredUILanguages(DWORD dwFlags, PULONG pulNumLanguages, LPWSTR pwszLanguagesBuffer,
                                          PULONG pcchLanguagesBuffer)
{
    return preferred_languages(dwFlags, pulNumLanguages, pwszLanguagesBuffer, pcchLanguagesBuffer);
}

BOOL WINAPI GetThreadPreferredUILanguages(DWORD dwFlags, PULONG pulNumLanguages, LPWSTR pwszLanguagesBuffer,
                                          PULONG pcchLanguagesBuffer)
{
    return preferred_languages(dwFlags, pulNumLanguages, pwszLanguagesBuffer, pcchLanguagesBuffer);
}

/* ---- enumeration ---- */

BOOL WINAPI EnumSystemLocalesW(LOCALE_ENUMPROCW lpLocaleEnumProc, DWORD dwFlags)
{
    WCHAR text[] = u"00000409";
    if (!lpLocaleEnumProc)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwFlags & ~7u)
        return win32_fail(ERROR_INVALID_FLAGS);
    lpLocaleEnumProc(text);
    return TRUE;
}

BOOL WINAPI EnumSystemLocalesA(LOCALE_ENUMPROCA lpLocaleEnumProc, DWORD dwFlags)
{
    char text[] = "00000409";
    if (!lpLocaleEnumProc)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwFlags & ~7u)
        return win32_fail(ERROR_INVALID_FLAGS);
    lpLocaleEnumProc(text);
    return TRUE;
}

BOOL WINAPI EnumSystemLocalesEx(LOCALE_ENUMPROCEX lpLocaleEnumProcEx, DWORD dwFlags, LPARAM lParam,
                                LPVOID lpReserved)
{
    enum { LOCALE_WINDOWS = 1, LOCALE_NEUTRALDATA = 0x10, LOCALE_SPECIFICDATA = 0x20 };
    if (!lpLocaleEnumProcEx || lpReserved)
        return win32_fail(ERROR_INVALID_PARAMETER);
    static const struct {
        const WCHAR *name;
        DWORD flags;
    } list[] = {{u"", LOCALE_WINDOWS | LOCALE_SPECIFICDATA},
                {u"en", LOCALE_WINDOWS | LOCALE_NEUTRALDATA},
                {u"en-US", LOCALE_WINDOWS | LOCALE_SPECIFICDATA}};
    for (unsigned i = 0; i < countof(list); i++) {
        WCHAR name[8];
        if (dwFlags && !(dwFlags & list[i].flags))
            continue;
        memcpy(name, list[i].name, (wide_length(list[i].name) + 1) * sizeof(WCHAR));
        if (!lpLocaleEnumProcEx(name, list[i].flags, lParam))
            break;
    }
    return TRUE;
}
