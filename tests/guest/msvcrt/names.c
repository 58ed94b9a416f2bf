/* SPDX-License-Identifier: MIT
 *
 * Files by their names, in every form: stat and findfirst in their layouts for char and wchar_t, utime,
 * access, directories and drives, paths taken apart, put together, searched for and made up.
 */
#include <direct.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utime.h>
#include <wchar.h>
#include "imports.h"

/* The headers have one of the layouts stand for these names; here the exports are meant. */
#undef _stat
#undef _fstat
#undef _wstat
#undef _stati64
#undef _fstati64
#undef _wstati64
#undef _findfirst
#undef _findnext
#undef _findfirsti64
#undef _findnexti64
#undef _wfindfirst
#undef _wfindnext
#undef _wfindfirsti64
#undef _wfindnexti64

static char file_path[MAX_PATH + 96], sub[MAX_PATH + 96], text[512];
static wchar_t wide_file[MAX_PATH + 96], wide_folder[MAX_PATH + 96], wide_sub[MAX_PATH + 96], wide_text[512];

static const wchar_t *widen(const char *from, wchar_t *to)
{
    MultiByteToWideChar(CP_ACP, 0, from, -1, to, MAX_PATH + 96);
    return to;
}

/* ---- stat ---- */

#define STATS(X)                                                                                             \
    X(_stat, _fstat, _wstat, 4, 8)                                                                           \
    X(_stat64i32, _fstat64i32, _wstat64i32, 4, 8)                                                            \
    X(_stati64, _fstati64, _wstati64, 8, 8)                                                                  \
    X(_stat64, _fstat64, _wstat64, 8, 8)
#define DECLARE_STATS(stat, fstat, wstat, size, time)                                                        \
    IMPORT_DECLARE(stat) IMPORT_DECLARE(fstat) IMPORT_DECLARE(wstat)
STATS(DECLARE_STATS)

static long long number(const void *at, int size)
{
    return size == 8 ? *(const long long *)at : *(const int *)at;
}

/* dev 4, ino 2, mode 2, nlink 2, uid 2, gid 2, rdev 4 at 16, then size and three times, each aligned. */
static void check_stat(const char *name, const char *facts, int size, int time)
{
    int size_at = 20 + (size == 8 ? 4 : 0), time_at = size_at + size;
    if (time_at % time)
        time_at += 4;
    const unsigned short *mode = (const void *)(facts + 6);
    if (*mode != (_S_IFREG | 0666) || *(const short *)(facts + 8) != 1 ||
        number(facts + size_at, size) != 5 || number(facts + time_at, time) != 1000000000 ||
        number(facts + time_at + time, time) != 1100000000 ||
        number(facts + time_at + 2 * time, time) < 1500000000 ||
        *(const unsigned *)facts != *(const unsigned *)(facts + 16)) {
        guest_fail(__FILE__, __LINE__, name);
        guest_write(" tells something else\n");
    }
}

