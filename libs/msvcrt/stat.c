/* SPDX-License-Identifier: MIT
 *
 * sys/stat.h and sys/utime.h. Microsoft has four layouts of struct _stat: times and sizes of 32 or 64 bits
 * each. What a name or a descriptor has to say is gathered once, then stored in the layout asked for. Where
 * `_stat` and
 * `_stati64` stand for one of them depends on the word size (exports.def).
 */
#include "common/wide.h"
#include "filetime.h"
#include "lowio.h"

struct facts {
    uint32_t device;
    uint16_t mode;
    int16_t links;
    int64_t size, accessed, modified, created;
};

#define STAT(name, size_type, time_type)                                                                     \
    struct name {                                                                                            \
        uint32_t st_dev;                                                                                     \
        uint16_t st_ino;                                                                                     \
        uint16_t st_mode;                                                                                    \
        int16_t st_nlink, st_uid, st_gid;                                                                    \
        uint32_t st_rdev;                                                                                    \
        size_type st_size;                                                                                   \
        time_type st_atime_, st_mtime_, st_ctime_;                                                           \
    };                                                                                                       \
    static int store_##name(struct name *to, const struct facts *facts)                                      \
    {                                                                                                        \
        if (facts->size != (size_type)facts->size)                                                           \
            return crt_fail(CRT_EOVERFLOW);                                                                  \
        *to = (struct name){.st_dev = facts->device,                                                         \
                            .st_mode = facts->mode,                                                          \
                            .st_nlink = facts->links,                                                        \
                            .st_rdev = facts->device,                                                        \
                            .st_size = (size_type)facts->size,                                               \
                            .st_atime_ = (time_type)facts->accessed,                                         \
                            .st_mtime_ = (time_type)facts->modified,                                         \
                            .st_ctime_ = (time_type)facts->created};                                         \
        return 0;                                                                                            \
    }

enum { CRT_EOVERFLOW = 132 };
typedef int64_t aligned_int64 __attribute__((aligned(8)));

STAT(stat32, int32_t, int32_t)
STAT(stat32i64, aligned_int64, int32_t)
STAT(stat64i32, int32_t, aligned_int64)
STAT(stat64, aligned_int64, aligned_int64)
ASSERT_SIZE(struct stat32, 36, 36);
ASSERT_SIZE(struct stat32i64, 48, 48);
ASSERT_SIZE(struct stat64i32, 48, 48);
ASSERT_SIZE(struct stat64, 56, 56);

static bool ends_in_program(const WCHAR *path)
{
    const WCHAR *dot = NULL;
    for (; *path; path++)
        dot = *path == '.' ? path : *path == '\\' || *path == '/' ? NULL : dot;
    return dot && (!wide_compare_ascii(dot, u".exe") || !wide_compare_ascii(dot, u".com") ||
                   !wide_compare_ascii(dot, u".bat") || !wide_compare_ascii(dot, u".cmd"));
}

static uint16_t mode_of(DWORD attributes, bool program)
{
    unsigned mode = S_IREAD_;
    if (attributes & FILE_ATTRIBUTE_DIRECTORY)
        mode |= S_IFDIR_ | S_IEXEC_;
    else
        mode |= S_IFREG_ | (program ? S_IEXEC_ : 0u);
    if (!(attributes & FILE_ATTRIBUTE_READONLY) || attributes & FILE_ATTRIBUTE_DIRECTORY)
        mode |= S_IWRITE_;
    return (uint16_t)(mode | (mode & 0700) >> 3 |
                      (mode & 0700) >> 6); /* the group's and others' bits alike */
}

static void set_times(struct facts *facts, FILETIME created, FILETIME accessed, FILETIME modified)
{
    facts->modified = filetime_to_time(modified);
    facts->accessed = filetime_ticks(accessed) ? filetime_to_time(accessed) : facts->modified;
    facts->created = filetime_ticks(created) ? filetime_to_time(created) : facts->modified;
}

