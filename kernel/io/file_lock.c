/* SPDX-License-Identifier: MIT
 *
 * NtLockFile and NtUnlockFile: byte ranges, as locks of the open file description. Linux merges and splits
 * such locks; Windows gives back exactly what was taken. So each file object keeps a list of its own, and
 * what Linux holds is made to follow it.
 *
 * Windows' range locks bind everyone who reads or writes. Here they bind other lockers everywhere, and
 * readers and writers in every process that has locked a range itself (checking costs a system call per
 * transfer, which programs that know no locks do not pay). Mapped views are not bound, as on Windows.
 */
#include <stdlib.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "file_internal.h"
#include "port.h"
#include "kernel/mm/probe.h"

#define LIMIT  (1ull << 62) /* from here on are the share locks (six bytes) */
#define BEYOND (LIMIT + 64)

struct range {
    struct range *next;
    uint64_t offset, size;
    ULONG key;
    bool exclusive;
};

struct file_locks {
    pthread_mutex_t mutex;
    int fd; /* what the locks are taken on: the file's own descriptor, or one that can be written */
    struct range *first;
};

_Atomic bool file_locks_in_use;

/* Windows counts to 2^64, Linux to 2^63: what lies beyond any file keeps apart as well as it can. */
static uint64_t to_linux(uint64_t offset)
{
    if (offset < LIMIT)
        return offset;
    return offset < (1ull << 63) - 128 ? offset + 64 : (1ull << 63) - 2;
}

static void linux_range(uint64_t offset, uint64_t size, uint64_t *start, uint64_t *length)
{
    uint64_t last = size - 1 > ~offset ? ~0ull : offset + size - 1;
    *start = to_linux(offset);
    uint64_t end = to_linux(last);
    if (offset < LIMIT && end >= LIMIT)
        end = LIMIT - 1;
    *length = end - *start + 1;
}

static struct file_locks *locks_of(struct file *file)
{
    struct file_locks *locks = atomic_load_explicit(&file->locks, memory_order_acquire), *made;
    if (locks || !(made = calloc(1, sizeof(*made))))
        return locks;
    pthread_mutex_init(&made->mutex, NULL);
    made->fd = file->fd;
    if (atomic_compare_exchange_strong(&file->locks, &locks, made))
        return made;
    free(made);
    return locks;
}

void file_locks_free(struct file *file)
{
    struct file_locks *locks = file->locks;
    for (struct range *range = locks->first, *next; range; range = next) {
        next = range->next;
        free(range);
    }
    if (locks->fd != file->fd)
        host_close(locks->fd);
    free(locks);
}

static bool overlap(const struct range *range, uint64_t offset, uint64_t size)
{
    if (!range->size || !size)
        return false;
    uint64_t last = range->size - 1 > ~range->offset ? ~0ull : range->offset + range->size - 1;
    uint64_t end = size - 1 > ~offset ? ~0ull : offset + size - 1;
    return range->offset <= end && offset <= last;
}

static int take_locked(struct file *file, struct file_locks *locks, bool exclusive, uint64_t start,
                       uint64_t length, bool wait)
{
    int error = host_lock(locks->fd, exclusive, start, length, wait);
    if (error != -9 || locks->fd != file->fd) /* EBADF: this descriptor cannot hold that kind */
        return error;
    int fd = host_reopen(file->fd, HOST_OPEN_READ | HOST_OPEN_WRITE);
    if (fd < 0)
        return 0; /* no permission to be noticed by others: the list is all there is */
    locks->fd = fd;
    return host_lock(fd, exclusive, start, length, wait);
}

