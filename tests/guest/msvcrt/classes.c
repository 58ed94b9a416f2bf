/* SPDX-License-Identifier: MIT
 *
 * ctype.h and wctype.h: every class by table, in the C locale, in code page 1252 and in 932, by the function,
 * its _l form, _isctype and the tables that Microsoft's macros index; the mapping of case.
 */
#include "crt_dll.h"

enum {
    UPPER = 1,
    LOWER = 2,
    DIGIT = 4,
    SPACE = 8,
    PUNCT = 16,
    CONTROL = 32,
    BLANK = 64,
    HEX = 128,
    ALPHA = 0x103,
    LEAD = 0x8000
};

static const struct {
    const char *name, *name_l;
    int mask;
} narrow[] =
    {
        {"isalnum", "_isalnum_l", ALPHA | DIGIT},
        {"isalpha", "_isalpha_l", ALPHA},
        {"iscntrl", "_iscntrl_l", CONTROL},
        {"isdigit", "_isdigit_l", DIGIT},
        {"isgraph", "_isgraph_l", ALPHA | DIGIT | PUNCT},
        {"isleadbyte", "_isleadbyte_l", LEAD},
        {"islower", "_islower_l", LOWER},
        {"isprint", "_isprint_l", ALPHA | DIGIT | PUNCT | BLANK},
        {"ispunct", "_ispunct_l", PUNCT},
        {"isspace", "_isspace_l", SPACE},
        {"isupper", "_isupper_l", UPPER},
        {"isxdigit", "_isxdigit_l", HEX},
},
  wide[] = {
      {"iswalnum", "_iswalnum_l", ALPHA | DIGIT},
      {"iswalpha", "_iswalpha_l", ALPHA},
      {"iswcntrl", "_iswcntrl_l", CONTROL},
      {"iswdigit", "_iswdigit_l", DIGIT},
      {"iswgraph", "_iswgraph_l", ALPHA | DIGIT | PUNCT},
      {"iswlower", "_iswlower_l", LOWER},
      {"iswprint", "_iswprint_l", ALPHA | DIGIT | PUNCT | BLANK},
      {"iswpunct", "_iswpunct_l", PUNCT},
      {"iswspace", "_iswspace_l", SPACE},
      {"iswupper", "_iswupper_l", UPPER},
      {"iswxdigit", "_iswxdigit_l", HEX},
};

/* What an ASCII character is; nothing beyond. */
static int ascii_class(int c)
{
    if (c < 0 || c > 127)
        return 0;
    if (c == ' ')
        return SPACE | BLANK;
    if (c < 32 || c == 127)
        return CONTROL | (c >= 9 && c <= 13 ? SPACE : 0);
    int letter = c | 32;
    if (c >= '0' && c <= '9')
        return DIGIT | HEX;
    if (letter >= 'a' && letter <= 'z')
        return (c & 32 ? LOWER : UPPER) | (letter <= 'f' ? HEX : 0);
    return PUNCT;
}

typedef int (*is_function)(int);
typedef int (*is_function_l)(int, crt_locale);

