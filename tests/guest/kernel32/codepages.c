/* SPDX-License-Identifier: MIT
 *
 * Conversion between code pages and UTF-16: results, sizes, flags, errors.
 */
#include "guest.h"

static int same(const void *a, const void *b, int size)
{
    return memcmp(a, b, (size_t)size) == 0;
}

#define DECODES(page, flags, bytes, expected)                                                                \
    do {                                                                                                     \
        WCHAR out_[64];                                                                                      \
        int units_ = (int)(sizeof(expected) / sizeof(WCHAR) - 1);                                            \
        CHECK_EQ(MultiByteToWideChar(page, flags, bytes, sizeof(bytes) - 1, NULL, 0), units_);               \
        CHECK_EQ(MultiByteToWideChar(page, flags, bytes, sizeof(bytes) - 1, out_, 64), units_);              \
        CHECK(same(out_, expected, units_ * 2));                                                             \
    } while (0)

#define ENCODES(page, flags, wide, expected)                                                                 \
    do {                                                                                                     \
        char out_[64];                                                                                       \
        int units_ = (int)(sizeof(wide) / sizeof(WCHAR) - 1);                                                \
        CHECK_EQ(WideCharToMultiByte(page, flags, wide, units_, NULL, 0, NULL, NULL), sizeof(expected) - 1); \
        CHECK_EQ(WideCharToMultiByte(page, flags, wide, units_, out_, 64, NULL, NULL),                       \
                 sizeof(expected) - 1);                                                                      \
        CHECK(same(out_, expected, sizeof(expected) - 1));                                                   \
    } while (0)

TEST(utf8)
{
    WCHAR wide[8];
    DECODES(CP_UTF8, 0, "a\xC3\xBC\xF0\x9F\x98\x80", L"a\x00FC\xD83D\xDE00");
    ENCODES(CP_UTF8, 0, L"a\x00FC\xD83D\xDE00", "a\xC3\xBC\xF0\x9F\x98\x80");
    DECODES(CP_UTF8, 0, "a\xFFz", L"a\xFFFDz");
    ENCODES(CP_UTF8, 0, L"\xD800x", "\xEF\xBF\xBDx");
    CHECK_FAILS(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "\xFF", 1, wide, 8), 0,
                ERROR_NO_UNICODE_TRANSLATION);
    CHECK_FAILS(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, L"\xD800x", 2, NULL, 0, NULL, NULL), 0,
                ERROR_NO_UNICODE_TRANSLATION);
    CHECK_EQ(MultiByteToWideChar(CP_UTF8, 0, "ab", -1, wide, 8), 3);
    CHECK_WIDE(wide, L"ab");
}

