/* SPDX-License-Identifier: MIT
 *
 * string.h's functions by table: the same rows for narrow and wide text, with and without a _locale_t; the
 * secure forms with all that they write, return, set and report.
 */
#include <wchar.h>
#include <stdbool.h>
#include "crt_dll.h"

#define NLS_ERROR 0x7FFFFFFF
#define TRUNCATE  ((size_t)-1)
#define STRUNCATE 80

static wchar_t wide_room[4][64];

/* ASCII to wide, in one of four rooms. */
static wchar_t *wide(int room, const char *text)
{
    if (!text)
        return NULL;
    size_t i = 0;
    do
        wide_room[room][i] = (unsigned char)text[i];
    while (text[i++]);
    return wide_room[room];
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

/* ---- comparison ---- */

static const struct {
    const char *a, *b;
    size_t count;
    int plain, folded; /* over `count` characters */
} pairs[] = {
    {"", "", 9, 0, 0},          {"a", "", 9, 1, 1},          {"", "a", 9, -1, -1},
    {"abc", "abd", 2, 0, 0},    {"abc", "abd", 3, -1, -1},   {"abc", "abcd", 3, 0, 0},
    {"abc", "abcd", 4, -1, -1}, {"ABC", "abc", 3, -1, 0},    {"abc", "ABD", 3, 1, -1},
    {"a_", "aB", 2, 1, -1},     {"a[", "aB", 2, 1, -1},      {"x", "y", 0, 0, 0},
    {"Zz", "zA", 9, -1, 1},     {"\xC4", "\xE4", 1, -1, -1}, {"\xFF", "\x01", 1, 1, 1},
};

static const char *const whole_names[] = {"strcmp", "strcoll", "_stricmp", "_strcmpi", "_stricoll"};
static const char *const counted_names[] = {"strncmp", "_strncoll", "_strnicmp", "_strnicoll"};
static const char *const wide_whole_names[] = {"wcscmp", "wcscoll", "_wcsicmp", "_wcsicoll"};
static const char *const wide_counted_names[] = {"wcsncmp", "_wcsncoll", "_wcsnicmp", "_wcsnicoll"};

/* Three `i` or `mpi`: names that disregard case. */
static int folds(const char *name)
{
    for (; *name; name++)
        if (name[0] == 'i')
            return 1;
    return 0;
}

TEST(comparison_by_table)
{
    for (size_t p = 0; p < COUNT(pairs); p++) {
        const char *a = pairs[p].a, *b = pairs[p].b;
        size_t count = pairs[p].count;
        for (size_t i = 0; i < COUNT(counted_names); i++) {
            int (*compare)(const char *, const char *, size_t) = crt_function(counted_names[i]);
            CHECK_EQ(sign(compare(a, b, count)), folds(counted_names[i]) ? pairs[p].folded : pairs[p].plain);
            int (*compare_wide)(const wchar_t *, const wchar_t *, size_t) =
                crt_function(wide_counted_names[i]);
            CHECK_EQ(sign(compare_wide(wide(0, a), wide(1, b), count)),
                     folds(wide_counted_names[i]) ? pairs[p].folded : pairs[p].plain);
        }
        if (count != 9)
            continue;
        for (size_t i = 0; i < COUNT(whole_names); i++) {
            int (*compare)(const char *, const char *) = crt_function(whole_names[i]);
            CHECK_EQ(sign(compare(a, b)), folds(whole_names[i]) ? pairs[p].folded : pairs[p].plain);
        }
        for (size_t i = 0; i < COUNT(wide_whole_names); i++) {
            int (*compare)(const wchar_t *, const wchar_t *) = crt_function(wide_whole_names[i]);
            CHECK_EQ(sign(compare(wide(0, a), wide(1, b))),
                     folds(wide_whole_names[i]) ? pairs[p].folded : pairs[p].plain);
        }
    }
    CHECK_ERRNO(0);
}

TEST(comparison_refuses_null)
{
    static const char *const names[] = {"_stricmp",   "_stricoll",  "_strnicmp", "_strncoll",
                                        "_strnicoll", "_wcsicmp",   "_wcsicoll", "_wcsnicmp",
                                        "_wcsncoll",  "_wcsnicoll", "_memicmp"};
    for (size_t i = 0; i < COUNT(names); i++) {
        int (*compare)(const void *, const void *, size_t) = crt_function(names[i]);
        errno = 0;
        CHECK_EQ(compare(NULL, L"x", 1), NLS_ERROR);
        CHECK_INVALID(EINVAL, 1);
        CHECK_EQ(compare(L"x", NULL, 1), NLS_ERROR);
        CHECK_INVALID(EINVAL, 1);
    }
    CHECK_EQ(CRT(int, _memicmp, const void *, const void *, size_t)(NULL, NULL, 0), 0);
    CHECK_INVALID(0, 0);
    CHECK(CRT(int, _memicmp, const void *, const void *, size_t)("aB\0C", "Ab\0d", 4) < 0);
    CHECK_EQ(CRT(int, _memicmp, const void *, const void *, size_t)("aB\0C", "Ab\0d", 3), 0);
}

TEST(locales_decide_about_case)
{
    crt_locale german = CRT(crt_locale, _create_locale, int, const char *)(0, "German_Germany.1252");
    CHECK(german != NULL);
    static const char *const whole[] = {"_stricmp_l", "_stricoll_l"};
    static const char *const counted[] = {"_strnicmp_l", "_strnicoll_l", "_memicmp_l"};
    for (size_t i = 0; i < COUNT(whole); i++) {
        int (*compare)(const char *, const char *, crt_locale) = crt_function(whole[i]);
        CHECK_EQ(compare("\xC4pfel", "\xE4PFEL", german), 0);
        CHECK(compare("\xC4pfel", "\xE4PFEL", NULL) != 0);
    }
    for (size_t i = 0; i < COUNT(counted); i++) {
        int (*compare)(const char *, const char *, size_t, crt_locale) = crt_function(counted[i]);
        CHECK_EQ(compare("\xC4pX", "\xE4PY", 2, german), 0);
        CHECK(compare("\xC4pX", "\xE4PY", 2, NULL) != 0);
    }
    int (*wide_whole[])(const wchar_t *, const wchar_t *, crt_locale) = {crt_function("_wcsicmp_l"),
                                                                         crt_function("_wcsicoll_l")};
    int (*wide_counted[])(const wchar_t *, const wchar_t *, size_t,
                          crt_locale) = {crt_function("_wcsnicmp_l"), crt_function("_wcsnicoll_l")};
    for (int i = 0; i < 2; i++) {
        CHECK_EQ(wide_whole[i](L"\xC4pfel", L"\xE4PFEL", german), 0);
        CHECK_EQ(wide_counted[i](L"\xC4pX", L"\xE4PY", 2, german), 0);
        CHECK(wide_whole[i](L"\xC4pfel", L"\xE4PFEL", NULL) != 0);
    }
    /* The language's order: an umlaut stands by its letter; in the C locale the codes decide. */
    CHECK(CRT(int, _strcoll_l, const char *, const char *, crt_locale)("\xC4", "Z", german) < 0);
    CHECK(CRT(int, _strcoll_l, const char *, const char *, crt_locale)("\xC4", "Z", NULL) > 0);
    CHECK(CRT(int, _strncoll_l, const char *, const char *, size_t, crt_locale)("\xC4x", "Za", 1, german) <
          0);
    CHECK(CRT(int, _wcscoll_l, const wchar_t *, const wchar_t *, crt_locale)(L"\xC4", L"Z", german) < 0);
    CHECK(CRT(int, _wcsncoll_l, const wchar_t *, const wchar_t *, size_t, crt_locale)(L"\xC4x", L"Za", 1,
                                                                                      german) < 0);

    char a[64], b[64];
    size_t (*transform)(char *, const char *, size_t, crt_locale) = crt_function("_strxfrm_l");
    CHECK(transform(a, "\xC4", sizeof(a), german) < sizeof(a));
    CHECK(transform(b, "Z", sizeof(b), german) < sizeof(b));
    CHECK(strcmp(a, b) < 0);
    wchar_t wa[64], wb[64];
    size_t (*transform_wide)(wchar_t *, const wchar_t *, size_t, crt_locale) = crt_function("_wcsxfrm_l");
    CHECK(transform_wide(wa, L"\xC4", 64, german) < 64);
    CHECK(transform_wide(wb, L"Z", 64, german) < 64);
    CHECK(wcscmp(wa, wb) < 0);
    CHECK_EQ(CRT(size_t, strxfrm, char *, const char *, size_t)(NULL, "four", 0), 4);
    CHECK_EQ(CRT(size_t, wcsxfrm, wchar_t *, const wchar_t *, size_t)(wa, L"four", 64), 4);
    CHECK_WIDE(wa, L"four");
    CHECK_INVALID(0, 0);
    CHECK_EQ(CRT(size_t, strxfrm, char *, const char *, size_t)(NULL, "four", 3), 0x7FFFFFFF);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(size_t, wcsxfrm, wchar_t *, const wchar_t *, size_t)(NULL, NULL, 0), 0x7FFFFFFF);
    CHECK_INVALID(EINVAL, 1);
    CRT(void, _free_locale, crt_locale)(german);
}