TEST(bytes_in_the_c_locale)
{
    int (*isctype)(int, int) = crt_function("_isctype");
    const unsigned short *table = *(const unsigned short **)crt_function("_pctype");
    const unsigned short *first = (const unsigned short *)crt_function("_ctype");
    CHECK(CRT(const unsigned short *, __pctype_func, void)() == table);
    for (int c = -1; c < 256; c++) {
        CHECK_EQ(table[c] & 0x81FF, ascii_class(c));
        CHECK_EQ(first[c + 1] & 0x81FF, ascii_class(c));
        for (size_t i = 0; i < COUNT(narrow); i++) {
            int wanted = (ascii_class(c) & narrow[i].mask) != 0;
            CHECK_EQ(!!((is_function)crt_function(narrow[i].name))(c), wanted);
            CHECK_EQ(!!((is_function_l)crt_function(narrow[i].name_l))(c, NULL), wanted);
            CHECK_EQ(!!isctype(c, narrow[i].mask), wanted);
        }
        int letter = ascii_class(c) & ALPHA, digit = ascii_class(c) & DIGIT;
        CHECK_EQ(!!CRT(int, __iscsym, int)(c), letter || digit || c == '_');
        CHECK_EQ(!!CRT(int, __iscsymf, int)(c), letter || c == '_');
        CHECK_EQ(!!CRT(int, __isascii, int)(c), c >= 0 && c < 128);
        CHECK_EQ(CRT(int, __toascii, int)(c), c & 127);
        CHECK_EQ(CRT(int, tolower, int)(c), letter && !(c & 32) ? c + 32 : c);
        CHECK_EQ(CRT(int, toupper, int)(c), letter && c & 32 ? c - 32 : c);
    }
    CHECK_EQ(CRT(int, _tolower, int)('A'), 'a');
    CHECK_EQ(CRT(int, _toupper, int)('z'), 'Z');
}

TEST(bytes_of_other_code_pages)
{
    crt_locale (*create)(int, const char *) = crt_function("_create_locale");
    crt_locale german = create(0, "German_Germany.1252"), japanese = create(0, "Japanese_Japan.932");
    static const struct {
        int c, classes;
    } rows[] = {{0xC4, UPPER | 0x100}, {0xE4, LOWER | 0x100}, {0xDF, LOWER | 0x100}, {0xD7, PUNCT},
                {0xA0, SPACE | BLANK}, {0x9F, UPPER | 0x100}, {'A', UPPER | HEX},    {-1, 0}};
    for (size_t r = 0; r < COUNT(rows); r++)
        for (size_t i = 0; i < COUNT(narrow); i++) {
            int wanted = (rows[r].classes & narrow[i].mask) != 0;
            CHECK_EQ(!!((is_function_l)crt_function(narrow[i].name_l))(rows[r].c, german), wanted);
            CHECK_EQ(!!CRT(int, _isctype_l, int, int, crt_locale)(rows[r].c, narrow[i].mask, german), wanted);
        }
    CHECK_EQ(CRT(int, _tolower_l, int, crt_locale)(0xC4, german), 0xE4);
    CHECK_EQ(CRT(int, _toupper_l, int, crt_locale)(0xE4, german), 0xC4);
    CHECK_EQ(CRT(int, _toupper_l, int, crt_locale)(0xFF, german), 0x9F);
    CHECK_EQ(CRT(int, _toupper_l, int, crt_locale)(0xDF, german), 0xDF);
    CHECK_EQ(CRT(int, _toupper_l, int, crt_locale)(0xE4, NULL), 0xE4);
    int (*lead)(int, crt_locale) = crt_function("_isleadbyte_l");
    CHECK(lead(0x81, japanese) && lead(0xFC, japanese) && !lead(0xB1, japanese) && !lead('A', japanese));
    CHECK(!CRT(int, _isalpha_l, int, crt_locale)(0x81, japanese));
    /* Two bytes in one number are the character. */
    CHECK(CRT(int, _isalpha_l, int, crt_locale)(0x82A0, japanese));
    CHECK(CRT(int, _isupper_l, int, crt_locale)(0x8260, japanese));
    CHECK(!CRT(int, _isupper_l, int, crt_locale)(0x8281, japanese));
    CHECK(CRT(int, _ispunct_l, int, crt_locale)(0x8141, japanese));
    CHECK(!CRT(int, _isalpha_l, int, crt_locale)(0x82A0, german));
    CHECK_EQ(CRT(int, _tolower_l, int, crt_locale)(0x8260, japanese), 0x8281);
    CHECK_EQ(CRT(int, _toupper_l, int, crt_locale)(0x8281, japanese), 0x8260);
    CHECK_EQ(CRT(int, _toupper_l, int, crt_locale)(0x8281, german), 0x8281);

    /* setlocale changes what the plain functions and the table say. */
    char *(*set)(int, const char *) = crt_function("setlocale");
    CHECK(set(2, "German_Germany.1252") != NULL);
    CHECK(CRT(const unsigned short *, __pctype_func, void)()[0xC4] & UPPER);
    CHECK(CRT(int, isupper, int)(0xC4) && CRT(int, isspace, int)(0xA0));
    CHECK_EQ(CRT(int, tolower, int)(0xC4), 0xE4);
    CHECK_EQ(CRT(unsigned short, towupper, unsigned)(0xE4), 0xC4);
    CHECK(set(2, "Japanese_Japan.932") != NULL);
    CHECK(CRT(int, isleadbyte, int)(0x81) && !CRT(int, isleadbyte, int)(0xA0));
    CHECK(CRT(int, isalpha, int)(0x82A0));
    CHECK_EQ(CRT(int, ___mb_cur_max_func, void)(), 2);
    CHECK(set(2, "C") != NULL);
    CHECK(!CRT(int, isupper, int)(0xC4));
}

