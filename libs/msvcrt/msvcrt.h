/* SPDX-License-Identifier: MIT
 *
 * What msvcrt's files share. msvcrt does its I/O through kernel32 and ntdll and its computing through glibc.
 * The names of exported functions carry the prefix msvcrt_ (exports.def); data exports live in the DLL's
 * face. A thread's state is one C thread-local struct: it costs nothing until touched.
 */
#ifndef DECANT_MSVCRT_H
#define DECANT_MSVCRT_H

#include <errno.h>
#include <stdarg.h>
#include <ntdll.h>

/* The same sources make ucrtbase (libs/ucrtbase/meson.build), which is stricter: where the two behave
 * differently, the code asks this. */
#ifdef CRT_UCRT
#define CRT_IS_UCRT 1
#else
#define CRT_IS_UCRT 0
#endif

/* errno values that differ between Windows and Linux; the others (EINVAL, ERANGE, ENOENT …) agree. */
enum crt_errno {
    CRT_EDEADLK = 36,
    CRT_ENAMETOOLONG = 38,
    CRT_ENOLCK = 39,
    CRT_ENOSYS = 40,
    CRT_ENOTEMPTY = 41,
    CRT_EILSEQ = 42,
    CRT_STRUNCATE = 80,
};

/* What belongs to a thread. */
struct crt_thread {
    int error;             /* errno */
    uint32_t doserrno;     /* _doserrno */
    uint32_t random_less1; /* rand()'s state minus 1, so that zero means srand(1) */
    char *strtok_next;
    WCHAR *wcstok_next;
    unsigned char *mbstok_next;
    void *buffers; /* asctime, gmtime, strerror …: see thread.c */
};
extern _Thread_local struct crt_thread crt_thread;

static inline void crt_set_errno(int error)
{
    crt_thread.error = error;
}

/* The secure functions' answer to a bad argument: the handler that the program set is called, errno is set
 * and is also the result. Without a handler msvcrt goes on, and ucrtbase ends the process. */
int crt_invalid(int error);

/* msvcrt's own locks, as _lock(n) and _unlock(n) know them. */
enum crt_lock {
    CRT_LOCK_SIGNAL = 0,
    CRT_LOCK_IOB_SCAN = 1,
    CRT_LOCK_TMPNAM = 2,
    CRT_LOCK_CONIO = 3,
    CRT_LOCK_HEAP = 4,
    CRT_LOCK_TIME = 6,
    CRT_LOCK_ENV = 7,
    CRT_LOCK_EXIT = 8,
    CRT_LOCK_POPEN = 9,
    CRT_LOCK_OSFHND = 11,
    CRT_LOCK_LOCALE = 12,
    CRT_LOCK_MBCTYPE = 13,
    CRT_LOCK_TYPEINFO = 14,
    CRT_LOCK_STREAM = 16, /* and the following: one per stream */
    CRT_LOCK_COUNT = 64,
};
void CDECL msvcrt__lock(int locknum);
void CDECL msvcrt__unlock(int locknum);

/* The heap (heap.c): the process heap; NULL and ENOMEM where there is no more. */
void *CDECL msvcrt_malloc(size_t size);
void *CDECL msvcrt_calloc(size_t count, size_t size);
void *CDECL msvcrt_realloc(void *memory, size_t size);
void CDECL msvcrt_free(void *memory);

/* Process (exit.c). */
_Noreturn void CDECL msvcrt_abort(void);
_Noreturn void CDECL msvcrt_exit(int status);
_Noreturn void CDECL msvcrt__exit(int status);
_Noreturn void CDECL msvcrt__amsg_exit(int message);
/* __fastfail: no handler is asked. */
_Noreturn void crt_fail_fast(unsigned code);
#ifdef CRT_UCRT
void crt_run_exe_tls_callback(void); /* corecrt_startup.c */
#endif

/* A message of the runtime's own, on the process's standard error. */
void crt_write_error(const char *text, size_t length);

/* The code page of the current locale (0: the C locale) and the longest character in it (locale.c). */
unsigned CDECL msvcrt____lc_codepage_func(void);
int CDECL msvcrt____mb_cur_max_func(void);

/* Text between the ANSI code page and UTF-16, in new memory; NULL where there is none left (text.c). */
char *crt_narrow(const WCHAR *text);
size_t crt_narrow_size(const WCHAR *text); /* with the terminator */
/* Into `size` bytes: as many whole characters as fit, and the terminator. Returns the bytes written with it.
 */
size_t crt_narrow_to(const WCHAR *text, char *to, size_t size);
WCHAR *crt_widen(const char *text);

/* Called by the DLL's entry point. */
void crt_ctype_attach(void);
void crt_errlist_attach(void);
void crt_locale_attach(void);
void crt_time_attach(void);
void crt_time_zone_attach(void);
void crt_mbstring_attach(void);
void crt_thread_detach(void);

/* What stdio does at the DLL's start (descriptors and streams are laid out, nothing is asked of the system)
 * and at the process's end (everything is flushed). */
void stdio_attach(void);
void stdio_exit(void);
/* The same when the DLL is told of the end by ExitProcess: takes no lock. */
void stdio_detach(void);

#endif
