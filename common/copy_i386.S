/* SPDX-License-Identifier: MIT
 *
 * The instructions that touch memory which may not be there (i386); the handler of faults knows them.
 */
#ifdef __i386__
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

/* long host_touch_byte(void *, long): reads a byte or, the second argument not zero, writes it over itself. A fault
 * between host_copy_begin and host_copy_end resumes at host_copy_fault, and the answer is -EFAULT. */
function host_touch_byte
    push %esi
    push %edi
    mov 12(%esp), %eax
    .globl host_copy_begin
    .hidden host_copy_begin
host_copy_begin:
    cmpl $0, 16(%esp)
    je 1f
    lock orb $0, (%eax)
1:  movb (%eax), %al
    jmp host_copy_end
end_function host_touch_byte

/* long host_copy_bytes(void *, const void *, size_t): host_copy_try's body. */
function host_copy_bytes
    push %esi
    push %edi
    mov 12(%esp), %edi
    mov 16(%esp), %esi
    mov 20(%esp), %ecx
    rep movsb
    .globl host_copy_end
    .hidden host_copy_end
host_copy_end:
    xor %eax, %eax
    jmp 1f
    .globl host_copy_fault
    .hidden host_copy_fault
host_copy_fault:
    mov $-14, %eax
1:  pop %edi
    pop %esi
    ret
end_function host_copy_bytes

    .section .note.GNU-stack, "", @progbits
#endif
