/* SPDX-License-Identifier: MIT
 *
 * Appending to the buffers of path.h, and what the files of nt/path*.c share.
 */
#ifndef DECANT_KERNEL_IO_PATH_BUFFER_H
#define DECANT_KERNEL_IO_PATH_BUFFER_H

#include "path.h"
#include "syscall-shim/border.h"

/* Makes room for `length` units and the terminator; keeps the contents. False when memory is out. */
bool wide_buffer_reserve(struct wide_buffer *buffer, size_t length);
bool path_buffer_reserve(struct path_buffer *buffer, size_t length);
bool wide_buffer_append(struct wide_buffer *buffer, const WCHAR *text, size_t length);
bool path_buffer_append(struct path_buffer *buffer, const char *text, size_t length);

/* The current folder as a DOS name that ends in a backslash, into an empty buffer. */
NTSTATUS path_current(struct wide_buffer *out);
/* The current folder of a drive (A is 0): the "=C:" variables. Ends in a backslash. */
NTSTATUS path_current_on_drive(unsigned drive, struct wide_buffer *out);

static inline bool path_is_separator(WCHAR c)
{
    return c == '\\' || c == '/';
}

static inline bool path_is_drive(const WCHAR *text, size_t length)
{
    WCHAR c = length >= 2 && text[1] == ':' ? text[0] | 0x20 : 0;
    return c >= 'a' && c <= 'z';
}

/* As services, for the user side. */
PRIVATE_SERVICE(path_current);
PRIVATE_SERVICE(wide_buffer_append);

#endif
