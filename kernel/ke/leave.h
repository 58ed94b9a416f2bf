/* SPDX-License-Identifier: MIT
 *
 * The way out of a service: what a thread does before it goes on with user code, and its registers as user
 * code left them.
 */
#ifndef DECANT_KERNEL_KE_LEAVE_H
#define DECANT_KERNEL_KE_LEAVE_H

#include "kernel/ps/thread.h"

/* Where the kernel side enters the user side, as data: ntdll registers them once (border_register). */
struct user_doors {
    void (*apc)(void);             /* KiUserApcDispatcher: the stack pointer is at the frame */
    void (*restore)(void);         /* loads the registers of the context at the stack pointer */
    void *start_thread;            /* a thread begins: DWORD WINAPI (struct thread *) */
    void *console_control;         /* the like, for a console event: DWORD WINAPI (PVOID event) */
    const void *user_thread_start; /* RtlUserThreadStart, as the guest knows it */
};
extern struct user_doors user_doors;
void border_register(const struct user_doors *doors);

/* Marks what the thread is to do before it goes on with user code, and makes sure that it sees it: a thread
 * in a service does so on its way out, any other is interrupted. With PENDING_END or PENDING_EXIT a sleep in
 * a service is cut short. Returns false where the thread has ended; *in_service says where it was. */
bool thread_ask(struct thread_object *object, uint32_t bits, bool *in_service);

/* The registers with which a thread that is in a service will go on, for context->ContextFlags; result: what
 * the service returns, as far as it is known. The thread must not go on meanwhile (thread_hold). */
void service_context_get(struct thread *thread, uintptr_t result, CONTEXT *context);
/* It goes on with these parts of *context instead. STATUS_NO_MEMORY. */
NTSTATUS service_context_set(struct thread *thread, const CONTEXT *context);

/* While it is held, no thread that stands still goes on. Nothing else is locked, and no guest memory touched,
 * inside. */
void thread_hold(void);
void thread_let_go(void);

/* Stands still while the suspend count is above zero: on the way out, or in the signal's handler with the
 * registers that it found. */
void thread_stand(struct thread_object *object, void *registers);
/* Tells whoever waits for the thread to stand that it does, or will not go on to user code before it has.
 * Returns the number of the request that it has answered. */
uint32_t thread_answer(struct thread_object *object);
_Noreturn void thread_stand_for_good(struct thread_object *object);

#endif
