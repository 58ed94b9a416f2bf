/* SPDX-License-Identifier: MIT
 *
 * Folders and names: reading, making, removing, renaming.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "file.h"

int host_open_directory(const char *path)
{
    return host_open(path, O_RDONLY | O_DIRECTORY, 0);
}

ssize_t host_read_directory(int fd, void *buffer, size_t size)
{
    long got = syscall(SYS_getdents64, fd, buffer, size);
    return got < 0 ? -errno : got;
}

int host_make_directory(const char *path, unsigned mode)
{
    return mkdir(path, mode) ? -errno : 0;
}

int host_remove_directory(const char *path)
{
    return rmdir(path) ? -errno : 0;
}

int host_change_directory(const char *path)
{
    return chdir(path) ? -errno : 0;
}

int host_unlink(const char *path)
{
    return unlink(path) ? -errno : 0;
}

int host_rename(const char *from, const char *to, bool replace)
{
    if (replace)
        return rename(from, to) ? -errno : 0;
    if (!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE))
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -errno;
    struct stat info; /* a file system that cannot do it in one step */
    if (!lstat(to, &info))
        return -EEXIST;
    return rename(from, to) ? -errno : 0;
}

int host_link(const char *from, const char *to)
{
    return link(from, to) ? -errno : 0;
}

int host_link_descriptor(int fd, const char *to)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, path, AT_FDCWD, to, AT_SYMLINK_FOLLOW) ? -errno : 0;
}

int host_symlink(const char *target, const char *path)
{
    return symlink(target, path) ? -errno : 0;
}

static ssize_t terminated(ssize_t length, char *target, size_t size)
{
    if (length < 0)
        return -errno;
    if ((size_t)length >= size)
        return -ENAMETOOLONG;
    target[length] = 0;
    return length;
}

ssize_t host_read_link(const char *path, char *target, size_t size)
{
    return terminated(readlink(path, target, size), target, size);
}

ssize_t host_read_link_of(int fd, char *target, size_t size)
{
    return terminated(readlinkat(fd, "", target, size), target, size);
}

ssize_t host_copy_range(int from, int to, size_t size)
{
    ssize_t done;
    do
        done = copy_file_range(from, NULL, to, NULL, size, 0);
    while (done < 0 && errno == EINTR);
    return done < 0 ? -errno : done;
}
