/* SPDX-License-Identifier: MIT
 *
 * The texts of errno values, as _sys_errlist has them, and strerror.
 */
#include <string.h>
#include "common/text_format.h"
#include "buffers.h"
#include "msvcrt.h"

static const char *const texts[] = {
    "No error",
    "Operation not permitted",
    "No such file or directory",
    "No such process",
    "Interrupted function call",
    "Input/output error",
    "No such device or address",
    "Arg list too long",
    "Exec format error",
    "Bad file descriptor",
    "No child processes",
    "Resource temporarily unavailable",
    "Not enough space",
    "Permission denied",
    "Bad address",
    "Unknown error",
    "Resource device",
    "File exists",
    "Improper link",
    "No such device",
    "Not a directory",
    "Is a directory",
    "Invalid argument",
    "Too many open files in system",
    "Too many open files",
    "Inappropriate I/O control operation",
    "Unknown error",
    "File too large",
    "No space left on device",
    "Invalid seek",
    "Read-only file system",
    "Too many links",
    "Broken pipe",
    "Domain error",
    "Result too large",
    "Unknown error",
    "Resource deadlock avoided",
    "Unknown error",
    "Filename too long",
    "No locks available",
    "Function not implemented",
    "Directory not empty",
    "Illegal byte sequence",
    "Unknown error",
};

extern const char *msvcrt__sys_errlist[countof(texts)];
extern int msvcrt__sys_nerr;

void crt_errlist_attach(void)
{
    msvcrt__sys_nerr = countof(texts) - 1;
    memcpy(msvcrt__sys_errlist, texts, sizeof(texts));
}

#ifdef CRT_UCRT
/* What POSIX has beyond, from EADDRINUSE (100) on. */
static const char *const posix_texts[] = {
    "address in use",
    "address not available",
    "address family not supported",
    "connection already in progress",
    "bad message",
    "operation canceled",
    "connection aborted",
    "connection refused",
    "connection reset",
    "destination address required",
    "host unreachable",
    "identifier removed",
    "operation in progress",
    "already connected",
    "too many symbolic link levels",
    "message size",
    "network down",
    "network reset",
    "network unreachable",
    "no buffer space",
    "no message available",
    "no link",
    "no message",
    "no protocol option",
    "no stream resources",
    "not a stream",
    "not connected",
    "state not recoverable",
    "not a socket",
    "not supported",
    "operation not supported",
    "other error",
    "value too large",
    "owner dead",
    "protocol error",
    "protocol not supported",
    "wrong protocol type",
    "stream timeout",
    "timed out",
    "text file busy",
    "operation would block",
};
#endif

static const char *text_of(int error)
{
#ifdef CRT_UCRT
    if (error >= 100 && error - 100 < (int)countof(posix_texts))
        return posix_texts[error - 100];
#endif
    return texts[error < 0 || error >= (int)countof(texts) ? (int)countof(texts) - 1 : error];
}

char *CDECL msvcrt_strerror(int error)
{
    struct crt_buffers *buffers = crt_buffers();
    return buffers ? strcpy(buffers->error, text_of(error)) : NULL;
}

char *CDECL msvcrt__strerror(const char *message)
{
    struct crt_buffers *buffers = crt_buffers();
    if (!buffers)
        return NULL;
    const char *text = text_of(crt_thread.error);
    if (message && *message)
        text_format(buffers->error, sizeof(buffers->error), "%.94s: %s\n", message, text);
    else
        text_format(buffers->error, sizeof(buffers->error), "%s\n", text);
    return buffers->error;
}

int CDECL msvcrt_strerror_s(char *to, size_t size, int error)
{
    if (!to || !size)
        return crt_invalid(EINVAL);
    const char *text = text_of(error);
    text_format(to, size, "%s", text);
    return 0;
}

WCHAR *CDECL msvcrt__wcserror(int error)
{
    struct crt_buffers *buffers = crt_buffers();
    if (!buffers)
        return NULL;
    const char *text = text_of(error);
    size_t i = 0;
    do
        buffers->wide_error[i] = (unsigned char)text[i];
    while (text[i++]);
    return buffers->wide_error;
}

int CDECL msvcrt__wcserror_s(WCHAR *to, size_t size, int error)
{
    if (!to || !size)
        return crt_invalid(EINVAL);
    const char *text = text_of(error);
    size_t i = 0;
    for (; text[i] && i + 1 < size; i++)
        to[i] = (unsigned char)text[i];
    to[i] = 0;
    return 0;
}

/* ---- with a message of the program's before it ---- */

int CDECL msvcrt__strerror_s(char *to, size_t size, const char *message)
{
    if (!to || !size)
        return crt_invalid(EINVAL);
    const char *text = text_of(crt_thread.error);
    if (message && *message)
        text_format(to, size, "%s: %s\n", message, text);
    else
        text_format(to, size, "%s\n", text);
    return 0;
}

int CDECL msvcrt___wcserror_s(WCHAR *to, size_t size, const WCHAR *message)
{
    size_t at = 0;
    if (!to || !size)
        return crt_invalid(EINVAL);
    const char *parts[] = {message && *message ? ": " : "", text_of(crt_thread.error), "\n"};
    for (; message && *message && at + 1 < size; at++)
        to[at] = *message++;
    for (size_t i = 0; i < countof(parts); i++)
        for (const char *from = parts[i]; *from && at + 1 < size; at++)
            to[at] = (unsigned char)*from++;
    to[at] = 0;
    return 0;
}

WCHAR *CDECL msvcrt___wcserror(const WCHAR *message)
{
    struct crt_buffers *buffers = crt_buffers();
    if (!buffers)
        return NULL;
    msvcrt___wcserror_s(buffers->wide_error, countof(buffers->wide_error), message);
    return buffers->wide_error;
}
