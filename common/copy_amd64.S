/* SPDX-License-Identifier: MIT
 *
 * The instructions that touch memory which may not be there (x86-64); the handler of faults knows them.
 */
#ifdef __x86_64__
.macro function name
    .globl \name
    .hidden \name
    .type \name, @function
    .balign 16
\name:
    .cfi_startproc
.endm

.macro end_function name
    .cfi_endproc
    .size \name, . - \name
.endm

    .text

/* long host_touch_byte(void *rdi, long rsi): reads a byte or, rsi not zero, writes it over itself. A fault between
 * host_copy_begin and host_copy_end resumes at host_copy_fault, and the answer is -EFAULT. */
function host_touch_byte
    .globl host_copy_begin
    .hidden host_copy_begin
host_copy_begin:
    test %rsi, %rsi
    jz 1f
    lock orb $0, (%rdi)
1:  movb (%rdi), %al
    xor %eax, %eax
    ret
end_function host_touch_byte

/* long host_copy_bytes(void *rdi, const void *rsi, size_t rdx): host_copy_try's body. */
function host_copy_bytes
    mov %rdx, %rcx
    rep movsb
    .globl host_copy_end
    .hidden host_copy_end
host_copy_end:
    xor %eax, %eax
    ret
    .globl host_copy_fault
    .hidden host_copy_fault
host_copy_fault:
    mov $-14, %eax
    ret
end_function host_copy_bytes

    .section .note.GNU-stack, "", @progbits
#endif
