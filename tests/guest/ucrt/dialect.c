/* SPDX-License-Identifier: MIT
 *
 * Where the UCRT behaves otherwise than msvcrt, and the small functions that came with it: names of locales,
 * texts of errors, dates as text, names of temporary files.
 */
#include "../msvcrt/crt_dll.h"
#include <locale.h>
#include <time.h>
#include <wchar.h>

static char *(__cdecl *set_locale)(int, const char *);

static const struct {
    const char *asked, *given;
} locales[] = {
    {"en-US", "en-US"},
    {"de-DE", "de-DE"},
    {"de-de.UTF-8", "de-DE.utf8"},
    {".UTF8", "English_United States.utf8"},
    {".utf-8", "English_United States.utf8"},
    {"German_Germany.UTF-8", "German_Germany.utf8"},
    {"english", "English_United States.1252"},
    {".1252", "English_United States.1252"},
    {"C", "C"},
    {"xx-YY", NULL},
    {"en-", NULL},
    {"en-US.77777", NULL},
};

TEST(names_of_locales)
{
    for (unsigned i = 0; i < COUNT(locales); i++) {
        const char *given = set_locale(LC_ALL, locales[i].asked);
        if (locales[i].given ? !given || strcmp(given, locales[i].given) : given != NULL)
            guest_fail(__FILE__, (int)i, locales[i].asked);
        /* What it answers with it also takes. */
        char again[64];
        strcpy(again, set_locale(LC_ALL, NULL));
        CHECK(!strcmp(set_locale(LC_ALL, again), again));
        set_locale(LC_ALL, "C");
    }
    WCHAR **(__cdecl * names)(void) = crt_function("___lc_locale_name_func");
    CHECK(names()[LC_CTYPE] == NULL);
    set_locale(LC_CTYPE, "German_Austria.1252");
    CHECK(names()[LC_CTYPE] && !wcscmp(names()[LC_CTYPE], L"de-AT"));
    CHECK(names()[LC_TIME] == NULL);
    CHECK_EQ(CRT(unsigned, ___lc_codepage_func, void)(), 1252);
    set_locale(LC_ALL, ".UTF8");
    CHECK_EQ(CRT(unsigned, ___lc_codepage_func, void)(), 65001);
    CHECK_EQ(CRT(int, ___mb_cur_max_func, void)(), 4);
    set_locale(LC_ALL, "C");
    CRT(void, _lock_locales, void)();
    CRT(void, _unlock_locales, void)();
    CHECK_EQ(CRT(int, __initialize_lconv_for_unsigned_char, void)(), 0);
    CHECK_ERRNO(0);
}

TEST(texts_of_errors)
{
    static const struct {
        int error;
        const char *text;
    } rows[] = {{ENOENT, "No such file or directory"},
                {100, "address in use"},
                {107, "connection refused"},
                {118, "network unreachable"},
                {130, "operation not supported"},
                {138, "timed out"},
                {140, "operation would block"},
                {141, "Unknown error"},
                {99, "Unknown error"},
                {-1, "Unknown error"}};
    char text[64];
    for (unsigned i = 0; i < COUNT(rows); i++) {
        CHECK(!strcmp(CRT(char *, strerror, int)(rows[i].error), rows[i].text));
        CHECK_EQ(CRT(int, strerror_s, char *, size_t, int)(text, sizeof(text), rows[i].error), 0);
        CHECK(!strcmp(text, rows[i].text));
    }
    CHECK_EQ(*CRT(int *, __sys_nerr, void)(), 43);
    CHECK(!strcmp(CRT(char **, __sys_errlist, void)()[2], "No such file or directory"));
}

