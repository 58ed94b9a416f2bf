/* SPDX-License-Identifier: MIT
 *
 * mbstring.h under code page 932, with the process's page and with a _locale_t: every function is called in
 * both forms. "\x82\xA0" is hiragana A, "\x83\x41" katakana A, whose second byte is a capital A; "\x82\x60"
 * is a full-width A, "\x82\x81" its small letter; 0xB1 is a half-width katakana.
 */
#include <stdbool.h>
#include "crt_dll.h"

#define TRUNCATE  ((size_t)-1)
#define STRUNCATE 80
#define NLS_ERROR 0x7FFFFFFF

typedef unsigned char *text_t;
static crt_locale japanese;

#define NAMES(name) #name, #name "_l"

/* The function of that name, and its _l form: `call` stands for both in turn. A plain function ignores the
 * surplus argument. */
#define BOTH(type, name, parameters, ...)                                                                    \
    for (int form_ = 0; form_ < 2; form_++) {                                                                \
        type(*call) parameters = crt_function(form_ ? #name "_l" : #name);                                   \
        __VA_ARGS__                                                                                          \
    }

static text_t put(const char *text)
{
    static char rooms[4][64];
    static int room;
    return (text_t)strcpy(rooms[room++ & 3], text);
}

TEST(classes_of_characters)
{
    static const struct {
        const char *name, *name_l;
        unsigned yes[4], no[6];
    } rows[] = {
        {NAMES(_ismbcalnum), {'a', '7', 0x8260, 0x824F}, {' ', 0x8141, '%', 0x8140, '_', '%'}},
        {NAMES(_ismbcalpha), {'a', 0x8260, 0x8281, 0x829F}, {'7', 0x824F, ' ', 0x8141, 0x8140, '%'}},
        {NAMES(_ismbcdigit), {'0', '9', 0x824F, 0x8258}, {'a', 0x8260, 0x829F, ' ', 0x8140, '%'}},
        {NAMES(_ismbcgraph), {'a', '!', 0x8260, 0x8149}, {' ', 0x8140, 7, 0x7F, 9, 1}},
        {NAMES(_ismbclower), {'a', 'z', 0x8281, 0x829A}, {'A', 0x8260, '1', 0x8341, 0x829F, ' '}},
        {NAMES(_ismbcprint), {'a', ' ', 0x8260, 0x8149}, {7, 0x7F, 1, 0x1F, 2, 3}},
        {NAMES(_ismbcpunct), {'!', '.', 0x8149, 0x8143}, {'a', '1', 0x8260, ' ', 0x824F, 0x8281}},
        {NAMES(_ismbcspace), {' ', 9, 13, 0x8140}, {'a', 0x8141, '_', 0, 0x8260, 1}},
        {NAMES(_ismbcupper), {'A', 'Z', 0x8260, 0x8279}, {'a', 0x8281, '1', 0x829F, 0x8340, ' '}},
        {NAMES(_ismbclegal), {0x8140, 0x9FFC, 0xE040, 0xFC4B}, {0x817F, 0x813F, 0xA140, 'a', 0x81FD, 0xFD40}},
        {NAMES(_ismbchira), {0x829F, 0x82A0, 0x82F1, 0x82B0}, {0x829E, 0x82F2, 0x8340, 'a', 0xB1, 0x827F}},
        {NAMES(_ismbckata), {0x8340, 0x837E, 0x8380, 0x8396}, {0x833F, 0x837F, 0x8397, 0x82A0, 0xB1, 'a'}},
        {NAMES(_ismbcsymbol), {0x8141, 0x817E, 0x8180, 0x81AC}, {0x8140, 0x817F, 0x81AD, 'a', 0x8260, '!'}},
        {NAMES(_ismbcl0), {0x8140, 0x8260, 0x889E, 0x8440}, {0x889F, 0x813F, 0x817F, 'a', 0xB1, 0x9840}},
        {NAMES(_ismbcl1), {0x889F, 0x9872, 0x8940, 0x9640}, {0x889E, 0x9873, 0x987F, 'a', 0x989F, 0x8140}},
        {NAMES(_ismbcl2), {0x989F, 0xEAA4, 0xE040, 0x9940}, {0x989E, 0xEAA5, 0x9872, 'a', 0xA040, 0x8140}},
        {NAMES(_ismbbalnum), {'a', '7', 0xA6, 0xDF}, {' ', 0xA5, '!', 0x81, 0xE0, 0x7F}},
        {NAMES(_ismbbalpha), {'a', 'Z', 0xA6, 0xDF}, {'7', 0xA5, '!', 0x81, 0xE0, 0x7F}},
        {NAMES(_ismbbgraph), {'a', '!', 0xA1, 0xDF}, {' ', 7, 0x81, 0xE0, 0x7F, 0xA0}},
        {NAMES(_ismbbprint), {'a', ' ', 0xA1, 0xDF}, {7, 9, 0x81, 0xE0, 0x7F, 0xA0}},
        {NAMES(_ismbbpunct), {'!', '_', 0xA1, 0xA5}, {'a', ' ', 0xA6, 0x81, 0x7F, 0xE0}},
        {NAMES(_ismbbkalnum), {0xA6, 0xB1, 0xDF, 0xC0}, {'a', '7', 0xA5, 0xE0, 0x81, ' '}},
        {NAMES(_ismbbkana), {0xA1, 0xA6, 0xDF, 0xB1}, {'a', 0xA0, 0xE0, 0x81, ' ', 0x7F}},
        {NAMES(_ismbbkprint), {0xA1, 0xA6, 0xDF, 0xB1}, {'a', 0xA0, 0xE0, 0x81, ' ', 0x7F}},
        {NAMES(_ismbbkpunct), {0xA1, 0xA2, 0xA4, 0xA5}, {0xA6, '!', 0xE0, 0xA0, 'a', 0x81}},
        {NAMES(_ismbblead), {0x81, 0x9F, 0xE0, 0xFC}, {0x80, 0xA0, 0xDF, 0xFD, 'a', 0xFF}},
        {NAMES(_ismbbtrail), {0x40, 0x7E, 0x80, 0xFC}, {0x3F, 0x7F, 0xFD, 0xFE, 0xFF, ' '}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int (*is)(unsigned) = crt_function(rows[i].name);
        int (*is_l)(unsigned, crt_locale) = crt_function(rows[i].name_l);
        int failures = guest_failures;
        for (int k = 0; k < 4; k++)
            CHECK(is(rows[i].yes[k]) && is_l(rows[i].yes[k], japanese));
        for (int k = 0; k < 6; k++)
            CHECK(!is(rows[i].no[k]) && !is_l(rows[i].no[k], japanese));
        if (failures != guest_failures)
            guest_write(rows[i].name), guest_write("\n");
    }
}

TEST(conversion_of_characters)
{
    static const struct {
        const char *name, *name_l;
        unsigned pairs[10][2];
    } rows[] = {
        {NAMES(_mbctolower),
         {{'A', 'a'}, {0x8260, 0x8281}, {0x8279, 0x829A}, {0x8341, 0x8341}, {'1', '1'}, {0x839F, 0x83BF}}},
        {NAMES(_mbctoupper),
         {{'a', 'A'}, {0x8281, 0x8260}, {0x829A, 0x8279}, {0x82A0, 0x82A0}, {'1', '1'}, {0x83BF, 0x839F}}},
        {NAMES(_mbctohira),
         {{0x8340, 0x829F},
          {0x837E, 0x82DD},
          {0x8380, 0x82DE},
          {0x8393, 0x82F1},
          {0x8394, 0x8394},
          {'a', 'a'}}},
        {NAMES(_mbctokata),
         {{0x829F, 0x8340},
          {0x82DD, 0x837E},
          {0x82DE, 0x8380},
          {0x82F1, 0x8393},
          {'a', 'a'},
          {0x82F2, 0x82F2}}},
        {NAMES(_mbbtombc),
         {{'A', 0x8260},
          {'z', 0x829A},
          {'0', 0x824F},
          {' ', 0x8140},
          {'"', 0x8168},
          {0x5C, 0x818F},
          {0xB1, 0x8341},
          {0xA1, 0x8142},
          {0xDE, 0x814A},
          {0x1F, 0x1F}}},
        {NAMES(_mbctombb),
         {{0x8260, 'A'},
          {0x829A, 'z'},
          {0x824F, '0'},
          {0x8140, ' '},
          {0x8166, '\''},
          {0x8150, '~'},
          {0x8341, 0xB1},
          {0x82A0, 0xB1},
          {0x8142, 0xA1},
          {0x889F, 0x889F}}},
        {NAMES(_mbcjistojms),
         {{0x2121, 0x8140}, {0x2422, 0x82A0}, {0x3021, 0x889F}, {0x7426, 0xEAA4}, {0x2020, 0}, {0x7F21, 0}}},
        {NAMES(_mbcjmstojis),
         {{0x8140, 0x2121}, {0x82A0, 0x2422}, {0x889F, 0x3021}, {0xEAA4, 0x7426}, {'a', 0}, {0x817F, 0}}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        unsigned (*map)(unsigned) = crt_function(rows[i].name);
        unsigned (*map_l)(unsigned, crt_locale) = crt_function(rows[i].name_l);
        int failures = guest_failures;
        for (int k = 0; k < 10 && rows[i].pairs[k][0]; k++) {
            CHECK_EQ(map(rows[i].pairs[k][0]), rows[i].pairs[k][1]);
            CHECK_EQ(map_l(rows[i].pairs[k][0], japanese), rows[i].pairs[k][1]);
        }
        if (failures != guest_failures)
            guest_write(rows[i].name), guest_write("\n");
    }
    unsigned char room[2] = {0, 0};
    BOTH(void, _mbccpy, (text_t, const char *, crt_locale), {
        call(room, "\x83\x41z", japanese);
        CHECK(room[0] == 0x83 && room[1] == 0x41);
    })
    BOTH(int, _mbccpy_s, (text_t, size_t, int *, const char *, crt_locale), {
        int copied = -1;
        CHECK_EQ(call(room, 2, &copied, "\x82\xA0", japanese), 0);
        CHECK_EQ(copied, 2);
        CHECK_EQ(room[1], 0xA0);
        CHECK_INVALID(0, 0);
        CHECK_EQ(call(room, 1, &copied, "\x82\xA0", japanese), ERANGE);
        CHECK_EQ(room[0], 0);
        CHECK_EQ(copied, 0);
        CHECK_INVALID(ERANGE, 1);
        CHECK_EQ(call(NULL, 2, &copied, "a", japanese), EINVAL);
        CHECK_EQ(call(room, 0, &copied, "a", japanese), EINVAL);
        CHECK_EQ(call(room, 2, &copied, NULL, japanese), EINVAL);
        CHECK_INVALID(EINVAL, 3);
    })
}

TEST(along_the_string)
{
    /* a, hiragana A, katakana A, half-width katakana, a lead byte before the end */
    const char *text = "a\x82\xA0\x83\x41\xB1\x81";
    BOTH(size_t, _mbslen, (const char *, crt_locale),
         { CHECK_EQ(call("a\x82\xA0\x83\x41\xB1", japanese), 4); })
    BOTH(size_t, _mbsnlen, (const char *, size_t, crt_locale), {
        CHECK_EQ(call("a\x82\xA0", 9, japanese), 2);
        CHECK_EQ(call("a\x82\xA0", 3, japanese), 3); /* no terminator in reach: the size */
    })
    BOTH(size_t, _mbclen, (const char *, crt_locale), {
        CHECK_EQ(call("a", japanese), 1);
        CHECK_EQ(call("\x82\xA0", japanese), 2);
        CHECK_EQ(call("\x81", japanese), 1);
    })
    BOTH(unsigned, _mbsnextc, (const char *, crt_locale), {
        CHECK_EQ(call("a", japanese), 'a');
        CHECK_EQ(call("\x82\xA0", japanese), 0x82A0);
    })
    BOTH(const char *, _mbsinc, (const char *, crt_locale), {
        CHECK(call(text, japanese) == text + 1);
        CHECK(call(text + 1, japanese) == text + 3);
    })
    BOTH(const char *, _mbsdec, (const char *, const char *, crt_locale), {
        CHECK(call(text, text + 5, japanese) == text + 3);
        CHECK(call(text, text + 3, japanese) == text + 1);
        CHECK(call(text, text + 1, japanese) == text);
        CHECK(call(text, text, japanese) == NULL);
    })
    BOTH(const char *, _mbsninc, (const char *, size_t, crt_locale), {
        CHECK(call(text, 2, japanese) == text + 3);
        CHECK(call(text, 99, japanese) == text + 7);
        CHECK(call(NULL, 1, japanese) == NULL);
    })
    BOTH(size_t, _mbsnbcnt, (const char *, size_t, crt_locale), { CHECK_EQ(call(text, 3, japanese), 5); })
    BOTH(size_t, _mbsnccnt, (const char *, size_t, crt_locale), { CHECK_EQ(call(text, 5, japanese), 3); })
    static const signed char types[] = {0, 1, 2, 1, 2, 0};
    BOTH(int, _mbsbtype, (const char *, size_t, crt_locale), {
        for (size_t i = 0; i < COUNT(types); i++)
            CHECK_EQ(call(text, i, japanese), types[i]);
        CHECK_EQ(call("ab", 2, japanese), -1);
    })
    BOTH(int, _mbbtype, (unsigned char, int, crt_locale), {
        CHECK_EQ(call('a', 0, japanese), 0);
        CHECK_EQ(call(0x82, 0, japanese), 1);
        CHECK_EQ(call(0xA0, 1, japanese), 2);
        CHECK_EQ(call(0xFD, 1, japanese), -1);
        CHECK_EQ(call(0x7F, 0, japanese), -1);
        CHECK_EQ(call(0xA0, 0, japanese), -1);
        CHECK_EQ(call(0xB1, 2, japanese), 0);
    })
    static const signed char leads[] = {0, -1, 0, -1, 0, 0}, trails[] = {0, 0, -1, 0, -1, 0};
    BOTH(int, _ismbslead, (const char *, const char *, crt_locale), {
        for (size_t i = 0; i < COUNT(leads); i++)
            CHECK_EQ(call(text, text + i, japanese), leads[i]);
    })
    BOTH(int, _ismbstrail, (const char *, const char *, crt_locale), {
        for (size_t i = 0; i < COUNT(trails); i++)
            CHECK_EQ(call(text, text + i, japanese), trails[i]);
    })
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

TEST(comparison)
{
    BOTH(int, _mbscmp, (const char *, const char *, crt_locale), {
        CHECK_EQ(sign(call("\x83\x41", "\x83\x42", japanese)), -1);
        CHECK_EQ(sign(call("\xB1", "\x82\xA0", japanese)), -1); /* two bytes are the greater code */
        CHECK_EQ(call("", "", japanese), 0);
    })
    BOTH(int, _mbsicmp, (const char *, const char *, crt_locale), {
        CHECK_EQ(call("aB\x82\x60", "Ab\x82\x81", japanese), 0);
        CHECK(call("\x83\x41", "\x83\x61", japanese) != 0); /* not by its second byte */
    })
    BOTH(int, _mbsncmp, (const char *, const char *, size_t, crt_locale), {
        CHECK_EQ(call("\x82\xA0x", "\x82\xA0y", 1, japanese), 0);
        CHECK_EQ(sign(call("\x82\xA0x", "\x82\xA0y", 2, japanese)), -1);
        CHECK_EQ(call("a", "b", 0, japanese), 0);
    })
    BOTH(int, _mbsnicmp, (const char *, const char *, size_t, crt_locale), {
        CHECK_EQ(call("\x82\x60x", "\x82\x81Y", 1, japanese), 0);
        CHECK_EQ(sign(call("\x82\x60x", "\x82\x81Y", 2, japanese)), -1);
    })
    BOTH(int, _mbsnbcmp, (const char *, const char *, size_t, crt_locale), {
        CHECK_EQ(call("\x82\xA0x", "\x82\xA0y", 2, japanese), 0);
        CHECK_EQ(sign(call("\x82\xA0x", "\x82\xA0y", 3, japanese)), -1);
        CHECK_EQ(call("\x82\xA0", "\x82\xA1", 1, japanese), 0);
    })
    BOTH(int, _mbsnbicmp, (const char *, const char *, size_t, crt_locale), {
        CHECK_EQ(call("\x82\x60x", "\x82\x81Y", 2, japanese), 0);
        CHECK_EQ(sign(call("\x82\x60x", "\x82\x81Y", 3, japanese)), -1);
    })
    BOTH(int, _mbscoll, (const char *, const char *, crt_locale), {
        CHECK_EQ(sign(call("a", "b", japanese)), -1);
        CHECK_EQ(call("\x82\xA0", "\x82\xA0", japanese), 0);
    })
    BOTH(int, _mbsicoll, (const char *, const char *, crt_locale),
         { CHECK_EQ(call("ABC", "abc", japanese), 0); })
    BOTH(int, _mbsncoll, (const char *, const char *, size_t, crt_locale), {
        CHECK_EQ(call("\x82\xA0x", "\x82\xA0y", 1, japanese), 0);
        CHECK_EQ(sign(call("\x82\xA0x", "\x82\xA0y", 2, japanese)), -1);
    })
    BOTH(int, _mbsnicoll, (const char *, const char *, size_t, crt_locale), {
        CHECK_EQ(call("Abx", "aBy", 2, japanese), 0);
        CHECK_EQ(sign(call("Abx", "aBy", 3, japanese)), -1);
    })
    BOTH(int, _mbsnbcoll, (const char *, const char *, size_t, crt_locale), {
        CHECK_EQ(call("\x82\xA0x", "\x82\xA0y", 2, japanese), 0);
        CHECK_EQ(sign(call("\x82\xA0x", "\x82\xA0y", 3, japanese)), -1);
    })
    BOTH(int, _mbsnbicoll, (const char *, const char *, size_t, crt_locale), {
        CHECK_EQ(call("Abx", "aBy", 2, japanese), 0);
        CHECK_EQ(sign(call("Abx", "aBy", 3, japanese)), -1);
    })
    CHECK_INVALID(0, 0);
    CHECK_EQ(CRT(int, _mbscmp, const char *, const char *)(NULL, "a"), NLS_ERROR);
    CHECK_EQ(CRT(int, _mbsnbicmp, const char *, const char *, size_t)("a", NULL, 1), NLS_ERROR);
    CHECK_EQ(CRT(int, _mbsncoll, const char *, const char *, size_t)(NULL, "a", 1), NLS_ERROR);
    CHECK_INVALID(EINVAL, 3);
}

TEST(searching)
{
    const char *text = "\x83\x41"
                       "A\x83\x5C\x5C"
                       "A"; /* katakana A, A, so (with a backslash inside), \, A */
    BOTH(const char *, _mbschr, (const char *, unsigned, crt_locale), {
        CHECK(call(text, 'A', japanese) == text + 2);
        CHECK(call(text, '\\', japanese) == text + 5);
        CHECK(call(text, 0x835C, japanese) == text + 3);
        CHECK(call(text, 'z', japanese) == NULL);
        CHECK(call(text, 0, japanese) == text + 7);
    })
    BOTH(const char *, _mbsrchr, (const char *, unsigned, crt_locale), {
        CHECK(call(text, 'A', japanese) == text + 6);
        CHECK(call("\x83\x5C", '\\', japanese) == NULL);
    })
    BOTH(const char *, _mbsstr, (const char *, const char *, crt_locale), {
        CHECK(call(text, "A", japanese) == text + 2);
        CHECK(call(text, "\\A", japanese) == text + 5);
        CHECK(call(text, "", japanese) == text);
        CHECK(call(text, "\x83\x42", japanese) == NULL);
    })
    BOTH(size_t, _mbsspn, (const char *, const char *, crt_locale), {
        CHECK_EQ(call(text, "A\x83\x41", japanese), 3);
        CHECK_EQ(call(text, "A", japanese), 0);
    })
    BOTH(size_t, _mbscspn, (const char *, const char *, crt_locale), {
        CHECK_EQ(call(text, "\\", japanese), 5);
        CHECK_EQ(call(text, "z", japanese), 7);
    })
    BOTH(const char *, _mbsspnp, (const char *, const char *, crt_locale), {
        CHECK(call(text, "A\x83\x41", japanese) == text + 3);
        CHECK(call("AA", "A", japanese) == NULL);
    })
    BOTH(const char *, _mbspbrk, (const char *, const char *, crt_locale), {
        CHECK(call(text, "\\", japanese) == text + 5);
        CHECK(call(text, "z", japanese) == NULL);
    })
    BOTH(char *, _mbstok, (char *, const char *, crt_locale), {
        char *row = (char *)put("\\\x83\x5C\\b");
        CHECK_TEXT(call(row, "\\", japanese), "\x83\x5C");
        CHECK_TEXT(call(NULL, "\\", japanese), "b");
        CHECK(call(NULL, "\\", japanese) == NULL);
    })
    for (int form = 0; form < 2; form++) {
        char *next = NULL, *row = (char *)put("a\x81\x41"
                                              "b");
        char *(*token)(char *, const char *, char **, crt_locale) =
            crt_function(form ? "_mbstok_s_l" : "_mbstok_s");
        CHECK_TEXT(token(row, "\x81\x41", &next, japanese), "a");
        CHECK_TEXT(token(NULL, "\x81\x41", &next, japanese), "b");
        CHECK(token(NULL, "\x81\x41", &next, japanese) == NULL);
        CHECK_INVALID(0, 0);
        CHECK(token(row, NULL, &next, japanese) == NULL);
        CHECK_INVALID(EINVAL, 1);
    }
    CHECK(CRT(void *, _mbschr, const char *, unsigned)(NULL, 'a') == NULL);
    CHECK(CRT(void *, _mbsrchr, const char *, unsigned)(NULL, 'a') == NULL);
    CHECK_INVALID(EINVAL, 2);
}

TEST(copying)
{
    char room[12];
    CHECK_TEXT(CRT(char *, _mbscpy, char *, const char *)(room, "\x82\xA0"), "\x82\xA0");
    CHECK_TEXT(CRT(char *, _mbscat, char *, const char *)(room, "b"), "\x82\xA0"
                                                                      "b");
    char *copy = CRT(char *, _mbsdup, const char *)(room);
    CHECK_TEXT(copy, "\x82\xA0"
                     "b");
    CRT(void, free, void *)(copy);
    CHECK(CRT(char *, _mbsdup, const char *)(NULL) == NULL);
    BOTH(char *, _mbsncpy, (char *, const char *, size_t, crt_locale), {
        memset(room, '.', sizeof(room));
        call(room,
             "\x82\xA0"
             "bc",
             2, japanese);
        CHECK(!memcmp(room,
                      "\x82\xA0"
                      "b.",
                      4));
        call(room, "\x82\xA0", 3, japanese); /* two characters are missing: two zeros */
        CHECK(!memcmp(room, "\x82\xA0\0\0.", 5));
    })
    BOTH(char *, _mbsnbcpy, (char *, const char *, size_t, crt_locale), {
        memset(room, '.', sizeof(room));
        call(room, "a\x82\xA0", 2, japanese); /* half a character is none */
        CHECK(!memcmp(room, "a\0.", 3));
        call(room, "a", 4, japanese);
        CHECK(!memcmp(room, "a\0\0\0.", 5));
    })
    BOTH(char *, _mbsncat, (char *, const char *, size_t, crt_locale), {
        CHECK_TEXT(call((char *)put("x"),
                        "\x82\xA0"
                        "bc",
                        2, japanese),
                   "x\x82\xA0"
                   "b");
    })
    BOTH(char *, _mbsnbcat, (char *, const char *, size_t, crt_locale), {
        CHECK_TEXT(call((char *)put("x"), "b\x82\xA0", 2, japanese), "xb");
        CHECK_TEXT(call((char *)put("x"), "b\x82\xA0", 3, japanese), "xb\x82\xA0");
    })
    BOTH(char *, _mbsrev, (char *, crt_locale), {
        CHECK_TEXT(call((char *)put("a\x83\x41"
                                    "b"),
                        japanese),
                   "b\x83\x41"
                   "a");
    })
    BOTH(char *, _mbslwr, (char *, crt_locale), {
        CHECK_TEXT(call((char *)put("A\x83\x41\x82\x60"), japanese), "a\x83\x41\x82\x81");
        CHECK(call(NULL, japanese) == NULL);
        CHECK_INVALID(EINVAL, 1);
    })
    BOTH(char *, _mbsupr, (char *, crt_locale),
         { CHECK_TEXT(call((char *)put("a\x83\x61\x82\x81"), japanese), "A\x83\x61\x82\x60"); })
    BOTH(char *, _mbsset, (char *, unsigned, crt_locale), {
        CHECK_TEXT(call((char *)put("abcd"), 'x', japanese), "xxxx");
        CHECK_TEXT(call((char *)put("abcde"), 0x82A0, japanese), "\x82\xA0\x82\xA0 ");
    })
    BOTH(char *, _mbsnset, (char *, unsigned, size_t, crt_locale), {
        CHECK_TEXT(call((char *)put("abcde"), 'x', 2, japanese), "xxcde");
        CHECK_TEXT(call((char *)put("abcde"), 0x82A0, 2, japanese), "\x82\xA0\x82\xA0"
                                                                    "e");
    })
    BOTH(char *, _mbsnbset, (char *, unsigned, size_t, crt_locale),
         { CHECK_TEXT(call((char *)put("abcde"), 0x82A0, 3, japanese), "\x82\xA0 de"); })
    CHECK_INVALID(0, 0);
}

TEST(secure_copies)
{
    static const struct {
        const char *name, *name_l;
        size_t size;
        const char *from;
        size_t count;
        int result;
        unsigned calls;
        const char *after; /* of what was "xy" */
    } rows[] = {
        {NAMES(_mbscpy_s), 3, "\x82\xA0", 0, 0, 0, "\x82\xA0"},
        {NAMES(_mbscpy_s), 2, "\x82\xA0", 0, ERANGE, 1, ""},
        {NAMES(_mbscpy_s), 3, NULL, 0, EINVAL, 1, ""},
        {NAMES(_mbscpy_s), 0, "a", 0, EINVAL, 1, "xy"},
        {NAMES(_mbscat_s), 5, "\x82\xA0", 0, 0, 0, "xy\x82\xA0"},
        {NAMES(_mbscat_s), 4, "\x82\xA0", 0, ERANGE, 1, ""},
        {NAMES(_mbscat_s), 2, "", 0, EINVAL, 1, ""},
        {NAMES(_mbsncpy_s), 4,
         "\x82\xA0"
         "bc",
         2, 0, 0,
         "\x82\xA0"
         "b"},
        {NAMES(_mbsncpy_s), 3,
         "\x82\xA0"
         "bc",
         2, ERANGE, 1, ""},
        {NAMES(_mbsncpy_s), 3, "a\x82\xA0", TRUNCATE, STRUNCATE, 0, "a"},
        {NAMES(_mbsncpy_s), 4, "ab", 0, 0, 0, ""},
        {NAMES(_mbsncat_s), 6,
         "\x82\xA0"
         "bc",
         2, 0, 0,
         "xy\x82\xA0"
         "b"},
        {NAMES(_mbsncat_s), 5,
         "\x82\xA0"
         "bc",
         2, ERANGE, 1, ""},
        {NAMES(_mbsncat_s), 4, "\x82\xA0", TRUNCATE, STRUNCATE, 0, "xy"},
        {NAMES(_mbsnbcpy_s), 4,
         "\x82\xA0"
         "bc",
         3, 0, 0,
         "\x82\xA0"
         "b"},
        {NAMES(_mbsnbcpy_s), 4, "a\x82\xA0", 2, 0, 0, "a"},
        {NAMES(_mbsnbcpy_s), 3, "abc", 3, ERANGE, 1, ""},
        {NAMES(_mbsnbcat_s), 6,
         "\x82\xA0"
         "bc",
         3, 0, 0,
         "xy\x82\xA0"
         "b"},
        {NAMES(_mbsnbcat_s), 4, "bc", 2, ERANGE, 1, ""},
        {NAMES(_mbsnbcat_s), 6, NULL, 1, EINVAL, 1, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        for (int form = 0; form < 2; form++) {
            char room[16] = "xy";
            const char *name = form ? rows[i].name_l : rows[i].name;
            void *function = crt_function(name);
            int (*copy)(char *, size_t, const char *, crt_locale) = function;
            int (*copy_n)(char *, size_t, const char *, size_t, crt_locale) = function;
            bool counted = strchr(rows[i].name, 'n') != NULL;
            int failures = guest_failures;
            CHECK_EQ(counted ? copy_n(room, rows[i].size, rows[i].from, rows[i].count, japanese)
                             : copy(room, rows[i].size, rows[i].from, japanese),
                     rows[i].result);
            CHECK_INVALID(rows[i].calls ? rows[i].result : 0, rows[i].calls);
            CHECK_TEXT(room, rows[i].after);
            if (failures != guest_failures)
                guest_write(name), guest_write_number(i), guest_write("\n");
        }
}

TEST(secure_changes)
{
    static const char *const cases[] = {"_mbslwr_s", "_mbsupr_s", "_mbslwr_s_l", "_mbsupr_s_l"};
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *text = (char *)put("aB\x82\x60\x83\x41");
        int (*change)(char *, size_t, crt_locale) = crt_function(cases[i]);
        CHECK_EQ(change(text, 7, japanese), 0);
        CHECK_TEXT(text, i & 1 ? "AB\x82\x60\x83\x41" : "ab\x82\x81\x83\x41");
        CHECK_INVALID(0, 0);
        CHECK_EQ(change(text, 6, japanese), EINVAL);
        CHECK_EQ(*text, 0);
        CHECK_EQ(change(NULL, 6, japanese), EINVAL);
        CHECK_INVALID(EINVAL, 2);
    }
    BOTH(int, _mbsset_s, (char *, size_t, unsigned, crt_locale), {
        char *text = (char *)put("abcde");
        CHECK_EQ(call(text, 6, 0x82A0, japanese), 0);
        CHECK_TEXT(text, "\x82\xA0\x82\xA0 ");
        CHECK_EQ(call(text, 5, 'x', japanese), EINVAL);
        CHECK_EQ(*text, 0);
        CHECK_INVALID(EINVAL, 1);
    })
    BOTH(int, _mbsnset_s, (char *, size_t, unsigned, size_t, crt_locale), {
        char *text = (char *)put("abcde");
        CHECK_EQ(call(text, 6, 0x82A0, 1, japanese), 0);
        CHECK_TEXT(text, "\x82\xA0"
                         "cde");
        CHECK_EQ(call(text, 5, 'x', 1, japanese), EINVAL);
        CHECK_INVALID(EINVAL, 1);
    })
    BOTH(int, _mbsnbset_s, (char *, size_t, unsigned, size_t, crt_locale), {
        char *text = (char *)put("abcde");
        CHECK_EQ(call(text, 6, 'x', 2, japanese), 0);
        CHECK_TEXT(text, "xxcde");
        CHECK_EQ(call(text, 5, 'x', 1, japanese), EINVAL);
        CHECK_INVALID(EINVAL, 1);
    })
}

TEST(the_page)
{
    const unsigned char *types = (const unsigned char *)crt_function("_mbctype");
    CHECK_EQ(CRT(int, _getmbcp, void)(), 932);
    CHECK(CRT(void *, __p__mbctype, void)() == types);
    CHECK_EQ(types[0x81 + 1] & 4, 4); /* _M1 */
    CHECK_EQ(types[0x81 + 1] & 8, 8); /* _M2 */
    CHECK_EQ(types[0xFD + 1], 0);
    CHECK_EQ(types[0xB1 + 1] & 1, 1); /* _MS */
    CHECK_EQ(types[0xA1 + 1] & 2, 2); /* _MP */
    CHECK_EQ(CRT(int, _setmbcp, int)(12345), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _getmbcp, void)(), 932);
    CHECK_EQ(CRT(int, _setmbcp, int)(949), 0);
    CHECK(types[0x41 + 1] & 8 && !(types[0x40 + 1] & 8) && !(types[0x5B + 1] & 8));
    CHECK_EQ(CRT(int, _setmbcp, int)(1252), 0);
    CHECK_EQ(CRT(int, _getmbcp, void)(), 0); /* of single bytes */
    CHECK_EQ(CRT(size_t, _mbslen, const char *)("\x82\xA0"), 2);
    CHECK_EQ(CRT(int, _ismbblead, unsigned)(0x82), 0);
    CHECK_EQ(CRT(int, _ismbbtrail, unsigned)(0x41), 0);
    CHECK_EQ(CRT(int, _setmbcp, int)(0), 0); /* _MB_CP_SBCS */
    CHECK_EQ(CRT(int, _getmbcp, void)(), 0);
}

GUEST_MAIN(crt_setup(); CRT(int, _setmbcp, int)(932);
           japanese = CRT(crt_locale, _create_locale, int, const char *)(0, "Japanese_Japan.932");
           CHECK(japanese != NULL); RUN(classes_of_characters); RUN(conversion_of_characters);
           RUN(along_the_string); RUN(comparison); RUN(searching); RUN(copying); RUN(secure_copies);
           RUN(secure_changes); RUN(the_page);)