/* ---- changing case ---- */

#define CASE_NAMES(name) #name, #name "_l", #name "_s", #name "_s_l"

TEST(case_is_changed_in_place)
{
    crt_locale german = CRT(crt_locale, _create_locale, int, const char *)(0, "German_Germany.1252");
    static const struct {
        const char *name, *name_l, *name_s, *name_s_l;
        const char *plain, *german;
    } rows[] = {{CASE_NAMES(_strlwr),
                 "\xC4"
                 "b_z9",
                 "\xE4"
                 "b_z9"},
                {CASE_NAMES(_strupr),
                 "\xC4"
                 "B_Z9",
                 "\xC4"
                 "B_Z9"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[16];
        strcpy(text, "\xC4"
                     "bB_zZ9" +
                         0);
        strcpy(text, "\xC4"
                     "B_z9");
        char *(*change)(char *) = crt_function(rows[i].name);
        CHECK(change(text) == text);
        CHECK_TEXT(text, i ? rows[i].plain
                           : "\xC4"
                             "b_z9");
        char *(*change_l)(char *, crt_locale) = crt_function(rows[i].name_l);
        strcpy(text, "\xC4"
                     "B_z9");
        CHECK(change_l(text, german) == text);
        CHECK_TEXT(text, rows[i].german);
        int (*change_s)(char *, size_t) = crt_function(rows[i].name_s);
        strcpy(text, "aB");
        CHECK_EQ(change_s(text, 3), 0);
        CHECK_TEXT(text, i ? "AB" : "ab");
        CHECK_INVALID(0, 0);
        CHECK_EQ(change_s(text, 2), EINVAL); /* not terminated within its size */
        CHECK_EQ(text[0], 0);
        CHECK_INVALID(EINVAL, 1);
        CHECK_EQ(change_s(NULL, 2), EINVAL);
        CHECK_INVALID(EINVAL, 1);
        int (*change_s_l)(char *, size_t, crt_locale) = crt_function(rows[i].name_s_l);
        strcpy(text, "\xE4");
        CHECK_EQ(change_s_l(text, 2, german), 0);
        CHECK_TEXT(text, i ? "\xC4" : "\xE4");
        CHECK(change(NULL) == NULL);
        CHECK_INVALID(EINVAL, 1);
    }
    static const char *const wide_names[][4] = {{CASE_NAMES(_wcslwr)}, {CASE_NAMES(_wcsupr)}};
    for (size_t i = 0; i < COUNT(wide_names); i++) {
        wchar_t text[8] = L"\xC4\xE4"
                          "aB";
        wchar_t *(*change)(wchar_t *) = crt_function(wide_names[i][0]);
        CHECK(change(text) == text);
        CHECK_WIDE(text, i ? L"\xC4\xE4"
                             "AB"
                           : L"\xC4\xE4"
                             "ab");
        wchar_t *(*change_l)(wchar_t *, crt_locale) = crt_function(wide_names[i][1]);
        CHECK(change_l(text, german) == text);
        CHECK_WIDE(text, i ? L"\xC4\xC4"
                             "AB"
                           : L"\xE4\xE4"
                             "ab");
        int (*change_s)(wchar_t *, size_t) = crt_function(wide_names[i][2]);
        wcscpy(text, L"aB");
        CHECK_EQ(change_s(text, 3), 0);
        CHECK_WIDE(text, i ? L"AB" : L"ab");
        CHECK_EQ(change_s(text, 2), EINVAL);
        CHECK_EQ(text[0], 0);
        CHECK_INVALID(EINVAL, 1);
        int (*change_s_l)(wchar_t *, size_t, crt_locale) = crt_function(wide_names[i][3]);
        wcscpy(text, L"\xE4\xC4");
        CHECK_EQ(change_s_l(text, 3, german), 0);
        CHECK_WIDE(text, i ? L"\xC4\xC4" : L"\xE4\xE4");
    }
    CRT(void, _free_locale, crt_locale)(german);
}

/* ---- searching, spans, tokens: narrow and wide by the same rows ---- */

TEST(searches_by_table)
{
    static const struct {
        const char *text, *what; /* a string, whose first character is also looked for alone */
        int first, last, string, any, span, other_span; /* -1: not found */
    } rows[] = {
        {"", "a", -1, -1, -1, -1, 0, 0},         {"abcabc", "ca", 2, 5, 2, 0, 1, 0},
        {"abcabc", "xb", -1, -1, -1, 1, 0, 1},   {"aab", "ab", 0, 1, 1, 0, 3, 0},
        {"abab", "b", 1, 3, 1, 1, 0, 1},         {"aaab", "aab", 0, 2, 1, 0, 4, 0},
        {"\x80\xFFz", "\xFF", 1, 1, 1, 1, 0, 1}, {"abc", "abcd", 0, 0, -1, 0, 3, 0},
    };
    char *(*chr)(const char *, int) = crt_function("strchr"),
                               *(*rchr)(const char *, int) = crt_function("strrchr");
    char *(*str)(const char *, const char *) = crt_function("strstr"),
                                          *(*brk)(const char *, const char *) = crt_function("strpbrk");
    size_t (*spn)(const char *, const char *) = crt_function("strspn"),
                                           (*cspn)(const char *, const char *) = crt_function("strcspn");
    wchar_t *(*wchr)(const wchar_t *, wchar_t) = crt_function("wcschr"),
                                      *(*wrchr)(const wchar_t *, wchar_t) = crt_function("wcsrchr");
    wchar_t *(*wstr)(const wchar_t *, const wchar_t *) = crt_function("wcsstr"),
                                                    *(*wbrk)(const wchar_t *, const wchar_t *) =
                                                        crt_function("wcspbrk");
    size_t (*wspn)(const wchar_t *, const wchar_t *) = crt_function("wcsspn"),
                                                  (*wcspn)(const wchar_t *, const wchar_t *) =
                                                      crt_function("wcscspn");
#define FOUND(pointer, base) ((pointer) ? (pointer) - (base) : -1)
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *text = rows[i].text, *what = rows[i].what;
        wchar_t *w = wide(0, text), *ww = wide(1, what);
        CHECK_EQ(FOUND(chr(text, what[0]), text), rows[i].first);
        CHECK_EQ(FOUND(chr(text, (unsigned char)what[0]), text), rows[i].first);
        CHECK_EQ(FOUND(rchr(text, what[0]), text), rows[i].last);
        CHECK_EQ(FOUND(str(text, what), text), rows[i].string);
        CHECK_EQ(FOUND(brk(text, what), text), rows[i].any);
        CHECK_EQ(spn(text, what), rows[i].span);
        CHECK_EQ(cspn(text, what), rows[i].other_span);
        CHECK_EQ(FOUND(wchr(w, ww[0]), w), rows[i].first);
        CHECK_EQ(FOUND(wrchr(w, ww[0]), w), rows[i].last);
        CHECK_EQ(FOUND(wstr(w, ww), w), rows[i].string);
        CHECK_EQ(FOUND(wbrk(w, ww), w), rows[i].any);
        CHECK_EQ(wspn(w, ww), rows[i].span);
        CHECK_EQ(wcspn(w, ww), rows[i].other_span);
    }
    CHECK_EQ(CRT(size_t, strnlen, const char *, size_t)("abc", 2), 2);
    CHECK_EQ(CRT(size_t, strnlen, const char *, size_t)("abc", (size_t)-1), 3);
    CHECK_EQ(CRT(size_t, wcsnlen, const wchar_t *, size_t)(L"abc", 2), 2);
    CHECK_EQ(CRT(size_t, wcsnlen, const wchar_t *, size_t)(L"abc", 9), 3);
    char bytes[] = {1, 0, 3, 3};
    CHECK(CRT(void *, memchr, const void *, int, size_t)(bytes, 0x103, 4) == bytes + 2);
    CHECK(CRT(void *, memchr, const void *, int, size_t)(bytes, 3, 2) == NULL);
    char to[5] = "....";
    CHECK(CRT(void *, _memccpy, void *, const void *, int, size_t)(to, "a:bc", ':', 4) == to + 2);
    CHECK_TEXT(to, "a:..");
    CHECK(CRT(void *, _memccpy, void *, const void *, int, size_t)(to, "xyz", ':', 3) == NULL);
    CHECK_TEXT(to, "xyz.");
}