static void check_stats(const char *name, int(__cdecl *stat)(const char *, void *),
                        int(__cdecl *fstat)(int, void *), int(__cdecl *wstat)(const wchar_t *, void *),
                        int size, int time)
{
    char facts[128];
    int fd = _open(file_path, _O_RDONLY);
    memset(facts, 0x55, sizeof(facts));
    CHECK_EQ(stat(file_path, facts), 0);
    check_stat(name, facts, size, time);
    memset(facts, 0x55, sizeof(facts));
    CHECK_EQ(wstat(wide_file, facts), 0);
    check_stat(name, facts, size, time);
    memset(facts, 0x55, sizeof(facts));
    CHECK_EQ(fstat(fd, facts), 0);
    check_stat(name, facts, size, time);
    CHECK_EQ(_close(fd), 0);
    errno = 0;
    CHECK_EQ(fstat(fd, facts), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(stat(sub, facts), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(wstat(L"no\\such\\file", facts), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(stat(NULL, facts), -1);
    CHECK_EQ(errno, EINVAL);
    errno = 0;
    CHECK_EQ(wstat(wide_file, NULL), -1);
    CHECK_EQ(errno, EINVAL);
}

TEST(stats)
{
    struct __utimbuf64 times = {1000000000, 1100000000};
    CHECK_EQ(_utime64(file_path, &times), 0);
#define CHECK_STATS(stat, fstat, wstat, size, time)                                                          \
    check_stats(#stat, (void *)imported_##stat, (void *)imported_##fstat, (void *)imported_##wstat, size,    \
                time);
    STATS(CHECK_STATS)
    if (LATE(_stat32)) {
        check_stats("_stat32", LATE(_stat32), LATE(_fstat32), LATE(_wstat32), 4, 4);
        check_stats("_stat32i64", LATE(_stat32i64), LATE(_fstat32i64), LATE(_wstat32i64), 8, 4);
    }
    /* What the extension says, folders, devices, pipes. */
    struct _stat64 facts;
    sprintf(text, "%s\\run.EXE", scratch_path);
    CHECK_EQ(_close(_creat(text, _S_IREAD | _S_IWRITE)), 0);
    CHECK_EQ(_stat64(text, &facts), 0);
    CHECK_EQ(facts.st_mode, _S_IFREG | 0777);
    CHECK_EQ(_unlink(text), 0);
    CHECK_EQ(_stat64("C:\\", &facts), 0);
    CHECK_EQ(facts.st_mode, _S_IFDIR | 0777);
    CHECK_EQ(facts.st_dev, 2);
    int fd = _open("NUL", _O_RDONLY), ends[2];
    CHECK_EQ(_fstat64(fd, &facts), 0);
    CHECK_EQ(facts.st_mode & _S_IFMT, _S_IFCHR);
    CHECK_EQ(_close(fd), 0);
    CHECK_EQ(_pipe(ends, 512, _O_BINARY), 0);
    CHECK_EQ(_write(ends[1], "abc", 3), 3);
    CHECK_EQ(_fstat64(ends[0], &facts), 0);
    CHECK_EQ(facts.st_mode & _S_IFMT, _S_IFIFO);
    CHECK_EQ(facts.st_size, 3);
    CHECK_EQ(_close(ends[0]), 0);
    CHECK_EQ(_close(ends[1]), 0);
}

/* ---- times ---- */

#define UTIMES(X)                                                                                            \
    X(_utime, _wutime, _futime, 8) X(_utime32, _wutime32, _futime32, 4) X(_utime64, _wutime64, _futime64, 8)
#define DECLARE_UTIMES(utime, wutime, futime, size)                                                          \
    IMPORT_DECLARE(utime) IMPORT_DECLARE(wutime) IMPORT_DECLARE(futime)
UTIMES(DECLARE_UTIMES)

static void check_time(int line, long long modified)
{
    struct _stat64 facts = {0};
    _stat64(file_path, &facts);
    if (facts.st_mtime != modified)
        guest_fail(__FILE__, line, "another time\n");
}

static void check_utimes(int(__cdecl *utime)(const char *, void *),
                         int(__cdecl *wutime)(const wchar_t *, void *), int(__cdecl *futime)(int, void *),
                         int size)
{
    long long wide[2] = {900000000, 800000000};
    int narrow[2] = {900000000, 800000000};
    void *times = size == 8 ? (void *)wide : narrow;
    CHECK_EQ(utime(file_path, times), 0);
    check_time(__LINE__, 800000000);
    wide[1]++, narrow[1]++;
    CHECK_EQ(wutime(wide_file, times), 0);
    check_time(__LINE__, 800000001);
    wide[1]++, narrow[1]++;
    int fd = _open(file_path, _O_RDWR);
    CHECK_EQ(futime(fd, times), 0);
    CHECK_EQ(_close(fd), 0);
    check_time(__LINE__, 800000002);
    CHECK_EQ(futime(fd, times), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(utime(file_path, NULL), 0); /* now */
    struct _stat64 facts;
    CHECK_EQ(_stat64(file_path, &facts), 0);
    CHECK(facts.st_mtime > 1500000000);
    CHECK_EQ(utime(sub, times), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(wutime(NULL, times), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_chmod(file_path, _S_IREAD), 0);
    CHECK_EQ(utime(file_path, times), -1);
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_chmod(file_path, _S_IREAD | _S_IWRITE), 0);
}

TEST(times)
{
#define CHECK_UTIMES(utime, wutime, futime, size)                                                            \
    check_utimes((void *)imported_##utime, (void *)imported_##wutime, (void *)imported_##futime, size);
    UTIMES(CHECK_UTIMES)
}

/* ---- searching ---- */

#define FINDS(X)                                                                                             \
    X(_findfirst, _findnext, 4, 8, 0)                                                                        \
    X(_findfirst64i32, _findnext64i32, 4, 8, 0)                                                              \
    X(_findfirsti64, _findnexti64, 8, 8, 0)                                                                  \
    X(_findfirst64, _findnext64, 8, 8, 0)                                                                    \
    X(_wfindfirst, _wfindnext, 4, 8, 1)                                                                      \
    X(_wfindfirst64i32, _wfindnext64i32, 4, 8, 1)                                                            \
    X(_wfindfirsti64, _wfindnexti64, 8, 8, 1)                                                                \
    X(_wfindfirst64, _wfindnext64, 8, 8, 1)
#define DECLARE_FINDS(first, next, size, time, wide) IMPORT_DECLARE(first) IMPORT_DECLARE(next)
FINDS(DECLARE_FINDS)

static void check_find(const char *name, intptr_t(__cdecl *first)(const void *, void *),
                       int(__cdecl *next)(intptr_t, void *), int size, int time, int wide)
{
    char data[1024];
    int found = 0, size_at = time == 8 ? 32 : 16, name_at = size_at + size;
    sprintf(text, "%s\\f*", scratch_path);
    widen(text, wide_text);
    memset(data, 0x55, sizeof(data));
    intptr_t handle = first(wide ? (void *)wide_text : text, data);
    CHECK(handle != -1);
    if (handle == -1)
        return;
    do {
        const char *it = data + name_at;
        if (wide ? wcscmp((const wchar_t *)it, L"file.txt") : strcmp(it, "file.txt"))
            continue;
        found++;
        if (number(data + size_at, size) != 5 || number(data + (time == 8 ? 24 : 12), time) < 800000000 ||
            (*(unsigned *)data & ~(unsigned)_A_ARCH)) {
            guest_fail(__FILE__, __LINE__, name);
            guest_write(" tells something else\n");
        }
    } while (!next(handle, data));
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(found, 1);
    CHECK_EQ(_findclose(handle), 0);
    CHECK_EQ(first(wide ? (void *)L"none*.here" : "none*.here", data), -1);
    CHECK_EQ(errno, ENOENT);
    errno = 0;
    CHECK_EQ(first(NULL, data), -1);
    CHECK_EQ(errno, EINVAL);
    errno = 0;
    CHECK_EQ(next(-1, data), -1);
    CHECK_EQ(errno, EINVAL);
}

TEST(searches)
{
#define CHECK_FIND(first, next, size, time, wide)                                                            \
    check_find(#first, (void *)imported_##first, (void *)imported_##next, size, time, wide);
    FINDS(CHECK_FIND)
    if (LATE(_findfirst32)) {
        check_find("_findfirst32", LATE(_findfirst32), LATE(_findnext32), 4, 4, 0);
        check_find("_findfirst32i64", LATE(_findfirst32i64), LATE(_findnext32i64), 8, 4, 0);
        check_find("_wfindfirst32", LATE(_wfindfirst32), LATE(_wfindnext32), 4, 4, 1);
        check_find("_wfindfirst32i64", LATE(_wfindfirst32i64), LATE(_wfindnext32i64), 8, 4, 1);
    }
    errno = 0;
    CHECK_EQ(_findclose(-1), -1);
    CHECK_EQ(errno, EINVAL);
}

/* ---- names ---- */

TEST(access_of_files)
{
    CHECK_EQ(_access_s(file_path, 0), 0);
    CHECK_EQ(_access_s(file_path, 6), 0);
    CHECK_EQ(_access_s(sub, 0), ENOENT);
    CHECK_EQ(_access_s(NULL, 0), EINVAL);
    CHECK_EQ(_access_s(file_path, 9), EINVAL);
    CHECK_EQ(_waccess(wide_file, 4), 0);
    CHECK_EQ(_wchmod(wide_file, _S_IREAD), 0);
    CHECK_EQ(_waccess_s(wide_file, 2), EACCES);
    CHECK_EQ(_waccess(wide_file, 2), -1);
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_wunlink(wide_file), -1);
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_wchmod(wide_file, _S_IREAD | _S_IWRITE), 0);
    CHECK_EQ(_wchmod(wide_sub, _S_IREAD), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(_waccess(wide_folder, 2), 0); /* folders can be written to */
    CHECK_EQ(_waccess(NULL, 0), -1);
    CHECK_EQ(errno, EINVAL);
}

TEST(directories)
{
    wchar_t here[MAX_PATH];
    CHECK_EQ(_wmkdir(wide_sub), 0);
    CHECK_EQ(_wmkdir(wide_sub), -1);
    CHECK_EQ(errno, EEXIST);
    CHECK_EQ(_wmkdir(L"no\\such\\folder"), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK(_wgetcwd(here, MAX_PATH) == here);
    CHECK_EQ(_wchdir(wide_sub), 0);
    CHECK(_wgetcwd(wide_text, 512) && !_wcsicmp(wide_text, wide_sub));
    int drive = _getdrive();
    CHECK_EQ(drive, wide_sub[0] & 31);
    CHECK(_getdrives() & 1u << (drive - 1));
    CHECK(_getdcwd(drive, text, sizeof(text)) && !_stricmp(text, sub));
    CHECK(_getdcwd(0, text, sizeof(text)) && !_stricmp(text, sub));
    wchar_t *own = _wgetdcwd(drive, NULL, 0);
    CHECK(own && !_wcsicmp(own, wide_sub));
    free(own);
    errno = 0;
    CHECK(!_wgetdcwd(0, wide_text, 2) && errno == ERANGE);
    CHECK(!_wgetcwd(wide_text, 0) && errno == EINVAL);
    CHECK(!_getdcwd(27, text, sizeof(text)));
    CHECK_EQ(_chdrive(drive), 0);
    CHECK_EQ(_chdrive(99), -1);
    CHECK_EQ(errno, EACCES);
    CHECK(_wfullpath(wide_text, L"..\\x", 512) && wcsstr(wide_text, L"\\x"));
    own = _wfullpath(NULL, L".", 0);
    CHECK(own && !_wcsicmp(own, wide_sub));
    free(own);
    CHECK(!_wfullpath(wide_text, L"abc", 3) && errno == ERANGE);
    CHECK_EQ(_wchdir(here), 0);
    CHECK_EQ(_wchdir(wide_file), -1);
    CHECK_EQ(errno, EINVAL); /* a file: as the system says, the name of a directory is invalid */
    struct _diskfree_t space = {0};
    CHECK_EQ(_getdiskfree(0, &space), 0);
    CHECK(space.total_clusters >= space.avail_clusters && space.bytes_per_sector >= 512);
    CHECK_EQ(_getdiskfree(27, &space), ERROR_INVALID_PARAMETER);
    CHECK_EQ(errno, EINVAL);
    /* Names move from one folder to another, and a folder with what is in it. */
    wchar_t inner[MAX_PATH + 128], moved[MAX_PATH + 128];
    swprintf_s(inner, MAX_PATH + 128, L"%ls\\inner", wide_sub);
    swprintf_s(moved, MAX_PATH + 128, L"%ls-moved", wide_sub);
    CHECK_EQ(_close(_wcreat(inner, _S_IREAD | _S_IWRITE)), 0);
    CHECK_EQ(_wrmdir(wide_sub), -1);
    CHECK_EQ(errno, ENOTEMPTY);
    CHECK_EQ(_wrename(wide_sub, moved), 0);
    CHECK_EQ(_waccess(wide_sub, 0), -1);
    CHECK_EQ(_wrename(moved, wide_sub), 0);
    CHECK_EQ(_wrename(inner, wide_file), -1);
    CHECK_EQ(errno, EEXIST);
    CHECK_EQ(_wrename(moved, wide_sub), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(_wrename(NULL, wide_sub), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_wremove(inner), 0);
    CHECK_EQ(_wremove(inner), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(_wremove(wide_sub), -1); /* not a folder */
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_wrmdir(wide_sub), 0);
    CHECK_EQ(_wrmdir(wide_sub), -1);
    CHECK_EQ(errno, ENOENT);
}

/* ---- paths as text ---- */

TEST(parts_of_paths)
{
    static const struct {
        const char *path, *drive, *directory, *name, *extension;
    } cases[] = {
        {"c:\\a\\b.c", "c:", "\\a\\", "b", ".c"},
        {"x", "", "", "x", ""},
        {"a/b\\", "", "a/b\\", "", ""},
        {"d:f.g.h", "d:", "", "f.g", ".h"},
        {"\\\\server\\share\\n.x", "", "\\\\server\\share\\", "n", ".x"},
        {".rc", "", "", "", ".rc"},
        {"a.b\\c", "", "a.b\\", "c", ""},
        {"..\\..", "", "..\\", ".", "."},
        {"", "", "", "", ""},
    };
    char drive[3], directory[256], name[256], extension[256], made[300];
    wchar_t wdrive[3], wdirectory[256], wname[256], wextension[256], wide_path[300], wmade[300];
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        widen(cases[i].path, wide_path);
        CHECK_EQ(_splitpath_s(cases[i].path, drive, 3, directory, 256, name, 256, extension, 256), 0);
        CHECK_TEXT(drive, cases[i].drive);
        CHECK_TEXT(directory, cases[i].directory);
        CHECK_TEXT(name, cases[i].name);
        CHECK_TEXT(extension, cases[i].extension);
        CHECK_EQ(_makepath_s(made, sizeof(made), drive, directory, name, extension), 0);
        CHECK_TEXT(made, cases[i].path);
        CHECK_EQ(_wsplitpath_s(wide_path, wdrive, 3, wdirectory, 256, wname, 256, wextension, 256), 0);
        CHECK_EQ(_wmakepath_s(wmade, 300, wdrive, wdirectory, wname, wextension), 0);
        CHECK_WIDE(wmade, wide_path);
        _wsplitpath(wide_path, wdrive, wdirectory, wname, wextension);
        _wmakepath(wmade, wdrive, wdirectory, wname, wextension);
        CHECK_WIDE(wmade, wide_path);
    }
    _splitpath_s("c:\\a\\b.c", NULL, 0, NULL, 0, name, 256, NULL, 0);
    CHECK_TEXT(name, "b");
    /* Too small: all of them are emptied. */
    CHECK_EQ(_splitpath_s("c:\\a\\long.c", drive, 3, directory, 256, name, 4, extension, 256), ERANGE);
    CHECK(!*drive && !*directory && !*name && !*extension);
    CHECK_EQ(_splitpath_s(NULL, drive, 3, NULL, 0, NULL, 0, NULL, 0), EINVAL);
    CHECK_EQ(_splitpath_s("x", drive, 0, NULL, 0, NULL, 0, NULL, 0), EINVAL);
    CHECK_EQ(_splitpath_s("x", NULL, 3, NULL, 0, NULL, 0, NULL, 0), EINVAL);
    CHECK_EQ(_wsplitpath_s(L"c:\\a\\long.c", wdrive, 3, wdirectory, 2, wname, 256, wextension, 256), ERANGE);
    CHECK(!*wdrive && !*wdirectory && !*wname && !*wextension);
    strcpy(made, "old");
    CHECK_EQ(_makepath_s(made, 5, "c", "dir", "name", "x"), ERANGE);
    CHECK_TEXT(made, "");
    CHECK_EQ(_makepath_s(NULL, 5, "c", "dir", "name", "x"), EINVAL);
    CHECK_EQ(_wmakepath_s(wmade, 0, L"c", L"dir", L"name", L"x"), EINVAL);
    CHECK_EQ(_wmakepath_s(wmade, 300, L"c", L"dir/", L"name", L"x"), 0);
    CHECK_WIDE(wmade, L"c:dir/name.x");
}

TEST(searched_and_made_up)
{
    char found[MAX_PATH];
    wchar_t wide_found[MAX_PATH];
    SetEnvironmentVariableA("DECANT_LIST", ";C:\\no such folder;;");
    errno = 0;
    CHECK_EQ(_searchenv_s("file.txt", "DECANT_LIST", found, MAX_PATH), ENOENT);
    CHECK_EQ(errno, ENOENT);
    CHECK_TEXT(found, "");
    sprintf(text, "DECANT_LIST=C:\\no such folder;%s", scratch_path);
    CHECK_EQ(_putenv(text), 0);
    CHECK_EQ(_searchenv_s("file.txt", "DECANT_LIST", found, MAX_PATH), 0);
    CHECK_EQ(_stricmp(found, file_path), 0);
    CHECK_EQ(_searchenv_s("file.txt", "DECANT_LIST", found, 5), ERANGE);
    CHECK_TEXT(found, "");
    CHECK_EQ(_searchenv_s(NULL, "DECANT_LIST", found, MAX_PATH), EINVAL);
    CHECK_EQ(_searchenv_s("file.txt", "DECANT_LIST", NULL, MAX_PATH), EINVAL);
    CHECK_EQ(_wsearchenv_s(L"file.txt", L"DECANT_LIST", wide_found, MAX_PATH), 0);
    CHECK_EQ(_wcsicmp(wide_found, wide_file), 0);
    _wsearchenv(L"none.txt", L"DECANT_LIST", wide_found);
    CHECK_WIDE(wide_found, L"");
    _wsearchenv(L"file.txt", L"DECANT_LIST", wide_found);
    CHECK_EQ(_wcsicmp(wide_found, wide_file), 0);
    char name[] = "pfXXXXXX", bad[] = "pfXXXX";
    CHECK_EQ(_mktemp_s(name, sizeof(name)), 0);
    CHECK(name[0] == 'p' && name[2] == 'a' && name[3] >= '0' && name[3] <= '9');
    CHECK_EQ(_mktemp_s(bad, sizeof(bad)), EINVAL);
    CHECK_TEXT(bad, "");
    CHECK_EQ(_mktemp_s(NULL, 5), EINVAL);
    wchar_t wide_name[] = L"pfXXXXXX", again[] = L"pfXXXXXX", wide_bad[] = L"pf";
    CHECK(_wmktemp(wide_name) == wide_name && wide_name[2] == 'a');
    CHECK_EQ(_wmktemp_s(again, 9), 0);
    CHECK_WIDE(again, wide_name); /* nobody made the file */
    CHECK_EQ(_wmktemp_s(wide_bad, 3), EINVAL);
    CHECK(!_wmktemp(wide_bad));
}

GUEST_MAIN(scratch_begin("names"); CHECK_EQ(_mkdir(scratch_path), 0);
           sprintf(file_path, "%s\\file.txt", scratch_path); sprintf(sub, "%s\\sub", scratch_path);
           widen(file_path, wide_file); widen(scratch_path, wide_folder); widen(sub, wide_sub);
           FILE *file = fopen(file_path, "wb"); CHECK(file && fputs("12345", file) == 0 && fclose(file) == 0);
           RUN(stats); RUN(times); RUN(searches); RUN(access_of_files); RUN(directories); RUN(parts_of_paths);
           RUN(searched_and_made_up); CHECK_EQ(remove(file_path), 0); CHECK_EQ(_rmdir(scratch_path), 0);)