TEST(dates)
{
    struct tm tm = {.tm_year = 80,
                    .tm_mon = 0,
                    .tm_mday = 2,
                    .tm_hour = 2,
                    .tm_min = 3,
                    .tm_sec = 55,
                    .tm_wday = 3,
                    .tm_yday = 1};
    char text[128];
    CHECK(!strcmp(CRT(char *, asctime, const struct tm *)(&tm), "Wed Jan  2 02:03:55 1980\n"));
    size_t(__cdecl * format)(char *, size_t, const char *, const struct tm *) = crt_function("strftime");
    CHECK(format(text, sizeof(text), "%F|%T|%D|%e|%h|%R|%r|%C|%G-%V|%g|%u|%n%t", &tm) > 0);
    CHECK(!strcmp(text, "1980-01-02|02:03:55|01/02/80| 2|Jan|02:03|02:03:55 AM|19|1980-01|80|3|\n\t"));
    CHECK_EQ(format(text, sizeof(text), "%c|%x|%X", &tm), 42);
    CHECK(!strcmp(text, "Wed Jan  2 02:03:55 1980|01/02/80|02:03:55"));
    CHECK(format(text, sizeof(text), "%Ey %Od %#d", &tm) == 7);
    CHECK(!strcmp(text, "80 02 2"));
    CHECK_ERRNO(0);
    CHECK_EQ(format(text, sizeof(text), "%Q", &tm), 0);
    CHECK_INVALID(EINVAL, 1);
    WCHAR wide[64];
    void *names = CRT(void *, _Gettnames, void)(), *wide_names = CRT(void *, _W_Gettnames, void)();
    CHECK(names && wide_names);
    CHECK_EQ(CRT(size_t, _Wcsftime, WCHAR *, size_t, const WCHAR *, const struct tm *,
                 void *)(wide, 64, L"%A %d", &tm, wide_names),
             12);
    CHECK(!wcscmp(wide, L"Wednesday 02"));
    CHECK_EQ(CRT(size_t, _Strftime, char *, size_t, const char *, const struct tm *, void *)(text, 64, "%b",
                                                                                             &tm, names),
             3);
    CRT(void, free, void *)(names);
    CRT(void, free, void *)(wide_names);
    WCHAR *days = CRT(WCHAR *, _W_Getdays, void)(), *months = CRT(WCHAR *, _W_Getmonths, void)();
    CHECK(!wcscmp(days,
                  L":Sun:Sunday:Mon:Monday:Tue:Tuesday:Wed:Wednesday:Thu:Thursday:Fri:Friday:Sat:Saturday"));
    CHECK(!wcsncmp(months, L":Jan:January:Feb:February:", 26));
    CRT(void, free, void *)(days);
    CRT(void, free, void *)(months);
}

TEST(clocks)
{
    struct {
        long long seconds;
        long nanoseconds;
    } now = {0, -1};
    struct {
        long seconds, nanoseconds;
    } narrow = {0, -1};
    long long before = CRT(long long, _time64, long long *)(NULL);
    CHECK_EQ(CRT(int, _timespec64_get, void *, int)(&now, 1), 1); /* TIME_UTC */
    CHECK(now.seconds >= before && now.nanoseconds >= 0 && now.nanoseconds < 1000000000);
    CHECK_EQ(CRT(int, _timespec32_get, void *, int)(&narrow, 1), 1);
    CHECK(narrow.seconds >= before && narrow.nanoseconds >= 0 && narrow.nanoseconds < 1000000000);
    CHECK_EQ(CRT(int, _timespec64_get, void *, int)(&now, 2), 0);
    SetEnvironmentVariableA("TZ", NULL);
    CHECK_EQ(CRT(int, _putenv_s, const char *, const char *)("TZ", "EST5EDT"), 0);
    CRT(void, _tzset, void)();
    CHECK_EQ(*CRT(long *, __timezone, void)(), 18000);
    CHECK_EQ(*CRT(int *, __daylight, void)(), 1);
    CHECK_EQ(*CRT(long *, __dstbias, void)(), -3600);
    CHECK(!strcmp(CRT(char **, __tzname, void)()[0], "EST") &&
          !strcmp(CRT(char **, __tzname, void)()[1], "EDT"));
}

TEST(words)
{
    WCHAR text[] = L"one,two;three", *context = NULL;
    WCHAR *(__cdecl * token)(WCHAR *, const WCHAR *, WCHAR **) = crt_function("wcstok");
    CHECK(!wcscmp(token(text, L",;", &context), L"one"));
    WCHAR other[] = L"a b";
    CHECK(!wcscmp(token(other, L" ", NULL), L"a"));
    CHECK(!wcscmp(token(NULL, L",;", &context), L"two"));
    CHECK(!wcscmp(token(NULL, L" ", NULL), L"b"));
    CHECK(!wcscmp(token(NULL, L",;", &context), L"three"));
    CHECK(token(NULL, L",;", &context) == NULL);
    CHECK_EQ(CRT(size_t, __strncnt, const char *, size_t)("abc", 2), 2);
    CHECK_EQ(CRT(size_t, __wcsncnt, const WCHAR *, size_t)(L"abc", 9), 3);
    CHECK_EQ(CRT(size_t, strnlen, const char *, size_t)("abc", 9), 3);
}