TEST(secure_tokens)
{
    char text[] = ";;a;b,c;", *next = NULL;
    char *(*token)(char *, const char *, char **) = crt_function("strtok_s");
    CHECK_TEXT(token(text, ";", &next), "a");
    CHECK_TEXT(token(NULL, ",", &next), "b");
    CHECK_TEXT(token(NULL, ";", &next), "c");
    CHECK(token(NULL, ";", &next) == NULL);
    CHECK(token(NULL, ";", &next) == NULL);
    CHECK_INVALID(0, 0);
    next = NULL;
    CHECK(token(NULL, ";", &next) == NULL);
    CHECK_INVALID(EINVAL, 1);
    CHECK(token(text, NULL, &next) == NULL);
    CHECK_INVALID(EINVAL, 1);
    CHECK(token(text, ";", NULL) == NULL);
    CHECK_INVALID(EINVAL, 1);
    wchar_t wide_text[] = L"--x-y", *wide_next = NULL;
    wchar_t *(*wide_token)(wchar_t *, const wchar_t *, wchar_t **) = crt_function("wcstok_s");
    CHECK_WIDE(wide_token(wide_text, L"-", &wide_next), L"x");
    CHECK_WIDE(wide_token(NULL, L"-", &wide_next), L"y");
    CHECK(wide_token(NULL, L"-", &wide_next) == NULL);
    wide_next = NULL;
    CHECK(wide_token(NULL, L"-", &wide_next) == NULL);
    CHECK_INVALID(EINVAL, 1);
    wchar_t more[] = L"p q";
    CHECK_WIDE(CRT(wchar_t *, wcstok, wchar_t *, const wchar_t *)(more, L" "), L"p");
    CHECK_WIDE(CRT(wchar_t *, wcstok, wchar_t *, const wchar_t *)(NULL, L" "), L"q");
    CHECK(CRT(wchar_t *, wcstok, wchar_t *, const wchar_t *)(NULL, L" ") == NULL);
}

