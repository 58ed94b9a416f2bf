/* SPDX-License-Identifier: MIT
 *
 * FormatMessage: the system's texts, inserts and their formats, escapes, widths, errors.
 */
#include "guest.h"

static WCHAR out[512];

static DWORD format(DWORD flags, const WCHAR *source, ...)
{
    va_list list;
    va_start(list, source);
    DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_STRING | flags, source, 0, 0, out, 512, &list);
    va_end(list);
    return length;
}

TEST(system_messages)
{
    char *text = NULL;
    char bytes[128];
    CHECK_EQ(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 2, 0, out, 512, NULL), 44);
    CHECK_WIDE(out, L"The system cannot find the file specified.\r\n");
    CHECK_EQ(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER |
                                FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK,
                            NULL, 5, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (char *)&text, 0, NULL),
             18);
    CHECK_TEXT(text, "Access is denied. ");
    CHECK_EQ(LocalFree(text), 0);
    CHECK_EQ(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 740, 0, bytes, 128, NULL), 45);
    CHECK_TEXT(bytes, "The requested operation requires elevation.\r\n");
    CHECK_EQ(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 994, 0, bytes, 128, NULL), 46);
    CHECK_TEXT(bytes, "Access to the extended attribute was denied.\r\n");
    CHECK_EQ(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0x80070057, 0, bytes, 128, NULL), 29);
    CHECK_TEXT(bytes, "The parameter is incorrect.\r\n");
    CHECK_FAILS(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0x12345678, 0, out, 512, NULL), 0,
                ERROR_MR_MID_NOT_FOUND);
    CHECK_FAILS(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 2, 0, out, 20, NULL), 0,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK_FAILS(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 2, 0, NULL, 0, NULL), 0,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(FormatMessageW(0, NULL, 2, 0, out, 20, NULL), 0, ERROR_INVALID_PARAMETER);
}

TEST(inserts)
{
    CHECK_EQ(format(0, L"%2 and %1", L"one", L"two"), 11);
    CHECK_WIDE(out, L"two and one");
    CHECK_EQ(format(0, L"%1!d! %2!05x! %3!-4s!| %4!*d!", -5, 255, L"ab", 6, 42), 21);
    CHECK_WIDE(out, L"-5 000ff ab  |     42");
    CHECK_EQ(format(0, L"%1!u! %2!c! %3!S! %4!hs!", 7, 'x', "ab", "cd"), 9);
    CHECK_WIDE(out, L"7 x ab cd");
    CHECK_EQ(format(0, L"%1!I64d! %2!X!", 123456789012LL, 0xBEEF), 17);
    CHECK_WIDE(out, L"123456789012 BEEF");
    CHECK_EQ(format(0, L"[%1!.2s!]", L"abcdef"), 4);
    CHECK_WIDE(out, L"[ab]");
    CHECK_FAILS(FormatMessageW(FORMAT_MESSAGE_FROM_STRING, L"%1", 0, 0, out, 512, NULL), 0,
                ERROR_INVALID_PARAMETER);
}

TEST(argument_arrays)
{
    DWORD_PTR values[] = {(DWORD_PTR)L"first", 42};
    char bytes[64];
    CHECK_EQ(FormatMessageW(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY, L"%2!d! %1", 0, 0,
                            out, 512, (va_list *)values),
             8);
    CHECK_WIDE(out, L"42 first");
    DWORD_PTR more[] = {(DWORD_PTR) "narrow", (DWORD_PTR)L"wide"};
    CHECK_EQ(FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY, "%1 %2!ls!", 0, 0,
                            bytes, 64, (va_list *)more),
             11);
    CHECK_TEXT(bytes, "narrow wide");
}

TEST(escapes)
{
    CHECK_EQ(format(0, L"a%%b%nc%.d%!e%bf%0g"), 12);
    CHECK_WIDE(out, L"a%b\r\nc.d!e f");
    CHECK_EQ(format(FORMAT_MESSAGE_IGNORE_INSERTS, L"a %1 b", L"x"), 6);
    CHECK_WIDE(out, L"a %1 b");
    CHECK_FAILS(format(0, L"half %"), 0, ERROR_INVALID_PARAMETER);
}

TEST(widths)
{
    CHECK_EQ(format(0, L"one\r\ntwo\nthree"), 15);
    CHECK_WIDE(out, L"one\r\ntwo\r\nthree");
    CHECK_EQ(format(FORMAT_MESSAGE_MAX_WIDTH_MASK, L"one\r\ntwo%nthree"), 14);
    CHECK_WIDE(out, L"one two\r\nthree");
    CHECK_EQ(format(10, L"the quick brown fox jumps"), 27);
    CHECK_WIDE(out, L"the quick\r\nbrown fox\r\njumps");
}

GUEST_MAIN(RUN(system_messages); RUN(inserts); RUN(argument_arrays); RUN(escapes); RUN(widths);)