TEST(sizes_and_parameters)
{
    WCHAR wide[4] = {1, 2, 3, 4};
    char bytes[4];
    BOOL used;
    CHECK_FAILS(MultiByteToWideChar(CP_UTF8, 0, "abc", 3, wide, 2), 0, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(wide[2], 3);
    CHECK_FAILS(MultiByteToWideChar(CP_UTF8, 0, "abc", 0, wide, 4), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(MultiByteToWideChar(CP_UTF8, 0, NULL, 3, wide, 4), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(MultiByteToWideChar(CP_UTF8, 0, "abc", 3, NULL, 4), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(MultiByteToWideChar(12345, 0, "abc", 3, wide, 4), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(MultiByteToWideChar(CP_UTF8, MB_PRECOMPOSED, "abc", 3, wide, 4), 0, ERROR_INVALID_FLAGS);
    CHECK_FAILS(MultiByteToWideChar(1252, 0x100, "abc", 3, wide, 4), 0, ERROR_INVALID_FLAGS);
    CHECK_FAILS(WideCharToMultiByte(CP_UTF8, 0, L"abc", 3, bytes, 2, NULL, NULL), 0,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK_FAILS(WideCharToMultiByte(CP_UTF8, 0, L"abc", 3, bytes, 4, "?", NULL), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(WideCharToMultiByte(CP_UTF8, 0, L"abc", 3, bytes, 4, NULL, &used), 0,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(WideCharToMultiByte(CP_UTF8, WC_NO_BEST_FIT_CHARS, L"abc", 3, bytes, 4, NULL, NULL), 0,
                ERROR_INVALID_FLAGS);
    CHECK_FAILS(WideCharToMultiByte(1252, 0, L"abc", 0, bytes, 4, NULL, NULL), 0, ERROR_INVALID_PARAMETER);
}

TEST(single_bytes)
{
    char bytes[8];
    BOOL used = 7;
    DECODES(1252, 0, "\x80\xFC", L"\x20AC\x00FC");
    ENCODES(1252, 0, L"\x20AC\x00FC", "\x80\xFC");
    DECODES(437, 0, "\x81\xE1", L"\x00FC\x00DF");
    DECODES(850, 0, "\x81\xE1\xD5", L"\x00FC\x00DF\x0131");
    DECODES(866, 0, "\x8F", L"\x041F");
    DECODES(437, MB_USEGLYPHCHARS, "\x01", L"\x263A");
    ENCODES(1252, 0, L"\x0100", "A");
    CHECK_EQ(WideCharToMultiByte(1252, WC_NO_BEST_FIT_CHARS, L"a\x0100", 2, bytes, 8, "_", &used), 2);
    CHECK(bytes[1] == '_' && used == TRUE);
    CHECK_EQ(WideCharToMultiByte(1252, 0, L"ab", 2, bytes, 8, NULL, &used), 2);
    CHECK_EQ(used, FALSE);
}

TEST(double_bytes)
{
    WCHAR wide[4];
    DECODES(932, 0, "\x93\xFA\xB1z", L"\x65E5\xFF71z");
    ENCODES(932, 0, L"\x65E5\xFF71z", "\x93\xFA\xB1z");
    DECODES(936, 0, "\xD6\xD0", L"\x4E2D");
    DECODES(949, 0, "\xC7\xD1", L"\xD55C");
    DECODES(950, 0, "\xA4\xA4", L"\x4E2D");
    CHECK_FAILS(MultiByteToWideChar(932, MB_ERR_INVALID_CHARS, "\x93\x20", 2, wide, 4), 0,
                ERROR_NO_UNICODE_TRANSLATION);
    CHECK(IsDBCSLeadByteEx(932, 0x93) && !IsDBCSLeadByteEx(932, 'a') && !IsDBCSLeadByteEx(1252, 0x93));
}

TEST(page_information)
{
    CPINFO info;
    CHECK(GetCPInfo(932, &info));
    CHECK_EQ(info.MaxCharSize, 2);
    CHECK(same(info.LeadByte, "\x81\x9F\xE0\xFC\0\0", 6));
    CHECK(GetCPInfo(CP_UTF8, &info));
    CHECK_EQ(info.MaxCharSize, 4);
    CHECK_FAILS(GetCPInfo(12345, &info), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(IsValidCodePage(CP_UTF8) && IsValidCodePage(1252) && !IsValidCodePage(12345) &&
          !IsValidCodePage(CP_ACP));
    CHECK(IsValidCodePage(GetACP()) && IsValidCodePage(GetOEMCP()));
}

TEST(character_types)
{
    WORD type[4];
    CHECK(GetStringTypeW(CT_CTYPE1, L"aA1 ", 4, type));
    CHECK_EQ(type[0], C1_DEFINED | C1_ALPHA | C1_LOWER | C1_XDIGIT);
    CHECK_EQ(type[1], C1_DEFINED | C1_ALPHA | C1_UPPER | C1_XDIGIT);
    CHECK_EQ(type[2], C1_DEFINED | C1_DIGIT | C1_XDIGIT);
    CHECK_EQ(type[3], C1_DEFINED | C1_SPACE | C1_BLANK);
    CHECK(GetStringTypeW(CT_CTYPE1, L"\t\n.\x00E4", 4, type));
    CHECK_EQ(type[0], C1_DEFINED | C1_CNTRL | C1_SPACE | C1_BLANK);
    CHECK_EQ(type[1], C1_DEFINED | C1_CNTRL | C1_SPACE);
    CHECK_EQ(type[2], C1_DEFINED | C1_PUNCT);
    CHECK_EQ(type[3], C1_DEFINED | C1_ALPHA | C1_LOWER);
    CHECK(GetStringTypeW(CT_CTYPE2,
                         L"a\x05D0"
                         L"1 ",
                         4, type));
    CHECK(type[0] == C2_LEFTTORIGHT && type[1] == C2_RIGHTTOLEFT && type[2] == C2_EUROPENUMBER &&
          type[3] == C2_WHITESPACE);
    CHECK_FAILS(GetStringTypeW(8, L"a", 1, type), FALSE, ERROR_INVALID_PARAMETER);
}

GUEST_MAIN(RUN(utf8); RUN(sizes_and_parameters); RUN(single_bytes); RUN(double_bytes); RUN(page_information);
           RUN(character_types);)
