/* SPDX-License-Identifier: MIT
 *
 * What an invalid parameter is, function by function of the C runtime's reference: the result, errno, and
 * whether the invalid parameter handler hears of it. A buffer that is too small is one for some functions and
 * an answer like others for the rest.
 */
#include "crt_dll.h"
#include <stdlib.h>
#include <time.h>

#define EBADF_ 9

/* ---- descriptors ---- */

#define FD_FUNCTIONS(X)                                                                                      \
    X(_close, int, (fd), int)                                                                                \
    X(_commit, int, (fd), int)                                                                               \
    X(_dup, int, (fd), int)                                                                                  \
    X(_eof, int, (fd), int)                                                                                  \
    X(_filelength, long, (fd), int)                                                                          \
    X(_filelengthi64, long long, (fd), int)                                                                  \
    X(_get_osfhandle, intptr_t, (fd), int)                                                                   \
    X(_tell, long, (fd), int)                                                                                \
    X(_telli64, long long, (fd), int)                                                                        \
    X(_lseek, long, (fd, 0, 0), int, long, int)                                                              \
    X(_lseeki64, long long, (fd, 0, 0), int, long long, int)                                                 \
    X(_setmode, int, (fd, 0x4000), int, int)                                                                 \
    X(_chsize, int, (fd, 0), int, long)                                                                      \
    X(_dup2, int, (fd, 50), int, int)                                                                        \
    X(_read, int, (fd, text, 4), int, void *, unsigned)                                                      \
    X(_write, int, (fd, text, 4), int, const void *, unsigned)                                               \
    X(_locking, int, (fd, 2, 1), int, int, long)                                                             \
    X(_futime64, int, (fd, NULL), int, void *)                                                               \
    X(_fstat64, int, (fd, text), int, void *)

static char text[256];

#define BAD_FD(name, type, arguments, ...)                                                                   \
    {                                                                                                        \
        type result = CRT(type, name, __VA_ARGS__) arguments;                                                \
        unsigned calls = crt_invalid_calls;                                                                  \
        int error = errno;                                                                                   \
        crt_invalid_calls = 0;                                                                               \
        errno = 0;                                                                                           \
        if (result != -1 || error != EBADF_ || (crt_handler_is_set && calls != (fd != -2)))                  \
            guest_fail(__FILE__, fd, #name);                                                                 \
    }

TEST(bad_descriptors)
{
    static const int bad[] = {-1, -2, 77, 2047, 2048, 0x7FFFFFFF};
    for (unsigned i = 0; i < COUNT(bad); i++) {
        int fd = bad[i];
        FD_FUNCTIONS(BAD_FD)
        CHECK_EQ(CRT(int, _isatty, int)(fd), 0);
        CHECK_INVALID(EBADF_, fd != -2);
        CHECK_EQ(CRT(int, _chsize_s, int, long long)(fd, 0), EBADF_);
        CHECK_INVALID(EBADF_, fd != -2);
        CHECK_EQ(CRT(void *, _fdopen, int, const char *)(fd, "r"), 0);
        CHECK_INVALID(EBADF_, fd != -2);
    }
    CHECK_EQ(CRT(int, _setmode, int, int)(0, 5), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _read, int, void *, unsigned)(0, NULL, 4), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _locking, int, int, long)(0, 9, 1), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _chsize_s, int, long long)(0, -1), EINVAL);
    CHECK_INVALID(EINVAL, 1);
}

/* ---- searching and sorting ---- */