TEST(filling_and_turning)
{
    char text[8] = "abcd";
    CHECK_TEXT(CRT(char *, _strnset, char *, int, size_t)(text, '-', 9), "----");
    CHECK_TEXT(CRT(char *, _strset, char *, int)(text, '*'), "****");
    CHECK_TEXT(CRT(char *, _strrev, char *)(strcpy(text, "")), "");
    CHECK_TEXT(CRT(char *, _strrev, char *)(strcpy(text, "abc")), "cba");
    wchar_t wtext[8] = L"abcd";
    CHECK_WIDE(CRT(wchar_t *, _wcsnset, wchar_t *, wchar_t, size_t)(wtext, '-', 3), L"---d");
    CHECK_WIDE(CRT(wchar_t *, _wcsset, wchar_t *, wchar_t)(wtext, 0x20AC), L"\x20AC\x20AC\x20AC\x20AC");
    CHECK_WIDE(CRT(wchar_t *, _wcsrev, wchar_t *)(wcscpy(wtext, L"ab")), L"ba");
    CHECK(CRT(char *, _strdup, const char *)(NULL) == NULL);
    wchar_t *copy = CRT(wchar_t *, _wcsdup, const wchar_t *)(L"copy");
    CHECK_WIDE(copy, L"copy");
    CRT(void, free, void *)(copy);
    CHECK(CRT(wchar_t *, _wcsdup, const wchar_t *)(NULL) == NULL);
    char odd[6] = "abcde";
    CRT(void, _swab, char *, char *, int)(odd, odd, 5); /* in place, and an odd byte stays */
    CHECK_TEXT(odd, "badce");
    CHECK_INVALID(0, 0);
    CRT(void, _swab, char *, char *, int)(odd, odd, -1);
    CHECK_INVALID(EINVAL, 1);
    wcscpy(wtext, L"");
    CHECK_WIDE(CRT(wchar_t *, wcsncpy, wchar_t *, const wchar_t *, size_t)(wtext, L"abc", 5), L"abc");
    CHECK_EQ(wtext[4], 0);
    CHECK_WIDE(CRT(wchar_t *, wcsncat, wchar_t *, const wchar_t *, size_t)(wtext, L"xyz", 2), L"abcxy");
    CHECK_WIDE(CRT(wchar_t *, wcscat, wchar_t *, const wchar_t *)(wtext, L"!"), L"abcxy!");
    CHECK_WIDE(CRT(wchar_t *, wcscpy, wchar_t *, const wchar_t *)(wtext, L"q"), L"q");
    CHECK_EQ(CRT(size_t, wcslen, const wchar_t *)(wtext), 1);
}

