/* SPDX-License-Identifier: MIT
 *
 * GetDateFormat and GetTimeFormat.
 */
#include "guest.h"

static const SYSTEMTIME moment = {2024, 2, 0, 29, 15, 4, 5, 678}; /* a Thursday, whatever the field says */

TEST(dates)
{
    WCHAR text[64];
    char bytes[64];
    CHECK_EQ(GetDateFormatW(LOCALE_INVARIANT, 0, &moment, L"yyyy-MM-dd", text, 64), 11);
    CHECK_WIDE(text, L"2024-02-29");
    CHECK_EQ(GetDateFormatW(0x409, 0, &moment, L"ddd, MMM d 'of' yy", text, 64), 18);
    CHECK_WIDE(text, L"Thu, Feb 29 of 24");
    CHECK_EQ(GetDateFormatW(0x409, DATE_LONGDATE, &moment, NULL, NULL, 0), 28);
    CHECK_EQ(GetDateFormatA(0x409, 0, &moment, "dddd MMMM", bytes, 64), 18);
    CHECK_TEXT(bytes, "Thursday February");
    SYSTEMTIME wrong = moment;
    wrong.wDay = 30;
    CHECK_FAILS(GetDateFormatW(0x409, 0, &wrong, NULL, text, 64), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetDateFormatW(0x409, DATE_LONGDATE, &moment, L"d", text, 64), 0, ERROR_INVALID_FLAGS);
    CHECK_FAILS(GetDateFormatW(0x409, 0, &moment, L"yyyy", text, 4), 0, ERROR_INSUFFICIENT_BUFFER);
}

TEST(times)
{
    WCHAR text[64];
    CHECK_EQ(GetTimeFormatW(0x409, 0, &moment, NULL, text, 64), 11);
    CHECK_WIDE(text, L"3:04:05 PM");
    CHECK_EQ(GetTimeFormatW(LOCALE_INVARIANT, 0, &moment, L"HH':'mm':'ss", text, 64), 9);
    CHECK_WIDE(text, L"15:04:05");
    CHECK_EQ(GetTimeFormatW(0x409, TIME_NOSECONDS, &moment, NULL, text, 64), 8);
    CHECK_WIDE(text, L"3:04 PM");
    CHECK_EQ(GetTimeFormatW(0x409, TIME_FORCE24HOURFORMAT | TIME_NOTIMEMARKER, &moment, NULL, text, 64), 9);
    CHECK_WIDE(text, L"15:04:05");
    SYSTEMTIME wrong = moment;
    wrong.wHour = 24;
    CHECK_FAILS(GetTimeFormatW(0x409, 0, &wrong, NULL, text, 64), 0, ERROR_INVALID_PARAMETER);
}

GUEST_MAIN(RUN(dates); RUN(times);)
