/* SPDX-License-Identifier: MIT
 *
 * What Linux knows of a file: type, size, times, links. statx is asked because it alone tells when a file was
 * made.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "file.h"
#include "syscall.h"

#define SECONDS_TO_1970 11644473600ll

static enum host_file_type type_of_mode(uint32_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return HOST_FILE_REGULAR;
    case S_IFDIR:
        return HOST_FILE_DIRECTORY;
    case S_IFLNK:
        return HOST_FILE_SYMLINK;
    case S_IFIFO:
    case S_IFSOCK:
        return HOST_FILE_PIPE;
    default:
        return HOST_FILE_DEVICE;
    }
}

int host_file_mode(int fd, uint32_t *mode, enum host_file_type *type, uint64_t *device)
{
    struct stat info;
#ifdef __x86_64__
    /* The C library's fstat is newfstatat, which looks at a path first. Every open comes here. */
    int error = (int)host_syscall(SYS_fstat, (uintptr_t)fd, (uintptr_t)&info, 0, 0);
#else
    int error = fstat(fd, &info) ? -errno : 0;
#endif
    if (error)
        return error;
    *mode = info.st_mode;
    *type = type_of_mode(info.st_mode);
    *device = info.st_dev;
    return 0;
}

bool host_reads_to_the_end(int fd, uint64_t device)
{
    static const uint32_t cached[] = {EXT4_SUPER_MAGIC,  TMPFS_MAGIC,          BTRFS_SUPER_MAGIC,
                                      XFS_SUPER_MAGIC,   RAMFS_MAGIC,          F2FS_SUPER_MAGIC,
                                      MSDOS_SUPER_MAGIC, OVERLAYFS_SUPER_MAGIC};
    static _Atomic uint64_t known; /* the device last asked about, shifted; its answer in the low bit */
    uint64_t last = known;
    if (last >> 1 == device && last)
        return last & 1;
    struct statfs info;
    bool whole = false;
    if (fstatfs(fd, &info))
        return false;
    for (size_t i = 0; i < sizeof(cached) / sizeof(*cached); i++)
        whole |= cached[i] == (uint32_t)info.f_type;
    known = device << 1 | whole;
    return whole;
}

int host_file_type_of(int fd)
{
    struct stat info;
    if (fstat(fd, &info))
        return -errno;
    enum host_file_type type = type_of_mode(info.st_mode);
    return type == HOST_FILE_DEVICE && S_ISCHR(info.st_mode) && isatty(fd) ? HOST_FILE_TTY : (int)type;
}

int host_file_flags(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? -errno : flags;
}

static int64_t windows_time(const struct statx_timestamp *time)
{
    return (time->tv_sec + SECONDS_TO_1970) * 10000000 + time->tv_nsec / 100;
}

int host_stat_at(int folder, const char *name, bool follow, struct host_stat *out)
{
    struct statx info;
    int flags = (follow ? 0 : AT_SYMLINK_NOFOLLOW) | (*name ? 0 : AT_EMPTY_PATH) | AT_NO_AUTOMOUNT;
    if (statx(folder, name, flags, STATX_BASIC_STATS | STATX_BTIME, &info))
        return -errno;
    out->device = makedev(info.stx_dev_major, info.stx_dev_minor);
    out->inode = info.stx_ino;
    out->size = info.stx_size;
    out->allocated = info.stx_blocks * 512;
    out->birth = info.stx_mask & STATX_BTIME ? windows_time(&info.stx_btime) : 0;
    out->access = windows_time(&info.stx_atime);
    out->write = windows_time(&info.stx_mtime);
    out->change = windows_time(&info.stx_ctime);
    out->links = info.stx_nlink;
    out->mode = info.stx_mode;
    out->uid = info.stx_uid;
    out->gid = info.stx_gid;
    out->type = type_of_mode(info.stx_mode);
    return 0;
}

int host_stat(const char *path, bool follow, struct host_stat *out)
{
    return *path ? host_stat_at(AT_FDCWD, path, follow, out) : -ENOENT;
}

int host_fstat(int fd, struct host_stat *out)
{
    return host_stat_at(fd, "", true, out);
}
