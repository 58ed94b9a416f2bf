/* SPDX-License-Identifier: MIT
 *
 * A console is a terminal. What is written to it as a file passes unchanged; the functions here are what only
 * a console can do, and fail with STATUS_INVALID_HANDLE on anything else.
 */
#ifndef DECANT_KERNEL_IO_CONSOLE_H
#define DECANT_KERNEL_IO_CONSOLE_H

#include <win/consoleapi.h>
#include "file.h"
#include "syscall-shim/border.h"

/* input: whether the handle can be read (a handle for both directions is an input to the mode functions when
 * it is the process's standard input or CONIN$; else an output). */
NTSTATUS console_get_mode(HANDLE console, DWORD *mode);
NTSTATUS console_set_mode(HANDLE console, DWORD mode);

/* Text in UTF-16. Reading gives up to `size` units; a line ends in "\r\n" while line input is on. */
NTSTATUS console_write(HANDLE console, const WCHAR *text, size_t length);
NTSTATUS console_read(HANDLE console, WCHAR *text, size_t size, size_t *length);
/* Gives back the last units that console_read gave: the next read begins with them. */
void console_unread(const WCHAR *text, size_t length);

/* Key events. wait: until there is one. take: they are gone afterwards. */
NTSTATUS console_events(HANDLE console, INPUT_RECORD *records, size_t size, bool take, bool wait,
                        size_t *count);
NTSTATUS console_flush_input(HANDLE console);

/* Sends bytes (escape sequences) to a terminal. */
NTSTATUS console_control(HANDLE console, const char *sequence, size_t length);
NTSTATUS console_size(HANDLE console, unsigned *columns, unsigned *rows);

/* Whether this process has a terminal. */
bool console_exists(void);

/* As services, for the user side. */
PRIVATE_SERVICE(console_control);
PRIVATE_SERVICE(console_events);
PRIVATE_SERVICE(console_exists);
PRIVATE_SERVICE(console_flush_input);
PRIVATE_SERVICE(console_get_mode);
PRIVATE_SERVICE(console_read);
PRIVATE_SERVICE(console_set_mode);
PRIVATE_SERVICE(console_size);
PRIVATE_SERVICE(console_unread);
PRIVATE_SERVICE(console_write);

#endif
