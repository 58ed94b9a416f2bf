/* SPDX-License-Identifier: MIT
 *
 * Names of files while the locale is UTF-8: whatever the ANSI code page, they are UTF-8, and text outside the
 * locale's code page is not taken for it.
 */
#include "../guest.h"
#include <direct.h>
#include <io.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define NAME "gr\xC3\xBC\xC3\x9F \xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80"

static WCHAR wide_folder[MAX_PATH];

TEST(names_in_utf8)
{
    WCHAR wide[MAX_PATH];
    struct _finddata64i32_t found;
    CHECK(setlocale(LC_ALL, ".UTF8") != NULL);
    CHECK_EQ(_mkdir(NAME), 0);
    wcscpy(wide, wide_folder);
    wcscat(wide, L"\\gr\u00FC\u00DF \u65E5\u672C \U0001F600");
    CHECK(GetFileAttributesW(wide) & FILE_ATTRIBUTE_DIRECTORY);
    CHECK(GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES);
    struct _stat64i32 status;
    CHECK_EQ(_stat64i32(NAME, &status), 0);
    FILE *file = fopen(NAME "/\xC3\xA4.txt", "w");
    CHECK(file != NULL);
    if (file)
        fclose(file);
    intptr_t search = _findfirst64i32(NAME "/*.txt", &found);
    CHECK(search != -1);
    CHECK(!strcmp(found.name, "\xC3\xA4.txt"));
    _findclose(search);
    CHECK_EQ(_chdir(NAME), 0);
    char current[MAX_PATH];
    CHECK(_getcwd(current, sizeof(current)) != NULL);
    CHECK(strlen(current) > strlen(NAME) && !strcmp(current + strlen(current) - strlen(NAME), NAME));
    CHECK_EQ(_chdir(".."), 0);
    CHECK_EQ(remove(NAME "/\xC3\xA4.txt"), 0);
    CHECK_EQ(_rmdir(NAME), 0);
    CHECK_EQ(GetFileAttributesW(wide), INVALID_FILE_ATTRIBUTES);
}

static void all(void)
{
    static const WCHAR last[] = L"ucrt_utf8_";
    WCHAR number[16];
    GetTempPathW(MAX_PATH, wide_folder);
    wcscat(wide_folder, last);
    wcscat(wide_folder, _ultow(GetCurrentProcessId(), number, 10));
    CHECK(CreateDirectoryW(wide_folder, NULL));
    CHECK(SetCurrentDirectoryW(wide_folder));
    RUN(names_in_utf8);
    SetCurrentDirectoryW(L"..");
    CHECK(RemoveDirectoryW(wide_folder));
}
GUEST_MAIN(all();)
