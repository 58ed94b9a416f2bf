/* SPDX-License-Identifier: MIT
 *
 * Address space: anonymous mappings, protections. NORESERVE throughout: guests reserve far more than they
 * use.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#include "host.h"

static int to_prot(unsigned protection)
{
    return (protection & HOST_READ ? PROT_READ : 0) | (protection & HOST_WRITE ? PROT_WRITE : 0) |
           (protection & HOST_EXECUTE ? PROT_EXEC : 0);
}

int host_map(void *address, size_t size, unsigned protection, void **out)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (address ? MAP_FIXED_NOREPLACE : 0);
    void *result = mmap(address, size, to_prot(protection), flags, -1, 0);
    if (result == MAP_FAILED)
        return -errno;
    if (address && result != address) { /* a kernel that does not know MAP_FIXED_NOREPLACE */
        munmap(result, size);
        return -EEXIST;
    }
    *out = result;
    return 0;
}

int host_map_aligned(size_t size, size_t alignment, unsigned protection, void **out)
{
    size = (size + 0xFFF) & ~(size_t)0xFFF;
    size_t span = size + alignment;
    void *whole = NULL;
    int error = host_map(NULL, span, protection, &whole);
    if (error)
        return error;
    uintptr_t start = (uintptr_t)whole, aligned = (start + alignment - 1) & ~(alignment - 1);
    if (aligned > start)
        munmap(whole, aligned - start);
    if (aligned + size < start + span)
        munmap((void *)(aligned + size), start + span - aligned - size);
    *out = (void *)aligned;
    return 0;
}

int host_unmap(void *address, size_t size)
{
    return munmap(address, size) ? -errno : 0;
}

int host_protect(void *address, size_t size, unsigned protection)
{
    return mprotect(address, size, to_prot(protection)) ? -errno : 0;
}

/* The kernel does the copy, so that a bad address is an error. Where a sandbox forbids it, our own memory is
 * read through /proc, which does not heed protections but knows what is mapped. */
static int copy_checked(void *to, const void *from, size_t size, bool poke)
{
    struct iovec local = {poke ? (void *)from : to, size}, remote = {poke ? to : (void *)from, size};
    ssize_t done = poke ? process_vm_writev(getpid(), &local, 1, &remote, 1, 0)
                        : process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
    if (done >= 0)
        return (size_t)done == size ? 0 : -EFAULT;
    if (errno != EPERM && errno != ENOSYS)
        return -EFAULT;
    int fd = open("/proc/self/mem", (poke ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    if (fd < 0)
        return -EFAULT;
    done = poke ? pwrite(fd, from, size, (off_t)(uintptr_t)to) : pread(fd, to, size, (off_t)(uintptr_t)from);
    close(fd);
    return done >= 0 && (size_t)done == size ? 0 : -EFAULT;
}

int host_peek(void *to, const void *from, size_t size)
{
    return copy_checked(to, from, size, false);
}

int host_poke(void *to, const void *from, size_t size)
{
    return copy_checked(to, from, size, true);
}
