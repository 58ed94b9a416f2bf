/* SPDX-License-Identifier: MIT
 *
 * Conversions with a state (wchar.h, uchar.h): bytes that come one at a time, surrogate pairs, in UTF-8 and
 * in a code page with two-byte characters.
 */
#include "../msvcrt/crt_dll.h"

typedef struct {
    unsigned long wide;
    unsigned short byte, state;
} state;

#define INVALID    ((size_t)-1)
#define INCOMPLETE ((size_t)-2)
#define PENDING    ((size_t)-3)

static size_t(__cdecl *to_wide)(WCHAR *, const char *, size_t, state *);
static size_t(__cdecl *from_wide)(char *, WCHAR, state *);
static size_t(__cdecl *string_to_wide)(WCHAR *, const char **, size_t, state *);
static size_t(__cdecl *string_from_wide)(char *, const WCHAR **, size_t, state *);

static void locale(const char *name)
{
    CHECK(CRT(char *, setlocale, int, const char *)(0, name) != NULL);
}

TEST(bytes_one_at_a_time)
{
    static const struct {
        const char *locale, *text;
        WCHAR wide;
    } rows[] = {
        {"C", "A", 'A'},
        {"C", "\xE9", 0xE9},
        {".1252", "\x80", 0x20AC},
        {".UTF8", "\xC3\xA9", 0xE9},
        {".UTF8", "\xE2\x82\xAC", 0x20AC},
        {"Japanese_Japan.932", "\x83\x65", 0x30C6},
        {"Japanese_Japan.932", "\xB1", 0xFF71},
    };
    for (unsigned i = 0; i < COUNT(rows); i++) {
        size_t length = strlen(rows[i].text);
        state s = {0};
        WCHAR c = 'x';
        locale(rows[i].locale);
        CHECK_EQ(to_wide(&c, rows[i].text, 8, &s), length);
        CHECK_EQ(c, rows[i].wide);
        c = 'x';
        for (size_t at = 0; at < length; at++)
            CHECK_EQ(to_wide(&c, rows[i].text + at, 1, &s), at + 1 < length ? INCOMPLETE : 1);
        CHECK_EQ(c, rows[i].wide);
        CHECK_EQ(CRT(size_t, mbrlen, const char *, size_t, state *)(rows[i].text, 8, &s), length);
        char bytes[8] = "";
        CHECK_EQ(from_wide(bytes, rows[i].wide, &s), length);
        CHECK(!memcmp(bytes, rows[i].text, length));
    }
    CHECK_ERRNO(0);
}

TEST(errors)
{
    state s = {0};
    WCHAR c = 'x';
    char bytes[8];
    locale(".UTF8");
    CHECK_EQ(to_wide(&c, "\xFF", 1, &s), INVALID);
    CHECK_ERRNO(EILSEQ);
    CHECK_EQ(to_wide(&c, "\xC3", 1, &s), INCOMPLETE);
    CHECK_EQ(to_wide(&c, "A", 1, &s), INVALID);
    CHECK_ERRNO(EILSEQ);
    s = (state){0};
    CHECK_EQ(to_wide(&c, "\xED\xA0\x80", 3, &s), INVALID); /* a surrogate */
    CHECK_ERRNO(EILSEQ);
    CHECK_EQ(c, 'x');
    s = (state){0};
    CHECK_EQ(to_wide(&c, "", 1, &s), 0);
    CHECK_EQ(c, 0);
    CHECK_EQ(to_wide(&c, "A", 0, &s), INCOMPLETE);
    CHECK_EQ(to_wide(NULL, NULL, 0, &s), 0);
    CHECK_EQ(from_wide(NULL, 'A', &s), 1);
    locale("C");
    CHECK_EQ(from_wide(bytes, 0x20AC, &s), INVALID);
    CHECK_ERRNO(EILSEQ);
    CHECK_EQ(CRT(wint_t, btowc, int)('A'), 'A');
    CHECK_EQ(CRT(wint_t, btowc, int)(-1), WEOF);
    CHECK_EQ(CRT(int, wctob, wint_t)('A'), 'A');
    CHECK_EQ(CRT(int, wctob, wint_t)(0x20AC), -1);
    locale("Japanese_Japan.932");
    CHECK_EQ(CRT(wint_t, btowc, int)(0x83), WEOF);
    locale("C");
}