NTSTATUS svc_NtLockFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                        PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER ByteOffset, PLARGE_INTEGER Length,
                        ULONG Key, BOOLEAN FailImmediately, BOOLEAN ExclusiveLock)
{
    if (!probe_io(IoStatusBlock, ByteOffset, sizeof(*ByteOffset), NULL, 0) ||
        !probe_read(Length, sizeof(*Length)))
        return STATUS_ACCESS_VIOLATION;
    struct file *file;
    NTSTATUS status = file_get(FileHandle, FILE_READ_DATA, &file);
    if (status == STATUS_ACCESS_DENIED)
        status = file_get(FileHandle, FILE_WRITE_DATA, &file);
    if (!NT_SUCCESS(status))
        return status;
    struct file_locks *locks = file_kind(file) == FILE_KIND_DISK ? locks_of(file) : NULL;
    struct range *range = malloc(sizeof(*range));
    if (!locks || !range) {
        enum file_kind kind = file_kind(file);
        status = kind == FILE_KIND_DISK        ? STATUS_NO_MEMORY
                 : kind == FILE_KIND_DIRECTORY ? STATUS_INVALID_PARAMETER
                                               : STATUS_INVALID_DEVICE_REQUEST;
        goto out;
    }
    *range =
        (struct range){NULL, (uint64_t)ByteOffset->QuadPart, (uint64_t)Length->QuadPart, Key, ExclusiveLock};
    atomic_store_explicit(&file_locks_in_use, true, memory_order_relaxed);
    pthread_mutex_lock(&locks->mutex);
    for (struct range *other = locks->first; other;
         other = other->next) /* our own: exclusive means just one */
        if (ExclusiveLock && overlap(other, range->offset, range->size))
            status = STATUS_LOCK_NOT_GRANTED;
    if (NT_SUCCESS(status) && range->size) {
        uint64_t start, length;
        linux_range(range->offset, range->size, &start, &length);
        bool shadowed = false; /* a shared lock over our own exclusive one must not weaken it */
        for (struct range *other = locks->first; other; other = other->next)
            shadowed |= other->exclusive && overlap(other, range->offset, range->size);
        int error = shadowed ? 0 : take_locked(file, locks, ExclusiveLock, start, length, false);
        if (error == -11 && !FailImmediately) { /* EAGAIN: others may use this object while we wait */
            pthread_mutex_unlock(&locks->mutex);
            struct port_member *aside = port_step_aside();
            error = host_lock(locks->fd, ExclusiveLock, start, length, true);
            port_step_back(aside);
            pthread_mutex_lock(&locks->mutex);
        }
        status = error == -11 ? (NTSTATUS)STATUS_LOCK_NOT_GRANTED : status_from_errno(error);
    }
    if (NT_SUCCESS(status)) {
        range->next = locks->first;
        locks->first = range;
        range = NULL;
    }
    pthread_mutex_unlock(&locks->mutex);
    if (NT_SUCCESS(status))
        file_complete(file, Event, ApcRoutine, ApcContext, IoStatusBlock, status, 0);
out:
    free(range);
    handle_put(FileHandle, &file->object);
    return status;
}

NTSTATUS svc_NtUnlockFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER ByteOffset,
                          PLARGE_INTEGER Length, ULONG Key)
{
    if (!probe_io(IoStatusBlock, ByteOffset, sizeof(*ByteOffset), NULL, 0) ||
        !probe_read(Length, sizeof(*Length)))
        return STATUS_ACCESS_VIOLATION;
    struct file *file;
    NTSTATUS status = file_get(FileHandle, 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    uint64_t offset = (uint64_t)ByteOffset->QuadPart, size = (uint64_t)Length->QuadPart;
    struct file_locks *locks = file->locks;
    status = STATUS_RANGE_NOT_LOCKED;
    if (locks) {
        pthread_mutex_lock(&locks->mutex);
        struct range **at = &locks->first, **found = NULL;
        for (; *at; at = &(*at)->next) /* an exclusive one goes first, as documented */
            if ((*at)->offset == offset && (*at)->size == size && (*at)->key == Key &&
                (!found || (*at)->exclusive))
                found = at;
        if (found) {
            struct range *range = *found;
            *found = range->next;
            free(range);
            status = STATUS_SUCCESS;
            uint64_t start, length;
            if (size) {
                linux_range(offset, size, &start, &length);
                host_lock(locks->fd, 2, start, length, false);
            }
            for (struct range *other = locks->first; other;
                 other = other->next) /* what is still held there */
                if (size && overlap(other, offset, size)) {
                    linux_range(other->offset, other->size, &start, &length);
                    host_lock(locks->fd, other->exclusive, start, length, false);
                }
        }
        pthread_mutex_unlock(&locks->mutex);
    }
    handle_put(FileHandle, &file->object);
    if (NT_SUCCESS(status)) {
        IoStatusBlock->Status = status;
        IoStatusBlock->Information = 0;
    }
    return status;
}

NTSTATUS file_locks_check(struct file *file, uint64_t offset, uint64_t size, bool write)
{
    if (!size)
        return STATUS_SUCCESS;
    struct file_locks *locks = file->locks;
    uint64_t start, length;
    linux_range(offset, size, &start, &length);
    NTSTATUS status = STATUS_SUCCESS;
    if (locks) { /* a shared lock forbids writing to its owner, too */
        pthread_mutex_lock(&locks->mutex);
        for (struct range *range = locks->first; range && write; range = range->next)
            if (!range->exclusive && overlap(range, offset, size))
                status = STATUS_FILE_LOCK_CONFLICT;
        pthread_mutex_unlock(&locks->mutex);
    }
    if (NT_SUCCESS(status) && host_lock_test(locks ? locks->fd : file->fd, write, start, length))
        status = STATUS_FILE_LOCK_CONFLICT;
    return status;
}
