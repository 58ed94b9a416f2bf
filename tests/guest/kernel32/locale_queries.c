/* SPDX-License-Identifier: MIT
 *
 * Locales by name, their enumeration, and text functions that take one.
 */
#include "guest.h"

static int seen, stop_after;

static BOOL CALLBACK each_wide(LPWSTR name)
{
    if (guest_same_wide(name, L"00000409") || guest_same_wide(name, L"65001"))
        seen |= 1;
    seen += 2;
    return !stop_after || seen / 2 < stop_after;
}

static BOOL CALLBACK each_ansi(LPSTR name)
{
    if (guest_same_text(name, "00000409") || guest_same_text(name, "65001"))
        seen |= 1;
    seen += 2;
    return TRUE;
}

static BOOL CALLBACK each_name(LPWSTR name, DWORD flags, LPARAM parameter)
{
    if (guest_same_wide(name, L"en-US"))
        seen |= 1;
    CHECK_EQ(parameter, 77);
    seen += 2;
    return TRUE;
}

static BOOL CALLBACK each_time(LPWSTR picture)
{
    seen += guest_same_wide(picture, L"h:mm:ss tt") || guest_same_wide(picture, L"h:mm tt") ? 100 : 1;
    return TRUE;
}

static BOOL CALLBACK each_time_ansi(LPSTR picture)
{
    seen += guest_same_text(picture, "h:mm:ss tt") ? 100 : 1;
    return FALSE;
}

static BOOL CALLBACK each_time_extended(LPWSTR picture, LPARAM parameter)
{
    CHECK_EQ(parameter, 78);
    seen += guest_same_wide(picture, L"HH:mm:ss") ? 100 : 1;
    return TRUE;
}

