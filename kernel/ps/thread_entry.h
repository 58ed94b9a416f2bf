/* SPDX-License-Identifier: MIT
 *
 * The change of stacks.
 */
#ifndef DECANT_KERNEL_PS_THREAD_ENTRY_H
#define DECANT_KERNEL_PS_THREAD_ENTRY_H

/* Runs entry(argument) on the guest's stack, in the state in which Windows starts a thread: MXCSR 0x1F80, x87
 * control word 0x27F, direction flag clear, RSP 16-byte aligned before the call, 32 bytes of home space. The
 * stack pointer to come back to goes to *host_stack; return_to_host does so from anywhere. */
int call_on_guest_stack(void *entry, void *argument, void *stack_top, void **host_stack);
_Noreturn void return_to_host(void *host_stack, int code);

#endif
