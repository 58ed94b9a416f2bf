/* SPDX-License-Identifier: MIT
 *
 * stdlib.h's conversions between multibyte and wide text by table, in 932, in 1252 and in the C locale:
 * plain, secure and restartable, with what they write, return and set. Then locale objects, localeconv, and
 * the functions that C++ libraries ask about languages; strerror's forms; the searches and sorts that take a
 * context.
 */
#include <locale.h>
#include <wchar.h>
#include "crt_dll.h"

#define TRUNCATE   ((size_t)-1)
#define STRUNCATE  80
#define BAD_RESULT ((size_t)-1)
#define BAD_TEXT   42 /* EILSEQ */

static crt_locale japanese, german;

TEST(characters)
{
    wchar_t wide = 0x5555;
    char text[8];
    int (*len)(const char *, size_t, crt_locale) = crt_function("_mblen_l");
    CHECK_EQ(len("\x82\xA0", 2, japanese), 2);
    CHECK_EQ(len("\x82\xA0", 1, japanese), -1);
    CHECK_EQ(len("a", 9, japanese), 1);
    CHECK_EQ(len("", 9, japanese), 0);
    CHECK_EQ(len("a", 0, japanese), 0);
    CHECK_EQ(len(NULL, 9, japanese), 0);
    CHECK_EQ(CRT(int, mblen, const char *, size_t)("\x82\xA0", 2), 1); /* the C locale */
    errno = 0;
    int (*to_wide)(wchar_t *, const char *, size_t, crt_locale) = crt_function("_mbtowc_l");
    CHECK_EQ(to_wide(&wide, "\x82\xA0", 2, japanese), 2);
    CHECK_EQ(wide, 0x3042);
    CHECK_EQ(to_wide(NULL, "\x82\xA0", 2, japanese), 2);
    CHECK_EQ(to_wide(&wide, "\x80", 1, german), 1);
    CHECK_EQ(wide, 0x20AC);
    CHECK_EQ(to_wide(&wide, "", 1, german), 0);
    CHECK_EQ(wide, 0);
    CHECK_EQ(CRT(int, mbtowc, wchar_t *, const char *, size_t)(&wide, "\x80", 1), 1);
    CHECK_EQ(wide, 0x80);
    CHECK_INVALID(0, 0);
    CHECK_EQ(to_wide(&wide, "\x82", 1, japanese), -1);
    CHECK_ERRNO(BAD_TEXT);
    int (*to_bytes)(char *, wchar_t, crt_locale) = crt_function("_wctomb_l");
    CHECK_EQ(to_bytes(text, 0x3042, japanese), 2);
    CHECK(!memcmp(text, "\x82\xA0", 2));
    CHECK_EQ(to_bytes(text, 0x20AC, german), 1);
    CHECK_EQ((unsigned char)text[0], 0x80);
    CHECK_EQ(to_bytes(NULL, 'x', japanese), 0);
    CHECK_EQ(CRT(int, wctomb, char *, wchar_t)(text, 0xFF), 1);
    CHECK_INVALID(0, 0);
    CHECK_EQ(to_bytes(text, 0x3042, german), -1);
    CHECK_ERRNO(BAD_TEXT);
    CHECK_EQ(CRT(int, wctomb, char *, wchar_t)(text, 0x100), -1);
    CHECK_ERRNO(BAD_TEXT);
    int length = 7;
    int (*secure)(int *, char *, size_t, wchar_t, crt_locale) = crt_function("_wctomb_s_l");
    CHECK_EQ(secure(&length, text, 2, 0x3042, japanese), 0);
    CHECK_EQ(length, 2);
    CHECK_EQ(secure(&length, NULL, 0, 'x', japanese), 0);
    CHECK_EQ(length, 0);
    CHECK_EQ(CRT(int, wctomb_s, int *, char *, size_t, wchar_t)(&length, text, 1, 'x'), 0);
    CHECK_INVALID(0, 0);
    CHECK_EQ(secure(&length, text, 1, 0x3042, japanese), ERANGE);
    CHECK_EQ(text[0], 0);
    CHECK_INVALID(ERANGE, 1);
    CHECK_EQ(secure(&length, NULL, 1, 'x', japanese), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(secure(&length, text, 8, 0x3042, german), BAD_TEXT);
    CHECK_EQ(length, -1);
    CHECK_INVALID(BAD_TEXT, 0);
}

TEST(strings)
{
    wchar_t wide[8];
    char text[8];
    size_t (*widen)(wchar_t *, const char *, size_t, crt_locale) = crt_function("_mbstowcs_l");
    CHECK_EQ(widen(NULL, "a\x82\xA0", 0, japanese), 2);
    CHECK_EQ(widen(wide, "a\x82\xA0", 8, japanese), 2);
    CHECK_WIDE(wide, L"a\x3042");
    wide[1] = 0x5555;
    CHECK_EQ(widen(wide, "ab", 1, japanese), 1); /* not terminated */
    CHECK_EQ(wide[1], 0x5555);
    CHECK_EQ(CRT(size_t, mbstowcs, wchar_t *, const char *, size_t)(wide, "\xE9", 8), 1);
    CHECK_EQ(wide[0], 0xE9);
    CHECK_INVALID(0, 0);
    CHECK_EQ(widen(wide, "a\x82", 8, japanese), BAD_RESULT);
    CHECK_ERRNO(BAD_TEXT);
    CHECK_EQ(widen(wide, NULL, 8, japanese), BAD_RESULT);
    CHECK_INVALID(EINVAL, 1);
    size_t (*narrow)(char *, const wchar_t *, size_t, crt_locale) = crt_function("_wcstombs_l");
    CHECK_EQ(narrow(NULL, L"a\x3042", 0, japanese), 3);
    CHECK_EQ(narrow(text, L"a\x3042", 8, japanese), 3);
    CHECK_TEXT(text, "a\x82\xA0");
    text[1] = 'z';
    CHECK_EQ(narrow(text, L"b\x3042", 2, japanese), 1); /* half a character is none */
    CHECK_EQ(text[0], 'b');
    CHECK_EQ(CRT(size_t, wcstombs, char *, const wchar_t *, size_t)(text, L"\xE9", 8), 1);
    CHECK_TEXT(text, "\xE9");
    CHECK_INVALID(0, 0);
    CHECK_EQ(CRT(size_t, wcstombs, char *, const wchar_t *, size_t)(text, L"\x3042", 8), BAD_RESULT);
    CHECK_ERRNO(BAD_TEXT);
    CHECK_EQ(narrow(text, NULL, 8, japanese), BAD_RESULT);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(size_t, _mbstrlen_l, const char *, crt_locale)("a\x82\xA0", japanese), 2);
    CHECK_EQ(CRT(size_t, _mbstrlen, const char *)("a\x82\xA0"), 3);
    CHECK_EQ(CRT(size_t, _mbstrnlen_l, const char *, size_t, crt_locale)("a\x82\xA0", 9, japanese), 2);
    CHECK_EQ(CRT(size_t, _mbstrnlen, const char *, size_t)("abc", 2), 2);
    CHECK_INVALID(0, 0);
    CHECK_EQ(CRT(size_t, _mbstrlen_l, const char *, crt_locale)("a\x82", japanese), BAD_RESULT);
    CHECK_INVALID(BAD_TEXT, 0);
    CHECK_EQ(CRT(size_t, _mbstrlen, const char *)(NULL), BAD_RESULT);
    CHECK_INVALID(EINVAL, 1);
}

