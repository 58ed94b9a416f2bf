/* SPDX-License-Identifier: MIT
 *
 * Files and directories by name: stat, access, chmod, utime, searching, the current directory, paths as text.
 */
#include <direct.h>
#include <errno.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utime.h>
#include <wchar.h>
#include "guest.h"

static char folder[MAX_PATH + 64], file_name[MAX_PATH + 128], sub[MAX_PATH + 128], buffer[1024];

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "wb");
    CHECK(file != NULL);
    if (!file)
        return;
    CHECK_EQ(fputs(text, file), 0);
    CHECK_EQ(fclose(file), 0);
}

TEST(stat_layouts)
{
    struct _stat32 s32;
    struct _stat64 s64;
    struct _stat64i32 s64i32;
    struct _stati64 si64;
    write_file(file_name, "12345");
    CHECK_EQ(_stat64(file_name, &s64), 0);
    CHECK_EQ(s64.st_size, 5);
    CHECK_EQ(s64.st_mode, _S_IFREG | 0666);
    CHECK_EQ(s64.st_nlink, 1);
    CHECK(s64.st_mtime > 1500000000);
    CHECK_EQ(_stat64i32(file_name, &s64i32), 0);
    CHECK_EQ(s64i32.st_size, 5);
    CHECK_EQ(s64i32.st_mtime, s64.st_mtime);
    CHECK_EQ(_stat(file_name, (struct _stat *)&s64i32), 0);
    CHECK_EQ(_stati64(file_name, &si64), 0);
    CHECK_EQ(si64.st_size, 5);
    CHECK_EQ(_stat64(folder, &s64), 0);
    CHECK_EQ(s64.st_mode, _S_IFDIR | 0777);
    CHECK_EQ(s64.st_size, 0);
    FILE *file = fopen(file_name, "rb");
    CHECK_EQ(_fstat64(_fileno(file), &s64), 0);
    CHECK_EQ(s64.st_size, 5);
    CHECK_EQ(s64.st_mode & _S_IFMT, _S_IFREG);
    CHECK_EQ(fclose(file), 0);
    CHECK_EQ(_fstat64(99, &s64), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(_stat64(sub, &s64), -1);
    CHECK_EQ(errno, ENOENT);
    sprintf(buffer, "%s\\*", folder);
    CHECK_EQ(_stat64(buffer, &s64), -1);
    CHECK_EQ(errno, ENOENT);
    (void)s32;
}

TEST(access_and_permissions)
{
    struct _stat64 facts;
    CHECK_EQ(_access(file_name, 0), 0);
    CHECK_EQ(_access(file_name, 6), 0);
    CHECK_EQ(_chmod(file_name, _S_IREAD), 0);
    CHECK_EQ(_access(file_name, 2), -1);
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_access(file_name, 4), 0);
    CHECK_EQ(_stat64(file_name, &facts), 0);
    CHECK_EQ(facts.st_mode & 0777, 0444);
    CHECK(!fopen(file_name, "w"));
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_unlink(file_name), -1);
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_chmod(file_name, _S_IREAD | _S_IWRITE), 0);
    CHECK_EQ(_access(sub, 0), -1);
    CHECK_EQ(errno, ENOENT);
    struct __utimbuf64 times = {1000000000, 1100000000};
    CHECK_EQ(_utime64(file_name, &times), 0);
    CHECK_EQ(_stat64(file_name, &facts), 0);
    CHECK_EQ(facts.st_mtime, 1100000000);
    CHECK_EQ(facts.st_atime, 1000000000);
}

TEST(directories)
{
    char here[MAX_PATH], there[MAX_PATH];
    CHECK_EQ(_mkdir(sub), 0);
    CHECK_EQ(_mkdir(sub), -1);
    CHECK_EQ(errno, EEXIST);
    CHECK(_getcwd(here, sizeof(here)) != NULL);
    CHECK_EQ(_chdir(sub), 0);
    CHECK(_getcwd(there, sizeof(there)) != NULL);
    CHECK_EQ(_stricmp(there, sub), 0);
    CHECK(!_getcwd(there, 3));
    CHECK_EQ(errno, ERANGE);
    char *own = _getcwd(NULL, 0);
    CHECK(own && !_stricmp(own, sub));
    free(own);
    CHECK_EQ(_getdrive(), (sub[0] & 31));
    CHECK_EQ(_chdir(here), 0);
    sprintf(buffer, "%s\\inner", sub);
    write_file(buffer, "x");
    CHECK_EQ(_rmdir(sub), -1);
    CHECK_EQ(errno, ENOTEMPTY);
    sprintf(buffer + 512, "%s\\moved", sub);
    CHECK_EQ(rename(buffer, buffer + 512), 0);
    CHECK_EQ(_access(buffer, 0), -1);
    write_file(buffer, "y");
    CHECK_EQ(rename(buffer, buffer + 512), -1);
    CHECK_EQ(errno, EEXIST);
    CHECK_EQ(remove(buffer), 0);
    CHECK_EQ(remove(buffer + 512), 0);
    CHECK_EQ(_rmdir(sub), 0);
}

