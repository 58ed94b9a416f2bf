/* SPDX-License-Identifier: MIT
 *
 * Threads as the C runtime starts them, and what it keeps for each. A thread of _beginthread closes its own
 * handle when it ends, one of _beginthreadex leaves it to its creator.
 */
#include <string.h>
#include "buffers.h"
#include "kernel32_calls.h"
#include "msvcrt.h"

typedef void(GUESTCDECL *plain_start)(void *);
typedef unsigned(GUESTAPI *extended_start)(void *);

struct start {
    plain_start plain;
    extended_start extended;
    void *argument;
    HANDLE self; /* plain: what to close at the end */
};

static _Thread_local HANDLE own_handle;

struct crt_buffers *crt_buffers(void)
{
    if (!crt_thread.buffers)
        crt_thread.buffers = msvcrt_calloc(1, sizeof(struct crt_buffers));
    return crt_thread.buffers;
}

void crt_thread_detach(void)
{
    msvcrt_free(crt_thread.buffers);
    crt_thread.buffers = NULL;
}

void CDECL msvcrt__endthreadex(unsigned result)
{
    ExitThread(result);
}

void CDECL msvcrt__endthread(void)
{
    if (own_handle)
        CloseHandle(own_handle);
    own_handle = NULL;
    ExitThread(0);
}

static DWORD GUESTAPI run(LPVOID parameter)
{
    struct start start = *(struct start *)parameter;
    msvcrt_free(parameter);
    if (start.extended)
        return start.extended(start.argument);
    own_handle = start.self;
    start.plain(start.argument);
    if (own_handle)
        CloseHandle(own_handle);
    own_handle = NULL;
    return 0;
}

static int thread_errno(DWORD error)
{
    return error == ERROR_INVALID_PARAMETER ? EINVAL : error == ERROR_ACCESS_DENIED ? EACCES : EAGAIN;
}

uintptr_t CDECL msvcrt__beginthreadex(void *security, unsigned stack_size, extended_start function,
                                      void *argument, unsigned flags, unsigned *id)
{
    DWORD thread_id;
    if (!function) {
        crt_invalid(EINVAL);
        return 0;
    }
    struct start *start = msvcrt_calloc(1, sizeof(*start));
    if (!start)
        return 0;
    start->extended = function;
    start->argument = argument;
    HANDLE thread = CreateThread(security, stack_size, run, start, flags, &thread_id);
    if (!thread) {
        crt_set_errno(thread_errno(teb_last_error()));
        crt_thread.doserrno = teb_last_error();
        msvcrt_free(start);
        return 0;
    }
    if (id)
        *id = thread_id;
    return (uintptr_t)thread;
}

uintptr_t CDECL msvcrt__beginthread(plain_start function, unsigned stack_size, void *argument)
{
    if (!function) {
        crt_invalid(EINVAL);
        return (uintptr_t)-1;
    }
    struct start *start = msvcrt_calloc(1, sizeof(*start));
    if (!start)
        return (uintptr_t)-1;
    start->plain = function;
    start->argument = argument;
    /* Suspended until it knows the handle that it is to close. */
    HANDLE thread = CreateThread(NULL, stack_size, run, start, CREATE_SUSPENDED, NULL);
    if (!thread) {
        crt_set_errno(thread_errno(teb_last_error()));
        crt_thread.doserrno = teb_last_error();
        msvcrt_free(start);
        return (uintptr_t)-1;
    }
    start->self = thread;
    ResumeThread(thread);
    return (uintptr_t)thread;
}

unsigned CDECL msvcrt___threadid(void)
{
    return (unsigned)(uintptr_t)NtCurrentTeb()->ClientId.UniqueThread;
}

uintptr_t CDECL msvcrt___threadhandle(void)
{
    return (uintptr_t)NtCurrentThread();
}

int CDECL msvcrt__getpid(void)
{
    return (int)(uintptr_t)NtCurrentTeb()->ClientId.UniqueProcess;
}

void CDECL msvcrt__sleep(unsigned milliseconds)
{
    Sleep(milliseconds ? milliseconds : 1);
}

void CDECL msvcrt__beep(unsigned frequency, unsigned milliseconds)
{
    Beep(frequency, milliseconds);
}

void CDECL msvcrt__seterrormode(int mode)
{
    SetErrorMode((UINT)mode);
}