TEST(secure_strings)
{
    static const struct {
        const char *text; /* or its wide form, which is `wide` */
        const wchar_t *wide;
        size_t size, count;
        int result;
        size_t converted;
        int narrow_result;
        size_t narrow_size, narrow_count, narrow_converted;
    } rows[] = {
        {"ab", L"ab", 3, 9, 0, 3, 0, 3, 9, 3},
        {"ab", L"ab", 3, 1, 0, 2, 0, 3, 1, 2},
        {"ab", L"ab", 2, 2, ERANGE, 0, ERANGE, 2, 2, 0},
        {"ab", L"ab", 2, TRUNCATE, STRUNCATE, 2, STRUNCATE, 2, TRUNCATE, 2},
        {"ab", L"ab", 3, TRUNCATE, 0, 3, 0, 3, TRUNCATE, 3},
        {"a\x82\xA0", L"a\x3042", 3, TRUNCATE, 0, 3, STRUNCATE, 3, TRUNCATE, 2},
        {"a\x82\xA0", L"a\x3042", 3, 2, 0, 3, 0, 3, 2, 2},
    };
    size_t converted;
    wchar_t wide[8];
    char text[8];
    int (*widen)(size_t *, wchar_t *, size_t, const char *, size_t, crt_locale) =
        crt_function("_mbstowcs_s_l");
    int (*narrow)(size_t *, char *, size_t, const wchar_t *, size_t, crt_locale) =
        crt_function("_wcstombs_s_l");
    for (size_t i = 0; i < COUNT(rows); i++) {
        int failures = guest_failures;
        memset(wide, 0x55, sizeof(wide));
        memset(text, 0x55, sizeof(text));
        CHECK_EQ(widen(&converted, wide, rows[i].size, rows[i].text, rows[i].count, japanese),
                 rows[i].result);
        CHECK_INVALID(rows[i].result == ERANGE ? ERANGE : 0, rows[i].result == ERANGE);
        CHECK_EQ(converted, rows[i].converted);
        CHECK_EQ(wide[converted ? converted - 1 : 0], 0);
        CHECK(converted < 2 || wide[0] == 'a');
        CHECK_EQ(narrow(&converted, text, rows[i].narrow_size, rows[i].wide, rows[i].narrow_count, japanese),
                 rows[i].narrow_result);
        CHECK_INVALID(rows[i].narrow_result == ERANGE ? ERANGE : 0, rows[i].narrow_result == ERANGE);
        CHECK_EQ(converted, rows[i].narrow_converted);
        CHECK_EQ(text[converted ? converted - 1 : 0], 0);
        CHECK(converted < 2 || text[0] == 'a');
        if (failures != guest_failures)
            guest_write_number(i), guest_write(" is the row\n");
    }
    CHECK_EQ(widen(&converted, NULL, 0, "a\x82\xA0", 0, japanese), 0);
    CHECK_EQ(converted, 3);
    CHECK_EQ(narrow(&converted, NULL, 0, L"a\x3042", 0, japanese), 0);
    CHECK_EQ(converted, 4);
    CHECK_EQ(CRT(int, mbstowcs_s, size_t *, wchar_t *, size_t, const char *, size_t)(NULL, wide, 8, "q", 8),
             0);
    CHECK_WIDE(wide, L"q");
    CHECK_EQ(CRT(int, wcstombs_s, size_t *, char *, size_t, const wchar_t *, size_t)(NULL, text, 8, L"q", 8),
             0);
    CHECK_TEXT(text, "q");
    CHECK_INVALID(0, 0);
    CHECK_EQ(widen(&converted, NULL, 1, "a", 1, japanese), EINVAL);
    CHECK_EQ(widen(&converted, wide, 0, "a", 1, japanese), EINVAL);
    CHECK_EQ(widen(&converted, wide, 8, NULL, 1, japanese), EINVAL);
    CHECK_EQ(wide[0], 0);
    CHECK_EQ(narrow(&converted, NULL, 1, L"a", 1, japanese), EINVAL);
    CHECK_EQ(narrow(&converted, text, 8, NULL, 1, japanese), EINVAL);
    CHECK_EQ(text[0], 0);
    CHECK_INVALID(EINVAL, 5);
    CHECK_EQ(widen(&converted, wide, 8, "a\x82", 8, japanese), BAD_TEXT);
    CHECK_EQ(wide[0], 0);
    CHECK_EQ(narrow(&converted, text, 8, L"a\x3042", 8, german), BAD_TEXT);
    CHECK_EQ(text[0], 0);
    CHECK_INVALID(BAD_TEXT, 0);

    int state = 0;
    CHECK_EQ(CRT(int, wcrtomb_s, size_t *, char *, size_t, wchar_t, int *)(&converted, text, 8, 'x', &state),
             0);
    CHECK(converted == 1 && text[0] == 'x');
    const char *from = "pq";
    CHECK_EQ(CRT(int, mbsrtowcs_s, size_t *, wchar_t *, size_t, const char **, size_t,
                 int *)(&converted, wide, 8, &from, 8, &state),
             0);
    CHECK(converted == 3 && !from);
    CHECK_WIDE(wide, L"pq");
    const wchar_t *wide_from = L"pq";
    CHECK_EQ(CRT(int, wcsrtombs_s, size_t *, char *, size_t, const wchar_t **, size_t,
                 int *)(&converted, text, 8, &wide_from, 8, &state),
             0);
    CHECK(converted == 3 && !wide_from);
    CHECK_TEXT(text, "pq");
}

