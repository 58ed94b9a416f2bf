/* SPDX-License-Identifier: MIT
 *
 * direct.h, and what io.h and stdio.h have for names: directories, drives, removing, renaming, permissions.
 */
#include <string.h>
#include "common/wide.h"
#include "lowio.h"

#define NO_ATTRIBUTES 0xFFFFFFFFu

/* name(const char *path) over wname(const WCHAR *path) */
#define NARROW_FORM(name, wname)                                                                             \
    int CDECL name(const char *path)                                                                         \
    {                                                                                                        \
        WCHAR *wide = crt_path(path);                                                                        \
        int result = wide ? wname(wide) : -1;                                                                \
        msvcrt_free(wide);                                                                                   \
        return result;                                                                                       \
    }

static int done(BOOL success)
{
    return success ? 0 : crt_last_error();
}

/* ---- files ---- */

int CDECL msvcrt__wunlink(const WCHAR *path)
{
    return path ? done(DeleteFileW(path)) : crt_fail(crt_invalid(EINVAL));
}
NARROW_FORM(msvcrt__unlink, msvcrt__wunlink)

int CDECL msvcrt__wremove(const WCHAR *path)
{
    return msvcrt__wunlink(path);
}

int CDECL msvcrt_remove(const char *path)
{
    return msvcrt__unlink(path);
}

int CDECL msvcrt__wrename(const WCHAR *from, const WCHAR *to)
{
    if (!from || !to)
        return crt_fail(crt_invalid(EINVAL));
    return done(MoveFileExW(from, to, MOVEFILE_COPY_ALLOWED));
}

int CDECL msvcrt_rename(const char *from, const char *to)
{
    WCHAR *wide_from = crt_path(from), *wide_to = wide_from ? crt_path(to) : NULL;
    int result = wide_to ? msvcrt__wrename(wide_from, wide_to) : -1;
    msvcrt_free(wide_from);
    msvcrt_free(wide_to);
    return result;
}

