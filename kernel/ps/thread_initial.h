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
/* On the thread itself: the start routine and its argument. Not NULL: it begins with these registers instead.
 */
CONTEXT *thread_initial(PVOID *start, PVOID *argument);

/* As services, for the user side. */
PRIVATE_SERVICE(thread_initial);

#endif
