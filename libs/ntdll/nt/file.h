/* SPDX-License-Identifier: MIT
 *
 * File objects: a Linux descriptor, what it is, and what Windows remembers of how it was opened. The file
 * pointer is the descriptor's own offset, so that handles that are duplicated or inherited share it as they
 * do on Windows.
 */
#ifndef DECANT_NT_FILE_H
#define DECANT_NT_FILE_H

#include <pthread.h>
#include "handle.h"

enum file_kind {
    FILE_KIND_UNKNOWN, /* a standard handle that nobody asked about yet */
    FILE_KIND_DISK,
    FILE_KIND_DIRECTORY,
    FILE_KIND_PIPE,    /* pipe, FIFO or socket */
    FILE_KIND_CONSOLE, /* a terminal */
    FILE_KIND_DEVICE,  /* any other character or block device: NUL, /dev/full … */
};

struct file_locks;
struct directory_scan;

struct file {
    struct object object;
    int fd;
    _Atomic uint8_t kind;               /* enum file_kind; ask file_kind() */
    bool overlapped;                    /* opened for asynchronous I/O: no file pointer, offsets are given */
    bool append_only;                   /* granted FILE_APPEND_DATA without FILE_WRITE_DATA */
    bool delete_on_close;               /* FILE_DELETE_ON_CLOSE */
    bool delete_pending;                /* a disposition was set through this object */
    bool reparse_point;                 /* opened the symbolic link itself */
    ULONG options;                      /* FILE_xxx create options */
    ULONG shared;                       /* the share locks that are held, see file_share.c */
    _Atomic(struct file_locks *) locks; /* byte ranges locked through this object */
    _Atomic(struct directory_scan *) scan; /* where NtQueryDirectoryFile stands */
    struct file *next_delete;              /* list of files to delete when the process ends */
};

extern const struct object_type file_type;

/* What kind of file this is; asks Linux once. */
enum file_kind file_kind(struct file *file);

/* A handle for descriptor 0, 1 or 2 with the access that it was opened with. STATUS_INVALID_HANDLE where the
 * descriptor is closed. Cheap: one system call. */
NTSTATUS file_open_standard(int fd, HANDLE *out);

/* A file object over a descriptor, which it owns from then on (also when this fails). access: what the handle
 * is granted; options: FILE_xxx create options; attributes: OBJ_INHERIT. */
NTSTATUS file_create_handle(int fd, enum file_kind kind, ACCESS_MASK access, ULONG options, ULONG attributes,
                            HANDLE *out);

/* The file object behind a handle, to be given back with handle_put; its descriptor is `->fd`. */
NTSTATUS file_get(HANDLE handle, ACCESS_MASK access, struct file **out);

/* Deletes what is to be deleted when the process ends with such files open (FILE_DELETE_ON_CLOSE). */
void file_process_exit(void);

#endif
