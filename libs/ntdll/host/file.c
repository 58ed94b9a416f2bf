/* SPDX-License-Identifier: MIT
 *
 * Descriptors: opening, reading and writing them, the way host.h promises.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "host.h"

ssize_t host_read(int fd, void *buffer, size_t size)
{
    ssize_t got;
    do
        got = read(fd, buffer, size);
    while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : got;
}

ssize_t host_write(int fd, const void *buffer, size_t size)
{
    ssize_t put;
    do
        put = write(fd, buffer, size);
    while (put < 0 && errno == EINTR);
    return put < 0 ? -errno : put;
}

ssize_t host_pread(int fd, void *buffer, size_t size, uint64_t offset)
{
    ssize_t got;
    do
        got = pread(fd, buffer, size, (off_t)offset);
    while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : got;
}

/* 0, 1 and 2 belong to the guest's standard handles even when they were closed at start. */
static int above_standard(int fd)
{
    if (fd > 2)
        return fd;
    int high = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    int error = errno;
    close(fd);
    return high < 0 ? -error : high;
}

int host_open(const char *path, int flags, unsigned mode)
{
    int fd;
    do
        fd = open(path, flags | O_CLOEXEC, mode);
    while (fd < 0 && errno == EINTR);
    return fd < 0 ? -errno : above_standard(fd);
}

int host_close(int fd)
{
    return close(fd) ? -errno : 0;
}
