/* SPDX-License-Identifier: MIT
 *
 * What the files of nt/file*.c share among themselves.
 */
#ifndef DECANT_KERNEL_IO_FILE_INTERNAL_H
#define DECANT_KERNEL_IO_FILE_INTERNAL_H

#include <win/winternl_file.h>
#include "kernel/ke/apc.h"
#include "completion.h"
#include "kernel/ke/event.h"
#include "file.h"
#include "path.h"

#define ERRNO_NOENT    (-2)
#define ERRNO_ACCES    (-13)
#define ERRNO_EXIST    (-17)
#define ERRNO_NOTDIR   (-20)
#define ERRNO_ISDIR    (-21)
#define ERRNO_LOOP     (-40)
#define ERRNO_NOTEMPTY (-39)

/* A file object over a descriptor, which it owns; NULL (and the descriptor is closed) when memory is out. */
struct file *file_allocate(int fd, enum file_kind kind, ULONG options);

/* Tells whoever asked that an operation is done: status block, event, APC or completion port. Returns
 * `status`. */
NTSTATUS file_complete(struct file *file, HANDLE event, PIO_APC_ROUTINE routine, PVOID context,
                       IO_STATUS_BLOCK *iosb, NTSTATUS status, size_t count);

/* Takes part in the file's sharing (file_share.c). *held: what to give back. */
NTSTATUS file_share_enter(int fd, ACCESS_MASK access, ULONG share, ULONG *held);
void file_share_leave(struct file *file);

/* Byte ranges (file_lock.c). */
extern _Atomic bool
    file_locks_in_use; /* whether this process ever locked a range: then reads and writes look */
void file_locks_free(struct file *file);
/* STATUS_FILE_LOCK_CONFLICT if another opener has the range locked against this access. */
NTSTATUS file_locks_check(struct file *file, uint64_t offset, uint64_t size, bool write);

/* Folder reading (directory.c). */
void directory_scan_free(struct file *file);

/* An NT name, maybe relative to an open folder, as a Linux path; not folded. */
NTSTATUS file_name_to_unix(const OBJECT_ATTRIBUTES *attributes, enum path_target *target, bool *trailing,
                           struct path_buffer *out);
/* Removes the name by which the descriptor was opened. */
NTSTATUS file_delete_by_fd(int fd);
/* Marks for deletion when the last handle is closed, or checks why that cannot be. */
NTSTATUS file_set_disposition(struct file *file, ULONG flags);
/* Enters a file that has to be deleted even if the process just ends. */
void file_remember_delete(struct file *file);
/* The file is not to be deleted any more, or is gone. */
void file_forget_delete(struct file *file);

#endif
