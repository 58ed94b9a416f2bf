/* SPDX-License-Identifier: MIT
 *
 * The user side of a thread: its start, its end, and the doors by which the kernel side enters.
 */
#ifndef DECANT_RTL_THREAD_START_H
#define DECANT_RTL_THREAD_START_H

#include "../ntdll.h"

/* Registers the doors; on the process's first thread, before it runs guest code. */
void thread_start_register(void);
/* Ends the calling thread from wherever in the guest it is; with the last one, the process. DLLs are told. */
_Noreturn void thread_exit(NTSTATUS code);
/* Runs what is queued for the calling thread, oldest first. */
void apc_run(void);

VOID WINAPI RtlUserThreadStart(LPTHREAD_START_ROUTINE StartAddress, PVOID Parameter);
_Noreturn VOID WINAPI RtlExitUserThread(NTSTATUS ExitStatus);

#endif