/* ---- the secure forms ---- */

enum { NO_TO = 1, NO_FROM = 2 };

static const struct {
    const char *narrow, *wide;
    const char *before;
    unsigned null;
    size_t size;
    const char *from;
    size_t count; /* for the forms that take one */
    int result;
    unsigned calls;
    const char *after; /* NULL: nothing is written */
} copies[] = {
    {"strcpy_s", "wcscpy_s", "old", 0, 4, "abc", 0, 0, 0, "abc"},
    {"strcpy_s", "wcscpy_s", "old", 0, 3, "abc", 0, ERANGE, 1, ""},
    {"strcpy_s", "wcscpy_s", "old", 0, 1, "", 0, 0, 0, ""},
    {"strcpy_s", "wcscpy_s", "old", 0, 0, "abc", 0, EINVAL, 1, NULL},
    {"strcpy_s", "wcscpy_s", "old", NO_FROM, 4, NULL, 0, EINVAL, 1, ""},
    {"strcpy_s", "wcscpy_s", "old", NO_TO, 4, "abc", 0, EINVAL, 1, NULL},
    {"strcat_s", "wcscat_s", "old", 0, 6, "ab", 0, 0, 0, "oldab"},
    {"strcat_s", "wcscat_s", "old", 0, 5, "ab", 0, ERANGE, 1, ""},
    {"strcat_s", "wcscat_s", "old", 0, 3, "", 0, EINVAL, 1, ""}, /* not terminated */
    {"strcat_s", "wcscat_s", "old", 0, 4, "", 0, 0, 0, "old"},
    {"strcat_s", "wcscat_s", "old", NO_FROM, 6, NULL, 0, EINVAL, 1, ""},
    {"strcat_s", "wcscat_s", "old", NO_TO, 6, "a", 0, EINVAL, 1, NULL},
    {"strncpy_s", "wcsncpy_s", "old", 0, 4, "abcdef", 3, 0, 0, "abc"},
    {"strncpy_s", "wcsncpy_s", "old", 0, 4, "ab", 9, 0, 0, "ab"},
    {"strncpy_s", "wcsncpy_s", "old", 0, 4, "abcdef", 4, ERANGE, 1, ""},
    {"strncpy_s", "wcsncpy_s", "old", 0, 4, "abcdef", TRUNCATE, STRUNCATE, 0, "abc"},
    {"strncpy_s", "wcsncpy_s", "old", 0, 4, "abc", TRUNCATE, 0, 0, "abc"},
    {"strncpy_s", "wcsncpy_s", "old", NO_FROM, 4, NULL, 0, 0, 0, ""},
    {"strncpy_s", "wcsncpy_s", "old", NO_FROM, 4, NULL, 1, EINVAL, 1, ""},
    {"strncpy_s", "wcsncpy_s", "old", 0, 0, "abc", 1, EINVAL, 1, NULL},
    {"strncpy_s", "wcsncpy_s", "old", NO_TO, 0, "abc", 0, 0, 0, NULL},
    {"strncpy_s", "wcsncpy_s", "old", NO_TO, 0, "abc", 1, EINVAL, 1, NULL},
    {"strncat_s", "wcsncat_s", "old", 0, 6, "abcdef", 2, 0, 0, "oldab"},
    {"strncat_s", "wcsncat_s", "old", 0, 5, "abcdef", 2, ERANGE, 1, ""},
    {"strncat_s", "wcsncat_s", "old", 0, 5, "abcdef", TRUNCATE, STRUNCATE, 0, "olda"},
    {"strncat_s", "wcsncat_s", "old", 0, 4, "abcdef", 0, 0, 0, "old"},
    {"strncat_s", "wcsncat_s", "old", NO_FROM, 4, NULL, 0, 0, 0, "old"},
    {"strncat_s", "wcsncat_s", "old", NO_FROM, 4, NULL, 1, EINVAL, 1, ""},
    {"strncat_s", "wcsncat_s", "old", 0, 3, "a", 1, EINVAL, 1, ""},
    {"strncat_s", "wcsncat_s", "old", NO_TO, 0, "a", 0, 0, 0, NULL},
    {"strncat_s", "wcsncat_s", "old", NO_TO, 6, "a", 1, EINVAL, 1, NULL},
};

