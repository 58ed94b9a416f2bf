/* SPDX-License-Identifier: MIT
 *
 * Looks at the guest's pointers before anything is done with them. On Windows a system service that is handed
 * a bad one returns STATUS_ACCESS_VIOLATION and has done nothing; here it runs on the guest's thread, and a
 * fault in it would be an exception instead, maybe with a lock held. So a service probes what it will read
 * and write, first of all: a good pointer costs a few nanoseconds, as no system call is made.
 *
 * Memory that another thread takes away in between is not guarded against.
 */
#ifndef DECANT_KERNEL_MM_PROBE_H
#define DECANT_KERNEL_MM_PROBE_H

#include <win/winternl.h>
#include "syscall-shim/border.h"

/* Whether all `size` bytes can be read, or written. Of each page one byte is touched. Zero bytes are always
 * good. */
bool probe_read(const void *at, size_t size);
bool probe_write(void *at, size_t size);

/* What may be NULL. */
static inline bool probe_write_optional(void *at, size_t size)
{
    return !at || probe_write(at, size);
}
static inline bool probe_read_optional(const void *at, size_t size)
{
    return !at || probe_read(at, size);
}

/* STATUS_ACCESS_VIOLATION unless there is room for a handle; then what is wrong with the attributes
 * (probe_attributes). */
NTSTATUS probe_create(PHANDLE handle, const OBJECT_ATTRIBUTES *attributes);
/* STATUS_ACCESS_VIOLATION; STATUS_INVALID_PARAMETER: their length is not that of an OBJECT_ATTRIBUTES;
 * STATUS_OBJECT_NAME_INVALID: half a character. NULL is good. */
NTSTATUS probe_attributes(const OBJECT_ATTRIBUTES *attributes);
/* A status block and a buffer to be read (`in`) or written (`out`). */
bool probe_io(PIO_STATUS_BLOCK iosb, const void *in, size_t in_size, void *out, size_t out_size);

/* As services, for the user side. */
PRIVATE_SERVICE(probe_read);
PRIVATE_SERVICE(probe_write);

#endif