int CDECL msvcrt__waccess_s(const WCHAR *path, int mode)
{
    enum { EXISTS = 0, WRITE = 2, READ = 4 };
    if (!path || mode & ~(WRITE | READ))
        return crt_invalid(EINVAL);
    DWORD attributes = GetFileAttributesW(path);
    if (attributes == NO_ATTRIBUTES) {
        crt_last_error();
        return crt_thread.error;
    }
    if (mode & WRITE && attributes & FILE_ATTRIBUTE_READONLY && !(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        crt_map_error(ERROR_ACCESS_DENIED);
        return crt_thread.error;
    }
    return 0;
}

int CDECL msvcrt__waccess(const WCHAR *path, int mode)
{
    return msvcrt__waccess_s(path, mode & 6) ? -1 : 0;
}

int CDECL msvcrt__access_s(const char *path, int mode)
{
    WCHAR *wide = crt_path(path);
    int error = wide ? msvcrt__waccess_s(wide, mode) : crt_thread.error;
    msvcrt_free(wide);
    return error;
}

int CDECL msvcrt__access(const char *path, int mode)
{
    return msvcrt__access_s(path, mode & 6) ? -1 : 0;
}

int CDECL msvcrt__wchmod(const WCHAR *path, int mode)
{
    if (!path)
        return crt_fail(crt_invalid(EINVAL));
    DWORD attributes = GetFileAttributesW(path);
    if (attributes == NO_ATTRIBUTES)
        return crt_last_error();
    attributes &= ~FILE_ATTRIBUTE_READONLY;
    if (!(mode & S_IWRITE_))
        attributes |= FILE_ATTRIBUTE_READONLY;
    return done(SetFileAttributesW(path, attributes));
}

int CDECL msvcrt__chmod(const char *path, int mode)
{
    WCHAR *wide = crt_path(path);
    int result = wide ? msvcrt__wchmod(wide, mode) : -1;
    msvcrt_free(wide);
    return result;
}

/* ---- directories ---- */

int CDECL msvcrt__wmkdir(const WCHAR *path)
{
    return path ? done(CreateDirectoryW(path, NULL)) : crt_fail(crt_invalid(EINVAL));
}
NARROW_FORM(msvcrt__mkdir, msvcrt__wmkdir)

int CDECL msvcrt__wrmdir(const WCHAR *path)
{
    return path ? done(RemoveDirectoryW(path)) : crt_fail(crt_invalid(EINVAL));
}
NARROW_FORM(msvcrt__rmdir, msvcrt__wrmdir)

int CDECL msvcrt__wchdir(const WCHAR *path)
{
    if (!path)
        return crt_fail(crt_invalid(EINVAL));
    return done(SetCurrentDirectoryW(path));
}
NARROW_FORM(msvcrt__chdir, msvcrt__wchdir)

/* Text into the caller's buffer, or, if that is NULL, into new memory of at least `size` units. NULL with
 * ERANGE or ENOMEM. */
static void *give(const WCHAR *text, void *buffer, int size, bool wide)
{
    size_t units = wide ? wide_length(text) + 1 : crt_narrow_size(text), unit = wide ? sizeof(WCHAR) : 1;
    if (buffer && units > (size_t)size) {
        crt_fail(ERANGE);
        return NULL;
    }
    if (!buffer) {
        buffer = msvcrt_malloc((size > 0 && units < (size_t)size ? (size_t)size : units) * unit);
        if (!buffer) {
            crt_fail(ENOMEM);
            return NULL;
        }
    }
    if (wide)
        memcpy(buffer, text, units * unit);
    else
        crt_narrow_to(text, buffer, units);
    return buffer;
}

/* A path of any length that `get` makes, in new memory; NULL with errno. */
static WCHAR *grow(DWORD (*get)(const WCHAR *argument, DWORD size, WCHAR *buffer), const WCHAR *argument)
{
    DWORD size = MAX_PATH, length;
    for (;;) {
        WCHAR *text = msvcrt_malloc(size * sizeof(WCHAR));
        if (!text) {
            crt_fail(ENOMEM);
            return NULL;
        }
        length = get(argument, size, text);
        if (length && length < size)
            return text;
        msvcrt_free(text);
        if (!length) {
            crt_last_error();
            return NULL;
        }
        size = length + 1;
    }
}

static DWORD current(const WCHAR *argument, DWORD size, WCHAR *buffer)
{
    return GetCurrentDirectoryW(size, buffer);
}

static DWORD full(const WCHAR *argument, DWORD size, WCHAR *buffer)
{
    return GetFullPathNameW(argument, size, buffer, NULL);
}

/* The current directory of a drive, as text; drive 0: the current one. */
static void *drive_directory(int drive, void *buffer, int size, bool wide)
{
    if (buffer && size <= 0) {
        crt_fail(crt_invalid(EINVAL));
        return NULL;
    }
    WCHAR name[] = {(WCHAR)('@' + drive), ':', '.', 0};
    if (drive < 0 || drive > 26 || (drive && !(GetLogicalDrives() >> (drive - 1) & 1))) {
        crt_map_error(ERROR_INVALID_DRIVE);
        crt_thread.error = EACCES;
        return NULL;
    }
    WCHAR *text = drive ? grow(full, name) : grow(current, NULL);
    void *result = text ? give(text, buffer, size, wide) : NULL;
    msvcrt_free(text);
    return result;
}

WCHAR *CDECL msvcrt__wgetcwd(WCHAR *buffer, int size)
{
    return drive_directory(0, buffer, size, true);
}

char *CDECL msvcrt__getcwd(char *buffer, int size)
{
    return drive_directory(0, buffer, size, false);
}

WCHAR *CDECL msvcrt__wgetdcwd(int drive, WCHAR *buffer, int size)
{
    return drive_directory(drive, buffer, size, true);
}

char *CDECL msvcrt__getdcwd(int drive, char *buffer, int size)
{
    return drive_directory(drive, buffer, size, false);
}

/* ---- drives ---- */

int CDECL msvcrt__getdrive(void)
{
    WCHAR *path = grow(current, NULL);
    int drive = path && path[0] && path[1] == ':' ? ascii_lower(path[0]) - 'a' + 1 : 0;
    msvcrt_free(path);
    return drive;
}

int CDECL msvcrt__chdrive(int drive)
{
    WCHAR name[] = {(WCHAR)('@' + drive), ':', 0};
    if (drive < 1 || drive > 26) {
        crt_map_error(ERROR_INVALID_DRIVE);
        crt_thread.error = EACCES;
        return -1;
    }
    if (SetCurrentDirectoryW(name))
        return 0;
    crt_last_error();
    crt_thread.error = EACCES;
    return -1;
}

unsigned CDECL msvcrt__getdrives(void)
{
    return GetLogicalDrives();
}

struct diskfree {
    unsigned total_clusters, avail_clusters, sectors_per_cluster, bytes_per_sector;
};

unsigned CDECL msvcrt__getdiskfree(unsigned drive, struct diskfree *space)
{
    WCHAR name[] = {(WCHAR)('@' + drive), ':', '\\', 0};
    DWORD sectors, bytes, available, total;
    if (!space || drive > 26) {
        crt_invalid(EINVAL);
        return ERROR_INVALID_PARAMETER;
    }
    if (!GetDiskFreeSpaceW(drive ? name : NULL, &sectors, &bytes, &available, &total)) {
        crt_last_error();
        return teb_last_error();
    }
    *space = (struct diskfree){total, available, sectors, bytes};
    return 0;
}

/* ---- full paths ---- */

static void *full_path(void *buffer, const WCHAR *path, size_t size, bool wide)
{
    if (!path || !*path)
        return drive_directory(0, buffer, size < INT32_MAX ? (int)size : INT32_MAX, wide);
    if (buffer && !size) {
        crt_fail(crt_invalid(EINVAL));
        return NULL;
    }
    WCHAR *text = grow(full, path);
    void *result = text ? give(text, buffer,
                               buffer && size < INT32_MAX ? (int)size
                               : buffer                   ? INT32_MAX
                                                          : 0,
                               wide)
                        : NULL;
    msvcrt_free(text);
    return result;
}

WCHAR *CDECL msvcrt__wfullpath(WCHAR *buffer, const WCHAR *path, size_t size)
{
    return full_path(buffer, path, size, true);
}

char *CDECL msvcrt__fullpath(char *buffer, const char *path, size_t size)
{
    WCHAR *wide = path ? crt_path(path) : NULL;
    char *result = path && !wide ? NULL : full_path(buffer, wide, size, false);
    msvcrt_free(wide);
    return result;
}
