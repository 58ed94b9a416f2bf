/* SPDX-License-Identifier: MIT
 *
 * Memory that may not be there.
 */
#ifndef DECANT_COMMON_COPY_H
#define DECANT_COMMON_COPY_H

#include <stdbool.h>
#include <stddef.h>

/* Copies guest memory that may not be there: 0 or -EFAULT. Takes no lock, usable anywhere. */
int host_copy_try(void *to, const void *from, size_t size);
/* Whether there is a byte that can be read, or (by being written over itself) written: the like answers. */
int host_touch_try(void *at, bool write);

/* The instructions themselves: 0 or -EFAULT. A fault between begin and end resumes at host_copy_fault. */
long host_copy_bytes(void *to, const void *from, size_t size);
long host_touch_byte(void *at, long write);
extern const char host_copy_begin[], host_copy_end[], host_copy_fault[];

#endif
