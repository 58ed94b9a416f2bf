/* SPDX-License-Identifier: MIT
 *
 * The C runtime's file descriptors: small integers over kernel32's handles, with a text mode on top.
 */
#ifndef DECANT_MSVCRT_LOWIO_H
#define DECANT_MSVCRT_LOWIO_H

#include "kernel.h"
#include "msvcrt.h"

#define O_RDONLY_      0x0000
#define O_WRONLY_      0x0001
#define O_RDWR_        0x0002
#define O_ACCMODE_     0x0003
#define O_APPEND_      0x0008
#define O_RANDOM_      0x0010
#define O_SEQUENTIAL_  0x0020
#define O_TEMPORARY_   0x0040
#define O_NOINHERIT_   0x0080
#define O_CREAT_       0x0100
#define O_TRUNC_       0x0200
#define O_EXCL_        0x0400
#define O_SHORT_LIVED_ 0x1000
#define O_OBTAIN_DIR_  0x2000
#define O_TEXT_        0x4000
#define O_BINARY_      0x8000
#define O_WTEXT_       0x10000
#define O_U16TEXT_     0x20000
#define O_U8TEXT_      0x40000
#define O_UNICODE_     (O_WTEXT_ | O_U16TEXT_ | O_U8TEXT_)

#define SH_COMPAT_ 0x00
#define SH_DENYRW_ 0x10
#define SH_DENYWR_ 0x20
#define SH_DENYRD_ 0x30
#define SH_DENYNO_ 0x40
#define SH_SECURE_ 0x80

#define S_IFMT_   0xF000
#define S_IFDIR_  0x4000
#define S_IFCHR_  0x2000
#define S_IFIFO_  0x1000
#define S_IFREG_  0x8000
#define S_IREAD_  0x0100
#define S_IWRITE_ 0x0080
#define S_IEXEC_  0x0040

/* A descriptor, as programs know it that look into __pioinfo (Perl, Ruby, and the like). */
struct ioinfo {
    HANDLE osfhnd;
    uint8_t osfile; /* FD_* */
    char pipech;    /* what a text-mode read of a pipe or a device read too far; LF: nothing */
    int lockinitflag;
    RTL_CRITICAL_SECTION lock;
};
ASSERT_SIZE(struct ioinfo, 56, 36);

#define FD_OPEN      0x01
#define FD_EOF       0x02 /* Ctrl+Z was read */
#define FD_CRLF      0x04 /* the last read began with LF */
#define FD_PIPE      0x08
#define FD_NOINHERIT 0x10
#define FD_APPEND    0x20
#define FD_DEVICE    0x40
#define FD_TEXT      0x80

enum fd_encoding { FD_ANSI, FD_UTF8, FD_UTF16 }; /* of a file in text mode */

/* What else we know of it. */
struct fd_state {
    uint8_t encoding;  /* enum fd_encoding */
    bool type_known;   /* FD_PIPE and FD_DEVICE say what it is */
    uint8_t console;   /* 0: not asked yet; 1: no; 2: yes */
    uint8_t held;      /* bytes of `hold` */
    char hold[8];      /* UTF text modes: the begin of a character, and what did not fit */
    WCHAR hold_unit;   /* the second half of a surrogate pair */
    uint32_t raw_read; /* bytes that the last read in text mode took from the file */
};

#define FD_NO_FILE (-2) /* what _fileno says of a standard stream that leads nowhere */

#define FD_BLOCK 32
#define FD_MOST  2048

extern struct ioinfo *msvcrt___pioinfo[FD_MOST / FD_BLOCK];

/* Lays the table out, at the DLL's start: a few stores, no system call. */
void fd_attach(void);
/* The descriptor, or NULL with errno EBADF and the invalid parameter handler told; fd_find is silent. */
struct ioinfo *fd_get(int fd);
struct ioinfo *fd_find(int fd);
struct fd_state *fd_state(int fd);
/* The descriptor, locked; give it back with fd_leave. */
struct ioinfo *fd_enter(int fd);
void fd_leave(struct ioinfo *info);
/* Sets FD_PIPE or FD_DEVICE if that was not done yet. */
void fd_know_type(int fd, struct ioinfo *info);
/* Whether it leads to a console; _isatty says yes to every character device, NUL among them. */
bool fd_is_console(int fd);
/* A free descriptor (reserved for the caller: marked open, no handle yet), or -1 with EMFILE. */
int fd_allocate(void);
void fd_free(int fd);
/* Gives it a handle; a standard one becomes the process's, too. */
void fd_set_handle(int fd, HANDLE handle, unsigned osfile);

/* lpReserved2 of a child's STARTUPINFO: the descriptors that it inherits. Returns the bytes needed; writes
 * nothing if `size` is less. */
size_t fd_inheritance(void *block, size_t size);

/* errno (and _doserrno) for a Win32 error; is -1. */
int crt_map_error(DWORD error);
/* The same for the last error. */
int crt_last_error(void);
/* Sets errno, and _doserrno to zero; is -1. */
int crt_fail(int error);

/* Reads and writes without taking the descriptor's lock. */
int fd_read_locked(int fd, struct ioinfo *info, void *buffer, unsigned size);
int fd_write_locked(int fd, struct ioinfo *info, const void *buffer, unsigned size);
int64_t fd_seek_locked(int fd, struct ioinfo *info, int64_t offset, int origin);

/* Of the last text-mode read's bytes, those that its first `count` characters (bytes as the caller got them)
 * came from; -1 with errno. The position stays. */
int64_t fd_raw_size(int fd, struct ioinfo *info, uint32_t count);

int CDECL msvcrt__close(int fd);
int CDECL msvcrt__isatty(int fd);
int CDECL msvcrt__setmode(int fd, int mode);
int64_t CDECL msvcrt__lseeki64(int fd, int64_t offset, int origin);
int CDECL msvcrt__wsopen_s(int *fd, const WCHAR *path, int flags, int share, int mode);
int fd_open_wide(const WCHAR *path, int flags, int share, int mode);

/* An A-function's path. NULL with EINVAL or ENOMEM; free it with msvcrt_free. */
WCHAR *crt_path(const char *path);

#endif
