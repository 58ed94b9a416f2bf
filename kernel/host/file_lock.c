/* SPDX-License-Identifier: MIT
 *
 * Byte-range locks that belong to an open file description: they go with its last descriptor, however the
 * process ends, and are shared by whoever inherits it.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "file.h"
#include "sleep.h"

static int lock_call(int fd, int command, struct flock *lock)
{
#ifdef __x86_64__
    return (int)host_sleep_call(SYS_fcntl, (uintptr_t)fd, (uintptr_t)command, (uintptr_t)lock, 0, 0, 0);
#else
    return (int)host_sleep_call(SYS_fcntl64, (uintptr_t)fd, (uintptr_t)command, (uintptr_t)lock, 0, 0, 0);
#endif
}

int host_lock(int fd, int kind, uint64_t start, uint64_t size, bool wait)
{
    static const short types[] = {F_RDLCK, F_WRLCK, F_UNLCK};
    struct flock lock = {
        .l_type = types[kind], .l_whence = SEEK_SET, .l_start = (off_t)start, .l_len = (off_t)size};
    int result;
    do
        result = lock_call(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
    while (result == -EINTR);
    return result == -EACCES ? -EAGAIN : result;
}

int host_lock_test(int fd, bool exclusive, uint64_t start, uint64_t size)
{
    struct flock lock = {.l_type = exclusive ? F_WRLCK : F_RDLCK,
                         .l_whence = SEEK_SET,
                         .l_start = (off_t)start,
                         .l_len = (off_t)size};
    return lock_call(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

bool host_mutex_enter(int fd)
{
    for (int tries = 0; tries < 50; tries++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return false;
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    }
    return false;
}

void host_mutex_leave(int fd)
{
    flock(fd, LOCK_UN);
}
