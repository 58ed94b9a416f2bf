/* SPDX-License-Identifier: MIT
 *
 * Host threads that wait for another guest thread to run: between thread.c and thread_park.c only.
 */
#ifndef DECANT_KERNEL_PS_THREAD_PARK_H
#define DECANT_KERNEL_PS_THREAD_PARK_H

#include <ntdll.h>

/* A parked thread with a whole stack of that size, its TEB set up anew; NULL: none. Where all that may park
 * have other sizes, one of them ends. */
struct thread *thread_park_take(size_t stack_size);
/* Whether the host thread of a guest thread that has ended may wait for another one; then it is counted, and
 * thread_park_offer makes it available once its object is gone. */
bool thread_park_may(struct thread *thread);
void thread_park_offer(struct thread *thread);
/* On the parked thread: false where it is to end. */
bool thread_park_wait(struct thread *thread);
/* Lets a thread that was taken run what its block says, or end. */
void thread_park_wake(struct thread *thread, bool run);

/* thread.c: the TEB's fixed fields, for the stack that the thread has. */
void thread_set_up_teb(struct thread *thread);

#endif
