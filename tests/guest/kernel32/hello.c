/* SPDX-License-Identifier: MIT
 *
 * The shortest way through all layers: a program without a C runtime that prints a line.
 */
#include "guest.h"

TEST(a_line_goes_out)
{
    DWORD written = 0;
    CHECK_EQ(WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "hello\n", 6, &written, NULL), TRUE);
    CHECK_EQ(written, 6);
}

GUEST_MAIN(RUN(a_line_goes_out);)