TEST(classes)
{
    int(__cdecl * blank)(int) = crt_function("isblank"),
                  (__cdecl * wide_blank)(wint_t) = crt_function("iswblank");
    CHECK(blank(' ') && blank('\t') && !blank('\n') && !blank('a') && !blank(-1));
    CHECK(wide_blank(' ') && wide_blank('\t') && !wide_blank('\n') && wide_blank(0x3000) &&
          !wide_blank(WEOF));
    CHECK(CRT(int, _isblank_l, int, crt_locale)('\t', NULL) &&
          CRT(int, _iswblank_l, wint_t, crt_locale)(' ', NULL));
    CHECK(CRT(int, __iswcsym, wint_t)('9') && CRT(int, __iswcsym, wint_t)('_') &&
          !CRT(int, __iswcsym, wint_t)('-'));
    CHECK(!CRT(int, __iswcsymf, wint_t)('9') && CRT(int, __iswcsymf, wint_t)('z'));
    CHECK(CRT(int, _iswcsym_l, wint_t, crt_locale)('9', NULL) &&
          !CRT(int, _iswcsymf_l, wint_t, crt_locale)('9', NULL));
    static const char *const names[] = {"alnum", "alpha", "blank", "cntrl", "digit", "graph",
                                        "lower", "print", "punct", "space", "upper", "xdigit"};
    unsigned short(__cdecl * type)(const char *) = crt_function("wctype");
    int(__cdecl * is)(wint_t, unsigned short) = crt_function("iswctype");
    for (unsigned i = 0; i < COUNT(names); i++) {
        char name[16] = "isw";
        strcat(name, names[i]);
        int(__cdecl * direct)(wint_t) = crt_function(name);
        for (wint_t c = ' '; c < 0x250; c++)
            CHECK_EQ(!is(c, type(names[i])), !direct(c));
    }
    CHECK_EQ(type("nonsense"), 0);
}

TEST(mappings)
{
    typedef unsigned short mapping;
    mapping(__cdecl * find)(const char *) = crt_function("wctrans");
    WCHAR(__cdecl * map)(WCHAR, mapping) = crt_function("towctrans");
    mapping lower = find("tolower"), upper = find("toupper");
    CHECK(lower && upper && lower != upper);
    CHECK_EQ(find("totitle"), 0);
    CHECK_EQ(find(""), 0);
    CHECK_EQ(map('Q', lower), 'q');
    CHECK_EQ(map('q', upper), 'Q');
    CHECK_EQ(map(0xE9, upper), CRT(WCHAR, towupper, WCHAR)(0xE9));
    CHECK_EQ(map(0xFFFF, lower), 0xFFFF); /* WEOF */
}

/* What Windows' own programs import, from an API set without a face of its own. */
TEST(private_names)
{
    HMODULE set = LoadLibraryA("api-ms-win-crt-private-l1-1-0.dll");
    CHECK(set == crt_dll);
    long(__cdecl * parse)(const char *, char **, int) = (void *)GetProcAddress(set, "_o_strtol");
    CHECK(parse && parse("-12", NULL, 10) == -12);
    CHECK_EQ(CRT(int, _o__stricmp, const char *, const char *)("A", "a"), 0);
    int *error = CRT(int *, _o__errno, void)();
    CHECK(error == &errno);
    void *memory = CRT(void *, _o_malloc, size_t)(10);
    CHECK_EQ(CRT(size_t, _o__msize, void *)(memory), 10);
    CRT(void, _o_free, void *)(memory);
    CHECK(CRT(double, _o_sqrt, double)(9) == 3);
    CHECK_EQ(CRT(void *, _o_fopen, const char *, const char *)("decant-no-such", "r"), 0);
    CHECK_ERRNO(ENOENT);
}

TEST(memory)
{
    char *(__cdecl * again)(void *, size_t, size_t, size_t) = crt_function("_aligned_recalloc");
    void(__cdecl * drop)(void *) = crt_function("_aligned_free");
    char *block = again(NULL, 10, 10, 64);
    CHECK(block && (uintptr_t)block % 64 == 0 && !block[0] && !block[99]);
    memset(block, 'x', 100);
    block = again(block, 50, 10, 64);
    CHECK(block && (uintptr_t)block % 64 == 0 && block[99] == 'x' && !block[300] && !block[499]);
    drop(block);
    block =
        CRT(char *, _aligned_offset_recalloc, void *, size_t, size_t, size_t, size_t)(NULL, 1, 100, 32, 4);
    CHECK(block && (uintptr_t)(block + 4) % 32 == 0 && !block[50]);
    drop(block);
    CHECK(!again(NULL, SIZE_MAX, 2, 64));
    CHECK_ERRNO(ENOMEM);
    block = CRT(char *, _malloc_base, size_t)(10);
    block = CRT(char *, _realloc_base, void *, size_t)(block, 20);
    CHECK(block && CRT(size_t, _msize, void *)(block) == 20);
    CRT(void, _free_base, void *)(block);
    block = CRT(char *, _calloc_base, size_t, size_t)(2, 8);
    CHECK(block && !block[15]);
    CRT(void, _free_base, void *)(block);
    void *(__cdecl * set)(void *) = crt_function("_set_new_handler");
    CHECK(set((void *)crt_missing) == NULL);
    CHECK(CRT(void *, _query_new_handler, void)() == (void *)crt_missing);
    CHECK(set(NULL) == (void *)crt_missing);
}

static void all(void)
{
    crt_setup();
    set_locale = crt_function("setlocale");
    RUN(names_of_locales);
    RUN(texts_of_errors);
    RUN(dates);
    RUN(clocks);
    RUN(words);
    RUN(classes);
    RUN(mappings);
    RUN(private_names);
    RUN(memory);
}
GUEST_MAIN(all();)
