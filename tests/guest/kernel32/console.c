/* SPDX-License-Identifier: MIT
 *
 * Console functions where the handles are none of a console's, and what a console keeps whether or not
 * anybody sees it.
 */
#include "guest.h"

TEST(code_pages_of_consoles)
{
    UINT in = GetConsoleCP(), out = GetConsoleOutputCP();
    CHECK(in && out);
    CHECK_FAILS(SetConsoleCP(4711), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetConsoleOutputCP(4711), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(SetConsoleCP(850) && SetConsoleOutputCP(437));
    CHECK_EQ(GetConsoleCP(), 850);
    CHECK_EQ(GetConsoleOutputCP(), 437);
    CHECK(SetConsoleCP(in) && SetConsoleOutputCP(out));
}

TEST(titles)
{
    WCHAR title[64];
    char text[64];
    CHECK(SetConsoleTitleW(L"decant's title"));
    CHECK_EQ(GetConsoleTitleW(title, 64), 14);
    CHECK_WIDE(title, L"decant's title");
    CHECK(SetConsoleTitleA("another"));
    CHECK_EQ(GetConsoleTitleA(text, 64), 7);
    CHECK_TEXT(text, "another");
}

/* Every function refuses a pipe or an event. */
TEST(other_handles_are_refused)
{
    HANDLE in, out;
    WCHAR text[8];
    char bytes[8];
    DWORD count;
    INPUT_RECORD record;
    CONSOLE_CURSOR_INFO cursor = {25, TRUE};
    COORD at = {0, 0};
    CHECK(CreatePipe(&in, &out, NULL, 0));
    CHECK_FAILS(ReadConsoleW(in, text, 8, &count, NULL), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(ReadConsoleA(in, bytes, 8, &count, NULL), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(ReadConsoleInputW(in, &record, 1, &count), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(ReadConsoleInputA(in, &record, 1, &count), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(PeekConsoleInputW(in, &record, 1, &count), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(PeekConsoleInputA(in, &record, 1, &count), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(FlushConsoleInputBuffer(in), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(WriteConsoleA(out, "a", 1, &count, NULL), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetConsoleTextAttribute(out, 7), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetConsoleCursorPosition(out, at), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetConsoleCursorInfo(out, &cursor), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetConsoleCursorInfo(out, &cursor), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(FillConsoleOutputCharacterA(out, ' ', 1, at, &count), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(FillConsoleOutputCharacterW(out, ' ', 1, at, &count), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(FillConsoleOutputAttribute(out, 7, 1, at, &count), FALSE, ERROR_INVALID_HANDLE);
    COORD largest = GetLargestConsoleWindowSize(out);
    CHECK(largest.X == 0 && largest.Y == 0);
    CHECK(CloseHandle(in) && CloseHandle(out));
}

TEST(a_console_is_one)
{
    /* The process has one already or may have none; it never gets a second. */
    if (GetConsoleWindow())
        CHECK_FAILS(AllocConsole(), FALSE, ERROR_ACCESS_DENIED);
    CHECK_EQ(AttachConsole(0x7FFFFFF0), FALSE);
}

GUEST_MAIN(RUN(code_pages_of_consoles); RUN(titles); RUN(other_handles_are_refused); RUN(a_console_is_one);)
