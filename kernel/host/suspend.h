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

/* From the handler: whether the thread holds a lock of ours, or waits for one; it is interrupted once more as
 * soon as it does no longer. */
bool host_holds_locks(void);
void host_interrupt_when_unlocked(void);

void *host_registers_pc(void *registers);
/* Whether the thread was in this program's own code, not in a library or the guest's. */
bool host_registers_in_program(void *registers);
/* Whether the thread was sleeping in a system call that may last: reading, writing, waiting for descriptors,
 * children or time; with `locks`, for a lock, too. */
bool host_registers_sleeping(void *registers, bool locks);
/* From the handler: the thread goes on instruction by instruction, with `each` called before every one, until
 * that returns false. Left off by itself where the thread is about to block its signals or to copy itself; an
 * interrupt may begin anew. */
void host_registers_step(void *registers, bool (*each)(void *registers));
/* For the handler of SIGTRAP: whether the trap was such a step, which is done then. */
bool host_step_trapped(void *registers);
/* Ends the process after so many seconds unless it has ended by then. */
void host_exit_within(unsigned seconds, int code);
/* The parts that context->ContextFlags asks for. */
void host_registers_get(void *registers, CONTEXT *context);
void host_registers_set(void *registers, const CONTEXT *context);

#endif
