/* SPDX-License-Identifier: MIT
 *
 * What kernel32's file functions share: names in the code page of the A functions, opening by DOS name.
 */
#ifndef DECANT_KERNEL32_FILE_H
#define DECANT_KERNEL32_FILE_H

#include <stdlib.h>
#include <string.h>
#include <win/fileapi.h>
#include "kernel/io/file.h"
#include "kernel/io/path.h"
#include <rtl/nls.h>
#include "common/wide.h"
#include "kernel32.h"

#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

/* A name as A functions get it: in the ANSI or (after SetFileApisToOEM) the OEM code page. */
struct ansi_name {
    WCHAR *text;
    WCHAR buffer[NLS_LOCAL];
};
/* False: the last error is set. NULL stays NULL. Give it back by ansi_name_free. */
bool ansi_name_init(struct ansi_name *name, const char *text);
static inline void ansi_name_free(struct ansi_name *name)
{
    nls_free(name->text, name->buffer);
}
/* Text for an A function's caller: `length` units to bytes, as many as fit; the bytes needed. No terminator.
 */
size_t ansi_from_wide(const WCHAR *text, size_t length, char *to, size_t size);
/* The usual end of GetXxxA: stores text with its terminator; the length, or the size needed if it does not
 * fit. */
DWORD ansi_result(const WCHAR *text, size_t length, char *to, DWORD size);
/* The same for W. */
DWORD wide_result(const WCHAR *text, size_t length, WCHAR *to, DWORD size);
/* Both with a buffer that they free; not done: zero, the last error is set. */
DWORD wide_result_free(bool done, struct wide_buffer *text, WCHAR *to, DWORD size);
DWORD ansi_result_free(bool done, struct wide_buffer *text, char *to, DWORD size);

/* The NT name of a DOS name; false: the last error is set. Free the buffer in either case. */
bool nt_name(LPCWSTR name, struct wide_buffer *buffer, UNICODE_STRING *out);
/* Opens an existing file or folder. */
NTSTATUS open_by_name(LPCWSTR name, ACCESS_MASK access, ULONG share, ULONG options, HANDLE *out);

static inline FILETIME filetime_of(LARGE_INTEGER time)
{
    return (FILETIME){time.LowPart, (DWORD)time.HighPart};
}

#endif