TEST(formats_of_times)
{
    seen = 0;
    CHECK(EnumTimeFormatsW(each_time, 0x409, 0));
    CHECK(seen > 101 && seen < 120);
    seen = 0;
    CHECK(EnumTimeFormatsW(each_time, 0x409, TIME_NOSECONDS));
    CHECK(seen > 101 && seen < 120);
    seen = 0;
    CHECK(EnumTimeFormatsA(each_time_ansi, 0x409, 0));
    CHECK_EQ(seen, 100);
    seen = 0;
    CHECK(EnumTimeFormatsEx(each_time_extended, L"en-US", 0, 78));
    CHECK(seen >= 100);
    CHECK_FAILS(EnumTimeFormatsW(NULL, 0x409, 0), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(EnumTimeFormatsEx(each_time_extended, L"en-US", 0x100, 78), FALSE, ERROR_INVALID_FLAGS);
    CHECK_FAILS(EnumTimeFormatsEx(each_time_extended, L"none-such", 0, 78), FALSE, ERROR_INVALID_PARAMETER);
}

TEST(enumerations)
{
    CHECK(EnumSystemLocalesW(each_wide, LCID_INSTALLED));
    CHECK((seen & 1) && seen > 2);
    seen = 0, stop_after = 1;
    CHECK(EnumSystemLocalesW(each_wide, LCID_SUPPORTED));
    CHECK_EQ(seen / 2, 1);
    stop_after = 0, seen = 0;
    CHECK(EnumSystemLocalesA(each_ansi, LCID_SUPPORTED));
    CHECK(seen & 1);
    seen = 0;
    CHECK(EnumSystemLocalesEx(each_name, LOCALE_ALL, 77, NULL));
    CHECK(seen & 1);
    CHECK_FAILS(EnumSystemLocalesEx(NULL, LOCALE_ALL, 0, NULL), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(EnumSystemLocalesW(NULL, LCID_INSTALLED), FALSE, ERROR_INVALID_PARAMETER);
    seen = 0;
    CHECK(EnumSystemCodePagesW(each_wide, CP_INSTALLED));
    CHECK(seen & 1);
    seen = 0;
    CHECK(EnumSystemCodePagesA(each_ansi, CP_SUPPORTED));
    CHECK(seen & 1);
}

TEST(names)
{
    WCHAR name[LOCALE_NAME_MAX_LENGTH];
    char text[64];
    CHECK(IsValidLocaleName(L"en-US"));
    CHECK(!IsValidLocaleName(L"xx-none-here"));
    CHECK_EQ(ResolveLocaleName(L"en-US", name, LOCALE_NAME_MAX_LENGTH), 6);
    CHECK_WIDE(name, L"en-US");
    CHECK_EQ(ResolveLocaleName(L"en", name, LOCALE_NAME_MAX_LENGTH), 6);
    CHECK_WIDE(name, L"en-US");
    CHECK_FAILS(ResolveLocaleName(L"en", name, 3), 0, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(GetSystemDefaultLocaleName(name, LOCALE_NAME_MAX_LENGTH), lstrlenW(name) + 1);
    CHECK_EQ(LocaleNameToLCID(name, 0), GetSystemDefaultLCID());
    CHECK_EQ(LANGIDFROMLCID(GetSystemDefaultLCID()), GetSystemDefaultLangID());
    CHECK_EQ(LANGIDFROMLCID(GetUserDefaultLCID()), GetUserDefaultLangID());
    CHECK(GetUserDefaultUILanguage() && GetSystemDefaultUILanguage());
    CHECK_EQ(ConvertDefaultLocale(LOCALE_USER_DEFAULT), GetUserDefaultLCID());
    CHECK_EQ(ConvertDefaultLocale(LOCALE_SYSTEM_DEFAULT), GetSystemDefaultLCID());
    CHECK_EQ(ConvertDefaultLocale(0x409), 0x409);
    CHECK_EQ(ConvertDefaultLocale(9), 0x409);
    CHECK_EQ(GetLocaleInfoA(0x409, LOCALE_SENGLANGUAGE, text, 64), 8);
    CHECK_TEXT(text, "English");
    CHECK_EQ(GetLocaleInfoA(0x409, LOCALE_SENGLANGUAGE, NULL, 0), 8);
    CHECK_FAILS(GetLocaleInfoA(0x409, LOCALE_SENGLANGUAGE, text, 3), 0, ERROR_INSUFFICIENT_BUFFER);
    CHECK_FAILS(GetLocaleInfoA(0x409, 0xFFFF, text, 64), 0, ERROR_INVALID_FLAGS);
    CHECK_FAILS(GetLocaleInfoA(0xFFFFFF, LOCALE_SENGLANGUAGE, text, 64), 0, ERROR_INVALID_PARAMETER);
    DWORD number = 0;
    CHECK_EQ(GetLocaleInfoA(0x409, LOCALE_IDIGITS | LOCALE_RETURN_NUMBER, (LPSTR)&number, 4), 4);
    CHECK_EQ(number, 2);
}

TEST(languages_of_users_and_threads)
{
    ULONG count = 0, length = 0;
    WCHAR languages[256];
    CHECK(GetUserPreferredUILanguages(MUI_LANGUAGE_NAME, &count, NULL, &length));
    CHECK(count >= 1 && length >= 3);
    ULONG room = 256;
    CHECK(GetUserPreferredUILanguages(MUI_LANGUAGE_NAME, &count, languages, &room));
    CHECK_EQ(room, length);
    CHECK(!languages[length - 1] && !languages[length - 2]);
    room = 1;
    CHECK_FAILS(GetUserPreferredUILanguages(MUI_LANGUAGE_NAME, &count, languages, &room), FALSE,
                ERROR_INSUFFICIENT_BUFFER);
    room = 256;
    CHECK(GetSystemPreferredUILanguages(MUI_LANGUAGE_ID, &count, languages, &room));
    CHECK_EQ(lstrlenW(languages), 4);
    room = 256;
    CHECK(GetThreadPreferredUILanguages(MUI_UI_FALLBACK, &count, languages, &room));
    CHECK(GetThreadUILanguage() != 0);
    CHECK_EQ(SetThreadUILanguage(0x409), 0x409);
    CHECK_EQ(GetThreadUILanguage(), 0x409);
    LCID before = GetThreadLocale();
    CHECK(SetThreadLocale(0x409));
    CHECK_EQ(GetThreadLocale(), 0x409);
    CHECK(SetThreadLocale(before));
    CHECK_FAILS(SetThreadLocale(0xFFFFFF), FALSE, ERROR_INVALID_PARAMETER);
}

TEST(code_pages)
{
    CPINFOEXA info;
    CPINFOEXW wide;
    CHECK(GetCPInfoExA(932, 0, &info));
    CHECK_EQ(info.MaxCharSize, 2);
    CHECK_EQ(info.CodePage, 932);
    CHECK_EQ(info.LeadByte[0], 0x81);
    CHECK(GetCPInfoExW(CP_UTF8, 0, &wide));
    CHECK_EQ(wide.MaxCharSize, 4);
    CHECK_EQ(wide.UnicodeDefaultChar, 0xFFFD);
    CHECK_FAILS(GetCPInfoExW(4711, 0, &wide), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(!IsDBCSLeadByte('a'));
}

TEST(classes_of_characters)
{
    WORD types[4];
    CHECK(GetStringTypeExW(LOCALE_USER_DEFAULT, CT_CTYPE1, L"aA1 ", 4, types));
    CHECK_EQ(types[0] & (C1_LOWER | C1_ALPHA | C1_XDIGIT | C1_DIGIT), C1_LOWER | C1_ALPHA | C1_XDIGIT);
    CHECK_EQ(types[3] & (C1_SPACE | C1_BLANK), C1_SPACE | C1_BLANK);
    CHECK(GetStringTypeExA(0x409, CT_CTYPE1, "A1", 2, types));
    CHECK(types[0] & C1_UPPER && types[1] & C1_DIGIT);
    CHECK(GetStringTypeA(0x409, CT_CTYPE2, "1", 1, types));
    CHECK_EQ(types[0], C2_EUROPENUMBER);
    CHECK_FAILS(GetStringTypeExW(0x409, 9, L"a", 1, types), FALSE, ERROR_INVALID_PARAMETER);
}

TEST(folding)
{
    WCHAR wide[16];
    char text[16];
    CHECK_EQ(FoldStringW(MAP_FOLDDIGITS, L"\x0661\x0662", -1, wide, 16), 3);
    CHECK_WIDE(wide, L"12");
    CHECK_EQ(FoldStringW(MAP_PRECOMPOSED, L"e\x0301", -1, wide, 16), 2);
    CHECK_EQ(wide[0], 0xE9);
    CHECK_EQ(FoldStringW(MAP_COMPOSITE, L"\xE9", -1, wide, 16), 3);
    CHECK_EQ(wide[1], 0x301);
    CHECK_EQ(FoldStringW(MAP_FOLDDIGITS, L"abc", -1, NULL, 0), 4);
    CHECK_FAILS(FoldStringW(MAP_FOLDDIGITS, L"abc", -1, wide, 2), 0, ERROR_INSUFFICIENT_BUFFER);
    CHECK_FAILS(FoldStringW(MAP_COMPOSITE | MAP_PRECOMPOSED, L"abc", -1, wide, 16), 0, ERROR_INVALID_FLAGS);
    CHECK_FAILS(FoldStringW(MAP_FOLDDIGITS, L"abc", 0, wide, 16), 0, ERROR_INVALID_PARAMETER);
    CHECK_EQ(FoldStringA(MAP_FOLDDIGITS, "12", -1, text, 16), 3);
    CHECK_TEXT(text, "12");
}

TEST(finding)
{
    INT found = 0;
    CHECK_EQ(FindStringOrdinal(FIND_FROMSTART, L"abcABC", -1, L"BC", -1, FALSE), 4);
    CHECK_EQ(FindStringOrdinal(FIND_FROMSTART, L"abcABC", -1, L"BC", -1, TRUE), 1);
    CHECK_EQ(FindStringOrdinal(FIND_FROMEND, L"abcABC", -1, L"bc", -1, TRUE), 4);
    CHECK_EQ(FindStringOrdinal(FIND_STARTSWITH, L"abc", -1, L"b", -1, FALSE), -1);
    CHECK_EQ(FindStringOrdinal(FIND_ENDSWITH, L"abc", -1, L"bc", -1, FALSE), 1);
    CHECK_FAILS(FindStringOrdinal(FIND_FROMSTART | FIND_FROMEND, L"abc", -1, L"b", -1, FALSE), -1,
                ERROR_INVALID_FLAGS);
    CHECK_EQ(FindNLSStringEx(L"en-US", FIND_FROMSTART | NORM_IGNORECASE, L"xxABCx", -1, L"abc", -1, &found,
                             NULL, NULL, 0),
             2);
    CHECK_EQ(found, 3);
    CHECK_EQ(FindNLSStringEx(L"en-US", FIND_FROMSTART, L"xxABCx", -1, L"abc", -1, NULL, NULL, NULL, 0), -1);
    CHECK_EQ(FindNLSStringEx(L"en-US", FIND_ENDSWITH, L"abc", -1, L"bc", -1, &found, NULL, NULL, 0), 1);
}

TEST(comparing_and_mapping)
{
    WCHAR wide[16];
    char text[16];
    CHECK_EQ(CompareStringEx(L"en-US", NORM_IGNORECASE, L"ABC", -1, L"abc", -1, NULL, NULL, 0), CSTR_EQUAL);
    CHECK_EQ(CompareStringEx(LOCALE_NAME_INVARIANT, 0, L"a", -1, L"b", -1, NULL, NULL, 0), CSTR_LESS_THAN);
    CHECK_FAILS(CompareStringEx(L"en-US", 0x80000, L"a", -1, L"b", -1, NULL, NULL, 0), 0,
                ERROR_INVALID_FLAGS);
    CHECK_FAILS(CompareStringEx(L"en-US", 0, NULL, -1, L"b", -1, NULL, NULL, 0), 0, ERROR_INVALID_PARAMETER);
    CHECK_EQ(LCMapStringEx(L"en-US", LCMAP_UPPERCASE, L"\xE4z", -1, wide, 16, NULL, NULL, 0), 3);
    CHECK_WIDE(wide, L"\xC4Z");
    CHECK_FAILS(LCMapStringEx(L"en-US", LCMAP_UPPERCASE, L"abc", -1, wide, 2, NULL, NULL, 0), 0,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(LCMapStringA(0x409, LCMAP_UPPERCASE, "abc", -1, text, 16), 4);
    CHECK_TEXT(text, "ABC");
    CHECK_EQ(LCMapStringA(0x409, LCMAP_LOWERCASE, "ABC", 2, NULL, 0), 2);
    NLSVERSIONINFO version = {.dwNLSVersionInfoSize = sizeof(NLSVERSIONINFO)};
    CHECK(GetNLSVersion(COMPARE_STRING, 0x409, &version));
    NLSVERSIONINFOEX more = {.dwNLSVersionInfoSize = sizeof(NLSVERSIONINFOEX)};
    CHECK(GetNLSVersionEx(COMPARE_STRING, L"en-US", &more));
    CHECK_EQ(more.dwNLSVersion, version.dwNLSVersion);
    more.dwNLSVersionInfoSize = 3;
    CHECK_FAILS(GetNLSVersionEx(COMPARE_STRING, L"en-US", &more), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK(IsNLSDefinedString(COMPARE_STRING, 0, &version, L"abc", 3));
}

TEST(dates_and_times)
{
    SYSTEMTIME time = {2024, 2, 4, 29, 13, 5, 9, 0};
    WCHAR wide[64];
    char text[64];
    CHECK_EQ(GetDateFormatEx(L"en-US", 0, &time, L"dddd, dd MMM yyyy", wide, 64, NULL), 22);
    CHECK_WIDE(wide, L"Thursday, 29 Feb 2024");
    CHECK(GetDateFormatEx(L"en-US", DATE_SHORTDATE, &time, NULL, wide, 64, NULL) != 0);
    CHECK_WIDE(wide, L"2/29/2024");
    CHECK_FAILS(GetDateFormatEx(L"en-US", DATE_SHORTDATE, &time, L"dd", wide, 64, NULL), 0,
                ERROR_INVALID_FLAGS);
    CHECK_FAILS(GetDateFormatEx(L"en-US", 0, &time, L"dd", wide, 2, NULL), 0, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(GetTimeFormatEx(L"en-US", 0, &time, L"HH:mm:ss h tt", wide, 64), 14);
    CHECK_WIDE(wide, L"13:05:09 1 PM");
    CHECK(GetTimeFormatEx(L"en-US", TIME_NOSECONDS, &time, NULL, wide, 64) != 0);
    CHECK_WIDE(wide, L"1:05 PM");
    CHECK_EQ(GetTimeFormatA(0x409, TIME_FORCE24HOURFORMAT | TIME_NOTIMEMARKER, &time, NULL, text, 64), 9);
    CHECK_TEXT(text, "13:05:09");
    time.wHour = 25;
    CHECK_FAILS(GetTimeFormatEx(L"en-US", 0, &time, NULL, wide, 64), 0, ERROR_INVALID_PARAMETER);
    time.wDay = 31;
    CHECK_FAILS(GetDateFormatEx(L"en-US", 0, &time, NULL, wide, 64, NULL), 0, ERROR_INVALID_PARAMETER);
}

GUEST_MAIN(RUN(enumerations); RUN(names); RUN(languages_of_users_and_threads); RUN(code_pages);
           RUN(classes_of_characters); RUN(folding); RUN(finding); RUN(comparing_and_mapping);
           RUN(dates_and_times); RUN(formats_of_times);)
