/* SPDX-License-Identifier: MIT
 *
 * The end of a program: functions registered with atexit and _onexit run in reverse order, streams are
 * flushed, the process ends. A table of such functions grows by realloc; __dllonexit serves the tables that
 * DLLs keep for themselves.
 */
#include <string.h>
#include <win/synchapi.h>
#include "msvcrt.h"

typedef int(GUESTCDECL *onexit_function)(void);
typedef void(GUESTCDECL *purecall_handler)(void);
typedef void(GUESTCDECL *invalid_handler)(const WCHAR *, const WCHAR *, const WCHAR *, unsigned, uintptr_t);

static onexit_function *functions, *functions_end;
static purecall_handler on_purecall;
static invalid_handler on_invalid;
enum { WRITE_ABORT_MSG = 1, CALL_REPORTFAULT = 2 };
static unsigned abort_behavior = WRITE_ABORT_MSG | (CRT_IS_UCRT ? CALL_REPORTFAULT : 0);
static int error_mode; /* _OUT_TO_DEFAULT */

void WINAPI ExitProcess(UINT uExitCode);
int CDECL msvcrt_raise(int signal);
bool crt_signal_has_handler(int signal);

void crt_write_error(const char *text, size_t length)
{
    IO_STATUS_BLOCK iosb;
    HANDLE error = process_peb.ProcessParameters ? process_peb.ProcessParameters->StandardError : NULL;
    if (error)
        NtWriteFile(error, NULL, NULL, NULL, &iosb, (PVOID)text, (ULONG)length, NULL, NULL);
}

static void write_error(const char *text)
{
    crt_write_error(text, strlen(text));
}

/* ---- registration ---- */

onexit_function CDECL msvcrt___dllonexit(onexit_function function, onexit_function **begin,
                                         onexit_function **end)
{
    msvcrt__lock(CRT_LOCK_EXIT);
    size_t count = (size_t)(*end - *begin);
    onexit_function *grown = *begin;
    if (!(count & (count - 1))) /* full at powers of two: it doubles */
        grown = msvcrt_realloc(grown, (count ? 2 * count : 1) * sizeof(*grown));
    if (grown) {
        grown[count] = function;
        *begin = grown;
        *end = grown + count + 1;
    }
    msvcrt__unlock(CRT_LOCK_EXIT);
    return grown ? function : NULL;
}

onexit_function CDECL msvcrt__onexit(onexit_function function)
{
    return msvcrt___dllonexit(function, &functions, &functions_end);
}

int CDECL msvcrt_atexit(onexit_function function)
{
    return msvcrt__onexit(function) ? 0 : -1;
}

/* ---- ending ---- */

/* The lock is held around each look at the table, not around the calls: one may register another, or exit. */
static void run_onexit(void)
{
    for (;;) {
        msvcrt__lock(CRT_LOCK_EXIT);
        onexit_function function = functions_end > functions ? *--functions_end : NULL;
        bool done = !function && functions_end == functions;
        msvcrt__unlock(CRT_LOCK_EXIT);
        if (done)
            break;
        if (function)
            function();
    }
}

void CDECL msvcrt__cexit(void)
{
#ifdef CRT_UCRT
    crt_run_exe_tls_callback();
#endif
    run_onexit();
    stdio_exit();
}

void CDECL msvcrt__c_exit(void)
{
    /* Nothing of ours outlives the process: there is no debug heap to check. */
}

_Noreturn void CDECL msvcrt__exit(int status)
{
    ExitProcess((UINT)status);
    __builtin_unreachable();
}

_Noreturn void CDECL msvcrt_exit(int status)
{
    static TEB *first;
    TEB *self = NtCurrentTeb(), *none = NULL;
    /* One thread ends the process; another that wants to waits for its own end. */
    if (!__atomic_compare_exchange_n(&first, &none, self, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) &&
        none != self)
        for (;;)
            Sleep(INFINITE);
    msvcrt__cexit();
    msvcrt__exit(status);
}

_Noreturn void crt_fail_fast(unsigned code)
{
    __asm__ volatile("int $0x29" : : "c"(code));
    __builtin_unreachable();
}

_Noreturn void CDECL msvcrt_abort(void)
{
    if (CRT_IS_UCRT) {
        if (crt_signal_has_handler(22)) /* SIGABRT */
            msvcrt_raise(22);
        if (abort_behavior & CALL_REPORTFAULT)
            crt_fail_fast(7); /* FAST_FAIL_FATAL_APP_EXIT */
        msvcrt__exit(3);
    }
    if (abort_behavior & WRITE_ABORT_MSG)
        write_error("\r\nThis application has requested the Runtime to terminate it in an unusual way.\n"
                    "Please contact the application's support team for more information.\r\n");
    msvcrt_raise(22); /* SIGABRT */
    msvcrt__exit(3);
}

