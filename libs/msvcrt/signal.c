/* SPDX-License-Identifier: MIT
 *
 * signal.h. SIGINT and SIGBREAK come from the console, SIGFPE, SIGILL and SIGSEGV from exceptions that reach
 * _XcptFilter; SIGABRT and SIGTERM are only raised by programs. A handler is reset to SIG_DFL before it is
 * called. The handlers of the three exceptions belong to a thread, the others to the process.
 */
#include <win/errhandlingapi.h>
#include "msvcrt.h"

typedef void(GUESTCDECL *handler)(int);
typedef void(GUESTCDECL *float_handler)(int, int);
typedef BOOL(GUESTAPI *console_handler)(DWORD);

#define SIG_DFL ((handler)0)
#define SIG_IGN ((handler)1)
#define SIG_SGE ((handler)3)
#define SIG_ACK ((handler)4)
#define SIG_ERR ((handler)-1)

enum {
    SIGINT = 2,
    SIGILL = 4,
    SIGABRT_COMPAT = 6,
    SIGFPE = 8,
    SIGSEGV = 11,
    SIGTERM = 15,
    SIGBREAK = 21,
    SIGABRT = 22
};

BOOL WINAPI SetConsoleCtrlHandler(console_handler HandlerRoutine, BOOL Add);

static handler on_int, on_break, on_term, on_abrt;
static bool console_hooked;
static _Thread_local handler on_ill, on_fpe, on_segv;
static _Thread_local EXCEPTION_POINTERS *current_exception;
static _Thread_local int current_fpe_code = 0x8C; /* _FPE_EXPLICITGEN */

static handler *slot(int signal)
{
    switch (signal) {
    case SIGINT:
        return &on_int;
    case SIGBREAK:
        return &on_break;
    case SIGTERM:
        return &on_term;
    case SIGABRT:
    case SIGABRT_COMPAT:
        return &on_abrt;
    case SIGILL:
        return &on_ill;
    case SIGFPE:
        return &on_fpe;
    case SIGSEGV:
        return &on_segv;
    default:
        return NULL;
    }
}

/* Runs on a thread that the console's event starts. */
static BOOL GUESTAPI console_event(DWORD event)
{
    if (event > 1) /* CTRL_C_EVENT, CTRL_BREAK_EVENT */
        return FALSE;
    handler *where = event ? &on_break : &on_int;
    msvcrt__lock(CRT_LOCK_SIGNAL);
    handler found = *where;
    if (found != SIG_IGN)
        *where = SIG_DFL;
    msvcrt__unlock(CRT_LOCK_SIGNAL);
    if (found == SIG_DFL)
        return FALSE;
    if (found != SIG_IGN)
        found(event ? SIGBREAK : SIGINT);
    return TRUE;
}

handler CDECL msvcrt_signal(int signal, handler action)
{
    handler *where = slot(signal);
    if (!where || action == SIG_ACK || action == SIG_SGE) {
        crt_set_errno(EINVAL);
        return SIG_ERR;
    }
    msvcrt__lock(CRT_LOCK_SIGNAL);
    handler old = *where;
    bool hook = (signal == SIGINT || signal == SIGBREAK) && !console_hooked && action != SIG_DFL;
    if (hook)
        console_hooked = SetConsoleCtrlHandler(console_event, TRUE);
    if (hook && !console_hooked) {
        crt_set_errno(EINVAL);
        old = SIG_ERR;
    } else {
        *where = action;
    }
    msvcrt__unlock(CRT_LOCK_SIGNAL);
    return old;
}

bool crt_signal_has_handler(int signal)
{
    handler *where = slot(signal);
    return where && *where != SIG_DFL;
}

int CDECL msvcrt_raise(int signal)
{
    handler *where = slot(signal);
    if (!where) {
        crt_invalid(EINVAL);
        return -1;
    }
    msvcrt__lock(CRT_LOCK_SIGNAL);
    handler found = *where;
    if (found != SIG_IGN)
        *where = SIG_DFL;
    msvcrt__unlock(CRT_LOCK_SIGNAL);
    if (found == SIG_IGN)
        return 0;
    if (found == SIG_DFL)
        msvcrt__exit(3);
    EXCEPTION_POINTERS *outer = current_exception;
    if (signal == SIGFPE || signal == SIGILL || signal == SIGSEGV)
        current_exception = NULL;
    if (signal == SIGFPE)
        ((float_handler)(void *)found)(SIGFPE, 0x8C);
    else
        found(signal);
    current_exception = outer;
    return 0;
}

/* ---- exceptions become signals ---- */

static const struct {
    NTSTATUS exception;
    int signal, code;
} exceptions[] = {
    {STATUS_ACCESS_VIOLATION, SIGSEGV, 0},          {STATUS_ILLEGAL_INSTRUCTION, SIGILL, 0},
    {STATUS_PRIVILEGED_INSTRUCTION, SIGILL, 0},     {STATUS_FLOAT_DENORMAL_OPERAND, SIGFPE, 0x82},
    {STATUS_FLOAT_DIVIDE_BY_ZERO, SIGFPE, 0x83},    {STATUS_FLOAT_INEXACT_RESULT, SIGFPE, 0x86},
    {STATUS_FLOAT_INVALID_OPERATION, SIGFPE, 0x81}, {STATUS_FLOAT_OVERFLOW, SIGFPE, 0x84},
    {STATUS_FLOAT_STACK_CHECK, SIGFPE, 0x8A},       {STATUS_FLOAT_UNDERFLOW, SIGFPE, 0x85},
};

/* ucrtbase's start-up stands under the system's own handler, and leaves what it doesn't know to that. */
static LONG unhandled(EXCEPTION_POINTERS *pointers)
{
    return CRT_IS_UCRT ? 0 : UnhandledExceptionFilter(pointers);
}

int CDECL msvcrt__XcptFilter(DWORD exception, EXCEPTION_POINTERS *pointers)
{
    size_t i = 0;
    while (i < countof(exceptions) && (DWORD)exceptions[i].exception != exception)
        i++;
    if (i == countof(exceptions))
        return unhandled(pointers);
    handler *where = slot(exceptions[i].signal), found = *where;
    if (found == SIG_DFL)
        return unhandled(pointers);
    if (found == SIG_IGN)
        return -1; /* EXCEPTION_CONTINUE_EXECUTION */
    EXCEPTION_POINTERS *outer = current_exception;
    current_exception = pointers;
    *where = SIG_DFL;
    if (exceptions[i].signal == SIGFPE) {
        int code = current_fpe_code;
        current_fpe_code = exceptions[i].code;
        ((float_handler)(void *)found)(SIGFPE, exceptions[i].code);
        current_fpe_code = code;
    } else {
        found(exceptions[i].signal);
    }
    current_exception = outer;
    return -1;
}

int CDECL msvcrt___CppXcptFilter(DWORD exception, EXCEPTION_POINTERS *pointers)
{
    return exception == 0xE06D7363 ? msvcrt__XcptFilter(exception, pointers) : 0;
}

EXCEPTION_POINTERS **CDECL msvcrt___pxcptinfoptrs(void)
{
    return &current_exception;
}

int *CDECL msvcrt___fpecode(void)
{
    return &current_fpe_code;
}
