/* SPDX-License-Identifier: MIT
 *
 * Memory that a user's processes share. A part of the boundary that host.h describes; by its conventions.
 */
#ifndef DECANT_KERNEL_HOST_SHARED_H
#define DECANT_KERNEL_HOST_SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Opens, or makes, the user's file of that name and maps it; it is zero where nobody wrote. The descriptor.
 */
int host_shared_open(const char *name, size_t size, void **base);
/* Makes sure that a part of it has room where the file lies; else a write there would be a SIGBUS. -ENOSPC.
 */
int host_shared_reserve(int fd, uint64_t offset, uint64_t size);
/* Locks one byte against all other processes; -EAGAIN where it is taken and wait is false. */
int host_shared_lock(int fd, uint64_t byte, bool wait);
int host_shared_unlock(int fd, uint64_t byte);
/* Whether another process holds it. */
bool host_shared_is_locked(int fd, uint64_t byte);

#endif
