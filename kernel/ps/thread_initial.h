/* SPDX-License-Identifier: MIT
 *
 * The registers of a thread that was made suspended and has not begun.
 */
#ifndef DECANT_KERNEL_PS_THREAD_INITIAL_H
#define DECANT_KERNEL_PS_THREAD_INITIAL_H

#include "thread.h"

/* What ContextFlags ask for. */
void thread_initial_get(const struct thread_object *thread, CONTEXT *context);
NTSTATUS thread_initial_set(struct thread_object *thread, const CONTEXT *context);
/* On the thread itself: what it is to begin with; does not return where that is no start routine. */
void thread_initial_apply(struct thread_object *thread, PVOID *start, PVOID *argument);

VOID WINAPI RtlUserThreadStart(LPTHREAD_START_ROUTINE StartAddress, PVOID Parameter);

#endif