TEST(searching)
{
    struct __finddata64_t data;
    struct _wfinddata64_t wide;
    int files = 0, dots = 0;
    sprintf(buffer, "%s\\*", folder);
    intptr_t handle = _findfirst64(buffer, &data);
    CHECK(handle != -1);
    do {
        if (data.attrib & _A_SUBDIR)
            dots += !strcmp(data.name, ".") || !strcmp(data.name, "..");
        else if (++files == 1)
            CHECK(!strcmp(data.name, "file.txt") && data.size == 5 && data.time_write == 1100000000);
    } while (!_findnext64(handle, &data));
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(files, 1);
    CHECK_EQ(dots, 2);
    CHECK_EQ(_findclose(handle), 0);
    sprintf(buffer, "%s\\*.none", folder);
    CHECK_EQ(_findfirst64(buffer, &data), -1);
    CHECK_EQ(errno, ENOENT);
    wchar_t pattern[MAX_PATH + 64];
    MultiByteToWideChar(CP_ACP, 0, file_name, -1, pattern, MAX_PATH);
    handle = _wfindfirst64(pattern, &wide);
    CHECK(handle != -1);
    CHECK_WIDE(wide.name, L"file.txt");
    CHECK_EQ(_findclose(handle), 0);
}

TEST(paths)
{
    char drive[_MAX_DRIVE], directory[_MAX_DIR], name[_MAX_FNAME], extension[_MAX_EXT];
    _splitpath("c:\\one.d/two\\name.tar.gz", drive, directory, name, extension);
    CHECK_TEXT(drive, "c:");
    CHECK_TEXT(directory, "\\one.d/two\\");
    CHECK_TEXT(name, "name.tar");
    CHECK_TEXT(extension, ".gz");
    _splitpath("plain", drive, directory, name, extension);
    CHECK(!*drive && !*directory && !*extension);
    CHECK_TEXT(name, "plain");
    _makepath(buffer, "d", "dir", "name", "ext");
    CHECK_TEXT(buffer, "d:dir\\name.ext");
    _makepath(buffer, NULL, "dir/", "name", ".ext");
    CHECK_TEXT(buffer, "dir/name.ext");
    CHECK(_fullpath(buffer, "c:\\a\\..\\b\\.\\c.txt", sizeof(buffer)) != NULL);
    CHECK_TEXT(buffer, "c:\\b\\c.txt");
    CHECK(!_fullpath(buffer, "c:\\long\\name", 4));
    CHECK_EQ(errno, ERANGE);
    SetEnvironmentVariableA("DECANT_SEARCH", folder);
    sprintf(sub, "%s\\file.txt", folder);
    _searchenv("file.txt", "DECANT_SEARCH", buffer);
    CHECK_EQ(_stricmp(buffer, sub), 0);
    _searchenv("none.txt", "DECANT_SEARCH", buffer);
    CHECK_TEXT(buffer, "");
    sprintf(buffer, "%s\\tXXXXXX", folder);
    CHECK(_mktemp(buffer) == buffer);
    CHECK_EQ(_access(buffer, 0), -1);
    CHECK_EQ(buffer[strlen(buffer) - 6], 'a');
    strcpy(buffer, "short");
    CHECK(!_mktemp(buffer));
    CHECK_EQ(errno, EINVAL);
}

GUEST_MAIN(char temporary[MAX_PATH]; GetTempPathA(MAX_PATH, temporary);
           sprintf(folder, "%sdecant-files-%lu", temporary, GetCurrentProcessId());
           CHECK_EQ(_mkdir(folder), 0); sprintf(file_name, "%s\\file.txt", folder);
           sprintf(sub, "%s\\sub", folder); RUN(stat_layouts); RUN(access_and_permissions); RUN(directories);
           RUN(searching); RUN(paths); CHECK_EQ(remove(file_name), 0); CHECK_EQ(_rmdir(folder), 0);)