TEST(secure_copies_by_table)
{
    for (size_t i = 0; i < COUNT(copies); i++) {
        char text[8];
        wchar_t wtext[8];
        strcpy(text, copies[i].before);
        wcscpy(wtext, wide(0, copies[i].before));
        int (*copy)(char *, size_t, const char *, size_t) = crt_function(copies[i].narrow);
        int (*wide_copy)(wchar_t *, size_t, const wchar_t *, size_t) = crt_function(copies[i].wide);
        bool no_to = copies[i].null & NO_TO;
        int failures = guest_failures;
        CHECK_EQ(copy(no_to ? NULL : text, copies[i].size, copies[i].from, copies[i].count),
                 copies[i].result);
        CHECK_INVALID(copies[i].calls ? copies[i].result : 0, copies[i].calls);
        CHECK_TEXT(text, copies[i].after ? copies[i].after : copies[i].before);
        CHECK_EQ(wide_copy(no_to ? NULL : wtext, copies[i].size, wide(1, copies[i].from), copies[i].count),
                 copies[i].result);
        CHECK_INVALID(copies[i].calls ? copies[i].result : 0, copies[i].calls);
        CHECK_WIDE(wtext, wide(2, copies[i].after ? copies[i].after : copies[i].before));
        if (guest_failures != failures)
            guest_write_number(i), guest_write(" is the row\n");
    }
}

