/* SPDX-License-Identifier: MIT
 *
 * Memory that a user's processes share. A part of the boundary that host.h describes; by its conventions.
 */
#ifndef DECANT_KERNEL_HOST_SHARED_H
#define DECANT_KERNEL_HOST_SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOST_SHARED_PATH 256

/* Where the user's shared file of that name is to be: in a folder that is the user's alone, made if need be.
 * -EPERM: `path` is that folder, and it is another user's; -ENOENT: there is no place for one. */
int host_shared_place(const char *name, char path[HOST_SHARED_PATH]);
/* Opens, or makes, that file, with byte 0 locked: until then its last user might have removed it. -EPERM: it
 * is not the user's. */
int host_shared_open(const char *path);
/* Maps `size` bytes, whatever the file has: what lies behind its end must not be touched. */
int host_shared_map(int fd, size_t size, void **base);
uint64_t host_shared_size(int fd);
/* Makes it a file of no bytes. */
int host_shared_empty(int fd);
/* Makes sure that a part of it has room where the file lies, and is in the file; else a write there would be
 * a SIGBUS. -ENOSPC. */
int host_shared_reserve(int fd, uint64_t offset, uint64_t size);
/* Removes it, with those in its folder of which no byte is locked, and the folder if nothing else is in
 * there. By the holder of byte 0. */
void host_shared_remove(const char *path);

/* Locks one byte against all other processes; -EAGAIN where it is taken and wait is false. */
int host_shared_lock(int fd, uint64_t byte, bool wait);
int host_shared_unlock(int fd, uint64_t byte);
/* Whether another process holds one of these; count 0: all that follow. */
bool host_shared_is_locked(int fd, uint64_t byte, uint64_t count);

#endif
