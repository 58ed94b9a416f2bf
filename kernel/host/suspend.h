/* SPDX-License-Identifier: MIT
 *
 * Stopping threads by signal. A part of the boundary that host.h describes; by its conventions.
 */
#ifndef DECANT_KERNEL_HOST_SUSPEND_H
#define DECANT_KERNEL_HOST_SUSPEND_H

#include <stdbool.h>
#include <stdint.h>
#include <win/winnt.h>

/* handler runs on a thread that host_interrupt was called for, on its alternate stack, all signals blocked;
 * when it returns, the thread goes on with what is then in `registers`. */
int host_interrupt_start(void (*handler)(void *registers));
/* -ESRCH: the thread is gone. */
int host_interrupt(uint32_t thread_id);

/* From the handler: a call that may last (sleep.h) returns -HOST_CUT, and is not begun. */
void host_registers_cut_sleep(void *registers);
/* From the handler, on the user side: a thread in the entry's first or last instructions is put back to its
 * stub, or on to the end of it. */
void host_registers_leave_border(void *registers);
/* The parts that context->ContextFlags asks for. */
void host_registers_get(void *registers, CONTEXT *context);
void host_registers_set(void *registers, const CONTEXT *context);

#endif
