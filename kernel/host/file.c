/* SPDX-License-Identifier: MIT
 *
 * Descriptors: opening, reading and writing them, the way host.h promises. A descriptor that another program
 * made non-blocking (it shares our standard ones) is waited for.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include "file.h"
#include "sleep.h"
#include "syscall.h"

int host_poll(int fd, bool write, int milliseconds)
{
    struct pollfd one = {.fd = fd, .events = write ? POLLOUT : POLLIN};
    long ready;
    do
        ready = host_sleep_call(SYS_poll, (uintptr_t)&one, 1, (uintptr_t)milliseconds, 0, 0, 0);
    while (ready == -EINTR);
    return (int)ready;
}

/* Whether a call is to be made again that failed so. */
static bool again(int fd, long error, bool write)
{
    return error == -EINTR || (error == -EAGAIN && host_poll(fd, write, -1) >= 0);
}

ssize_t host_read(int fd, void *buffer, size_t size)
{
    long got;
    do
        got = host_sleep_call(SYS_read, (uintptr_t)fd, (uintptr_t)buffer, size, 0, 0, 0);
    while (got < 0 && again(fd, got, false));
    return got;
}

ssize_t host_write(int fd, const void *buffer, size_t size)
{
    long put;
    do
        put = host_sleep_call(SYS_write, (uintptr_t)fd, (uintptr_t)buffer, size, 0, 0, 0);
    while (put < 0 && again(fd, put, true));
    return put;
}

/* On i386 an offset takes two arguments, in an order that glibc knows. */
ssize_t host_pread(int fd, void *buffer, size_t size, uint64_t offset)
{
    long got;
    do {
#ifdef __x86_64__
        got = host_syscall(SYS_pread64, (uintptr_t)fd, (uintptr_t)buffer, size, offset);
#else
        got = pread(fd, buffer, size, (off_t)offset);
        got = got < 0 ? -errno : got;
#endif
    } while (got < 0 && again(fd, got, false));
    return got;
}

ssize_t host_pwrite(int fd, const void *buffer, size_t size, uint64_t offset)
{
    long put;
    do {
#ifdef __x86_64__
        put = host_syscall(SYS_pwrite64, (uintptr_t)fd, (uintptr_t)buffer, size, offset);
#else
        put = pwrite(fd, buffer, size, (off_t)offset);
        put = put < 0 ? -errno : put;
#endif
    } while (put < 0 && again(fd, put, true));
    return put;
}

ssize_t host_append(int fd, const void *buffer, size_t size)
{
    struct iovec vector = {(void *)buffer, size};
    ssize_t put;
    do
        put = pwritev2(fd, &vector, 1, -1, RWF_APPEND);
    while (put < 0 && again(fd, -errno, true));
    if (put < 0 && (errno == EOPNOTSUPP || errno == ENOSYS)) { /* not atomic, but there */
        if (lseek(fd, 0, SEEK_END) < 0)
            return -errno;
        return host_write(fd, buffer, size);
    }
    return put < 0 ? -errno : put;
}

int64_t host_seek(int fd, int64_t offset, int whence)
{
    static const int how[] = {SEEK_SET, SEEK_CUR, SEEK_END};
    off_t at = lseek(fd, offset, how[whence]);
    return at < 0 ? -errno : at;
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

bool host_is_hung_up(int fd)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    return poll(&one, 1, 0) > 0 && (one.revents & (POLLHUP | POLLERR)) && !(one.revents & POLLIN);
}

int host_pipe(int fds[2])
{
    if (pipe2(fds, O_CLOEXEC))
        return -errno;
    for (int i = 0; i < 2; i++)
        if ((fds[i] = above_standard(fds[i])) < 0) {
            int error = fds[i];
            close(fds[!i]);
            return error;
        }
    return 0;
}

ssize_t host_peek_pipe(int fd, void *buffer, size_t size)
{
    ssize_t got = recv(fd, buffer, size, MSG_PEEK | MSG_DONTWAIT);
    if (got >= 0 || errno != ENOTSOCK)
        return got < 0 ? (errno == EAGAIN ? 0 : -errno) : got;
    int scratch[2]; /* a pipe is duplicated into another one, which is then read */
    if (pipe2(scratch, O_CLOEXEC | O_NONBLOCK))
        return -errno;
    got = tee(fd, scratch[1], size, SPLICE_F_NONBLOCK);
    if (got < 0)
        got = errno == EAGAIN ? 0 : -errno;
    if (got > 0) {
        got = read(scratch[0], buffer, (size_t)got);
        if (got < 0)
            got = -errno;
    }
    close(scratch[0]);
    close(scratch[1]);
    return got;
}

int64_t host_bytes_available(int fd)
{
    int count = 0;
    return ioctl(fd, FIONREAD, &count) ? -errno : count;
}

int host_open(const char *path, int flags, unsigned mode)
{
    long fd;
    do
        fd = host_sleep_call(SYS_openat, (uintptr_t)AT_FDCWD, (uintptr_t)path,
                             (unsigned)flags | O_CLOEXEC | O_LARGEFILE, mode, 0, 0);
    while (fd == -EINTR);
    return fd < 0 ? (int)fd : above_standard((int)fd);
}

int host_open_file(const char *path, unsigned flags, unsigned mode)
{
    int how = flags & HOST_OPEN_NAME                                            ? O_PATH
              : (flags & (HOST_OPEN_READ | HOST_OPEN_WRITE)) == HOST_OPEN_WRITE ? O_WRONLY
              : flags & HOST_OPEN_WRITE                                         ? O_RDWR
                                                                                : O_RDONLY;
    how |= (flags & HOST_OPEN_APPEND ? O_APPEND : 0) | (flags & HOST_OPEN_CREATE ? O_CREAT | O_EXCL : 0) |
           (flags & HOST_OPEN_DIRECTORY ? O_DIRECTORY : 0) | (flags & HOST_OPEN_NOFOLLOW ? O_NOFOLLOW : 0) |
           (flags & HOST_OPEN_SYNC ? O_DSYNC : 0);
    return host_open(path, how | O_NOCTTY, mode);
}

int host_duplicate(int fd)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    return copy < 0 ? -errno : copy;
}

/* One of the three standard descriptors stays taken, so that nothing else ever gets its number. */
static int close_standard(int fd)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0)
        return close(fd) ? -errno : 0;
    int error = null != fd && dup3(null, fd, O_CLOEXEC) < 0 ? -errno : 0;
    if (null != fd)
        close(null);
    return error;
}

void host_occupy(int fd)
{
    int got = open("/", O_PATH | O_CLOEXEC);
    if (got >= 0 && got != fd)
        close(got);
}

int host_close(int fd)
{
    if (fd >= 0 && fd <= 2)
        return close_standard(fd);
    return (int)host_syscall(SYS_close, (uintptr_t)fd, 0, 0, 0);
}

int host_current_directory(char *path, size_t size)
{
    return getcwd(path, size) ? (int)strlen(path) : -errno;
}
