/* SPDX-License-Identifier: MIT
 *
 * host.h's part about files. Same convention: zero or a positive result, or -errno; paths are Linux paths.
 * Times are in Windows' unit, 100 ns since 1601-01-01 UTC.
 */
#ifndef DECANT_KERNEL_HOST_FILE_H
#define DECANT_KERNEL_HOST_FILE_H

#include "host.h"
#include "syscall-shim/border.h"

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
    uint32_t links, mode, uid, gid;
    enum host_file_type type;
};

/* What a descriptor is, terminals included. */
int host_file_type_of(int fd);
/* Permission bits, type and device of a descriptor, the quick way: *mode as st_mode. */
int host_file_mode(int fd, uint32_t *mode, enum host_file_type *type, uint64_t *device);
/* Whether a read from a regular file that gives less than was asked for (up to HOST_READ_MOST) has come to
 * the end, as it has on a file system that keeps its files in the page cache. fd: any file on that device. */
bool host_reads_to_the_end(int fd, uint64_t device);
#define HOST_READ_MOST 0x7FFFF000u
/* O_ACCMODE and status flags of a descriptor: F_GETFL. */
int host_file_flags(int fd);

/* Everything about a file. follow: whether a symbolic link stands for what it leads to. */
int host_stat(const char *path, bool follow, struct host_stat *out);
int host_fstat(int fd, struct host_stat *out);
/* The same relative to an open folder, or to the process's. */
enum { HOST_CURRENT_FOLDER = -100 }; /* AT_FDCWD */
int host_stat_at(int folder, const char *name, bool follow, struct host_stat *out);

ssize_t host_pwrite(int fd, const void *buffer, size_t size, uint64_t offset);
/* Writes at the end of the file, wherever that is by then; the file pointer follows. */
ssize_t host_append(int fd, const void *buffer, size_t size);
/* whence: 0 start, 1 current, 2 end. */
int64_t host_seek(int fd, int64_t offset, int whence);
/* Waits until fd can be read (or written). milliseconds < 0: forever. Positive when it can, 0 on time-out. */
int host_poll(int fd, bool write, int milliseconds);
/* Whether the other end of a pipe or socket is closed and nothing is left to read. */
bool host_is_hung_up(int fd);
/* An anonymous pipe: fds[0] is read. */
int host_pipe(int fds[2]);
/* Reads without taking. */
ssize_t host_peek_pipe(int fd, void *buffer, size_t size);
/* Bytes that can be read without waiting. */
int64_t host_bytes_available(int fd);

/* ---- opening (file.c) ---- */

enum {
    HOST_OPEN_READ = 1,
    HOST_OPEN_WRITE = 2,
    HOST_OPEN_APPEND = 4,     /* every write goes to the end */
    HOST_OPEN_CREATE = 8,     /* a new file, -EEXIST where the name is taken */
    HOST_OPEN_DIRECTORY = 16, /* -ENOTDIR for anything else */
    HOST_OPEN_NAME = 32,      /* neither reads nor writes: metadata only, needs no permission on the file */
    HOST_OPEN_NOFOLLOW = 64,  /* with HOST_OPEN_NAME: the symbolic link itself; else -ELOOP for one */
    HOST_OPEN_SYNC = 128,     /* data is on the disk when a write returns */
};
int host_open_file(const char *path, unsigned flags, unsigned mode);

/* ---- what is kept beside the data (file_meta.c); fd may come from HOST_OPEN_NAME ---- */

/* An extended attribute: its size, -ENODATA where there is none, -EOPNOTSUPP where there can be none. */
ssize_t host_get_xattr(int fd, const char *name, void *value, size_t size);
/* Of a path below `folder`. */
ssize_t host_get_xattr_at(int folder, const char *path, bool follow, const char *name, void *value,
                          size_t size);
int host_set_xattr(int fd, const char *name, const void *value, size_t size);
int host_remove_xattr(int fd, const char *name);
/* Zero or negative: that time stays. */
int host_set_times(int fd, int64_t access, int64_t write);
int host_set_mode(int fd, unsigned mode);
/* UINT32_MAX leaves the user or the group as it is. */
int host_set_owner(int fd, uint32_t user, uint32_t group);
unsigned host_umask(void);
int host_truncate(int fd, uint64_t size);
/* Reserves blocks, without a change of size. */
int host_allocate(int fd, uint64_t size);
/* A hole in place of a range. */
int host_punch(int fd, uint64_t offset, uint64_t size);
/* The next range with data at or after `offset`: its start, its end in *end; -ENXIO: none. */
int64_t host_next_data(int fd, uint64_t offset, uint64_t *end);
int host_sync(int fd, bool data_only);
/* The path of what is open now; -ENOENT when the name is gone. */
int host_descriptor_path(int fd, char *path, size_t size);
/* A second, independent open of the same file. flags as host_open_file's. */
int host_reopen(int fd, unsigned flags);
int host_duplicate(int fd);
/* Whether we may write (or enter) the folder `path`: 0 or -EACCES, -EROFS … */
int host_may_change_folder(const char *path);

struct host_volume {
    uint64_t total, free, available; /* bytes; available: to us */
    uint32_t block;
    uint64_t id; /* the same for all files of the file system */
    bool read_only, memory, remote;
    char type[16]; /* "ext4", "tmpfs" … */
};
int host_volume(const char *path, struct host_volume *out);
int host_volume_of(int fd, struct host_volume *out);

/* ---- locks (file_lock.c): of open file descriptions, so that no one leaves any behind ---- */

/* kind: 0 shared, 1 exclusive, 2 none. wait: until it is granted. -EAGAIN: someone else holds one. -EBADF:
 * the descriptor's access does not allow this kind. */
int host_lock(int fd, int kind, uint64_t start, uint64_t size, bool wait);
/* Whether an exclusive (or shared) lock of ours would meet someone else's: 1 or 0. */
int host_lock_test(int fd, bool exclusive, uint64_t start, uint64_t size);
/* A whole-file mutex that needs no write access (flock), independent of the ranges; tries for a few ms. */
bool host_mutex_enter(int fd);
void host_mutex_leave(int fd);

/* ---- folders (file_tree.c) ---- */

int host_unlink(const char *path);
/* replace false: -EEXIST where `to` exists. */
int host_rename(const char *from, const char *to, bool replace);
int host_link(const char *from, const char *to);
/* Links what an open descriptor leads to. */
int host_link_descriptor(int fd, const char *to);
int host_symlink(const char *target, const char *path);
/* NUL-terminated; the length. */
ssize_t host_read_link(const char *path, char *target, size_t size);
ssize_t host_read_link_of(int fd, char *target, size_t size);
/* Copies data in the kernel where it can; bytes copied, 0 at the end of `from`. */
ssize_t host_copy_range(int from, int to, size_t size);

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

/* As services, for the user side. */
PRIVATE_SERVICE(host_stat);

#endif
