/* SPDX-License-Identifier: MIT
 *
 * Share modes, between all processes and without a server. Each open holds shared locks on some of six bytes
 * far beyond any file's end: three say what it does (reads, writes, deletes), three what it denies to others.
 * The locks belong to the open file description, so they are gone when it is, whatever killed the process,
 * and a child that inherits the file is the same opener, as on Windows.
 *
 * An open takes its locks, then looks whether someone else holds an opposite: his denial of what it does, or
 * his doing of what it denies. Nobody else around is the common case, and costs two system calls. If there is
 * an opposite, it may belong to another open that is just being tried and will fail as well; so it gives its
 * locks back and tries once more under a mutex (flock), where one of the two gets through.
 *
 * What differs from Windows: Linux programs do not take part, a file that may be written but not read cannot
 * be locked, and neither can anything on a file system without such locks.
 */
#include "kernel/host/file.h"
#include <ntdll.h>
#include "file_internal.h"

#define SHARE_BASE (1ull << 62)
#define COUNT      6
/* The order makes the usual sets one run: a reader who denies writing and deletion, a writer who denies all.
 */
enum { READS = 1, NO_WRITE = 2, NO_DELETE = 4, NO_READ = 8, WRITES = 16, DELETES = 32 };

static ULONG bits_of(ACCESS_MASK access, ULONG share)
{
    ULONG bits = (access & (FILE_READ_DATA | FILE_EXECUTE) ? READS : 0) |
                 (access & (FILE_WRITE_DATA | FILE_APPEND_DATA) ? WRITES : 0) |
                 (access & DELETE ? DELETES : 0);
    if (!bits)
        return 0; /* who only looks at attributes takes no part */
    return bits | (share & FILE_SHARE_READ ? 0 : NO_READ) | (share & FILE_SHARE_WRITE ? 0 : NO_WRITE) |
           (share & FILE_SHARE_DELETE ? 0 : NO_DELETE);
}

/* One call per run of bits. */
static int lock_bits(int fd, ULONG bits, int kind)
{
    for (unsigned at = 0; at < COUNT;) {
        if (!(bits >> at & 1)) {
            at++;
            continue;
        }
        unsigned end = at;
        while (end < COUNT && (bits >> end & 1))
            end++;
        int error = host_lock(fd, kind, SHARE_BASE + at, end - at, false);
        if (error < 0)
            return error;
        at = end;
    }
    return 0;
}

static bool others_hold(int fd, ULONG bits)
{
    for (unsigned at = 0; at < COUNT; at++)
        if ((bits >> at & 1) && host_lock_test(fd, true, SHARE_BASE + at, 1))
            return true;
    return false;
}

static ULONG opposites(ULONG bits)
{
    return (bits & READS ? NO_READ : 0) | (bits & WRITES ? NO_WRITE : 0) | (bits & DELETES ? NO_DELETE : 0) |
           (bits & NO_READ ? READS : 0) | (bits & NO_WRITE ? WRITES : 0) | (bits & NO_DELETE ? DELETES : 0);
}

static bool conflicts(int fd, ULONG bits)
{
    return host_lock_test(fd, true, SHARE_BASE, COUNT) && others_hold(fd, opposites(bits));
}

NTSTATUS file_share_enter(int fd, ACCESS_MASK access, ULONG share, ULONG *held)
{
    ULONG bits = bits_of(access, share);
    *held = 0;
    if (!bits || lock_bits(fd, bits, 0) < 0)
        return STATUS_SUCCESS;
    if (conflicts(fd, bits)) {
        lock_bits(fd, bits, 2);
        bool mutex = host_mutex_enter(fd);
        bool conflict = lock_bits(fd, bits, 0) < 0 || conflicts(fd, bits);
        if (conflict)
            lock_bits(fd, bits, 2);
        if (mutex)
            host_mutex_leave(fd);
        if (conflict)
            return STATUS_SHARING_VIOLATION;
    }
    *held = bits;
    return STATUS_SUCCESS;
}

void file_share_leave(struct file *file)
{
    if (file->shared)
        host_lock(file->fd, 2, SHARE_BASE, COUNT, false);
    file->shared = 0;
}
