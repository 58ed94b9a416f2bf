/* SPDX-License-Identifier: MIT
 *
 * What is kept beside a file's data: extended attributes, times, mode, size, where it is. Descriptors that
 * only name a file (O_PATH) refuse most calls; those go through /proc/self/fd.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <stdatomic.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "file.h"

#define SECONDS_TO_1970 11644473600ll

static const char *link_of(int fd, char path[32])
{
    snprintf(path, 32, "/proc/self/fd/%d", fd);
    return path;
}

#ifndef SYS_getxattrat
#define SYS_getxattrat 464 /* Linux 6.13 */
#endif

ssize_t host_get_xattr_at(int folder, const char *path, bool follow, const char *name, void *value,
                          size_t size)
{
    static _Atomic bool lacking;
    ssize_t got = -1;
    if (folder != HOST_CURRENT_FOLDER && !lacking) {
        struct {
            uint64_t value;
            uint32_t size, flags;
        } arguments = {(uintptr_t)value, (uint32_t)size, 0};
        got = syscall(SYS_getxattrat, folder, path, follow ? 0 : AT_SYMLINK_NOFOLLOW, name, &arguments,
                      sizeof(arguments));
        if (got < 0 && (errno == ENOSYS || errno == EPERM)) /* or a filter does not know it */
            lacking = true;
        else
            return got < 0 ? -errno : got;
    }
    char through[320];
    if (folder != HOST_CURRENT_FOLDER) {
        if (snprintf(through, sizeof(through), "/proc/self/fd/%d/%s", folder, path) >= (int)sizeof(through))
            return -ENAMETOOLONG;
        path = through;
    }
    got = follow ? getxattr(path, name, value, size) : lgetxattr(path, name, value, size);
    return got < 0 ? -errno : got;
}

/* /proc/self/fd, kept open: programs that only look at files come here for each. */
static int descriptors(void)
{
    static _Atomic int kept; /* 0: not open yet */
    int fd = kept, none = 0;
    if (!fd && (fd = host_open("/proc/self/fd", O_PATH | O_DIRECTORY, 0)) >= 0 &&
        !atomic_compare_exchange_strong(&kept, &none, fd)) {
        close(fd); /* another thread was faster */
        fd = none;
    }
    return fd;
}

ssize_t host_get_xattr(int fd, const char *name, void *value, size_t size)
{
    ssize_t got = fgetxattr(fd, name, value, size);
    if (got >= 0 || errno != EBADF)
        return got < 0 ? -errno : got;
    char number[12];
    int folder = descriptors();
    snprintf(number, sizeof(number), "%d", fd);
    return folder < 0 ? folder : host_get_xattr_at(folder, number, true, name, value, size);
}

int host_set_xattr(int fd, const char *name, const void *value, size_t size)
{
    char path[32];
    if (!fsetxattr(fd, name, value, size, 0))
        return 0;
    return errno == EBADF && !setxattr(link_of(fd, path), name, value, size, 0) ? 0 : -errno;
}

int host_remove_xattr(int fd, const char *name)
{
    char path[32];
    if (!fremovexattr(fd, name))
        return 0;
    return errno == EBADF && !removexattr(link_of(fd, path), name) ? 0 : -errno;
}

static struct timespec linux_time(int64_t time)
{
    if (time <= 0)
        return (struct timespec){.tv_nsec = UTIME_OMIT};
    int64_t seconds = time / 10000000 - SECONDS_TO_1970;
    return (struct timespec){.tv_sec = seconds, .tv_nsec = time % 10000000 * 100};
}

int host_set_times(int fd, int64_t access, int64_t write)
{
    struct timespec times[2] = {linux_time(access), linux_time(write)};
    char path[32];
    if (!futimens(fd, times))
        return 0;
    return errno == EBADF && !utimensat(AT_FDCWD, link_of(fd, path), times, 0) ? 0 : -errno;
}

int host_set_mode(int fd, unsigned mode)
{
    char path[32];
    if (!fchmod(fd, mode & 07777))
        return 0;
    return errno == EBADF && !chmod(link_of(fd, path), mode & 07777) ? 0 : -errno;
}

int host_set_owner(int fd, uint32_t user, uint32_t group)
{
    return fchownat(fd, "", (uid_t)user, (gid_t)group, AT_EMPTY_PATH) ? -errno : 0;
}

