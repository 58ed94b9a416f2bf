/* SPDX-License-Identifier: MIT
 *
 * Where the kernel side enters the user side, and how a thread begins and ends here.
 */
#include "console_control.h"
#include "exception.h"
#include "locks.h"
#include "thread_start.h"
#include "../ldr/ldr.h"
#include "kernel/ke/apc.h"
#include "kernel/ke/leave.h"
#include "kernel/ps/thread_initial.h"

void KiUserApcDispatcher(void);
void KiUserRestoreContext(void);

VOID WINAPI RtlUserThreadStart(LPTHREAD_START_ROUTINE StartAddress, PVOID Parameter)
{
    thread_exit((NTSTATUS)StartAddress(Parameter));
}

_Noreturn VOID WINAPI RtlExitUserThread(NTSTATUS ExitStatus)
{
    thread_exit(ExitStatus);
}

void apc_run(void)
{
    struct user_apc apc;
    while (sys_apc_next(&apc))
        apc.routine(apc.a, apc.b, apc.c);
}

/* KiUserApcDispatcher has called the routine of the context's first words; whether they name another one now.
 * One at a time: a routine that waits alertably itself finds the others in the queue, and they stay there if
 * it never returns. */
bool apc_again(CONTEXT *context)
{
#ifdef __x86_64__
    struct user_apc apc;
    if (!sys_apc_next(&apc))
        return false;
    context->P1Home = (DWORD64)(uintptr_t)apc.a;
    context->P2Home = (DWORD64)(uintptr_t)apc.b;
    context->P3Home = (DWORD64)(uintptr_t)apc.c;
    context->P4Home = (DWORD64)(uintptr_t)apc.routine;
    return true;
#else
    apc_run();
    return false;
#endif
}

/* The first frame on a new thread's stack. */
static DWORD WINAPI start_thread(struct thread *thread)
{
    PVOID start, argument;
    CONTEXT *elsewhere;
    sys_thread_begin();
    ldr_attach_thread();
    apc_run();
    if ((elsewhere = sys_thread_initial(&start, &argument)))
        context_restore(elsewhere, NULL);
    thread_exit((NTSTATUS)((LPTHREAD_START_ROUTINE)start)(argument));
}

_Noreturn void thread_exit(NTSTATUS code)
{
    struct thread *thread = thread_self();
    if (!thread->ending) {
        if (sys_thread_begin_end(thread))
            process_exit(code);
        fls_detach_thread(thread);
        ldr_detach_thread();
        tls_detach_thread(thread);
    }
    sys_thread_leave(thread, code);
    __builtin_unreachable();
}

/* As the guest knows the function: in ntdll's face. */
extern const char thunk_RtlUserThreadStart[] __attribute__((visibility("hidden")));

void thread_start_register(void)
{
    static const struct user_doors doors = {
        .apc = KiUserApcDispatcher,
        .restore = KiUserRestoreContext,
        .start_thread = (void *)start_thread,
        .console_control = (void *)console_control_run,
        .user_thread_start = thunk_RtlUserThreadStart,
    };
    border_register(&doors);
}