static int facts_of_path(const WCHAR *path, struct facts *facts)
{
    WIN32_FILE_ATTRIBUTE_DATA data;
    int CDECL msvcrt__getdrive(void);
    if (!path)
        return crt_fail(crt_invalid(EINVAL));
    for (const WCHAR *at = path; *at; at++)
        if (*at == '?' || *at == '*') {
            if (at - path == 2 && path[0] == '\\' && path[1] == '\\') /* of \\?\ */
                continue;
            return crt_map_error(ERROR_FILE_NOT_FOUND);
        }
    if (!GetFileAttributesExW(path, GetFileExInfoStandard, &data)) {
        crt_last_error();
        return crt_fail(ENOENT);
    }
    *facts =
        (struct facts){.links = 1, .size = (int64_t)((uint64_t)data.nFileSizeHigh << 32 | data.nFileSizeLow)};
    int drive = path[0] && path[1] == ':' ? ascii_lower(path[0]) - 'a' : msvcrt__getdrive() - 1;
    facts->device = drive < 0 ? 0 : (uint32_t)drive;
    facts->mode = mode_of(data.dwFileAttributes, ends_in_program(path));
    if (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
        facts->size = 0;
    set_times(facts, data.ftCreationTime, data.ftLastAccessTime, data.ftLastWriteTime);
    return 0;
}

static int facts_of_descriptor(int fd, struct facts *facts)
{
    struct ioinfo *info = fd_enter(fd);
    int result = 0;
    if (!info)
        return -1;
    fd_know_type(fd, info);
    *facts = (struct facts){.links = 1};
    if (info->osfile & FD_DEVICE) {
        facts->mode = S_IFCHR_;
        facts->device = (uint32_t)fd;
    } else if (info->osfile & FD_PIPE) {
        DWORD available = 0;
        facts->mode = S_IFIFO_;
        facts->device = (uint32_t)fd;
        if (PeekNamedPipe(info->osfhnd, NULL, 0, NULL, &available, NULL))
            facts->size = available;
    } else {
        BY_HANDLE_FILE_INFORMATION data;
        if (GetFileInformationByHandle(info->osfhnd, &data)) {
            facts->size = (int64_t)((uint64_t)data.nFileSizeHigh << 32 | data.nFileSizeLow);
            facts->links = data.nNumberOfLinks > INT16_MAX ? INT16_MAX : (int16_t)data.nNumberOfLinks;
            facts->mode = mode_of(data.dwFileAttributes, false);
            set_times(facts, data.ftCreationTime, data.ftLastAccessTime, data.ftLastWriteTime);
        } else {
            result = crt_last_error();
        }
    }
    fd_leave(info);
    return result;
}

static int facts_of_narrow(const char *path, struct facts *facts)
{
    WCHAR *wide = crt_path(path);
    int result = wide ? facts_of_path(wide, facts) : -1;
    msvcrt_free(wide);
    return result;
}

#define FORMS(layout)                                                                                        \
    int CDECL msvcrt__##layout(const char *path, struct layout *buffer)                                      \
    {                                                                                                        \
        struct facts facts;                                                                                  \
        if (!buffer)                                                                                         \
            return crt_fail(crt_invalid(EINVAL));                                                            \
        return facts_of_narrow(path, &facts) ? -1 : store_##layout(buffer, &facts);                          \
    }                                                                                                        \
    int CDECL msvcrt__w##layout(const WCHAR *path, struct layout *buffer)                                    \
    {                                                                                                        \
        struct facts facts;                                                                                  \
        if (!buffer)                                                                                         \
            return crt_fail(crt_invalid(EINVAL));                                                            \
        return facts_of_path(path, &facts) ? -1 : store_##layout(buffer, &facts);                            \
    }                                                                                                        \
    int CDECL msvcrt__f##layout(int fd, struct layout *buffer)                                               \
    {                                                                                                        \
        struct facts facts;                                                                                  \
        if (!buffer)                                                                                         \
            return crt_fail(crt_invalid(EINVAL));                                                            \
        return facts_of_descriptor(fd, &facts) ? -1 : store_##layout(buffer, &facts);                        \
    }

FORMS(stat32)
FORMS(stat32i64)
FORMS(stat64i32)
FORMS(stat64)

/* ---- utime ---- */

struct utimbuf32 {
    int32_t actime, modtime;
};
struct utimbuf64 {
    int64_t actime, modtime;
};

static int set_handle_times(HANDLE handle, const int64_t *accessed, const int64_t *modified)
{
    FILETIME access, modify;
    if (accessed) {
        access = filetime_from_time(*accessed);
        modify = filetime_from_time(*modified);
    } else {
        GetSystemTimeAsFileTime(&access);
        modify = access;
    }
    return SetFileTime(handle, NULL, &access, &modify) ? 0 : crt_last_error();
}

static int set_times_of_path(const WCHAR *path, const int64_t *accessed, const int64_t *modified)
{
    if (!path || (accessed && (*accessed < 0 || *modified < 0)))
        return crt_fail(crt_invalid(EINVAL));
    DWORD attributes = GetFileAttributesW(path);
    if (attributes == 0xFFFFFFFF)
        return crt_last_error();
    if (attributes & (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_DIRECTORY)) /* as documented */
        return crt_map_error(ERROR_ACCESS_DENIED);
    int fd = fd_open_wide(path, O_RDWR_ | O_BINARY_ | O_NOINHERIT_, SH_DENYNO_, 0);
    if (fd < 0)
        return -1;
    int result = set_handle_times(fd_get(fd)->osfhnd, accessed, modified);
    int error = crt_thread.error;
    msvcrt__close(fd);
    if (result)
        crt_thread.error = error;
    return result;
}

static int set_times_of_descriptor(int fd, const int64_t *accessed, const int64_t *modified)
{
    if (accessed && (*accessed < 0 || *modified < 0))
        return crt_fail(crt_invalid(EINVAL));
    struct ioinfo *info = fd_enter(fd);
    if (!info)
        return -1;
    int result = set_handle_times(info->osfhnd, accessed, modified);
    fd_leave(info);
    return result;
}

#define UTIME(bits)                                                                                          \
    int CDECL msvcrt__wutime##bits(const WCHAR *path, const struct utimbuf##bits *times)                     \
    {                                                                                                        \
        int64_t accessed = times ? times->actime : 0, modified = times ? times->modtime : 0;                 \
        return set_times_of_path(path, times ? &accessed : NULL, &modified);                                 \
    }                                                                                                        \
    int CDECL msvcrt__utime##bits(const char *path, const struct utimbuf##bits *times)                       \
    {                                                                                                        \
        WCHAR *wide = crt_path(path);                                                                        \
        int result = wide ? msvcrt__wutime##bits(wide, times) : -1;                                          \
        msvcrt_free(wide);                                                                                   \
        return result;                                                                                       \
    }                                                                                                        \
    int CDECL msvcrt__futime##bits(int fd, const struct utimbuf##bits *times)                                \
    {                                                                                                        \
        int64_t accessed = times ? times->actime : 0, modified = times ? times->modtime : 0;                 \
        return set_times_of_descriptor(fd, times ? &accessed : NULL, &modified);                             \
    }

UTIME(32)
UTIME(64)