TEST(wide_characters)
{
    static const struct {
        unsigned c;
        int classes;
    } rows[] = {
        {'A', UPPER | HEX | 0x100},
        {'7', DIGIT | HEX},
        {' ', SPACE | BLANK},
        {'!', PUNCT},
        {13, SPACE | CONTROL},
        {0xC4, UPPER | 0x100},
        {0xE4, LOWER | 0x100},
        {0x410, UPPER | 0x100},
        {0x430, LOWER | 0x100},
        {0x3042, 0x100},
        {0x2003, SPACE | BLANK},
        {0x20AC, PUNCT},
        {0xFFFF, 0},
        {0x4E00, 0x100},
    };
    for (size_t r = 0; r < COUNT(rows); r++)
        for (size_t i = 0; i < COUNT(wide); i++) {
            int wanted = (rows[r].classes & wide[i].mask) != 0, failures = guest_failures;
            CHECK_EQ(!!((is_function)crt_function(wide[i].name))((int)rows[r].c), wanted);
            CHECK_EQ(!!((is_function_l)crt_function(wide[i].name_l))((int)rows[r].c, NULL), wanted);
            CHECK_EQ(!!CRT(int, iswctype, unsigned, int)(rows[r].c, wide[i].mask), wanted);
            CHECK_EQ(!!CRT(int, is_wctype, unsigned, int)(rows[r].c, wide[i].mask), wanted);
            CHECK_EQ(!!CRT(int, _iswctype_l, unsigned, int, crt_locale)(rows[r].c, wide[i].mask, NULL),
                     wanted);
            if (failures != guest_failures)
                guest_write(wide[i].name), guest_write_number(rows[r].c), guest_write("\n");
        }
    CHECK(CRT(int, iswascii, unsigned)(0x7F) && !CRT(int, iswascii, unsigned)(0x80));
    crt_locale german = CRT(crt_locale, _create_locale, int, const char *)(0, "German_Germany.1252");
    CHECK_EQ(CRT(unsigned short, towlower, unsigned)('Q'), 'q');
    CHECK_EQ(CRT(unsigned short, towlower, unsigned)(0x410), 0x410);
    CHECK_EQ(CRT(unsigned short, _towlower_l, unsigned, crt_locale)(0x410, german), 0x430);
    CHECK_EQ(CRT(unsigned short, _towupper_l, unsigned, crt_locale)(0x430, german), 0x410);
    CHECK_EQ(CRT(unsigned short, _towupper_l, unsigned, crt_locale)(0x430, NULL), 0x430);
    const unsigned short *table = CRT(const unsigned short *, __pwctype_func, void)();
    CHECK(table == *(const unsigned short **)crt_function("_pwctype"));
    CHECK(((const unsigned short *)crt_function("_wctype")) + 1 == table);
    CHECK(table['A'] & UPPER && table[0xC4] & UPPER && !(table[0x20] & PUNCT));
}

GUEST_MAIN(crt_setup(); RUN(bytes_in_the_c_locale); RUN(bytes_of_other_code_pages); RUN(wide_characters);)
