/* SPDX-License-Identifier: MIT
 *
 * Address space: anonymous mappings, protections. NORESERVE throughout: guests reserve far more than they
 * use.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <unistd.h>
#include <pe.h>
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

int host_remap(void *address, size_t size, unsigned protection, void **out)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
    void *result = mmap(address, size, to_prot(protection), flags, -1, 0);
    if (result == MAP_FAILED)
        return -errno;
    *out = result;
    return 0;
}

int host_map_file(void *address, size_t size, unsigned protection, int fd, uint64_t offset, bool shared)
{
    int flags = (shared ? MAP_SHARED : MAP_PRIVATE | MAP_NORESERVE) | MAP_FIXED;
    return mmap(address, size, to_prot(protection), flags, fd, (off_t)offset) == MAP_FAILED ? -errno : 0;
}

int host_memory_file(const char *name, uint64_t size)
{
    int fd = memfd_create(name, MFD_CLOEXEC);
    if (fd < 0 && (errno == ENOSYS || errno == EPERM || errno == EACCES)) /* refused: a file without a name */
        fd = open("/dev/shm", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 && fd <= 2) {
        int high = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        close(fd);
        fd = high;
    }
    if (fd < 0)
        return -errno;
    if (ftruncate(fd, (off_t)size)) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

int host_memory_unneeded(void *address, size_t size)
{
    return madvise(address, size, MADV_FREE) ? -errno : 0;
}

int host_memory_wanted(void *address, size_t size)
{
    return madvise(address, size, MADV_WILLNEED) ? -errno : 0;
}

int host_memory_lock(void *address, size_t size)
{
    if (!pe_demand_load(address, size))
        return -EFAULT;
    return mlock(address, size) ? -errno : 0;
}

int host_memory_unlock(void *address, size_t size)
{
    return munlock(address, size) ? -errno : 0;
}

int host_memory_flush(void *address, size_t size)
{
    return msync(address, size, MS_ASYNC) ? -errno : 0;
}

/* PROCMAP_QUERY of <linux/fs.h>, Linux 6.11 and later: one mapping without reading all of them. */
struct procmap_query {
    uint64_t size, query_flags, query_addr, vma_start, vma_end, vma_flags, vma_page_size, vma_offset, inode;
    uint32_t dev_major, dev_minor, vma_name_size, build_id_size;
    uint64_t vma_name_addr, build_id_addr;
};
#define PROCMAP_QUERY_REQUEST _IOWR('f', 17, struct procmap_query)
#define PROCMAP_OR_NEXT       0x10

static int read_mapping(int fd, uintptr_t address, struct host_mapping *out)
{
    char text[8192];
    size_t have = 0;
    for (;;) {
        ssize_t got = host_read(fd, text + have, sizeof(text) - 1 - have);
        if (got <= 0)
            return got < 0 ? (int)got : -ENOENT;
        have += (size_t)got;
        text[have] = 0;
        char *line = text, *end;
        for (; (end = strchr(line, '\n')); line = end + 1) {
            unsigned long long start, stop, inode;
            char access[5];
            if (sscanf(line, "%llx-%llx %4s %*x %*x:%*x %llu", &start, &stop, access, &inode) != 4)
                return -EIO;
            if (stop <= address)
                continue;
            out->start = (uintptr_t)start;
            out->end = (uintptr_t)stop;
            out->protection = (access[0] == 'r' ? HOST_READ : 0) | (access[1] == 'w' ? HOST_WRITE : 0) |
                              (access[2] == 'x' ? HOST_EXECUTE : 0);
            out->shared = access[3] == 's';
            out->file = inode != 0;
            return 0;
        }
        have -= (size_t)(line - text);
        memmove(text, line, have);
    }
}

int host_mapping_at(uintptr_t address, struct host_mapping *out)
{
    struct procmap_query query = {
        .size = sizeof(query), .query_flags = PROCMAP_OR_NEXT, .query_addr = address};
    int fd = host_open("/proc/self/maps", O_RDONLY, 0), error = 0;
    if (fd < 0)
        return fd;
    if (ioctl(fd, PROCMAP_QUERY_REQUEST, &query) == 0) {
        out->start = (uintptr_t)query.vma_start;
        out->end = (uintptr_t)query.vma_end;
        out->protection = query.vma_flags & 7; /* the same bits */
        out->shared = query.vma_flags & 8;
        out->file = query.inode != 0;
    } else if (errno == ENOENT) {
        error = -ENOENT;
    } else {
        error = read_mapping(fd, address, out);
    }
    host_close(fd);
    return error;
}

struct proc_row {
    const char *name;
    size_t field; /* a uint64_t of the result, in bytes; the file counts KiB */
};

static int read_proc(const char *path, const struct proc_row *rows, unsigned count, void *out)
{
    char text[4096];
    int fd = host_open(path, O_RDONLY, 0);
    if (fd < 0)
        return fd;
    ssize_t got = host_read(fd, text, sizeof(text) - 1);
    host_close(fd);
    if (got <= 0)
        return -EIO;
    text[got] = 0;
    for (unsigned i = 0; i < count; i++) {
        const char *at = strstr(text, rows[i].name);
        unsigned long long kib;
        if (at && sscanf(at + strlen(rows[i].name), "%llu", &kib) == 1)
            *(uint64_t *)((char *)out + rows[i].field) = kib * 1024;
    }
    return 0;
}

int host_memory_status(struct host_memory *out)
{
    static const struct proc_row rows[] = {
        {"MemTotal:", offsetof(struct host_memory, total)},
        {"MemAvailable:", offsetof(struct host_memory, available)},
        {"\nCached:", offsetof(struct host_memory, cached)},
        {"SwapTotal:", offsetof(struct host_memory, swap_total)},
        {"SwapFree:", offsetof(struct host_memory, swap_free)},
        {"Committed_AS:", offsetof(struct host_memory, committed)},
        {"CommitLimit:", offsetof(struct host_memory, commit_limit)},
    };
    memset(out, 0, sizeof(*out));
    int error = read_proc("/proc/meminfo", rows, sizeof(rows) / sizeof(rows[0]), out);
    if (error)
        return error;
    return out->total ? 0 : -EIO;
}

uint64_t host_physical_memory(void)
{
    struct sysinfo info;
    return sysinfo(&info) ? 0 : (uint64_t)info.totalram * info.mem_unit;
}

int host_process_memory(struct host_process_memory *out)
{
    static const struct proc_row rows[] = {
        {"VmPeak:", offsetof(struct host_process_memory, peak_mapped)},
        {"VmSize:", offsetof(struct host_process_memory, mapped)},
        {"VmHWM:", offsetof(struct host_process_memory, peak_resident)},
        {"VmRSS:", offsetof(struct host_process_memory, resident)},
        {"RssAnon:", offsetof(struct host_process_memory, anonymous)},
        {"RssShmem:", offsetof(struct host_process_memory, shared)},
    };
    struct rusage usage;
    memset(out, 0, sizeof(*out));
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        out->faults = (uint64_t)usage.ru_minflt + (uint64_t)usage.ru_majflt;
    return read_proc("/proc/self/status", rows, sizeof(rows) / sizeof(rows[0]), out);
}

/* The kernel does the copy (and reads no image on demand), so that a bad address is an error. Where a sandbox
 * forbids it, our own memory is read through /proc, which does not heed protections but knows what is mapped.
 */
static int copy_checked(void *to, const void *from, size_t size, bool poke)
{
    if (!pe_demand_load(from, size) || !pe_demand_load(to, size))
        return -EFAULT;
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