unsigned host_umask(void)
{
    static _Atomic unsigned known; /* the mask + 1; no one in this process changes it */
    unsigned mask = known;
    if (!mask) {
        mode_t old = umask(022);
        umask(old);
        known = mask = old + 1;
    }
    return mask - 1;
}

int host_truncate(int fd, uint64_t size)
{
    int result;
    do
        result = ftruncate(fd, (off_t)size);
    while (result && errno == EINTR);
    return result ? -errno : 0;
}

int host_allocate(int fd, uint64_t size)
{
    int result;
    do
        result = fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)size);
    while (result && errno == EINTR);
    return result ? -errno : 0;
}

int host_punch(int fd, uint64_t offset, uint64_t size)
{
    return fallocate(fd, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, (off_t)offset, (off_t)size) ? -errno : 0;
}

int64_t host_next_data(int fd, uint64_t offset, uint64_t *end)
{
    off_t here = lseek(fd, 0, SEEK_CUR), start = lseek(fd, (off_t)offset, SEEK_DATA);
    int error = errno;
    if (start >= 0) {
        off_t hole = lseek(fd, start, SEEK_HOLE);
        *end = hole < 0 ? (uint64_t)lseek(fd, 0, SEEK_END) : (uint64_t)hole;
    }
    lseek(fd, here, SEEK_SET);
    return start < 0 ? -error : start;
}

int host_sync(int fd, bool data_only)
{
    int result;
    do
        result = data_only ? fdatasync(fd) : fsync(fd);
    while (result && errno == EINTR);
    return result ? -errno : 0;
}

int host_descriptor_path(int fd, char *path, size_t size)
{
    char name[32];
    ssize_t length = readlink(link_of(fd, name), path, size);
    if (length < 0)
        return -errno;
    if ((size_t)length >= size)
        return -ENAMETOOLONG;
    path[length] = 0;
    struct stat named, open;
    if (fstat(fd, &open) || lstat(path, &named) || named.st_ino != open.st_ino || named.st_dev != open.st_dev)
        return -ENOENT;
    return (int)length;
}

int host_reopen(int fd, unsigned flags)
{
    char path[32];
    return host_open_file(link_of(fd, path), flags, 0);
}

int host_may_change_folder(const char *path)
{
    return faccessat(AT_FDCWD, *path ? path : "/", W_OK | X_OK, AT_EACCESS) ? -errno : 0;
}

static int volume_from(const struct statfs *info, struct host_volume *out)
{
    static const struct {
        uint32_t magic;
        const char *name;
    } types[] = {
        {EXT4_SUPER_MAGIC, "ext4"},
        {TMPFS_MAGIC, "tmpfs"},
        {BTRFS_SUPER_MAGIC, "btrfs"},
        {XFS_SUPER_MAGIC, "xfs"},
        {OVERLAYFS_SUPER_MAGIC, "overlay"},
        {NFS_SUPER_MAGIC, "nfs"},
        {0xFF534D42, "cifs"},
        {0xFE534D42, "smb2"},
        {MSDOS_SUPER_MAGIC, "vfat"},
        {PROC_SUPER_MAGIC, "proc"},
        {RAMFS_MAGIC, "ramfs"},
    };
    memset(out, 0, sizeof(*out));
    uint64_t block = (uint64_t)(info->f_frsize ? info->f_frsize : info->f_bsize);
    out->block = (uint32_t)block;
    out->total = info->f_blocks * block;
    out->free = info->f_bfree * block;
    out->available = info->f_bavail * block;
    memcpy(&out->id, &info->f_fsid, sizeof(out->id));
    out->read_only = info->f_flags & ST_RDONLY;
    uint32_t magic = (uint32_t)info->f_type;
    out->memory = magic == TMPFS_MAGIC || magic == RAMFS_MAGIC;
    out->remote = magic == NFS_SUPER_MAGIC || magic == 0xFF534D42 || magic == 0xFE534D42;
    strcpy(out->type, "linux");
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
        if (types[i].magic == magic)
            strcpy(out->type, types[i].name);
    return 0;
}

int host_volume(const char *path, struct host_volume *out)
{
    struct statfs info;
    return statfs(path, &info) ? -errno : volume_from(&info, out);
}

int host_volume_of(int fd, struct host_volume *out)
{
    struct statfs info;
    return fstatfs(fd, &info) ? -errno : volume_from(&info, out);
}
