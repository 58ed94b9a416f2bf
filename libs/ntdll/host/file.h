/* SPDX-License-Identifier: MIT
 *
 * host.h's part about files. Same convention: zero or a positive result, or -errno; paths are Linux paths.
 * Times are in Windows' unit, 100 ns since 1601-01-01 UTC.
 */
#ifndef DECANT_HOST_FILE_H
#define DECANT_HOST_FILE_H

#include "host.h"

enum host_file_type {
    HOST_FILE_REGULAR,
    HOST_FILE_DIRECTORY,
    HOST_FILE_SYMLINK,
    HOST_FILE_PIPE,   /* FIFO or socket */
    HOST_FILE_TTY,    /* a terminal; host_file_type_of alone tells it from other devices */
    HOST_FILE_DEVICE, /* any other */
};

struct host_stat {
    uint64_t device, inode;
    uint64_t size, allocated;
    int64_t birth, access, write, change; /* birth is 0 where the file system does not keep it */
    uint32_t links, mode, uid;
    enum host_file_type type;
};

/* What a descriptor is, terminals included. */
int host_file_type_of(int fd);
/* Permission bits and type of a descriptor, the quick way: *mode as st_mode. */
int host_file_mode(int fd, uint32_t *mode, enum host_file_type *type);
/* O_ACCMODE and status flags of a descriptor: F_GETFL. */
int host_file_flags(int fd);

/* Everything about a file. follow: whether a symbolic link stands for what it leads to. */
int host_stat(const char *path, bool follow, struct host_stat *out);
int host_fstat(int fd, struct host_stat *out);
/* The same relative to an open folder. */
int host_stat_at(int folder, const char *name, bool follow, struct host_stat *out);

ssize_t host_pwrite(int fd, const void *buffer, size_t size, uint64_t offset);
/* Writes at the end of the file, wherever that is by then; the file pointer follows. */
ssize_t host_append(int fd, const void *buffer, size_t size);
/* whence: 0 start, 1 current, 2 end. */
int64_t host_seek(int fd, int64_t offset, int whence);
/* Waits until fd can be read (or written). milliseconds < 0: forever. Positive when it can, 0 on time-out. */
int host_poll(int fd, bool write, int milliseconds);
/* Bytes that can be read without waiting. */
int64_t host_bytes_available(int fd);

/* ---- folders (file_tree.c) ---- */

/* One entry of host_read_directory; the next one follows after `length` bytes. */
struct host_dirent {
    uint64_t inode;
    int64_t position;
    uint16_t length;
    uint8_t type;
    char name[];
};

int host_open_directory(const char *path);
/* As many entries as fit ("." and ".." among them); zero at the end. */
ssize_t host_read_directory(int fd, void *buffer, size_t size);
/* -EEXIST where something has the name already. */
int host_make_directory(const char *path, unsigned mode);
int host_remove_directory(const char *path);
int host_change_directory(const char *path);

#endif
