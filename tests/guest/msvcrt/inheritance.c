/* SPDX-License-Identifier: MIT
 *
 * A child process has its parent's descriptors, with their text mode, but for those that are not to be
 * inherited.
 */
#include <fcntl.h>
#include <io.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "guest.h"

static char path[MAX_PATH + 64];

static int child(void)
{
    int passed = atoi(__argv[1]), kept = atoi(__argv[2]);
    return _write(passed, "child\n", 6) == 6 && _write(kept, "x", 1) == -1 ? 42 : 1;
}

TEST(descriptors_are_passed_on)
{
    char first[12], second[12], text[32] = "";
    int flags = _O_CREAT | _O_TRUNC | _O_RDWR, mode = _S_IREAD | _S_IWRITE;
    int passed = _open(path, flags | _O_TEXT, mode);
    int kept = _open("NUL", _O_WRONLY | _O_NOINHERIT);
    CHECK(passed >= 3 && kept > passed);
    CHECK_EQ(_write(passed, "parent\n", 7), 7);
    CHECK_EQ(_spawnl(_P_WAIT, __argv[0], "child", _itoa(passed, first, 10), _itoa(kept, second, 10), NULL),
             42);
    CHECK_EQ(_write(passed, "parent\n", 7), 7);
    CHECK_EQ(_close(passed), 0);
    CHECK_EQ(_close(kept), 0);
    FILE *file = fopen(path, "rb");
    CHECK_EQ(fread(text, 1, sizeof(text), file), 23);
    CHECK_TEXT(text, "parent\r\nchild\r\nparent\r\n");
    CHECK_EQ(fclose(file), 0);
    CHECK_EQ(remove(path), 0);
}

GUEST_MAIN(if (__argc > 2) return child(); char folder[MAX_PATH]; GetTempPathA(MAX_PATH, folder);
           sprintf(path, "%sdecant-inheritance-%lu", folder, GetCurrentProcessId());
           RUN(descriptors_are_passed_on);)
