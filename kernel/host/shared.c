/* SPDX-License-Identifier: MIT
 *
 * A file that all processes of a session map, and the locks on its bytes by which they know each other to be
 * alive. The locks are of the open file description (F_OFD_SETLK): the kernel drops them when the process
 * ends, however it ends, and they mean the same in every PID namespace.
 *
 * The file lies in a folder of the user's own. $XDG_RUNTIME_DIR and /run/user are made for that, and nobody
 * else can write there; root has /run. Only who has none of them goes to /dev/shm or /tmp, where another user
 * may take the name of the folder: then there is no second choice, for processes that choose differently
 * would not find each other's names.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "host.h"
#include "shared.h"

/* A folder in which nobody but the user can make, remove or replace anything. */
static bool is_private(const char *folder, mode_t forbidden)
{
    struct stat st;
    return !lstat(folder, &st) && S_ISDIR(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & forbidden);
}

/* The folder `path`, of the user's own. */
static int make_folder(const char *path)
{
    struct stat st;
    do {
        if (mkdir(path, 0700) && errno != EEXIST)
            return -errno;
    } while (lstat(path, &st) && errno == ENOENT); /* somebody has just removed it */
    if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid())
        return -EPERM;
    return st.st_mode & 077 && chmod(path, 0700) ? -errno : 0;
}

int host_shared_place(const char *name, char path[HOST_SHARED_PATH])
{
    char own[32], folder[HOST_SHARED_PATH - 32];
    unsigned user = (unsigned)geteuid();
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    snprintf(own, sizeof(own), "/run/user/%u", user);
    if (!runtime || *runtime != '/' || strlen(runtime) > sizeof(folder) - 32)
        runtime = own;
    struct {
        const char *base;
        mode_t forbidden;
        bool is_public;
    } places[] = {{runtime, 077, false},
                  {own, 077, false},
                  {"/run", 022, false},
                  {"/dev/shm", 0, true},
                  {"/tmp", 0, true}};
    for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (!places[i].is_public && !is_private(places[i].base, places[i].forbidden))
            continue;
        if (places[i].is_public)
            snprintf(folder, sizeof(folder), "%s/decant-%u", places[i].base, user);
        else
            snprintf(folder, sizeof(folder), "%s/decant", places[i].base);
        int error = make_folder(folder);
        if (error == -EPERM)
            snprintf(path, HOST_SHARED_PATH, "%s", folder);
        else
            snprintf(path, HOST_SHARED_PATH, "%s/%s", folder, name);
        if (!error || error == -EPERM)
            return error;
    }
    return -ENOENT;
}

/* Whether the file still has that name. */
static bool is_named(int fd, const char *path)
{
    struct stat st, named;
    return !fstat(fd, &st) && !lstat(path, &named) && st.st_dev == named.st_dev && st.st_ino == named.st_ino;
}

static void parent_of(const char *path, char folder[HOST_SHARED_PATH])
{
    snprintf(folder, HOST_SHARED_PATH, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash && slash > folder)
        *slash = 0;
}

int host_shared_open(const char *path)
{
    char folder[HOST_SHARED_PATH];
    parent_of(path, folder);
    for (;;) { /* once more for each process that was the last of a session in between */
        int error = make_folder(folder);
        if (error)
            return error;
        int fd = host_open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
        if (fd == -ENOENT)
            continue;
        if (fd < 0)
            return fd;
        struct stat st;
        if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_uid != geteuid())
            error = -EPERM;
        else
            error = host_shared_lock(fd, 0, true);
        if (!error && is_named(fd, path))
            return fd;
        host_close(fd);
        if (error)
            return error;
    }
}

/* The files of sessions whose last process was killed. */
static void remove_forsaken(const char *folder)
{
    char path[HOST_SHARED_PATH];
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (*entry->d_name == '.' ||
            (size_t)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) >= sizeof(path))
            continue;
        int fd = host_open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0);
        if (fd < 0)
            continue;
        if (!host_shared_lock(fd, 0, false) && !host_shared_is_locked(fd, 1, 0))
            unlink(path);
        host_close(fd);
    }
    if (directory)
        closedir(directory);
}

void host_shared_remove(const char *path)
{
    char folder[HOST_SHARED_PATH];
    parent_of(path, folder);
    unlink(path);
    if (rmdir(folder) && (errno == ENOTEMPTY || errno == EEXIST)) {
        remove_forsaken(folder);
        rmdir(folder);
    }
}

int host_shared_map(int fd, size_t size, void **base)
{
    void *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED)
        return -errno;
    *base = mapped;
    return 0;
}

uint64_t host_shared_size(int fd)
{
    struct stat st;
    return fstat(fd, &st) ? 0 : (uint64_t)st.st_size;
}

int host_shared_empty(int fd)
{
    return ftruncate(fd, 0) ? -errno : 0;
}

int host_shared_reserve(int fd, uint64_t offset, uint64_t size)
{
    int result;
    do
        result = fallocate(fd, 0, (off_t)offset, (off_t)size);
    while (result && errno == EINTR);
    if (result && errno != EOPNOTSUPP && errno != ENOSYS)
        return -errno;
    if (result && host_shared_size(fd) < offset + size && ftruncate(fd, (off_t)(offset + size)))
        return -errno;
    return 0;
}

static int lock(int fd, uint64_t byte, uint64_t count, short type, int command)
{
    struct flock range = {
        .l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)byte, .l_len = (off_t)count};
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
    return lock(fd, byte, 1, F_WRLCK, wait ? F_OFD_SETLKW : F_OFD_SETLK);
}

int host_shared_unlock(int fd, uint64_t byte)
{
    return lock(fd, byte, 1, F_UNLCK, F_OFD_SETLK);
}

bool host_shared_is_locked(int fd, uint64_t byte, uint64_t count)
{
    return lock(fd, byte, count, F_WRLCK, F_OFD_GETLK) > 0;
}