static int __cdecl by_int(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int __cdecl by_int_s(void *context, const void *a, const void *b)
{
    return context == text ? by_int(a, b) : 0;
}

typedef int(__cdecl *compare)(const void *, const void *);
typedef int(__cdecl *compare_s)(void *, const void *, const void *);

TEST(searching)
{
    int values[] = {1, 3, 5, 7}, key = 5;
    unsigned count = 4, none = 0;
    void *(__cdecl * find)(const void *, const void *, size_t, size_t, compare) = crt_function("bsearch");
    void *(__cdecl * find_s)(const void *, const void *, size_t, size_t, compare_s, void *) =
        crt_function("bsearch_s");
    void *(__cdecl * linear)(const void *, const void *, unsigned *, unsigned, compare) =
        crt_function("_lfind");
    void *(__cdecl * add)(const void *, void *, unsigned *, unsigned, compare) = crt_function("_lsearch");
    CHECK_EQ(find(&key, values, 4, 4, by_int), &values[2]);
    CHECK_EQ(find(&key, NULL, 0, 4, by_int), 0);
    CHECK_INVALID(0, 0);
    CHECK_EQ(find(NULL, values, 4, 4, by_int), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(find(&key, NULL, 4, 4, by_int), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(find(&key, values, 4, 0, by_int), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(find(&key, values, 4, 4, NULL), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(find_s(&key, values, 4, 4, by_int_s, text), &values[2]);
    CHECK_EQ(find_s(NULL, values, 4, 4, by_int_s, text), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(linear(&key, values, &count, 4, by_int), &values[2]);
    CHECK_EQ(linear(&key, NULL, &none, 4, by_int), 0);
    CHECK_INVALID(0, 0);
    CHECK_EQ(linear(&key, NULL, &count, 4, by_int), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(linear(NULL, values, &count, 4, by_int), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(linear(&key, values, NULL, 4, by_int), 0);
    CHECK_INVALID(EINVAL, 1);
    int room[3] = {9, 8};
    count = 2;
    CHECK_EQ(add(&key, room, &count, 4, by_int), &room[2]);
    CHECK(count == 3 && room[2] == 5);
    CHECK_EQ(add(&key, room, &count, 4, by_int), &room[2]);
    CHECK_EQ(count, 3);
    CHECK_EQ(add(&key, room, &count, 4, NULL), 0);
    CHECK_INVALID(EINVAL, 1);
}

TEST(sorting)
{
    int values[] = {3, 1, 2};
    void(__cdecl * sort)(void *, size_t, size_t, compare) = crt_function("qsort");
    void(__cdecl * sort_s)(void *, size_t, size_t, compare_s, void *) = crt_function("qsort_s");
    sort(NULL, 0, 4, by_int);
    CHECK_INVALID(0, 0);
    sort(NULL, 3, 4, by_int);
    CHECK_INVALID(EINVAL, 1);
    sort(values, 3, 0, by_int);
    CHECK_INVALID(EINVAL, 1);
    sort(values, 3, 4, NULL);
    CHECK_INVALID(EINVAL, 1);
    CHECK(values[0] == 3 && values[1] == 1 && values[2] == 2);
    sort_s(values, 3, 4, by_int_s, NULL); /* all are equal */
    sort_s(values, 3, 4, NULL, text);
    CHECK_INVALID(EINVAL, 1);
    sort_s(values, 3, 4, by_int_s, text);
    CHECK(values[0] == 1 && values[1] == 2 && values[2] == 3);
}

/* ---- buffers that are too small ---- */

TEST(small_buffers_of_text)
{
    memset(text, 'x', sizeof(text));
    CHECK_EQ(CRT(int, strcpy_s, char *, size_t, const char *)(text, 3, "abc"), ERANGE);
    CHECK_INVALID(ERANGE, 1);
    CHECK_EQ(text[0], 0);
    strcpy(text, "ab");
    CHECK_EQ(CRT(int, strcat_s, char *, size_t, const char *)(text, 4, "cd"), ERANGE);
    CHECK_INVALID(ERANGE, 1);
    CHECK_EQ(text[0], 0);
    CHECK_EQ(CRT(int, strncpy_s, char *, size_t, const char *, size_t)(text, 3, "abc", (size_t)-1), 80);
    CHECK_INVALID(0, 0); /* _TRUNCATE: STRUNCATE, and no mistake */
    CHECK_TEXT(text, "ab");
    CHECK_EQ(CRT(int, strncpy_s, char *, size_t, const char *, size_t)(text, 3, "abcdef", 2), 0);
    CHECK_TEXT(text, "ab");
    CHECK_EQ(CRT(int, strncpy_s, char *, size_t, const char *, size_t)(text, 3, "abcdef", 3), ERANGE);
    CHECK_INVALID(ERANGE, 1);
    CHECK_EQ(CRT(int, _itoa_s, int, char *, size_t, int)(12345, text, 5, 10), ERANGE);
    CHECK_INVALID(ERANGE, 1);
    CHECK_EQ(text[0], 0);
    CHECK_EQ(CRT(int, _itoa_s, int, char *, size_t, int)(1, text, 5, 1), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _itoa_s, int, char *, size_t, int)(1, text, 5, 37), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _strlwr_s, char *, size_t)(strcpy(text, "ABC"), 3), EINVAL); /* no end within */
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(text[0], 0);
    CHECK_EQ(CRT(int, memcpy_s, void *, size_t, const void *, size_t)(text, 4, "12345678", 8), ERANGE);
    CHECK_INVALID(ERANGE, 1);
    CHECK(!memcmp(text, "\0\0\0\0", 4)); /* all of the buffer is cleared */
    CHECK_EQ(CRT(int, memcpy_s, void *, size_t, const void *, size_t)(text, 4, NULL, 2), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, memcpy_s, void *, size_t, const void *, size_t)(NULL, 0, NULL, 0), 0);
    CHECK_INVALID(0, 0);
    memset(text, 'x', 4);
    CHECK_EQ(CRT(int, memmove_s, void *, size_t, const void *, size_t)(text, 4, "12345678", 8), ERANGE);
    CHECK_INVALID(ERANGE, 1);
    CHECK(!memcmp(text, "xxxx", 4)); /* and nothing here */
}

TEST(small_buffers_that_are_answers)
{
    size_t needed = 0;
    CHECK_EQ(CRT(int, _putenv_s, const char *, const char *)("DECANT_P", "value"), 0);
    CHECK_EQ(CRT(int, getenv_s, size_t *, char *, size_t, const char *)(&needed, text, 3, "DECANT_P"),
             ERANGE);
    CHECK_INVALID(errno, 0);
    CHECK_EQ(needed, 6);
    CHECK_EQ(CRT(int, getenv_s, size_t *, char *, size_t, const char *)(NULL, text, 3, "DECANT_P"), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, getenv_s, size_t *, char *, size_t, const char *)(&needed, NULL, 3, "DECANT_P"),
             EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, getenv_s, size_t *, char *, size_t, const char *)(&needed, text, 30, NULL), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _putenv_s, const char *, const char *)("DECANT_P", ""), 0);
    CHECK_EQ(CRT(int, getenv_s, size_t *, char *, size_t, const char *)(&needed, text, 30, "DECANT_P"), 0);
    CHECK_EQ(needed, 0);
    CHECK_EQ(CRT(int, _putenv_s, const char *, const char *)("A=B", "x"), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, strerror_s, char *, size_t, int)(text, 5, ENOENT), 0); /* cut off */
    CHECK_INVALID(0, 0);
    CHECK_TEXT(text, "No s");
}

/* ---- times ---- */

TEST(times)
{
    struct tm tm = {0};
    long long before = -1;
    CHECK_EQ(CRT(int, asctime_s, char *, size_t, const struct tm *)(text, 26, NULL), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(text[0], 0);
    CHECK_EQ(CRT(int, asctime_s, char *, size_t, const struct tm *)(text, 25, &tm), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, asctime_s, char *, size_t, const struct tm *)(NULL, 26, &tm), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, asctime_s, char *, size_t, const struct tm *)(text, 26, &tm), EINVAL); /* the 0th */
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _localtime64_s, struct tm *, const long long *)(&tm, NULL), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(tm.tm_year, -1); /* every field */
    CHECK_EQ(CRT(int, _localtime64_s, struct tm *, const long long *)(NULL, &before), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _localtime64_s, struct tm *, const long long *)(&tm, &before), EINVAL);
    CHECK_INVALID(EINVAL, 0); /* a time before 1970 is an answer */
    CHECK_EQ(CRT(long long, _mktime64, struct tm *)(NULL), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(size_t, strftime, char *, size_t, const char *, const struct tm *)(NULL, 9, "%Y", &tm), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _strdate_s, char *, size_t)(text, 8), ERANGE);
    CHECK_INVALID(ERANGE, 1);
    CHECK_EQ(text[0], 0);
    CHECK_EQ(CRT(int, _strtime_s, char *, size_t)(NULL, 9), EINVAL);
    CHECK_INVALID(EINVAL, 1);
}