TEST(secure_fills)
{
    char text[6] = "abcd";
    int (*set)(char *, size_t, int) = crt_function("_strset_s");
    int (*nset)(char *, size_t, int, size_t) = crt_function("_strnset_s");
    CHECK_EQ(set(text, 5, '-'), 0);
    CHECK_TEXT(text, "----");
    CHECK_EQ(nset(text, 5, '+', 2), 0);
    CHECK_TEXT(text, "++--");
    CHECK_EQ(nset(text, 5, '.', 9), 0);
    CHECK_TEXT(text, "....");
    CHECK_INVALID(0, 0);
    CHECK_EQ(set(text, 4, '-'), EINVAL);
    CHECK_EQ(text[0], 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(set(NULL, 4, '-'), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    strcpy(text, "abcd");
    CHECK_EQ(nset(text, 4, '-', 1), EINVAL);
    CHECK_EQ(text[0], 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(nset(NULL, 0, '-', 0), 0);
    wchar_t wtext[6] = L"abcd";
    int (*wset)(wchar_t *, size_t, wchar_t) = crt_function("_wcsset_s");
    int (*wnset)(wchar_t *, size_t, wchar_t, size_t) = crt_function("_wcsnset_s");
    CHECK_EQ(wset(wtext, 5, '-'), 0);
    CHECK_EQ(wnset(wtext, 5, '+', 2), 0);
    CHECK_WIDE(wtext, L"++--");
    CHECK_INVALID(0, 0);
    CHECK_EQ(wset(wtext, 4, '-'), EINVAL);
    CHECK_EQ(wtext[0], 0);
    CHECK_EQ(wnset(wtext, 0, '-', 1), EINVAL);
    CHECK_INVALID(EINVAL, 2);
}

TEST(secure_memory)
{
    unsigned char to[6] = {9, 9, 9, 9, 9, 9};
    int (*copy)(void *, size_t, const void *, size_t) = crt_function("memcpy_s");
    int (*move)(void *, size_t, const void *, size_t) = crt_function("memmove_s");
    CHECK_EQ(copy(to, 4, "\1\2\3", 3), 0);
    CHECK(!memcmp(to, "\1\2\3\x9\x9\x9", 6));
    CHECK_EQ(move(to + 1, 5, to, 3), 0);
    CHECK(!memcmp(to, "\1\1\2\3\x9\x9", 6));
    CHECK_EQ(copy(NULL, 0, NULL, 0), 0);
    CHECK_EQ(move(NULL, 0, NULL, 0), 0);
    CHECK_INVALID(0, 0);
    CHECK_EQ(move(to, 2, to + 1, 3), ERANGE); /* leaves the destination as it is */
    CHECK(!memcmp(to, "\1\1\2\3\x9\x9", 6));
    CHECK_INVALID(ERANGE, 1);
    CHECK_EQ(move(to, 2, NULL, 1), EINVAL);
    CHECK_EQ(to[0], 1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(move(NULL, 2, to, 1), EINVAL);
    CHECK_EQ(copy(NULL, 2, to, 1), EINVAL);
    CHECK_INVALID(EINVAL, 2);
    CHECK_EQ(copy(to, 4, "\5\6\7\5\6\7", 5), ERANGE); /* zeroes it */
    CHECK(!memcmp(to, "\0\0\0\0\x9\x9", 6));
    CHECK_INVALID(ERANGE, 1);
    to[0] = 7;
    CHECK_EQ(copy(to, 4, NULL, 1), EINVAL);
    CHECK_EQ(to[0], 0);
    CHECK_INVALID(EINVAL, 1);
    wchar_t wide_to[4] = L"zzz";
    CHECK_EQ(CRT(int, wmemcpy_s, wchar_t *, size_t, const wchar_t *, size_t)(wide_to, 4, L"ab", 3), 0);
    CHECK_WIDE(wide_to, L"ab");
    CHECK_EQ(CRT(int, wmemmove_s, wchar_t *, size_t, const wchar_t *, size_t)(wide_to + 1, 3, wide_to, 2), 0);
    CHECK(wide_to[1] == 'a' && wide_to[2] == 'b');
    CHECK_INVALID(0, 0);
    CHECK_EQ(CRT(int, wmemmove_s, wchar_t *, size_t, const wchar_t *, size_t)(wide_to, 1, L"xy", 2), ERANGE);
    CHECK(wide_to[1] == 'a');
    CHECK_EQ(CRT(int, wmemcpy_s, wchar_t *, size_t, const wchar_t *, size_t)(wide_to, 1, L"xy", 2), ERANGE);
    CHECK_EQ(wide_to[0], 0);
    CHECK_INVALID(ERANGE, 2);
}

GUEST_MAIN(crt_setup(); RUN(comparison_by_table); RUN(comparison_refuses_null);
           RUN(locales_decide_about_case); RUN(case_is_changed_in_place); RUN(searches_by_table);
           RUN(secure_tokens); RUN(filling_and_turning); RUN(secure_copies_by_table); RUN(secure_fills);
           RUN(secure_memory);)