TEST(strings)
{
    state s = {0};
    WCHAR wide[16];
    char bytes[16];
    const char *from = "a\xE2\x82\xAC\xF0\x9F\x98\x80z";
    const WCHAR *source = L"a\x20AC\xD83D\xDE00z";
    locale(".UTF8");
    CHECK_EQ(string_to_wide(NULL, &from, 0, &s), 5);
    CHECK_EQ(*from, 'a');
    CHECK_EQ(string_to_wide(wide, &from, 3, &s), 2); /* no half of a pair */
    CHECK_EQ(*from, '\xF0');
    CHECK_EQ(string_to_wide(wide + 2, &from, 14, &s), 3);
    CHECK(!from && !memcmp(wide, source, 12));
    CHECK_EQ(string_from_wide(NULL, &source, 0, &s), 9);
    CHECK_EQ(string_from_wide(bytes, &source, 6, &s), 4);
    CHECK_EQ(*source, 0xD83D);
    CHECK_EQ(string_from_wide(bytes + 4, &source, 12, &s), 5);
    CHECK(!source && !strcmp(bytes, "a\xE2\x82\xAC\xF0\x9F\x98\x80z"));
    from = "ab\xFFz";
    CHECK_EQ(string_to_wide(wide, &from, 16, &s), INVALID);
    CHECK_EQ(*from, '\xFF');
    CHECK_ERRNO(EILSEQ);
    source = L"ab\xDE00z";
    CHECK_EQ(string_from_wide(bytes, &source, 16, &s), INVALID);
    CHECK_EQ(*source, 0xDE00);
    CHECK_ERRNO(EILSEQ);
    CHECK_EQ(string_to_wide(wide, NULL, 1, &s), INVALID);
    CHECK_INVALID(EINVAL, 1);
    locale("C");
}

TEST(utf_16_and_32)
{
    size_t(__cdecl * to16)(WCHAR *, const char *, size_t, state *) = crt_function("mbrtoc16");
    size_t(__cdecl * to32)(unsigned *, const char *, size_t, state *) = crt_function("mbrtoc32");
    size_t(__cdecl * from16)(char *, WCHAR, state *) = crt_function("c16rtomb");
    size_t(__cdecl * from32)(char *, unsigned, state *) = crt_function("c32rtomb");
    state s = {0};
    WCHAR unit = 0;
    unsigned c = 0;
    char bytes[8] = "";
    CHECK_EQ(to16(&unit, "\xF0\x9F\x98\x80z", 5, &s), 4);
    CHECK_EQ(unit, 0xD83D);
    CHECK_EQ(to16(&unit, "z", 1, &s), PENDING);
    CHECK_EQ(unit, 0xDE00);
    CHECK_EQ(to16(&unit, "z", 1, &s), 1);
    CHECK_EQ(unit, 'z');
    CHECK_EQ(to32(&c, "\xF0\x9F", 2, &s), INCOMPLETE);
    CHECK_EQ(to32(&c, "\x98\x80", 2, &s), 2);
    CHECK_EQ(c, 0x1F600);
    CHECK_EQ(to32(&c, "", 1, &s), 0);
    CHECK_EQ(from16(bytes, 0xD83D, &s), 0);
    CHECK_EQ(from16(bytes, 0xDE00, &s), 4);
    CHECK(!memcmp(bytes, "\xF0\x9F\x98\x80", 4));
    CHECK_EQ(from32(bytes, 0x20AC, &s), 3);
    CHECK(!memcmp(bytes, "\xE2\x82\xAC", 3));
    CHECK_EQ(from32(bytes, 0, &s), 1);
    CHECK_ERRNO(0);
    CHECK_EQ(from32(bytes, 0xD800, &s), INVALID);
    CHECK_ERRNO(EILSEQ);
    CHECK_EQ(from32(bytes, 0x110000, &s), INVALID);
    CHECK_ERRNO(EILSEQ);
    CHECK_EQ(from16(bytes, 0xDE00, &s), INVALID);
    CHECK_ERRNO(EILSEQ);
}

static void all(void)
{
    crt_setup();
    to_wide = crt_function("mbrtowc");
    from_wide = crt_function("wcrtomb");
    string_to_wide = crt_function("mbsrtowcs");
    string_from_wide = crt_function("wcsrtombs");
    RUN(bytes_one_at_a_time);
    RUN(errors);
    RUN(strings);
    RUN(utf_16_and_32);
}
GUEST_MAIN(all();)
