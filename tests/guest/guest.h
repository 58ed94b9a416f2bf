/* SPDX-License-Identifier: MIT
 *
 * What guest tests share. A guest test is a plain Windows program that would also pass on real Windows: it
 * checks itself and its exit code is the number of failures. All but the tests of the C runtimes are built
 * without one (GUEST_NO_CRT): they import kernel32 and ntdll alone, and a test of one topic leans on nothing
 * else.
 *
 *     TEST(opening_a_missing_file)
 *     {
 *         HANDLE h = CreateFileW(...);
 *         CHECK_EQ(h, INVALID_HANDLE_VALUE);
 *         CHECK_ERROR(ERROR_FILE_NOT_FOUND);
 *     }
 *     GUEST_MAIN(RUN(opening_a_missing_file); RUN(...);)
 */
#ifndef DECANT_TESTS_GUEST_H
#define DECANT_TESTS_GUEST_H

#define WIN32_LEAN_AND_MEAN
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
#include <windows.h>
#include <stdarg.h>
#include <stdint.h>

static int guest_failures;
static const char *guest_test_name = "";

#define GUEST_UNUSED __attribute__((unused))

#ifdef GUEST_NO_CRT
/* What the compiler itself calls. */
GUEST_UNUSED void *memset(void *to, int value, size_t size)
{
    for (volatile char *at = to; size--; at++)
        *at = (char)value;
    return to;
}

GUEST_UNUSED void *memcpy(void *to, const void *from, size_t size)
{
    volatile char *at = to;
    for (const char *source = from; size--;)
        *at++ = *source++;
    return to;
}

GUEST_UNUSED int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *x = a, *y = b;
    for (; size--; x++, y++)
        if (*x != *y)
            return *x - *y;
    return 0;
}
#else
#include <string.h>
#endif

GUEST_UNUSED static int guest_same_wide(const WCHAR *a, const WCHAR *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

GUEST_UNUSED static int guest_same_text(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

GUEST_UNUSED static void guest_write(const char *text)
{
    DWORD written, length = 0;
    while (text[length])
        length++;
    WriteFile(GetStdHandle(STD_ERROR_HANDLE), text, length, &written, NULL);
}

GUEST_UNUSED static void guest_write_number(unsigned long long value)
{
    char digits[32], *at = digits + sizeof(digits);
    *--at = 0;
    do
        *--at = "0123456789abcdef"[value & 15];
    while (value >>= 4);
    guest_write("0x");
    guest_write(at);
}

GUEST_UNUSED static void guest_fail(const char *file, int line, const char *what)
{
    char number[12], *at = number + sizeof(number);
    *--at = 0;
    do
        *--at = (char)('0' + line % 10);
    while (line /= 10);
    guest_failures++;
    guest_write(file);
    guest_write(":");
    guest_write(at);
    guest_write(": ");
    guest_write(guest_test_name);
    guest_write(": ");
    guest_write(what);
}

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            guest_fail(__FILE__, __LINE__, #condition "\n");                                                 \
        }                                                                                                    \
    } while (0)

/* Integers, handles and pointers; both values are shown in hexadecimal. */
#define CHECK_EQ(actual, expected)                                                                           \
    do {                                                                                                     \
        unsigned long long actual_ = (unsigned long long)(actual),                                           \
                           expected_ = (unsigned long long)(expected);                                       \
        if (actual_ != expected_) {                                                                          \
            guest_fail(__FILE__, __LINE__, #actual " is ");                                                  \
            guest_write_number(actual_);                                                                     \
            guest_write(", not " #expected " = ");                                                           \
            guest_write_number(expected_);                                                                   \
            guest_write("\n");                                                                               \
        }                                                                                                    \
    } while (0)

/* The last error, which is cleared for the next check. */
#define CHECK_ERROR(expected)                                                                                \
    do {                                                                                                     \
        DWORD error_ = GetLastError();                                                                       \
        CHECK_EQ(error_, expected);                                                                          \
        SetLastError(0xDEADBEEF);                                                                            \
    } while (0)

/* A call that must fail with a result and a last error. */
#define CHECK_FAILS(call, result, error)                                                                     \
    do {                                                                                                     \
        SetLastError(0xDEADBEEF);                                                                            \
        CHECK_EQ(call, result);                                                                              \
        CHECK_ERROR(error);                                                                                  \
    } while (0)

#define CHECK_WIDE(actual, expected) CHECK(guest_same_wide(actual, expected))
#define CHECK_TEXT(actual, expected) CHECK(guest_same_text(actual, expected))

#define TEST(name) static void name(void)
#define RUN(name)                                                                                            \
    do {                                                                                                     \
        guest_test_name = #name;                                                                             \
        name();                                                                                              \
    } while (0)
#ifdef GUEST_NO_CRT
#define GUEST_MAIN(...)                                                                                      \
    void mainCRTStartup(void)                                                                                \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
        ExitProcess(guest_failures > 250 ? 250 : (UINT)guest_failures);                                      \
    }
#else
#define GUEST_MAIN(...)                                                                                      \
    int main(void)                                                                                           \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
        return guest_failures > 250 ? 250 : guest_failures;                                                  \
    }
#endif

#endif
