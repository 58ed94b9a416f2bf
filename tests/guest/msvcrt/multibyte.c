/* SPDX-License-Identifier: MIT
 *
 * mbstring.h under a double-byte code page (932) and a single-byte one.
 */
#include <mbctype.h>
#include <mbstring.h>
#include <stdlib.h>
#include "guest.h"

#define S(text) ((unsigned char *)(text))
#define NICHI   "\x93\xFA" /* 日 */
#define HON     "\x96\x7B" /* 本, whose second byte is { */
#define SO      "\x83\x5C" /* ソ, whose second byte is a backslash */

TEST(characters_have_two_bytes)
{
    CHECK_EQ(_mbslen(S(NICHI HON "x")), 3);
    CHECK_EQ(_mbclen(S(NICHI)), 2);
    CHECK_EQ(_mbsnextc(S(NICHI)), 0x93FA);
    CHECK_EQ(_mbsnccnt(S(NICHI "ab"), 3), 2);
    CHECK_EQ(_mbsnbcnt(S(NICHI "ab"), 2), 3);
    unsigned char text[] = "a" SO "b";
    CHECK(_mbsinc(text + 1) == text + 3);
    CHECK(_mbsdec(text, text + 3) == text + 1);
    CHECK(_mbsdec(text, text) == NULL);
    CHECK(_mbsninc(text, 2) == text + 3);
    CHECK(_ismbblead(0x93) && !_ismbblead(0x41) && !_ismbblead(0xB1));
    CHECK_EQ(_mbsbtype(text, 1), _MBC_LEAD);
    CHECK_EQ(_mbsbtype(text, 2), _MBC_TRAIL);
    CHECK_EQ(_mbsbtype(text, 3), _MBC_SINGLE);
    CHECK(_ismbslead(text, text + 1) && !_ismbslead(text, text + 2));
    CHECK(_ismbstrail(text, text + 2) && !_ismbstrail(text, text + 1));
}

TEST(a_trail_byte_is_not_found)
{
    unsigned char path[] = "C:\\" SO "\\x" SO;
    CHECK(_mbsrchr(path, '\\') == path + 5);
    CHECK(strrchr((char *)path, '\\') == (char *)path + 8);
    CHECK(_mbschr(path, 0x835C) == path + 3);
    CHECK(_mbsstr(path, S("x" SO)) == path + 6);
    CHECK_EQ(_mbscspn(path, S(SO)), 3);
    CHECK(_mbspbrk(path, S("x")) == path + 6);
}

TEST(comparing)
{
    CHECK_EQ(_mbscmp(S("a" NICHI), S("a" NICHI)), 0);
    CHECK(_mbscmp(S("a"), S(NICHI)) < 0);
    CHECK_EQ(_mbsicmp(S("AbC" NICHI), S("aBc" NICHI)), 0);
    CHECK_EQ(_mbsicmp(S("\x82\x60"), S("\x82\x81")), 0); /* full-width A and a */
    CHECK_EQ(_mbsncmp(S(NICHI "a"), S(NICHI "b"), 1), 0);
    CHECK(_mbsnbcmp(S(NICHI "a"), S(NICHI "b"), 3) < 0);
}

TEST(copying_keeps_characters_whole)
{
    unsigned char text[8];
    memset(text, 'z', sizeof(text));
    _mbsnbcpy(text, S(NICHI HON), 3);
    CHECK(!memcmp(text, NICHI "\0zzzz", 7));
    memset(text, 0, sizeof(text));
    _mbsncpy(text, S(NICHI HON), 1);
    CHECK(!memcmp(text, NICHI "\0", 3));
    _mbsncat(text, S(HON "x"), 1);
    CHECK(!memcmp(text, NICHI HON "\0", 5));
    CHECK(!memcmp(_mbsrev(text), HON NICHI "\0", 5));
    unsigned char mixed[] = "aB" SO "c";
    CHECK(!memcmp(_mbsupr(mixed), "AB" SO "C", 6));
}

TEST(kana)
{
    CHECK(_ismbckata(0x8341) && !_ismbckata(0x829F));
    CHECK(_ismbchira(0x82A0));
    CHECK_EQ(_mbctohira(0x8341), 0x82A0);
    CHECK_EQ(_mbctokata(0x82A0), 0x8341);
    CHECK_EQ(_mbbtombc('A'), 0x8260);
    CHECK_EQ(_mbctombb(0x8260), 'A');
    CHECK_EQ(_mbcjistojms(0x3021), 0x889F);
    CHECK_EQ(_mbcjmstojis(0x889F), 0x3021);
}

TEST(single_bytes)
{
    CHECK_EQ(_setmbcp(1252), 0);
    CHECK_EQ(_mbslen(S(NICHI)), 2);
    CHECK(_mbschr(S(SO), '\\') != NULL);
    CHECK_EQ(_setmbcp(99999), -1);
}

GUEST_MAIN(if (_setmbcp(932) == 0) {
    CHECK_EQ(_getmbcp(), 932);
    RUN(characters_have_two_bytes);
    RUN(a_trail_byte_is_not_found);
    RUN(comparing);
    RUN(copying_keeps_characters_whole);
    RUN(kana);
} RUN(single_bytes);)
