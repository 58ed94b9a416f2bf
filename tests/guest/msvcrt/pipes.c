/* SPDX-License-Identifier: MIT
 *
 * _pipe: descriptors and streams over the ends of a pipe.
 */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <sys/stat.h>
#include "guest.h"

TEST(pipes)
{
    int ends[2];
    char buffer[16] = "";
    CHECK_EQ(_pipe(ends, 256, _O_BINARY), 0);
    CHECK_EQ(_write(ends[1], "abc", 3), 3);
    CHECK_EQ(_read(ends[0], buffer, 2), 2);
    struct _stat64 facts;
    CHECK_EQ(_fstat64(ends[0], &facts), 0);
    CHECK_EQ(facts.st_mode & _S_IFMT, _S_IFIFO);
    FILE *file = _fdopen(ends[1], "wb");
    CHECK_EQ(fputs("def", file), 0);
    CHECK_EQ(fclose(file), 0);
    CHECK_EQ(_read(ends[0], buffer, sizeof(buffer)), 4);
    CHECK_TEXT(buffer, "cdef");
    CHECK_EQ(_read(ends[0], buffer, sizeof(buffer)), 0);
    CHECK_EQ(_close(ends[0]), 0);
}

GUEST_MAIN(RUN(pipes);)
