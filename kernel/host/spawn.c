/* SPDX-License-Identifier: MIT
 *
 * posix_spawn, with descriptors put where the child expects them.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "host.h"
#include "spawn.h"

/* Copies above 2 of what becomes 0, 1 and 2, so that the order of the moves does not matter. */
static int copy_standard(const int *standard, int *copies)
{
    for (int i = 0; i < 3; i++) {
        copies[i] = standard[i] >= 0 ? fcntl(standard[i], F_DUPFD_CLOEXEC, 3) : -1;
        if (copies[i] < 0)
            copies[i] = host_open("/dev/null", O_RDWR, 0);
        if (copies[i] < 0)
            return copies[i];
    }
    return 0;
}

static int start(const struct host_spawn *spawn, const int *copies, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t set;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (int i = 0; i < 3; i++)
        posix_spawn_file_actions_adddup2(&actions, copies[i], i);
    for (size_t i = 0; i < spawn->keep_count; i++) /* onto itself: no longer close-on-exec */
        posix_spawn_file_actions_adddup2(&actions, spawn->keep[i], spawn->keep[i]);
    if (spawn->directory)
        posix_spawn_file_actions_addchdir_np(&actions, spawn->directory);
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&attributes, &set);
    sigaddset(&set, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &set);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int error = posix_spawn(pid, spawn->path ? spawn->path : "/proc/self/exe", &actions, &attributes,
                            spawn->argv, spawn->environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return -error;
}

/* Whether there are pidfds, asked before a child runs that nobody could wait for. */
static bool has_pidfds(void)
{
    static bool known;
    if (!__atomic_load_n(&known, __ATOMIC_RELAXED)) {
        int fd = host_process_open((uint32_t)getpid());
        if (fd == -ENOSYS || fd == -EPERM || fd == -EACCES)
            return false;
        if (fd >= 0)
            close(fd);
        __atomic_store_n(&known, true, __ATOMIC_RELAXED);
    }
    return true;
}

int host_spawn(const struct host_spawn *spawn, uint32_t *process)
{
    int copies[3] = {-1, -1, -1};
    pid_t pid = 0;
    if (!has_pidfds())
        return -ENOSYS;
    int result = copy_standard(spawn->standard, copies);
    if (!result)
        result = start(spawn, copies, &pid);
    for (int i = 0; i < 3; i++)
        if (copies[i] >= 0)
            host_close(copies[i]);
    if (result)
        return result;
    *process = (uint32_t)pid;
    return host_process_open((uint32_t)pid);
}

int host_shared_memory(size_t size, void **base)
{
    int fd = host_memory_file("decant-child", size);
    if (fd < 0)
        return fd;
    size_t mapped;
    int error = host_map_shared(fd, base, &mapped);
    if (error) {
        close(fd);
        return error;
    }
    return fd;
}

int host_map_shared(int fd, void **base, size_t *size)
{
    struct stat st;
    if (fstat(fd, &st))
        return -errno;
    *size = (size_t)st.st_size;
    *base = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return *base == MAP_FAILED ? -errno : 0;
}

void host_close_on_exec(int fd)
{
    if (fd > 2)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

int host_read_head(const char *path, void *out, size_t size)
{
    int fd = host_open(path, O_RDONLY, 0);
    if (fd < 0)
        return fd;
    ssize_t got = host_read(fd, out, size);
    host_close(fd);
    return (int)got;
}

int host_is_executable(const char *path)
{
    struct stat st;
    if (stat(path, &st))
        return -errno;
    if (!S_ISREG(st.st_mode) || access(path, X_OK))
        return -EACCES;
    return 0;
}