/* ---- streams ---- */

TEST(streams)
{
    void *file = text;
    CHECK_EQ(CRT(void *, fopen, const char *, const char *)(NULL, "r"), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(void *, fopen, const char *, const char *)("x", NULL), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(void *, fopen, const char *, const char *)("x", "q"), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, fopen_s, void **, const char *, const char *)(NULL, "x", "r"), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, fopen_s, void **, const char *, const char *)(&file, "decant-no-such", "r"), ENOENT);
    CHECK_INVALID(ENOENT, 0);
    CHECK_EQ(file, 0);
    CHECK_EQ(CRT(int, fclose, void *)(NULL), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, feof, void *)(NULL), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, ferror, void *)(NULL), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _fileno, void *)(NULL), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(long, ftell, void *)(NULL), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, fseek, void *, long, int)(NULL, 0, 0), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, fgetc, void *)(NULL), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(char *, fgets, char *, int, void *)(text, 4, NULL), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, fputs, const char *, void *)("x", NULL), -1);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(size_t, fread, void *, size_t, size_t, void *)(text, 1, 4, NULL), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(size_t, fread, void *, size_t, size_t, void *)(NULL, 0, 4, NULL), 0); /* nothing to do */
    CHECK_INVALID(0, 0);
    CHECK_EQ(CRT(size_t, fwrite, const void *, size_t, size_t, void *)(text, 1, 4, NULL), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, tmpfile_s, void **)(NULL), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _pclose, void *)(NULL), -1);
    CHECK_INVALID(EINVAL, 1);
}

GUEST_MAIN(crt_setup(); RUN(bad_descriptors); RUN(searching); RUN(sorting); RUN(small_buffers_of_text);
           RUN(small_buffers_that_are_answers); RUN(times); RUN(streams);)