unsigned CDECL msvcrt__set_abort_behavior(unsigned flags, unsigned mask)
{
    unsigned old = abort_behavior;
    abort_behavior = (old & ~mask) | (flags & mask);
    return old;
}

/* ---- errors of the runtime itself ---- */

_Noreturn void CDECL msvcrt__amsg_exit(int message)
{
    static const struct {
        int number;
        const char *text;
    } texts[] = {
        {2, "floating-point support not loaded"},
        {8, "not enough space for arguments"},
        {9, "not enough space for environment"},
        {10, "abort() has been called"},
        {16, "not enough space for thread data"},
        {17, "unexpected multithread lock error"},
        {18, "unexpected heap error"},
        {19, "unable to open console device"},
        {24, "not enough space for _onexit/atexit table"},
        {25, "pure virtual function call"},
        {26, "not enough space for stdio initialization"},
        {27, "not enough space for lowio initialization"},
        {28, "unable to initialize heap"},
        {30, "CRT not initialized"},
        {31, "Attempt to initialize the CRT more than once."},
    };
    char number[] = "\r\nruntime error R6000\r\n- ";
    number[20] = (char)('0' + message % 10);
    number[19] = (char)('0' + message / 10 % 10);
    write_error(number);
    for (size_t i = 0; i < countof(texts); i++)
        if (texts[i].number == message)
            write_error(texts[i].text);
    write_error("\r\n");
    msvcrt__exit(255);
}

purecall_handler CDECL msvcrt__set_purecall_handler(purecall_handler handler)
{
    return __atomic_exchange_n(&on_purecall, handler, __ATOMIC_ACQ_REL);
}

purecall_handler CDECL msvcrt__get_purecall_handler(void)
{
    return on_purecall;
}

void CDECL msvcrt__purecall(void)
{
    if (on_purecall)
        on_purecall();
    msvcrt__amsg_exit(25);
}

invalid_handler CDECL msvcrt__set_invalid_parameter_handler(invalid_handler handler)
{
    return __atomic_exchange_n(&on_invalid, handler, __ATOMIC_ACQ_REL);
}

invalid_handler CDECL msvcrt__get_invalid_parameter_handler(void)
{
    return on_invalid;
}

#ifdef CRT_UCRT
static _Thread_local invalid_handler on_invalid_here;

invalid_handler CDECL msvcrt__set_thread_local_invalid_parameter_handler(invalid_handler handler)
{
    invalid_handler old = on_invalid_here;
    on_invalid_here = handler;
    return old;
}

invalid_handler CDECL msvcrt__get_thread_local_invalid_parameter_handler(void)
{
    return on_invalid_here;
}

_Noreturn void CDECL msvcrt__invoke_watson(const WCHAR *expression, const WCHAR *function, const WCHAR *file,
                                           unsigned line, uintptr_t reserved)
{
    crt_fail_fast(5); /* FAST_FAIL_INVALID_ARG */
}
#endif

void CDECL msvcrt__invalid_parameter(const WCHAR *expression, const WCHAR *function, const WCHAR *file,
                                     unsigned line, uintptr_t reserved)
{
    invalid_handler handler = on_invalid;
#ifdef CRT_UCRT
    handler = on_invalid_here ? on_invalid_here : handler;
    if (!handler)
        msvcrt__invoke_watson(expression, function, file, line, reserved);
#endif
    if (handler)
        handler(expression, function, file, line, reserved);
}

#ifdef CRT_UCRT
void CDECL msvcrt__invalid_parameter_noinfo(void)
{
    msvcrt__invalid_parameter(NULL, NULL, NULL, 0, 0);
}

_Noreturn void CDECL msvcrt__invalid_parameter_noinfo_noreturn(void)
{
    msvcrt__invalid_parameter(NULL, NULL, NULL, 0, 0);
    msvcrt__invoke_watson(NULL, NULL, NULL, 0, 0);
}
#endif

int crt_invalid(int error)
{
    crt_set_errno(error);
    msvcrt__invalid_parameter(NULL, NULL, NULL, 0, 0);
    return error;
}

int CDECL msvcrt__set_error_mode(int mode)
{
    int old = error_mode;
    if (mode == 3) /* _REPORT_ERRMODE: only asks */
        return old;
    if (mode < 0 || mode > 3) {
        crt_invalid(EINVAL);
        return -1;
    }
    error_mode = mode;
    return old;
}