TEST(locale_objects)
{
    char *(*set)(int, const char *) = crt_function("setlocale");
    wchar_t *(*set_wide)(int, const wchar_t *) = crt_function("_wsetlocale");
    CHECK_TEXT(set(LC_ALL, NULL), "C");
    static const struct {
        const char *asked, *given;
    } names[] = {
        {"German", "German_Germany.1252"},
        {"german_AUT", "German_Austria.1252"},
        {"english-uk", "English_United Kingdom.1252"},
        {"German_Germany.850", "German_Germany.850"},
        {"Japanese", "Japanese_Japan.932"},
        {"german.OCP", "German_Germany.850"},
        {"C", "C"},
        {"Nowhere", NULL},
        {"German_Nowhere", NULL},
        {"German_Germany.99999", NULL},
        {"_Germany", NULL},
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        char *given = set(LC_ALL, names[i].asked);
        int failures = guest_failures;
        CHECK(names[i].given ? given && !strcmp(given, names[i].given) : !given);
        if (failures != guest_failures)
            guest_write(names[i].asked), guest_write("\n");
    }
    CHECK_TEXT(set(LC_ALL, NULL), "C");
    CHECK_INVALID(0, 0);
    CHECK(set(6, "C") == NULL);
    CHECK(set(-1, NULL) == NULL);
    CHECK_INVALID(EINVAL, 2);
    CHECK_WIDE(set_wide(LC_NUMERIC, L"German"), L"German_Germany.1252");
    CHECK_TEXT(set(LC_ALL, NULL),
               "LC_COLLATE=C;LC_CTYPE=C;LC_MONETARY=C;LC_NUMERIC=German_Germany.1252;LC_TIME=C");
    struct lconv *conventions = CRT(struct lconv *, localeconv, void)();
    CHECK_TEXT(conventions->decimal_point, ",");
    CHECK_TEXT(conventions->thousands_sep, ".");
    CHECK_TEXT(conventions->grouping, "\3");
    CHECK_TEXT(conventions->currency_symbol, "");
    CHECK_EQ(conventions->frac_digits, 127);
    char whole[200];
    strcpy(whole, set(LC_ALL, NULL));
    CHECK_TEXT(set(LC_ALL, "C"), "C");
    CHECK_TEXT(set(LC_ALL, whole), whole); /* what it returned is taken back */
    CHECK(set(LC_MONETARY, "Japanese") != NULL);
    conventions = CRT(struct lconv *, localeconv, void)();
    CHECK_TEXT(conventions->int_curr_symbol, "JPY");
    CHECK_EQ(conventions->frac_digits, 0);
    CHECK_TEXT(conventions->negative_sign, "-");
    CHECK_TEXT(set(LC_ALL, "C"), "C");

    int (*per_thread)(int) = crt_function("_configthreadlocale");
    CHECK_EQ(per_thread(0), 2);
    CHECK_EQ(per_thread(1), 2);
    CHECK_EQ(per_thread(0), 1);
    CHECK(set(LC_ALL, "German") != NULL);
    CHECK_EQ(per_thread(2), 1);
    CHECK_TEXT(set(LC_ALL, NULL), "C"); /* that was the thread's */
    CHECK_EQ(per_thread(9), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK(CRT(crt_locale, _create_locale, int, const char *)(0, "Nowhere") == NULL);
    CHECK(CRT(crt_locale, _create_locale, int, const char *)(9, "C") == NULL);
    crt_locale numeric = CRT(crt_locale, _wcreate_locale, int, const wchar_t *)(LC_NUMERIC, L"German");
    CHECK(CRT(double, _atof_l, const char *, crt_locale)("1,5", numeric) == 1.5);
    CHECK_EQ(CRT(int, ___mb_cur_max_l_func, crt_locale)(numeric), 1);
    CHECK_EQ(CRT(int, ___mb_cur_max_l_func, crt_locale)(japanese), 2);
    CRT(void, _free_locale, crt_locale)(numeric);
    CHECK(CRT(crt_locale, _get_current_locale, void)() != NULL);
    CHECK_EQ(CRT(unsigned, ___lc_codepage_func, void)(), 0);
    CHECK_EQ(CRT(unsigned, ___lc_collate_cp_func, void)(), 0);
    CHECK_EQ(CRT(unsigned *, ___lc_handle_func, void)()[LC_CTYPE], 0);
    set(LC_ALL, "Japanese");
    CHECK_EQ(CRT(unsigned, ___lc_codepage_func, void)(), 932);
    CHECK_EQ(*(unsigned *)crt_function("__lc_codepage"), 932);
    CHECK_EQ(*(int *)crt_function("__mb_cur_max"), 2);
    CHECK_EQ(*CRT(int *, __p___mb_cur_max, void)(), 2);
    CHECK_EQ(CRT(unsigned, ___lc_collate_cp_func, void)(), 932);
    CHECK_EQ(CRT(unsigned *, ___lc_handle_func, void)()[LC_CTYPE], 0x411);
    set(LC_ALL, "C");
}

TEST(languages_for_libraries)
{
    unsigned short types[2] = {0};
    wchar_t wide[16] = L"";
    char text[16] = "";
    CHECK_EQ(CRT(int, __crtCompareStringW, unsigned, unsigned, const wchar_t *, int, const wchar_t *,
                 int)(0x409, 1, L"AB", -1, L"ab", -1),
             2);
    CHECK_EQ(CRT(int, __crtCompareStringA, unsigned, unsigned, const char *, int, const char *, int,
                 int)(0x409, 0, "a", 1, "b", 1, 1252),
             1);
    CHECK_EQ(CRT(int, __crtLCMapStringW, unsigned, unsigned, const wchar_t *, int, wchar_t *,
                 int)(0x409, 0x200, L"ab", -1, wide, 16),
             3);
    CHECK_WIDE(wide, L"AB");
    CHECK_EQ(CRT(int, __crtLCMapStringA, unsigned, unsigned, const char *, int, char *, int, int,
                 int)(0x409, 0x200, "\xE4", 1, text, 16, 1252, 1),
             1);
    CHECK_EQ((unsigned char)text[0], 0xC4);
    CHECK(CRT(int, __crtGetStringTypeW, unsigned, const wchar_t *, int, unsigned short *)(1, L"A", 1, types));
    CHECK_EQ(types[0], 0x381);
    CHECK(CRT(int, __crtGetLocaleInfoW, unsigned, unsigned, wchar_t *, int)(0x409, 0xE, wide, 16) > 0);
    CHECK_WIDE(wide, L".");
}

TEST(texts_of_errors)
{
    char text[64];
    wchar_t wide[64];
    CHECK_TEXT(CRT(char *, strerror, int)(ENOENT), "No such file or directory");
    CHECK_TEXT(CRT(char *, strerror, int)(-1), "Unknown error");
    CHECK_TEXT(CRT(char *, strerror, int)(9999), "Unknown error");
    CHECK_WIDE(CRT(wchar_t *, _wcserror, int)(EINVAL), L"Invalid argument");
    CHECK_EQ(CRT(int, strerror_s, char *, size_t, int)(text, 64, EDOM), 0);
    CHECK_TEXT(text, "Domain error");
    CHECK_EQ(CRT(int, strerror_s, char *, size_t, int)(text, 5, EDOM), 0); /* cut, no error */
    CHECK_TEXT(text, "Doma");
    CHECK_EQ(CRT(int, _wcserror_s, wchar_t *, size_t, int)(wide, 4, EDOM), 0);
    CHECK_WIDE(wide, L"Dom");
    errno = ENOENT;
    CHECK_TEXT(CRT(char *, _strerror, const char *)("open"), "open: No such file or directory\n");
    CHECK_TEXT(CRT(char *, _strerror, const char *)(NULL), "No such file or directory\n");
    CHECK_WIDE(CRT(wchar_t *, __wcserror, const wchar_t *)(L"open"), L"open: No such file or directory\n");
    CHECK_EQ(CRT(int, _strerror_s, char *, size_t, const char *)(text, 64, "x"), 0);
    CHECK_TEXT(text, "x: No such file or directory\n");
    CHECK_EQ(CRT(int, __wcserror_s, wchar_t *, size_t, const wchar_t *)(wide, 64, NULL), 0);
    CHECK_WIDE(wide, L"No such file or directory\n");
    CHECK_INVALID(ENOENT, 0);
    CHECK_EQ(CRT(int, strerror_s, char *, size_t, int)(NULL, 5, EDOM), EINVAL);
    CHECK_EQ(CRT(int, _wcserror_s, wchar_t *, size_t, int)(wide, 0, EDOM), EINVAL);
    CHECK_EQ(CRT(int, _strerror_s, char *, size_t, const char *)(NULL, 5, NULL), EINVAL);
    CHECK_EQ(CRT(int, __wcserror_s, wchar_t *, size_t, const wchar_t *)(NULL, 5, NULL), EINVAL);
    CHECK_INVALID(EINVAL, 4);
    const char **list = (const char **)crt_function("_sys_errlist");
    CHECK_EQ(*(int *)crt_function("_sys_nerr"), 43);
    CHECK_TEXT(list[ENOENT], "No such file or directory");
}

/* ---- sorting and searching with a context ---- */

static int context_calls;

static int __cdecl with_context(void *context, const void *a, const void *b)
{
    context_calls++;
    int x = *(const int *)a, y = *(const int *)b;
    return *(int *)context * ((x > y) - (x < y));
}

static int __cdecl plain(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

TEST(searches_and_sorts)
{
    int values[] = {5, 1, 4, 2, 3}, down = -1, key = 4, absent = 9;
    unsigned count = 5;
    CRT(void, qsort_s, void *, size_t, size_t, void *, void *)
    (values, 5, sizeof(int), (void *)with_context, &down);
    CHECK(values[0] == 5 && values[1] == 4 && values[2] == 3 && values[3] == 2 && values[4] == 1 &&
          context_calls);
    void *(*search)(const void *, const void *, size_t, size_t, void *, void *) = crt_function("bsearch_s");
    CHECK(search(&key, values, 5, sizeof(int), (void *)with_context, &down) == &values[1]);
    CHECK(search(&absent, values, 5, sizeof(int), (void *)with_context, &down) == NULL);
    void *(*find)(const void *, const void *, unsigned *, size_t, void *, void *) = crt_function("_lfind_s");
    CHECK(find(&key, values, &count, sizeof(int), (void *)with_context, &down) == &values[1]);
    CHECK(find(&absent, values, &count, sizeof(int), (void *)with_context, &down) == NULL);
    void *(*append)(const void *, void *, unsigned *, size_t, void *, void *) = crt_function("_lsearch_s");
    count = 4;
    CHECK(append(&absent, values, &count, sizeof(int), (void *)with_context, &down) == &values[4]);
    CHECK(count == 5 && values[4] == 9);
    CHECK(append(&key, values, &count, sizeof(int), (void *)with_context, &down) == &values[1]);
    CHECK_EQ(count, 5);
    CHECK_INVALID(0, 0);
    CRT(void, qsort, void *, size_t, size_t, void *)(NULL, 0, sizeof(int), (void *)plain);
    CHECK_INVALID(0, 0);
    CRT(void, qsort, void *, size_t, size_t, void *)(NULL, 2, sizeof(int), (void *)plain);
    CRT(void, qsort, void *, size_t, size_t, void *)(values, 2, 0, (void *)plain);
    CRT(void, qsort_s, void *, size_t, size_t, void *, void *)(values, 2, sizeof(int), NULL, NULL);
    CHECK_INVALID(EINVAL, 3);
    CHECK(CRT(void *, bsearch, const void *, const void *, size_t, size_t, void *)(&key, NULL, 2, 4,
                                                                                   (void *)plain) == NULL);
    CHECK(search(&key, values, 5, 0, (void *)with_context, &down) == NULL);
    CHECK(find(NULL, values, &count, 4, (void *)with_context, &down) == NULL);
    CHECK(append(&key, values, &count, 4, NULL, &down) == NULL);
    CHECK(CRT(void *, _lfind, const void *, const void *, unsigned *, unsigned,
              void *)(&key, values, NULL, 4, (void *)plain) == NULL);
    CHECK(CRT(void *, _lsearch, const void *, const void *, unsigned *, unsigned,
              void *)(&key, NULL, &count, 4, (void *)plain) == NULL);
    CHECK_INVALID(EINVAL, 6);
}

TEST(small_arithmetic)
{
    struct pair {
        int quot, rem;
    };
    struct pair result = CRT(struct pair, ldiv, long, long)(-7, 2);
    CHECK(result.quot == -3 && result.rem == -1);
    result = CRT(struct pair, div, int, int)(7, -2);
    CHECK(result.quot == -3 && result.rem == 1);
    CHECK_EQ(CRT(int, labs, int)(-5), 5);
    CHECK_EQ(CRT(int, abs, int)((int)0x80000000), (int)0x80000000);
    CHECK_EQ(CRT(int64_t, _abs64, int64_t)(-(1ll << 40)), 1ll << 40);
    CHECK_EQ(CRT(unsigned, _lrotl, unsigned, int)(0x80000001u, 33), 3);
    CHECK_EQ(CRT(unsigned, _lrotr, unsigned, int)(1, 1), 0x80000000u);
    CHECK_EQ(CRT(unsigned, _rotl, unsigned, int)(1, -1), 0x80000000u);
    CHECK_EQ(CRT(unsigned, _rotr, unsigned, int)(2, 0), 2);
    CHECK_EQ(CRT(uint64_t, _rotl64, uint64_t, int)(1, 65), 2);
    CHECK_EQ(CRT(uint64_t, _rotr64, uint64_t, int)(1, 1), 1ull << 63);
    CHECK_EQ(CRT(unsigned short, _byteswap_ushort, unsigned short)(0x1234), 0x3412);
    CHECK_EQ(CRT(unsigned, _byteswap_ulong, unsigned)(0x12345678), 0x78563412);
    CHECK_EQ(CRT(uint64_t, _byteswap_uint64, uint64_t)(0x0102030405060708), 0x0807060504030201);
    unsigned a = 0, b = 0;
    for (int tries = 0; tries < 4 && a == b; tries++) {
        CHECK_EQ(CRT(int, rand_s, unsigned *)(&a), 0);
        CHECK_EQ(CRT(int, rand_s, unsigned *)(&b), 0);
    }
    CHECK(a != b);
    CHECK_INVALID(0, 0);
    CHECK_EQ(CRT(int, rand_s, unsigned *)(NULL), EINVAL);
    CHECK_INVALID(EINVAL, 1);
}

GUEST_MAIN(crt_setup();
           japanese = CRT(crt_locale, _create_locale, int, const char *)(0, "Japanese_Japan.932");
           german = CRT(crt_locale, _create_locale, int, const char *)(0, "German_Germany.1252");
           RUN(characters); RUN(strings); RUN(secure_strings); RUN(locale_objects);
           RUN(languages_for_libraries); RUN(texts_of_errors); RUN(searches_and_sorts);
           RUN(small_arithmetic);)
