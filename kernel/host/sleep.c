/* SPDX-License-Identifier: MIT
 *
 * The one function for all Linux calls that may last. Whether the thread is to end is looked at right before
 * the call, and the handler of the signal that follows the bit knows the instructions between the two
 * (suspend.c): so the bit is seen before the call, or cuts it short.
 */
#include <sys/syscall.h>
#include "sleep.h"
#include <ntdll.h>

#ifdef __x86_64__
long host_sleep_raw(long number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e, uintptr_t f,
                    const void *pending);
__asm__(".text\n"
        ".globl host_sleep_raw, host_sleep_begin, host_sleep_end, host_sleep_cut\n"
        ".hidden host_sleep_raw, host_sleep_begin, host_sleep_end, host_sleep_cut\n"
        ".type host_sleep_raw, @function\n"
        "host_sleep_raw:\n"
        "    .cfi_startproc\n"
        "    mov %rdi, %rax\n"
        "    mov %rsi, %rdi\n"
        "    mov %rdx, %rsi\n"
        "    mov %rcx, %rdx\n"
        "    mov %r8, %r10\n"
        "    mov %r9, %r8\n"
        "    mov 8(%rsp), %r9\n"
        "    mov 16(%rsp), %r11\n"
        "host_sleep_begin:\n"
        "    testl $6, (%r11)\n" /* PENDING_END | PENDING_EXIT */
        "    jnz host_sleep_cut\n"
        "    syscall\n"
        "host_sleep_end:\n"
        "    ret\n"
        "host_sleep_cut:\n"
        "    mov $-512, %eax\n" /* -HOST_CUT */
        "    cltq\n"
        "    ret\n"
        "    .cfi_endproc\n"
        ".size host_sleep_raw, . - host_sleep_raw\n");
#else
long host_sleep_raw(long number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e, uintptr_t f,
                    const void *pending);
__asm__(".text\n"
        ".globl host_sleep_raw, host_sleep_begin, host_sleep_end, host_sleep_cut\n"
        ".hidden host_sleep_raw, host_sleep_begin, host_sleep_end, host_sleep_cut\n"
        ".type host_sleep_raw, @function\n"
        "host_sleep_raw:\n"
        "    .cfi_startproc\n"
        "    push %ebp\n"
        "    .cfi_adjust_cfa_offset 4\n"
        "    push %ebx\n"
        "    .cfi_adjust_cfa_offset 4\n"
        "    push %esi\n"
        "    .cfi_adjust_cfa_offset 4\n"
        "    push %edi\n"
        "    .cfi_adjust_cfa_offset 4\n"
        "    mov 48(%esp), %ebp\n"
        "    mov 20(%esp), %eax\n"
        "    mov 24(%esp), %ebx\n"
        "    mov 28(%esp), %ecx\n"
        "    mov 32(%esp), %edx\n"
        "    mov 36(%esp), %esi\n"
        "    mov 40(%esp), %edi\n"
        "host_sleep_begin:\n"
        "    testl $6, (%ebp)\n"
        "    jnz host_sleep_cut\n"
        "    mov 44(%esp), %ebp\n"
        "    int $0x80\n"
        "host_sleep_end:\n"
        "    pop %edi\n"
        "    pop %esi\n"
        "    pop %ebx\n"
        "    pop %ebp\n"
        "    ret\n"
        "host_sleep_cut:\n"
        "    mov $-512, %eax\n"
        "    pop %edi\n"
        "    pop %esi\n"
        "    pop %ebx\n"
        "    pop %ebp\n"
        "    ret\n"
        "    .cfi_endproc\n"
        ".size host_sleep_raw, . - host_sleep_raw\n");
#endif

/* NULL: a thread of decant's own, which nobody ends. */
static __thread struct thread *guest_thread;

void host_sleep_for(struct thread *thread)
{
    guest_thread = thread;
}

long host_sleep_call(long number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e,
                     uintptr_t f)
{
    static const uint32_t nothing;
    const void *pending = guest_thread ? (const void *)&guest_thread->border.pending : &nothing;
    return host_sleep_raw(number, a, b, c, d, e, f, pending);
}
