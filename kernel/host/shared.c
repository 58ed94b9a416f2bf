/* SPDX-License-Identifier: MIT
 *
 * A file that all processes of a session map, and the locks on its bytes by which they know each other to be
 * alive. The locks are of the open file description (F_OFD_SETLK): the kernel drops them when the process
 * ends, however it ends, and they mean the same in every PID namespace.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "host.h"
#include "shared.h"

static int open_in(const char *folder, const char *name)
{
    char path[256];
    struct stat st;
    if ((size_t)snprintf(path, sizeof(path), "%s/decant-%u-%s", folder, (unsigned)geteuid(), name) >=
        sizeof(path))
        return -ENAMETOOLONG;
    int fd = host_open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fd;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode) ||
        st.st_uid != geteuid()) { /* somebody else's: not to be trusted */
        host_close(fd);
        return -EPERM;
    }
    return fd;
}

int host_shared_open(const char *name, size_t size, void **base)
{
    int fd = open_in("/dev/shm", name);
    if (fd < 0)
        fd = open_in("/tmp", name);
    if (fd < 0)
        return fd;
    struct stat st;
    if (fstat(fd, &st) || ((size_t)st.st_size < size && ftruncate(fd, (off_t)size))) {
        int error = errno;
        host_close(fd);
        return -error;
    }
    void *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) {
        int error = errno;
        host_close(fd);
        return -error;
    }
    *base = mapped;
    return fd;
}

int host_shared_reserve(int fd, uint64_t offset, uint64_t size)
{
    int result;
    do
        result = fallocate(fd, 0, (off_t)offset, (off_t)size);
    while (result && errno == EINTR);
    return result && errno != EOPNOTSUPP && errno != ENOSYS ? -errno : 0;
}

static int lock(int fd, uint64_t byte, short type, int command)
{
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)byte, .l_len = 1};
    int result;
    do
        result = fcntl(fd, command, &range);
    while (result && errno == EINTR);
    if (result)
        return -errno;
    return command == F_OFD_GETLK ? range.l_type != F_UNLCK : 0;
}

int host_shared_lock(int fd, uint64_t byte, bool wait)
{
    return lock(fd, byte, F_WRLCK, wait ? F_OFD_SETLKW : F_OFD_SETLK);
}

int host_shared_unlock(int fd, uint64_t byte)
{
    return lock(fd, byte, F_UNLCK, F_OFD_SETLK);
}

bool host_shared_is_locked(int fd, uint64_t byte)
{
    return lock(fd, byte, F_WRLCK, F_OFD_GETLK) > 0;
}
