/* SPDX-License-Identifier: MIT
 *
 * Folders and names: reading, making, removing, renaming.
 */
#include <errno.h>
#include <fcntl.h>
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
